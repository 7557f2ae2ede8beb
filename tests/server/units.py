"""The units of systemd: they are understood, they are strict, and they let the server do what it does:
units.py PORTREG PORTREGD RELEASE UNITS"""
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

from daemon import PATIENCE_S, Daemon, Directory, ask

PORTREG, PORTREGD, RELEASE, UNITS = sys.argv[1:5]
SKIPPED = 77
SERVICES = ("portreg.service", "portreg-sync.service")
EXPOSURE_LIMIT = 25  # tenths of what systemd-analyze calls exposure: "OK"


def analyze(*arguments):
    return subprocess.run(["systemd-analyze", "--no-pager", *arguments], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False, timeout=PATIENCE_S)


def expand(group):
    """The system calls of a group such as @system-service."""
    words = [line.strip() for line in analyze("syscall-filter", group).stdout.splitlines()[1:]]
    calls = set()
    for word in words:
        if word.startswith("@"):
            calls |= expand(word)
        elif word and not word.startswith("#"):
            calls.add(word)
    return calls


def allowed_calls(path):
    """What the lines SystemCallFilter= of a unit leave."""
    with open(path, encoding="utf-8") as file:
        lines = re.findall(r"^SystemCallFilter=(~?)(.*)$", file.read(), re.MULTILINE)
    calls = set()
    for minus, words in lines:
        for word in words.split():
            found = expand(word) if word.startswith("@") else {word}
            calls = calls - found if minus else calls | found
    return calls


class Units(unittest.TestCase):
    def setUp(self):
        """Copies of the units, which start the program that was built."""
        self.directory = tempfile.mkdtemp(prefix="portreg-units-")
        self.addCleanup(shutil.rmtree, self.directory)
        for name in os.listdir(UNITS):
            with open(os.path.join(UNITS, name), encoding="utf-8") as file:
                text = file.read()
            self.assertTrue(name.endswith((".timer", ".socket")) or "ExecStart=/usr/bin/portreg "
                            in text, name)
            with open(os.path.join(self.directory, name), "w", encoding="utf-8") as file:
                file.write(text.replace("/usr/bin/portreg ", os.path.realpath(PORTREG) + " "))

    def test_understood(self):
        units = sorted(os.path.join(self.directory, name) for name in os.listdir(self.directory))
        done = analyze("verify", "--man=no", *units)
        about = [line for line in done.stdout.splitlines() if "portreg" in line]
        self.assertEqual((done.returncode, about), (0, []))

    def test_strict(self):
        for name in SERVICES:
            done = analyze("security", "--offline=true", f"--threshold={EXPOSURE_LIMIT}",
                           os.path.join(self.directory, name))
            self.assertEqual(done.returncode, 0, done.stdout)

    @unittest.skipUnless(shutil.which("strace"), "strace is not installed")
    def test_leaves_what_the_server_calls(self):
        """All that it calls as the user that the unit starts it as, from its beginning to its end."""
        before = ["strace", "-f", "-qq", "-e", "signal=none"]
        if os.geteuid() == 0:
            before = ["setpriv", "--reuid", "daemon", "--regid", "daemon", "--init-groups", *before]
        with Directory(PORTREG, RELEASE, mode=0o777) as directory:
            trace = directory.join("trace")
            with Daemon(PORTREGD, directory.data, "--listen", "127.0.0.1:0",
                        before=[*before, "-o", trace]) as daemon:
                for path in ("/", "/log/checkpoint", "/api/v1/ports/443"):
                    self.assertEqual(ask(daemon.connect(), path)[0], 200)
                os.kill(daemon.child(), signal.SIGTERM)
                daemon.process.wait(timeout=PATIENCE_S)
            with open(trace, encoding="utf-8", errors="replace") as file:
                called = set(re.findall(r"^\d+ +([a-z_0-9]+)\(", file.read(), re.MULTILINE))
        self.assertLess({"accept4", "epoll_wait", "seccomp"}, called)
        self.assertEqual(called - allowed_calls(os.path.join(UNITS, "portreg.service")), set())


if __name__ == "__main__":
    if not shutil.which("systemd-analyze"):
        print("skipped: no systemd-analyze here")
        sys.exit(SKIPPED)
    unittest.main(argv=sys.argv[:1])
