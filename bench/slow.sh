#!/usr/bin/env bash
# What one stalled subscriber among 1,000 does to the others: `max` with 1 KiB payloads, with and without it, PAIRS times in turn.
#   RTBENCH=<folder of the load generator> bench/slow.sh
set -euo pipefail
cd "$(dirname "$0")/.."
load=${BENCH_OUT:-$HOME/.cache/rtbench}/rtload
[ -x "$load" ] || { echo "slow.sh: the load generator is not built at $load. Run setup.sh of the folder that RTBENCH names." >&2; exit 1; }
ulimit -n 20000 2>/dev/null || true
seconds=${T:-12}
runs=$(mktemp)
trap 'rm -f "$runs"' EXIT

run() { # name
  bench/serve.sh >/dev/null 2>&1 &
  local server=$! stalled=
  until (exec 3<>/dev/tcp/127.0.0.1/8200) 2>/dev/null; do sleep 0.2; done
  if [ "$1" = stalled ]; then
    node bench/stalled.mjs 8200 bench "$((seconds + 4))" >"$runs.close" 2>/dev/null &
    stalled=$!
    sleep 0.5
  fi
  printf '%s ' "$1" | tee -a "$runs"
  "$load" --proto centrifuge --port 8200 --path /connection/websocket --mode max --conns 1000 --window 8 --secs "$seconds" --size 1024 --pids "$server" | tee -a "$runs"
  if [ -n "$stalled" ]; then
    wait "$stalled"
    echo "the stalled one: $(cat "$runs.close")"
  fi
  kill "$server"
  wait "$server" 2>/dev/null || true
}

for _ in $(seq "${PAIRS:-5}"); do
  run alone
  run stalled
done
rm -f "$runs.close"
node -e '
  const p99 = { alone: [], stalled: [] };
  for (const line of require("fs").readFileSync(process.argv[1], "utf8").trim().split("\n")) {
    const [name] = line.split(" ", 1);
    p99[name].push(JSON.parse(line.slice(name.length + 1)).p99_ms);
  }
  const ratios = p99.stalled.map((value, i) => value / p99.alone[i]).sort((a, b) => a - b);
  console.log(`p99 with / without, pair by pair: ${ratios.map((r) => r.toFixed(2)).join(", ")}; median ${ratios[ratios.length >> 1].toFixed(2)}`);
' "$runs"
