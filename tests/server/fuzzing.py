"""A client that sends nonsense: random bytes, and requests with something changed. Seconds, or ten
minutes with PORTREG_LONG=1: fuzzing.py PORTREG PORTREGD RELEASE"""
import os
import random
import socket
import sys
import time
import unittest

from server import Server
from watching import Visitor, memory_tells, metrics

PORTREG, PORTREGD, RELEASE = sys.argv[1:4]
SECONDS = 600 if os.environ.get("PORTREG_LONG") else 4
SEED = int(os.environ.get("PORTREG_SEED_NUMBER", "6335"))
TARGETS = ["/", "/?q=http&sort=port&page=2", "/api/v1/ports/443", "/api/v1/ports/443/tcp",
           "/api/v1/ports/1-100?as-of=2026", "/api/v1/services/_ipp._tcp", "/api/v1/registry",
           "/api/v1/changes?since=0", "/changes.atom?port=443", "/people/Example_Corp",
           "/assignments/service-names-port-numbers/service-names-port-numbers.csv",
           "/log/checkpoint", "/log/tile/0/000", "/log/proof/0", "/web/style.css", "/healthz", "*",
           "/metrics", "/nowhere", "http://example.org/healthz", "/%", "/%00", "/../../etc/passwd"]
METHODS = ["GET", "HEAD", "OPTIONS", "POST", "TRACE", "CONNECT", "get", ""]
VERSIONS = ["HTTP/1.1", "HTTP/1.0", "HTTP/0.9", "HTTP/2.0", "http/1.1", ""]
HEADERS = ["Host: x", "Accept-Encoding: gzip", "Accept-Encoding: gzip;q=0, identity;q=0.5, *",
           "Accept: application/json", "Accept: text/html;q=0.9,*/*;q=0.1", "If-None-Match: *",
           'If-None-Match: W/"x", "y', "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT",
           "Content-Length: 0", "Content-Length: 5", "Content-Length: -1",
           "Transfer-Encoding: chunked", "Connection: close", "Connection: keep-alive, upgrade",
           "Expect: 100-continue", "Range: bytes=0-1", "X-Forwarded-For: 1.2.3.4, ::1",
           "Forwarded: for=\"[::1]\";proto=https, for=", "Upgrade: h2c", "Cookie: " + "a=b; " * 50,
           "A", ": b", " folded", "Host: a\x00b", "\xff\xfe: \xff"]


def sound_request(chance):
    lines = [" ".join((chance.choice(METHODS[:3]), chance.choice(TARGETS), "HTTP/1.1")), "Host: x"]
    lines += chance.sample(HEADERS, chance.randrange(4))
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def odd_request(chance):
    lines = [" ".join((chance.choice(METHODS), chance.choice(TARGETS), chance.choice(VERSIONS)))]
    lines += chance.choices(HEADERS, k=chance.randrange(12))
    return (chance.choice(("\r\n", "\n", "\r", "\r\n ")).join(lines) + "\r\n\r\n").encode("latin-1")


def mutate(chance, request):
    request = bytearray(request)
    for _ in range(chance.randrange(1, 8)):
        place = chance.randrange(len(request) + 1)
        kind = chance.randrange(5)
        if kind == 0:
            request[place:place + 1] = bytes([chance.randrange(256)])
        elif kind == 1:
            del request[place:place + chance.randrange(1, 20)]
        elif kind == 2:
            request[place:place] = chance.randbytes(chance.randrange(1, 20))
        elif kind == 3:
            request[place:place] = request[place:place + 50] * chance.choice((1, 2, 200))
        else:
            request[place:place] = chance.choice((b"\r\n", b"\r\n\r\n", b"\0", b"%", b"?", b" ",
                                                  b"&a=" * 100, b"/" * 5000))
    return bytes(request)


def make(chance):
    kind = chance.randrange(4)
    if kind == 0:
        return chance.randbytes(chance.randrange(1, 3000))
    if kind == 1:
        return b"".join(sound_request(chance) for _ in range(chance.randrange(1, 10)))
    return mutate(chance, sound_request(chance)) if kind == 2 else odd_request(chance)


class Fuzzing(unittest.TestCase):
    def send(self, server, chance):
        """In pieces, perhaps not to the end, and perhaps without reading what comes back."""
        with socket.create_connection((server.host, server.port), timeout=0.2) as client:
            for _ in range(chance.randrange(1, 4)):
                request = make(chance)
                cut = chance.randrange(len(request) + 1)
                client.sendall(request[:cut])
                if chance.random() < 0.8:
                    client.sendall(request[cut:])
            if chance.random() < 0.5:
                client.shutdown(socket.SHUT_WR)
                while client.recv(65536):
                    pass

    def test_nonsense(self):
        chance = random.Random(SEED)
        count = 0
        with Server(PORTREG, PORTREGD, RELEASE,
                    options=("--metrics", "--access-log", "/dev/null")) as server:
            visitor = Visitor(server)
            visitor.start()
            memory = []
            end = time.monotonic() + SECONDS
            while time.monotonic() < end:
                for _ in range(50):
                    if time.monotonic() > end:
                        break
                    try:
                        self.send(server, chance)
                    except OSError:
                        pass # it may close on nonsense, and does
                    count += 1
                self.assertIsNone(server.process.poll(), f"seed {SEED}, after {count}")
                memory.append(metrics(server)["process_resident_memory_bytes"])
            visitor.end()
            print(f"\n{count} clients with nonsense, {visitor}; at most {max(memory) / 1e6:.1f} MB",
                  file=sys.stderr)
            self.assertEqual(visitor.failures, [])
            # Flat: the cache of answers fills in the beginning, and then nothing grows.
            half = memory[:len(memory) // 2 + 1]
            if memory_tells(PORTREGD):
                self.assertLess(max(memory), max(half) + 24e6)
            self.assertEqual(server.stop(), 0)
            said = server.process.stderr.read()
            self.assertNotIn("Sanitizer", said)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
