"""Releases for the tests of the store, made of the fixture: each differs from the one before by
records that come, go, move and change, by people, by notes, or by nothing but its date."""
import os
import random
import re

FIXTURE = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'fixtures', 'small.xml')
RECORD = re.compile(r'  <record.*?</record>\n', re.DOTALL)

NEW_RECORD = '''  <record>
    <name>example-{0}</name>
    <protocol>tcp</protocol>
    <xref type="person" data="Alex_Example"/>
    <description>Example {0}</description>
    <number>{1}</number>
  </record>
'''


def change(text, number, chance):
    """TEXT, changed in the NUMBERth way."""
    records = RECORD.findall(text)
    here = chance.choice(records)
    kind = number % 6
    if kind == 0:
        return text.replace(here, NEW_RECORD.format(number, 20000 + number) + here, 1)
    if kind == 1:
        return text.replace(here, '', 1)
    if kind == 2:
        return text.replace('</description>', f' ({number})</description>', 1)
    if kind == 3:  # the same record elsewhere
        rest = text.replace(here, '', 1)
        before = RECORD.search(rest).group()
        return rest.replace(before, here + before, 1)
    if kind == 4:
        return text.replace('<name>Alex Example', f'<name>Alex Example {number}', 1)
    return text.replace('are invented.', f'are invented ({number}).', 1)


def make(count):
    """COUNT releases, as bytes, in the order of their dates."""
    chance = random.Random(6335)
    with open(FIXTURE, encoding='UTF-8') as file:
        text = file.read()
    made = []
    for number in range(count):
        text = change(text, number, chance) if number else text
        made.append(text.replace('<updated>2026-01-15',
                                 f'<updated>2026-{2 + number // 28:02}-{1 + number % 28:02}', 1)
                    .encode())
    return made
