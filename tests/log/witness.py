"""portreg log witness, with a witness of our own on 127.0.0.1 that verifies by Python's hashlib and
cryptography's Ed25519, and with witnesses that misbehave: after a refusal the checkpoint is the same,
byte for byte.

usage: witness.py PORTREG APPENDER    (skipped without python3-cryptography)
"""
import base64
import http.server
import pathlib
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time

import tree

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "cli"))
import publisher

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric import ed25519
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
except ImportError:
    print("skipped: Python's module cryptography is not there")
    sys.exit(77)

PORTREG, APPENDER = sys.argv[1:3]
failures = []


def check(holds, what):
    if not holds:
        failures.append(what)
        print("FAILED:", what)


class Key:
    def __init__(self, name, seed):
        self.name = name
        self.private = ed25519.Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
        self.public = self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.verifier = tree.verifier(name, 4, self.public)

    def cosign(self, text, seconds=None):
        seconds = int(time.time()) if seconds is None else seconds
        signed = self.private.sign(b"cosignature/v1\ntime %d\n%b" % (seconds, text))
        return tree.signature_line(self.name, 4, self.public, seconds.to_bytes(8, "big") + signed)


def verify_note(data, key):
    """The lines of the note's text, when it is signed by KEY, (name, kind, public key)."""
    name, kind, public = key
    text, signatures = tree.parse_note(data)
    for signer, key_id, signature in signatures:
        if signer == name and key_id == tree.key_id(name, kind, public):
            ed25519.Ed25519PublicKey.from_public_bytes(public).verify(signature, text)
            return text, text.decode().split("\n")
    raise InvalidSignature


class Witness(http.server.ThreadingHTTPServer):
    """Answers as the protocol says, or as self.misbehave does."""

    def __init__(self, key, log_key, certificate=None):
        super().__init__(("127.0.0.1", 0), Handler)
        self.scheme = "https" if certificate else "http"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.socket = context.wrap_socket(self.socket, server_side=True)
        self.key, self.log_key = key, log_key
        self.size, self.root = 0, tree.root([])
        self.misbehave = None
        self.requests = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, request, client_address):
        """A client that has heard enough hangs up."""

    @property
    def url(self):
        return f"{self.scheme}://127.0.0.1:{self.server_address[1]}"

    def answer(self, body):
        """Status, media type and body; what is asked of a witness is asked in this order."""
        head, _, note = body.partition(b"\n\n")
        old, *proof = head.decode().split("\n")
        assert old.startswith("old ") and body.endswith(b"\n"), body
        old = int(old[4:])
        self.requests.append(old)
        proof = [base64.b64decode(line, validate=True) for line in proof]
        origin = note.split(b"\n")[0].decode()
        if origin != self.log_key[0]:
            return 404, "text/plain", b"unknown log\n"
        try:
            text, lines = verify_note(note, self.log_key)
        except InvalidSignature:
            return 403, "text/plain", b"not signed\n"
        size, root = int(lines[1]), base64.b64decode(lines[2], validate=True)
        if old > size:
            return 400, "text/plain", b"old is larger\n"
        if old != self.size:
            return 409, "text/x.tlog.size", b"%d\n" % self.size
        if old == size and root != self.root:
            return 409, "text/plain", b"another tree\n"
        if not tree.verify_consistency(old, self.root, size, root, proof):
            return 422, "text/plain", b"no proof\n"
        self.size, self.root = size, root
        return 200, "text/plain", self.key.cosign(text)


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path != "/add-checkpoint":
            return self.send(404, "text/plain", b"no such path\n")
        misbehave = self.server.misbehave
        self.send(*(misbehave(self, body) if misbehave else self.server.answer(body)))

    def send(self, status, media_type, body, **headers):
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


def text_of(body):
    return tree.parse_note(body.partition(b"\n\n")[2])[0]


def always(status, media_type, body):
    return lambda handler, request: (status, media_type, body)


def conflict(media_type, until):
    """Says that it has seen as much as the checkpoint is over, by an answer of MEDIA_TYPE, then
    answers as UNTIL."""
    def answer(handler, body):
        size = text_of(body).split(b"\n")[1]
        if body.startswith(b"old %b\n" % size):
            return until
        return 409, media_type, size + b"\n"
    return answer


def trickle(handler, request):
    """Sends a byte at a time, for ever."""
    handler.send_response(200)
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b"x")
            time.sleep(0.5)
    except OSError:
        return 200, "text/plain", b""


def endless(handler, request):
    handler.send_response(200)
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b"\xe2\x80\x94 example.org/other AAAA\n" * 1000)
    except OSError:
        return 200, "text/plain", b""


def redirect(handler, request):
    handler.send(307, "text/plain", b"", Location=handler.server.url + "/elsewhere/add-checkpoint")
    return 200, "text/plain", b""


class Log:
    environment = {}

    def __init__(self, place):
        self.data = place
        self.data.mkdir()
        self.grow(3)
        self.key = tree.parse_verifier(self.run("key").stdout.decode())

    def run(self, *arguments):
        return subprocess.run([PORTREG, "--data", self.data, "log", *arguments], capture_output=True,
                              env={"PATH": "/usr/bin:/bin", "no_proxy": "*", **self.environment},
                              timeout=60)

    def grow(self, seed):
        subprocess.run([APPENDER, self.data, "3", str(seed)], check=True, stdout=subprocess.DEVNULL)

    @property
    def checkpoint(self):
        return (self.data / "log/checkpoint").read_bytes()

    def ask(self, witness, key=None, url=None):
        return self.run("witness", url or witness.url, "--witness-key", (key or witness.key).verifier)


def cosign(log, witness):
    """The way it is meant to be."""
    witness_before = witness.size
    done = log.ask(witness)
    check(done.returncode == 0, f"the witness does not cosign: {done.stderr.decode()}")
    check(f"{witness.key.name} cosigned localhost/log at {witness.size} entries" in done.stdout.decode(),
          f"it says {done.stdout}")
    text, lines = verify_note(log.checkpoint, log.key)
    check(int(lines[1]) == witness.size, "the witness has seen another size")
    signatures = [signature for name, key_id, signature in tree.parse_note(log.checkpoint)[1]
                  if key_id == tree.key_id(witness.key.name, 4, witness.key.public)]
    check(len(signatures) == 1, f"{len(signatures)} cosignatures of one witness")
    seconds = int.from_bytes(signatures[0][:8], "big")
    witness.key.private.public_key().verify(signatures[0][8:],
                                            b"cosignature/v1\ntime %d\n%b" % (seconds, text))
    expected = [0] if witness_before == 0 else [0, witness_before]
    check(witness.requests[-len(expected):] == expected, f"it asked from {witness.requests}")


def refuse(log, witness, name, misbehave, status, message, key=None, url=None):
    before = log.checkpoint
    witness.misbehave = misbehave
    done = log.ask(witness, key, url)
    witness.misbehave = None
    error = done.stderr.decode()
    check(done.returncode == status, f"{name}: status {done.returncode}, {error}")
    check(message in error and error.startswith("portreg: ") and error.count("\n") == 1,
          f"{name}: it says {error}")
    check(log.checkpoint == before, f"{name}: the checkpoint has changed")


def refusals(log, witness):
    other = Key("witness.example.org/other", 9)
    twin = Key(witness.key.name, 9)
    at = "text/x.tlog.size"
    refuse(log, witness, "400", always(400, "text/plain", b""), 3, "takes the request for malformed")
    refuse(log, witness, "403", always(403, "text/plain", b""), 3, "trusts another key")
    refuse(log, witness, "404", always(404, "text/plain", b""), 3, "does not know this log")
    refuse(log, witness, "422", always(422, "text/plain", b""), 1, "does not begin with the entries")
    refuse(log, witness, "500", always(500, "text/plain", b""), 3, "out of order (status 500)")
    refuse(log, witness, "301", always(301, "text/plain", b""), 3, "that the protocol does not have")
    refuse(log, witness, "redirect", redirect, 3, "(status 307)")
    for media_type in (at, "Text/X.Tlog.Size", at + "; charset=utf-8"):
        refuse(log, witness, "409 of another tree", conflict(media_type, (409, "text/plain", b"")), 1,
               "another tree of")
    refuse(log, witness, "409 of no witness", always(409, "text/html", b"busy"), 3,
           'as text/x.tlog.size, found status 409 with "text/html"')
    refuse(log, witness, "409 of another type", always(409, at + "s", b"1\n"), 3, "found status 409 with")
    refuse(log, witness, "409 beyond", always(409, at, b"99999999\n"), 1, "it has seen 99999999")
    refuse(log, witness, "409 for ever", always(409, at, b"1\n"), 3, "found 4 changes of it")
    for size in (b"", b"x\n", b"7", b"-1\n", b"007\n", b"9" * 40 + b"\n"):
        refuse(log, witness, f"409 with {size}", always(409, at, size), 3, "expected the number of entries")
    refuse(log, witness, "another key", lambda handler, body: (
        200, "text/plain", other.cosign(text_of(body))), 3, "found only those of other keys")
    refuse(log, witness, "the name with another key", lambda handler, body: (
        200, "text/plain", twin.cosign(text_of(body))), 3, "found only those of other keys")
    refuse(log, witness, "another text", lambda handler, body: (
        200, "text/plain", witness.key.cosign(b"another\n")), 3, "found one that is not")
    refuse(log, witness, "an empty answer", always(200, "text/plain", b""), 3, "expected signature lines")
    refuse(log, witness, "no signature", always(200, "text/html", b"<html>\n"), 3, "expected a signature")
    refuse(log, witness, "other bytes", always(200, "text/plain", b"\xff\x00\n"), 3, "signature lines")
    refuse(log, witness, "an endless answer", endless, 3, "at most 262144 bytes, found more")
    refuse(log, witness, "a large answer", always(200, "text/plain", b"x" * 300000), 3, "at most 262144")
    refuse(log, witness, "a slow answer", trickle, 3, "within 10 seconds")
    refuse(log, witness, "a file", None, 2, "expected a URL that begins", url="file:///etc/hostname")
    refuse(log, witness, "a password", None, 2, "without user name and password, found one with them",
           url="http://user:secret@127.0.0.1:1/")
    refuse(log, witness, "another path", None, 3, "status 404", url=witness.url + "/below/")
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        refuse(log, witness, "nobody", None, 3, "found none",
               url=f"http://127.0.0.1:{nobody.getsockname()[1]}")


def main(place):
    log = Log(place / "data")
    witnesses = [Witness(Key(f"witness.example.org/w{n}", n), log.key) for n in (1, 2)]
    for seed in range(4):
        for witness in witnesses:
            cosign(log, witness)
        check(log.checkpoint.count("\u2014".encode()) == 3, "the checkpoint lost a signature")
        cosign(log, witnesses[0])  # again: a newer time in the place of the older
        check(log.checkpoint.count("\u2014".encode()) == 3, "it has two cosignatures of one witness")
        log.grow(seed)

    refusals(log, witnesses[0])

    def grow_meanwhile(handler, body):
        witness.misbehave = None
        log.grow(6)
        return witness.answer(body)
    witness = witnesses[0]
    witness.misbehave = grow_meanwhile
    done = log.ask(witness)
    check(done.returncode == 0, f"a log that grows meanwhile: {done.stderr}")
    cosign(log, witnesses[1])

    # Over https, whose certificate is trusted as the environment says.
    certificate = publisher.certificate(str(place / "certificate.pem"))
    witness = Witness(Key("witness.example.org/w3", 3), log.key, certificate)
    refuse(log, witness, "a certificate nobody trusts", None, 3, "certificate")
    log.environment = {"CURL_CA_BUNDLE": certificate}
    cosign(log, witness)
    log.environment = {}

    # Another process has a newer checkpoint cosigned meanwhile: no alarm.
    def cosigned_meanwhile(handler, body):
        witness.misbehave = None
        log.grow(7)
        cosign(log, witness)
        return witness.answer(body)
    witness = witnesses[0]
    witness.misbehave = cosigned_meanwhile
    done = log.ask(witness)
    check(done.returncode == 0, f"a log that is cosigned meanwhile: {done.returncode} {done.stderr}")
    cosign(log, witnesses[1])

    policy = place / "policy"
    policy.write_text("log {}\nwitness A {}\nwitness B {}\ngroup both all A B\nquorum both\n".format(
        log.run("key").stdout.decode().strip(), *(witness.key.verifier for witness in witnesses)))
    for arguments in (["checkpoint"], ["verify"]):
        done = log.run(*arguments, "--policy", policy)
        check(done.returncode == 0, f"{arguments} with a policy: {done.stderr.decode()}")
    check(b"2 of the 2 witnesses of the policy saw it" in done.stdout, f"verify says {done.stdout}")
    log.grow(5)
    done = log.run("verify", "--policy", policy)
    check(done.returncode == 1 and b"the quorum both asks for" in done.stderr,
          f"verify without witnesses: {done.stdout} {done.stderr}")

    # A second log of the same name and key, which has another history: the witness raises the alarm.
    shutil.copytree(log.data, place / "copy")
    cosign(log, witnesses[0])
    log.grow(11)
    cosign(log, witnesses[0])
    log.data = place / "copy"
    done = log.ask(witnesses[0])
    check(done.returncode == 1 and b"the log was set back" in done.stderr, f"it says {done.stderr}")


with tempfile.TemporaryDirectory() as directory:
    main(pathlib.Path(directory))
if failures:
    sys.exit(f"{len(failures)} failed")
