"""A `mioboe serve` of its own: folder, port, socket; and the requests a mail server would send."""
import base64
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import tempfile
import time
import unittest

from mioboe import PROGRAM

ALLOW = b'{"device_id":"","login":"alice","protocol":"imap","pwhash":"07db","remote":"203.0.113.7","session_id":"%s","tls":true}'
REPORT = ALLOW[:-1] + b',"success":true,"policy_reject":false}'


def request(command, body, extra=b""):
    return (b"POST /?command=%s HTTP/1.1\r\nHost: x\r\nUser-Agent: dovecot/auth-policy-client\r\n%sContent-Length: %d\r\n"
            b"Connection: Keep-Alive\r\nContent-Type: application/json\r\n\r\n%s" % (command, extra, len(body), body))


def allow(session=b"s1", extra=b""):
    return request(b"allow", ALLOW % session, extra)


def report(session=b"s1", extra=b""):
    return request(b"report", REPORT % session, extra)


def basic(secret):
    return b"Authorization:  Basic " + base64.b64encode(b"wforce:" + secret) + b"\r\n"  # two blanks, as Dovecot


def read_answer(stream):
    """(status, headers, body) of one answer; None when the peer closed before."""
    first = stream.readline()
    if not first:
        return None
    headers = {}
    while (line := stream.readline()) not in (b"\r\n", b""):
        name, _, value = line.decode().partition(":")
        headers[name.lower()] = value.strip()
    return int(first.split()[1]), headers, stream.read(int(headers.get("content-length", 0)))


class Watch:
    """One running daemon. `settings` are lines of its file."""

    def __init__(self, settings="", environment=None, listen="127.0.0.1:0", arguments=(), wait=True, before=()):
        self.folder = tempfile.TemporaryDirectory()
        self.home = pathlib.Path(self.folder.name)
        self.home.chmod(0o755)
        self.config = self.home / "mioboe.conf"
        self.socket = self.home / "mioboe.sock"
        self.errors = self.home / "stderr"
        self.config.write_text(settings, encoding="utf-8")
        command = [*before, PROGRAM, "serve", "--config", self.config, "--db", self.home / "mioboe.db"]
        if listen:
            command += ["--listen", listen, "--socket", self.socket]
        command += arguments
        clean = {name: value for name, value in os.environ.items() if name not in ("NOTIFY_SOCKET", "JOURNAL_STREAM")}
        with self.errors.open("wb") as stderr:
            self.process = subprocess.Popen([str(part) for part in command], stderr=stderr, stdin=subprocess.DEVNULL,
                                            env={**clean, **(environment or {}), "XDG_CACHE_HOME": str(self.home)})
        self.port = None
        if wait:
            self.wait_for("service.ready")
            self.find_port()

    def stories(self):
        return [json.loads(line) for line in self.errors.read_text(encoding="utf-8").splitlines() if line.startswith("{")]

    def wait_for(self, event, count=1, seconds=20):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = [one for one in self.stories() if one["event"] == event]
            if len(found) >= count:
                return found
            if self.process.poll() is not None:
                break
            time.sleep(0.02)
        raise AssertionError(f"no {event}: {self.errors.read_text(encoding='utf-8')}")

    def find_port(self):
        for one in self.stories():
            if hit := re.fullmatch(r"127\.0\.0\.1:(\d+)", one.get("listener", "")):
                self.port = int(hit[1])

    def connect(self, timeout=10):
        return socket.create_connection(("127.0.0.1", self.port), timeout=timeout)

    def connect_unix(self):
        one = socket.socket(socket.AF_UNIX)
        one.settimeout(10)
        try:
            one.connect(str(self.socket))
        except OSError:
            one.close()
            raise
        return one

    def ask(self, data, connection=None):
        """Sends and reads one answer, on a connection of its own unless one is given."""
        mine = connection or self.connect()
        try:
            mine.sendall(data)
            return read_answer(mine.makefile("rb"))
        finally:
            if not connection:
                mine.close()

    def get(self, path, extra=b""):
        return self.ask(b"GET %s HTTP/1.1\r\nHost: x\r\n%sConnection: close\r\n\r\n" % (path.encode(), extra))

    def metric(self, name, extra=b""):
        for line in self.get("/metrics", extra)[2].decode().splitlines():
            if line.startswith(name + " "):
                return int(line.split()[1])
        raise AssertionError(f"no metric {name}")

    def hang_up(self):
        self.process.send_signal(signal.SIGHUP)

    def stop(self):
        """Ends it; its exit code."""
        if self.process.poll() is None:
            self.process.terminate()
        code = self.process.wait(timeout=20)
        self.folder.cleanup()
        return code


class WatchTest(unittest.TestCase):
    """Starts daemons and ends them whatever happens."""

    def watch(self, *arguments, **words):
        one = Watch(*arguments, **words)

        def end():
            if one.process.poll() is None:
                one.process.kill()
            one.process.wait()
            one.folder.cleanup()
        self.addCleanup(end)
        return one

    def assert_allowed(self, answer):
        self.assertEqual(answer[0], 200, answer)
        self.assertEqual(json.loads(answer[2])["status"], 0, answer)
