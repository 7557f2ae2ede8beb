"""What tests of the server under load have in common: its metrics, and a client that measures."""
import http.client
import re
import resource
import socket
import threading
import time

LINE = re.compile(r'^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])*",?)*\})? '
                  r'(NaN|[+-]?Inf|[-+0-9.eE]+)$')


def parse_metrics(text):
    """The samples of the text format 0.0.4 by name with labels, each checked for its form: HELP and
    TYPE come before the samples of a family, which stand together, and nothing is twice."""
    samples, types, family = {}, {}, None
    for line in text.splitlines():
        if line.startswith("# HELP "):
            family = line.split(" ", 3)[2]
            assert family not in types, line
        elif line.startswith("# TYPE "):
            _, _, name, kind = line.split(" ")
            assert name == family and kind in ("counter", "gauge", "histogram"), line
            types[name] = kind
        else:
            match = LINE.match(line)
            assert match, line
            name = match.group(1)
            ends = ("_bucket", "_sum", "_count") if types[family] == "histogram" else ("",)
            assert name in [family + end for end in ends], line
            assert types[family] != "counter" or name.endswith("_total"), line
            key = name + (match.group(2) or "")
            assert key not in samples, line
            samples[key] = float(match.group(3))
    assert text.endswith("\n")
    return samples


def metrics(server):
    status, headers, body = server.ask("/metrics")
    assert status == 200, status
    assert headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    return parse_metrics(body.decode())


def memory_tells(program):
    """Whether the memory of PROGRAM is its own: a sanitizer keeps what was freed."""
    with open(program, "rb") as file:
        return b"__asan_init" not in file.read()


def many_files(count):
    """Lets this process have COUNT files open; how many it really may."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = count if hard == resource.RLIM_INFINITY else min(count, hard)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    return soft


class Visitor(threading.Thread):
    """Somebody who asks as everybody does, meanwhile, on connections of their own and on one that
    stays; counts what went wrong, and measures how long answers take."""

    def __init__(self, server, path="/api/v1/ports/443"):
        super().__init__(daemon=True)
        self.server, self.path = server, path
        self.ending = threading.Event()
        self.seconds, self.failures = [], []

    def ask_once(self, connection):
        begun = time.perf_counter()
        connection.request("GET", self.path)
        response = connection.getresponse()
        response.read()
        self.seconds.append(time.perf_counter() - begun)
        if response.status != 200:
            self.failures.append(response.status)

    def run(self):
        staying = self.server.connect()
        while not self.ending.is_set():
            fresh = self.server.connect()
            try:
                self.ask_once(staying)
                self.ask_once(fresh)
            except (OSError, http.client.HTTPException) as error:
                self.failures.append(repr(error))
                staying.close()
                staying = self.server.connect()
            finally:
                fresh.close()
            time.sleep(0.005)
        staying.close()

    def end(self):
        self.ending.set()
        self.join()
        return self

    def quantile_ms(self, part):
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * part))] * 1000

    def __str__(self):
        return (f"{len(self.seconds)} answers meanwhile, median {self.quantile_ms(0.5):.2f} ms, "
                f"p99 {self.quantile_ms(0.99):.2f} ms")


class Slow:
    """Clients from addresses of their own (127.0.0.2 and so on), each of which begins with FIRST and
    sends another byte of MORE every now and then; they do not read."""

    def __init__(self, server, count, first, more=b""):
        self.more = more
        self.open = set()
        for i in range(count):
            client = socket.socket()
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            client.bind((f"127.0.0.{2 + i % 250}", 0))
            client.connect((server.host, server.port))
            client.setblocking(False)
            try:
                client.send(first)
            except BlockingIOError:
                pass
            self.open.add(client)

    def step(self):
        """A byte of each, and away with those that the server has ended."""
        for client in list(self.open):
            try:
                if self.more:
                    client.send(self.more[:1])
                elif client.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
                    raise ConnectionResetError
            except BlockingIOError:
                pass
            except OSError:
                self.open.remove(client)
                client.close()

    def close(self):
        for client in self.open:
            client.close()
