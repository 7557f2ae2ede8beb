"""Limits of size, number and rate: limits.py PORTREG PORTREGD RELEASE"""
import json
import os
import resource
import socket
import sys
import time
import unittest

from server import Server
from watching import metrics

PORTREG, PORTREGD, RELEASE = sys.argv[1:4]
GET = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"


def connect(server, source="127.0.0.1"):
    return socket.create_connection((server.host, server.port), timeout=20,
                                    source_address=(source, 0))


def status_of(client, request=GET):
    client.sendall(request)
    answer = client.recv(65536)
    return int(answer.split(b" ", 2)[1]) if answer else None


class Sizes(unittest.TestCase):
    """Whatever is too large, or makes no sense, is refused at once, and others do not notice."""

    @classmethod
    def setUpClass(cls):
        cls.server = Server(PORTREG, PORTREGD, RELEASE)

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()

    def refused(self, request, *statuses):
        answer = self.server.ask_raw(request)
        status = int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.1 ") else None
        self.assertIn(status, statuses, (request[:60], answer[:60]))
        self.assertEqual(self.server.ask("/healthz")[0], 200)

    def test_large(self):
        self.refused(b"GET /" + b"a" * 5000 + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                     414)
        self.refused(b"GET /" + b"a" * 100000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414, None)
        self.refused(b"GET / HTTP/1.1\r\nHost: x\r\nA: " + b"b" * 17000 +
                     b"\r\nConnection: close\r\n\r\n", 431)
        self.refused(b"GET / HTTP/1.1\r\nHost: x\r\nA: " + b"b" * 1000000 + b"\r\n\r\n", 431, None)
        self.refused(b"GET / HTTP/1.1\r\nHost: x\r\n" + b"A: b\r\n" * 10000 + b"\r\n", 431, None)
        self.refused(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000000\r\n\r\n", 413)
        self.refused(b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffff\r\n",
                     413)
        self.refused(b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999999\r\n"
                     b"\r\n", 400, 413)

    def test_malformed(self):
        for request in (b"\r\n\r\n\r\n", b"GET\r\n\r\n", b"\0" * 100 + b"\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n",
                        b"GET / HTTP/1.1\r\n\r\n", b"GET  /  x HTTP/1.1\r\nHost: x\r\n\r\n",
                        b"GET / HTTP/1.1\r\nHost x\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03"):
            self.refused(request, 400, 404, 405, 505, None)

    def test_kept_answers_refuse_too(self):
        """An answer that is there already is no way around the limit of the headers."""
        self.assertEqual(self.server.ask("/api/v1/ports/443")[0], 200)
        self.assertEqual(self.server.ask("/api/v1/ports/443", headers={"X": "a" * 17000})[0], 431)


class Numbers(unittest.TestCase):
    def test_all_connections(self):
        """When all are taken, others wait until there is one; who waits for nothing gives it up."""
        with Server(PORTREG, PORTREGD, RELEASE, options=("--connections", "8")) as server:
            clients = [connect(server) for _ in range(8)]
            for client in clients:
                self.assertEqual(status_of(client), 200)
            with connect(server) as late:
                self.assertEqual(status_of(late), 200)
            for client in clients:
                client.close()

    def test_connections_of_an_address(self):
        with Server(PORTREG, PORTREGD, RELEASE,
                    options=("--limit-connections", "3", "--metrics")) as server:
            clients = [connect(server, "127.0.0.2") for _ in range(4)]
            statuses = sorted(status_of(client) for client in clients)
            self.assertEqual(statuses, [200, 200, 200, 429])
            with connect(server, "127.0.0.3") as other:
                self.assertEqual(status_of(other), 200)
            for client in clients:
                client.close()
            until = time.monotonic() + 10
            status = None
            while status != 200 and time.monotonic() < until:
                with connect(server, "127.0.0.2") as client:
                    status = status_of(client)
            self.assertEqual(status, 200)
            counted = metrics(server)
            self.assertGreaterEqual(counted["portreg_http_connections_refused_total"], 1)
            self.assertGreaterEqual(counted["portreg_http_requests_refused_total"], 1)

    def test_rate(self):
        with Server(PORTREG, PORTREGD, RELEASE, options=("--limit-rate", "5/s")) as server:
            begun = time.monotonic()
            answers = [server.ask("/healthz") for _ in range(30)]
            allowed = 5 + 5 * (time.monotonic() - begun) + 1
            statuses = [status for status, _, _ in answers]
            self.assertEqual(statuses[:5], [200] * 5)
            self.assertLessEqual(statuses.count(200), allowed)
            self.assertEqual(set(statuses), {200, 429})
            for status, headers, body in answers:
                if status == 429:
                    self.assertEqual(headers["Retry-After"], "1")
                    self.assertEqual(headers["Content-Type"], "application/problem+json")
                    self.assertEqual(json.loads(body)["status"], 429)
            with connect(server, "127.0.0.2") as other:
                self.assertEqual(status_of(other), 200)
            time.sleep(1.1)
            self.assertEqual(server.ask("/healthz")[0], 200)

    def test_rate_behind_a_proxy(self):
        """Those behind a trusted proxy are counted one by one."""
        with Server(PORTREG, PORTREGD, RELEASE,
                    options=("--limit-rate", "2", "--limit-connections", "1", "--trust-proxy",
                             "127.0.0.1")) as server:
            for client in range(5):
                headers = {"X-Forwarded-For": f"192.0.2.{client}"}
                statuses = [server.ask("/healthz", headers=headers)[0] for _ in range(6)]
                self.assertEqual(statuses[:2], [200, 200])
                self.assertIn(429, statuses)

    def test_usage(self):
        for options, expected in ((("--limit-rate", "x"), "--limit-rate with a number"),
                                  (("--limit-connections", "0"), "--limit-connections with"),
                                  (("--threads", "1000"), "--threads with a number from 1 to 256"),
                                  (("--connections", "-1"), "--connections with a number")):
            with self.assertRaisesRegex(AssertionError, expected):
                Server(PORTREG, PORTREGD, RELEASE, options=options)

    def test_short_of_files(self):
        """Who cannot be let in, since there is no file for them, waits, and the server with them:
        it does not try all the time. They are let in when there is one."""
        with Server(PORTREG, PORTREGD, RELEASE, options=("--threads", "1")) as server:
            pid = server.process.pid
            def used_s():
                with open(f"/proc/{pid}/stat", encoding="ascii") as file:
                    fields = file.read().rsplit(")", 1)[1].split()
                return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
            self.assertEqual(server.ask("/healthz")[0], 200)
            soft, hard = resource.prlimit(pid, resource.RLIMIT_NOFILE)
            resource.prlimit(pid, resource.RLIMIT_NOFILE, (3, hard))
            with connect(server) as client:
                time.sleep(0.2)
                before = used_s()
                time.sleep(1)
                self.assertLess(used_s() - before, 0.05)
                resource.prlimit(pid, resource.RLIMIT_NOFILE, (soft, hard))
                self.assertEqual(status_of(client), 200)

    def test_threads(self):
        with Server(PORTREG, PORTREGD, RELEASE, options=("--threads", "5")) as server:
            clients = [connect(server) for _ in range(20)]
            for _ in range(3):
                for client in clients:
                    self.assertEqual(status_of(client), 200)
            for client in clients:
                client.close()


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
