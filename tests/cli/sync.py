"""portreg sync, against publishers on this host that answer well, badly, and not at all:
sync.py PORTREG"""
import glob
import json
import os
import shutil
import signal
import socket
import subprocess
import time

import publisher
from publisher import Publisher, chunked, compressed, plain, published, redirect, status
from support import FIXTURE, Tests

LIMIT_BYTES = 64 << 20
NAME = 'service-names-port-numbers.xml'

tests = Tests()
certificate = publisher.certificate(tests.path('certificate.pem'))
http, other, https = Publisher(), Publisher(), Publisher(certificate)


def release(date='2026-01-15', extra=300, first=0, description='An example'):
    """The fixture with more records, so that one of them is less than the share that may go."""
    with open(FIXTURE, encoding='UTF-8') as file:
        before, after = file.read().split('  <footnote', 1)
    records = ''.join(f'''  <record>
    <name>extra-{i}</name>
    <protocol>tcp</protocol>
    <description>{description}</description>
    <number>{20000 + i}</number>
  </record>
''' for i in range(first, extra))
    return f'{before}{records}  <footnote{after}'.replace(
        '<updated>2026-01-15</updated>', f'<updated>{date}</updated>', 1).encode()


def tree():
    """The files of the data directory with their bytes."""
    found = {}
    for place, _, names in os.walk(tests.data, followlinks=True):
        for name in names:
            try:
                with open(os.path.join(place, name), 'rb') as file:
                    found[os.path.relpath(file.name, tests.data)] = file.read()
            except FileNotFoundError:
                pass  # what SQLite has beside the store only while it is written
    return found


def store():
    """The same without what synchronising remembers."""
    return {name: content for name, content in tree().items() if name != 'sync'}


def holds(content, what):
    found = store().get('published/' + NAME)
    tests.check(found == content, f'{what}: expected this release to be published')


def sync(path, expected, out='', err='', options=(), server=http, **environment):
    """Runs portreg sync; what the server was asked."""
    server.asked()
    tests.expect(['sync', *options, server.url(path)], expected, out, err, **environment)
    return server.asked()


def conditional(requests):
    """Which of REQUESTS were conditional."""
    return [bool({'If-None-Match', 'If-Modified-Since'} & set(headers)) for _, headers in requests]


def check_conditions(requests, expected, what):
    found = conditional(requests)
    tests.check(found == expected, f'{what}: expected conditions {expected}, found {found}')


def start_over(content=None):
    shutil.rmtree(tests.data, ignore_errors=True)
    if content is not None:
        http.answers['/start'] = published(content)
        sync('/start', 0, ['imported'])


def imported(path, content, what, server=http, **more):
    """CONTENT, from PATH, becomes the release."""
    asked = sync(path, 0, ['imported ', f'from {server.url(path)} into {tests.data}\n'],
                 server=server, **more)
    holds(content, what)
    return asked


NOTHING_NEW = ['nothing new at ', ': the release of ', ' is the current one\n']
FIRST = release()
NEXT = release('2026-02-01', extra=310)


def test_conditions():
    """The second request is conditional; whatever the server knows it by."""
    for tagged in (True, False):
        start_over()
        http.answers['/registry'] = published(FIRST, tagged=tagged)
        asked = imported('/registry', FIRST, 'first')
        check_conditions(asked, [False], 'first')
        headers = asked[0][1]
        tests.check(headers['User-Agent'].startswith('portreg/'), f'expected a name: {headers}')
        tests.check(headers['Accept-Encoding'] == 'gzip', f'expected gzip: {headers}')
        before = store()
        check_conditions(sync('/registry', 0, NOTHING_NEW), [True], 'second')
        check_conditions(sync('/registry', 0, NOTHING_NEW), [True], 'third')
        tests.check(store() == before, 'expected nothing changed by nothing new')
        http.answers['/registry'] = published(NEXT, 'Sun, 01 Feb 2026 12:00:00 GMT', tagged)
        check_conditions(imported('/registry', NEXT, 'next'), [True], 'next')
        check_conditions(sync('/registry', 0, NOTHING_NEW), [True], 'after the next')


def test_same_bytes():
    """Without ETag and Last-Modified the same bytes are known by their hash, in any format."""
    start_over()
    as_json = subprocess.run([tests.program, 'convert', '--to', 'json'], input=FIRST,
                             capture_output=True, check=True).stdout
    for path, content in (('/plain.xml', FIRST), ('/plain.json', as_json)):
        start_over()
        http.answers[path] = plain(content)
        sync(path, 0, ['imported 338 records, release of 2026-01-15'])
        before = store()
        for _ in range(2):
            check_conditions(sync(path, 0, NOTHING_NEW), [False], path)
        tests.check(store() == before, 'expected nothing changed by the same bytes')
    http.answers['/plain.xml'] = plain(release(description='Another'))
    sync('/plain.xml', 0, ['imported 338 records, release of 2026-01-15'])


def test_memory():
    """What is remembered counts for the release, and the URL, that it belongs to."""
    start_over(FIRST)
    check_conditions(sync('/start', 0, NOTHING_NEW), [True], 'the same URL')
    http.answers['/elsewhere'] = published(FIRST)
    check_conditions(sync('/elsewhere', 0, NOTHING_NEW), [False], 'another URL')
    check_conditions(sync('/elsewhere', 0, NOTHING_NEW), [True], 'the other URL again')
    memory = tree()['sync']
    path = os.path.join(tests.data, 'sync')
    for damage in [memory[:length] for length in range(0, len(memory), 7)] + [
            memory + b'more\n', memory.replace(b'etag ', b'etag x'), memory * 40,
            memory.replace(b'url', b'\xff'), b'\0', memory.replace(b'received ', b'received x')]:
        with open(path, 'wb') as file:
            file.write(damage)
        check_conditions(sync('/elsewhere', 0, NOTHING_NEW), [False], f'damaged: {damage!r}')
    check_conditions(sync('/elsewhere', 0, NOTHING_NEW), [True], 'made anew')
    # Another release came another way; then the first one is an older one.
    tests.expect(['import', tests.write('next.xml', NEXT)], 0, ['imported'])
    before = tree()
    check_conditions(sync('/elsewhere', 2, '', ['expected a release of 2026-02-01',
                                                'found one of 2026-01-15']), [False], 'older')
    tests.check(tree() == before, 'expected nothing changed by an older release')
    # The data directory was emptied.
    start_over()
    check_conditions(imported('/elsewhere', FIRST, 'emptied'), [False], 'emptied')
    shutil.rmtree(tests.data)
    os.mkdir(tests.data)
    with open(path, 'wb') as file:
        file.write(memory)
    check_conditions(imported('/elsewhere', FIRST, 'memory only'), [False], 'memory only')
    # It cannot be written: a warning, and the release is imported all the same.
    os.unlink(path)
    os.mkdir(path)
    http.answers['/elsewhere'] = published(NEXT)
    sync('/elsewhere', 0, ['imported'], [f'cannot write {path}: Is a directory\n'])
    holds(NEXT, 'without memory')
    # Headers that are no validators are not sent back.
    for headers in ({'ETag': 'naked'}, {'ETag': '"a"b"'}, {'ETag': '"' + 'x' * 300 + '"'},
                    {'Last_Modified': 'x' * 100}, {'ETag': '""', 'Last_Modified': ''}):
        start_over()
        http.answers['/odd'] = plain(FIRST, **headers)
        sync('/odd', 0, ['imported'])
        check_conditions(sync('/odd', 0, NOTHING_NEW), [headers.get('ETag') == '""'], str(headers))


def test_transfers():
    """However a release comes: chunked, compressed."""
    for path, answer in (('/chunked', chunked(FIRST)), ('/gzip', compressed(FIRST))):
        start_over()
        http.answers[path] = answer
        imported(path, FIRST, path)


def test_redirects():
    trusted = {'CURL_CA_BUNDLE': certificate}
    http.answers.update({'/good': published(NEXT), '/same': redirect('/good'),
                         '/secure': redirect(https.url('/good'), 301),
                         '/other': redirect(other.url('/good')),
                         '/localhost': redirect(f'http://localhost:{http.port}/good'),
                         '/file': redirect('file://' + FIXTURE),
                         '/ftp': redirect(f'ftp://127.0.0.1:{http.port}/good'),
                         '/password': redirect(f'http://a:b@127.0.0.1:{http.port}/good'),
                         '/loop': redirect('/loop'), '/nowhere': status(302),
                         '/escape': redirect('/\x9b1m'), '/blank': redirect('/a b'),
                         '/long': redirect('/' + 'x' * 3000)})
    for i in range(6):
        http.answers[f'/hop{i}'] = redirect(f'/hop{i + 1}', (301, 302, 303, 307, 308)[i % 5])
    other.answers['/good'] = published(NEXT)
    https.answers.update({'/good': published(NEXT), '/down': redirect(http.url('/good')),
                          '/across': redirect(f'https://localhost:{https.port}/good')})
    for path, server in (('/same', http), ('/secure', http), ('/good', https), ('/across', https)):
        start_over(FIRST)
        imported(path, NEXT, path, server, **trusted)
        sync(path, 0, NOTHING_NEW, server=server, **trusted)
    start_over(FIRST)
    imported('/good', NEXT, 'SSL_CERT_FILE', https, SSL_CERT_FILE=certificate)
    # Only who answered is asked whether it has something new.
    check_conditions(sync('/same', 0, NOTHING_NEW), [False, False], 'not yet asked')
    check_conditions(sync('/same', 0, NOTHING_NEW), [False, True], 'redirected')
    http.answers['/hop4'] = published(NEXT)
    sync('/hop0', 0, NOTHING_NEW)
    http.answers.update({'/hop4': redirect('/hop5'), '/hop6': published(NEXT)})
    start_over(FIRST)
    before = tree()
    for path, server, expected, message in (
            ('/other', http, 2, ['expected a redirect to https, or to the same host and port number, '
                                 f'found a redirect to "{other.url("/good")}"']),
            ('/localhost', http, 2, ['expected a redirect to https, or to the same host']),
            ('/down', https, 2, [https.url('/down'), 'expected a redirect to https, found a redirect '
                                 f'to "{http.url("/good")}"']),
            ('/file', http, 2, ['found a redirect to "file://']),
            ('/ftp', http, 2, ['found a redirect to "ftp://']),
            ('/password', http, 2, ['without user name and password, found a redirect to one with']),
            ('/loop', http, 2, ['expected at most 5 redirects, found one more, to "']),
            ('/hop0', http, 2, ['expected at most 5 redirects']),
            ('/long', http, 2, ['expected a URL of fewer than 2048 bytes']),
            ('/nowhere', http, 3, ['expected status 200, found 302'])):
        sync(path, expected, '', ['portreg: ', *message], server=server, **trusted)
    tests.check(tree() == before, 'expected nothing changed by redirects that are refused')
    tests.check(not other.asked(), 'expected the other host not to be asked')
    for path in ('/escape', '/blank'):  # refused, or escaped on the way, as libcurl has it
        result = tests.run('sync', http.url(path))
        tests.check(result.returncode in (2, 3) and result.stderr.isascii(),
                    f'{path}: expected no harm, found {result.stderr}')
    sync('/good', 3, '', ['portreg: ', 'certificate'], server=https)
    sync('/good', 3, '', ['portreg: '], server=https, CURL_CA_BUNDLE='/nonexistent')
    tests.check(tree() == before, 'expected nothing from who is not trusted')


def test_refusals():
    """Whatever the publisher does wrong, the release that is here stays, byte for byte."""
    start_over(FIRST)
    before = tree()
    with open(FIXTURE, 'rb') as file:
        short = file.read()
    csv = subprocess.run([tests.program, 'convert', '--to', 'csv'], input=NEXT,
                         capture_output=True, check=True).stdout
    bomb = b'<registry>' + b' ' * LIMIT_BYTES
    half = len(publisher.gzip.compress(NEXT)) // 2
    for name, answer, expected, message in (
            ('missing', publisher.missing, 3, ['expected status 200, found 404']),
            ('broken', status(500, b'<html>' + b'x' * 100000), 3, ['expected status 200, found 500']),
            ('busy', status(503, Retry_After='5'), 3, ['expected status 200, found 503']),
            ('part', status(206, NEXT[:1000]), 3, ['expected status 200, found 206']),
            ('no-content', status(204), 3, ['expected status 200, found 204']),
            ('unasked', status(304), 3, ['expected status 200, found 304']),
            ('empty', plain(b''), 2, ['found an empty file']),
            ('portal', plain(b'<html><body>Please log in</body></html>'), 2, [':1:1: expected']),
            ('page', plain(b'<!DOCTYPE html><html><body>Please log in</body></html>',
                           Content_Type='text/html'), 2, [':1:16: expected']),
            ('half', plain(NEXT[:len(NEXT) // 2]), 2, [': ', 'found the end of the file']),
            ('malformed', plain(NEXT.replace(b'</record>', b'</rekord>', 1)), 2, [':30:5: expected']),
            ('too-high', plain(NEXT.replace(b'>20000<', b'>70000<')), 2,
             ['expected a port number from 0 to 65535']),
            ('csv', plain(csv), 2, ['expected a format that carries the date of the release']),
            ('cut-off', publisher.cut_off(NEXT[:5000], len(NEXT)), 3, ['cannot download it: ']),
            ('cut-gzip', compressed(NEXT, half), None, []),
            ('wrong-gzip', status(200, b'this is not gzip', Content_Encoding='gzip'), 3,
             ['cannot download it: ']),
            ('other-coding', status(200, NEXT, Content_Encoding='x-unknown'), 3,
             ['cannot download it: ']),
            ('oversized', publisher.cut_off(b'', LIMIT_BYTES + 1), 2,
             [f'expected a file of at most {LIMIT_BYTES} bytes, found more']),
            ('endless', publisher.endless, 2, [f'at most {LIMIT_BYTES} bytes, found more']),
            ('bomb', compressed(bomb), 2, [f'at most {LIMIT_BYTES} bytes, found more']),
            ('lost', plain(release('2026-02-01', extra=290)), 2,
             ['expected at most 1 % of the 338 records of the current release to be gone, found 10 '
              'gone, the first of them "extra-290"; --force']),
            ('small', plain(short), 2, ['found 300 gone']),
            ('older', plain(release('2026-01-14')), 2, ['expected a release of 2026-01-15',
                                                        'found one of 2026-01-14'])):
        http.answers['/' + name] = answer
        if expected is None:
            result = tests.run('sync', http.url('/' + name))
            tests.check(result.returncode in (2, 3), f'{name}: expected 2 or 3')
        else:
            sync('/' + name, expected, '', [f'portreg: {http.url("/" + name)}', *message])
        tests.check(tree() == before, f'{name}: expected nothing changed')
    http.answers['/trickle'] = publisher.trickle
    sync('/trickle', 3, '', ['cannot download it: ', 'timed out'], ['--timeout', '1'])
    # --force overrides the share only.
    sync('/older', 2, '', ['expected a release of 2026-01-15'], ['--force'])
    sync('/half', 2, '', ['found the end of the file'], ['--force'])
    tests.check(tree() == before, 'expected nothing changed in spite of --force')
    imported('/lost', release('2026-02-01', extra=290), 'forced', options=['--force'])


def test_loss():
    """What is no loss: a few, changes of other columns, of capitals."""
    start_over(FIRST)
    for content in (release('2026-01-16', first=3), release('2026-01-17', first=3, description='A'),
                    release('2026-01-18', first=3).replace(b'>extra-', b'>EXTRA-')):
        http.answers['/few'] = plain(content)
        imported('/few', content, 'few')
    found = json.loads(tests.run('sync', '--json', http.url('/few')).stdout)
    tests.check(found['lost'] == 0, f'expected none lost, found {found}')


def test_addresses():
    """URLs that are refused, and hosts that are not there."""
    start_over(FIRST)
    before = tree()
    with socket.socket() as closed:
        closed.bind(('127.0.0.1', 0))
        nobody = closed.getsockname()[1]
    for url, expected, message in (
            ('file://' + FIXTURE, 2, ['expected a URL that begins with https:// or http://']),
            (FIXTURE, 2, ['expected a URL that begins with']), ('', 2, ['expected a URL']),
            ('ftp://example.org/x', 2, ['begins with']), ('gopher://example.org/', 2, ['begins']),
            ('https://', 2, ['expected a URL']), ('example.org/x', 2, ['begins with']),
            ('http://name:secret@example.org/', 2, ['without user name and password']),
            ('http://example.org/' + 'x' * 2048, 2, ['fewer than 2048 bytes']),
            (f'http://127.0.0.1:{nobody}/', 3, [f'http://127.0.0.1:{nobody}/: cannot download it: ']),
            ('http://nowhere.invalid/', 3, ['http://nowhere.invalid/: cannot download it: '])):
        result = tests.expect(['sync', url], expected, '', ['portreg: ', *message])
        tests.check(b'secret' not in result.stderr, 'expected no password in messages')
    tests.check(tree() == before, 'expected nothing changed by bad addresses')
    tests.expect('sync --every 5', 2, '', 'portreg: expected --watch beside --every, found nothing\n')
    for arguments in ('--every 0', '--every 604801', '--timeout x', '--timeout -1'):
        tests.expect('sync --watch ' + arguments, 2, '', ['a number of seconds from 1 to 604800'])
    tests.expect('sync a b', 2, '', ['expected portreg sync [URL], found "b"'])
    alone = shutil.copy(tests.program, tests.path('portreg'))
    result = subprocess.run([alone, 'sync'], capture_output=True, env=tests.environment)
    tests.check(result.returncode == 3 and b'cannot start portregd' in result.stderr or
                os.path.exists('/usr/local/libexec/portreg/portregd'), 'expected no portregd')
    http.answers['/good'] = published(FIRST)
    sync('/good', 3, '', ['Not a directory'], ['--data', os.path.join(FIXTURE, 'below')])
    with open('/dev/full', 'wb') as full:
        result = subprocess.run([tests.program, 'sync', http.url('/good')], stdout=full,
                                stderr=subprocess.PIPE, env=tests.environment)
    tests.check(result.returncode == 3 and b'standard output' in result.stderr,
                'expected an error on a full disk')


def test_json():
    start_over()
    http.answers.update({'/registry': published(FIRST), '/to': redirect('/registry'),
                         '/bad': plain(FIRST[:-20]), '/500': status(500)})
    digest = publisher.hashlib.sha256(FIRST).hexdigest()
    here = {'date': '2026-01-15', 'records': 338, 'sha256': digest, 'lost': 0}
    for path, expected, members in (
            ('/to', 0, {'outcome': 'imported', 'answered': http.url('/registry'), **here}),
            ('/to', 0, {'outcome': 'nothing new', 'answered': http.url('/registry'), **here}),
            ('/bad', 2, {'outcome': 'refused', 'answered': http.url('/bad'), **here}),
            ('/500', 3, {'outcome': 'failed', **here})):
        result = tests.expect(['sync', '--json', http.url(path)], expected)
        found = json.loads(result.stdout)
        message = found.pop('message', '')
        tests.check(found == {'url': http.url(path), **members}, f'{path}: found {found}')
        tests.check(result.stderr.decode() == (f'portreg: {message}\n' if expected else ''),
                    f'{path}: expected the message on standard error too')


def wait_for(condition, what):
    """Until it is so; a minute is more than any machine needs."""
    for _ in range(600):
        if condition():
            return
        time.sleep(0.1)
    tests.fail('expected ' + what)


def watch(path, *options):
    return subprocess.Popen([tests.program, 'sync', '--watch', *options, http.url(path)],
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=tests.environment)


def end(process, number):
    """Ends it with a signal; its output, line by line."""
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    tests.check(process.returncode == 0, f'expected status 0 after a signal: {process.returncode}')
    return out.decode().splitlines(), err.decode().splitlines()


def test_watch():
    start_over()
    http.answers['/watched'] = published(FIRST)
    http.asked()
    http.most_in_flight = 0
    process = watch('/watched', '--every', '1')
    wait_for(lambda: len(http.requests) >= 2, 'two requests')
    http.answers['/watched'] = status(500)
    wait_for(lambda: len(http.requests) >= 4, 'requests in spite of failures')
    http.answers['/watched'] = publisher.plain(NEXT[:1000])
    wait_for(lambda: len(http.requests) >= 6, 'requests in spite of refusals')
    http.answers['/watched'] = published(NEXT)
    wait_for(lambda: store().get('published/' + NAME) == NEXT, 'the next release')
    out, err = end(process, signal.SIGTERM)
    asked = http.asked()
    tests.check(out[0].startswith('imported 338') and out[1].startswith('nothing new'), str(out))
    tests.check(any(line.startswith('imported 348') for line in out[2:]), str(out))
    tests.check(any('found 500' in line for line in err), str(err))
    tests.check(any('the end of the file' in line for line in err), str(err))
    lines = len(out) + len(err)
    tests.check(lines in (len(asked), len(asked) - 1), f'expected a line a request: {out} {err}')
    tests.check(http.most_in_flight == 1, 'expected never more than one request at a time')
    # It ends while it sleeps, and while it downloads.
    process = watch('/watched', '--json')
    tests.check(json.loads(process.stdout.readline())['outcome'] == 'nothing new', 'expected JSON')
    tests.check(end(process, signal.SIGINT) == ([], []), 'expected one result, and no noise')
    http.answers['/watched'] = publisher.trickle
    http.asked()
    process = watch('/watched')
    wait_for(lambda: http.requests, 'a request')
    tests.check(end(process, signal.SIGTERM) == ([], []), 'expected no result when it was ended')
    holds(NEXT, 'after ending')
    process = watch('/watched', '--every', '0')
    tests.check(process.communicate()[0] == b'' and process.returncode == 2, 'expected a refusal')
    tests.expect(['sync', '--watch', 'file:///etc/services'], 2, '', ['expected a URL'])


def test_real():
    directory = os.environ.get('PORTREG_IANA')
    found = sorted(glob.glob(os.path.join(directory or '/nonexistent', 'xml', '*.xml')))[-2:]
    if len(found) < 2:
        print('real releases: skipped')
        return
    start_over()
    for path in found:
        with open(path, 'rb') as file:
            content = file.read()
        http.answers['/real'] = chunked(content, 100000)
        imported('/real', content, path)
        sync('/real', 0, NOTHING_NEW)


for test in (test_conditions, test_same_bytes, test_memory, test_transfers, test_redirects,
             test_refusals, test_loss, test_addresses, test_json, test_watch, test_real):
    test()
tests.done()
