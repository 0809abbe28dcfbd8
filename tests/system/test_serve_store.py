#!/usr/bin/env python3
"""A store that hangs, is full or loses its disk costs no sign-in, and no report is acknowledged that is not recorded."""
import os
import pathlib
import signal
import sqlite3
import subprocess
import tempfile
import time
import unittest

from watch import WatchTest, allow, read_answer, report

MOUNT = 'mount -t tmpfs -o size=300k none "$1" && shift && exec "$@"'


def may_mount():
    return os.getuid() == 0 and subprocess.run(["unshare", "-m", "true"], check=False, capture_output=True).returncode == 0


class Hang:
    """The database is locked by somebody else meanwhile."""

    def __init__(self, daemon):
        self.other = sqlite3.connect(daemon.home / "mioboe.db", timeout=5, isolation_level=None)

    def __enter__(self):
        self.other.execute("BEGIN EXCLUSIVE")
        return self

    def __exit__(self, *why):
        self.other.execute("ROLLBACK")
        self.other.close()


class Store(WatchTest):
    def recorded(self, daemon):
        with sqlite3.connect(daemon.home / "mioboe.db") as look:
            count = look.execute("SELECT COALESCE(SUM(count), 0) FROM history").fetchone()[0]
        look.close()
        return count

    def answered_again(self, daemon):
        end = time.monotonic() + 15
        while time.monotonic() < end:
            if daemon.ask(report(b"again"))[0] == 200:
                return
        self.fail("no report is recorded any more")

    def test_a_store_that_hangs_ten_seconds_delays_nobody(self):
        daemon = self.watch()
        self.assertEqual(daemon.ask(report(b"before"))[0], 200)
        with Hang(daemon):
            end = time.monotonic() + 10
            while time.monotonic() < end:
                began = time.monotonic()
                self.assert_allowed(daemon.ask(allow()))
                self.assertLess(time.monotonic() - began, 0.5)
                began = time.monotonic()
                self.assertEqual(daemon.ask(report(b"lost"))[0], 503)
                self.assertLess(time.monotonic() - began, 0.7)
        self.answered_again(daemon)
        self.assertGreater(daemon.metric("mioboe_reports_unrecorded_total"), 10)
        self.assertEqual(daemon.stop(), 0)

    def test_a_hundred_reports_wait_at_once_and_all_get_their_answer_in_time(self):
        daemon = self.watch()
        connections = [daemon.connect() for _ in range(100)]
        with Hang(daemon):
            began = time.monotonic()
            for number, one in enumerate(connections):
                one.sendall(report(b"w%d" % number))
            answers = [read_answer(one.makefile("rb"))[0] for one in connections]
            self.assertEqual(answers, [503] * 100)
            self.assertLess(time.monotonic() - began, 1.5)
        self.answered_again(daemon)
        for one in connections:  # they are good for the next request
            self.assert_allowed(daemon.ask(allow(), one))
            one.close()

    def test_peers_that_leave_while_their_report_waits_harm_nobody(self):
        daemon = self.watch("answer_ms = 1500\n")
        with Hang(daemon):
            for number in range(200):
                with daemon.connect() as connection:
                    connection.sendall(report(b"gone%d" % number))
            time.sleep(0.3)
        self.answered_again(daemon)
        self.assert_allowed(daemon.ask(allow()))
        self.assertEqual(daemon.stop(), 0)

    def test_sigterm_while_the_store_hangs_ends_in_bounded_time(self):
        daemon = self.watch("answer_ms = 1500\n")
        with Hang(daemon), daemon.connect() as connection:
            connection.sendall(report(b"waits"))
            time.sleep(0.2)
            daemon.process.send_signal(signal.SIGTERM)
            self.assertEqual(read_answer(connection.makefile("rb"))[0], 503)
        self.assertEqual(daemon.process.wait(20), 0)

    def test_what_was_acknowledged_is_there_after_a_kill(self):
        daemon = self.watch()
        with daemon.connect() as connection:
            for number in range(200):
                self.assertEqual(daemon.ask(report(b"k%d" % number), connection)[0], 200)
        daemon.process.kill()
        daemon.process.wait()
        self.assertEqual(self.recorded(daemon), 200)

    @unittest.skipUnless(may_mount(), "needs root to make a full disk")
    def test_a_full_disk_answers_reports_503_and_questions_as_ever(self):
        with tempfile.TemporaryDirectory() as folder:
            before = ("unshare", "-m", "sh", "-c", MOUNT, "sh", folder)
            daemon = self.watch(before=before, arguments=("--db", pathlib.Path(folder, "mioboe.db")))
            with daemon.connect() as connection:
                for number in range(20000):
                    status = daemon.ask(report(b"f%d" % number).replace(b"alice", b"u%04d" % (number % 10000)), connection)[0]
                    if status != 200:
                        break
            self.assertEqual(status, 503)
            self.assert_allowed(daemon.ask(allow()))
            self.assertEqual(daemon.get("/healthz")[0], 200)
            self.assertTrue(daemon.wait_for("signin.report_lost"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
