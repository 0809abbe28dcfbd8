#!/usr/bin/env python3
"""The set-up pages: from a link and a PIN to a password, a profile and a device that is kept; and what nobody gets."""
import base64
import html
import http.client
import json
import pathlib
import plistlib
import re
import socket
import subprocess
import tempfile
import unittest
import urllib.parse

from mioboe import PROGRAM, ROOT
from test_device import MAIL
from test_portal import FACTS, Site

try:
    import jsonschema
except ImportError:
    jsonschema = None

SCHEMAS = json.loads((ROOT / "docs/api/openapi.json").read_text(encoding="utf-8"))["components"]
NASTY = 'Tarō <b>"&\'</b>'
ACCOUNTS = [
    {"id": "A1001", "registered_name": NASTY, "mail_addresses": ["taro@example.jp"], "sign_in_names": ["taro"]},
    {"id": "A1002", "registered_name": "", "mail_addresses": ["hanako@example.jp"], "sign_in_names": []},
]
PIN = "4711"
# Apple, Device Management: TopLevel; CommonPayloadKeys and com.apple.mail.managed. Every key we write is one of these.
TOP = {"PayloadContent", "PayloadDescription", "PayloadDisplayName", "PayloadIdentifier", "PayloadOrganization",
       "PayloadRemovalDisallowed", "PayloadType", "PayloadUUID", "PayloadVersion"}
COMMON = {"PayloadDisplayName", "PayloadIdentifier", "PayloadOrganization", "PayloadType", "PayloadUUID", "PayloadVersion"}
ACCOUNT = {"EmailAccountDescription", "EmailAccountName", "EmailAccountType", "EmailAddress",
           "IncomingMailServerAuthentication", "IncomingMailServerHostName", "IncomingMailServerPortNumber",
           "IncomingMailServerUseSSL", "IncomingMailServerUsername", "IncomingPassword", "OutgoingPassword",
           "OutgoingPasswordSameAsIncomingPassword", "OutgoingMailServerAuthentication", "OutgoingMailServerHostName",
           "OutgoingMailServerPortNumber", "OutgoingMailServerUseSSL", "OutgoingMailServerUsername"}
REQUIRED = {"EmailAccountType", "IncomingMailServerAuthentication", "IncomingMailServerHostName",
            "OutgoingMailServerAuthentication", "OutgoingMailServerHostName"}
UUID = re.compile(r"[0-9A-F]{8}-[0-9A-F]{4}-8[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}")
SETTINGS = FACTS + MAIL.replace("mail_domains", "mail_user_name = account\nmail_domains")


class Unix(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=20)
        self.path = str(path)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(20)
        self.sock.connect(self.path)


class Desk(Site):
    """A daemon with set-up pages and two accounts that have a PIN."""

    def __init__(self, settings=SETTINGS):
        super().__init__(settings)
        self.api("POST", "/v1/accounts", "\n".join(json.dumps(one) for one in ACCOUNTS))
        for account in ACCOUNTS:
            set_pin(self, account["id"], PIN)

    def api(self, method, path, body="", status=200):
        asked = Unix(self.socket)
        asked.request(method, path, body if isinstance(body, str) else json.dumps(body))
        answer = asked.getresponse()
        text = answer.read().decode()
        asked.close()
        assert answer.status == status, (path, answer.status, text)
        return json.loads(text)

    def link(self, account="A1001", **wish):
        """The path of a new link."""
        return urllib.parse.urlsplit(self.api("POST", f"/v1/accounts/{account}/devices/links", wish)["url"]).path

    def form(self, path, **fields):
        return self.visit(path + "?lang=en", "POST", b"Content-Type: application/x-www-form-urlencoded\r\n",
                          urllib.parse.urlencode(fields).encode())

    def ticket(self, path, pin=PIN):
        status, _, text = self.form(path, step="prove", pin=pin)
        assert status == 200, text
        return hidden(text, "ticket")

    def issue(self, path, device="new-iphone", name="", **more):
        return self.form(path, step="issue", ticket=self.ticket(path), device=device, name=name, **more)

    def signs_in(self, password, login="taro@example.jp"):
        """What /v1/passwords/verify says of it."""
        return self.api("POST", "/v1/passwords/verify", {"login": login, "password": password, "service": "imap",
                                                         "remote": "203.0.113.7", "judge": False})["result"] == "right"


def check(what, schema):
    """An answer is what docs/api/openapi.json says."""
    if jsonschema:
        jsonschema.validate(what, {"$ref": f"#/components/schemas/{schema}", "components": SCHEMAS})
    return what


def set_pin(desk, account, pin):
    done = subprocess.run([PROGRAM, "password", "pin", "--socket", desk.socket, "--config", desk.config, account], input=pin + "\n",
                          capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 0, done.stderr


def hidden(text, name):
    return html.unescape(re.search(rf'name="{name}" value="([^"]+)"', text)[1])


def shown_password(text):
    return re.search(r'<p class="secret"[^>]*>([^<]+)<', text)[1]


def keys_of(profile):
    """Checks one profile against Apple's names; gives the mail payload."""
    assert set(profile) <= TOP and set(profile) >= {"PayloadContent", "PayloadIdentifier", "PayloadType", "PayloadUUID", "PayloadVersion"}
    payload, = profile["PayloadContent"]
    assert set(payload) <= ACCOUNT | COMMON and set(payload) >= REQUIRED | (COMMON - {"PayloadDisplayName", "PayloadOrganization"})
    assert (profile["PayloadType"], profile["PayloadVersion"]) == ("Configuration", 1)
    assert (payload["PayloadType"], payload["PayloadVersion"]) == ("com.apple.mail.managed", 1)
    for one in (profile, payload):
        assert UUID.fullmatch(one["PayloadUUID"])
    assert profile["PayloadUUID"] != payload["PayloadUUID"] and profile["PayloadIdentifier"] != payload["PayloadIdentifier"]
    return payload


class Pages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.desk = Desk()

    @classmethod
    def tearDownClass(cls):
        cls.desk.stop()

    def test_the_guide_names_servers_and_both_orders_of_installing(self):
        for lang, words in (("en", ("imap.example.jp", "STARTTLS", "Remove first, then install", "originals stay on our server", "this may cost you")),
                            ("ja", ("imap.example.jp", "削除してから", "元のメールは当サービスのサーバー", "通信料"))):
            status, _, text = self.desk.visit(f"/setup?lang={lang}")
            self.assertEqual(status, 200)
            for word in words:
                self.assertIn(word, text)
            self.assertNotIn("{", re.sub(r"<[^>]*>", "", text))

    def test_from_a_link_to_a_password_that_signs_in(self):
        path = self.desk.link()
        status, headers, text = self.desk.visit(path + "?lang=en")
        self.assertEqual((status, headers["cache-control"], headers["referrer-policy"]), (200, "no-store", "no-referrer"))
        self.assertIn('<svg class="qr"', text)
        self.assertNotIn("taro", text)
        status, headers, text = self.desk.issue(path, "new-iphone", "blue <i>phone</i>")
        self.assertEqual((status, headers["cache-control"]), (200, "no-store"))
        password = shown_password(text)
        self.assertRegex(password, r"^[a-z]{4}(-[a-z]{4}){4}$")
        self.assertTrue(self.desk.signs_in(password))
        for shown in ("taro@example.jp", "A1001", "imap.example.jp", "blue &lt;i&gt;phone&lt;/i&gt;", html.escape(NASTY)[:4]):
            self.assertIn(shown, text)
        self.assertNotIn("<i>phone", text)
        self.assertNotIn("<b>", text)

    def test_a_link_works_once(self):
        path = self.desk.link("A1002")
        ticket = self.desk.ticket(path)
        self.assertEqual(self.desk.form(path, step="issue", ticket=ticket, device="new-mac", name="one")[0], 200)
        self.assertEqual(self.desk.form(path, step="issue", ticket=ticket, device="new-mac", name="two")[0], 410)
        self.assertEqual(self.desk.visit(path)[0], 410)
        self.assertNotIn("two", [one["name"] for one in self.desk.api("GET", "/v1/accounts/A1002/devices")["devices"]])

    def test_nothing_is_issued_without_the_pin(self):
        path = self.desk.link()
        before = self.desk.api("GET", "/v1/accounts/A1001/devices")
        status, _, text = self.desk.form(path, step="prove", pin="0000")
        self.assertEqual(status, 403)
        self.assertIn("Tries that are left: 4", text)
        other = self.desk.ticket(self.desk.link("A1002"))
        for ticket in ("", "x" * 43, other):
            self.assertEqual(self.desk.form(path, step="issue", ticket=ticket, device="new-mac", name="x")[0], 410)
        self.assertEqual(self.desk.api("GET", "/v1/accounts/A1001/devices"), before)

    def test_links_that_are_none_say_so_calmly(self):
        for token in ("a" * 32, "a" * 31, "A" * 32, "b" * 300, "device"):
            status, _, text = self.desk.visit("/setup/" + token + "?lang=en")
            self.assertIn(status, (404, 405, 410))
            self.assertNotIn("password of this device", text)

    def test_the_profile_has_apple_s_keys_and_keeps_its_identity(self):
        text = self.desk.issue(self.desk.link(), "new-iphone", "phone")[2]
        first = shown_password(text)
        profile = self.download(text)
        payload = keys_of(profile)
        self.assertEqual(profile["PayloadDisplayName"], "Example Mail mail settings ver. 1")
        self.assertEqual((payload["EmailAddress"], payload["IncomingMailServerUsername"], payload["OutgoingMailServerUsername"]),
                         ("taro@example.jp", "A1001", "A1001"))
        self.assertEqual((payload["IncomingPassword"], payload["OutgoingPassword"]), (first, first))
        self.assertEqual(payload["EmailAccountName"], NASTY)
        device = next(one for one in self.desk.api("GET", "/v1/accounts/A1001/devices")["devices"] if one["name"] == "phone")
        text = self.desk.issue(self.desk.link(device=device["id"]))[2]
        again = self.download(text)
        second = shown_password(text)
        self.assertEqual(again["PayloadDisplayName"], "Example Mail mail settings ver. 2")
        for key in ("PayloadIdentifier", "PayloadUUID"):
            self.assertEqual(again[key], profile[key])
            self.assertEqual(keys_of(again)[key], payload[key])
        self.assertFalse(self.desk.signs_in(first))
        self.assertTrue(self.desk.signs_in(second))
        self.assertIn("does not work any more", text)

    def download(self, text):
        status, headers, body = self.desk.form("/setup/device", step="profile", issue=hidden(text, "issue"))
        self.assertEqual((status, headers["content-type"], headers["cache-control"]),
                         (200, "application/x-apple-aspen-config", "no-store"))
        return plistlib.loads(body.encode())

    def test_what_was_issued_is_read_by_nobody_else(self):
        text = self.desk.issue(self.desk.link(), "new-other", "x")[2]
        sealed = hidden(text, "issue")
        self.assertNotIn(shown_password(text).replace("-", ""), base64.urlsafe_b64decode(sealed + "==").decode("latin-1"))
        for broken in (sealed[:-1], sealed[:-2] + "AA", "", "A" * len(sealed)):
            self.assertEqual(self.desk.form("/setup/device", step="profile", issue=broken)[0], 410)
        self.assertEqual(self.desk.form("/setup/device", step="nonsense", issue=sealed)[0], 410)

    def test_another_device_gets_a_link_of_its_own(self):
        text = self.desk.issue(self.desk.link(), "new-outlook", "desk")[2]
        status, _, text = self.desk.form("/setup/device", step="another", issue=hidden(text, "issue"))
        self.assertEqual(status, 200)
        path = urllib.parse.urlsplit(re.search(r"https://pages\.example\.jp/setup/[a-z2-7]{32}", text)[0]).path
        self.assertEqual(self.desk.issue(path, "new-android", "tablet")[0], 200)

    def test_a_device_that_is_taken_back_opens_nothing(self):
        text = self.desk.issue(self.desk.link("A1002"), "new-thunderbird", "lost")[2]
        password = shown_password(text)
        device = next(one for one in self.desk.api("GET", "/v1/accounts/A1002/devices")["devices"] if one["name"] == "lost")
        self.assertTrue(self.desk.signs_in(password, "hanako@example.jp"))
        self.desk.api("DELETE", "/v1/accounts/A1001/devices/" + device["id"], status=404)
        self.desk.api("DELETE", "/v1/accounts/A1002/devices/" + device["id"])
        self.assertFalse(self.desk.signs_in(password, "hanako@example.jp"))
        self.assertEqual(self.desk.form("/setup/device", step="profile", issue=hidden(text, "issue"))[0], 410)

    def test_the_api_gives_a_profile_to_whoever_knows_the_pin(self):
        path = "/v1/accounts/hanako@example.jp/devices"
        self.desk.api("POST", path, {"name": "api", "kind": "mac"}, 400)
        self.desk.api("POST", path, {"name": "api", "kind": "mac", "pin": "1111"}, 400)
        issued = check(self.desk.api("POST", path, {"name": "api", "kind": "mac", "pin": PIN}), "IssuedDevice")
        check(self.desk.api("GET", path), "Devices")
        check(self.desk.api("POST", path + "/links", {"anywhere": True}), "SetupLink")
        self.assertTrue(self.desk.signs_in(issued["password"], "hanako@example.jp"))
        self.assertFalse(issued["signed"])
        payload = keys_of(plistlib.loads(base64.b64decode(issued["profile"])))
        self.assertEqual(payload["IncomingPassword"], issued["password"])
        self.assertNotIn("EmailAccountName", payload)
        empty = check(self.desk.api("POST", path, {"name": "asks", "kind": "iphone", "password": False}), "IssuedDevice")
        payload = keys_of(plistlib.loads(base64.b64decode(empty["profile"])))
        self.assertNotIn("IncomingPassword", payload)
        self.assertIsNone(empty["password"])
        self.assertNotIn("asks", [one["name"] for one in self.desk.api("GET", path)["devices"]])

    def test_nothing_secret_is_in_the_log(self):
        path = self.desk.link()
        text = self.desk.issue(path, "new-other", "quiet")[2]
        log = self.desk.errors.read_text(encoding="utf-8")
        for secret in (shown_password(text), hidden(text, "issue"), PIN + '"', path.rpartition("/")[2]):
            self.assertNotIn(secret, log)


class Command(unittest.TestCase):
    """mioboe device, without a daemon."""

    def test_a_device_is_set_up_listed_and_taken_back(self):
        with tempfile.TemporaryDirectory() as folder:
            config, db = pathlib.Path(folder, "mioboe.conf"), pathlib.Path(folder, "store.db")
            config.write_text(SETTINGS, encoding="utf-8")

            def device(*arguments, code=0, words=PIN + "\n"):
                return ask("device", *arguments, code=code, words=words)

            def ask(*arguments, code=0, words=""):
                done = subprocess.run([PROGRAM, arguments[0], "--config", config, "--db", db, "--lang", "en", *arguments[1:]],
                                      input=words, capture_output=True, text=True, timeout=60, check=False)
                self.assertEqual(done.returncode, code, done.stderr)
                return done.stdout
            accounts = pathlib.Path(folder, "accounts.jsonl")
            accounts.write_text("\n".join(json.dumps(one) for one in ACCOUNTS), encoding="utf-8")
            ask("account", "import", str(accounts))
            ask("password", "pin", "A1001", words=PIN + "\n")
            self.assertRegex(device("link", "taro"), r"^https://pages\.example\.jp/setup/[a-z2-7]{32}\n$")
            profile = plistlib.loads(device("profile", "--name", "cli", "--kind", "mac", "A1001").encode())
            self.assertEqual(keys_of(profile)["IncomingMailServerUsername"], "A1001")
            listed = device("list", "A1001").split()
            self.assertEqual((listed[1], listed[-1]), ("mac", "cli"))
            self.assertIn("imap  imap.example.jp  993  tls", device("show", "A1001"))
            device("profile", "--name", "cli", "A1001", code=65, words="0000\n")
            device("revoke", "A1001", listed[0])
            self.assertEqual(device("list", "A1001"), "")
            device("revoke", "A1001", listed[0], code=66)
            device("link", "nobody", code=66)


class Signed(unittest.TestCase):
    def test_a_profile_is_signed_and_verifies(self):
        with tempfile.TemporaryDirectory() as folder:
            key, certificate = pathlib.Path(folder, "key.pem"), pathlib.Path(folder, "cert.pem")
            subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                            "-subj", "/CN=mail.example.jp", "-keyout", key, "-out", certificate], check=True, capture_output=True)
            desk = Desk(SETTINGS + f'profile_certificate = "{certificate}"\nprofile_key = "{key}"\n')
            try:
                issued = desk.api("POST", "/v1/accounts/A1001/devices", {"name": "x", "kind": "iphone", "pin": PIN, "lang": "ja"})
            finally:
                desk.stop()
            self.assertTrue(issued["signed"])
            profile = pathlib.Path(folder, "mail.mobileconfig")
            profile.write_bytes(base64.b64decode(issued["profile"]))
            for tool in ("cms", "smime"):
                done = subprocess.run(["openssl", tool, "-verify", "-inform", "DER", "-in", profile, "-CAfile", certificate,
                                       "-purpose", "any"], capture_output=True, check=False)
                self.assertEqual(done.returncode, 0, done.stderr)
                keys_of(plistlib.loads(done.stdout))
            self.assertEqual(plistlib.loads(done.stdout)["PayloadDisplayName"], "見本メール メール設定 ver. 1")
            profile.write_bytes(profile.read_bytes().replace(b"A1001", b"A1002"))
            done = subprocess.run(["openssl", "cms", "-verify", "-inform", "DER", "-in", profile, "-CAfile", certificate,
                                   "-purpose", "any"], capture_output=True, check=False)
            self.assertNotEqual(done.returncode, 0)


class Line(unittest.TestCase):
    """What a trusted network of the operator's own counts for."""

    def setting(self, line, trusted):
        desk = Desk(SETTINGS + f'setup_own_line = {line}\nnetwork "sp mode" {{ addresses = {{"{trusted}"}} trusted = true }}\n')
        self.addCleanup(desk.stop)
        return desk

    def test_over_the_own_line_no_pin_is_asked_for_where_that_is_enough(self):
        desk = self.setting("enough", "127.0.0.0/8")
        path = desk.link()
        self.assertNotIn('name="pin"', desk.visit(path)[2])
        ticket = hidden(desk.form(path, step="prove")[2], "ticket")
        self.assertEqual(desk.form(path, step="issue", ticket=ticket, device="new-iphone", name="x")[0], 200)

    def test_where_the_line_is_needed_the_refusal_says_so_and_names_another_way(self):
        desk = self.setting("required", "203.0.113.0/24")
        path = desk.link()
        status, _, text = desk.visit(path + "?lang=en")
        self.assertIn("switch Wi-Fi off", text)
        self.assertIn("a link that works anywhere", text)
        self.assertNotIn('name="pin"', text)
        self.assertEqual(desk.form(path, step="prove", pin=PIN)[0], 403)
        self.assertEqual(desk.issue(desk.link(anywhere=True), "new-mac")[0], 200)


if __name__ == "__main__":
    unittest.main()
