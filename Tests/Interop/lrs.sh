#!/usr/bin/env bash
# A learning record store that others wrote, Ralph, takes every statement, and takes it once. Ends with "N passed, N failed,
# N skipped"; without the network Ralph cannot be installed, and is skipped.
. "$(dirname "$0")/checks.sh"

learnhooks=$bin/learnhooks

if ! python3 -m venv "$work/venv" >/dev/null 2>&1; then
    { apt-get update && apt-get install -y --no-install-recommends python3-venv; } >/dev/null 2>&1 || true
    python3 -m venv "$work/venv" >/dev/null 2>&1 || true
fi
if ! "$work/venv/bin/pip" install -q requests python-jose \
    "ralph-malph[lrs,cli,backend-es,backend-mongo,backend-clickhouse,backend-lrs]" >"$work/pip" 2>&1; then
    skip 'Ralph could not be installed'
    finish
    exit
fi

export RALPH_APP_DIR=$work/ralph RALPH_BACKENDS__LRS__FS__DEFAULT_DIRECTORY_PATH=$work/statements
mkdir -p "$RALPH_APP_DIR" "$RALPH_BACKENDS__LRS__FS__DEFAULT_DIRECTORY_PATH"
"$work/venv/bin/ralph" auth -u learnhooks -p store -s all -M mailto:learnhooks@example.com -w >"$work/auth" 2>&1
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
# Ralph's file backend makes its file with the first request and refuses to add to it; here it is to add.
mkdir "$work/site"
cat >"$work/site/sitecustomize.py" <<'PYTHON'
try:
    from ralph.backends.data import fs

    fs.FSDataBackend.default_operation_type = fs.BaseOperationType.APPEND
except ImportError:
    pass
PYTHON
ralph_port=$port
serve_store() {
    PYTHONPATH=$work/site "$work/venv/bin/ralph" runserver -b fs -h 127.0.0.1 -p "$ralph_port" >>"$work/lrs.log" 2>&1 &
    ralph=$!
    started+=("$ralph")
    patiently curl -s -o /dev/null "http://127.0.0.1:$ralph_port/__heartbeat__"
}
serve_store

post() { # FILE: posts each line, and prints the statuses that came back, each once
    while IFS= read -r line; do
        printf '%s' "$line" | curl -s -o "$work/answer" -w '%{http_code}\n' -u learnhooks:store \
            -H 'Content-Type: application/json' -H 'X-Experience-API-Version: 1.0.3' \
            --data-binary @- "http://127.0.0.1:$port/xAPI/statements/"
    done <"$1" | sort -u | tr '\n' ' '
}

stored() {
    cat "$RALPH_BACKENDS__LRS__FS__DEFAULT_DIRECTORY_PATH"/* 2>/dev/null | wc -l
}

all_are() { # STATUSES FILE
    local statuses
    statuses=$(post "$2")
    echo "answered $statuses"
    cat "$work/answer" 2>/dev/null || true
    [ "$statuses" = "$1 " ]
}

# Ralph gives a statement without a time the time at which it came, and compares that: such a one, sent again, is a conflict
# there, though nothing that was sent differs. So they are posted apart, and what is stored is compared to what was sent.
split_by_time() { # ARRAYS: into $work/timed and $work/untimed, arrays again
    python3 - "$1" "$work/timed" "$work/untimed" <<'PYTHON'
import json, sys
arrays, timed, untimed = sys.argv[1:]
with open(arrays) as file, open(timed, "w") as with_time, open(untimed, "w") as without:
    for line in file:
        statements = json.loads(line)
        for output, is_timed in ((with_time, True), (without, False)):
            chosen = [statement for statement in statements if ("timestamp" in statement) == is_timed]
            if chosen:
                print(json.dumps(chosen), file=output)
PYTHON
}

what_is_stored_is_what_was_sent() { # ARRAYS
    python3 - "$1" "$RALPH_BACKENDS__LRS__FS__DEFAULT_DIRECTORY_PATH"/* <<'PYTHON'
import json, sys
with open(sys.argv[1]) as file:
    sent = {statement["id"]: statement for line in file for statement in json.loads(line)}
with open(sys.argv[2]) as file:
    stored = {statement["id"]: statement for statement in map(json.loads, file)}
assert sent.keys() == stored.keys()
for id, statement in sent.items():
    assert {name: stored[id][name] for name in statement} == statement, (statement, stored[id])
    assert stored[id].keys() - statement.keys() <= {"stored", "authority", "timestamp", "version"}, stored[id]
PYTHON
}

for actor in account mbox mbox_sha1sum; do
    rm -f "$RALPH_BACKENDS__LRS__FS__DEFAULT_DIRECTORY_PATH"/*
    "$learnhooks" invoke --format xapi --actor "$actor" --include payments --batch 50 events >"$work/batches" 2>/dev/null
    "$learnhooks" invoke --format xapi --actor "$actor" --include payments events >"$work/lines" 2>/dev/null
    count=$(sed 's/^{"id":"\([^"]*\)".*/\1/' "$work/lines" | sort -u | wc -l)
    check "with $actor, the store takes every array" all_are 200 "$work/batches"
    check "and has each of $count statements once" test "$(stored)" -eq "$count"
    check 'as it was sent' what_is_stored_is_what_was_sent "$work/batches"
    split_by_time "$work/batches"
    check 'sent again, what has a time is known and does not differ' all_are 204 "$work/timed"
    check 'and what has none is known' all_are 409 "$work/untimed"
    check 'and nothing was added' test "$(stored)" -eq "$count"
done
sed -n '/"completion":true/{s//"completion":false/gp;q}' "$work/lines" >"$work/changed"
check 'a statement that differs under the same id is a conflict' all_are 409 "$work/changed"

# The function brings statements itself, and is content with a store that has them.
start "$work/function.log" env ACTIONS_FORMAT=xapi "ACTIONS_TO=http://127.0.0.1:$port/xAPI/statements/" \
    "SINK_AUTHORIZATION=Basic $(printf learnhooks:store | base64)" KONSTANTLY_SECRETS=segment-of-konstantly "$bin/learnhooks-function"
function_port=$(sed -n 's/.*"http.port":\([0-9]*\).*/\1/p' "$work/function.log")
before=$(stored)
sed 's/"user123"/"user999"/' events/konstantly/Course.Finished.json >"$work/finished.json"
for attempt in first second; do
    check "the function brings a statement, $attempt time" bash -c "
        curl -s -o /dev/null -w '%{http_code}' --data-binary @'$work/finished.json' \
            http://127.0.0.1:$function_port/konstantly/segment-of-konstantly | grep 200"
done
check 'and the store has one more' test "$(stored)" -eq "$((before + 1))"

# A store as deployments have it: https, by a proxy in front, whose log counts the requests.
if ! command -v nginx >/dev/null; then
    { apt-get update && apt-get install -y --no-install-recommends nginx-light; } >/dev/null 2>&1 || true
fi
if command -v nginx >/dev/null; then
    certify "$work/ca.pem" "$work/nginx.pem" "$work/nginx.key" >/dev/null 2>&1
    secure_port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    cat >"$work/nginx.conf" <<NGINX
daemon off;
pid $work/nginx.pid;
error_log $work/nginx.error;
events {}
http {
    access_log $work/requests;
    client_body_temp_path $work;
    proxy_temp_path $work;
    fastcgi_temp_path $work;
    uwsgi_temp_path $work;
    scgi_temp_path $work;
    limit_req_zone \$binary_remote_addr zone=few:1m rate=1r/s;
    server {
        listen 127.0.0.1:$secure_port ssl;
        ssl_certificate $work/nginx.pem;
        ssl_certificate_key $work/nginx.key;
        location / { proxy_pass http://127.0.0.1:$ralph_port; proxy_set_header Host \$http_host; }
        location /few/ {
            limit_req zone=few;
            limit_req_status 429;
            add_header Retry-After 1 always;
            proxy_pass http://127.0.0.1:$ralph_port/;
            proxy_set_header Host \$http_host;
        }
    }
}
NGINX
    nginx -c "$work/nginx.conf" 2>/dev/null &
    started+=("$!")
    store=https://localhost:$secure_port/xAPI/statements/
    export SSL_CERT_FILE=$work/ca.pem ACTIONS_FORMAT=xapi "SINK_AUTHORIZATION=Basic $(printf learnhooks:store | base64)"
    for _ in $(seq 300); do
        curl -s --cacert "$work/ca.pem" -o /dev/null "https://localhost:$secure_port/__heartbeat__" && break
        sleep 0.1
    done
    check 'the store is looked at over TLS' bash -c '
        ACTIONS_TO=$1 "$2" destinations --check' - "$store" "$learnhooks"
    empty_store() { rm -f "$RALPH_BACKENDS__LRS__FS__DEFAULT_DIRECTORY_PATH"/* "$work/requests"; kill -USR1 "$(cat "$work/nginx.pid")"; }

    empty_store
    export_secrets
    start "$work/https.log" env "ACTIONS_TO=$store" XAPI_INCLUDE=payments "$bin/learnhooks-function"
    function_port=$port
    send() { # SAMPLE
        "$learnhooks" sign "$(basename "$(dirname "$1")")" "$1" --curl "http://127.0.0.1:$function_port" | sh
    }
    samples=()
    for sample in events/*/*.json; do
        case $sample in events/deliveries/*) ;; *) samples+=("$sample") ;; esac
    done
    for sample in "${samples[@]}"; do check "over https the store gets $sample" send "$sample"; done
    kill "$pid"
    "$learnhooks" invoke --format xapi --include payments --batch 50 events >"$work/sent" 2>/dev/null
    check 'and has every statement, as it was sent' what_is_stored_is_what_was_sent "$work/sent"

    # Of fifty statements the store has another under the id of one, and refuses each array that holds it.
    python3 - "$work/fifty.json" <<'PYTHON'
import json, sys
state = {"state": "Complete", "progress": 100, "joined": "2020-01-01T00:00:00Z", "timestamp": "2020-01-02T00:00:00Z", "version": "1"}
rows = [{"email": f"{number}@example.com", "status": state} for number in range(50)]
json.dump({"type": "enrolments", "data": {"pathway": {"ID": "P"}, "enrolments": rows}}, open(sys.argv[1], "w"))
PYTHON
    "$learnhooks" invoke --format xapi "$work/fifty.json" 2>/dev/null | grep '/verbs/registered' >"$work/fifty"
    check 'there are fifty' test "$(wc -l <"$work/fifty")" -eq 50
    empty_store
    sed -n '38{s/"registered"/"enlisted"/;s#verbs/registered#verbs/attended#;p}' "$work/fifty" >"$work/other"
    port=$ralph_port
    check 'the store has another statement under one id' all_are 200 "$work/other"
    start "$work/fifty.log" env "ACTIONS_TO=$store" DESTINATION_DEFAULT_KINDS=enrolment.created "$bin/learnhooks-function"
    function_port=$port
    check 'fifty statements are sent, of which one is in conflict' bash -c '
        "$1" sign falkor "$2" --curl "http://127.0.0.1:$3" | sh | tee /dev/stderr | grep -v problem' \
        - "$learnhooks" "$work/fifty.json" "$function_port"
    check 'which is seen' grep '"delivery.conflicts":1' "$work/fifty.log"
    check 'in 23 requests at most' bash -c 'wc -l <"$1"; [ "$(wc -l <"$1")" -le 23 ]' - "$work/requests"
    check 'and the other 49 are stored' test "$(stored)" -eq 50
    kill "$pid"

    # With a journal: the store is away, so that its proxy answers 502, and then the proxy asks for fewer requests.
    was_answered() { grep -q "\" $1 " "$work/requests"; } # STATUS
    for status in 502 429; do
        empty_store
        if [ "$status" = 502 ]; then
            kill "$ralph"
            patiently has_ended "$ralph"
        else
            store=https://localhost:$secure_port/few/xAPI/statements/
        fi
        start "$work/journal.$status.log" env "ACTIONS_TO=$store" "JOURNAL=$work/journal.$status" XAPI_INCLUDE=payments \
            "$bin/learnhooks-function"
        function_port=$port
        send_all() { for sample in "${samples[@]}"; do send "$sample" || return; done; }
        check 'with a journal each sample is acknowledged' send_all
        check "while the store's proxy answers $status" patiently was_answered "$status"
        if [ "$status" = 502 ]; then serve_store; fi
        check 'and the store gets every statement, as it was sent' patiently what_is_stored_is_what_was_sent "$work/sent"
        kill "$pid"
    done
else
    skip 'nginx could not be installed'
fi

# In order, so that it ends its own processes, too.
kill "$ralph" || true
finish
