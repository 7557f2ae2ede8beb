"""Writes a C file that holds the files it is given: embed.py OUTPUT FILE...
Those in a folder style/ become one, style.css, in the order given."""
import os
import sys

output, names = sys.argv[1], sys.argv[2:]
contents = {}
for name in names:
    in_style = os.path.basename(os.path.dirname(name)) == "style"
    with open(name, "rb") as file:
        key = "style.css" if in_style else os.path.basename(name)
        contents[key] = contents.get(key, b"") + file.read()
with open(output, "w", encoding="ascii") as c:
    c.write('/* Made by embed.py. */\n#include "server/assets.h"\n')
    for index, content in enumerate(contents.values()):
        numbers = ",".join(map(str, content))
        c.write(f"static const unsigned char bytes_{index}[] = {{{numbers}}};\n")
    c.write("const struct asset assets[] = {\n")
    for index, key in enumerate(contents):
        c.write(f'{{"{key}", bytes_{index}, sizeof(bytes_{index})}},\n')
    c.write("};\nconst size_t asset_count = sizeof(assets) / sizeof(*assets);\n")
