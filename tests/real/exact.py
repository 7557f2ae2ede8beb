"""Real releases, byte for byte: XML read and written again is the same file, and so is the CSV that
is made of it. What was published in other formats, csv_txt.py and html.py compare.

usage: exact.py PORTREG [--all]

Takes the releases in $PORTREG_IANA/xml; skipped (77) without. Of many it takes a sample, unless
--all or $PORTREG_LONG is given.
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


def check(portreg, xml, directory):
    """What differs in one release, as lines."""
    day = f"{xml.stem[:4]}-{xml.stem[4:6]}-{xml.stem[6:]}"
    xml_again, csv, csv_again = (pathlib.Path(directory, f"{xml.stem}.{name}")
                                 for name in ("xml", "csv", "again.csv"))
    convert(portreg, "xml", xml, xml_again)
    convert(portreg, "csv", xml, csv)
    convert(portreg, "csv", csv, csv_again, "--date", day)
    differences = [same(xml_again, xml), same(csv_again, csv)]
    for path in (xml_again, csv, csv_again):
        path.unlink()
    return [difference for difference in differences if difference]


def choose(iana, everything):
    releases = sorted((iana / "xml").glob("*.xml"))
    if everything or len(releases) <= 2 * SAMPLE:
        return releases
    step = len(releases) // SAMPLE
    return releases[::-step]


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
        for differences in pool.map(lambda xml: check(portreg, xml, directory), releases):
            failed += bool(differences)
            for difference in differences:
                print(difference)
    print(f"{len(releases)} releases, {failed} of them not exact")
    return 1 if failed or not releases else 0


if __name__ == "__main__":
    sys.exit(main())
