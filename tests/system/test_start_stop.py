#!/usr/bin/env python3
"""scripts/start starts the daemon once, scripts/stop ends it and nothing else."""
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest
import urllib.request

from mioboe import PROGRAM, ROOT

NOTHING = "#!/bin/sh\nexit 0\n"


class StartStop(unittest.TestCase):
    """In a tree of its own, with the program already built: what builds and installs does nothing there."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name, "tree")
        shutil.copytree(ROOT / "scripts", self.root / "scripts")
        sample = self.root / "tests/data/sample"
        shutil.copytree(ROOT / "tests/data/sample", sample)
        (self.root / "build").mkdir()
        (self.root / "build/build.ninja").touch()
        (self.root / "build/mioboe").symlink_to(PROGRAM)
        (self.root / "idle").mkdir()
        for name in ("meson", "ninja"):
            path = self.root / "idle" / name
            path.write_text(NOTHING)
            path.chmod(0o755)
        (self.root / "scripts/install-packages").write_text(NOTHING)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.listen = f"127.0.0.1:{free.getsockname()[1]}"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.public = f"127.0.0.1:{free.getsockname()[1]}"
        self.run_folder = self.root / "build/run"
        self.addCleanup(self.script, "stop", None)

    def script(self, name, code=0):
        done = subprocess.run([self.root / "scripts" / name], cwd="/", capture_output=True, text=True, timeout=60, check=False,
                              stdin=subprocess.DEVNULL,
                              env={**os.environ, "PATH": f"{self.root}/idle:{os.environ['PATH']}", "MIOBOE_LISTEN": self.listen,
                                   "MIOBOE_PUBLIC": self.public})
        if code is not None:
            self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def pid(self):
        return int((self.run_folder / "pid").read_text().split()[0])

    def answers(self):
        try:
            ask = urllib.request.Request(f"http://{self.listen}/?command=allow", data=json.dumps(
                {"login": "aoi", "remote": "203.0.113.7", "protocol": "imap", "pwhash": "07db", "session_id": "s"}).encode())
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(ask, timeout=5) as answer:
                return json.load(answer)["status"] == 0
        except OSError:
            return False

    def test_start_needs_nothing_to_be_configured_and_says_how_to_connect_dovecot(self):
        said = self.script("start")
        self.assertTrue(self.answers())
        self.assertIn(f"auth_policy_server_url = http://{self.listen}/\n", said)
        nonce = (self.run_folder / "nonce").read_text()
        self.assertRegex(nonce, "^[0-9a-f]{32}$")
        self.assertIn(f"auth_policy_hash_nonce = {nonce}\n", said)
        self.assertIn("doveadm reload", said)
        self.assertIn("を実行します", said)
        self.assertTrue((self.root / "build/sample-report.html").exists())

    def test_what_it_keeps_is_for_its_user_alone_and_in_one_folder(self):
        self.script("start")
        self.assertEqual(self.run_folder.stat().st_mode & 0o777, 0o700)
        names = {path.name for path in self.run_folder.iterdir()}
        self.assertLessEqual({"mioboe.db", "mioboe.sock", "log", "pid", "nonce"}, names)
        self.script("stop")
        names = {path.name for path in self.run_folder.iterdir()}
        self.assertIn("mioboe.db", names)
        self.assertFalse(names & {"pid", "mioboe.sock"})

    def test_a_second_start_leaves_the_daemon_and_the_nonce_as_they_are(self):
        self.script("start")
        pid, nonce = self.pid(), (self.run_folder / "nonce").read_text()
        said = self.script("start")
        self.assertEqual((self.pid(), (self.run_folder / "nonce").read_text()), (pid, nonce))
        self.assertIn(f"auth_policy_server_url = http://{self.listen}/\n", said)
        self.assertTrue(self.answers())

    def test_stop_ends_it_and_a_second_stop_is_no_error(self):
        self.script("start")
        pid = self.pid()
        self.assertIn(str(pid), self.script("stop"))
        self.assertFalse(self.answers())
        self.assertFalse((self.run_folder / "pid").exists())
        self.assertIn("No daemon", self.script("stop"))

    def test_after_a_kill_start_starts_it_again(self):
        self.script("start")
        first = self.pid()
        os.kill(first, signal.SIGKILL)
        while self.answers():
            time.sleep(0.02)
        self.script("start")
        self.assertNotEqual(self.pid(), first)
        self.assertTrue(self.answers())

    def test_stop_leaves_another_process_alone_that_has_the_number_by_now(self):
        self.script("start")
        record = (self.run_folder / "pid").read_text().split()
        with subprocess.Popen([PROGRAM, "serve", "--listen", "127.0.0.1:0", "--db", self.root / "other.db", "--socket",
                               self.root / "other.sock"], stderr=subprocess.DEVNULL) as other:
            (self.run_folder / "pid").write_text(" ".join([str(other.pid), *record[1:]]) + "\n")
            self.assertIn("No daemon", self.script("stop"))
            self.assertIsNone(other.poll())
            other.kill()
        (self.run_folder / "pid").write_text(" ".join(record) + "\n")
        self.script("stop")
        self.assertFalse(self.answers())

    def test_a_taken_address_is_said_and_leaves_nothing_behind(self):
        host, port = self.listen.split(":")
        with socket.create_server((host, int(port))):
            said = self.script("start", 1)
        self.assertIn("in use", said)
        self.assertFalse((self.run_folder / "pid").exists())


if __name__ == "__main__":
    unittest.main(verbosity=2)
