#!/usr/bin/env python3
"""Every door, with a real server at it: Dovecot by Lua, by policy and by both, nginx's mail proxy, Postfix, PAM.

Usage: test_doors.py build/mioboe. Stages come and go while the servers run; what mail programs were told is asserted.
"""
import base64
import concurrent.futures
import contextlib
import datetime
import json
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest

sys.path[:0] = [str(pathlib.Path(__file__).parent), str(pathlib.Path(__file__).parents[1] / "system")]
import nginx  # noqa: E402
import pam  # noqa: E402
import postfix  # noqa: E402
from dovecot import Dovecot, free_port, policy_settings  # noqa: E402
from kept import history  # noqa: E402
from watch import Watch  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
HOME, ABROAD = "60.32.1.3", "198.51.100.9"
NETWORKS = """
network "Home Fibre" {
    addresses = {"60.32.0.0/16"}
    country = "JP"
}
network "Far Net" {
    addresses = {"198.51.100.0/24"}
    country = "US"
}
"""
SETTINGS = """
language = en
log_level = debug
home_countries = JP
password_hash_memory = 8
password_hash_passes = 1
notice_start = on
notice_learning_days = 0
notice_channels = both
notice_from = notice@notice.example.jp
smtp_server = 127.0.0.1:9
service_name_en = "Example Mail"
service_name_ja = "例メール"
service_home = "https://www.example.jp/"
service_security_page = "https://www.example.jp/s"
service_contact = "https://www.example.jp/help"
notice_hosts = "www.example.jp notice.example.jp"
notice_check_page = "https://notice.example.jp/check"
"""
SECRET = "mOUYb1Kw0xQ9-of-this-test"
BACKEND_SECRET = "Backend-2Lq8"
MAIN = "Main-horse 馬 battery"
WRONG_IMAP = "NO [AUTHENTICATIONFAILED] Authentication failed."
ACCOUNTS = 12
ATTRIBUTES = "login=%{orig_user} pwhash=%{hashed_password} remote=%{rip} device_id=%{client_id} protocol=%s session_id=%{if;%{session};eq;;%{pid};%{session}}"
NEEDS_SERVERS = unittest.skipUnless(
    os.getuid() == 0 and shutil.which("dovecot") and nginx.there() and pam.there(), "needs Dovecot, nginx, pam_wrapper, and root")


def utc(**ago):
    return (datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(**ago)).strftime("%Y-%m-%dT%H:%M:%SZ")


class Doors(unittest.TestCase):
    """One daemon with accounts, passwords and stages; each class puts servers before it."""

    daemon_settings = ""

    @classmethod
    def setUpClass(cls):
        cls.stack = contextlib.ExitStack()
        cls.addClassCleanup(cls.stack.close)
        cls.folder = pathlib.Path(cls.stack.enter_context(tempfile.TemporaryDirectory()))
        cls.folder.chmod(0o755)
        cls.db = cls.folder / "mioboe.db"
        for name, text in (("secrets", f"doors policy,verify,metrics {SECRET}\n"), ("backend", BACKEND_SECRET + "\n"), ("token", SECRET + "\n")):
            (cls.folder / name).write_text(text)
            (cls.folder / name).chmod(0o600)
        cls.port = free_port()
        cls.daemon = Watch(SETTINGS + f'secrets = "{cls.folder}/secrets"\nplace_cache = "{cls.folder}/places"\n' + cls.daemon_settings + NETWORKS,
                           listen=f"127.0.0.1:{cls.port}", arguments=("--db", cls.db))
        cls.stack.callback(lambda: cls.daemon.process.poll() is None and cls.daemon.stop())
        for number in range(ACCOUNTS):
            cls.api("PUT", f"/v1/accounts/u-{number}", {"sign_in_names": [f"name{number}"], "mail_addresses": [f"mail{number}@example.jp"],
                                                        "notice_addresses": [f"told{number}@example.jp"], "language": "en"})
            cls.api("PUT", f"/v1/accounts/u-{number}/password", {"password": MAIN})
        cls.app = cls.app_password(0)
        cls.logs = [cls.daemon.errors]

    @classmethod
    def api(cls, method, path, body=None, wanted=200):
        data = b"" if body is None else json.dumps(body).encode()
        with cls.daemon.connect_unix() as connection:
            status, _, answer = cls.daemon.ask(b"%s %s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s" % (
                method.encode(), path.encode(), len(data), data), connection)
        assert status == wanted, (method, path, status, answer)
        return json.loads(answer)

    @classmethod
    def app_password(cls, number, **wish):
        return cls.api("POST", f"/v1/accounts/u-{number}/app-passwords", {"name": "phone", **wish})["app_password"]

    @classmethod
    def stage(cls, name, *origins, **members):
        cls.api("POST", "/v1/stages", {"id": name, "starts": utc(seconds=5), "origins": list(origins), **members})

    @classmethod
    def change_stage(cls, name, **members):
        cls.api("PUT", f"/v1/stages/{name}", members)

    @classmethod
    def put_lua(cls, judge):
        text = (ROOT / "contrib/dovecot/mioboe.lua").read_text()
        for old, new in (("http://127.0.0.1:8084", f"http://127.0.0.1:{cls.port}"), ("/etc/dovecot/mioboe.token", f"{cls.folder}/token"),
                         ("local judge = false", f"local judge = {str(judge).lower()}")):
            assert old in text
            text = text.replace(old, new)
        path = cls.folder / f"mioboe-{judge}.lua"
        path.write_text(text)
        return f"passdb {{\n  driver = lua\n  args = file={path} blocking=yes\n}}\n"

    @classmethod
    def start_dovecot(cls, judge=None, policy=None, accounts=(), **more):
        """judge: None for no Lua. policy: asks the policy server, too, with these auth_policy_ settings."""
        lines = ""
        if policy is not None:
            header = base64.b64encode(f"dovecot:{SECRET}".encode()).decode()
            lines = policy_settings(server_url=f"http://127.0.0.1:{cls.port}/", server_api_header=f"Authorization: Basic {header}",
                                    request_attributes=ATTRIBUTES, **policy)
        lines += "auth_verbose = yes\nauth_debug = yes\n"
        server = cls.stack.enter_context(Dovecot(accounts, lines + more.pop("lines", ""), passdb=None if judge is None else cls.put_lua(judge), **more))
        cls.logs.append(server.dir / "log")
        return server

    def wait_for(self, what, wanted):
        """Reports are sent, and recorded, while the client has its answer already."""
        for _ in range(150):
            if (found := what()) == wanted:
                return
            time.sleep(0.02)
        self.assertEqual(found, wanted)

    def wait_for_history(self, login, *wanted):
        self.wait_for(lambda: sorted(history(self.db, login)), sorted(wanted))

    def told(self, number):
        """Mails put down to leave for an account."""
        with contextlib.closing(sqlite3.connect(f"file:{self.db}?mode=ro", uri=True)) as base:
            return base.execute("SELECT count(*) FROM delivery WHERE recipient LIKE ?", (f"%told{number}@%",)).fetchone()[0]

    def refused(self, login):
        return sum(count for _, outcome, count in history(self.db, login) if outcome == "refused")

    def assert_in(self, *answers):
        for answer in answers:
            self.assertRegex(answer, r"^(a0 OK |\+OK |235 )")

    def assert_nothing_secret_is_logged(self):
        for path in self.logs:
            text = path.read_text(errors="replace")
            self.assertGreater(len(text), 100, path)
            for secret in (MAIN, self.app, self.app.replace("-", ""), SECRET, BACKEND_SECRET, "Typo-of-somebody"):
                shown = re.findall(f".*{re.escape(secret)}.*", text)
                self.assertEqual(shown, [], path)

    def answers(self, server, account, remote, password):
        """By IMAP, POP3 and submission, all at once: a failure is told later."""
        with concurrent.futures.ThreadPoolExecutor() as pool:
            one, two, three = (pool.submit(how, account, remote, password)
                               for how in (server.imap_answers, server.pop3_answer, server.submission_answer))
            return one.result()[0], two.result(), three.result()


REFUSED_ABROAD = ("a0 NO [ALERT] ", "-ERR [AUTH] ", "535 5.7.8 ")


@NEEDS_SERVERS
class Stages(Doors):
    """A whole campaign at a Dovecot whose passdb verifies and whose policy server judges."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = cls.start_dovecot(judge=False, policy={})

    def sign_in(self, number, service, remote):
        """At a door that asks over HTTP."""
        return self.api("POST", "/v1/passwords/verify", {"login": f"name{number}", "password": MAIN, "service": service, "remote": remote, "judge": True})

    def signs_in_at_home(self):
        return [self.sign_in(number, "imap", HOME)["result"] == "right" for number in range(ACCOUNTS)]

    def test_from_the_first_stage_to_the_last_and_back_without_a_restart(self):
        name, mail = "name0", "mail0@example.jp"
        self.assert_in(*self.answers(self.server, name, HOME, MAIN), *self.answers(self.server, mail, ABROAD, MAIN))

        self.stage("abroad", "foreign")
        before = self.told(0)
        refused = self.answers(self.server, name, ABROAD, MAIN)
        for answer, begin in zip(refused, REFUSED_ABROAD):
            self.assertTrue(answer.startswith(begin) and "(S1)" in answer and "https://notice.example.jp/e/S1" in answer, answer)
        for _ in range(4):  # a mail program polls
            self.server.imap_answers(name, ABROAD, MAIN)
        self.wait_for(lambda: self.refused(name), 7)
        self.assertEqual(self.told(0), before + 1)
        self.assert_in(*self.answers(self.server, name, HOME, MAIN), *self.answers(self.server, name, ABROAD, self.app))
        wrong = self.server.imap_answers(name, ABROAD, "Typo-of-somebody")[0]
        self.assertEqual(wrong, "a0 " + WRONG_IMAP)

        self.stage("home", "domestic", percent=50)
        first = self.signs_in_at_home()
        self.assertTrue(True in first and False in first, first)
        self.assertEqual([self.server.sign_in_imap(f"name{number}", HOME, MAIN) for number in range(ACCOUNTS)], first)
        self.change_stage("home", percent=80)
        self.assertTrue(all(was or not now for was, now in zip(first, self.signs_in_at_home())), "nobody is freed by more")

        self.stage("all", "foreign", "domestic", "line")
        self.assertEqual(self.signs_in_at_home(), [False] * ACCOUNTS)
        self.assertIn("(S2)", self.server.imap_answers(name, HOME, MAIN)[0])
        self.assert_in(*self.answers(self.server, name, HOME, self.app), *self.answers(self.server, name, ABROAD, self.app))
        self.assertEqual([self.sign_in(0, "web", remote)["result"] for remote in (HOME, ABROAD)], ["right", "right"])

        self.change_stage("all", starts=utc(days=-30))  # postponed
        self.change_stage("home", state="paused")
        self.assertEqual(self.signs_in_at_home(), [True] * ACCOUNTS)
        self.assert_in(self.server.imap_answers(name, HOME, MAIN)[0])
        self.assertFalse(self.server.sign_in_imap(name, ABROAD, MAIN))
        self.change_stage("abroad", state="rolled_back")
        self.assert_in(*self.answers(self.server, name, ABROAD, MAIN))
        self.assert_nothing_secret_is_logged()

    def test_an_app_password_opens_what_it_is_for_and_nothing_when_revoked(self):
        receive = self.app_password(1, scopes=["imap", "pop3"])
        imap, pop, submission = self.answers(self.server, "name1", HOME, receive.replace("-", " ").upper())
        self.assert_in(imap, pop)
        self.assertEqual(submission, "535 5.7.8 Authentication failed.")
        self.api("DELETE", "/v1/accounts/u-1/app-passwords")
        self.assertEqual(self.server.imap_answers("name1", HOME, receive)[0], "a0 " + WRONG_IMAP)

    def test_whatever_name_is_typed_the_mailbox_is_the_accounts(self):
        for login in ("name2", "mail2@example.jp", "MAIL2@example.jp"):
            self.assertTrue(self.server.sign_in_imap(login, HOME, MAIN))
        self.assertGreaterEqual(self.server.log_text().count("Login: user=<u-2>"), 3)
        self.wait_for_history("mail2@example.jp", ("imap", "success", 2))


class Joined(Doors):
    """However many of them ask about it, one sign-in is one."""

    def check_joined(self, server, wrong=WRONG_IMAP):
        for login, passwords in (("name3", (MAIN,)), ("name4", ("Typo-of-somebody", "Typo-of-another", MAIN))):
            answers = server.imap_answers(login, HOME, *passwords)
            self.assertRegex(answers[-1], r"^a\d OK ")
            self.assertEqual(answers[:-1], [f"a{i} {wrong}" for i in range(len(passwords) - 1)])
        self.wait_for_history("name3", ("imap", "success", 1))
        self.wait_for_history("name4", ("imap", "success", 1), ("imap", "wrong_password", 2))
        self.stage("abroad", "foreign")
        refused = server.imap_answers("name5", ABROAD, MAIN)[0]
        self.wait_for_history("name5", ("imap", "refused", 1))
        self.assert_in(server.imap_answers("name3", ABROAD, self.app_password(3))[0])
        self.assert_nothing_secret_is_logged()
        return refused


@NEEDS_SERVERS
class LuaAlone(Joined):
    def test_it_judges_and_reports_by_itself(self):
        refused = self.check_joined(self.start_dovecot(judge=True))
        self.assertEqual(refused, "a0 " + WRONG_IMAP)  # Dovecot shows no reason of a passdb
        self.assertIn("stage_abroad", self.daemon.errors.read_text())


@NEEDS_SERVERS
class LuaAndPolicy(Joined):
    def test_both_judge_and_it_is_one_sign_in(self):
        self.assertIn("(S1)", self.check_joined(self.start_dovecot(judge=True, policy={})))


@NEEDS_SERVERS
class LuaAndPolicyAfterwards(Joined):
    daemon_settings = "policy_checks = after\n"

    def test_the_policy_server_hears_what_the_passdb_was_told(self):
        refused = self.check_joined(self.start_dovecot(judge=True, policy={"check_before_auth": "no"}))
        self.assertEqual(refused, "a0 " + WRONG_IMAP)  # the passdb refused it before


@NEEDS_SERVERS
class PolicyAlone(Doors):
    """The password is Dovecot's own: which kind it was is not known, so a stage takes it for a main password."""

    def test_a_stage_refuses_with_its_words(self):
        server = self.start_dovecot(policy={}, accounts=["name6", "name7"])
        self.assert_in(server.imap_answers("name6", ABROAD, "secret")[0])
        self.stage("abroad", "foreign")
        self.assertIn("(S1)", server.imap_answers("name6", ABROAD, "secret")[0])
        self.assert_in(server.imap_answers("name6", HOME, "secret")[0])
        self.wait_for_history("name6", ("imap", "success", 1), ("imap", "success", 1), ("imap", "refused", 1))


@NEEDS_SERVERS
class Nginx(Doors):
    """nginx's mail proxy in front of a Dovecot that knows one password, nginx's own."""

    @classmethod
    def setUpClass(cls):
        users = [f"u-{number}" for number in range(ACCOUNTS)]
        cls.backend = Dovecot(users)
        (cls.backend.dir / "users").write_text("".join(f"{user}:{{PLAIN}}{BACKEND_SECRET}\n" for user in users))
        folder = tempfile.TemporaryDirectory()
        secret = pathlib.Path(folder.name) / "backend"
        secret.write_text(BACKEND_SECRET + "\n")
        secret.chmod(0o600)
        cls.daemon_settings = (f'nginx_imap = "127.0.0.1:{cls.backend.imap}"\nnginx_pop3 = "127.0.0.1:{cls.backend.pop3}"\n'
                               f'nginx_smtp = "127.0.0.1:{cls.backend.submission}"\nnginx_password_file = "{secret}"\n')
        super().setUpClass()
        cls.stack.callback(folder.cleanup)
        cls.stack.enter_context(cls.backend)
        cls.server = cls.stack.enter_context(nginx.Nginx(f"http://127.0.0.1:{cls.port}/v1/doors/nginx", SECRET))
        cls.logs.append(cls.backend.dir / "log")

    def test_all_three_protocols_go_through_to_the_accounts_mailbox(self):
        self.assert_in(*self.answers(self.server, "mail2@example.jp", HOME, MAIN), *self.answers(self.server, "name2", ABROAD, self.app_password(2)))
        self.wait_for(lambda: self.backend.log_text().count("Login: user=<u-2>"), 6)
        self.assertIn(f"rip={ABROAD}", self.backend.log_text())
        self.wait_for_history("mail2@example.jp", ("imap", "success", 1), ("pop3", "success", 1), ("submission", "success", 1))
        self.assert_nothing_secret_is_logged()

    def test_each_protocol_hears_in_its_own_words_why_not(self):
        self.assertEqual(self.answers(self.server, "name3", HOME, "Typo-of-somebody"), (
            "a0 " + WRONG_IMAP, "-ERR [AUTH] Authentication failed.", "535 5.7.8 Authentication failed."))
        self.stage("abroad", "foreign")
        for answer, begin in zip(self.answers(self.server, "name3", ABROAD, MAIN), ("a0 NO [ALERT] ", "-ERR [AUTH] ", "534 5.7.9 ")):
            self.assertTrue(answer.startswith(begin) and "(S1)" in answer and "https://notice.example.jp/e/S1" in answer, answer)
        self.assert_in(*self.answers(self.server, "name3", HOME, MAIN))
        self.change_stage("abroad", state="rolled_back")
        self.assert_in(self.server.imap_answers("name3", ABROAD, MAIN)[0])

    def test_a_method_that_hides_the_password_is_refused(self):
        self.assertRegex(self.server.submission_cram_answer("name4", HOME), r"^504 5\.5\.4 ")

    def test_whoever_has_no_token_gets_no_answer(self):
        heads = b"Auth-Method: plain\r\nAuth-User: name5\r\nAuth-Pass: x\r\nAuth-Protocol: imap\r\n"
        self.assertEqual(self.daemon.get("/v1/doors/nginx", heads)[0], 401)
        token = b"Authorization: Bearer " + SECRET.encode() + b"\r\n"
        status, headers, _ = self.daemon.get("/v1/doors/nginx", heads.replace(b"Auth-Pass: x", b"Auth-Pass: x%0d%0aAuth-Status: OK") + token)
        self.assertEqual((status, headers["auth-status"], headers["auth-wait"]), (200, "[AUTHENTICATIONFAILED] Authentication failed.", "2"))
        self.assertNotIn("auth-server", headers)
        self.assertEqual(self.daemon.get("/v1/doors/nginx", heads.replace(b"imap", b"gopher") + token)[0], 400)
        self.assertEqual(self.daemon.get("/v1/doors/nginx", token)[0], 400)


@NEEDS_SERVERS
class ByPam(Doors):
    """Programs that ask PAM: pamtester, a Dovecot, saslauthd."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.services = pam.Services(cls.folder)
        for name in ("imap", "smtp", "mioboe"):
            cls.services.put_module(name, f"socket={cls.daemon.socket}", "canonical")

    def test_a_program_that_asks_pam_hears_what_the_daemon_says(self):
        self.assertEqual(self.services.sign_in("imap", "name1", MAIN, remote=HOME)[0], 0)
        self.assertIn("Authentication failure", self.services.sign_in("imap", "name1", "Typo-of-somebody", remote=HOME)[1])
        self.stage("abroad", "foreign")
        code, last, said = self.services.sign_in("imap", "name1", MAIN, remote=ABROAD)
        self.assertNotEqual(code, 0)
        self.assertIn("Permission denied", last)
        self.assertIn("(S1)", said)
        self.assertIn("https://notice.example.jp/e/S1", said)
        self.assertEqual(self.services.sign_in("imap", "name1", self.app_password(1), remote=ABROAD)[0], 0)
        self.wait_for_history("name1", ("imap", "success", 1), ("imap", "wrong_password", 1), ("imap", "refused", 1), ("imap", "success", 1))
        self.change_stage("abroad", state="rolled_back")
        self.assert_nothing_secret_is_logged()

    def test_a_dovecot_that_asks_pam(self):
        lines = "import_environment = $import_environment " + " ".join(f"{k}={v}" for k, v in self.services.environment.items()) + "\n"
        server = self.stack.enter_context(Dovecot([], lines, passdb="passdb {\n  driver = pam\n  args = mioboe\n}\n", environment=self.services.environment))
        self.assert_in(server.imap_answers("mail2@example.jp", HOME, MAIN)[0])
        self.wait_for(lambda: server.log_text().count("Login: user=<u-2>"), 1)
        self.assertEqual(server.imap_answers("name2", HOME, "Typo-of-somebody"), ["a0 " + WRONG_IMAP])

    @unittest.skipUnless(shutil.which("saslauthd") and shutil.which("testsaslauthd"), "needs sasl2-bin")
    def test_saslauthd_as_cyrus_and_postfix_ask_it(self):
        run = self.folder / "saslauthd"
        run.mkdir()
        process = subprocess.Popen(["saslauthd", "-a", "pam", "-d", "-n", "0", "-m", str(run)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL, start_new_session=True, env={**os.environ, **self.services.environment})
        try:
            for _ in range(100):
                if (run / "mux").exists():
                    break
                time.sleep(0.02)

            def ask(service, password):
                return subprocess.run(["testsaslauthd", "-f", run / "mux", "-s", service, "-u", "name4", "-p", password],
                                      capture_output=True, check=False, timeout=30).returncode == 0
            receive = self.app_password(4, scopes=["imap"])
            self.assertEqual([ask("imap", MAIN), ask("imap", "Typo-of-somebody"), ask("imap", receive), ask("smtp", receive), ask("smtp", MAIN)],
                             [True, False, True, False, True])
        finally:
            process.terminate()
            process.wait(20)
        self.wait_for_history("name4", ("imap", "success", 1), ("imap", "success", 1), ("imap", "wrong_password", 1), ("submission", "wrong_password", 1),
                              ("submission", "success", 1))


@NEEDS_SERVERS
@unittest.skipUnless(postfix.there(), "needs Postfix")
class Submission(Doors):
    """Postfix asks Dovecot's SASL, as docs/doors.md has it."""

    def test_postfix_tells_why(self):
        folder = pathlib.Path(self.stack.enter_context(tempfile.TemporaryDirectory(dir="/tmp")))
        folder.chmod(0o755)
        auth = f"service auth {{\n  unix_listener {folder}/auth {{\n    mode = 0666\n  }}\n}}\n"
        self.start_dovecot(judge=False, policy={}, lines=auth)
        server = self.stack.enter_context(postfix.Postfix(free_port(), settings=(
            f"smtpd_sasl_auth_enable = yes\nsmtpd_sasl_type = dovecot\nsmtpd_sasl_path = {folder}/auth\nsmtpd_sasl_security_options = noanonymous\n"
            "smtpd_authorized_xclient_hosts = 127.0.0.1\n")))
        self.stage("abroad", "foreign")
        self.assertEqual(server.sign_in("name8", HOME, MAIN)[:3], "235")
        self.assertEqual(server.sign_in("name8", ABROAD, self.app_password(8))[:3], "235")
        refused = server.sign_in("name8", ABROAD, MAIN)
        self.assertTrue(refused.startswith("535 5.7.8 Error: authentication failed: ") and "(S1)" in refused, refused)
        self.wait_for_history("name8", ("submission", "success", 1), ("submission", "success", 1), ("submission", "refused", 1))
        self.assert_nothing_secret_is_logged()


if __name__ == "__main__":
    unittest.main(verbosity=2)
