#!/usr/bin/env python3
"""A password changed on the public page, told by every channel, undone with the code of the notice, set anew with the PIN;
and a daemon killed in the middle."""
import json
import os
import pathlib
import re
import socket
import subprocess
import tempfile
import time
import unittest
import urllib.parse

from mioboe import PROGRAM
from notice_fixture import Gateway, settings_of
from test_portal import Site

FIRST, SECOND, THIRD = "9vTq-8vLm-2xRw", "umi yama sora kaze", "k7$Qz9!mW2-x"
MORE = """
notice_undo_page = "https://notice.example.jp/undo"
notice_from = "notice@notice.example.jp"
password_hash_mib = 8
password_hash_passes = 1
"""
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"


def hidden(text, name):
    return re.search(rf'name="{name}" value="([^"]*)"', text)[1]


def plain(text):
    return re.sub(r"<[^>]+>", " ", text)


class ChangeTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.gateway = Gateway()
        self.addCleanup(self.gateway.close)
        more = "\n".join(line for line in MORE.splitlines() if self.known(line))
        self.site = Site(settings_of(self.folder, self.gateway, more))
        self.starts = 1
        self.addCleanup(self.end)
        self.command("account", "set", "u-1", "sign_in_names=jiro", "notice_phone=+819012345678", "language=en")
        self.change_by_operator(FIRST)
        self.command("password", "pin", "u-1", text="4711\n")
        self.codes(1)

    @staticmethod
    def known(line):
        key = line.partition(" ")[0]
        return not key or subprocess.run([PROGRAM, "config", "explain", key], capture_output=True, check=False).returncode == 0

    def start_again(self):
        """The same daemon on the same folder, after it was killed."""
        site = self.site
        with site.errors.open("ab") as stderr:
            site.process = subprocess.Popen(site.process.args, stderr=stderr, stdin=subprocess.DEVNULL,
                                            env={**os.environ, "XDG_CACHE_HOME": str(site.home)})
        self.starts += 1
        site.wait_for("service.ready", count=self.starts)
        ports = [int(hit[1]) for one in site.stories()
                 if (hit := re.fullmatch(r"127\.0\.0\.1:(\d+)", one.get("listener", "")))]
        site.port, site.site = ports[-2:]

    def end(self):
        self.site.process.terminate()
        self.site.process.wait(20)
        log = self.site.errors.read_text(encoding="utf-8")
        self.assertEqual(self.site.stop(), 0)
        for secret in (FIRST, SECOND, THIRD):
            self.assertNotIn(secret, log)
            self.assertNotIn(urllib.parse.quote_plus(secret), log)
        for code in self.seen_codes():
            self.assertNotIn(code, log)

    def command(self, *words, text="", code=0):
        done = subprocess.run([PROGRAM, words[0], "--config", self.site.config, "--socket", self.site.socket, "--lang", "en",
                               *words[1:]], capture_output=True, text=True, input=text, timeout=60, check=False)
        self.assertEqual(done.returncode, code, done.stderr + done.stdout)
        return done.stdout

    def change_by_operator(self, new, *more):
        return json.loads(self.command("password", "--json", *more, "change", "u-1", text=new + "\n"))

    def seen_codes(self):
        with self.gateway.lock:
            texts = [sent[0][2] for _, sent in sorted(self.gateway.sent.items())]
        return [hit[0] for one in texts if (hit := re.search(r"\b[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{5}\b", one))]

    def codes(self, count):
        end = time.monotonic() + 20
        while len(self.seen_codes()) < count and time.monotonic() < end:
            time.sleep(0.05)
        found = self.seen_codes()
        self.assertGreaterEqual(len(found), count, self.gateway.sent)
        return found

    def post(self, path, **fields):
        return self.site.visit(path + "?lang=en", "POST", FORM, urllib.parse.urlencode(fields).encode())

    def look(self, current):
        form = self.site.visit("/password?lang=en")[2]
        return self.post("/password", step="look", form=hidden(form, "form"), login="jiro", current=current)

    def changed_to(self, current, new, **more):
        status, headers, text = self.look(current)
        self.assertEqual(status, 200, plain(text))
        self.assertEqual(headers["cache-control"], "no-store")
        return self.post("/password", step="set", ticket=hidden(text, "ticket"), new=new, again=more.pop("again", new), **more)

    def test_the_page_says_what_breaks_and_then_changes_it(self):
        status, _, text = self.look(FIRST)
        self.assertEqual(status, 200)
        self.assertIn("Before you change it", text)
        self.assertIn("no mail program used it", text)
        self.assertIn("Writing it down on paper is fine", text)
        self.assertNotIn(FIRST, text)
        status, _, text = self.changed_to(FIRST, SECOND, again="something else")
        self.assertEqual((status, "not the same" in text), (400, True))
        status, _, text = self.changed_to(FIRST, "jiro1985")
        self.assertEqual(status, 400)
        self.assertIn("too short", text)
        self.assertNotIn("jiro1985", text)
        status, headers, text = self.changed_to(FIRST, SECOND)
        self.assertEqual(status, 200, plain(text))
        self.assertEqual(headers["cache-control"], "no-store")
        self.assertLess(text.index("Set your devices up"), text.index("what else was changed since"))
        self.assertEqual(self.look(FIRST)[0], 403)
        self.assertEqual(self.look(SECOND)[0], 200)
        changes = json.loads(self.command("password", "--json", "changes", "u-1"))["changes"]
        self.assertEqual([(one["what"], one["by"]) for one in changes], 
                         [("recovery", "operator"), ("pin", "operator"), ("password", "owner")])
        self.assertEqual(changes[2]["remote"], "127.0.0.1")
        self.command("app-password", "create", "u-1", "--name", "Phone")
        last = json.loads(self.command("password", "--json", "changes", "u-1"))["changes"][-1]
        self.assertEqual((last["what"], last["detail"]), ("app_created", "Phone"))

    def test_an_unknown_name_is_answered_as_a_wrong_password(self):
        form = hidden(self.site.visit("/password?lang=en")[2], "form")
        wrong = self.post("/password", step="look", form=form, login="jiro", current="wrong")
        nobody = self.post("/password", step="look", form=form, login="nobody", current="wrong")
        self.assertEqual((wrong[0], nobody[0]), (403, 403))
        cut = lambda text: re.sub(r'value="[^"]*"', "", text)  # noqa: E731
        self.assertEqual(cut(wrong[2]), cut(nobody[2]))

    def test_a_form_or_ticket_of_somebody_else_is_refused(self):
        self.assertEqual(self.post("/password", step="look", form="", login="jiro", current=FIRST)[0], 403)
        ticket = hidden(self.look(FIRST)[2], "ticket")
        forged = ticket[:-1] + ("0" if ticket[-1] != "0" else "1")
        self.assertEqual(self.post("/password", step="set", ticket=forged, new=SECOND, again=SECOND)[0], 403)
        self.change_by_operator(THIRD)
        self.assertEqual(self.post("/password", step="set", ticket=ticket, new=SECOND, again=SECOND)[0], 403)

    def test_the_code_of_the_notice_stops_the_account_once_and_the_pin_opens_it(self):
        self.assertEqual(self.changed_to(FIRST, SECOND)[0], 200)
        code = self.codes(2)[-1]
        status, _, text = self.site.visit(f"/undo/{code}?lang=en")
        self.assertEqual(status, 200)
        self.assertEqual(self.look(SECOND)[0], 200)  # opening the address did nothing
        done = self.post("/undo", step="stop", form=hidden(text, "form"), code=code.lower().replace("-", " "))
        self.assertEqual(done[0], 200, plain(done[2]))
        self.assertIn("The use of the account is stopped", done[2])
        self.assertEqual(self.look(SECOND)[0], 403)
        self.assertEqual(self.look(FIRST)[0], 403)
        again = self.post("/undo", step="stop", form=hidden(text, "form"), code=code)
        self.assertIn("This code was used before", again[2])
        other = self.post("/undo", step="stop", form=hidden(text, "form"), code="K7M29-QXD4T-RW8CB")
        self.assertEqual(other[0], 403)
        form = hidden(again[2], "form")
        refused = self.post("/undo", step="recover", form=form, code=code, pin="0000", new=THIRD, again=THIRD)
        self.assertEqual(refused[0], 403)
        self.assertNotIn(THIRD, refused[2])
        opened = self.post("/undo", step="recover", form=form, code=code, pin="4711", new=THIRD, again=THIRD)
        self.assertEqual(opened[0], 200, plain(opened[2]))
        self.assertEqual(self.look(THIRD)[0], 200)
        changes = json.loads(self.command("password", "--json", "changes", "u-1"))["changes"]
        self.assertEqual([one["what"] for one in changes], ["recovery", "pin", "password", "locked", "recovery"])

    def test_a_daemon_killed_in_the_middle_leaves_no_half_of_a_change(self):
        current, count = FIRST, 0
        for attempt in range(6):
            new = f"{SECOND} {attempt}"
            ticket = hidden(self.look(current)[2], "ticket")
            body = urllib.parse.urlencode({"step": "set", "ticket": ticket, "new": new, "again": new}).encode()
            one = socket.create_connection(("127.0.0.1", self.site.site), 10)
            one.sendall(b"POST /password HTTP/1.1\r\nHost: x\r\n%sContent-Length: %d\r\n\r\n%s" % (FORM, len(body), body))
            time.sleep(0.004 * attempt * attempt)
            self.site.process.kill()
            self.site.process.wait(10)
            one.close()
            self.start_again()
            works = [word for word in (current, new) if self.look(word)[0] == 200]
            self.assertEqual(len(works), 1, "neither or both open the account")
            current = works[0]
            changes = json.loads(self.command("password", "--json", "changes", "u-1"))["changes"]
            made = [one for one in changes if one["what"] == "password"]
            self.assertEqual(len(made) - count, int(current == new), "what is in force is what is kept of it")
            count = len(made)
            self.assertTrue(all(one["reference"] for one in made), "each was told")


if __name__ == "__main__":
    unittest.main()
