"""The pages of the registry, of releases, statistics, experts and about: pages.py PORTREG PORTREGD RELEASE"""
import collections
import gzip
import hashlib
import html.parser
import json
import os
import re
import sys
import tempfile
import time
import unittest
import xml.etree.ElementTree

from server import Server

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from releases import make_releases  # pylint: disable=wrong-import-position

PORTREG, PORTREGD, RELEASE = sys.argv[1:4]
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
PAGES = ["/", "/releases", "/releases/2", "/releases/1", "/statistics", "/experts", "/about"]
CHARTS = ["assignments", "ranges", "growth", "records", "service-names", "assignees"]
VOID = {"br", "hr", "input", "link", "meta", "wbr"}
HOSTILE = "<script>alert(1)</script>"


class Page(html.parser.HTMLParser):
    """A page: whether its elements are closed in order, its ids, links, headings and text."""

    def __init__(self, body):
        super().__init__()
        self.open, self.elements, self.headings, self.links, self.ids = [], collections.Counter(), [], [], []
        self.words = []
        self.rows = []
        self.feed(body.decode())
        if self.open:
            raise AssertionError(f"left open: {self.open}")
        self.text = " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.elements[tag] += 1
        if tag not in VOID:
            self.open.append(tag)
        if "style" in attributes or any(name.startswith("on") for name in attributes):
            raise AssertionError(f"inline style or script in {tag}")
        if "href" in attributes and tag == "a":
            self.links.append(attributes["href"])
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th") and self.rows:
            self.rows[-1].append("")

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            raise AssertionError(f"</{tag}> out of order")

    def handle_data(self, data):
        self.words.append(data)
        if self.rows and self.rows[-1] and ("td" in self.open or "th" in self.open):
            self.rows[-1][-1] += data


class Pages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.TemporaryDirectory()
        cls.releases = make_releases(RELEASE, cls.directory.name)
        cls.server = Server(PORTREG, PORTREGD, cls.releases[0][1])
        for _, path in cls.releases[1:]:
            cls.server.import_release(path)
        with open(cls.releases[-1][1], "rb") as file:
            last = hashlib.sha256(file.read()).hexdigest()
        until = time.monotonic() + 60
        while last not in cls.server.ask("/api/v1/registry")[2].decode():
            if time.monotonic() > until:
                raise AssertionError("the last release is not taken up")
            time.sleep(0.02)

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()
        cls.directory.cleanup()

    def page(self, path):
        status, headers, body = self.server.ask(path, headers=BROWSER)
        self.assertEqual((status, headers["Content-Type"]), (200, "text/html; charset=UTF-8"), body)
        self.assertIn("Accept", headers["Vary"] if path != "/experts" and path != "/about" else "Accept")
        return Page(body)

    def form(self, path, accept):
        status, headers, body = self.server.ask(path, headers={"Accept": accept})
        self.assertEqual(status, 200, body)
        return headers, body

    def names(self, path):
        """The service names of the records on a page of the registry."""
        return [row[0] for row in self.page(path).rows[1:]]

    def test_frame(self):
        for path in PAGES:
            with self.subTest(path):
                page = self.page(path)
                self.assertEqual((page.elements["h1"], page.elements["main"], page.elements["title"] >= 1),
                                 (1, 1, True))
                self.assertEqual(len(page.ids), len(set(page.ids)), "an id twice")
                self.assertEqual(page.headings[0], 1)
                for before, after in zip(page.headings, page.headings[1:]):
                    self.assertLessEqual(after, before + 1)
                self.assertIn("A registered port number does not mean", page.text)

    def test_links_lead_somewhere(self):
        links = {link.split("#")[0] for path in PAGES for link in self.page(path).links}
        for link in sorted(links):
            if link.startswith("/") and not re.match("/(search|map|ports|services|api$)", link):
                with self.subTest(link):
                    self.assertEqual(self.server.ask(link, headers=BROWSER)[0], 200)
            elif not link.startswith(("/", "https://", "?", "http://")) and link:
                self.fail(f"a link to {link}")

    def test_conditions_and_coding(self):
        for path in PAGES:
            plain = self.server.ask(path, headers=BROWSER)
            packed = self.server.ask(path, headers=dict(BROWSER, **{"Accept-Encoding": "gzip"}))
            self.assertEqual(gzip.decompress(packed[2]), plain[2])
            self.assertLess(len(packed[2]), 60000)
            again = self.server.ask(path, headers=dict(BROWSER, **{"If-None-Match": plain[1]["ETag"]}))
            self.assertEqual((again[0], again[2]), (304, b""))

    def test_json_is_that_of_the_api(self):
        for path, api in [("/", "/api/v1/registry"), ("/releases", "/api/v1/releases"),
                          ("/releases/2", "/api/v1/releases/2"), ("/statistics", "/api/v1/statistics"),
                          ("/?as-of=2026-02", "/api/v1/registry?as-of=2026-02")]:
            headers, body = self.form(path, "application/json")
            self.assertEqual(headers["Content-Type"], "application/json")
            self.assertEqual(body, self.server.ask(api)[2])

    def test_text_for_terminals(self):
        for accept in ("*/*", "text/plain"):
            headers, body = self.form("/", accept)
            self.assertEqual(headers["Content-Type"], "text/plain; charset=UTF-8")
            words = body.decode()
            self.assertIn("2026-03-31, 38 records: 26 assigned, 9 reserved, 3 unassigned", words)
            self.assertIn("/443/tcp", words)
            self.assertIn("A registered port number does not mean", words)
            self.assertLessEqual(max(map(len, words.split("\n"))), 80)
        self.assertIn("2026-01-15, 38 records", self.form("/?as-of=2026-01-20", "text/plain")[1].decode())

    def test_releases_for_terminals(self):
        headers, body = self.form("/releases", "*/*")
        self.assertEqual(headers["Content-Type"], "text/plain; charset=UTF-8")
        lines = body.decode().split("\n")
        self.assertEqual(lines[0].split(), ["Date", "Release", "Records", "Changes"])
        self.assertRegex(lines[1], r"^2026-03-31 +4 +38 +\d")
        self.assertLessEqual(max(map(len, lines)), 80)

    def test_refusals(self):
        for path in ("/releases/0", "/releases/5", "/releases/x", "/releases/99999999999999999999"):
            self.assertEqual(self.server.ask(path, headers=BROWSER)[0], 404)
        for path in ("/", "/statistics", "/experts", "/statistics/growth.svg"):
            self.assertEqual(self.server.ask(path + "?as-of=yesterday", headers=BROWSER)[0], 400)
            self.assertEqual(self.server.ask(path + "?as-of=1999", headers=BROWSER)[0], 404)
        for path in ("/statistics/x.svg", "/statistics/growth", "/releases/1/2"):
            self.assertEqual(self.server.ask(path, headers=BROWSER)[0], 404)

    # --- the registry ---

    def test_header_of_the_registry(self):
        page = self.page("/")
        for words in ("Last Updated", "2026-03-31", "Expert(s)", "Alex Example", "Reference", "RFC6335",
                      "Request an Assignment", "Available Formats", "PLEASE NOTE THE FOLLOWING"):
            self.assertIn(words, page.text)
        self.assertEqual([cell.strip() for cell in page.rows[0]],
                         ["Service Name", "Port Number", "Transport Protocol", "Description", "Assignee", "Contact",
                          "Registration Date", "Modification Date", "Reference", "Service Code",
                          "Unauthorized Use Reported", "Assignment Notes"])
        self.assertEqual(len(page.rows), 39)

    def test_filters_are_those_of_the_api(self):
        for filters in ("transport=tcp", "transport=none", "state=reserved", "state=unassigned", "range=system",
                        "range=none", "year=2019", "year=2010-2020", "assignee=example",
                        "transport=udp&state=assigned&range=user", "year=1801"):
            with self.subTest(filters):
                records = json.loads(self.server.ask("/api/v1/records?" + filters)[2])
                self.assertEqual(self.names("/?" + filters),
                                 [record.get("service_name", "") for record in records["records"]])

    def test_filters_that_make_no_sense_are_named(self):
        said = "Not understood, and left out: "
        self.assertIn(said + "transport quic, year <b>",
                      self.page("/?transport=quic&state=reserved&year=%3Cb%3E").text)
        for filters in ("transport=tcp&state=&range=system&year=2019", "page=x", "sort=x"):
            self.assertNotIn(said, self.page("/?" + filters).text, filters)

    def test_words_are_searched_for(self):
        for query in ("discard", "discrad", "443", "transport%3Adccp", "example+corp"):
            found = json.loads(self.server.ask("/api/v1/search?limit=100&q=" + query)[2])
            names = [hit["record"].get("service_name", "") if "record" in hit else hit.get("service_name", "")
                     for hit in found[next(key for key in found if isinstance(found[key], list))]]
            self.assertEqual(self.names("/?q=" + query), names)
        self.assertEqual(self.names("/?q=throw&transport=sctp"), ["throw"])
        self.assertIn("expected assigned, reserved or unassigned", self.page("/?q=state%3Aliquid").text)

    def test_sorting(self):
        for column, cell in [("port", 1), ("transport", 2), ("description", 3), ("registered", 6)]:
            for order in ("asc", "desc"):
                cells = [" ".join(row[cell].split()) for row in self.page(f"/?sort={column}&order={order}").rows[1:]]
                self.assertEqual(len(cells), 38)
                filled = [text for text in cells if text]
                self.assertEqual(cells, filled + [""] * (38 - len(filled)), "empty cells are last")
                keys = [int(text.split("-")[0]) if column == "port" else text.lower() for text in filled]
                if column != "transport":
                    self.assertEqual(keys, sorted(keys, reverse=order == "desc"))

    def test_links_keep_what_is_asked(self):
        page = self.page("/?q=discard&state=assigned&as-of=2026-01-15")
        self.assertIn("/services/discard?as-of=2026-01-15", page.links)
        self.assertIn("/ports/9?as-of=2026-01-15", page.links)
        self.assertIn("/?q=discard&state=assigned&sort=port&as-of=2026-01-15#results", page.links)
        self.assertIn("As of 2026-01-15, from the release of 2026-01-15.", page.text)
        self.assertNotIn("As of", self.page("/").text)

    def test_as_of(self):
        now, then = self.page("/?q=throw"), self.page("/?q=throw&as-of=2026-01-15")
        self.assertIn("throw", [row[0] for row in now.rows[1:]])
        self.assertNotIn("throw", [row[0] for row in then.rows[1:]])
        self.assertIn("Throw away", self.page("/?sort=description&as-of=2026-02-20").text)

    # --- releases ---

    def test_releases(self):
        page = self.page("/releases")
        found = [link for link in page.links if re.fullmatch(r"/releases/\d+", link)]
        self.assertEqual(found, [f"/releases/{sequence}" for sequence in (4, 3, 2, 1)])
        for path in (path for _, path in self.releases):
            with open(path, "rb") as file:
                self.assertIn(hashlib.sha256(file.read()).hexdigest()[:12], page.text)
        self.assertIn("the first release here", page.text)
        proofs = [link for link in page.links if link.startswith("/log/proof/")]
        self.assertEqual(len(proofs), 4)
        for link, sequence in zip(proofs, (4, 3, 2, 1)):
            proof = self.server.ask(link)[2]
            entry = json.loads(next(line for line in proof.split(b"\n") if line.startswith(b"{"))) \
                if b"\n{" in proof else None
            if entry:
                self.assertEqual(entry.get("sequence", entry.get("release")), sequence)

    def test_counts_are_those_of_the_changes(self):
        for sequence in (2, 3, 4):
            changes = json.loads(self.server.ask(f"/api/v1/changes?release={sequence}")[2])["changes"]
            kinds = collections.Counter(change["change"] for change in changes)
            page = self.page(f"/releases/{sequence}")
            self.assertEqual(set(kinds), {name for name in page.ids if name in (
                "assignment", "de-assignment", "reservation", "availability", "alias", "modification")})
            for kind, count in kinds.items():
                self.assertRegex(page.text, rf"{count} (changes? of )?{kind.replace('availability', 'availability')}")

    def test_differences(self):
        body = self.server.ask("/releases/2", headers=BROWSER)[2].decode()
        self.assertIn("<del>Discard</del> <ins>Throw away</ins>", body)
        self.assertIn('<a href="/releases/1">Previous: 2026-01-15</a>', body)
        self.assertIn('<a href="/releases/3">Next: 2026-03-31</a>', body)
        self.assertIn('href="/ports/9?as-of=2026-02-20"', body)
        with open(self.releases[1][1], "rb") as file:
            self.assertIn(hashlib.sha256(file.read()).hexdigest(), body)
        self.assertIn('aria-disabled="true">Next', self.server.ask("/releases/4", headers=BROWSER)[2].decode())

    # --- statistics, experts, about ---

    def test_statistics(self):
        counts = json.loads(self.server.ask("/api/v1/statistics")[2])
        page = self.page("/statistics")
        self.assertEqual(page.elements["svg"], len(CHARTS))
        self.assertEqual(page.elements["details"], len(CHARTS))
        years = {str(year["year"]): year for year in counts["assignments_per_year"]}
        rows = {row[0]: row[1:] for row in page.rows if row and len(row) == 7 and row[0] in years}
        self.assertTrue(rows)
        for year, cells in rows.items():
            of_year = years[year]
            self.assertEqual([int(cell) for cell in cells],
                             [of_year[name] for name in ("tcp", "udp", "sctp", "dccp", "none", "total")])
        tcp = next(row for row in page.rows if row and row[0] == "User Ports, tcp")
        states = counts["port_numbers"]["tcp"]["user"]
        self.assertEqual([int(cell) for cell in tcp[1:4]],
                         [states[state] for state in ("assigned", "reserved", "unassigned")])
        self.assertIn("1145656131", page.text)

    def test_charts(self):
        for name in CHARTS:
            status, headers, body = self.server.ask(f"/statistics/{name}.svg")
            self.assertEqual((status, headers["Content-Type"]), (200, "image/svg+xml"))
            root = xml.etree.ElementTree.fromstring(body)
            self.assertEqual(root.tag, "{http://www.w3.org/2000/svg}svg")
            self.assertTrue(root.find("{http://www.w3.org/2000/svg}desc").text)
            self.assertNotIn(b"style", body)
            self.assertIn(f"/statistics/{name}.svg", self.page("/statistics").links)
        self.assertNotEqual(self.server.ask("/statistics/growth.svg?as-of=2026-01-15")[2],
                            self.server.ask("/statistics/growth.svg")[2])

    def test_experts(self):
        page = self.page("/experts")
        for words in ("Alex Example", "Robin Sample", "Kim Placeholder", "Sam Specimen", "Expert Review",
                      "First Come First Served"):
            self.assertIn(words, page.text)
        self.assertIn("https://www.iana.org/form/ports-services", page.links)
        self.assertIn("https://www.rfc-editor.org/rfc/rfc6335#section-8.1.2", page.links)

    def test_about(self):
        page = self.page("/about")
        with open(self.releases[-1][1], "rb") as file:
            self.assertIn(hashlib.sha256(file.read()).hexdigest(), page.text)
        self.assertIn("A REGISTERED PORT NUMBER SAYS NOTHING ABOUT THE TRAFFIC ON IT.", page.text)
        for name in ("privacy", "accessibility", "disclaimer", "freshness", "formats"):
            self.assertIn(name, page.ids)


class Hostile(unittest.TestCase):
    """A registry whose texts are markup."""

    def test_everything_is_escaped(self):
        with open(RELEASE, encoding="utf-8") as file:
            text = file.read()
        escaped = HOSTILE.replace("<", "&lt;").replace(">", "&gt;")
        for old in ("Alex Example and", "<description>Discard</description>", "<title>Service Name"):
            self.assertIn(old, text)
        hostile = text.replace("Alex Example and", escaped + " and")
        hostile = hostile.replace("<description>Discard</description>", f"<description>{escaped}</description>")
        hostile = hostile.replace("<title>Service Name", f"<title>{escaped}")
        hostile = hostile.replace("PLEASE NOTE THE FOLLOWING: *", f"PLEASE NOTE THE FOLLOWING: * {escaped}")
        hostile = hostile.replace("<updated>2026-01-15", "<updated>2026-02-15")
        with tempfile.TemporaryDirectory() as directory:
            path = os.path.join(directory, "hostile.xml")
            with open(path, "w", encoding="utf-8") as file:
                file.write(hostile)
            with Server(PORTREG, PORTREGD, RELEASE) as server:
                server.import_release(path)
                until = time.monotonic() + 60
                while server.ask("/healthz")[2] != b"2026-02-15\n" and time.monotonic() < until:
                    time.sleep(0.02)
                for asked in PAGES + ["/?q=%3Cscript%3E&assignee=%3Cscript%3E", "/?sort=description"]:
                    body = server.ask(asked, headers=BROWSER)[2]
                    Page(body)
                    self.assertNotIn(b"<script>alert", body, asked)
                for chart in CHARTS:
                    xml.etree.ElementTree.fromstring(server.ask(f"/statistics/{chart}.svg")[2])
                self.assertIn("&lt;script&gt;alert", server.ask("/", headers=BROWSER)[2].decode())
                self.assertIn("&lt;script&gt;alert", server.ask("/releases/2", headers=BROWSER)[2].decode())


unittest.main(argv=sys.argv[:1])
