"""Measures portreg serve against nginx, which sends the same bytes from files, and writes a section of
the report in Markdown to standard output.

Each server has one processor and wrk another one; they alternate.

usage: serve.py BUILD_DIRECTORY DATA_DIRECTORY [ROUNDS] [SECONDS]
"""
import contextlib
import http.client
import os
import pathlib
import random
import re
import shlex
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tests/server"))
from watching import Slow, Visitor, many_files, parse_metrics  # noqa: E402

NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
NAME = "service-names-port-numbers"
FILES = f"/assignments/{NAME}/{NAME}"
NUMBERS = 1000
CONNECTIONS = 16
SLOW_CLIENTS = 2000
SLOW_SECONDS = 25
STARTS = 20
CLOCK = os.sysconf("SC_CLK_TCK")

CONFIGURATION = """
{user}daemon off; worker_processes 1; worker_rlimit_nofile 20000; pid {home}/pid;
error_log {home}/error.log;
events {{ worker_connections 10000; }}
http {{
    access_log off; sendfile on; tcp_nopush on; tcp_nodelay on;
    open_file_cache max=5000 inactive=600s; open_file_cache_valid 600s;
    keepalive_timeout 75s; keepalive_requests 1000000000;
    default_type application/json; gzip_static on;
    client_body_temp_path {home}/body; proxy_temp_path {home}/proxy;
    fastcgi_temp_path {home}/fastcgi; uwsgi_temp_path {home}/uwsgi; scgi_temp_path {home}/scgi;
    server {{ listen 127.0.0.1:{port}; root {home}/root; }}
}}
"""


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


def wait_for(port):
    for _ in range(2000):
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        time.sleep(0.005)
    raise SystemExit(f"expected a server at port {port}, found none")


def get(port, path, headers=None):
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers or {})
    with urllib.request.urlopen(request) as response:
        return response.read()


class Portreg:
    """portregd at PORT, for a bench that asks it as urllib and tests do."""

    def __init__(self, build, data, processor=None, options=()):
        self.host, self.port = "127.0.0.1", free_port()
        pinned = ["taskset", "-c", str(processor)] if processor is not None else []
        stay = ["--user", "root"] if os.geteuid() == 0 else []
        self.process = subprocess.Popen(
            [*pinned, f"{build}/portregd", "serve", "--data", data, "--listen",
             f"127.0.0.1:{self.port}", *stay, *options], stdout=subprocess.DEVNULL)

    def connect(self):
        return http.client.HTTPConnection(self.host, self.port, timeout=20)

    def pid(self):
        return self.process.pid

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=30)


class Nginx:
    def __init__(self, home, processor):
        self.port = free_port()
        configuration = os.path.join(home, "nginx.conf")
        with open(configuration, "w", encoding="utf-8") as file:
            file.write(CONFIGURATION.format(home=home, port=self.port,
                                            user="user root; " if os.geteuid() == 0 else ""))
        self.process = subprocess.Popen(["taskset", "-c", str(processor), NGINX, "-p", home, "-c",
                                         configuration, "-e", f"{home}/error.log"])
        wait_for(self.port)

    def pid(self):
        """That of the worker."""
        with open(f"/proc/{self.process.pid}/task/{self.process.pid}/children",
                  encoding="ascii") as file:
            return int(file.read().split()[0])

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=30)


def processor_seconds(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / CLOCK


def resident_bytes(pid):
    with open(f"/proc/{pid}/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE")


UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0}


class Run:
    """What wrk found: requests a second, seconds for 99 of 100, and processor seconds of each."""

    def __init__(self, server, processor, seconds, arguments):
        before = processor_seconds(server.pid())
        self.command = ["wrk", "-t", "1", "-c", str(CONNECTIONS), "-d", str(seconds), "--latency",
                        *arguments]
        said = subprocess.run(["taskset", "-c", str(processor), *self.command], check=True,
                              stdout=subprocess.PIPE, text=True).stdout
        if "Non-2xx" in said or "Socket errors" in said:
            raise SystemExit(f"expected answers, found:\n{said}")
        used = processor_seconds(server.pid()) - before
        self.rate = float(re.search(r"Requests/sec:\s+([0-9.]+)", said).group(1))
        number, unit = re.search(r"99%\s+([0-9.]+)(\w+)", said).groups()
        self.p99 = float(number) * UNITS[unit]
        self.processor = used / max(1, int(re.search(r"(\d+) requests in", said).group(1)))


class Bench:
    def __init__(self, build, data, rounds, seconds):
        self.build, self.data, self.rounds, self.seconds = build, data, rounds, seconds
        processors = sorted(os.sched_getaffinity(0))
        if len(processors) < 2:
            raise SystemExit("expected two processors, found one")
        self.servers_processor, self.clients_processor = processors[:2]
        self.home = tempfile.mkdtemp(prefix="portreg-serve-")
        os.chmod(self.home, 0o755)
        self.rows = []

    def row(self, what, ours, peer, ratio, target, is_met):
        verdict = "" if is_met is None else "met" if is_met else "**missed**"
        self.rows.append(f"| {what} | {ours} | {peer} | {ratio} | {target} | {verdict} |")

    def fill(self, portreg):
        """The files of nginx: what portreg answers."""
        numbers = random.Random(6335).sample(range(65536), NUMBERS)
        root = pathlib.Path(self.home, "root")
        for path in [f"/api/v1/ports/{number}" for number in (443, *numbers)] + [
                FILES + ".csv", FILES + ".xml"]:
            place = root / path[1:]
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(get(portreg.port, path))
            if path.startswith(FILES):
                packed = get(portreg.port, path, {"Accept-Encoding": "gzip"})
                pathlib.Path(f"{place}.gz").write_bytes(packed)
        self.script = os.path.join(self.home, "numbers.lua")
        with open(self.script, "w", encoding="ascii") as file:
            file.write(f"local numbers = {{{','.join(map(str, numbers))}}}\n"
                       "local requests, i = {}, 0\n"
                       "for k, number in ipairs(numbers) do\n"
                       "  requests[k] = 'GET /api/v1/ports/' .. number .. "
                       "' HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n'\n"
                       "end\n"
                       "request = function() i = i % #requests + 1 return requests[i] end\n")

    def compare(self, portreg, nginx, what, path, *arguments):
        """Alternating runs; medians of both."""
        ours, peer = [], []
        for _ in range(self.rounds):
            for server, runs in ((nginx, peer), (portreg, ours)):
                url = f"http://127.0.0.1:{server.port}{path}"
                runs.append(Run(server, self.clients_processor, self.seconds, [*arguments, url]))
        median = lambda runs, name: statistics.median(getattr(run, name) for run in runs)
        a, b = median(ours, "rate"), median(peer, "rate")
        self.row(what, f"{a:,.0f}/s", f"{b:,.0f}/s", f"{a / b:.2f}", "at least 1", a >= b)
        a, b = median(ours, "p99"), median(peer, "p99")
        self.row("the same, 99 of 100 within", f"{a * 1000:.2f} ms", f"{b * 1000:.2f} ms",
                 f"{a / b:.2f}", "at most 1" if path.startswith("/api") or path == "/" else "",
                 a <= b if path.startswith("/api") or path == "/" else None)
        a, b = median(ours, "processor"), median(peer, "processor")
        self.row("the same, processor time of one", f"{a * 1e6:.1f} us", f"{b * 1e6:.1f} us",
                 f"{a / b:.2f}", "", None)
        return shlex.join([word.replace(self.home, "DIR") for word in ours[0].command])

    def load(self):
        portreg = Portreg(self.build, self.data, self.servers_processor)
        wait_for(portreg.port)
        self.fill(portreg)
        nginx = Nginx(self.home, self.servers_processor)
        packed = ("-H", "Accept-Encoding: gzip")
        try:
            commands = [
                self.compare(portreg, nginx, "`/api/v1/ports/443`", "/api/v1/ports/443"),
                self.compare(portreg, nginx, f"{NUMBERS} random port numbers", "/", "-s",
                             self.script),
                self.compare(portreg, nginx, "CSV", FILES + ".csv"),
                self.compare(portreg, nginx, "CSV, gzip", FILES + ".csv", *packed),
                self.compare(portreg, nginx, "XML", FILES + ".xml"),
                self.compare(portreg, nginx, "XML, gzip", FILES + ".xml", *packed)]
            size = resident_bytes(portreg.pid())
        finally:
            nginx.stop()
            portreg.stop()
        self.row("resident memory after all that", f"{size / 2**20:.1f} MiB", "", "",
                 "under 64 MB", size < 64e6)
        return commands

    def start(self):
        """From the start of the process to the first answer; the processor caches are warm."""
        taken = []
        for _ in range(STARTS):
            begun = time.perf_counter()
            portreg = Portreg(self.build, self.data)
            while True:
                with contextlib.suppress(OSError):
                    with socket.create_connection(("127.0.0.1", portreg.port)) as client:
                        client.sendall(b"GET /api/v1/ports/443 HTTP/1.1\r\nHost: x\r\n\r\n")
                        if client.recv(12) == b"HTTP/1.1 200":
                            break
                time.sleep(0.0005)
            taken.append((time.perf_counter() - begun) * 1000)
            portreg.stop()
        self.row(f"start to the first answer, {STARTS} times, median",
                 f"{statistics.median(taken):.0f} ms", "", "", "under 50 ms",
                 statistics.median(taken) < 50)
        self.row("the same, the fastest", f"{min(taken):.0f} ms", "", "", "", None)

    def slow(self, what, first, more):
        """Others meanwhile, from the first slow client until the server has shown them out."""
        many_files(3 * SLOW_CLIENTS)
        portreg = Portreg(self.build, self.data, options=("--metrics",))
        wait_for(portreg.port)
        visitor = Visitor(portreg)
        visitor.start()
        slow = Slow(portreg, SLOW_CLIENTS, first, more)
        until = time.monotonic() + SLOW_SECONDS
        while time.monotonic() < until:
            slow.step()
            time.sleep(0.5)
        left = parse_metrics(get(portreg.port, "/metrics").decode())["portreg_http_connections"]
        visitor.end()
        slow.close()
        portreg.stop()
        p99 = visitor.quantile_ms(0.99)
        failures = f", {len(visitor.failures)} failed" if visitor.failures else ""
        self.row(f"99 of 100 others within, beside {SLOW_CLIENTS} {what}",
                 f"{p99:.1f} ms of {len(visitor.seconds)} answers{failures}", "", "",
                 "under 50 ms", p99 < 50 and not visitor.failures)
        self.row(f"the same, connections {SLOW_SECONDS} s later", f"{left:.0f}", "", "", "", None)

    def report(self):
        commands = self.load()
        self.start()
        self.slow("headers that trickle", b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ", b"a")
        self.slow("answers that nobody reads",
                  (b"GET " + FILES.encode() + b".xhtml HTTP/1.1\r\nHost: x\r\n\r\n") * 50, b"")
        version = subprocess.run([NGINX, "-v"], capture_output=True, text=True, check=True).stderr
        print("\n## Serving\n")
        print(f"`portreg serve` and {version.strip().split(': ')[-1]} with one worker, sendfile, its "
              "cache of open files and no access log\nalternate, each on one processor and wrk on "
              f"another, {self.rounds} times {self.seconds} s each; figures are medians. Here more "
              "requests\na second are better. nginx sends the bytes that portreg answers from "
              "files.\n")
        print("| what | portreg | nginx | ratio | target | |\n|---|---|---|---|---|---|")
        print("\n".join(self.rows))
        print("\n```\n" + "\n".join(commands) + "\n```")

    def close(self):
        shutil.rmtree(self.home)


def main():
    build, data = sys.argv[1:3]
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 7
    seconds = int(sys.argv[4]) if len(sys.argv) > 4 else 3
    bench = Bench(build, data, rounds, seconds)
    try:
        bench.report()
    finally:
        bench.close()


main()
