"""Real releases as JSON satisfy docs/json-schema.json, and answers from one do too.

Arguments: the program portreg, the source root.
Needs PORTREG_IANA, the directory of the unpacked releases, and python3-jsonschema; exits with 77
(skipped) without them. A validator takes minutes for all records, so it gets those that differ in
shape, and a sample of the rest; that no record breaks the form is the reader's own test.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

SKIPPED = 77
RELEASES = 4
SAMPLE_STEP = 100
OF_A_SHAPE = 2

try:
    import jsonschema
except ImportError:
    print("skipped: python3-jsonschema is missing")
    sys.exit(SKIPPED)
if "PORTREG_IANA" not in os.environ:
    print("skipped: PORTREG_IANA is not set")
    sys.exit(SKIPPED)

PROGRAM = pathlib.Path(sys.argv[1]).resolve()
SCHEMA = json.loads((pathlib.Path(sys.argv[2]) / "docs/json-schema.json").read_text())
failures = 0


def fail(what):
    global failures
    failures += 1
    print(what)


def validator(definition=None):
    schema = {**SCHEMA, "$ref": f"#/$defs/{definition}"} if definition else SCHEMA
    if definition:
        for name in ("type", "properties", "required", "dependentRequired", "additionalProperties"):
            del schema[name]
    return jsonschema.Draft202012Validator(schema)


def check(value, what, definition=None):
    for error in list(validator(definition).iter_errors(value))[:3]:
        fail(f"{what}: {'/'.join(map(str, error.absolute_path))}: {error.message[:300]}")


def run(*arguments):
    return subprocess.run([PROGRAM, *arguments], stdout=subprocess.PIPE, check=False).stdout


def convert(path):
    return run("convert", "--from", "xml", "--to", "json", path)


def shape(value):
    """What a value consists of, without its texts and numbers."""
    if isinstance(value, dict):
        return tuple((name, value[name] if name == "type" else shape(value[name]))
                     for name in value)
    if isinstance(value, list):
        return tuple(sorted({shape(element) for element in value}, key=repr))
    return type(value).__name__


def thinned(entries):
    """Some of each shape, and a sample."""
    seen = {}
    for i, entry in enumerate(entries):
        key = shape(entry)
        seen[key] = seen.get(key, 0) + 1
        if seen[key] <= OF_A_SHAPE or i % SAMPLE_STEP == 0:
            yield entry


def check_release(path):
    raw = convert(path)
    registry = json.loads(raw)
    if raw.count(b"\n    {") < len(registry["records"]) + len(registry["people"]):
        fail(f"{path}: a record or a person does not stand on a line of its own")
    for name in ("records", "people"):
        registry[name] = list(thinned(registry[name]))
    check(registry, path.name)


def check_answers(path):
    with tempfile.TemporaryDirectory() as directory:
        run("--data", directory, "import", path)
        queries = [(port, "port_query_answer") for port in
                   ("0", "2/tcp", "80", "443/tcp", "853", "1021", "6000/udp", "5683/tcp", "27000",
                    "33333", "49151", "65535", "dccp/1021")]
        queries += [(name, "records_query_answer") for name in
                    ("https", "wot", "http-alt", "boks_servc", "presence", "rdp", "acmaint_dbd",
                     "no-such-name", "6000-6063", "1-100")]
        for query, definition in queries:
            raw = run("--data", directory, "lookup", "--json", query)
            for line in raw.splitlines():
                check(json.loads(line), query, definition)
            if not raw:
                fail(f"{query}: no answer")
        for query in ("htttp", "mail no-such-word", "transport:dccp", "boks_servc", "no-such-name"):
            check(json.loads(run("--data", directory, "search", "--json", query)), query,
                  "search_answer")


def check_rejections():
    """The schema is not one that accepts everything."""
    fine = {"notes": [], "records": [{"description": ""}], "footnotes": [], "people": []}
    check(fine, "the least registry")
    wrong = [
        {"x": 1}, {"description": "", "x": 1}, {"description": 1}, {"description": "\u0001"},
        {"description": "", "first_port_number": 1}, {"description": "", "contact": []},
        {"description": "", "first_port_number": 1, "last_port_number": 65536},
        {"description": "", "transport_protocol": "TCP"}, {"description": "", "service_name": ""},
        {"description": "", "contact": [{"type": "rfc"}]},
        {"description": "", "reference": [{"type": "person"}]},
        {"description": "", "registration_date": "2001-13"},
        {"description": "", "description_content": ["a"]},
        {"description": "", "description_content": [{"break": False}]},
        {"description": "", "description_content": [{"paragraph": [{"paragraph": []}]}]},
        {"description": "", "service_code": 4294967296},
        {"description": "", "assignee": [{"type": "rfc", "locator": "1"}]},
    ]
    for record in wrong:
        if validator().is_valid({**fine, "records": [record]}):
            fail(f"accepted: {record}")


jsonschema.Draft202012Validator.check_schema(SCHEMA)
check_rejections()
releases = sorted(pathlib.Path(os.environ["PORTREG_IANA"], "xml").glob("*.xml"))
if not releases:
    sys.exit(SKIPPED)
for release in releases[::-max(1, len(releases) // RELEASES)]:
    check_release(release)
check_answers(releases[-1])
sys.exit(1 if failures else 0)
