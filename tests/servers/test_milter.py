#!/usr/bin/env python3
"""The mail filter in the flow of mail: usage test_milter.py build/mioboe

Postfix asks `mioboe milter`, with the lines of contrib/postfix/filter.cf, and delivers to a Dovecot that files
by contrib/dovecot/mioboe.sieve.
"""
import contextlib
import email
import email.policy
import pathlib
import re
import shutil
import sys
import tempfile
import time
import unittest

sys.path[:0] = [str(pathlib.Path(__file__).parent), str(pathlib.Path(__file__).parents[1] / "system")]
import postfix  # noqa: E402
from dovecot import Dovecot, free_port  # noqa: E402
from load import report_of  # noqa: E402
from milter import FAKE, PLAIN, Flow, Milter, killed_beside, postfix_settings, send, subjects_of  # noqa: E402
from mioboe import ROOT, run  # noqa: E402
from notice_fixture import NETWORKS  # noqa: E402
from notices import body_of  # noqa: E402
from postfix import Postfix  # noqa: E402
from watch import Watch  # noqa: E402

HOME, AWAY = "60.32.1.7", "198.51.100.9"
SETTINGS = """
notice_start = on
notice_learning_days = 0
notice_channels = mail
service_name_en = "Example Mail"
service_name_ja = "見本メール"
service_home = "https://www.example.jp/"
service_security_page = "https://www.example.jp/s"
service_contact = "https://www.example.jp/help"
notice_from = notice@notice.example.jp
notice_hosts = "www.example.jp notice.example.jp"
notice_check_page = "https://notice.example.jp/check"
"""
SIEVE = """
protocol lmtp {{
  mail_plugins = sieve
}}
plugin {{
  sieve_before = {}
}}
"""
VERDICT = "X-Mioboe-Verdict"
PEOPLE = [f"{name}@example.jp" for name in ("aoi", "haruto", "mei", "ren", "sora", "riku", "hina", "yui", "kai", "nao", "rin", "kaito")]


def parsed(mail):
    return email.message_from_bytes(mail, policy=email.policy.default)


def flat(message):
    return [re.sub(r"\s+", " ", value) for value in message.get_all(VERDICT, [])]


@unittest.skipUnless(postfix.there(), "needs Dovecot and Postfix, and root to start them")
class Filtered(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stack = contextlib.ExitStack()
        cls.addClassCleanup(cls.stack.close)
        cls.folder = pathlib.Path(cls.stack.enter_context(tempfile.TemporaryDirectory()))
        cls.folder.chmod(0o755)
        sieve = cls.folder / "sieve/mioboe.sieve"
        sieve.parent.mkdir()
        shutil.copy(ROOT / "contrib/dovecot/mioboe.sieve", sieve)
        shutil.chown(sieve.parent, "nobody", "nogroup")
        cls.dovecot = cls.stack.enter_context(Dovecot(PEOPLE, SIEVE.format(sieve), lmtp=True))
        cls.filter = Milter(cls.folder, SETTINGS, daemon=cls.folder / "mioboe.sock")
        cls.stack.callback(cls.filter.stop)
        cls.filter.start()
        cls.postfix = cls.stack.enter_context(Postfix(cls.dovecot.lmtp, settings=postfix_settings(cls.filter.port, alone=True)
                                                      + "message_size_limit = 200000000\nvirtual_mailbox_limit = 0\n"))
        cls.port = free_port()  # of filters that come and go beside a second Postfix
        cls.second = cls.stack.enter_context(Postfix(cls.dovecot.lmtp, settings=postfix_settings(cls.port)))
        lines = SETTINGS + f'smtp_server = "127.0.0.1:{cls.postfix.port}"\nplace_cache = "{cls.folder}/places"\n' + NETWORKS
        db = cls.folder / "mioboe.db"
        people = cls.folder / "people.jsonl"
        people.write_text("".join(f'{{"id":"{one.split("@")[0]}","sign_in_names":["{one}"],"notice_addresses":["{one}"],'
                                  '"language":"ja"}\n' for one in PEOPLE))
        done = run("account", "--db", db, "import", "--format", "jsonl", people)
        assert done.returncode == 0, done.stderr
        cls.daemon = Watch(lines, arguments=("--db", db, "--socket", cls.folder / "mioboe.sock"))
        cls.stack.callback(lambda: cls.daemon.process.poll() is None and cls.daemon.stop())

    def folder_of(self, name, folder="", count=1, seconds=10):
        """The mails in a folder of a mailbox, once so many are there."""
        until = time.monotonic() + seconds
        place = self.dovecot.dir / "mail" / name / folder
        while True:
            found = [f.read_bytes() for part in ("new", "cur") for f in (place / part).glob("*")]
            if len(found) >= count:
                return found
            self.assertLess(time.monotonic(), until, f"{len(found)} of {count} mails in {name} {folder}:\n"
                            + self.postfix.log_text()[-1500:] + self.filter.log_text()[-1500:] + self.dovecot.log_text()[-800:])
            time.sleep(0.02)

    def another(self, name, more=""):
        """A filter for the second Postfix, in a folder of its own."""
        folder = self.folder / name
        folder.mkdir()
        return Milter(folder, SETTINGS + more, port=self.port)

    def verify(self, mail, *options):
        path = self.folder / f"{time.monotonic_ns()}.eml"
        path.write_bytes(mail)
        return run("milter", "verify", "--key", self.filter.key, *options, path)

    def notice_of(self, name):
        for remote, session in ((HOME, "s1"), (AWAY, "s2")):
            self.assertEqual(self.daemon.ask(report_of(name, remote, session))[0], 200)
        return self.folder_of(name, ".Notices")[0]

    def test_a_genuine_notice_is_filed_by_the_rule(self):
        name = "aoi@example.jp"
        mail = self.notice_of(name)
        verdict = flat(parsed(mail))
        self.assertEqual(len(verdict), 1)
        self.assertTrue(verdict[0].startswith("v=1; verdict=genuine; notice=own; state=checked;"), verdict)
        done = self.verify(mail, "--recipient", name)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("notice=own", done.stdout)

    def test_the_same_notice_to_somebody_else_or_with_a_link_is_not_filed_as_ours(self):
        mail = self.notice_of("haruto@example.jp")
        copy = body_of(re.sub(rb"(?m)^X-Mioboe-Verdict:.*(\r?\n[ \t].*)*\r?\n", b"", mail))
        send(self.postfix.port, "mei@example.jp", copy)
        found = flat(parsed(self.folder_of("mei@example.jp")[0]))
        self.assertIn("verdict=cannot_tell; notice=no;", found[0])
        around = (b"From: x@friends.example\r\nTo: haruto@example.jp\r\nSubject: see below\r\nMIME-Version: 1.0\r\n"
                  b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n"
                  b"Ring me about this, please.\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n" + copy + b"\r\n--b--\r\n")
        send(self.postfix.port, "haruto@example.jp", around)
        found = flat(parsed(self.folder_of("haruto@example.jp")[0]))
        self.assertIn("verdict=cannot_tell; notice=no;", found[0])

    def test_a_message_that_brings_the_header_itself_is_not_filed_and_loses_it(self):
        name = "ren@example.jp"
        real = flat(parsed(self.notice_of("sora@example.jp")))[0]
        forged = ("X-Mioboe-Verdict: " + real + "\n"
                  "x-mioboe-verdict: v=1; verdict=genuine; notice=own; state=checked\n"
                  "X-MIOBOE-VERDICT:\n v=1;\n verdict=genuine;\n notice=own;\n"
                  "Subject: hello\nx-Mioboe-Verdict : v=1; verdict=genuine; notice=own; x\n")
        send(self.postfix.port, name, forged + PLAIN.format(to=name, subject="second", id="forged"))
        mail = self.folder_of(name)[0]
        found = flat(parsed(mail))
        self.assertEqual(len(found), 1, found)
        self.assertIn("notice=no;", found[0])
        self.assertEqual(mail.lower().count(b"x-mioboe-verdict"), 1)
        self.assertEqual(self.verify(mail).returncode, 0)

    def test_a_fake_is_tagged_and_nothing_else_of_it_is_changed(self):
        name = "riku@example.jp"
        fake = FAKE.format(to=name, subject="Urgent", id="fake-1")
        send(self.postfix.port, name, fake)
        mail = self.folder_of(name, ".Junk")[0]
        self.assertIn("verdict=fake; notice=no;", flat(parsed(mail))[0])
        without = re.sub(rb"(?m)^X-Mioboe-Verdict:.*(\r?\n[ \t].*)*\r?\n", b"", mail)
        self.assertEqual(body_of(without).strip(), fake.encode().replace(b"\n", b"\r\n").strip())
        done = self.verify(mail.replace(b"verdict=fake", b"verdict=genuine"))
        self.assertEqual(done.returncode, 1)
        self.assertIn("not sealed", done.stdout)
        moved = self.verify(mail.replace("24時間".encode(), "48時間".encode()))
        self.assertEqual((moved.returncode, "another message" in moved.stdout), (1, True))
        other = self.verify(mail, "--recipient", "hina@example.jp")
        self.assertEqual((other.returncode, "other recipients" in other.stdout), (1, True))

    def test_nothing_of_a_message_gets_into_a_header(self):
        name = "hina@example.jp"
        evil = ("From: \"a\\r\\nX-Evil: 1\" <a@b.example>\nTo: x\nSubject: =?utf-8?Q?a=0D=0AX-Evil:_2?=\n"
                "Message-ID: <a\r X-Evil: 3@b>\nDate: \x01\n\nhttp://docomo.ne.jp.evil.example/\r\nX-Evil: 4\n")
        send(self.postfix.port, name, evil, sender="\"X-Evil: 5\"@b.example")
        message = parsed(self.folder_of(name)[0])
        self.assertIsNone(message["X-Evil"])
        self.assertRegex(flat(message)[0], r"^[a-zA-Z0-9=;._ -]+$")

    def test_a_mail_with_an_attachment_of_100_megabytes_passes_in_bounded_memory(self):
        name = "yui@example.jp"
        line = b"QUJD" * 19 + b"\r\n"
        big = (b"From: a@b.example\r\nTo: x\r\nSubject: big\r\nMIME-Version: 1.0\r\nContent-Type: application/zip\r\n"
               b"Content-Transfer-Encoding: base64\r\n\r\n" + line * (100_000_000 // len(line)))
        send(self.postfix.port, name, big)
        mail = self.folder_of(name, seconds=30)[0]
        self.assertGreater(len(mail), 98_000_000)
        self.assertNotIn("verdict=genuine", flat(email.message_from_bytes(mail[:4000], policy=email.policy.default))[0])
        status = pathlib.Path(f"/proc/{self.filter.process.pid}/status").read_text()
        self.assertLess(int(re.search(r"VmHWM:\s+(\d+)", status)[1]), 120_000, "KiB, the most it ever held")

    def test_a_verdict_does_not_wait_for_a_record_that_hangs(self):
        name = "kai@example.jp"
        self.daemon.process.send_signal(19)
        try:
            began = time.monotonic()
            send(self.postfix.port, name, PLAIN.format(to=name, subject="M7K2-9QXD-4TRW-8C", id="hang"))
            took = time.monotonic() - began
        finally:
            self.daemon.process.send_signal(18)
        self.assertIn("state=", flat(parsed(self.folder_of(name)[0]))[0])
        self.assertLess(took, 3)

    def test_without_the_filter_mail_passes_and_brings_no_verdict_along(self):
        name = "nao@example.jp"
        forged = "X-Mioboe-Verdict: v=1; verdict=genuine; notice=own; x\n" + PLAIN.format(to=name, subject="dead", id="dead")
        began = time.monotonic()
        send(self.second.port, name, forged)
        self.assertLess(time.monotonic() - began, 4)
        self.assertEqual(flat(parsed(self.folder_of(name)[0])), [])
        with self.another("alive") as own:
            send(self.second.port, name, forged.replace("dead", "alive"))
            found = [flat(parsed(mail)) for mail in self.folder_of(name, count=2)]
            self.assertEqual(sorted(len(one) for one in found), [0, 1])
        self.assertEqual(own.counted()['mioboe_filter_messages_total{verdict="cannot_tell"}'], 1)

    def test_fakes_are_held_and_their_subjects_marked_where_the_settings_say_so(self):
        name = "rin@example.jp"
        with self.another("hold", "filter_fake = hold\n"):
            send(self.second.port, name, FAKE.format(to=name, subject="held", id="held"))
            end = time.monotonic() + 5
            while not (held := list((self.second.dir / "queue/hold").rglob("*"))) and time.monotonic() < end:
                time.sleep(0.05)
            self.assertEqual(len(held), 1)
        with self.another("mark", 'filter_subject = "[偽メール?]"\n'):
            send(self.second.port, name, FAKE.format(to=name, subject="one\n  two\n\tthree", id="marked"))
            found = parsed(self.folder_of(name, ".Junk")[0])
            self.assertEqual(re.sub(r"\s+", " ", found["Subject"]), "[偽メール?] one two three")
            send(self.second.port, name, PLAIN.format(to=name, subject="left alone", id="plain"))
            self.assertEqual(parsed(self.folder_of(name)[0])["Subject"], "left alone")

    def test_no_mail_is_lost_or_doubled_while_the_filter_is_killed_and_started_again(self):
        name = "kaito@example.jp"
        with self.another("killed") as own:
            flow = Flow(self.second.port, name, rate=20, seconds=4)
            self.assertEqual(killed_beside(flow, own, 0.8, 4), 2)
            self.assertEqual((len(flow.accepted), flow.refused), (80, []))
            mails = self.folder_of(name, count=60) + self.folder_of(name, ".Junk", count=0)
            end = time.monotonic() + 10
            while len(mails) < 80 and time.monotonic() < end:
                time.sleep(0.1)
                mails = self.folder_of(name, count=60) + self.folder_of(name, ".Junk", count=0)
        self.assertEqual(subjects_of(mails), {one: 1 for one in flow.accepted})
        self.assertGreater(sum(b"X-Mioboe-Verdict: v=1" in mail for mail in mails), 10)

    def test_zz_no_address_and_no_word_of_a_message_is_logged(self):
        log = self.filter.log_text()
        self.assertIn("filter.judged", log)
        for secret in (*PEOPLE, "friends.example", "docomo-support", "Urgent", "lunch", "24時間", "hanako"):
            self.assertNotIn(secret, log)


if __name__ == "__main__":
    unittest.main(verbosity=2)
