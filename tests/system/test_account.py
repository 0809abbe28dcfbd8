"""Accounts, history, explanations and habits, as a help desk asks for them: of the database, and of the daemon."""
import csv
import io
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

import mioboe

try:
    import jsonschema
except ImportError:
    jsonschema = None

OPENAPI = json.loads((mioboe.ROOT / "docs/api/openapi.json").read_text())
ENVIRONMENT = {**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def schema_of(name):
    return {"$ref": f"#/components/schemas/{name}", "components": OPENAPI["components"]}


class Folder(unittest.TestCase):
    """A folder with a database of the sample log."""
    asks = ()  # options that say whom to ask

    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.temporary.name)
        cls.db = cls.folder / "store.db"
        mioboe.scan("--db", cls.db, mioboe.SAMPLE)
        cls.asks = ("--db", str(cls.db))

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def run_it(self, command, *arguments, code=0, stdin=""):
        done = subprocess.run([mioboe.PROGRAM, command, *self.asks, "--lang", "en", "--timezone", "UTC",
                               *map(str, arguments)], capture_output=True, text=True, timeout=60, check=False,
                              input=stdin, env=ENVIRONMENT)
        self.assertEqual(done.returncode, code, done.stderr)
        return done

    def ask(self, command, *arguments, schema=None):
        answer = json.loads(self.run_it(command, "--json", *arguments).stdout)
        if schema and jsonschema:
            jsonschema.Draft202012Validator(schema_of(schema)).validate(answer)
        return answer

    def put(self, **fields):
        """Takes one account in, which must be accepted."""
        self.run_it("account", "import", stdin=json.dumps(fields))


class Stories(Folder):
    def unusual(self):
        """The number of an event that the owner would be told of."""
        page = self.ask("history", "--limit", 500, "alice@example.com", schema="History")
        return next(row["id"] for row in page["history"] if row["decision"] == "notice")

    def test_history_is_the_logs_newest_first_in_pages_that_miss_nothing(self):
        whole = self.ask("history", "--limit", 500, "taro@example.jp", schema="History")["history"]
        times = [row["last"] for row in whole]
        self.assertEqual(times, sorted(times, reverse=True))
        self.assertGreater(len(whole), 40)
        paged, before = [], None
        while True:
            page = self.ask("history", "--limit", 7, *(("--before", before) if before else ()), "taro@example.jp")
            paged += page["history"]
            before = page["next"]
            if before is None:
                break
        self.assertEqual(paged, whole)

    def test_history_groups_polling_and_shows_single_events_on_demand(self):
        short = self.run_it("history", "--limit", 3, "taro@example.jp").stdout
        long = self.run_it("history", "--limit", 3, "--detail", "taro@example.jp").stdout
        self.assertRegex(short, r"IMAP, succeeded, from [0-9.]+; 2 times until ")
        self.assertNotIn("single", short)
        self.assertRegex(long, r"single +- 2026-11-01 09:47:50  106\.128\.")

    def test_history_says_place_estimated_outcome_service_and_number(self):
        out = self.run_it("history", "alice@example.com", "--limit", 500).stdout
        self.assertIn("Japan (estimated)", out)
        self.assertRegex(out, r"(IMAP|SMTP submission), (succeeded|wrong password)")
        self.assertRegex(out, r"why +- country Taiwan \(estimated\), not used by this account")
        self.assertRegex(out, rf"event +{self.unusual()}\n")

    def test_failed_passwords_are_told_from_passed_ones(self):
        rows = [row for name in ("taro@example.jp", "alice@example.com", "info@example.jp", "keiri@example.jp")
                for row in self.ask("history", "--limit", 500, name)["history"]]
        self.assertEqual({"success", "wrong_password"}, {row["outcome"] for row in rows})

    def test_a_name_nobody_ever_used_is_said_to_be_that(self):
        done = self.run_it("history", "nobody@example.jp", code=66)
        self.assertIn('no sign-in of "nobody@example.jp" was ever seen', done.stderr)

    def test_explain_tells_the_rule_its_weight_and_what_is_usual_in_both_languages(self):
        number = self.unusual()
        english = self.run_it("explain", number).stdout
        japanese = self.run_it("explain", "--lang", "ja", number).stdout
        story = self.ask("explain", number, schema="Event")
        counted = [reason for reason in story["reasons"] if reason["counted"]]
        self.assertTrue(counted)
        self.assertIn("What decided", english)
        self.assertIn(f"(score {counted[0]['term']:.2f})", english)
        self.assertIn("What is usual for alice@example.com", english)
        self.assertIn("allow and tell the owner", english)
        self.assertIn("判定の根拠", japanese)
        self.assertIn("alice@example.com のふだんの使い方", japanese)
        self.assertAlmostEqual(sum(reason["term"] for reason in story["reasons"]), story["score"], places=1)
        self.assertIn("過去400日間", counted[0]["ja"])

    def test_explain_of_what_is_no_event(self):
        self.assertIn("there is no event 999999999", self.run_it("explain", 999999999, code=66).stderr)
        self.assertIn("expected the number of an event", self.run_it("explain", "x/../y", code=65).stderr)

    def test_profile_tells_usual_places_and_that_they_are_estimates(self):
        out = self.run_it("profile", "taro@example.jp").stdout
        told = self.ask("profile", "taro@example.jp", schema="Profiles")["profiles"]
        self.assertEqual([one["account"] for one in told], ["taro@example.jp"])
        self.assertIn("Usual places (estimated)", out)
        self.assertRegex(out, r"Japan \(estimated\), KDDI CORPORATION: \d+ days; last on 2026-11-01")
        self.assertIn("nothing was learnt", self.run_it("profile", "nobody", code=66).stderr)

    def test_names_of_one_account_have_one_history(self):
        self.put(id="family", sign_in_names=["hanako@example.jp", "kenta@example.jp"], registered_name="山田")
        names = {row["account"] for row in self.ask("history", "family", "--limit", 500)["history"]}
        self.assertEqual(names, {"hanako@example.jp", "kenta@example.jp"})
        self.assertEqual(self.ask("history", "KENTA@example.jp"), self.ask("history", "family"))
        self.assertEqual(len(self.ask("profile", "family", schema="Profiles")["profiles"]), 2)
        self.assertRegex(self.run_it("history", "family").stdout, r"name +hanako@example\.jp")

    def test_narrow_and_wide_lines_stay_within_their_width(self):
        for language in ("en", "ja"):
            out = self.run_it("explain", self.unusual(), "--lang", language).stdout
            widest = max(sum(2 if ord(c) > 0x2e7f else 1 for c in line) for line in out.splitlines())
            self.assertLessEqual(widest, 80)

    def test_an_odd_name_reaches_no_terminal(self):
        done = self.run_it("history", "\033[31mred", code=66)
        self.assertNotIn("\033", done.stderr + done.stdout)

    def test_a_database_that_is_not_there_is_not_made(self):
        missing = self.folder / "missing.db"
        done = mioboe.run("history", "--db", missing, "x")
        self.assertEqual(done.returncode, 66)
        self.assertFalse(missing.exists())


class Accounts(Folder):
    def test_what_is_taken_in_is_shown_by_every_name(self):
        self.put(id="u-1", registered_name="ドコモ太郎", member_id="M1", language="ja", group="gold",
                 sign_in_names=["Taro"], mail_addresses=["Taro@Example.jp"], phones=["+81 90-1234-5678"],
                 notice_addresses=["n@example.org"], notice_phone="+81 (90) 1234.5678", services=["光", "mail"])
        account = self.ask("account", "show", "u-1", schema="Account")
        for name in ("taro", "TARO", "taro@example.jp", "+819012345678", "+81-90-1234-5678"):
            self.assertEqual(self.ask("account", "show", name), account)
        self.assertEqual(account["sign_in_names"], ["taro"])
        self.assertEqual(account["notice_phone"], "+819012345678")
        out = self.run_it("account", "show", "u-1").stdout
        self.assertRegex(out, r"Registered name +ドコモ太郎")
        self.assertRegex(out, r"Contract services +光\n +mail\n")
        self.assertRegex(self.run_it("account", "show", "--lang", "ja", "u-1").stdout, r"登録名 +ドコモ太郎")

    def test_a_bad_record_is_named_by_line_field_expected_and_came_and_stops_nobody_else(self):
        done = self.run_it("account", "import", code=65, stdin='{"id":"b-1"}\n{"id":"b-2","language":"fr"}\n\n'
                           '{"id":"b-3","phones":["090"]}\n{"id":"b-4","nick":"x"}\nnonsense\n{"id":"b-5"}\n'
                           '{"id":"","group":"x"}\n{"id":"b-6","sign_in_names":[7]}')
        self.assertEqual([line.split(": ", 2)[1:] for line in done.stderr.splitlines()[:-1]], [
            ["standard input:2", 'language: expected ja, en or nothing, came "fr"'],
            ["standard input:4", 'phones: expected a phone number like +819012345678 (+ and 6 to 15 digits), '
             'came "090"'],
            ["standard input:5", '"nick": no member of an account'],
        ] + [line.split(": ", 2)[1:] for line in done.stderr.splitlines()[3:-1]])
        self.assertEqual(re.findall(r"standard input:(\d+):", done.stderr), ["2", "4", "5", "6", "8", "9"])
        self.assertEqual(done.stdout, "8 records read: 2 added, 0 changed, 0 unchanged, 6 refused.\n")
        self.ask("account", "show", "b-5")
        self.assertIn("b-2", self.run_it("account", "show", "b-2", code=66).stderr)

    def test_a_name_belongs_to_one_account(self):
        self.put(id="c-1", mail_addresses=["one@example.jp"])
        done = self.run_it("account", "set", "c-2", "mail_addresses=ONE@example.jp", code=65)
        self.assertIn('came "one@example.jp" of account "c-1"', done.stderr)
        self.run_it("account", "set", "c-1", "mail_addresses=")
        self.assertEqual(self.run_it("account", "set", "c-2", "mail_addresses=ONE@example.jp").stdout,
                         "Account c-2 is saved.\n")

    def test_set_changes_what_it_names_and_nothing_else(self):
        self.put(id="d-1", registered_name="x", services=["a", "b"])
        self.run_it("account", "set", "d-1", "group=g", "services=a;b\\;c")
        account = self.ask("account", "show", "d-1")
        self.assertEqual((account["registered_name"], account["group"], account["services"]), ("x", "g", ["a", "b;c"]))
        self.assertEqual(self.run_it("account", "set", "d-1", "group=g").stdout,
                         "Account d-1 was like that already.\n")
        self.assertIn('came "shoe"', self.run_it("account", "set", "d-1", "shoe=42", code=65).stderr)

    def test_csv_round_trip_keeps_everything_and_runs_no_formula(self):
        odd = ["=1+1", "+1", "-1", "@x", "'=x", "'", 'a "quoted", b', "ドコモ", "a;b\\c"]
        for i, text in enumerate(odd):
            self.put(id=f"e-{i}", registered_name=text, services=[text, text + "2"], sign_in_names=[f"e{i}"])
        done = self.run_it("account", "export", "--format", "csv")
        rows = {row["id"]: row for row in csv.DictReader(io.StringIO(done.stdout, newline=""))}
        self.assertEqual(rows["e-0"]["registered_name"], "'=1+1")
        for row in rows.values():
            for cell in row.values():
                self.assertFalse(cell.startswith(("=", "+", "-", "@")), cell)
        other = self.folder / "other.db"
        out = self.folder / "out.csv"
        self.run_it("account", "export", out)
        for name in ("other.db",):
            self.assertEqual(mioboe.run("account", "--db", other, "import", out).returncode, 0, name)
        lines = [mioboe.run("account", "--db", which, "export").stdout for which in (self.db, other)]
        kept = [[{**json.loads(line), "created": 0, "updated": 0} for line in text.splitlines()] for text in lines]
        self.assertEqual(kept[0], kept[1])

    def test_csv_with_a_byte_order_mark_any_order_and_missing_columns(self):
        self.put(id="f-1", member_id="stays")
        path = self.folder / "f.csv"
        path.write_bytes("\ufeffgroup,id\r\n\"multi\"\"q\",f-1\r\nx,f-2,extra\r\nlast,f-3".encode())
        done = self.run_it("account", "import", path, code=65)
        self.assertIn("f.csv:3: expected 2 cells as in the first line, came 3", done.stderr)
        account = self.ask("account", "show", "f-1")
        self.assertEqual((account["group"], account["member_id"]), ('multi"q', "stays"))
        self.assertEqual(self.ask("account", "show", "f-3")["group"], "last")
        path.write_text("name,id\n")
        self.assertIn('came "name"', self.run_it("account", "import", path, code=65).stderr)

    def test_thousands_go_in_and_come_out_by_id(self):
        lines = "".join(json.dumps({"id": f"many-{i:05}", "sign_in_names": [f"m{i}@example.jp"]}) + "\n"
                        for i in range(3000))
        self.assertEqual(self.run_it("account", "import", stdin=lines).stdout,
                         "3,000 records read: 3,000 added, 0 changed, 0 unchanged, 0 refused.\n")
        self.assertEqual(self.run_it("account", "import", stdin=lines).stdout,
                         "3,000 records read: 0 added, 0 changed, 3,000 unchanged, 0 refused.\n")
        out = [json.loads(line)["id"] for line in self.run_it("account", "export").stdout.splitlines()]
        self.assertEqual(out, sorted(out))
        self.assertEqual(sum(one.startswith("many-") for one in out), 3000)

    def test_remove_forgets_the_account_and_keeps_its_history(self):
        self.put(id="g-1", sign_in_names=["bob@example.com"])
        self.run_it("account", "remove", "g-1")
        self.run_it("account", "show", "g-1", code=66)
        self.assertTrue(self.ask("history", "bob@example.com")["history"])

    def test_usage_is_told(self):
        for arguments in ((), ("show",), ("set", "u"), ("dance",)):
            self.assertIn("Usage:", self.run_it("account", *arguments, code=64).stderr)


class Daemon:
    """Runs a test class against the daemon in place of the database."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.socket = str(cls.folder / "m.sock")
        cls.start_daemon()
        cls.asks = ("--socket", cls.socket)

    @classmethod
    def start_daemon(cls):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            cls.port = probe.getsockname()[1]
        cls.daemon = subprocess.Popen([mioboe.PROGRAM, "serve", "--db", str(cls.db), "--socket", cls.socket, "--listen",
                                       f"127.0.0.1:{cls.port}"], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 30
        while b"service.ready" not in cls.daemon.stderr.readline():
            assert time.monotonic() < deadline and cls.daemon.poll() is None

    @classmethod
    def stop_daemon(cls):
        cls.daemon.terminate()
        cls.daemon.communicate(timeout=30)

    @classmethod
    def tearDownClass(cls):
        cls.stop_daemon()
        super().tearDownClass()


class StoriesOfTheDaemon(Daemon, Stories):
    pass


class AccountsOfTheDaemon(Daemon, Accounts):
    test_csv_round_trip_keeps_everything_and_runs_no_formula = None  # opens the database itself


class Http(Daemon, Folder):
    """The API as other programs see it."""

    def request(self, method, path, body=None, status=200, schema=None):
        data = body if body is None or isinstance(body, str) else json.dumps(body)
        with socket.socket(socket.AF_UNIX) as s:
            s.settimeout(20)
            s.connect(self.socket)
            head = f"{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
            if data is not None:
                head += f"Content-Length: {len(data.encode())}\r\n"
            s.sendall((head + "\r\n" + (data or "")).encode())
            answer = b""
            while chunk := s.recv(65536):
                answer += chunk
        top, _, content = answer.partition(b"\r\n\r\n")
        self.assertEqual(int(top.split()[1]), status, content)
        answer = json.loads(content)
        if jsonschema:
            name = schema if status == 200 else "Error"
            jsonschema.Draft202012Validator(schema_of(name)).validate(answer)
        return answer

    def test_the_description_is_one_and_names_every_route(self):
        if not jsonschema:
            self.skipTest("python3-jsonschema is not installed")
        for schema in OPENAPI["components"]["schemas"].values():
            jsonschema.Draft202012Validator.check_schema(schema)
        described = {(verb.upper(), path) for path, item in OPENAPI["paths"].items() for verb in item
                     if verb != "parameters"}
        table = (mioboe.ROOT / "src/serve/routes.c").read_text()
        routes = re.findall(r'(?:API_ROW\(|\.method = )"(\w+)",\s*(?:\.pattern = )?"(/v1/[^"]*)"', table)
        self.assertEqual(described, set(routes))

    def test_accounts(self):
        whole = {"sign_in_names": ["h1"], "group": "g"}
        self.request("PUT", "/v1/accounts/h%2F1", whole, schema="Account")
        self.assertEqual(self.request("GET", "/v1/accounts?sign_in_name=H1", schema="Account")["id"], "h/1")
        self.assertEqual(self.request("PUT", "/v1/accounts/h%2F1", {"id": "h/1"}, schema="Account")["group"], "")
        self.request("GET", "/v1/accounts?sign_in_name=h1", status=404)
        self.request("PUT", "/v1/accounts/h%2F1", {"id": "other"}, status=400)
        self.request("PUT", "/v1/accounts/h%2F1", '{"id":"h/1","id":"h/1"}', status=400)
        self.request("PUT", "/v1/accounts/h%2F1", "[" * 4000, status=400)
        self.request("GET", "/v1/accounts", schema="Accounts")
        self.request("GET", "/v1/accounts?limit=0", status=400)
        self.request("GET", "/v1/accounts/%zz", status=400)
        self.assertEqual(self.request("POST", "/v1/accounts", '{"id":"p"}\nx\n', schema="Imported")["refused"][0]["line"],
                         2)
        self.request("DELETE", "/v1/accounts/h%2F1", schema="Removed")
        self.request("DELETE", "/v1/accounts/h%2F1", status=404)

    def test_stories(self):
        page = self.request("GET", "/v1/accounts/alice%40example.com/history?limit=2", schema="History")
        self.request("GET", f"/v1/accounts/alice@example.com/history?before={page['next']}", schema="History")
        self.request("GET", "/v1/accounts/alice@example.com/history?before=x", status=400)
        self.request("GET", f"/v1/events/{page['history'][0]['id']}", schema="Event")
        self.request("GET", "/v1/accounts/alice@example.com/profile", schema="Profiles")
        self.request("GET", "/v1/accounts/nobody/history", status=404)

    def test_listings(self):
        entry = {"list": "block", "network": "203.0.113.0/24", "login": "Taro", "expires": "2999-01-01T00:00:00Z",
                 "reason": "guesses"}
        self.assertEqual(self.request("PUT", "/v1/listings", entry, schema="Listing")["login"], "taro")
        listed = self.request("GET", "/v1/listings", schema="Listings")["listings"]
        self.assertEqual([one["network"] for one in listed], ["203.0.113.0/24"])
        self.request("PUT", "/v1/listings", {**entry, "network": "203.0.113.7/24"}, status=400)
        self.request("PUT", "/v1/listings", {**entry, "expires": "2001-01-01T00:00:00Z"}, status=400)
        self.request("PUT", "/v1/listings", {"list": "block", "expires": "2999-01-01T00:00:00Z"}, status=400)
        key = {"list": "block", "network": "203.0.113.0/24", "login": "taro"}
        self.request("DELETE", "/v1/listings", key, schema="Removed")
        self.request("DELETE", "/v1/listings", key, status=404)


    def over_tcp(self, path, token):
        """The status that a request with a token gets over TCP."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as s:
            s.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\r\n"
                      .encode())
            return int(s.recv(4096).split()[1])

    def test_a_token_opens_what_its_scopes_say_until_it_is_revoked(self):
        made = self.request("POST", "/v1/tokens", {"name": "helpdesk", "scopes": ["history:read"]}, schema="NewToken")
        history, accounts = "/v1/accounts/taro@example.jp/history", "/v1/accounts"
        self.assertEqual(self.over_tcp(history, made["token"]), 200)
        self.assertEqual(self.over_tcp(accounts, made["token"]), 403)
        self.assertEqual(self.over_tcp("/v1/tokens", made["token"]), 403)
        self.assertEqual(self.over_tcp(history, made["token"][:-1] + "!"), 401)
        listed = self.request("GET", "/v1/tokens", schema="Tokens")["tokens"]
        self.assertNotIn(made["token"][-43:], json.dumps(listed))
        self.assertIn(made["id"], [one["id"] for one in listed])
        self.request("DELETE", f"/v1/tokens/{made['id']}", schema="Removed")
        self.assertEqual(self.over_tcp(history, made["token"]), 401)
        self.request("DELETE", f"/v1/tokens/{made['id']}", status=404)

    def test_tokens_on_the_command_line(self):
        made = self.run_it("token", "create", "--scopes", "accounts:read", "--days", 1, "script")
        token = made.stdout.strip()
        self.assertRegex(token, "^mio_[a-z2-7]{10}_[A-Za-z0-9_-]{43}$")
        self.assertIn("shown this once", made.stderr)
        self.assertEqual(self.over_tcp("/v1/accounts", token), 200)
        self.assertRegex(self.run_it("token", "list").stdout, rf"{token[4:14]}  accounts:read  20\d\d-.*Z  script\n")
        self.run_it("token", "revoke", token[4:14])
        self.assertEqual(self.over_tcp("/v1/accounts", token), 401)
        self.run_it("token", "revoke", token[4:14], code=66)
        self.assertIn("--scopes", self.run_it("token", "create", "--scopes", "all", "x", code=78).stderr)

    def test_tokens_outlive_the_daemon_and_their_secret_is_not_in_the_file(self):
        token = self.run_it("token", "create", "--scopes", "accounts:read", "kept").stdout.strip()
        for end in ("", "-wal"):
            path = pathlib.Path(f"{self.db}{end}")
            self.assertNotIn(token[15:].encode(), path.read_bytes() if path.exists() else b"")
        self.stop_daemon()
        self.start_daemon()
        self.assertEqual(self.over_tcp("/v1/accounts", token), 200)
        self.daemon.send_signal(signal.SIGHUP)
        while b"service.reloaded" not in self.daemon.stderr.readline():
            self.assertIsNone(self.daemon.poll())
        self.assertEqual(self.over_tcp("/v1/accounts", token), 200)


if __name__ == "__main__":
    unittest.main(verbosity=1)
