"""Changes between real releases: who is whom, and what it means, judged by eye once.

Argument 1 is the program portreg. PORTREG_IANA is the directory of the unpacked releases (xml, csv);
without it the test is skipped (exit status 77). docs/history.md tells of these cases.
"""
import json
import os
import pathlib
import subprocess
import sys

SKIPPED = 77

# Earlier and later release; then the changes that touch the port number or service name: the kind,
# and the record before and after as "name port/transport", or None. "Unassigned" and "Reserved" are
# shown for records without a name.
CASES = [
    # matched by place: renamed, and renamed back
    ("20160822", "20160823", "1278", [
        ("modification", "dellwebadmin-1 1278/tcp", "idracsvcmodule 1278/tcp"),
        ("modification", "dellwebadmin-1 1278/udp", "idracsvcmodule 1278/udp")]),
    ("20160823", "20160826", "1278", [
        ("modification", "idracsvcmodule 1278/tcp", "dellwebadmin-1 1278/tcp"),
        ("modification", "idracsvcmodule 1278/udp", "dellwebadmin-1 1278/udp")]),
    ("20180320", "20180327", "4420", [
        ("modification", "nvm-express 4420/tcp", "nvme 4420/tcp"),
        ("modification", "nvm-express 4420/udp", "nvme 4420/udp")]),
    # one transport protocol is renamed, the other one de-assigned
    ("20150611", "20150616", "1407", [
        ("modification", "dbsa-lm 1407/tcp", "tibet-server 1407/tcp"),
        ("de-assignment", "dbsa-lm 1407/udp", "Reserved 1407/udp")]),
    # de-assignments
    ("20231107", "20231116", "359", [
        ("de-assignment", "nsrmp 359/tcp", "Reserved 359/tcp"),
        ("de-assignment", "nsrmp 359/udp", "Reserved 359/udp")]),
    ("20250926", "20251029", "831", [
        ("de-assignment", "netconf-beep 831/tcp", "Reserved 831/tcp"),
        ("de-assignment", "netconf-beep 831/udp", "Reserved 831/udp")]),
    # the number is de-assigned, the name goes on without one: the number's record is the old one
    ("20190702", "20190705", "ici", [
        ("de-assignment", "ici 2200/tcp", "Reserved 2200/tcp"),
        ("de-assignment", "ici 2200/udp", "Reserved 2200/udp"),
        ("assignment", None, "ici")]),
    # de-assigned for all transport protocols in one record
    ("20150508", "20150512", "4324", [
        ("de-assignment", "balour 4324/tcp", "Reserved 4324"),
        ("de-assignment", "balour 4324/udp", None)]),
    # a name and its alias are de-assigned, and the number is assigned to another service
    ("20160510", "20160511", "2640", [
        ("de-assignment", "sai-sentlm 2640/tcp", "Reserved 2640/tcp"),
        ("de-assignment", "sai_sentlm 2640/tcp", "Reserved 2640/tcp"),
        ("de-assignment", "sai-sentlm 2640/udp", "Reserved 2640/udp"),
        ("de-assignment", "sai_sentlm 2640/udp", "Reserved 2640/udp")]),
    ("20160519", "20160520", "2640", [
        ("assignment", "Reserved 2640/tcp", "ami-control 2640/tcp"),
        ("availability", "Reserved 2640/tcp", None),
        ("assignment", "Reserved 2640/udp", "ami-control 2640/udp"),
        ("availability", "Reserved 2640/udp", None)]),
    # reserved numbers that become assigned
    ("20171213", "20171222", "coap", [("assignment", "Reserved 5683/tcp", "coap 5683/tcp")]),
    ("20260719", "20260722", "7123", [
        ("modification", "snif 7123/tcp", "snif 7123/tcp"),
        ("assignment", "Reserved 7123/udp", "snif 7123/udp")]),
    # another assignee and nothing else
    ("20130524", "20150109", "2084", [
        ("modification", "sunclustergeo 2084/tcp", "sunclustergeo 2084/tcp"),
        ("modification", "sunclustergeo 2084/udp", "sunclustergeo 2084/udp")]),
    # capitals
    ("20130524", "20150109", "22347", [
        ("modification", "WibuKey 22347/tcp", "wibukey 22347/tcp"),
        ("modification", "WibuKey 22347/udp", "wibukey 22347/udp")]),
    # moved to another port number
    ("20190108", "20190109", "8010", [
        ("modification", "Reserved 8010/udp", "Reserved 8010"),
        ("modification", "cfg-cloud 8010/tcp", "cfg-cloud 8015/tcp")]),
    # a service name without a port number was corrected; a transport protocol was
    ("20220411", "20220414", "core-rd-tls", [
        ("modification", "core-rd-dtls /tcp", "core-rd-tls /tcp")]),
    ("20160329", "20160331", "mazepseudo-game", [
        ("modification", "mazepseudo-game /tcp", "mazepseudo-game /udp")]),
    # ranges: split in the middle, at an edge, used up, joined, split where it stood twice
    ("20190219", "20190221", "27011-27344", [
        ("availability", "Unassigned 27011-27344", "Unassigned 27011-27016"),
        ("assignment", None, "mongodb 27017/tcp"),
        ("reservation", None, "Reserved 27017/udp"),
        ("availability", None, "Unassigned 27018-27344")]),
    ("20190415", "20190418", "4332", [
        ("availability", "Unassigned 4332", None),
        ("assignment", None, "getty-focus 4332/tcp"),
        ("reservation", None, "Reserved 4332/udp")]),
    ("20191231", "20200108", "11002-11094", [
        ("availability", "Unassigned 11024-11094", None),
        ("availability", "Unassigned 11002-11022", "Unassigned 11002-11094")]),
    ("20130524", "20150109", "32000-32248", [
        ("availability", "Unassigned 31950-32248", "Unassigned 31950-32033"),
        ("availability", "Unassigned 31950-32248", "Unassigned 32035-32248")]),
]

failures = []


def fail(message):
    failures.append(message)
    print(message)


def run(*arguments):
    """Standard output of portreg, and its status."""
    result = subprocess.run([PROGRAM, *map(str, arguments)], stdout=subprocess.PIPE, check=False)
    return result.stdout.decode(), result.returncode


def ports_of(record):
    if "first_port_number" not in record:
        return ""
    first, last = record["first_port_number"], record["last_port_number"]
    return str(first) if first == last else f"{first}-{last}"


def shown(record):
    """RECORD as the cases have it."""
    if record is None:
        return None
    name = record.get("service_name") or record["description"].split()[0]
    transport = record.get("transport_protocol")
    place = ports_of(record) + (f"/{transport}" if transport else "")
    return f"{name} {place}".strip()


def touches(record, key):
    """Whether RECORD is about KEY: a service name, a port number or a range."""
    if record is None:
        return False
    if not key[0].isdigit():
        return record.get("service_name") == key
    first, _, last = key.partition("-")
    return ("first_port_number" in record and record["first_port_number"] <= int(last or first)
            and int(first) <= record["last_port_number"])


def changes_between(iana, earlier, later):
    output, status = run("diff", "--json", iana / f"xml/{earlier}.xml", iana / f"xml/{later}.xml")
    if status != 1:
        fail(f"{earlier} to {later}: expected exit status 1, found {status}")
    return [json.loads(line) for line in output.splitlines()]


def check_case(iana, earlier, later, key, expected):
    changes = changes_between(iana, earlier, later)
    found = [(change["change"], shown(change.get("before")), shown(change.get("after")))
             for change in changes if "change" in change
             and (touches(change.get("before"), key) or touches(change.get("after"), key))]
    if found != expected:
        fail(f"{earlier} to {later}, {key}:\n  expected {expected}\n  found    {found}")


def count_records(iana, release):
    return (iana / f"xml/{release}.xml").read_bytes().count(b"<record")


def check_counts(iana, earlier, later):
    """What was added and removed is the difference of the counts; nothing is told twice."""
    changes = [change for change in changes_between(iana, earlier, later) if "change" in change]
    operations = [change["operation"] for change in changes]
    grown = operations.count("added") - operations.count("removed")
    expected = count_records(iana, later) - count_records(iana, earlier)
    if grown != expected:
        fail(f"{earlier} to {later}: expected {expected} more records, found {grown}")
    for change in changes:
        if change["operation"] == "modified" and change["before"] == change["after"]:
            fail(f"{earlier} to {later}: nothing differs in {change}")


def check_there_and_back(iana, earlier, later):
    """The changes back undo those there."""
    there = [change for change in changes_between(iana, earlier, later) if "change" in change]
    back = [change for change in changes_between(iana, later, earlier) if "change" in change]
    opposite = {"added": "removed", "removed": "added", "modified": "modified"}
    undone = sorted(json.dumps([opposite[change["operation"]], change.get("after"),
                                change.get("before")], sort_keys=True) for change in back)
    done = sorted(json.dumps([change["operation"], change.get("before"), change.get("after")],
                             sort_keys=True) for change in there)
    if done != undone:
        fail(f"{earlier} to {later}: the way back is another one")


def check_same_day(iana):
    """A release in CSV is the one in XML: there are no differences."""
    count = 0
    for path in sorted(iana.glob("csv/*.csv")):
        source = iana / f"xml/{path.name[:8]}.xml"
        if not source.exists():
            continue
        for pair in ([path, source], [source, path]):
            output, status = run("diff", *pair)
            if status != 0:
                fail(f"{path.name}: expected exit status 0, found {status}:\n{output[:2000]}")
        count += 1
    if count == 0:
        fail(f"{iana}: expected releases in csv and xml, found none")
    print(f"{count} releases are the same in CSV and XML")


def check_other_formats(iana, release):
    source = iana / f"xml/{release}.xml"
    for name in ("csv", "html", "json"):
        made = subprocess.run([PROGRAM, "convert", "--to", name, str(source)],
                              stdout=subprocess.PIPE, check=True).stdout
        result = subprocess.run([PROGRAM, "diff", "-", str(source)], input=made,
                                stdout=subprocess.PIPE, check=False)
        if result.returncode != 0:
            fail(f"{release} as {name}: expected exit status 0, found {result.returncode}:\n"
                 f"{result.stdout.decode()[:2000]}")


def main():
    iana = pathlib.Path(os.environ["PORTREG_IANA"])
    for case in CASES:
        check_case(iana, *case)
    for earlier, later in sorted({case[:2] for case in CASES}):
        check_counts(iana, earlier, later)
    check_there_and_back(iana, "20190219", "20190221")
    check_there_and_back(iana, "20231107", "20231116")
    check_same_day(iana)
    check_other_formats(iana, "20260722")
    if failures:
        sys.exit(f"{len(failures)} failed")


if __name__ == "__main__":
    if "PORTREG_IANA" not in os.environ:
        print("skipped: PORTREG_IANA names no directory of releases")
        sys.exit(SKIPPED)
    PROGRAM = sys.argv[1]
    main()
