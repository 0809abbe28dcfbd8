#!/usr/bin/env python3
"""A scan with a database is killed again and again, and still nothing is lost and nothing counted twice."""
import gzip
import os
import pathlib
import random
import sqlite3
import subprocess
import tempfile
import time
import unittest

from mioboe import PROGRAM, SAMPLE, of_type, scan

ROUNDS = int(os.environ.get("MIOBOE_KILL_ROUNDS", "4"))
KILLS_A_ROUND = 4
LATER = 2500  # lines before are scanned under fire, those after show what was learned from them


def scan_and_kill(db, log, after):
    """Starts a scan and kills it after so many seconds; True when it was still running."""
    with subprocess.Popen([PROGRAM, "scan", "--json", "--db", db, log], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL) as scanning:
        time.sleep(after)
        running = scanning.poll() is None
        scanning.kill()
    return running


class Kill(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        with gzip.open(SAMPLE, "rb") as file:
            lines = file.read().splitlines(keepends=True)
        self.log = self.path("mail.log")
        self.log.write_bytes(b"".join(lines[:LATER]))
        self.later = self.path("later.log")
        self.later.write_bytes(b"".join(lines[LATER:]))

    def path(self, name):
        return pathlib.Path(self.folder.name, name)

    def test_a_killed_scan_goes_on_where_it_was(self):
        began = time.monotonic()
        scan("--db", self.path("calm.db"), self.log)
        took = time.monotonic() - began
        wanted = scan("--db", self.path("calm.db"), self.later)
        dice, killed = random.Random(1), 0
        for number in range(ROUNDS):
            with self.subTest(round=number):
                db = self.path(f"killed-{number}.db")
                for _ in range(KILLS_A_ROUND):
                    killed += scan_and_kill(db, self.log, dice.uniform(0, took))
                scan("--db", db, self.log)
                again = scan("--db", db, self.log)[-1]
                self.assertEqual((again["signins"], again["failures"]), (0, 0))
                found = scan("--db", db, self.later)
                for kind in ("signin", "source", "account"):
                    self.assertEqual(of_type(found, kind), of_type(wanted, kind))
                self.assertEqual(found[-1]["signins"], wanted[-1]["signins"])
                with sqlite3.connect(db) as look:
                    self.assertEqual(look.execute("PRAGMA integrity_check").fetchone(), ("ok",))
                look.close()
        self.assertGreater(killed, 0, "no scan was still running when it was killed")


if __name__ == "__main__":
    unittest.main(verbosity=2)
