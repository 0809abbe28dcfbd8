#!/usr/bin/env python3
"""Notices from a sign-in to the phone and the mailbox: usage test_notice_delivery.py build/mioboe

A real Dovecot asks `mioboe serve`, which sends through a real Postfix and a real Kannel with its fake SMS
centre. What the SMS centre got and what lies in the mailbox is compared with what was recorded.
"""
import json
import pathlib
import re
import sys
import time
import unittest

sys.path[:0] = [str(pathlib.Path(__file__).parent), str(pathlib.Path(__file__).parents[1] / "system")]
from mioboe import run  # noqa: E402
from notices import ABROAD, HOME, NEEDS_SERVERS, REFERENCE, Beside, body_of  # noqa: E402

SMS, MAIL = 0, 1  # enum channel
ACCEPTED, BUFFERED, DELIVERED, FAILED = 2, 3, 4, 5  # enum delivery_state


@NEEDS_SERVERS
class Told(Beside):
    accounts = [f"{name}@example.jp" for name in
                ("aoi", "haruto", "mei", "ren", "english", "sora", "riku", "hina")]

    def test_a_sign_in_from_abroad_reaches_phone_and_mailbox_within_five_seconds(self):
        name, began = "aoi@example.jp", time.monotonic()
        self.assert_signed_in(self.sign_in(name, ABROAD))
        sms = self.wait_for_sms(name, seconds=5)[0]
        mail = self.mail_to(name, seconds=max(0.1, began + 5 - time.monotonic()))[0]
        text = sms.ucs2()
        reference = REFERENCE.search(text)[0]
        self.assertEqual(sms.sender, "MIOBOE")
        self.assertIn(reference, mail.get_body(("plain",)).get_content())
        self.assertIn(reference, mail.get_body(("html",)).get_content())
        self.assertEqual(mail["From"].addresses[0].addr_spec, "notice@notice.example.jp")
        self.assertEqual(mail["Auto-Submitted"], "auto-generated")
        self.assertTrue(mail["Message-ID"].startswith("<" + reference.replace("-", "").lower()))
        self.assertIn('class="result ours"', self.page_of(reference))
        self.assertNotIn('class="result ours"', self.page_of(reference[:-2] + ("00" if reference[-2:] != "00" else "11")))
        found = self.verified(reference)
        self.assertEqual(found["kind"], "signin", found)
        done = run("notice", "verify", "--socket", self.daemon.socket, "--json", reference)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn('"signin"', done.stdout)

    def test_what_arrives_is_what_was_recorded_byte_for_byte(self):
        name = "haruto@example.jp"
        self.assert_signed_in(self.sign_in(name, ABROAD))
        sms = self.wait_for_sms(name)[0]
        mail = self.dovecot.wait_for_mails(name, 1)[0]
        bodies = {channel: body for channel, _, _, body in self.deliveries(name)}
        self.assertEqual(sms.ucs2(), bytes(bodies[SMS]).decode())
        self.assertTrue(all(len(part) <= 134 for part in sms.parts), "67 characters of UCS-2 at most in each part")
        self.assertLessEqual(len(sms.parts), 4)
        self.assertEqual(body_of(mail), bytes(bodies[MAIL]))

    def test_an_english_text_leaves_in_gsm_7(self):
        name = "english@example.jp"
        self.assert_signed_in(self.sign_in(name, ABROAD))
        sms = self.wait_for_sms(name)[0]
        body = next(bytes(body) for channel, _, _, body in self.deliveries(name) if channel == SMS)
        self.assertEqual(sms.text(), body.decode())
        self.assertTrue(all(len(part) <= 160 for part in sms.parts))
        self.assertLessEqual(len(sms.parts), 2)

    def test_the_same_place_again_tells_nothing_new(self):
        name = "mei@example.jp"
        for _ in range(3):
            self.assert_signed_in(self.sign_in(name, ABROAD))
        self.wait_for_sms(name)
        self.mail_to(name)
        time.sleep(2)
        self.assertEqual((len(self.sms_to(name)), len(self.dovecot.mails(name))), (1, 1))

    def test_a_wrong_password_from_abroad_tells_nobody_of_a_sign_in(self):
        name = "ren@example.jp"
        self.assertIn("AUTHENTICATIONFAILED", self.sign_in(name, ABROAD, "typo"))
        self.wait_until(lambda: self.rows("SELECT 1 FROM history h JOIN account a ON a.id = h.account "
                                          "WHERE a.name = ? AND h.outcome = 1", name))
        time.sleep(1)
        self.assertEqual((self.deliveries(name), self.sms_to(name), self.dovecot.mails(name)), ([], [], []))

    def test_home_tells_nothing(self):
        name = "sora@example.jp"
        self.assert_signed_in(self.sign_in(name, HOME))
        time.sleep(1)
        self.assertEqual(self.deliveries(name), [])

    def test_reports_out_of_order_end_in_delivered(self):
        name = "riku@example.jp"
        self.assert_signed_in(self.sign_in(name, ABROAD))
        self.wait_for_sms(name)
        state = self.wait_until(lambda: [s for c, s, _, _ in self.deliveries(name) if c == SMS and s == DELIVERED])
        said = re.findall(r"Starting delivery report", self.kannel.said("smsbox"))
        self.assertEqual(state, [DELIVERED])
        self.assertTrue(said)
        time.sleep(1)  # "accepted" comes behind it
        self.assertEqual([s for c, s, _, _ in self.deliveries(name) if c == SMS], [DELIVERED])

    def test_a_forged_report_changes_nothing(self):
        name = "hina@example.jp"
        self.assert_signed_in(self.sign_in(name, ABROAD))
        self.wait_for_sms(name)
        self.wait_until(lambda: [s for c, s, _, _ in self.deliveries(name) if c == SMS and s == DELIVERED])
        self.wait_until(lambda: all(s >= ACCEPTED for _, s, _, _ in self.deliveries(name)))
        number = self.rows("SELECT d.id FROM delivery d JOIN notice n ON n.id = d.notice WHERE n.account IN (?, 'hina') "
                           "AND d.channel = 1", name)[0][0]
        before = self.deliveries(name)
        for token in ("0" * 32, "f" * 32, "x"):
            self.assertEqual(self.daemon.get(f"/v1/deliveries/{number}/{token}?state=2")[0], 404)
        self.assertEqual(self.deliveries(name), before)


@NEEDS_SERVERS
class GatewaysAway(Beside):
    accounts = [f"{name}@example.jp" for name in ("yuto", "rin", "saki", "kaito")]

    def test_mail_goes_at_once_while_the_sms_gateway_is_away_and_the_sms_once_when_it_is_back(self):
        name = "yuto@example.jp"
        self.kannel.stop_gateway()
        self.assert_signed_in(self.sign_in(name, ABROAD))
        self.mail_to(name, seconds=5)
        self.wait_until(lambda: [t for c, _, t, _ in self.deliveries(name) if c == SMS and t >= 2])
        self.assertEqual(self.sms_to(name), [])
        self.kannel.start_gateway()
        self.wait_for_sms(name)
        time.sleep(2)
        self.assertEqual((len(self.sms_to(name)), len(self.dovecot.mails(name))), (1, 1))

    def test_mail_goes_at_once_while_the_sms_centre_is_away_and_the_sms_once_when_it_is_back(self):
        name = "rin@example.jp"
        self.kannel.stop_smsc()
        self.assert_signed_in(self.sign_in(name, ABROAD))
        self.mail_to(name, seconds=5)
        self.wait_until(lambda: [s for c, s, _, _ in self.deliveries(name) if c == SMS and s >= ACCEPTED])
        self.assertEqual(self.sms_to(name), [])
        self.kannel.start_smsc()
        self.wait_for_sms(name, seconds=30)
        time.sleep(2)
        self.assertEqual((len(self.sms_to(name)), len(self.dovecot.mails(name))), (1, 1))

    def test_a_daemon_that_ends_and_starts_sends_what_waited_with_the_same_bytes(self):
        name = "saki@example.jp"
        self.kannel.stop_gateway()
        self.assert_signed_in(self.sign_in(name, ABROAD))
        self.mail_to(name)
        before = self.deliveries(name)
        self.daemon.process.kill()
        self.daemon.process.wait()
        self.kannel.start_gateway()
        self.start_daemon()
        sms = self.wait_for_sms(name)[0]
        time.sleep(1)
        self.assertEqual(len(self.sms_to(name)), 1)
        self.assertEqual(len(self.dovecot.mails(name)), 1)
        self.assertEqual([row[3] for row in self.deliveries(name)], [row[3] for row in before])
        self.assertEqual(sms.ucs2().encode(), bytes(next(row[3] for row in before if row[0] == SMS)))

    def test_an_account_that_owns_the_sender_is_told_to_the_operator(self):
        self.put("notice@notice.example.jp")
        self.daemon.hang_up()
        self.assertEqual(self.daemon.wait_for("notice.sender_owned")[0]["sender"], "notice@notice.example.jp")

    def test_a_gateway_file_with_a_mistake_changes_nothing(self):
        name, path = "kaito@example.jp", self.kannel.dir / "sendsms.conf"
        right = path.read_text()
        self.addCleanup(path.write_text, right)
        path.write_text(right + "answer = 202 ok\n")
        self.daemon.hang_up()
        path_and_line = f"sendsms.conf:{len(right.splitlines()) + 1}: answer: "
        self.assertIn(path_and_line, self.daemon.wait_for("service.reload_refused")[0]["message"])
        self.assert_signed_in(self.sign_in(name, ABROAD))
        self.wait_for_sms(name)

    def test_passwords_of_gateways_are_in_no_line_of_the_log(self):
        said = self.daemon.errors.read_text(encoding="utf-8")
        self.assertNotIn(self.kannel.password, said)
        self.assertNotIn("p%26ss", said)


@NEEDS_SERVERS
class Strict(Beside):
    accounts = [f"{name}@example.jp" for name in ("aoi", "mei")]
    settings = "policy = strict\n"

    def test_a_sign_in_that_the_policy_refused_is_told_as_refused(self):
        name = "aoi@example.jp"
        self.assertIn("NO", self.sign_in(name, ABROAD))
        text = self.wait_for_sms(name)[0].ucs2()
        self.assertNotIn("成功", text)
        self.assertIn("拒否", text)
        found = self.verified(REFERENCE.search(text)[0])
        self.assertEqual(found["kind"], "refused", found)
        self.assertEqual(len(self.mail_to(name)), 1)


@NEEDS_SERVERS
class Listed(Beside):
    """Lists are asked behind the password: it was right, and somebody else may know it."""

    accounts = [f"{name}@example.jp" for name in ("aoi", "mei")]
    settings = "policy_checks = after\n"
    dovecot_policy = {"check_before_auth": "no"}

    def test_a_right_password_from_a_blocked_network_is_told_as_refused(self):
        name = "aoi@example.jp"
        entry = {"list": "block", "network": f"{ABROAD}/32", "expires": "2099-01-01T00:00:00Z", "reason": "test"}
        self.assertEqual(self.over_unix(b"PUT", "/v1/listings", json.dumps(entry).encode())[0], 200)
        self.assertIn(" NO ", self.sign_in(name, ABROAD))
        text = self.wait_for_sms(name)[0].ucs2()
        self.assertIn('class="result ours"', self.page_of(REFERENCE.search(text)[0]))
        self.assertNotIn("成功", text)
        self.assertIn("拒否", text)
        self.assertEqual([row[0] for row in self.rows("SELECT kind FROM notice")], [1])  # NOTICE_REFUSED

    def test_a_wrong_password_from_there_is_told_to_nobody(self):
        name = "mei@example.jp"
        self.assertIn(" NO ", self.sign_in(name, ABROAD, "typo"))
        time.sleep(1)
        self.assertEqual(self.deliveries(name), [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
