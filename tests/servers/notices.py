"""Dovecot, Postfix, Kannel with its SMS centre and `mioboe serve` together, for tests: people sign in, are told."""
import contextlib
import email
import email.policy
import json
import pathlib
import re
import sqlite3
import tempfile
import time
import unittest
import urllib.request

import kannel
import postfix
from dovecot import Dovecot, free_port, policy_settings
from kannel import Kannel
from mioboe import run
from postfix import Postfix
from watch import Watch

HOME, ABROAD = "126.1.2.3", "73.1.2.3"  # providers in Japan and in the United States
REFERENCE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}\b")
NEEDS_SERVERS = unittest.skipUnless(postfix.there() and kannel.there(), "needs Dovecot, Postfix and Kannel, and root to start them")
SETTINGS = """
notice_start = on
notice_learning_days = 0
service_name_en = "Example Mail"
service_name_ja = "見本メール"
service_home = "https://www.example.jp/"
service_security_page = "https://www.example.jp/s"
service_contact = "+81312345678"
notice_from = notice@notice.example.jp
notice_hosts = "www.example.jp notice.example.jp"
notice_sms_from = MIOBOE
notice_check_page = "https://notice.example.jp/check"
home_countries = JP
smtp_server = "127.0.0.1:{smtp}"
sms_gateway = {gateway}
public_listen = "127.0.0.1:{public}"
found_after = 3
"""


def weeks_at_home(accounts, days=21):
    """Lines of a Dovecot's log: who signed in from home on the days before today."""
    now = time.time()
    for day in range(days, 0, -1):
        at = time.strftime("%Y-%m-%dT%H:%M", time.gmtime(now - day * 86400))
        for number, account in enumerate(accounts):
            yield (f"{at}:{number % 60:02d}.000000+00:00 mail dovecot: imap-login: Login: user=<{account}>, method=PLAIN, "
                   f"rip={HOME}, lip=192.0.2.1, mpid={1000 + day}, TLS, session=<s{day}x{number}>\n")


def body_of(mail):
    """A message of a mailbox as it was sent: CRLF, without the fields mail servers put in front of it."""
    text = mail.replace(b"\r\n", b"\n")
    head, _, rest = text.partition(b"\n\n")
    fields = re.split(rb"\n(?![ \t])", head)
    while re.match(rb"(?i)(return-path|delivered-to|received):", fields[0]):
        fields.pop(0)
    return (b"\n".join(fields) + b"\n\n" + rest).replace(b"\n", b"\r\n")


class Beside(unittest.TestCase):
    """All servers, for all tests of a class; each test has accounts of its own."""

    accounts = ()
    settings = ""
    dovecot_policy = {}  # auth_policy_...
    gateway_lines = "\nretry = 1 1 1\n"

    @classmethod
    def setUpClass(cls):
        cls.stack = contextlib.ExitStack()
        cls.addClassCleanup(cls.stack.close)
        cls.folder = pathlib.Path(cls.stack.enter_context(tempfile.TemporaryDirectory()))
        cls.db, cls.port, cls.public = cls.folder / "mioboe.db", free_port(), free_port()
        cls.learn()
        policy = policy_settings(server_url=f"http://127.0.0.1:{cls.port}/", **cls.dovecot_policy)
        cls.dovecot = cls.stack.enter_context(Dovecot(cls.accounts, policy, lmtp=True))
        cls.postfix = cls.stack.enter_context(Postfix(cls.dovecot.lmtp))
        cls.kannel = cls.stack.enter_context(Kannel())
        gateway = cls.kannel.gateway_file(f"http://127.0.0.1:{cls.port}", cls.gateway_lines)
        cls.lines = SETTINGS.format(smtp=cls.postfix.port, gateway=gateway, public=cls.public) + cls.settings
        cls.start_daemon()
        cls.stack.callback(lambda: cls.daemon.process.poll() is None and cls.daemon.stop())
        for number, name in enumerate(cls.accounts):
            cls.put(name, notice_phone=cls.phone(name), language="en" if "english" in name else "ja",
                    member_id=f"M-{1000 + number}", registered_name="Hanako" if "english" in name else "見本 花子")

    @classmethod
    def start_daemon(cls):
        cls.daemon = Watch(cls.lines, listen=f"127.0.0.1:{cls.port}", arguments=("--db", cls.db))
        cls.daemon.port = cls.port

    @classmethod
    def learn(cls):
        log = cls.folder / "mail.log"
        log.write_text("".join(weeks_at_home(cls.accounts)))
        done = run("scan", "--json", "--db", cls.db, log)
        assert done.returncode == 0, done.stderr

    @classmethod
    def phone(cls, name):
        return f"+81901234{5600 + cls.accounts.index(name)}"

    @classmethod
    def over_unix(cls, method, path, body=b""):
        with cls.daemon.connect_unix() as connection:
            return cls.daemon.ask(b"%s %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n"
                                  b"Connection: close\r\n\r\n%s" % (method, path.encode(), len(body), body), connection)

    @classmethod
    def put(cls, name, **fields):
        body = json.dumps({"sign_in_names": [name], "notice_addresses": [name], **fields}).encode()
        answer = cls.over_unix(b"PUT", f"/v1/accounts/{name.split('@')[0]}", body)
        assert answer[0] in (200, 201), answer

    def sign_in(self, name, remote, password="secret"):
        return self.dovecot.imap_answers(name, remote, password)[-1]

    def sms_to(self, name):
        return [one for one in self.kannel.messages() if one.to == self.phone(name)]

    def wait_for_sms(self, name, count=1, seconds=10):
        until = time.monotonic() + seconds
        while len(found := self.sms_to(name)) < count:
            self.assertLess(time.monotonic(), until, f"{len(found)} of {count} SMS came to {name}")
            time.sleep(0.02)
        return found

    def mail_to(self, name, count=1, seconds=10):
        return [email.message_from_bytes(mail, policy=email.policy.default)
                for mail in self.dovecot.wait_for_mails(name, count, seconds)]

    def rows(self, question, *values):
        with contextlib.closing(sqlite3.connect(f"file:{self.db}?mode=ro", uri=True)) as base:
            return base.execute(question, values).fetchall()

    def deliveries(self, name):
        """[(channel, state, tries, body)] of an account's notices, in order: states by their rank."""
        return self.rows("SELECT d.channel, d.state, d.tries, d.body FROM delivery d JOIN notice n ON n.id = d.notice "
                         "WHERE n.account IN (?, ?) ORDER BY d.id", name, name.split("@")[0])

    def verified(self, reference):
        """What the API says of a reference."""
        status, _, body = self.over_unix(b"GET", f"/v1/notices/{reference}")
        self.assertEqual(status, 200, body)
        return json.loads(body)

    def page_of(self, reference):
        """What the public page says to whoever types a reference."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.public}/check?reference={reference}", timeout=10) as answer:
            return answer.read().decode()

    def wait_until(self, question, seconds=10):
        until = time.monotonic() + seconds
        while not (found := question()):
            self.assertLess(time.monotonic(), until, "it did not come")
            time.sleep(0.05)
        return found

    def assert_signed_in(self, answer):
        self.assertRegex(answer, r"^a\d OK ")
