#!/usr/bin/env python3
"""scripts/demo shows one notice from the sign-in to the phone, and leaves nothing behind: usage test_demo.py build/mioboe"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest
import urllib.request

sys.path[:0] = [str(pathlib.Path(__file__).parent), str(pathlib.Path(__file__).parents[1] / "system")]
from mioboe import PROGRAM, ROOT  # noqa: E402
from notices import NEEDS_SERVERS  # noqa: E402


@NEEDS_SERVERS
class Demo(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.run_folder = pathlib.Path(folder.name)
        self.addCleanup(self.demo, "stop")

    def demo(self, verb):
        done = subprocess.run([ROOT / "scripts/demo", verb], capture_output=True, text=True, timeout=120, check=False,
                              stdin=subprocess.DEVNULL,
                              env={**os.environ, "MIOBOE_PROGRAM": PROGRAM, "MIOBOE_RUN": str(self.run_folder)})
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def state(self):
        return json.loads((self.run_folder / "demo.json").read_text())

    def test_it_shows_sms_mail_history_and_a_page_that_knows_the_reference(self):
        said = self.demo("start")
        page, reference = re.search(r"(http://127\.0\.0\.1:\d+/check\?reference=([0-9A-Z-]{17}))", said).groups()
        self.assertEqual(said.count(f"照会番号 {reference}"), 3, said)  # SMS, subject, how to check
        self.assertIn(f"通知        {reference}", said)
        self.assertIn(f"{reference} は、私たちが送った通知です。", said)
        with urllib.request.urlopen(page, timeout=10) as answer:
            self.assertIn('class="result ours"', answer.read().decode())
        before = self.state()
        again = self.demo("start")
        self.assertNotIn(reference, again)
        self.assertFalse(os.path.exists(before["folder"]))
        after = self.state()
        self.assertEqual(self.demo("stop").count("\n"), 1)
        self.assertFalse(os.path.exists(after["folder"]))
        for pid, _ in before["processes"] + after["processes"]:
            self.assertFalse(pathlib.Path(f"/proc/{pid}/exe").exists(), pid)
        self.assertEqual(self.demo("stop"), "")


if __name__ == "__main__":
    unittest.main(verbosity=2)
