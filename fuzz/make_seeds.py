"""Makes the seeds for the snapshot targets anew, when the format of snapshots has changed:
make_seeds.py PORTREG (from the root of the source)

A seed is a snapshot with its slots at the end, of which all but the first are zeros and can be
left out: see snapshot.c."""
import struct
import subprocess
import sys
import tempfile

HEADER, SLOTS, SLOTS_KEPT, ALIGNMENT = '<8sIIQQ', 4, 128, 64
ENTRY_BYTES = (1, 80, 8, 4, 4, 4, 8, 8, 8, 16, 28, 4, 16, 16, 28, 64, 4, 4, 4, 4,
               4, 8, 4, 1, 1)


def reorder(snapshot):
    """SNAPSHOT with its slots last, cut off behind the first ones."""
    magic, version, count, size, checksum = struct.unpack_from(HEADER, snapshot)
    start = struct.calcsize(HEADER)
    sections = [struct.unpack_from('<II', snapshot, start + 8 * i) for i in range(count)]
    assert count == len(ENTRY_BYTES), 'the format has changed: so must ENTRY_BYTES'
    body, places = bytearray(start + 8 * count), {}
    for i in sorted(range(count), key=lambda section: section == SLOTS):
        body += bytes(-len(body) % ALIGNMENT)
        offset, entries = sections[i]
        places[i] = (len(body), entries)
        body += snapshot[offset:offset + entries * ENTRY_BYTES[i]]
    struct.pack_into(HEADER, body, 0, magic, version, count, len(body), checksum)
    for i in range(count):
        struct.pack_into('<II', body, start + 8 * i, *places[i])
    return bytes(body[:places[SLOTS][0] + 4 * SLOTS_KEPT])


def main():
    for name in ('regular', 'irregular', 'alias'):
        with tempfile.NamedTemporaryFile() as file:
            subprocess.run([sys.argv[1], 'compile', '--output', file.name,
                            f'fuzz/corpus/xml/{name}.xml'], check=True)
            with open(file.name, 'rb') as snapshot:
                seed = reorder(snapshot.read())
        with open(f'fuzz/corpus/snapshot/{name}', 'wb') as file:
            file.write(seed)
    changes = {'nothing': b'', 'long-list': (9, 2, 0xffffffff), 'wild-text': (1, 1, 0xfffffff0),
               'wild-slot': (4, 28, 0x1fffffff), 'wild-header': (25, 9, 0x7fffffff),
               'wild-lifetime': (2, 0, 0xffffffff), 'wild-key': (1, 16, 0xffffffff),
               'long-past-list': (9, 3, 0xffffffff), 'wild-past-port': (7, 0, 0xffffffff),
               'wild-order': (16, 1, 0xffffffff), 'wild-date': (15, 12, 0xffffffff),
               'wild-group': (20, 1, 0xffffffff), 'early-group': (20, 2, 0),
               'wild-word': (21, 2, 0xffffffff), 'wild-list': (21, 3, 0),
               'wild-letters': (22, 0, 0xffffffff), 'wild-places': (24, 0, 0xffffffff)}
    for name, change in changes.items():
        with open(f'fuzz/corpus/snapshot_sections/{name}', 'wb') as file:
            file.write(struct.pack('<BHI', *change) if change else b'')


main()
