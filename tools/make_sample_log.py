#!/usr/bin/env python3
"""Makes tests/data/sample/mail.log.gz, the mail log that scripts/start reads. The same bytes each time.

  tools/make_sample_log.py FILE.gz     writes it
  tools/make_sample_log.py --check FILE.gz     ends with 1 when FILE.gz is not what this program makes

Everything in it is invented: the people, the sign-ins, the attacks. Lines are in the forms of Dovecot
2.3 and Postfix 3.7 behind Debian 12's rsyslog. Addresses are taken from ranges of large access
providers, so that a location database can name a country; nobody there did any of this. Guessing
comes from 198.51.100.0/24, which is reserved for documentation.
"""
import base64
import datetime
import gzip
import random
import sys

ZONE = datetime.timezone(datetime.timedelta(hours=9))
FIRST_DAY = datetime.datetime(2026, 9, 28, tzinfo=ZONE)  # a Monday
DAYS = 35
HOST = "mx1"
LOCAL = "192.0.2.25"

# Lines people sign in over: one address for long, or another one of a pool each time.
LINES = {
    "docomo": ("pool", "49.98.128.{}", 10, 60),
    "kddi-mobile": ("pool", "106.128.33.{}", 10, 90),
    "softbank-mobile": ("pool", "126.158.2.{}", 20, 80),
    "ntt-home": ("fixed", "153.240.8.41"),
    "ntt-office": ("fixed", "153.240.9.7"),
    "ntt-v6": ("pool", "2400:4050:1a2b:3c00::{}", 100, 400),
    "kddi-v6": ("pool", "240b:10:3a0:1200::{}", 100, 400),
    "softbank-home": ("fixed", "126.33.10.58"),
    "sony-home": ("fixed", "118.238.201.37"),
    "biglobe-home": ("fixed", "133.202.3.114"),
    "jcom-home": ("fixed", "61.24.7.82"),
    "iij-office": ("fixed", "210.130.1.20"),
    "taipei-hotel": ("pool", "118.160.7.{}", 30, 33),
    "seoul-hotel": ("pool", "175.223.10.{}", 40, 43),
    "paris-once": ("fixed", "90.12.7.201"),
    "far-away": ("fixed", "177.95.3.66"),
}

# account, [(line, protocol, sign-ins a day, hours)], mails sent a day
PEOPLE = [
    ("hanako@example.jp", [("ntt-home", "imap", 1.6, (7, 23)), ("docomo", "imap", 1.8, (8, 20))], 0.3),
    ("taro@example.jp", [("sony-home", "imap", 1.2, (19, 24)), ("kddi-mobile", "imap", 1.7, (8, 19))], 0.2),
    ("sakura@example.jp", [("softbank-home", "pop3", 3.0, (6, 23))], 0.15),
    ("kenta@example.jp", [("jcom-home", "imap", 1.5, (18, 24)), ("softbank-mobile", "imap", 1.4, (9, 19))], 0.15),
    ("yui@example.jp", [("ntt-v6", "imap", 2.2, (7, 24))], 0.2),
    ("misaki@example.jp", [("kddi-v6", "imap", 1.7, (7, 24)), ("kddi-mobile", "imap", 0.9, (9, 18))], 0.1),
    ("info@example.jp", [("iij-office", "pop3", 2.8, (9, 18))], 0.4),
    ("keiri@example.jp", [("iij-office", "imap", 2.0, (9, 18))], 0.35),
    ("alice@example.com", [("ntt-office", "imap", 1.8, (9, 19)), ("docomo", "imap", 1.0, (8, 22))], 0.4),
    ("bob@example.com", [("ntt-office", "imap", 2.1, (9, 19))], 0.3),
    ("carol@example.com", [("biglobe-home", "imap", 1.9, (8, 22))], 0.25),
    ("dave@example.com", [("ntt-office", "pop3", 1.7, (9, 18))], 0.1),
]

# alice takes a laptop along: her home lines fall silent, the hotel's take over.
JOURNEYS = [("alice@example.com", 8, 11, "taipei-hotel"), ("alice@example.com", 22, 24, "seoul-hotel"),
            ("alice@example.com", 29, 31, "taipei-hotel")]

GUESSED = ["admin", "info", "test", "sales", "contact", "office", "support", "root", "postmaster", "webmaster", "mail",
           "user", "scanner", "noreply", "hanako", "taro", "keiri", "bob", "carol", "alice", "fax", "service"]


class Log:
    def __init__(self):
        self.random = random.Random(20260928)
        self.lines = []
        self.pid = 2100

    def add(self, at, program, text):
        self.lines.append((at, len(self.lines), f"{at.isoformat(timespec='microseconds')} {HOST} {program}: {text}"))

    def next_pid(self):
        self.pid += self.random.randrange(1, 9)
        return self.pid

    def queue_id(self):
        return f"{self.random.randrange(0x100000, 0xFFFFFF):X}{self.random.randrange(0x1000, 0xFFFF):X}"

    def session(self, at):
        micros = int(at.timestamp() * 1e6) & 0xFFFFFFFFFFFF
        raw = micros.to_bytes(6, "little") + self.random.randbytes(6)
        return base64.b64encode(raw).decode()

    def seconds(self, low, high):
        return datetime.timedelta(seconds=self.random.uniform(low, high))

    def address(self, line):
        kind, text, *span = LINES[line]
        return text if kind == "fixed" else text.format(self.random.randrange(*span))

    # What the programs write -------------------------------------------------------------------

    def mailbox(self, at, protocol, account, remote):
        """A sign-in over IMAP or POP, and its end."""
        session, pid = self.session(at), self.next_pid()
        self.add(at, "dovecot", f"{protocol}-login: Login: user=<{account}>, method=PLAIN, rip={remote}, lip={LOCAL}, "
                                f"mpid={pid}, TLS, session=<{session}>")
        until = at + self.seconds(1, 40)
        moved = self.random.randrange(300, 60000)
        if protocol == "pop3":
            count = self.random.randrange(0, 4)
            self.add(until, "dovecot", f"pop3({account})<{pid}><{session}>: Disconnected: Logged out top=0/0, "
                                       f"retr={count}/{moved}, del={count}/{count + 2}, size={moved * 3}")
        else:
            self.add(until, "dovecot", f"imap({account})<{pid}><{session}>: Disconnected: Logged out in={moved // 40} "
                                       f"out={moved} deleted=0 expunged=0 trashed=0 hdr_count=3 hdr_bytes={moved // 9} "
                                       f"body_count=1 body_bytes={moved // 3}")

    def wrong(self, at, protocol, account, remote, attempts=1):
        self.add(at, "dovecot", f"{protocol}-login: Disconnected: Connection closed (auth failed, {attempts} attempts in "
                                f"{attempts * 2} secs): user=<{account}>, method=PLAIN, rip={remote}, lip={LOCAL}, TLS, "
                                f"session=<{self.session(at)}>")

    def submission(self, at, account, remote):
        """A mail handed in with authentication, sent on."""
        smtpd, queue = f"postfix/submission/smtpd[{self.next_pid()}]", self.queue_id()
        domain = account.rpartition("@")[2]
        self.add(at, smtpd, f"connect from unknown[{remote}]")
        at += self.seconds(0.2, 0.9)
        self.add(at, smtpd, f"{queue}: client=unknown[{remote}], sasl_method=PLAIN, sasl_username={account}")
        self.relay(at, queue, account, f"friend{self.random.randrange(1, 9)}@example.net", domain)
        self.add(at + self.seconds(3.1, 4), smtpd, f"disconnect from unknown[{remote}] ehlo=2 starttls=1 auth=1 mail=1 "
                                                   f"rcpt=1 data=1 quit=1 commands=8")

    def relay(self, at, queue, sender, recipient, domain):
        at += self.seconds(0.1, 0.3)
        size = self.random.randrange(900, 90000)
        self.add(at, f"postfix/cleanup[{self.next_pid()}]",
                 f"{queue}: message-id=<{self.random.randrange(10**9, 10**10)}@{domain}>")
        self.add(at + self.seconds(0.3, 0.5), "postfix/qmgr[812]",
                 f"{queue}: from=<{sender}>, size={size}, nrcpt=1 (queue active)")
        self.add(at + self.seconds(0.9, 1.5), f"postfix/smtp[{self.next_pid()}]",
                 f"{queue}: to=<{recipient}>, relay=mail.example.net[192.0.2.80]:25, delay=1.1, "
                 f"delays=0.3/0.01/0.4/0.4, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as {self.queue_id()})")
        self.add(at + self.seconds(1.6, 2), "postfix/qmgr[812]", f"{queue}: removed")

    def arrival(self, at, account):
        """Mail from outside: not a sign-in, but every mail log is full of it."""
        smtpd, queue = f"postfix/smtpd[{self.next_pid()}]", self.queue_id()
        self.add(at, smtpd, "connect from mail.example.net[192.0.2.80]")
        self.add(at + self.seconds(0.1, 0.4), smtpd, f"{queue}: client=mail.example.net[192.0.2.80]")
        at += self.seconds(0.5, 1)
        self.add(at, "postfix/qmgr[812]", f"{queue}: from=<news@example.net>, size={self.random.randrange(2000, 70000)}, "
                                          f"nrcpt=1 (queue active)")
        self.add(at + self.seconds(0.1, 0.2), "dovecot",
                 f"lmtp({account})<{self.next_pid()}><{self.session(at)}>: msgid=<{self.random.randrange(10**9, 10**10)}"
                 f"@example.net>: saved mail to INBOX")
        self.add(at + self.seconds(0.3, 0.6), smtpd, "disconnect from mail.example.net[192.0.2.80] ehlo=1 mail=1 rcpt=1 "
                                                     "data=1 quit=1 commands=5")


def moment(log, day, hours):
    return FIRST_DAY + datetime.timedelta(days=day, hours=log.random.uniform(*hours))


def at_day(day, hour, minute, second=0):
    return FIRST_DAY + datetime.timedelta(days=day, hours=hour, minutes=minute, seconds=second)


def away(account, day):
    for who, first, last, line in JOURNEYS:
        if who == account and first <= day <= last:
            return line
    return None


def times_of(log, rate):
    return int(rate) + (1 if log.random.random() < rate % 1 else 0)


def daily_life(log):
    for day in range(DAYS):
        weekend = FIRST_DAY.weekday() + day % 7 >= 5
        for account, habits, mails in PEOPLE:
            hotel = away(account, day)
            for line, protocol, rate, hours in habits:
                office = line.endswith("-office")
                if weekend and office and not hotel:
                    continue
                for _ in range(times_of(log, rate * log.random.uniform(0.5, 1.1))):
                    log.mailbox(moment(log, day, hours), protocol, account, log.address(hotel or line))
            line, _, _, hours = habits[0]
            if not (weekend and line.endswith("-office")) and log.random.random() < mails:
                log.submission(moment(log, day, hours), account, log.address(hotel or line))
        for _ in range(3):
            log.arrival(moment(log, day, (5, 23)), log.random.choice(PEOPLE)[0])


def slips(log):
    """Failures that are nobody's attack: a mistyped password, a phone that was not told the new one."""
    log.wrong(at_day(5, 21, 4, 11), "imap", "kenta@example.jp", LINES["jcom-home"][1])
    log.mailbox(at_day(5, 21, 4, 40), "imap", "kenta@example.jp", LINES["jcom-home"][1])
    log.wrong(at_day(16, 9, 15, 2), "pop3", "dave@example.com", LINES["ntt-office"][1], 2)
    for number in range(8):
        log.wrong(at_day(19, 8, 30 + 5 * number, 7), "imap", "carol@example.com", LINES["biglobe-home"][1])


def guessing(log):
    """One network tries a few common passwords on many names, for three nights."""
    for day in (12, 13, 20):
        at = at_day(day, 2, 10)
        for name in GUESSED:
            for _ in range(log.random.randrange(1, 3)):
                at += log.seconds(4, 50)
                remote = f"198.51.100.{log.random.choice((23, 23, 23, 24, 61))}"
                domain = log.random.choice(("example.jp", "example.com"))
                log.wrong(at, "imap", f"{name}@{domain}", remote, log.random.randrange(1, 4))
        for _ in range(6):
            at += log.seconds(5, 30)
            smtpd = f"postfix/submission/smtpd[{log.next_pid()}]"
            log.add(at, smtpd, "connect from unknown[198.51.100.23]")
            log.add(at + log.seconds(1, 2), smtpd,
                    "warning: unknown[198.51.100.23]: SASL LOGIN authentication failed: UGFzc3dvcmQ6")
            log.add(at + log.seconds(2, 3), smtpd,
                    "disconnect from unknown[198.51.100.23] ehlo=1 auth=0/1 rset=1 quit=1 commands=3/4")


def takeovers(log):
    # sakura, always at home in Japan, once from France.
    log.mailbox(at_day(26, 4, 17, 33), "imap", "sakura@example.jp", LINES["paris-once"][1])
    # yui's password is found after failures, and mail is sent with it.
    remote, at = LINES["far-away"][1], at_day(30, 3, 2)
    for _ in range(14):
        at += log.seconds(6, 35)
        log.wrong(at, "imap", "yui@example.jp", remote, 1)
    log.mailbox(at + log.seconds(10, 20), "imap", "yui@example.jp", remote)
    log.submission(at + log.seconds(300, 400), "yui@example.jp", remote)


def sample():
    log = Log()
    daily_life(log)
    slips(log)
    guessing(log)
    takeovers(log)
    return "".join(line + "\n" for _, _, line in sorted(log.lines)).encode()


def main(arguments):
    if len(arguments) == 2 and arguments[0] == "--check":
        with gzip.open(arguments[1]) as file:
            same = file.read() == sample()
        print("sample: as made by this program" if same else "sample: differs; run tools/make_sample_log.py")
        return 0 if same else 1
    if len(arguments) != 1:
        print(__doc__)
        return 64
    with open(arguments[0], "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write(sample())
    return 0


sys.exit(main(sys.argv[1:]))
