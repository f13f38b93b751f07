#!/usr/bin/env bash
# A PostgreSQL server for measurements, with its data below BENCH_DATA and its own settings but for durability, which is the default's.
#   bench/postgresql.sh start|stop
set -euo pipefail
data=${BENCH_DATA:-/var/tmp/switchboard-bench}/postgresql
programs=$(dirname "$(ls /usr/lib/postgresql/*/bin/initdb | tail -n 1)")

# PostgreSQL refuses to run as root.
as_owner() {
  if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

case "${1:-}" in
  start)
    if [ ! -e "$data/PG_VERSION" ]; then
      mkdir -p "$data"
      if [ "$(id -u)" -eq 0 ]; then
        chown postgres "$data"
        runuser -u postgres -- test -w "$data" || { echo "postgresql.sh: the user postgres cannot reach $data. Set BENCH_DATA to a folder that it can." >&2; exit 1; }
      fi
      as_owner "$programs/initdb" -D "$data" -U postgres -A trust -E UTF8 --locale=C >/dev/null
    fi
    as_owner "$programs/pg_ctl" start -w -D "$data" -l "$data/log" \
      -o "-p ${BENCH_PGPORT:-8232} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c shared_buffers=256MB" >/dev/null
    ;;
  stop) as_owner "$programs/pg_ctl" stop -m fast -D "$data" >/dev/null ;;
  *) echo "postgresql.sh start|stop" >&2; exit 1 ;;
esac
