#!/usr/bin/env python3
"""A mail forwarded to be checked, and the answer to it: usage test_forward.py build/mioboe

Postfix hands it to `mioboe forward` with the transport of contrib/postfix/forward.cf; the answer goes back through
the same Postfix to a Dovecot.
"""
import contextlib
import email
import email.policy
import pathlib
import re
import shutil
import smtplib
import stat
import sys
import tempfile
import time
import unittest

sys.path[:0] = [str(pathlib.Path(__file__).parent), str(pathlib.Path(__file__).parents[1] / "system")]
import postfix  # noqa: E402
from dovecot import Dovecot  # noqa: E402
from forwards import FORWARDS, INSIDE, clients  # noqa: E402
from mioboe import PROGRAM, ROOT, run  # noqa: E402
from postfix import Postfix  # noqa: E402
from watch import Watch  # noqa: E402

CHECK = "check@example.jp"
PEOPLE = [f"{name}@example.jp" for name in ("taro", "hanako", "ken", "mai", "eve", "shop", "busy", "again", "yuki", "away")]
SETTINGS = """
service_name_en = "Example Mail"
service_name_ja = "見本メール"
service_contact = "https://www.example.jp/help"
notice_from = notice@notice.example.jp
check_authserv_id = mail.example.jp
forward_address = check@example.jp
forward_resellers = "shop@example.jp @reseller.example"
forward_hour = 30
"""
ALIVE = "Authentication-Results: mail.example.jp; dmarc=pass header.from={}\n"
LIVE = re.compile(r"(?i)href|src=|https?://|www\.|docomo-login\.security|[\w.-]+@(?!example\.jp|mail\.example)[\w-]+\.\w")


def words_of(mail):
    return mail.get_body(("plain",)).get_content() + mail.get_body(("html",)).get_content()


@unittest.skipUnless(postfix.there(), "needs Dovecot and Postfix, and root to start them")
class Forwarded(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stack = contextlib.ExitStack()
        cls.addClassCleanup(cls.stack.close)
        cls.folder = pathlib.Path(cls.stack.enter_context(tempfile.TemporaryDirectory()))
        cls.folder.chmod(0o755)
        cls.state = cls.folder / "state"
        cls.state.mkdir()
        shutil.chown(cls.state, "nobody", "nogroup")
        cls.program = cls.folder / "mioboe"
        shutil.copy(PROGRAM, cls.program)
        cls.config = cls.folder / "mioboe.conf"
        cls.dovecot = cls.stack.enter_context(Dovecot(PEOPLE, lmtp=True))
        snippet = (ROOT / "contrib/postfix/forward.cf").read_text().replace("check@example.jp", CHECK)
        service = re.sub(r"(?m)^#.*\n", "", snippet.partition("# master.cf")[2])
        service = service.replace("user=mioboe-forward", "user=nobody").replace(
            "/usr/bin/mioboe forward", f"{cls.program} forward --config={cls.config} --socket={cls.folder}/mioboe.sock")
        main = re.sub(r"(?m)^#.*\n", "", snippet.partition("# master.cf")[0])
        cls.postfix = cls.stack.enter_context(Postfix(
            cls.dovecot.lmtp, settings=main + "smtpd_authorized_xclient_hosts = 127.0.0.0/8\nminimal_backoff_time = 1s\n"
            "maximal_backoff_time = 2s\nqueue_run_delay = 1s\n", services=service))
        cls.config.write_text(SETTINGS + f'smtp_server = "127.0.0.1:{cls.postfix.port}"\nforward_state = "{cls.state}"\n',
                              encoding="utf-8")
        db = cls.folder / "mioboe.db"
        people = cls.folder / "people.jsonl"
        people.write_text("".join(f'{{"id":"{one.split("@")[0]}","sign_in_names":["{one}"],"language":'
                                  f'"{"en" if one[:3] in ("ken", "eve") else "ja"}"}}\n' for one in PEOPLE[:7])
                          + '{"id":"again","sign_in_names":["again@example.jp"]}\n{"id":"away","sign_in_names":["away@example.jp"]}\n')
        done = run("account", "--db", db, "import", "--format", "jsonl", people)
        assert done.returncode == 0, done.stderr
        cls.daemon = Watch(f'place_cache = "{cls.folder}/places"\nsocket_users = "nobody"\n',
                           arguments=("--db", db, "--socket", cls.folder / "mioboe.sock"))
        cls.stack.callback(lambda: cls.daemon.process.poll() is None and cls.daemon.stop())
        (cls.folder / "mioboe.sock").chmod(0o777)

    def send(self, sender, message, login=None, envelope=None):
        """To the address of the check; login: as whom it is handed over."""
        with smtplib.SMTP("127.0.0.1", self.postfix.port, timeout=60) as smtp:
            smtp.ehlo()
            if login:
                self.assertEqual(smtp.docmd(f"XCLIENT LOGIN={login}")[0], 220)
            smtp.sendmail(sender if envelope is None else envelope, CHECK, message.encode() if isinstance(message, str) else message)

    def answers(self, name, count=1, seconds=15):
        mails = self.dovecot.wait_for_mails(name, count, seconds)
        return [email.message_from_bytes(mail, policy=email.policy.default) for mail in mails]

    def wait_for_log(self, queue, seconds=10):
        """Until Postfix has nothing under way any more."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if not any(any(f.is_file() for f in (self.postfix.dir / "queue" / part).rglob("*")) for part in queue):
                return
            time.sleep(0.05)

    def silent(self):
        self.wait_for_log(("incoming", "active", "maildrop"))
        time.sleep(0.2)

    def test_each_clients_way_of_forwarding_is_answered_once_in_the_senders_language(self):
        for name in ("taro@example.jp", "ken@example.jp"):
            for number, (client, mail) in enumerate(clients(name, "ja" if name[0] == "t" else "en").items()):
                with self.subTest(client=client, name=name):
                    self.send(name, mail, login=name)
                    found = self.answers(name, number + 1)
                    self.assertEqual(len(found), number + 1)
                    answer = found[-1]
                    words = words_of(answer)
                    self.assertIn("偽物です" if name[0] == "t" else "Fake", answer["Subject"])
                    self.assertIn("何もせずに削除" if name[0] == "t" else "Do nothing and delete it", words)
                    self.assertNotRegex(words.replace("https://www.example.jp/help", ""), LIVE)
                    self.assertIn("[.]", words)
                    self.assertEqual(answer["Auto-Submitted"], "auto-replied")
                    self.assertEqual(answer["Return-Path"], "<>")
                    self.assertEqual(answer["Precedence"], "auto_reply")
                    self.assertEqual(answer["From"].addresses[0].addr_spec, CHECK)
                    self.assertEqual(answer["To"].addresses[0].addr_spec, name)
                    self.assertEqual(answer["In-Reply-To"], email.message_from_string(mail)["Message-ID"])

    def test_who_did_not_sign_in_needs_a_believed_result(self):
        name = "hanako@example.jp"
        mail = clients(name, "ja")["gmail"]
        self.send(name, mail)
        self.send(name, "Authentication-Results: elsewhere.example; dmarc=pass header.from=example.jp\n" + mail)
        self.send(name, ALIVE.format("friends.example") + mail)
        self.silent()
        self.assertEqual(self.dovecot.mails(name), [])
        self.send(name, ALIVE.format("example.jp") + mail)
        self.assertEqual(len(self.answers(name)), 1)

    def test_nobody_unknown_no_program_and_no_loop_is_answered(self):
        name = "mai@example.jp"
        mail = clients(name, "ja")["gmail"]
        for number, front in enumerate(("Auto-Submitted: auto-replied\n", "Precedence: list\n", "List-Id: <a.example>\n",
                                        "X-Loop: x\n", "X-Autoreply: yes\n")):
            self.send(name, front + mail.replace("Message-ID: <", f"Message-ID: <{number}."), login=name)
        self.send(name, mail, login=name, envelope="")
        self.send(name, mail, login="hanako@example.jp")
        self.send(name, mail, login=name, envelope="hanako@example.jp")
        self.send(CHECK, clients(CHECK, "ja")["gmail"], login=CHECK)
        unknown = "yuki@example.jp"
        self.send(unknown, ALIVE.format("example.jp") + clients(unknown, "ja")["gmail"])
        self.silent()
        self.assertEqual((self.dovecot.mails(name), self.dovecot.mails(unknown), self.dovecot.mails("hanako@example.jp")[1:]),
                         ([], [], []))

    def test_a_reseller_gets_a_text_to_hand_on(self):
        self.send("shop@example.jp", clients("shop@example.jp", "ja")["thunderbird"], login="shop@example.jp")
        self.assertIn("お客様にお渡しいただける文面", words_of(self.answers("shop@example.jp")[0]))

    def test_a_mail_without_a_forwarded_one_is_told_how_to_forward(self):
        name = "eve@example.jp"
        self.send(name, f"From: {name}\nTo: {CHECK}\nSubject: hello\nMessage-ID: <n@x>\n\nIs my mailbox full?\n", login=name)
        answer = self.answers(name)[0]
        self.assertIn("No forwarded message", answer["Subject"])
        self.assertIn("Forward as attachment", words_of(answer))

    def test_a_mail_is_answered_once_even_when_the_program_is_killed(self):
        name = "again@example.jp"
        mail = clients(name, "en")["apple"]
        real = self.program.with_suffix(".real")
        self.program.rename(real)
        count = self.folder / "tries"
        # The first three tries end by SIGKILL: at once, a moment later, and right after the answer.
        self.program.write_text(f"""#!/bin/sh
n=$(($(cat {count} 2>/dev/null || echo 0) + 1))
echo $n >{count}
[ $n -gt 1 ] || kill -9 $$
[ $n -gt 2 ] || {{ {real} "$@" & sleep 0.01; kill -9 $! $$; }}
[ $n -gt 3 ] || {{ {real} "$@"; kill -9 $$; }}
exec {real} "$@"
""")
        self.program.chmod(stat.S_IRWXU | stat.S_IRGRP | stat.S_IXGRP | stat.S_IROTH | stat.S_IXOTH)
        count.write_text("0\n")
        count.chmod(0o666)
        try:
            self.send(name, mail, login=name)
            self.answers(name, 1, 20)
            end = time.monotonic() + 20
            while int(count.read_text()) < 4 and time.monotonic() < end:
                time.sleep(0.1)
            self.wait_for_log(("incoming", "active", "deferred"), 10)
        finally:
            real.rename(self.program)
        self.assertEqual(int(count.read_text()), 4, self.postfix.log_text()[-1500:])
        self.assertEqual(len(self.answers(name)), 1)

    def test_a_mail_waits_while_nobody_can_say_who_its_sender_is(self):
        name = "away@example.jp"
        hidden = self.folder / "hidden.sock"
        (self.folder / "mioboe.sock").rename(hidden)
        try:
            self.send(name, clients(name, "ja")["apple"], login="away")
            self.silent()
            self.assertEqual(self.dovecot.mails(name), [])
        finally:
            hidden.rename(self.folder / "mioboe.sock")
        self.assertEqual(len(self.answers(name)), 1)

    def test_more_than_an_hours_worth_is_not_answered(self):
        name = "busy@example.jp"
        self.config.write_text(self.config.read_text().replace("forward_hour = 30", "forward_hour = 2"))
        try:
            for number in range(4):
                self.send(name, clients(name, "ja")["gmail"].replace("Message-ID: <", f"Message-ID: <{number}."), login=name)
                self.silent()
        finally:
            self.config.write_text(self.config.read_text().replace("forward_hour = 2\n", "forward_hour = 30\n"))
        self.assertEqual(len(self.answers(name, 2)), 2)

    def test_texts_of_the_message_bring_no_header_and_no_markup(self):
        name = "yuki@example.jp"
        evil = INSIDE.replace('"NTT DOCOMO"', '"=?utf-8?Q?x=0D=0ABcc:_evil@b.example?= <script>alert(1)</script>"')
        evil = evil.replace("info@docomo-support.xyz", 'a"<b>\\r\\nBcc:@docomo-support.xyz')
        self.send(name, FORWARDS["attached"]("Fwd: x\r\n <b>", evil, name, "en"), login=name)
        raw = self.dovecot.wait_for_mails(name, 1)[0]
        answer = email.message_from_bytes(raw, policy=email.policy.default)
        self.assertIsNone(answer["Bcc"])
        html = answer.get_body(("html",)).get_content()
        self.assertEqual(set(re.findall(r"<(\w+)", html)) - {"html", "head", "meta", "body", "p", "h2"}, set())
        self.assertNotRegex(words_of(answer).replace("https://www.example.jp/help", ""), LIVE)

    def test_zz_nothing_of_a_mail_is_kept_or_logged(self):
        kept = b"".join(f.read_bytes() + f.name.encode() for f in self.state.rglob("*") if f.is_file())
        log = self.daemon.errors.read_bytes()
        for secret in (*PEOPLE, "docomo-support", "ご本人様", "Message-ID", "friends.example"):
            self.assertNotIn(secret.encode(), kept + log)


if __name__ == "__main__":
    unittest.main(verbosity=2)
