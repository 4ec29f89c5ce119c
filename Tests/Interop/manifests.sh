#!/usr/bin/env bash
# What manifest prints, for every function: PyYAML reads it, and whoever knows a schema judges it: cfn-lint the template for AWS
# Lambda, kubernetes-validate what Knative has in common with a pod, docker-compose its own file. Ends with "N passed, N failed,
# N skipped".
. "$(dirname "$0")/checks.sh"

# The variables that the program reads, from where it reads them.
variables=$(grep -rhoE '"[A-Z][A-Z_]{3,}"' Sources/FunctionRuntime/Configuration | tr -d '"' | sort -u | tr '\n' ' ')
functions=$("$bin/learnhooks" list | cut -d' ' -f1)
for platform in $(sed 's|/.*||' <<<"$functions" | sort -u | tr '[:lower:]' '[:upper:]'); do
    variables="$variables ${platform}_SECRETS ${platform}_SOURCE ${platform}_PLATFORM_NAMES"
done
if ! command -v docker-compose >/dev/null; then
    { apt-get update && apt-get install -y --no-install-recommends docker-compose; } >/dev/null 2>&1 || true
fi

manifest() { # FILE OPTION...
    "$bin/learnhooks" manifest "${@:2}" >"$1"
}

if install_python pyyaml cfn-lint kubernetes-validate; then
    for kind in knative compose lambda; do
        # shellcheck disable=SC2086
        manifest "$work/$kind.yaml" --for $kind $functions
        manifest "$work/$kind-all.yaml" --for $kind --registry registry.example/acme --tag 1.2
        for file in "$work/$kind.yaml" "$work/$kind-all.yaml"; do
            # shellcheck disable=SC2086
            check "$(basename "$file") names what the program reads" \
                python3 Tests/Interop/manifest_check.py $kind "$file" $variables
        done
    done
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
else
    skip 'docker-compose could not be installed'
fi

finish
