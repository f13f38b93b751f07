#!/usr/bin/env bash
# What requests about an inbox of 1,000,000 messages cost, in CPU of the server and of the database, through the HTTP API.
#   STORE=sqlite|postgresql [N=300] bench/inbox.sh [fill|run|clean]
# Without a word: all three. `fill` needs sqlite3 or psql.
set -euo pipefail
cd "$(dirname "$0")/.."
export STORE=${STORE:-sqlite} BENCH_DATA=${BENCH_DATA:-/var/tmp/switchboard-bench}
server=
mkdir -p "$BENCH_DATA"
finish() {
  [ -z "$server" ] || { kill "$server" 2>/dev/null; wait "$server" 2>/dev/null || true; }
  [ "$STORE" != postgresql ] || bench/postgresql.sh stop 2>/dev/null || true
}
trap finish EXIT
trap 'exit 1' INT TERM

serve() {
  bench/serve.sh >"$BENCH_DATA/server.log" 2>&1 &
  server=$!
  until curl -sf http://127.0.0.1:8200/health/ready >/dev/null; do
    kill -0 "$server" || { cat "$BENCH_DATA/server.log" >&2; exit 1; }
    sleep 0.2
  done
}

fill() {
  serve # makes the tables
  kill "$server"
  wait "$server" 2>/dev/null || true
  server=
  local now=$(($(date +%s) * 1000))
  if [ "$STORE" = sqlite ]; then
    sed "s/{now}/$now/g; s/{bytes}/BLOB/" bench/inbox.sql | sqlite3 "$BENCH_DATA/bench.db"
  else
    sed "s/{now}/$now/g; s/CAST(\('.*'\) AS {bytes})/convert_to(\1, 'UTF8')/" bench/inbox.sql \
      | psql -q -h 127.0.0.1 -p "${BENCH_PGPORT:-8232}" -U postgres -d postgres -v ON_ERROR_STOP=1
  fi
}

run() {
  serve
  node bench/inbox.mjs 8200 "$server" "${N:-300}" "$(head -n 1 "$BENCH_DATA/postgresql/postmaster.pid" 2>/dev/null || true)"
}

[ "$STORE" != postgresql ] || bench/postgresql.sh start
case "${1:-}" in
  fill) fill ;;
  run) run ;;
  clean) ;;
  "") fill; run ;;
  *) echo "inbox.sh [fill|run|clean]" >&2; exit 1 ;;
esac
if [ "${1:-clean}" = clean ]; then
  finish
  server=
  STORE=
  rm -rf "$BENCH_DATA"/bench.db* "$BENCH_DATA/postgresql" "$BENCH_DATA/server.log"
fi
