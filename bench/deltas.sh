#!/usr/bin/env bash
# What deltas and compression save, and cost: bench/deltas.mjs against a fresh server.
#   [SUBSCRIBERS=500] [PUBLICATIONS=200] [ROUNDS=5] bench/deltas.sh
set -euo pipefail
cd "$(dirname "$0")/.."
port=${PORT:-8200}
ulimit -n 20000 2>/dev/null || true
export SWITCHBOARD__CONNECTIONS__COMPRESSION=true BENCH_URLS=http://127.0.0.1:$port
bench/serve.sh >/dev/null 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null; wait "$server" 2>/dev/null || true' EXIT
until curl -sf "http://127.0.0.1:$port/health/ready" >/dev/null; do
  kill -0 "$server"
  sleep 0.2
done
node bench/deltas.mjs "$port" "$server" "${SUBSCRIBERS:-500}" "${PUBLICATIONS:-200}" "${ROUNDS:-5}"
