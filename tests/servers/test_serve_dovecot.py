#!/usr/bin/env python3
"""What people see who sign in to a real Dovecot that asks `mioboe serve`: usage test_serve_dovecot.py build/mioboe

Every connection's address comes by the HAProxy protocol; what the mail program was told is asserted.
"""
import base64
import contextlib
import datetime
import hashlib
import itertools
import json
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
from kept import history, profiles  # noqa: E402
from mioboe import run  # noqa: E402
from watch import Watch, request  # noqa: E402

HOME, MOBILE = "126.1.2.3", "49.96.1.7"  # providers in Japan
ABROAD = "73.1.2.3"  # a provider in the United States
REFUSED_PLACE = "Sign-in from this place is not allowed. Ask your mail provider. (P1)"
REFUSED_LIST = "Sign-in is blocked here by your mail provider. Ask its support. (B1)"
REFUSED_GUESSING = "Too many failed sign-ins from this network. Try again later. (G1)"
WRONG = "[AUTHENTICATIONFAILED] Authentication failed."
NEEDS_DOVECOT = unittest.skipUnless(os.getuid() == 0 and shutil.which("dovecot"), "needs Dovecot, and root to start it")
ACCOUNTS = [f"{name}@example.jp" for name in
            ("aoi", "haruto", "mei", "ren", "yui", "sora", "riku", "hina", "yuto", "rin", "saki", "kaito")]


class Counted:
    """How many questions and reports came while the block ran."""

    def __init__(self, daemon):
        self.daemon = daemon

    def now(self):
        """When nothing comes any more: reports may be late."""
        found = None
        while found != (found := [self.daemon.metric(f'mioboe_answer_seconds_count{{kind="{kind}"}}')
                                  for kind in ("allow", "report")]):
            time.sleep(0.2)
        return found

    def __enter__(self):
        self.before = self.now()
        return self

    def __exit__(self, *why):
        self.questions, self.reports = (now - before for now, before in zip(self.now(), self.before))


class Beside(unittest.TestCase):
    """A Dovecot and a daemon it asks, for all tests of a class."""

    settings = ""
    dovecot_settings = {}  # auth_policy_...
    dovecot_lines = ""

    @classmethod
    def setUpClass(cls):
        cls.stack = contextlib.ExitStack()
        cls.addClassCleanup(cls.stack.close)
        cls.port = free_port()
        cls.folder = pathlib.Path(cls.stack.enter_context(tempfile.TemporaryDirectory()))
        cls.db = cls.folder / "mioboe.db"
        cls.prepare()
        cls.daemon = cls.start()
        policy = policy_settings(**{"server_url": f"http://127.0.0.1:{cls.port}/", **cls.dovecot_settings})
        cls.dovecot = cls.stack.enter_context(Dovecot(ACCOUNTS, policy + cls.dovecot_lines))

    @classmethod
    def prepare(cls):
        """Before the daemon starts."""

    @classmethod
    def start(cls):
        daemon = Watch(cls.settings, listen=f"127.0.0.1:{cls.port}", arguments=("--db", cls.db))
        daemon.port = cls.port  # and not one that speaks TLS
        cls.stack.callback(lambda: daemon.process.poll() is None and daemon.stop())
        return daemon

    def wait_for_history(self, account, wanted):
        """A report is sent while Dovecot already answers the client."""
        for _ in range(100):
            if (found := history(self.db, account)) == wanted:
                return
            time.sleep(0.02)
        self.assertEqual(found, wanted)

    def put_on_list(self, command, **entry):
        body = json.dumps({"expire_secs": 600, "reason": "test", **entry}).encode()
        with self.daemon.connect_unix() as connection:
            self.assertEqual(self.daemon.ask(request(command, body), connection)[0], 200)

    def assert_signed_in(self, answer):
        self.assertRegex(answer, r"^(a\d? OK |\+OK |235 )")


@NEEDS_DOVECOT
class Watching(Beside):
    """policy = watch, both checks: as Mioboe is installed."""

    settings = "found_after = 3\nguess_delay = 2\nguess_accounts = 3\nguess_failures = 6\nlog_level = debug\n"
    homes = itertools.count(1)

    def setUp(self):
        self.home = f"126.1.{next(self.homes)}.3"  # failures of one test are no guessing in another

    def test_a_success_makes_three_requests_and_one_row_of_history(self):
        with Counted(self.daemon) as counted:
            self.assert_signed_in(self.dovecot.imap_answers("aoi@example.jp", self.home)[0])
            self.wait_for_history("aoi@example.jp", [("imap", "success", 1)])
        self.assertEqual((counted.questions, counted.reports), (2, 1))
        self.assertEqual(profiles(self.db)["aoi@example.jp"][0], 1)

    def test_a_wrong_password_makes_two_requests_and_is_recorded_as_one(self):
        with Counted(self.daemon) as counted:
            answer = self.dovecot.imap_answers("haruto@example.jp", self.home, "typo")
            self.wait_for_history("haruto@example.jp", [("imap", "wrong_password", 1)])
        self.assertEqual(answer, [f"a0 NO {WRONG}"])
        self.assertEqual((counted.questions, counted.reports), (1, 1))
        self.assertNotIn("haruto@example.jp", profiles(self.db))

    def test_an_unknown_user_hears_the_same_as_one_with_a_wrong_password(self):
        self.assertEqual(self.dovecot.imap_answers("nobody@example.jp", "60.32.1.1", "x"), [f"a0 NO {WRONG}"])
        self.wait_for_history("nobody@example.jp", [("imap", "wrong_password", 1)])

    def test_the_mail_program_is_told_why_a_listed_address_is_refused(self):
        self.put_on_list(b"addBLEntry", ip="198.51.100.9")
        answer = self.dovecot.imap_answers("mei@example.jp", "198.51.100.9")
        self.assertEqual(answer, [f"a0 NO [ALERT] {REFUSED_LIST}"])
        self.wait_for_history("mei@example.jp", [("imap", "refused", 1)])
        self.assertEqual(self.dovecot.pop3_answer("mei@example.jp", "198.51.100.9"), f"-ERR [AUTH] {REFUSED_LIST}")
        self.assertEqual(self.dovecot.submission_answer("mei@example.jp", "198.51.100.9"), f"535 5.7.8 {REFUSED_LIST}")
        self.assert_signed_in(self.dovecot.imap_answers("mei@example.jp", self.home)[0])

    def test_a_source_that_guesses_at_one_account_waits_before_each_password(self):
        for number in range(3):
            self.dovecot.imap_answers("ren@example.jp", "60.33.5.1", f"guess-{number}")
        self.wait_for_history("ren@example.jp", [("imap", "wrong_password", 3)])
        began = time.monotonic()
        self.dovecot.imap_answers("ren@example.jp", "60.33.5.1", "guess-3")
        slowed = time.monotonic() - began
        began = time.monotonic()
        self.assert_signed_in(self.dovecot.imap_answers("ren@example.jp", self.home)[0])
        other = time.monotonic() - began
        self.assertTrue(1.9 <= slowed < 4, slowed)
        self.assertLess(other, 1.5)

    def test_a_source_that_guesses_at_many_accounts_is_refused_and_told_why(self):
        for number in range(8):
            answer = self.dovecot.imap_answers(f"victim{number}@example.jp", "60.34.5.1", f"guess-{number}")
        self.assertEqual(answer, [f"a0 NO [ALERT] {REFUSED_GUESSING}"])
        self.assertEqual(self.dovecot.imap_answers("yui@example.jp", "60.34.5.1"), [f"a0 NO [ALERT] {REFUSED_GUESSING}"])
        self.wait_for_history("yui@example.jp", [("imap", "refused", 1)])

    def test_the_same_wrong_password_again_and_again_locks_nobody_out(self):
        self.assert_signed_in(self.dovecot.imap_answers("sora@example.jp", MOBILE)[0])
        for _ in range(20):
            self.assertEqual(self.dovecot.imap_answers("sora@example.jp", "60.35.5.1", "last-years"), [f"a0 NO {WRONG}"])
        began = time.monotonic()
        self.assert_signed_in(self.dovecot.imap_answers("sora@example.jp", "60.35.5.1")[0])
        self.assertLess(time.monotonic() - began, 1.5)

    def test_each_of_several_attempts_in_one_session_is_judged_and_recorded(self):
        with Counted(self.daemon) as counted:
            answers = self.dovecot.imap_answers("riku@example.jp", self.home, "first", "second", "secret")
            self.wait_for_history("riku@example.jp", [("imap", "wrong_password", 2), ("imap", "success", 1)])
        self.assertEqual(answers[:2], [f"a0 NO {WRONG}", f"a1 NO {WRONG}"])
        self.assert_signed_in(answers[2])
        self.assertEqual((counted.questions, counted.reports), (1 + 1 + 2, 3))

    def test_cram_md5_right_and_wrong(self):
        self.assert_signed_in(self.dovecot.cram_md5_answer("hina@example.jp", self.home))
        self.wait_for_history("hina@example.jp", [("imap", "success", 1)])
        self.assertEqual(self.dovecot.cram_md5_answer("hina@example.jp", self.home, "typo"), f"a NO {WRONG}")
        self.wait_for_history("hina@example.jp", [("imap", "success", 1), ("imap", "wrong_password", 1)])

    def test_guessing_by_cram_md5_is_seen_though_its_hash_is_always_the_same(self):
        self.assert_signed_in(self.dovecot.cram_md5_answer("saki@example.jp", self.home))
        for number in range(3):
            self.dovecot.cram_md5_answer("saki@example.jp", "60.36.5.1", f"guess-{number}")
        self.wait_for_history("saki@example.jp", [("imap", "success", 1), ("imap", "wrong_password", 3)])
        began = time.monotonic()
        self.dovecot.cram_md5_answer("saki@example.jp", "60.36.5.1", "guess-3")
        self.assertGreaterEqual(time.monotonic() - began, 1.9)

    def test_pop3_and_submission_are_recorded_by_their_names(self):
        self.assert_signed_in(self.dovecot.pop3_answer("yuto@example.jp", self.home))
        self.wait_for_history("yuto@example.jp", [("pop3", "success", 1)])
        self.assertEqual(self.dovecot.pop3_answer("yuto@example.jp", self.home, "typo"), "-ERR [AUTH] Authentication failed.")
        self.assert_signed_in(self.dovecot.submission_answer("rin@example.jp", self.home))
        self.wait_for_history("rin@example.jp", [("submission", "success", 1)])
        self.assertEqual(self.dovecot.submission_answer("rin@example.jp", self.home, "typo"), "535 5.7.8 Authentication failed.")
        self.wait_for_history("rin@example.jp", [("submission", "success", 1), ("submission", "wrong_password", 1)])

    def test_a_sign_in_from_abroad_goes_on_and_is_marked_for_a_notice(self):
        before = self.daemon.metric("mioboe_notices_total")
        self.assert_signed_in(self.dovecot.imap_answers("kaito@example.jp", self.home)[0])
        self.assert_signed_in(self.dovecot.imap_answers("kaito@example.jp", ABROAD)[0])
        self.wait_for_history("kaito@example.jp", [("imap", "success", 1), ("imap", "success", 1)])
        self.assertEqual(self.daemon.metric("mioboe_notices_total") - before, 1)


def weeks_of_sign_ins(accounts, days=21):
    """Lines of a Dovecot's log, as it would have written them on the days before today."""
    first = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=days)
    for day in range(days):
        at = first + datetime.timedelta(days=day)
        for number, account in enumerate(accounts):
            yield (f"{at:%Y-%m-%dT%H:%M}:{number:02d}.000000+00:00 mail dovecot: imap-login: Login: user=<{account}>, method=PLAIN, "
                   f"rip={HOME if day % 3 else MOBILE}, lip=192.0.2.1, mpid={1000 + day}, TLS, session=<s{day}x{number}>\n")


class Strict(Beside):
    settings = "policy = strict\nlog_level = debug\n"

    @classmethod
    def prepare(cls):
        log = cls.folder / "mail.log"
        log.write_text("".join(weeks_of_sign_ins(ACCOUNTS)))
        done = run("scan", "--json", "--db", cls.db, log)
        assert done.returncode == 0, done.stderr

    def answer_counts(self):
        """Questions refused for the place, and those that went on."""
        return [self.daemon.metric(f'mioboe_decisions_total{{result="{result}",reason="{reason}"}}')
                for result, reason in (("refused", "place"), ("went_on", "none"))]

    def judged(self, ask):
        before = self.answer_counts()
        answer = ask()
        return answer, [now - was for now, was in zip(self.answer_counts(), before)]

    def outcomes(self, account):
        return [outcome for _, outcome, _ in history(self.db, account)]

    def wait_for_outcome(self, account, outcome):
        for _ in range(100):
            if self.outcomes(account)[-1] == outcome:
                return
            time.sleep(0.02)
        self.assertEqual(self.outcomes(account)[-1], outcome)


@NEEDS_DOVECOT
class StrictBothChecks(Strict):
    dovecot_settings = {"hash_truncate": 0}  # whole hashes, which nothing else in a log looks like

    def test_a_sign_in_from_abroad_is_refused_at_the_second_question_and_told_why(self):
        answer, (refused, went_on) = self.judged(lambda: self.dovecot.imap_answers("aoi@example.jp", ABROAD))
        self.assertEqual(answer, [f"a0 NO [ALERT] {REFUSED_PLACE}"])
        self.assertEqual((refused, went_on), (1, 1))
        self.wait_for_outcome("aoi@example.jp", "refused")

    def test_a_wrong_password_from_abroad_does_not_tell_the_place_from_the_password(self):
        answer, (refused, went_on) = self.judged(lambda: self.dovecot.imap_answers("mei@example.jp", ABROAD, "typo"))
        self.assertEqual(answer, [f"a0 NO {WRONG}"])
        self.assertEqual((refused, went_on), (0, 1))

    def test_after_a_wrong_password_in_the_same_session_the_place_is_judged_at_the_next_second_question(self):
        answer, (refused, went_on) = self.judged(lambda: self.dovecot.imap_answers("ren@example.jp", ABROAD, "typo", "secret"))
        self.assertEqual(answer, [f"a0 NO {WRONG}", f"a1 NO [ALERT] {REFUSED_PLACE}"])
        self.assertEqual((refused, went_on), (1, 2))

    def test_home_is_let_in_also_after_a_refusal_from_abroad(self):
        self.dovecot.imap_answers("haruto@example.jp", ABROAD)
        self.assert_signed_in(self.dovecot.imap_answers("haruto@example.jp", HOME)[0])
        self.assertEqual(self.dovecot.imap_answers("haruto@example.jp", ABROAD), [f"a0 NO [ALERT] {REFUSED_PLACE}"])

    def test_pop3_and_submission_hear_the_same_words(self):
        self.assertEqual(self.dovecot.pop3_answer("yui@example.jp", ABROAD), f"-ERR [AUTH] {REFUSED_PLACE}")
        self.assertEqual(self.dovecot.submission_answer("yui@example.jp", ABROAD), f"535 5.7.8 {REFUSED_PLACE}")

    def test_an_address_on_the_list_of_good_ones_is_let_in_from_abroad(self):
        self.put_on_list(b"addWLEntry", ip="73.7.7.7")
        self.assert_signed_in(self.dovecot.imap_answers("sora@example.jp", "73.7.7.7")[0])

    def test_neither_passwords_nor_their_hashes_stand_in_the_log(self):
        self.assert_signed_in(self.dovecot.imap_answers("riku@example.jp", HOME, "Hb9-wrong-one", "secret")[1])
        self.dovecot.imap_answers("riku@example.jp", ABROAD)
        self.daemon.wait_for("signin.judged")
        log = self.daemon.errors.read_text()
        self.assertIn("riku@example.jp", log)
        self.assertNotIn("Hb9-wrong-one", log)
        for password in ("secret", "Hb9-wrong-one"):
            pwhash = hashlib.sha256(b"a-nonce-of-this-test" + b"riku@example.jp\0" + password.encode()).hexdigest()
            self.assertNotIn(pwhash, log)
            self.assertNotIn(pwhash[:12], log)
        self.assertNotIn("pwhash", log)


@NEEDS_DOVECOT
class StrictBeforeOnly(Strict):
    settings = Strict.settings + "policy_checks = before\n"
    dovecot_settings = {"check_after_auth": "no"}

    def test_nobody_is_refused_for_the_place(self):
        answer, (refused, went_on) = self.judged(lambda: self.dovecot.imap_answers("aoi@example.jp", ABROAD))
        self.assert_signed_in(answer[0])
        self.assertEqual((refused, went_on), (0, 1))
        self.wait_for_outcome("aoi@example.jp", "success")

    def test_lists_refuse(self):
        self.put_on_list(b"addBLEntry", ip="198.51.100.9")
        self.assertEqual(self.dovecot.imap_answers("mei@example.jp", "198.51.100.9"), [f"a0 NO [ALERT] {REFUSED_LIST}"])


@NEEDS_DOVECOT
class StrictAfterOnly(Strict):
    settings = Strict.settings + "policy_checks = after\n"
    dovecot_settings = {"check_before_auth": "no"}

    def test_the_place_refuses_at_the_only_question(self):
        answer, (refused, went_on) = self.judged(lambda: self.dovecot.imap_answers("aoi@example.jp", ABROAD))
        self.assertEqual(answer, [f"a0 NO [ALERT] {REFUSED_PLACE}"])
        self.assertEqual((refused, went_on), (1, 0))
        self.wait_for_outcome("aoi@example.jp", "refused")

    def test_a_wrong_password_is_reported_without_a_question(self):
        with Counted(self.daemon) as counted:
            self.assertEqual(self.dovecot.imap_answers("mei@example.jp", HOME, "typo"), [f"a0 NO {WRONG}"])
            self.wait_for_outcome("mei@example.jp", "wrong_password")
        self.assertEqual((counted.questions, counted.reports), (0, 1))

    def test_home_is_let_in(self):
        self.assert_signed_in(self.dovecot.imap_answers("ren@example.jp", HOME)[0])


@NEEDS_DOVECOT
class Secret(Beside):
    """Dovecot sends a secret, and only then is it answered."""

    dovecot_settings = {"server_api_header": "Authorization: Basic " + base64.b64encode(b"dovecot:mOUYb1Kw0xQ9").decode()}

    @classmethod
    def prepare(cls):
        cls.settings = f'secrets = "{cls.folder}/secrets"\n'
        cls.write_secret("mOUYb1Kw0xQ9")

    @classmethod
    def write_secret(cls, secret):
        path = cls.folder / "secrets"
        path.touch(0o600)
        path.write_text(f"dovecot policy {secret}\n")

    def test_the_right_secret_is_heard_and_another_one_changes_nothing(self):
        self.assert_signed_in(self.dovecot.imap_answers("aoi@example.jp", HOME)[0])
        self.wait_for_history("aoi@example.jp", [("imap", "success", 1)])
        self.write_secret("another-one-now")
        self.daemon.hang_up()
        self.daemon.wait_for("service.reloaded")
        self.assert_signed_in(self.dovecot.imap_answers("aoi@example.jp", HOME)[0])  # the server is refused, not the person
        self.dovecot.wait_for_lines("401", 1)
        self.assertEqual(history(self.db, "aoi@example.jp"), [("imap", "success", 1)])
        self.assertNotIn("mOUYb1Kw0xQ9", self.daemon.errors.read_text())


@NEEDS_DOVECOT
class Encrypted(Beside):
    @classmethod
    def prepare(cls):
        port = free_port()
        certificate, key = cls.folder / "certificate", cls.folder / "key"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                        "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate],
                       check=True, capture_output=True)
        cls.folder.chmod(0o755)  # Dovecot reads the certificate as its own user
        cls.settings = f'listen_tls = "127.0.0.1:{port}"\ntls_certificate = "{certificate}"\ntls_key = "{key}"\n'
        cls.dovecot_settings = {"server_url": f"https://localhost:{port}/"}
        cls.dovecot_lines = f"ssl_client_ca_file = {certificate}\n"

    def test_dovecot_asks_over_tls(self):
        with Counted(self.daemon) as counted:
            self.assert_signed_in(self.dovecot.imap_answers("aoi@example.jp", HOME)[0])
            self.wait_for_history("aoi@example.jp", [("imap", "success", 1)])
        self.assertEqual((counted.questions, counted.reports), (2, 1))


@NEEDS_DOVECOT
class Outage(Beside):
    def test_without_the_daemon_dovecot_lets_people_in_and_history_goes_on_when_it_is_back(self):
        self.assert_signed_in(self.dovecot.imap_answers("aoi@example.jp", HOME)[0])
        self.wait_for_history("aoi@example.jp", [("imap", "success", 1)])
        self.assertEqual(self.daemon.stop(), 0)
        began = time.monotonic()
        self.assert_signed_in(self.dovecot.imap_answers("aoi@example.jp", HOME)[0])
        self.assertLess(time.monotonic() - began, 5)  # two questions, at most two seconds each
        self.assertEqual(self.dovecot.imap_answers("aoi@example.jp", HOME, "typo"), [f"a0 NO {WRONG}"])
        type(self).daemon = self.start()
        self.assertEqual(history(self.db, "aoi@example.jp"), [("imap", "success", 1)])
        self.assert_signed_in(self.dovecot.imap_answers("aoi@example.jp", HOME)[0])
        self.wait_for_history("aoi@example.jp", [("imap", "success", 2)])


if __name__ == "__main__":
    unittest.main(verbosity=2)
