"""Real releases over HTTP: the pages of /api/v1/changes together are what portreg diff finds between
each release and the next, and portreg history for a port number and a service name; the feed keeps
the rules of RFC 4287.

Arguments: the program portreg, the program portregd.
Needs PORTREG_IANA, the directory of the unpacked releases; exits with 77 (skipped) without it.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "server"))
import atom  # pylint: disable=wrong-import-position
from server import Server  # pylint: disable=wrong-import-position

SKIPPED = 77
RELEASES = 6
FEEDS = ("", "?port=443", "?port=0-1023/tcp", "?service=http", "?service=https")
QUERIES = ("443", "5555/tcp", "https", "0-65535")

if "PORTREG_IANA" not in os.environ:
    print("skipped: PORTREG_IANA is not set")
    sys.exit(SKIPPED)
PORTREG, PORTREGD = sys.argv[1:3]
everything = sorted(pathlib.Path(os.environ["PORTREG_IANA"], "xml").glob("*.xml"))
if len(everything) < RELEASES:
    print("skipped: too few releases")
    sys.exit(SKIPPED)
# From all years, and the last two, between which little changed.
step = (len(everything) - 1) // (RELEASES - 2)
sample = everything[:-2:step][:RELEASES - 2] + everything[-2:]
failures = 0


def expect(condition, what):
    global failures
    if not condition:
        failures += 1
        print(what)


def lines_of(*arguments):
    done = subprocess.run([PORTREG, *arguments], stdout=subprocess.PIPE, check=False)
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def comparable(changes):
    """Without what only a data directory knows, and what only files do (that one port number was
    written as a range), in an order that both have."""
    for change in changes:
        for record in (change.get("before", {}), change.get("after", {})):
            record.pop("written_as_range", None)
    return sorted(json.dumps({name: value for name, value in change.items()
                              if name not in ("date", "release", "key")}, sort_keys=True)
                  for change in changes)


def pages(server, path):
    changes = []
    while path:
        status, _, body = server.ask(path)
        expect(status == 200, f"{path}: {status}")
        answer = json.loads(body)
        changes += answer["changes"]
        path = answer.get("next")
    return changes


with tempfile.TemporaryDirectory() as directory:
    for release in sample:
        os.symlink(release.resolve(), os.path.join(directory, release.name))
    with Server(PORTREG, PORTREGD, directory) as server:
        every = pages(server, "/api/v1/changes?since=0")
        keys = [(change["release"], change["key"]) for change in every]
        expect(keys == sorted(set(keys)), "the changes of all pages are not each once, in order")
        with open(sample[0], "rb") as file:
            records = file.read().count(b"<record")
        expect(sum(change["release"] == 1 for change in every) == records, "the first release has another number")
        for i, (before, after) in enumerate(zip(sample, sample[1:]), 2):
            found = [change for change in every if change["release"] == i]
            expected = [line for line in lines_of("diff", "--json", before, after) if "change" in line]
            expect(comparable(found) == comparable(expected),
                   f"{before.name} to {after.name}: {len(found)} changes, diff has {len(expected)}")
            expect(pages(server, f"/api/v1/changes?release={i}") == found, f"of release {i}")
        for query in QUERIES:
            name = "port" if query[0].isdigit() else "service"
            expect(pages(server, f"/api/v1/changes?since=0&{name}={query}")
                   == lines_of("history", "--json", "--data", server.data, query), f"history of {query}")
        for feed in FEEDS:
            found = atom.check_feed(server.ask("/changes.atom" + feed)[2])
            expect(found["entries"], f"nothing in the feed {feed}")
        print(f"{len(every)} changes in {len(sample)} releases, {failures} failures")
sys.exit(failures != 0)
