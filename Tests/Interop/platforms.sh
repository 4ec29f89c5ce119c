#!/usr/bin/env bash
# A day with the platforms' own APIs, each played as its documents describe it, Instruqt's by PyPI's graphql-core: a webhook is
# made, and its PING comes over TLS; what was missed is pulled, and goes to the sink once; names are added. Ends with
# "N passed, N failed, N skipped".
. "$(dirname "$0")/checks.sh"

has_graphql=true
install_python graphql-core || has_graphql=false

export_secrets
token=0123456789abcdef0123456789abcdef
export KNOLYX_SECRETS="$token fedcba9876543210fedcba9876543210"
export JOURNAL=$work/journal.sqlite CRM=$work/crm
certify "$work/ca.pem" "$work/door.pem" "$work/door.key" >/dev/null 2>&1
chmod 600 "$work/door.key"
python3 Tests/Interop/noting_sink.py "$work/taken" >"$work/sink" &
started+=("$!")
patiently test -s "$work/sink"
start "$work/servers.log" env "SSL_CERT_FILE=$work/ca.pem" python3 Tests/Interop/platforms_servers.py
api=http://127.0.0.1:$port
export KNOLYX_API_URL=$api KNOLYX_API_KEY=key KNOLYX_PROJECT_ID=project
export FALKOR_API_URL=$api/falkor FALKOR_API_KEY=key KONSTANTLY_API_URL=$api/openapi/v1 KONSTANTLY_API_KEY=key
export INSTRUQT_API_URL=$api INSTRUQT_API_KEY=key INSTRUQT_TEAM=team
start "$work/function.log" env "TLS_CERTIFICATE_FILE=$work/door.pem" "TLS_KEY_FILE=$work/door.key" \
    "DESTINATION_SINK_URL=http://127.0.0.1:$(cat "$work/sink")/" DESTINATION_CRM_URL=$api/crm \
    DESTINATION_CRM_ENRICH=instruqt DESTINATION_CRM_KINDS=invite.claimed "$bin/learnhooks-function"
hook=https://hooks.example:$port/knolyx

is() { # EXPECTED COMMAND...
    local expected=$1 found
    shift
    found=$("$@") || return 1
    [ "$found" = "$expected" ] || { printf 'expected %s\nfound %s\n' "$expected" "$found"; return 1; }
}
fails_without_key() { # COMMAND...
    ! KNOLYX_API_KEY=wrong-key FALKOR_API_KEY=wrong-key KONSTANTLY_API_KEY=wrong-key INSTRUQT_API_KEY=wrong-key \
        "$bin/learnhooks" "$@" >"$work/refused" 2>&1 && grep -q 'answered 40[13]' "$work/refused" \
        && ! grep -q wrong-key "$work/refused"
}
pipe() { eval "$1"; }
ids() { "$@" | grep -o '"id":"[0-9a-f]\{8\}-[^"]*"' | sort; }

# What the sink has taken: ids, one a line.
taken() { python3 -c 'import json,sys
for line in open(sys.argv[1]): print(*json.loads(line)[3], sep="\n")' "$work/taken"; }
has_taken() { [ "$(taken | sort)" = "$(sort -u <<<"$1")" ]; } # IDS: these, and each once
made_of() { "$bin/learnhooks" invoke "$@" | sed 's/^{"specversion":"1.0",//' | sed -n 's/^"id":"\([0-9a-f-]*\)".*/\1/p'; }
export -f taken has_taken
export work

check 'a dry run shows the request, its secrets masked' pipe \
    '"$bin/learnhooks" knolyx webhooks create --url https://hooks.example/knolyx --token $token --dry-run >"$work/dry" \
    && grep -q "POST $api/public/api/v1/webhook" "$work/dry" && ! grep -q "$token\|: key" "$work/dry"'
check 'a webhook is created over TLS, and the variable is printed' pipe \
    '"$bin/learnhooks" knolyx webhooks create --url "$hook" --token $token >"$work/made" && grep -q KNOLYX_SECRETS=$token "$work/made"'
pinged=$(made_of events/knolyx/PING.json)
check 'its PING came to the function, and went to the sink' patiently has_taken "$pinged"
check 'a wrong token makes no webhook, for its PING is refused' pipe \
    '! "$bin/learnhooks" knolyx webhooks create --url "$hook" --token another-token-0123456789 >"$work/made" 2>&1 && grep -q "PING failed" "$work/made"'
check 'another token is good at once: it is rotated by a second webhook' \
    "$bin/learnhooks" knolyx webhooks create --url "$hook" --token fedcba9876543210fedcba9876543210
check 'both are listed' is "[{\"id\":1,\"name\":\"LearnHooks\",\"url\":\"$hook\"},{\"id\":2,\"name\":\"LearnHooks\",\"url\":\"$hook\"}]" \
    "$bin/learnhooks" knolyx webhooks list --json
check 'the old one is deleted' "$bin/learnhooks" knolyx webhooks delete 1
check 'the new one is shown' pipe '"$bin/learnhooks" knolyx webhooks show 2 >"$work/rows" && grep -q "^2 *$hook" "$work/rows"'
check 'it is pinged' "$bin/learnhooks" knolyx webhooks ping 2
check 'all are pinged' "$bin/learnhooks" knolyx webhooks ping
check 'it is deleted' "$bin/learnhooks" knolyx webhooks delete 2
check 'it is gone' is '[]' "$bin/learnhooks" knolyx webhooks list --json
check 'Konstantly: the last event makes the action that the webhook made' is \
    "$(ids "$bin/learnhooks" invoke events/konstantly/Course.Finished.json)" \
    ids pipe '"$bin/learnhooks" konstantly last course.finished | "$bin/learnhooks" invoke konstantly'
check 'Falkor: a list makes the actions that the webhook made' is \
    "$(ids "$bin/learnhooks" invoke events/falkor/enrolments.json)" \
    ids pipe '"$bin/learnhooks" falkor list enrolments FA-HCPG-06RF | "$bin/learnhooks" invoke falkor'
check 'reconcile prints the same actions of both' is \
    "$(ids "$bin/learnhooks" invoke events/falkor/enrolments.json events/konstantly/Course.Finished.json)" \
    ids "$bin/learnhooks" reconcile --print --search FA-HCPG-06RF
missed=$(made_of events/falkor/enrolments.json events/konstantly/Course.Finished.json)
check 'reconcile appends what no webhook brought, by the running function' is \
    "falkor: 1 webhook had been missed, $(made_of events/falkor/enrolments.json | wc -l) action(s) appended; 1 pulled
konstantly: 1 webhook had been missed, 1 action(s) appended; 1 pulled" "$bin/learnhooks" reconcile --search FA-HCPG-06RF
check 'the sink has each action' patiently has_taken "$pinged
$missed"
check 'the next night nothing is missing' is "falkor: no webhook had been missed; 1 pulled
konstantly: no webhook had been missed; 1 pulled" "$bin/learnhooks" reconcile --search FA-HCPG-06RF
check 'the journal says where they came from' pipe \
    '"$bin/learnhooks" journal show "$(made_of events/konstantly/Course.Finished.json)" >"$work/shown" && grep -q "pulled by  learnhooks reconcile: konstantly last" "$work/shown"'
for call in 'knolyx webhooks list' 'falkor list events' 'konstantly last user.created'; do
    check "$call: a wrong key is refused, and not shown" fails_without_key $call
done
if $has_graphql; then
    check 'Instruqt: learners are named' pipe '"$bin/learnhooks" instruqt learners invite >"$work/rows" && grep -q ada@example.com "$work/rows"'
    check 'Instruqt: plays are listed' pipe \
        '"$bin/learnhooks" instruqt plays --from 2021-07-29T00:00:00Z --to 2021-07-30T00:00:00Z >"$work/rows" && grep -q p1 "$work/rows"'
    check 'Instruqt: an action gets its name, and keeps its id' pipe \
        'printf "%s" "{\"type\":\"invite.claimed\",\"invite_id\":\"invite\",\"user_id\":\"gOGhYjyoPJhINJFOugIgiL4pdzu2\",\"timestamp\":\"2021-07-29T16:14:57Z\"}" \
        | "$bin/learnhooks" invoke instruqt >"$work/plain" && "$bin/learnhooks" instruqt enrich <"$work/plain" >"$work/named" \
        && grep -q "\"name\":\"Ada Lovelace\",\"email\":\"ada@example.com\"" "$work/named" \
        && [ "$(sed "s/,\"name\":\"Ada Lovelace\",\"email\":\"ada@example.com\"//" "$work/named")" = "$(cat "$work/plain")" ]'
    claimed='{"type":"invite.claimed","invite_id":"invite","user_id":"gOGhYjyoPJhINJFOugIgiL4pdzu2","timestamp":"2021-07-29T16:14:59Z"}'
    check 'Instruqt: a destination that asks for names gets them' pipe \
        'printf %s "$claimed" | "$bin/learnhooks" sign instruqt --curl "${hook%/knolyx}" >"$work/curl" \
        && sed "s|^curl|curl --cacert $work/ca.pem --resolve hooks.example:${hook//[!0-9]/}:127.0.0.1|" "$work/curl" | bash \
        && patiently grep -q "\"name\":\"Ada Lovelace\",\"email\":\"ada@example.com\"" "$CRM"'
    check 'no name stands in the log' pipe '! grep -q Lovelace "$work/function.log"'
    check 'instruqt learners: a wrong key is refused, and not shown' fails_without_key instruqt learners invite
else
    skip 'graphql-core could not be installed'
fi

check 'the sink has each action once' patiently pipe '[ "$(taken | sort | uniq -d)" = "" ] && [ "$(taken | wc -l)" -ge 3 ]'

finish
