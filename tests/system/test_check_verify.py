#!/usr/bin/env python3
"""mioboe check --verify: asks a real resolver's protocol, binds what SPF binds, asks about nobody else.

  tests/system/test_check_verify.py PROGRAM
"""
import json
import os
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import unittest

PROGRAM = os.path.abspath(sys.argv.pop(1))

TXT = {
    "example.co.jp": "v=spf1 ip4:192.0.2.0/24 -all",
    "_dmarc.example.co.jp": "v=DMARC1; p=reject",
}
MAIL = ("From: Example <news@example.co.jp>\r\nTo: owner@example.jp\r\nSubject: News\r\n"
        "Message-ID: <1@example.co.jp>\r\nDate: Sat, 21 Nov 2026 10:00:00 +0900\r\n\r\n"
        "Read more: https://stranger.example.net/page\r\n")


class Zone:
    """A name server on loopback; what was asked stands in .asked."""

    def __init__(self):
        self.asked = []
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            packet, peer = self.socket.recvfrom(1500)
            labels, at = [], 12
            while packet[at]:
                labels.append(packet[at + 1:at + 1 + packet[at]].decode("ascii"))
                at += 1 + packet[at]
            name = ".".join(labels).lower()
            kind = struct.unpack("!H", packet[at + 1:at + 3])[0]
            self.asked.append(name)
            value = TXT.get(name) if kind == 16 else None
            head = packet[:2] + struct.pack("!HHHHH", 0x8180, 1, 1 if value else 0, 0, 0)
            answer = b""
            if value:
                data = bytes([len(value)]) + value.encode("ascii")
                answer = struct.pack("!HHHIH", 0xc00c, 16, 1, 60, len(data)) + data
            self.socket.sendto(head + packet[12:at + 5] + answer, peer)


class Verify(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.zone = Zone()
        cls.folder = tempfile.TemporaryDirectory()
        cls.path = os.path.join(cls.folder.name, "mail.eml")
        with open(cls.path, "w", newline="", encoding="utf-8") as f:
            f.write(MAIL)

    def check(self, *options):
        self.zone.asked.clear()
        done = subprocess.run([PROGRAM, "check", "--json", *options, self.path],
                              capture_output=True, text=True, timeout=60, check=False)
        self.assertIn(done.returncode, (0, 1, 2), done.stderr)
        return {one["id"]: one for one in json.loads(done.stdout)["evidence"]}

    def verify(self, client):
        return self.check("--verify", "--resolver", f"127.0.0.1@{self.zone.port}", "--client", client,
                          "--helo", "mx.example.co.jp", "--mail-from", "bounce@example.co.jp")

    def test_a_client_the_domain_names_binds_it_and_is_no_proof(self):
        evidence = self.verify("192.0.2.7")
        self.assertEqual(evidence["K9"]["direction"], "neutral")
        self.assertIn("example.co.jp", self.zone.asked)
        self.assertIn("_dmarc.example.co.jp", self.zone.asked)

    def test_another_client_speaks_for_a_fake(self):
        self.assertTrue(any(one["direction"] == "fake" and "example.co.jp" in one["on"]
                            for one in self.verify("203.0.113.7").values()))

    def test_only_the_senders_domains_are_asked_about(self):
        self.verify("192.0.2.7")
        self.assertEqual({name for name in self.zone.asked if not name.endswith("example.co.jp")},
                         set())

    def test_without_the_option_nothing_is_asked(self):
        self.assertNotIn("K9", self.check())
        self.assertEqual(self.zone.asked, [])

    def test_an_address_that_is_none_is_refused(self):
        done = subprocess.run([PROGRAM, "check", "--verify", "--resolver", "127.0.0.1", "--client", "here",
                               self.path], capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, 65)
        self.assertIn("--client: expected an address", done.stderr)
        self.assertEqual(done.stdout, "")

    def refused(self, code, *options):
        done = subprocess.run([PROGRAM, "check", *options, self.path], capture_output=True, text=True, timeout=60,
                              check=False)
        self.assertEqual((done.returncode, done.stdout), (code, ""))
        return done.stderr

    def test_a_resolver_that_is_none_is_refused_by_its_option(self):
        self.assertIn("--resolver: expected ADDRESS", self.refused(78, "--verify", "--resolver", "nowhere"))

    def test_how_the_mail_came_is_refused_where_nothing_would_look_at_it(self):
        for option, value in (("--client", "192.0.2.7"), ("--helo", "mx.example.jp"), ("--mail-from", "a@example.jp"),
                              ("--resolver", "127.0.0.1")):
            self.assertIn(f"{option}: expected --verify beside it", self.refused(64, option, value))


if __name__ == "__main__":
    unittest.main()
