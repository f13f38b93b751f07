#!/usr/bin/env bash
# Starts all of it and prints the address; Ctrl+C stops all of it. `run.sh 9000` listens there, in place of port 8090.
# RABBITMQ_URI=amqp://user:password@host/vhost uses a broker that is there already.
set -euo pipefail
cd "$(dirname "$0")"
root=$(cd ../.. && pwd)
port=${1:-8090}
export TICKETED_DATA=${TICKETED_DATA:-$root/data/TicketedEvents}
dll=${SWITCHBOARD_DLL:-$root/src/Switchboard.Server/bin/Release/net10.0/Switchboard.Server.dll}
python=$([ -x /usr/bin/python3 ] && echo /usr/bin/python3 || echo python3)
PATH=$PATH:/usr/sbin
# Celery takes it for one of its own.
unset NO_COLOR
export PYTHONDONTWRITEBYTECODE=1

installed() {
  command -v redis-server && command -v nginx && "$python" -c 'import celery, cryptography, flask, pika, redis, websocket' &&
    { [ -n "${RABBITMQ_URI:-}" ] || ls /usr/lib/rabbitmq/lib/*/sbin/rabbitmq-server; }
} >/dev/null 2>&1
if ! installed; then
  packages=(nginx-light redis-server rabbitmq-server python3-flask python3-redis python3-pika python3-celery python3-websocket python3-cryptography)
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "Installing ${packages[*]} ..." >&2
    # The packages would start servers, but for the run level.
    { apt-get update -qq && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}"; } >/dev/null 2>&1 || true
  fi
  installed || { echo "Something is missing. Debian, Ubuntu: apt-get install ${packages[*]}" >&2; exit 1; }
fi

mkdir -p "$TICKETED_DATA/nginx" && chmod 700 "$TICKETED_DATA"
export CENTRIFUGE_JS=$root/tests/clients/node_modules/centrifuge/dist/centrifuge.js
if [ ! -e "$CENTRIFUGE_JS" ]; then
  CENTRIFUGE_JS=$TICKETED_DATA/node_modules/centrifuge/dist/centrifuge.js
  [ -e "$CENTRIFUGE_JS" ] || npm install --silent --no-audit --no-fund --prefix "$TICKETED_DATA" centrifuge@5.8.0 >&2
fi
if [ -z "${SWITCHBOARD_DLL:-}" ]; then
  echo "Building; this takes about a minute the first time." >&2
  dotnet build "$root/src/Switchboard.Server" --configuration Release --nologo --verbosity quiet >&2
fi

# Free ports of loopback for what nobody else has to find, below those that systems hand out by themselves.
read -r app hub redis amqp distribution mapper <<<"$("$python" - <<'PY'
import random, socket
found = [socket.socket() for _ in range(6)]
for one in found:
    while True:
        try:
            one.bind(("127.0.0.1", random.randrange(20000, 30000)))
            break
        except OSError:
            pass
print(*(one.getsockname()[1] for one in found))
PY
)"

secret() { # One that stays the same from start to start.
  [ -e "$TICKETED_DATA/$1.secret" ] || (umask 077 && "$python" -c 'import secrets; print(secrets.token_hex(32))' >"$TICKETED_DATA/$1.secret")
  cat "$TICKETED_DATA/$1.secret"
}

# Each program is in a process group of its own, by which it is ended, and is started again when it ends.
set -m
groups=() mapped=
keep() { # name, command
  local name=$1
  shift
  while :; do
    "$@" >>"$TICKETED_DATA/$name.log" 2>&1 || true
    echo "$name has ended, and is started again; $TICKETED_DATA/$name.log says why." >&2
    sleep 1
  done </dev/null &
  groups+=($!)
}
stop() {
  trap '' INT TERM EXIT
  # Not a word of each job that is ended.
  exec 2>/dev/null
  for group in "${groups[@]}"; do kill -TERM -- "-$group" 2>/dev/null || true; done
  for _ in {1..100}; do
    alive=0
    for group in "${groups[@]}"; do kill -0 -- "-$group" 2>/dev/null && alive=1; done
    [ "$alive" -eq 0 ] && break
    sleep 0.1
  done
  for group in "${groups[@]}"; do kill -KILL -- "-$group" 2>/dev/null || true; done
  # Erlang starts its port mapper in the background, and leaves it.
  [ -z "$mapped" ] || epmd -port "$mapper" -kill >/dev/null 2>&1 || true
}
trap stop EXIT
trap 'exit 0' INT TERM

if [ -z "${RABBITMQ_URI:-}" ]; then
  mapped=1
  export RABBITMQ_URI=amqp://ticketed:$(secret rabbitmq)@127.0.0.1:$amqp/events
  # A user and a virtual host of its own; no guest. Neither the files nor the ports of a server that is installed.
  (umask 077 && printf 'default_user = ticketed\ndefault_pass = %s\ndefault_vhost = events\ndefault_user_tags.administrator = false\n' "$(secret rabbitmq)" >"$TICKETED_DATA/rabbitmq.conf")
  echo '[].' >"$TICKETED_DATA/rabbitmq-plugins"
  broker() {
    HOME=$TICKETED_DATA RABBITMQ_NODENAME=ticketed@localhost RABBITMQ_NODE_IP_ADDRESS=127.0.0.1 RABBITMQ_NODE_PORT=$amqp RABBITMQ_DIST_PORT=$distribution \
      ERL_EPMD_PORT=$mapper ERL_EPMD_ADDRESS=127.0.0.1 RABBITMQ_LOGS=- RABBITMQ_LOG_BASE=$TICKETED_DATA RABBITMQ_MNESIA_BASE=$TICKETED_DATA/rabbitmq \
      RABBITMQ_CONFIG_FILE=$TICKETED_DATA/rabbitmq RABBITMQ_ENABLED_PLUGINS_FILE=$TICKETED_DATA/rabbitmq-plugins RABBITMQ_CONF_ENV_FILE=$TICKETED_DATA/none \
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1} +sbwt none" "$(ls -d /usr/lib/rabbitmq/lib/*/sbin | tail -n 1)/rabbitmq-server"
  }
  keep rabbitmq broker
fi
(umask 077 && echo "$RABBITMQ_URI" >"$TICKETED_DATA/rabbitmq-uri")
echo "http://127.0.0.1:$port" >"$TICKETED_DATA/address"

(umask 077 && printf 'bind 127.0.0.1\nport %s\nrequirepass %s\nsave ""\n' "$redis" "$(secret redis)" >"$TICKETED_DATA/redis.conf")
keep redis redis-server "$TICKETED_DATA/redis.conf"

export SWITCHBOARD_API_KEY SWITCHBOARD_SERVER=http://127.0.0.1:$hub
SWITCHBOARD_API_KEY=$(secret api)
hub() {
  SWITCHBOARD__REDIS__CONNECTION=127.0.0.1:$redis,password=$(secret redis),abortConnect=false SWITCHBOARD__RABBITMQ__URI=$RABBITMQ_URI \
    SWITCHBOARD__API__KEYS__0__KEY=$SWITCHBOARD_API_KEY SWITCHBOARD__STORAGE__PATH=$TICKETED_DATA/switchboard.db \
    dotnet "$dll" serve --config "$PWD/switchboard.json" --urls "$SWITCHBOARD_SERVER"
}
keep switchboard hub
keep celery "$python" -m celery -A tasks worker --loglevel INFO --concurrency 1 --without-gossip --without-mingle
web() { REDIS_URL=redis://:$(secret redis)@127.0.0.1:$redis/0 SESSION_SECRET=$(secret session) "$python" -m flask --app app run --port "$app"; }
keep app web
sed "s/@PORT@/$port/; s/@APP@/$app/; s/@HUB@/$hub/" nginx.conf >"$TICKETED_DATA/nginx/nginx.conf"
keep nginx nginx -e stderr -p "$TICKETED_DATA/nginx/" -c nginx.conf

# The socket server is there while the broker is still starting; it is ready when it has bound its queues.
answers() { curl --silent --fail "$1" | grep -q "$2"; }
until answers "$SWITCHBOARD_SERVER/health/ready" '"ready"' && answers "http://127.0.0.1:$port/login" Password; do sleep 0.2; done
for box in 17 18; do
  if [ ! -e "$TICKETED_DATA/box-$box.pem" ]; then
    dotnet "$dll" device enrol "$box" --code "$(dotnet "$dll" device code --id "$box" 2>/dev/null)" --private-key "$TICKETED_DATA/box-$box.pem" >/dev/null
  fi
done
keep box-17 "$python" box.py 17

echo "Now listening on: http://127.0.0.1:$port"
echo "Sign in as ada, lovelace or grace, hopper. Box 17 is there, box 18 is away. Logs: $TICKETED_DATA/*.log"
wait
