"""Counts the results in Meson's logs of tests, names what failed, and says one line for all. A log
that is missing counts as a failure.

usage: count.py [--failed NAME]... TESTLOG.json...    exit status 1 when something failed
"""
import argparse
import json
import sys

PASSED = {"OK", "EXPECTEDFAIL"}


def results(path):
    """The (name, result) pairs of a log: one JSON object a line."""
    try:
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                test = json.loads(line)
                yield test["name"], test["result"]
    except (OSError, ValueError, KeyError) as error:
        yield f"{path}: {error}", "FAIL"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--failed", action="append", default=[])
    parser.add_argument("logs", nargs="*")
    arguments = parser.parse_intermixed_args()
    tests = [(name, "FAIL") for name in arguments.failed]
    for path in arguments.logs:
        tests += ((f"{name} ({path})", result) for name, result in results(path))
    skipped = [name for name, result in tests if result == "SKIP"]
    failed = [(name, result) for name, result in tests if result not in PASSED | {"SKIP"}]
    for name in skipped:
        print("skipped:", name)
    for name, result in failed:
        print(f"failed: {name}: {result}")
    print(f"{len(tests) - len(failed) - len(skipped)} passed, {len(failed)} failed, "
          f"{len(skipped)} skipped")
    return 1 if failed or not tests else 0


if __name__ == "__main__":
    sys.exit(main())
