#!/usr/bin/env bash
# Other people's signatures are good here, and ours there: PyPI's standardwebhooks, and PHP's hash_hmac as Falkor's page
# uses it; OpenSSL signs and answers what a platform asks for. Ends with "N passed, N failed, N skipped"; without the network there is nothing to compare with, which is skipped.
. "$(dirname "$0")/checks.sh"

learnhooks=$bin/learnhooks

# A recorded delivery of a body and some headers.
record() { # METHOD PATH BODY-FILE NAME VALUE...
    python3 - "$@" <<'PYTHON'
import json, sys
method, path, body, *fields = sys.argv[1:]
headers = dict(zip(fields[::2], fields[1::2]))
with open(body, newline="") as file:
    text = file.read()
print(json.dumps({"version": "2.0", "rawPath": path, "headers": headers, "body": text, "isBase64Encoded": False,
                  "requestContext": {"http": {"method": method, "path": path}}}))
PYTHON
}

gives_the_expected_actions() { # DELIVERY EXPECTED
    "$learnhooks" invoke --verify "$1" >"$work/actions" && diff "$work/actions" "$2"
}

is_refused() { # DELIVERY
    local status=0
    "$learnhooks" invoke --verify "$1" >"$work/actions" || status=$?
    [ "$status" -eq 1 ] && [ ! -s "$work/actions" ]
}

# --- Standard Webhooks -------------------------------------------------------------------------------------------------
if install_python standardwebhooks; then
    sign_with_library() { # BODY-FILE SECRET
        python3 - "$1" "$2" <<'PYTHON'
import sys, time
from datetime import datetime, timezone
from standardwebhooks.webhooks import Webhook
with open(sys.argv[1], newline="") as file:
    body = file.read()
now = datetime.now(tz=timezone.utc)
print(int(now.timestamp()), Webhook(sys.argv[2]).sign("msg_interop", now, body))
PYTHON
    }
    verify_with_library() { # DELIVERY SECRET
        python3 - "$1" "$2" <<'PYTHON'
import json, sys
from standardwebhooks.webhooks import Webhook
with open(sys.argv[1]) as file:
    delivery = json.load(file)
headers = {name.replace("svix-", "webhook-"): value for name, value in delivery["headers"].items()}
Webhook(sys.argv[2]).verify(delivery["body"], headers)
PYTHON
    }
    secret=whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
    for sample in events/instruqt/*.json; do
        read -r time signature < <(sign_with_library "$sample" "$secret")
        record POST /instruqt "$sample" webhook-id msg_interop webhook-timestamp "$time" webhook-signature "$signature" \
            >"$work/delivery"
        check "standardwebhooks signs $sample" gives_the_expected_actions "$work/delivery" "${sample%.json}.actions.jsonl"
    done
    "$learnhooks" sign instruqt events/instruqt/track.completed.json >"$work/delivery"
    check "standardwebhooks verifies ours" verify_with_library "$work/delivery" "$secret"
    sed 's/tncb0s7/tncb0s8/' "$work/delivery" >"$work/changed"
    check "and refuses it changed, as we do" is_refused "$work/changed"
    if verify_with_library "$work/changed" "$secret" >/dev/null 2>&1; then
        failed=$((failed + 1))
        echo "FAIL  standardwebhooks takes a changed body"
    fi
else
    skip "standardwebhooks could not be installed"
fi

# --- Falkor's PHP ------------------------------------------------------------------------------------------------------
if ! command -v php >/dev/null; then
    { apt-get update && apt-get install -y --no-install-recommends php-cli; } >/dev/null 2>&1 || true
fi
if command -v php >/dev/null; then
    secret=ff820d62b80b7c2789286f691b5e89bd
    for sample in events/falkor/*.json; do
        signature=$(php -r 'echo hash_hmac("sha256", file_get_contents($argv[1]), $argv[2]);' "$sample" "$secret")
        record POST /falkor "$sample" falkor-webhook-signature "sha256=$signature" >"$work/delivery"
        check "PHP signs $sample" gives_the_expected_actions "$work/delivery" "${sample%.json}.actions.jsonl"
    done
    "$learnhooks" sign falkor events/falkor/rewards.json >"$work/delivery"
    check "PHP verifies ours, as Falkor's page does" php -r '
        $delivery = json_decode(file_get_contents($argv[1]), true);
        $sent = explode("sha256=", $delivery["headers"]["falkor-webhook-signature"]);
        exit($sent[1] == hash_hmac("sha256", $delivery["body"], $argv[2]) ? 0 : 1);' "$work/delivery" "$secret"
else
    skip "PHP could not be installed"
fi

# --- OpenSSL: what platforms ask of an address -------------------------------------------------------------------------
if command -v openssl >/dev/null && command -v curl >/dev/null; then
    secret='correct horse battery staple'
    start "$work/unusual.log" env UNUSUAL_SECRETS="$secret" "$bin/UnusualFunction"
    hmac() { openssl dgst -sha256 -hmac "$1" "${@:2}"; } # SECRET OPTION..., of standard input
    asks() { # TOKEN: posts it as Zoom does, signed by OpenSSL
        local now body
        now=$(date +%s)
        body="{\"event\":\"endpoint.url_validation\",\"payload\":{\"plainToken\":\"$1\"}}"
        curl -s -X PATCH "http://127.0.0.1:$port/unusual" -H 'X-Unusual-Id: m' -H "X-Unusual-Signature: t=$now,v1=$(
            printf 'v0:%s:m:%s' "$now" "$body" | hmac "$secret" -binary | base64)" --data-binary "$body"
    }
    is_answered_as_openssl_does() { # TOKEN
        local code
        code=$(printf %s "$1" | hmac "$secret" | sed 's/.*= //')
        [ "$(asks "$1")" = "{\"plainToken\":\"$1\",\"encryptedToken\":\"$code\"}" ]
    }
    is_not_answered() { asks "$1" | grep '"status":422'; } # TOKEN
    for token in qgg8vlvZRS6UYooatFL8Aw a _-9 "$(printf 'a%.0s' $(seq 100))"; do
        check "a token is signed as OpenSSL signs it: ${token:0:30}" is_answered_as_openssl_does "$token"
    done
    for token in "v0:$(date +%s):m:{}" 'a b' '' "$(printf 'a%.0s' $(seq 101))"; do
        check "what is no token is not: ${token:0:30}" is_not_answered "$token"
    done
else
    skip 'no openssl, or no curl'
fi

finish
