#!/usr/bin/env bash
# Removes a platform from a copy of the project, builds without it, begins it again with `learnhooks new`, builds again, and checks
# that swift test names each missing file and line; then it puts the platform back, and nothing else is touched.
# Ends with "N passed, N failed, N skipped".
#
# The copy is mounted at the project's path, so that its build stays valid: it is an overlay, and only changes take space.
. "$(dirname "${BASH_SOURCE[0]}")/checks.sh"

project=$PWD
if [ -z "${IS_COPY:-}" ]; then
    overlay="mount -t overlay overlay -o lowerdir=$project,upperdir=$work/upper,workdir=$work/work $project"
    mkdir "$work/upper" "$work/work" "$work/copy"
    if unshare -m sh -c "$overlay" 2>/dev/null; then
        mount=$overlay
    elif unshare -m mount --bind "$work/copy" "$project" 2>/dev/null; then
        cp -a "$project/." "$work/copy"
        mount="mount --bind $work/copy $project"
    else
        skip 'no namespaces: a copy cannot stand where the project is'
        finish
        exit
    fi
    status=0
    IS_COPY=yes unshare -m sh -c "$mount && cd '$project' && Tests/Interop/new_platform.sh" || status=$?
    exit "$status"
fi

name=thinkific title=Thinkific
saved=$work/saved
hashes() { find Package.swift README.md Sources functions runner Tests events -type f -print0 | sort -z | xargs -0 sha256sum; }
contains() { grep -qF -- "$2" "$1" || { echo "expected $2"; return 1; }; } # FILE TEXT
is_gone() { ! grep -riq "$name" Package.swift functions/Catalog/Catalog.swift; }

hashes >"$work/before"
mkdir "$saved"
cp -a "functions/$title" "events/$name" "events/deliveries/$name.json" "$saved"
rm -r "functions/$title" "events/$name" "events/deliveries/$name.json"
sed -i "/\"$title\"/d" Package.swift
sed -i "/import $title/d; /\.$name,/d" functions/Catalog/Catalog.swift
check 'nothing of it is left' is_gone
check 'without it the package builds' swift build --product learnhooks

learnhooks=.build/debug/learnhooks
check 'it is begun anew' "$learnhooks" new platform "$title"
for sample in "$saved/$name"/*.json; do
    event=$(basename "$sample" .json)
    case $event in *+*) continue ;; esac
    check "and a handler of $event" "$learnhooks" new handler "$name/$event" --from "$sample"
done
check 'the linter has nothing to say' \
    swift format lint --strict --recursive Package.swift "functions/$title" functions/Catalog
check 'what was made compiles' swift build --build-tests

# The tests fail, and say what is wanted.
swift test --skip-build --filter 'ProjectTests|SampleTests' >"$work/tests" 2>&1 && echo 'FAIL  the tests pass' && failed=$((failed + 1))
grep -n 'DECIDE: ' -r "functions/$title" "events/$name" | sed -E 's/:([0-9]+):.*/:\1/' >"$work/wanted"
for sample in "events/$name"/*.json; do
    echo "events/$name/README.md: expected a row | \`$(basename "$sample")\` |"
    echo "${sample%.json}.actions.jsonl: expected the actions"
done >>"$work/wanted"
echo "events/deliveries/$name.json: expected" >>"$work/wanted"
echo "functions/$title/$title.swift: expected a sampleEvent" >>"$work/wanted"
while read -r wanted; do check "swift test wants $wanted" contains "$work/tests" "$wanted"; done <"$work/wanted"

# Its folder and its samples are what a hand writes: all else is as it was.
hashes | grep -vE "  (functions/$title|events/$name|events/deliveries/$name.json)" >"$work/after"
grep -vE "  (functions/$title|events/$name|events/deliveries/$name.json)" "$work/before" >"$work/others"
check 'nothing else was touched' diff "$work/others" "$work/after"
rm -r "functions/$title" "events/$name"
cp -a "$saved/$title" functions/
cp -a "$saved/$name" events/
cp -a "$saved/$name.json" events/deliveries/
hashes >"$work/after"
check 'put back, it is what it was' diff "$work/before" "$work/after"

finish
