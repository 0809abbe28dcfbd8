#!/usr/bin/env python3
"""From a mail server's report to the owner's phone, and back: verified, found in the history, counted beforehand."""
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
from load import question_of, report_of
from mioboe import PROGRAM
from notice_fixture import Gateway, import_accounts, settings_of
from watch import WatchTest

SCHEMAS = json.loads((mioboe.ROOT / "docs/api/openapi.json").read_text(encoding="utf-8"))["components"]
KINDS = {"verify": "NoticeAnswer", "forecast": "Forecast", "test": "TestNotice", "history": "History"}
HOME, AWAY, FARTHER = "60.32.1.7", "198.51.100.9", "192.0.2.9"
WRONG = report_of("taro@example.jp", AWAY, "wrong", success=False)


class Notice(WatchTest):
    more = ""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.gateway = Gateway()
        self.addCleanup(self.gateway.close)
        self.db = self.folder / "mioboe.db"
        import_accounts(self.db, [("u-1", "taro@example.jp", "+819012345678")])
        self.daemon = self.begin(self.more)

    def begin(self, more=""):
        return self.watch(settings_of(self.folder, self.gateway, more), arguments=("--db", self.db))

    def report(self, remote, session, **words):
        answer = self.daemon.ask(report_of("taro@example.jp", remote, session, **words))
        self.assertEqual(answer[0], 200)

    def sent(self, count, seconds=5):
        """What the gateway was asked, once there is so much."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and len(self.gateway.sent) < count:
            time.sleep(0.02)
        self.assertEqual(len(self.gateway.sent), count)
        return [tries[0] for tries in self.gateway.sent.values()]

    def run_command(self, *arguments, code=0):
        done = subprocess.run([PROGRAM, *arguments, "--socket", str(self.daemon.socket), "--timezone", "UTC"],
                              capture_output=True, check=False, env={"LC_ALL": "C.UTF-8"})
        self.assertEqual(done.returncode, code, done.stderr)
        return done.stdout.decode()

    def json_of(self, *arguments, code=0):
        answer = json.loads(self.run_command(*arguments, "--json", code=code))
        if jsonschema:
            kind = KINDS[arguments[1] if arguments[0] == "notice" else arguments[0]]
            jsonschema.validate(answer, {"$ref": f"#/components/schemas/{kind}", "components": SCHEMAS})
        return answer

    def test_a_sign_in_from_abroad_reaches_the_phone_once_and_can_be_verified(self):
        self.report(HOME, "s1")
        self.assertEqual(self.daemon.ask(WRONG)[0], 200)
        self.report(AWAY, "s2")
        self.report(AWAY, "s3")
        reference, to, text = self.sent(1)[0]
        self.assertEqual(to, "+819012345678")
        self.assertIn(reference, text)
        answer = self.json_of("notice", "verify", reference.lower().replace("-", " "))
        self.assertEqual((answer["status"], answer["reference"], answer["kind"], answer["outcome"], answer["country"]),
                         ("ours", reference, "signin", "success", "US"))
        self.assertEqual(answer["account"], "ta***@example.jp")
        self.assertEqual(answer["messages"][0]["to"], "***678")
        self.assertNotIn("+8190", json.dumps(answer))
        self.assertIn(f"{reference} is a notice of ours", self.run_command("notice", "verify", reference, "--lang", "en"))
        self.assertIn("私たちが送った通知です", self.run_command("notice", "verify", reference, "--lang", "ja"))
        row = [one for one in self.json_of("history", "taro@example.jp")["history"] if one["decision"] != "allow"]
        self.assertEqual(len(row), 1)
        self.assertEqual((row[0]["notice"]["reference"], row[0]["notice"]["fate"]), (reference, "told"))
        self.assertEqual(row[0]["notice"]["messages"][0]["channel"], "sms")
        self.assertIn(reference, self.run_command("history", "taro@example.jp", "--lang", "en"))
        self.assertIn(reference, self.run_command("explain", str(row[0]["id"]), "--lang", "en"))
        self.assertEqual(self.daemon.metric('mioboe_notices{kind="signin",fate="told"}'), 1)
        self.assertEqual(len(self.gateway.sent), 1)

    def test_what_is_not_ours_is_told_apart_from_what_is_mistyped(self):
        self.assertEqual(self.json_of("notice", "verify", "0000-0000-0000-00", code=1)["status"], "unknown")
        self.assertEqual(self.json_of("notice", "verify", "0000-0000-0000-01", code=2)["status"], "malformed")
        self.assertIn("fake", self.run_command("notice", "verify", "0000-0000-0000-00", "--lang", "en", code=1))

    def check(self, settings, code=0):
        file = self.folder / "checked.conf"
        file.write_text(f'database = "{self.folder / "other.db"}"\n' + settings, encoding="utf-8")
        done = subprocess.run([PROGRAM, "config", "check", str(file)], capture_output=True, check=False,
                              env={"LC_ALL": "C.UTF-8", "HOME": str(self.folder), "XDG_RUNTIME_DIR": str(self.folder)})
        self.assertEqual(done.returncode, code, done.stdout)
        return done.stdout.decode()

    def test_config_check_names_what_is_missing_and_who_could_pose_as_the_sender(self):
        settings = settings_of(self.folder, self.gateway)
        self.assertIn("nothing is missing", self.check(settings))
        self.assertIn("missing service_contact", self.check(settings.replace("service_contact", "# service_contact"), code=78))
        self.assertIn("missing service_name_en", self.check("", code=0))
        import_accounts(self.folder / "other.db", [("u-9", "notice@example.jp", "+819012345678")])
        self.assertIn("an account has that address", self.check('notice_from = "notice@example.jp"\n' + settings, code=78))
        self.assertNotIn("address", self.check('notice_from = "info@notice.example.jp"\n' + settings))

    def test_a_test_reaches_the_phone(self):
        reference = self.run_command("notice", "test", "u-1").strip()
        self.assertEqual(self.sent(1)[0][0], reference)
        self.assertEqual(self.json_of("notice", "verify", reference)["kind"], "test")
        self.run_command("notice", "test", "nobody", code=66)

    def test_a_forecast_counts_what_was_recorded_while_notices_were_off(self):
        self.daemon.config.write_text(settings_of(self.folder, self.gateway).replace("notice_start = on", "notice_start = off"))
        self.daemon.hang_up()
        self.daemon.wait_for("service.reloaded")
        for number, remote in enumerate((HOME, AWAY, AWAY, FARTHER)):
            self.report(remote, f"s{number}")
        counted = self.json_of("notice", "forecast", "--config", str(self.daemon.config), "--days", "3")
        # Two countries within a second are of high risk, and of those one a minute is told alone.
        self.assertEqual([counted[one] for one in ("events", "notices", "held", "digests", "accounts")], [2, 1, 1, 1, 1])
        self.assertEqual([day["notices"] for day in counted["days"]], [0, 0, 1])
        self.assertEqual(counted["groups"], [{"group": "", "accounts": 1, "notices": 1}])
        self.assertIn("1 accounts would have got 1 notices", self.run_command("notice", "forecast", "--lang", "en", "--config", str(self.daemon.config)))
        self.assertEqual(len(self.gateway.sent), 0)

    def test_settings_that_miss_something_are_refused_at_a_reload_and_the_old_ones_stay(self):
        self.daemon.config.write_text(settings_of(self.folder, self.gateway).replace("service_contact", "# service_contact"))
        self.daemon.hang_up()
        refused = self.daemon.wait_for("service.reload_refused")
        self.assertIn("service_contact", refused[0]["message"])
        self.report(HOME, "s1")
        self.report(AWAY, "s2")
        self.sent(1)


class Strict(Notice):
    more = "policy = strict\n"

    def test_a_sign_in_from_abroad_reaches_the_phone_once_and_can_be_verified(self):
        """Under strict it is refused after the right password, and told as refused."""
        self.report(HOME, "s1")
        for _ in range(2):
            answer = self.daemon.ask(question_of("taro@example.jp", AWAY, "s2"))
        self.assertEqual(json.loads(answer[2])["status"], -1)
        body = WRONG.partition(b"\r\n\r\n")[2].replace(b"wrong", b"s2").replace(b'"policy_reject":false', b'"policy_reject":true')
        from watch import request
        self.assertEqual(self.daemon.ask(request(b"report", body))[0], 200)
        reference, _, text = self.sent(1)[0]
        answer = self.json_of("notice", "verify", reference)
        self.assertEqual((answer["kind"], answer["outcome"]), ("refused", "refused"))
        self.assertNotIn("signed in", text)


if __name__ == "__main__":
    unittest.main(verbosity=2)
