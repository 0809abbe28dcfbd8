#!/usr/bin/env python3
"""Fakes in circulation: handed in, grouped, confirmed, on the page and in the feed, known to the checker."""
import base64
import csv
import io
import json
import os
import pathlib
import re
import subprocess
import tempfile
import threading
import unittest

from mioboe import PROGRAM, ROOT
from test_portal import FACTS, Site
from watch import read_answer

try:
    import jsonschema
except ImportError:
    jsonschema = None

SCHEMAS = json.loads((ROOT / "docs/api/openapi.json").read_text(encoding="utf-8"))["components"]
ROUNDS = int(os.environ.get("MIOBOE_KILL_ROUNDS", "2"))
# What the messages hold of people: none of it may be on a page, in the feed, in a list or in a log.
PEOPLE = (
    ("山田 太郎", "山田太郎", "taro.yamada", "example.jp", "4012-3456-7890", "090-1234-5678", "ZXCVtrack81"),
    ("佐藤 花子", "佐藤花子", "hanako.sato", "example.jp", "4099-1111-2222", "080-9876-5432", "QWERtrack92"),
    ("鈴木 一郎", "鈴木一郎", "ichiro77", "mail.example.jp", "4000-2222-3333", "070-5555-6666", "ASDFtrack73"),
)
SECRETS = sorted({part for one in PEOPLE for part in (one[1], *one[0].split(), one[2], *one[4:])}
                 | {one[4].replace("-", "") for one in PEOPLE} | {"千代田1-1"})


def word(text):
    return "=?UTF-8?B?" + base64.b64encode(text.encode()).decode() + "?="


def parcel(person, host):
    """A fake delivery notice to one of PEOPLE."""
    name, salutation, local, domain, number, phone, track = person
    return f"""From: {word("ヤマト運輸")} <info@sender.example.top>
To: {word(name)} <{local}@{domain}>
Subject: {word(f"【ヤマト運輸】{salutation}様のお荷物について")}
Message-ID: <{track}@sender.example.top>
Content-Type: text/html; charset=UTF-8

<p>{salutation} 様</p>
<p>いつもヤマト運輸をご利用いただきありがとうございます。お荷物のお届けにあがりましたが、ご不在のため持ち帰りました。</p>
<p>お問い合わせ番号 {number} お電話 {phone}<br>お届け先：〒100-0001 東京都千代田区千代田1-1</p>
<p>以下よりご住所の確認をお願いいたします。24時間以内にご確認いただけない場合、お荷物は返送されます。
<a href="https://{local}.{host}/t/{track}?u={local}">ご確認はこちら</a> {local}@{domain}</p>
""".encode()


AMAZON = f"""From: Amazon.co.jp <no-reply@amazon-account.example.top>
To: {word("山田 太郎")} <taro.yamada@example.jp>
Subject: {word("Amazonプライムの自動更新設定を解除いたしました")}
Content-Type: text/plain; charset=UTF-8

山田太郎 様
Amazonプライムをご利用いただきありがとうございます。お支払い方法に問題があり、会員資格を停止しました。
次のページでカード情報を更新してください。 https://amazon-prime-update.example.cn/login?id=taro.yamada
""".encode()

HOSTILE = """From: Amazon.co.jp <a@b.example.top>
Subject: =cmd|' /C calc'!A0 </title><script>alert(1)</script>
Content-Type: text/plain; charset=UTF-8

<script>alert(2)</script><img src=x onerror=alert(3)> "><svg onload=alert(4)> {{title}} {{{contact}}} ${7*7}
=HYPERLINK("https://evil-hostile.example.top/","pay") +1 @x
Your Amazon account is suspended and will be closed, sign in and confirm your payment https://evil-hostile.example.top/?q=<b>
\u202eRTL \u0000\u0007 bell
""".encode()


class Fakes(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.temporary.name)

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def setUp(self):
        self.db = self.folder / f"{self.id().rpartition('.')[2]}.db"
        self.asks = ("--db", self.db)
        self.told = []  # everything the program said anywhere

    def site(self):
        return Site(FACTS, arguments=("--public-listen", "127.0.0.1:0", "--db", self.db))

    def run_it(self, command, *arguments, code=0, stdin=b""):
        done = subprocess.run([PROGRAM, command, *map(str, self.asks), *map(str, arguments)], capture_output=True, timeout=60,
                              check=False, input=stdin, env={**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC"})
        self.told.append((done.stdout + done.stderr).decode())
        if code is not None:
            self.assertEqual(done.returncode, code, done.stderr)
        return done.stdout.decode()

    def fakes(self, *arguments, schema=None, **words):
        answer = json.loads(self.run_it("fakes", "--json", *arguments, **words))
        if schema and jsonschema:
            jsonschema.Draft202012Validator({"$ref": f"#/components/schemas/{schema}", "components": SCHEMAS}).validate(answer)
        return answer

    def add(self, message, *arguments):
        return self.fakes(*arguments, "add", "-", stdin=message, schema="FakeReceipt")

    def check(self, message):
        done = json.loads(self.run_it("check", "--json", "-", stdin=message, code=None))
        return {one["name"]: one for one in done["evidence"]}

    def feed(self, site):
        status, headers, text = site.visit("/.well-known/mioboe-fakes.json")
        self.assertEqual(status, 200)
        answer = json.loads(text)
        if jsonschema:
            jsonschema.Draft202012Validator({"$ref": "#/components/schemas/FakeFeed", "components": SCHEMAS}).validate(answer)
        return answer["fakes"], headers, text

    def post(self, site, path, body):
        """As a program over the daemon's socket; (status, answer)."""
        content = json.dumps(body).encode()
        with site.connect_unix() as one:
            one.sendall(b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                        % (path.encode(), len(content), content))
            status, _, answer = read_answer(one.makefile("rb"))
        return status, json.loads(answer)

    def test_whoever_hands_in_counts_once_and_must_agree(self):
        site = self.site()
        try:
            body = {"message": base64.b64encode(parcel(PEOPLE[0], "a1.example.xyz")).decode(), "submitter": "account:1", "consent": True}
            self.assertEqual(self.post(site, "/v1/fakes", {**body, "consent": False})[0], 400)
            self.assertEqual(self.post(site, "/v1/fakes", {"consent": True})[0], 400)
            status, first = self.post(site, "/v1/fakes", body)
            self.assertEqual((status, first["taken"]), (200, "new"))
            self.assertEqual(self.post(site, "/v1/fakes", body)[1]["taken"], "again")
            self.assertEqual(self.post(site, "/v1/fakes", {**body, "submitter": "account:2"})[1]["taken"], "joined")
            sms = {"text": "お荷物のお届けにあがりましたが不在の為持ち帰りました。ご確認ください。 http://sms.example.click/x", "sms_from": "",
                   "submitter": "account:3", "consent": True}
            self.assertEqual(self.post(site, "/v1/fakes", sms)[1]["taken"], "new")
            self.asks = ("--config", site.config, "--socket", site.socket)
            whole = self.fakes("show", first["id"], schema="FakeWhole")
            self.assertEqual((whole["people"], whole["reports"]), (2, 2))
            self.assertNotIn("account:", json.dumps(whole))
        finally:
            logs = site.errors.read_text(encoding="utf-8")
            self.assertEqual(site.stop(), 0)
        self.assert_no_secrets("log", logs)
        self.assertNotIn("account:", logs)

    def send_form(self, site, fields):
        mark = "----mark"
        body = "".join(f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items())
        return site.visit("/check?lang=en", "POST", f"Content-Type: multipart/form-data; boundary={mark}\r\n".encode(),
                          f"{body}--{mark}--\r\n".encode())

    def hidden(self, page, name):
        return re.search(rf'name="{name}" value="([^"]*)"', page)[1]

    def test_a_person_hands_in_what_was_checked_and_only_after_agreeing(self):
        site = self.site()
        self.asks = ("--config", site.config, "--socket", site.socket)
        try:
            text = parcel(PEOPLE[0], "a1.example.xyz").decode()
            status, _, page = site.send({"reference": "お荷物のお届けにあがりましたがご不在のため持ち帰りました。山田太郎 様 090-1234-5678 "
                                         "下記よりご住所をご確認ください。 https://x.report-me.click/t?u=taro.yamada " + text[-20:]})
            self.assertEqual(status, 200)
            self.assertIn("Report this fake", page)
            fields = {"step": "report", "state": self.hidden(page, "state"), "fake": self.hidden(page, "fake")}
            again = self.send_form(site, fields)[2]
            self.assertIn("please tick the box", again)
            self.assertEqual(self.fakes("list")["fakes"], [])
            done = self.send_form(site, {**fields, "consent": "yes"})
            self.assertEqual(done[0], 200)
            self.assertIn("Our staff will look at it", done[2])
            self.assertIn("You have reported this message before", self.send_form(site, {**fields, "consent": "yes"})[2])
            self.assertEqual(self.send_form(site, {**fields, "consent": "yes", "fake": fields["fake"][:-9] + "AAAAAAAAA"})[0], 400)
            kept = self.fakes("list")["fakes"]
            self.assertEqual([(one["people"], one["domains"][0]["domain"]) for one in kept], [(1, "report-me.click")])
            self.assert_no_secrets("kept", json.dumps(self.fakes("show", kept[0]["id"]), ensure_ascii=False))
        finally:
            logs = site.errors.read_text(encoding="utf-8")
            self.assertEqual(site.stop(), 0)
        self.assert_no_secrets("log", logs)

    def assert_no_secrets(self, where, text):
        for secret in SECRETS:
            self.assertNotIn(secret, text, where)

    def test_from_the_first_report_to_the_page_and_back(self):
        site = self.site()
        self.asks = ("--config", site.config, "--socket", site.socket)
        try:
            first = self.add(parcel(PEOPLE[0], "a1.example.xyz"))
            self.assertEqual((first["taken"], first["state"]), ("new", "new"))
            for person, host in ((PEOPLE[1], "b2.second.xyz"), (PEOPLE[2], "other-domain.click")):
                again = self.add(parcel(person, host))
                self.assertEqual((again["taken"], again["id"]), ("joined", first["id"]))
            # The same text and domain of the same person, with another number in it: counted once.
            self.assertEqual(self.add(parcel(PEOPLE[1], "a7.example.xyz"))["taken"], "again")
            other = self.add(AMAZON)
            self.assertEqual(other["taken"], "new")
            self.assertEqual(self.feed(site)[0], [])
            self.assertNotIn(first["id"], site.visit("/fakes?lang=en")[2])
            self.assertEqual(site.visit(f"/fakes/{first['id']}")[0], 404)
            self.assertNotIn("known_fake", self.check(parcel(PEOPLE[1], "c3.example.xyz")))

            whole = self.fakes("confirm", first["id"], schema="FakeWhole")
            self.assertEqual({one["domain"] for one in whole["domains"]}, {"example.xyz", "second.xyz", "other-domain.click"})
            self.assertEqual(whole["brand"], "yamato")
            self.fakes("note", "--kind", "reported", "--to", "JPCERT/CC", "--domain", "example.xyz", first["id"], "for staff only",
                       schema="FakeWhole")
            self.fakes("note", "--kind", "down", "--domain", "other-domain.click", first["id"])
            found = self.check(parcel(PEOPLE[1], "never-seen.example.com"))
            self.assertIn("known_fake", found)
            self.assertIn("known_link", self.check(AMAZON.replace(b"amazon-prime-update.example.cn", b"x.other-domain.click")))
            page = site.visit("/fakes?lang=ja")[2]
            self.assertIn(first["id"], page)
            self.assertIn("ヤマト運輸", page)
            self.assertIn("〔氏名〕", page)
            self.assertIn("安心とは限りません", page)
            self.assertNotIn(other["id"], page)
            one = site.visit(f"/fakes/{first['id']}?lang=en")[2]
            for shown in ("JPCERT/CC", "example.xyz", "[name]", "[number]", "gone since"):
                self.assertIn(shown, one)
            self.assertNotIn("for staff only", one)
            self.assertNotIn('href="http', one)
            campaigns, headers, text = self.feed(site)
            self.assertEqual([one["id"] for one in campaigns], [first["id"]])
            self.assertNotIn("for staff only", text)
            self.assertIn("max-age", headers["cache-control"])
            again = site.visit("/.well-known/mioboe-fakes.json", extra=b"If-None-Match: %s\r\n" % headers["etag"].encode())
            self.assertEqual((again[0], again[2]), (304, ""))
            self.assertIn("/fakes", site.visit("/?lang=en")[2])
            self.assertIn("/fakes", site.visit("/check?lang=en")[2])

            self.fakes("close", first["id"])
            self.assertIn("Not reported lately", site.visit("/fakes?lang=en")[2])
            self.assertIn("known_fake", self.check(parcel(PEOPLE[2], "never-seen.example.com")))
            for path in ("/fakes?lang=en", "/fakes?lang=ja", f"/fakes/{first['id']}", "/.well-known/mioboe-fakes.json"):
                self.assert_no_secrets(path, site.visit(path)[2])
            self.run_it("fakes", "show", other["id"])
            self.run_it("fakes", "export")
        finally:
            logs = site.errors.read_text(encoding="utf-8")
            self.assertEqual(site.stop(), 0)
        self.assertIn("fakes.changed", logs)
        self.assert_no_secrets("log", logs)
        self.assert_no_secrets("output", "".join(one for one in self.told if '"evidence"' not in one))

        # Without the daemon, the same; and what it had is kept.
        self.asks = ("--db", self.db)
        self.assertEqual([one["id"] for one in self.fakes("list", "--state", "closed", schema="Fakes")["fakes"]], [first["id"]])
        self.assertIn("known_fake", self.check(parcel(PEOPLE[0], "never-seen.example.com")))
        self.assertEqual(self.add(parcel(PEOPLE[0], "a1.example.xyz"))["state"], "confirmed")  # it came back

    def test_nothing_in_a_message_becomes_markup_or_a_formula(self):
        site = self.site()
        self.asks = ("--config", site.config, "--socket", site.socket)
        try:
            made = self.add(HOSTILE, "--confirm")
            for path in ("/fakes?lang=en", f"/fakes/{made['id']}?lang=ja"):
                status, headers, text = site.visit(path)
                self.assertEqual(status, 200)
                self.assertIn("default-src 'none'", headers["content-security-policy"])
                for bad in ("<script", "<img", "<svg onload", "onerror=alert(3)>", "\u202e", "\x07", 'href="https'):
                    self.assertNotIn(bad, text)
                self.assertIn("&lt;", text)
                self.assertIn("{{title}}", text)
            self.feed(site)
            shown = self.run_it("fakes", "show", made["id"])
            self.assertNotIn("\u202e", shown)
            self.fakes("note", "--kind", "reported", "--to", "=1+1|</script><script>", made["id"])
            self.assertNotIn("<script", site.visit(f"/fakes/{made['id']}")[2])
            for row in csv.reader(io.StringIO(self.run_it("fakes", "export"))):
                for cell in row:
                    self.assertFalse(cell[:1] in "=+-@\t" and cell)
        finally:
            self.assertEqual(site.stop(), 0)

    def test_lists_go_in_and_out(self):
        rows = 'domain,brand,first_seen,last_seen\r\nhttps://a.list-one.xyz/x,amazon,2026-11-01,2026-11-20T10:00:00Z\r\n' \
               'bit.ly/x,,,\r\n"=cmd",,,\r\nlist-two.click,amazon,yesterday,\r\nlist-three.click,,,,\r\n'
        done = subprocess.run([PROGRAM, "fakes", "--db", self.db, "--json", "--confirm", "import", "-"], input=rows.encode(),
                              capture_output=True, timeout=60, check=False)
        self.assertEqual(done.returncode, 65)
        self.assertEqual(json.loads(done.stdout), {"added": 1, "joined": 0, "refused": 4})
        for line in (b"-:3: ", b"-:4: ", b'-:5: first_seen: expected a time', b"-:6: expected 4 cells"):
            self.assertIn(line, done.stderr)
        listed = self.fakes("list", schema="Fakes")["fakes"]
        self.assertEqual([(one["state"], one["brand"], one["first_seen"]) for one in listed],
                         [("confirmed", "amazon", "2026-11-01T00:00:00.000Z")])
        self.assertIn("known_link", self.check(AMAZON.replace(b"amazon-prime-update.example.cn", b"z.list-one.xyz")
                                               .replace(b"amazon-account.example.top", b"x.example.net")))
        text = self.run_it("fakes", "export", "--format", "text")
        self.asks = ("--db", self.folder / "second.db")
        self.assertEqual(self.fakes("--format", "text", "import", "-", stdin=text.encode() + b"\n# none\n\nlist-four.click\n"),
                         {"added": 2, "joined": 0, "refused": 0})
        self.run_it("fakes", "--format", "xml", "export", code=78)
        self.run_it("fakes", "show", "F-00000000", code=66)

    def test_nothing_that_was_acknowledged_is_lost_by_a_kill(self):
        acknowledged = []
        for number in range(ROUNDS):
            site = self.site()
            self.asks = ("--config", site.config, "--socket", site.socket)
            killer = threading.Timer(0.5 + 0.15 * number, site.process.kill)
            killer.start()
            for step in range(100):
                message = AMAZON.replace(b"amazon-prime-update.example.cn", b"k%d-%d.click" % (number, step))
                done = subprocess.run([PROGRAM, "fakes", *map(str, self.asks), "--json", "--confirm", "add", "-"], input=message,
                                      capture_output=True, timeout=60, check=False)
                if done.returncode != 0:
                    break
                acknowledged.append((json.loads(done.stdout)["id"], f"k{number}-{step}.click"))
            killer.join()
            site.stop()
        self.assertTrue(acknowledged)
        # Of a campaign's domains the 32 seen last are kept.
        self.asks = ("--db", self.db)
        for campaign in {one for one, _ in acknowledged}:
            known = {one["domain"] for one in self.fakes("show", campaign)["domains"]}
            self.assertLessEqual({domain for one, domain in acknowledged[-32:] if one == campaign}, known)


if __name__ == "__main__":
    unittest.main()
