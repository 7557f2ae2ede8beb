"""portregd started with any options, for tests of how it begins, what it is, and how it ends."""
import http.client
import os
import re
import select
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from server import wait_for_look

PATIENCE_S = 20


class UnixConnection(http.client.HTTPConnection):
    """HTTP over a Unix socket."""

    def __init__(self, path):
        super().__init__("localhost", timeout=PATIENCE_S)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


def ask(connection, path="/healthz", headers=None):
    """Status, headers and body of one request, after which the connection stays open."""
    connection.request("GET", path, headers=headers or {})
    response = connection.getresponse()
    return response.status, response.headers, response.read()


class Directory:
    """A directory for a test, which everybody may read, with a data directory in it."""

    def __init__(self, portreg, release=None, mode=0o755):
        self.path = tempfile.mkdtemp(prefix="portreg-daemon-")
        os.chmod(self.path, mode)
        self.data = self.join("data")
        if release:
            subprocess.run([portreg, "import", "--data", self.data, release], check=True,
                           stdout=subprocess.DEVNULL)
        else:
            os.mkdir(self.data)

    def join(self, *names):
        return os.path.join(self.path, *names)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.path)


class Daemon:
    """portregd serve in a process of its own. What it wrote to standard error is in .said, up to
    now, by read_said()."""

    def __init__(self, portregd, data, *options, before=(), environment=None, **popen):
        self.said = ""
        self.process = subprocess.Popen(
            [*before, portregd, "serve", "--data", data, *options], stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, env=dict(os.environ, **(environment or {})), **popen)
        os.set_blocking(self.process.stderr.fileno(), False)
        self.announced = self.process.stdout.readline().decode()
        if "serves" not in self.announced:
            self.process.wait(timeout=PATIENCE_S)
            raise AssertionError(f"portregd says {self.announced!r} {self.read_said()!r}")
        wait_for_look(self.process.pid)
        self.places = re.findall(r"(https?)://(\S+):(\d+)/", self.announced)

    @property
    def pid(self):
        return self.process.pid

    def port(self, index=0):
        return int(self.places[index][2])

    def connect(self, index=0):
        return http.client.HTTPConnection(self.places[index][1].strip("[]"), self.port(index),
                                          timeout=PATIENCE_S)

    def read_said(self):
        self.said += (self.process.stderr.read() or b"").decode()
        return self.said

    def wait_for(self, words, times=1):
        """Waits until standard error has WORDS so many times."""
        until = time.monotonic() + PATIENCE_S
        while self.read_said().count(words) < times:
            if time.monotonic() > until:
                raise AssertionError(f"expected {words!r}, found {self.said!r}")
            select.select([self.process.stderr], [], [], 0.1)

    def status(self, name):
        """A line of /proc/PID/status."""
        with open(f"/proc/{self.pid}/status", encoding="ascii") as file:
            return re.search(rf"^{name}:\t(.*)$", file.read(), re.MULTILINE).group(1)

    def child(self):
        """The process id of the server, where another program has started it and waits."""
        with open(f"/proc/{self.pid}/task/{self.pid}/children", encoding="ascii") as file:
            return int(file.read().split()[0])

    def stop(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        return self.process.wait(timeout=PATIENCE_S)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        self.process.stderr.close()


def refuse(portregd, data, *options, before=(), **popen):
    """Runs portregd where it must not begin to serve: its exit status and what it says."""
    done = subprocess.run([*before, portregd, "serve", "--data", data, *options],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          timeout=PATIENCE_S, check=False, **popen)
    return done.returncode, done.stderr
