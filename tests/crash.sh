#!/usr/bin/env bash
# The long form of the crash test: kill -9 at random instants under load, 200 rounds unless told otherwise.
#   tests/crash.sh [ROUNDS] [SEED]
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build tests/EndToEnd/EndToEnd.csproj -c Release -nologo -v quiet -clp:NoSummary
export BREAKWATER_CRASH_ROUNDS="${1:-200}" BREAKWATER_CRASH_SEED="${2:-$RANDOM}"
echo "Seed $BREAKWATER_CRASH_SEED"
cd tests && dotnet test --project EndToEnd/EndToEnd.csproj -c Release --no-build --output Detailed --filter-class Breakwater.Tests.EndToEnd.CrashTests
