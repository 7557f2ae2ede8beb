"""Holds the rule that only src/server/html.c writes tags: markup.py ... RELEASE (its place tells where
the source is)."""
import pathlib
import re
import sys

source = pathlib.Path(__file__).resolve().parents[2] / "src"
string = re.compile(r'"(?:[^"\\]|\\.)*"')
failed = False
for path in sorted(source.glob("server/*.c")) + sorted(source.glob("server/*.h")):
    if path.name == "html.c":
        continue
    code = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)
    for literal in string.findall(code):
        if re.search(r"</?[a-zA-Z!]", literal):
            print(f"{path}: only html.c may write a tag, found {literal}")
            failed = True
sys.exit(1 if failed else 0)
