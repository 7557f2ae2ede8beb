"""The log over HTTP, fetched as a client fetches it, and verified by Python's hashes, by Go's verifier
where Go is there, and by portreg without a data directory.

usage: log.py PORTREG PORTREGD RELEASE VERIFY.go
"""
import gzip
import hashlib
import os
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "log"))
import tree
from server import Server

PORTREG, PORTREGD, RELEASE, PROGRAM = sys.argv[1:5]
NAME = "service-names-port-numbers"
GOPATH = "/usr/share/gocode"
WIDTH = 256


def releases(directory, count):
    """Releases in which every description changes."""
    content = pathlib.Path(RELEASE).read_bytes()
    for number in range(1, count + 1):
        path = os.path.join(directory, f"{number}.xml")
        pathlib.Path(path).write_bytes(
            content.replace(b"<updated>2026-01-15</updated>", b"<updated>2026-02-%02d</updated>" % number)
            .replace(b"</description>", b" %d</description>" % number))
        yield path


class Log(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = tempfile.mkdtemp(prefix="portreg-log-")
        cls.server = Server(PORTREG, PORTREGD, RELEASE)
        for path in releases(cls.place, 8):
            cls.server.import_release(path)
        cls.last = path
        cls.copy = os.path.join(cls.place, "log")
        until = time.monotonic() + 20
        while cls.server.ask("/healthz")[2] != b"2026-02-08\n" and time.monotonic() < until:
            time.sleep(0.05)

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()
        shutil.rmtree(cls.place)

    def get(self, path, **headers):
        status, found, body = self.server.ask(path, headers=headers)
        self.assertEqual(status, 200, path)
        return found, body

    def size(self):
        return int(self.get("/log/checkpoint")[1].split(b"\n")[1])

    def paths(self):
        """All tiles and bundles of the tree, as C2SP tlog-tiles names them."""
        count, level = self.size(), 0
        while count:
            for index in range((count + WIDTH - 1) // WIDTH):
                width = min(WIDTH, count - index * WIDTH)
                name = f"{index:03}" + (f".p/{width}" if width < WIDTH else "")
                yield f"tile/{level}/{name}"
                if level == 0:
                    yield f"tile/entries/{name}"
            count, level = count // WIDTH, level + 1

    def fetch(self):
        """The whole log into a directory."""
        shutil.rmtree(self.copy, ignore_errors=True)
        for path in ["checkpoint", *self.paths()]:
            target = pathlib.Path(self.copy, path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(self.get(f"/log/{path}")[1])

    def entries(self):
        found = []
        for path in self.paths():
            bundle = self.get(f"/log/{path}")[1] if path.startswith("tile/entries/") else b""
            while bundle:
                length, = struct.unpack(">H", bundle[:2])
                found.append(bundle[2:2 + length])
                bundle = bundle[2 + length:]
        return found

    def key(self):
        return self.get("/log/key")[1].decode().strip()

    def run_portreg(self, *arguments):
        empty = os.path.join(self.place, "empty")
        return subprocess.run([PORTREG, "--data", empty, *arguments], capture_output=True, text=True,
                              timeout=60, check=False)

    def test_tree(self):
        """Entries hash to the root that is signed, and to the tiles."""
        entries = self.entries()
        self.assertGreater(len(entries), WIDTH)
        self.assertEqual(len(entries), self.size())
        hashes = [tree.leaf(entry) for entry in entries]
        checkpoint = self.get("/log/checkpoint")[1]
        self.assertEqual(tree.root(hashes).hex(), tree.base64.b64decode(checkpoint.split(b"\n")[2]).hex())
        self.assertEqual(self.get("/log/tile/0/000")[1], b"".join(hashes[:WIDTH]))
        released = hashlib.sha256(pathlib.Path(self.last).read_bytes()).hexdigest().encode()
        self.assertIn(released, entries[-1])

    def test_headers(self):
        headers, checkpoint = self.get("/log/checkpoint")
        self.assertEqual(headers["Content-Type"], "text/plain; charset=UTF-8")
        self.assertEqual(headers["Cache-Control"], "no-cache")
        self.assertEqual(headers["Access-Control-Allow-Origin"], "*")
        self.assertEqual(self.server.ask("/log/checkpoint", headers={"If-None-Match": headers["ETag"]})[0], 304)
        self.assertTrue(checkpoint.startswith(b"localhost/log\n"))
        for path in ("/log/tile/0/000", "/log/tile/entries/000"):
            headers, plain = self.get(path)
            self.assertEqual(headers["Content-Type"], "application/octet-stream")
            self.assertIn("immutable", headers["Cache-Control"])
            self.assertIsNone(headers["Content-Encoding"])
            packed_headers, packed = self.get(path, **{"Accept-Encoding": "gzip"})
            if "entries" in path:
                self.assertEqual(packed_headers["Content-Encoding"], "gzip")
                self.assertEqual(gzip.decompress(packed), plain)
                self.assertNotEqual(packed_headers["ETag"], headers["ETag"])
            else:
                self.assertIsNone(packed_headers["Content-Encoding"])
                self.assertEqual(packed, plain)
            self.assertEqual(self.server.ask(path, method="HEAD")[1]["Content-Length"], str(len(plain)))

    def test_nothing_else(self):
        """Only tiles can be reached, however they are asked for."""
        width = self.size() % WIDTH
        for path in (
                "/log", "/log/", "/log/checkpoint/", "/log/tile", "/log/tile/", "/log/tile/0", "/log/tile/0/",
                "/log/tile/0/0", "/log/tile/0/0000", "/log/tile/0/000/", "/log/tile/0//000", "/log//tile/0/000",
                "/log/tile/0/000.p", "/log/tile/0/000.p/", "/log/tile/0/000.p/0", "/log/tile/0/000.p/256",
                "/log/tile/0/001.p/0" + str(width), f"/log/tile/0/001.p/{width}/", "/log/tile/0/002",
                "/log/tile/00/000", "/log/tile/-1/000", "/log/tile/9/000", "/log/tile/0/x000", "/log/tile/0/x000/000",
                "/log/tile/entries", "/log/tile/entries/../checkpoint", "/log/tile/../checkpoint",
                "/log/tile/0/../../checkpoint", "/log/../log.key", "/log/tile/../../log.key", "/log/tile/%2e%2e/log.key",
                "/log/tile/..%2f..%2flog.key", "/log/tile/0/..%2f..%2f..%2flog.key", "/log/log.key", "/log/key.state",
                "/log/tile/0/000%00", "/log/tile/0/" + "x001/" * 5 + "000", "/log/tile/0/" + "x" * 500,
                "/log/proof/", "/log/proof/x", "/log/proof/-1", "/log/proof/01", f"/log/proof/{self.size()}",
                "/log/proof/99999999999999999999", f"/assignments/{NAME}/registry.portreg",
                f"/assignments/{NAME}/SHA256SUMS/", f"/assignments/{NAME}/..%2flog.key"):
            answer = self.server.ask_raw(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
            self.assertIn(answer.split(b"\r\n")[0].split(b" ")[1], (b"404", b"400"), path)
            self.assertIn(b"Cache-Control: no-cache", answer)
            self.assertNotIn(b"PRIVATE", answer)
        self.assertEqual(self.server.ask(f"/log/tile/0/001.p/{width}")[0], 200)

    def test_methods(self):
        self.assertEqual(self.server.ask("/log/checkpoint", method="POST")[0], 405)

    def test_companions(self):
        headers, sums = self.get(f"/assignments/{NAME}/SHA256SUMS")
        self.assertEqual(headers["Content-Type"], "text/plain; charset=UTF-8")
        for line in sums.decode().splitlines():
            wanted, name = line.split("  ")
            self.assertEqual(hashlib.sha256(self.get(f"/assignments/{NAME}/{name}")[1]).hexdigest(), wanted)
        self.assertEqual(len(sums.splitlines()), 4)
        headers, proof = self.get(f"/assignments/{NAME}/release.tlog-proof")
        self.assertEqual(proof, self.server.published("release.tlog-proof"))
        self.assertEqual(self.server.ask(f"/assignments/{NAME}/release.tlog-proof",
                                         headers={"If-None-Match": headers["ETag"]})[0], 304)

    def test_verified_by_portreg(self):
        """What was fetched is all that it takes."""
        self.fetch()
        done = self.run_portreg("log", "verify", self.copy, "--key", self.key())
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        csv = pathlib.Path(self.place, "fetched.csv")
        csv.write_bytes(self.get(f"/assignments/{NAME}/{NAME}.csv")[1])
        proof = pathlib.Path(self.place, "fetched.tlog-proof")
        proof.write_bytes(self.get(f"/assignments/{NAME}/release.tlog-proof")[1])
        for arguments in (["--log", self.copy], ["--proof", proof]):
            done = self.run_portreg("verify", csv, *arguments, "--key", self.key())
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            self.assertIn("it is release 9 of 2026-02-08, published as", done.stdout)
        proof.write_bytes(self.get(f"/log/proof/{self.size() - 1}")[1])
        done = self.run_portreg("verify", csv, "--proof", proof, "--key", self.key())
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_proofs_of_all_entries(self):
        """Each is verified with the entry that it carries."""
        entries = self.entries()
        for index in (0, 1, 37, 38, 255, 256, len(entries) - 1):
            proof = self.get(f"/log/proof/{index}")[1]
            lines = proof.split(b"\n")
            self.assertEqual(lines[0], b"c2sp.org/tlog-proof@v1")
            self.assertEqual(tree.base64.b64decode(lines[1].removeprefix(b"extra ")), entries[index])
            self.assertEqual(lines[2], b"index %d" % index)
            target, entry = pathlib.Path(self.place, "proof"), pathlib.Path(self.place, "entry")
            target.write_bytes(proof)
            entry.write_bytes(entries[index])
            done = self.run_portreg("log", "verify", "--proof", target, entry, "--key", self.key())
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_verified_by_go(self):
        if not shutil.which("go") or not os.path.isdir(f"{GOPATH}/src/golang.org/x/mod/sumdb/tlog"):
            self.skipTest("Go or its module golang.org/x/mod is not there")
        self.fetch()
        program = os.path.join(self.place, "verify")
        environment = {**os.environ, "GO111MODULE": "off", "GOPATH": GOPATH, "GOFLAGS": "", "GOTOOLCHAIN": "local",
                       "GOCACHE": os.path.join(self.place, "cache"), "CGO_ENABLED": "0"}
        subprocess.run(["go", "build", "-o", program, PROGRAM], env=environment, check=True, timeout=280)
        entries = self.entries()
        proof, entry, consistency = (pathlib.Path(self.place, name) for name in ("go-proof", "go-entry", "go-old"))
        lines = self.get("/log/proof/38")[1].splitlines(keepends=True)
        proof.write_bytes(b"".join(line for line in lines if not line.startswith(b"extra ")))
        entry.write_bytes(entries[38])
        consistency.write_bytes(subprocess.run(
            [PORTREG, "--data", self.server.data, "log", "prove", "--consistency", "39"], check=True,
            capture_output=True).stdout)
        old = tree.root([tree.leaf(entry) for entry in entries[:39]]).hex()
        done = subprocess.run([program, self.key(), self.copy, proof, entry, consistency, "39", old],
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_without_the_key(self):
        """Serving does not need it; only the key cannot be asked for then."""
        key = os.path.join(self.server.data, "log.key")
        os.rename(key, key + ".away")
        try:
            self.assertEqual(self.server.ask("/log/key")[0], 404)
            self.assertEqual(self.server.ask("/log/checkpoint")[0], 200)
            self.assertEqual(self.server.ask("/log/proof/3")[0], 200)
            self.assertEqual(self.server.ask(f"/assignments/{NAME}/release.tlog-proof")[0], 200)
        finally:
            os.rename(key + ".away", key)

    def test_no_log_yet(self):
        with Server(PORTREG, PORTREGD) as server:
            for path in ("/log/checkpoint", "/log/key", "/log/tile/0/000", "/log/proof/0"):
                self.assertEqual(server.ask(path)[0], 404, path)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
