#!/usr/bin/env bash
# Publishes three random values a second. Arguments: the address of the dashboard, and how many rounds.
set -euo pipefail
address=${1:-http://127.0.0.1:5081}
for ((round = 0; round < ${2:-1000000}; round++)); do
  for name in orders visitors errors; do
    curl --silent --show-error --fail --output /dev/null -H 'X-API-Key: development' \
      -d "{\"channel\":\"metrics:shop\",\"data\":{\"name\":\"$name\",\"value\":$((RANDOM % 100))}}" "$address/api/publish"
  done
  sleep 1
done
