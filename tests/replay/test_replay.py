#!/usr/bin/env python3
"""mioboe replay on generated sign-ins: the model must not get worse unnoticed.

usage: test_replay.py MIOBOE GENERATOR
6,000 accounts of seed 3. The floors lie about three points below what the model reached when they
were written, more than the draw of attackers moves it.
"""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

MIOBOE, GENERATOR = sys.argv[1:3]
FLOORS = {"naive": 0.75, "vpn": 0.48, "takeover": 0.85}


def replay(*args, stdin=None):
    return subprocess.run([MIOBOE, "replay", *map(str, args)], input=stdin, capture_output=True,
                          text=True, check=False, timeout=100)


class Replay(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.file = pathlib.Path(cls.folder.name, "signins.txt")
        subprocess.run([sys.executable, GENERATOR, "3", "6000", str(cls.file)], check=True,
                       stderr=subprocess.DEVNULL)
        cls.result = json.loads(replay("--json", cls.file).stdout)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_recall_at_one_percent_stays_above_its_floor(self):
        for attacker, floor in FLOORS.items():
            with self.subTest(attacker):
                self.assertGreaterEqual(
                    self.result["attackers"][attacker]["recall_at_fpr_1pct"], floor)

    def test_owners_are_told_seldom(self):
        self.assertLess(self.result["notices_per_1000"], 45)
        self.assertLess(self.result["strict"]["challenge"], 0.015)

    def test_figures_fit_together(self):
        for name, a in self.result["attackers"].items():
            with self.subTest(name):
                self.assertLessEqual(a["recall_at_fpr_0_1pct"], a["recall_at_fpr_1pct"])
                self.assertLessEqual(a["fpr_at_tpr_90pct"], a["fpr_at_tpr_99pct"])
                self.assertTrue(0.4 <= a["auc"] <= 1)
                self.assertGreater(a["n"], 1000)
        self.assertEqual(sum(g["legit"] for g in self.result["history"].values()),
                         self.result["legit"])

    def test_the_same_seed_gives_the_same_result(self):
        again = json.loads(replay("--json", "--seed", 1, self.file).stdout)
        other = json.loads(replay("--json", "--seed", 2, self.file).stdout)
        self.assertEqual(again, self.result)
        self.assertNotEqual(other["attackers"], self.result["attackers"])
        self.assertEqual(other["legit"], self.result["legit"])

    def test_attackers_leave_no_trace(self):
        """What owners get does not depend on which attackers were drawn."""
        other = json.loads(replay("--json", "--seed", 2, self.file).stdout)
        for key in ("notices_per_1000", "strict", "thresholds_nats"):
            self.assertEqual(other[key], self.result[key])

    def test_nothing_looks_ahead(self):
        """500 strangers in the very last second change nothing that came before them."""
        text = self.file.read_text(encoding="ascii")
        end = text.splitlines()[-1].split()[0]
        more = "".join(f"{end} {900000000 + i} 7 7 7 1 7 7 7 7 7 7\n" for i in range(500))
        later = json.loads(replay("--json", "-", stdin=text + more).stdout)
        self.assertEqual(later["accounts"], self.result["accounts"] + 500)
        for key in ("legit", "attackers", "history", "notices_per_1000", "strict"):
            self.assertEqual(later[key], self.result[key])

    def test_the_table_for_people_names_every_attacker(self):
        text = replay(self.file).stdout
        for word in ("naive", "vpn", "targeted", "takeover", "rec@1%", "notices:"):
            self.assertIn(word, text)

    def test_without_a_client_signal_less_is_caught(self):
        unseen = json.loads(replay("--json", "--client", "unseen", self.file).stdout)
        self.assertLess(unseen["attackers"]["vpn"]["recall_at_fpr_1pct"], 0.2)

    def test_a_bad_line_is_named_with_what_was_expected(self):
        good = "0 1 1 1 1 1 1 1 1 1 1 1\n"
        for bad, words in (
                ("5 x 1 1 1 1 1 1 1 1 1 1\n", ('"user"', '"x"')),
                ("5 1 1 1 1 1 700 1 1 1 1 1\n", ("0..675", '"country"', '"700"')),
                ("5 1 1 1\n", ("12 whole numbers", "found 4")),
                ("5 1 1 1 1 1 1 1 1 1 1 1 1\n", ('"family"', '"1 1"')),
                ("\n", ("12 whole numbers",)),
                ("5 1 1 1 1 1 1 1 1 1 1 " + "1" * 400 + "\n", ("shorter than",)),
                ("5 \x001 1 1 1 1 1 1 1 1 1 1\n", ("standard input:2",)),
                ("0 1 1 1 1 1 1 1 1 1 1 1\n5 1 1 1 1 1 1 1 1 1 1 1\n4 1 1 1 1 1 1 1 1 1 1 1\n",
                 ("standard input:4", ">= 5", "found 4"))):
            with self.subTest(bad[:20]):
                done = replay("-", stdin=good + bad)
                self.assertEqual(done.returncode, 65, done.stderr)
                self.assertEqual(done.stdout, "")
                for word in ("standard input:", *words):
                    self.assertIn(word, done.stderr)

    def test_nothing_to_evaluate_is_said(self):
        self.assertEqual(replay("-", stdin="").returncode, 65)
        self.assertEqual(replay("-", stdin="0 1 1 1 1 1 1 1 1 1 1 1\n").returncode, 65)
        missing = replay(self.folder.name + "/absent")
        self.assertEqual(missing.returncode, 66)
        self.assertIn("absent", missing.stderr)
        self.assertEqual(replay(self.folder.name).returncode, 74)

    def test_bad_options_are_refused(self):
        for args in (("--seed", "x"), ("--client", "trusted"), ("--policy", "mild"),
                     ("--with", "magic"), ("--without", "near_48,,"), ()):
            with self.subTest(args):
                done = replay(*args, *((self.file,) if args else ()))
                self.assertEqual(done.returncode, 64)

    def test_a_full_disk_is_an_error(self):
        with open("/dev/full", "w", encoding="ascii") as full:
            done = subprocess.run([MIOBOE, "replay", "--json", str(self.file)], stdout=full,
                                  stderr=subprocess.PIPE, text=True, check=False)
        self.assertEqual(done.returncode, 74)
        self.assertIn("writing", done.stderr)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
