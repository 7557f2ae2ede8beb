"""TLS: tls.py PORTREG PORTREGD RELEASE"""
import http.client
import os
import shutil
import signal
import ssl
import subprocess
import sys
import threading
import unittest

from daemon import PATIENCE_S, Daemon, Directory, UnixConnection, ask, refuse

PORTREG, PORTREGD, RELEASE = sys.argv[1:4]
HOST = "ports.example.org"


def openssl(*arguments, **options):
    return subprocess.run(["openssl", *arguments], stdout=subprocess.PIPE, check=False,
                          stderr=subprocess.STDOUT, timeout=PATIENCE_S, **options)


def make_pair(directory, name, *kind):
    """A key of this kind and a certificate of its own, NAME.key and NAME.pem."""
    key, certificate = directory.join(name + ".key"), directory.join(name + ".pem")
    made = openssl("req", "-x509", "-newkey", *kind, "-nodes", "-keyout", key, "-out", certificate,
                   "-days", "2", "-subj", f"/CN={HOST}/O={name}", "-addext",
                   f"subjectAltName=DNS:{HOST}")
    assert made.returncode == 0, made.stdout
    return certificate, key


class Tls(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = Directory(PORTREG, RELEASE, mode=0o700)
        for name, *kind in (("first", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"),
                            ("second", "rsa:2048"), ("third", "ed25519")):
            make_pair(cls.directory, name, *kind)
        cls.certificate, cls.key = cls.directory.join("cert.pem"), cls.directory.join("key.pem")

    @classmethod
    def tearDownClass(cls):
        cls.directory.__exit__()

    def install(self, certificate, key):
        """Puts a pair in place as renewal does: new files over the old names."""
        for name, extension, path in ((certificate, "pem", self.certificate),
                                      (key, "key", self.key)):
            shutil.copy(self.directory.join(f"{name}.{extension}"), path + ".new")
            os.rename(path + ".new", path)

    def serve(self, *options):
        user = ("--user", "root") if os.geteuid() == 0 else ()
        return Daemon(PORTREGD, self.directory.data, "--listen", "127.0.0.1:0", *user,
                      "--tls-cert", self.certificate, "--tls-key", self.key, *options)

    def setUp(self):
        self.install("first", "first")

    def connect(self, daemon, name):
        """A connection that trusts the certificate NAME and no other."""
        context = ssl.create_default_context(cafile=self.directory.join(name + ".pem"))
        connection = http.client.HTTPConnection("127.0.0.1", daemon.port(), timeout=PATIENCE_S)
        connection.connect()
        connection.sock = context.wrap_socket(connection.sock, server_hostname=HOST)
        return connection

    def shown(self, daemon):
        """Which certificate a new connection is shown."""
        found = [name for name in ("first", "second", "third")
                 if self.accepts(daemon, name)]
        self.assertEqual(len(found), 1)
        return found[0]

    def accepts(self, daemon, name):
        try:
            connection = self.connect(daemon, name)
        except ssl.SSLCertVerificationError:
            return False
        self.assertEqual(ask(connection)[0], 200)
        connection.close()
        return True

    def test_curl(self):
        with self.serve() as daemon:
            for version in ("--tlsv1.2", "--tlsv1.3"):
                said = subprocess.run(
                    ["curl", "-sS", "--fail", version, "--tls-max", version[-3:], "--cacert",
                     self.certificate, "--resolve", f"{HOST}:{daemon.port()}:127.0.0.1", "-w",
                     "%{http_code} %{ssl_verify_result}",
                     f"https://{HOST}:{daemon.port()}/healthz"],
                    stdout=subprocess.PIPE, check=True, timeout=PATIENCE_S).stdout
                self.assertEqual(said, b"2026-01-15\n200 0")

    def test_versions_and_ciphers(self):
        self.install("second", "second")  # RSA, with which old clients came
        with self.serve() as daemon:
            def negotiate(*options):
                done = openssl("s_client", "-connect", f"127.0.0.1:{daemon.port()}", *options,
                               input=b"")
                return b"Cipher is (NONE)" not in done.stdout and done.returncode == 0
            old = "ALL:@SECLEVEL=0"
            self.assertTrue(negotiate("-tls1_3"))
            self.assertTrue(negotiate("-tls1_2"))
            self.assertTrue(negotiate("-tls1_2", "-cipher", "ECDHE-RSA-AES128-GCM-SHA256"))
            self.assertFalse(negotiate("-tls1_1", "-cipher", old))
            self.assertFalse(negotiate("-tls1", "-cipher", old))
            for cipher in ("AES128-GCM-SHA256", "ECDHE-RSA-AES128-SHA", "DHE-RSA-AES128-GCM-SHA256",
                           "AES256-SHA", "ECDHE-RSA-AES256-SHA384"):
                self.assertFalse(negotiate("-tls1_2", "-cipher", cipher + ":@SECLEVEL=0"), cipher)

    def test_plain_http_is_no_answer(self):
        with self.serve() as daemon:
            with self.assertRaises((http.client.HTTPException, ConnectionError)):
                ask(daemon.connect())
            self.assertEqual(self.shown(daemon), "first")

    def test_unix_socket_stays_plain(self):
        path = self.directory.join("http")
        with self.serve("--listen", "unix:" + path) as daemon:
            self.assertEqual(ask(UnixConnection(path))[0], 200)
            self.assertEqual(self.shown(daemon), "first")

    def test_strict_transport_security(self):
        """Only when asked for, and only over TLS (RFC 6797 section 7.2)."""
        name, path = "Strict-Transport-Security", self.directory.join("http")
        with self.serve() as daemon:
            self.assertIsNone(ask(self.connect(daemon, "first"))[1][name])
        with self.serve("--hsts", "31536000", "--listen", "unix:" + path) as daemon:
            for target in ("/healthz", "/", "/nowhere", "/%"):
                headers = ask(self.connect(daemon, "first"), target)[1]
                self.assertEqual(headers[name], "max-age=31536000")
            self.assertIsNone(ask(UnixConnection(path))[1][name])

    def test_reload(self):
        """The next connection has the new certificate; one that is there keeps its own."""
        with self.serve() as daemon:
            there = self.connect(daemon, "first")
            self.assertEqual(ask(there)[0], 200)
            for name in ("second", "third", "first", "second"):
                self.install(name, name)
                daemon.process.send_signal(signal.SIGHUP)
                self.wait_until_shown(daemon, name)
                self.assertEqual(ask(there)[0], 200)
            self.assertEqual(daemon.stop(), 0)
            self.assertEqual(daemon.read_said(), "")

    def wait_until_shown(self, daemon, name):
        for _ in range(200):
            if self.accepts(daemon, name):
                return
        self.fail(f"expected {name} to be shown")

    def test_reload_through_links(self):
        """As certbot keeps them: links into another directory, which change."""
        os.mkdir(self.directory.join("archive"))
        for extension in ("pem", "key"):
            for name in ("first", "second"):
                shutil.copy(self.directory.join(f"{name}.{extension}"),
                            self.directory.join("archive", f"{name}.{extension}"))
        self.link("first")
        with self.serve() as daemon:
            self.link("second")
            daemon.process.send_signal(signal.SIGHUP)
            self.wait_until_shown(daemon, "second")
            self.assertEqual(daemon.stop(), 0)
            self.assertEqual(daemon.read_said(), "")

    def link(self, name):
        for extension, path in (("pem", self.certificate), ("key", self.key)):
            os.symlink(f"archive/{name}.{extension}", path + ".new")
            os.rename(path + ".new", path)

    def spoil(self, what):
        self.install("first", "first")
        if what == "another key":
            self.install("first", "second")
        elif what == "no certificate":
            shutil.copy(self.key, self.certificate)
        elif what == "no key":
            shutil.copy(self.certificate, self.key)
        elif what == "half a key":
            os.truncate(self.key, 100)
        elif what == "empty":
            os.truncate(self.certificate, 0)
        elif what == "large":
            os.truncate(self.key, 2 << 20)
        elif what == "missing":
            os.remove(self.key)
        elif what == "over":
            request = self.directory.join("request")
            openssl("req", "-new", "-key", self.key, "-subj", f"/CN={HOST}", "-out", request)
            made = openssl("x509", "-req", "-in", request, "-key", self.key, "-days", "-1", "-out",
                           self.certificate)
            self.assertEqual(made.returncode, 0, made.stdout)

    BAD = {
        "another key": ("key.pem: expected the key of the certificate", 2),
        "no certificate": ("cert.pem: expected a chain of at most 16 certificates", 2),
        "no key": ("key.pem: expected a private key as PEM", 2),
        "half a key": ("key.pem: expected a private key as PEM", 2),
        "empty": ("cert.pem: expected a chain of at most 16 certificates", 2),
        "large": ("key.pem: expected at most 1048576 bytes", 2),
        "missing": ("No such file", 3),
        "over": ("cert.pem: expected a certificate that is valid now", 2),
    }

    def test_bad_pair_at_start(self):
        for what, (message, status) in self.BAD.items():
            with self.subTest(what):
                self.spoil(what)
                done, said = refuse(PORTREGD, self.directory.data, "--listen", "127.0.0.1:0",
                                    "--tls-cert", self.certificate, "--tls-key", self.key)
                self.assertEqual(done, status, said)
                self.assertIn(message, said)
        for option in ("--tls-cert", "--tls-key"):
            done, said = refuse(PORTREGD, self.directory.data, option, self.certificate)
            self.assertEqual(done, 2)
            self.assertIn("expected --tls-cert and --tls-key together", said)

    def test_bad_pair_at_reload(self):
        """The old one stays, and it is said why; a good one is taken up again."""
        with self.serve() as daemon:
            for i, (what, (message, _)) in enumerate(self.BAD.items(), 1):
                with self.subTest(what):
                    self.spoil(what)
                    daemon.process.send_signal(signal.SIGHUP)
                    daemon.wait_for("keeps the certificate it has: ", i)
                    self.assertIn(message, daemon.said.splitlines()[-1])
                    self.assertEqual(self.shown(daemon), "first")
            self.install("third", "third")
            daemon.process.send_signal(signal.SIGHUP)
            self.wait_until_shown(daemon, "third")

    def test_nothing_is_lost_during_reloads(self):
        faults, asked, stopping = [], [0, 0], threading.Event()

        def keep_asking(daemon, stays):
            context = ssl._create_unverified_context()
            connection = None
            while not stopping.is_set():
                try:
                    if connection is None or not stays:
                        connection = http.client.HTTPSConnection(
                            "127.0.0.1", daemon.port(), timeout=PATIENCE_S, context=context)
                    status, _, _ = ask(connection)
                    asked[stays] += 1
                    if status != 200:
                        faults.append(status)
                    if not stays:
                        connection.close()
                except Exception as fault:  # whatever a client can meet
                    faults.append(repr(fault))
                    return
        with self.serve() as daemon:
            clients = [threading.Thread(target=keep_asking, args=(daemon, i % 2))
                       for i in range(4)]
            for client in clients:
                client.start()
            for i in range(30):
                name = ("first", "second", "third")[i % 3]
                self.install(name, name)
                daemon.process.send_signal(signal.SIGHUP)
                self.wait_until_shown(daemon, name)
            stopping.set()
            for client in clients:
                client.join()
            self.assertEqual(daemon.stop(), 0)
            self.assertEqual(daemon.read_said(), "")
        self.assertEqual(faults, [])
        self.assertGreater(min(asked), 30)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
