"""Searching on the command line: search.py PORTREG"""
import json
import os
import re
import sys

from support import FIXTURE, Tests

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'support'))
from releases import make_releases  # pylint: disable=wrong-import-position

tests = Tests()
tests.import_fixture()



def names(*arguments, status=0):
    """The service names (or port numbers) in the order of a search, and the answer."""
    result = tests.expect(['search', '--json', *arguments], status, None, None)
    answer = json.loads(result.stdout)
    return [hit.get('service_name', hit.get('first_port_number')) for hit in answer['hits']], answer


# What is found, the best first; what else is to be known goes to standard error.
tests.expect('search http/tcp --limit 1', 0, ['Service Name', 'http ', '80', 'tcp', 'assigned'],
             ['portreg: the best 1 of ', ' records; --limit shows more\n'])
tests.expect('search finger', 0, ['finger', '79', 'tcp', 'Finger'], '')
tests.expect('search fingre', 0, ['finger'],
             'portreg: hardly any record has "fingre"; words that are similar count too\n')
tests.expect('search finger qqqqq', 0, ['finger'],
             'portreg: no record has all of the words; these have the most of them\n')
tests.expect('search qqqqq', 1, '', 'portreg: no record has "qqqqq"\n')
tests.expect('search htp', 1, '', 'portreg: no record has "htp"\nportreg: did you mean http?\n')
for words in ('9/dccp', 'transport:dccp state:assigned port:9', 'SC:DISC', '1145656131'):
    found, _ = names(words)
    tests.check(found[:1] == ['discard'], f'{words}: found {found}')
tests.check(names('lookup++')[0][:2] == ['lookup++', 'lookuppp'], 'an alias by its name')
tests.check('lookup++' in names('lookuppp')[0], 'an alias by the name it is an alias of')
for arguments in (['assignee:"example corp"'], ['assignee:example corp'],
                  ['ASSIGNEE:"Example', 'Corp"']):
    found, answer = names(*arguments)
    tests.check(found and set(found) == {'http', 'www', 'https', 'exp1', 'wot-sample'}, f'{arguments}: found {found}')
tests.check(names('HTTP', 'udp')[0][0] == 'http', 'words in several arguments')

# As JSON: the record as look-ups have it, and a score.
found, answer = names('https', '--limit', '1')
looked_up = json.loads(tests.expect('lookup https --json', 0).stdout)
hit = dict(answer['hits'][0])
score = hit.pop('score')
tests.check(isinstance(score, int) and hit == looked_up['records'][0], f'as a look-up has it: {hit}')
tests.check(answer['query'] == 'https' and answer['total'] > 1 and answer['page'] == 1 and
            answer['partial'] is False and 'similar' not in answer and
            answer['release'] == looked_up['release'] and answer['disclaimer'], f'{answer}')
answer = names('fingre', 'qqqqq')[1]
tests.check(answer['partial'] is True and answer['similar'] == ['fingre'], f'{answer}')
found, answer = names('qqqqq', status=1)
tests.check(answer['total'] == 0 and found == [], f'{answer}')
scores = [hit['score'] for hit in names('t')[1]['hits']]
tests.check(scores == sorted(scores, reverse=True), f'the best first: {scores}')

# What cannot be meant.
tests.expect('search transport:icmp', 2, '', 'portreg: expected tcp, udp, sctp, dccp or none behind '
             'transport:, found "icmp"\n')
tests.expect('search --json year:now', 2, '',
             'portreg: expected a year or years as 2015-2019 behind year:, found "now"\n')
tests.expect(['search', '++'], 2, '', 'portreg: expected words to search for, found "++"\n')
tests.expect(['search', ''], 2, '', 'portreg: expected words to search for, found ""\n')
tests.expect('search', 2, '', 'portreg: expected portreg search WORDS..., found nothing\n')
for limit in ('0', 'x', '-1', '100001'):
    tests.expect(['search', 'http', f'--limit={limit}'], 2, '',
                 f'portreg: expected a number of records, from 1 to 100000, found "{limit}"\n')
tests.expect('lookup http --limit 1', 2, '', None)
tests.expect('search --snapshot /nowhere http', 3, '', None)

# Colour, where it is asked for: what matches stands out, in every column.
result = tests.expect('search HTTP --limit 1 --color always', 0, None, None).stdout.decode()
tests.check('\033[1;4mhttp\033[0m' in result and '\033[1;4mHTTP\033[0m' in result,
            f'highlights: {result!r}')
plain = tests.expect('search HTTP --limit 1', 0, None, None).stdout.decode()
tests.check(re.sub('\033\\[[0-9;]*m', '', result) == plain and '\033' not in plain,
            'the same without colour')
terminal = tests.on_terminal(['search', 'http', '--limit', '2'], 60)
tests.check('\033[1;4mhttp\033[0m' in terminal[0], f'highlights on a terminal: {terminal!r}')

# As of a release: what it alone would answer.
history = Tests()
releases = make_releases(FIXTURE, history.directory.name)
history.expect(['import'] + [path for _, path in releases], 0, None, '')
for date, path in releases[:1] + releases[-1:]:
    alone = history.path('alone.portreg')
    history.expect(['compile', '--output', alone, path], 0, '', '')
    for words in ('http', 't', 'discrad', 'state:reserved', '443', 'corp'):
        then = history.run('search', words, '--as-of', date, '--json', '--limit', '1000')
        same = history.run('search', words, '--snapshot', alone, '--json', '--limit', '1000')
        history.check((then.returncode, then.stdout) == (same.returncode, same.stdout),
                      f'{words} as of {date}')
    history.expect(['search', 'http', '--as-of', date], 0, [f'Release of {date}:\n\nService Name'])
history.expect('search http --as-of 1999', 2, '', None)

tests.failures += history.failures
tests.done()
