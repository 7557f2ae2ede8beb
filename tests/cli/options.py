"""Options, help and usage of the command line: options.py PORTREG"""
import os
import re

from support import FIXTURE, Tests

tests = Tests()
tests.import_fixture()

# Help of everything, with examples, to standard output.
overview = tests.expect('--help', 0, ['Usage: portreg', 'Commands:', 'Options:', 'Exit status'], '')
commands = re.findall(r'^  (\w+) ', overview.stdout.decode().split('Options:')[0], re.MULTILINE)
tests.check({'lookup', 'import', 'export', 'convert', 'check', 'compile', 'stats',
             'serve'} <= set(commands), f'expected all commands in the help, found {commands}')
for command in commands:
    for arguments in ([command, '--help'], ['--help', command], [command, '-h']):
        result = tests.expect(arguments, 0, [f'portreg {command}', 'Examples:', 'Options:',
                                             '--data DIR', '--help'], '')
    examples = result.stdout.decode().split('Examples:')[1].split('Options:')[0]
    tests.check('portreg' in examples, f'{command}: expected an example')
tests.expect('', 2, ['Usage: portreg'], '')
tests.expect('--version', 0, ['portreg '], '')
tests.expect('443 --version', 0, ['portreg '], '')

# What is no option, no command, no value.
KNOWN = 'portreg: expected an option that portreg knows'
tests.expect('--bogus', 2, '', KNOWN + ' (see portreg --help), found "--bogus"\n')
tests.expect('443 -x', 2, '', KNOWN + ' (see portreg --help), found "-x"\n')
tests.expect('443 --jsno', 2, '', KNOWN + ', such as --json, found "--jsno"\n')
tests.expect('443 --colour=never', 2, '', KNOWN + ', such as --color, found "--colour=never"\n')
tests.expect('443 --json=yes', 2, '',
             'portreg: expected an option without a value, found "--json=yes"\n')
tests.expect('443 --data', 2, '', 'portreg: expected --data DIR, found nothing\n')
tests.expect('443 --color sometimes', 2, '',
             'portreg: expected auto, always or never, found "sometimes"\n')
tests.expect(['check', '--to', 'csv', FIXTURE], 2, '',
             ['portreg: expected an option of portreg check:', ' --from', ' --rules',
              ', found "--to"'])
tests.expect('443 --to csv', 2, '', ['expected an option of portreg lookup:', 'found "--to"'])
tests.expect('lookup', 2, '', 'portreg: expected portreg lookup QUERY..., found nothing\n')
tests.expect('import', 2, '', 'portreg: expected portreg import FILE..., found nothing\n')
tests.expect('stats more', 2, '', 'portreg: expected portreg stats, found "more"\n')
tests.expect('export', 2, '', 'portreg: expected portreg export FORMAT, found nothing\n')
for arguments in ('export yaml', f'convert --to yaml {FIXTURE}', 'export pipe'):
    tests.expect(arguments, 2, '', ['expected a format to write (xml, csv, txt, html, json), found '])
tests.expect(f'check --from txt {FIXTURE}', 2, '',
             ['expected a format to read (xml, csv, html, json, pipe), found "txt"'])
tests.expect(f'convert {FIXTURE}', 2, '', ['expected --to FORMAT, found nothing'])
tests.expect(f'convert --to html --page 0 {FIXTURE}', 2, '', ['the number of a page, from 1'])
tests.expect(f'convert --to csv --as-published never {FIXTURE}', 2, '', ['expected a date as'])
tests.expect(f'compile {FIXTURE}', 2, '', ['expected --output FILE, found nothing'])

# Common options stand before or after the command.
elsewhere = tests.path('elsewhere')
tests.expect(['--data', elsewhere, 'import', FIXTURE], 0, [elsewhere], '')
answers = {tests.expect(arguments, 0, None, '', PORTREG_DATA='/nonexistent').stdout
           for arguments in (['--data', elsewhere, 'lookup', '443'],
                             ['lookup', '--data', elsewhere, '443'],
                             ['lookup', '443', '--data', elsewhere],
                             ['443', '--data=' + elsewhere],
                             ['--data', elsewhere, '443'])}
tests.check(len(answers) == 1 and all(answers), 'expected one answer wherever --data stands')

# Where the data is: the option, PORTREG_DATA, the directory of the user or of the system.
home = tests.path('home')
place = os.path.join(home, 'portreg')
tests.expect(['import', '--data', place, FIXTURE], 0)
if os.geteuid() != 0:
    tests.expect('443', 0, None, '', PORTREG_DATA='', XDG_DATA_HOME=home)
tests.expect('443', 0, None, '', PORTREG_DATA=place)
tests.expect('443', 3, '', None, PORTREG_DATA='/nonexistent')

# Colour only where it is wanted.
ESCAPE = b'\033['
for arguments, wanted in ((['443/tcp'], False), (['443/tcp', '--color', 'always'], True),
                          (['443', '--color=always'], True), (['443', '--color', 'never'], False),
                          (['stats', '--color', 'always'], True)):
    found = ESCAPE in tests.expect(arguments, 0).stdout
    tests.check(found == wanted, f'{arguments}: expected {"" if wanted else "no "}colour')
for environment, arguments, wanted in (({}, ['443'], True), ({'NO_COLOR': '1'}, ['443'], False),
                                       ({}, ['443', '--color', 'never'], False)):
    output, status = tests.on_terminal(arguments, 100, **environment)
    tests.check(('\033[' in output) == wanted, f'{arguments} {environment} on a terminal: colour')

# On a terminal, a table fits its width; elsewhere a row is a line.
for columns in (60, 80, 100, 200):
    output, status = tests.on_terminal(['443', '--color', 'never'], columns)
    widest = max(map(len, output.splitlines()))
    tests.check(status == 0 and widest <= columns, f'{columns} columns: found {widest}')
    tests.check({'registered', 'https', 'protocol', 'assigned'} <= set(output.split()),
                f'{columns} columns: expected whole words')
for columns in (80, 120):
    output, _ = tests.on_terminal(['lookup++', '--color', 'never'], columns)
    widest = max(map(len, output.splitlines()))
    tests.check(widest <= columns, f'lookup++ in {columns} columns: found {widest}')
narrow, _ = tests.on_terminal(['lookup++', '--color', 'never'], 80)
tests.check(len(narrow.splitlines()) > 3, 'expected the notes in several lines')
tests.check('Beispiel_GmbH_Göttingen' in tests.on_terminal(['4500/tcp'], 80)[0], 'expected UTF-8')
tests.check(len(tests.run('lookup++').stdout.splitlines()) == 2, 'expected one line a row')
tests.done()
