#!/bin/sh
# Runs Fugai and shapely on the same cities, one after the other. Needs python3 with venv and, the first time, the
# network. The first argument is a folder to work in, the second one with Malta's layers, which is left out if absent.
set -eu
cd "$(dirname "$0")/../.."
mkdir -p "${1:-target/peers}"
work="$(cd "${1:-target/peers}" && pwd)"
malta="${2:-../shared/data/malta}"
if [ -f "$malta/residential.geojson" ]; then
    FUGAI_BENCH_MALTA="$(cd "$malta" && pwd)"
    export FUGAI_BENCH_MALTA
else
    echo "Malta is left out: $malta has no residential.geojson" >&2
fi
if ! "$work/venv/bin/python" -c "import numpy, shapely" 2>/dev/null; then
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" install --quiet "shapely==2.1.2" numpy
fi
FUGAI_BENCH_EXPORT="$work" cargo bench --bench coverage
"$work/venv/bin/python" benches/peers/coverage.py "$work/city"
[ -z "${FUGAI_BENCH_MALTA:-}" ] || "$work/venv/bin/python" benches/peers/coverage.py "$work/malta" disjoint
cargo bench --bench coverage
