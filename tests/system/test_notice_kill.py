#!/usr/bin/env python3
"""The daemon is killed at random instants while it tells owners: no notice is lost, none has two references, none tells
of a sign-in that is not in the history, and what is sent again is the same, byte for byte."""
import os
import pathlib
import random
import sqlite3
import sys
import tempfile
import time
import unittest
from collections import Counter

from kept import is_sound
from load import Load, report_of
from notice_fixture import Gateway, import_accounts, settings_of
from watch import WatchTest

ROUNDS = int(os.environ.get("MIOBOE_KILL_ROUNDS", "5"))
PEERS = 8
EACH = 60  # accounts of one peer and round: each signs in at home, then once from abroad
ROUNDS_A_DATABASE = 20
ACCEPTED = 2


def login(number_of_round, peer, at):
    return f"r{number_of_round}p{peer}a{at}@example.jp"


def peer_reports(number_of_round, peer):
    for at in range(EACH):
        name = login(number_of_round, peer, at)
        yield None, report_of(name, f"60.32.{peer}.{at + 1}", f"home{name}")
        yield name, report_of(name, f"198.51.100.{at + 1}", f"away{name}")


class NoticeKill(WatchTest):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def begin_database(self, name):
        self.db = self.folder / f"{name}.db"
        self.gateway = Gateway()
        self.addCleanup(self.gateway.close)
        self.settings = settings_of(self.folder, self.gateway)
        self.acknowledged = set()
        import_accounts(self.db, [(f"id-{one}", one, f"+8190{name:03}{r:03}{p:01}{a:02}") for r in range(name, name + ROUNDS_A_DATABASE)
                                  for p in range(PEERS) for a in range(EACH) for one in [login(r, p, a)]])

    def start(self):
        daemon = self.watch(self.settings, arguments=("--db", self.db))
        self.assertIsNotNone(daemon.port)
        return daemon

    def rows(self, text):
        with sqlite3.connect(f"file:{self.db}?mode=ro", uri=True) as db:
            return db.execute(text).fetchall()

    def fire_and_kill(self, number, dice):
        daemon = self.start()
        with Load(daemon.port, [peer_reports(number, one) for one in range(PEERS)]) as load:
            time.sleep(dice.uniform(0.02, 0.5))
            daemon.process.kill()
            daemon.process.wait()
            load.wait()
        for name, status, _, _ in load.answers:
            self.assertIn(status, (200, 503))
            if status == 200 and name is not None:
                self.acknowledged.add(name)

    def assert_events_and_notices_belong_together(self):
        self.assertTrue(is_sound(self.db))
        told = self.rows("SELECT event, reference FROM notice")
        events = [event for event, _ in told]
        decided = [event for event, in self.rows("SELECT id FROM history WHERE action <> 0")]
        self.assertEqual(sorted(events), sorted(decided))  # none lost, none without its sign-in, none twice
        self.assertEqual(len({reference for _, reference in told}), len(told))
        accounts = Counter(account for account, in self.rows("SELECT account FROM notice"))
        self.assertTrue(all(count == 1 for count in accounts.values()), accounts.most_common(3))
        for name in self.acknowledged:
            self.assertEqual(accounts[f"id-{name}"], 1, name)
        self.assertEqual(self.rows("SELECT count(*) FROM delivery d LEFT JOIN notice n ON n.id = d.notice WHERE n.id IS NULL"), [(0,)])

    def assert_what_was_sent_is_what_is_kept(self, all_of_it):
        kept = {one: (reference, to, bytes(body).decode()) for one, reference, to, body in
                self.rows("SELECT d.id, n.reference, d.recipient, d.body FROM delivery d JOIN notice n ON n.id = d.notice")}
        with self.gateway.lock:
            sent = {one: list(tries) for one, tries in self.gateway.sent.items()}
        for one, tries in sent.items():
            self.assertEqual(set(tries), {kept[one]}, one)  # the same reference and the same bytes, every time
        if all_of_it:
            self.assertEqual(set(sent), set(kept))

    def drain(self):
        daemon = self.start()
        end = time.monotonic() + 120
        while self.rows(f"SELECT count(*) FROM delivery WHERE state <> {ACCEPTED}") != [(0,)]:
            self.assertLess(time.monotonic(), end, "messages still wait")
            time.sleep(0.1)
        self.assertEqual(daemon.stop(), 0)

    def test_no_notice_is_lost_doubled_or_about_nothing(self):
        dice, total, again = random.Random(os.environ.get("MIOBOE_KILL_SEED", "1")), 0, 0
        for number in range(ROUNDS):
            if number % ROUNDS_A_DATABASE == 0:
                self.begin_database(number)
            with self.subTest(round=number):
                self.fire_and_kill(number, dice)
                self.assert_events_and_notices_belong_together()
                self.assert_what_was_sent_is_what_is_kept(all_of_it=False)
            if number % ROUNDS_A_DATABASE == ROUNDS_A_DATABASE - 1 or number == ROUNDS - 1:
                self.drain()
                self.assert_events_and_notices_belong_together()
                self.assert_what_was_sent_is_what_is_kept(all_of_it=True)
                total += len(self.gateway.sent)
                again += sum(len(tries) - 1 for tries in self.gateway.sent.values())
        self.assertGreater(total, ROUNDS, "hardly anybody was told before a kill")
        print(f"{ROUNDS} kills, {total} messages sent, {again} of them sent again", file=sys.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
