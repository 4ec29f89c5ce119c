#!/usr/bin/env bash
# Images as other people's programs see them: skopeo reads what package makes, buildah makes the same from the Containerfile, and
# the image's root runs with nothing else in it. Ends with "N passed, N failed, N skipped".
. "$(dirname "$0")/checks.sh"

if ! command -v skopeo >/dev/null || ! command -v buildah >/dev/null; then
    { apt-get update && apt-get install -y --no-install-recommends buildah skopeo; } >/dev/null 2>&1 || true
fi

function=knolyx/COURSE_COMPLETED
name=learnhooks-knolyx-course-completed

certify "$work/ca.pem" "$work/sink.pem" "$work/sink.key" >/dev/null 2>&1

check 'package makes images' bash -c '
    "$1" package --ca-file "$3/ca.pem" "$2" instruqt --output "$3/first" >"$3/digests" && cat "$3/digests" && [ "$(wc -l <"$3/digests")" = 2 ]' \
    - "$bin/learnhooks" "$function" "$work"
check 'and the same ones again' bash -c '
    "$1" package --ca-file "$3/ca.pem" "$2" instruqt --output "$3/second" && cmp "$3/first/$4.tar" "$3/second/$4.tar"' \
    - "$bin/learnhooks" "$function" "$work" "$name"
archive=$work/first/$name.tar

if command -v skopeo >/dev/null && command -v buildah >/dev/null; then
    digest=$(sed -n "s| .*/$name.tar||p" "$work/digests")
    check 'skopeo finds the digest that was printed' bash -c '
        [ "$(skopeo inspect --format "{{.Digest}}" "oci-archive:$1")" = "$2" ]' - "$archive" "$digest"
    check "skopeo reads it as Docker's, too" skopeo inspect "docker-archive:$archive:$name:latest"
    check 'the images share their layers' bash -c '
        [ "$(for n in $2 learnhooks-instruqt; do skopeo inspect --format "{{.Layers}}" "oci-archive:$1/$n.tar"; done | sort -u | wc -l)" = 1 ]' \
        - "$work/first" "$name"

    unpack() { # OCI-FOLDER ROOT: all layers, and the configuration beside it
        python3 - "$1" "$2" <<'PYTHON'
import json, os, sys, tarfile
layout, root = sys.argv[1:]
blob = lambda digest: f"{layout}/blobs/{digest.replace(':', '/')}"
manifest = json.load(open(blob(json.load(open(f"{layout}/index.json"))["manifests"][0]["digest"])))
os.makedirs(root)
for layer in manifest["layers"]:
    tarfile.open(blob(layer["digest"])).extractall(root)
os.rename(os.path.realpath(blob(manifest["config"]["digest"])), f"{root}.json")
PYTHON
    }
    skopeo copy -q "oci-archive:$archive" "oci:$work/packaged:latest"
    unpack "$work/packaged" "$work/image"
    export STORAGE_DRIVER=vfs BUILDAH_ISOLATION=chroot
    engine=(buildah --root "$work/storage" --runroot "$work/run")
    cp "$work/ca.pem" .build-static/release/ca-certificates.crt
    check 'buildah makes the image from a program that was built outside' \
        "${engine[@]}" build --file functions/Containerfile --target prebuilt --tag built .build-static/release
    "${engine[@]}" push -q built "oci:$work/built:latest" >/dev/null 2>&1
    unpack "$work/built" "$work/built-image"
    check 'both images hold the same files' diff -r "$work/image" "$work/built-image"
    check 'a program and its authorities, and no shell' bash -c '
        [ "$(cd "$1" && find . -type f -o -type l | sort | xargs)" = "./etc/ssl/certs/ca-certificates.crt ./learnhooks-function" ]' \
        - "$work/image"
    check 'both say the same of user, port, entry point and environment' python3 - "$work/image.json" "$work/built-image.json" \
        <<'PYTHON'
import json, sys
packaged, built = (json.load(open(path))["config"] for path in sys.argv[1:])
for key in ["User", "ExposedPorts", "Entrypoint", "WorkingDir"]:
    assert packaged[key] == built[key], (key, packaged, built)
assert set(packaged["Env"]) <= set(built["Env"]), (packaged, built)
assert packaged["User"] == "65532:65532" and list(packaged["ExposedPorts"]) == ["8080/tcp"]
assert packaged["Cmd"] == ["knolyx/COURSE_COMPLETED"], packaged
PYTHON

    # The root by itself, as an engine would run it.
    event='{"id":"1","type":"COURSE_COMPLETED","data":{"course":{"id":1,"name":"a"},"user":{"id":2,"name":"b","email":"c@example.com"}}}'
    python3 -u Tests/Interop/sink_server.py >"$work/sink" &
    started+=("$!")
    patiently test -s "$work/sink"
    sink=$(head -1 "$work/sink")
    python3 -u Tests/Interop/sink_server.py "$work/sink.pem" "$work/sink.key" >"$work/secure-sink" &
    started+=("$!")
    sleep 1
    secure_sink=$(head -1 "$work/secure-sink")
    export bin work event

    in_image() { # NAME OPTION...: starts the image, makes a check of whether it answers, and of its end
        local name=$1
        shift
        start "$work/run.log" python3 Tests/Interop/in_image.py "$work/image" "$work/image.json" PORT=0 \
            KNOLYX_SECRETS=token-of-knolyx-1 "$@" || { check "$name: it starts" false; return; }
        export port
        check "$name: health" bash -c '
            curl -sf http://127.0.0.1:$port/health/liveness && curl -sf http://127.0.0.1:$port/health/readiness'
        check "$name: a signed delivery" bash -c '
            echo "$event" | KNOLYX_SECRETS=token-of-knolyx-1 "$bin/learnhooks" sign knolyx --curl http://127.0.0.1:$port | sh | grep -E "\"[0-9a-f-]{36}\""'
        check "$name: a forged one" bash -c '
            echo "$event" | KNOLYX_SECRETS=another-token-of-1 "$bin/learnhooks" sign knolyx --curl http://127.0.0.1:$port | sh | grep 401'
        check "$name: nobody, without any capability" bash -c '
            grep -q "^Uid:.65532" /proc/$1/status && ! grep -E "^Cap[A-Za-z]+:.*[1-9a-f]" /proc/$1/status' - "$pid"
        kill -TERM "$pid"
        check "$name: it ends by SIGTERM" patiently has_ended "$pid"
    }

    to_sink() { # NAME HOST OPTION...: the action arrives at a sink of this name
        local count
        count=$(wc -l <"$work/sink")
        in_image "$1" "ACTIONS_TO=http://$2:$sink/" "${@:3}"
        check "$1: the action is with the sink" test "$(wc -l <"$work/sink")" = $((count + 1))
    }

    to_secure_sink() { # NAME HOST OPTION...: the action arrives over TLS, by the authorities in the image
        local count
        count=$(wc -l <"$work/secure-sink")
        in_image "$1" "ACTIONS_TO=https://$2:$secure_sink/" "${@:3}"
        check "$1: the action is with the sink" test "$(wc -l <"$work/secure-sink")" = $((count + 1))
    }

    in_image 'with /proc, as engines mount it' --proc --read-only
    check 'its command is what it serves' grep "\"function.target\":\"$function\"" "$work/run.log"
    in_image 'with nothing but its files' --read-only FUNCTION_TARGET=$function
    check 'without /proc and a target it says what to do' bash -c '
        python3 Tests/Interop/in_image.py "$work/image" "$work/image.json" KNOLYX_SECRETS=token-of-knolyx-1 2>&1 | grep "mount it, or set FUNCTION_TARGET"'
    to_sink 'a sink at localhost, without /etc/hosts' localhost --proc --read-only
    to_secure_sink 'a sink with TLS at localhost' localhost --proc --read-only
    echo '127.0.0.1 localhost sink.example' >"$work/image/etc/hosts"
    to_sink 'a sink at localhost, with /etc/hosts' localhost --proc --read-only
    to_sink 'a sink by a name of /etc/hosts' sink.example --proc --read-only
    python3 -u Tests/Interop/dns_server.py >"$work/dns" 2>&1 &
    started+=("$!")
    # It says that it is ready, or why it is not.
    patiently test -s "$work/dns"
    if grep -q ready "$work/dns"; then
        echo 'nameserver 127.0.0.1' >"$work/image/etc/resolv.conf"
        to_sink 'a sink by a name of the Domain Name System' sink.somewhere.example --proc --read-only
        to_secure_sink 'a sink with TLS by a name of the Domain Name System' sink.somewhere.example --proc --read-only
    else
        skip 'port 53 cannot be had for a name server'
    fi
else
    skip 'buildah and skopeo could not be installed'
fi

finish
