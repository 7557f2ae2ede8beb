"""Real releases in one snapshot: as of each of them it answers as that release alone, and it is under
twice the size of the last one alone.

Arguments: the program portreg, the program as_of_release.
Needs PORTREG_IANA, the directory of the unpacked releases; exits with 77 (skipped) without it.
"""
import os
import pathlib
import subprocess
import sys
import tempfile

SKIPPED = 77
RELEASES = 6
SIZE_LIMIT = 2

if "PORTREG_IANA" not in os.environ:
    print("skipped: PORTREG_IANA is not set")
    sys.exit(SKIPPED)
portreg, as_of_release = sys.argv[1:3]
releases = sorted(pathlib.Path(os.environ["PORTREG_IANA"], "xml").glob("*.xml"))
if len(releases) < RELEASES:
    print("skipped: too few releases")
    sys.exit(SKIPPED)
step = (len(releases) - 1) // (RELEASES - 1)
sample = releases[:-1:step][:RELEASES - 1] + releases[-1:]

with tempfile.TemporaryDirectory() as directory:
    data, alone = directory + "/data", directory + "/alone.portreg"
    subprocess.run([portreg, "import", "--data", data, *sample], check=True)
    whole = data + "/registry.portreg"
    failed = 0
    for index, release in enumerate(sample):
        subprocess.run([portreg, "compile", "--output", alone, release], check=True)
        failed += subprocess.run([as_of_release, whole, str(index), alone], check=False).returncode != 0
    sizes = os.path.getsize(whole), os.path.getsize(alone)
    print(f"{len(sample)} releases: {sizes[0]} bytes, the last alone: {sizes[1]} bytes")
    sys.exit(failed != 0 or sizes[0] >= SIZE_LIMIT * sizes[1])
