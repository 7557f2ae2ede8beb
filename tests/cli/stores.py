"""What a store takes: the same release twice, in another format, older ones, an authority:
stores.py PORTREG"""
import os

from support import FIXTURE, Tests

tests = Tests()
with open(FIXTURE, encoding='utf-8') as file:
    FIRST = file.read()


def release(date, *replacements):
    """The fixture as a release of another DATE."""
    text = FIRST.replace('2026-01-15</updated>', date + '</updated>', 1)
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    return tests.write(date + '.xml', text)


LATER = release('2026-02-01', ('Discard', 'Throw away'))
EARLIER = release('2025-12-01')


def sequence(data, *options):
    return ['--data', tests.path(data), *options]


# The same release twice changes nothing, in whatever format it comes.
tests.expect(['import', FIXTURE, *sequence('mirror')], 0, ['imported 38 records'])
tests.expect(['import', FIXTURE, *sequence('mirror')], 0,
             'nothing new: the release of 2026-01-15 is number 1 in ' + tests.path('mirror') + '\n')
for name in ('csv', 'json', 'html'):
    copy = tests.path('copy.' + name)
    os.system(f"{os.path.abspath(tests.program)} convert --to {name} '{FIXTURE}' >'{copy}'")
    date = [] if name == 'json' else ['--date', '2026-01-15']
    tests.expect(['import', *date, copy, *sequence('mirror')], 0, ['nothing new'], '')
tests.expect(['import', '--date', '2026-01-16', tests.path('copy.csv'), *sequence('other')], 0,
             ['release of 2026-01-16'])

# An older release is refused, or put in its place.
tests.expect(['import', EARLIER, *sequence('mirror')], 2, '',
             ['expected a release of 2026-01-15 or later, found one of 2025-12-01; --backfill'])
tests.expect(['import', '--backfill', EARLIER, *sequence('mirror')], 0, ['release of 2025-12-01'])
tests.expect(['import', LATER, *sequence('mirror', '--json')], 0,
             ['{"imported":1,"known":0,"last":{"sequence":3,"date":"2026-02-01","record_count":38,'
              '"added":0,"modified":', ',"removed":0}}\n'])
with open(EARLIER, encoding='utf-8') as file:
    tests.expect(['export', 'xml', '--as-of', '2026-01-01', *sequence('mirror')], 0, file.read())
tests.expect(['export', 'xml', '--as-of', '2026-01-31', *sequence('mirror')], 0, FIRST)
tests.expect(['export', 'xml', '--as-of', '2025-11-30', *sequence('mirror')], 2, '',
             ['expected a date of 2025-12-01 or later, when the first release was published'])
tests.expect(['log', 'verify', *sequence('mirror')], 0, ['proved: localhost/log signed'])

# Several files come in the order of their dates, whatever they are called.
tests.expect(['import', LATER, FIXTURE, EARLIER, *sequence('many')], 0,
             'imported 3 releases into ' + tests.path('many') + ', knew 0 of 3\n')
tests.expect(['import', LATER, FIXTURE, EARLIER, *sequence('many')], 0,
             'imported 0 releases into ' + tests.path('many') + ', knew 3 of 3\n')
# What was imported before one that is refused stays.
bad = tests.write('bad.xml', FIRST.replace('2026-01-15</updated>', '2026-01-20</updated>')
                  .replace('<number>443</number>', '<number>65536</number>'))
tests.expect(['import', bad, LATER, FIXTURE, *sequence('some')], 2, '', ['bad.xml:164:13'])
tests.expect(['stats', *sequence('some')], 0, ['Registry, 2026-01-15'])

# An authority begins with one release, and takes no other.
begin = ['import', '--authority', '--origin', 'ports.example.org/log']
tests.expect([*begin, bad, *sequence('authority')], 2, '', ['bad.xml:164:13'])
tests.expect([*begin, FIXTURE, *sequence('authority')], 0, ['imported 38 records'])
tests.expect(['log', 'key', *sequence('authority')], 0, ['ports.example.org/log+'])
for arguments in ([LATER], ['--backfill', EARLIER]):
    tests.expect(['import', *arguments, *sequence('authority')], 2, '',
                 ['expected a mirror, found an authority'])
tests.expect(['import', FIXTURE, *sequence('authority')], 0, ['nothing new'])
tests.expect(['import', '--origin', 'example.org/log', FIXTURE, *sequence('authority')], 2, '',
             ['expected the key of a log named "example.org/log", found that of ports.example.org'])
tests.expect([*begin, LATER, *sequence('other')], 2, '', ['log.key'])
tests.expect(['import', '--authority', LATER, *sequence('other')], 2, '',
             ['expected a data directory without a release, to become an authority'])
tests.done()
