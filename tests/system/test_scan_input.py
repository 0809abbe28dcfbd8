#!/usr/bin/env python3
"""Several logs are read as one, in order of time, however they are cut, packed, named, or still growing."""
import datetime
import gzip
import json
import lzma
import os
import pathlib
import signal
import subprocess
import tempfile
import time
import unittest

from mioboe import PROGRAM, SAMPLE, of_type, run, scan

LINES = gzip.decompress(pathlib.Path(SAMPLE).read_bytes()).splitlines(keepends=True)
ABROAD = "sakura@example.jp"  # whose sign-in from abroad the sample holds
START = datetime.datetime(2026, 9, 1, tzinfo=datetime.timezone.utc)


def login(second, account, session):
    at = (START + datetime.timedelta(seconds=second)).strftime("%Y-%m-%dT%H:%M:%S.000000+00:00")
    return (f"{at} mx1 dovecot: imap-login: Login: user=<{account}>, method=PLAIN, rip=126.1.2.3, lip=192.0.2.25, "
            f"mpid=1, TLS, session=<{session}>\n").encode()


def told(found):
    """All but what differs between two scans of the same lines: the summary's time and bytes."""
    summary = {key: value for key, value in found[-1].items() if key not in ("seconds", "bytes")}
    return [*found[:-1], summary]


class InFolder(unittest.TestCase):
    maxDiff = 4000

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def made(self, name, lines):
        path = self.folder / name
        path.write_bytes(b"".join(lines))
        return path


class SeveralLogs(InFolder):
    @classmethod
    def setUpClass(cls):
        cls.whole = told(scan(SAMPLE))

    def test_logs_named_in_any_order_give_what_the_whole_log_gives(self):
        third = len(LINES) // 3
        parts = [self.made(f"mail.log.{i}", LINES[i * third: (i + 1) * third if i < 2 else None]) for i in range(3)]
        for order in ((0, 1, 2), (2, 1, 0), (1, 2, 0)):
            self.assertEqual(told(scan(*(parts[i] for i in order))), self.whole, order)

    def test_logs_whose_times_overlap_are_merged(self):
        parts = [self.made(f"mail{i}.log", LINES[i::3]) for i in range(3)]
        self.assertEqual(told(scan(*parts)), self.whole)

    def test_a_log_within_the_time_of_another_is_merged(self):
        inner = slice(len(LINES) // 3, len(LINES) // 2)
        outer = self.made("a.log", LINES[: inner.start] + LINES[inner.stop:])
        self.assertEqual(told(scan(outer, self.made("b.log", LINES[inner]))), self.whole)

    def test_packed_logs_are_read_among_plain_ones(self):
        half = len(LINES) // 2
        for name, pack in (("a.gz", gzip.compress), ("b", lzma.compress)):
            packed = self.made(name, [pack(b"".join(LINES[:half]))])
            self.assertEqual(told(scan(self.made("mail.log", LINES[half:]), packed)), self.whole, name)

    def test_standard_input_is_one_of_the_logs(self):
        half = self.made("half.log", LINES[::2])
        done = subprocess.run([PROGRAM, "scan", "--json", half, "-"], input=b"".join(LINES[1::2]), capture_output=True,
                              timeout=60, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(told([json.loads(line) for line in done.stdout.splitlines()]), self.whole)

    def test_a_log_named_twice_counts_once(self):
        found = scan(SAMPLE, SAMPLE)
        self.assertEqual(found[:-1], self.whole[:-1])
        for key in ("signins", "failures", "accounts", "unusual"):
            self.assertEqual(found[-1][key], self.whole[-1][key], key)
        self.assertGreaterEqual(found[-1]["repeated"], self.whole[-1]["signins"])

    def test_no_event_is_lost_where_long_logs_are_merged(self):
        count = 60_000  # each: together more than are read between two words of progress
        logs = [self.made(f"{part}.log", [login(2 * i + odd, f"u{i % 50}@example.jp", f"{part}{i}") for i in range(count)])
                for odd, part in enumerate("ab")]
        summary = scan(*logs)[-1]
        self.assertEqual((summary["lines"], summary["signins"]), (2 * count, 2 * count))

    def test_lines_without_a_year_are_put_in_order_over_new_year(self):
        logs = []
        for name, day in (("mail.log.1", datetime.date(2025, 12, 30)), ("mail.log", datetime.date(2026, 1, 2))):
            body = login(0, "taro@example.jp", name).split(b" ", 1)[1]
            logs.append(self.made(name, [f"{day:%b} {day.day:2d} 10:00:00 ".encode() + body]))
            written = datetime.datetime.combine(day, datetime.time(12), datetime.timezone.utc).timestamp()
            os.utime(logs[-1], (written, written))
        for order in (logs, logs[::-1]):
            summary = scan("--timezone", "UTC", *order)[-1]
            self.assertEqual([one["day"] for one in summary["days"] if one["signins"]], ["2025-12-30", "2026-01-02"])
            self.assertEqual(summary["first"], "2025-12-30T10:00:00Z")


class GrowingLogs(InFolder):
    """The lines up to the sign-in from abroad: once that is told, all before it has been read."""

    @classmethod
    def setUpClass(cls):
        last = max(i for i, line in enumerate(LINES) if b"<" + ABROAD.encode() + b">" in line
                   and b"imap-login: Login" in line and line.startswith(b"2026-10-24T04:17:33"))
        cls.lines = LINES[: last + 1]

    def follow(self, *logs):
        self.out = self.folder / "found"
        with open(self.out, "wb") as out:
            process = subprocess.Popen([PROGRAM, "scan", "--json", "--follow", *logs], stdin=subprocess.DEVNULL,
                                       stdout=out, stderr=subprocess.PIPE)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def found(self):
        return [json.loads(line) for line in self.out.read_bytes().splitlines(keepends=True) if line.endswith(b"\n")]

    def wait_until(self, holds, what):
        for _ in range(600):
            if holds():
                return
            time.sleep(0.1)
        self.fail(f"not within a minute: {what}")

    def wait_until_read(self, process, path):
        """The process has read all that is in the file now."""
        size = path.stat().st_size

        def at_end():
            for fd in pathlib.Path(f"/proc/{process.pid}/fd").iterdir():
                info = pathlib.Path(f"/proc/{process.pid}/fdinfo", fd.name)
                if os.path.realpath(fd) == str(path.resolve()) and f"pos:\t{size}\n" in info.read_text():
                    return True
            return False

        self.wait_until(at_end, f"{path} read to its end")

    def ended(self, process):
        self.wait_until(lambda: any(one["account"] == ABROAD for one in of_type(self.found(), "signin")),
                        "the sign-in from abroad told")
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(60), 0, process.stderr.read())
        return self.found()

    def assert_counts_all(self, found):
        expected = scan(self.made("whole.log", self.lines))[-1]
        for key in ("lines", "signins", "failures", "accounts", "unusual", "first", "last"):
            self.assertEqual(found[-1][key], expected[key], key)
        self.assertEqual(len(of_type(found, "summary")), 1)

    def test_what_is_appended_is_read_as_it_comes(self):
        half = len(self.lines) // 2
        log = self.made("mail.log", self.lines[:half])
        process = self.follow(log)
        self.wait_until_read(process, log)
        with open(log, "ab") as more:
            more.write(b"".join(self.lines[half:])[:-20])
        time.sleep(0.1)  # a line is read when it is whole
        with open(log, "ab") as more:
            more.write(self.lines[-1][-20:])
        self.assert_counts_all(self.ended(process))

    def test_a_log_that_is_rotated_is_read_to_its_end_and_then_its_successor(self):
        third = len(self.lines) // 3
        log = self.made("mail.log", self.lines[:third])
        process = self.follow(log)
        self.wait_until_read(process, log)
        log.rename(self.folder / "mail.log.1")
        with open(self.folder / "mail.log.1", "ab") as late:  # the writer still has the old one open
            late.write(b"".join(self.lines[third: 2 * third]))
        self.made("mail.log.new", self.lines[2 * third:]).rename(log)
        self.assert_counts_all(self.ended(process))

    def test_two_growing_logs_are_followed_together(self):
        half = len(self.lines) // 2
        logs = [self.made(f"{i}.log", self.lines[:half][i::2]) for i in range(2)]
        process = self.follow(*logs)
        for log in logs:
            self.wait_until_read(process, log)
        last = self.lines[-1]
        with open(logs[0], "ab") as more:
            more.write(b"".join(self.lines[half:-1]))
        self.wait_until_read(process, logs[0])
        with open(logs[1], "ab") as more:
            more.write(last)
        self.assert_counts_all(self.ended(process))

    def test_without_a_log_to_follow_there_is_nothing_to_wait_for(self):
        done = run("scan", "--follow", self.folder / "absent.log")
        self.assertEqual(done.returncode, 66, done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
