#!/usr/bin/env bash
# For a while destinations fail in every way. At the end, everything is delivered, or is an exception.
# SOAK_SECONDS is how long (60), SOAK_SEED the seed (1). Ends with "N passed, N failed, N skipped".
. "$(dirname "$0")/checks.sh"

check "${SOAK_SECONDS:-60} s with destinations that fail" \
    bash -c 'python3 Tests/Interop/soak.py "$@" | tee "$0"' "$work/told" "$bin/learnhooks-function" "${SOAK_SECONDS:-60}" "${SOAK_SEED:-1}"
sed 's/^/      /' "$work/told"
finish
