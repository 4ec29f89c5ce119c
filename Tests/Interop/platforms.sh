#!/usr/bin/env bash
# A day with the platforms' own APIs, each played as its documents describe it, Instruqt's by PyPI's graphql-core: a webhook is
# made and pinged, what was missed is pulled, names are added. Ends with "N passed, N failed, N skipped".
. "$(dirname "$0")/checks.sh"

has_graphql=true
install_python graphql-core || has_graphql=false

token=0123456789abcdef0123456789abcdef
export KNOLYX_SECRETS=$token
start "$work/function.log" env ACTIONS_TO=stdout "$bin/learnhooks-function" knolyx >"$work/pinged"
export FUNCTION=http://127.0.0.1:$port/knolyx
start "$work/servers.log" python3 Tests/Interop/platforms_servers.py
api=http://127.0.0.1:$port
export KNOLYX_API_URL=$api KNOLYX_API_KEY=key KNOLYX_PROJECT_ID=project
export FALKOR_API_URL=$api/falkor FALKOR_API_KEY=key KONSTANTLY_API_URL=$api/openapi/v1 KONSTANTLY_API_KEY=key
export INSTRUQT_API_URL=$api INSTRUQT_API_KEY=key INSTRUQT_TEAM=team

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

check 'a dry run shows the request, its secrets masked' pipe \
    '"$bin/learnhooks" knolyx webhooks create --url https://hooks.example/knolyx --token $token --dry-run >"$work/dry" \
    && grep -q "POST $api/public/api/v1/webhook" "$work/dry" && ! grep -q "$token\|: key" "$work/dry"'
check 'a webhook is created, and the variable is printed' pipe \
    '"$bin/learnhooks" knolyx webhooks create --url https://hooks.example/knolyx --token $token >"$work/made" && grep -q KNOLYX_SECRETS=$token "$work/made"'
check 'its PING came to the function' patiently grep -q webhook.pinged "$work/pinged"
check 'it is listed' is '[{"id":1,"name":"LearnHooks","url":"https://hooks.example/knolyx"}]' \
    "$bin/learnhooks" knolyx webhooks list --json
check 'it is shown' is $'id  url\n1   https://hooks.example/knolyx' "$bin/learnhooks" knolyx webhooks show 1
check 'it is pinged' "$bin/learnhooks" knolyx webhooks ping 1
check 'all are pinged' "$bin/learnhooks" knolyx webhooks ping
check 'it is deleted' "$bin/learnhooks" knolyx webhooks delete 1
check 'it is gone' is '[]' "$bin/learnhooks" knolyx webhooks list --json
check 'Konstantly: the last event makes the action that the webhook made' is \
    "$(ids "$bin/learnhooks" invoke events/konstantly/Course.Finished.json)" \
    ids pipe '"$bin/learnhooks" konstantly last course.finished | "$bin/learnhooks" invoke konstantly'
check 'Falkor: a list makes the actions that the webhook made' is \
    "$(ids "$bin/learnhooks" invoke events/falkor/enrolments.json)" \
    ids pipe '"$bin/learnhooks" falkor list enrolments FA-HCPG-06RF | "$bin/learnhooks" invoke falkor'
check 'reconcile prints the same actions of both' is \
    "$(ids "$bin/learnhooks" invoke events/falkor/enrolments.json events/konstantly/Course.Finished.json)" \
    ids "$bin/learnhooks" reconcile --search FA-HCPG-06RF
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
    check 'instruqt learners: a wrong key is refused, and not shown' fails_without_key instruqt learners invite
else
    skip 'graphql-core could not be installed'
fi

finish
