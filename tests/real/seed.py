"""The rows of the seed document: each is found by number and by name, with every column as printed,
and the document itself reads as those rows.

usage: seed.py PORTREG
PORTREG_IANA: the unpacked releases; PORTREG_SEED: the seed document.
Exit status 77 (skipped) when one of them is not set."""

import json
import os
import re
import subprocess
import sys
import tempfile

SKIPPED = 77
RELEASE = "20241119"
ROW_COUNT = 101
COLUMNS = ("service name", "port number", "transport protocol", "description", "assignee",
           "contact", "registration date", "modification date", "reference", "service code",
           "unauthorized use", "assignment notes")
FIXTURE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "fixtures", "seed.txt")


def read_fixture():
    with open(FIXTURE, encoding="utf-8") as file:
        lines = [line.rstrip("\n") for line in file if not line.startswith("#")]
    rows = [tuple(line.split("\t")) for line in lines]
    assert len(rows) == ROW_COUNT and all(len(row) == len(COLUMNS) for row in rows)
    return rows


def fold(text):
    return re.sub(r"\s+", " ", text).strip()


def print_references(references):
    def label(reference):
        if reference["type"] == "rfc":
            return reference["data"].upper()
        return reference.get("label") or reference["data"]
    return "".join(f"[{label(reference)}]" for reference in references)


def print_ports(record):
    first, last = record.get("first_port_number"), record.get("last_port_number")
    if first is None:
        return ""
    return str(first) if first == last else f"{first}-{last}"


def print_record(record):
    """The twelve columns of a record as the seed document prints them."""
    contact = record.get("contact", [])
    return (record.get("service_name", ""), print_ports(record),
            record.get("transport_protocol", ""), fold(record.get("description", "")),
            print_references(record.get("assignee", contact)), print_references(contact),
            record.get("registration_date", ""), record.get("modification_date", ""),
            print_references(record.get("reference", [])), str(record.get("service_code", "")),
            fold(record.get("unauthorized_use", "")), fold(record.get("assignment_notes", "")))


def run(command):
    """What COMMAND prints; 1 is the exit status for what is unassigned."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode not in (0, 1):
        sys.exit(f"{command}: {done.stderr.decode()}")
    return done.stdout.decode()


def read_answers(text):
    decoder, answers, place = json.JSONDecoder(), [], 0
    while place < len(text):
        answer, place = decoder.raw_decode(text, place)
        answers.append(answer)
        place += len(text[place:]) - len(text[place:].lstrip())
    return answers


def records_of(answer):
    records = list(answer.get("records", []))
    for one in answer.get("answers", []):
        records += one.get("records", [])
    return [print_record(record) for record in records]


def check_lookups(portreg, snapshot, rows, query_of):
    asked = [row for row in rows if query_of(row)]
    queries = [query_of(row) for row in asked]
    text = run([portreg, "lookup", "--snapshot", snapshot, "--json", *queries])
    answers = read_answers(text)
    if len(answers) != len(queries):
        return [f"{len(queries)} queries got {len(answers)} answers"]
    return [f"{query}: expected {row}, found {records_of(answer)}"
            for row, query, answer in zip(asked, queries, answers)
            if row not in records_of(answer)]


def by_number(row):
    return f"{row[1]}/{row[2]}" if row[2] else row[1]


def by_name(row):
    return row[0]


def check_document(portreg, seed, rows):
    registry = json.loads(run([portreg, "convert", "--from", "pipe", "--to", "json", seed]))
    found = [print_record(record) for record in registry["records"]]
    failures = [f"the document: expected {row}, found {record}"
                for row, record in zip(rows, found) if row != record]
    if len(found) != len(rows):
        failures.append(f"the document: expected {len(rows)} rows, found {len(found)}")
    if registry["updated"] != "2024-11-19":
        failures.append(f"the document: found date {registry['updated']}")
    return failures


def main():
    if len(sys.argv) < 2:
        sys.exit("usage: seed.py PORTREG")
    portreg = sys.argv[1]
    iana, seed = os.environ.get("PORTREG_IANA"), os.environ.get("PORTREG_SEED")
    if not iana or not seed:
        print("skipped: PORTREG_IANA and PORTREG_SEED are not both set")
        sys.exit(SKIPPED)
    rows = read_fixture()
    with tempfile.TemporaryDirectory() as directory:
        snapshot = os.path.join(directory, "seed.portreg")
        run([portreg, "compile", "--output", snapshot,
             os.path.join(iana, "xml", RELEASE + ".xml")])
        failures = check_lookups(portreg, snapshot, rows, by_number)
        failures += check_lookups(portreg, snapshot, rows, by_name)
    failures += check_document(portreg, seed, rows)
    for failure in failures:
        print(failure)
    print(f"{len(rows)} rows, {len(failures)} failures")
    sys.exit(1 if failures else 0)


main()
