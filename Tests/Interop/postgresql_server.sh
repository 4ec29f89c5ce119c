#!/usr/bin/env bash
# A PostgreSQL server of its own: in a folder of TMPDIR (/tmp) that goes with it, at a socket there, and at a port of loopback where one is named.
#
#   postgresql_server.sh [PORT [SETTING=VALUE]...]
#
# Says FOLDER once it takes connections, and runs until its standard input is closed: whoever started it need not live to say so.
# Connect by postgresql://learnhooks@/postgres?host=FOLDER. It never runs as root.
set -euo pipefail
port=${1:-0}
shift || true

programs=$(find /usr/lib/postgresql/*/bin -maxdepth 0 2>/dev/null | sort -V | tail -n 1)
PATH=${programs:+$programs:}$PATH
folder=$(mktemp -d "${TMPDIR:-/tmp}/learnhooks-pg.XXXXXX")
unprivileged=()
if [ "$(id -u)" = 0 ]; then
    user=$(id -un postgres 2>/dev/null || echo nobody)
    chown "$user" "$folder"
    unprivileged=(setpriv --reuid "$user" --regid "$(id -g "$user")" --clear-groups --)
fi
run() { (cd "$folder" && "${unprivileged[@]}" "$@" >>"$folder/log" 2>&1 </dev/null); }
as_server() { "${unprivileged[@]}" sh -c "cat >>$folder/data/postgresql.conf"; }
trap 'run pg_ctl --pgdata "$folder/data" --mode immediate stop || true; rm -rf "$folder"' EXIT
if [ "$(id -u)" = 0 ]; then touch "$folder/log" && chown "$user" "$folder/log"; fi

run initdb --pgdata "$folder/data" --username learnhooks --auth trust --encoding UTF8 --locale C --no-sync || { cat "$folder/log" >&2; exit 1; }
{
    echo "unix_socket_directories = '$folder'"
    if [ "$port" = 0 ]; then echo "listen_addresses = ''"; else echo "listen_addresses = '127.0.0.1'"; echo "port = $port"; fi
    for setting in "$@"; do echo "${setting%%=*} = '${setting#*=}'"; done
} | as_server
run pg_ctl --pgdata "$folder/data" --log "$folder/log" --timeout 300 --wait start || { cat "$folder/log" >&2; exit 1; }
echo "$folder"
cat >/dev/null
