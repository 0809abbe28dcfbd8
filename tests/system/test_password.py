"""mioboe password, as people run it."""
import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

PROGRAM = sys.argv.pop(1) if len(sys.argv) > 1 else "build/mioboe"
LEAKED = ("correct horse battery", "neko-ga-suki-desu", "umi yama sora kaze")


def run(*args, text=""):
    return subprocess.run([PROGRAM, "password", *args], input=text, capture_output=True, text=True, check=False)


class PasswordTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.list = self.folder / "list.txt"
        hashes = sorted(hashlib.sha1(word.encode()).hexdigest().upper() for word in LEAKED)
        self.list.write_text("".join(f"{one}:{number}\r\n" for number, one in enumerate(hashes, 1)))

    def config(self, list_path):
        conf = self.folder / "mioboe.conf"
        conf.write_text(f'password_breach_list = "{list_path}"\npassword_length = 12\n')
        return str(conf)

    def test_the_compact_list_answers_as_the_text(self):
        compact = self.folder / "compact"
        made = run("--json", "breach", "build", str(self.list), str(compact))
        self.assertEqual(made.returncode, 0, made.stderr)
        self.assertEqual(json.loads(made.stdout)["entries"], len(LEAKED))
        for file in (self.list, compact):
            for word in LEAKED:
                found = run("breach", "look", str(file), text=word + "\n")
                self.assertEqual((found.returncode, found.stdout), (1, "in the list\n"))
            self.assertEqual(run("breach", "look", str(file), text="never leaked\n").returncode, 0)

    def test_quality_tells_all_that_is_wrong_in_both_languages(self):
        conf = self.config(self.list)
        bad = run("--config", conf, "--json", "quality", "Kurosawa", text="kurosawa1\n")
        self.assertEqual(bad.returncode, 1, bad.stderr)
        told = json.loads(bad.stdout)
        self.assertEqual(told["faults"], ["short", "guessable"])
        self.assertIn("personal", told["hints"])
        leaked = run("--config", conf, "--lang", "ja", "quality", text="neko-ga-suki-desu\n")
        self.assertEqual(leaked.returncode, 1)
        self.assertIn("漏れて出回っている", leaked.stdout)
        self.assertNotIn("neko", leaked.stdout + leaked.stderr)
        good = run("--config", conf, "--lang", "en", "quality", text="9vTq-8vLm-2xRw\n")
        self.assertEqual((good.returncode, good.stdout), (0, "It is good enough.\n"))

    def test_a_damaged_list_is_an_error_and_not_an_answer(self):
        conf = self.config(self.list)
        text = self.list.read_bytes()
        self.list.write_bytes(text[:60] + b"?" * 40 + text[100:])
        for word in LEAKED:
            told = run("--config", conf, "quality", text=word + "\n")
            self.assertIn(told.returncode, (1, 78))
            if told.returncode == 78:
                self.assertRegex(told.stderr, r"list\.txt: byte \d+: expected")
        self.list.write_text("")
        self.assertEqual(run("--config", conf, "quality", text="9vTq-8vLm-2xRw\n").returncode, 78)

    def test_a_list_out_of_order_names_the_line_and_keeps_what_was_there(self):
        compact = self.folder / "compact"
        self.assertEqual(run("breach", "build", str(self.list), str(compact)).returncode, 0)
        before = compact.read_bytes()
        lines = self.list.read_text().splitlines()
        self.list.write_text("\n".join(reversed(lines)) + "\n")
        told = run("breach", "build", str(self.list), str(compact))
        self.assertEqual(told.returncode, 65)
        self.assertIn("list.txt:2: expected hashes in ascending order", told.stderr)
        self.assertEqual(compact.read_bytes(), before)
        self.assertEqual(sorted(p.name for p in self.folder.iterdir()), ["compact", "list.txt"])


if __name__ == "__main__":
    unittest.main()
