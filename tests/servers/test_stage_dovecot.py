#!/usr/bin/env python3
"""What a mail program hears in each stage: usage test_stage_dovecot.py build/mioboe

A real Dovecot with its own passdb asks the policy server alone, so every right password counts as the main password, but
where Dovecot itself says that it was an app password.
"""
import contextlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

sys.path[:0] = [str(pathlib.Path(__file__).parent), str(pathlib.Path(__file__).parents[1] / "system")]
from dovecot import Dovecot, free_port, policy_settings  # noqa: E402
from kept import history  # noqa: E402
from mioboe import PROGRAM  # noqa: E402
from watch import Watch  # noqa: E402

HOME, ABROAD, LINE = "126.1.2.3", "73.1.2.3", "192.0.2.5"
ABROAD_TEXT = "Abroad, use an app password in this program, or webmail. (S1) https://notice.example.jp/e/S1"
HOME_TEXT = "This mail program needs an app password. Mail is kept. (S2) https://notice.example.jp/e/S2"
ACCOUNTS = [f"{name}@example.jp" for name in ("aoi", "haruto", "mei", "ren", "yui", "sora")]
SETTINGS = """
home_countries = JP
notice_hosts = notice.example.jp
notice_check_page = "https://notice.example.jp/check"
network "The line" {
    addresses = {"192.0.2.0/24"}
    country = "JP"
    trusted = true
}
"""


@unittest.skipUnless(os.getuid() == 0 and shutil.which("dovecot"), "needs Dovecot, and root to start it")
class Stages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        stack = contextlib.ExitStack()
        cls.addClassCleanup(stack.close)
        port = free_port()
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
        cls.db = folder / "mioboe.db"
        cls.daemon = Watch(SETTINGS, listen=f"127.0.0.1:{port}", arguments=("--db", cls.db))
        stack.callback(lambda: cls.daemon.process.poll() is None and cls.daemon.stop())
        cls.dovecot = stack.enter_context(Dovecot(ACCOUNTS, policy_settings(server_url=f"http://127.0.0.1:{port}/")))

    def stage(self, *arguments):
        subprocess.run([PROGRAM, "stage", "--socket", str(self.daemon.socket), "--timezone", "UTC", *arguments], check=True,
                       stdout=subprocess.DEVNULL)

    def answers(self, account, remote):
        """IMAP, POP3, submission."""
        return [self.dovecot.imap_answers(account, remote)[0], self.dovecot.pop3_answer(account, remote),
                self.dovecot.submission_answer(account, remote)]

    def assert_open(self, account, remote):
        for answer in self.answers(account, remote):
            self.assertRegex(answer, r"^(a\d? OK |\+OK |235 )")

    def assert_refused(self, account, remote, text):
        self.assertEqual(self.answers(account, remote), [f"a0 NO [ALERT] {text}", f"-ERR [AUTH] {text}", f"535 5.7.8 {text}"])

    def test_stage_by_stage_without_a_restart(self):
        for remote in (HOME, ABROAD, LINE):
            self.assert_open("aoi@example.jp", remote)
        self.stage("--starts", "2026-01-01 09:00", "--origins", "foreign", "add", "abroad")
        self.assert_refused("aoi@example.jp", ABROAD, ABROAD_TEXT)
        self.assert_open("aoi@example.jp", HOME)
        self.stage("--starts", "2026-02-01 09:00", "--origins", "domestic", "--percent", "50", "add", "home")
        cohort = [one for one in ACCOUNTS if " NO " in self.dovecot.imap_answers(one, HOME)[0]]
        self.stage("--percent", "100", "change", "home")
        for account in ACCOUNTS[:2] + cohort[:1]:
            self.assert_refused(account, HOME, HOME_TEXT)
        self.assert_open("aoi@example.jp", LINE)
        self.stage("--starts", "2026-03-01 09:00", "--origins", "foreign,domestic,line", "add", "all")
        self.assert_refused("aoi@example.jp", LINE, HOME_TEXT)
        self.stage("--starts", "2099-01-01 09:00", "postpone", "all")
        self.assert_open("aoi@example.jp", LINE)
        self.stage("rollback", "home")
        self.assert_open("haruto@example.jp", HOME)
        self.stage("pause", "abroad")
        self.assert_open("aoi@example.jp", ABROAD)

    def test_a_wrong_password_hears_nothing_of_stages(self):
        self.stage("--starts", "2026-01-01 09:00", "--origins", "foreign,domestic,line", "--percent", "100", "add", "everything")
        self.assertEqual(self.dovecot.imap_answers("mei@example.jp", ABROAD, "typo"),
                         ["a0 NO [AUTHENTICATIONFAILED] Authentication failed."])
        self.assert_refused("mei@example.jp", ABROAD, ABROAD_TEXT)
        for _ in range(100):
            found = history(self.db, "mei@example.jp")
            if sum(count for _, outcome, count in found if outcome == "refused") == 3:
                break
            time.sleep(0.02)
        self.assertEqual(sum(count for _, outcome, count in found if outcome == "refused"), 3, found)
        self.stage("rollback", "everything")


if __name__ == "__main__":
    unittest.main(verbosity=2)
