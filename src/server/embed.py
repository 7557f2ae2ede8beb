"""Writes a C file that holds the files it is given: embed.py OUTPUT FILE..."""
import os
import sys

output, names = sys.argv[1], sys.argv[2:]
with open(output, "w", encoding="ascii") as c:
    c.write('/* Made by embed.py. */\n#include "server/assets.h"\n')
    for index, name in enumerate(names):
        with open(name, "rb") as file:
            numbers = ",".join(str(byte) for byte in file.read())
        c.write(f"static const unsigned char bytes_{index}[] = {{{numbers}}};\n")
    c.write("const struct asset assets[] = {\n")
    for index, name in enumerate(names):
        c.write(f'{{"{os.path.basename(name)}", bytes_{index}, sizeof(bytes_{index})}},\n')
    c.write("};\nconst size_t asset_count = sizeof(assets) / sizeof(*assets);\n")
