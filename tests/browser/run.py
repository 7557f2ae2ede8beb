"""Runs a test, or says what is missing for it: run.py TEST PORTREG PORTREGD RELEASE SCREENSHOTS"""
import os
import shutil
import subprocess
import sys

SKIPPED = 77
here = os.path.dirname(os.path.abspath(__file__))

if not shutil.which("node"):
    print("skipped: no node")
    sys.exit(SKIPPED)
if not os.path.isdir(os.path.join(here, "node_modules", "playwright-core")):
    print(f"skipped: no playwright-core; run npm ci in {here}")
    sys.exit(SKIPPED)
sys.exit(subprocess.call(["node", os.path.join(here, sys.argv[1])] + sys.argv[2:]))
