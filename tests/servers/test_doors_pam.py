#!/usr/bin/env python3
"""PAM in both directions: programs that ask PAM ask the daemon by pam_mioboe.so, the daemon asks the host's PAM by
mioboe-pam. Usage: test_doors_pam.py build/mioboe
"""
import concurrent.futures
import contextlib
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

sys.path[:0] = [str(pathlib.Path(__file__).parent), str(pathlib.Path(__file__).parents[1] / "system")]
import pam  # noqa: E402

NEEDS_PAM = unittest.skipUnless(pam.there(), "needs pamtester and libpam-wrapper")
PASSWORD = "correct horse 馬"


class Answers:
    """Stands for a daemon in a state a real one is seldom in: answers each request with `answer`."""

    def __init__(self, folder):
        self.path = str(pathlib.Path(folder) / "daemon.sock")
        self.answer = b""
        self.delay = 0
        self.asked = []
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.bind(self.path)
        self.socket.listen(8)
        threading.Thread(target=self.run, daemon=True).start()

    def say(self, status=200, **members):
        body = json.dumps(members).encode()
        self.answer = b"HTTP/1.1 %d X\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (status, len(body), body)

    def run(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.socket.accept()
                with connection, connection.makefile("rb") as stream, contextlib.suppress(OSError):
                    length = 0
                    while (line := stream.readline()) not in (b"\r\n", b""):
                        if line.lower().startswith(b"content-length:"):
                            length = int(line.split(b":")[1])
                    self.asked.append(json.loads(stream.read(length)))
                    time.sleep(self.delay)
                    connection.sendall(self.answer)

    def close(self):
        self.socket.close()


@NEEDS_PAM
class Module(unittest.TestCase):
    """pam_mioboe.so by itself."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.services = pam.Services(self.folder.name)
        self.daemon = Answers(self.folder.name)
        self.addCleanup(self.daemon.close)

    def test_each_result_has_its_code(self):
        self.services.put_module("imap", f"socket={self.daemon.path}")
        for result, ends in (("right", "account management done."), ("wrong", "Authentication failure"), ("refused", "Permission denied"),
                             ("busy", "cannot retrieve authentication info"), ("unavailable", "cannot retrieve authentication info"),
                             ("more is needed", "cannot retrieve authentication info")):
            self.daemon.say(result=result)
            code, last, _ = self.services.sign_in("imap", "aoi", PASSWORD)
            self.assertEqual((code == 0, last.endswith(ends)), (result == "right", True), last)
        self.daemon.say(status=503, status_text="starting")
        self.assertIn("cannot retrieve authentication info", self.services.sign_in("imap", "aoi", PASSWORD)[1])
        self.assertEqual(self.daemon.asked[0], {"judge": True, "login": "aoi", "password": PASSWORD, "service": "imap",
                                                "remote": "203.0.113.9", "session": "", "client": "imap"})

    def test_the_person_is_told_why_a_sign_in_is_refused(self):
        self.services.put_module("sshd", f"socket={self.daemon.path}", "service=web")
        self.daemon.say(result="refused", text="Not from abroad. (S1)", url="https://m.example/e/S1", code="S1")
        _, _, said = self.services.sign_in("sshd", "aoi", PASSWORD, remote="client.example")
        self.assertIn("Not from abroad. (S1) https://m.example/e/S1", said)
        self.assertEqual((self.daemon.asked[0]["service"], self.daemon.asked[0]["remote"]), ("web", ""))

    def test_a_daemon_that_is_silent_or_gone_costs_the_stated_time_and_no_more(self):
        self.services.put_module("imap", f"socket={self.daemon.path}", "timeout=1")
        self.services.put_module("gone", "socket=/nonexistent/sock", "timeout=5")
        self.daemon.say(result="right")
        self.daemon.delay = 3
        began = time.monotonic()
        self.assertIn("cannot retrieve authentication info", self.services.sign_in("imap", "aoi", PASSWORD)[1])
        self.assertLess(time.monotonic() - began, 2.5)
        self.assertIn("cannot retrieve authentication info", self.services.sign_in("gone", "aoi", PASSWORD)[1])

    def test_a_mistake_in_the_options_lets_nobody_in_and_shows_no_password(self):
        self.services.put_module("imap", f"socket={self.daemon.path}", "timeout=never")
        self.daemon.say(result="right")
        code, last, said = self.services.sign_in("imap", "aoi", PASSWORD)
        self.assertNotEqual(code, 0, last)
        self.assertIn("expected socket=/PATH, service=NAME, timeout=1..60 or canonical, came timeout=never", said)
        self.assertNotIn(PASSWORD, said)
        self.assertEqual(self.daemon.asked, [])


def question(login, password, service="", realm=""):
    return b"".join(len(part := one.encode()).to_bytes(2, "big") + part for one in (login, password, service, realm))


def read_all(connection):
    found = b""
    with contextlib.suppress(ConnectionResetError):
        while more := connection.recv(64):
            found += more
    return found


@NEEDS_PAM
class Helper(unittest.TestCase):
    """mioboe-pam before a PAM stack whose last word is a script's: pam_exec gives it the password."""

    arguments = ("--services", "mioboe,expired,slow,more", "--children", "2", "--timeout", "1", "--rate", "1000")

    @classmethod
    def setUpClass(cls):
        cls.stack = contextlib.ExitStack()
        cls.addClassCleanup(cls.stack.close)
        cls.folder = pathlib.Path(cls.stack.enter_context(tempfile.TemporaryDirectory()))
        cls.folder.chmod(0o755)
        services = pam.Services(cls.folder)
        check = cls.folder / "check"
        check.write_text(f'#!/bin/sh\nread -r given\n[ "$PAM_USER" = aoi ] && [ "$given" = "{PASSWORD}" ]\n')
        check.chmod(0o755)
        # A script that fails is a fault of the system to pam_exec: these lines make it a wrong password.
        exec_check = (f"auth [success=1 default=ignore] pam_exec.so quiet expose_authtok {check}\n"
                      "auth requisite pam_deny.so\nauth required pam_permit.so\n")
        services.put("mioboe", exec_check + "account required pam_permit.so\n")
        services.put("expired", exec_check + "account required pam_deny.so\n")
        services.put("slow", "auth required pam_exec.so quiet /bin/sleep 30\naccount required pam_permit.so\n")
        services.put("more", exec_check + "auth required pam_unix.so nodelay\naccount required pam_permit.so\n")
        cls.path = cls.folder / "socket"
        cls.errors = (cls.folder / "stderr").open("w+")
        cls.process = subprocess.Popen([pam.HELPER, "--socket", cls.path, *cls.arguments], stdin=subprocess.DEVNULL,
                                       stderr=cls.errors, env={**os.environ, **services.environment})
        cls.stack.callback(cls.errors.close)
        cls.stack.callback(cls.end)
        for _ in range(100):
            if cls.path.exists():
                break
            time.sleep(0.02)

    @classmethod
    def end(cls):
        cls.process.terminate()
        cls.process.wait(10)

    def ask(self, *parts, data=None):
        with socket.socket(socket.AF_UNIX) as s:
            s.settimeout(20)
            s.connect(str(self.path))
            with contextlib.suppress(BrokenPipeError):  # it may be closed already
                s.sendall(question(*parts) if data is None else data)
                if data is not None:
                    s.shutdown(socket.SHUT_WR)
            return read_all(s)

    def said(self):
        return pathlib.Path(self.errors.name).read_text()

    def test_right_and_wrong_are_told_apart(self):
        self.assertEqual(self.ask("aoi", PASSWORD, "imap"), b"\0\2OK")
        self.assertEqual(self.ask("aoi", PASSWORD + "x", "imap"), b"\0\2NO")
        self.assertEqual(self.ask("nobody-here", PASSWORD), b"\0\2NO")
        self.assertEqual(self.ask("aoi", ""), b"\0\2NO")
        self.assertEqual(self.ask("aoi", PASSWORD, "expired"), b"\0\2NO")

    @unittest.skipUnless(shutil.which("testsaslauthd"), "needs sasl2-bin")
    def test_a_client_of_saslauthd_can_ask_too(self):
        for password, code in ((PASSWORD, 0), ("wrong", 255)):
            done = subprocess.run(["testsaslauthd", "-f", self.path, "-u", "aoi", "-p", password], capture_output=True, check=False)
            self.assertEqual(done.returncode, code, done.stdout)

    @unittest.skipUnless(os.getuid() == 0, "needs root to become somebody else")
    def test_whoever_is_not_named_gets_no_answer(self):
        read, write = os.pipe()
        if os.fork() == 0:
            os.setuid(65534)
            os.write(write, b"answer:" + self.ask("aoi", PASSWORD))
            os._exit(0)
        os.wait()
        self.assertEqual(os.read(read, 64), b"answer:")
        os.close(read)
        os.close(write)
        self.assertIn("uid 65534 asked and may not", self.said())

    def test_a_module_that_hangs_costs_one_answer_and_the_stated_time(self):
        began = time.monotonic()
        with concurrent.futures.ThreadPoolExecutor() as pool:
            slow = [pool.submit(self.ask, "aoi", PASSWORD, "slow") for _ in range(2)]
            time.sleep(0.2)
            right = pool.submit(self.ask, "aoi", PASSWORD)  # both places are taken: it waits
            self.assertEqual([one.result() for one in slow], [b"", b""])
            self.assertEqual(right.result(), b"\0\2OK")
        self.assertLess(time.monotonic() - began, 4)

    def test_a_peer_that_sends_no_question_is_dropped(self):
        for data in (b"", b"\0", question("aoi", "x")[:-1], b"\xff\xff", question("aoi", "x", "../etc"), question("", "x"), question("a", "b") + b"x"):
            self.assertEqual(self.ask(data=data), b"", data)
        with socket.socket(socket.AF_UNIX) as s:  # and one that sends nothing at all loses its place
            s.settimeout(20)
            s.connect(str(self.path))
            began = time.monotonic()
            self.assertEqual(read_all(s), b"")
            self.assertLess(time.monotonic() - began, 4)
        self.assertEqual(self.ask("aoi", PASSWORD), b"\0\2OK")

    def test_a_stack_that_asks_for_more_is_not_given_the_password_twice(self):
        self.assertEqual(self.ask("aoi", PASSWORD, "more"), b"\0\2NO")

    def test_it_says_nothing_secret(self):
        self.ask("aoi", PASSWORD)
        self.ask("aoi", PASSWORD, "slow")
        self.assertNotIn(PASSWORD, self.said())
        self.assertNotIn("aoi", self.said())


@NEEDS_PAM
class Rate(Helper):
    """More questions than are allowed in a second."""

    arguments = ("--rate", "5", "--children", "2")

    def test_beyond_the_rate_nobody_is_asked(self):
        answers = [self.ask("aoi", PASSWORD) for _ in range(12)]
        self.assertIn(b"", answers)
        self.assertIn("more than 5 questions a second", self.said())
        time.sleep(1)
        self.assertEqual(self.ask("aoi", PASSWORD), b"\0\2OK")


for name in [name for name in dir(Helper) if name.startswith("test_")]:
    setattr(Rate, name, None)  # only its own test

if __name__ == "__main__":
    unittest.main(verbosity=2)
