"""Programs that download the registry need only another host name: clients.py PORTREG PORTREGD RELEASE

Wireshark's generator of services, whatportis and iana-etc read the publisher's CSV and XML at the
publisher's paths. Here are programs that read as those do, asked twice: over HTTP from the server,
and from the file as it is published. With PORTREG_IANA also on releases of the publisher, against
the publisher's own files."""
import csv
import email.utils
import gzip
import io
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import urllib.error
import urllib.request
import xml.etree.ElementTree

from server import Server

PORTREG, PORTREGD, RELEASE = sys.argv[1:4]
NAME = "service-names-port-numbers"
PATH = f"/assignments/{NAME}/{NAME}"
DATES = ("20220718", "20250922") # of which the publisher's CSV is at hand


def open_url(url, **headers):
    return urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=60)


class WiresharkServices:
    """A table of C for a program that shows names: by the CSV, its columns found by their titles.
    Records that lack a name, a port number or a transport protocol are left out, ranges are kept as
    such, and of several names for one port number of a transport protocol the first counts."""
    TITLES = ("Service Name", "Port Number", "Transport Protocol", "Description")

    def run(self, base):
        with open_url(base + ".csv", **{"User-Agent": "make-services"}) as response:
            rows = csv.reader(io.StringIO(response.read().decode("utf-8", "replace"), newline=""))
        header = next(rows)
        places = [header.index(title) for title in self.TITLES]
        table = {}
        for row in rows:
            name, numbers, protocol, description = (row[place].strip() for place in places)
            if not name or not numbers or not protocol or not re.match(r"[0-9]", numbers):
                continue
            first, _, last = numbers.partition("-")
            key = (int(first), int(last or first), protocol.lower())
            table.setdefault(key, (name[:15], " ".join(description.split())))
        return sorted((*key, *value) for key, value in table.items())


class Whatportis:
    """A local data base of ports: by the CSV as a library of HTTP hands it on, which asks for
    compression, and takes text for ISO 8859-1 where the server does not say its charset."""
    def run(self, base):
        with open_url(base + ".csv", **{"Accept-Encoding": "gzip, deflate", "Accept": "*/*",
                                        "Connection": "keep-alive"}) as response:
            content = response.read()
            if response.headers.get("Content-Encoding") == "gzip":
                content = gzip.decompress(content)
            is_file = base.startswith("file:")
            charset = "utf-8" if is_file else response.headers.get_content_charset("iso-8859-1")
        found = []
        for row in csv.DictReader(io.StringIO(content.decode(charset), newline="")):
            if row["Port Number"]:
                found.append({"name": row["Service Name"] or "---", "port": row["Port Number"],
                              "protocol": row["Transport Protocol"] or "---",
                              "description": row["Description"].replace("\n", " ")})
        return found


class IanaEtc:
    """A file /etc/services: by the elements of the XML, of a range the first port number."""
    SPACE = "{http://www.iana.org/assignments}"

    def run(self, base):
        with open_url(base + ".xml", **{"User-Agent": "Python-urllib"}) as response:
            registry = xml.etree.ElementTree.parse(response).getroot()
        lines = ["# " + registry.findtext(self.SPACE + "updated")]
        for record in registry.iter(self.SPACE + "record"):
            name, number, protocol, description = (
                record.findtext(self.SPACE + tag) for tag in ("name", "number", "protocol", "description"))
            if not name or not number or not protocol:
                continue
            comment = " ".join((description or "").split())[:70]
            lines.append(f"{name:<16}{number.split('-')[0]}/{protocol:<8}" + (f" # {comment}" if comment else ""))
        return lines


CLIENTS = (WiresharkServices(), Whatportis(), IanaEtc())


class Clients(unittest.TestCase):
    def compare(self, server, published, least):
        """Asks all clients for what SERVER answers, and for the files with the path PUBLISHED."""
        for client in CLIENTS:
            with self.subTest(type(client).__name__):
                found = client.run(f"http://127.0.0.1:{server.port}{PATH}")
                self.assertEqual(found, client.run(pathlib.Path(published).resolve().as_uri()))
                self.assertGreaterEqual(len(found), least)

    def test_fixture(self):
        with Server(PORTREG, PORTREGD, RELEASE) as server:
            self.compare(server, os.path.join(server.data, "published", NAME), 20)
            services = CLIENTS[2].run(f"http://127.0.0.1:{server.port}{PATH}")
            self.assertIn("https           443/tcp      # http protocol over TLS/SSL", services)
            ports = CLIENTS[1].run(f"http://127.0.0.1:{server.port}{PATH}")
            self.assertIn({"name": "sample-sync", "port": "4500", "protocol": "tcp",
                           "description": 'Synchronisation of "samples", with <tags> & quotes'}, ports)

    def test_notices_another_file(self):
        """The comparison can fail."""
        with Server(PORTREG, PORTREGD, RELEASE) as server, tempfile.TemporaryDirectory() as directory:
            for extension in ("xml", "csv"):
                content = server.published(f"{NAME}.{extension}").replace(b"Discard", b"Discord")
                with open(os.path.join(directory, f"{NAME}.{extension}"), "wb") as file:
                    file.write(content)
            for client in CLIENTS:
                self.assertNotEqual(client.run(f"http://127.0.0.1:{server.port}{PATH}"),
                                    client.run(pathlib.Path(directory, NAME).as_uri()))

    @unittest.skipUnless("PORTREG_IANA" in os.environ, "PORTREG_IANA is not set")
    def test_published_by_the_publisher(self):
        home = pathlib.Path(os.environ["PORTREG_IANA"])
        for date in DATES:
            release, table = home / "xml" / f"{date}.xml", home / "csv" / f"{date}.csv"
            if not release.exists() or not table.exists():
                continue
            with self.subTest(date), tempfile.TemporaryDirectory() as directory:
                shutil.copy(release, os.path.join(directory, NAME + ".xml"))
                shutil.copy(table, os.path.join(directory, NAME + ".csv"))
                with Server(PORTREG, PORTREGD, str(release)) as server:
                    self.compare(server, os.path.join(directory, NAME), 11000)


class Downloads(unittest.TestCase):
    """Scripts that download only what is new."""
    @classmethod
    def setUpClass(cls):
        cls.server = Server(PORTREG, PORTREGD, RELEASE)
        cls.url = f"http://127.0.0.1:{cls.server.port}{PATH}.csv"
        cls.directory = tempfile.TemporaryDirectory()

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()
        cls.directory.cleanup()

    def test_urllib(self):
        with open_url(self.url) as response:
            etag, changed = response.headers["ETag"], response.headers["Last-Modified"]
            self.assertTrue(email.utils.parsedate_to_datetime(changed))
        for headers in ({"If-None-Match": etag}, {"If-Modified-Since": changed}):
            with self.assertRaises(urllib.error.HTTPError) as caught:
                open_url(self.url, **headers)
            self.assertEqual(caught.exception.code, 304)
            caught.exception.close()

    def run_curl(self, *arguments):
        path = os.path.join(self.directory.name, "curl.csv")
        done = subprocess.run(["curl", "-sSf", "-w", "%{http_code}", *arguments, "-o", path, self.url],
                              stdout=subprocess.PIPE, check=True, text=True)
        with open(path, "rb") as file:
            self.assertEqual(file.read(), self.server.published(NAME + ".csv"))
        return done.stdout

    @unittest.skipUnless(shutil.which("curl"), "no curl")
    def test_curl(self):
        path = os.path.join(self.directory.name, "curl.csv")
        etag = os.path.join(self.directory.name, "etag")
        self.assertEqual(self.run_curl("-R", "--compressed", "-L"), "200")
        self.assertEqual(self.run_curl("-R", "-z", path), "304")
        self.assertEqual(self.run_curl("--etag-save", etag), "200")
        self.assertEqual(self.run_curl("--etag-compare", etag), "304")

    @unittest.skipUnless(shutil.which("wget"), "no wget")
    def test_wget(self):
        before = None
        for expected in ("saved", "not modified|no newer|not retrieving"):
            done = subprocess.run(["wget", "-N", self.url], cwd=self.directory.name, check=True, text=True,
                                  stderr=subprocess.PIPE, env={**os.environ, "LC_ALL": "C"})
            self.assertRegex(done.stderr.lower(), expected)
            status = os.stat(os.path.join(self.directory.name, NAME + ".csv"))
            before = before or status.st_mtime_ns
            self.assertEqual(status.st_mtime_ns, before)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
