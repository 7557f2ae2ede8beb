"""The API as of a date, and the list of releases: as_of.py PORTREG PORTREGD RELEASE"""
import datetime
import hashlib
import json
import os
import sys
import tempfile
import time
import unittest
import urllib.parse

from server import Server

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from releases import NAMES, NUMBERS, RANGES, make_releases  # pylint: disable=wrong-import-position

PORTREG, PORTREGD, RELEASE = sys.argv[1:4]
PATHS = ["ports/" + query for query in NUMBERS + RANGES]
PATHS += ["services/" + urllib.parse.quote(name) for name in NAMES] + ["registry"]


class AsOf(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.TemporaryDirectory()
        cls.releases = make_releases(RELEASE, cls.directory.name)
        cls.alone = {date: Server(PORTREG, PORTREGD, path) for date, path in cls.releases}
        cls.server = Server(PORTREG, PORTREGD, cls.releases[0][1])
        for _, path in cls.releases[1:]:
            cls.server.import_release(path)
        cls.wait()

    @classmethod
    def wait(cls):
        """Until the server has taken up the last release."""
        last = hashlib.sha256(open(cls.releases[-1][1], "rb").read()).hexdigest()
        until = time.monotonic() + 60
        while time.monotonic() < until:
            if last in cls.server.ask("/api/v1/registry")[2].decode():
                return
            time.sleep(0.02)
        raise AssertionError("the last release is not taken up")

    @classmethod
    def tearDownClass(cls):
        for server in [cls.server, *cls.alone.values()]:
            server.__exit__()
        cls.directory.cleanup()

    def problem(self, expected_status, path):
        status, headers, body = self.server.ask(path)
        self.assertEqual(status, expected_status, body)
        self.assertEqual(headers["Content-Type"], "application/problem+json")
        return json.loads(body)["detail"]

    def test_answers_as_the_release_alone(self):
        for date, server in self.alone.items():
            for path in PATHS:
                with self.subTest(f"{path} as of {date}"):
                    found = self.server.ask(f"/api/v1/{path}?as-of={date}")
                    expected = server.ask(f"/api/v1/{path}")
                    # Only a problem tells what was asked for.
                    as_asked = f"?as-of={date}\"".encode() if found[0] != 200 else b""
                    self.assertEqual((found[0], found[2].replace(as_asked, b'"' if as_asked else b"")),
                                     (expected[0], expected[2]))
                    self.assertEqual(found[1]["ETag"], expected[1]["ETag"])

    def test_entity_tags_differ_by_release(self):
        tags = [self.server.ask(f"/api/v1/ports/0?as-of={date}")[1]["ETag"] for date in self.alone]
        self.assertEqual(len(set(tags)), len(self.alone))
        status, _, body = self.server.ask("/api/v1/ports/0?as-of=2026-01-15",
                                          headers={"If-None-Match": tags[0]})
        self.assertEqual((status, body), (304, b""))
        self.assertEqual(self.server.ask("/api/v1/ports/0", headers={"If-None-Match": tags[0]})[0], 200)

    def test_dates_between(self):
        for asked, date in [("2026-02-19", "2026-01-15"), ("2026-02", "2026-02-20"),
                            ("2026", "2026-03-31"), ("9999-12-31", "2026-03-31")]:
            answer = json.loads(self.server.ask("/api/v1/ports/9/tcp?as-of=" + asked)[2])
            self.assertEqual(answer["release"]["date"], date)

    def test_refusals(self):
        for path in ("ports/443", "services/https", "registry"):
            for value in ("yesterday", "", "2026-02-30", "2026-1-1", "%22"):
                detail = self.problem(400, f"/api/v1/{path}?as-of={value}")
                self.assertRegex(detail, "^expected as-of as YYYY-MM-DD, YYYY-MM or YYYY, found ")
            self.problem(400, f"/api/v1/{path}?as-of")
            for value in ("2026-01-14", "1999"):
                self.assertIn("expected a date of 2026-01-15 or later",
                              self.problem(404, f"/api/v1/{path}?as-of={value}"))
        self.problem(400, "/api/v1/ports/x?as-of=2026-02-20")
        self.assertIn("did you mean discard",
                      self.problem(404, "/api/v1/services/discrad?as-of=2026-01-15"))

    def test_releases(self):
        status, headers, body = self.server.ask("/api/v1/releases")
        answer = json.loads(body)
        self.assertEqual((status, headers["Content-Type"]), (200, "application/json"))
        self.assertEqual(headers["Access-Control-Allow-Origin"], "*")
        self.assertEqual({name: answer[name] for name in ("total", "page", "page_count")},
                         {"total": 4, "page": 1, "page_count": 1})
        for release, (date, path), sequence in zip(answer["releases"], self.releases[::-1], (4, 3, 2, 1)):
            with open(path, "rb") as file:
                content = file.read()
            self.assertEqual((release["sequence"], release["date"]), (sequence, date))
            self.assertEqual(release["sha256"], hashlib.sha256(content).hexdigest())
            self.assertEqual(release["size_bytes"], len(content))
            self.assertEqual(release["record_count"], 38)
            age = datetime.datetime.now(datetime.timezone.utc) - datetime.datetime.fromisoformat(
                release["recorded_at"].replace("Z", "+00:00"))
            self.assertLess(abs(age), datetime.timedelta(hours=1))
        self.assertEqual(len(answer["releases"]), 4)
        self.assertEqual(self.server.ask("/api/v1/releases?page=1")[2], body)

    def test_releases_refuse_pages(self):
        self.assertIn("from 1 to 1", self.problem(404, "/api/v1/releases?page=2"))
        self.problem(404, "/api/v1/releases?page=4294967295")
        for page in ("0", "-1", "x", "", "4294967296", "99999999999999999999"):
            self.problem(400, f"/api/v1/releases?page={page}")


unittest.main(argv=sys.argv[:1])
