#!/bin/sh
# Counts the instructions of small fixed pieces of work and holds them against benches/count.txt, so that a creep shows
# where times would be noise. Linux with valgrind; nothing else of the project needs it.
#
#   benches/count.sh [ROW...]      malta malta-demand demand analysis move load; all of them
#   benches/count.sh --write       records what was counted (review the change like any other)
#
# A count may lie 3 % above or below the recorded one: another compiler or C library moves it by less. CARGO_FLAGS goes to
# cargo (--no-default-features builds no window, which nothing here needs). Rows whose layers are not at hand are left out.
set -eu
cd "$(dirname "$0")/.."
command -v valgrind >/dev/null || { echo "valgrind is not installed: nothing counted" >&2; exit 2; }
write=no
if [ "${1:-}" = --write ]; then
    write=yes
    shift
fi
all="malta malta-demand demand analysis move load"
[ $# -gt 0 ] || set -- $all
recorded=benches/count.txt
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

# shellcheck disable=SC2086 # the flags are words
program="$(cargo bench --quiet ${CARGO_FLAGS:-} --bench count --no-run --message-format=json |
    sed -n 's/.*"name":"count".*"executable":"\([^"]*\)".*/\1/p' | tail -n 1)"
[ -x "$program" ] || { echo "the program that does the work was not built" >&2; exit 2; }

status=0
for row in "$@"; do
    valgrind --tool=callgrind --collect-atstart=no --toggle-collect='*counted*' --callgrind-out-file="$work/out" \
        "$program" "$row" >"$work/value" 2>"$work/log" || { cat "$work/log" >&2; exit 2; }
    if grep -q missing "$work/value"; then
        echo "$row: left out, its layers are not at hand"
        continue
    fi
    count="$(sed -n 's/.*Collected : \([0-9]*\).*/\1/p' "$work/log")"
    [ "${count:-0}" -gt 0 ] || { echo "$row: nothing was counted" >&2; exit 2; }
    if [ $write = yes ]; then
        if [ -f $recorded ]; then grep -v "^$row " $recorded >"$work/kept" || true; else : >"$work/kept"; fi
        { cat "$work/kept"; echo "$row $count"; } | sort >"$work/new"
        cp "$work/new" $recorded
        echo "$row: $count recorded ($(cat "$work/value"))"
        continue
    fi
    limit="$(sed -n "s/^$row //p" $recorded)"
    [ -n "$limit" ] || { echo "$row: $count, nothing is recorded" >&2; status=1; continue; }
    permille=$(((count - limit) * 1000 / limit))
    verdict=ok
    if [ $permille -gt 30 ]; then
        verdict="TOO MANY"
        status=1
    elif [ $permille -lt -30 ]; then
        verdict="far fewer: record it with --write"
        status=1
    fi
    echo "$row: $count of $limit ($permille per mille) $verdict"
done
exit $status
