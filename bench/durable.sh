#!/usr/bin/env bash
# What durable channels cost: acknowledged publishes a second of 64 publishers with the flushes beside it, the latency of one publisher
# beside that of fdatasync, and 1,000 clients that come back after a restart, each missing 200 of 100,000 publications.
#   STORE=sqlite|postgresql [T=10] bench/durable.sh
set -euo pipefail
cd "$(dirname "$0")/.."
export STORE=${STORE:-sqlite} BENCH_DATA=${BENCH_DATA:-/var/tmp/switchboard-bench}
seconds=${T:-10}
server=
ulimit -n 20000 2>/dev/null || true
mkdir -p "$BENCH_DATA"
finish() {
  [ -z "$server" ] || { kill "$server" 2>/dev/null; wait "$server" 2>/dev/null || true; }
  [ "$STORE" != postgresql ] || bench/postgresql.sh stop
  rm -rf "$BENCH_DATA"/bench.db* "$BENCH_DATA/postgresql"
}
trap finish EXIT

serve() {
  bench/serve.sh >/dev/null 2>&1 &
  server=$!
  until (exec 3<>/dev/tcp/127.0.0.1/8200) 2>/dev/null; do sleep 0.2; done
}

[ "$STORE" != postgresql ] || bench/postgresql.sh start
serve
node bench/durable.mjs 8200 64 3 >/dev/null # warms up
echo "$STORE, 64 publishers: $(node bench/durable.mjs 8200 64 "$seconds")"
echo "$STORE, 1 publisher:   $(node bench/durable.mjs 8200 1 "$seconds" "$BENCH_DATA")"
node bench/reconnect.mjs fill 8200 100000 >/dev/null
kill -KILL "$server"
wait "$server" 2>/dev/null || true
serve
echo "$STORE, coming back:   $(node bench/reconnect.mjs run 8200 1000 200 "$server")"
