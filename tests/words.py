"""Holds the vocabulary of RFC 6335: no synonyms in identifiers, messages and documents.

Argument 1 is the source root. Prints FILE:LINE of each offence; exit status 1 if there is any.
"""
import pathlib
import re
import sys

SYNONYMS = {
    "svc": "service", "svcs": "services", "proto": "transport protocol",
    "protos": "transport protocols", "owner": "assignee", "owners": "assignees",
    "registrant": "assignee", "registrants": "assignees", "portno": "port number",
}
# Names that others gave: of the C library, of HTTP, and of DNS ("owner name", RFC 1035).
FOREIGN = re.compile(r"\bs_proto\b|X-Forwarded-Proto|\b[Pp]roto=|\bowner names?\b|`[^`]*`")
TOKEN = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|[A-Za-z_]\w*',
                   re.DOTALL)
# An owner of memory is no assignee: in an identifier the word counts beside one of these only.
OWNED = {"port", "ports", "record", "records", "service", "name", "assignment"}
WORD = re.compile(r"[A-Za-z]+")
PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def words_of_c(text):
    """Yields (offset, word) of identifiers, and of strings that are messages: with a blank."""
    for match in TOKEN.finditer(text):
        token = match.group()
        if token[0] == '"' and " " in token:
            yield from ((match.start() + word.start(), word.group())
                        for word in WORD.finditer(token))
        elif token[0].isalpha() or token[0] == "_":
            parts = PARTS.findall(token)
            about_registry = OWNED & {part.lower() for part in parts}
            yield from ((match.start(), part) for part in parts
                        if about_registry or part.lower() not in ("owner", "owners"))


def words_of_document(text):
    yield from ((match.start(), match.group()) for match in WORD.finditer(text))


def offences(name, text):
    """Yields NAME:LINE: FAULT for each synonym in TEXT."""
    text = FOREIGN.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)
    words = words_of_document if name.endswith(".md") else words_of_c
    for offset, word in words(text):
        better = SYNONYMS.get(word.lower())
        if better:
            line = text.count("\n", 0, offset) + 1
            yield f'{name}:{line}: expected "{better}", found "{word}"'


def self_test():
    wrong = ["int svc_count;", 'f("the owner of %s");', "int f(int proto);", "struct portOwner x;",
             'f("unknown proto %s");',
             "#define SVC_LIMIT 1", "enum { PROTO_TCP };"]
    right = ["/* the owner of the block */ int a;", 'f("svc");', "x = entry->s_proto;",
             "int protocol, prototype, service;", "void *owner;", "IPPROTO_TCP",
             "char c = '\"'; int b;"]
    for text in wrong:
        assert len(list(offences("a.c", text))) == 1, text
    for text in right:
        assert not list(offences("a.c", text)), text
    assert list(offences("a.md", "one\nThe owner of a port"))[0].startswith("a.md:2: ")
    assert not list(offences("a.md", "the owner name of a DNS record, `proto`, your own"))


if __name__ == "__main__":
    self_test()
    root = pathlib.Path(sys.argv[1])
    if not (root / "src/base").is_dir():
        sys.exit(f"words.py: expected a source root, found {root}")
    files = [path for folder in ("src", "include", "tests")
             for path in (root / folder).rglob("*.[ch]")]
    files += [*root.glob("*.md"), *(root / "docs").rglob("*.md")]
    found = [line for path in sorted(files)
             for line in offences(str(path), path.read_text(encoding="utf-8"))]
    print("\n".join(found), end="\n" if found else "")
    sys.exit(1 if found else 0)
