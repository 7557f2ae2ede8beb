"""The examples of the README print what they say: each console block is run on the release of 2026-07-22,
those of the history on some earlier ones too.

usage: readme.py PORTREG SOURCE_ROOT      PORTREG_IANA: unpacked releases; without it the test is skipped
With --write as a third argument the blocks are filled in anew.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

RELEASE = "xml/20260722.xml"
# What is imported before it, for the examples of the history.
EARLIER = ["xml/20130218.xml", "xml/20160518.xml", "xml/20170303.xml", "xml/20220411.xml", "xml/20260719.xml"]
BLOCK = re.compile(r"```console\n\$ (.*)\n((?:.*\n)*?)```\n")


def run(command, directory):
    """What COMMAND prints, errors included, where the release lies as service-names-port-numbers.xml."""
    done = subprocess.run(["sh", "-c", command + " 2>&1"], cwd=directory, capture_output=True, text=True)
    return done.stdout.replace("\r\n", "\n")


def main():
    iana = os.environ.get("PORTREG_IANA")
    if not iana or not pathlib.Path(iana, RELEASE).exists():
        sys.exit(77)
    readme = pathlib.Path(sys.argv[2], "README.md")
    text = readme.read_text()
    with tempfile.TemporaryDirectory() as directory:
        shutil.copy(pathlib.Path(iana, RELEASE), pathlib.Path(directory, "service-names-port-numbers.xml"))
        program = pathlib.Path(sys.argv[1]).resolve()
        os.environ.update(PORTREG_DATA=directory + "/data", PATH=f"{program.parent}:{os.environ['PATH']}")
        subprocess.run(["portreg", "import", *[pathlib.Path(iana, path).resolve() for path in EARLIER],
                        "service-names-port-numbers.xml"], cwd=directory, check=True, stdout=subprocess.DEVNULL)
        blocks = [(match, run(match[1], directory)) for match in BLOCK.finditer(text)]
    if sys.argv[3:] == ["--write"]:
        for match, printed in blocks:
            text = text.replace(match[0], f"```console\n$ {match[1]}\n{printed}```\n")
        readme.write_text(text)
        return
    wrong = [(match[1], match[2], printed) for match, printed in blocks if match[2] != printed]
    for command, said, printed in wrong:
        print(f"$ {command}\nREADME says:\n{said}but it prints:\n{printed}")
    if wrong or len(blocks) < 9:
        sys.exit(1)


main()
