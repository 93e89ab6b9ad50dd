#!/usr/bin/env bash
# Looks for clones in the main sources of all modules by PMD's CPD, and fails on a pair of more than 12 lines that docs/clones.md
# does not explain, and on a row there that explains nothing any more. The report is target/cpd.xml. Half a minute.
set -euo pipefail
cd "$(dirname "$0")/.."
sh ci/maven.sh -q -Pcpd pmd:aggregate-cpd
python3 - <<'PYTHON'
import pathlib
import re
import sys
import xml.etree.ElementTree as xml

LONGEST = 12
explained = {
    frozenset(re.findall(r"`(\w+)`", row.split("|")[1]))
    for row in pathlib.Path("docs/clones.md").read_text().splitlines()
    if row.startswith("| `")
}
found = {}
for pair in xml.parse("target/cpd.xml").getroot():
    if pair.tag.endswith("duplication") and int(pair.get("lines")) > LONGEST:
        files = [part for part in pair if part.tag.endswith("file")]
        names = frozenset(pathlib.Path(part.get("path")).stem for part in files)
        places = [f"{pathlib.Path(part.get('path')).name}:{part.get('line')}" for part in files]
        found[names] = f"{pair.get('lines')} lines: {', '.join(places)}"
new = [text for names, text in found.items() if names not in explained]
gone = [", ".join(sorted(names)) for names in explained if names not in found]
for text in new:
    print("ci/clones.sh: not explained in docs/clones.md: " + text, file=sys.stderr)
for text in gone:
    print("ci/clones.sh: explained in docs/clones.md, but not there any more: " + text, file=sys.stderr)
print(f"{len(found)} pairs of more than {LONGEST} lines, {len(explained)} explained")
sys.exit(1 if new or gone else 0)
PYTHON
