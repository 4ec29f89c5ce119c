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

engine_tests() { swift test --traits PostgreSQL,Faults --scratch-path .build/traits --filter PostgreSQLJournalTests; }
if [ -z "${LEARNHOOKS_POSTGRESQL_BIN:-}" ]; then
    check "the rules of every engine, and PostgreSQL's own" engine_tests
else
    skip "the rules of every engine: they are tested by the build that this script makes"
fi

check "killed at random, ${CRASH_KILLS:-20} times" told replicas random "${CRASH_KILLS:-20}" "$seed" \
    ${CRASH_STATE:+--state "$CRASH_STATE"}
check 'killed at points of the program, in the middle of a transaction' told replicas points "$seed"
check 'stopped past their leases, and woken' told replicas stop "$seed"
check 'stopped while an append holds the lock' told replicas lock "$seed"
check 'the server fails and comes back' told replicas restart "$seed"
check 'connections are cut' told replicas cut "$seed"
check 'connections fall silent' told replicas silence "$seed"
check 'a replica that receives alone is frozen' told replicas frozen "$seed"
check 'a transaction that is left open' told replicas held "$seed"
check 'the primary is gone, and a synchronous standby takes over' told replicas failover "$seed"
if mkdir -p "$work/disk" && mount -t tmpfs -o size=1m journal "$work/disk" 2>/dev/null; then
    umount "$work/disk"
    check "the server's disk is full" told replicas full "$seed"
else
    skip "the server's disk is full: no file system can be mounted here"
fi
check 'as the role that the documentation grants what it needs' told replicas granted "$seed"
check 'from a file to a database and back' told python3 Tests/Interop/journal_move.py "$with/learnhooks-function" "$seed"

# The image of the target postgresql, as far as it can be had without an engine: Debian's root with what the Containerfile installs.
make_root() {
    local file=functions/Containerfile suite packages library
    suite=$(sed -En 's|^FROM .*/debian:([a-z]+)-slim AS postgresql$|\1|p' "$file")
    packages=$(sed -n '/ AS postgresql$/,/^FROM scratch/s/.*--no-install-recommends \(.*\) \\$/\1/p' "$file" | tr ' ' ,)
    [ -n "$suite" ] && [ -n "$packages" ] || return
    command -v debootstrap >/dev/null || { apt-get update && apt-get install -y --no-install-recommends debootstrap; } || return
    mkdir "$work/debian" && debootstrap --variant=minbase --include="$packages" "$suite" "$work/debian"
}
fill_root() { # the program, and Swift's own libraries where it does not hold them
    cp "$with/learnhooks-function" "$work/debian/learnhooks-function" && mkdir -p "$work/debian/swift"
    ldd "$with/learnhooks-function" | awk '$3 ~ /swift/ { print $3 }' | xargs -r cp -t "$work/debian/swift"
    certify "$work/ca.pem" "$work/server.pem" "$work/server.key"
    cat "$work/ca.pem" >>"$work/debian/etc/ssl/certs/ca-certificates.crt"
    echo 127.0.0.1 localhost >"$work/debian/etc/hosts"
    chmod 711 "$work" && chmod 644 "$work/server.pem" && chown "$(id -un postgres)" "$work/server.key" && chmod 600 "$work/server.key"
}
delivered() { # PORT PORT-OF-SERVER: a delivery is answered once it is in the database, over TLS that is verified
    local url="postgresql://learnhooks@localhost:$2/postgres?sslmode=verify-full&sslrootcert=/etc/ssl/certs/ca-certificates.crt" pid command
    for command in '' '"journal"'; do
        printf '{"config":{"User":"65532:65532","Entrypoint":["/learnhooks-function"],"Cmd":[%s]}}' "$command" >"$work/image${command:+-journal}.json"
    done
    local environment=(LD_LIBRARY_PATH=/swift HOST=127.0.0.1 PORT="$1" KNOLYX_SECRETS=token-of-knolyx-1 JOURNAL="$url")
    python3 Tests/Interop/in_image.py "$work/debian" "$work/image.json" --proc "${environment[@]}" 9>&- &
    pid=$!
    started+=("$pid")
    patiently curl --fail --silent "http://127.0.0.1:$1/health/readiness" &&
        curl --fail --silent --show-error --request PUT --header 'X-Webhook-Security-Token: token-of-knolyx-1' \
            "http://127.0.0.1:$1/knolyx" --data \
            '{"id":"1","type":"COURSE_COMPLETED","data":{"course":{"id":1,"name":"a"},"user":{"id":2,"name":"b"}}}' &&
        python3 Tests/Interop/in_image.py "$work/debian" "$work/image-journal.json" --proc "${environment[@]}" >"$work/listed" &&
        grep '^1 deliveries' "$work/listed" && kill "$pid" && wait "$pid"
}
in_debian() {
    local ports server fifo=$work/server result=0
    ports=$(python3 -c 'import sys; sys.path.insert(0, "Tests/Interop"); import postgresql_servers as s; print(s.free_port(), s.free_port())')
    fill_root && mkfifo "$fifo" || return
    Tests/Interop/postgresql_server.sh "${ports#* }" ssl=on "ssl_cert_file=$work/server.pem" "ssl_key_file=$work/server.key" \
        <"$fifo" >"$work/folder" &
    server=$!
    exec 9>"$fifo"
    patiently test -s "$work/folder" && delivered $ports || result=1
    exec 9>&-
    wait "$server"
    return "$result"
}
if unshare --mount true 2>/dev/null && make_root >"$work/debootstrap" 2>&1; then
    check "the Containerfile's image, as Debian's root: it stores deliveries over TLS" in_debian
else
    skip "the Containerfile's image: no root of Debian's can be had"
fi

[ ! -f "$work/told" ] || sed 's/^/      /' "$work/told"
finish
