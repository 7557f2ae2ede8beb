"""Counts the results in Meson's logs of tests, names what failed, and says one line for all.

usage: count.py TESTLOG.json...    exit status 1 when a test failed or a log is missing
"""
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


def main(paths):
    passed = failed = skipped = 0
    for path in paths:
        for name, result in results(path):
            if result in PASSED:
                passed += 1
            elif result == "SKIP":
                skipped += 1
            else:
                failed += 1
                print(f"{result}: {name} ({path})")
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
