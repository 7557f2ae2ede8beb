"""The map of real releases: its areas are what portreg stats counts. map.py PORTREG SOURCE"""
import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'support'))
from picture import read_png, svg_counts  # pylint: disable=wrong-import-position

SKIPPED = 77
iana = os.environ.get('PORTREG_IANA')
if not iana:
    print('skipped: PORTREG_IANA is not set')
    sys.exit(SKIPPED)
releases = sorted(os.listdir(os.path.join(iana, 'xml')))


def run(*arguments):
    return subprocess.run([sys.argv[1], *arguments], check=True, capture_output=True).stdout


with tempfile.TemporaryDirectory() as directory:
    snapshot = os.path.join(directory, 'registry.portreg')
    for name in (releases[0], releases[len(releases) // 2], releases[-1]):
        run('compile', '--output', snapshot, os.path.join(iana, 'xml', name))
        ports = json.loads(run('stats', '--json', '--snapshot', snapshot))['port_numbers']
        for transport, ranges in ports.items():
            svg = run('map', '--svg', '--transport', transport, '--snapshot', snapshot)
            rows = read_png(run('map', '--png', '--pixels', '256', '--transport', transport,
                                '--snapshot', snapshot))[1]
            counts = svg_counts(svg)
            assert list(counts.values()) == [sum(row.count(i) for row in rows) for i in range(5)]
            counts['reserved'] += counts.pop('implied')
            expected = {state: sum(states[state] for states in ranges.values()) for state in counts}
            assert counts == expected, (name, transport, counts, expected)
            assert len(svg) < 60000, f'expected less than 60 kB, found {len(svg)}'
        print(name, 'has its states')
