#!/usr/bin/env bash
# A person at the inspector's page: Debian's chromium, driven by PyPI's selenium, clicks through it, and PyPI's axe-core
# looks for what a screen reader stumbles over. INSPECTOR_SCREENSHOTS names a folder for pictures. Ends with
# "N passed, N failed, N skipped".
. "$(dirname "$0")/checks.sh"

if ! command -v chromedriver >/dev/null; then
    { apt-get update && apt-get install -y --no-install-recommends chromium chromium-driver fonts-dejavu-core; } \
        >/dev/null 2>&1 || true
fi
if command -v chromedriver >/dev/null && install_python selenium axe-playwright-python; then
    mkdir -p "$work/shots"
    LEARNHOOKS_BIN=$bin SHOTS=${INSPECTOR_SCREENSHOTS:-$work/shots} python3 Tests/Interop/inspector.py 2>&1 \
        | tee "$work/inspector.out" || true
    passed=$(grep -c '^ok ' "$work/inspector.out" || true)
    failed=$(grep -c '^FAIL' "$work/inspector.out" || true)
    grep -q '^done$' "$work/inspector.out" || failed=$((failed + 1))
else
    skip 'chromium, or selenium and axe-core, could not be installed'
fi

finish
