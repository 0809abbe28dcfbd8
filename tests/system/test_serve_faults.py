#!/usr/bin/env python3
"""What goes wrong around mioboe serve: a disk that hangs or is full, a clock that jumps, a reload, a siege."""
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import time
import unittest

from kept import counts, history, opened
from load import Load, question_of, report_of
from mioboe import PROGRAM
from watch import WatchTest

SHIM = os.environ.get("MIOBOE_SHIM", str(pathlib.Path(PROGRAM).parent / "tests/system/shim.so"))
SANITIZED = os.environ.get("MIOBOE_SANITIZED", "none")
HOME = "126.1.2.3"
FULL_DISK = 'mount -t tmpfs -o size=2m none "$DISK" && exec "$@"'
HANG_S = 4  # test_serve_store.py does it for longer, with a lock
QUICK_S = 1  # half of what Dovecot waits
SIEGE_LOGINS, SIEGE_SOURCES = 65000, 10000
SIEGE_MEMORY = 64 << 20  # bytes it may add: fixed tables and 65,536 names that only failed


def may_mount():
    return os.getuid() == 0 and subprocess.run(["unshare", "-m", "true"], check=False, capture_output=True).returncode == 0


def cause(answer):
    return json.loads(answer[2])["r_attrs"]["cause"]


class FaultTest(WatchTest):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.db = self.folder / "mioboe.db"

    def shimmed(self, settings=""):
        return self.watch(settings, arguments=("--db", self.db),
                          environment={"LD_PRELOAD": SHIM, "SHIM_FOLDER": str(self.folder)})

    def assert_went_on(self, answer):
        self.assert_allowed(answer)
        self.assertEqual(cause(answer), "none")

    def timed(self, daemon, data):
        began = time.monotonic()
        answer = daemon.ask(data)
        return answer, time.monotonic() - began


class HangingDisk(FaultTest):
    def test_questions_are_answered_and_no_report_is_acknowledged_until_the_disk_is_back(self):
        daemon = self.shimmed()
        self.assertEqual(daemon.ask(report_of("aoi@example.jp", HOME, "s1"))[0], 200)
        hang = self.folder / "hang"
        hang.touch()
        self.addCleanup(hang.unlink, missing_ok=True)
        end, asked, slowest_question, slowest_report = time.monotonic() + HANG_S, 0, 0, 0
        while time.monotonic() < end:
            asked += 1
            answer, took = self.timed(daemon, question_of("aoi@example.jp", HOME, f"q{asked}"))
            self.assert_went_on(answer)
            slowest_question = max(slowest_question, took)
            answer, took = self.timed(daemon, report_of(f"late{asked}@example.jp", HOME, f"q{asked}"))
            self.assertEqual(answer[0], 503)
            self.assertTrue(json.loads(answer[2])["reason"])
            slowest_report = max(slowest_report, took)
        self.assertLess(slowest_question, QUICK_S)
        self.assertLess(slowest_report, QUICK_S)  # 0.2 s are the setting answer_ms
        self.assertEqual(daemon.get("/healthz")[0], 200)
        self.assertGreaterEqual(daemon.metric("mioboe_reports_unrecorded_total"), asked)
        hang.unlink()
        self.assert_reports_are_taken_again(daemon)
        found = counts(self.db)
        self.assertEqual(found["aoi@example.jp"]["success"][0], 1)
        self.assertTrue(all(row["success"][0] == 1 for login, row in found.items() if login.startswith("late")))

    def assert_reports_are_taken_again(self, daemon):
        end, number = time.monotonic() + 5, 0
        while (status := daemon.ask(report_of(f"back{number}@example.jp", HOME, "b"))[0]) != 200 and time.monotonic() < end:
            number += 1
            time.sleep(0.1)
        self.assertEqual(status, 200)
        self.assertEqual(history(self.db, f"back{number}@example.jp"), [("imap", "success", 1)])


@unittest.skipUnless(may_mount(), "needs root to make a full disk")
class FullDisk(FaultTest):
    def test_people_sign_in_and_history_goes_on_when_there_is_room_again(self):
        disk = self.folder / "disk"
        disk.mkdir()
        daemon = self.watch(arguments=("--db", disk / "mioboe.db"), environment={"DISK": str(disk)},
                            before=("unshare", "-m", "sh", "-c", FULL_DISK, "sh"))
        inside = pathlib.Path(f"/proc/{daemon.process.pid}/root{disk}")
        self.assertEqual(daemon.ask(report_of("aoi@example.jp", HOME, "s1"))[0], 200)
        self.fill(inside / "filler")
        acknowledged, refused = self.report_until_refused(daemon)
        self.assertIn("reason", json.loads(refused[2]))
        daemon.wait_for("signin.report_lost")
        self.assert_went_on(daemon.ask(question_of("aoi@example.jp", HOME, "q")))
        self.assertEqual(daemon.get("/healthz")[0], 200)
        (inside / "filler").unlink()
        answer = daemon.ask(report_of("after@example.jp", HOME, "s2"))
        self.assertEqual(answer[0], 200, answer)
        for name in ("mioboe.db", "mioboe.db-wal"):
            shutil.copy(inside / name, self.folder)
        found = {login for login, row in counts(self.db).items() if row["success"][0] == 1}
        self.assertEqual(found, {"aoi@example.jp", "after@example.jp", *acknowledged})

    def fill(self, path):
        with self.assertRaises(OSError), path.open("wb", buffering=0) as file:
            while file.write(bytes(4096)) == 4096:
                pass
            raise OSError

    def report_until_refused(self, daemon):
        acknowledged = []
        for number in range(2000):
            answer = daemon.ask(report_of(f"full{number}@example.jp", HOME, f"f{number}"))
            if answer[0] != 200:
                self.assertEqual(answer[0], 503)
                return acknowledged, answer
            acknowledged.append(f"full{number}@example.jp")
        self.fail("the disk is not full")


class JumpingClock(FaultTest):
    def jump(self, seconds):
        new = self.folder / "clock.new"
        new.write_text(str(seconds))
        new.rename(self.folder / "clock")

    def test_an_hour_back_stops_nothing_and_loses_nothing(self):
        daemon = self.shimmed("policy = strict\n")
        with daemon.connect() as connection:
            self.assert_went_on(daemon.ask(question_of("aoi@example.jp", HOME, "s1"), connection))
            self.assertEqual(daemon.ask(report_of("aoi@example.jp", HOME, "s1"), connection)[0], 200)
            self.assert_went_on(daemon.ask(question_of("aoi@example.jp", HOME, "s2"), connection))
            self.jump(-3600)
            self.assert_went_on(daemon.ask(question_of("aoi@example.jp", HOME, "s2"), connection))
            self.assertEqual(daemon.ask(report_of("aoi@example.jp", HOME, "s2"), connection)[0], 200)
            self.assertEqual(daemon.ask(report_of("new@example.jp", HOME, "s3"), connection)[0], 200)
        # One row; two when an hour back is the UTC day before, as rows are grouped by day.
        rows = history(self.db, "aoi@example.jp")
        self.assertEqual({row[:2] for row in rows}, {("imap", "success")})
        self.assertEqual(sum(row[2] for row in rows), 2)
        self.assertLessEqual(len(rows), 1 if time.gmtime().tm_hour >= 1 else 2)
        newest = counts(self.db)["new@example.jp"]["success"][1] / 1000
        self.assertAlmostEqual(newest, time.time() - 3600, delta=30)  # by the clock as it is
        self.assertEqual(daemon.stop(), 0)

    def test_failures_are_counted_across_it(self):
        daemon = self.shimmed("found_after = 4\nguess_delay = 7\n")
        for number in range(2):
            self.assertEqual(daemon.ask(report_of("aoi@example.jp", "60.32.1.1", f"s{number}", False, f"0{number}aa"))[0], 200)
        self.jump(-3600)
        for number in range(2, 6):
            self.assertEqual(daemon.ask(report_of("aoi@example.jp", "60.32.1.1", f"s{number}", False, f"0{number}aa"))[0], 200)
        answer = daemon.ask(question_of("aoi@example.jp", "60.32.1.1", "q"))
        self.assertEqual((json.loads(answer[2])["status"], cause(answer)), (7, "guessing"))

    def processor_seconds(self, daemon):
        fields = pathlib.Path(f"/proc/{daemon.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def test_counters_of_the_service_are_still_recorded_once_a_second(self):
        daemon = self.shimmed()
        self.jump(-3600)
        before = self.processor_seconds(daemon)
        time.sleep(2)
        self.assertLess(self.processor_seconds(daemon) - before, 0.5)
        self.assertEqual(daemon.ask(report_of("aoi@example.jp", HOME, "s1"))[0], 200)
        end = time.monotonic() + 5
        while not self.counters() and time.monotonic() < end:
            time.sleep(0.1)
        self.assertGreater(self.counters(), 0)

    def counters(self):
        with opened(self.db) as base:
            return base.execute("SELECT count(*) FROM counter").fetchone()[0]


class Reload(FaultTest):
    def test_no_request_of_many_mail_servers_is_lost(self):
        daemon = self.watch(arguments=("--db", self.db))

        def sign_ins(peer):
            number = 0
            while True:
                number += 1
                login, session = f"p{peer}n{number}@example.jp", f"{peer}-{number}"
                yield None, question_of(login, HOME, session)
                yield None, question_of(login, HOME, session)
                yield login, report_of(login, HOME, session)
        with Load(daemon.port, [sign_ins(peer) for peer in range(32)]) as load:
            for number in range(20):
                daemon.config.write_text(f"guess_delay = {number % 5 + 1}\n", encoding="utf-8")
                daemon.hang_up()
                time.sleep(0.15)
        daemon.wait_for("service.reloaded", 10)
        self.assertEqual([answer for answer in load.answers if answer[1] != 200], [])
        self.assertEqual((load.unanswered, load.failure), ([], None))
        reported = [login for login, _, _, _ in load.answers if login]
        self.assertGreater(len(reported), 200)
        self.assertEqual({login: row["success"][0] for login, row in counts(self.db).items()}, dict.fromkeys(reported, 1))


class Siege(FaultTest):
    def memory(self, daemon):
        text = pathlib.Path(f"/proc/{daemon.process.pid}/status").read_text(encoding="ascii")
        return int(text.partition("VmRSS:")[2].split()[0]) * 1024

    def source(self, number):
        """10,000 addresses of 40 networks."""
        number %= SIEGE_SOURCES
        return f"45.{number // 250}.7.{number % 250 + 1}"

    def attempts(self, peer, peers):
        for number in range(peer, SIEGE_LOGINS, peers):
            yield "guess", report_of(f"user{number}@example.jp", self.source(number * 7), f"g{number}", False, f"{number % 4096:04x}")

    def test_one_attacker_with_ten_thousand_addresses_against_65_000_logins(self):
        daemon = self.watch(arguments=("--db", self.db))
        for owner in range(20):
            self.assertEqual(daemon.ask(report_of(f"owner{owner}@example.jp", f"126.1.{owner}.3", f"o{owner}"))[0], 200)
        before, slowest = self.memory(daemon), 0
        with Load(daemon.port, [self.attempts(peer, 64) for peer in range(64)]) as load:
            while load.thread.is_alive():
                for owner in range(20):
                    answer, took = self.timed(daemon, question_of(f"owner{owner}@example.jp", f"126.1.{owner}.3", f"q{owner}"))
                    self.assert_went_on(answer)
                    slowest = max(slowest, took)
                time.sleep(0.2)
        self.assertEqual(len(load.answers), SIEGE_LOGINS)
        self.assertEqual({status for _, status, _, _ in load.answers}, {200})
        self.assertLess(slowest, QUICK_S)
        if SANITIZED == "none":  # which keeps what was freed
            self.assertLess(self.memory(daemon) - before, SIEGE_MEMORY)
        answer = daemon.ask(question_of("owner1@example.jp", self.source(1), "s"))
        self.assertEqual((json.loads(answer[2])["status"], cause(answer)), (-1, "guessing"))
        self.assert_went_on(daemon.ask(question_of("owner1@example.jp", "126.1.1.3", "t")))
        self.assert_went_on(daemon.ask(question_of("stranger@example.jp", "126.9.9.9", "u")))
        self.assertEqual(daemon.stop(), 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
