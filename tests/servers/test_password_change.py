#!/usr/bin/env python3
"""Beside a real Dovecot: after a change of the password open sessions are ended, an IDLE one within seconds."""
import json
import pathlib
import socket
import subprocess
import sys
import tempfile
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent
PROGRAM = str(pathlib.Path(sys.argv.pop(1) if len(sys.argv) > 1 else "build/mioboe").resolve())
sys.path[:0] = [str(HERE), str(HERE.parent / "system")]
sys.argv.insert(1, PROGRAM)
from dovecot import Dovecot, free_port  # noqa: E402
from watch import Watch  # noqa: E402

HTTP = """
service doveadm {{
  inet_listener http {{
    port = {port}
    address = 127.0.0.1
  }}
}}
doveadm_api_key = {key}
"""
KEY = "key-of-this-test"


class KickTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.port = free_port()
        key = self.folder / "doveadm.key"
        key.write_text(KEY + "\n")
        key.chmod(0o600)

    def watch(self, port):
        one = Watch(f'doveadm_url = "http://127.0.0.1:{port}/doveadm/v1"\n'
                    f'doveadm_key_file = "{self.folder / "doveadm.key"}"\n')
        self.addCleanup(one.stop)
        self.command(one, "account", "set", "u-1", "sign_in_names=alice")
        return one

    def command(self, watch, verb, *words, text=""):
        done = subprocess.run([PROGRAM, verb, "--config", watch.config, "--socket", watch.socket, *words], input=text,
                              capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, 0, done.stderr + done.stdout)
        return done.stdout

    def change(self, watch, new):
        return json.loads(self.command(watch, "password", "--json", "change", "u-1", text=new + "\n"))

    def changes(self, watch):
        return json.loads(self.command(watch, "password", "--json", "changes", "u-1"))["changes"]

    def wait_for_end(self, watch, seconds=10):
        end = time.monotonic() + seconds
        while self.changes(watch)[-1]["sessions"] != "ended" and time.monotonic() < end:
            time.sleep(0.1)
        self.assertEqual(self.changes(watch)[-1]["sessions"], "ended", self.changes(watch))

    @staticmethod
    def idle(dovecot, account, send, read):
        read()
        send(f'a LOGIN {account} secret')
        assert read().startswith(b"a OK")
        send("b SELECT INBOX")
        while not read().startswith(b"b "):
            pass
        send("c IDLE")
        assert read().startswith(b"+ ")

    def test_an_idle_session_ends_within_seconds_and_nobody_else_s(self):
        with Dovecot(["alice", "bob"], settings=HTTP.format(port=self.port, key=KEY)) as dovecot:
            watch = self.watch(self.port)
            with dovecot.connected(dovecot.imap, "203.0.113.5") as (send, read), \
                    dovecot.connected(dovecot.imap, "203.0.113.6") as (other_send, other_read):
                self.idle(dovecot, "alice", send, read)
                self.idle(dovecot, "bob", other_send, other_read)
                began = time.monotonic()
                self.assertTrue(self.change(watch, "9vTq-8vLm-2xRw")["sessions_end"])
                while read():  # until Dovecot has closed it
                    pass
                self.assertLess(time.monotonic() - began, 10)
                other_send("DONE")
                self.assertTrue(other_read().startswith(b"c OK"))
            self.wait_for_end(watch)
            self.assertNotIn(KEY, watch.errors.read_text())

    def test_what_could_not_be_ended_is_said_and_ended_after_a_restart(self):
        watch = self.watch(self.port)  # no Dovecot listens yet
        self.assertEqual(self.change(watch, "9vTq-8vLm-2xRw")["result"], "done")
        time.sleep(0.5)
        self.assertEqual(self.changes(watch)[-1]["sessions"], "asked_to_end")
        with Dovecot(["alice"], settings=HTTP.format(port=self.port, key=KEY)):
            with socket.create_connection(("127.0.0.1", self.port), 5):
                pass
            watch.process.send_signal(__import__("signal").SIGHUP)  # tries at once what failed before
            self.wait_for_end(watch)


if __name__ == "__main__":
    unittest.main()
