#!/usr/bin/env python3
"""POST /v1/messages/check: the verdict of `mioboe check`, from the daemon, whatever a message or its sender does.

  tests/system/test_check_api.py PROGRAM
"""
import base64
import concurrent.futures
import json
import os
import pathlib
import signal
import subprocess
import time
import unittest

from mioboe import PROGRAM, run
from test_check import FAKE, GENUINE, PLAIN
from watch import Watch

MIB = 1 << 20
SMS = "【Example】お荷物のお届けにあがりましたが不在の為持ち帰りました。http://a1b2.duckdns.org/"


def children_of(pid):
    """Processes below a process, by their depth: [[watcher], [nursery], [readers]]."""
    found, level = [], [pid]
    while level:
        level = [int(one) for parent in level for task in pathlib.Path(f"/proc/{parent}/task").glob("*/children")
                 for one in task.read_text(encoding="ascii").split()]
        found.append(level)
    return found[:-1]


def big_mail(size):
    """A mail of exactly so many bytes, most of them an attachment."""
    head = ("From: a@example.jp\r\nTo: b@example.jp\r\nSubject: photo\r\nMIME-Version: 1.0\r\n"
            "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nhello\r\n--x\r\n"
            "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n").encode()
    tail = b"\r\n--x--\r\n"
    line = b"A" * 76 + b"\r\n"
    body = line * ((size - len(head) - len(tail)) // len(line))
    return head + body + b"A" * (size - len(head) - len(tail) - len(body)) + tail


READERS = 2  # the setting check_at_once


class Api(unittest.TestCase):
    """One daemon for all."""

    @classmethod
    def setUpClass(cls):
        cls.daemon = Watch('check_authserv_id = "mx.example.jp"\n')

    @classmethod
    def tearDownClass(cls):
        code = cls.daemon.stop()
        assert code == 0, code

    def ask(self, body, kind="message/rfc822", query="", extra=b""):
        with self.daemon.connect_unix() as one:
            head = (f"POST /v1/messages/check{query} HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\n"
                    f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n").encode()
            status, _, answer = self.daemon.ask(extra + head + body, one)
        return status, json.loads(answer)

    def check(self, *arguments, **words):
        status, verdict = self.ask(*arguments, **words)
        self.assertEqual(status, 200, verdict)
        return verdict

    def wait_for_verdict(self, expected):
        """Each reader that died costs one message; then all of them answer again."""
        end = time.monotonic() + 5
        right = 0
        while right < 2 * READERS and time.monotonic() < end:
            right = right + 1 if self.check(FAKE.encode())["verdict"] == expected else 0
        self.assertEqual(right, 2 * READERS)

    def test_it_says_what_the_command_says(self):
        for text in (FAKE, GENUINE, PLAIN):
            said = subprocess.run([PROGRAM, "check", "--config", self.daemon.config, "--json", "-"], input=text.encode(),
                                  capture_output=True, check=False, timeout=60)
            expected = json.loads(said.stdout)
            whole = {"message": base64.b64encode(text.encode()).decode()}
            self.assertEqual(self.check(text.encode()), expected)
            self.assertEqual(self.check(json.dumps(whole).encode(), "application/json"), expected)
            self.assertEqual(self.check(text.encode(), "text/plain; charset=utf-8"), expected)

    def test_an_sms_has_its_sender_and_answers_count(self):
        told = self.check(json.dumps({"text": SMS, "sms_from": "+819012345678"}).encode(), "application/json")
        self.assertEqual(told, self.check(SMS.encode(), "text/plain", "?sms_from=%2B819012345678"))
        no = {"text": SMS, "sms_from": "", "answers": {"member": "no", "done": "no"}}
        sharper = self.check(json.dumps(no).encode(), "application/json")
        self.assertGreater(sharper["score"], told["score"])
        self.assertEqual(self.check(FAKE.encode(), query="?member=no")["evidence"],
                         self.check(json.dumps({"text": FAKE, "answers": {"member": "no"}}).encode(), "application/json")["evidence"])

    def test_what_is_wrong_is_said(self):
        for body, kind, query, said in (
                (b"{", "application/json", "", "JSON"),
                (b"{}", "application/json", "", "either a member text"),
                (b'{"text":"a","message":"YQ=="}', "application/json", "", "either a member text"),
                (b'{"message":"?"}', "application/json", "", "base64"),
                (b'{"text":"a","answers":{"member":"maybe"}}', "application/json", "", "yes, no or unknown"),
                (b"x", "image/png", "", "message/rfc822"),
                (b"x", "message/rfc822", "?member=maybe", "yes, no or unknown"),
                (b'{"text":"%s"}' % (b"a" * MIB), "application/json", "", "at most")):
            status, answer = self.ask(body, kind, query)
            self.assertEqual((status, said in answer["reason"]), (400, True), answer)

    def test_25_mib_are_read_and_more_is_too_long(self):
        self.assertEqual(self.check(big_mail(25 * MIB))["rule"], "no_brand")
        with self.daemon.connect_unix() as one:
            status, _, said = self.daemon.ask(b"POST /v1/messages/check HTTP/1.1\r\nHost: x\r\nContent-Type: message/rfc822\r\n"
                                              b"Content-Length: %d\r\n\r\n" % (27 * MIB), one)
        self.assertEqual((status, b"longer than" in said), (413, True))

    def test_a_token_with_its_own_scope_is_needed(self):
        def token(scope):
            done = run("token", "--socket", self.daemon.socket, "create", "--scopes", scope, "x")
            return b"Authorization: Bearer " + done.stdout.strip().encode() + b"\r\n"

        def ask(header):
            body = PLAIN.encode()
            return self.daemon.ask(b"POST /v1/messages/check HTTP/1.1\r\nHost: x\r\nContent-Type: message/rfc822\r\n%s"
                                   b"Content-Length: %d\r\n\r\n%s" % (header, len(body), body))[0]

        self.assertEqual([ask(b""), ask(token("accounts:read,history:read")), ask(token("messages:check"))], [401, 403, 200])

    def test_many_at_once_all_get_the_same_verdict(self):
        expected = self.check(FAKE.encode())
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            for verdict in pool.map(lambda _: self.check(FAKE.encode()), range(64)):
                self.assertEqual(verdict, expected)

    def test_readers_that_are_killed_cost_a_verdict_and_no_request(self):
        expected = self.check(FAKE.encode())["verdict"]
        seen = set()
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            asked = [pool.submit(self.check, FAKE.encode()) for _ in range(100)]
            while not all(one.done() for one in asked):
                for pid in (children_of(self.daemon.process.pid) + [[]] * 3)[2]:
                    try:
                        os.kill(pid, signal.SIGKILL)
                    except ProcessLookupError:
                        pass
                time.sleep(0.005)
            seen = {one.result()["verdict"] for one in asked}
        self.assertLessEqual(seen, {expected, "cannot_tell"})
        self.wait_for_verdict(expected)

    def test_the_process_they_come_from_is_replaced(self):
        expected = self.check(FAKE.encode())["verdict"]
        os.kill(children_of(self.daemon.process.pid)[1][0], signal.SIGKILL)
        self.wait_for_verdict(expected)

    def test_no_process_is_left_behind(self):
        daemon = Watch()
        below = [pid for level in children_of(daemon.process.pid) for pid in level]
        self.assertGreaterEqual(len(below), 4)
        daemon.process.kill()
        daemon.stop()
        end = time.monotonic() + 5
        while any(os.path.exists(f"/proc/{pid}") for pid in below) and time.monotonic() < end:
            time.sleep(0.02)
        self.assertFalse([pid for pid in below if os.path.exists(f"/proc/{pid}")])

    def test_nothing_of_a_message_is_in_the_log(self):
        secret = "kumquat-7719"
        for kind in ("message/rfc822", "text/plain", "image/" + secret):
            self.ask(FAKE.replace("Taro", secret).encode(), kind)
        self.ask(json.dumps({"text": secret, "answers": {"member": secret}}).encode(), "application/json")
        self.assertNotIn(secret, self.daemon.errors.read_text(encoding="utf-8"))


if __name__ == "__main__":
    unittest.main()
