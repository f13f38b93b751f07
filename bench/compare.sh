#!/usr/bin/env bash
# Measures Switchboard beside its peers: every peer started fresh, each scenario ROUNDS times in turn, medians and ratios as a table.
#   RTBENCH=<folder of the load generator> bench/compare.sh ["peers" ["scenarios"]]
# Environment: ROUNDS (3), T seconds a run (8), and whatever the load generator's run.sh takes.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ -z "${RTBENCH:-}" ]; then
  echo "compare.sh: RTBENCH is not set. It names the folder of the load generator, with run.sh and setup.sh in it." >&2
  exit 1
fi
for file in run.sh setup.sh; do
  [ -x "$RTBENCH/$file" ] || { echo "compare.sh: $RTBENCH/$file is missing or cannot be run." >&2; exit 1; }
done
built=${BENCH_OUT:-$HOME/.cache/rtbench}
[ -x "$built/rtload" ] || { echo "compare.sh: the load generator is not built. Run $RTBENCH/setup.sh first." >&2; exit 1; }

peers=${1:-limit bun signalr switchboard}
scenarios=${2:-rate max idle churn pairs}
export SWITCHBOARD="$PWD/bench/serve.sh" T=${T:-8}
dotnet build src/Switchboard.Server -c Release --nologo -v quiet >&2
touch src/Switchboard.Server/bin/Release/net10.0/switchboard

runs=$(mktemp)
trap 'rm -f "$runs"' EXIT
for round in $(seq "${ROUNDS:-3}"); do
  echo "round $round of ${ROUNDS:-3}" >&2
  "$RTBENCH/run.sh" "$peers" "$scenarios" | tee -a "$runs" >&2
done
node bench/table.mjs "$runs"
