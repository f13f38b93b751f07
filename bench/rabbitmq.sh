#!/usr/bin/env bash
# A RabbitMQ server for measurements, with its data below BENCH_DATA, at amqp://guest:guest@127.0.0.1:${BENCH_AMQPPORT:-8272}.
#   bench/rabbitmq.sh start|stop
set -euo pipefail
data=${BENCH_DATA:-/var/tmp/switchboard-bench}/rabbitmq
port=${BENCH_AMQPPORT:-8272}
programs=$(ls -d /usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin | tail -n 1)
mkdir -p "$data"
echo '[].' >"$data/plugins"
export HOME=$data RABBITMQ_NODENAME=switchboard-bench@localhost RABBITMQ_NODE_PORT=$port RABBITMQ_NODE_IP_ADDRESS=127.0.0.1 RABBITMQ_DIST_PORT=$((port + 1))
export RABBITMQ_MNESIA_BASE=$data/data RABBITMQ_LOG_BASE=$data/log RABBITMQ_ENABLED_PLUGINS_FILE=$data/plugins RABBITMQ_CONFIG_FILE=$data/rabbitmq RABBITMQ_CONF_ENV_FILE=$data/none
export ERL_CRASH_DUMP=$data/crash.dump RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS='-kernel inet_dist_use_interface {127,0,0,1}' ERL_EPMD_ADDRESS=127.0.0.1 ERL_EPMD_PORT=$((port + 2))

case "${1:-}" in
  start)
    "$programs/rabbitmq-server" >"$data/server.log" 2>&1 &
    until "$programs/rabbitmqctl" --quiet await_startup >/dev/null 2>&1; do
      kill -0 $! || { cat "$data/server.log" >&2; exit 1; }
      sleep 0.5
    done
    ;;
  stop)
    "$programs/rabbitmqctl" --quiet shutdown
    epmd -port "$ERL_EPMD_PORT" -kill >/dev/null
    ;;
  *) echo "rabbitmq.sh start|stop" >&2; exit 1 ;;
esac
