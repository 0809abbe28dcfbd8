#!/usr/bin/env python3
"""What `mioboe scan` finds in the log of a real Dovecot: usage test_scan_dovecot.py build/mioboe

Accounts sign in from Japan for three weeks and one of them once from another country. Every line is
Dovecot's own; only its date is moved, because weeks are too long for a test.
"""
import datetime
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from dovecot import Dovecot  # noqa: E402

MIOBOE = sys.argv.pop(1) if len(sys.argv) > 1 else "build/mioboe"
DAYS = 21
ABROAD_DAY = 16
HOMES = {  # home line, mobile line: providers in Japan
    "aoi@example.jp": ("126.1.2.3", "49.96.1.7"),
    "haruto@example.jp": ("60.32.1.1", "106.128.1.9"),
    "mei@example.jp": ("118.1.2.3", "49.96.1.8"),
    "ren@example.jp": ("126.1.9.9", "126.1.9.9"),
    "yui@example.jp": ("60.32.7.1", "60.32.7.1"),
}
ABROAD = ("haruto@example.jp", "73.1.2.3")  # a provider in the United States


def sign_in_for_weeks(dovecot):
    """Gives the log's lines, each with its day."""
    lines, taken, logins = [], 0, 0
    for day in range(DAYS):
        for i, (account, (home, mobile)) in enumerate(HOMES.items()):
            assert dovecot.sign_in_imap(account, home)
            assert dovecot.sign_in_imap(account, mobile if day % 2 == i % 2 else home)
            logins += 2
        if day % 5 == 2:
            assert not dovecot.sign_in_imap("mei@example.jp", "118.1.2.3", "typo")
            assert dovecot.sign_in_pop3("ren@example.jp", "126.1.9.9")
            logins += 1
        if day == ABROAD_DAY:
            assert dovecot.sign_in_imap(*ABROAD)
            logins += 1
        dovecot.wait_for_lines(": Info: Login: ", logins)
        text = dovecot.log_text()
        lines += [(day, line) for line in text[taken:].splitlines()]
        taken = len(text)
    return lines


def moved(lines, first_day, header):
    """The lines with the dates of their days; header: how the line begins."""
    out = []
    for day, line in lines:
        date = first_day + datetime.timedelta(days=day)
        clock, rest = line[7:15], line[16:]
        if header == "dovecot":
            out.append(f"{date:%b} {date.day:2d} {clock} {rest}")
        else:
            body = rest.replace(": Info: ", ": ", 1)
            out.append(f"{date:%Y-%m-%d}T{clock}.123456+09:00 mail dovecot: {body}")
    return "\n".join(out) + "\n"


@unittest.skipUnless(os.getuid() == 0 and shutil.which("dovecot"), "needs Dovecot, and root to start it")
class ScanOfARealDovecot(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with Dovecot(HOMES) as dovecot:
            cls.lines = sign_in_for_weeks(dovecot)
        cls.first_day = datetime.date.today() - datetime.timedelta(days=DAYS + 1)

    def scan(self, text, *options):
        with tempfile.TemporaryDirectory() as folder:
            log = pathlib.Path(folder, "mail.log")
            log.write_text(text)
            done = subprocess.run([MIOBOE, "scan", "--json", *options, str(log)],
                                  capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def assert_only_the_sign_in_from_abroad(self, found):
        signins = [f for f in found if f["type"] == "signin"]
        self.assertEqual([(f["account"], f["remote"]) for f in signins], [ABROAD])
        codes = {r["code"] for r in signins[0]["reasons"]}
        self.assertLessEqual({"new_country", "new_provider"}, codes)
        self.assertEqual(signins[0]["place"]["country"], "US")
        self.assertEqual(signins[0]["place"]["asn"], 7922)
        self.assertEqual(signins[0]["outcome"], "success")
        self.assertEqual(signins[0]["decision"], "notice")
        self.assertEqual([f["type"] for f in found if f["type"] != "signin"], ["summary"])
        self.assertEqual(found[-1]["type"], "summary")

    def test_the_sign_in_from_abroad_is_the_only_finding_in_dovecots_own_log(self):
        self.assert_only_the_sign_in_from_abroad(
            self.scan(moved(self.lines, self.first_day, "dovecot")))

    def test_the_same_holds_under_a_syslog_header(self):
        self.assert_only_the_sign_in_from_abroad(
            self.scan(moved(self.lines, self.first_day, "syslog")))

    def test_every_sign_in_and_every_failure_is_counted_once(self):
        summary = self.scan(moved(self.lines, self.first_day, "syslog"))[-1]
        logins = sum(": Info: Login: " in line for _, line in self.lines)
        typos = len([d for d in range(DAYS) if d % 5 == 2])
        self.assertEqual(summary["signins"], logins)
        self.assertEqual(summary["failures"], typos)
        self.assertEqual(summary["accounts"], len(HOMES))
        self.assertEqual(summary["unknown"], 0)

    def test_scanning_twice_into_one_database_counts_nothing_twice(self):
        text = moved(self.lines, self.first_day, "syslog")
        with tempfile.TemporaryDirectory() as folder:
            db = str(pathlib.Path(folder, "mioboe.db"))
            first = self.scan(text, "--db", db)
            again = self.scan(text, "--db", db)
        self.assert_only_the_sign_in_from_abroad(first)
        self.assertEqual(again[-1]["signins"], 0)
        self.assertEqual(again[-1]["failures"], 0)
        self.assertEqual([f["type"] for f in again], ["summary"])

    def test_a_log_scanned_day_by_day_finds_what_the_whole_log_shows(self):
        with tempfile.TemporaryDirectory() as folder:
            db = str(pathlib.Path(folder, "mioboe.db"))
            found = []
            for day in range(DAYS):
                part = [(d, line) for d, line in self.lines if d == day]
                found += self.scan(moved(part, self.first_day, "syslog"), "--db", db)
        signins = [f for f in found if f["type"] == "signin"]
        self.assertEqual([(f["account"], f["remote"]) for f in signins], [ABROAD])


if __name__ == "__main__":
    unittest.main(verbosity=2)
