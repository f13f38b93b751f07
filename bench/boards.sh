#!/usr/bin/env bash
# A board of LINES_OF_BOARD lines with WATCHERS watchers on SQLite: bench/boards.mjs against a fresh server.
#   [LINES_OF_BOARD=2000] [WATCHERS=500] [RATE=50] [SECONDS_OF_RATE=20] [CHANGES=5000] bench/boards.sh
set -euo pipefail
cd "$(dirname "$0")/.."
port=${PORT:-8211}
ulimit -n 20000 2>/dev/null || true
export BENCH_URLS=http://127.0.0.1:$port STORE=sqlite
BENCH_DATA=$(mktemp -d "${BENCH_DATA:-/var/tmp}/boards.XXXXXX")
export BENCH_DATA
bench/serve.sh >/dev/null 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null; wait "$server" 2>/dev/null || true; rm -rf "$BENCH_DATA"' EXIT
until curl -sf "http://127.0.0.1:$port/health/ready" >/dev/null; do
  kill -0 "$server"
  sleep 0.2
done
node bench/boards.mjs "$port" "${LINES_OF_BOARD:-2000}" "${WATCHERS:-500}" "${RATE:-50}" "${SECONDS_OF_RATE:-20}" "${CHANGES:-5000}"
