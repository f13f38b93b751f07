#!/usr/bin/env bash
# What an event source costs beside a bare RabbitMQ.Client consumer, with a broker of its own on the same machine.
#   [N=100000] [ROUNDS=3] bench/event-sources.sh
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build bench/EventSources -c Release --nologo -v quiet
port=${PORT:-25671}
folder=$(mktemp -d)
export HOME=$folder RABBITMQ_NODENAME=bench@localhost RABBITMQ_NODE_PORT=$port RABBITMQ_NODE_IP_ADDRESS=127.0.0.1 RABBITMQ_DIST_PORT=$((port + 1)) ERL_EPMD_PORT=$((port + 2)) \
  ERL_EPMD_ADDRESS=127.0.0.1 RABBITMQ_MNESIA_BASE=$folder/data RABBITMQ_LOG_BASE=$folder/log RABBITMQ_ENABLED_PLUGINS_FILE=$folder/plugins RABBITMQ_CONFIG_FILE=$folder/none
echo '[].' >"$folder/plugins"
sbin=$(echo /usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin)
"$sbin/rabbitmq-server" >/dev/null 2>&1 &
server=$!
trap '"$sbin/rabbitmqctl" --quiet stop >/dev/null 2>&1 || true; wait $server 2>/dev/null || true; epmd -port $ERL_EPMD_PORT -kill >/dev/null 2>&1 || true; rm -rf "$folder"' EXIT
until (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do sleep 0.2; done
dotnet bench/EventSources/bin/Release/net10.0/EventSources.dll "amqp://guest:guest@127.0.0.1:$port" "${N:-100000}" "${ROUNDS:-3}"
