"""How portregd starts and ends: start.py PORTREG PORTREGD RELEASE"""
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

from server import Server

PORTREG, PORTREGD, RELEASE = sys.argv[1:4]


def run(*arguments):
    return subprocess.run([PORTREGD, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, timeout=20, check=False)


class Start(unittest.TestCase):
    def test_usage(self):
        for arguments in ([], ["serv"], ["serve", "--port", "1"], ["serve", "--data"]):
            done = run(*arguments)
            self.assertEqual(done.returncode, 2, arguments)
            self.assertTrue(done.stderr.startswith("portregd: expected"), done.stderr)
        done = run("--help")
        self.assertEqual(done.returncode, 0)
        self.assertIn("/api/v1/ports/{number}", done.stdout)
        self.assertIn("127.0.0.1:8080", done.stdout)

    def test_bad_address(self):
        done = run("serve", "--data", "/tmp", "--listen", "localhost:http")
        self.assertEqual(done.returncode, 2)
        self.assertIn("127.0.0.1:8080", done.stderr)

    def test_address_in_use(self):
        with Server(PORTREG, PORTREGD, RELEASE) as server:
            done = run("serve", "--data", server.data, "--listen", f"127.0.0.1:{server.port}")
            self.assertEqual(done.returncode, 3)
            self.assertIn(f"127.0.0.1:{server.port}", done.stderr)
            self.assertIn("Address already in use", done.stderr)

    def test_no_data_directory(self):
        done = run("serve", "--data", "/nowhere/at/all", "--listen", "127.0.0.1:0")
        self.assertEqual(done.returncode, 3)
        self.assertIn("/nowhere/at/all", done.stderr)

    def test_no_release_yet(self):
        """It says how to import one, answers 503, and takes it up when it is there."""
        with Server(PORTREG, PORTREGD) as server:
            self.assertEqual(server.ask("/healthz")[0], 503)
            self.assertEqual(server.ask("/")[0], 503)
            self.assertEqual(server.ask("/web/style.css")[0], 200)
            server.import_release(RELEASE)
            until = time.monotonic() + 10
            while server.ask("/healthz")[0] != 200 and time.monotonic() < until:
                time.sleep(0.05)
            self.assertEqual(server.ask("/healthz")[0], 200)
            server.stop()
            self.assertIn("portreg import --data", server.process.stderr.read())

    def test_ipv6(self):
        try:
            with socket.socket(socket.AF_INET6) as probe:
                probe.bind(("::1", 0))
        except OSError:
            self.skipTest("no IPv6 here")
        with Server(PORTREG, PORTREGD, RELEASE, "[::1]:0") as server:
            self.assertEqual(server.ask("/healthz")[0], 200)

    def test_repairs(self):
        """A damaged snapshot is made anew from the published files."""
        with Server(PORTREG, PORTREGD, RELEASE) as server:
            copy = tempfile.mkdtemp(prefix="portreg-damaged-")
            data = os.path.join(copy, "data")
            shutil.copytree(server.data, data, symlinks=True)
        try:
            with open(os.path.join(data, "registry.portreg"), "r+b") as snapshot:
                snapshot.truncate(1000)
            process = subprocess.Popen(
                [PORTREGD, "serve", "--data", data, "--listen", "127.0.0.1:0"],
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            self.assertIn("serves", process.stdout.readline())
            process.send_signal(signal.SIGINT)
            _, said = process.communicate(timeout=20)
            self.assertEqual(process.returncode, 0)
            self.assertIn("anew", said)
        finally:
            shutil.rmtree(copy)

    def test_keeps_the_release_it_has(self):
        """A damaged release is told of once, and not taken up."""
        with Server(PORTREG, PORTREGD, RELEASE) as server:
            with open(os.path.join(server.data, "new"), "wb") as file:
                file.write(b"not a snapshot")
            os.rename(os.path.join(server.data, "new"),
                      os.path.join(server.data, "published", "registry.portreg"))
            time.sleep(1.2)
            self.assertEqual(server.ask("/healthz")[0], 200)
            self.assertEqual(server.ask("/api/v1/ports/443")[0], 200)
            server.stop()
            said = server.process.stderr.read()
            self.assertEqual(said.count("keeps the release it has"), 1, said)

    def test_stop_finishes_requests(self):
        """A slow reader gets all of its answer although the server is told to end."""
        for number in (signal.SIGTERM, signal.SIGINT):
            with Server(PORTREG, PORTREGD, RELEASE) as server:
                slow = socket.create_connection((server.host, server.port))
                slow.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
                self.assertIn(b"200", slow.recv(65536)) # the server has taken the connection
                slow.sendall(b"GET /assignments/service-names-port-numbers/"
                             b"service-names-port-numbers.xml HTTP/1.1\r\nHost: x\r\n")
                time.sleep(1) # time enough to read the half of the request also on a busy host
                stopper = threading.Thread(target=server.stop, args=(number,))
                stopper.start()
                time.sleep(0.2)
                slow.sendall(b"Connection: close\r\n\r\n")
                answer = b""
                while part := slow.recv(65536):
                    answer += part
                slow.close()
                stopper.join()
                self.assertTrue(answer.endswith(server.published(
                    "service-names-port-numbers.xml")))
                self.assertEqual(server.process.returncode, 0)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
