#!/usr/bin/env bash
# What a transactional outbox in PostgreSQL takes: from a committed row to a subscriber, and rows a second, also while a transaction is open. Needs psql.
#   [ROWS=200000] [SAMPLES=500] bench/transactional.sh
set -euo pipefail
cd "$(dirname "$0")/.."
export BENCH_DATA=${BENCH_DATA:-/var/tmp/switchboard-bench} BENCH_PGPORT=${BENCH_PGPORT:-8232}
program=src/Switchboard.Server/bin/Release/net10.0/switchboard
[ -x "$program" ] || dotnet build src/Switchboard.Server -c Release --nologo -v quiet >&2
mkdir -p "$BENCH_DATA"
folder=$(mktemp -d)
server=
finish() {
  [ -z "$server" ] || { kill "$server" 2>/dev/null; wait "$server" 2>/dev/null || true; }
  bench/postgresql.sh stop 2>/dev/null || true
  rm -rf "$folder" "$BENCH_DATA/postgresql"
}
trap finish EXIT
trap 'exit 1' INT TERM
bench/postgresql.sh start
cat >"$folder/switchboard.json" <<END
{
  "namespaces": { "durable": { "storage": "durable", "historySize": 100000, "historyAgeSeconds": 86400, "allowSubscribe": ["anonymous"] }, "memory": { "historySize": 100, "allowSubscribe": ["anonymous"] } },
  "connections": { "allowAnonymous": true },
  "storage": { "path": "$folder/hub.db" },
  "outboxes": [{ "name": "bench", "connectionString": "Host=127.0.0.1;Port=$BENCH_PGPORT;Username=postgres;Database=postgres", "create": true }]
}
END
"$program" serve --config "$folder/switchboard.json" --urls http://127.0.0.1:8200 >"$folder/server.log" 2>&1 &
server=$!
until [ "$(curl -s http://127.0.0.1:8200/health/ready | cut -c1-17)" = '{"status":"ready"' ]; do
  kill -0 "$server" || { cat "$folder/server.log" >&2; exit 1; }
  sleep 0.2
done
node bench/transactional.mjs 8200 "$BENCH_PGPORT" "${ROWS:-200000}" "${SAMPLES:-500}"
