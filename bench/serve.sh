#!/usr/bin/env bash
# Starts a Release build for measurements: on 127.0.0.1:8200, open to everybody, HTTP API key `bench`.
# STORE=sqlite or STORE=postgresql adds a namespace `durable` and durable inboxes, kept below BENCH_DATA; for postgresql, bench/postgresql.sh must run there.
set -euo pipefail
cd "$(dirname "$0")/.."
program=src/Switchboard.Server/bin/Release/net10.0/switchboard
if [ ! -x "$program" ] || [ -n "$(find src Directory.*.props -newer "$program" \( -name '*.cs' -o -name '*.csproj' -o -name '*.props' \) -not -path '*/obj/*' -print -quit)" ]; then
  dotnet build src/Switchboard.Server -c Release --nologo -v quiet >&2
  touch "$program"
fi

data=${BENCH_DATA:-/var/tmp/switchboard-bench}
everybody=service,user,anonymous
store=()
case "${STORE:-}" in
  "") ;;
  sqlite) store=(--set storage.provider=sqlite --set "storage.path=$data/bench.db") ;;
  postgresql) store=(--set storage.provider=postgreSql --set "storage.connectionString=Host=127.0.0.1;Port=${BENCH_PGPORT:-8232};Username=postgres;Database=postgres") ;;
  *) echo "serve.sh: STORE is sqlite or postgresql" >&2; exit 1 ;;
esac
if [ ${#store[@]} -gt 0 ]; then
  store+=(
    --set inbox.storage=durable --set inbox.maxMessages=2000000
    --set namespaces.durable.storage=durable --set namespaces.durable.historySize=100000 --set namespaces.durable.historyAgeSeconds=86400
    --set namespaces.board.type=map --set namespaces.board.board=true --set namespaces.board.storage=durable --set namespaces.board.mapStreamSize=100000
    --set "namespaces.board.allowSubscribe=$everybody"
    --set "namespaces.durable.allowSubscribe=$everybody" --set "namespaces.durable.allowPublish=$everybody" --set "namespaces.durable.allowHistory=$everybody"
  )
fi

# TICKETS=memory or TICKETS=redis (REDIS=host:port) has room for as many as bench/tickets.mjs makes.
case "${TICKETS:-}" in
  "") ;;
  memory) store+=(--set tickets.maxInMemory=2000000) ;;
  redis) store+=(--set tickets.storage=redis --set "redis.connection=${REDIS:-127.0.0.1:6379}") ;;
  *) echo "serve.sh: TICKETS is memory or redis" >&2; exit 1 ;;
esac

exec "$program" serve --config bench/switchboard.json --urls "${BENCH_URLS:-http://127.0.0.1:8200}" ${store[@]+"${store[@]}"}
