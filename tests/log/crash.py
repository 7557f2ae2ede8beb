"""Kills a process that appends to a log and signs, at random moments. After each: the log opens and
verifies, and begins with what every checkpoint ever seen was over, by Python's own tree. Then several
processes at once, readers beside a writer, and two logs with one key.

usage: crash.py PORTREG APPENDER    (PORTREG_LONG: 500 kills instead of 20)
"""
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

import tree

PORTREG, APPENDER = sys.argv[1:3]
KILLS = 500 if os.environ.get("PORTREG_LONG") else 20
SEED = int(os.environ.get("PORTREG_SEED_NUMBER", random.randrange(1 << 30)))
roots = tree.Roots()
seen = {}


def fail(what):
    sys.exit(f"FAILED (PORTREG_SEED_NUMBER={SEED}): {what}")


def root_of(size):
    while roots.size < size:
        roots.append(tree.leaf(tree.entry(roots.size)))
    return roots.known[size].hex()


def run(data, *arguments):
    return subprocess.run([PORTREG, "--data", data, *arguments], capture_output=True, timeout=120)


def check(data, output):
    """Verifies the log in DATA; OUTPUT are the checkpoints that a process printed."""
    for line in output.decode().splitlines(keepends=True):
        if not line.endswith("\n"):
            break
        size, printed = line.split()
        if seen.setdefault(int(size), printed) != printed:
            fail(f"two roots of {size} entries: {printed}, {seen[int(size)]}")
    checkpoint = data / "log/checkpoint"
    if not checkpoint.exists():
        if seen:
            fail("the checkpoint is gone")
        return
    _, size, _ = checkpoint.read_text().split("\n")[:3]
    size = int(size)
    if seen and size < max(seen):
        fail(f"the log has {size} entries, and had {max(seen)}")
    done = run(data, "log", "verify")
    if done.returncode != 0:
        fail(f"verify returns {done.returncode}: {done.stdout.decode()}{done.stderr.decode()}")
    for old, printed in seen.items():
        if root_of(old) != printed:
            fail(f"the checkpoint of {old} entries has another root")


def kill_often(data):
    randomness = random.Random(SEED)
    for number in range(KILLS):
        process = subprocess.Popen([APPENDER, data, "0", str(number)], stdout=subprocess.PIPE)
        time.sleep(randomness.choice([0.002, 0.02, 0.1]) * randomness.random())
        process.kill()
        output = process.stdout.read()
        process.wait()
        check(data, output)


def two_at_once(data):
    processes = [subprocess.Popen([APPENDER, data, "25", str(seed)], stdout=subprocess.PIPE)
                 for seed in (1001, 1002, 1003)]
    outputs = [process.communicate(timeout=300)[0] for process in processes]
    if any(process.returncode for process in processes):
        fail("one of three processes failed")
    for output in outputs:
        check(data, output)


def verify_meanwhile(data):
    """Verifies, proves and reads while another process appends: a reader needs no lock."""
    process = subprocess.Popen([APPENDER, data, "60", "77"], stdout=subprocess.DEVNULL)
    while process.poll() is None:
        for arguments in (["verify"], ["prove", "5"], ["prove", "--consistency", "5"]):
            done = run(data, "log", *arguments)
            if done.returncode != 0:
                fail(f"{arguments} meanwhile: {done.stdout.decode()}{done.stderr.decode()}")
    if process.returncode != 0:
        fail("the appender fails while others read")


def two_logs_with_one_key(data, other):
    """A copy of the log grows; the log itself, which has not, is not signed into another history."""
    shutil.copytree(data / "log", other / "log")
    subprocess.run([APPENDER, data, "3", "7"], check=True, stdout=subprocess.DEVNULL)
    shutil.rmtree(data / "log")
    shutil.copytree(other / "log", data / "log")
    done = subprocess.run([APPENDER, data, "40", "8"], capture_output=True)
    if done.returncode == 0:
        check(data, done.stdout)  # it grew to the same entries before it signed
    elif b"nothing was signed" not in done.stderr:
        fail(f"the appender says {done.stderr}")


with tempfile.TemporaryDirectory() as directory:
    place = pathlib.Path(directory)
    for name in ("data", "other"):
        (place / name).mkdir()
    kill_often(place / "data")
    subprocess.run([APPENDER, place / "data", "1", "0"], check=True, stdout=subprocess.DEVNULL)
    check(place / "data", b"")
    two_at_once(place / "data")
    verify_meanwhile(place / "data")
    two_logs_with_one_key(place / "data", place / "other")
    print(f"{KILLS} kills, {len(seen)} checkpoints seen, {max(seen, default=0)} entries")
