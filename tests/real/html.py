"""HTML against what the project did not write: the reference program and a page that was really
served; and the law of the reader: what was written is read, and is written again as the same bytes,
and means what the XML meant less what a page does not carry.

usage: html.py PORTREG
PORTREG_IANA: the unpacked releases; PORTREG_REFERENCE: the directory of the reference programs;
PORTREG_LONG: when set, more of both.
Exit status 77 (skipped) when one of them is not set."""

import json
import os
import subprocess
import sys
import tempfile

SKIPPED = 77

LONG = "PORTREG_LONG" in os.environ

# Releases in the two ways of writing that the reference program knows.
ERA_2015 = ["20150504"] + LONG * ["20130218", "20150109", "20160320", "20170519"]
ERA_2026 = ["20260722"] + LONG * ["20260719"]
PAGES = (("20150504", "2015", "ASCII", [1, 7, 137] + LONG * [5, 6, 60, 131, 132, 136]),
         ("20260722", "2026", "UTF-8", [6, 146] + LONG * [1, 5, 90, 140, 141, 142]))
# One of each way of writing between and including them.
ROUND_TRIPS = ["20130218", "20150504", "20180221", "20191231", "20210506", "20220718", "20241119",
               "20250922", "20251029", "20260722"]


class Suite:
    def __init__(self, portreg, iana, reference):
        self.portreg = portreg
        self.iana = iana
        self.reference = os.path.join(reference, "xml2xhtml.py")
        self.checks = 0
        self.failures = []

    def convert(self, file, source, target, *options):
        command = [self.portreg, "convert", "--from", source, "--to", target, *options, file]
        return subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout

    def refer(self, file, *arguments):
        command = [sys.executable, "-B", self.reference, file, *arguments]
        return subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout

    def same(self, what, found, expected):
        self.checks += 1
        if found == expected:
            return
        lines = zip(found.splitlines(), expected.splitlines())
        place = next((n for n, (a, b) in enumerate(lines, 1) if a != b), "after the last")
        self.failures.append(f"{what}: {len(found)} bytes, expected {len(expected)}; line {place}")

    def xml(self, name):
        path = os.path.join(self.iana, "xml", name + ".xml")
        return path if os.path.exists(path) else None

    def releases(self, names):
        return [(name, self.xml(name)) for name in names if self.xml(name)]


def check_reference(suite):
    for names, era, encoding in ((ERA_2015, "2015", "ASCII"), (ERA_2026, "2026", "UTF-8")):
        for name, path in suite.releases(names):
            suite.same(f"{name} whole", suite.convert(path, "xml", "html"),
                       suite.refer(path, era, "0", encoding))
    for name, era, encoding, pages in PAGES:
        for page in pages:
            path = suite.xml(name)
            suite.same(f"{name} page {page}",
                       suite.convert(path, "xml", "html", "--page", str(page)),
                       suite.refer(path, era, str(page), encoding))


def check_as_published(suite):
    for name, path in suite.releases(["20220718"] + LONG * ["20150504", "20250922"]):
        suite.same(f"{name} as in 2026",
                   suite.convert(path, "xml", "html", "--as-published", "2026-07-22"),
                   suite.refer(path, "2026", "0", "UTF-8"))


def check_served_page(suite):
    path = os.path.join(suite.iana, "xhtml", "20150316.page1.xhtml")
    if not os.path.exists(path):
        return
    with open(path, "rb") as file:
        served = file.read()
    page = suite.convert(suite.xml("20150504"), "xml", "html", "--page", "1")
    suite.same("the served page", page.replace(b"2015-05-04", b"2015-03-16", 1), served)
    again = suite.convert(path, "html", "html", "--page", "1")
    bars = [line for line in served.splitlines() if b'class="pagination"' in line]
    suite.same("the served page, read", again,
               b"".join(line + b"\n" for line in served.splitlines() if line not in bars))


# --- the model, as JSON ---

def label_of(reference, locators):
    """The text that a reference without a label of its own has on the page."""
    data = reference.get("data", "")
    if reference["type"] == "rfc":
        data = data.upper()
    if locators and "locator_kind" in reference:
        data += f", {reference['locator_kind'].capitalize()} {reference['locator']}"
    return data


def reduce_reference(reference, locators):
    reduced = dict(reference)
    if not locators:
        reduced.pop("locator_kind", None)
        reduced.pop("locator", None)
    if reduced.get("label") == label_of(reference, locators):
        del reduced["label"]
    return reduced


def reduce_content(content, locators):
    """Texts that touch are one, a reference without link is text, and beside a paragraph blanks
    are lost."""
    pieces = []
    for piece in content:
        if isinstance(piece, dict) and "reference" in piece:
            reference = piece["reference"]
            if reference["type"] == "text":
                piece = f"[{reference.get('label', '')}]"
            else:
                piece = {"reference": reduce_reference(reference, locators)}
        elif isinstance(piece, dict) and "paragraph" in piece:
            piece = {"paragraph": reduce_content(piece["paragraph"], locators)}
        if pieces and isinstance(piece, str) and isinstance(pieces[-1], str):
            pieces[-1] += piece
        else:
            pieces.append(piece)
    if any(isinstance(piece, dict) and "paragraph" in piece for piece in pieces):
        pieces = [piece for piece in pieces if not isinstance(piece, str) or piece.strip()]
    return pieces


def reduce_object(value, locators):
    """What an HTML page carries of an object of the JSON schema."""
    reduced = {}
    for name, member in value.items():
        if name in ("category", "statements", "alias_of"):
            continue
        if name + "_content" in value:
            continue
        if name.endswith("_content"):
            member = reduce_content(member, locators)
            name = name[:-len("_content")]
        elif name in ("description", "assignment_notes", "text", "experts"):
            member = [member]
        elif name in ("assignee", "contact", "reference", "references"):
            member = [reduce_reference(reference, locators) for reference in member]
        elif isinstance(member, list) and member and isinstance(member[0], dict):
            member = [reduce_object(entry, locators) for entry in member]
        reduced[name] = member
    if reduced.get("assignee") == reduced.get("contact", []):
        del reduced["assignee"]
    return reduced


def check_meaning(suite, name, of_xml, of_html):
    suite.checks += 1
    locators = of_xml["updated"] >= "2025-11-06"
    expected = reduce_object(of_xml, locators)
    found = reduce_object(of_html, locators)
    for part in sorted(set(expected) | set(found)):
        a, b = expected.get(part), found.get(part)
        if a == b:
            continue
        if isinstance(a, list) and isinstance(b, list):
            pairs = [(x, y) for x, y in zip(a, b) if x != y]
            a, b = pairs[0] if pairs else (len(a), len(b))
        suite.failures.append(f"{name}: {part} was {a}, is {b}")


def check_round_trips(suite):
    with tempfile.TemporaryDirectory() as directory:
        for name, path in suite.releases(ROUND_TRIPS):
            page = os.path.join(directory, name + ".xhtml")
            with open(page, "wb") as file:
                file.write(suite.convert(path, "xml", "html"))
            with open(page, "rb") as file:
                suite.same(f"{name} read and written again", suite.convert(page, "html", "html"),
                           file.read())
            check_meaning(suite, name, json.loads(suite.convert(path, "xml", "json")),
                          json.loads(suite.convert(page, "html", "json")))


def main():
    if len(sys.argv) < 2:
        sys.exit("usage: html.py PORTREG")
    iana, reference = os.environ.get("PORTREG_IANA"), os.environ.get("PORTREG_REFERENCE")
    if not iana or not reference:
        print("skipped: PORTREG_IANA and PORTREG_REFERENCE are not both set")
        sys.exit(SKIPPED)
    suite = Suite(sys.argv[1], iana, reference)
    check_reference(suite)
    check_as_published(suite)
    check_served_page(suite)
    check_round_trips(suite)
    for failure in suite.failures:
        print(failure)
    print(f"{suite.checks} checks, {len(suite.failures)} failures")
    sys.exit(1 if suite.failures or suite.checks < 15 else 0)


main()
