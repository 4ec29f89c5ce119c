#!/usr/bin/env bash
# PyPI's jsonschema finds every action good by the schema, and each that lacks a required member, or has one of another type,
# bad. Ends with "N passed, N failed, N skipped"; without the network there is nothing to check with, which is skipped.
. "$(dirname "$0")/checks.sh"

if install_python jsonschema; then
    "$bin/learnhooks" schema >"$work/schema.json"
    { "$bin/learnhooks" invoke events; echo '{"id":"1","type":"NEW","data":{}}' | "$bin/learnhooks" invoke knolyx; } \
        >"$work/actions" 2>/dev/null
    check 'the schema is one, and all actions and examples are good by it' \
        python3 Tests/Interop/schema_check.py "$work/schema.json" "$work/actions"
else
    skip 'jsonschema could not be installed'
fi

finish
