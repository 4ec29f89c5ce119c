#!/usr/bin/env bash
# What manifest prints, for every function: PyYAML reads it, and a tool that knows the schema checks it: cfn-lint the template for AWS
# Lambda, kubernetes-validate what is Kubernetes' own and what Knative has in common with a pod, docker-compose its own file,
# systemd-analyze the unit and strace what the function does in it, promtool the alert rules. Ends with "N passed, N failed, N
# skipped".
. "$(dirname "$0")/checks.sh"

# The variables that the program reads, from where it reads them.
variables=$(grep -rhoE '"[A-Z][A-Z_]{3,}"' Sources/FunctionRuntime/Configuration | tr -d '"' | sort -u | tr '\n' ' ')
functions=$("$bin/learnhooks" list | cut -d' ' -f1)
for platform in $(sed 's|/.*||' <<<"$functions" | sort -u | tr '[:lower:]' '[:upper:]'); do
    variables="$variables ${platform}_SECRETS ${platform}_SOURCE ${platform}_PLATFORM_NAMES"
done
# Those of the journal.
if ! { command -v docker-compose && command -v systemd-analyze && command -v strace; } >/dev/null; then
    { apt-get update && apt-get install -y --no-install-recommends docker-compose strace systemd; } >/dev/null 2>&1 || true
fi

manifest() { # FILE OPTION...
    "$bin/learnhooks" manifest "${@:2}" >"$1"
}

if install_python pyyaml cfn-lint kubernetes-validate; then
    for kind in compose kubernetes knative lambda; do
        # shellcheck disable=SC2086
        manifest "$work/$kind.yaml" --for $kind $functions
        manifest "$work/$kind-all.yaml" --for $kind --registry registry.example/acme --tag 1.2
        for file in "$work/$kind.yaml" "$work/$kind-all.yaml"; do
            # shellcheck disable=SC2086
            check "$(basename "$file") names what the program reads" \
                python3 Tests/Interop/manifest_check.py $kind "$file" $variables
        done
    done
    for kind in compose kubernetes; do
        # shellcheck disable=SC2086
        manifest "$work/$kind-journal.yaml" --for $kind --journal $functions
        # shellcheck disable=SC2086
        check "$kind-journal.yaml names what the program reads" \
            python3 Tests/Interop/manifest_check.py $kind "$work/$kind-journal.yaml" $variables
    done
    # shellcheck disable=SC2086
    manifest "$work/kubernetes-postgresql.yaml" --for kubernetes --postgresql $functions
    # shellcheck disable=SC2086
    check 'kubernetes-postgresql.yaml names what the program reads' \
        python3 Tests/Interop/manifest_check.py kubernetes "$work/kubernetes-postgresql.yaml" $variables
    for kind in knative lambda; do
        manifest "$work/$kind-broker.yaml" --for $kind --signature-type cloudevent instruqt falkor/rewards
        # shellcheck disable=SC2086
        check "$kind-broker.yaml names what the program reads" \
            python3 Tests/Interop/manifest_check.py $kind "$work/$kind-broker.yaml" $variables
    done
    for file in lambda lambda-all lambda-broker; do
        # What is deployed is in a registry: the rule asks for a repository's name there.
        sed 's|ImageUri: .*|ImageUri: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/learnhooks:1|' "$work/$file.yaml" \
            >"$work/$file-ecr.yaml"
        check "cfn-lint takes $file.yaml" "$work/packages/bin/cfn-lint" --regions eu-west-1 -- "$work/$file-ecr.yaml"
    done
else
    skip 'pyyaml, cfn-lint and kubernetes-validate could not be installed'
fi
if command -v docker-compose >/dev/null; then
    manifest "$work/compose.yaml" --for compose knolyx/PING falkor
    check 'docker-compose takes compose.yaml' env KNOLYX_SECRETS=token-of-knolyx-1 FALKOR_SECRETS=secret-of-falkor-1 ACTIONS_TO=stdout \
        docker-compose --file "$work/compose.yaml" config
    check 'and asks for what is not set' bash -c '
        env KNOLYX_SECRETS=token-of-knolyx-1 FALKOR_SECRETS= ACTIONS_TO=stdout docker-compose --file "$1" config 2>&1 | grep "the secrets of falkor"' \
        - "$work/compose.yaml"
    mkdir "$work/journal"
    manifest "$work/journal/compose.yaml" --for compose --journal knolyx
    check 'and for learnhooks.env beside a journal' bash -c '
        env KNOLYX_SECRETS=token-of-knolyx-1 docker-compose --file "$1" config 2>&1 | grep "learnhooks.env"' - "$work/journal/compose.yaml"
    "$bin/learnhooks" manifest --for compose --journal knolyx | sed -n 's/^#   //p' >"$work/journal/learnhooks.env"
    check 'whose variables it hands on' bash -c '
        env KNOLYX_SECRETS=token-of-knolyx-1 docker-compose --file "$1" config | grep "DESTINATION_LRS_AUTHORIZATION: Basic a2V5OnNlY3JldA=="' \
        - "$work/journal/compose.yaml"
else
    skip 'docker-compose could not be installed'
fi

if command -v systemd-analyze >/dev/null; then
    # Words that are split: whether with a journal, and of what.
    for options in '--journal' '--journal knolyx' 'konstantly/Course/Finished'; do
        # The program is looked for where the unit says that it is.
        # shellcheck disable=SC2086
        "$bin/learnhooks" manifest --for systemd $options | sed "s|/usr/local/bin/|$(realpath "$bin")/|" >"$work/learnhooks.service"
        # shellcheck disable=SC2086
        check "the unit of $options names what the program reads" \
            python3 Tests/Interop/manifest_check.py systemd "$work/learnhooks.service" $variables
        # It exits with 0 where it warns of what it does not know.
        check 'systemd takes it, without a word' bash -c '
            output=$(systemd-analyze verify --man=no "$1" 2>&1) && echo "$output" && [ -z "$output" ]' - "$work/learnhooks.service"
        check 'and finds that little is left to expose it' \
            systemd-analyze security --no-pager --offline=true --threshold=12 "$work/learnhooks.service"
    done
    if command -v strace >/dev/null; then
        python3 -u Tests/Interop/sink_server.py >"$work/sink" &
        started+=("$!")
        patiently test -s "$work/sink"
        echo token-of-knolyx-1 >"$work/knolyx"
        start "$work/function.log" env KNOLYX_SECRETS_FILE="$work/knolyx" JOURNAL="$work/journal.sqlite" \
            DESTINATION_LRS_URL="http://localhost:$(head -1 "$work/sink")/" \
            strace -f -o "$work/calls" --inject=setpriority:error=EPERM "$bin/learnhooks-function" knolyx
        check 'the function takes a delivery under strace' bash -c '
            echo "{\"id\":\"1\",\"type\":\"PING\",\"data\":{}}" | KNOLYX_SECRETS=token-of-knolyx-1 "$1" sign knolyx --curl "$2" | sh |
                grep -E "\"[0-9a-f-]{36}\""' - "$bin/learnhooks" "http://127.0.0.1:$port"
        check 'its action is with the sink' patiently grep webhook.pinged "$work/sink"
        kill -TERM "$(pgrep -P "$pid")"
        check 'it ends by SIGTERM' patiently has_ended "$pid"
        check 'and makes no call that its unit refuses' python3 Tests/Interop/unit_calls.py "$work/learnhooks.service" "$work/calls"
    else
        skip 'strace could not be installed'
    fi
else
    skip 'systemd could not be installed'
fi

# promtool alone: the package would start a server.
if ! command -v promtool >/dev/null; then
    (cd "$work" && apt-get update && apt-get download prometheus && dpkg-deb --extract prometheus_*.deb prometheus) \
        >/dev/null 2>&1 || true
    PATH=$PATH:$work/prometheus/usr/bin
fi
if command -v promtool >/dev/null; then
    manifest "$work/learnhooks.rules.yaml" --for prometheus
    cp Tests/Interop/alerts_test.yaml "$work"
    check 'promtool reads the alert rules' promtool check rules "$work/learnhooks.rules.yaml"
    check 'and finds that each fires when it must, and not when not' promtool test rules "$work/alerts_test.yaml"
    check 'each of which is tested' bash -c '
        [ "$(grep -oE "alert: .*" "$1" | cut -d" " -f2 | while read -r name; do grep -q "$name\b" "$2" || echo "$name"; done | tee /dev/stderr)" = "" ]' \
        - "$work/learnhooks.rules.yaml" "$work/alerts_test.yaml"
else
    skip 'promtool could not be had'
fi

finish
