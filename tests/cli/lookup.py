"""Looking up on the command line, as people do it: lookup.py PORTREG"""
import json

from support import Tests

tests = Tests()
tests.import_fixture()

HTTPS_TCP = '''443/tcp: assigned, registered as https (System Ports)

Service Name        https
Port Number         443
Transport Protocol  tcp
Description         http protocol over TLS/SSL
Assignee            [Example_Corp]
Contact             [Alex_Example]
Reference           [RFC9110]
'''
HTTPS_443 = '''Port  Transport  State     Why                                                       Description
443   tcp        assigned  registered as https                                       http protocol over TLS/SSL
443   udp        assigned  registered as https                                       http protocol over TLS/SSL
443   sctp       reserved  as it is assigned for tcp and udp (RFC 6335 section 8.1)
443   dccp       reserved  as it is assigned for tcp and udp (RFC 6335 section 8.1)
'''
HTTPS = '''Service Name  Port  Transport  State     Description                 Reference
https         443   tcp        assigned  http protocol over TLS/SSL  [RFC9110]
https         443   udp        assigned  http protocol over TLS/SSL  [RFC9110][RFC9114]
'''
HTTPS_OVER_TCP = '''Service Name  Port  Transport  State     Description                 Reference
https         443   tcp        assigned  http protocol over TLS/SSL  [RFC9110]
'''
WINDOWS = '''Service Name  Port       Transport  State     Description
x-window      6000-6063  tcp        assigned  Window System
x-window      6000-6063  udp        assigned  Window System
'''

# Every form of asking for what is there.
for query in ('443/tcp', 'tcp/443', '443/TCP', 'TCP/443'):
    tests.expect(f'lookup {query}', 0, HTTPS_TCP, '')
    tests.expect(query, 0, HTTPS_TCP, '')  # the word lookup may be left out
for query in ('443', ' 443 '):
    tests.expect(['lookup', query], 0, HTTPS_443, '')
for query in ('https', 'HTTPS', 'Https'):
    tests.expect(query, 0, HTTPS, '')
for query in ('https/tcp', 'tcp/https', '_https._tcp', '_HTTPS._TCP', '_https._tcp.example.org.'):
    tests.expect(query, 0, HTTPS_OVER_TCP, '')
for query in ('6000-6063', '6063-6063', '6010-6011', '5900-6000'):
    tests.expect(query, 0, WINDOWS, '')
tests.expect('6000-6063/udp', 0, ['x-window      6000-6063  udp'], '')
tests.expect('4500-4501/udp', 0, ['Reserved', 'Unassigned'], '')

# States, and what the status says of them.
tests.expect('dccp/9', 0, ['9/dccp: assigned, registered as discard (System Ports)',
                           '1145656131 SC:DISC'], '')
tests.expect('359/tcp', 0, ['359/tcp: reserved, recorded as "Reserved": De-assigned on 2023-11-16.'],
             '')
tests.expect('4500/sctp', 0, ['reserved, as it is assigned for tcp (RFC 6335 section 8.1)'], '')
tests.expect('1015/udp', 0, ['reserved, recorded as "Reserved" with 1011-1020 (System Ports)'], '')
tests.expect('7103/tcp', 0, ['assigned, registered as any private printing service'], '')
tests.expect('63/tcp', 0, ['registered as lookuppp (alias lookup++)', 'Service Name        lookuppp',
                           'Service Name        lookup++'], '')
tests.expect('80/tcp', 0, ['registered as http, www and www-http'], '')
tests.expect('4505/dccp', 1, ['4505/dccp: unassigned, recorded as "Unassigned" with 4501-4509'], '')
tests.expect('5/tcp', 1, '5/tcp: unassigned, not recorded (System Ports)\n', '')
tests.expect('50000/tcp', 1, '50000/tcp: dynamic, dynamic port numbers are never assigned '
             '(RFC 6335 section 6) (Dynamic Ports)\n', '')
for query in ('5', '4501-4509', '4', '49152', '65535', '49152-65535'):
    tests.expect(query, 1, None, '')
tests.expect('0', 0, ['0     tcp        reserved', '0 is at the lower edge of its range'], '')
tests.expect('1021', 0, ['registered as exp1', '1021 is for experiments'], '')

# What cannot be meant, or is not there.
NUMBERS = 'expected a port number from 0 to 65535, or a range such as 6000-6063, found '
for query in ('65536', '-1', '99999999999', '1-', '1-65536', '+1', '-'):
    tests.expect([query], 2, '', f'portreg: {NUMBERS}"{query}"\n')
tests.expect([''], 2, '', 'portreg: expected a port number, a range or a service name, found ""\n')
tests.expect('0443', 2, '',
             'portreg: expected a port number in decimal without leading zeros, found "0443"\n')
tests.expect('6063-6000', 2, '', 'portreg: expected a range whose first port number is not above '
             'its last, found "6063-6000"\n')
tests.expect('443/ip', 2, '',
             'portreg: expected a transport protocol tcp, udp, sctp or dccp, found "ip"\n')
tests.expect('abcdefghijklmnop', 2, '', ['found "abcdefghijklmnop": it is longer than 15 characters'])
tests.expect(['two words'], 2, '', ['expected a service name (RFC 6335 section 5.1)'])
tests.expect([b'\xff'.decode(errors='surrogateescape')], 2, '', ['UTF-8', r'"\xff"'])
tests.expect('zzzzz', 1, '', 'portreg: no service name "zzzzz" is registered\n')
tests.expect('htpps', 1, '', 'portreg: no service name "htpps" is registered\n'
             'portreg: did you mean https?\n')
tests.expect('early-brid', 1, '', ['did you mean early-bird?'])
tests.expect('lokup', 1, '', ['did you mean the command: portreg lookup?'])
tests.expect('http/dccp', 1, '', 'portreg: the service name "http" is not registered for dccp\n')
tests.expect('legacy-discovery', 0, ['A name without port number'], '')  # 16 letters, but there

# Several queries: the worst status, and messages where they belong.
both = tests.expect('443/tcp 6000-6063', 0, HTTPS_TCP + '\n' + WINDOWS, '')
tests.expect('443/tcp zzzzz 6000-6063', 1, HTTPS_TCP + '\n' + WINDOWS,
             'portreg: no service name "zzzzz" is registered\n')
tests.expect('zzzzz 443/tcp', 1, HTTPS_TCP, 'portreg: no service name "zzzzz" is registered\n')
tests.expect(['443/tcp', '65536'], 2, HTTPS_TCP, None)
tests.expect('443/tcp -- 6000-6063', 0, HTTPS_TCP + '\n' + WINDOWS, '')
tests.expect('-- stats', 1, '', ['no service name "stats"'])

# For programs.
for query, status in (('443', 0), ('443/tcp', 0), ('https', 0), ('6000-6063/tcp', 0), ('5', 1),
                      ('zzzzz', 1), ('63/tcp', 0), ('wot-sample', 0)):
    result = tests.expect(['--json', query], status)
    tests.check(result.stdout.count(b'\n') == 1, f'{query}: expected one line of JSON')
    answer = json.loads(result.stdout)
    tests.check(answer['query'] == query, f'{query}: expected the query in the answer')
    tests.check('does not mean' in answer['disclaimer'], f'{query}: expected the disclaimer')
answer = json.loads(tests.run('443', '--json').stdout)
tests.check([each['state'] for each in answer['answers']] ==
            ['assigned', 'assigned', 'reserved', 'reserved'], '443: expected four states')
tests.check(answer['answers'][2]['reason'] == 'other-transport', '443/sctp: expected its reason')
tests.check(answer['range']['name'] == 'System Ports', '443: expected its range')
tests.check(answer['release']['date'] == '2026-01-15', '443: expected the release')
several = tests.run('--json', '443', 'zzzzz', 'https').stdout.decode().splitlines()
tests.check([json.loads(line)['query'] for line in several] == ['443', 'zzzzz', 'https'],
            'expected one object a line for several queries')

# A snapshot of its own.
snapshot = tests.path('own.portreg')
tests.expect(['compile', '--output', snapshot], 0, '', '')
tests.expect(['443/tcp', '--snapshot', snapshot, '--data', '/nonexistent'], 0, HTTPS_TCP, '')
tests.expect(['443/tcp', '--snapshot=' + snapshot], 0, HTTPS_TCP, '')
tests.expect(['443', '--snapshot', tests.write('bad', 'x' * 1000)], 3, '',
             ['bad: expected a snapshot, found another kind of file'])
tests.expect(['443', '--snapshot', tests.path('none')], 3, '',
             f'portreg: cannot open {tests.path("none")}: No such file or directory\n')
tests.done()
