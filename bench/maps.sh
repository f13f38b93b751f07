#!/usr/bin/env bash
# What map channels cost beside streams: bench/maps.mjs against a fresh server.
#   [PUBLICATIONS=200000] [ENTRIES=10000] [CLIENTS=1000] [ROUNDS=5] bench/maps.sh
set -euo pipefail
cd "$(dirname "$0")/.."
port=${PORT:-8210}
ulimit -n 20000 2>/dev/null || true
export BENCH_URLS=http://127.0.0.1:$port
bench/serve.sh >/dev/null 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null; wait "$server" 2>/dev/null || true' EXIT
until curl -sf "http://127.0.0.1:$port/health/ready" >/dev/null; do
  kill -0 "$server"
  sleep 0.2
done
node bench/maps.mjs "$port" "$server" "${PUBLICATIONS:-200000}" "${ENTRIES:-10000}" "${CLIENTS:-1000}" "${ROUNDS:-5}"
