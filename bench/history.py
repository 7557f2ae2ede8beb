"""Measures the history: all releases imported, verified and asked, beside the same releases in git
and in SQLite as plain rows. Writes a section in Markdown to standard output.

usage: history.py BUILD_DIRECTORY DIRECTORY_OF_RELEASES
"""
import csv
import os
import pathlib
import shlex
import shutil
import sqlite3
import subprocess
import sys
import time

BUILD = pathlib.Path(sys.argv[1])
PORTREG = str(BUILD / "portreg")
RELEASES = sorted(pathlib.Path(sys.argv[2]).glob("*.xml"))
WORK = BUILD / "bench-history"
# diff(1) and portreg diff end with 1 when there are differences
ALLOW_1 = ["sh", "-c", '"$@"; [ $? -le 1 ]', "sh"]

rows = []
commands = []


def run(*command, **options):
    """Runs COMMAND; how many seconds it took."""
    start = time.monotonic()
    subprocess.run([str(word) for word in command], check=True, stdout=subprocess.DEVNULL, **options)
    return time.monotonic() - start


def size_of(path):
    path = pathlib.Path(path)
    if path.is_file():
        return path.stat().st_size
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())


def mib(size):
    return f"{size / 2 ** 20:.2f} MiB"


def row(what, ours, peer, ratio, limit=None, words=""):
    verdict = "" if limit is None else "met" if ratio <= limit else "**missed**"
    rows.append(f"| {what} | {ours} | {peer} | {ratio:.2f} | {words} | {verdict} |")


def spawn(ours, peer, runs):
    """Medians of the elapsed time of both, in us."""
    command = [str(BUILD / "bench/bench_spawn"), str(runs), *map(str, ours), "--", *map(str, peer)]
    commands.append(shlex.join(command))
    lines = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout
    return [float(line.split()[0]) for line in lines.splitlines()]


def imports():
    """All releases into one data directory; how long it took, and its size."""
    data = WORK / "data"
    took = run(PORTREG, "import", "--data", data, RELEASES[0].parent)
    commands.append(f"portreg import --data {data} {RELEASES[0].parent}")
    largest = max(size_of(path) for path in RELEASES)
    store = size_of(data / "store.db")
    row("store.db; peer: the largest release", mib(store), mib(largest), store / largest, 4, "under 4")
    alone = WORK / "alone.portreg"
    run(PORTREG, "compile", "--output", alone, RELEASES[-1])
    snapshot = size_of(data / "registry.portreg")
    row("snapshot of all versions; peer: of the last release alone", mib(snapshot),
        mib(size_of(alone)), snapshot / size_of(alone), 2, "under 2")
    row("log/; peer: the largest release", mib(size_of(data / "log")), mib(largest),
        size_of(data / "log") / largest)
    verified = run(PORTREG, "verify", "--data", data)
    commands.append(f"portreg verify --data {data}")
    row("verifying all of it; peer: importing it", f"{verified:.1f} s", f"{took:.1f} s",
        verified / took, 1, "under 1")
    return data, took, store


def questions(data):
    now = [PORTREG, "lookup", "443/tcp", "--data", data]
    a, b = spawn([*now, "--as-of", "2015-06-01"], now, 1000)
    row("`lookup 443/tcp --as-of 2015-06-01`; peer: without", f"{a / 1000:.2f} ms",
        f"{b / 1000:.2f} ms", a / b, 1.2, "at most 1.2")
    first, last = RELEASES[0].stem, RELEASES[-1].stem
    dates = [f"{name[:4]}-{name[4:6]}-{name[6:8]}" for name in (first, last)]
    a, b = spawn([*ALLOW_1, PORTREG, "diff", *dates, "--data", data],
                 [*ALLOW_1, "diff", RELEASES[0], RELEASES[-1]], 20)
    row("`portreg diff` of the first and the last release; peer: `diff` of the two files",
        f"{a / 1000:.1f} ms", f"{b / 1000:.1f} ms", a / b, 3, "at most 3")
    a, b = spawn([*ALLOW_1, PORTREG, "diff", RELEASES[0], RELEASES[-1]],
                 [*ALLOW_1, "diff", RELEASES[0], RELEASES[-1]], 10)
    row("`portreg diff` of the two files; peer: the same", f"{a / 1000:.1f} ms",
        f"{b / 1000:.1f} ms", a / b, 3, "at most 3")


def becomes_visible():
    """The last release into a copy of all others, several times: medians in ms."""
    others, copy = WORK / "others", WORK / "copy"
    run(PORTREG, "import", "--data", others, *RELEASES[:-1])
    times = []
    for _ in range(11):
        shutil.copytree(others, copy, symlinks=True)
        line = subprocess.run([str(BUILD / "bench/bench_publish"), copy, RELEASES[-1]], check=True,
                              stdout=subprocess.PIPE, text=True).stdout
        times.append([int(word) / 1000 for word in line.split()])
        shutil.rmtree(copy)
    commands.append(f"build/bench/bench_publish {copy} {RELEASES[-1]}")
    parsing, visible, whole = (sorted(column)[len(times) // 2] for column in zip(*times))
    row("from parsed to visible for look-ups; peer: parsing it", f"{visible:.0f} ms",
        f"{parsing:.0f} ms", visible / parsing, 100 / parsing, "100 ms")
    row("from parsed to files, hashes and log; peer: the same", f"{whole:.0f} ms",
        f"{parsing:.0f} ms", whole / parsing, 1000 / parsing, "1 s")


def in_git(store, took):
    """The same releases as commits of one file."""
    directory = WORK / "git"
    directory.mkdir()
    git = ["git", "-C", directory, "-c", "user.name=Example Corp", "-c", "user.email=ports@example.org",
           "-c", "gc.auto=0"]
    run("git", "init", "-q", directory)
    start = time.monotonic()
    for path in RELEASES:
        shutil.copy(path, directory / "registry.xml")
        run(*git, "add", "registry.xml")
        run(*git, "commit", "-q", "-m", path.stem)
    committed = time.monotonic() - start
    packed = run(*git, "gc", "-q", "--aggressive", stderr=subprocess.DEVNULL)
    size = size_of(directory / ".git")
    row("store.db; peer: .git after `git gc --aggressive`", mib(store), mib(size), store / size)
    row("importing all; peer: `git commit` of each, and gc", f"{took:.1f} s",
        f"{committed + packed:.1f} s", took / (committed + packed))
    return run(*git, "log", "-p", "--format=%s")


def in_plain_rows(store):
    """The same releases as rows of one table, each record in each release."""
    path = WORK / "rows.db"
    database = sqlite3.connect(path)
    database.execute("PRAGMA journal_mode = OFF")
    database.execute("CREATE TABLE record (release TEXT, " +
                     ", ".join(f"c{i} TEXT" for i in range(12)) + ")")
    insert = "INSERT INTO record VALUES (?" + ", ?" * 12 + ")"
    for release in RELEASES:
        text = subprocess.run([PORTREG, "convert", "--to", "csv", release], check=True, text=True,
                              stdout=subprocess.PIPE).stdout
        lines = list(csv.reader(text.splitlines(keepends=True)))[1:]
        database.executemany(insert, [[release.stem, *line[:12]] for line in lines])
        database.commit()
    database.close()
    size = size_of(path)
    row("store.db; peer: SQLite with a row for each record in each release", mib(store), mib(size),
        store / size)


def main():
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir()
    data, took, store = imports()
    questions(data)
    becomes_visible()
    log = in_git(store, took)
    in_plain_rows(store)
    shutil.rmtree(WORK)
    print(f"""
## History

{len(RELEASES)} releases, {mib(sum(size_of(path) for path in RELEASES))} of XML, into one data directory. Importing took
{took:.1f} s, {1000 * took / len(RELEASES):.0f} ms a release; `git log -p` over the same releases takes {log:.1f} s.

| what | portreg | peer | ratio | target | |
|---|---|---|---|---|---|
""" + "\n".join(rows) + "\n\n```\n" + "\n".join(commands) + "\n```")


main()
