#!/usr/bin/env python3
"""The mail of notices as another program reads it, and the command that shows and checks texts."""
import email
import email.policy
import email.utils
import html.parser
import pathlib
import re
import subprocess
import tempfile
import unittest

from mioboe import PROGRAM

KINDS = ["signin", "refused", "restriction", "code", "credential", "test", "digest", "warning"]
REFERENCE = "M7K2-9QXD-4TRW-8C"


def notice(*args, **kwargs):
    return subprocess.run([PROGRAM, "notice", *args], capture_output=True, timeout=60, **kwargs)


def message(kind, lang):
    done = notice("preview", "--kind", kind, "--channel", "mail", "--lang", lang, "--message")
    assert done.returncode == 0, done.stderr
    return done.stdout


class Page(html.parser.HTMLParser):
    """Text and links of a page; unbalanced tags are a failure."""
    VOID = {"meta", "br", "hr"}

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.text, self.links = [], [], []

    def handle_starttag(self, tag, attrs):
        if tag not in self.VOID:
            self.open.append(tag)
        self.links += [value for name, value in attrs if name in ("href", "src", "action")]

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, (tag, self.open)
        self.open.pop()

    def handle_data(self, data):
        if "style" not in self.open:
            self.text.append(data)


class Mail(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.mails = []
        for kind in KINDS:
            for lang in ("en", "ja"):
                raw = message(kind, lang)
                cls.mails.append((kind, lang, raw, email.message_from_bytes(raw, policy=email.policy.default)))

    def test_it_has_no_defects_and_two_alternatives(self):
        for _, lang, _, mail in self.mails:
            parts = list(mail.iter_parts())
            self.assertEqual([mail.defects] + [part.defects for part in parts], [[], [], []])
            self.assertEqual(mail.get_content_type(), "multipart/alternative")
            self.assertEqual([part.get_content_type() for part in parts], ["text/plain", "text/html"])
            for part in [mail, *parts]:
                self.assertEqual([d for header in part.values() for d in getattr(header, "defects", [])], [])
                self.assertEqual(part["Content-Language"], lang)
            self.assertEqual([part.get_content_charset() for part in parts], ["utf-8", "utf-8"])

    def test_headers_say_who_wrote_it_when_and_that_it_was_no_person(self):
        for _, _, _, mail in self.mails:
            self.assertEqual(mail["Auto-Submitted"], "auto-generated")
            self.assertEqual(mail["From"].addresses[0].addr_spec, "notice@notice.example.jp")
            self.assertEqual(mail["To"].addresses[0].addr_spec, "mihon@example.jp")
            self.assertEqual(mail["Message-ID"], "<m7k29qxd4trw8c.1@notice.example.jp>")
            self.assertEqual(email.utils.parsedate_to_datetime(mail["Date"]).timestamp(), 1795252509)
            self.assertIn(REFERENCE, mail["Subject"])

    def test_names_outside_ascii_come_back_as_they_were(self):
        mail = email.message_from_bytes(message("signin", "ja"), policy=email.policy.default)
        self.assertEqual(mail["From"].addresses[0].display_name, "見本メール")
        self.assertEqual(mail["To"].addresses[0].display_name, "見本 太郎")
        self.assertTrue(mail["Subject"].startswith("【見本メール】"), mail["Subject"])

    def test_lines_are_those_of_smtp(self):
        for _, _, raw, _ in self.mails:
            self.assertTrue(raw.isascii())
            self.assertNotIn(b"\n", raw.replace(b"\r\n", b""))
            self.assertLessEqual(max(map(len, raw.split(b"\r\n"))), 78)

    def test_both_alternatives_say_the_same(self):
        for _, _, _, mail in self.mails:
            text, page = (part.get_content() for part in mail.iter_parts())
            seen = Page()
            seen.feed(page)
            self.assertEqual(seen.open, [])
            flat = re.sub(r"\s+", "", "".join(seen.text))
            for line in filter(None, map(str.strip, text.splitlines())):
                for word in re.split(r"[：:\s、。・◆,.-]+", line):
                    self.assertIn(re.sub(r"\s+", "", word).replace("'", "’"), flat.replace("'", "’"), line)

    def test_links_lead_to_published_pages_by_https_and_none_is_needed(self):
        for _, _, _, mail in self.mails:
            text, page = (part.get_content() for part in mail.iter_parts())
            seen = Page()
            seen.feed(page)
            for link in seen.links + re.findall(r"https?://[\w.-]+\S*", text):
                self.assertRegex(link, r"^https://(www|notice)\.example\.jp/")


class Command(unittest.TestCase):
    def test_the_built_in_templates_are_in_order(self):
        done = notice("lint")
        self.assertEqual((done.returncode, done.stdout), (0, b"every template is in order\n"))

    def test_preview_shows_every_kind_in_every_channel_and_language(self):
        shown = notice("preview").stdout.decode()
        for kind in KINDS:
            for channel in ("sms", "mail", "voice"):
                for lang in ("en", "ja"):
                    self.assertIn(f"--- {kind}, {channel}, {lang}", shown)

    def test_a_template_that_breaks_rules_is_told_with_its_place(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "signin.sms.en.mustache")
            file.write_text("{{title}}\nsee http://evil.example/\n")
            done = notice("lint", folder)
            told = done.stderr.decode()
            self.assertEqual(done.returncode, 65)
            self.assertIn(f"{file}:2:5: expected https://", told)
            self.assertIn(f"{file}:1:1: expected {{{{reference}}}}", told)

    def test_a_text_that_is_no_template_is_told_with_its_place(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "signin.sms.en.mustache")
            file.write_text("one\n{{#name}}\n")
            done = notice("lint", folder)
            self.assertEqual(done.returncode, 78)
            self.assertRegex(done.stderr.decode(), re.escape(str(file)) + r":\d+:\d+: expected ")

    def test_an_override_is_what_people_read(self):
        built_in = notice("preview", "-k", "test", "--channel", "sms", "--lang", "en").stdout
        with tempfile.TemporaryDirectory() as folder:
            text = ("{{service_name}}: {{title}} {{name}} {{account}} {{member_id}} {{time}} {{outcome}} {{if_you}} "
                    "{{reference}} {{check_host}} From the operator.")
            pathlib.Path(folder, "test.sms.en.mustache").write_text(text)
            config = pathlib.Path(folder, "mioboe.conf")
            config.write_text(f'notice_templates = "{folder}"\n')
            shown = notice("preview", "-c", str(config), "-k", "test", "--channel", "sms", "--lang", "en")
        self.assertEqual(shown.returncode, 0, shown.stderr)
        self.assertIn(b"From the operator.", shown.stdout)
        self.assertNotIn(b"From the operator.", built_in)

    def test_wrong_options_are_refused(self):
        self.assertEqual(notice("preview", "--kind", "none").returncode, 78)
        self.assertEqual(notice("show").returncode, 64)
        self.assertEqual(notice("lint", "/nonexistent").returncode, 74)


if __name__ == "__main__":
    unittest.main(verbosity=2)
