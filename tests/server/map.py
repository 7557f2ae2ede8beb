"""The map: page, pictures, and what is played. map.py PORTREG PORTREGD RELEASE"""
import html.parser
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

from server import Server

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from picture import SHADES, SIDE, place, read_png, replay, svg_counts  # pylint: disable=wrong-import-position
from releases import make_releases  # pylint: disable=wrong-import-position

PORTREG, PORTREGD, RELEASE = sys.argv[1:4]
STYLE = pathlib.Path(__file__).resolve().parents[2] / "web/style/map.css"
TRANSPORTS = ("tcp", "udp", "sctp", "dccp", "any")
DATES = ("2026-01-15", "2026-02-20", "2026-03-31")


class Page(html.parser.HTMLParser):
    """The elements of a page, each as (name, attributes); and its text."""
    def __init__(self, content):
        super().__init__()
        self.elements, self.text = [], ""
        self.feed(content.decode())

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data

    def all(self, name):
        return [attributes for tag, attributes in self.elements if tag == name]


class Map(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.TemporaryDirectory()
        releases = make_releases(RELEASE, cls.directory.name)
        cls.server = Server(PORTREG, PORTREGD, releases[0][1])
        for _, path in releases[1:]:
            cls.server.import_release(path)
        until = time.monotonic() + 60
        while cls.server.ask("/map/changes")[2].count(b'"date"') < len(releases):
            if time.monotonic() > until:
                raise AssertionError("the last release is not taken up")
            time.sleep(0.02)

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()
        cls.directory.cleanup()

    def get(self, path, media_type):
        status, headers, body = self.server.ask(path)
        self.assertEqual((status, headers["Content-Type"]), (200, media_type), body[:300])
        return body

    def states(self, transport, date):
        """Of all port numbers, as the API has them."""
        words = {"unassigned": 0, "assigned": 1, "reserved": 2, "dynamic": 4}
        changes = json.loads(self.server.ask("/map/changes")[2])
        states = replay(changes, transport, date)
        for port in (*range(0, 50), 443, 1015, 5353, 6000, 6001, 6063, 49151, 49152, 65535):
            if transport == "any":
                break
            answer = json.loads(self.server.ask(f"/api/v1/ports/{port}/{transport}?as-of={date}")[2])["answers"][0]
            expected = 3 if answer["reason"] == "other-transport" else words[answer["state"]]
            self.assertEqual(states[port], expected, (port, transport, date))
        return states

    def test_pictures_and_changes_say_the_same(self):
        places = [place(port) for port in range(65536)]
        for transport in TRANSPORTS:
            for date in DATES:
                with self.subTest(f"{transport} as of {date}"):
                    query = f"?transport={transport}&as-of={date}"
                    states = self.states(transport, date)
                    counts = svg_counts(self.get("/map.svg" + query, "image/svg+xml"))
                    self.assertEqual(counts, {shade: states.count(i) for i, shade in enumerate(SHADES)})
                    rows = read_png(self.get("/map.png" + query + "&size=256", "image/png"))[1]
                    self.assertEqual(bytes(rows[row][column] for column, row in places), states)

    def test_png_has_every_size(self):
        small = read_png(self.get("/map.png?size=256", "image/png"))[1]
        for size in (512, 1024, 2048):
            rows = read_png(self.get(f"/map.png?size={size}", "image/png"))[1]
            scale = size // SIDE
            self.assertEqual((len(rows), len(rows[0])), (size, size))
            self.assertEqual([row[::scale] for row in rows[::scale]], small)
            self.assertEqual(rows[scale - 1], rows[0])
        self.assertEqual(self.server.ask("/map.png")[2], self.server.ask("/map.png?size=1024")[2])

    def test_style_has_the_colours_of_the_pictures(self):
        light, dark = STYLE.read_text(encoding="utf-8").split("@media (prefers-color-scheme: dark)")[:2]
        for css, scheme in ((light, "light"), (dark, "dark")):
            colors = dict(re.findall(r"--map-(\w+): (#\w{6})", css))
            palette = read_png(self.server.ask(f"/map.png?size=256&scheme={scheme}")[2])[0]
            self.assertEqual([colors[shade] for shade in SHADES], palette)

    def test_svg_is_sound(self):
        for scheme in ("light", "dark"):
            body = self.get(f"/map.svg?scheme={scheme}&transport=udp", "image/svg+xml")
            self.assertNotIn(b"style", body)
            self.assertIn(b"<title id=\"title\">Port numbers for UDP: ", body)
            if shutil.which("xmllint"):
                subprocess.run(["xmllint", "--noout", "--nonet", "-"], input=body, check=True)
        self.assertEqual(self.get("/map.svg?transport=UDP-Lite", "image/svg+xml"),
                         self.get("/map.svg?transport=udp", "image/svg+xml"))

    def test_without_parameters_it_is_tcp_today(self):
        for path in ("/map.svg", "/map.png", "/map"):
            self.assertEqual(self.server.ask(path)[2],
                             self.server.ask(path + "?transport=&scheme=&size=&as-of=")[2])
            self.assertEqual(self.server.ask(path)[2], self.server.ask(path + "?transport=tcp&scheme=light")[2])

    def test_refusals(self):
        refused = {"transport=icmp": "expected transport as tcp, udp, sctp, dccp or any, found \"icmp\"",
                   "scheme=blue": "expected scheme as light or dark, found \"blue\"",
                   "size=100": "expected size as 256, 512, 1024 or 2048, found \"100\"",
                   "size=999999999999": "expected size as ",
                   "as-of=yesterday": "expected as-of as YYYY-MM-DD, YYYY-MM or YYYY, found "}
        for path in ("/map", "/map.svg", "/map.png"):
            for query, detail in refused.items():
                status, headers, body = self.server.ask(f"{path}?{query}")
                self.assertEqual((status, headers["Content-Type"]), (400, "application/problem+json"))
                self.assertTrue(json.loads(body)["detail"].startswith(detail), body)
            status, _, body = self.server.ask(path + "?as-of=1999")
            self.assertEqual(status, 404)
            self.assertIn("expected a date of 2026-01-15 or later", json.loads(body)["detail"])

    def test_conditional_requests(self):
        for path in ("/map", "/map.svg", "/map.png", "/map/changes", "/map.svg?as-of=2026-02"):
            for coding in ("identity", "gzip"):
                headers = {"Accept-Encoding": coding}
                status, found, body = self.server.ask(path, headers=headers)
                self.assertEqual(status, 200)
                self.assertTrue(body)
                headers["If-None-Match"] = found["ETag"]
                self.assertEqual(self.server.ask(path, headers=headers)[::2], (304, b""))
        self.assertIsNone(self.server.ask("/map.png", headers={"Accept-Encoding": "gzip"})[1]["Content-Encoding"])

    def test_page_has_what_works_without_a_script(self):
        page = Page(self.get("/map?transport=udp&as-of=2026-02", "text/html; charset=UTF-8"))
        image, = page.all("img")
        self.assertEqual(image["src"], "/map.png?transport=udp&as-of=2026-02")
        self.assertRegex(image["alt"], r"for UDP: \d+ assigned, \d+ reserved by a record, ")
        source, = page.all("source")
        self.assertEqual(source["srcset"], image["src"] + "&scheme=dark")
        for address in (image["src"], source["srcset"]):
            self.get(address, "image/png")
        links = [link["href"] for link in page.all("a")]
        for first in range(0, 65536, 1024):
            self.assertEqual(links.count(f"/ports/{first}-{first + 1023}?as-of=2026-02"), 2)
        self.assertEqual([option["value"] for option in page.all("option")], list(TRANSPORTS))
        self.assertEqual([option["value"] for option in page.all("option") if "selected" in option], ["udp"])
        date, = [field for field in page.all("input") if field.get("type") == "date"]
        self.assertEqual((date["value"], date["min"]), ("2026-02-20", "2026-01-15"))
        self.assertIn("/map.svg?transport=udp&as-of=2026-02", links)
        self.assertIn("Port numbers for UDP, release of 2026-02-20", page.text)
        self.assertFalse([tag for tag, attributes in page.elements if "style" in attributes])
        counts = svg_counts(self.server.ask("/map.svg?transport=udp&as-of=2026-02")[2])
        self.assertIn(f"{counts['unassigned']:,}", page.text)

    def test_page_of_the_current_release_has_plain_addresses(self):
        page = Page(self.get("/map", "text/html; charset=UTF-8"))
        self.assertEqual(page.all("img")[0]["src"], "/map.png")
        self.assertEqual([link["href"] for link in page.all("link") if link["rel"] == "canonical"], ["/map"])
        self.assertIn("/ports/1024-2047", [link["href"] for link in page.all("a")])


unittest.main(argv=sys.argv[:1])
