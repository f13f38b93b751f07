#!/usr/bin/env bash
# What publications that grow cost beside plain ones: bench/growing.mjs against a fresh server.
#   [CHANGES=5000] [SUBSCRIBERS=1000] [ROUNDS=3] bench/growing.sh
set -euo pipefail
cd "$(dirname "$0")/.."
port=${PORT:-8211}
ulimit -n 20000 2>/dev/null || true
export BENCH_URLS=http://127.0.0.1:$port
bench/serve.sh >/dev/null 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null; wait "$server" 2>/dev/null || true' EXIT
until curl -sf "http://127.0.0.1:$port/health/ready" >/dev/null; do
  kill -0 "$server"
  sleep 0.2
done
node bench/growing.mjs "$port" "$server" "${CHANGES:-5000}" "${SUBSCRIBERS:-1000}" "${ROUNDS:-3}"
