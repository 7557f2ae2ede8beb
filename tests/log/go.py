"""Go's own implementation (golang.org/x/mod/sumdb) verifies a log that we wrote: checkpoint, tiles,
proofs.

usage: go.py PORTREG APPENDER VERIFY.go    (skipped without Go and its module)
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import tree

PORTREG, APPENDER, PROGRAM = sys.argv[1:4]
GOPATH = "/usr/share/gocode"
if not shutil.which("go") or not os.path.isdir(f"{GOPATH}/src/golang.org/x/mod/sumdb/tlog"):
    print("skipped: Go or its module golang.org/x/mod is not there")
    sys.exit(77)


def portreg(data, *arguments):
    return subprocess.run([PORTREG, "--data", data, "log", *arguments], check=True,
                          capture_output=True).stdout


def grow(data, size):
    """Appends until there are at least SIZE entries; the size."""
    output = b""
    for seed in range(1000):
        output += subprocess.run([APPENDER, data, "9", str(seed)], check=True, capture_output=True).stdout
        if int(output.split()[-2]) >= size:
            return [line.split() for line in output.decode().splitlines()]
    sys.exit("the log does not grow")


def verify(program, data, index, old, old_root):
    key = portreg(data, "key").decode().strip()
    (data / "proof").write_bytes(portreg(data, "prove", str(index)))
    (data / "entry").write_bytes(tree.entry(index))
    (data / "consistency").write_bytes(portreg(data, "prove", "--consistency", old))
    done = subprocess.run([program, key, data / "log", data / "proof", data / "entry",
                           data / "consistency", old, old_root], capture_output=True, text=True)
    print(done.stdout + done.stderr, end="")
    return done.returncode


with tempfile.TemporaryDirectory() as directory:
    place = pathlib.Path(directory)
    program = place / "verify"
    environment = {**os.environ, "GO111MODULE": "off", "GOPATH": GOPATH, "GOFLAGS": "",
                   "GOTOOLCHAIN": "local", "GOCACHE": str(place / "cache"), "CGO_ENABLED": "0"}
    subprocess.run(["go", "build", "-o", program, PROGRAM], env=environment, check=True, timeout=280)
    data = place / "data"
    data.mkdir()
    for size in (1, 300, 3000):
        seen = grow(data, size)
        old, old_root = seen[len(seen) // 2]
        if verify(program, data, int(seen[-1][0]) // 2, old, old_root):
            sys.exit(f"Go does not verify the log of {seen[-1][0]} entries")
    tile = data / "log/tile/0/001"
    damaged = bytearray(tile.read_bytes())
    damaged[1000] ^= 1
    tile.write_bytes(damaged)
    if not verify(program, data, 0, old, old_root):
        sys.exit("Go verifies a log with a damaged tile: this test tests nothing")
