"""Real releases in one store: each is exported again byte for byte, as of its date, whether they came
in the order of their dates or not; and all of them take little room.

usage: store.py PORTREG

Takes the releases in $PORTREG_IANA/xml; skipped (77) without. All are imported; of many a sample is
exported, unless $PORTREG_LONG is set.
"""
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile

SKIPPED = 77
SAMPLE = 25
UPDATED = re.compile(rb"<updated>([0-9-]+)</updated>")


class Failed(Exception):
    pass


def run(portreg, *arguments):
    result = subprocess.run([portreg, *arguments], capture_output=True)
    if result.returncode != 0:
        raise Failed(f"{' '.join(map(str, arguments))[:200]}: {result.stderr.decode()}")
    return result.stdout


def date_of(path):
    with open(path, "rb") as file:
        return UPDATED.search(file.read(4096)).group(1).decode()


def last_of_each_date(releases):
    """The last file of each date: that is what --as-of gives."""
    return sorted({date_of(path): path for path in releases}.items())


def check_exports(portreg, data, dated):
    """Compares what is exported as of each date with the file; counts what differs."""
    differing = 0
    for date, path in dated:
        if run(portreg, "export", "xml", "--as-of", date, "--data", data) != path.read_bytes():
            print(f"FAILED: {path.name} is not what the store has as of {date}")
            differing += 1
    return differing


def check_sizes(portreg, data, releases):
    """The store against the largest release, the snapshot against that of the last release."""
    store, snapshot = data / "store.db", data / "registry.portreg"
    if os.path.exists(f"{store}-wal"):
        raise Failed("expected no write-ahead log when nobody has the store open")
    largest = max(path.stat().st_size for path in releases)
    alone = data / "alone.portreg"
    run(portreg, "compile", "--output", alone, releases[-1])
    sizes = {"store": (store.stat().st_size, 4 * largest),
             "snapshot": (snapshot.stat().st_size, 2 * alone.stat().st_size)}
    for name, (size, limit) in sizes.items():
        print(f"{name}: {size} bytes, less than {limit}")
        if size >= limit:
            raise Failed(f"the {name} has {size} bytes, expected less than {limit}")


def import_at_random(portreg, data, releases):
    """Imports the files one by one in a random order; those of a date keep theirs."""
    dates = [date for date, _ in last_of_each_date(releases)]
    random.Random(6335).shuffle(dates)
    files = {}
    for path in releases:
        files.setdefault(date_of(path), []).append(path)
    for date in dates:
        for path in files[date]:
            run(portreg, "import", "--backfill", "--data", data, path)


def main():
    iana = pathlib.Path(os.environ.get("PORTREG_IANA", ""))
    if not os.environ.get("PORTREG_IANA") or not (iana / "xml").is_dir():
        print("skipped: PORTREG_IANA names no directory of releases")
        return SKIPPED
    portreg = os.path.abspath(sys.argv[1])
    everything = bool(os.environ.get("PORTREG_LONG"))
    releases = sorted((iana / "xml").glob("*.xml"))
    dated = last_of_each_date(releases)
    chosen = dated if everything else dated[::-max(1, len(dated) // SAMPLE)]
    few = [path for _, path in chosen[:SAMPLE]]
    with tempfile.TemporaryDirectory() as directory:
        data, other = pathlib.Path(directory, "data"), pathlib.Path(directory, "backfilled")
        try:
            run(portreg, "import", "--data", data, iana / "xml")
            check_sizes(portreg, data, releases)
            differing = check_exports(portreg, data, chosen)
            import_at_random(portreg, other, sorted(few))
            differing += check_exports(portreg, other, [(date_of(path), path) for path in few])
            if b"nothing new" not in run(portreg, "import", "--data", data, releases[-1]):
                raise Failed("expected nothing new when the last release comes again")
        except Failed as failure:
            print("FAILED:", failure)
            return 1
    print(f"{len(releases)} releases, {len(chosen)} exported, {differing} differing")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
