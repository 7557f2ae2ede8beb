"""Which privileges the server has left while it runs: privileges.py PORTREG PORTREGD RELEASE"""
import os
import pwd
import shutil
import signal
import subprocess
import sys
import unittest

from confined import IS_ROOT, PORTREGD, Confined
from daemon import UnixConnection, ask, refuse

OTHER = "daemon"  # a user that every Debian has, and that nothing belongs to


def needs_root(test):
    return unittest.skipUnless(IS_ROOT, "only root can drop privileges")(test)


class Privileges(Confined):
    def test_as_who_it_was_started_by(self):
        daemon = self.serve()
        self.assert_confined(daemon)
        self.assertEqual(daemon.stop(), 0)
        self.assertEqual(daemon.read_said(), "")

    @needs_root
    def test_drops_to_a_user(self):
        daemon = self.serve(user=("--user", OTHER))
        self.assert_confined(daemon, OTHER)
        self.assertEqual(daemon.stop(), 0)
        self.assertEqual(daemon.read_said(), "")

    @needs_root
    def test_started_by_another_user(self):
        """That user cannot become somebody else, and may name themselves."""
        before = ("setpriv", "--reuid", OTHER, "--regid", OTHER, "--init-groups")
        daemon = self.serve(user=("--user", OTHER), before=before)
        self.assertEqual(daemon.status("Uid").split(), [str(pwd.getpwnam(OTHER).pw_uid)] * 4)
        self.assertEqual(daemon.status("Seccomp"), "2")
        self.assertEqual(daemon.stop(), 0)
        status, said = refuse(PORTREGD, self.directory.data, "--listen", "127.0.0.1:0", "--user",
                              "nobody", before=before)
        self.assertEqual(status, 2)
        self.assertIn("expected to be started by root in order to go on as nobody", said)

    @needs_root
    def test_ambient_capabilities(self):
        """What a unit gives in order to bind a low port number is not kept."""
        before = ("setpriv", "--reuid", OTHER, "--regid", OTHER, "--init-groups", "--inh-caps",
                  "+net_bind_service", "--ambient-caps", "+net_bind_service")
        daemon = self.serve(user=(), before=before)
        self.assertEqual(int(daemon.status("CapEff"), 16), 0)
        self.assertEqual(int(daemon.status("CapAmb"), 16), 0)
        self.assertEqual(ask(daemon.connect())[0], 200)

    @needs_root
    def test_root_that_says_nothing(self):
        """Nobody, where nobody can read; else whom the directory belongs to."""
        daemon = self.serve(user=())
        self.assert_confined(daemon, "nobody")
        self.assertIn("goes on as nobody", daemon.read_said())
        daemon.stop()
        os.chmod(self.directory.data, 0o700)
        daemon = self.serve(user=())
        self.assert_confined(daemon, "root")
        self.assertIn("goes on as root, since the user nobody cannot read", daemon.read_said())
        daemon.stop()
        subprocess.run(["chown", "-R", OTHER, self.directory.data], check=True)
        daemon = self.serve(user=())
        self.assert_confined(daemon, OTHER)
        self.assertIn(f"goes on as {OTHER}", daemon.read_said())

    @needs_root
    def test_a_user_who_cannot_read(self):
        os.chmod(self.directory.data, 0o700)
        status, said = refuse(PORTREGD, self.directory.data, "--listen", "127.0.0.1:0", "--user",
                              OTHER)
        self.assertEqual(status, 3)
        self.assertIn(self.directory.data + ": Permission denied", said)

    @needs_root
    def test_repairs_as_whom_the_directory_belongs_to(self):
        """Nothing of root's is left in the directory of another user."""
        for user, belongs in ((OTHER, OTHER), (OTHER, "root"), ("root", "root")):
            subprocess.run(["chown", "-R", belongs, self.directory.data], check=True)
            os.truncate(os.path.join(self.directory.data, "published", "registry.portreg"), 999)
            daemon = self.serve(user=("--user", user))
            self.assert_confined(daemon, user)
            daemon.stop()
            self.assertIn("anew from the store", daemon.read_said())
            number = pwd.getpwnam(belongs).pw_uid
            for path, _, names in os.walk(self.directory.data):
                for name in names:
                    self.assertEqual(os.lstat(os.path.join(path, name)).st_uid, number, name)

    @needs_root
    def test_socket_file_is_given_away(self):
        """It is theirs, and removed where its directory is theirs too."""
        shared = self.directory.join("run")
        os.mkdir(shared)
        shutil.chown(shared, OTHER)
        path = os.path.join(shared, "http")
        daemon = self.serve("--listen", "unix:" + path, user=("--user", OTHER))
        self.assertEqual(os.stat(path).st_uid, pwd.getpwnam(OTHER).pw_uid)
        self.assertEqual(ask(UnixConnection(path))[0], 200)
        self.assertEqual(daemon.stop(), 0)
        self.assertFalse(os.path.exists(path))
        self.assertEqual(daemon.read_said(), "")
        path = self.directory.join("http")
        daemon = self.serve("--listen", "unix:" + path, user=("--user", OTHER))
        self.assertEqual(daemon.stop(), 0)
        self.assertIn(f"cannot remove {path}: Permission denied", daemon.read_said())

    @needs_root
    def test_key_that_only_root_can_read(self):
        """It is read before privileges are dropped; afterwards the old one stays, with a reason."""
        key, certificate = self.directory.join("key.pem"), self.directory.join("cert.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                        "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key, "-out",
                        certificate, "-days", "2", "-subj", "/CN=x"], check=True,
                       stderr=subprocess.DEVNULL)
        os.chmod(key, 0o600)
        daemon = self.serve("--tls-cert", certificate, "--tls-key", key, user=("--user", OTHER))
        daemon.process.send_signal(signal.SIGHUP)
        daemon.wait_for("keeps the certificate it has: " + key)
        self.assertIn("expected a file that the user of this process may read", daemon.said)
        self.assertEqual(daemon.stop(), 0)

    def test_memory_is_hidden(self):
        """Not dumpable: what is in /proc belongs to root, and no other process looks into it."""
        daemon = self.serve()
        self.assertEqual(os.stat(f"/proc/{daemon.pid}/mem").st_uid, 0)

    def test_without_a_sandbox(self):
        daemon = self.serve("--no-sandbox")
        self.assertEqual(daemon.status("Seccomp"), "0")
        self.assertEqual(int(daemon.status("CapEff"), 16), 0)
        self.assertEqual(ask(daemon.connect())[0], 200)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
