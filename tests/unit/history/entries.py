"""Makes entries of the log by docs/log-entries.md alone, and compares them with the program's.

Argument 1 is the program entry_samples, argument 2 the source root. The records are the rows of
tests/fixtures/seed.txt, and some that are made up to have every kind of text in them.
"""
import csv
import hashlib
import json
import pathlib
import re
import subprocess
import sys
import tempfile

COLUMNS = ["Service Name", "Port Number", "Transport Protocol", "Description", "Assignee",
           "Contact", "Registration Date", "Modification Date", "Reference", "Service Code",
           "Unauthorized Use Reported", "Assignment Notes"]
PERSON, RFC, DRAFT, URI, TEXT, NOTE = "B", "C", "E", "F", "G", "H"
RECORD_LIMIT = 65000

MADE_UP = [
    # a control character is none, but quotes, backslashes, tabs and line feeds are
    {"Service Name": "quoted", "Port Number": "7-9", "Transport Protocol": "udp",
     "Description": 'say "a\\b"\tand\nc', "Reference": "[RFC 1][draft-example-a][https://example.org]"
     "[3][RFC4960, Section 3]", "Service Code": "1717858426", "Registration Date": "2001-02"},
    {"Description": "Größe € \U0001f600 \x7f", "Unauthorized Use Reported": "yes"},
    # what names a person, or has an address
    {"Description": "write to someone@example.org", "Assignee": "[Example_Corp]",
     "Contact": "[Example_Person][Example_Other]"},
    {"Description": "MAILTO:someone", "Assignment Notes": "at a%40b"},
    {"Assignment Notes": "previously x by [Example_Person]", "Description": "[Control] [a b_c]"},
    {"Unauthorized Use Reported": "by [[x_y]", "Service Name": "at@home"},
    {"Description": "X <x&Example_.org> at R&D.", "Assignment Notes": "<y at Example_.org>",
     "Unauthorized Use Reported": "<<z & example.org> <z&x at example.org> <&a&b.c> <a at b>"},
    # what does not fit
    {"Description": "d" * 40000, "Assignment Notes": "n" * 30000},
    {"Description": "é" * 40000, "Assignment Notes": '"' * 40000, "Reference": "[" + "r" * 70000 + "]"},
    {"Description": "same" * 10000, "Assignment Notes": "same" * 10000},
]


def sha256(data):
    return hashlib.sha256(data.encode() if isinstance(data, str) else data)


def reference(kind, data, label=""):
    return "\x04" + kind + data + ("\x06" + label if label else "") + "\x07"


def labels(cell):
    """The labels of "[a][b [c]]"."""
    found, depth, start = [], 0, 0
    for i, character in enumerate(cell):
        depth += {"[": 1, "]": -1}.get(character, 0)
        if depth == 1 and character == "[":
            start = i + 1
        if depth == 0 and character == "]":
            found.append(cell[start:i])
    return found


def people(cell):
    return "".join(reference(PERSON, handle) for handle in labels(cell))


def documents(cell):
    """The references of a cell of CSV as marked text."""
    marked = ""
    for label in labels(cell):
        name = label.split(", ")[0]
        if re.fullmatch(r"RFC\d+", name):
            marked += reference(RFC, name.lower(), label if label != name else "")
        elif name.startswith("draft-"):
            marked += reference(DRAFT, name, label if label != name else "")
        elif label.isdigit():
            marked += reference(NOTE, label)
        elif label.startswith("https://"):
            marked += reference(URI, label)
        else:
            marked += reference(TEXT, "", label)
    return marked


def texts_of(row):
    """The columns of ROW under their names in an entry, as marked text."""
    texts = {title.lower().replace(" ", "-"): row.get(title, "") for title in COLUMNS}
    texts["assignee"] = people(texts["assignee"])
    texts["contact"] = people(texts["contact"])
    texts["reference"] = documents(texts["reference"])
    return texts


def is_hidden(name, text):
    return bool(text) and (name in ("assignee", "contact") or "\x04" + PERSON in text
                           or re.search(r"@|%40|mailto:", text, re.IGNORECASE) is not None
                           or re.search(r"<[^<>\s]+(&| at )[^<>\s]*\.[^<>\s]*>", text) is not None
                           or re.search(r"\[[^][\s]*_[^][\s]*\]", text) is not None)


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def record(row):
    texts = texts_of(row)
    shown = dict(texts)
    for name, text in texts.items():
        if is_hidden(name, text):
            salt = sha256("salt" + text).digest()
            shown[name] = {"commitment": sha256(salt + text.encode()).hexdigest()}
    while len(canonical(shown)) > RECORD_LIMIT:
        name = max(sorted(name for name in shown if isinstance(shown[name], str)),
                   key=lambda name: len(texts[name].encode()))
        shown[name] = {"sha256": sha256(texts[name]).hexdigest()}
    return shown


def kind_of(row):
    """What it means that ROW is new."""
    if row.get("Service Name"):
        is_alias = row.get("Assignment Notes", "").startswith("This entry is an alias to ")
        return "alias" if is_alias else "assignment"
    if row.get("Description") == "Unassigned":
        return "availability"
    was_assigned = row.get("Assignment Notes", "").startswith("De-Assigned on ")
    return "de-assignment" if was_assigned else "reservation"


def entries(rows):
    for key, row in enumerate(rows, 1):
        yield {"after": record(row), "change": kind_of(row), "key": key, "operation": "added",
               "release": 7, "version": 1}
    before = sha256(canonical(record(rows[0]))).hexdigest()
    yield {"after": record(rows[1]), "before": before, "change": "modification", "key": 1,
           "operation": "modified", "release": 7, "version": 1}
    yield {"before": before, "change": "de-assignment", "key": 1, "operation": "removed",
           "release": 7, "version": 1}
    release = {"date": "2024-11-19", "record-count": 101, "release": 7, "source": "import",
               "received": {"format": "csv", "sha256": "02" + "00" * 31}, "version": 1}
    yield {**release, "files": {"a.csv": "01" + "00" * 31, "b.xml": "00" * 32}}
    yield release


def seed_rows(root):
    lines = (root / "tests/fixtures/seed.txt").read_text(encoding="utf-8").splitlines()
    return [dict(zip(COLUMNS, line.split("\t"))) for line in lines if not line.startswith("#")]


def run(program, rows):
    with tempfile.NamedTemporaryFile("w", suffix=".csv", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
        file.flush()
        return subprocess.run([program, file.name], stdout=subprocess.PIPE, check=True).stdout


def main():
    rows = seed_rows(pathlib.Path(sys.argv[2])) + MADE_UP
    found = run(sys.argv[1], rows).split(b"\n")[:-1]
    expected = [canonical(entry) for entry in entries(rows)]
    wrong = [i for i, pair in enumerate(zip(expected, found)) if pair[0] != pair[1]]
    for i in wrong:
        print(f"entry {i}: expected {expected[i][:900]!r}\n           found {found[i][:900]!r}")
    if wrong or len(found) != len(expected) or len(found) < 100:
        sys.exit(f"{len(wrong)} entries differ; expected {len(expected)}, found {len(found)}")
    too_long = [i for i, entry in enumerate(found) if len(entry) > 65535]
    leaks = [i for i, entry in enumerate(found) if b"@" in entry or b"Example_" in entry]
    if too_long or leaks:
        sys.exit(f"entries {too_long} are too long, entries {leaks} name somebody")


main()
