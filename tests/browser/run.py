"""Runs a test in node, or says what is missing for it: run.py TEST PORTREG PORTREGD FIXTURE SCREENSHOTS"""
import os
import shutil
import subprocess
import sys

SKIPPED = 77
here = os.path.dirname(os.path.abspath(__file__))
NEEDED = ["playwright-core", "axe-core", "vnu-jar"]

if not shutil.which("node"):
    print("skipped: no node")
    sys.exit(SKIPPED)
for package in NEEDED:
    if not os.path.isdir(os.path.join(here, "node_modules", package)):
        print(f"skipped: no {package}; run npm ci in {here}")
        sys.exit(SKIPPED)
sys.exit(subprocess.call(["node"] + sys.argv[1:]))
