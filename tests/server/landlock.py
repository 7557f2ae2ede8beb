"""Landlock: whoever can write into the data directory still cannot make the server read what is
outside of it: landlock.py PORTREG PORTREGD RELEASE"""
import os
import shutil
import sys
import tempfile
import unittest

from confined import Confined, landlock_version
from daemon import ask

SKIPPED = 77


class Files(Confined):
    """The server runs as somebody who could read all of it."""

    def status_of_checkpoint(self, daemon):
        return ask(daemon.connect(), "/log/checkpoint")[0]

    def lead_outside(self):
        """Replaces log/ by a link to a copy of it elsewhere."""
        outside = tempfile.mkdtemp(prefix="portreg-outside-")
        self.addCleanup(shutil.rmtree, outside)
        shutil.move(os.path.join(self.directory.data, "log"), outside)
        os.symlink(os.path.join(outside, "log"), os.path.join(self.directory.data, "log"))

    def test_links_lead_nowhere(self):
        for options, expected in ((("--no-sandbox",), 200), ((), 404)):
            self.setUp()
            daemon = self.serve(*options)
            self.assertEqual(self.status_of_checkpoint(daemon), 200)
            self.lead_outside()
            self.assertEqual(self.status_of_checkpoint(daemon), expected)
            self.assertEqual(ask(daemon.connect())[0], 200)

    def test_links_within_are_followed(self):
        daemon = self.serve()
        log = os.path.join(self.directory.data, "log")
        os.rename(log, log + "2")
        os.symlink("log2", log)
        self.assertEqual(self.status_of_checkpoint(daemon), 200)

    def test_release_from_outside(self):
        daemon = self.serve()
        outside = tempfile.mkdtemp(prefix="portreg-outside-")
        self.addCleanup(shutil.rmtree, outside)
        published = os.path.join(self.directory.data, "published")
        copy = os.path.join(outside, "published")
        shutil.copytree(os.path.realpath(published), copy)
        os.symlink(copy, published + "2")
        os.rename(published + "2", published)
        daemon.wait_for("keeps the release it has")
        self.assertIn("Permission denied", daemon.said)
        self.assertEqual(ask(daemon.connect(), "/api/v1/ports/443")[0], 200)


if __name__ == "__main__":
    if landlock_version() < 1:
        print("skipped: this kernel has no Landlock")
        sys.exit(SKIPPED)
    unittest.main(argv=sys.argv[:1])
