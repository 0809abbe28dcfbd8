#!/usr/bin/env python3
"""A restriction in stages, as a mail server and its owners see it: planned, begun, moved, taken back, told of once."""
import json
import pathlib
import subprocess
import tempfile
import time
import unittest

try:
    import jsonschema
except ImportError:
    jsonschema = None

import mioboe
from load import question_of
from mioboe import PROGRAM
from notice_fixture import Gateway, import_accounts, settings_of
from watch import WatchTest, request

SCHEMAS = json.loads((mioboe.ROOT / "docs/api/openapi.json").read_text(encoding="utf-8"))["components"]
HOME, AWAY, LINE = "60.32.1.7", "198.51.100.9", "203.0.113.5"
MORE = """
home_countries = JP
network "The line" {
    addresses = {"203.0.113.0/24"}
    country = "JP"
    trusted = true
}
"""


class Stage(WatchTest):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.gateway = Gateway()
        self.addCleanup(self.gateway.close)
        self.db = self.folder / "mioboe.db"
        import_accounts(self.db, [("u-1", "taro@example.jp", "+819012345678"), ("u-2", "hanako@example.jp", "+819012345679")])
        self.daemon = self.watch(settings_of(self.folder, self.gateway, MORE), arguments=("--db", self.db))
        self.connection = self.daemon.connect()
        self.addCleanup(self.connection.close)
        self.sessions = 0

    def stage(self, *arguments, code=0):
        done = subprocess.run([PROGRAM, "stage", *arguments, "--socket", str(self.daemon.socket), "--timezone", "UTC", "--lang", "en"],
                              capture_output=True, check=False, env={"LC_ALL": "C.UTF-8"})
        self.assertEqual(done.returncode, code, done.stderr)
        return done.stdout.decode() if code == 0 else done.stderr.decode()

    def stage_json(self, *arguments, kind="Stage"):
        answer = json.loads(self.stage(*arguments, "--json"))
        if jsonschema:
            jsonschema.validate(answer, {"$ref": f"#/components/schemas/{kind}", "components": SCHEMAS})
        return answer

    def ask(self, command, body):
        status, _, answer = self.daemon.ask(request(command.encode(), json.dumps(body).encode()), self.connection)
        self.assertEqual(status, 200)
        return json.loads(answer)

    def sign_in(self, remote, login="taro@example.jp", protocol="imap", **words):
        """As Dovecot asks: before the password, after it was right, and then the report. Gives the second answer."""
        self.sessions += 1
        session = f"s{self.sessions}"
        question = json.loads(question_of(login, remote, session).partition(b"\r\n\r\n")[2])
        question.update(protocol=protocol, **words)
        answers = [self.ask("allow", question) for _ in range(2)]
        self.assertEqual(answers[0]["status"], 0)
        refused = answers[1]["status"] < 0
        self.ask("report", question | {"success": not refused, "policy_reject": refused})
        return answers[1]

    def sent(self, count, seconds=5):
        end = time.monotonic() + seconds
        while time.monotonic() < end and len(self.gateway.sent) < count:
            time.sleep(0.02)
        self.assertEqual(len(self.gateway.sent), count)
        return [tries[0] for tries in self.gateway.sent.values()]

    def test_what_was_allowed_is_refused_stage_by_stage_and_an_app_password_never(self):
        for remote in (HOME, AWAY, LINE):
            self.assertEqual(self.sign_in(remote)["status"], 0)
        self.stage("--starts", "2026-01-01 09:00", "--origins", "foreign", "add", "abroad")
        for protocol in ("imap", "pop3", "smtp"):
            answer = self.sign_in(AWAY, protocol=protocol)
            self.assertEqual((answer["status"], answer["r_attrs"]["cause"]), (-1, "stage_abroad"))
            self.assertIn("(S1) https://notice.example.jp/e/S1", answer["msg"])
            self.assertEqual(self.sign_in(HOME, protocol=protocol)["status"], 0)
        self.assertEqual(self.sign_in(AWAY, protocol="webmail")["status"], 0)
        self.assertEqual(self.sign_in(AWAY, attrs={"app_password": "phone"})["status"], 0)
        names = [f"user{i}@example.jp" for i in range(40)]
        self.stage("--starts", "2026-02-01 09:00", "--origins", "domestic", "--percent", "0", "add", "home")
        before = set()
        for percent in (20, 60, 100):
            self.stage("--percent", str(percent), "change", "home")
            now = {name for name in names if self.sign_in(HOME, name)["status"] < 0}
            self.assertLessEqual(before, now)
            before = now
        self.assertEqual(before, set(names))
        self.assertEqual(self.sign_in(LINE)["status"], 0)
        self.stage("--starts", "2026-03-01 09:00", "--origins", "foreign,domestic,line", "add", "all")
        answer = self.sign_in(LINE)
        self.assertEqual((answer["status"], answer["r_attrs"]["cause"]), (-1, "stage_home"))
        self.assertEqual(self.sign_in(LINE, attrs={"app_password": "phone"})["status"], 0)
        self.assertGreater(self.daemon.metric('mioboe_stages_total{effect="refused"}'), 40)

    def test_postponing_and_rolling_back_hold_at_once_and_the_old_date_stays_visible(self):
        subprocess.run([PROGRAM, "announce", "--socket", str(self.daemon.socket), "--title-en", "Mail programs", "--title-ja",
                        "メールソフト", "--starts", "2026-01-01T09:00:00Z", "add", "mail-programs"], check=True, stdout=subprocess.DEVNULL)
        self.stage("--starts", "2026-01-01 09:00", "--origins", "domestic", "--announcement", "mail-programs", "add", "home")
        self.assertEqual(self.sign_in(HOME)["status"], -1)
        self.assertIn("planned", self.stage("--starts", "2099-01-01 09:00", "postpone", "home"))
        self.assertEqual(self.sign_in(HOME)["status"], 0)
        shown = self.stage("show", "home")
        self.assertIn("before: start         2026-01-01 09:00:00 (UTC), moved on", shown)
        self.assertIn("days left", shown)
        stage = self.stage_json("show", "home")
        self.assertEqual((stage["phase"], stage["moves"][0]["from"]), ("planned", "2026-01-01T09:00:00.000Z"))
        self.assertGreater(stage["days_left"], 20000)
        news = json.loads(subprocess.run([PROGRAM, "announce", "--socket", str(self.daemon.socket), "--json", "show", "mail-programs"],
                                         check=True, stdout=subprocess.PIPE).stdout)["announcements"]
        self.assertEqual((news[0]["version"], news[0]["starts"], news[0]["replaced_start"]),
                         (2, "2099-01-01T09:00:00.000Z", "2026-01-01T09:00:00.000Z"))
        self.assertIn("お詫び", news[0]["apology"]["ja"])
        self.stage("--starts", "2026-01-02 09:00", "postpone", "home")
        self.assertEqual(self.sign_in(HOME)["status"], -1)
        self.stage("pause", "home")
        self.assertEqual(self.sign_in(HOME)["status"], 0)
        self.stage("resume", "home")
        self.assertEqual(self.sign_in(HOME)["status"], -1)
        self.stage("rollback", "home")
        self.assertEqual(self.sign_in(HOME)["status"], 0)
        self.assertIn("another start", self.stage("resume", "home", code=65))
        self.assertEqual([one["id"] for one in self.stage_json("list", kind="Stages")["stages"]], ["home"])

    def test_the_owner_is_told_once_of_a_refusal_not_at_each_poll(self):
        self.stage("--starts", "2026-01-01 09:00", "--origins", "foreign,domestic", "add", "all")
        for _ in range(5):
            self.sign_in(HOME)
        reference, to, text = self.sent(1)[0]
        self.assertEqual(to, "+819012345678")
        self.assertIn("Mail program paused", text)
        self.assertIn(reference, text)
        for _ in range(5):
            self.sign_in(AWAY)
        time.sleep(0.3)
        text = self.sent(2)[1][2]
        self.assertIn("from abroad", text)
        self.assertIn("Far Net", text)
        self.assertEqual(self.daemon.metric('mioboe_notices{kind="restriction",fate="told"}'), 1)
        self.assertEqual(self.daemon.metric('mioboe_notices{kind="refused",fate="told"}'), 1)

    def test_before_the_start_whoever_will_be_refused_is_told_from_when_on(self):
        self.stage("--starts", "2099-01-01 09:00", "--nudges", "2026-01-01 09:00", "--origins", "domestic", "add", "home")
        for _ in range(3):
            self.assertEqual(self.sign_in(HOME)["status"], 0)
            self.assertEqual(self.sign_in(HOME, "hanako@example.jp", attrs={"app_password": "phone"})["status"], 0)
        text = self.sent(1)[0][2]
        self.assertIn("2099", text)
        self.assertEqual(self.sent(1)[0][1], "+819012345678")
        self.assertEqual(self.daemon.metric('mioboe_notices{kind="warning",fate="told"}'), 1)

    def test_the_preview_says_who_would_be_refused_and_what_is_left_to_convince(self):
        for i in range(12):
            self.sign_in(AWAY if i < 3 else HOME, f"user{i}@example.jp", protocol="pop3" if i == 5 else "imap")
        self.sign_in(HOME, "user4@example.jp", attrs={"app_password": "phone"})
        self.sign_in(HOME, attrs={"app_password": "phone"})
        self.sign_in(HOME, "hanako@example.jp")
        self.stage("--starts", "2099-01-01 09:00", "--origins", "foreign,domestic", "add", "all")
        self.stage("--starts", "2098-01-01 09:00", "--origins", "foreign", "add", "abroad")
        counts = self.stage_json("preview", "all", kind="StagePreview")
        self.assertEqual(counts, {"stage": "all", "affected": 13, "affected_with_app_password": 1, "ready": 1, "signins": 13,
                                  "countries": {"JP": 10, "US": 3}, "services": {"imap": 12, "pop3": 1}})
        self.assertEqual(self.stage_json("preview", "abroad", kind="StagePreview")["affected"], 3)
        self.assertRegex(self.stage("preview", "all"), r"would be refused +13\n")
        lines = [json.loads(line) for line in self.stage("affected", "abroad", "--json").splitlines()]
        self.assertEqual([one["name"] for one in lines], ["user0@example.jp", "user1@example.jp", "user2@example.jp"])
        self.assertEqual(sum(1 for line in self.stage("affected", "all").splitlines()), 13)

    def test_what_is_none_is_refused_with_what_was_expected(self):
        self.assertIn("origins: expected", self.stage("--starts", "2026-01-01 09:00", "add", "x", code=65))
        self.assertIn("--starts: expected", self.stage("--starts", "soon", "--origins", "foreign", "add", "x", code=78))
        self.assertIn("announcement: there is none",
                      self.stage("--starts", "2026-01-01 09:00", "--origins", "foreign", "--announcement", "nothing", "add", "x", code=65))
        self.assertIn("there is no stage", self.stage("pause", "x", code=66))


if __name__ == "__main__":
    unittest.main(verbosity=2)
