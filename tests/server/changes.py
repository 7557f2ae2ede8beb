"""What changed, as JSON and as an Atom feed: changes.py PORTREG PORTREGD RELEASE"""
import datetime
import gzip
import hashlib
import html
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.parse
import uuid

import atom
from server import Server

try:
    import jsonschema
except ImportError:
    jsonschema = None

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from releases import make_releases  # pylint: disable=wrong-import-position

PORTREG, PORTREGD, RELEASE = sys.argv[1:4]
SCHEMA = pathlib.Path(__file__).resolve().parents[2] / "docs/json-schema.json"
BROWSER = {"Accept": "text/html"}
API, FEED = "/api/v1/changes", "/changes.atom"
PAGE, FEED_RELEASES, FEED_CHANGES = 1000, 50, 100
FILTERS = [("port", "9"), ("port", "443/tcp"), ("port", "tcp/11"), ("port", "6000-6063/udp"),
           ("port", "0-65535"), ("port", "50000"), ("service", "https"), ("service", "X-WINDOW"),
           ("service", "throw/dccp"), ("service", "_discard._tcp"), ("service", "never-was")]


def say(*arguments):
    """The lines of JSON that a command prints."""
    done = subprocess.run([PORTREG, *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          check=False)
    assert done.returncode in (0, 1), arguments
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def sorted_changes(changes):
    """Without what only the server knows, in an order that both have."""
    known = ({name: value for name, value in change.items() if name not in ("date", "release", "key")}
             for change in changes)
    return sorted(known, key=lambda change: json.dumps(change, sort_keys=True))


def diff(before, after, *options):
    found = say("diff", "--json", *options, before, after)
    return sorted_changes(change for change in found if "change" in change)


def start(paths):
    """A server over these releases: files, or one directory of them."""
    server = Server(PORTREG, PORTREGD, paths[0])
    for path in paths[1:]:
        server.import_release(path)
    wait(server, len(os.listdir(paths[0])) if os.path.isdir(paths[0]) else len(paths))
    return server


def wait(server, count):
    until = time.monotonic() + 20
    while time.monotonic() < until:
        status, _, body = server.ask(API + "?since=latest")
        if status == 200 and json.loads(body)["release_count"] == count:
            return
        time.sleep(0.05)
    raise AssertionError("the last release is not taken up")


class Asking(unittest.TestCase):
    server = None
    validator = None
    if jsonschema:
        schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
        validator = jsonschema.Draft202012Validator(
            {"$defs": schema["$defs"], "$ref": "#/$defs/changes_answer"})

    def page(self, parameters=""):
        status, headers, body = self.server.ask(API + parameters)
        self.assertEqual((status, headers["Content-Type"]), (200, "application/json"), body)
        answer = json.loads(body)
        self.assertLessEqual(len(answer["changes"]), PAGE)
        if "next" in answer:
            self.assertEqual(headers["Link"], f'<{answer["next"]}>; rel="next"')
        else:
            self.assertIsNone(headers["Link"])
        if self.validator:
            sample = {**answer, "changes": answer["changes"][:40]}
            self.assertEqual([error.message for error in self.validator.iter_errors(sample)], [])
        return answer

    def pages(self, parameters=""):
        """The changes of all pages, and how many pages there were."""
        answer, count = self.page(parameters), 1
        changes = answer["changes"]
        while "next" in answer:
            self.assertEqual(len(answer["changes"]), PAGE)
            answer, count = self.page(answer["next"].removeprefix(API)), count + 1
            self.assertTrue(answer["changes"])
            changes += answer["changes"]
        keys = [(change["release"], change["key"]) for change in changes]
        self.assertEqual(len(set(keys)), len(keys))
        return changes, count

    def changes(self, parameters=""):
        return self.pages(parameters)[0]

    def feed(self, parameters=""):
        status, headers, body = self.server.ask(FEED + parameters)
        self.assertEqual((status, headers["Content-Type"]), (200, "application/atom+xml"), body)
        return atom.check_feed(body)

    def problem(self, expected_status, path):
        status, headers, body = self.server.ask(path)
        self.assertEqual(status, expected_status, (path, body))
        self.assertEqual(headers["Content-Type"], "application/problem+json")
        return json.loads(body)["detail"]


class Small(Asking):
    """Four releases, of which the last two have one date."""

    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.TemporaryDirectory()
        cls.releases = make_releases(RELEASE, cls.directory.name)
        cls.server = start([path for _, path in cls.releases])

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()
        cls.directory.cleanup()

    def test_changes_are_those_of_diff(self):
        paths = [path for _, path in self.releases]
        every = self.changes("?since=0")
        first = [change for change in every if change["release"] == 1]
        self.assertEqual(len(first), 38)
        self.assertTrue(all(change["first_release"] and change["operation"] == "added"
                            for change in first))
        for i, (date, path) in enumerate(self.releases[1:], 2):
            found = [change for change in every if change["release"] == i]
            self.assertEqual(sorted_changes(found), diff(paths[i - 2], path))
            self.assertTrue(found and all(change["date"] == date for change in found))
            self.assertFalse(any("first_release" in change for change in found))
            self.assertEqual(self.changes(f"?release={i}"), found)
        self.assertEqual(self.changes("?release=1"), first)
        self.assertEqual(self.changes(), self.changes("?release=4"))
        self.assertEqual(sorted_changes(self.changes("?release=2")),
                         diff("2026-01-15", "2026-02-20", "--data", self.server.data))

    def test_since(self):
        every = self.changes("?since=0")
        self.assertEqual([change["release"] for change in every],
                         sorted(change["release"] for change in every))
        for asked, last in [("0", 0), ("1", 1), ("3", 3), ("4", 4), ("latest", 4), ("2026-01-14", 0),
                            ("2026-01-15", 1), ("2026-01", 1), ("2026-02-19", 1), ("2026-02-20", 2),
                            ("2026-03", 4), ("9999-12-31", 4), ("1999-01", 0)]:
            with self.subTest(asked):
                expected = [change for change in every if change["release"] > last]
                self.assertEqual(self.changes("?since=" + asked), expected)
        for i, change in enumerate(every):
            place = f"?since={change['release']}.{change['key']}"
            self.assertEqual(self.changes(place), every[i + 1:])
        self.assertEqual(self.changes("?since=2&release=3"), self.changes("?release=3"))
        self.assertEqual(self.changes("?since=3&release=3"), [])
        self.assertEqual(self.changes("?since=2026-02-20&release=2"), [])

    def test_filters(self):
        every = self.changes("?since=0")
        for name, query in FILTERS:
            with self.subTest(query):
                parameter = f"{name}={urllib.parse.quote(query, safe='')}"
                found = self.changes(f"?since=0&{parameter}")
                self.assertEqual(found, say("history", "--json", "--data", self.server.data, query))
                self.assertEqual(found, [change for change in every if change in found])
                self.assertEqual(self.changes(f"?since=2&{parameter}"),
                                 [change for change in found if change["release"] > 2])
                self.assertEqual(self.changes(f"?release=2&{parameter}"),
                                 [change for change in found if change["release"] == 2])
                self.assertEqual(self.changes("?" + parameter),
                                 [change for change in found if change["release"] == 4])
                entries = self.feed("?" + parameter)["entries"]
                releases = sorted({change["release"] for change in found}, reverse=True)
                links = [f"{API}?release={number}&{parameter}" for number in releases]
                if query in ("9", "0-65535", "https"): # the others are asked for in another form
                    self.assertEqual([entry["links"][0][2] for entry in entries], links)
                self.assertEqual(len(entries), len(releases))

    def test_refusals(self):
        for since in ("5", "99", "4294967295", "9.1"):
            self.assertRegex(self.problem(404, f"{API}?since={since}"), "^expected since .*found")
        for since in ("", "x", "-1", "+1", "01", "1.", ".1", "1.x", "1.2.3", "4294967296", "2026-02-30",
                      "2026-1-1", "LATEST", "%22", "1e3", "99999999999999999999"):
            self.assertRegex(self.problem(400, f"{API}?since={since}"), "^expected since .*found")
        self.problem(400, f"{API}?since")
        for number in ("5", "0", "4294967295"):
            self.assertRegex(self.problem(404, f"{API}?release={number}"), "^expected release")
        for number in ("", "x", "-1", "1.2", "2026-02-20", "latest"):
            self.assertRegex(self.problem(400, f"{API}?release={number}"), "^expected release")
        for path in (API, FEED):
            for parameters in ("port=65536", "port=", "port=https", "port=443/icmp", "port=0443",
                               "port=9-1", "service=443", "service=", "port=443&service=https",
                               "service=" + "x" * 128, "port=%00", "service=%0A"):
                self.assertRegex(self.problem(400, f"{path}?{parameters}"), "^expected ")

    def test_a_client_that_polls(self):
        """It sees what a new release changed, once, and 304 as long as there is none."""
        with start([self.releases[0][1]]) as server:
            known = json.loads(server.ask(API + "?since=latest")[2])["last_release"]
            for i, (_, path) in enumerate(self.releases[1:], 2):
                asked = f"{API}?since={known}"
                status, headers, body = server.ask(asked)
                self.assertEqual((status, json.loads(body)["changes"]), (200, []))
                again = server.ask(asked, headers={"If-None-Match": headers["ETag"]})
                self.assertEqual((again[0], again[2]), (304, b""))
                server.import_release(path)
                wait(server, i)
                status, _, body = server.ask(asked, headers={"If-None-Match": headers["ETag"]})
                answer = json.loads(body)
                self.assertEqual(answer["changes"], self.changes(f"?release={i}"))
                known = answer["last_release"]

    def test_as_other_routes(self):
        """HEAD, OPTIONS, compression, conditions, CORS."""
        for path in (API, API + "?since=0", FEED, FEED + "?port=443"):
            with self.subTest(path):
                status, headers, body = self.server.ask(path)
                head = self.server.ask(path, method="HEAD")
                self.assertEqual((head[0], head[2]), (status, b""))
                for name in ("Content-Length", "Content-Type", "ETag", "Link", "Last-Modified"):
                    self.assertEqual(head[1][name], headers[name])
                self.assertEqual(headers["Access-Control-Allow-Origin"], "*")
                packed = self.server.ask(path, headers={"Accept-Encoding": "gzip"})
                self.assertEqual(packed[1]["Content-Encoding"], "gzip")
                self.assertEqual(gzip.decompress(packed[2]), body)
                self.assertEqual(self.server.ask(path, method="OPTIONS")[0], 204)
                self.assertEqual(self.server.ask(path, method="POST")[0], 405)
                for tag in (headers["ETag"], "*"):
                    again = self.server.ask(path, headers={"If-None-Match": tag})
                    self.assertEqual((again[0], again[2]), (304, b""))
        modified = self.server.ask(FEED)[1]["Last-Modified"]
        self.assertEqual(self.server.ask(FEED, headers={"If-Modified-Since": modified})[0], 304)
        past = "Sun, 06 Nov 1994 08:49:37 GMT"
        self.assertEqual(self.server.ask(FEED, headers={"If-Modified-Since": past})[0], 200)

    def test_feed(self):
        feed = self.feed()
        entries = feed["entries"]
        self.assertEqual([entry["title"] for entry in entries], [
            "2026-03-31: 4 assignments, 4 de-assignments",
            "2026-03-31: 2 de-assignments, 6 modifications",
            "2026-02-20: 6 modifications",
            "2026-01-15: the first release here, with 38 records"])
        self.assertEqual([entry["published"] for entry in entries],
                         [date + "T00:00:00Z" for date, _ in self.releases[::-1]])
        for entry, number in zip(entries, (4, 3, 2, 1)):
            self.assertEqual(entry["links"], [("related", "application/json", f"{API}?release={number}")])
            age = datetime.datetime.now(datetime.timezone.utc) - datetime.datetime.fromisoformat(
                entry["updated"].replace("Z", "+00:00"))
            self.assertLess(abs(age), datetime.timedelta(hours=1))
        for entry, words in [(entries[0], "throw 9/sctp: Throw away"),
                             (entries[0], "discard 11/udp (removed): Throw away"),
                             (entries[1], "https 443/tcp Service Name: https"),
                             (entries[1], "X-Window 6001-6063/tcp Port Number: 6000-6063 6001-6063"),
                             (entries[2], "discard 9/tcp Description: Discard Throw away"),
                             (entries[3], "not known here")]:
            self.assertIn(words, entry["text"])
        self.assertEqual([link[:1] + link[2:] for link in feed["links"]],
                         [("self", FEED), ("alternate", "/")])
        for _, _, path in feed["links"] + [link for entry in entries for link in entry["links"]]:
            self.assertEqual(self.server.ask(path)[0], 200)

    def test_feed_of_a_query(self):
        feed = self.feed("?service=HTTPS")
        self.assertTrue(feed["title"].startswith("Changes of HTTPS in the "))
        self.assertEqual([entry["title"] for entry in feed["entries"]],
                         ["2026-03-31: 2 de-assignments",
                          "2026-01-15: the first release here, with 2 records of it"])
        self.assertEqual(feed["entries"][1]["text"], "What was changed before it is not known here. "
                         "https 443/tcp: http protocol over TLS/SSL "
                         "https 443/udp: http protocol over TLS/SSL")
        one = self.feed("?port=443/tcp")["entries"]
        self.assertEqual(one[1]["title"], "2026-01-15: the first release here, with 1 record of it")
        nothing = self.feed("?service=never-was")
        self.assertEqual(nothing["entries"], [])
        self.assertEqual(self.feed("?service=https")["id"], feed["id"])
        self.assertEqual(self.feed("?port=tcp/443")["id"], self.feed("?port=443/tcp")["id"])
        feeds = [self.feed(parameters) for parameters in
                 ("", "?service=https", "?port=443", "?port=443/tcp", "?service=never-was")]
        ids = [feed["id"] for feed in feeds] + [entry["id"] for feed in feeds for entry in feed["entries"]]
        self.assertEqual(len(set(ids)), len(ids))

    def test_ids_are_as_described(self):
        """By docs/http.md."""
        def made(name):
            half = bytearray(hashlib.sha256(name.encode()).digest()[:16])
            half[6], half[8] = half[6] & 0x0f | 0x80, half[8] & 0x3f | 0x80
            return uuid.UUID(bytes=bytes(half)).urn

        hashes = []
        for _, path in self.releases:
            with open(path, "rb") as file:
                hashes.append(hashlib.sha256(file.read()).hexdigest())
        for parameter, query in [("", ""), ("?port=tcp/9", "9/tcp"), ("?service=_Discard._udp", "discard/udp")]:
            feed = self.feed(parameter)
            self.assertEqual(feed["id"], made(f"portreg feed {hashes[0]} 0 {query}"))
            for entry in feed["entries"]:
                number = int(re.search(r"release=(\d+)", entry["links"][0][2]).group(1))
                self.assertEqual(entry["id"], made(f"portreg changes {hashes[number - 1]} 0 {query}"))

    def test_the_same_bytes_again(self):
        """CSV has no date in it, so the same bytes may be a release of another day."""
        files = []
        for _, path in self.releases[:2]:
            files.append(path.replace(".xml", ".csv"))
            with open(files[-1], "wb") as file:
                subprocess.run([PORTREG, "convert", "--to", "csv", path], stdout=file, check=True)
        with Server(PORTREG, PORTREGD) as server:
            for day in range(4):
                subprocess.run([PORTREG, "import", "--data", server.data, "--date", f"2026-05-0{day + 1}",
                                files[day % 2]], check=True, stdout=subprocess.DEVNULL)
            wait(server, 4)
            entries = atom.check_feed(server.ask(FEED)[2])["entries"]
            self.assertEqual(len(entries), 4) # of which check_feed wants different ids

    def test_ids_stay(self):
        """On another host, on a mirror that began later, and when more releases follow."""
        before = {entry["title"]: entry["id"] for entry in self.feed()["entries"]}
        paths = [path for _, path in self.releases]
        with start(paths[:3]) as server:
            ours = atom.check_feed(server.ask(FEED)[2])
            self.assertEqual(ours["id"], self.feed()["id"])
            for entry in ours["entries"]:
                self.assertEqual(before[entry["title"]], entry["id"])
        with start(paths[1:]) as server:
            ours = atom.check_feed(server.ask(FEED)[2])
            self.assertNotEqual(ours["id"], self.feed()["id"])
            self.assertEqual([entry["id"] for entry in ours["entries"]],
                             [entry["id"] for entry in self.feed()["entries"]][:3])

    def test_a_release_filled_in(self):
        """What follows it tells what is still new, under its old id; who is up to date stays so."""
        paths = [path for _, path in self.releases]
        with start([paths[0], paths[2]]) as server:
            before = atom.check_feed(server.ask(FEED)[2])["entries"]
            time.sleep(1.1) # moments are in seconds
            subprocess.run([PORTREG, "import", "--backfill", "--data", server.data, paths[1]],
                           check=True, stdout=subprocess.DEVNULL)
            wait(server, 3)
            feed = atom.check_feed(server.ask(FEED)[2])
            after = feed["entries"]
            self.assertEqual([after[0]["id"], after[2]["id"]], [entry["id"] for entry in before])
            self.assertNotEqual(after[0]["text"], before[0]["text"])
            self.assertGreater(after[0]["updated"], before[0]["updated"])
            self.assertEqual(after[2]["updated"], before[1]["updated"])
            answer = json.loads(server.ask(API + "?since=2")[2])
            self.assertEqual((answer["last_release"], answer["changes"]), (2, []))
            found = json.loads(server.ask(API + "?since=1")[2])["changes"]
            self.assertEqual([change["release"] for change in found], [3] * 6 + [2] * 8)
            self.assertEqual(sorted_changes(found[6:]), diff(paths[1], paths[2]))

    def test_one_release(self):
        with start([RELEASE]) as server:
            answer = json.loads(server.ask(API)[2])
            self.assertEqual((answer["release_count"], answer["last_release"]), (1, 1))
            self.assertEqual(len(answer["changes"]), 38)
            self.assertTrue(all(change["first_release"] for change in answer["changes"]))
            self.assertEqual(json.loads(server.ask(API + "?since=1")[2])["changes"], [])
            entries = atom.check_feed(server.ask(FEED)[2])["entries"]
            self.assertEqual([entry["title"] for entry in entries],
                             ["2026-01-15: the first release here, with 38 records"])
            entries = atom.check_feed(server.ask(FEED + "?port=9")[2])["entries"]
            self.assertEqual([entry["title"] for entry in entries],
                             ["2026-01-15: the first release here, with 4 records of it"])

    def test_pages_name_the_feed(self):
        for path in ("/", "/people/Example_Corp"):
            head = self.server.ask(path, headers=BROWSER)[2].decode().split("</head>")[0]
            link = re.search(r'<link rel="alternate" type="application/atom\+xml" [^>]*>', head)
            self.assertIn(f'href="{FEED}"', link.group())
        for query, feed in [("443", "?port=443"), ("tcp/9", "?port=9%2Ftcp"), ("6000-6063", "?port=6000-6063"),
                            ("50000", "?port=50000"), ("throw", "?service=throw"), ("https", None),
                            ("world wide", None), ("", None), ("443/icmp", None), ("x" * 200, None)]:
            page = self.server.ask("/?q=" + urllib.parse.quote(query), headers=BROWSER)[2].decode()
            found = re.findall(r'<p class="feed"><a [^>]*href="([^"]*)"', page)
            self.assertEqual(found, [FEED + feed] if feed else [])
            if feed:
                self.feed(feed)


def write_release(directory, date, records, title="Registry"):
    path = os.path.join(directory, date + ".xml")
    with open(path, "w", encoding="utf-8") as file:
        file.write("<?xml version='1.0' encoding='UTF-8'?>\n"
                   '<registry xmlns="http://www.iana.org/assignments" id="service-names-port-numbers">\n'
                   f"  <title>{title}</title>\n  <updated>{date}</updated>\n")
        for number, description in records:
            file.write(f"  <record>\n    <name>name-{number}</name>\n    <protocol>tcp</protocol>\n"
                       f"    <description>{description}</description>\n    <number>{number}</number>\n"
                       "  </record>\n")
        file.write("</registry>\n")
    return path


class Large(Asking):
    """So many changes that they need pages: exactly one full, and of several releases."""
    COUNT = 2 * PAGE + 345

    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.TemporaryDirectory()
        days = ["2026-01-01", "2026-01-02", "2026-01-03", "2026-01-04"]
        hard = html.escape('a<b> & "c" \'d\' ]]> é \U0001f600')
        steps = [
            [(i, "as it was") for i in range(1, cls.COUNT + 1)],
            [(i, "changed" if i <= PAGE else "as it was") for i in range(1, cls.COUNT + 1)],
            [(i, "changed" if i <= PAGE else "again") for i in range(1, cls.COUNT + 1)],
            [(i, hard if i == 9 else "again") for i in range(9, cls.COUNT + 1)],
        ]
        cls.paths = [write_release(cls.directory.name, day, step) for day, step in zip(days, steps)]
        cls.server = start(cls.paths)

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()
        cls.directory.cleanup()

    def test_pages_are_complete(self):
        for parameters, changes, pages in [
                ("?since=0", 2 * self.COUNT + PAGE, 6), ("?release=1", self.COUNT, 3), ("?release=2", PAGE, 1),
                ("?release=3", self.COUNT - PAGE, 2), ("?since=1&release=3", self.COUNT - PAGE, 2),
                ("?since=0&port=1-1001", 3 * PAGE + 1 + 1, 4), ("?since=0&port=1-400", 1200, 2),
                ("?release=1&port=0-65535/tcp", self.COUNT, 3), ("?since=2026-01-03", PAGE, 1)]:
            with self.subTest(parameters):
                found, count = self.pages(parameters)
                self.assertEqual((len(found), count), (changes, pages))
        for i, path in enumerate(self.paths[1:], 2):
            self.assertEqual(sorted_changes(self.changes(f"?release={i}")), diff(self.paths[i - 2], path))
        every = sorted_changes(self.changes("?since=0"))
        self.assertEqual(every, sorted_changes(change for i in (1, 2, 3, 4)
                                               for change in self.changes(f"?release={i}")))

    def test_compiled_from_a_file(self):
        """A snapshot of one release without a sequence number."""
        with start(self.paths[:1]) as server:
            compiled = os.path.join(server.data, "compiled")
            subprocess.run([PORTREG, "compile", "--output", compiled, self.paths[0]], check=True)
            before = server.ask(API)[1]["ETag"]
            os.rename(compiled, os.path.join(server.data, "published", "registry.portreg"))
            until = time.monotonic() + 20
            while server.ask(API)[1]["ETag"] == before and time.monotonic() < until:
                time.sleep(0.05)
            changes, path = [], API
            while path:
                answer = json.loads(server.ask(path)[2])
                self.assertNotIn("last_release", answer)
                changes += answer["changes"]
                path = answer.get("next")
            self.assertEqual([change["key"] for change in changes], list(range(1, self.COUNT + 1)))
            self.assertTrue(all(change["first_release"] for change in changes))
            self.assertEqual(json.loads(server.ask(API + "?since=latest")[2])["changes"], [])
            self.assertEqual(server.ask(API + "?since=1")[0], 404)
            feed = atom.check_feed(server.ask(FEED)[2])
            self.assertEqual([entry["title"] for entry in feed["entries"]],
                             [f"2026-01-01: the first release here, with {self.COUNT} records"])
            self.assertEqual(feed["entries"][0]["links"], [])
            self.assertEqual(feed["id"], self.feed()["id"])

    def test_feed_is_cut(self):
        entries = self.feed()["entries"]
        self.assertEqual(entries[2]["title"], "2026-01-02: 1000 modifications")
        self.assertEqual(entries[2]["text"].count("Description: as it was changed"), FEED_CHANGES)
        self.assertTrue(entries[2]["text"].endswith("And 900 more."))
        entries = self.feed("?port=0-65535")["entries"]
        self.assertTrue(entries[-1]["text"].endswith(f"And {self.COUNT - FEED_CHANGES} more."))

    def test_feed_escapes(self):
        text = self.feed()["entries"][0]["text"]
        self.assertIn('name-9 9/tcp Description: changed a<b> & "c" \'d\' ]]> é \U0001f600', text)
        title = self.feed("?service=%3Cb%3E%26%22'%5D%5D%3E")["title"]
        self.assertIn("Changes of <b>&\"']]> in", title)


class Many(Asking):
    """More releases than a feed has, some of which change no record."""

    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.TemporaryDirectory()
        records, first = [(7, "as it was")], datetime.date(2026, 1, 1)
        for i in range(FEED_RELEASES + 10):
            if i % 10 != 9:
                records = [(7, f"the description of day {i}")] + records[1:] + [(100 + i, "new")] * (i == 3)
            write_release(cls.directory.name, str(first + datetime.timedelta(i)), records, f"Day {i}")
        cls.server = start([cls.directory.name])

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()
        cls.directory.cleanup()

    def test_last_releases(self):
        entries = self.feed()["entries"]
        self.assertEqual(len(entries), FEED_RELEASES)
        days = [date for date in range(FEED_RELEASES + 9, -1, -1) if date % 10 != 9][:FEED_RELEASES]
        self.assertEqual([entry["published"][:10] for entry in entries],
                         [str(datetime.date(2026, 1, 1) + datetime.timedelta(day)) for day in days])
        self.assertEqual(self.page("?release=10")["changes"], [])
        self.assertEqual(self.page()["changes"], [])

    def test_all_of_a_history(self):
        self.assertEqual(len(self.feed("?port=7")["entries"]), FEED_RELEASES + 10 - 6)
        self.assertEqual(len(self.feed("?service=name-103")["entries"]), 1)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
