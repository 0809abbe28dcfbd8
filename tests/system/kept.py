"""What a daemon's database holds, read beside it without asking the daemon."""
import contextlib
import sqlite3
import struct

SERVICES = ("unknown", "imap", "pop3", "submission", "sieve", "web")
OUTCOMES = ("success", "wrong_password", "unknown_account", "refused")
ROWS = "SELECT h.service, h.outcome, h.count, h.last_ms FROM history h JOIN account a ON a.id = h.account WHERE a.name = ? ORDER BY h.last_ms"
COUNTS = "SELECT a.name, h.outcome, sum(h.count), max(h.last_ms) FROM history h JOIN account a ON a.id = h.account GROUP BY 1, 2"


@contextlib.contextmanager
def opened(db):
    base = sqlite3.connect(f"file:{db}?mode=ro", uri=True)
    try:
        yield base
    finally:
        base.close()


def history(db, login):
    """Rows as (service, outcome, count), oldest first."""
    with opened(db) as base:
        return [(SERVICES[service], OUTCOMES[outcome], count) for service, outcome, count, _ in base.execute(ROWS, (login,))]


def counts(db):
    """{login: {outcome: (how many, when last in ms)}} of all accounts."""
    found = {}
    with opened(db) as base:
        for name, outcome, count, last in base.execute(COUNTS):
            found.setdefault(name, {})[OUTCOMES[outcome]] = (count, last)
    return found


def profiles(db):
    """{login: (sign-ins learnt, minute of the last)}; the byte form is described in docs/decide.md."""
    with opened(db) as base:
        return {name: struct.unpack_from("<4xI2xH", blob)[::-1]
                for name, blob in base.execute("SELECT name, profile FROM account WHERE profile IS NOT NULL")}


def is_sound(db):
    with opened(db) as base:
        return base.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
