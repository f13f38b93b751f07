#!/usr/bin/env bash
# Runs every test. `./test.sh --long` adds the long counts: more random cases, soaks.
# Needs the .NET SDK and Node; everything else is installed here. The last line is `N passed, N failed, N skipped`.
set -uo pipefail
cd "$(dirname "$0")"
if [ "${1:-}" = "--long" ]; then
  export SWITCHBOARD_LONG=1
fi

for tool in dotnet node npm; do
  command -v "$tool" >/dev/null || { echo "test.sh: '$tool' is missing. Install the .NET SDK (global.json names the version) and Node 20 or newer." >&2; exit 1; }
done

# The tests of the durable store run a PostgreSQL server of their own, and are skipped where there is none.
if ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "Installing postgresql ..."
    mkdir -p /etc/postgresql-common
    [ -e /etc/postgresql-common/createcluster.conf ] || echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends -o Dpkg::Options::=--force-confold postgresql; } >/dev/null 2>&1
  fi
  ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || echo "PostgreSQL is missing: its tests are skipped. Debian, Ubuntu: apt-get install postgresql."
fi

# The tests of tickets run a Redis server of their own, and are skipped where there is none. The package would start one, but for the run level.
if ! command -v redis-server >/dev/null; then
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "Installing redis-server ..."
    { apt-get update -qq && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends redis-server; } >/dev/null 2>&1
  fi
  command -v redis-server >/dev/null || echo "Redis is missing: its tests are skipped. Debian, Ubuntu: apt-get install redis-server."
fi

# The tests of event sources and jobs run RabbitMQ servers of their own, and are skipped where there is none. The package would start one, but for the run level.
if ! ls /usr/lib/rabbitmq/lib/*/sbin/rabbitmq-server >/dev/null 2>&1; then
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "Installing rabbitmq-server ..."
    { apt-get update -qq && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends rabbitmq-server; } >/dev/null 2>&1
  fi
  ls /usr/lib/rabbitmq/lib/*/sbin/rabbitmq-server >/dev/null 2>&1 || echo "RabbitMQ is missing: its tests are skipped. Debian, Ubuntu: apt-get install rabbitmq-server."
fi

# One of them publishes from Python, and is skipped where there is no pika.
pika() { "$([ -x /usr/bin/python3 ] && echo /usr/bin/python3 || echo python3)" -c 'import pika' >/dev/null 2>&1; }
if ! pika; then
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "Installing python3-pika ..."
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-pika; } >/dev/null 2>&1
  fi
  pika || echo "pika is missing: its test is skipped. Debian, Ubuntu: apt-get install python3-pika."
fi

# The example of the transactional outbox in Python is skipped where there is no psycopg.
psycopg() { "$([ -x /usr/bin/python3 ] && echo /usr/bin/python3 || echo python3)" -c 'import psycopg' >/dev/null 2>&1; }
if ! psycopg; then
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "Installing python3-psycopg ..."
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-psycopg; } >/dev/null 2>&1
  fi
  psycopg || echo "psycopg is missing: its test is skipped. Debian, Ubuntu: apt-get install python3-psycopg."
fi

# The test of the sample with tickets, events and boxes starts all of it, and is skipped where something is missing. The package of nginx would start one, but for the run level.
sample_parts() { [ -e /usr/sbin/nginx ] && "$([ -x /usr/bin/python3 ] && echo /usr/bin/python3 || echo python3)" -c 'import celery, cryptography, flask, pika, redis, websocket' >/dev/null 2>&1; }
if ! sample_parts; then
  packages=(nginx-light python3-flask python3-redis python3-pika python3-celery python3-websocket python3-cryptography)
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "Installing ${packages[*]} ..."
    { apt-get update -qq && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}"; } >/dev/null 2>&1
  fi
  sample_parts || echo "nginx, or a package of Python, is missing: the test of samples/TicketedEvents is skipped. Debian, Ubuntu: apt-get install ${packages[*]}."
fi

# The tests of the sign-in pages drive a real browser, and are skipped where there is none.
if [ ! -e /usr/bin/chromium ]; then
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "Installing chromium ..."
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium; } >/dev/null 2>&1
  fi
  [ -e /usr/bin/chromium ] || echo "Chromium is missing: its tests are skipped. Debian: apt-get install chromium."
fi

# The tests of Socket.IO run programs with Debian's python-socketio, and are skipped where there is none.
python_modules() { "$([ -x /usr/bin/python3 ] && echo /usr/bin/python3 || echo python3)" -c 'import requests, socketio, websocket' >/dev/null 2>&1; }
if ! python_modules; then
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "Installing python3-socketio ..."
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-socketio python3-requests python3-websocket; } >/dev/null 2>&1
  fi
  python_modules || echo "python-socketio is missing: its tests are skipped. Debian, Ubuntu: apt-get install python3-socketio python3-requests python3-websocket."
fi

# The tests of jobs run workers with Debian's Celery and pika, and are skipped where they are missing.
worker_modules() { "$([ -x /usr/bin/python3 ] && echo /usr/bin/python3 || echo python3)" -c 'import celery, pika' >/dev/null 2>&1; }
if ! worker_modules; then
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "Installing python3-celery and python3-pika ..."
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-celery python3-pika; } >/dev/null 2>&1
  fi
  worker_modules || echo "Celery or pika is missing: its tests are skipped. Debian, Ubuntu: apt-get install python3-celery python3-pika."
fi

# The metrics are checked with Prometheus' own tool. Only the tool is taken: its package would start a server.
promtool=$(command -v promtool || echo artifacts/tools/usr/bin/promtool)
if [ ! -x "$promtool" ] && command -v apt-get >/dev/null; then
  echo "Fetching promtool ..."
  mkdir -p artifacts/tools
  (cd artifacts/tools && apt-get download prometheus && dpkg-deb -x prometheus_*.deb . && rm prometheus_*.deb) >/dev/null 2>&1
fi
if [ -x "$promtool" ]; then
  PROMTOOL=$(realpath "$promtool")
  export PROMTOOL
else
  echo "promtool is missing: metrics are checked by the tests' own rules alone. Debian, Ubuntu: apt-get download prometheus."
fi

# A shell's background has SIGINT ignored, and nohup SIGHUP, which programs inherit; tests send both to those that they start.
default_signals=()
if env --default-signal=INT,HUP true 2>/dev/null; then
  default_signals=(env --default-signal=INT,HUP)
fi

logs=artifacts/tests
mkdir -p "$logs"
rm -f "$logs"/*.counts

count() { # suite, passed, failed, skipped
  printf '%-28s %5d passed, %d failed, %d skipped\n' "$1" "$2" "$3" "$4"
  echo "$2 $3 $4" >"$logs/$1.counts"
}

dotnet_suite() { # suite
  local log=$logs/$1.log code summary total errors failures omitted bad
  "${default_signals[@]}" dotnet "tests/$1/bin/Release/net10.0/$1.dll" -noColor </dev/null >"$log" 2>&1
  code=$?
  summary=$(grep -oE 'Total: [0-9]+, Errors: [0-9]+, Failed: [0-9]+, Skipped: [0-9]+' "$log" | tail -n 1)
  read -r total errors failures omitted <<<"$(grep -oE '[0-9]+' <<<"${summary:-0 0 0 0}" | tr '\n' ' ')"
  bad=$((errors + failures))
  if [ "$code" -ne 0 ] && [ "$bad" -eq 0 ]; then
    bad=1
  fi
  if [ "$bad" -ne 0 ]; then
    grep -A 30 -E '\[FAIL\]|^Unhandled|ERROR' "$log" | head -n 200
  fi
  count "$1" $((total - errors - failures - omitted < 0 ? 0 : total - errors - failures - omitted)) "$bad" "$omitted"
}

clients_suite() {
  local log=$logs/clients.log code bad
  (cd tests/clients && "${default_signals[@]}" node --test --test-reporter=tap suites/*.test.js </dev/null) >"$log" 2>&1
  code=$?
  tally() { grep -E "^# $1 [0-9]+$" "$log" | tail -n 1 | grep -oE '[0-9]+' || echo 0; }
  bad=$(tally fail)
  if [ "$code" -ne 0 ] && [ "$bad" -eq 0 ]; then
    bad=1
  fi
  if [ "$bad" -ne 0 ]; then
    grep -A 25 -E '^ *not ok' "$log" | head -n 200
  fi
  count clients "$(tally pass)" "$bad" "$(tally skipped)"
}

run() { # suite
  echo "Running $1 ..."
  if [ "$1" = clients ]; then clients_suite; else dotnet_suite "$1"; fi
}

# Tests start hundreds of servers and commands for a moment each: those compile quickly, not well.
export DOTNET_TC_QuickJit=1

echo "Building ..."
dotnet build Switchboard.slnx -c Release --nologo -v quiet || exit 1
if [ ! -d tests/clients/node_modules ] || [ tests/clients/package-lock.json -nt tests/clients/node_modules ]; then
  (cd tests/clients && npm ci --silent --no-audit --no-fund && touch node_modules) || exit 1
fi

# Two suites run side by side, the longest first: much of their time is waiting. Where the signals cannot be
# given back, one after the other: a job in the background of a script has SIGINT ignored.
suites=(clients Switchboard.Storage.Tests Switchboard.RabbitMq.Tests)
for project in tests/*.Tests; do
  name=$(basename "$project")
  [[ " ${suites[*]} " = *" $name "* ]] || suites+=("$name")
done
if [ "${#default_signals[@]}" -gt 0 ]; then
  for suite in "${suites[@]}"; do
    while [ "$(jobs -rp | wc -l)" -ge 2 ]; do wait -n; done
    run "$suite" &
  done
  wait
else
  for suite in "${suites[@]}"; do run "$suite"; done
fi

passed=0 failed=0 skipped=0
for suite in "${suites[@]}"; do
  read -r p f s 2>/dev/null <"$logs/$suite.counts" || p=0 f=0 s=0
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
  if [ $((p + f)) -eq 0 ]; then
    echo "$suite ran nothing: that counts as a failure."
    failed=$((failed + 1))
  fi
done

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
