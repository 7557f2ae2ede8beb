"""The pages of port numbers, service names and searches, and what is refused:
lookup_pages.py PORTREG PORTREGD RELEASE"""
import fcntl
import html.parser
import json
import os
import pty
import struct
import subprocess
import sys
import tempfile
import termios
import time
import unittest

from server import Server

PORTREG, PORTREGD, RELEASE = sys.argv[1:4]
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
HOSTILE = "<script>alert(1)</script>"
VOID = {"br", "hr", "input", "link", "meta", "wbr"}


class Page(html.parser.HTMLParser):
    """What a reader finds in a page; an error when it is not well-formed."""

    def __init__(self, text):
        super().__init__()
        self.open, self.links, self.ids, self.headings, self.elements = [], [], [], [], []
        self.canonical, self.words = None, {}
        self.feed(text)
        self.close()
        if self.open:
            raise AssertionError(f"open at the end: {self.open}")

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.elements.append((tag, found))
        if "id" in found:
            self.ids.append(found["id"])
        if tag == "a":
            self.links.append(found["href"])
        if tag == "link" and found["rel"] == "canonical":
            self.canonical = found["href"]
        if tag in ("h1", "h2", "h3"):
            self.headings.append([tag, ""])
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            raise AssertionError(f"</{tag}> at {self.getpos()}")

    def handle_data(self, data):
        for tag in set(self.open):
            self.words[tag] = self.words.get(tag, "") + data
        if any(tag in self.open for tag in ("h1", "h2", "h3")):
            self.headings[-1][1] += data

    @property
    def title(self):
        return next(text for tag, text in self.headings if tag == "h1")


def on_terminal(data, arguments):
    """What portreg prints on a terminal of 80 columns without colour."""
    child, terminal = pty.fork()
    if child == 0:
        os.execve(PORTREG, [PORTREG, *arguments, "--data", data, "--color", "never"],
                  {"PATH": os.environ["PATH"], "COLUMNS": "80"})
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    output = b""
    while True:
        try:
            block = os.read(terminal, 65536)
        except OSError:
            break
        if not block:
            break
        output += block
    os.close(terminal)
    os.waitpid(child, 0)
    return output.replace(b"\r\n", b"\n")


class Pages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with open(RELEASE, encoding="utf-8") as file:
            text = file.read()
        text = text.replace("<description>Discard", "<description>" + HOSTILE.replace(
            "<", "&lt;") + " Discard", 1).replace("<name>finger<", "<name>fin&quot;&lt;i&gt;<", 1)
        with tempfile.NamedTemporaryFile("w", suffix=".xml", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            cls.server = Server(PORTREG, PORTREGD, RELEASE)
            try:
                cls.server.import_release(file.name)
                while json.loads(cls.server.ask("/api/v1/releases")[2])["total"] < 2:
                    time.sleep(0.05)
            except BaseException:
                cls.server.__exit__()
                raise

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()

    def page(self, path, expected_status=200):
        status, headers, body = self.server.ask(path, headers={"Accept": BROWSER})
        self.assertEqual(status, expected_status, path)
        self.assertEqual(headers["Content-Type"], "text/html; charset=UTF-8", path)
        self.assertIn("Accept", ", ".join(headers.get_all("Vary", [])), path)
        page = Page(body.decode())
        self.assertEqual(len([tag for tag, _ in page.headings if tag == "h1"]), 1, path)
        self.assertEqual(len(page.ids), len(set(page.ids)), path)
        self.assertEqual([found for tag, found in page.elements if tag == "script"],
                         [{"src": "/web/finder.js", "defer": None}], path)
        levels = [int(tag[1]) for tag, _ in page.headings]
        self.assertTrue(all(b <= a + 1 for a, b in zip(levels, levels[1:])), (path, levels))
        return page

    def test_port_number(self):
        page = self.page("/ports/443")
        self.assertEqual(page.title, "Port number 443")
        self.assertEqual(page.canonical, "/ports/443")
        for link in ("/services/https", "/ports/443/tcp", "/ports/0-1023", "/ports/442", "/ports/444",
                     "https://www.rfc-editor.org/rfc/rfc6335#section-8.1.2",
                     "/changes.atom?port=443", "/api/v1/ports/443", "/releases/1"):
            self.assertIn(link, page.links)
        self.assertIn("443/dccp", page.words["table"])
        self.assertIn("as it is assigned for tcp and udp", page.words["table"])
        self.assertEqual([text for tag, text in page.headings if tag == "h2"][:3],
                         ["Records", "Around it", "History"])

    def test_aliases_come_last(self):
        page = self.page("/ports/80/tcp")
        names = [text.split()[0] for tag, text in page.headings if tag == "h3" and "80" in text]
        self.assertEqual(names[:3], ["http", "www", "www-http"])

    def test_remarks_and_blocks(self):
        self.assertIn("for experiments", self.page("/ports/1021").words["dd"])
        self.assertIn("at the upper edge", self.page("/ports/49151").words["dd"])
        page = self.page("/ports/6010")
        self.assertIn("/ports/6000-6063", page.links)
        self.assertIn("dynamic", self.page("/ports/50000").words["table"])
        for port in (0, 65535):
            self.page(f"/ports/{port}")

    def test_range(self):
        page = self.page("/ports/6000-6063")
        self.assertEqual(page.title, "Port numbers 6000-6063")
        self.assertIn("/services/x-window", page.links)
        self.assertIn("64", page.words["table"])
        everything = self.page("/ports/0-65535?page=999")
        self.assertIn("Dynamic Ports", everything.words["dd"])
        self.assertEqual(self.page("/ports/6000-6063/udp").title, "Port numbers 6000-6063/udp")

    def test_service_name(self):
        page = self.page("/services/http")
        self.assertEqual(page.title, "Service name http")
        self.assertEqual(page.canonical, "/services/http")
        for link in ("/ports/80", "/services/www", "/services/www-http",
                     "/changes.atom?service=http"):
            self.assertIn(link, page.links)
        self.assertIn("_http._tcp.example.com", page.words["code"])
        alias = self.page("/services/www")
        self.assertRegex(alias.words["dt"], "(Alias|Duplicate) of")
        legacy = self.page("/services/lookup++")
        self.assertIn("Legacy name", legacy.words["dt"])
        self.assertIn("character other than", legacy.words["dd"])
        self.assertNotIn("In the DNS", legacy.words["h2"])
        self.assertIn("Defined TXT keys",
                      "".join(self.page(f"/services/{name}").words["h2"]
                              for name in ("1sampleprint", "wot-sample")))

    def test_short_form_is_the_page(self):
        for short, long in [("/443", "/ports/443"), ("/443/tcp", "/ports/443/tcp"),
                            ("/6000-6063", "/ports/6000-6063"), ("/https", "/services/https")]:
            for accept in (BROWSER, "application/json", "text/plain", "*/*"):
                ask = {"Accept": accept}
                one, other = self.server.ask(short, headers=ask), self.server.ask(long, headers=ask)
                self.assertEqual((one[0], one[2]), (other[0], other[2]), (short, accept))
        self.assertEqual(self.page("/_https._tcp").canonical, "/services/https")
        self.assertEqual(self.page("/https/tcp").canonical, "/services/https")

    def test_text_is_what_a_terminal_shows(self):
        for query in ("80", "443/tcp", "9/dccp", "https", "https/tcp", "6000-6063", "_http._tcp",
                      "50000", "lookup++"):
            status, headers, body = self.server.ask("/" + query)
            self.assertEqual((status, headers["Content-Type"]), (200, "text/plain; charset=UTF-8"))
            self.assertEqual(body.decode(), on_terminal(self.server.data, [query]).decode(), query)
        status, _, body = self.server.ask("/search?q=discard")
        self.assertEqual(status, 200)
        self.assertIn(body.decode(), on_terminal(self.server.data, ["search", "discard"]).decode())

    def test_text_of_nothing_says_so(self):
        for path in ("/50000-50010", "/search?q=zzzzzzzzzz"):
            status, _, body = self.server.ask(path)
            self.assertEqual((status, body[:9]), (200, b"No record"), path)

    def test_json_is_that_of_the_api(self):
        for path in ("/ports/443", "/ports/443/tcp", "/ports/6000-6063", "/services/http",
                     "/services/_https._tcp", "/search?q=discard", "/ports/443?as-of=2026"):
            status, headers, body = self.server.ask(path, headers={"Accept": "application/json"})
            self.assertEqual((status, headers["Content-Type"]), (200, "application/json"), path)
            self.assertEqual(body, self.server.ask("/api/v1" + path)[2], path)

    def test_as_of_stays(self):
        page = self.page("/ports/443?as-of=2026-01-15")
        self.assertIn("/ports/444?as-of=2026-01-15", page.links)
        self.assertIn("/services/https?as-of=2026-01-15", page.links)
        self.assertIn("/ports/443", page.links)
        self.assertEqual(page.canonical, "/ports/443")
        self.page("/ports/443?as-of=1999", 404)

    def test_people_as_of(self):
        for path in ("/ports/9", "/services/discard", "/"):
            links = self.page(path + "?as-of=2026-01-15").links if path != "/" else Page(
                self.server.ask("/?as-of=2026-01-15", headers={"Accept": BROWSER})[2].decode()).links
            people = [link for link in links if link.startswith("/people/")]
            self.assertTrue(people, path)
            self.assertEqual([link for link in people if not link.endswith("?as-of=2026-01-15")],
                             [], path)

    def test_history(self):
        page = self.page("/ports/9")
        releases = [link for link in page.links if link.startswith("/releases/")]
        self.assertEqual([link for link in releases if link != "/releases"],
                         ["/releases/2", "/releases/1"])
        self.assertIn(HOSTILE, page.words["ins"])

    def test_nothing_of_a_registry_is_markup(self):
        for path in ("/ports/9", "/services/discard", "/ports/0-100", "/search?q=discard",
                     "/ports/79", "/services/fin%22%3Ci%3E", "/search?q=" + HOSTILE.replace("/", "%2F"),
                     "/search?q=alert"):
            self.assertEqual({found["src"] for tag, found in self.page(path).elements
                              if tag == "script"}, {"/web/finder.js"}, path)
        self.assertEqual(self.page("/services/fin%22%3Ci%3E").title, 'Service name fin"<i>')
        self.page("/" + HOSTILE.replace("/", "%2F"), 404)

    def test_search(self):
        page = self.page("/search?q=discard")
        self.assertIn("discard", page.words["mark"].lower())
        self.assertIn("/services/discard", page.links)
        self.assertIn("Service name discard", [text for tag, text in page.headings if tag == "h2"])
        self.assertIn("/ports/443", self.page("/search?q=443").links)
        self.assertIn("/ports/6000-6063", self.page("/search?q=6000-6063").links)
        self.assertEqual(self.page("/search").title, "How to search")
        self.assertEqual(self.page("/search?q=").title, "How to search")
        self.assertIn("tcp, udp, sctp, dccp or none",
                      self.page("/search?q=transport:x", 400).words["p"])
        self.page("/search?q=zzzzzzzzzz&page=7")
        first, last = self.page("/search?q=state:assigned"), self.page("/search?q=state:assigned&page=99")
        self.assertIn("/search?q=state%3Aassigned&page=2", first.links)
        self.assertNotEqual(first.words["ol"], last.words["ol"])

    def test_refusals_for_people(self):
        for path, status, word in [
                ("/ports/65536", 400, "from 0 to 65535"), ("/ports/x", 400, "port number"),
                ("/ports/443/icmp", 400, "tcp, udp, sctp or dccp"), ("/99999", 400, "0 to 65535"),
                ("/0443", 400, "leading zeros"), ("/htpps", 404, "service name"),
                ("/services/htpps", 404, "service name"), ("/https/dccp", 404, "dccp"),
                ("/people/Nobody", 404, "Nobody"), ("/no/where/at/all", 404, "paths")]:
            page = self.page(path, status)
            self.assertIn(word, page.words["p"], path)
            self.assertIn("/", page.links, path)
            self.assertIsNone(page.canonical, path)
        self.assertIn("/services/https", self.page("/htpps", 404).links)
        self.assertIn("/ports/443", self.page("/nowhere/443/x", 404).links)
        self.assertIn("/services/https", self.page("/_htpps._tcp", 404).links)
        for path in ("/443/quic", "/ports/443/quic"):
            self.assertIn("tcp, udp, sctp or dccp", self.page(path, 400).words["p"], path)

    def test_refusals_lead_on(self):
        def main(path, status):
            links = self.page(path, status).links
            return links[links.index("/about") + 1:]
        # The date is what is wrong: the port number is there without it.
        self.assertEqual(main("/ports/443?as-of=1999", 404)[0], "/ports/443")
        self.assertEqual(main("/443/tcp?as-of=soon", 400)[0], "/443/tcp")
        # What is about no name and no port number suggests none.
        for path, status, page in (("/releases/443", 404, "/releases"),
                                   ("/map?transport=x", 400, "/map")):
            self.assertEqual(main(path, status)[:2], [page, "/"], path)

    def test_slashes_too_many(self):
        for path, same in (("/443/", "/443"), ("//443", "/443"), ("/ports//443/", "/ports/443"),
                           ("/services/https/", "/services/https"), ("/about/", "/about"),
                           ("/443/tcp/?as-of=2026-01-15", "/443/tcp?as-of=2026-01-15")):
            for accept in (BROWSER, "text/plain"):
                bodies = [self.server.ask(each, headers={"Accept": accept})[2]
                          for each in (path, same)]
                self.assertEqual(*bodies, path)

    def test_refusals_of_other_methods(self):
        status, headers, body = self.server.ask("/ports/443", method="DELETE",
                                                headers={"Accept": BROWSER})
        self.assertEqual((status, headers["Allow"]), (405, "GET, HEAD, OPTIONS"))
        self.assertEqual(Page(body.decode()).title, "Only for reading")

    def test_refusals_for_programs(self):
        for path, headers in [("/htpps", {}), ("/htpps", {"Accept": "application/json"}),
                              ("/ports/x", {}), ("/api/v1/ports/x", {"Accept": BROWSER}),
                              ("/log/nothing", {"Accept": BROWSER}), ("/search?q=state:x", {})]:
            status, found, _ = self.server.ask(path, headers=headers)
            self.assertGreaterEqual(status, 400, path)
            self.assertEqual(found["Content-Type"], "application/problem+json", path)

    def test_conditions(self):
        for accept in (BROWSER, "application/json", "text/plain"):
            status, headers, _ = self.server.ask("/443", headers={"Accept": accept})
            again = self.server.ask("/443", headers={"Accept": accept,
                                                     "If-None-Match": headers["ETag"]})
            self.assertEqual((status, again[0], again[2]), (200, 304, b""))


class FormerContact(unittest.TestCase):
    """Whoever is gone is found where the record of that date leads."""

    def test_person_as_of(self):
        with open(RELEASE, encoding="utf-8") as file:
            text = file.read()
        later = text.replace("Kim_Placeholder", "Robin_Sample_2").replace(
            "<updated>2026-01-15<", "<updated>2026-02-20<", 1)
        with tempfile.NamedTemporaryFile("w", suffix=".xml", encoding="utf-8") as file, \
                Server(PORTREG, PORTREGD, RELEASE) as server:
            file.write(later)
            file.flush()
            server.import_release(file.name)
            while json.loads(server.ask("/api/v1/releases")[2])["total"] < 2:
                time.sleep(0.05)
            for query, expected in (("?as-of=2026-01-15", 200), ("", 404), ("?as-of=soon", 400),
                                    ("?as-of=1999", 404)):
                status, _, body = server.ask("/people/Kim_Placeholder" + query,
                                             headers={"Accept": BROWSER})
                self.assertEqual(status, expected, query)
                if status == 200:
                    self.assertIn("/?q=%5BKim_Placeholder%5D&as-of=2026-01-15",
                                  Page(body.decode()).links)


class Unpublished(unittest.TestCase):
    def test_says_that_nothing_is_here_yet(self):
        with Server(PORTREG, PORTREGD) as server:
            status, _, body = server.ask("/ports/443", headers={"Accept": BROWSER})
            self.assertEqual((status, Page(body.decode()).title), (503, "Nothing here yet"))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
