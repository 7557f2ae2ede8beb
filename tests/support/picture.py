"""For tests of the programs: pictures read again, by the standard library alone."""
import re
import struct
import xml.etree.ElementTree
import zlib

SVG = "{http://www.w3.org/2000/svg}"
SIDE = 256
SHADES = ("unassigned", "assigned", "reserved", "implied", "dynamic")


def place(port):
    """Column and row of a port number on the Hilbert curve, by the usual recursion from the whole to the
    parts."""
    def walk(x, y, ax, ay, bx, by, number, order):
        if order == 0:
            return x + (ax + bx) // 2, y + (ay + by) // 2
        quarter, rest = divmod(number, 4 ** (order - 1))
        ax2, ay2, bx2, by2 = ax / 2, ay / 2, bx / 2, by / 2
        if quarter == 0:
            return walk(x, y, bx2, by2, ax2, ay2, rest, order - 1)
        if quarter == 1:
            return walk(x + ax2, y + ay2, ax2, ay2, bx2, by2, rest, order - 1)
        if quarter == 2:
            return walk(x + ax2 + bx2, y + ay2 + by2, ax2, ay2, bx2, by2, rest, order - 1)
        return walk(x + ax2 + bx, y + ay2 + by, -bx2, -by2, -ax2, -ay2, rest, order - 1)
    column, row = walk(0, 0, 0, SIDE, SIDE, 0, port, 8)
    return int(column), int(row)


def area(path):
    """The area of a path of SVG: the sum over its loops, of which holes turn the other way or lie
    inside; counted row by row with the rule evenodd."""
    edges = [[] for _ in range(SIDE)]  # of each row, the columns where inside begins or ends
    x = y = home_x = home_y = 0

    def down(column, start, end):
        for row in range(min(start, end), max(start, end)):
            edges[row].append(column)
    for command, first, second in re.findall(r"([mhvz])(-?\d+)?(?: (-?\d+))?", path):
        if command == "m":
            x, y = x + int(first), y + int(second)
            home_x, home_y = x, y
        elif command == "h":
            x += int(first)
        elif command == "v":
            down(x, y, y + int(first))
            y += int(first)
        else:
            assert x == home_x or y == home_y, "a loop that is not closed"
            down(home_x, y, home_y)
            x, y = home_x, home_y
    total = 0
    for row in edges:
        row.sort()
        assert len(row) % 2 == 0
        total += sum(row[1::2]) - sum(row[::2])
    return total


def svg_counts(content):
    """How many port numbers of each state a map as SVG has: by its areas, and by its legend."""
    root = xml.etree.ElementTree.fromstring(content)
    areas = {path.get("id"): area(path.get("d")) for path in root.iter(SVG + "path")
             if path.get("id") in SHADES}
    counts = {shade: areas.get(shade, 0) for shade in SHADES}
    counts["unassigned"] = SIDE * SIDE - sum(areas.values())
    return counts


def read_png(content):
    """The palette of a PNG and its rows, as bytes of indexes. Only 4 bits and filters 0 and 2."""
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    at, chunks = 8, {}
    while at < len(content):
        length, name = struct.unpack(">I4s", content[at:at + 8])
        data = content[at + 8:at + 8 + length]
        assert zlib.crc32(name + data) == struct.unpack(">I", content[at + 8 + length:at + 12 + length])[0]
        chunks[name] = chunks.get(name, b"") + data
        at += 12 + length
    width, height, depth, color = struct.unpack(">IIBB", chunks[b"IHDR"][:10])
    assert (depth, color) == (4, 3)
    raw, rows, before = zlib.decompress(chunks[b"IDAT"]), [], bytes(width // 2)
    for y in range(height):
        kind, row = raw[y * (width // 2 + 1)], raw[y * (width // 2 + 1) + 1:(y + 1) * (width // 2 + 1)]
        assert kind in (0, 2)
        if kind == 2:
            row = bytes((a + b) & 255 for a, b in zip(row, before))
        before = row
        rows.append(bytes(half for byte in row for half in (byte >> 4, byte & 15)))
    colors = chunks[b"PLTE"]
    return ["#" + colors[i:i + 3].hex() for i in range(0, len(colors), 3)], rows


def replay(changes, transport, until=None):
    """The states of all port numbers by the answer of /map/changes, as of the date UNTIL."""
    states = bytearray(65536)
    for release in changes["releases"]:
        if until and release["date"] > until:
            break
        runs, port = release.get(transport, []), 0
        for gap, count, state in zip(runs[::3], runs[1::3], runs[2::3]):
            port += gap
            states[port:port + count] = bytes([state]) * count
            port += count
    return states
