#!/usr/bin/env python3
"""What goes wrong is said in one clear sentence, with the right exit code, and costs nothing that was read."""
import gzip
import os
import pathlib
import shutil
import sqlite3
import subprocess
import tempfile
import unittest

from mioboe import PROGRAM, SAMPLE, run, scan

EX_DATAERR, EX_NOINPUT, EX_IOERR, EX_TEMPFAIL, EX_NOPERM, EX_CANTCREAT, EX_CONFIG = 65, 66, 74, 75, 77, 73, 78
NOBODY = 65534
CRON = b"2026-09-28T00:00:00.000000+09:00 mx1 cron[1]: (root) CMD (true)\n"
FULL_DISK = """mount -t tmpfs -o size=48k none "$1" && exec "$2" scan --json --db "$1/mioboe.db" "$3" """
FULL_PAGE = """mount -t tmpfs -o size=4k none "$1" && exec "$2" scan --html "$1/page.html" "$3" """


def may_mount():
    return os.getuid() == 0 and subprocess.run(["unshare", "-m", "true"], check=False, capture_output=True).returncode == 0


class Faults(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.folder.chmod(0o755)

    def made(self, name, data):
        path = self.folder / name
        path.write_bytes(data)
        return path

    def run_as_nobody(self, *arguments):
        """Runs a copy of the program: nobody may not look into root's folders."""
        program = self.folder / "mioboe"
        shutil.copy(PROGRAM, program)
        return subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, timeout=60, check=False,
                              user=NOBODY, group=NOBODY, extra_groups=[], cwd="/", env={"HOME": "/nonexistent"})

    def assert_says(self, done, codes, *words):
        """One sentence of ours that names the thing, and an exit code that fits."""
        self.assertIn(done.returncode, codes, done.stderr)
        ours = [line for line in done.stderr.splitlines() if line.startswith("mioboe scan: ")]
        self.assertEqual(len(ours), 1, done.stderr)
        for word in words:
            self.assertIn(str(word), ours[0])

    def test_a_file_that_is_not_there(self):
        path = self.folder / "absent.log"
        self.assert_says(run("scan", path), {EX_NOINPUT}, path)

    def test_a_directory(self):
        self.assert_says(run("scan", self.folder), {EX_DATAERR, EX_NOINPUT, EX_IOERR}, self.folder)

    @unittest.skipUnless(os.getuid() == 0, "needs root to become somebody else")
    def test_a_file_that_may_not_be_read(self):
        path = self.made("secret.log", b"x")
        path.chmod(0o600)
        self.assert_says(self.run_as_nobody("scan", path), {EX_NOINPUT, EX_NOPERM, EX_IOERR}, path)

    def test_an_empty_file(self):
        self.assert_says(run("scan", self.made("empty.log", b"")), {EX_DATAERR}, "empty")

    def test_a_binary_file_is_counted_and_told(self):
        done = run("scan", self.made("noise.log", bytes(range(256)) * 4000))
        self.assertIn(done.returncode, {0, EX_DATAERR}, done.stderr)
        self.assertTrue(done.stdout + done.stderr)

    def test_a_log_of_unknown_programs_alone(self):
        self.assert_says(run("scan", self.made("other.log", CRON * 50)), {EX_DATAERR}, "50")

    def test_lines_of_unknown_programs_among_others_are_counted_and_no_error(self):
        alone = scan(SAMPLE)
        among = scan(self.made("mixed.log", CRON * 50 + gzip.decompress(pathlib.Path(SAMPLE).read_bytes())))
        self.assertEqual(among[:-1], alone[:-1])
        self.assertEqual(among[-1]["lines"], alone[-1]["lines"] + 50)
        self.assertEqual(among[-1]["unknown"], alone[-1]["unknown"] + 50)

    def test_a_truncated_gz_keeps_what_was_read(self):
        whole = pathlib.Path(SAMPLE).read_bytes()
        path = self.made("cut.log.gz", whole[: len(whole) // 2])
        done = run("scan", "--json", path)
        self.assert_says(done, {EX_DATAERR, EX_IOERR}, path)
        self.assertIn('"type":"summary"', done.stdout.replace('": "', '":"'))

    def test_one_bad_file_does_not_cost_the_others(self):
        whole = scan(SAMPLE)[-1]["signins"]
        done = run("scan", "--json", self.folder / "absent.log", SAMPLE)
        self.assertNotEqual(done.returncode, 0)
        if done.stdout:  # either nothing is read, or all that can be
            self.assertIn(f'"signins":{whole}', done.stdout.replace(" ", ""))

    @unittest.skipUnless(may_mount(), "needs root to make a full disk")
    def test_a_full_disk_under_the_database(self):
        done = subprocess.run(["unshare", "-m", "sh", "-c", FULL_DISK, "sh", self.folder, PROGRAM, SAMPLE],
                              capture_output=True, text=True, timeout=60, check=False)
        self.assert_says(done, {EX_IOERR, EX_TEMPFAIL, EX_CANTCREAT}, "mioboe.db")

    @unittest.skipUnless(may_mount(), "needs root to make a full disk")
    def test_a_full_disk_under_the_page(self):
        done = subprocess.run(["unshare", "-m", "sh", "-c", FULL_PAGE, "sh", self.folder, PROGRAM, SAMPLE],
                              capture_output=True, text=True, timeout=60, check=False)
        self.assert_says(done, {EX_IOERR, EX_TEMPFAIL, EX_CANTCREAT}, "page.html")

    @unittest.skipUnless(os.getuid() == 0, "needs root to become somebody else")
    def test_a_database_that_may_not_be_written(self):
        db = self.folder / "mioboe.db"
        scan("--db", db, SAMPLE)
        before = db.read_bytes()
        log = self.made("mail.log", gzip.decompress(pathlib.Path(SAMPLE).read_bytes()))
        log.chmod(0o644)
        self.assert_says(self.run_as_nobody("scan", "--db", db, log),
                         {EX_TEMPFAIL, EX_NOPERM, EX_IOERR, EX_CANTCREAT}, db)
        self.assertEqual(db.read_bytes(), before)

    def test_a_database_of_a_newer_version_is_left_alone(self):
        db = self.folder / "mioboe.db"
        scan("--db", db, SAMPLE)
        with sqlite3.connect(db) as change:
            change.execute("PRAGMA user_version = 9999")
        change.close()
        before = db.read_bytes()
        self.assert_says(run("scan", "--db", db, SAMPLE), {EX_CONFIG}, db)
        self.assertEqual(db.read_bytes(), before)

    def test_an_unknown_option_tells_the_way_to_the_help(self):
        done = run("scan", "--no-such-option")
        self.assertEqual(done.returncode, 64)
        self.assertIn("--help", done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
