"""Two thousand clients that are slow on purpose, while others are answered:
slow.py PORTREG PORTREGD RELEASE"""
import socket
import sys
import time
import unittest

from server import Server
from watching import Slow, Visitor, many_files, memory_tells, metrics

PORTREG, PORTREGD, RELEASE = sys.argv[1:4]
COUNT = 2000
PATIENCE_S = 60 # what is limited to ten seconds, on a busy host
FILE = b"/assignments/service-names-port-numbers/service-names-port-numbers.xhtml"


class SlowClients(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.count = min(COUNT, (many_files(3 * COUNT) - 200) // 2)
        cls.server = Server(PORTREG, PORTREGD, RELEASE, options=("--metrics",))

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()

    def last(self, expected_left, *arguments):
        """Waits until the server has shown out all but EXPECTED_LEFT of these clients."""
        before = metrics(self.server)
        visitor = Visitor(self.server)
        visitor.start()
        slow = Slow(self.server, *arguments)
        self.assertEqual(len(slow.open), arguments[0])
        until = time.monotonic() + PATIENCE_S
        memory = 0
        try:
            while time.monotonic() < until:
                now = metrics(self.server)
                memory = max(memory, now["process_resident_memory_bytes"])
                ended = (now["portreg_http_connections_slow_total"] -
                         before["portreg_http_connections_slow_total"])
                if ended >= arguments[0] - expected_left:
                    break
                slow.step()
                time.sleep(0.5)
            self.assertEqual(ended, arguments[0] - expected_left)
        finally:
            visitor.end()
            slow.close()
        print(f"\n{self.id().split('.')[-1]}: {arguments[0]} slow clients, {visitor}; at most "
              f"{memory / 1e6:.1f} MB", file=sys.stderr)
        self.assertEqual(visitor.failures, [])
        self.assertGreater(len(visitor.seconds), 10)
        return memory

    def test_headers_that_trickle(self):
        """A byte now and then keeps no connection alive; and the second time takes no more memory
        than the first."""
        first = self.last(0, self.count, b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ", b"a")
        second = self.last(0, self.count, b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ", b"a")
        if memory_tells(PORTREGD):
            self.assertLess(second, first + 8e6)

    def test_request_line_that_trickles(self):
        self.last(0, self.count // 10, b"GET /", b"a")

    def test_silence(self):
        self.last(0, self.count // 10, b"")

    def test_answers_that_nobody_reads(self):
        """Asked for so much that it does not fit into the buffers of the system."""
        self.last(0, self.count, (b"GET " + FILE + b" HTTP/1.1\r\nHost: x\r\n\r\n") * 300)

    def test_slow_is_not_too_slow(self):
        """Who takes some kilobytes a second gets all of it, however long that takes."""
        with socket.socket() as client:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            client.connect((self.server.host, self.server.port))
            count = 200
            client.settimeout(20)
            client.sendall((b"GET " + FILE + b" HTTP/1.1\r\nHost: x\r\n\r\n") * (count - 1))
            client.sendall(b"GET " + FILE + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            begun, taken = time.monotonic(), 0
            while part := client.recv(4096):
                taken += len(part)
                if time.monotonic() - begun < 14: # longer than the server is patient
                    time.sleep(0.4)
        self.assertGreater(taken,
                           count * len(self.server.published("service-names-port-numbers.xhtml")))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
