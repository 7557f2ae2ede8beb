"""Imports killed at random moments. After each kill the store holds exactly a prefix of the releases,
the log is sound and consistent with every checkpoint that was ever seen, and the next command brings
all that is published up to the store: kill.py PORTREG

20 kills, or 500 when PORTREG_LONG is set; with real releases too when PORTREG_IANA names some.
"""
import base64
import hashlib
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time

import releases

KILLS = 500 if os.environ.get('PORTREG_LONG') else 20
REAL_COUNT = 6
BUNDLE_SIZE = 256
PUBLISHED = 'published/service-names-port-numbers.xml'


class Failed(Exception):
    pass


def expect(condition, what):
    if not condition:
        raise Failed(what)


# --- the log, as RFC 6962 has it ---

def read_entries(log, size):
    """The first SIZE entries, out of their bundles."""
    entries = []
    while len(entries) < size:
        number, count = len(entries) // BUNDLE_SIZE, min(BUNDLE_SIZE, size - len(entries))
        name = log / 'tile/entries' / f'{number:03}'
        if not name.exists():  # the last one is partial, and may have grown since
            partial = name.parent / (name.name + '.p')
            sizes = [int(path.name) for path in partial.iterdir() if path.name.isdigit()]
            name = partial / str(min((size for size in sizes if size >= count), default=count))
        bundle = name.read_bytes()
        for _ in range(count):
            length = int.from_bytes(bundle[:2], 'big')
            entries.append(bundle[2:2 + length])
            bundle = bundle[2 + length:]
    return entries


def root_of(leaves):
    """The root of the hashes LEAVES."""
    if len(leaves) <= 1:
        return leaves[0] if leaves else hashlib.sha256().digest()
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b'\1' + root_of(leaves[:split]) + root_of(leaves[split:])).digest()


def parse_checkpoint(checkpoint):
    origin, size, root = checkpoint.split(b'\n')[:3]
    expect(origin == b'localhost/log', f'expected a checkpoint, found {checkpoint!r}')
    return int(size), base64.b64decode(root)


class Watcher:
    """Reads the checkpoint of a log over and over; keeps all that were seen."""

    def __init__(self, path):
        self.path = path
        self.seen = set()
        self.stopped = False
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def look(self):
        try:
            self.seen.add(self.path.read_bytes())
        except FileNotFoundError:
            pass

    def run(self):
        while not self.stopped:
            self.look()
            time.sleep(0.0005)

    def stop(self):
        self.stopped = True
        self.thread.join()
        self.look()


# --- a data directory ---

class Directory:
    """A data directory, and the releases that are imported into it."""

    def __init__(self, portreg, directory, contents):
        self.portreg = portreg
        self.path = pathlib.Path(directory, 'data')
        self.contents = contents
        self.files = []
        self.checkpoints = set()
        for number, content in enumerate(contents):
            path = pathlib.Path(directory, f'{number:04}.xml')
            path.write_bytes(content)
            self.files.append(path)

    def start(self):
        return subprocess.Popen([self.portreg, 'import', '--data', self.path, *self.files],
                                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    def run(self, *arguments):
        result = subprocess.run([self.portreg, *arguments, '--data', self.path],
                                capture_output=True)
        expect(result.returncode == 0,
               f'{" ".join(map(str, arguments))}: status {result.returncode}, '
               f'{result.stderr.decode()}')
        return result.stdout

    def begin_again(self):
        shutil.rmtree(self.path, ignore_errors=True)
        self.checkpoints = set()

    def import_and_kill(self, after):
        """Whether the import was killed, AFTER so many seconds."""
        watcher = Watcher(self.path / 'log/checkpoint')
        process = self.start()
        try:
            _, errors = process.communicate(timeout=after)
        except subprocess.TimeoutExpired:
            process.kill()
            _, errors = process.communicate()
        watcher.stop()
        self.checkpoints |= watcher.seen
        expect(process.returncode in (0, -9), f'status {process.returncode}, {errors.decode()}')
        return process.returncode != 0

    def query(self, sql):
        """What sqlite3(1), another reader of the same file, says."""
        result = subprocess.run(['sqlite3', self.path / 'store.db', sql], capture_output=True,
                                text=True)
        expect(result.returncode == 0, f'sqlite3: {sql}: {result.stderr}')
        return result.stdout.split()

    def count_releases(self):
        """How many of the releases the store has, which must be the first ones."""
        if not (self.path / 'store.db').exists() or not self.query('PRAGMA user_version')[0] > '0':
            return 0
        found = self.query('SELECT lower(hex(sha256)) FROM release ORDER BY place')
        expected = [hashlib.sha256(content).hexdigest() for content in self.contents]
        expect(found == expected[:len(found)], f'expected a prefix of the releases, found {found}')
        return len(found)

    def check_store(self):
        expect(self.query('PRAGMA integrity_check') == ['ok'], 'expected a sound database')
        expect(self.query('PRAGMA foreign_key_check') == [], 'expected sound references')

    def check_log(self):
        """The log is sound, and has grown from every checkpoint that was ever seen."""
        path = self.path / 'log/checkpoint'
        if not path.exists():
            expect(not self.checkpoints, 'expected the checkpoint that was seen before')
            return
        self.run('log', 'verify')
        size, root = parse_checkpoint(path.read_bytes())
        leaves = [hashlib.sha256(b'\0' + entry).digest()
                  for entry in read_entries(self.path / 'log', size)]
        expect(root_of(leaves) == root, 'expected the root of the checkpoint')
        for checkpoint in self.checkpoints:
            size, root = parse_checkpoint(checkpoint)
            expect(size <= len(leaves) and root_of(leaves[:size]) == root,
                   f'expected a log that has grown from {checkpoint!r}')

    def check_published(self, count):
        """All that is visible is what the store says, which has COUNT releases."""
        last = self.contents[count - 1]
        expect((self.path / PUBLISHED).read_bytes() == last, 'expected the last release published')
        for name in ('registry.portreg', PUBLISHED):
            expect((self.path / name).stat().st_mode & 0o777 == 0o644, f'expected 0644 of {name}')
        expect((self.path / 'registry.portreg').samefile(self.path / 'published/registry.portreg'),
               'expected the snapshot of the published release')
        expect(self.run('export', 'xml') == last, 'expected the last release in the store')
        subprocess.run(['sha256sum', '--check', '--quiet', 'SHA256SUMS'], check=True,
                       cwd=self.path / 'published')
        expect(int(self.query('SELECT count(*) FROM release WHERE entry IS NULL')[0]) == 0,
               'expected an entry for each release')
        left = [name for name in os.listdir(self.path) if name.startswith('published.')]
        expect(len(left) <= 3, f'expected no leftovers, found {left}')

    def check(self, portreg_first):
        """How many releases there are after the first one has come again, which brings everything
        up to the store. PORTREG_FIRST: portreg finds the directory as the kill has left it;
        otherwise sqlite3 does."""
        if not portreg_first:
            before = self.count_releases()
            self.check_log()
        self.run('import', self.files[0])
        count = self.count_releases()
        expect(portreg_first or count == max(before, 1), 'expected no release to be lost')
        self.check_store()
        self.check_log()
        self.check_published(count)
        return count


def kill_many(directory, kills, chance):
    """Kills so many imports; every now and then one that had nothing to do any more."""
    begun = time.monotonic()
    directory.start().communicate()
    duration = time.monotonic() - begun
    directory.begin_again()
    killed = prefixes = 0
    for _ in range(kills):
        killed += directory.import_and_kill(chance.uniform(0, duration))
        count = directory.check(chance.random() < 0.5)
        prefixes += 0 < count < len(directory.contents)
        if count == len(directory.contents) or chance.random() < 0.2:
            directory.begin_again()
    print(f'{len(directory.contents)} releases, {kills} imports, {killed} killed, '
          f'{prefixes} left a true prefix')
    expect(killed, 'expected imports that were killed')


def real_releases():
    """A few real ones, when they are there."""
    iana = os.environ.get('PORTREG_IANA')
    found = sorted(pathlib.Path(iana, 'xml').glob('*.xml')) if iana else []
    return [path.read_bytes() for path in found[-REAL_COUNT:]]


def main():
    if not shutil.which('sqlite3'):
        print('skipped: there is no sqlite3')
        return 77
    portreg, chance = os.path.abspath(sys.argv[1]), random.Random(6335)
    for contents, kills in ((releases.make(24), KILLS), (real_releases(), KILLS // 4)):
        if not contents:
            continue
        with tempfile.TemporaryDirectory() as directory:
            try:
                kill_many(Directory(portreg, directory, contents), kills, chance)
            except Failed as failure:
                print('FAILED:', failure)
                return 1
    return 0


if __name__ == '__main__':
    sys.exit(main())
