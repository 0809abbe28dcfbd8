#!/usr/bin/env python3
"""A mail program set up from what we hand out: real Dovecot and Postfix with TLS, the values taken from the
profile and from the autoconfig file alone; and the test mail of the set-up page."""
import base64
import email.message
import imaplib
import os
import pathlib
import plistlib
import smtplib
import ssl
import subprocess
import sys
import tempfile
import time
import unittest
import xml.etree.ElementTree

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "system"))

from dovecot import Dovecot, free_port  # noqa: E402
from postfix import Postfix, there  # noqa: E402
from test_portal import FACTS  # noqa: E402
from test_setup import PIN, Desk, hidden, shown_password  # noqa: E402

DOVECOT = """
ssl = yes
ssl_cert = <{cert}
ssl_key = <{key}
service imap-login {{
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service auth {{
  unix_listener {auth} {{
    mode = 0666
  }}
}}
"""
SUBMISSION = """
127.0.0.1:{port} inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes -o smtpd_tls_security_level=encrypt
  -o smtpd_tls_cert_file={cert} -o smtpd_tls_key_file={key}
  -o smtpd_sasl_auth_enable=yes -o smtpd_sasl_type=dovecot -o smtpd_sasl_path={auth}
  -o smtpd_client_restrictions=permit_sasl_authenticated,reject
  -o smtpd_recipient_restrictions=permit_sasl_authenticated,reject
  -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
tlsmgr unix - - n 1000? 1 tlsmgr
"""
MAIL = """
mail_imap_host = localhost
mail_imap_port = {imaps}
mail_smtp_host = localhost
mail_smtp_port = {submissions}
mail_domains = example.jp
mail_user_name = {user}
mail_ca_file = "{cert}"
setup_page = "https://pages.example.jp/setup"
"""
ADDRESS, ACCOUNT = "taro@example.jp", "A1001"


@unittest.skipUnless(there(), "no Postfix that can be started here")
class Client(unittest.TestCase):
    changes = 0

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="mioboe-client-", dir="/tmp")
        folder = pathlib.Path(cls.folder.name)
        os.chmod(folder, 0o755)
        cls.cert, key = folder / "cert.pem", folder / "key.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                        "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", cls.cert],
                       check=True, capture_output=True)
        words = {"cert": cls.cert, "key": key, "auth": folder / "auth", "imaps": free_port(), "submissions": free_port()}
        cls.dovecot = Dovecot([], DOVECOT.format(**words), lmtp=True)
        cls.dovecot.__enter__()
        cls.postfix = Postfix(cls.dovecot.lmtp, services=SUBMISSION.format(port=words["submissions"], **words))
        cls.postfix.__enter__()
        cls.desks = {user: Desk(FACTS + MAIL.format(user=user, **words)) for user in ("account", "address")}
        cls.trust = ssl.create_default_context(cafile=str(cls.cert))

    @classmethod
    def tearDownClass(cls):
        for desk in cls.desks.values():
            desk.stop()
        cls.postfix.__exit__()
        cls.dovecot.__exit__()
        cls.folder.cleanup()

    def accept(self, password):
        """Dovecot takes this password of the account, by its ID (which it reads in lower case) and by its address."""
        users = self.dovecot.dir / "users"
        users.write_text(f"{ACCOUNT.lower()}:{{PLAIN}}{password}::::::user={ADDRESS}\n{ADDRESS}:{{PLAIN}}{password}\n")
        Client.changes += 1  # Dovecot looks once a second whether the file's time in seconds is another
        os.utime(users, (time.time() + Client.changes,) * 2)
        time.sleep(1.1)

    def send_and_fetch(self, incoming, outgoing, user, password):
        """As a mail program does it: submission, then the inbox. incoming, outgoing: (host, port)."""
        mail = email.message.EmailMessage()
        mail["From"] = mail["To"] = ADDRESS
        mail["Subject"] = mark = base64.b32encode(os.urandom(10)).decode()
        mail.set_content("body")
        with smtplib.SMTP_SSL(*outgoing, context=self.trust, timeout=20) as server:
            server.login(user, password)
            server.send_message(mail)
        with imaplib.IMAP4_SSL(*incoming, ssl_context=self.trust, timeout=20) as inbox:
            inbox.login(user, password)
            end = time.monotonic() + 10
            while time.monotonic() < end:
                inbox.select("INBOX")
                if inbox.search(None, "SUBJECT", mark)[1][0]:
                    return True
                time.sleep(0.1)
        return False

    def issued(self, desk):
        return desk.api("POST", f"/v1/accounts/{ACCOUNT}/devices", {"name": "x", "kind": "iphone", "pin": PIN})

    def test_the_profile_s_values_alone_sign_in_and_send(self):
        issued = self.issued(self.desks["account"])
        self.accept(issued["password"])
        account, = plistlib.loads(base64.b64decode(issued["profile"]))["PayloadContent"]
        self.assertTrue(account["IncomingMailServerUseSSL"] and account["OutgoingMailServerUseSSL"])
        self.assertEqual(account["IncomingMailServerUsername"], ACCOUNT)
        self.assertEqual(account["OutgoingPassword"], account["IncomingPassword"])
        self.assertTrue(self.send_and_fetch(
            (account["IncomingMailServerHostName"], account["IncomingMailServerPortNumber"]),
            (account["OutgoingMailServerHostName"], account["OutgoingMailServerPortNumber"]),
            account["OutgoingMailServerUsername"], account["OutgoingPassword"]))

    def test_the_autoconfig_file_s_values_alone_sign_in_and_send(self):
        desk = self.desks["address"]
        password = self.issued(desk)["password"]
        self.accept(password)
        root = xml.etree.ElementTree.fromstring(desk.visit(f"/mail/config-v1.1.xml?emailaddress={ADDRESS}")[2])
        servers = {}
        for one in (*root.iter("incomingServer"), *root.iter("outgoingServer")):
            self.assertEqual((one.findtext("socketType"), one.findtext("authentication")), ("SSL", "password-cleartext"))
            servers[one.get("type")] = (one.findtext("hostname"), int(one.findtext("port")))
            user = one.findtext("username").replace("%EMAILADDRESS%", ADDRESS)
        self.assertTrue(self.send_and_fetch(servers["imap"], servers["smtp"], user, password))

    def page(self, desk):
        text = desk.issue(desk.link(), "new-thunderbird", "x")[2]
        return hidden(text, "issue"), shown_password(text)

    def tried(self, desk, sealed):
        status, _, text = desk.form("/setup/device", step="test", issue=sealed)
        self.assertEqual(status, 200)
        return text

    def test_the_page_s_test_mail_goes_out_and_comes_back(self):
        desk = self.desks["account"]
        sealed, password = self.page(desk)
        self.accept(password)
        text = self.tried(desk, sealed)
        self.assertIn("The mail went out and came back.", text)
        self.assertIn(password, text)
        mail = self.dovecot.mails(ADDRESS)[-1].decode()
        self.assertIn("Auto-Submitted: auto-generated", mail)
        self.assertNotIn(password, mail)
        self.assertNotIn(password, desk.errors.read_text(encoding="utf-8"))

    def test_the_page_tells_a_refused_password_from_a_server_that_is_away(self):
        desk = self.desks["account"]
        sealed, _ = self.page(desk)
        self.accept("another")
        self.assertIn("did not accept the sign-in", self.tried(desk, sealed))
        config = desk.config.read_text(encoding="utf-8")
        desk.config.write_text(config.replace(f'"{self.cert}"', '"/etc/hostname"'), encoding="utf-8")
        desk.hang_up()
        desk.wait_for("service.reloaded")
        self.assertIn("cannot be reached", self.tried(desk, sealed))
        desk.config.write_text(config, encoding="utf-8")
        desk.hang_up()
        desk.wait_for("service.reloaded", 2)


if __name__ == "__main__":
    unittest.main()
