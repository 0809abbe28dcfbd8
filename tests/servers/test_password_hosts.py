"""Main passwords that another host keeps: a real Dovecot's authentication service, and a real saslauthd."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

sys.path[:0] = [str(pathlib.Path(__file__).parent), str(pathlib.Path(__file__).parents[1] / "system")]
import watch  # noqa: E402
from dovecot import Dovecot, free_port  # noqa: E402

# Its authentication service alone is asked; a plain IMAP port is for saslauthd, which signs in there to find out.
DOVECOT = """
service auth {{
  unix_listener {dir}/auth-client {{
    mode = 0666
  }}
}}
service imap-login {{
  inet_listener imap_plain {{
    port = {imap}
  }}
}}
"""


class Saslauthd:
    """A saslauthd of the test's own, which asks an IMAP server."""

    def __init__(self, folder, port):
        self.dir = pathlib.Path(folder)
        self.dir.mkdir()
        self.process = subprocess.Popen(["saslauthd", "-d", "-n", "1", "-a", "rimap", "-O", f"127.0.0.1/{port}", "-m", str(self.dir)],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)  # it ends with its whole group
        for _ in range(100):
            if (self.dir / "mux").exists():
                return
            time.sleep(0.05)
        raise RuntimeError("saslauthd does not listen")

    def stop(self):
        self.process.terminate()
        self.process.wait(10)


@unittest.skipUnless(shutil.which("dovecot"), "needs dovecot-core")
class Hosts(watch.WatchTest):
    @classmethod
    def setUpClass(cls):
        cls.shared = tempfile.TemporaryDirectory()  # the table of places is made once
        cls.addClassCleanup(cls.shared.cleanup)

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="mioboe-hosts-", dir="/tmp"))
        os.chmod(self.folder, 0o755)
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.imap = free_port()
        dovecot = Dovecot(["taro@example.jp", "jiro@example.jp"], DOVECOT.format(dir=self.folder, imap=self.imap))
        dovecot.__enter__()
        self.addCleanup(dovecot.__exit__)

    def start(self, source, path):
        one = self.watch(f'password_source = {source}\npassword_socket = "{path}"\npassword_host_wait = 2\npassword_remember = 0\n'
                         f'place_cache = "{self.shared.name}/places"\n')
        account = json.dumps({"id": "u-1", "mail_addresses": ["taro@example.jp"]})
        self.call(one, "POST", "/v1/accounts", account)
        return one

    @staticmethod
    def call(one, method, path, body):
        data = body.encode()
        head = f"{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(data)}\r\nConnection: close\r\n\r\n".encode()
        with one.connect_unix() as connection:
            status, _, answer = one.ask(head + data, connection)
        return status, json.loads(answer)

    def verify(self, one, login, password, service="imap"):
        body = json.dumps({"login": login, "password": password, "service": service, "remote": "203.0.113.7"})
        status, answer = self.call(one, "POST", "/v1/passwords/verify", body)
        self.assertEqual(status, 200, answer)
        return answer

    def story(self, one):
        """What is true of every host: right, wrong, unknown to us, and app passwords beside it."""
        self.assertEqual(self.verify(one, "taro@example.jp", "secret"),
                         {"result": "right", "account": "u-1", "credential": "main_password", "app_password": None})
        self.assertEqual(self.verify(one, "taro@example.jp", "wrong"), {"result": "wrong"})
        self.assertEqual(self.verify(one, "jiro@example.jp", "secret")["account"], "jiro@example.jp")
        self.assertEqual(self.verify(one, "nobody@example.jp", "secret"), {"result": "wrong"})
        _, made = self.call(one, "POST", "/v1/accounts/u-1/app-passwords", '{"main_password_off":true}')
        self.assertEqual(self.verify(one, "taro@example.jp", made["app_password"])["credential"], "app_password")
        self.assertEqual(self.verify(one, "taro@example.jp", "secret"), {"result": "wrong"})
        self.assertEqual(self.verify(one, "taro@example.jp", "secret", "web")["result"], "right")
        self.assertEqual(self.call(one, "PUT", "/v1/accounts/u-1/password", '{"password":"something new"}')[0], 500)

    def test_dovecot_is_asked_as_its_login_processes_ask_it(self):
        one = self.start("dovecot", self.folder / "auth-client")
        self.story(one)
        (self.folder / "auth-client").rename(self.folder / "away")
        self.assertEqual(self.verify(one, "jiro@example.jp", "secret"), {"result": "unavailable"})
        (self.folder / "away").rename(self.folder / "auth-client")
        self.assertEqual(self.verify(one, "jiro@example.jp", "secret")["result"], "right")

    @unittest.skipUnless(shutil.which("saslauthd"), "needs sasl2-bin")
    def test_saslauthd_is_asked_as_libsasl2_asks_it(self):
        host = Saslauthd(self.folder / "sasl", self.imap)
        self.addCleanup(host.stop)
        one = self.start("saslauthd", self.folder / "sasl/mux")
        self.story(one)
        host.stop()
        self.assertEqual(self.verify(one, "jiro@example.jp", "secret"), {"result": "unavailable"})


if __name__ == "__main__":
    unittest.main()
