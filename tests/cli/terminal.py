"""What a person sees on a terminal: tables that fit its width, no empty columns, colour only there.

usage: terminal.py PORTREG SOURCE_ROOT
"""

import fcntl
import os
import pathlib
import pty
import re
import struct
import subprocess
import sys
import tempfile
import termios

PORTREG, ROOT = sys.argv[1:3]
QUERIES = ["80", "9/dccp", "http", "http/tcp", "lookup++", "0-65535"]
failures = []


def check(holds, what):
    if not holds:
        failures.append(what)


def on_terminal(columns, environment, arguments):
    """The output of portreg on a terminal of so many columns."""
    gate, opened = os.pipe()
    child, terminal = pty.fork()
    if child == 0:
        os.close(opened)
        os.read(gate, 1)
        os.execve(PORTREG, [PORTREG, *arguments], environment)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    os.close(gate)
    os.close(opened)
    output = b""
    while True:
        try:
            block = os.read(terminal, 65536)
        except OSError:
            break
        if not block:
            break
        output += block
    os.close(terminal)
    os.waitpid(child, 0)
    return output.decode().replace("\r\n", "\n")


def plain(output):
    return re.sub("\033\\[[0-9]*m", "", output)


def main():
    with tempfile.TemporaryDirectory() as data:
        environment = {"PORTREG_DATA": data, "PATH": os.environ["PATH"]}
        environment.update((k, v) for k, v in os.environ.items() if k.endswith("SAN_OPTIONS"))
        subprocess.run([PORTREG, "import", f"{ROOT}/tests/fixtures/small.xml"], check=True,
                       env=environment, stdout=subprocess.DEVNULL)
        for query in QUERIES:
            piped = subprocess.run([PORTREG, query], env=environment, capture_output=True, text=True).stdout
            words = piped.split()
            check("\033" not in piped, f"{query}: colour in a pipe")
            for columns in (40, 80, 120):
                shown = on_terminal(columns, environment, [query])
                widest = max(map(len, plain(shown).split("\n")))
                check(widest <= columns, f"{query}: {widest} columns on a terminal of {columns}")
                check("\033" in shown or "dccp" in query, f"{query}: no colour on a terminal")
                check(set(words) <= set(plain(shown).split()) or columns == 40,
                      f"{query}: words are lost at {columns} columns")
        names = subprocess.run([PORTREG, "discard/udp"], env=environment, capture_output=True, text=True).stdout
        check("Assignment Notes" not in names and "Reference" not in names, "empty columns are shown")
        text = pathlib.Path(ROOT, "tests/fixtures/small.xml").read_text(encoding="utf-8")
        crafted = pathlib.Path(data, "crafted.xml")
        crafted.write_text(text.replace("<name>finger<", "<name>fin&#x9b;31mger<", 1)
                           .replace(">Finger<", ">Fin\u009b31mger\x7f<", 1), encoding="utf-8")
        subprocess.run([PORTREG, "compile", "--output", f"{data}/crafted", crafted], check=True, env=environment)
        for query in ("79", "79/tcp", "79-80"):
            shown = on_terminal(80, environment, ["--snapshot", f"{data}/crafted", query])
            check("?31m" in shown and not set("\u009b\x7f") & set(shown), f"{query}: control characters are obeyed")
        check("\033" not in on_terminal(80, {**environment, "NO_COLOR": "1"}, ["80"]), "NO_COLOR has colour")
        check("\033" in on_terminal(80, {**environment, "NO_COLOR": ""}, ["80"]), "an empty NO_COLOR counts")
        check("\033" not in on_terminal(80, environment, ["--color", "never", "80"]), "never has colour")
    for failure in failures:
        print(failure)
    return 1 if failures else 0


sys.exit(main())
