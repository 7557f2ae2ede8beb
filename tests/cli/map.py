"""portreg map: pictures of the registry."""
import os
import sys

from support import Tests

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'support'))
from picture import read_png, svg_counts  # pylint: disable=wrong-import-position

tests = Tests()
tests.expect('map --svg', 3, '', ['expected a release in', 'found none'])
tests.import_fixture()

# What may not be.
tests.expect('map', 2, '', 'portreg: expected --svg or --png, found neither (see portreg map --help)\n')
tests.expect('map --svg --png', 2, '', ['found both'])
tests.expect('map --svg --transport icmp', 2, '',
             'portreg: expected the transport protocol tcp, udp, sctp, dccp or any, found "icmp"\n')
tests.expect('map --png --scheme blue', 2, '', 'portreg: expected the scheme light or dark, found "blue"\n')
tests.expect('map --png --pixels 300', 2, '',
             'portreg: expected a width of 256, 512, 1024 or 2048 pixels, found "300"\n')
tests.expect('map --svg --pixels 256', 2, '', ['expected --pixels with --png only'])
tests.expect('map --svg --as-of 1999', 2, '', ['expected a date of 2026-01-15 or later'])
tests.expect('map --svg 443', 2, '', ['expected portreg map'])
tests.expect('map --help', 0, ['a picture of all port numbers', '--as-of', '--svg', '--png', '--transport'], '')
output, status = tests.on_terminal(['map', '--png'], 80)
tests.check(status == 2 and 'expected --output FILE or a pipe for PNG, found "a terminal"' in output,
            'PNG goes to no terminal')

# Both pictures have the same states; SVG is for tcp unless it is said otherwise.
for transport in ('tcp', 'udp', 'sctp', 'dccp', 'any'):
    svg = tests.expect(f'map --svg --transport {transport}', 0, err='').stdout
    png = tests.expect(f'map --png --pixels 256 --transport {transport} --scheme dark', 0, err='').stdout
    rows = read_png(png)[1]
    found = [sum(row.count(i) for row in rows) for i in range(5)]
    tests.check(found == list(svg_counts(svg).values()), f'the pictures for {transport} differ')
svg = tests.expect('map --svg', 0, err='').stdout
tests.check(svg == tests.expect('map --transport TCP --svg --scheme light --as-of 2026', 0, err='').stdout,
            'tcp and light are the usual')

# Into a file, in one step; what is there stays when that fails.
tests.expect(['map', '--svg', '--output', tests.path('map.svg')], 0, '', '')
with open(tests.path('map.svg'), 'rb') as file:
    tests.check(file.read() == svg, '--output writes the same')
tests.expect(['map', '--png', '--output', tests.path('no/map.png')], 3, '', ['portreg: cannot'])
tests.done()
