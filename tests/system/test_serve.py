#!/usr/bin/env python3
"""mioboe serve answers mail servers, and nothing a peer does costs more than its own connection."""
import json
import os
import resource
import socket
import subprocess
import time
import unittest

from watch import ALLOW, Watch, WatchTest, allow, basic, read_answer, report, request

NOBODY = 65534
SECRETS = "# who may what\nmail policy,metrics correct-horse\ntools policy,lists battery-staple\nkeeper lists staple-battery\nboss all battery-horse\n"


class Http(unittest.TestCase):
    """One daemon for all: whatever one test does, the next one is answered."""

    @classmethod
    def setUpClass(cls):
        resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
        cls.daemon = Watch()

    @classmethod
    def tearDownClass(cls):
        code = cls.daemon.stop()
        assert code == 0, code

    def tearDown(self):
        self.assertEqual(self.daemon.ask(allow())[0], 200)

    def wait_until(self, true, seconds=5):
        end = time.monotonic() + seconds
        while not true() and time.monotonic() < end:
            time.sleep(0.05)
        self.assertTrue(true())

    def test_a_connection_is_kept_for_the_next_request(self):
        with self.daemon.connect() as connection:
            for number in range(100):
                self.assertEqual(self.daemon.ask(allow(b"k%d" % number), connection)[0], 200)

    def test_an_idle_connection_outlives_the_ten_seconds_of_dovecots_client(self):
        with self.daemon.connect() as connection:
            self.assertEqual(self.daemon.ask(allow(), connection)[0], 200)
            time.sleep(10.5)
            self.assertEqual(self.daemon.ask(allow(), connection)[0], 200)

    def test_pipelined_requests_are_answered_in_their_order(self):
        with self.daemon.connect() as connection:
            connection.sendall(allow() + b"GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n" + report() + request(b"allow", b"{"))
            stream = connection.makefile("rb")
            self.assertEqual([read_answer(stream)[0] for _ in range(4)], [200, 404, 200, 400])

    def test_a_request_that_comes_byte_by_byte_is_answered(self):
        with self.daemon.connect() as connection:
            for one in allow():
                connection.sendall(bytes([one]))
            self.assertEqual(read_answer(connection.makefile("rb"))[0], 200)

    def test_a_path_that_is_not_there(self):
        self.assertEqual(self.daemon.get("/nowhere")[0], 404)
        self.assertEqual(self.daemon.get("/?command=nothing")[0], 404)

    def test_another_method(self):
        status, headers, _ = self.daemon.get("/?command=allow")
        self.assertEqual((status, headers["allow"]), (405, "POST"))

    def test_a_body_over_the_limit_is_not_waited_for(self):
        status, _, body = self.daemon.ask(b"POST /?command=allow HTTP/1.1\r\nHost: x\r\nContent-Length: 16385\r\n\r\n")
        self.assertEqual(status, 413)
        self.assertIn("reason", json.loads(body))

    def test_a_body_of_the_limit_is_read(self):
        body = (ALLOW % b"full")[:-1] + b',"attrs":{"x":"' + b"y" * (16384 - len(ALLOW % b"full") - 17) + b'"}}'
        self.assertEqual(len(body), 16384)
        self.assertEqual(self.daemon.ask(request(b"allow", body))[0], 200)

    def test_a_body_that_never_ends_costs_its_connection(self):
        with self.daemon.connect() as connection:
            connection.sendall(b"POST /?command=allow HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
            with self.assertRaises(OSError):
                for _ in range(200):
                    connection.sendall(b"400\r\n" + b"x" * 1024 + b"\r\n")
                    time.sleep(0.005)

    def test_a_head_over_the_limit_is_refused(self):
        for head in (b"GET /" + b"x" * 40000, b"GET / HTTP/1.1\r\nX: " + b"y" * 40000,
                     b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 10000):
            with self.daemon.connect() as connection:
                try:
                    connection.sendall(head + b"\r\n\r\n")
                    answer = read_answer(connection.makefile("rb"))
                except OSError:
                    answer = None
                self.assertTrue(answer is None or 400 <= answer[0] < 500, answer)

    def test_ten_thousand_malformed_bodies_get_400_with_a_reason_each(self):
        whole = ALLOW % b"m"
        noise = os.urandom(4096)
        with self.daemon.connect() as connection:
            stream = connection.makefile("rb")
            for number in range(10000):
                kind, at = number % 4, number % len(whole)
                body = (whole[:at] if kind == 0 else noise[at:at + 50] if kind == 1 else
                        whole.replace(b'"imap"', b"[" * (number % 900)) if kind == 2 else
                        whole[:-1] + b',"login":"again"}')
                connection.sendall(request((b"allow", b"report")[number % 2], body))
                status, _, answer = read_answer(stream)
                self.assertEqual(status, 400, body)
                self.assertTrue(json.loads(answer)["reason"], body)

    def test_noise_in_place_of_http_costs_its_connection(self):
        for _ in range(200):
            with self.daemon.connect() as connection:
                try:
                    connection.sendall(os.urandom(300) + b"\r\n\r\n")
                    answer = read_answer(connection.makefile("rb"))
                except (OSError, IndexError, ValueError):
                    answer = None
                self.assertTrue(answer is None or answer[0] == 400 or answer[0] == 505, answer)

    def test_a_thousand_slow_peers_stop_nobody_and_are_closed(self):
        before = self.daemon.metric('mioboe_connections_closed_total{why="slow"}')
        slow = []
        try:
            for _ in range(1000):
                slow.append(self.daemon.connect())
                slow[-1].sendall(b"POST /?command=allow HTTP/1.1\r\nHost: x\r\nX-Slow: ")
            self.wait_until(lambda: self.daemon.metric("mioboe_connections") >= 1000)
            end = time.monotonic() + 12
            longest = 0
            while time.monotonic() < end:
                for one in slow:
                    try:
                        one.send(b"y")  # each byte would restart libmicrohttpd's own time-out
                    except OSError:
                        pass
                began = time.monotonic()
                self.assertEqual(self.daemon.ask(allow())[0], 200)
                longest = max(longest, time.monotonic() - began)
            self.assertLess(longest, 2)
            closed = 'mioboe_connections_closed_total{why="slow"}'
            self.wait_until(lambda: self.daemon.metric(closed) - before == 1000)
        finally:
            for one in slow:
                one.close()

    def test_metrics_name_no_person_and_no_address(self):
        text = self.daemon.get("/metrics")[2].decode()
        self.assertNotIn("alice", text)
        self.assertNotIn("203.0.113.7", text)
        self.assertIn('mioboe_answer_seconds_bucket{kind="allow",le="+Inf"}', text)

    def test_health_and_readiness(self):
        self.assertEqual(self.daemon.get("/healthz")[0], 200)
        self.assertEqual(self.daemon.get("/readyz")[0], 200)


class Trust(WatchTest):
    def secrets(self, daemon, text, mode=0o600):
        path = daemon.home / "secrets"
        path.write_text(text, encoding="utf-8")
        path.chmod(mode)

    def guarded(self):
        daemon = self.watch()
        self.secrets(daemon, SECRETS)
        daemon.config.write_text(f'secrets = "{daemon.home}/secrets"\n', encoding="utf-8")
        daemon.hang_up()
        daemon.wait_for("service.reloaded")
        return daemon

    def test_an_address_that_is_not_let_in_is_closed_at_once(self):
        daemon = self.watch('listen_from = "192.0.2.0/24"\n')
        with daemon.connect() as connection:
            try:
                self.assertEqual(connection.recv(1), b"")
            except ConnectionResetError:
                pass

    def test_with_secrets_an_address_alone_permits_nothing_but_health(self):
        daemon = self.guarded()
        status, headers, _ = daemon.ask(allow())
        self.assertEqual(status, 401)
        self.assertIn("Basic", headers["www-authenticate"])
        self.assertEqual(daemon.get("/metrics")[0], 401)
        self.assertEqual(daemon.get("/healthz")[0], 200)

    def test_a_secret_permits_its_scopes_and_no_others(self):
        daemon = self.guarded()
        entry = b'{"ip":"198.51.100.1","expire_secs":60,"reason":"test"}'
        self.assertEqual(daemon.ask(allow(extra=basic(b"correct-horse")))[0], 200)
        self.assertEqual(daemon.ask(allow(extra=b"Authorization: Bearer correct-horse\r\n"))[0], 200)
        self.assertEqual(daemon.ask(allow(extra=basic(b"correct-hors")))[0], 401)
        self.assertEqual(daemon.ask(allow(extra=basic(b"correct-horsee")))[0], 401)
        self.assertEqual(daemon.ask(request(b"addBLEntry", entry, basic(b"correct-horse")))[0], 403)
        self.assertEqual(daemon.ask(request(b"addBLEntry", entry, basic(b"battery-staple")))[0], 200)
        self.assertEqual(daemon.get("/metrics", basic(b"battery-staple"))[0], 403)
        self.assertEqual(daemon.ask(request(b"addBLEntry", entry, basic(b"staple-battery")))[0], 200)
        self.assertEqual(daemon.ask(allow(extra=basic(b"staple-battery")))[0], 403)
        shown = json.loads(daemon.ask(request(b"getDBStats", b'{"ip":"198.51.100.1"}', basic(b"staple-battery")))[2])
        self.assertEqual((shown["blacklisted"], shown["bl_reason"]), (True, "test"))

    def change(self, daemon, method, path, body):
        head = f"{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n".encode()
        status, _, answer = daemon.ask(head + basic(b"battery-horse") + b"\r\n" + body)
        self.assertEqual(status, 200, answer)
        return json.loads(answer)

    def test_who_changed_accounts_tokens_and_lists_stands_in_the_log_and_no_secret_does(self):
        daemon = self.guarded()
        self.change(daemon, "PUT", "/v1/accounts/a1", b'{"id":"a1","registered_name":"Not For Logs"}')
        made = self.change(daemon, "POST", "/v1/tokens", b'{"name":"helpdesk","scopes":["history:read"]}')
        self.change(daemon, "DELETE", f"/v1/tokens/{made['id']}", b"")
        self.change(daemon, "PUT", "/v1/listings",
                    b'{"list":"block","network":"192.0.2.0/24","expires":"2999-01-01T00:00:00Z","reason":"x"}')
        account = daemon.wait_for("account.changed")[0]
        tokens = daemon.wait_for("token.changed", count=2)
        self.assertEqual((account["who"], account["method"], account["path"]), ("boss", "PUT", "/v1/accounts/a1"))
        self.assertEqual([one["method"] for one in tokens], ["POST", "DELETE"])
        self.assertEqual(daemon.wait_for("list.changed")[0]["path"], "/v1/listings")
        self.assertEqual(daemon.get("/v1/tokens", basic(b"battery-horse"))[0], 200)
        text = daemon.errors.read_text(encoding="utf-8")
        self.assertNotIn(made["token"][-20:], text)
        self.assertNotIn("Not For Logs", text)
        self.assertEqual(len(daemon.wait_for("token.changed")), 2)  # reading changes nothing

    def test_without_secrets_lists_are_not_changed_over_tcp(self):
        daemon = self.watch()
        entry = b'{"ip":"198.51.100.1","expire_secs":60,"reason":"test"}'
        self.assertEqual(daemon.ask(request(b"addBLEntry", entry))[0], 403)

    def test_secrets_stand_in_no_log(self):
        daemon = self.guarded()
        daemon.ask(allow(extra=basic(b"correct-horse")))
        daemon.ask(allow(extra=basic(b"a-wrong-secret")))
        self.secrets(daemon, "mail nonsense correct-horse\n")
        daemon.hang_up()
        refused = daemon.wait_for("service.reload_refused")
        self.assertIn("secrets:1", refused[0]["message"])
        text = daemon.errors.read_text(encoding="utf-8")
        for word in ("correct-horse", "battery-staple", "a-wrong-secret"):
            self.assertNotIn(word, text)

    def test_a_file_of_secrets_that_others_may_read_is_refused(self):
        daemon = self.watch()
        self.secrets(daemon, SECRETS, 0o644)
        daemon.config.write_text(f'secrets = "{daemon.home}/secrets"\n', encoding="utf-8")
        daemon.hang_up()
        self.assertIn("chmod", daemon.wait_for("service.reload_refused")[0]["message"])

    def test_the_user_of_the_service_has_every_right_on_the_unix_socket(self):
        daemon = self.watch()
        entry = b'{"ip":"198.51.100.1","expire_secs":60,"reason":"test"}'
        with daemon.connect_unix() as connection:
            self.assertEqual(daemon.ask(request(b"addBLEntry", entry), connection)[0], 200)

    @unittest.skipUnless(os.getuid() == 0, "needs root to become somebody else")
    def test_another_user_is_closed_until_the_settings_name_it(self):
        daemon = self.watch()
        say = ("import socket,sys; s=socket.socket(socket.AF_UNIX); s.settimeout(10); s.connect(sys.argv[1])\n"
               "try:\n    s.sendall(b'GET /healthz HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n'); print(s.recv(100)[:15])\n"
               "except OSError:\n    print(b'')\n")

        def as_nobody():
            return subprocess.run(["python3", "-c", say, str(daemon.socket)], user=NOBODY, group=NOBODY, extra_groups=[],
                                  capture_output=True, text=True, check=True, timeout=20).stdout.strip()
        self.assertEqual(as_nobody(), "b''")
        daemon.config.write_text('socket_users = "nobody"\n', encoding="utf-8")
        daemon.hang_up()
        daemon.wait_for("service.reloaded")
        self.assertEqual(as_nobody(), "b'HTTP/1.1 200 OK'")


class Crowd(WatchTest):
    def test_one_address_of_everywhere_gets_so_many_connections_and_no_more(self):
        daemon = self.watch('listen_from = "0.0.0.0/0"\n')
        kept = [daemon.connect() for _ in range(80)]
        time.sleep(0.3)
        open_ones = 0
        for one in kept:
            one.settimeout(0.05)
            try:
                open_ones += one.recv(1) != b""
            except socket.timeout:
                open_ones += 1
            except OSError:
                pass
            one.settimeout(5)
        self.assertEqual(open_ones, 64)
        for one in kept:
            one.close()
        time.sleep(0.3)
        self.assert_allowed(daemon.ask(allow()))

    def test_beyond_the_limit_the_one_that_waited_longest_makes_room(self):
        daemon = self.watch("connections = 16\nserve_threads = 1\n")
        kept = [daemon.connect() for _ in range(40)]
        time.sleep(0.3)
        self.assert_allowed(daemon.ask(allow()))
        for one in kept:
            one.close()


if __name__ == "__main__":
    unittest.main(verbosity=2)
