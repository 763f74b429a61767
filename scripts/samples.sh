#!/usr/bin/env bash
# Writes every sample in docs/samples anew from a project with a scenario, a ledger and years.
#
#   scripts/samples.sh PROJECT.gpkg [SCENARIO] [DATE]
#
# SCENARIO is 方案一 by default, DATE (YYYY-MM-DD) 2026-11-22: with a date of its own the same project gives the same bytes.
# FUGAI names the program (target/release/fugai by default), SAMPLES the folder (docs/samples).
set -euo pipefail
project=${1:?usage: scripts/samples.sh PROJECT.gpkg [SCENARIO] [DATE]}
scenario=${2:-方案一}
date=${3:-2026-11-22}
root=$(cd "$(dirname "$0")/.." && pwd)
fugai=${FUGAI:-$root/target/release/fugai}
samples=${SAMPLES:-$root/docs/samples}
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT

"$fugai" report "$project" --scenario "$scenario" --date "$date" --format all --out "$made"
# A pack that does not verify is no sample.
"$fugai" verify "$made/pack.zip" > /dev/null

mkdir -p "$samples/csv"
rm -f "$samples"/csv/*.csv
mv "$made"/*.csv "$samples/csv/"
# One check-up stands for all of them.
first=$(find "$made/checkup" -name '01-*.pdf' | head -n 1)
cp "$first" "$samples/checkup.pdf"
for file in summary.json summary.xlsx report.pdf map.pdf map.png map.svg gaps.geojson covered.geojson pack.zip; do
    mv "$made/$file" "$samples/$file"
done
echo "$samples"
