#!/usr/bin/env bash
# Builds what is missing and runs the server on http://127.0.0.1:8000 with the development configuration.
# Arguments are passed on: ./run.sh --urls http://127.0.0.1:9000, or ./run.sh --config other.json in place of that configuration.
set -euo pipefail
caller=$PWD
cd "$(dirname "$0")"

if ! command -v dotnet >/dev/null || ! dotnet --version >/dev/null 2>&1; then
  echo "The .NET SDK 10 is missing: https://dotnet.microsoft.com/download (Debian, Ubuntu: apt-get install dotnet-sdk-10.0)." >&2
  exit 1
fi

program=src/Switchboard.Server/bin/Release/net10.0/switchboard
if [ ! -x "$program" ] || [ -n "$(find src Directory.*.props -newer "$program" -type f -not -path '*/obj/*' -not -path '*/bin/*' -print -quit)" ]; then
  echo "Building; this takes about a minute the first time." >&2
  dotnet build src/Switchboard.Server --configuration Release --nologo --verbosity quiet >&2
  touch "$program"
fi

for argument in "$@"; do
  case "$argument" in
    # A configuration of the caller's own, in the caller's folder.
    --config | --config[=:]* | -c*)
      program=$PWD/$program
      cd "$caller"
      exec "$program" serve "$@"
      ;;
  esac
done

if [ ! -e data/switchboard.json ]; then
  mkdir -p data
  cp samples/development.json data/switchboard.json
  echo "Wrote data/switchboard.json, a copy of samples/development.json. Change it as you like." >&2
fi

exec "$program" serve --config data/switchboard.json "$@"
