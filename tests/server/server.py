"""A portregd over a data directory of its own, for tests."""
import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time


def stay_root(options):
    """The directories of tests are of whoever runs them alone, and root is told so at the start."""
    return ["--user", "root"] if os.geteuid() == 0 and "--user" not in options else []


def wait_for_look(pid):
    """Until the server has looked whether what is published is sound. It does so in a process of its
    own, while it serves, and would make anew what a test is about to damage. Where PID is another
    program, which has begun the server, nothing is waited for."""
    with open(f"/proc/{pid}/comm", encoding="ascii") as file:
        if file.read().strip() != "portregd":
            return
    until = time.monotonic() + 20
    while time.monotonic() < until:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
            if not file.read().split():
                return
        time.sleep(0.01)
    raise AssertionError(f"expected process {pid} without children, found some")


class Server:
    def __init__(self, portreg, portregd, release=None, listen="127.0.0.1:0", options=()):
        self.portreg, self.portregd = portreg, portregd
        self.data = tempfile.mkdtemp(prefix="portreg-server-")
        if release:
            self.import_release(release)
        self.process = subprocess.Popen(
            [portregd, "serve", "--data", self.data, "--listen", listen, *stay_root(options),
             *options],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        found = re.search(r"https?://(\S+):(\d+)/", line)
        if not found:
            raise AssertionError(f"portregd says {line!r} {self.process.stderr.read()!r}")
        self.host, self.port = found.group(1).strip("[]"), int(found.group(2))
        wait_for_look(self.process.pid)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.stop()
        self.process.stdout.close()
        self.process.stderr.close()
        shutil.rmtree(self.data)

    def stop(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        return self.process.wait(timeout=20)

    def import_release(self, path):
        subprocess.run([self.portreg, "import", "--data", self.data, path], check=True,
                       stdout=subprocess.DEVNULL)

    def published(self, name):
        with open(os.path.join(self.data, "published", name), "rb") as file:
            return file.read()

    def connect(self):
        return http.client.HTTPConnection(self.host, self.port, timeout=20)

    def ask(self, path, method="GET", headers=None, body=None):
        """Status, headers and body of one request."""
        connection = self.connect()
        try:
            connection.request(method, path, body=body, headers=headers or {})
            response = connection.getresponse()
            return response.status, response.headers, response.read()
        finally:
            connection.close()

    def ask_raw(self, request, timeout_s=2):
        """All that the server sends to these bytes until it closes, or waits for more."""
        with socket.create_connection((self.host, self.port), timeout=timeout_s) as connection:
            connection.sendall(request)
            parts = []
            while True:
                try:
                    part = connection.recv(65536)
                except (ConnectionResetError, TimeoutError):
                    break
                if not part:
                    break
                parts.append(part)
            return b"".join(parts)
