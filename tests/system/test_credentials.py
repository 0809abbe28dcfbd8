"""App passwords, main passwords and PINs, as an operator and a mail server use them."""
import base64
import hashlib
import json
import os
import re
import subprocess
import tempfile
import time
import unittest

import mioboe
import watch

try:
    import jsonschema
except ImportError:
    jsonschema = None

OPENAPI = json.loads((mioboe.ROOT / "docs/api/openapi.json").read_text())
SECRETS = "verifier verify s3cr3t-of-verifier\noperator all s3cr3t-of-operator\nreader read s3cr3t-of-reader\n"
SETTINGS = "log_level = debug\nsecrets = \"{folder}/secrets\"\npassword_hash_memory = 8\npassword_hash_passes = 1\nplace_cache = \"{cache}\"\n"
LETTERS = re.compile(r"^([a-z]{4}-){4}[a-z]{4}$")


def ssha(password):
    salt = os.urandom(8)
    return "{SSHA}" + base64.b64encode(hashlib.sha1(password.encode() + salt).digest() + salt).decode()


class Credentials(watch.WatchTest):
    @classmethod
    def setUpClass(cls):
        cls.shared = tempfile.TemporaryDirectory()  # the table of places is made once
        cls.addClassCleanup(cls.shared.cleanup)

    def setUp(self):
        self.daemon = self.watch(self.settings())
        self.run_it("account", "import", stdin=json.dumps({"id": "u-1", "sign_in_names": ["taro"],
                                                           "mail_addresses": ["taro@example.jp"]}) + "\n" +
                    json.dumps({"id": "u-2", "sign_in_names": ["jiro"]}))
        self.typed = ["s3cr3t-of-verifier", "s3cr3t-of-operator"]  # nothing of it may be in any log

    def settings(self):
        """Settings and secrets, in a folder that is there before the daemon is."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        path = os.path.join(folder.name, "secrets")
        with open(path, "w", encoding="utf-8") as out:
            os.chmod(path, 0o600)
            out.write(SECRETS)
        return SETTINGS.format(folder=folder.name, cache=os.path.join(self.shared.name, "places"))

    def run_it(self, command, *arguments, code=0, stdin=""):
        done = subprocess.run([mioboe.PROGRAM, command, "--socket", str(self.daemon.socket), "--lang", "en", *map(str, arguments)],
                              capture_output=True, text=True, timeout=60, check=False, input=stdin,
                              env={**os.environ, "LC_ALL": "C.UTF-8"})
        self.assertEqual(done.returncode, code, done.stderr)
        return done

    def call(self, method, path, body=None, secret="s3cr3t-of-operator", schema=None, status=200):
        data = body.encode() if isinstance(body, str) else json.dumps(body).encode() if body is not None else b""
        head = f"{method} {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {secret}\r\nContent-Length: {len(data)}\r\n" \
               "Connection: close\r\n\r\n"
        got, _, answer = self.daemon.ask(head.encode() + data)
        self.assertEqual(got, status, answer)
        answer = json.loads(answer)
        if schema and jsonschema:
            jsonschema.Draft202012Validator({"$ref": f"#/components/schemas/{schema}",
                                             "components": OPENAPI["components"]}).validate(answer)
        return answer

    def verify(self, login, password, service="imap", **more):
        self.typed.append(password)
        return self.call("POST", "/v1/passwords/verify", {"login": login, "password": password, "service": service, **more},
                         secret="s3cr3t-of-verifier", schema="PasswordAnswer")

    def create(self, name="u-1", **wish):
        made = self.call("POST", f"/v1/accounts/{name}/app-passwords", wish, schema="NewAppPassword")
        self.assertRegex(made["app_password"], LETTERS)
        self.typed.append(made["app_password"])
        return made

    def assert_nothing_told(self):
        """No password is in what the daemon wrote, nor in its metrics."""
        told = self.daemon.errors.read_text(encoding="utf-8")
        told += self.call_text("/metrics")
        for secret in self.typed:
            for form in (secret, secret.replace("-", ""), base64.b64encode(secret.encode()).decode()):
                self.assertNotIn(form, told)
        self.assertNotIn("argon2id$", told)

    def call_text(self, path):
        return self.daemon.get(path, b"Authorization: Bearer s3cr3t-of-operator\r\n")[2].decode()

    def test_an_app_password_opens_mail_until_it_is_revoked(self):
        made = self.create(name="u-1", scopes=["imap", "submission"])
        answer = self.verify("taro@example.jp", made["app_password"], remote="203.0.113.7", client="K-9 Mail")
        self.assertEqual(answer, {"result": "right", "account": "u-1", "credential": "app_password", "app_password": made["id"]})
        for form in (made["app_password"].upper(), made["app_password"].replace("-", " "),
                     "".join(chr(ord(c) + 0xFEE0) if c != "-" else "ー" for c in made["app_password"])):
            self.assertEqual(self.verify("TARO", form)["result"], "right")
        for login, service in (("taro", "pop3"), ("taro", "web"), ("jiro", "imap"), ("nobody", "imap")):
            self.assertEqual(self.verify(login, made["app_password"], service), {"result": "wrong"})
        end = time.monotonic() + 5
        while time.monotonic() < end:
            shown = self.call("GET", "/v1/accounts/taro/app-passwords", schema="AppPasswords")["app_passwords"][0]
            if shown["last_use"]:
                break
        self.assertEqual(shown["last_use"]["service"], "imap")
        self.call("DELETE", f"/v1/accounts/taro/app-passwords/{made['id']}", schema="Revoked")
        self.assertEqual(self.verify("taro", made["app_password"]), {"result": "wrong"})
        self.call("DELETE", f"/v1/accounts/taro/app-passwords/{made['id']}", status=404)
        self.assert_nothing_told()

    def test_revoked_counts_on_a_connection_that_is_open(self):
        made = self.create()
        body = json.dumps({"login": "taro", "password": made["app_password"], "service": "imap"}).encode()
        request = b"POST /v1/passwords/verify HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer s3cr3t-of-verifier\r\n" \
                  b"Content-Length: %d\r\n\r\n" % len(body) + body
        with self.daemon.connect() as connection:
            stream = connection.makefile("rb")
            results = []
            for _ in range(3):
                connection.sendall(request)
                results.append(json.loads(watch.read_answer(stream)[2])["result"])
                if len(results) == 1:
                    self.call("DELETE", "/v1/accounts/u-1/app-passwords")
            self.assertEqual(results, ["right", "wrong", "wrong"])

    def test_the_main_password_is_set_and_switched_off_for_mail(self):
        self.typed.append("correct horse battery")
        state = self.call("PUT", "/v1/accounts/taro/password", {"password": "correct horse battery"}, schema="PasswordState")
        self.assertEqual((state["main_password"], state["mail"]["main_password"]), ("argon2id", True))
        self.assertEqual(self.verify("taro", "correct horse battery")["credential"], "main_password")
        self.assertEqual(self.verify("taro", "wrong horse battery"), {"result": "wrong"})
        made = self.create(main_password_off=True)
        self.assertEqual(self.verify("taro", "correct horse battery"), {"result": "wrong"})
        self.assertEqual(self.verify("taro", "correct horse battery", "web")["result"], "right")
        self.assertEqual(self.verify("taro", made["app_password"])["result"], "right")
        state = self.call("GET", "/v1/accounts/taro/password", schema="PasswordState")
        self.assertFalse(state["mail"]["main_password"])
        self.assertIsNotNone(state["mail"]["since"])
        self.assertEqual(state["mail"]["app_passwords"], 1)
        self.assertIn("not with the main password", self.run_it("password", "show", "taro").stdout)
        self.run_it("password", "mail", "taro", "on")
        self.assertEqual(self.verify("taro", "correct horse battery")["result"], "right")
        self.assert_nothing_told()

    def test_hashes_of_other_systems_are_taken_in_and_become_argon2id(self):
        people = {}
        for i, form in enumerate(("plain", "ssha", "sha512-crypt", "bcrypt", "argon2id", "argon2i")):
            people[f"old-{i}"] = (f"old password {i}", form)
        self.run_it("account", "import", stdin="\n".join(json.dumps({"id": name, "sign_in_names": [name]}) for name in people))
        made = {"plain": lambda p: "{PLAIN}" + p, "ssha": ssha,
                "sha512-crypt": lambda p: self.openssl("-6", p), "bcrypt": lambda p: self.doveadm("BLF-CRYPT", p),
                "argon2id": lambda p: self.doveadm("ARGON2ID", p), "argon2i": lambda p: self.doveadm("ARGON2I", p)}
        lines = [f"{name}:{made[form](password)}" for name, (password, form) in people.items()]
        done = self.run_it("password", "import", "-", code=65,
                           stdin="\n".join([*lines, "nobody:{SSHA}x", "old-0:{NTLM}8846f7eaee8fb117ad06bdd830b7586c"]))
        self.assertIn(f"Taken in: {len(people)} of {len(people) + 2} hashes.", done.stdout)
        self.assertRegex(done.stderr, rf"standard input:{len(people) + 1}: .*nobody")
        self.assertNotIn("8846f7", done.stderr)
        kept = {name: self.call("GET", f"/v1/accounts/{name}/password")["main_password"] for name in people}
        self.assertEqual(kept["old-0"], "ssha512")
        for name, (password, form) in people.items():
            if form != "plain":
                self.assertEqual(kept[name], form)
            self.assertEqual(self.verify(name, password + " "), {"result": "wrong"})
            self.assertEqual(self.verify(name, password)["result"], "right")
            self.assertEqual(self.call("GET", f"/v1/accounts/{name}/password")["main_password"], "argon2id")
        self.assertEqual(self.daemon.metric("mioboe_password_rehashed_total", b"Authorization: Bearer s3cr3t-of-operator\r\n"), 5)
        self.assert_nothing_told()

    @staticmethod
    def openssl(form, password):
        return subprocess.run(["openssl", "passwd", form, "-stdin"], input=password, capture_output=True, text=True,
                              check=True).stdout.strip()

    @staticmethod
    def doveadm(scheme, password):
        return subprocess.run(["doveadm", "pw", "-s", scheme, "-p", password], capture_output=True, text=True,
                              check=True).stdout.strip()

    def test_the_commands_ask_without_showing_and_show_once(self):
        self.typed += ["typed at home 1", "0417"]
        self.run_it("password", "set", "taro", stdin="typed at home 1\n")
        self.assertEqual(self.run_it("password", "verify", "taro", stdin="typed at home 1\n").stdout, "The password is right.\n")
        self.assertIn("wrong", self.run_it("password", "verify", "taro", stdin="typed at home 2\n").stdout)
        made = self.run_it("app-password", "create", "taro", "--name", "電話", "--scopes", "receive", "--days", "30")
        secret = made.stdout.strip()
        self.assertRegex(secret, LETTERS)
        self.typed.append(secret)
        self.assertIn("an app password", self.run_it("password", "verify", "taro", "imap", stdin=secret + "\n").stdout)
        slip = secret[1] + secret[0] + secret[2:] if secret[0] != secret[1] else "b" + secret[1:] if secret[0] != "b" else "c" + secret[1:]
        self.assertIn("looks like an app password", self.run_it("password", "verify", "taro", "imap", stdin=slip + "\n").stdout)
        shown = self.run_it("app-password", "list", "taro").stdout
        self.assertIn("電話", shown)
        self.assertNotIn(secret, shown)
        number = shown.split()[0]
        self.run_it("app-password", "show", "taro", number, code=66)
        self.run_it("app-password", "revoke", "taro", number)
        self.assertIn("over", self.run_it("app-password", "list", "taro").stdout)
        self.run_it("app-password", "create", "nobody", code=66)
        self.run_it("password", "pin", "taro", stdin="０４１７\n")
        self.assertEqual(self.call("POST", "/v1/accounts/taro/pin/verify", {"pin": "0417"}, schema="PinAnswer")["result"], "right")
        wrong = [self.call("POST", "/v1/accounts/taro/pin/verify", {"pin": "0000"}, schema="PinAnswer") for _ in range(5)]
        self.assertEqual([one["left"] for one in wrong], [4, 3, 2, 1, 0])
        self.assertEqual(self.call("POST", "/v1/accounts/taro/pin/verify", {"pin": "0417"})["result"], "rests")
        self.assert_nothing_told()

    def test_each_scope_permits_what_it_says_and_nothing_else(self):
        question = {"login": "taro", "password": "x", "service": "imap"}
        self.call("POST", "/v1/passwords/verify", question, secret="s3cr3t-of-reader", status=403)
        self.call("GET", "/v1/accounts/taro/password", secret="s3cr3t-of-verifier", status=403)
        self.call("PUT", "/v1/accounts/taro/password", {"password": "y" * 12}, secret="s3cr3t-of-reader", status=403)
        self.call("GET", "/v1/accounts/taro/password", secret="s3cr3t-of-reader")

    def test_what_cannot_be_read_is_refused_without_being_quoted(self):
        self.typed += ["hunter22"]
        for body in ('{"login":"taro","password":"hunter22"', '{"login":"taro","password":["hunter22"]}', '{"password":"hunter22"}',
                     '{"login":"taro","password":"hunter22","password":"hunter22"}',
                     '{"login":"taro","password":"hunter22","remote":"nowhere"}'):
            answer = self.call("POST", "/v1/passwords/verify", body, secret="s3cr3t-of-verifier", status=400)
            self.assertNotIn("hunter", answer["reason"])
        self.assertEqual(self.verify("taro", "p" * 300), {"result": "wrong"})
        self.call("PUT", "/v1/accounts/taro/password", {"password": "aaaa-aaaa-aaaa-aaaa-aaaa"}, status=400)
        self.assert_nothing_told()

    def test_passwords_outlive_the_daemon_and_go_with_their_account(self):
        made = self.create(name="u-2")
        self.run_it("account", "remove", "u-2")
        self.run_it("account", "import", stdin=json.dumps({"id": "u-2", "sign_in_names": ["jiro"]}))
        self.assertEqual(self.verify("jiro", made["app_password"]), {"result": "wrong"})
        self.assertEqual(self.call("GET", "/v1/accounts/u-2/app-passwords")["app_passwords"], [])


if __name__ == "__main__":
    unittest.main()
