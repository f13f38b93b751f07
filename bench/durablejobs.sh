#!/usr/bin/env bash
# Jobs in the durable store, submitted by 64 at once and carried out by a handler of the application: jobs a second in SQLite and PostgreSQL,
# and those of Hangfire in the same PostgreSQL.
#   [JOBS=20000 ROUNDS=3] bench/durablejobs.sh
set -euo pipefail
cd "$(dirname "$0")/.."
export BENCH_DATA=${BENCH_DATA:-/var/tmp/switchboard-bench}
jobs=${JOBS:-20000} rounds=${ROUNDS:-3}
mkdir -p "$BENCH_DATA"
trap 'bench/postgresql.sh stop || true; rm -rf "$BENCH_DATA"/jobs.db* "$BENCH_DATA/postgresql"' EXIT
bench/postgresql.sh start
postgresql="Host=127.0.0.1;Port=${BENCH_PGPORT:-8232};Username=postgres;Database=postgres"
dotnet build bench/durablejobs -c Release --nologo -v quiet
run() { dotnet bench/durablejobs/bin/Release/net10.0/durablejobs.dll "$@" "$jobs" "$rounds" | tail -n 1; }
run sqlite "$BENCH_DATA/jobs.db"
run postgresql "$postgresql"
run hangfire "$postgresql"
