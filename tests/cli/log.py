"""portreg log: keys, checkpoints, proofs, verifying. The log is written by tests/log/appender.

usage: log.py PORTREG APPENDER
"""
import os
import shutil
import stat
import subprocess
import sys

from support import Tests

tests = Tests()
APPENDER = sys.argv[2]
ENTRY = '{"seq":4,"op":"assign","name":"svc-4","port":2004,"proto":"tcp"}'
WITNESS = 'witness.example.org/w1+f3c080b6+BCmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X'


def grow(size):
    """Appends in rounds of random length until there are SIZE entries or more; how many."""
    for seed in range(1000):
        out = subprocess.run([APPENDER, tests.data, '1', str(seed)], capture_output=True, check=True)
        if int(out.stdout.split()[0]) >= size:
            return int(out.stdout.split()[0])
    return None


def keys():
    tests.expect('log checkpoint', 2, '', ['log.key: expected a key that can be read, or --key KEY'])
    tests.expect(['log', 'key', '--origin', 'with blank'], 2, '', ['expected an origin such as'])
    tests.check(not os.path.exists(tests.path('data/log.key')), 'a key was made of a wrong name')
    key = tests.expect('log key', 0, ['localhost/log+'], '').stdout.decode()
    mode = stat.S_IMODE(os.stat(tests.path('data/log.key')).st_mode)
    tests.check(mode == 0o600, f'the key has mode {mode:o}')
    tests.expect('log key', 0, key, '')
    tests.expect('log key --origin localhost/log', 0, key, '')
    tests.expect('log key --origin ports.example.org/log', 2, '',
                 ['expected a key of the origin asked for, found one of localhost/log'])
    tests.expect(['--data', tests.path('other'), 'log', 'key', '--origin', 'ports.example.org/log'], 0,
                 ['ports.example.org/log+'], '')
    os.chmod(tests.path('data/log.key'), 0o640)
    tests.expect('log key', 2, '', ['expected a key that only its user can read', 'mode 640', 'chmod 600'])
    os.chmod(tests.path('data/log.key'), 0o600)
    tests.expect('log checkpoint', 3, '', ['log/checkpoint: No such file'])
    tests.expect('log verify', 3, '', ['log/checkpoint: No such file'])
    return key.strip()


def usage():
    tests.expect('log', 2, '', ['expected portreg log COMMAND, found nothing'])
    tests.expect('log chekpoint', 2, '', ['key, append, checkpoint, erase, prove, verify or witness, found "chekpoint"'])
    tests.expect('log key extra', 2, '', ['expected portreg log key, found "extra"'])
    tests.expect('log key --proof x', 2, '', ['an option of portreg log key:', '--origin', 'found "--proof"'])
    tests.expect('stats --key x', 2, '', ['an option of portreg stats'])
    tests.expect('log --help', 0, ['log key', 'log checkpoint', 'log prove', 'log verify', 'log witness'], '')
    tests.expect('log prove --help', 0, ['portreg log prove', '--entry FILE', '--consistency SIZES'], '')
    tests.expect('log witness', 2, '', ['expected portreg log witness URL'])
    tests.expect('log witness http://127.0.0.1:1', 2, '', ['expected --witness-key KEY'])


def proofs(key, size):
    tests.expect('log prove', 2, '', ['the number of an entry, --entry FILE or --consistency OLD'])
    proof = tests.expect('log prove 4', 0, ['c2sp.org/tlog-proof@v1\nindex 4\n'], '').stdout
    entry = tests.write('entry', ENTRY)
    tests.expect(['log', 'prove', '--entry', entry], 0, proof.decode(), '')
    tests.expect(['log', 'prove', '--entry', '-'], 0, proof.decode(), '', stdin=ENTRY.encode())
    tests.expect(['log', 'prove', '--entry', tests.write('other-entry', ENTRY + '\n')], 2, '',
                 ['expected the bytes of an entry of the log', 'line feed'])
    tests.expect(['log', 'prove', '4', '--entry', entry], 2, '', ['found "two of them"'])
    tests.expect(f'log prove {size}', 2, '', [f'from 0 to less than {size}, found {size}'])
    tests.expect('log prove 04', 2, '', ['the number of an entry, from 0, found "04"'])
    path = tests.write('4.tlog-proof', proof)
    tests.expect(['log', 'verify', '--proof', path, entry], 0,
                 ['is entry 4 of localhost/log\n', f'signed this tree of {size} entries', 'not proved'], '')
    shutil.copytree(tests.data, tests.path('away'))
    elsewhere = ['--data', tests.path('nowhere'), 'log', 'verify', '--proof', path, entry]
    tests.expect([*elsewhere, '--key', key], 0, ['proved: '], '')
    tests.expect(elsewhere, 2, '', ['expected a key that can be read'])
    tests.expect([*elsewhere, '--key', WITNESS], 2, '', ['the key of a log, found that of a witness'])
    tests.expect([*elsewhere, '--key', 'x'], 2, '', ['a public key as NAME+ID+KEY'])
    tests.expect(['log', 'verify', '--proof', path, tests.path('other-entry')], 1, '',
                 ['4.tlog-proof: expected a proof that this entry is number 4'])
    tests.expect(['log', 'verify', '--proof', entry, entry], 1, '', ['entry:1:1: expected c2sp.org/tlog-proof@v1'])
    tests.expect(['log', 'verify', '--proof', path], 2, '', ['the file with the entry, found nothing'])
    tests.expect(['log', 'verify', '--json', '--proof', path, entry], 0,
                 f'{{"proved":"entry","origin":"localhost/log","size":{size},"witnesses":0}}\n', '')
    lines = tests.expect('log prove 4 --size 7', 0, None, '').stdout.splitlines()
    tests.check(len(lines) == 3, f'a tree of 7 has a proof of {len(lines)} hashes')
    lines = tests.expect('log prove --consistency 3-7', 0, None, '').stdout.splitlines()
    tests.check(len(lines) == 4, f'from 3 to 7 takes {len(lines)} hashes')
    tests.expect('log prove --consistency 7-3', 2, '', ['an old size of at most 3, found 7'])
    tests.expect('log prove --consistency x', 2, '', ['sizes as OLD or OLD-NEW, found "x"'])
    tests.expect('log prove 4 --consistency 3', 2, '', ['--consistency alone'])
    tests.expect('log prove 4 --size x', 2, '', ['the number of entries of a tree'])


def verifies(key, size):
    tests.expect('log verify', 0, [f'{size} entries in ', 'proved: all entries', 'not proved: that others'], '')
    away = tests.path('away/log')
    tests.expect(['log', 'verify', away, '--key', key], 0, ['proved: '], '')
    tests.expect(['log', 'verify', away, '--json'], 0, ['"proved":"log"', f'"entries":{size}', '"findings":0'], '')
    policy = tests.write('policy', f'log {key}\nwitness W {WITNESS}\nquorum W\n')
    tests.expect(['log', 'verify', '--policy', policy], 1, '', ['the cosignatures that the quorum W asks for'])
    tests.expect(['log', 'checkpoint', '--policy', policy], 2, '', ['the quorum W'])
    tests.expect(['log', 'verify', '--policy', policy, '--key', key], 2, '', ['--key or --policy, found both'])
    tests.write('policy', f'log {key}\nquorum W\n')
    tests.expect(['log', 'verify', '--policy', policy], 2, '', ['policy:2:1: expected none, or a witness'])
    tests.write('policy', f'log {key}\nquorum none\n')
    tests.expect(['log', 'verify', '--policy', policy], 0, ['proved: '], '')

    bundle = os.path.join(away, 'tile/entries/000')
    with open(bundle, 'r+b') as file:
        file.seek(100)
        byte = file.read(1)[0]
        file.seek(100)
        file.write(bytes([byte ^ 1]))
    tests.expect(['log', 'verify', away], 1,
                 ['tile/entries/000: expected entries with the hashes that tile/0/000 has, found 1 others, '
                  'first that of entry 1\n', ': 1 findings\n'], '')
    tests.expect(['log', 'verify', away, '--json'], 1, ['{"file":', '"message":"expected entries',
                                                       '"proved":"nothing"'], '')
    os.remove(os.path.join(away, 'tile/0/000'))
    tests.expect(['log', 'verify', away], 1, ['cannot open ', 'tile/0/000'], '')
    other = tests.expect(['--data', tests.path('other'), 'log', 'key'], 0).stdout.decode().strip()
    tests.expect(['log', 'verify', '--key', other], 1, '', ['signed by ports.example.org/log'])


key = keys()
usage()
count = grow(600)
tests.expect('log checkpoint', 0, [f'localhost/log\n{count}\n', '\n\n\u2014 localhost/log '], '')
tests.expect('log checkpoint --json', 0, [f'{{"origin":"localhost/log","size":{count},"root":"', '"signatures":1}\n'], '')
tests.expect('log key --json', 0, f'{{"origin":"localhost/log","key":"{key}"}}\n', '')
proofs(key, count)
verifies(key, count)
tests.done()
