#!/usr/bin/env python3
"""What a scan of the bundled sample log finds: all that its README promises, and nothing of quiet accounts."""
import pathlib
import re
import tempfile
import unittest

from mioboe import ROOT, SAMPLE, of_type, run, scan

QUIET = {"hanako@example.jp", "taro@example.jp", "kenta@example.jp", "misaki@example.jp", "info@example.jp",
         "keiri@example.jp", "bob@example.com", "carol@example.com", "dave@example.com"}


class Sample(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.found = scan(SAMPLE)

    def test_the_one_sign_in_from_abroad_is_told_with_its_reasons(self):
        found = [one for one in of_type(self.found, "signin") if one["account"] == "sakura@example.jp"]
        self.assertEqual([one["at"] for one in found], ["2026-10-23T19:17:33Z"])
        self.assertEqual(found[0]["place"]["country"], "FR")
        self.assertLessEqual({"new_country", "new_provider"}, {reason["code"] for reason in found[0]["reasons"]})

    def test_every_reason_is_told_in_both_languages(self):
        for one in of_type(self.found, "signin"):
            for reason in one["reasons"]:
                self.assertTrue(re.search(r"[ぁ-んァ-ン一-龠]", reason["ja"]), reason)
                self.assertTrue(reason["en"].isprintable() and reason["en"], reason)

    def test_a_found_password_is_told_with_the_address_that_found_it(self):
        found = [one for one in of_type(self.found, "account") if one["account"] == "yui@example.jp"]
        self.assertTrue(any(one.get("remote") == "177.95.3.66" for one in found), found)

    def test_a_network_that_guesses_is_told(self):
        prefixes = [one["prefix"] for one in of_type(self.found, "source")]
        self.assertTrue(any(prefix.startswith("198.51.100.") for prefix in prefixes), prefixes)

    def test_slips_of_owners_are_no_guessing(self):
        prefixes = [one["prefix"] for one in of_type(self.found, "source")]
        for owner in ("61.24.7.", "133.202.3.", "153.240.9."):
            self.assertFalse(any(prefix.startswith(owner) for prefix in prefixes), prefixes)

    def test_nothing_is_told_of_accounts_that_stay_where_they_are(self):
        told = {one["account"] for one in of_type(self.found, "signin")}
        self.assertEqual(told & QUIET, set())

    def test_the_summary_is_last_and_counts_every_line(self):
        self.assertEqual(self.found[-1]["type"], "summary")
        self.assertEqual(len(of_type(self.found, "summary")), 1)
        self.assertEqual(self.found[-1]["lines"], 2774)
        self.assertEqual(self.found[-1]["accounts"], len(QUIET) + 3)

    def test_the_same_log_gives_the_same_findings(self):
        again = scan(SAMPLE)
        self.assertEqual(self.found[:-1], again[:-1])

    def test_the_page_is_whole_and_asks_nobody_else(self):
        with tempfile.TemporaryDirectory() as folder:
            page = pathlib.Path(folder, "report.html")
            done = run("scan", "--html", page, SAMPLE)
            self.assertEqual(done.returncode, 0, done.stderr)
            text = page.read_text(encoding="utf-8")
        self.assertTrue(text.rstrip().endswith("</html>"))
        self.assertIn("sakura@example.jp", text)
        self.assertNotIn("<script", text)
        self.assertIsNone(re.search(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//""", text))

    def test_the_readme_of_the_sample_names_what_is_found(self):
        text = (ROOT / "tests/data/sample/README.md").read_text(encoding="utf-8")
        for name in ("sakura@example.jp", "yui@example.jp", "198.51.100.0/24", "2,774 lines"):
            self.assertIn(name, text)


if __name__ == "__main__":
    unittest.main(verbosity=2)
