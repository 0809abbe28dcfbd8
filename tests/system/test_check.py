#!/usr/bin/env python3
"""`mioboe check` as people use it: verdict first, exit codes, JSON, mbox, SMS, what to do now."""
import json
import pathlib
import subprocess
import tempfile
import unittest

from mioboe import PROGRAM, run

FAKE = """From: =?UTF-8?B?44GV44GP44KJ44Kk44Oz44K/44O844ON44OD44OI?= <tmmqhodmb@sakura.ad.jp>
To: Taro <taro@example.jp>
Subject: =?UTF-8?B?44CQ6KaB6L+U5L+h44CR5Lya5ZOh55m76Yyy5oOF5aCx?=
MIME-Version: 1.0
Content-Type: text/plain; charset=UTF-8

以下の会員IDについて、身分証明書のコピーをご提示ください。
現在、利用の制限(通信の停止)を行っております。期限 2021/10/7 まで
契約解除措置を取らせていただきます。
https://www.sakura-ad-sakurainfo.cn/
"""
PLAIN = """From: Hanako <hanako@example.org>
To: Taro <taro@example.jp>
Subject: Lunch
MIME-Version: 1.0
Content-Type: text/plain; charset=UTF-8

See you at noon.
"""
GENUINE = """Authentication-Results: mx.example.jp; dmarc=pass header.from=amazon.com
From: Amazon <account-update@amazon.com>
To: Taro <taro@example.jp>
Subject: Sign-in
MIME-Version: 1.0
Content-Type: text/plain; charset=UTF-8

Yamada Taro,

Somebody signed in to your account on 2021-05-10 at 20:15 with Chrome on Windows.
If this was you, you can ignore this message. If not:
https://www.amazon.co.jp/a/c/r?k=1
"""


class Check(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def file(self, name, text):
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def lines(self, *arguments):
        done = run("check", "--json", *arguments)
        self.assertIn(done.returncode, (0, 1, 2), done.stderr)
        return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]

    def test_a_fake_ends_with_1_and_says_so_first(self):
        done = run("check", "--lang", "en", self.file("m", FAKE))
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertTrue(done.stdout.startswith("Fake\n"), done.stdout)
        for heading in ("Sender", "What it says", "Whom it means", "Links", "What to do now"):
            self.assertIn(heading, done.stdout)
        order = [done.stdout.index(heading) for heading in ("Sender", "What it says", "Whom it means", "Links")]
        self.assertEqual(order, sorted(order))
        self.assertIn("delete it", done.stdout)

    def test_it_speaks_japanese(self):
        done = run("check", "--lang", "ja", self.file("m", FAKE))
        self.assertTrue(done.stdout.startswith("偽物です\n"), done.stdout)
        for branch in ("リンクを開いてしまったとき", "情報を入力してしまったとき", "返信してしまったとき"):
            self.assertIn(branch, done.stdout)

    def test_what_nobody_can_tell_ends_with_2(self):
        code, found = self.lines(self.file("m", PLAIN))
        self.assertEqual((code, found[0]["verdict"], found[0]["leaning"]), (2, "cannot_tell", "none"))

    def test_genuine_needs_a_server_the_operator_named(self):
        path = self.file("m", GENUINE)
        self.assertEqual(self.lines(path)[0], 2)
        config = self.file("mioboe.conf", 'check_authserv_id = "mx.example.jp"\n')
        code, found = self.lines("--config", config, path)
        self.assertEqual((code, found[0]["verdict"], found[0]["rule"]), (0, "genuine", "all_published"))

    def test_the_json_says_what_each_piece_rests_on_in_both_languages(self):
        _, found = self.lines(self.file("m", FAKE))
        one = found[0]
        self.assertEqual(one["verdict"], "fake")
        self.assertEqual(one["brand"], "sakura")
        named = {e["id"] for e in one["evidence"]}
        self.assertLessEqual({"K4", "K7", "K12", "K13", "K17", "K18"}, named)
        for piece in one["evidence"]:
            self.assertEqual(set(piece), {"id", "name", "direction", "weight", "on", "en", "ja"})
            self.assertTrue(piece["en"] and piece["ja"])
        self.assertTrue(one["advice"]["ja"] and one["advice"]["en"])
        total = one["score"] - sum(e["weight"] for e in one["evidence"])
        self.assertLess(total, 0)  # the bias

    def test_answers_count_as_evidence(self):
        path = self.file("m", GENUINE)
        before = self.lines(path)[1][0]
        done = subprocess.run([PROGRAM, "check", "--json", "--ask", "--lang", "en", str(path)], input="n\n\n\n\n\n",
                              capture_output=True, text=True, timeout=60, check=False, start_new_session=True)
        after = json.loads(done.stdout)
        self.assertIn("Are you a customer of", done.stderr)
        self.assertIn("answer_not_member", {e["name"] for e in after["evidence"]})
        self.assertGreater(after["score"], before["score"])
        self.assertNotIn("member", after["questions"])

    def test_many_files_are_many_lines_and_the_worst_decides_the_exit(self):
        code, found = self.lines(self.file("a", PLAIN), self.file("b", FAKE))
        self.assertEqual(code, 1)
        self.assertEqual([one["verdict"] for one in found], ["cannot_tell", "fake"])

    def test_an_mbox_is_many_messages(self):
        mbox = "".join(f"From a@example.org Mon Oct  4 10:00:00 2021\n{text}\n" for text in (PLAIN, FAKE))
        _, found = self.lines(self.file("box", mbox))
        self.assertEqual([pathlib.Path(one["file"]).name for one in found], ["box:1", "box:2"])

    def test_an_sms_comes_from_standard_input(self):
        text = "【国税庁】未払いの税金があります。差押となります。 https://example-tax.top/pay\n"
        done = subprocess.run([PROGRAM, "check", "--json", "--sms", "--from", "+819012345678", "-"], input=text,
                              capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertEqual(json.loads(done.stdout)["file"], "-")

    def test_a_missing_file_is_told_and_the_others_are_checked(self):
        done = run("check", "--json", self.folder / "none", self.file("m", PLAIN))
        self.assertEqual(done.returncode, 66)
        self.assertEqual(len(done.stdout.splitlines()), 1)
        self.assertIn("no such file", done.stderr)

    def test_nothing_to_check_is_a_mistake_of_usage(self):
        self.assertEqual(run("check").returncode, 64)

    def test_what_is_too_long_is_never_genuine(self):
        config = self.file("mioboe.conf", 'check_authserv_id = "mx.example.jp"\n')
        path = self.file("m", GENUINE + "x" * (17 << 20))
        code, found = self.lines("--config", config, path)
        self.assertEqual(code, 2)
        self.assertIn("K66", {e["id"] for e in found[0]["evidence"]})


if __name__ == "__main__":
    unittest.main()
