"""A `mioboe milter` of its own, and messages for it."""
import collections
import contextlib
import os
import pathlib
import re
import signal
import smtplib
import socket
import subprocess
import threading
import time

from dovecot import free_port
from mioboe import PROGRAM, ROOT

SNIPPET = (ROOT / "contrib/postfix/filter.cf").read_text()
FAKE = """From: "NTT DOCOMO" <info@docomo-support.xyz>
To: {to}
Subject: {subject}
Message-ID: <{id}@docomo-support.xyz>
Date: Sat, 28 Nov 2026 10:00:00 +0900
MIME-Version: 1.0
Content-Type: text/html; charset=utf-8

<html><body><p>dアカウントの利用を停止しました。24時間以内にご本人様確認をお願いします。</p>
<p>パスワードとクレジットカード番号を入力してください。</p>
<p><a href="https://docomo-login.security-check.xyz/login">https://www.docomo.ne.jp/</a></p></body></html>
"""
PLAIN = """From: Hanako <hanako@friends.example>
To: {to}
Subject: {subject}
Message-ID: <{id}@friends.example>
Date: Sat, 28 Nov 2026 10:00:00 +0900

Shall we have lunch on Monday?
"""


def postfix_settings(port, alone=False):
    """The lines of contrib/postfix/filter.cf for the filter at a port. alone: without Postfix' own removing."""
    lines = SNIPPET.replace("127.0.0.1:8893", f"127.0.0.1:{port}")
    return re.sub(r"(?m)^header_checks.*\n", "", lines) if alone else lines


class Milter:
    """`with Milter(folder, settings) as m:` - killed and started again as often as wanted."""

    def __init__(self, folder, settings="", daemon=None, port=None):
        self.folder = pathlib.Path(folder)
        self.port = port or free_port()
        self.daemon = daemon
        self.config = self.folder / "filter.conf"
        self.key = self.folder / "filter.key"
        self.errors = self.folder / "filter.log"
        self.metrics = self.folder / "filter.prom"
        self.config.write_text(settings + f'\nfilter_metrics = "{self.metrics}"\n', encoding="utf-8")
        self.process = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self, wait=True):
        command = [PROGRAM, "milter", "--config", self.config, "--listen", f"127.0.0.1:{self.port}", "--key", self.key,
                   "--socket", self.daemon or self.folder / "nobody.sock"]
        clean = {name: value for name, value in os.environ.items() if name not in ("NOTIFY_SOCKET", "JOURNAL_STREAM")}
        with self.errors.open("ab") as errors:
            self.process = subprocess.Popen([str(part) for part in command], stdin=subprocess.DEVNULL, stderr=errors, env=clean)
        for _ in range(200 if wait else 0):
            if self.process.poll() is not None:
                raise RuntimeError("the filter did not start: " + self.log_text())
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.05)

    def stop(self):
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            time.sleep(0.05)
            # libmilter looks every five seconds whether it is to end, and whenever somebody connects.
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), 1).close()
            self.process.wait(20)
            self.process = None

    def kill(self):
        self.process.kill()
        self.process.wait(20)
        self.process = None

    def log_text(self):
        return self.errors.read_text(errors="replace") if self.errors.exists() else ""

    def counted(self):
        """name{labels} -> value, once the filter has ended."""
        lines = self.metrics.read_text().splitlines()
        return {line.rpartition(" ")[0]: int(line.rpartition(" ")[2]) for line in lines if not line.startswith("#")}


def send(port, to, message, sender="stranger@friends.example"):
    """Hands a message to the Postfix at a port; to: an address or several."""
    with smtplib.SMTP("127.0.0.1", port, timeout=60) as smtp:
        smtp.sendmail(sender, to, message if isinstance(message, bytes) else message.encode())


class Flow:
    """Messages at a steady rate from several connections at a time, each with an ID of its own.

    Some messages a connection, as among mail servers: Postfix leaves a filter that broke off alone for the rest of
    a connection.

    accepted: ID -> seconds the server took for it, for messages the server took over.
    """

    def __init__(self, port, to, rate, seconds, connections=4):
        self.port, self.to, self.rate, self.seconds = port, to, rate, seconds
        self.accepted = {}
        self.refused = []
        self.threads = [threading.Thread(target=self.run, args=(number, connections)) for number in range(connections)]

    a_connection = 5

    def run(self, number, connections):
        began = time.monotonic()
        smtp = None
        for turn in range(number, int(self.rate * self.seconds), connections):
            time.sleep(max(0, began + turn / self.rate - time.monotonic()))
            one = f"flow-{turn}"
            kind = FAKE if turn % 4 == 0 else PLAIN
            try:
                at = time.monotonic()
                smtp = smtp or smtplib.SMTP("127.0.0.1", self.port, timeout=60)
                smtp.sendmail("stranger@friends.example", self.to, kind.format(to=self.to, subject=one, id=one).encode())
                self.accepted[one] = time.monotonic() - at
                if len(self.accepted) % self.a_connection == 0:
                    smtp.quit()
                    smtp = None
            except (OSError, smtplib.SMTPException) as wrong:
                self.refused.append((one, repr(wrong)))
                smtp = None
        if smtp is not None:
            smtp.quit()

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        for thread in self.threads:
            thread.join()

    def slowest(self, share):
        times = sorted(self.accepted.values())
        return times[min(len(times) - 1, int(share * len(times)))] if times else 0.0


def killed_beside(flow, milter, every, seconds):
    """Kills the filter every so many seconds while messages flow, and starts it again a second later, as systemd
    does. The number of times."""
    end = time.monotonic() + seconds
    killed = 0
    with flow:
        while time.monotonic() + every < end:
            time.sleep(every)
            milter.kill()
            killed += 1
            time.sleep(1)
            milter.start()
    return killed


def subjects_of(mails):
    """How often each subject is in a mailbox."""
    return collections.Counter(re.search(rb"(?m)^Subject: (\S+)", mail)[1].decode() for mail in mails)
