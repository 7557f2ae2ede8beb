"""For tests of the programs: several releases that follow one another, made from the fixture."""
import os


def make_releases(fixture, directory):
    """Writes XML files of four releases to DIRECTORY. Of each the date and the path, in order. The
    last two have one date. What happens: a record is added, changed, renamed in its capitals,
    removed, moved, and a range is split."""
    with open(fixture, encoding='utf-8') as file:
        text = file.read()
    steps = [
        ('2026-01-15', []),
        ('2026-02-20', [('<description>Discard</description>', '<description>Throw away</description>'),
                        ('<name>x-window</name>', '<name>X-Window</name>')]),
        ('2026-03-31', [('<number>9</number>', '<number>11</number>'),
                        ('<number>6000-6063</number>', '<number>6001-6063</number>'),
                        ('    <name>https</name>\n', '')]),
        ('2026-03-31', [('<number>11</number>', '<number>9</number>'),
                        ('<name>discard</name>', '<name>throw</name>')]),
    ]
    releases, before = [], '2026-01-15'
    for i, (date, changes) in enumerate(steps):
        for old, new in [(before + '</updated>', date + '</updated>'), *changes]:
            if old not in text:
                raise AssertionError(f'expected {old!r} in release {i}, found none')
            text = text.replace(old, new)
        before = date
        path = os.path.join(directory, f'release-{i}.xml')
        with open(path, 'w', encoding='utf-8') as file:
            file.write(text)
        releases.append((date, path))
    return releases


# What to ask of each: everything that changes somewhere, and what is around it.
NUMBERS = ('0', '4', '9', '11', '443', '443/tcp', '6000', '6001/tcp', '9/sctp', '1015/udp', '50000')
RANGES = ('0-65535', '6000-6063/udp', '9-11', '49152-65535')
NAMES = ('discard', 'throw', 'https', 'HTTPS', 'x-window', 'X-WINDOW', '_https._tcp')
