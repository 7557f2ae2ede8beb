"""Compares CSV and plain text made from real releases with the files as published, byte for byte.

Argument 1 is the program portreg. PORTREG_IANA is the directory of the unpacked releases (xml, csv,
txt); without it the test is skipped (exit status 77). PORTREG_REFERENCE may be the directory of the
reference programs xml2csv.py and xml2txt.py, for releases whose files nobody kept.
"""
import csv
import io
import os
import pathlib
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

SKIPPED = 77
NAMESPACE = "{http://www.iana.org/assignments}"
# Releases from every generation of the publisher's programs, for the slow comparisons.
REFERENCE_SAMPLE = ["20150924", "20190930", "20221220", "20260719"]
CELLS_SAMPLE = ["20130218", "20180221", "20221220", "20260722"]
# A day in the time of each generator of CSV.
GENERATOR_DAYS = ["2018-07-11", "2020-07-14", "2021-05-06", "2026-04-24"]
# A complete registry of 2014 that Debian ships (package ipv6toolkit).
DEBIAN_CSV = pathlib.Path("/usr/share/ipv6toolkit/service-names-port-numbers.csv")

failures = []


def fail(message):
    failures.append(message)
    print(message)


def convert(source, target, path, date=None):
    """The bytes that portreg makes of the file PATH, in the way of DATE."""
    command = [PROGRAM, "convert", "--from", source, "--to", target]
    if date:
        command += ["--as-published", date]
    result = subprocess.run(command + [str(path)], stdout=subprocess.PIPE, check=False)
    if result.returncode != 0:
        fail(f"{path}: expected exit status 0 of {command}, found {result.returncode}")
    return result.stdout


def compare(name, found, expected):
    if found == expected:
        return
    offset = next((i for i, (a, b) in enumerate(zip(found, expected)) if a != b),
                  min(len(found), len(expected)))
    fail(f"{name}: differs at byte {offset}: expected {expected[offset:offset + 60]!r}, "
         f"found {found[offset:offset + 60]!r}")


def hyphenated(day):
    return f"{day[:4]}-{day[4:6]}-{day[6:8]}"


def compare_published(iana):
    """Each published file, with what is made of the XML of the day; CSV also read and written."""
    count = 0
    for path in sorted([*iana.glob("csv/*.csv"), *iana.glob("txt/*.txt")]):
        source = iana / "xml" / f"{path.name[:8]}.xml"
        if not source.exists():
            continue
        made = [convert("xml", path.suffix[1:], source)]
        if path.suffix == ".csv":
            made.append(convert("csv", "csv", path, hyphenated(path.name)))
        if path.name.endswith(".lf.csv"):  # some copies had their carriage returns removed
            made = [bytes_.replace(b"\r\n", b"\n") for bytes_ in made]
        for found in made:
            compare(path.name, found, path.read_bytes())
            count += 1
    if count == 0:
        fail(f"{iana}: expected published files in csv and txt, found none")
    print(f"{count} comparisons with published files")


def compare_reference(iana, reference):
    for day in REFERENCE_SAMPLE:
        source = iana / "xml" / f"{day}.xml"
        for target in ("csv", "txt"):
            expected = subprocess.run(
                [sys.executable, str(reference / f"xml2{target}.py"), str(source)],
                stdout=subprocess.PIPE, check=True).stdout
            compare(f"{day} as {target}, by the reference", convert("xml", target, source),
                    expected)


def label(xref):
    """How the publisher prints a cross-reference."""
    text = "".join(xref.itertext())
    kind, data = xref.get("type"), xref.get("data", "")
    if kind in ("person", "note"):
        return f"[{data}]"
    if text.strip() or kind == "text":
        return f"[{text}]"
    return f"[{data.upper() if kind == 'rfc' else data}]"


def labels(xrefs):
    return "".join(label(xref) for xref in xrefs)


def words(element):
    """The words of a field, whatever stands between them."""
    if element is None:
        return ""
    parts = [element.text or ""]
    for child in element:
        parts.append(label(child) if child.tag == NAMESPACE + "xref" else words(child))
        parts.append(child.tail or "")
    return "".join("".join(parts).split())


def expected_cells(record):
    """What the twelve cells say, without white space."""
    def field(name):
        return record.find(NAMESPACE + name)
    xrefs = record.findall(NAMESPACE + "xref")
    contact = labels(x for x in xrefs if x.get("type") == "person")
    assignee = field("assignee")
    cells = [words(field("name")), words(field("number")), words(field("protocol")),
             words(field("description")),
             contact if assignee is None else labels(assignee.findall(NAMESPACE + "xref")),
             contact, record.get("date", ""), record.get("updated", ""),
             labels(x for x in xrefs if x.get("type") != "person"), words(field("sc")),
             words(field("unauthorized")), words(field("note"))]
    return ["".join(cell.split()) for cell in cells]


def compare_cells(iana):
    """Reads our CSV with Python's reader, and the XML with Python's parser."""
    for day in CELLS_SAMPLE:
        source = iana / "xml" / f"{day}.xml"
        records = ElementTree.parse(source).getroot().findall(NAMESPACE + "record")
        text = convert("xml", "csv", source).decode("utf-8")
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))[1:]
        if len(rows) != len(records):
            fail(f"{day}: expected {len(records)} rows, found {len(rows)}")
        for number, (row, record) in enumerate(zip(rows, records), 2):
            found = ["".join(cell.split()) for cell in row]
            if found != expected_cells(record):
                fail(f"{day}, row {number}: expected {expected_cells(record)}, found {found}")


def compare_generated(iana, directory):
    """CSV in the way of each generator, read and written again."""
    for day in CELLS_SAMPLE:
        for date in GENERATOR_DAYS:
            made = convert("xml", "csv", iana / "xml" / f"{day}.xml", date)
            path = directory / "generated.csv"
            path.write_bytes(made)
            compare(f"{day} as of {date}, read again", convert("csv", "csv", path, date), made)


def main():
    iana = os.environ.get("PORTREG_IANA")
    reference = os.environ.get("PORTREG_REFERENCE")
    if not iana:
        print("PORTREG_IANA is not set")
        return SKIPPED
    iana = pathlib.Path(iana)
    compare_published(iana)
    compare_cells(iana)
    with tempfile.TemporaryDirectory() as directory:
        compare_generated(iana, pathlib.Path(directory))
    if DEBIAN_CSV.exists():
        compare("the registry in Debian", convert("csv", "csv", DEBIAN_CSV, "2014-07-21"),
                DEBIAN_CSV.read_bytes())
    if reference:
        compare_reference(iana, pathlib.Path(reference))
    return 1 if failures else 0


if __name__ == "__main__":
    PROGRAM = sys.argv[1]
    sys.exit(main())
