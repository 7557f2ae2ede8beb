"""Checks counts that docs/rules.md gives, on real releases.

Argument 1 is the portreg program. PORTREG_IANA names the directory with xml/; without it: skipped.
"""
import collections
import json
import os
import pathlib
import subprocess
import sys

NEWEST = "20260722"
# Counts in releases that have something of their own; those of the newest come from the document.
COUNTS = {
    "20130218": {"name-syntax": 4, "legacy-name": 186, "overlap": 8, "unassigned-overlap": 31,
                 "duplicate-row": 1, "gap": 1, "order": 4, "person-missing": 8, "date-order": 1,
                 "other-transport": 17, "alias-target": 0, "assignee-missing": 0},
    "20160511": {"alias-target": 2, "duplicate-row": 2, "overlap": 6, "unassigned-overlap": 24,
                 "gap": 2, "order": 3, "date-after-release": 0},
}
COLUMNS = {"severity", "rule", "section", "file", "line", "column", "message"}


def count_of_document(document):
    """The counts of the newest release as the document has them."""
    table = document.read_text(encoding="utf-8").split("## What the real registry breaks\n")[1]
    rows = (line.split("|") for line in table.splitlines() if line.startswith("| `"))
    return {row[1].strip(" `"): int(row[2]) for row in rows}


def count(portreg, path):
    """The findings of PATH by rule."""
    run = subprocess.run([portreg, "check", "--json", str(path)], capture_output=True, text=True,
                         check=False)
    assert run.returncode == 1 and not run.stderr, (path, run.returncode, run.stderr)
    counts = collections.Counter()
    lines = path.read_text(encoding="utf-8").split("\n")
    for line in run.stdout.splitlines():
        finding = json.loads(line)
        assert set(finding) == COLUMNS, finding
        assert finding["file"] == str(path) and ": expected " in finding["message"], finding
        if finding["line"]:
            place = lines[finding["line"] - 1].encode()[finding["column"] - 1:]
            assert place.startswith((b"<record", b"<person")), finding
        counts[finding["rule"]] += 1
    return counts


def main(portreg):
    directory = os.environ.get("PORTREG_IANA")
    if not directory:
        return 77
    document = pathlib.Path(__file__).resolve().parents[2] / "docs/rules.md"
    releases = {**COUNTS, NEWEST: count_of_document(document)}
    wrong = 0
    for release, expected in releases.items():
        found = count(portreg, pathlib.Path(directory, "xml", release + ".xml"))
        for rule, number in expected.items():
            if found[rule] != number:
                print(f"{release}: expected {number} findings of {rule}, found {found[rule]}")
                wrong = 1
        if release == NEWEST and set(found) - set(expected):
            print(f"{release}: findings of {set(found) - set(expected)} are not in the document")
            wrong = 1
    return wrong


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
