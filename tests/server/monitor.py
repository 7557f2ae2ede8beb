"""/metrics and the access log: monitor.py PORTREG PORTREGD RELEASE"""
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

from server import Server
from watching import Visitor, metrics

PORTREG, PORTREGD, RELEASE = sys.argv[1:4]
COMBINED = re.compile(r'^(\S+) - - \[(\d\d/\w{3}/\d{4}:\d\d:\d\d:\d\d \+0000)\] "([^"]*)" (\d{3}) '
                      r'(\d+) "([^"]*)" "([^"]*)"$')


def wait_for(condition):
    until = time.monotonic() + 20
    while not condition() and time.monotonic() < until:
        time.sleep(0.02)
    return condition()


class Metrics(unittest.TestCase):
    def test_only_when_asked_for(self):
        with Server(PORTREG, PORTREGD, RELEASE) as server:
            self.assertEqual(server.ask("/metrics")[0], 404)

    def test_one_answer_for_all_names_of_the_server(self):
        """No answer names the host, so who asks by many names makes nobody wait."""
        with Server(PORTREG, PORTREGD, RELEASE, options=("--metrics", "--threads", "1")) as server:
            for name in ("a.example", "b.example", "c.example"):
                self.assertEqual(server.ask("/ports/443", headers={"Host": name})[0], 200)
            self.assertEqual(metrics(server)["portreg_cache_hits_total"], 2)

    def test_counts(self):
        with Server(PORTREG, PORTREGD, RELEASE, options=("--metrics", "--threads", "1")) as server:
            first = metrics(server)
            for _ in range(3):
                _, headers, body = server.ask("/api/v1/ports/443")
            server.ask("/api/v1/ports/443", headers={"If-None-Match": headers["ETag"]})
            server.ask("/api/v1/ports/443", method="HEAD")
            server.ask("/api/v1/ports/x")
            server.ask("/nowhere/at/all")
            server.ask("/", method="POST")
            def count(now, status, route, method="GET"):
                return now.get(f'portreg_http_requests_total{{method="{method}",'
                               f'status="{status}",route="{route}"}}', 0)
            # A request is counted when its answer is with the system, just before or after it is
            # with the client.
            wait_for(lambda: count(metrics(server), "4xx", "none", "other") == 1)
            now = metrics(server)
            ports = "/api/v1/ports/{number}"
            self.assertEqual(count(now, "2xx", ports), 3)
            self.assertEqual(count(now, "3xx", ports), 1)
            self.assertEqual(count(now, "4xx", ports), 1)
            self.assertEqual(count(now, "2xx", ports, "HEAD"), 1)
            self.assertEqual(count(now, "4xx", "none"), 1)
            self.assertEqual(count(now, "4xx", "none", "other"), 1)
            self.assertEqual(now["portreg_cache_hits_total"], 3)
            self.assertGreaterEqual(now["portreg_cache_answers"], 2)
            self.assertGreaterEqual(now["portreg_http_body_bytes_total"] -
                                    first["portreg_http_body_bytes_total"], 3 * len(body))
            buckets = [value for key, value in now.items()
                       if key.startswith("portreg_http_request_duration_seconds_bucket")]
            self.assertEqual(buckets, sorted(buckets))
            self.assertEqual(buckets[-1], now["portreg_http_request_duration_seconds_count"])
            self.assertEqual(buckets[-1], sum(value for key, value in now.items() if
                                              key.startswith("portreg_http_requests_total")))
            self.assertEqual(now["portreg_release_sequence"], 1)
            self.assertAlmostEqual(now["process_start_time_seconds"], time.time(), delta=60)
            self.assertTrue(1e6 < now["process_resident_memory_bytes"] < 1e9)
            self.assertTrue(0 <= now["portreg_snapshot_age_seconds"] < 60)
            self.assertGreaterEqual(now["portreg_http_connections"], 1)

    @unittest.skipUnless(shutil.which("promtool"), "promtool is not installed")
    def test_promtool(self):
        with Server(PORTREG, PORTREGD, RELEASE, options=("--metrics",)) as server:
            server.ask("/")
            body = server.ask("/metrics")[2]
            done = subprocess.run(["promtool", "check", "metrics"], input=body,
                                  capture_output=True, check=False)
            self.assertEqual((done.returncode, done.stdout + done.stderr), (0, b""))

    def test_another_release(self):
        """It is counted, and no answer of the old one is sent once it is there."""
        with Server(PORTREG, PORTREGD, RELEASE, options=("--metrics",)) as server:
            old = server.ask("/api/v1/ports/9")[2]
            with open(RELEASE, encoding="utf-8") as file:
                text = file.read()
            newer = os.path.join(server.data, "newer.xml")
            with open(newer, "w", encoding="utf-8") as file:
                file.write(text.replace("2026-01-15</updated>", "2026-03-01</updated>", 1)
                           .replace("Discard", "Throw away"))
            server.import_release(newer)
            self.assertTrue(wait_for(lambda: metrics(server)["portreg_release_sequence"] == 2))
            for _ in range(20):
                self.assertNotEqual(server.ask("/api/v1/ports/9")[2], old)
                self.assertIn(b"Throw away", server.ask("/api/v1/ports/9")[2])


class Log(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.mkdtemp(prefix="portreg-log-")
        self.path = os.path.join(self.directory, "access.log")

    def tearDown(self):
        shutil.rmtree(self.directory)

    def lines(self, path=None):
        with open(path or self.path, encoding="utf-8") as file:
            return file.read().splitlines()

    def serve(self, *options):
        return Server(PORTREG, PORTREGD, RELEASE, options=("--access-log", self.path, *options))

    def test_combined(self):
        with self.serve() as server:
            body = server.ask("/api/v1/ports/443?x=%22", headers={
                "User-Agent": 'a "browser" \\ \x7f', "Referer": "http://example.org/"})[2]
            server.ask("/nowhere/at/all", method="HEAD")
            server.stop()
        (address, _, request, status, size, referer, agent), second = [
            COMBINED.match(line).groups() for line in self.lines()]
        self.assertEqual((address, request, status, int(size), referer), (
            "127.0.0.1", "GET /api/v1/ports/443?x=%22 HTTP/1.1", "200", len(body),
            "http://example.org/"))
        self.assertEqual(agent, r"a \x22browser\x22 \x5C \x7F")
        self.assertEqual(second[2:5], ("HEAD /nowhere/at/all HTTP/1.1", "404", "0"))

    def test_json(self):
        with self.serve("--access-log-format", "json", "--trust-proxy", "127.0.0.1") as server:
            server.ask("/healthz", headers={"User-Agent": 'a "b"\t\xe9',
                                            "X-Forwarded-For": "2001:db8::1"})
            server.ask_raw(b"GET /" + b"a" * 40000 + b"\r\n\r\n")
            server.stop()
        line = json.loads(self.lines()[0])
        self.assertEqual(line["address"], "2001:db8::1")
        self.assertEqual((line["method"], line["target"], line["status"]), ("GET", "/healthz", 200))
        self.assertEqual(line["user_agent"], 'a "b"\t\ufffd')
        self.assertEqual(set(line), {"time", "address", "method", "target", "version", "status",
                                     "bytes", "duration_us", "referer", "user_agent"})

    def test_reopened(self):
        """As logrotate does it: renamed, and then SIGHUP."""
        with self.serve() as server:
            server.ask("/healthz")
            self.assertTrue(wait_for(lambda: len(self.lines()) == 1))
            os.rename(self.path, self.path + ".1")
            server.ask("/healthz")
            self.assertTrue(wait_for(lambda: len(self.lines(self.path + ".1")) == 2))
            server.process.send_signal(signal.SIGHUP)
            self.assertTrue(wait_for(lambda: os.path.exists(self.path)))
            server.ask("/healthz")
            self.assertTrue(wait_for(lambda: len(self.lines()) == 1))

    def test_standard_output(self):
        with Server(PORTREG, PORTREGD, RELEASE, options=("--access-log", "-")) as server:
            server.ask("/healthz")
            server.process.send_signal(signal.SIGHUP)
            server.ask("/healthz")
            server.stop()
            self.assertEqual(server.process.stdout.read().count('"GET /healthz HTTP/1.1" 200'), 2)

    def test_a_reader_that_sleeps(self):
        """Nobody waits for who does not read the log."""
        fifo = os.path.join(self.directory, "fifo")
        os.mkfifo(fifo)
        reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
        try:
            with Server(PORTREG, PORTREGD, RELEASE, options=("--access-log", fifo,
                                                             "--metrics")) as server:
                long = {"User-Agent": "a" * 8000}
                for _ in range(1000):
                    self.assertEqual(server.ask("/healthz", headers=long)[0], 200)
                self.assertGreater(metrics(server)["portreg_access_log_dropped_total"], 0)
                os.close(reader)
                reader = None
                self.assertEqual(server.ask("/healthz")[0], 200)
        finally:
            if reader is not None:
                os.close(reader)


class Shutdown(unittest.TestCase):
    def test_under_load(self):
        """No request that was sent before SIGTERM goes without its answer: whoever is told that the
        connection ends, or finds it closed before asking, has lost nothing."""
        for _ in range(3):
            with Server(PORTREG, PORTREGD, RELEASE) as server:
                clients = [Polite(server) for _ in range(8)]
                for client in clients:
                    client.start()
                time.sleep(0.3)
                told = time.monotonic()
                self.assertEqual(server.stop(), 0)
                for client in clients:
                    client.end()
                self.assertEqual([error for client in clients for begun, error in client.lost
                                  if begun < told], [])
                self.assertGreater(sum(client.answers for client in clients), 100)


class Polite(Visitor):
    """Asks until it is told not to, or nobody is there; keeps what was sent and not answered, with
    the time at which it began to connect."""

    def __init__(self, server):
        super().__init__(server)
        self.lost, self.answers = [], 0

    def run(self):
        while not self.ending.is_set():
            connection = self.server.connect()
            begun = time.monotonic()
            try:
                connection.connect()
            except OSError:
                return # nobody listens any more
            try:
                while not self.ending.is_set():
                    connection.request("GET", self.path)
                    response = connection.getresponse()
                    response.read()
                    self.answers += 1
                    if response.headers["Connection"] == "close":
                        break
            except OSError as error:
                self.lost.append((begun, repr(error)))
                return
            finally:
                connection.close()


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
