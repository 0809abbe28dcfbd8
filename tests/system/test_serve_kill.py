#!/usr/bin/env python3
"""The daemon is killed at random instants under load, and every report it acknowledged is in the history, once."""
import os
import pathlib
import random
import sys
import tempfile
import time
import unittest
from collections import Counter

from kept import counts, is_sound, profiles
from load import Load, report_of
from watch import WatchTest

ROUNDS = int(os.environ.get("MIOBOE_KILL_ROUNDS", "10"))
PEERS = 48
ROUNDS_A_DATABASE = 20  # each round looks at everything there is
EACH = 3  # every third report is of a login that comes again, from another address


def peer(number_of_round, number):
    """Reports of one mail server: (login, outcome, session) and the request."""
    at = 0
    while True:
        at += 1
        session = f"r{number_of_round}p{number}n{at}"
        if at % EACH == 0:
            remote = f"126.{number_of_round % 200 + 1}.{number}.{at // EACH % 250 + 1}"
            login, success = f"again{number}@example.jp", True
        else:
            remote = f"60.32.{number}.{at % 250 + 1}"
            login, success = f"{session}@example.jp", at % 5 != 0
        yield (login, "success" if success else "wrong_password"), report_of(login, remote, session, success)


class Kill(WatchTest):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.settings = f'place_cache = "{folder.name}/places.cache"\n'

    def begin_database(self, name):
        self.db = self.folder / f"{name}.db"
        self.acknowledged, self.unknown = Counter(), Counter()

    def start(self):
        daemon = self.watch(self.settings, arguments=("--db", self.db))
        self.assertIsNotNone(daemon.port)
        return daemon

    def fire_and_kill(self, number, dice):
        """One round; how many reports were acknowledged in it."""
        daemon = self.start()
        with Load(daemon.port, [peer(number, one) for one in range(PEERS)]) as load:
            time.sleep(dice.uniform(0.02, 0.6))
            daemon.process.kill()
            daemon.process.wait()
            load.wait()
        for label, status, _, _ in load.answers:
            self.assertIn(status, (200, 503))
            (self.acknowledged if status == 200 else self.unknown)[label] += 1
        self.unknown.update(load.unanswered)
        return sum(status == 200 for _, status, _, _ in load.answers)

    def assert_history_holds_what_was_acknowledged(self):
        found = {(login, outcome): count for login, row in counts(self.db).items() for outcome, (count, _) in row.items()}
        for label, count in self.acknowledged.items():
            self.assertGreaterEqual(found.get(label, 0), count, label)
        for label, count in found.items():
            self.assertLessEqual(count, self.acknowledged[label] + self.unknown[label], label)

    def assert_profiles_agree_with_history(self):
        learnt = profiles(self.db)
        for login, row in counts(self.db).items():
            count, last_ms = row.get("success", (0, 0))
            self.assertEqual(learnt.pop(login, (0, 0)), (count, last_ms // 60000), login)
        self.assertEqual(learnt, {})

    def test_every_acknowledged_report_is_in_the_history_exactly_once_and_profiles_agree(self):
        dice, total = random.Random(os.environ.get("MIOBOE_KILL_SEED", "1")), 0
        for number in range(ROUNDS):
            if number % ROUNDS_A_DATABASE == 0:
                self.begin_database(number)
            with self.subTest(round=number):
                total += self.fire_and_kill(number, dice)
                self.assertTrue(is_sound(self.db))
                self.assert_history_holds_what_was_acknowledged()
                self.assert_profiles_agree_with_history()
        self.assertGreater(total, ROUNDS * 10, "hardly anything was acknowledged before a kill")
        print(f"{ROUNDS} kills, {total} reports acknowledged", file=sys.stderr)
        before = counts(self.db)
        daemon = self.start()
        self.assertEqual(daemon.metric("mioboe_accounts"), len(profiles(self.db)))
        self.assertEqual(daemon.stop(), 0)
        self.assertEqual(counts(self.db), before)


if __name__ == "__main__":
    unittest.main(verbosity=2)
