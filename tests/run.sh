#!/usr/bin/env bash
# Installs what is missing, builds, runs every test, skips nothing.
# The last line is "N passed, N failed"; the exit code is 0 only where nothing failed and nothing was skipped.
#   tests/run.sh [PROJECT ...]    only these test projects, e.g. tests/run.sh tests/Ingestion
#   LANES=1 tests/run.sh          one project at a time instead of two
set -uo pipefail
cd "$(dirname "$0")/.."
# The compiler as a server halves the build; it is shut down at the end.
export UseSharedCompilation=true DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 CI="${CI:-true}"
configuration="${CONFIGURATION:-Release}"

say() { printf '\n== %s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; echo "0 passed, 1 failed"; exit 1; }

# Debian packages, one installer at a time: two at once fail half-way.
install_packages() {
  local missing=()
  command -v chromium >/dev/null || missing+=(chromium fonts-liberation)
  command -v node >/dev/null || missing+=(nodejs npm)
  command -v redis-server >/dev/null || missing+=(redis-server)
  [ -e /usr/share/zoneinfo/Asia/Kolkata ] || missing+=(tzdata)
  [ "${#missing[@]}" = 0 ] && return 0
  say "Installing ${missing[*]}"
  local sudo=""
  [ "$(id -u)" = 0 ] || sudo=sudo
  (
    flock 9
    export DEBIAN_FRONTEND=noninteractive
    $sudo apt-get update -qq && $sudo apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 "${missing[@]}"
  ) 9>"${TMPDIR:-/tmp}/breakwater-packages.lock" >/dev/null || return 1
}
command -v dotnet >/dev/null || fail "The .NET 10 SDK is needed: dotnet was not found."
install_packages || fail "Debian packages could not be installed."

say "Building ($configuration)"
logs=$(mktemp -d)
trap 'rm -rf "$logs"; dotnet build-server shutdown --vbcscompiler >/dev/null 2>&1' EXIT
dotnet build Dashboard.sln -c "$configuration" -nologo -v quiet -clp:NoSummary || fail "The build failed."

# The two that take longest come first, so that neither is left over at the end.
longest='^tests/(EndToEnd|Cli)/'
projects=("$@")
if [ "${#projects[@]}" = 0 ]; then
  all=$(grep -L '<IsTestProject>false' $(find tests -name '*.csproj' -not -path '*/obj/*' | sort))
  mapfile -t projects < <(grep -E "$longest" <<<"$all" | sort -r; grep -vE "$longest" <<<"$all")
fi

# LANES=2 runs two projects at a time: while one waits for browsers, disks and clocks, the other computes. On a busy machine tests that look at
# clocks then wait in vain, hence one by default. Each writes a log of its own.
passed=0 failed=0 broken=()
declare -A running=()
# Job control: without it the shell starts what runs beside it deaf to Ctrl-C, and the hosts of tests that press it with it.
set -m
trap 'kill -- $(jobs -p | sed "s/^/-/") 2>/dev/null; exit 130' INT TERM
run() {
  local started=$SECONDS code
  (cd tests && dotnet test --project "../$1" -c "$configuration" --no-build --no-progress --output Normal) >"$2" 2>&1
  code=$?
  echo "$((SECONDS - started))" >"$2.seconds"
  return "$code"
}
tell() {
  local project=$1 log=$2 code=$3
  count() { sed -n "s/^ *$1: *\([0-9][0-9]*\).*/\1/p" "$log" | tail -n 1; }
  local ok bad skipped extra
  ok=$(count succeeded) bad=$(count failed) skipped=$(count skipped)
  passed=$((passed + ${ok:-0}))
  say "$project"
  if [ "$code" != 0 ] || [ "${bad:-1}" != 0 ] || [ "${skipped:-1}" != 0 ] || [ "${ok:-0}" = 0 ]; then
    grep -vE '^\s*(passed|Passed)\b' "$log" | tail -n 150
    extra=$(( ${bad:-0} + ${skipped:-0} ))
    failed=$((failed + (extra > 0 ? extra : 1)))
    broken+=("$project")
  fi
  echo "${ok:-0} passed, ${bad:-?} failed, ${skipped:-?} skipped, $(cat "$log.seconds") s"
}
await_one() {
  local ended code project
  wait -n -p ended "${!running[@]}"
  code=$?
  project=${running[$ended]}
  unset "running[$ended]"
  tell "$project" "$logs/${project//\//_}" "$code"
}

[ -d ../shared/data ] || echo "Note: ../shared/data is absent; tests on real traces will say so."
say "Testing"
for project in "${projects[@]}"; do
  [ -d "$project" ] && project=$(ls "$project"/*.csproj)
  while [ "${#running[@]}" -ge "${LANES:-1}" ]; do await_one; done
  run "$project" "$logs/${project//\//_}" &
  running[$!]="$project"
done
while [ "${#running[@]}" -gt 0 ]; do await_one; done

say "All in $SECONDS s"
[ "${#broken[@]}" = 0 ] || printf 'Failed: %s\n' "${broken[@]}"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" != 0 ]
