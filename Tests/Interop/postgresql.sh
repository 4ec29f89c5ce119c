#!/usr/bin/env bash
# Three replicas over one PostgreSQL: what was acknowledged survives whatever is killed, stopped, cut or restarted.
# CRASH_KILLS is how many kills at random (20); with CRASH_STATE, a folder, rounds that it has are not run again. CRASH_SEED is the
# seed (1). The program is built with the traits at a path of its own, unless LEARNHOOKS_POSTGRESQL_BIN says where it is.
# Ends with "N passed, N failed, N skipped".
. "$(dirname "$0")/checks.sh"

seed=${CRASH_SEED:-1}
install_postgresql
if [ ! -d /usr/lib/postgresql ] || ! has_libpq; then
    skip 'no PostgreSQL server can be had'
    finish
    exit
fi

with=${LEARNHOOKS_POSTGRESQL_BIN:-}
if [ -z "$with" ]; then
    build_traits >&2
    with=.build/traits/debug
fi
replicas() { python3 Tests/Interop/postgresql.py "$with/learnhooks-function" "$@"; }
told() { "$@" | tee -a "$work/told"; }

refused() { # PATTERN COMMAND...
    local pattern=$1
    shift
    "$@" >"$work/refusal" 2>&1 && return 1
    cat "$work/refusal"
    grep -q "$pattern" "$work/refusal"
}
check 'without the trait, a line says how to build with it' refused 'traits PostgreSQL' \
    env JOURNAL=postgres://learnhooks:hidden@127.0.0.1:1/x "$bin/learnhooks" journal
check 'no password stands on a command line' refused 'without a password' \
    "$with/learnhooks" journal --journal postgres://learnhooks:hidden@127.0.0.1:1/x
unreachable() { refused 'cannot be reached' env JOURNAL=postgres://a:hidden@127.0.0.1:1/x "$with/learnhooks" journal && ! grep hidden "$work/refusal"; }
check 'a server that is not there is named, and no password' unreachable

check "killed at random, ${CRASH_KILLS:-20} times" told replicas random "${CRASH_KILLS:-20}" "$seed" \
    ${CRASH_STATE:+--state "$CRASH_STATE"}
check 'killed at points of the program, in the middle of a transaction' told replicas points "$seed"
check 'stopped past their leases, and woken' told replicas stop "$seed"
check 'stopped while an append holds the lock' told replicas lock "$seed"
check 'the server fails and comes back' told replicas restart "$seed"
check 'connections are cut' told replicas cut "$seed"

[ ! -f "$work/told" ] || sed 's/^/      /' "$work/told"
finish
