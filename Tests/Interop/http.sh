#!/usr/bin/env bash
# Other people's programs read what the function answers: PyPI's cloudevents its events, PyPI's prometheus_client its metrics;
# curl speaks to it in its own ways; the kernel starts it as process 1. Ends with "N passed, N failed, N skipped".
. "$(dirname "$0")/checks.sh"

function=$bin/learnhooks-function

if install_python cloudevents prometheus_client; then
    export_secrets
    start "$work/broker.log" env FUNCTION_SIGNATURE_TYPE=cloudevent "$function"
    broker=$port
    start "$work/webhook.log" "$function"
    webhook=$port
    for sample in events/*/*.json; do
        case $sample in events/deliveries/*) continue ;; esac
        check "cloudevents brings $sample and reads the reply" \
            python3 Tests/Interop/cloudevents_client.py "http://127.0.0.1:$broker/" "$sample"
        platform=$(basename "$(dirname "$sample")")
        check "cloudevents reads the answer to $sample" bash -c '
            "$1" sign "$2" "$3" --curl "http://127.0.0.1:$4" | sh | python3 Tests/Interop/cloudevents_batch.py "$3"' \
            - "$bin/learnhooks" "$platform" "$sample" "$webhook"
    done
    check 'prometheus_client reads the metrics' bash -c "curl -sf http://127.0.0.1:$webhook/metrics | python3 -c '
import sys
from prometheus_client.parser import text_string_to_metric_families
families = {family.name: family for family in text_string_to_metric_families(sys.stdin.read())}
handled = [s for s in families[\"learnhooks_deliveries\"].samples if s.labels[\"outcome\"] == \"handled\"]
assert sum(s.value for s in handled) == $(find events -name '*.json' -not -path '*/deliveries/*' | wc -l), handled
assert families[\"learnhooks_delivery_duration_seconds\"].type == \"histogram\"
'"
    check 'curl asks for HTTP/2 and is content with 1.1' bash -c "
        curl -sf --http2 http://127.0.0.1:$webhook/health/liveness | grep alive"
    head -c 3000000 /dev/zero >"$work/large"
    check 'curl is told 413 by a body that it did not send' bash -c "
        curl -s --data-binary @'$work/large' http://127.0.0.1:$webhook/falkor | grep '\"status\":413'"
else
    skip 'cloudevents and prometheus_client could not be installed'
fi

if unshare --pid --fork --mount-proc true 2>/dev/null; then
    start "$work/one.log" env KNOLYX_SECRETS=token-of-knolyx-1 unshare --pid --fork --mount-proc "$function"
    check 'as process 1 it serves' curl -sf "http://127.0.0.1:$port/health/readiness"
    child=$(pgrep -P "$pid")
    check 'as process 1 it ends by SIGTERM' bash -c "kill -TERM $child && patiently has_ended $child"
    check 'and says that it ended' grep '"message":"ended"' "$work/one.log"
else
    skip 'no namespaces: cannot be process 1'
fi

finish
