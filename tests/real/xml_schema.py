"""docs/registry.rng accepts real releases of all years, and what portreg writes without layout.

Arguments: the program portreg, the source root. Needs PORTREG_IANA, the directory of the unpacked
releases, and xmllint; exits with 77 (skipped) without them.
"""
import os
import pathlib
import shutil
import subprocess
import sys

SKIPPED = 77
RELEASES = 15

if "PORTREG_IANA" not in os.environ or not shutil.which("xmllint"):
    print("skipped: PORTREG_IANA is not set, or xmllint is missing")
    sys.exit(SKIPPED)
PROGRAM, ROOT = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
CHECK = ["xmllint", "--noout", "--relaxng", ROOT / "docs/registry.rng"]
releases = sorted(pathlib.Path(os.environ["PORTREG_IANA"], "xml").glob("*.xml"))
if not releases:
    print("skipped: no releases in PORTREG_IANA")
    sys.exit(SKIPPED)
sample = releases[::-max(1, -(-len(releases) // RELEASES))] + releases[:1]
done = subprocess.run([*CHECK, *sample], capture_output=True, check=False, text=True)
faults = [line for line in done.stderr.splitlines() if not line.endswith(" validates")]
print("\n".join(faults[:10]))

# JSON carries no layout: the XML that comes of it is in the regular form.
as_json = subprocess.run([PROGRAM, "convert", "--to", "json", releases[-1]], capture_output=True,
                         check=True).stdout
as_xml = subprocess.run([PROGRAM, "convert", "--from", "json", "--to", "xml"], input=as_json,
                        capture_output=True, check=True).stdout
again = subprocess.run([*CHECK, "-"], input=as_xml, capture_output=True, check=False)
if again.returncode:
    print(again.stderr.decode()[:1000])
sys.exit(1 if done.returncode or again.returncode else 0)
