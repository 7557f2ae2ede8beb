"""The server in its sandbox works as without, and nothing of what it does is refused:
sandbox.py PORTREG PORTREGD RELEASE"""
import ctypes
import errno
import os
import shutil
import signal
import subprocess
import sys
import time
import unittest

from confined import PORTREG, RELEASE, Confined
from daemon import PATIENCE_S, ask


class Work(Confined):
    def test_goes_on_working(self):
        """New releases, every kind of answer, many connections at a time, and a clean end."""
        daemon = self.serve()
        paths = ["/", "/api/v1/ports/443", "/api/v1/services/https", "/api/v1/changes",
                 "/changes.atom", "/log/checkpoint", "/log/tile/0/000", "/log/proof/0", "/log/key",
                 "/assignments/service-names-port-numbers/service-names-port-numbers.xml",
                 "/web/style.css", "/nowhere"]
        connections = [daemon.connect() for _ in range(200)]
        for i, connection in enumerate(connections):
            self.assertIn(ask(connection, paths[i % len(paths)])[0], (200, 404))
        with open(RELEASE, encoding="utf-8") as file:
            text = file.read()
        newer = self.directory.join("newer.xml")
        with open(newer, "w", encoding="utf-8") as file:
            file.write(text.replace("2026-01-15</updated>", "2026-03-01</updated>", 1)
                       .replace("Discard", "Throw away"))
        subprocess.run([PORTREG, "import", "--data", self.directory.data, newer], check=True,
                       stdout=subprocess.DEVNULL)
        until = time.monotonic() + PATIENCE_S
        while ask(connections[0])[2] != b"2026-03-01\n" and time.monotonic() < until:
            time.sleep(0.05)
        for connection in connections:
            self.assertEqual(ask(connection)[2], b"2026-03-01\n")
            connection.close()
        self.assertEqual(daemon.stop(), 0)
        self.assertEqual(daemon.read_said(), "")


@unittest.skipUnless(shutil.which("strace"), "strace is not installed")
class Calls(Confined):
    """No call of a working server is refused by the filter: nothing limps along unnoticed."""

    def test_nothing_is_refused(self):
        trace = self.directory.join("trace")
        daemon = self.serve(before=("strace", "-f", "-o", trace, "-e", "trace=all"))
        for path in ("/", "/api/v1/ports/443", "/log/checkpoint", "/log/key", "/nowhere"):
            ask(daemon.connect(), path)
        self.assertEqual(ask(daemon.connect())[0], 200)
        server = daemon.child()
        os.kill(server, signal.SIGHUP)
        os.kill(server, signal.SIGTERM)
        daemon.process.wait(timeout=PATIENCE_S)
        with open(trace, encoding="utf-8", errors="replace") as file:
            lines = file.read().splitlines()
        begin = next(i for i, line in enumerate(lines) if "seccomp(SECCOMP_SET_MODE_FILTER" in line
                     and ("= 0" in line or "unfinished" in line))
        refused = [line for line in lines[begin + 1:] if "= -1 EPERM" in line]
        self.assertEqual(refused, [])


class OldKernel(Confined):
    """A kernel that has neither, as a filter can make it look."""

    def without(self, *numbers):
        library = ctypes.CDLL("libseccomp.so.2")
        library.seccomp_init.restype = ctypes.c_void_p
        forbidden, allow = 0x00050000 | errno.ENOSYS, 0x7fff0000

        def forbid():
            context = ctypes.c_void_p(library.seccomp_init(allow))
            for number in numbers:
                assert library.seccomp_rule_add(context, forbidden, number, 0) == 0
            assert library.seccomp_load(context) == 0
        return {"preexec_fn": forbid}

    def test_serves_and_says_so(self):
        number = ctypes.CDLL("libseccomp.so.2").seccomp_syscall_resolve_name
        for name, words in ((b"landlock_create_ruleset", "cannot confine files by Landlock"),
                            (b"seccomp", "cannot confine system calls by seccomp")):
            daemon = self.serve(**self.without(number(name)))
            self.assertEqual(ask(daemon.connect())[0], 200)
            self.assertEqual(daemon.stop(), 0)
            said = daemon.read_said()
            self.assertEqual(said.count("\n"), 1, said)
            self.assertIn("portregd: serves without a part of its sandbox: " + words, said)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
