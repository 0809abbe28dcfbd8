#!/usr/bin/env python3
"""A notice of ours, pasted into `mioboe check`: genuine words, whose they are, and what was changed in them.

  tests/system/test_check_record.py PROGRAM
"""
import json
import pathlib
import subprocess
import tempfile
import time
import unittest

from load import report_of
from mioboe import PROGRAM
from notice_fixture import Gateway, import_accounts, settings_of
from watch import WatchTest

HOME, AWAY = "60.32.1.7", "198.51.100.9"


class Record(WatchTest):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.gateway = Gateway()
        self.addCleanup(self.gateway.close)
        self.db = self.folder / "mioboe.db"
        import_accounts(self.db, [("u-1", "taro@example.jp", "+819012345678")])
        self.daemon = self.watch(settings_of(self.folder, self.gateway), arguments=("--db", self.db))
        for remote, session in ((HOME, "s1"), (AWAY, "s2")):
            self.assertEqual(self.daemon.ask(report_of("taro@example.jp", remote, session))[0], 200)
        end = time.monotonic() + 5
        while time.monotonic() < end and not self.gateway.sent:
            time.sleep(0.02)
        self.reference, _, self.text = next(iter(self.gateway.sent.values()))[0]

    def check(self, text, *options):
        done = subprocess.run([PROGRAM, "check", "--json", "--sms", "--from", "MIOBOE", *options, "-"],
                              input=text.encode(), capture_output=True, check=False, env={"LC_ALL": "C.UTF-8"})
        self.assertIn(done.returncode, (0, 1, 2), done.stderr)
        return json.loads(done.stdout), done.stderr.decode()

    def asked(self, text):
        verdict, told = self.check(text, "--socket", str(self.daemon.socket))
        self.assertEqual(told, "")
        return verdict

    def test_the_very_words_are_somebodys_and_never_plainly_genuine(self):
        verdict = self.asked(self.text)
        self.assertEqual(verdict["verdict"], "cannot_tell")
        said = next(one for one in verdict["evidence"] if one["id"] == "K1" or "record" in one["name"])
        self.assertIn("***678", said["en"] + said["ja"])
        self.assertNotIn("+8190", json.dumps(verdict))

    def test_the_history_of_the_account_it_is_checked_with_speaks_for_it_or_against_it(self):
        at = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime())
        found, _ = self.check(f"Sign-in at {at} (UTC)", "--socket", str(self.daemon.socket), "--account", "taro@example.jp")
        self.assertIn("K2", {one["id"] for one in found["evidence"]})
        absent, _ = self.check("Sign-in at 2020-01-01 10:00 (UTC)", "--socket", str(self.daemon.socket),
                               "--account", "taro@example.jp")
        self.assertIn("event_absent", {one["name"] for one in absent["evidence"]})

    def test_one_added_link_makes_it_a_fake(self):
        verdict = self.asked(self.text + "\nhttps://example-check.evil.example/")
        self.assertEqual(verdict["verdict"], "fake")

    def test_one_changed_word_makes_it_a_fake(self):
        self.assertEqual(self.asked(self.text.replace("10", "11").replace("IMAP", "SMTP"))["verdict"], "fake")

    def test_the_reference_alone_in_another_text_is_a_fake(self):
        verdict = self.asked(f"Your mailbox closes today. Reference {self.reference}")
        self.assertEqual(verdict["verdict"], "fake")
        self.assertNotIn("***678", json.dumps(verdict))

    def test_without_a_record_to_ask_it_is_judged_by_itself_and_that_is_said(self):
        _, told = self.check(self.text, "--socket", str(self.folder / "nobody.sock"))
        self.assertIn("judged without the record of notices", told)


if __name__ == "__main__":
    unittest.main(verbosity=2)
