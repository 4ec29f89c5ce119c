#!/usr/bin/env bash
# Lets libFuzzer look for bytes that the reader of JSON cannot bear, beginning with the sample events. It ends with the first
# that it finds, or after so many seconds; what it has learned is kept in .build/fuzzing and used by the next run.
#
# Usage: Tests/Fuzzing/fuzz.sh [SECONDS]
set -euo pipefail
cd "$(dirname "$0")/../.."

folder=.build/fuzzing
mkdir -p "$folder/corpus"
swiftc -O -parse-as-library -swift-version 6 -module-name ReaderFuzzer -sanitize=fuzzer,address \
    -enable-upcoming-feature ExistentialAny -o "$folder/fuzz" Sources/JSON/*.swift Tests/Fuzzing/ReaderFuzzer.swift
for event in events/*/*.json; do cp "$event" "$folder/corpus/$(basename "$(dirname "$event")")-$(basename "$event")"; done
# The sanitizer reports by itself what the runtime's own backtraces would be in the way of.
SWIFT_BACKTRACE=enable=no "$folder/fuzz" -max_total_time="${1:-600}" -max_len=4096 -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 \
    -artifact_prefix="$folder/" "$folder/corpus"
