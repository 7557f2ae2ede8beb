"""Real releases, byte for byte: XML read and written again is the same file; CSV read and written
again is the same as CSV made from the XML; CSV and text are what was published, where that is
there.

usage: exact.py PORTREG [--all]

Takes the releases in $PORTREG_IANA (xml/, csv/, txt/); skipped (77) without. Of many it takes a
sample, unless --all or $PORTREG_LONG is given.
"""
import concurrent.futures
import os
import pathlib
import subprocess
import sys
import tempfile

SKIPPED = 77
SAMPLE = 25


def convert(portreg, to, source, target, *options):
    with open(target, "wb") as output:
        subprocess.run([portreg, "convert", "--to", to, *options, source], stdout=output,
                       check=True)


def same(ours, theirs):
    """Nothing when the files are the same, else what cmp says."""
    compared = subprocess.run(["cmp", ours, theirs], capture_output=True, text=True)
    return (compared.stdout + compared.stderr).strip()


def without_carriage_returns(path, target):
    target.write_bytes(path.read_bytes().replace(b"\r", b""))
    return target


def published_files(iana, date):
    """The published files of a release: format, file, whether it lost its carriage returns."""
    for name, form, lost in ((f"csv/{date}.csv", "csv", False), (f"csv/{date}.lf.csv", "csv", True),
                             (f"txt/{date}.txt", "txt", False)):
        if (iana / name).exists():
            yield form, iana / name, lost


def check(portreg, iana, xml, directory):
    """What differs in one release, as lines."""
    date = xml.stem
    day = f"{date[:4]}-{date[4:6]}-{date[6:]}"
    made = {form: pathlib.Path(directory, f"{date}.{form}") for form in ("xml", "csv", "txt")}
    again = pathlib.Path(directory, f"{date}.again.csv")
    convert(portreg, "xml", xml, made["xml"])
    differences = [same(made["xml"], xml)]
    convert(portreg, "csv", xml, made["csv"])
    convert(portreg, "csv", made["csv"], again, "--date", day)
    differences.append(same(again, made["csv"]))
    for form, published, lost in published_files(iana, date):
        if form == "txt":
            convert(portreg, "txt", xml, made["txt"])
        ours = made[form]
        if lost:
            ours = without_carriage_returns(ours, ours.with_suffix(".lf.csv"))
        differences.append(same(ours, published))
    for path in pathlib.Path(directory).glob(f"{date}.*"):
        path.unlink()
    return [difference for difference in differences if difference]


def choose(iana, everything):
    releases = sorted((iana / "xml").glob("*.xml"))
    if everything or len(releases) <= 2 * SAMPLE:
        return releases
    step = len(releases) // SAMPLE
    return [xml for i, xml in enumerate(releases)
            if i % step == 0 or any(published_files(iana, xml.stem))]


def main():
    iana = pathlib.Path(os.environ.get("PORTREG_IANA", ""))
    if not os.environ.get("PORTREG_IANA") or not (iana / "xml").is_dir():
        print("skipped: PORTREG_IANA names no directory of releases")
        return SKIPPED
    portreg = os.path.abspath(sys.argv[1])
    releases = choose(iana, "--all" in sys.argv or os.environ.get("PORTREG_LONG"))
    failed = 0
    with tempfile.TemporaryDirectory() as directory, \
            concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        for differences in pool.map(lambda xml: check(portreg, iana, xml, directory), releases):
            failed += bool(differences)
            for difference in differences:
                print(difference)
    print(f"{len(releases)} releases, {failed} of them not exact")
    return 1 if failed or not releases else 0


if __name__ == "__main__":
    sys.exit(main())
