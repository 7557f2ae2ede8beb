"""That libportreg.so shows exactly the functions of include/portreg.h, and nothing else:
symbols.py LIBRARY HEADER"""
import re
import subprocess
import sys

library, header = sys.argv[1:]


def declared(path):
    """The names of the functions that the header declares for others."""
    with open(path, encoding='UTF-8') as file:
        text = re.sub(r'/\*.*?\*/', '', file.read(), flags=re.DOTALL)
    return set(re.findall(r'^PORTREG_API\s[^;(]*?\b(\w+)\s*\(', text, flags=re.MULTILINE))


def shown(path):
    """The symbols that the library defines for others."""
    lines = subprocess.run(['nm', '--dynamic', '--defined-only', path], check=True, text=True,
                           capture_output=True).stdout.splitlines()
    return {line.split()[-1].split('@')[0] for line in lines}


expected, found = declared(header), shown(library)
if len(expected) < 10:
    sys.exit(f'expected at least 10 functions in {header}, found {sorted(expected)}')
for name in sorted(expected - found):
    print(f'{header} declares {name}, which {library} does not show')
for name in sorted(found - expected):
    print(f'{library} shows {name}, which {header} does not declare')
sys.exit(expected != found)
