#!/usr/bin/env bash
# The door as other people's programs see it: openssl and sslscan find nothing weak, curl brings deliveries, and certbot's way to
# renew a pair needs no restart. Ends with "N passed, N failed, N skipped".
. "$(dirname "$0")/checks.sh"

certify "$work/ca.pem" "$work/first.pem" "$work/first.key" >/dev/null 2>&1
# As certbot has it: the names stay, and lead to other files.
ln -s first.pem "$work/fullchain.pem"
ln -s first.key "$work/privkey.pem"
chmod 600 "$work"/*.key
start "$work/door.log" env KNOLYX_SECRETS=token-generated-client-side "TLS_CERTIFICATE_FILE=$work/fullchain.pem" \
    "TLS_KEY_FILE=$work/privkey.pem" "$bin/learnhooks-function"
door=127.0.0.1:$port
export work door

handshake() { # OPTION...: whether openssl comes to an end of it
    openssl s_client -connect "$door" -servername localhost -CAfile "$work/ca.pem" -verify_return_error "$@" </dev/null
}

for version in 1_2 1_3; do check "openssl speaks TLS $version" handshake "-tls$version"; done
for version in 1 1_1; do
    check "openssl does not speak TLS $version" bash -c "! openssl s_client -connect $door -tls$version -cipher DEFAULT@SECLEVEL=0 </dev/null"
done
check 'openssl negotiates HTTP/1.1' bash -c "openssl s_client -connect $door -alpn h2,http/1.1 </dev/null | grep 'ALPN protocol: http/1.1'"
check 'whoever asks for another handshake is let go' bash -c "
    ! { sleep 0.5; echo R; sleep 0.5; printf 'GET /health/liveness HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'; sleep 0.5; } |
        openssl s_client -connect $door -tls1_2 2>&1 | grep 'HTTP/1.1 200'"
check 'curl brings a delivery' bash -c '
    curl -s --cacert "$work/ca.pem" -X PUT -H "X-Webhook-Security-Token: token-generated-client-side" \
        --data-binary @events/knolyx/PING.json "https://$door/knolyx" | grep webhook.pinged'
check 'curl keeps the connection' bash -c '
    [ "$(curl -sv --cacert "$work/ca.pem" "https://$door/health/liveness" "https://$door/health/readiness" 2>&1 | grep -c "TLS handshake, Finished")" -le 3 ]'
check 'curl without TLS gets nothing' bash -c '! curl -s "http://$door/health/liveness"'

if ! command -v sslscan >/dev/null; then
    { apt-get update && apt-get install -y --no-install-recommends sslscan; } >/dev/null 2>&1 || true
fi
scan() { # NAME ADDRESS: what sslscan finds at a door
    sslscan --no-colour --xml="$work/scan.xml" "$2" >"$work/scan" 2>&1 || true
    check "sslscan finds nothing weak, with a key of $1" python3 - "$work/scan.xml" <<'PYTHON'
import sys
import xml.etree.ElementTree as tree
test = tree.parse(sys.argv[1]).getroot().find("ssltest")
spoken = {(p.get("type"), p.get("version")) for p in test.findall("protocol") if p.get("enabled") == "1"}
assert spoken == {("tls", "1.2"), ("tls", "1.3")}, spoken
ciphers = test.findall("cipher")
weak = [c.get("cipher") for c in ciphers if c.get("strength") in ("null", "anonymous", "weak", "medium") or int(c.get("bits")) < 128]
assert ciphers and not weak, weak
# Forward secrecy, and authenticated as a whole.
names = [c.get("cipher") for c in ciphers]
others = [name for name in names if not (name.startswith("TLS_") or name.startswith("ECDHE") and ("GCM" in name or "CHACHA" in name))]
assert not others, others
assert test.find("renegotiation").get("supported") == "0", tree.tostring(test.find("renegotiation"))
assert not [h for h in test.findall("heartbleed") if h.get("vulnerable") == "1"]
PYTHON
}
if command -v sslscan >/dev/null; then
    scan 'elliptic curves' "$door"
    openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=localhost -keyout "$work/rsa.key" -out "$work/rsa.pem" 2>/dev/null
    start "$work/rsa.log" env KNOLYX_SECRETS=token-generated-client-side "TLS_CERTIFICATE_FILE=$work/rsa.pem" \
        "TLS_KEY_FILE=$work/rsa.key" "$bin/learnhooks-function"
    scan RSA "127.0.0.1:$port"
else
    skip 'sslscan could not be installed'
fi

start "$work/strangers.log" env KNOLYX_SECRETS=token-generated-client-side FALKOR_SECRETS=ff820d62b80b7c2789286f691b5e89bd \
    "TLS_CERTIFICATE_FILE=$work/first.pem" "TLS_KEY_FILE=$work/first.key" "$bin/learnhooks-function"
check 'strangers who hold what does not end take no more than 96 MB' python3 Tests/Interop/tls_strangers.py "$port" "$pid"
sed -n 's/^/      /p' "$work/out"

serial() { openssl s_client -connect "$door" </dev/null 2>/dev/null | openssl x509 -noout -serial; }
before=$(serial)
certify "$work/ca.pem" "$work/second.pem" "$work/second.key" >/dev/null 2>&1
ln -sfn second.pem "$work/fullchain.pem"
check 'a pair that is half renewed is not shown' test "$(serial)" = "$before"
ln -sfn second.key "$work/privkey.pem"
check 'one that is renewed is' bash -c '[ "$1" = "$2" ]' - "$(serial)" "$(openssl x509 -noout -serial -in "$work/second.pem")"

finish
