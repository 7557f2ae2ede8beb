"""What tests of a confined server have in common."""
import ctypes
import os
import pwd
import sys
import unittest

from daemon import Daemon, Directory, ask

PORTREG, PORTREGD, RELEASE = sys.argv[1:4]
IS_ROOT = os.geteuid() == 0
LANDLOCK_CREATE_RULESET = 444


def landlock_version():
    """What the kernel has of Landlock: 0 or less is nothing."""
    return ctypes.CDLL(None).syscall(LANDLOCK_CREATE_RULESET, None, 0, 1)


class Confined(unittest.TestCase):
    def setUp(self):
        self.directory = Directory(PORTREG, RELEASE)
        self.addCleanup(self.directory.__exit__)

    def serve(self, *options, user=None, **popen):
        if user is None:
            user = ("--user", "root") if IS_ROOT else ()
        daemon = Daemon(PORTREGD, self.directory.data, "--listen", "127.0.0.1:0", *user, *options,
                        **popen)
        self.addCleanup(daemon.__exit__)
        return daemon

    def assert_confined(self, daemon, name=None):
        """Of NAME and no other user, without any privilege, in the filter, and at work."""
        entry = pwd.getpwnam(name) if name else pwd.getpwuid(os.geteuid())
        self.assertEqual(daemon.status("Uid").split(), [str(entry.pw_uid)] * 4)
        self.assertEqual(daemon.status("Gid").split(), [str(entry.pw_gid)] * 4)
        if IS_ROOT:
            self.assertEqual(sorted(daemon.status("Groups").split()),
                             sorted(map(str, os.getgrouplist(entry.pw_name, entry.pw_gid))))
            self.assertEqual(int(daemon.status("CapBnd"), 16), 0)
        for name in ("CapInh", "CapPrm", "CapEff", "CapAmb"):
            self.assertEqual(int(daemon.status(name), 16), 0)
        self.assertEqual(daemon.status("NoNewPrivs"), "1")
        self.assertEqual(daemon.status("Seccomp"), "2")
        for thread in os.listdir(f"/proc/{daemon.pid}/task"):
            with open(f"/proc/{daemon.pid}/task/{thread}/status", encoding="ascii") as file:
                said = file.read()
            self.assertIn("\nSeccomp:\t2\n", said)
            self.assertIn("\nCapEff:\t0000000000000000\n", said)
        self.assertEqual(ask(daemon.connect())[0], 200)
