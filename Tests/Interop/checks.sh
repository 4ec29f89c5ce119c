# Shared by the scripts beside this one: a temporary folder, counted checks, and the last line.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

bin=${LEARNHOOKS_BIN:-.build/debug}
work=$(mktemp -d)
started=()
trap 'for pid in "${started[@]}"; do kill -9 "$pid" 2>/dev/null || true; done; rm -rf "$work"' EXIT
passed=0 failed=0 skipped=0

check() { # NAME COMMAND...
    local name=$1
    shift
    if "$@" >"$work/out" 2>&1; then
        passed=$((passed + 1))
        echo "ok    $name"
    else
        failed=$((failed + 1))
        echo "FAIL  $name"
        sed 's/^/      /' "$work/out"
    fi
}

skip() { # WHAT
    skipped=$((skipped + 1))
    echo "skip  $1"
}

install_python() { # PACKAGE... into $work/packages; false where there is no network
    if ! python3 -m pip --version >/dev/null 2>&1; then
        { apt-get update && apt-get install -y --no-install-recommends python3-pip; } >/dev/null 2>&1 || true
    fi
    python3 -m pip install -q --target "$work/packages" "$@" >/dev/null 2>&1 || return 1
    export PYTHONPATH="$work/packages"
}

# The programs as the proofs of the journal need them, at a path of their own: with faults, and with PostgreSQL where libpq is there.
build_traits() {
    install_postgresql
    local traits=Faults product
    if has_libpq; then traits=PostgreSQL,Faults; fi
    for product in learnhooks-function learnhooks; do
        swift build --traits "$traits" --scratch-path .build/traits --product "$product" || return
    done
}

has_libpq() { compgen -G '/usr/lib/*/libpq.so.5' >/dev/null; }

install_postgresql() { # the server, its programs, libpq, and Python; where there is no network, who needs them finds them missing
    if [ -d /usr/lib/postgresql ] && command -v psql >/dev/null && command -v python3 >/dev/null && has_libpq; then return; fi
    { apt-get update && apt-get install -y --no-install-recommends postgresql libpq5 python3; } >/dev/null 2>&1 || true
}

patiently() { # COMMAND...: tries it until it holds; false after five minutes, which only what hangs takes
    for _ in $(seq 6000); do
        "$@" && return
        sleep 0.05
    done
    return 1
}

has_ended() { ! kill -0 "$1" 2>/dev/null; } # PID
export -f patiently has_ended

# Gives every platform of the catalog a secret that each scheme can use: a key in base64, which is a text and a segment, too.
export_secrets() {
    local platform
    for platform in $("$bin/learnhooks" list | sed 's|/.*||' | sort -u | tr '[:lower:]' '[:upper:]'); do
        export "${platform}_SECRETS=whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    done
}

start() { # LOG COMMAND...: starts a server at a free port, and sets $port and $pid
    local log=$1
    shift
    PORT=0 "$@" 2>"$log" &
    pid=$!
    started+=("$pid")
    port=
    patiently find_port "$log" "$pid" || true
    [ -n "$port" ] || { cat "$log"; return 1; }
}

find_port() { # LOG PID: sets $port to where a server says that it is; true once it does, or has ended
    port=$(sed -En '/"http.port":|at http:\/\/127/{s/.*("http.port":|at http:\/\/127.0.0.1:)([0-9]+).*/\2/p;q}' "$1")
    [ -n "$port" ] || has_ended "$2"
}

# An authority, and a certificate of a server that it vouches for: by localhost, 127.0.0.1 and the names that are made up here.
certify() { # AUTHORITY CERTIFICATE KEY
    local key=(-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes)
    openssl req -x509 "${key[@]}" -days 30 -subj /CN=Authority -addext keyUsage=critical,keyCertSign \
        -keyout "$work/ca.key" -out "$1"
    openssl req "${key[@]}" -subj /CN=server -keyout "$3" -out "$work/server.csr"
    openssl x509 -req -in "$work/server.csr" -CA "$1" -CAkey "$work/ca.key" -CAcreateserial -days 30 -out "$2" \
        -extfile <(echo subjectAltName=DNS:localhost,IP:127.0.0.1,DNS:sink.example,DNS:hooks.example,DNS:sink.somewhere.example)
}

finish() {
    echo "$passed passed, $failed failed, $skipped skipped"
    [ "$failed" -eq 0 ]
}
