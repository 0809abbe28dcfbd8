#!/usr/bin/env python3
"""The public pages of a running daemon: what anybody may ask there, and what nobody may."""
import json
import pathlib
import re
import socket
import subprocess
import tempfile
import time
import unittest
import urllib.parse

from load import report_of
from mioboe import PROGRAM, ROOT
from notice_fixture import Gateway, import_accounts, settings_of
from watch import Watch, WatchTest, allow, read_answer

try:
    import jsonschema
except ImportError:
    jsonschema = None

FACTS = """
service_name_en = "Example Mail"
service_name_ja = "見本メール"
service_home = "https://www.example.jp/"
service_security_page = "https://example.jp/security"
service_contact = "+81 3 5555 0100"
notice_from = "notice@notice.example.jp"
notice_hosts = "example.jp www.example.jp notice.example.jp"
notice_sms_from = "EXAMPLE"
notice_sms_numbers = "+815550100"
notice_check_page = "https://notice.example.jp/check"
sms_free_text = true
time_zone = "Asia/Tokyo"
"""
PATHS = ("/", "/check", "/notices", "/announcements", "/e", "/e/G1")


class Site(Watch):
    """A daemon with public pages at `site`."""

    def __init__(self, settings="", arguments=("--public-listen", "127.0.0.1:0"), **words):
        super().__init__(settings, arguments=arguments, **words)
        ports = [int(hit[1]) for one in self.stories()
                 if (hit := re.fullmatch(r"127\.0\.0\.1:(\d+)", one.get("listener", "")))]
        self.port, self.site = ports[:2]

    def visit(self, path, method="GET", extra=b"", body=b"", source=None):
        """(status, headers, text) of a page."""
        with socket.create_connection(("127.0.0.1", self.site), timeout=10,
                                      source_address=source and (source, 0)) as one:
            length = b"Content-Length: %d\r\n" % len(body) if body else b""
            one.sendall(b"%s %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n%s%s\r\n%s"
                        % (method.encode(), path.encode(), length, extra, body))
            stream = one.makefile("rb")
            if method == "HEAD":
                top = stream.read().decode().split("\r\n\r\n")
                return int(top[0].split()[1]), top[0], top[1]
            status, headers, content = read_answer(stream)
            return status, headers, content.decode()

    def send(self, fields, extra=b""):
        """The form of /check."""
        return self.visit("/check?lang=en", "POST", b"Content-Type: application/x-www-form-urlencoded\r\n" + extra,
                          urllib.parse.urlencode(fields).encode())

    def announce(self, *arguments, code=0):
        done = subprocess.run([PROGRAM, "announce", "--config", self.config, "--socket", self.socket, "--lang", "en", *arguments],
                              capture_output=True, text=True, timeout=30, check=False, stdin=subprocess.DEVNULL)
        assert done.returncode == code, (done.returncode, done.stderr)
        return done.stdout + done.stderr


class Pages(unittest.TestCase):
    """One daemon for all."""

    @classmethod
    def setUpClass(cls):
        cls.site = Site(FACTS)

    @classmethod
    def tearDownClass(cls):
        code = cls.site.stop()
        assert code == 0, code

    def test_every_page_is_there_in_both_languages_with_its_headers(self):
        for path in PATHS:
            for lang in ("en", "ja"):
                status, headers, text = self.site.visit(f"{path}?lang={lang}")
                self.assertEqual(status, 200)
                self.assertIn(f'<html lang="{lang}">', text)
                self.assertIn("見本メール" if lang == "ja" else "Example Mail", text)
                policy = headers["content-security-policy"]
                for part in ("default-src 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'"):
                    self.assertIn(part, policy)
                self.assertEqual(headers["x-content-type-options"], "nosniff")
                self.assertEqual(headers["referrer-policy"], "no-referrer")
                self.assertNotIn("set-cookie", headers)
                self.assertNotIn("<script", text)
                self.assertLess(len(text.encode()), 60000)

    def test_a_browser_s_language_is_answered(self):
        text = self.site.visit("/", extra=b"Accept-Language: ja-JP,ja;q=0.9,en;q=0.8\r\n")[2]
        self.assertIn('<html lang="ja">', text)

    def test_files_beside_the_pages(self):
        self.assertEqual(self.site.visit("/style.css")[1]["content-type"], "text/css; charset=utf-8")
        self.assertEqual(self.site.visit("/favicon.svg")[1]["content-type"], "image/svg+xml")
        self.assertIn("User-agent", self.site.visit("/robots.txt")[2])

    def test_nothing_else_of_the_daemon_is_there(self):
        for path in ("/metrics", "/healthz", "/readyz", "/v1/accounts", "/v1/announcements", "/v1/tokens", "/policy", "/?command=allow"):
            status, headers, text = self.site.visit(path)
            self.assertIn("text/html", headers["content-type"])
            self.assertEqual(status, 200 if path.startswith("/?") else 404)
            self.assertNotIn("mioboe_", text)
        self.assertEqual(self.site.visit("/?command=allow", "POST", b"Content-Type: application/json\r\n", b"{}")[0], 405)
        self.assertEqual(self.site.visit("/v1/announcements", "POST", b"Content-Type: application/json\r\n", b"{}")[0], 404)

    def test_the_pages_are_nowhere_else(self):
        for path in ("/check", "/notices", "/style.css"):
            self.assertEqual(self.site.get(path)[0], 404)

    def test_head_answers_without_a_body(self):
        status, top, content = self.site.visit("/notices", "HEAD")
        self.assertEqual((status, content), (200, ""))
        self.assertRegex(top, r"Content-Length: \d{4,}")

    def test_a_form_that_is_too_long_or_broken_costs_its_request_alone(self):
        self.assertEqual(self.site.visit("/check", "POST", b"Content-Type: application/x-www-form-urlencoded\r\n", b"a" * 17000)[0], 413)
        self.assertEqual(self.site.visit("/check", "POST", b"Content-Type: application/x-www-form-urlencoded\r\n", b"a=%f")[0], 400)
        self.assertEqual(self.site.visit("/check", "POST", b"Content-Type: text/plain\r\n", b"reference=1")[0], 400)
        self.assertEqual(self.site.visit("/check?" + "x" * 2000)[0], 414)
        self.assertEqual(self.site.visit("/check")[0], 200)

    def test_samples_are_made_from_the_templates_and_carry_no_genuine_reference(self):
        text = self.site.visit("/notices?lang=ja")[2]
        for part in ("EXAMPLE", "+815550100", "notice@notice.example.jp", "https://notice.example.jp/", "受信料はかかりません", "推定"):
            self.assertIn(part, text)
        reference = re.search(r"照会番号 ([0-9A-Z-]{17})", text)[1]
        self.assertNotEqual(self.site.send({"reference": reference})[0], 429)

    def test_announcements_are_published_with_every_version(self):
        self.site.announce("--title-en", "Notices <begin>", "--title-ja", "通知の開始", "--starts", "2026-12-01T00:00:00Z",
                           "--body-en", "Two\nlines", "add", "sms")
        self.assertIn("Notices &lt;begin&gt;", self.site.visit("/announcements?lang=en")[2])
        self.site.announce("--starts", "2026-12-08 09:00", "postpone", "sms", code=65)
        self.site.announce("--starts", "2026-12-08 09:00", "--apology-en", "We are sorry.", "--apology-ja", "お詫びします。",
                           "postpone", "sms")
        text = self.site.visit("/announcements/sms?lang=en")[2]
        for part in ("We are sorry.", "2026-12-08 09:00:00 (Japan time)", '<del><time datetime="2026-12-01T00:00:00Z">', "version=1"):
            self.assertIn(part, text)
        self.assertIn("お詫びします。", self.site.visit("/announcements/sms?lang=ja")[2])
        old = self.site.visit("/announcements/sms?version=1&lang=en")[2]
        self.assertIn("older version", old)
        self.assertNotIn("We are sorry.", old)
        self.assertIn("Notices &lt;begin&gt;", self.site.visit("/?lang=en")[2])
        self.site.announce("withdraw", "sms")
        self.assertIn("has been withdrawn", self.site.visit("/announcements/sms?lang=en")[2])
        self.assertNotIn("Notices &lt;begin&gt;", self.site.visit("/?lang=en")[2])
        self.site.announce("--title-en", "x", "--title-ja", "y", "add", "sms", code=65)
        self.site.announce("withdraw", "nothing", code=66)
        shown = json.loads(self.site.announce("--json", "list"))["announcements"]
        self.assertEqual([one["version"] for one in shown], [3, 2, 1])
        if jsonschema:
            parts = json.loads((ROOT / "docs/api/openapi.json").read_text(encoding="utf-8"))["components"]
            for one in shown:
                jsonschema.Draft202012Validator({"$ref": "#/components/schemas/Announcement", "components": parts}).validate(one)

    def test_programs_find_the_published_facts(self):
        status, headers, text = self.site.visit("/.well-known/mioboe-publisher.json")
        self.assertEqual((status, headers["content-type"]), (200, "application/json"))
        facts = json.loads(text)
        self.assertEqual(facts["mail"]["from"], ["notice@notice.example.jp"])
        self.assertEqual(facts["sms"], {"senders": ["EXAMPLE"], "numbers": ["+815550100"], "free": True})
        self.assertIn("password", facts["never_asks"])
        described = re.search(r"```json\n(.*?)```", (ROOT / "docs/publisher.md").read_text(encoding="utf-8"), re.DOTALL)[1]
        if jsonschema:
            jsonschema.Draft202012Validator(json.loads(described)).validate(facts)


class Genuine(WatchTest):
    """A notice that was really sent, checked by who holds it."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.gateway = Gateway()
        self.addCleanup(self.gateway.close)
        self.db = self.folder / "store.db"
        import_accounts(self.db, [("a-1", "taro@example.jp", "+819012345678")])
        self.site = Site(settings_of(self.folder, self.gateway, 'time_zone = "Asia/Tokyo"\npublic_proxies = "127.0.0.1"\n'),
                         arguments=("--public-listen", "127.0.0.1:0", "--db", self.db))
        self.addCleanup(lambda: self.site.process.poll() is None and self.site.stop())
        for number in range(3):
            self.site.ask(report_of("taro@example.jp", "60.32.1.1", f"home{number}"))
        self.assertEqual(self.site.ask(report_of("taro@example.jp", "198.51.100.7", "away"))[0], 200)
        end = time.monotonic() + 10
        while not self.gateway.sent and time.monotonic() < end:
            time.sleep(0.05)
        self.reference, self.to, self.text = next(iter(self.gateway.sent.values()))[0]

    def test_its_reference_is_ours_however_it_is_typed(self):
        plain = self.reference.replace("-", "")
        for typed in (self.reference, plain, plain.lower(), " ".join(plain), plain.translate(
                {ord(one): one and chr(ord(one) + 0xfee0) for one in plain}), self.text, "いたずらですか？\n" + self.text):
            status, _, text = self.site.send({"reference": typed})
            self.assertEqual(status, 200)
            self.assertIn("Yes, we sent this notice.", text, typed)
            self.assertIn(self.reference, text)

    def test_it_is_told_what_the_notice_said_and_no_more(self):
        text = self.site.send({"reference": self.reference})[2]
        self.assertIn("An unusual sign-in", text)
        self.assertIn("(Japan time)", text)
        for hidden in ("+819012345678", "taro@example.jp", "198.51.100.7", "a-1"):
            self.assertNotIn(hidden, text)
        self.assertIn("***", text)

    def test_whoever_looks_from_the_same_address_is_told_so(self):
        same = b"X-Forwarded-For: 203.0.113.1, 198.51.100.7\r\n"
        self.assertIn("from the same IP address", self.site.send({"reference": self.reference}, same)[2])
        forged = b"X-Forwarded-For: 198.51.100.7, 203.0.113.1\r\n"
        self.assertNotIn("from the same IP address", self.site.send({"reference": self.reference}, forged)[2])
        self.assertNotIn("from the same IP address", self.site.send({"reference": self.reference})[2])

    def test_a_reference_that_was_not_given_out_and_one_mistyped(self):
        self.assertIn("We have no notice", self.site.send({"reference": "0000-0000-0000-00"})[2])
        other = "1" if self.reference[0] == "0" else "0"
        self.assertIn("mistyped", self.site.send({"reference": other + self.reference[1:]})[2])

    def test_guessing_is_stopped_for_its_address_and_nobody_else(self):
        guesser = b"X-Forwarded-For: 203.0.113.66\r\n"
        statuses = [self.site.send({"reference": "0000-0000-0000-00"}, guesser)[0] for _ in range(25)]
        self.assertEqual(statuses, [200] * 20 + [429] * 5)
        self.assertEqual(self.site.send({"reference": self.reference}, guesser)[0], 429)
        self.assertIn("Yes, we sent", self.site.send({"reference": self.reference})[2])
        self.assertEqual(self.site.visit("/notices", extra=guesser)[0], 200)


class Strangers(WatchTest):
    def site(self, *arguments, **words):
        one = Site(*arguments, **words)
        self.addCleanup(lambda: one.process.poll() is None and one.stop())
        return one

    def test_one_address_has_few_connections_and_mail_servers_are_answered(self):
        site = self.site("connections = 400\n")
        open_ones = []
        try:
            for _ in range(80):
                open_ones.append(socket.create_connection(("127.0.0.1", site.site), timeout=10))
            time.sleep(0.3)
            closed = 0
            for one in open_ones:
                one.settimeout(0.05)
                try:
                    closed += one.recv(1) == b""
                except TimeoutError:
                    pass
                except OSError:
                    closed += 1
            self.assertEqual(closed, 80 - 64)
            self.assertEqual(site.visit("/", source="127.0.0.9")[0], 200)
            self.assertEqual(site.ask(allow())[0], 200)
        finally:
            for one in open_ones:
                one.close()

    def test_strangers_have_a_quarter_of_all_connections_at_most(self):
        site = self.site("connections = 64\nserve_threads = 1\n")
        open_ones = [socket.create_connection(("127.0.0.1", site.site), timeout=10, source_address=(f"127.0.0.{10 + n % 4}", 0))
                     for n in range(40)]
        try:
            time.sleep(0.3)
            self.assertEqual(site.metric("mioboe_connections"), 16 + 1)
            self.assertEqual(site.ask(allow())[0], 200)
        finally:
            for one in open_ones:
                one.close()

    def test_a_proxy_s_word_on_who_looks_counts_only_when_the_operator_trusts_it(self):
        believing = self.site(FACTS + 'public_proxies = "127.0.0.1"\n')
        headers = believing.visit("/", extra=b"X-Forwarded-Proto: https\r\n")[1]
        self.assertIn("max-age", headers["strict-transport-security"])
        plain = self.site(FACTS)
        self.assertNotIn("strict-transport-security", plain.visit("/", extra=b"X-Forwarded-Proto: https\r\n")[1])

    def test_without_the_setting_there_is_no_listener(self):
        one = self.watch()
        listeners = [story["listener"] for story in one.stories() if story["event"] == "service.listening"]
        self.assertEqual(len(listeners), 2)

    def test_settings_read_again_show_at_once(self):
        site = self.site(FACTS)
        site.config.write_text(FACTS.replace("Example Mail", "Other Mail"), encoding="utf-8")
        site.hang_up()
        site.wait_for("service.reloaded")
        self.assertIn("Other Mail", site.visit("/?lang=en")[2])
        site.config.write_text(FACTS + 'never_ask = "nonsense"\n', encoding="utf-8")
        site.hang_up()
        site.wait_for("service.reload_refused")
        self.assertIn("Other Mail", site.visit("/?lang=en")[2])


if __name__ == "__main__":
    unittest.main(verbosity=2)
