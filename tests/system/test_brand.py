"""Brands at the command line: whose a domain is, whom it imitates, own brand files."""
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

import mioboe

OURS = """source our own list 2026-11-20
brand mikan
  en       Mikan Mail
  ja       みかんメール
  kind     hosting
  name     みかんメール | mikan mail
  token    mikanmail
  domain   mikan-mail.jp
  sender   info@mikan-mail.jp
  senders  all
"""


class Brands(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)
        (self.folder / "brands").mkdir()
        self.ours = self.folder / "brands/ours.brands"
        self.ours.write_text(OURS, encoding="utf-8")
        self.config = self.folder / "mioboe.conf"
        self.config.write_text(f'brands_dir = "{self.folder}/brands"\n', encoding="utf-8")

    def run_it(self, *arguments, code=0, stdin=""):
        done = subprocess.run([mioboe.PROGRAM, "brand", "--config", self.config, *map(str, arguments)],
                              capture_output=True, text=True, timeout=60, check=False, input=stdin,
                              env={**os.environ, "LC_ALL": "C.UTF-8"})
        self.assertEqual(done.returncode, code, done.stderr)
        return done

    def which(self, domain):
        return json.loads(self.run_it("which", "--json", domain).stdout)

    def test_a_domain_is_told_in_both_languages(self):
        self.assertEqual(self.run_it("--lang", "en", "which", "www.amazon.co.jp").stdout,
                         "www.amazon.co.jp belongs to Amazon.\n")
        self.assertEqual(self.run_it("--lang", "ja", "which", "www.amazon.co.jp").stdout,
                         "www.amazon.co.jp はアマゾンのものです。\n")
        self.assertIn("さくらインターネットのものではありません",
                      self.run_it("--lang", "ja", "which", "https://www.sakura-ad-sakurainfo.cn/").stdout)

    def test_json_names_brand_and_likeness(self):
        for domain, brand, how in (("sakura-ad-sakurainfo.cn", "sakura", "domain"),
                                   ("amazon.co.jp.example.com", "amazon", "prefix"),
                                   ("rakuten.login.example", "rakuten", "label"),
                                   ("paypa1.com", "paypal", "homoglyph"),
                                   ("аmazon.com", "amazon", "homoglyph"),
                                   ("netfl1x.example", "netflix", "homoglyph"),
                                   ("netflx.example", "netflix", "edit")):
            answer = self.which(domain)
            self.assertEqual((answer["relation"], answer["brand"], answer["how"]), ("imitates", brand, how), domain)

    def test_what_nobody_is_imitated_by_is_not_called_genuine(self):
        self.assertEqual(self.which("example.com")["relation"], "none")
        self.assertIn("does not make it genuine", self.run_it("--lang", "en", "which", "example.com").stdout)

    def test_hosts_of_anybody_are_no_brands_own(self):
        self.assertEqual(self.which("sites.google.com")["relation"], "none")
        self.assertEqual(self.which("sites.google.com")["traits"], ["hosting"])

    def test_own_files_add_to_the_registry(self):
        self.assertEqual(self.which("www.mikan-mail.jp")["brand"], "mikan")
        self.assertEqual(self.which("mikanmail-login.example")["relation"], "imitates")
        self.assertIn("みかんメール", self.run_it("--lang", "ja", "list").stdout)

    def test_an_own_file_replaces_a_brand(self):
        self.ours.write_text(OURS.replace("brand mikan", "brand sakura"), encoding="utf-8")
        self.assertIn("Mikan Mail", self.run_it("show", "sakura").stdout)

    def test_what_is_shown_can_be_read_back(self):
        for brand in ("mikan", "amazon", "apple", "sakura", "smbc", "google"):
            self.ours.write_text(self.run_it("show", brand).stdout, encoding="utf-8")
            again = json.loads(self.run_it("show", "--json", brand).stdout)
            self.ours.write_text(OURS, encoding="utf-8")
            first = json.loads(self.run_it("show", "--json", brand).stdout)
            for one in (again, first):
                one.pop("file")
            self.assertEqual(again, first)

    def test_lint_names_every_fault(self):
        self.assertIn("no fault found", self.run_it("--lang", "en", "lint").stdout)
        bad = self.folder / "bad.brands"
        bad.write_text("source s 2026-11-20\nbrand x\nen X\nkind bank\ndomain co.jp\ntoken a\n", encoding="utf-8")
        told = self.run_it("lint", bad, code=78).stderr
        self.assertIn(f"{bad}:5: expected a registrable domain", told)
        self.assertIn(f"{bad}:6: expected a token", told)

    def test_a_broken_own_file_is_no_silent_gap(self):
        self.ours.write_text("nonsense\n", encoding="utf-8")
        self.assertIn("ours.brands:1:", self.run_it("which", "example.com", code=78).stderr)

    def test_many_are_read_from_standard_input(self):
        lines = self.run_it("which", "--json", "-", stdin="amazon.co.jp\nhttp://a b/\n\nexample.com\n").stdout
        self.assertEqual([json.loads(line)["host"] for line in lines.splitlines()], ["amazon.co.jp", "example.com"])

    def test_mistakes_have_their_exit_codes(self):
        self.run_it(code=64)
        self.run_it("which", code=64)
        self.run_it("list", "x", code=64)
        self.run_it("which", "http://a b/", code=65)
        self.run_it("show", "nobody-at-all", code=66)
        self.run_it("lint", self.folder / "absent", code=66)

    def test_nothing_a_domain_says_reaches_the_terminal_raw(self):
        told = self.run_it("--lang", "en", "which", "xn--\u202e.com", code=65)
        self.assertNotIn("\u202e", told.stdout + told.stderr)


if __name__ == "__main__":
    unittest.main()
