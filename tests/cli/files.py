"""Files on the command line: import, export, convert, compile, check, pipes, full disks:
files.py PORTREG"""
import csv
import io
import json
import os
import signal
import stat
import subprocess

from support import FIXTURE, Tests

tests = Tests()


def tree(directory):
    """Every file below DIRECTORY with its bytes."""
    found = {}
    for place, _, names in os.walk(directory, followlinks=True):
        for name in names:
            path = os.path.join(place, name)
            with open(path, 'rb') as file:
                found[path] = file.read()
    return found


# Without data: how to get it.
HINT = ('portreg: expected a release in {}, found none; import one first: '
        'portreg import FILE\n')
for arguments in ('443', 'stats', 'export csv', 'compile --output ' + tests.path('none')):
    tests.expect(arguments, 3, '', HINT.format(tests.data))
tests.expect('443 --data /nonexistent', 3, '', HINT.format('/nonexistent'))

# A bad file changes nothing, neither at first nor later.
with open(FIXTURE, encoding='UTF-8') as file:
    fixture = file.read()
bad = tests.write('bad.xml', fixture.replace('<number>443</number>', '<number>65536</number>', 1))
MESSAGE = (f'portreg: {bad}:164:13: expected a port number from 0 to 65535, or a range such as '
           '6000-6063, found "65536"\n')
tests.expect(['import', bad], 2, '', MESSAGE)
tests.expect('443', 3, '')
tests.import_fixture()
os.mkdir(tests.path('nothing'))
before = tree(tests.data)
for arguments, status, message in (
        (['import', bad], 2, MESSAGE),
        (['import', tests.write('empty', '')], 2, ['found an empty file']),
        (['import', tests.write('doctype.xml', '<!DOCTYPE registry>\n' + fixture)], 2,
         ['doctype.xml:1:1: expected XML without a document type declaration, found DOCTYPE']),
        (['import', tests.write('cut.xml', fixture[:5000])], 2, ['found the end of the file']),
        (['import', tests.write('zero.xml', fixture.replace('discard', 'dis\0card'))], 2,
         ['found byte 0x00']),
        (['import', tests.write('latin.xml', fixture.encode('latin2', 'replace'))], 2, ['UTF-8']),
        (['import', tests.write('other', 'neither this nor that\n')], 2,
         ['expected a registry as xml, csv, html, json or pipe']),
        (['import', tests.path('none')], 3, ['No such file or directory']),
        (['import', tests.path('nothing')], 2, ['expected files to import, found none']),
        (['import', '--from', 'csv', FIXTURE], 2, ['expected 12 columns, found 1'])):
    tests.expect(arguments, status, '', message)
tests.check(tree(tests.data) == before, 'expected nothing changed by what was refused')
tests.expect('443/tcp', 0, ['https'], '')

# CSV has no date of its own.
as_csv = tests.write('small.csv', tests.run('export', 'csv').stdout)
tests.expect(['import', as_csv], 2, '', ['--date'])
tests.check(tree(tests.data) == before, 'expected nothing changed by CSV without a date')
tests.expect(['import', '--date', '2026-01-15', as_csv, '--data', tests.path('from-csv')], 0,
             'imported 38 records, release of 2026-01-15, into ' + tests.path('from-csv') +
             ' (38 added, 0 modified, 0 removed)\n', '')
tests.expect(['443/tcp', '--data', tests.path('from-csv')], 0, ['registered as https'], '')

# Every format, from a file, from a pipe, to a pipe; exact where it carries everything.
original = open(FIXTURE, 'rb').read()
for format_name in ('xml', 'csv', 'txt', 'html', 'json'):
    exported = tests.expect(['export', format_name], 0, None, '').stdout
    for arguments, stdin in ((['convert', '--to', format_name, FIXTURE], b''),
                             (['convert', '--to', format_name], original),
                             (['convert', '--to', format_name, '-'], original),
                             (['convert', '--from', 'xml', '--to', format_name], original)):
        result = tests.expect(arguments, 0, None, '', stdin=stdin)
        tests.check(result.stdout == exported, f'{arguments}: expected what export writes')
    tests.check(len(exported) > 3000, f'{format_name}: expected a whole registry')
tests.check(tests.run('export', 'xml').stdout == original, 'expected the same XML')
pipe = subprocess.run(
    f'cat {FIXTURE} | {tests.program} convert --to json | {tests.program} convert --to xml',
    shell=True, capture_output=True, env=tests.environment)
tests.check(pipe.returncode == 0 and b'<name>https</name>' in pipe.stdout and not pipe.stderr,
            'expected XML out of JSON out of XML')
rows = list(csv.reader(io.StringIO(tests.run('export', 'csv').stdout.decode(), newline='')))
tests.check(len(rows) == 39 and all(len(row) == 12 for row in rows), 'expected 39 rows of 12 cells')
page = tests.run('convert', '--to', 'html', '--page', '1', FIXTURE).stdout
tests.check(b'page=' in page or page != tests.run('convert', '--to', 'html', FIXTURE).stdout,
            'expected a page to differ from the whole')
early = tests.run('convert', '--to', 'csv', '--as-published', '2018-01-01', FIXTURE).stdout
tests.check(b'Known Unauthorized Uses' in early, 'expected the title of 2018')

# Errors of files come with their place.
tests.expect(['convert', '--to', 'csv'], 2, '',
             ['portreg: standard input:164:13: expected a port number'],
             stdin=open(bad, 'rb').read())
tests.expect(['compile', '--output', tests.path('never'), bad], 2, '', MESSAGE)
tests.check(not os.path.exists(tests.path('never')), 'expected no snapshot of a bad file')

# check: findings, one a line; status 2 when the file is refused, and then all refusals.
result = tests.expect(['check', FIXTURE], 1, ['[error ', ' findings: ', ' errors'], '')
for line in result.stdout.decode().splitlines()[:-1]:
    tests.check(line.startswith(FIXTURE + ':') and line.endswith(']'), f'expected a finding: {line}')
found = [json.loads(line) for line in tests.expect(['check', '--json', FIXTURE], 1).stdout.splitlines()]
tests.check(len(found) == len(result.stdout.splitlines()) - 1, 'expected the same findings as JSON')
tests.check(all(each['line'] > 0 and each['message'] for each in found), 'expected places as JSON')
twice = fixture.replace('<number>443</number>', '<number>65536</number>')
tests.expect(['check', tests.write('twice.xml', twice)], 2,
             ['twice.xml:164:13: ', '[refused form]', 'twice.xml:176:13: ', '[refused form]'], '')
tests.expect('check --rules', 0, ['name-syntax', 'RFC 6335 section 5.1'], '')
tests.expect(['check'], 1, ['standard input:'], '', stdin=original)

# stats
tests.expect('stats', 0, ['Service Name and Transport Protocol Port Number Registry, 2026-01-15',
                          'records', 'tcp', 'System Ports', 'dccp', 'Dynamic Ports'], '')
stats = json.loads(tests.expect('stats --json', 0, None, '').stdout)
tests.check(stats['records'] == 38 and stats['people'] == 7, f'expected 38 records, found {stats}')
for protocol, ranges in stats['port_numbers'].items():
    total = sum(sum(states.values()) for states in ranges.values())
    tests.check(total == 65536, f'{protocol}: expected 65536 port numbers, found {total}')

# A reader that goes away, a disk that is full, an output that is closed.
head = subprocess.run(f'{tests.program} export txt | head -1; echo "${{PIPESTATUS[0]}}"',
                      shell=True, executable='/bin/bash', capture_output=True,
                      env=tests.environment)
status = int(head.stdout.split()[-1])
tests.check(head.stderr == b'' and status in (0, 3, 128 + signal.SIGPIPE),
            f'expected no noise when the reader goes away, found {head.stderr!r}, {status}')
FULL = 'portreg: cannot write standard output: No space left on device\n'
for arguments in (['443'], ['443/tcp', '--json'], ['https'], ['stats'], ['export', 'xml'],
                  ['export', 'html'], ['check', FIXTURE], ['check', '--rules'], ['--help'],
                  ['lookup', '--help'], ['--version'], ['convert', '--to', 'csv', FIXTURE],
                  ['compile', '--output', '-']):
    with open('/dev/full', 'wb') as full:
        result = subprocess.run([tests.program, *arguments], stdout=full, stderr=subprocess.PIPE,
                                env=tests.environment)
    tests.check(result.returncode == 3 and result.stderr.decode() == FULL,
                f'{arguments} on a full disk: status {result.returncode}, {result.stderr!r}')
closed = subprocess.run(f'{tests.program} 443 >&-', shell=True, capture_output=True,
                        env=tests.environment)
tests.check(closed.returncode == 3 and b'cannot write standard output' in closed.stderr,
            f'expected an error on a closed output, found {closed.stderr!r}')

# A snapshot is replaced whole; what is no regular file is written into.
snapshot = tests.write('old.portreg', 'old')
tests.expect(['compile', '--output', snapshot, FIXTURE], 0, '', '')
tests.check(os.path.getsize(snapshot) > 1000000, 'expected a snapshot')
tests.check(stat.S_IMODE(os.stat(snapshot).st_mode) == 0o644, 'expected a snapshot for all readers')
tests.expect(['compile', '--output', '/dev/full', FIXTURE], 3, '',
             'portreg: cannot write /dev/full: No space left on device\n')
tests.check(stat.S_ISCHR(os.stat('/dev/full').st_mode), 'expected /dev/full to stay what it is')
tests.expect(['compile', '--output', tests.path('no/such/place'), FIXTURE], 3, '',
             ['cannot write', 'No such file or directory'])
to_pipe = tests.expect(['compile', '--output', '-', FIXTURE], 0, None, '')
tests.check(to_pipe.stdout == open(snapshot, 'rb').read(), 'expected the same snapshot in a pipe')
tests.done()
