"""script/run against publishers on this host: one that answers with a registry, and those that do
not. Whatever happens, three look-ups are answered; what does not parse is never imported; what was
imported before is kept.

usage: script_run.py SOURCE_ROOT
"""
import http.server
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import time

LIMIT_SECONDS = 3
LIMIT_BYTES = 1000000
DEBIAN_CSV = pathlib.Path("/usr/share/ipv6toolkit/service-names-port-numbers.csv")


class Publisher(http.server.BaseHTTPRequestHandler):
    """What it sends depends on the path; every request for an unknown one is answered with 404."""
    registry = b""
    stop = threading.Event()

    def do_GET(self):
        answers = {"/good": self.good, "/truncated": self.truncated, "/cut-off": self.cut_off,
                   "/endless": self.endless, "/oversized": self.oversized, "/slow": self.slow,
                   "/page": self.page}
        answers.get(self.path, lambda: self.send_error(404))()

    def send(self, body, length=None):
        self.send_response(200)
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.end_headers()
        self.wfile.write(body)

    def good(self):
        self.send(self.registry, len(self.registry))

    def truncated(self):
        """Complete for HTTP, but not for XML."""
        half = self.registry[:len(self.registry) // 2]
        self.send(half, len(half))

    def cut_off(self):
        self.send(self.registry[:100], len(self.registry))

    def endless(self):
        """More than the limit, without having said so."""
        self.send(b"")
        try:
            while not self.stop.is_set():
                self.wfile.write(b" " * 65536)
        except OSError:
            pass

    def oversized(self):
        self.send(b"", LIMIT_BYTES + 1)

    def slow(self):
        self.send(self.registry[:10], len(self.registry))
        self.stop.wait(10 * LIMIT_SECONDS)

    def page(self):
        """What a captive portal sends instead."""
        self.send(b"<html><body>Please log in</body></html>\n")

    def log_message(self, *arguments):
        pass


class Test:
    def __init__(self, root, address):
        self.root = root
        self.url = f"http://127.0.0.1:{address}"
        self.failures = 0

    def run(self, path, data, url=None):
        """The exit status and the output of script/run."""
        environment = dict(os.environ, PORTREG_RUN_URL=url or self.url + path,
                           PORTREG_RUN_LIMIT_SECONDS=str(LIMIT_SECONDS),
                           PORTREG_RUN_LIMIT_BYTES=str(LIMIT_BYTES), PORTREG_RUN_SERVE="no")
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "PORTREG_DATA"):
            environment.pop(name, None)
        result = subprocess.run([self.root / "script/run", "--data", data], env=environment,
                                cwd="/", stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                text=True)
        return result.returncode, result.stdout

    def expect(self, what, found, *wanted, unwanted=()):
        status, output = found
        missing = [text for text in wanted if text not in output]
        surplus = [text for text in unwanted if text in output]
        if status == 0 and not missing and not surplus:
            return
        self.failures += 1
        print(f"{what}: expected status 0, found {status}; missing {missing}; surplus {surplus}")
        print(output)

    def first_run(self, path, data):
        self.expect(path, self.run(path, data), "This did not work", "taking Debian's copy",
                    "THIS IS OLD", "release of 2014-", "registered as https")

    def later_run(self, path, data, date):
        started = time.monotonic()
        self.expect(f"{path}, later", self.run(path, data), "This did not work",
                    "keeping the release that an earlier run imported", f"release of {date}",
                    "registered as", unwanted=["Debian's copy"])
        print(f"{path}: {time.monotonic() - started:.1f} s")


def check(test, date):
    bad = ["/truncated", "/cut-off", "/endless", "/oversized", "/slow", "/page", "/missing"]
    with tempfile.TemporaryDirectory() as directory:
        data = pathlib.Path(directory, "data with a blank")
        test.expect("good", test.run("/good", data), f"release of {date}", str(data),
                    unwanted=["This did not work", "THIS IS OLD"])
        for path in bad:
            test.later_run(path, data, date)
        test.expect("nobody listens", test.run("", data, "http://127.0.0.1:9/"),
                    "keeping the release")
        if DEBIAN_CSV.exists():
            test.first_run("/truncated", pathlib.Path(directory, "empty"))
            test.expect("good after old", test.run("/good", pathlib.Path(directory, "empty")),
                        f"release of {date}", unwanted=["THIS IS OLD"])


def main():
    root = pathlib.Path(sys.argv[1])
    Publisher.registry = (root / "tests/fixtures/small.xml").read_bytes()
    date = Publisher.registry.split(b"<updated>")[1][:10].decode()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Publisher)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    test = Test(root, server.server_address[1])
    check(test, date)
    Publisher.stop.set()
    return 1 if test.failures else 0


if __name__ == "__main__":
    sys.exit(main())
