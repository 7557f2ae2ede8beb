"""portreg verify: what is sound is proved, and whatever is changed afterwards is found.

usage: verify.py PORTREG
"""
import json
import os
import random
import shutil
import sqlite3
import subprocess

from support import FIXTURE, Tests

tests = Tests()
random.seed(6335)
NAME = 'service-names-port-numbers'
WITNESS = 'witness.example.org/w1+f3c080b6+BCmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X'
# No entry says these of a release.
UNPROVED_COLUMNS = {'release': {'recorded_at', 'agent'}}


def fixture(date, *changes):
    """The bytes of a release like the fixture."""
    with open(FIXTURE, 'rb') as file:
        content = file.read()
    for old, new in (('<updated>2026-01-15</updated>', f'<updated>{date}</updated>'), *changes):
        tests.check(old.encode() in content, f'the fixture has {old}')
        content = content.replace(old.encode(), new.encode(), 1)
    return content


FIRST = fixture('2026-01-15')
SECOND = fixture('2026-02-16', ('<description>Discard</description>', '<description>Throw away</description>'))
BETWEEN = fixture('2026-02-01', ('<description>Discard</description>', '<description>Put aside</description>'))


def path(*names):
    return os.path.join(tests.data, *names)


def verify(*arguments, data=None):
    return tests.run('verify', *arguments, **({'PORTREG_DATA': data} if data else {}))


def files_of(directory):
    """All files below a directory, of hard links one."""
    found = {}
    for place, _, names in os.walk(directory):
        for name in names:
            full = os.path.join(place, name)
            found.setdefault(os.stat(full).st_ino, full)
    return sorted(found.values())


def copy(name):
    """A copy of the data directory, as it is."""
    target = tests.path(name)
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(tests.data, target, symlinks=True)
    return target


def sound():
    tests.expect('verify', 3, '', ['expected a release in'])
    tests.expect(['import', tests.write('first.xml', FIRST)], 0, ['imported 38 records'], '')
    shutil.copytree(path('log'), tests.path('older-log'))
    shutil.copytree(path('published'), tests.path('older-files'))
    tests.expect(['import', tests.write('second.xml', SECOND)], 0, ['imported 38 records'], '')
    result = tests.expect('verify', 0, [
        'proved: store.db: the database is whole; it has 2 releases',
        'not proved: store.db: when and by whom',
        'proved: store.db: 2 of 2 releases, written again, have the SHA-256',
        'proved: all 41 entries', 'proved: localhost/log signed this log of 41 entries',
        'not proved: that others are shown the same log', 'not proved: that what the entries say is true',
        'the store has the entries of the log', 'the log has the entry of each release',
        'proved: store.db: 39 versions of records are what the 39 changes in the log made them',
        'proved: registry.portreg: it has the releases of the store',
        'proved: published: the four files are those of release 2 of 2026-02-16'], '')
    tests.check(b'wrong' not in result.stdout, 'nothing is wrong with a sound directory')
    lines = [json.loads(line) for line in verify('--json').stdout.splitlines()]
    tests.check({line['result'] for line in lines} == {'proved', 'not-proved'}, f'results in {lines}')
    tests.check({'store', 'releases', 'log', 'entries', 'records', 'snapshot', 'files'} <=
                {line['subject'] for line in lines}, f'subjects in {lines}')


def usage():
    tests.expect('verify --help', 0, ['portreg verify [FILE | QUERY]', '--release', 'something is wrong'], '')
    for arguments, expected in (('verify a b', 'portreg verify'), ('verify 443/tcp --release 1', '--release alone'),
                                ('verify --proof x', 'the file that --proof is for'),
                                ('verify --log x', '--log with a file or a record'),
                                ('verify 65536', 'port number'), ('verify --release 99', 'expected a release of'),
                                ('verify --release 2026-01-01', 'expected a release of'),
                                ('verify --release x', 'the number of a release or a date'),
                                ('verify --key x', 'key'), ('verify --page 1', 'an option of portreg verify')):
        tests.expect(arguments, 2, '', [expected])
    tests.expect('verify ./not-there', 3, '', ['not-there'])
    tests.expect('verify --policy not-there', 3, '', ['not-there'])


# --- files ---

def files():
    second, first = tests.path('second.xml'), tests.path('first.xml')
    tests.expect(['verify', second], 0, [
        f'proved: {second}: it is release 2 of 2026-02-16, published as {NAME}.xml',
        f'proved: {second}: it is release 2 of 2026-02-16, received in xml by import',
        'proved: entry 40 of localhost/log says so, in a tree of 41 entries', 'proved: localhost/log signed'], '')
    tests.expect(['verify', first], 0, ['it is release 1 of 2026-01-15', 'entry 38'], '')
    for extension in ('csv', 'txt', 'xhtml', 'xml'):
        file = path('published', f'{NAME}.{extension}')
        tests.expect(['verify', file], 0, [f'it is release 2 of 2026-02-16, published as {NAME}.{extension}'], '')
        tests.expect(['verify', os.path.join(tests.path('older-files'), f'{NAME}.{extension}')], 0,
                     ['it is release 1 of 2026-01-15'], '')
        other = tests.write('other', open(file, 'rb').read() + b'\n')
        tests.expect(['verify', other], 1, ['wrong: ', 'expected the SHA-256 of a file', 'which the log has not'], '')
    facts = json.loads(verify(second, '--json').stdout.splitlines()[0])
    tests.check(facts['result'] == 'proved' and facts['release'] == 2 and facts['entry'] == 40 and
                facts['size'] == 41 and facts['origin'] == 'localhost/log' and
                facts['published_as'] == f'{NAME}.xml' and facts['received_as'] == 'xml', f'facts {facts}')


def key():
    return tests.run('log', 'key').stdout.decode().strip()


def far_away():
    """Without a data directory: a proof, or a copy of the log, and the key are enough."""
    empty = tests.path('empty')
    os.mkdir(empty)
    away = ['--data', empty, '--key', key()]
    proof, csv = path('published', 'release.tlog-proof'), path('published', f'{NAME}.csv')
    tests.expect(['verify', csv, '--proof', proof, *away], 0, ['it is release 2 of 2026-02-16', 'entry 40'], '')
    tests.expect(['verify', tests.path('first.xml'), '--proof', proof, *away], 1,
                 ['wrong: ', 'which the entry of the proof has not'], '')
    tests.expect(['verify', tests.path('first.xml'), '--log', path('log'), *away], 0, ['it is release 1'], '')
    tests.expect(['verify', tests.path('second.xml'), '--log', tests.path('older-log'), *away], 1, ['wrong: '], '')
    tests.expect(['verify', csv, '--proof', proof, '--data', empty], 2, '', ['--key KEY or --policy FILE'])
    tests.expect(['verify', csv, '--proof', csv, *away], 1, '', ['c2sp.org/tlog-proof@v1'])
    tests.expect(['verify', csv, '--proof', path('not-there'), *away], 3, '', ['not-there'])
    tests.expect(['verify', csv, *away], 3, '', ['log/checkpoint'])
    # a proof of log prove has no entry with it
    bare = tests.write('bare', tests.run('log', 'prove', '40').stdout)
    tests.expect(['verify', csv, '--proof', bare, *away], 1, '', ['expected the entry of a release behind extra'])


def other_keys():
    """Another log's key, and witnesses that did not sign."""
    other = tests.run('log', 'key', PORTREG_DATA=tests.path('other-log')).stdout.decode().strip()
    log = f'log {key()}\n'
    wanting = tests.write('wanting', f'{log}witness W {WITNESS}\nquorum W\n')
    asking = tests.write('asking', f'{log}witness W {WITNESS}\nquorum none\n')
    proof = path('published', 'release.tlog-proof')
    for arguments in ([], [tests.path('second.xml')], ['443/tcp'], ['--release', '2'],
                      [tests.path('second.xml'), '--proof', proof]):
        for trust, status in ((['--key', other], 1), (['--policy', wanting], 1), (['--policy', asking], 0),
                              (['--key', key()], 0), (['--key', WITNESS], 2),
                              (['--key', key(), '--policy', asking], 2)):
            result = tests.expect(['verify', *arguments, *trust], status)
            tests.check(status or b'proved: localhost/log signed' in result.stdout, f'{arguments} {trust}')


# --- records and releases ---

def records():
    tests.expect('verify discard', 0, ['proved: 9/tcp discard: it is what release 2 made it, by entry 39 of the log',
                                       'proved: 9/udp discard: it is what release 1 made it'], '')
    tests.expect('verify 443/tcp', 0, ['proved: 443/tcp https: it is what release 1'], '')
    tests.expect('verify 443', 0, ['443/tcp https', '443/udp https'], '')
    tests.expect('verify no-such-name', 1, ['there is no record of it'], '')
    lines = [json.loads(line) for line in verify('443/tcp', '--json').stdout.splitlines()]
    tests.check(lines[0]['result'] == 'proved' and lines[0]['subject'] == 'record', f'{lines}')
    # without the store there are no salts
    alone = copy('alone')
    for name in os.listdir(alone):
        if name.startswith('store.db'):
            os.remove(os.path.join(alone, name))
    tests.expect(['verify', 'discard', '--data', alone], 0,
                 ['proved: 9/tcp discard', 'not proved: 9/tcp discard: its people: there is no store here'], '')
    # a snapshot of something else
    database = sqlite3.connect(os.path.join(copy('changed'), 'store.db'))
    database.execute("UPDATE record SET description = 'Keep' WHERE description = 'Throw away'")
    database.commit()
    database.close()
    changed = tests.path('changed')
    tests.expect(['compile', '--data', changed, '--output', os.path.join(changed, 'registry.portreg')], 0)
    tests.expect(['verify', 'discard', '--data', changed], 1,
                 ['wrong: 9/tcp discard: expected what entry 39 of the log says, found something else',
                  'proved: 9/udp discard'], '')


def releases():
    tests.expect('verify --release 1', 0, ['proved: store.db: release 1 of 2026-01-15, written again',
                                           'the log has the entry of this release'], '')
    tests.expect('verify --release 2026-02-16', 0, ['release 2 of 2026-02-16'], '')
    tests.expect('verify --release 2026-02-15', 0, ['release 1 of 2026-01-15'], '')
    tests.expect('verify --release 2026-02', 0, ['release 2 of 2026-02-16'], '')


# --- what is changed afterwards ---

def flip(file, position, bit):
    with open(file, 'r+b') as stream:
        stream.seek(position)
        byte = stream.read(1)[0]
        stream.seek(position)
        stream.write(bytes([byte ^ (1 << bit)]))


def flips(file, limit):
    """Positions to be changed: all of a short file."""
    size = os.path.getsize(file)
    return range(size) if size <= limit else sorted(random.sample(range(size), limit))


def every_file():
    """One flipped bit anywhere but in the store is found; so is a file that is gone or cut."""
    tampered = copy('tampered')
    current = os.readlink(os.path.join(tampered, 'published'))
    for file in files_of(tampered):
        name = os.path.relpath(file, tampered)
        if name.split('.')[0] in ('store', 'lock', 'log') and '/' not in name:
            continue  # the store has tests of its own; the state and the lock are the signer's
        if name.startswith('published.') and name.split('/')[0] != current:
            continue  # of the release before, for those who were just reading it
        missed = []
        for position in flips(file, 180 if name == 'log/checkpoint' else 60 if name.startswith('log/') else 20):
            bit = random.randrange(8)
            flip(file, position, bit)
            if verify(data=tampered).returncode != 1:
                missed.append((position, bit))
            flip(file, position, bit)
        tests.check(not missed, f'{name}: flipped bits are found, but not at {missed}')
        with open(file, 'rb') as stream:
            content = stream.read()
        os.truncate(file, len(content) // 2)
        tests.check(verify(data=tampered).returncode == 1, f'{name}: half of it is found')
        os.remove(file)
        # a partial tile of a checkpoint before the current one is not missed
        status = 0 if name.endswith('.p/39') else 1
        tests.check(verify(data=tampered).returncode == status, f'{name}: that it is gone is found')
        with open(file, 'wb') as stream:
            stream.write(content)
    tests.check(verify(data=tampered).returncode == 0, 'what was put back is sound')
    shutil.rmtree(os.path.join(tampered, 'log'))
    tests.expect(['verify', '--data', tampered], 1, ['wrong: ', 'log/checkpoint'], '')
    os.remove(os.path.join(tampered, 'log.key'))
    tests.expect(['verify', '--data', tampered], 1, ['wrong: ', 'log.key'], '')


def every_byte_of_a_proof():
    proof, csv = path('published', 'release.tlog-proof'), path('published', f'{NAME}.csv')
    target = tests.write('proof', open(proof, 'rb').read())
    for position in range(0, os.path.getsize(target), 4):
        bit = random.randrange(8)
        flip(target, position, bit)
        if tests.run('verify', csv, '--proof', target).returncode != 1:
            tests.fail(f'bit {bit} of byte {position} of a proof, changed, is not found')
        flip(target, position, bit)


# What rows are numbered by inside the store only, and what kind of store it is.
HARMLESS = {('store', 'id'), ('store', 'kind'), ('record', 'id'), ('record_placement', 'id'), ('person', 'id'),
            ('person_placement', 'id'), ('head', 'id'), ('note', 'id'), ('release', 'place'),
            ('person', 'key'), ('person_placement', 'key'), ('note', 'key'), ('layout', 'id'),
            ('record_placement', 'position'), ('person_placement', 'position'),
            # a layout that writes the same bytes
            ('layout', 'content'), ('record_placement', 'layout'), ('person_placement', 'layout')}


# Without a first port number there is no last one, whatever stands there.
MEANING = {('record', 'last_port'): 'CASE WHEN first_port IS NULL THEN NULL ELSE last_port END'}


def contents(database):
    """All rows of a store, of the columns that matter; None when SQLite cannot read them."""
    try:
        connection = sqlite3.connect(f'file:{database}?mode=ro', uri=True)
        # SQLite does not mind in which letters its own table of tables writes names
        tables = [name for name, in connection.execute(
            "SELECT lower(name) FROM sqlite_schema WHERE lower(type) = 'table'")]
        rows = []
        for table in sorted(tables, key=repr):
            columns = [row[1].lower() for row in connection.execute(f'PRAGMA table_info({table})')]
            columns = [name for name in columns
                       if name not in UNPROVED_COLUMNS.get(table, ()) and (table, name) not in HARMLESS]
            columns = [MEANING.get((table, name), name) for name in columns]
            found = connection.execute(f'SELECT {",".join(columns) or "1"} FROM {table}')
            rows.append((table, sorted(map(repr, found))))
        connection.close()
        return rows
    except (sqlite3.DatabaseError, OverflowError):
        return None


def bits_of_the_store():
    """A flipped bit in the database is found, or it is one that no row consists of."""
    tampered = copy('tampered')
    file = os.path.join(tampered, 'store.db')
    expected = contents(file)
    tests.check(expected is not None, 'the store can be read')
    found = 0
    for position in flips(file, 250):
        bit = random.randrange(8)
        flip(file, position, bit)
        result = verify(data=tampered)
        found += result.returncode == 1
        now = contents(file) if result.returncode == 0 else expected
        if result.returncode not in (0, 1) or now != expected:
            changed = [row for table in now or [] if table not in expected for row in table[1]
                       if row not in dict(expected)[table[0]]]
            tests.fail(f'bit {bit} of byte {position} of store.db, changed, is not found: {changed}', result)
        flip(file, position, bit)
    tests.check(found > 20, f'of 250 flipped bits {found} are found')


def columns_of_the_store():
    """A changed value in any column of any table is found."""
    original = os.path.join(tests.data, 'store.db')
    connection = sqlite3.connect(original)
    tables = [name for name, in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    for table in tables:
        columns = {row[1]: row[2] for row in connection.execute(f'PRAGMA table_info({table})')}
        rows = connection.execute(f'SELECT count(*) FROM {table}').fetchone()[0]
        for column, kind in columns.items():
            if rows == 0 or column in UNPROVED_COLUMNS.get(table, ()) or (table, column) in HARMLESS:
                continue
            change_column(table, column, kind)
    connection.close()


def change_column(table, column, kind):
    tampered = copy('tampered')
    database = sqlite3.connect(os.path.join(tampered, 'store.db'))
    changes = {'INTEGER': f'coalesce({column}, 0) + 1', 'TEXT': f"coalesce({column}, '') || 'x'",
               'BLOB': f'randomblob(length({column}))'}
    where = f'rowid = (SELECT max(rowid) FROM {table})' if table not in ('release_file', 'salt') else \
        f'{column} = (SELECT max({column}) FROM {table})'
    try:
        database.execute(f'UPDATE {table} SET {column} = {changes[kind]} WHERE {where}')
    except sqlite3.IntegrityError:
        return  # the database itself refuses it
    finally:
        database.commit()
        database.close()
    result = verify(data=tampered)
    if result.returncode != 1:
        tests.fail(f'a changed {table}.{column} is not found', result)


def behind():
    """A log that a crash left behind the store."""
    late = copy('late')
    shutil.rmtree(os.path.join(late, 'log'))
    shutil.copytree(tests.path('older-log'), os.path.join(late, 'log'))
    tests.expect(['verify', '--data', late], 1, ['the last 2 are not in the log (portreg log append)'], '')
    key_file = os.path.join(late, 'log.key')
    os.rename(key_file, key_file + '.away')
    tests.expect(['log', 'append', '--data', late], 3, '', ['log.key'])
    os.rename(key_file + '.away', key_file)
    tests.expect(['log', 'append', '--data', late], 0, 'appended: the log has the 41 entries of the store\n', '')
    tests.expect(['log', 'append', '--data', late], 0,
                 'nothing to append: the log has the 41 entries of the store\n', '')
    tests.expect(['log', 'append', '--data', late, '--json'], 0, '{"appended":false,"size":41}\n', '')
    tests.expect(['verify', '--data', late], 0)
    tests.expect(['log', 'append', '--data', tests.path('nowhere')], 3, '', ['expected a release in'])
    tests.check(not os.path.exists(tests.path('nowhere')), 'no data directory is made for nothing')


def erased():
    """Salts that were erased: the rest is proved, and the salts are nowhere on the disk."""
    data = copy('erased')
    file = os.path.join(data, 'store.db')
    with sqlite3.connect(file) as connection:
        salts = [salt for salt, in connection.execute(
            "SELECT salt FROM salt WHERE instr(subject, 'Alex_Example') > 0")]
    connection.close()
    tests.check(salts, 'there are salts of a person')
    tests.expect(['log', 'erase', '', '--data', data], 2, '', ['expected the handle of a person'])
    tests.expect(['log', 'erase', 'No_Body', '--data', data], 1, 'erased 0 salts of texts that name No_Body\n', '')
    tests.expect(['log', 'erase', 'Alex_Example', '--data', data], 0,
                 [f'erased {len(salts)} salts', 'Nobody can show any more'], '')
    content = b''.join(open(os.path.join(data, name), 'rb').read() for name in os.listdir(data)
                       if name.startswith('store.db'))
    tests.check(not any(salt in content for salt in salts), 'no erased salt is left in the files')
    tests.expect(['verify', '--data', data], 0, ['not proved: store.db: the people in', 'salts were erased'], '')
    tests.expect(['verify', 'discard', '--data', data], 0,
                 ['proved: 9/tcp discard', 'not proved: 9/tcp discard: its people: their salts were erased'], '')
    # the person stands in the next release too, with a new salt; what is changed then is proved whole
    third = tests.write('third.xml', SECOND.replace(b'2026-02-16', b'2026-03-17').replace(b'Throw away', b'Discard'))
    tests.expect(['import', third, '--data', data], 0, ['imported 38 records'], '')
    tests.expect(['verify', '--data', data], 0, ['not proved: store.db: the people in'], '')
    tests.expect(['verify', '9/tcp', '--data', data], 0, ['proved: 9/tcp discard: it is what release 3 made it'], '')
    tests.check(b'9/tcp discard: its people' not in verify('9/tcp', data=data).stdout, 'new salts prove people')
    # a salt that is gone without that is a finding
    lost = copy('lost')
    with sqlite3.connect(os.path.join(lost, 'store.db')) as connection:
        connection.execute("DELETE FROM salt WHERE instr(subject, 'Alex_Example') > 0")
    connection.close()
    tests.expect(['verify', '--data', lost], 1, ['wrong: store.db: expected record', 'another person or salt'], '')


def backfilled():
    """A release that is put between two others later: its changes are logged, those after it are not."""
    data = copy('backfilled')
    tests.expect(['import', '--backfill', tests.write('between.xml', BETWEEN), '--data', data], 0)
    tests.expect(['verify', '--data', data], 0, ['3 of 3 releases'], '')
    tests.expect(['verify', 'discard', '--data', data], 0, ['9/tcp discard'], '')
    # here the record is after it as it was before it, and no change of it was logged
    data = tests.path('restored')
    for content in (FIRST, FIRST.replace(b'2026-01-15', b'2026-02-16')):
        tests.expect(['import', tests.write('x.xml', content), '--data', data], 0)
    tests.expect(['import', '--backfill', tests.write('between.xml', BETWEEN), '--data', data], 0)
    tests.expect(['verify', '--data', data], 0, ['not proved: store.db: 1 versions of records: older releases'], '')
    tests.expect(['verify', '9/tcp', '--data', data], 0,
                 ['not proved: 9/tcp discard: an older release was put before its own later'], '')


def other_formats():
    """CSV is proved where it is as the publisher writes it, and otherwise said not to be."""
    data = tests.path('formats')
    csv = tests.run('convert', '--to', 'csv', FIXTURE).stdout
    tests.expect(['import', '--date', '2026-01-15', tests.write('a.csv', csv), '--data', data], 0)
    tests.expect(['import', '--date', '2026-01-16', tests.write('b.csv', csv.replace(b'\r\n', b'\n').replace(
        b'Discard', b'Drop')), '--data', data], 0)
    result = tests.expect(['verify', '--data', data], 0, [
        'releases, written again, have the SHA-256', 'not proved: store.db: that 1 of 2 releases are what was '
        'received, first that of 2026-01-16: another program wrote these files (csv)'], '')
    tests.check(b'1 of 2 releases, written again' in result.stdout, 'the other one is proved')
    tests.expect(['verify', '--release', '2', '--data', data], 0, ['not proved: store.db: that release 2'], '')
    tests.expect(['verify', tests.path('b.csv'), '--data', data], 0, ['received in csv by import'], '')


sound()
usage()
files()
far_away()
other_keys()
records()
releases()
behind()
erased()
backfilled()
other_formats()
every_byte_of_a_proof()
every_file()
columns_of_the_store()
bits_of_the_store()
tests.done()
