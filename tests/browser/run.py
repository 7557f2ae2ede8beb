"""Runs each *_test.mjs, or says what is missing for it: run.py PORTREG PORTREGD RELEASE SCREENSHOTS"""
import glob
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
statuses = [subprocess.call(["node", test] + sys.argv[1:])
            for test in sorted(glob.glob(os.path.join(here, "*_test.mjs")))]
sys.exit(next((status for status in statuses if status), 0))
