#!/usr/bin/env bash
# The walk-through of README.md, word by word: a clone, Ralph behind https, one event, and one while Ralph is down. Ends with
# "N passed, N failed, N skipped"; without the network Ralph cannot be installed, and is skipped.
. "$(dirname "$0")/checks.sh"

# README's commands are run as they stand, except for three things: the clone is this folder with its build, every path is below this
# run's own folder, and ports are free ones.
blocks() {
    awk '/^<!-- run by: Tests\/Interop\/readme.sh -->$/ { marked = 1; next }
         /^## / { marked = 0 }
         marked && /^```sh$/ { inside = 1; next }
         inside && /^```$/ { inside = 0; print "#---"; next }
         inside' README.md
}
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
PORT=$(free_port) lrs_port=$(free_port)
export PORT

blocks | sed -e '/^git clone /d; /^swift build /d' -e "s|^export PATH=.*|export PATH='$bin':\$PATH|" \
    -e "s|/tmp/try|$work/try|g" -e "s|8100|$lrs_port|g" -e "s|127\.0\.0\.1:8080|127.0.0.1:$PORT|g" |
    awk -v folder="$work" 'BEGIN { RS = "#---\n" } { printf "%s", $0 > (folder "/step" NR) }'

check 'README has the five blocks of the walk-through' test -f "$work/step5" -a ! -e "$work/step6"
check 'the build' . "$work/step1"
. "$work/step1"
. "$work/step2" >"$work/said" 2>&1 || true
if ! "$work/try/ralph/bin/python" -c 'import ralph.api' >/dev/null 2>&1; then
    skip 'Ralph could not be installed'
    finish
    exit
fi
started+=("$lrs")
disown -a
patiently curl -s -o /dev/null --cacert "$work/try/lrs.pem" "https://localhost:$lrs_port/__heartbeat__"

. "$work/step3" >"$work/said" 2>&1 || true
started+=("$function")
disown -a
check 'the destination is there' grep -q 'lrs' "$work/said"
patiently curl -s -o /dev/null "http://127.0.0.1:$PORT/health/liveness"

has_statements() { # NUMBER
    [ "$(cat "$work/try/statements"/* 2>/dev/null | wc -l)" -eq "$1" ]
}
. "$work/step4" >"$work/said" 2>&1 || true
check 'the event is acknowledged with the id of its action' grep -q '^\["[0-9a-f-]*"\]' "$work/said"
check 'and its statement is in the store' patiently has_statements 1

. "$work/step5" >"$work/said" 2>&1 || true
started+=("$lrs")
disown -a
check 'while the store is down, an event is acknowledged' grep -q '^\["[0-9a-f-]*"\]' "$work/said"
check 'journal shows how the destination stands' grep -q '^lrs ' "$work/said"
check 'and the store that is back gets it' patiently has_statements 2
finish
