"""A file with several mistakes: check reports each, in the order of the file; all else refuses it
and changes nothing.

usage: refusals.py PORTREG SOURCE_ROOT
"""

import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile

PORTREG, ROOT = sys.argv[1:3]
SMALL = pathlib.Path(ROOT, "tests/fixtures/small.xml")
# What is replaced, once, by what, and the place of the mistake in each format: line and column.
MISTAKES = {
    "xml": [("<number>9<", "<number>65536<", "65536"), ("<protocol>udp", "<protocol>quic", "quic"),
            ("<sc>1145656131", "<sc>4294967296", "4294967296")],
    "csv": [("discard,9,udp", "discard,9,quic", "quic"), ("discard,9,tcp", "discard,9-4,tcp", "9-4"),
            (",2022-02-07,", ",2022-02-30,", "2022-02-30")],
    "json": [('"last_port_number":9,', '"last_port_number":65536,', "65536"),
             ('"transport_protocol":"udp"', '"transport_protocol":"quic"', '"quic"'),
             ('"service_code":1145656131', '"service_code":4294967296', "4294967296")],
    "html": [('<td align="center">9<', '<td align="center">65536<', "65536"),
             ('<td align="center">udp<', '<td align="center">quic<', "quic"),
             ("<td>2022-02-07<", "<td>2022-02-30<", "2022-02-30")],
}
failures = []


def check(holds, what):
    if not holds:
        failures.append(what)


def run(*arguments, data, **more):
    environment = {**os.environ, "PORTREG_DATA": str(data)}
    return subprocess.run([PORTREG, *map(str, arguments)], capture_output=True, env=environment, **more)


def place_of(text, word):
    """Line and column, in bytes from 1, of WORD, which is there once."""
    before = text.encode().split(word.encode())[0]
    return before.count(b"\n") + 1, len(before) - before.rfind(b"\n")


def fingerprint(directory):
    files = sorted(p for p in directory.rglob("*") if p.is_file())
    return [(str(p), p.stat().st_mtime_ns, hashlib.sha256(p.read_bytes()).digest()) for p in files]


def check_format(name, data, work):
    text = run("convert", "--to", name, SMALL, data=data).stdout.decode()
    for sound, wrong, _ in MISTAKES[name]:
        check(sound in text, f"{name}: the fixture has no {sound}")
        text = text.replace(sound, wrong, 1)
    path = work / f"wrong.{name}"
    path.write_bytes(text.encode())
    expected = sorted(place_of(text, word) for _, _, word in MISTAKES[name])

    checked = run("check", "--json", path, data=data)
    findings = [json.loads(line) for line in checked.stdout.splitlines()]
    places = [(f["line"], f["column"]) for f in findings]
    refused = [(f["line"], f["column"]) for f in findings if f["severity"] == "refused"]
    check(checked.returncode == 2, f"{name}: check returns {checked.returncode}")
    check(refused == expected, f"{name}: expected refusals at {expected}, found {refused}")
    check(places == sorted(places), f"{name}: findings are not in the order of the file")
    check(len(findings) > len(refused), f"{name}: the rules found nothing")

    before = fingerprint(data)
    line, column = expected[0]
    for arguments in (["convert", "--to", "csv"], ["import", "--date", "2026-02-01"],
                      ["compile", "--output", work / "wrong.portreg"]):
        done = run(*arguments, path, data=data)
        what = f"{name}: {arguments[0]}"
        check(done.returncode == 2 and not done.stdout, f"{what} returns {done.returncode}")
        check(done.stderr.decode().startswith(f"portreg: {path}:{line}:{column}: expected "),
              f"{what} says {done.stderr}")
    check(fingerprint(data) == before, f"{name}: the data directory has changed")
    check(not (work / "wrong.portreg").exists(), f"{name}: there is a snapshot")


def main():
    with tempfile.TemporaryDirectory() as directory:
        data, work = pathlib.Path(directory, "data"), pathlib.Path(directory)
        run("import", SMALL, data=data, check=True)
        for name in MISTAKES:
            check_format(name, data, work)
        for arguments in (["import", "--date"], ["convert", "--to", "csv", "--as-published"]):
            done = run(*arguments, "2014-01", SMALL, data=data)
            check(done.returncode == 2, f"{arguments[-1]} takes a month")
        before = fingerprint(data)
        titles = work / "titles.csv"
        titles.write_bytes(run("convert", "--to", "csv", SMALL, data=data).stdout.split(b"\r\n")[0] + b"\r\n")
        done = run("import", "--date", "2026-02-01", titles, data=data)
        check(done.returncode == 2 and b"with records, found none" in done.stderr,
              f"import takes a release without records: {done.stderr}")
        done = run("import", "--date", "2026-02-01", SMALL, data=data)
        check(done.returncode == 2 and b"a release of 2026-02-01, found one of 2026-01-15" in done.stderr,
              f"import takes a date that is not the release's: {done.stderr}")
        check(fingerprint(data) == before, "the data directory has changed")
        summary = run("check", work / "wrong.csv", data=data).stdout.decode().splitlines()[-1]
        check(": 3 refused, " in summary, f"the summary is {summary}")
    for failure in failures:
        print(failure)
    return 1 if failures else 0


sys.exit(main())
