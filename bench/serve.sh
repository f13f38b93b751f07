#!/usr/bin/env bash
# Starts a Release build for measurements: on 127.0.0.1:8200, open to everybody, HTTP API key `bench`.
set -euo pipefail
cd "$(dirname "$0")/.."
program=src/Switchboard.Server/bin/Release/net10.0/switchboard
if [ ! -x "$program" ] || [ -n "$(find src Directory.*.props -newer "$program" \( -name '*.cs' -o -name '*.csproj' -o -name '*.props' \) -not -path '*/obj/*' -print -quit)" ]; then
  dotnet build src/Switchboard.Server -c Release --nologo -v quiet >&2
  touch "$program"
fi
exec "$program" serve --config bench/switchboard.json --urls "${BENCH_URLS:-http://127.0.0.1:8200}"
