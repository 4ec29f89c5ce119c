#!/usr/bin/env bash
# What was acknowledged survives kill -9, at random and at each point of the program, and damage to the journal's file.
# The kills at random hit the program as it ships; the points need the build with the trait Faults, which the script makes.
# CRASH_KILLS is how many kills at random (20); with CRASH_STATE, a folder, rounds that it has are not run again. CRASH_SEED is the
# seed (1). Ends with "N passed, N failed, N skipped".
. "$(dirname "$0")/checks.sh"

seed=${CRASH_SEED:-1}
crash() { python3 Tests/Interop/crash.py "$@"; }
storage() { python3 Tests/Interop/storage.py "$@"; }
# Their own figures are printed, and not judged.
told() { "$@" | tee -a "$work/told"; }

for _ in strace python3; do
    command -v "$_" >/dev/null || { apt-get update && apt-get install -y --no-install-recommends strace python3; } >/dev/null 2>&1 || true
done

expected() { # the ids that the generator says are due for 2,000 deliveries are those that the program gives
    python3 Tests/Interop/journeys.py "$seed" 2000 --due >"$work/due"
    python3 Tests/Interop/journeys.py "$seed" 2000 |
        "$bin/learnhooks" invoke --verify --now 1700000000 2>/dev/null |
        python3 -c 'import json, sys
for line in sys.stdin: print((value := json.loads(line))["data"]["kind"], value["id"])' >"$work/made"
    diff "$work/due" "$work/made"
}

no_faults() { # what would ask for one stands in the build that has them alone
    grep -q LEARNHOOKS_FAULT "$faulty" && ! grep -q LEARNHOOKS_FAULT "$bin/learnhooks-function" &&
        ! grep -q LEARNHOOKS_FAULT "$bin/learnhooks"
}

check 'the generator and the program give the same ids' expected
check "killed at random, ${CRASH_KILLS:-20} times" told crash "$bin/learnhooks-function" random "${CRASH_KILLS:-20}" "$seed" \
    ${CRASH_STATE:+--state "$CRASH_STATE"}

for case in full readonly; do
    if mkdir -p "$work/disk" && mount -t tmpfs -o size=1m journal "$work/disk" 2>/dev/null; then
        umount "$work/disk"
        check "the disk: $case" storage "$bin/learnhooks-function" "$case"
    else
        skip "the disk: $case: no file system can be mounted here"
    fi
done
for case in missing text cut other newer two gone; do
    check "the journal's file: $case" storage "$bin/learnhooks-function" "$case"
done

if command -v strace >/dev/null && strace -o /dev/null true 2>/dev/null; then
    check 'each answer leaves after a sync' told storage "$bin/learnhooks-function" syncs
else
    skip 'strace cannot be had'
fi

faulty=.build/traits/debug/learnhooks-function
check 'the program with faults is built' build_traits
for point in verified inserted committed answered-by-half read sent-by-half taken unsettled divided set-aside settling pruning \
    migrating; do
    check "killed at the point $point" told crash "$faulty" point "$point" "$seed"
done
check 'the clock is set back a day' told crash "$faulty" clock 4 "$seed"
check 'an answer before its commit is noticed' told crash "$faulty" control 20 "$seed"
if command -v strace >/dev/null && strace -o /dev/null true 2>/dev/null; then
    check 'an answer before its sync is noticed' told storage "$faulty" control
fi
check 'the program as it ships has no faults' no_faults

sed 's/^/      /' "$work/told"
finish
