"""What the tests of the command line share: running the program, and saying what was wrong."""
import os
import pty
import select
import subprocess
import sys
import tempfile

FIXTURE = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'fixtures', 'small.xml')


class Tests:
    """Runs the program; counts what was not as expected."""

    def __init__(self):
        self.program = sys.argv[1]
        self.directory = tempfile.TemporaryDirectory()
        self.data = os.path.join(self.directory.name, 'data')
        self.failures = 0
        self.environment = {'PATH': os.environ['PATH'], 'LC_ALL': 'C.UTF-8',
                            'PORTREG_DATA': self.data, 'HOME': self.directory.name}
        for name in os.environ:
            if name.endswith('SAN_OPTIONS'):
                self.environment[name] = os.environ[name]

    def path(self, name):
        return os.path.join(self.directory.name, name)

    def write(self, name, content):
        """Writes a file; its path."""
        with open(self.path(name), 'wb') as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        return self.path(name)

    def run(self, *arguments, stdin=b'', **environment):
        return subprocess.run([self.program, *arguments], input=stdin, capture_output=True,
                              env={**self.environment, **environment}, timeout=60)

    def fail(self, what, result=None):
        self.failures += 1
        print('FAILED:', what)
        if result is not None:
            print('  status', result.returncode)
            print('  standard output:', result.stdout.decode(errors='replace')[:2000])
            print('  standard error:', result.stderr.decode(errors='replace')[:2000])

    def expect(self, arguments, status, out=None, err=None, stdin=b'', **environment):
        """Runs the program with ARGUMENTS (words of a string, or a list). OUT and ERR are the whole
        output as text, or a list of parts that must stand in it in this order."""
        words = arguments.split() if isinstance(arguments, str) else arguments
        result = self.run(*words, stdin=stdin, **environment)
        where = ' '.join(words)
        if result.returncode != status:
            self.fail(f'{where}: expected status {status}', result)
        for name, expected, found in (('output', out, result.stdout), ('error', err, result.stderr)):
            found = found.decode(errors='replace')
            if isinstance(expected, str) and found != expected:
                self.fail(f'{where}: expected {name}\n{expected}', result)
            if isinstance(expected, list):
                start = 0
                for part in expected:
                    at = found.find(part, start)
                    if at < 0:
                        self.fail(f'{where}: expected {part!r} in the {name}', result)
                        break
                    start = at + len(part)
        return result

    def check(self, condition, what):
        if not condition:
            self.fail(what)

    def on_terminal(self, arguments, columns, **environment):
        """The output of the program on a terminal COLUMNS wide, and its status."""
        terminal, other_end = pty.openpty()
        process = subprocess.Popen(
            [self.program, *arguments], stdin=other_end, stdout=other_end, stderr=other_end,
            start_new_session=True,
            env={**self.environment, 'COLUMNS': str(columns), 'TERM': 'xterm', **environment})
        output = b''
        ended = False
        # The other end stays open: when the last one closes it, what is under way may be lost.
        while True:
            ready, _, _ = select.select([terminal], [], [], 0.05)
            if ready:
                output += os.read(terminal, 65536)
            elif ended:
                break
            else:
                ended = process.poll() is not None
        os.close(terminal)
        os.close(other_end)
        return output.decode().replace('\r\n', '\n'), process.returncode

    def import_fixture(self):
        self.expect(['import', FIXTURE], 0,
                    f'imported 38 records, release of 2026-01-15, into {self.data} '
                    '(38 added, 0 modified, 0 removed)\n', '')

    def done(self):
        self.directory.cleanup()
        if self.failures:
            sys.exit(f'{self.failures} failed')
