"""A publisher on this host, for the tests of portreg sync: it answers each path as a test says, and
remembers what it was asked."""
import gzip
import hashlib
import http.server
import os
import ssl
import subprocess
import threading
import time


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def do_GET(self):
        publisher = self.server.publisher
        with publisher.lock:
            publisher.requests.append((self.path, dict(self.headers)))
            publisher.in_flight += 1
            publisher.most_in_flight = max(publisher.most_in_flight, publisher.in_flight)
        try:
            publisher.answers.get(self.path, missing)(self)
        except OSError:
            pass  # the client has gone away
        finally:
            self.close_connection = True
            with publisher.lock:
                publisher.in_flight -= 1

    def head(self, status, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace('_', '-'), str(value))
        self.send_header('Connection', 'close')
        self.end_headers()

    def chunk(self, part):
        self.wfile.write(b'%x\r\n%s\r\n' % (len(part), part))

    def log_message(self, *arguments):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass  # a client that does not trust us


class Publisher:
    """A server at http://127.0.0.1:PORT, or with a CERTIFICATE at https."""

    def __init__(self, certificate=None):
        self.answers = {}
        self.requests = []
        self.in_flight = self.most_in_flight = 0
        self.lock = threading.Lock()
        self.server = Server(('127.0.0.1', 0), Handler)
        self.server.publisher = self
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True,
                                                     do_handshake_on_connect=False)
        self.port = self.server.server_address[1]
        self.address = f'{"https" if certificate else "http"}://127.0.0.1:{self.port}'
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def url(self, path):
        return self.address + path

    def asked(self):
        """What was asked since this was called last."""
        with self.lock:
            requests, self.requests = self.requests, []
        return requests


def certificate(path):
    """A certificate for this host with its key, in one file; who trusts the file trusts it."""
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt',
                    'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj',
                    '/CN=publisher.example', '-addext',
                    'subjectAltName=IP:127.0.0.1,DNS:localhost', '-keyout', path, '-out',
                    path + '.crt'], check=True, capture_output=True)
    with open(path + '.crt', 'rb') as crt, open(path, 'ab') as both:
        both.write(crt.read())
    os.unlink(path + '.crt')
    return path


def missing(request):
    request.head(404, Content_Length=0)


def status(code, body=b'', **headers):
    def answer(request):
        request.head(code, Content_Length=len(body), **headers)
        request.wfile.write(body)
    return answer


def redirect(target, code=302):
    return status(code, b'<html>elsewhere</html>', Location=target)


def plain(body, **headers):
    """Without ETag and Last-Modified."""
    return status(200, body, **headers)


def published(body, modified='Thu, 15 Jan 2026 12:00:00 GMT', tagged=True):
    """As the publisher does: 304 to who has it."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'

    def answer(request):
        headers = {'Last_Modified': modified}
        if tagged:
            headers['ETag'] = tag
            known = request.headers.get('If-None-Match') == tag
        else:
            known = request.headers.get('If-Modified-Since') == modified
        if known:
            request.head(304, **headers)
        else:
            request.head(200, Content_Length=len(body), **headers)
            request.wfile.write(body)
    return answer


def chunked(body, size=5000):
    def answer(request):
        request.head(200, Transfer_Encoding='chunked')
        for i in range(0, len(body), size):
            request.chunk(body[i:i + size])
        request.chunk(b'')
    return answer


def compressed(body, end=None):
    return status(200, gzip.compress(body)[:end], Content_Encoding='gzip')


def cut_off(body, said):
    """Less than it said."""
    def answer(request):
        request.head(200, Content_Length=said)
        request.wfile.write(body)
    return answer


def endless(request):
    request.head(200, Transfer_Encoding='chunked')
    while True:
        request.chunk(b' ' * 1000000)


def trickle(request):
    """A byte now and then."""
    request.head(200, Content_Length=100000)
    while True:
        request.wfile.write(b'<')
        request.wfile.flush()
        time.sleep(0.1)
