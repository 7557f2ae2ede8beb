"""Holds docs/rules.md to the table of rules: portreg check --rules --json.

Arguments: the portreg program, docs/rules.md. Prints what differs; exit status 1 if anything does.
"""
import json
import pathlib
import subprocess
import sys


def main(portreg, document):
    printed = subprocess.run([portreg, "check", "--rules", "--json"], check=True,
                             capture_output=True, text=True).stdout
    rules = [json.loads(line) for line in printed.splitlines()]
    expected = [f"| `{rule['rule']}` | {rule['severity']} | {rule['section']} | {rule['demand']} |"
                for rule in rules]
    text = pathlib.Path(document).read_text(encoding="utf-8")
    section = text.split("## The rules\n")[1].split("\n## ")[0]
    found = [line for line in section.splitlines() if line.startswith("| `")]
    for line in expected:
        if line not in found:
            print(f"{document}: expected the row {line}")
    for line in found:
        if line not in expected:
            print(f"{document}: found a row that is no rule: {line}")
    counted = text.split("## What the real registry breaks\n")[1]
    for rule in rules:
        if f"`{rule['rule']}`" not in counted:
            print(f"{document}: expected a count of {rule['rule']}")
            found = None
    return 0 if found == expected else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
