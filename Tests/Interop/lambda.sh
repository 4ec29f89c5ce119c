#!/usr/bin/env bash
# AWS's own programs and Lambda's emulator: awslambdaric, the client of the Runtime API in Lambda's images for Python, runs under
# it, and boto3, AWS's SDK, calls it. Ends with "N passed, N failed, N skipped".
. "$(dirname "$0")/checks.sh"

emulate() { # LOG COMMAND...: starts the emulator with a function, and sets $port
    start "$1" "$bin/learnhooks" lambda --port 0 --timeout 3 -- "${@:2}"
}

if install_python awslambdaric boto3; then
    export PYTHONPATH="$PYTHONPATH:$PWD/Tests/Interop"
    emulate "$work/python.log" python3 -m awslambdaric lambda_handler.handler
    for check in result exception context deadline exit_status types refusals tail; do
        check "boto3 calls awslambdaric: $check" python3 Tests/Interop/lambda_client.py "$port" "$check"
    done
    emulate "$work/missing.log" python3 -m awslambdaric lambda_handler.missing
    check 'boto3 calls awslambdaric: init_error' python3 Tests/Interop/lambda_client.py "$port" init_error

    export_secrets
    emulate "$work/function.log" "$bin/learnhooks-function"
    mkdir "$work/invoked"
    check 'boto3 invokes learnhooks-function' \
        python3 Tests/Interop/lambda_client.py "$port" invoke_files "$work/invoked" events/[!d]*/*.json
    for sample in events/[!d]*/*.json; do
        check "a signed curl gives the bytes that boto3 got for $sample" bash -c '
            "$1" sign "$(basename "$(dirname "$2")")" "$2" --curl "http://127.0.0.1:$3" | sh >"$4/posted"
            test -s "$4/posted" && cmp "$4/posted" "$4/invoked/${2//\//-}"' \
            - "$bin/learnhooks" "$sample" "$port" "$work"
    done
else
    skip 'awslambdaric and boto3 could not be installed'
fi

finish
