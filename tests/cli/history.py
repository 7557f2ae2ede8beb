"""What changed, on the command line: portreg diff and portreg history. usage: history.py PORTREG"""
import json

from support import FIXTURE, Tests

tests = Tests()

with open(FIXTURE, encoding='utf-8') as file:
    OLD = file.read()


def edited(text, edits):
    """TEXT with each of the pairs replaced, which stands in it exactly once."""
    for before, after in edits:
        tests.check(text.count(before) == 1, f'expected once in the fixture: {before}')
        text = text.replace(before, after)
    return text


ALIAS = '''<note>This entry is an alias to "oldest-thing".
This entry is now historic, not usable for use with many
common service discovery mechanisms.</note>'''
NEW = edited(OLD, [
    ('<updated>2026-01-15</updated>', '<updated>2026-02-01</updated>'),
    ('    <assignee><xref type="person" data="Beispiel_GmbH_Göttingen"/></assignee>\n',
     '    <assignee><xref type="person" data="Example_Corp"/></assignee>\n'),
    ('''    <protocol>udp</protocol>
    <description>Reserved</description>
    <number>4500</number>''',
     '''    <name>sample-sync</name>
    <protocol>udp</protocol>
    <xref type="person" data="Zoë_Přiklad"/>
    <description>Synchronisation of samples</description>
    <number>4500</number>'''),
    ('''    <description>Unassigned</description>
    <number>4501-4509</number>
  </record>''',
     '''    <description>Unassigned</description>
    <number>4501-4503</number>
  </record>
  <record date="2026-02-01">
    <name>split-thing</name>
    <protocol>tcp</protocol>
    <xref type="person" data="Robin_Sample"/>
    <description>It splits a range</description>
    <number>4504</number>
  </record>
  <record>
    <description>Unassigned</description>
    <number>4505-4509</number>
  </record>'''),
    ('''    <name>newest-thing</name>''', '''    <name>newer-thing</name>'''),
    ('''    <number>7102</number>
    <note>See <xref type="rfc" data="rfc6335" section="10.1"/> for what is kept.<br/>
And then a second line.</note>''', '    <number>7102</number>\n    ' + ALIAS),
    ('''    <name>two-on-one</name>
    <protocol>tcp</protocol>
    <xref type="person" data="Robin_Sample"/>
    <description>First of two services on one port number</description>
''', '''    <protocol>tcp</protocol>
    <description>Reserved</description>
    <note>De-Assigned on 2026-02-01.</note>
'''),
    ('<name>Kim Placeholder</name>', '<name>Kim P. Placeholder</name>'),
])
old, new = tests.write('old.xml', OLD), tests.write('new.xml', NEW)

DIFF = f'''From {old} (2026-01-15) to {new} (2026-02-01)

Assigned (2)
sample-sync  4500/udp  service name: "" -> "sample-sync"
                       description: "Reserved" -> "Synchronisation of samples"
                       assignee: "" -> "[Zoë_Přiklad]"
                       contact: "" -> "[Zoë_Přiklad]"
split-thing  4504/tcp  It splits a range

De-assigned (1)
two-on-one  7100/tcp  service name: "two-on-one" -> ""
                      description: "First of two services on one port number" -> "Reserved"
                      assignee: "[Robin_Sample]" -> ""
                      contact: "[Robin_Sample]" -> ""
                      assignment notes: "" -> "De-Assigned on 2026-02-01."

Availability (2)
4501-4503  port number: "4501-4509" -> "4501-4503"
4505-4509  Unassigned

Aliases (1)
old-thing  7102/udp  assignment notes: "See [RFC6335, Section 10.1] for what is kept. And then a second line." -> "This entry is an alias to "oldest-thing". This entry is now historic, not usable for use with many common service discovery mechanisms."

Modified (2)
sample-sync  4500/tcp  assignee: "[Beispiel_GmbH_Göttingen]" -> "[Example_Corp]"
newer-thing  7101/tcp  service name: "newest-thing" -> "newer-thing"

Besides the records
date: "2026-01-15" -> "2026-02-01"
people and organizations: 0 added, 1 changed, 0 removed
'''
tests.expect(['diff', old, new], 1, DIFF, '')
tests.expect(['diff', old, old], 0, f'No differences from {old} (2026-01-15) to {old} (2026-01-15)\n',
             '')
tests.expect(['diff', '-', new], 1, ['From - (2026-01-15) to '], '', stdin=OLD.encode())

# The same as JSON: an object a line.
lines = [json.loads(line)
         for line in tests.expect(['diff', '--json', old, new], 1, None, '').stdout.splitlines()]
changes = [line for line in lines if 'change' in line]
tests.check([(change['change'], change['operation']) for change in changes] ==
            [('modification', 'modified'), ('assignment', 'modified'), ('availability', 'modified'),
             ('assignment', 'added'), ('availability', 'added'), ('de-assignment', 'modified'),
             ('modification', 'modified'), ('alias', 'modified')],
            f'expected other changes, found {changes}')
tests.check(changes[0]['columns'] == ['assignee'] and 'key' not in changes[0],
            f'expected the assignee alone, found {changes[0]}')
tests.check(changes[2]['before']['last_port_number'] == 4509 and
            changes[2]['after']['last_port_number'] == 4503, f'found {changes[2]}')
tests.check('before' not in changes[3] and changes[3]['after']['service_name'] == 'split-thing',
            f'found {changes[3]}')
tests.check(lines[len(changes):] == [
    {'difference': 'date', 'before': '2026-01-15', 'after': '2026-02-01'},
    {'difference': 'people', 'added': 0, 'changed': 1, 'removed': 0}],
    f'found {lines[len(changes):]}')
tests.expect(['diff', '--json', old, old], 0, '', '')

# A difference besides the records is a difference.
experts = tests.write('experts.xml', OLD.replace('SCTP: Kim Placeholder', 'SCTP: Robin Sample'))
tests.expect(['diff', old, experts], 1,
             ['Besides the records\n', 'experts: "', 'Kim Placeholder', '" -> "', 'Robin Sample'], '')
spaces = tests.write('spaces.xml', OLD.replace('Window System', 'Window  System', 1))
tests.expect(['diff', old, spaces], 1, ['x-window  6000-6063/tcp  description: reads as before\n'], '')

# Any two formats: what one of them lacks is no difference.
for name in ('csv', 'html', 'json'):
    made = tests.run('convert', '--to', name, old).stdout
    path = tests.write(f'old.{name}', made)
    for pair in ([path, old], [old, path], [path, path]):
        tests.expect(['diff', *pair], 0, ['No differences'], '')
    tests.expect(['diff', path, new], 1, ['Assigned (2)', 'De-assigned (1)', 'Availability (2)',
                                          'Aliases (1)', 'Modified (2)'], '')
csv_diff = tests.run('diff', tests.path('old.csv'), new).stdout.decode()
tests.check('Besides' not in csv_diff, 'expected nothing besides the records of CSV')

# What cannot be compared.
broken = tests.write('broken.xml', OLD[:2000])
empty = tests.write('empty.xml', '')
tests.expect(['diff', old, broken], 2, '', ['broken.xml:', 'expected'])
tests.expect(['diff', empty, old], 2, '', ['empty.xml:1:1: expected a registry'])
tests.expect(['diff', old, tests.path('none.xml')], 3, '', ['cannot open', 'none.xml'])
tests.expect('diff - -', 2, '', ['expected standard input (-) once, found it twice'])
tests.expect('diff', 2, '', ['expected portreg diff A [B], found nothing'])
tests.expect(['diff', old, new, new], 2, '', ['expected portreg diff A [B], found "'])

# --- releases, by date ---

tests.expect('diff 2026-01-15', 3, '', ['import'])
tests.expect('history https', 3, '', ['import'])
for path in (old, new):
    tests.expect(['import', path], 0, ['imported '], None)

BY_DATE = DIFF.replace(f'{old} (2026-01-15)', '2026-01-15').replace(f'{new} (2026-02-01)',
                                                                   '2026-02-01')
tests.expect('diff 2026-01-15 2026-02-01', 1, BY_DATE, '')
tests.expect('diff 2026-01-31 2027-01-01', 1,
             ['From 2026-01-31 (2026-01-15) to 2027-01-01 (2026-02-01)\n'], '')
tests.expect('diff 2026-01-15', 1, BY_DATE.replace('to 2026-02-01', 'to now (2026-02-01)'), '')
tests.expect('diff 2026-02-01', 0, ['No differences from 2026-02-01 to now'], '')
tests.expect(['diff', new], 0, ['No differences'], '')
tests.expect(['diff', '2026-01-15', old], 0, ['No differences'], '')
tests.expect(['diff', tests.path('old.csv'), '2026-01-20'], 0, ['No differences'], '')
tests.expect('diff 2025-01-01', 2, '', ['expected a date from 2026-01-15 on', 'found 2025-01-01'])
tests.expect('diff 2026-01', 3, '', ['cannot open 2026-01'])
keyed = json.loads(tests.run('diff', '--json', '2026-01-15').stdout.splitlines()[0])
tests.check(keyed['key'] > 0, f'expected a key, found {keyed}')

# A file whose name looks like a date.
like_a_date = tests.write('2026-02-01', OLD)
tests.expect(['diff', like_a_date, old], 0, ['No differences'], '')

# --- history ---

tests.expect('history 4500/udp', 0, '''2026-01-15  first release               4500/udp  Reserved
2026-02-01  assignment     sample-sync  4500/udp  service name: "" -> "sample-sync"
                                                  description: "Reserved" -> "Synchronisation of samples"
                                                  assignee: "" -> "[Zoë_Přiklad]"
                                                  contact: "" -> "[Zoë_Přiklad]"
''', '')
tests.expect('history newest-thing', 0,
             '''2026-01-15  first release  newest-thing  7101/tcp  The newest thing
2026-02-01  modification   newer-thing   7101/tcp  service name: "newest-thing" -> "newer-thing"
''', '')
tests.expect('history NEWER-thing/tcp', 0, '2026-02-01  modification  newer-thing  7101/tcp  '
             'service name: "newest-thing" -> "newer-thing"\n', '')
tests.expect('history 4504', 0, '''2026-01-15  first release               4501-4509  Unassigned
2026-02-01  availability                4501-4503  port number: "4501-4509" -> "4501-4503"
2026-02-01  assignment     split-thing  4504/tcp   It splits a range
''', '')
tests.expect('history 6000-6063/udp', 0, '2026-01-15  first release  x-window  6000-6063/udp  '
             'Window System\n', '')
tests.expect('history _https._tcp', 0, ['first release  https  443/tcp'], '')
events = [json.loads(line)
          for line in tests.expect('history 7100 --json', 0, None, '').stdout.splitlines()]
tests.check([(event['date'], event['release'], event.get('first_release', False), event['change'])
             for event in events] ==
            [('2026-01-15', 1, True, 'assignment'), ('2026-01-15', 1, True, 'assignment'),
             ('2026-02-01', 2, False, 'de-assignment')], f'found {events}')
tests.check(events[0]['key'] == events[2]['key'] != events[1]['key'], f'found {events}')

tests.expect('history htps', 1, '', 'portreg: no release has a record of "htps", since 2026-01-15\n'
             'portreg: did you mean https?\n')
tests.expect('history 60000/tcp', 1, '',
             'portreg: no release has a record of "60000/tcp", since 2026-01-15\n')
tests.expect('history 65536', 2, '', ['expected a port number from 0 to 65535'])
tests.expect('history', 2, '', ['expected portreg history QUERY, found nothing'])

# On a terminal: wrapped to its width, and coloured only there.
for columns in (60, 100):
    for arguments in (['diff', old, new], ['history', '4500']):
        output, status = tests.on_terminal([*arguments, '--color=never'], columns)
        tests.check(status == (arguments[0] == 'diff'), f'{arguments}: found status {status}')
        widest = max(map(len, output.splitlines()[1:]))
        tests.check(widest <= columns, f'{arguments}: expected {columns} columns, found {widest}')
        tests.check('\033' not in output, f'{arguments}: expected no colour')
tests.check('\033[32m' in tests.on_terminal(['diff', old, new], 100)[0], 'expected colour')
tests.check(b'\033' not in tests.run('diff', old, new).stdout, 'expected no colour in a pipe')

tests.done()
