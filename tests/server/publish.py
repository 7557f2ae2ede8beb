"""The frozen site, served by nginx, is what portregd answers: publish.py PORTREG PORTREGD RELEASE"""
import gzip
import http.client
import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
import unittest

from server import Server

PORTREG, PORTREGD, RELEASE = sys.argv[1:4]
SKIPPED = 77
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
FORMS = {"index.html": "text/html", "index.json": "application/json", "index.txt": "text/plain", "index.xhtml": "*/*"}
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
SAME_HEADERS = ("Content-Type", "Content-Security-Policy", "X-Content-Type-Options",
                "Referrer-Policy", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy",
                "Permissions-Policy", "Access-Control-Allow-Origin", "Cache-Control")


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


class Nginx:
    """nginx in the foreground with the snippet, as the user that runs the test."""

    def __init__(self, snippet):
        self.home = tempfile.mkdtemp(prefix="portreg-nginx-")
        self.port = free_port()
        configuration = os.path.join(self.home, "nginx.conf")
        paths = "".join(f"{kind}_temp_path {self.home}/{kind};\n"
                        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        user = "user root;\n" if os.geteuid() == 0 else ""
        with open(configuration, "w", encoding="utf-8") as file:
            file.write(f"""{user}daemon off; master_process off; pid {self.home}/pid;
error_log {self.home}/error.log;
events {{ }}
http {{
    access_log off;
    {paths}
    server {{ listen 127.0.0.1:{self.port}; include "{snippet}"; }}
}}
""")
        self.process = subprocess.Popen([NGINX, "-p", self.home, "-c", configuration,
                                         "-e", f"{self.home}/error.log"],
                                        stderr=subprocess.PIPE, text=True)
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                if self.process.poll() is not None:
                    raise AssertionError(self.process.stderr.read()) from None
                time.sleep(0.05)
        raise AssertionError("nginx does not answer")

    def ask(self, path, headers=None):
        return ask("127.0.0.1", self.port, path, headers)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=20)
        self.process.stderr.close()
        shutil.rmtree(self.home)


connections = {}


def ask(host, port, path, headers):
    """One request over the connection that the requests before went over: there are many."""
    for _ in range(2):
        connection = connections.get(port) or http.client.HTTPConnection(host, port, timeout=20)
        connections[port] = connection
        try:
            connection.request("GET", path, headers=headers or {})
            response = connection.getresponse()
            return response.status, response.headers, response.read()
        except (http.client.RemoteDisconnected, ConnectionError):
            connections.pop(port).close()
    raise AssertionError(f"no answer to {path}")


def publish(data, directory):
    return subprocess.run([PORTREG, "publish", "--data", data, directory], capture_output=True,
                          text=True)


def files_below(directory):
    """Name and path of each file, without what stands beside it compressed."""
    for place, _, names in os.walk(directory):
        for name in names:
            path = os.path.join(place, name)
            if os.path.isfile(path) and not os.path.islink(path) and not name.endswith(".gz"):
                yield os.path.relpath(path, directory), path


def read(path):
    with open(path, "rb") as file:
        return file.read()


class Publish(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(PORTREG, PORTREGD, RELEASE)
        cls.home = tempfile.mkdtemp(prefix="portreg-publish-")
        cls.directory = os.path.join(cls.home, "a site")
        cls.result = publish(cls.server.data, cls.directory)
        cls.site = os.path.join(cls.directory, "site")
        cls.nginx = Nginx(os.path.join(cls.directory, "nginx.conf"))

    @classmethod
    def tearDownClass(cls):
        for connection in connections.values():
            connection.close()
        cls.nginx.stop()
        cls.server.__exit__()
        shutil.rmtree(cls.home)

    def check_same(self, path, headers):
        status, expected_headers, expected = ask(self.server.host, self.server.port, path, headers)
        found_status, found_headers, found = self.nginx.ask(path, headers)
        self.assertEqual(found_status, status, path)
        for name in SAME_HEADERS:
            self.assertEqual(found_headers[name], expected_headers[name], (path, name))
        varies = lambda all: {word.strip() for value in all.get_all("Vary", [])
                              for word in value.split(",")}
        self.assertLessEqual(varies(expected_headers), varies(found_headers), path)
        if found_headers["Content-Encoding"] == "gzip":
            found = gzip.decompress(found)
        if expected_headers["Content-Encoding"] == "gzip":
            expected = gzip.decompress(expected)
        self.assertEqual(found, expected, path)

    def test_says_what_it_did(self):
        self.assertEqual(self.result.returncode, 0, self.result.stderr)
        count = sum(1 for _ in files_below(self.site))
        self.assertIn(f"published {count} answers", self.result.stdout)

    def test_every_file_is_what_the_server_answers(self):
        """Also through nginx, with and without compression."""
        for name, path in files_below(self.site):
            folder, index = os.path.split(name)
            form = FORMS.get(index)
            target = "/" + (folder if form else name)
            target = re.sub(r"[^A-Za-z0-9/._~-]", lambda found: "".join(
                f"%{byte:02X}" for byte in found[0].encode()), target)
            headers = {"Accept": form} if form else {}
            self.check_same(target, headers)
            self.check_same(target, {**headers, "Accept-Encoding": "gzip"})
            if os.path.exists(path + ".gz"):
                self.assertEqual(gzip.decompress(read(path + ".gz")), read(path), name)

    def test_no_page_leads_nowhere(self):
        """Every link without a question in it has its file."""
        targets = {}
        for name, path in files_below(self.site):
            if name.endswith("index.html"):
                for link in re.findall(rb'(?:href|src)="(/[^"?#]*)["#]', read(path)):
                    targets.setdefault(link.decode(), name)
        for link, name in sorted(targets.items()):
            status = ask("127.0.0.1", self.nginx.port, link, {"Accept": BROWSER})[0]
            if not link.startswith("/log/proof/"):
                self.assertEqual(status, 200, f"{link} on {name}")

    def test_forms_follow_accept(self):
        for accept in (BROWSER, "*/*", "application/json", None):
            self.check_same("/", {"Accept": accept} if accept else {})

    def test_block_has_one_place(self):
        """A port number without a record of its own has the page of its block."""
        ports = os.path.join(self.site, "api", "v1", "ports")
        links = [name for name in os.listdir(ports) if os.path.islink(os.path.join(ports, name))]
        self.assertIn("60000", links)
        for name in links[::997] + ["60000"]:
            block = os.readlink(os.path.join(ports, name))
            first, last = map(int, block.split("-"))
            self.assertTrue(first <= int(name) <= last and first < last, (name, block))
            self.assertEqual(self.nginx.ask(f"/api/v1/ports/{name}")[2],
                             self.server.ask(f"/api/v1/ports/{block}")[2])
        self.assertEqual({name for name in os.listdir(ports) if name.isdigit()},
                         {str(port) for port in range(65536)})

    def test_unknown_is_404(self):
        for path in ("/nowhere", "/api/v1/services/no-such-name", "/log/tile/0/999"):
            self.assertEqual(self.nginx.ask(path)[0], 404, path)
        self.assertEqual(self.nginx.ask("/api/v1/ports/443?as-of=2015")[0], 404)
        self.assertEqual(self.nginx.ask("/api/v1/releases?page=2")[0], 404)
        status, headers, _ = self.nginx.ask("/api/v1/services/no-such-name")
        self.assertEqual(headers["Content-Type"], "application/problem+json")

    def test_again_keeps_what_is_the_same(self):
        before = {name: os.stat(path).st_ino for name, path in files_below(self.site)}
        old = os.readlink(self.site)
        result = publish(self.server.data, self.directory)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertNotEqual(os.readlink(self.site), old)
        self.assertTrue(os.path.isdir(os.path.join(self.directory, old)), "for who reads it still")
        self.assertEqual({name: os.stat(path).st_ino for name, path in files_below(self.site)},
                         before)
        publish(self.server.data, self.directory)
        self.assertFalse(os.path.exists(os.path.join(self.directory, old)))
        left = [name for name in os.listdir(self.directory) if name.startswith("site.")]
        self.assertEqual(len(left), 2)

    def test_killed_leaves_the_site(self):
        before = os.readlink(self.site)
        for wait_s in (0.03, 0.2):
            process = subprocess.Popen([PORTREG, "publish", "--data", self.server.data,
                                        self.directory], stdout=subprocess.DEVNULL)
            time.sleep(wait_s)
            process.kill()
            process.wait()
            self.assertIn("index.html", os.listdir(self.site))
        result = publish(self.server.data, self.directory)
        self.assertEqual(result.returncode, 0, result.stderr)
        left = [name for name in os.listdir(self.directory) if name.startswith("site.")]
        self.assertLessEqual(len(left), 2, before)

    def test_files_can_be_read_by_all(self):
        for name, path in files_below(self.site):
            self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o644, name)
        self.assertEqual(stat.S_IMODE(os.stat(self.site).st_mode), 0o755)

    def test_refuses_what_is_not_its_own(self):
        directory = os.path.join(self.home, "other")
        os.mkdir(directory)
        with open(os.path.join(directory, "thesis.txt"), "w", encoding="ascii") as file:
            file.write("only copy")
        result = publish(self.server.data, directory)
        self.assertEqual(result.returncode, 2)
        self.assertIn('found "thesis.txt" in it', result.stderr)
        self.assertEqual(os.listdir(directory), ["thesis.txt"])

    def test_refuses_no_release(self):
        result = publish(os.path.join(self.home, "nothing"), os.path.join(self.home, "out"))
        self.assertEqual(result.returncode, 3)
        self.assertFalse(os.path.exists(os.path.join(self.home, "out")))


if not NGINX:
    print("skipped: no nginx")
    sys.exit(SKIPPED)
unittest.main(argv=sys.argv[:1])
