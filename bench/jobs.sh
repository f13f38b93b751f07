#!/usr/bin/env bash
# Jobs over RabbitMQ, beside a bare loop of publish, consume and reply with the same client, queues and confirmations: jobs a second, and their ratio.
#   [JOBS=20000 ROUNDS=3] bench/jobs.sh
set -euo pipefail
cd "$(dirname "$0")/.."
bench/rabbitmq.sh start
trap 'bench/rabbitmq.sh stop' EXIT
dotnet run --project bench/jobs -c Release -- "amqp://guest:guest@127.0.0.1:${BENCH_AMQPPORT:-8272}" "${JOBS:-20000}" "${ROUNDS:-3}"
