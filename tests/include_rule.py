"""Holds the rule of includes: an include goes only from a later folder to an earlier one.

Argument 1 is the source root. Prints FILE:LINE of each offence; exit status 1 if there is any.
"""
import pathlib
import re
import sys
import tempfile

ORDER = ["base", "registry", "snapshot", "formats", "history", "store", "publication",
         "procedures", "host", "server", "nss", "cli"]
# Folders that see less than everything before them.
ONLY = {
    "snapshot": {"base", "registry", "snapshot"},
    "nss": {"base", "snapshot", "nss"},
    "server": set(ORDER[:ORDER.index("server") + 1]) - {"host"},
}
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"')


def allowed(folder):
    """The folders that a file in FOLDER may include from."""
    return ONLY.get(folder, set(ORDER[:ORDER.index(folder) + 1]) - {"nss"} | {folder})


def fault(folder, header):
    """What is wrong with a file in FOLDER including HEADER, or None."""
    parts = header.split("/")
    if header == "portreg.h":
        return None
    if len(parts) == 1 or parts[0] not in ORDER:
        return f'expected a path from the source root such as "base/text.h", found "{header}"'
    if parts[0] not in allowed(folder):
        return f'expected no include of {parts[0]} in {folder}, found "{header}"'
    if folder == "nss" and parts[0] == "snapshot" and parts[1] == "compile.h":
        return f'expected only the reading half of snapshot in nss, found "{header}"'
    return None


def offences(root):
    """Yields FILE:LINE: FAULT for each offence under ROOT/src."""
    source = root / "src"
    for path in sorted(source.rglob("*.[ch]")):
        place = path.relative_to(source).parts
        if place[0] not in ORDER:
            yield f"{path}:1: expected a folder of {', '.join(ORDER)}, found {place[0]}"
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            match = INCLUDE.match(line)
            wrong = match and fault(place[0], match.group(1))
            if wrong:
                yield f"{path}:{number}: {wrong}"


def self_test():
    """Proves on trees of one file that offences are found, and only they."""
    cases = [
        ("base/a.c", "base/text.h", False), ("base/a.c", "registry/port.h", True),
        ("registry/a.c", "base/text.h", False), ("registry/a.c", "formats/format.h", True),
        ("snapshot/a.c", "registry/port.h", False), ("snapshot/a.c", "portreg.h", False),
        ("formats/csv/a.c", "formats/format.h", False), ("formats/csv/a.c", "store/a.h", True),
        ("formats/csv/a.c", "csv.h", True), ("formats/csv/a.c", "../csv.h", True),
        ("server/a.c", "formats/format.h", False), ("server/a.c", "host/a.h", True),
        ("host/a.c", "server/a.h", True), ("nss/a.c", "snapshot/snapshot.h", False),
        ("nss/a.c", "snapshot/compile.h", True), ("nss/a.c", "registry/port.h", True),
        ("cli/a.c", "host/a.h", False), ("cli/a.c", "nss/a.h", True), ("web/a.c", "a.h", True),
    ]
    for name, header, wrong in cases:
        with tempfile.TemporaryDirectory() as directory:
            path = pathlib.Path(directory, "src", name)
            path.parent.mkdir(parents=True)
            path.write_text(f'#include <stdio.h>\n#include "{header}"\n')
            found = list(offences(pathlib.Path(directory)))
            assert bool(found) == wrong, (name, header, found)
            assert not wrong or name.startswith("web/") or f"{name}:2:" in found[0], found


if __name__ == "__main__":
    self_test()
    root = pathlib.Path(sys.argv[1])
    if not (root / "src/base").is_dir():
        sys.exit(f"include_rule.py: expected a source root, found {root}")
    found = list(offences(root))
    print("\n".join(found), end="\n" if found else "")
    sys.exit(1 if found else 0)
