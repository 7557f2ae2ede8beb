"""Where the server listens, what it is passed, whom it tells, and which proxies it believes:
listen.py PORTREG PORTREGD RELEASE"""
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import unittest

from daemon import PATIENCE_S, Daemon, Directory, UnixConnection, ask, refuse

PORTREG, PORTREGD, RELEASE = sys.argv[1:4]
USER = ("--user", "root") if os.geteuid() == 0 else ()

# Executes a program as systemd does: with sockets from descriptor 3 on, and variables that say so.
PASS_ON = """
import os, sys
process, count = sys.argv[1], len(sys.argv[2].split(","))
sockets = [os.dup(int(n)) for n in sys.argv[2].split(",")]
sockets = [fd if fd > 9 else __import__("fcntl").fcntl(fd, 0, 10) for fd in sockets]
for i, fd in enumerate(sockets):
    os.dup2(fd, 3 + i, inheritable=True)
os.environ["LISTEN_PID"] = str(os.getpid()) if process == "this" else process
os.environ["LISTEN_FDS"] = str(count)
os.execv(sys.argv[3], sys.argv[3:])
"""


def passing(sockets, process="this"):
    numbers = ",".join(str(item.fileno()) for item in sockets)
    return {"before": (sys.executable, "-c", PASS_ON, process, numbers),
            "pass_fds": [item.fileno() for item in sockets]}


class Listen(unittest.TestCase):
    def setUp(self):
        self.directory = Directory(PORTREG, RELEASE, mode=0o700)
        self.addCleanup(self.directory.__exit__)
        self.path = self.directory.join("http")

    def serve(self, *options, **popen):
        daemon = Daemon(PORTREGD, self.directory.data, *USER, *options, **popen)
        self.addCleanup(daemon.__exit__)
        return daemon

    def answers(self, connection):
        status, _, body = ask(connection)
        connection.close()
        self.assertEqual((status, body), (200, b"2026-01-15\n"))

    def test_several(self):
        options = ["--listen", "127.0.0.1:0", "--listen=127.0.0.2:0", "--listen",
                   "unix:" + self.path]
        hosts = ["127.0.0.1", "127.0.0.2"]
        try:
            with socket.socket(socket.AF_INET6) as probe:
                probe.bind(("::1", 0))
            options += ["--listen", "[::1]:0"]
            hosts.append("[::1]")
        except OSError:
            pass  # no IPv6 here
        daemon = self.serve(*options)
        self.assertEqual([place[1] for place in daemon.places], hosts)
        for i in range(len(daemon.places)):
            self.answers(daemon.connect(i))
        self.answers(UnixConnection(self.path))
        self.assertIn("unix:" + self.path, daemon.announced)
        # Connections that stay, on each socket, are all finished at the end.
        there = [daemon.connect(i) for i in range(len(daemon.places))] + [UnixConnection(self.path)]
        for connection in there:
            self.assertEqual(ask(connection)[0], 200)
        self.assertEqual(daemon.stop(), 0)
        self.assertFalse(os.path.exists(self.path))
        self.assertEqual(daemon.read_said(), "")
        for connection in there:
            connection.close()

    def test_all_or_none(self):
        """What can be opened is closed again when something else cannot."""
        daemon = self.serve("--listen", "127.0.0.1:0")
        status, said = refuse(PORTREGD, self.directory.data, "--listen", "unix:" + self.path,
                              "--listen", f"127.0.0.1:{daemon.port()}")
        self.assertEqual(status, 3)
        self.assertIn("in use", said)
        self.assertFalse(os.path.exists(self.path))

    def test_portreg_passes_options_on(self):
        with subprocess.Popen(
                [PORTREG, "serve", "--listen=127.0.0.1:0", "--data", self.directory.data,
                 "--no-sandbox", "--listen", "unix:" + self.path, *USER],
                stdout=subprocess.PIPE) as process:
            self.assertRegex(process.stdout.readline(), rb"127.0.0.1:\d+/, unix:/")
            process.terminate()
            self.assertEqual(process.wait(timeout=PATIENCE_S), 0)
        said = subprocess.run([PORTREG, "serve", "--help"], stdout=subprocess.PIPE, check=True,
                              text=True).stdout
        own = subprocess.run([PORTREGD, "--help"], stdout=subprocess.PIPE, check=True,
                             text=True).stdout
        for option in re.findall(r"^  --[a-z-]+", said, re.MULTILINE):
            if option.strip() not in ("--json", "--color", "--help", "--version"):
                self.assertIn("\n" + option, own)
        for arguments in (["--listen"], ["--no-sandbox=yes"]):
            done = subprocess.run([PORTREG, "serve", *arguments], stderr=subprocess.PIPE,
                                  check=False, timeout=PATIENCE_S)
            self.assertEqual(done.returncode, 2, done.stderr)

    def test_usage(self):
        for options, message in (
                (["--listen", "unix:http"], "expected an absolute path"),
                (["--listen", ""], "expected a value that is not empty"),
                (["--listen"], "expected a value behind it"),
                (["--hsts", "1d"], "expected --hsts with a number of seconds"),
                (["--trust-proxy", "localhost"], "expected trusted proxies such as"),
                (["--trust-proxy", "10.0.0.1/8"], "expected trusted proxies such as"),
                (["--user", "no such user"], "expected the name of a user"),
                (["--no-sandbox=1"], "or --no-sandbox, found"),
                (["--listen", "127.0.0.1:0"] * 17, "at most 16 times --listen")):
            status, said = refuse(PORTREGD, self.directory.data, *options)
            self.assertEqual(status, 2, said)
            self.assertIn(message, said)

    def test_socket_file(self):
        """Who may connect is in its mode; one that a killed server left is replaced."""
        daemon = self.serve("--listen", f"unix:{self.path},mode=606")
        self.assertEqual(stat.S_IMODE(os.stat(self.path).st_mode), 0o606)
        status, said = refuse(PORTREGD, self.directory.data, "--listen", "unix:" + self.path)
        self.assertEqual(status, 3)
        self.assertIn("in use", said)
        self.answers(UnixConnection(self.path))
        daemon.stop(signal.SIGKILL)
        self.assertTrue(os.path.exists(self.path))
        daemon = self.serve("--listen", "unix:" + self.path)
        self.assertEqual(stat.S_IMODE(os.stat(self.path).st_mode), 0o660)
        self.answers(UnixConnection(self.path))
        self.assertEqual(daemon.stop(), 0)
        with open(self.path, "w", encoding="ascii") as file:
            file.write("precious")
        status, said = refuse(PORTREGD, self.directory.data, "--listen", "unix:" + self.path)
        self.assertEqual(status, 3)
        self.assertTrue(os.path.exists(self.path))

    def open_sockets(self):
        tcp = socket.create_server(("127.0.0.1", 0))
        local = socket.socket(socket.AF_UNIX)
        local.bind(self.path)
        local.listen()
        self.addCleanup(tcp.close)
        self.addCleanup(local.close)
        return tcp, local

    def test_passed_sockets(self):
        tcp, local = self.open_sockets()
        daemon = self.serve(**passing([tcp, local]))
        self.assertEqual(daemon.port(), tcp.getsockname()[1])
        self.assertEqual(len(daemon.places), 1)
        self.answers(daemon.connect())
        self.answers(UnixConnection(self.path))
        self.assertEqual(daemon.stop(), 0)
        self.assertTrue(os.path.exists(self.path))  # whoever made it removes it
        # The next one goes on where it ended; who asked meanwhile has waited.
        waiting = socket.create_connection(tcp.getsockname(), timeout=PATIENCE_S)
        waiting.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        daemon = self.serve("--listen", "127.0.0.2:0", **passing([tcp]))
        self.assertEqual([place[1] for place in daemon.places], ["127.0.0.1", "127.0.0.2"])
        self.assertIn(b"200 OK", waiting.recv(65536))
        waiting.close()
        self.answers(daemon.connect(1))

    def test_sockets_for_somebody_else(self):
        tcp, _ = self.open_sockets()
        daemon = self.serve("--listen", "127.0.0.1:0", **passing([tcp], process="1"))
        self.assertNotEqual(daemon.port(), tcp.getsockname()[1])
        self.assertEqual(len(daemon.places), 1)

    def test_what_is_no_listening_socket(self):
        with socket.socket() as plain, socket.socket(type=socket.SOCK_DGRAM) as datagrams, \
                open(os.devnull, "rb") as file:
            for item in (plain, datagrams, file):
                status, said = refuse(PORTREGD, self.directory.data, **passing([item]))
                self.assertEqual(status, 2)
                self.assertIn("expected file descriptor 3 to be a stream socket", said)

    def check_notifications(self, address, name):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
            manager.bind(address)
            manager.settimeout(PATIENCE_S)
            daemon = self.serve("--listen", "127.0.0.1:0", environment={"NOTIFY_SOCKET": name})
            self.assertEqual(manager.recv(4096), b"READY=1")
            self.answers(daemon.connect())
            for _ in range(2):
                daemon.process.send_signal(signal.SIGHUP)
                self.assertRegex(manager.recv(4096), rb"^RELOADING=1\nMONOTONIC_USEC=\d+$")
                self.assertEqual(manager.recv(4096), b"READY=1")
            self.assertEqual(daemon.stop(), 0)
            self.assertEqual(manager.recv(4096), b"STOPPING=1")

    def test_notifications(self):
        name = self.directory.join("notify")
        self.check_notifications(name, name)

    def test_notifications_without_a_file(self):
        name = f"portreg-test-{os.getpid()}"
        self.check_notifications("\0" + name, "@" + name)

    def test_nobody_to_notify(self):
        status, said = refuse(PORTREGD, self.directory.data, "--listen", "127.0.0.1:0",
                              env=dict(os.environ, NOTIFY_SOCKET=self.directory.join("none")))
        self.assertEqual(status, 3)
        self.assertIn("NOTIFY_SOCKET", said)

    def is_https(self, connection, **headers):
        """Whether the server takes a request for one over TLS: it then says so for the future."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        found = ask(connection, headers=sent)[1]["Strict-Transport-Security"]
        connection.close()
        return found is not None

    def test_trusted_proxies(self):
        options = ("--listen", "127.0.0.1:0", "--listen", "unix:" + self.path, "--hsts", "60")
        proof = {"X_Forwarded_Proto": "https", "X_Forwarded_For": "192.0.2.1"}
        for trusted, by_tcp, by_file in (
                ((), False, False),
                (("--trust-proxy", "unix"), False, True),
                (("--trust-proxy", "127.0.0.0/8"), True, False),
                (("--trust-proxy", "192.0.2.0/24,::1"), False, False),
                (("--trust-proxy", "192.0.2.7", "--trust-proxy", "127.0.0.1,unix"), True, True)):
            daemon = self.serve(*options, *trusted)
            self.assertEqual(self.is_https(daemon.connect(), **proof), by_tcp)
            self.assertEqual(self.is_https(UnixConnection(self.path), **proof), by_file)
            self.assertEqual(self.is_https(UnixConnection(self.path),
                                           Forwarded='for="[2001:db8::1]:80";proto=https'), by_file)
            self.assertFalse(self.is_https(UnixConnection(self.path), X_Forwarded_Proto="http"))
            self.assertFalse(self.is_https(UnixConnection(self.path)))
            self.assertEqual(daemon.stop(), 0)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
