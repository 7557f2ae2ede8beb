"""No two files define a function or an object of the same name: symbols.py LIBRARY_OR_OBJECT...

A linker that finds a name in two static libraries takes one of them without a word, and the caller
of the other gets a function that it never meant."""
import subprocess
import sys

GLOBAL_DEFINITIONS = "TDBRC"

owners = {}
for path in sys.argv[1:]:
    listed = subprocess.run(["nm", "-A", "--defined-only", path], check=True, capture_output=True,
                            text=True).stdout
    for line in listed.splitlines():
        *_, kind, name = line.split()
        if kind in GLOBAL_DEFINITIONS:
            owners.setdefault(name, set()).add(line.split(":")[1])
twice = {name: files for name, files in owners.items() if len(files) > 1}
for name, files in sorted(twice.items()):
    print(f"expected one definition of {name}, found it in {', '.join(sorted(files))}")
if not owners:
    print("expected definitions, found none")
sys.exit(1 if twice or not owners else 0)
