#!/usr/bin/env bash
# Installs what is missing, builds, runs every test, skips nothing.
# The last line is "N passed, N failed"; the exit code is 0 only where nothing failed and nothing was skipped.
#   tests/run.sh [PROJECT ...]    only these test projects, e.g. tests/run.sh tests/Ingestion
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
trap 'dotnet build-server shutdown --vbcscompiler >/dev/null 2>&1' EXIT
dotnet build Dashboard.sln -c "$configuration" -nologo -v quiet -clp:NoSummary || fail "The build failed."

projects=("$@")
if [ "${#projects[@]}" = 0 ]; then
  while IFS= read -r project; do projects+=("$project"); done < <(grep -L '<IsTestProject>false' $(find tests -name '*.csproj' -not -path '*/obj/*' | sort))
fi

passed=0 failed=0 broken=()
[ -d ../shared/data ] || echo "Note: ../shared/data is absent; tests on real traces will say so."
for project in "${projects[@]}"; do
  [ -d "$project" ] && project=$(ls "$project"/*.csproj)
  say "$project"
  started=$SECONDS
  log=$(cd tests && dotnet test --project "../$project" -c "$configuration" --no-build --no-progress --output Normal 2>&1)
  code=$?
  count() { printf '%s\n' "$log" | sed -n "s/^ *$1: *\([0-9][0-9]*\).*/\1/p" | tail -n 1; }
  ok=$(count succeeded) bad=$(count failed) skipped=$(count skipped)
  passed=$((passed + ${ok:-0}))
  if [ "$code" != 0 ] || [ "${bad:-1}" != 0 ] || [ "${skipped:-1}" != 0 ] || [ "${ok:-0}" = 0 ]; then
    printf '%s\n' "$log" | grep -vE '^\s*(passed|Passed)\b' | tail -n 150
    extra=$(( ${bad:-0} + ${skipped:-0} ))
    failed=$((failed + (extra > 0 ? extra : 1)))
    broken+=("$project")
  fi
  echo "${ok:-0} passed, ${bad:-?} failed, ${skipped:-?} skipped, $((SECONDS - started)) s"
done

say "All in $SECONDS s"
[ "${#broken[@]}" = 0 ] || printf 'Failed: %s\n' "${broken[@]}"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
