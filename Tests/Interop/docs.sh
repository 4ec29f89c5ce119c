#!/usr/bin/env bash
# docc makes the documentation, and a warning is an error: a broken link, a symbol that does not exist. The symbols are
# taken from the modules of the last build. With DOCS_OUTPUT, a folder, the archive is kept there. Ends with
# "N passed, N failed, N skipped".
. "$(dirname "$0")/checks.sh"

toolchain=$(dirname "$(readlink -f "$(command -v swift)")")
if [ ! -x "$toolchain/docc" ]; then
    skip 'the toolchain has no docc'
    finish
    exit
fi

symbols() { # MODULE
    "$toolchain/swift-symbolgraph-extract" -module-name "$1" -I "$bin/Modules" -minimum-access-level public \
        -target "$("$toolchain/swift" -print-target-info | sed -n '/"unversionedTriple"/{s/.*: "\(.*\)",/\1/p;q}')" \
        -skip-synthesized-members -output-dir "$work/symbols"
}

# In the files a link names another file, as GitHub follows it; docc needs the article's name, and pictures beside it.
articles() {
    cp -r Sources/LearnHooks/LearnHooks.docc "$work/LearnHooks.docc"
    cp .github/*.png "$work/LearnHooks.docc"
    sed -i -E 's/\]\(([A-Za-z]+)\.md\)/](doc:\1)/g; s|\]\([./]*/\.github/([a-z-]+\.png)\)|](\1)|g' "$work"/LearnHooks.docc/*.md
}

documentation() {
    "$toolchain/docc" convert "$work/LearnHooks.docc" --additional-symbol-graph-dir "$work/symbols" --warnings-as-errors \
        --fallback-display-name LearnHooks --fallback-bundle-identifier learnhooks --output-dir "${DOCS_OUTPUT:-$work/archive}"
}

every_declaration_has_its_page() {
    python3 - "$work/symbols/LearnHooks.symbols.json" "${DOCS_OUTPUT:-$work/archive}/data/documentation" \
        "$work/symbols/JSON.symbols.json" <<'PYTHON'
import json, pathlib, sys

symbols, pages = json.load(open(sys.argv[1]))["symbols"], pathlib.Path(sys.argv[2])
unsaid = [".".join(symbol["pathComponents"]) for symbol in json.load(open(sys.argv[3]))["symbols"] if not symbol.get("docComment")]
assert not unsaid, f"JSON: expected a doc comment on {unsaid}"
titles = {reference["title"] for page in pages.rglob("*.json") for reference in json.load(page.open()).get("references", {}).values()
          if "title" in reference}
missing = [".".join(symbol["pathComponents"]) for symbol in symbols
           if symbol["names"]["title"] not in titles or not symbol.get("docComment")]
assert len(symbols) > 100 and not missing, missing
uncurated = [section["title"] for section in json.load((pages / "learnhooks.json").open())["topicSections"]
             if section["title"] in ("Articles", "Structures", "Protocols", "Enumerations")]
assert not uncurated, f"LearnHooks.md names not all of: {uncurated}"
PYTHON
}

mkdir "$work/symbols"
check 'the symbols of JSON' symbols JSON
check 'the symbols of LearnHooks' symbols LearnHooks
articles
check 'the documentation, without a warning' documentation
check 'every public declaration has a doc comment and a page; the landing page names all' every_declaration_has_its_page
finish
