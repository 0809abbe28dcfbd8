#!/usr/bin/env python3
"""/check with whole messages: pasted, an SMS, a file; what only the person knows; a report for a helper. And what
strangers may try with them.

  tests/system/test_check_page.py PROGRAM
"""
import concurrent.futures
import html
import os
import re
import signal
import socket
import time
import unittest

from test_check import FAKE, PLAIN
from test_check_api import MIB, SMS, big_mail, children_of
from test_portal import FACTS, Site
from watch import read_answer

EVIL = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>"
REPORT = re.compile(r"/check/report/([a-z2-7]{26})")


def multipart(fields, file=None):
    """(Content-Type, body) of a form as browsers send it; file: (its name, its bytes)."""
    mark = b"----b9d1c3"
    parts = [b"--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n" % (mark, name.encode(), value.encode())
             for name, value in fields.items()]
    if file:
        parts.append(b"--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\nContent-Type: message/rfc822\r\n\r\n"
                     % (mark, file[0].encode()) + file[1] + b"\r\n")
    return b"multipart/form-data; boundary=" + mark, b"".join(parts) + b"--%s--\r\n" % mark


class Page(unittest.TestCase):
    """One daemon for all; each test comes from an address of its own."""

    visitors = iter(range(1, 250))

    @classmethod
    def setUpClass(cls):
        cls.site = Site(FACTS + 'public_proxies = "127.0.0.1"\n')

    @classmethod
    def tearDownClass(cls):
        code = cls.site.stop()
        assert code == 0, code

    def setUp(self):
        self.visitor = b"X-Forwarded-For: 203.0.113.%d\r\n" % next(self.visitors)

    def send(self, fields=None, file=None, lang="en", path="/check", source=None):
        kind, body = multipart(fields or {}, file)
        return self.site.visit(f"{path}?lang={lang}", "POST", b"Content-Type: " + kind + b"\r\n" + self.visitor, body, source)

    def result(self, *arguments, **words):
        status, headers, text = self.send(*arguments, **words)
        self.assertEqual(status, 200, text)
        self.assertEqual(headers["cache-control"], "no-store")
        self.assertEqual(text.count("<h1"), 1)
        return re.search(r"<h1[^>]*>(.*?)</h1>", text)[1], text

    def state(self, text):
        return re.search(r'name="state" value="([^"]+)"', text)[1]

    # --- what people do

    def test_a_pasted_message_gets_its_verdict_first(self):
        pasted = FAKE[FAKE.index("\n\n") + 2:]
        title, text = self.result({"reference": pasted})
        self.assertIn(title, ("Fake", "Cannot tell"))
        self.assertLess(text.index("<h1"), text.index("What was found"))
        self.assertEqual(self.result({"reference": pasted}, lang="ja")[0], {"Fake": "偽物です", "Cannot tell": "判断できません"}[title])

    def test_a_file_says_more_and_its_links_are_text(self):
        title, text = self.result(file=("fake.eml", FAKE.encode()))
        self.assertEqual(title, "Fake")
        self.assertIn("sakura-ad-sakurainfo.cn", text)
        self.assertNotRegex(text, r'href="[^"]*sakura')
        for part in ("Do nothing and delete it", "If you already opened a link", "If you already typed", "If you already answered"):
            self.assertIn(part, text)

    def test_an_sms_with_its_sender(self):
        title, text = self.result({"sender": "+819012345678", "sms": SMS})
        self.assertEqual(title, "Fake")
        self.assertIn("duckdns.org", text)

    def test_answers_sharpen_the_verdict_and_are_shown_again(self):
        first = self.result(file=("a.eml", PLAIN.encode()))[1]
        self.assertIn('name="member" value="unknown" checked', first)
        step = {"step": "answers", "state": self.state(first), "member": "no", "unnatural": "yes", "done": "no"}
        second = self.result(step)[1]
        self.assertIn('name="member" value="no" checked', second)
        self.assertGreater(second.count('class="fake"'), first.count('class="fake"'))
        step["state"] = self.state(second)
        step["member"] = "yes"
        self.assertIn('name="member" value="yes" checked', self.result(step)[1])

    def test_a_report_is_made_with_consent_shown_read_only_and_deleted(self):
        first = self.result(file=("fake.eml", FAKE.encode()))[1]
        without = self.result({"step": "share", "state": self.state(first)})[1]
        self.assertIn("Nothing was kept", without)
        self.assertNotRegex(without, REPORT)
        made = self.result({"step": "share", "state": self.state(first), "consent": "yes"})[1]
        token, code = REPORT.search(made)[1], re.search(r'name="code" value="([a-z2-7]{26})"', made)[1]
        self.assertIn(f"https://notice.example.jp/check/report/{token}", made)
        path = f"/check/report/{token}"
        status, headers, text = self.site.visit(f"{path}?lang=ja", extra=self.visitor)
        self.assertEqual((status, headers["x-robots-tag"]), (200, "noindex"))
        for part in ("偽物です", "sakura-ad-sakurainfo.cn", "読める期限"):
            self.assertIn(part, text)
        for part in ('name="state"', code, "taro@example.jp"):
            self.assertNotIn(part, text)
        self.assertIn("Nothing was deleted", self.send({"code": token}, path=path)[2])
        self.assertIn("The page is deleted", self.send({"code": code}, path=path)[2])
        self.assertEqual(self.site.visit(path, extra=self.visitor)[0], 404)
        self.assertEqual(self.send({"code": code}, path=path)[0], 404)

    # --- what others try

    def test_no_text_of_a_message_becomes_markup(self):
        places = {
            "subject": f"From: a@b.example\r\nSubject: Amazon {EVIL}\r\n\r\nhttps://x.example/\r\n",
            "name": f"From: {EVIL} Amazon <a@b.example>\r\nSubject: x\r\n\r\nhttps://x.example/\r\n",
            "address": f"From: Amazon <{EVIL}@b.example>\r\nSubject: x\r\n\r\nx\r\n",
            "words": f"From: a@b.example\r\nSubject: x\r\n\r\nAmazon: confirm your password {EVIL} within 24 hours {EVIL}\r\n",
            "link": f"From: a@b.example\r\nSubject: Amazon\r\n\r\nhttps://amaz0n.example/{EVIL}\r\nhttps://{EVIL}.amazon.evil.example/\r\n",
            "html": "From: a@b.example\r\nSubject: Amazon\r\nContent-Type: text/html\r\n\r\n"
                    f"<a href='https://evil.example/'>https://amazon.co.jp/{html.escape(EVIL)}</a>",
            "attachment": "From: a@b.example\r\nSubject: Amazon\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n"
                          f"Content-Type: text/html; name=\"{EVIL}.html\"\r\nContent-Disposition: attachment;"
                          f" filename=\"<script>alert(3)</script>.html\"\r\n\r\nx\r\n--x--\r\n",
            "reply": f"From: Amazon <a@amazon.com>\r\nReply-To: {EVIL} <x@evil.example>\r\nSubject: x\r\n\r\nx\r\n",
            "results": f"Authentication-Results: {EVIL}; dmarc=fail header.from={EVIL}\r\nFrom: Amazon <a@amazon.com>\r\n\r\nx\r\n",
        }
        for place, mail in places.items():
            with self.subTest(place):
                self.setUp()
                text = self.result(file=(EVIL + ".eml", mail.encode()))[1]
                shared = self.result({"step": "share", "state": self.state(text), "consent": "yes"})[1]
                report = self.site.visit("/check/report/" + REPORT.search(shared)[1], extra=self.visitor)[2]
                for shown in (text, shared, report):
                    self.assertNotIn("<script", shown)
                    self.assertNotIn("<img", shown)
                    self.assertNotIn("onerror=alert(2)>", shown)

    def test_pasted_and_typed_texts_are_no_markup_either(self):
        for fields in ({"reference": EVIL}, {"reference": "x" * 80 + EVIL}, {"sender": EVIL, "sms": "Amazon " + EVIL}):
            text = self.send(fields)[2]
            self.assertNotIn("<script", text)
            self.assertNotIn("<img", text)

    def test_line_ends_of_a_message_reach_no_header(self):
        mail = "From: a@b.example\r\nSubject: =?utf-8?Q?Amazon=0D=0ASet-Cookie:_a=3Db?=\r\n\r\nAmazon\r\nSet-Cookie: c=d\r\n"
        _, headers, _ = self.send(file=("a\r\nSet-Cookie: e=f.eml", mail.encode()))
        self.assertNotIn("set-cookie", headers)
        self.assertNotIn("set-cookie", self.send({"sms": "Amazon\r\nSet-Cookie: a=b", "sender": "x\r\nSet-Cookie: c=d"})[1])

    def test_bombs_are_cannot_tell_and_cost_nobody_else(self):
        nested = "".join(f"Content-Type: multipart/mixed; boundary=b{i}\r\n\r\n--b{i}\r\n" for i in range(400))
        parts = "Content-Type: multipart/mixed; boundary=x\r\n\r\n" + "--x\r\n\r\n\r\n" * 100000
        tags = "Content-Type: text/html\r\n\r\n" + "<table><b>" * 200000
        for bomb in (nested, parts, tags):
            title, _ = self.result(file=("bomb.eml", ("From: a@b.example\r\nMIME-Version: 1.0\r\n" + bomb).encode()))
            self.assertNotEqual(title, "Genuine")
        self.assertEqual(self.result(file=("fake.eml", FAKE.encode()))[0], "Fake")

    def test_25_mib_are_read_and_26_are_told_to_be_too_large(self):
        self.assertEqual(self.result(file=("big.eml", big_mail(25 * MIB)))[0], "Cannot tell")
        status, _, text = self.send(file=("big.eml", big_mail(26 * MIB)))
        self.assertEqual((status, "The file is too large" in text), (413, True))

    def test_a_form_of_another_or_an_old_one_is_refused(self):
        for state in ("", "AAAA", "A" * 70000):
            status, _, text = self.send({"step": "answers", "state": state})
            self.assertEqual((status, "too old" in text), (400, True))
        for body in (b"", b"--x", b"------b9d1c3\r\n\r\n"):
            kind = multipart({})[0]
            self.assertEqual(self.site.visit("/check", "POST", b"Content-Type: " + kind + b"\r\n" + self.visitor, body or b"x")[0], 400)

    def test_many_checks_of_one_address_are_stopped(self):
        statuses = [self.send({"sms": SMS})[0] for _ in range(22)]
        self.assertEqual(statuses[:20], [200] * 20)
        self.assertIn(429, statuses[20:])

    def test_many_at_once_all_get_a_verdict(self):
        def one(number):
            kind, body = multipart({"sms": SMS})
            return self.site.visit("/check?lang=en", "POST", b"Content-Type: %s\r\nX-Forwarded-For: 198.51.100.%d\r\n"
                                   % (kind, number), body)[0]

        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            self.assertEqual(set(pool.map(one, range(1, 65))), {200})

    def test_a_reader_killed_in_the_middle_is_cannot_tell(self):
        mail = ("From: a@b.example\r\nMIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n" + "<p>Amazon " * 150000).encode()
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            asked = pool.submit(self.result, file=("slow.eml", mail))
            while not asked.done():
                for pid in (children_of(self.site.process.pid) + [[]] * 3)[2]:
                    try:
                        os.kill(pid, signal.SIGKILL)
                    except ProcessLookupError:
                        pass
                time.sleep(0.002)
        self.assertEqual(asked.result()[0], "Cannot tell")

    def test_nothing_of_a_message_is_in_the_log(self):
        secret = "kumquat-7719"
        self.result(file=(secret + ".eml", FAKE.replace("Taro", secret).encode()))
        text = self.result({"sms": "Amazon " + secret, "sender": secret})[1]
        self.result({"step": "share", "state": self.state(text), "consent": "yes"})
        self.send({secret: "x"})
        self.assertNotIn(secret, self.site.errors.read_text(encoding="utf-8"))
        kept = b"".join(path.read_bytes() for path in self.site.home.glob("mioboe.db*"))
        self.assertNotIn(secret.encode(), kept)


class Slow(unittest.TestCase):
    def test_uploads_of_one_address_are_few_and_a_slow_one_loses_its_connection(self):
        site = Site(FACTS)
        self.addCleanup(lambda: site.process.poll() is None and site.stop())
        kind, body = multipart({}, ("a.eml", big_mail(MIB)))
        head = b"POST /check HTTP/1.1\r\nHost: x\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n" % (kind, len(body))
        slow = [socket.create_connection(("127.0.0.1", site.site), timeout=20) for _ in range(3)]
        try:
            for one in slow:
                one.sendall(head + body[:40000])
            time.sleep(0.3)
            with socket.create_connection(("127.0.0.1", site.site), timeout=20) as one:
                one.sendall(head + body)
                self.assertEqual(read_answer(one.makefile("rb"))[0], 429)
            self.assertEqual(site.visit("/check")[0], 200)
            begun = time.monotonic()
            self.assertEqual(slow[0].recv(100), b"")
            self.assertLess(time.monotonic() - begun, 15)
        finally:
            for one in slow:
                one.close()
        time.sleep(0.3)
        with socket.create_connection(("127.0.0.1", site.site), timeout=20) as one:
            one.sendall(head + body)
            self.assertEqual(read_answer(one.makefile("rb"))[0], 200)


if __name__ == "__main__":
    unittest.main()
