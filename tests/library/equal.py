"""That the command line, HTTP and a program that has only libportreg give equal answers:
equal.py PORTREG PORTREGD ANSWER FIXTURE"""
import json
import os
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
import xml.etree.ElementTree as ElementTree

portreg, portregd, answer, fixture = sys.argv[1:]
NAMESPACE = '{http://www.iana.org/assignments}'
PROTOCOLS = ('tcp', 'udp', 'sctp', 'dccp')


def list_queries():
    """Every name and number of the fixture in several forms, and what is around and beside them."""
    names, numbers = {'no-such-name'}, {1, 2, 1024, 4505, 8080, 49152, 65535}
    ranges = {'0-65535', '0-1023', '1024-49151', '49152-65535', '9-9', '5-8', '4500-4509/udp'}
    for record in ElementTree.parse(fixture).iter(NAMESPACE + 'record'):
        name, number = record.find(NAMESPACE + 'name'), record.find(NAMESPACE + 'number')
        if name is not None and name.text:
            names |= {name.text, name.text.upper()}
        if number is not None:
            first, _, last = number.text.partition('-')
            numbers |= {int(first), int(last or first)}
            if last:
                ranges |= {number.text, f'{number.text}/tcp'}
    queries = sorted(ranges)
    for number in sorted(numbers):
        queries.append(str(number))
        queries += [f'{number}/{protocol}' for protocol in PROTOCOLS]
    for name in sorted(names):
        queries += [name, f'{name}/tcp', f'{name}/dccp']
    return queries


def path_of(query):
    """Where HTTP answers QUERY; None where it has no such path."""
    key, slash, protocol = query.rpartition('/')
    if not slash or protocol not in PROTOCOLS:
        key, protocol = query, ''
    if key[0].isdigit() and key.replace('-', '').isdigit():
        return f'/api/v1/ports/{key}' + (f'/{protocol}' if protocol else '')
    return None if protocol else '/api/v1/services/' + urllib.parse.quote(key, safe='')


def ask_server(address, query):
    try:
        with urllib.request.urlopen(address + path_of(query)) as response:
            return json.load(response)
    except urllib.error.HTTPError as error:
        if error.code == 404 and query.startswith(('no-such', 'NO-SUCH')):
            return None
        sys.exit(f'{query}: HTTP answers {error.code} {error.read()!r}')


def run(*command):
    result = subprocess.run(command, text=True, capture_output=True)
    if result.returncode not in (0, 1, 2) or not result.stdout:
        sys.exit(f'{command}: status {result.returncode}, {result.stderr}')
    return json.loads(result.stdout)


def compare(query, expected, found, who):
    if expected == found:
        return True
    print(f'{query}: portreg lookup says\n{json.dumps(expected, indent=1, sort_keys=True)}\n'
          f'{who} says\n{json.dumps(found, indent=1, sort_keys=True)}')
    return False


def compare_all(data, address):
    snapshot, fine, asked = os.path.join(data, 'registry.portreg'), True, 0
    for query in list_queries():
        expected = run(portreg, 'lookup', query, '--data', data, '--json')
        fine &= compare(query, expected, run(answer, snapshot, query), 'the library')
        found = ask_server(address, query) if path_of(query) else None
        if found is not None:
            fine &= compare(query, expected, found, 'HTTP')
            asked += 1
    if asked < 100:
        sys.exit(f'expected at least 100 queries, found {asked}')
    return fine


with tempfile.TemporaryDirectory() as data:
    subprocess.run([portreg, 'import', '--data', data, fixture], check=True, capture_output=True)
    with subprocess.Popen([portregd, 'serve', '--data', data, '--listen', '127.0.0.1:0'],
                          stdout=subprocess.PIPE, text=True) as server:
        try:
            line = server.stdout.readline()
            fine = compare_all(data, line.split()[-1].rstrip('/'))
        finally:
            server.terminate()
sys.exit(not fine)
