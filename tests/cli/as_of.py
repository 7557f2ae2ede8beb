"""Looking up and counting as of a date: as if its release were the only one. as_of.py PORTREG"""
import json
import os
import sys

from support import FIXTURE, Tests

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'support'))
from releases import NAMES, NUMBERS, RANGES, make_releases  # pylint: disable=wrong-import-position

tests = Tests()
releases = make_releases(FIXTURE, tests.directory.name)
FIRST, LAST = releases[0][0], releases[-1][0]
tests.expect(['import'] + [path for _, path in releases], 0, None, '')

# Each release that a date can ask for, and snapshots of it alone.
alone = {}
for date, path in releases:
    alone[date] = tests.path(date + '.portreg')
    tests.expect(['compile', '--output', alone[date], path], 0, '', '')


def ask(*arguments):
    result = tests.run(*arguments)
    return result.returncode, result.stdout.decode(), result.stderr.decode()


for date, snapshot in alone.items():
    for query in NUMBERS + RANGES + NAMES:
        status, found, error = ask('lookup', query, '--as-of', date)
        head, _, found = found.partition('\n')
        tests.check(head == f'Release of {date}:', f'{query} as of {date}: {head}')
        tests.check((status, found.lstrip('\n'), error) == ask('lookup', query, '--snapshot', snapshot),
                    f'{query} as of {date}: expected what the release alone answers, found\n{found}')
        tests.check(ask(query, '--json', '--as-of', date) == ask(query, '--json', '--snapshot', snapshot),
                    f'{query} as of {date} as JSON')
    for option in ([], ['--json']):
        tests.check(ask('stats', '--as-of', date, *option) ==
                    ask('stats', '--snapshot', snapshot, *option), f'stats as of {date}')

# What is between releases is the one before; a month and a year are their last day.
for asked, date in (('2026-02-19', '2026-01-15'), ('2026-02', '2026-02-20'), ('2026-01', '2026-01-15'),
                    ('2026', LAST), ('9999-12-31', LAST), ('2026-03-30', '2026-02-20')):
    said = json.loads(ask('lookup', '443', '--json', '--as-of', asked)[1])
    tests.check(said['release']['date'] == date, f'as of {asked}: {said["release"]}')
tests.expect('9/tcp --as-of 2026-01-31', 0, f'''Release of 2026-01-15:

9/tcp: assigned, registered as discard (System Ports)

Service Name        discard
Port Number         9
Transport Protocol  tcp
Description         Discard
Assignee            [Alex_Example]
Contact             [Alex_Example]
''', '')
tests.expect('9/tcp', 0, ['registered as throw'], '')
tests.expect('stats --as-of 2026-02', 0, ['Registry, 2026-02-20\n'], '')

# Names that were not, or are not.
tests.expect('throw --as-of 2026-01', 1, f'Release of {FIRST}:\n',
             'portreg: no service name "throw" is registered\n')
tests.expect('discard', 1, '', 'portreg: no service name "discard" is registered\n')

# Dates that make no sense, and those before the first release.
for command in ('lookup 443', 'stats'):
    for date in ('2026-01-14', '1999', '2025-12'):
        tests.expect(f'{command} --as-of {date}', 2, '',
                     ['portreg: expected a date of 2026-01-15 or later, when the first release was '
                      'published, found '])
    for date in ('yesterday', '2026-02-30', '', '2026-1-1', '20260115'):
        tests.expect([*command.split(), '--as-of', date], 2, '',
                     ['expected a date as YYYY-MM-DD, YYYY-MM or YYYY, found '])
tests.expect('check --as-of 2026-01-15 x', 2, '', ['--as-of'])
tests.done()
