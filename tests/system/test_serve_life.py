#!/usr/bin/env python3
"""How mioboe serve starts, reloads and ends: signals, service manager, what is in its way."""
import json
import os
import pathlib
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time
import unittest

from mioboe import PROGRAM, ROOT
from watch import WatchTest, allow, read_answer, report

EX_OSERR, EX_TEMPFAIL, EX_CONFIG = 71, 75, 78
UNIT = ROOT / "packaging/systemd/mioboe.service"


class Manager:
    """What a service manager hears."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.path = str(pathlib.Path(self.folder.name, "notify"))
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)
        self.heard = []

    def wait_for(self, word, seconds=10):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.socket.settimeout(max(0.01, end - time.monotonic()))
            try:
                self.heard.append(self.socket.recv(4096).decode())
            except socket.timeout:
                break
            if word in self.heard[-1].splitlines():
                return
        raise AssertionError(f"{word} not heard, but {self.heard}")


class Life(WatchTest):
    def test_sighup_with_bad_settings_keeps_the_old_ones_and_says_why(self):
        daemon = self.watch("log_level = debug\n")
        for bad in ("log_level = loud\n", "no such line", 'listen_from = "300.0.0.1"\n', 'place_mmdb = "/nonexistent"\n',
                    'secrets = "/nonexistent"\n'):
            count = len([one for one in daemon.stories() if one["event"] == "service.reload_refused"])
            daemon.config.write_text(bad, encoding="utf-8")
            daemon.hang_up()
            daemon.wait_for("service.reload_refused", count + 1)
            self.assert_allowed(daemon.ask(allow()))
        self.assertTrue([one for one in daemon.stories() if one["event"] == "signin.allowed"])
        self.assertEqual(daemon.stop(), 0)

    def test_sighup_with_good_settings_takes_them(self):
        daemon = self.watch()
        with daemon.connect() as before:
            self.assert_allowed(daemon.ask(allow(), before))
            daemon.config.write_text('listen_from = "192.0.2.1"\n', encoding="utf-8")
            daemon.hang_up()
            daemon.wait_for("service.reloaded")
            self.assertEqual(before.recv(1), b"")  # is no longer let in

    def test_reload_under_load_loses_no_answer(self):
        daemon = self.watch()
        with daemon.connect() as connection:
            for number in range(300):
                if number % 10 == 0:
                    daemon.hang_up()
                self.assert_allowed(daemon.ask(allow(b"r%d" % number), connection))
        daemon.wait_for("service.reloaded")
        self.assertEqual(daemon.stop(), 0)

    def test_sigterm_finishes_what_is_under_way_and_takes_nothing_new(self):
        daemon = self.watch()
        whole = allow()
        with daemon.connect() as connection, daemon.connect() as idle:
            self.assert_allowed(daemon.ask(allow(), idle))
            connection.sendall(whole[:-10])
            time.sleep(0.2)
            daemon.process.send_signal(signal.SIGTERM)
            time.sleep(0.1)
            connection.sendall(whole[-10:])
            answer = read_answer(connection.makefile("rb"))
            self.assert_allowed(answer)
            self.assertEqual(answer[1]["connection"], "close")
            self.assertEqual(idle.recv(1), b"")
        self.assertEqual(daemon.process.wait(10), 0)
        self.assertFalse(daemon.socket.exists())
        with self.assertRaises(OSError):
            daemon.connect()

    def test_sigterm_waits_for_nobody_longer_than_seconds(self):
        daemon = self.watch()
        slow = [daemon.connect() for _ in range(20)]
        for one in slow:
            one.sendall(allow()[:-1])
        time.sleep(0.2)
        began = time.monotonic()
        self.assertEqual(daemon.stop(), 0)
        self.assertLess(time.monotonic() - began, 8)
        for one in slow:
            one.close()

    def test_while_it_starts_questions_get_the_outage_answer_and_reports_503(self):
        with tempfile.TemporaryDirectory() as folder:
            slow = pathlib.Path(folder, "places.db")
            os.mkfifo(slow)  # whoever opens it waits for a writer
            for outage, status in (("allow", 0), ("refuse", -1)):
                daemon = self.watch(f'place_database = "{slow}"\noutage = {outage}\n', wait=False)
                daemon.wait_for("service.listening", 2)
                daemon.find_port()
                answer = daemon.ask(allow())
                self.assertEqual(answer[0], 200)
                self.assertEqual(json.loads(answer[2])["status"], status)
                self.assertEqual(json.loads(answer[2])["r_attrs"], {"cause": "outage"})
                self.assertEqual(daemon.ask(report())[0], 503)
                self.assertEqual(daemon.get("/readyz")[0], 503)
                self.assertEqual(daemon.get("/healthz")[0], 200)
                self.assertEqual(daemon.metric("mioboe_outage_answers_total"), 1)
                daemon.process.kill()

    def test_a_second_daemon_on_the_same_address_is_refused(self):
        first = self.watch()
        second = self.watch(listen=f"127.0.0.1:{first.port}", wait=False)
        self.assertEqual(second.process.wait(20), EX_OSERR)
        self.assertIn("in use", second.errors.read_text(encoding="utf-8"))
        self.assert_allowed(first.ask(allow()))

    def test_a_second_daemon_on_the_same_database_is_refused(self):
        first = self.watch()
        second = self.watch(arguments=("--db", first.home / "mioboe.db"), wait=False)
        self.assertEqual(second.process.wait(20), EX_TEMPFAIL)
        self.assert_allowed(first.ask(allow()))

    def test_the_socket_of_a_killed_daemon_is_replaced(self):
        first = self.watch()
        first.process.kill()
        first.process.wait()
        self.assertTrue(first.socket.exists())
        again = self.watch(arguments=("--socket", first.socket))
        again.socket = first.socket
        with again.connect_unix() as connection:
            self.assert_allowed(again.ask(allow(), connection))

    def test_settings_with_a_mistake_do_not_start(self):
        daemon = self.watch("listen = nonsense\n", wait=False)
        self.assertEqual(daemon.process.wait(10), EX_CONFIG)
        self.assertIn("mioboe.conf:1", daemon.errors.read_text(encoding="utf-8"))

    def test_nothing_needs_to_be_configured(self):
        with tempfile.TemporaryDirectory() as home, socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
            free.close()
            process = subprocess.Popen([PROGRAM, "serve", "--listen", f"127.0.0.1:{port}"], stderr=subprocess.PIPE,
                                       env={"STATE_DIRECTORY": f"{home}/state", "RUNTIME_DIRECTORY": f"{home}/run",
                                            "CACHE_DIRECTORY": home})
            for line in process.stderr:
                if b"service.ready" in line:
                    break
            self.assertTrue(pathlib.Path(home, "state/mioboe.db").exists())
            self.assertTrue(pathlib.Path(home, "run/mioboe.sock").exists())
            process.terminate()
            process.stderr.read()
            self.assertEqual(process.wait(10), 0)
            process.stderr.close()


@unittest.skipUnless(shutil.which("openssl"), "needs openssl to make certificates")
class Tls(WatchTest):
    def certificate(self, folder, name):
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                        "-keyout", f"{folder}/key", "-out", f"{folder}/certificate", "-days", "2", "-subj", f"/CN={name}"],
                       check=True, capture_output=True)
        return pathlib.Path(folder, "certificate").read_text(encoding="ascii")

    def settings(self, folder):
        return (f'listen_tls = "127.0.0.1:0"\ntls_certificate = "{folder}/certificate"\ntls_key = "{folder}/key"\n')

    def connect(self, port):
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return context.wrap_socket(socket.create_connection(("127.0.0.1", port), timeout=10))

    def shown(self, port):
        with self.connect(port) as connection:
            return ssl.DER_cert_to_PEM_cert(connection.getpeercert(True))

    def test_a_certificate_is_replaced_while_connections_go_on(self):
        with tempfile.TemporaryDirectory() as folder:
            first = self.certificate(folder, "first")
            daemon = self.watch(self.settings(folder))
            ports = [int(one["listener"].rpartition(":")[2]) for one in daemon.stories() if "127.0.0.1" in one.get("listener", "")]
            daemon.port, port = ports
            self.assertEqual(self.shown(port), first)
            with self.connect(port) as kept:
                self.assert_allowed(daemon.ask(allow(), kept))
                second = self.certificate(folder, "second")
                daemon.hang_up()
                daemon.wait_for("service.reloaded")
                self.assertEqual(self.shown(port), second)
                self.assert_allowed(daemon.ask(allow(), kept))
            pathlib.Path(folder, "key").write_text("nonsense", encoding="ascii")
            daemon.hang_up()
            daemon.wait_for("service.reload_refused")
            self.assertEqual(self.shown(port), second)
            self.assert_allowed(daemon.ask(allow()))  # the plain listener beside it
            self.assertEqual(daemon.stop(), 0)

    def test_slow_handshakes_are_closed_and_stop_nobody(self):
        with tempfile.TemporaryDirectory() as folder:
            self.certificate(folder, "slow")
            daemon = self.watch(self.settings(folder))
            ports = [int(one["listener"].rpartition(":")[2]) for one in daemon.stories() if "127.0.0.1" in one.get("listener", "")]
            slow = [socket.create_connection(("127.0.0.1", ports[1]), timeout=15) for _ in range(50)]
            for one in slow:
                one.sendall(b"\x16\x03\x01")
            with self.connect(ports[1]) as connection:
                self.assert_allowed(daemon.ask(allow(), connection))
            for one in slow:
                self.assertEqual(one.recv(100), b"")
                one.close()

    def test_a_key_that_does_not_belong_to_the_certificate_does_not_start(self):
        with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as other:
            self.certificate(folder, "one")
            self.certificate(other, "other")
            pathlib.Path(folder, "key").write_bytes(pathlib.Path(other, "key").read_bytes())
            daemon = self.watch(self.settings(folder), wait=False)
            self.assertEqual(daemon.process.wait(10), EX_CONFIG)

    def test_tls_without_a_certificate_does_not_start(self):
        daemon = self.watch('listen_tls = "127.0.0.1:0"\n', wait=False)
        self.assertEqual(daemon.process.wait(10), EX_CONFIG)


class ServiceManager(WatchTest):
    def setUp(self):
        self.manager = Manager()
        self.addCleanup(self.manager.folder.cleanup)
        self.addCleanup(self.manager.socket.close)

    def test_it_hears_of_readiness_life_reload_and_end(self):
        daemon = self.watch(environment={"NOTIFY_SOCKET": self.manager.path, "WATCHDOG_USEC": "400000"})
        for word in ("READY=1", "WATCHDOG=1", "WATCHDOG=1"):
            self.manager.wait_for(word)
        daemon.hang_up()
        self.manager.wait_for("RELOADING=1")
        self.assertTrue(any(line.startswith("MONOTONIC_USEC=") for line in self.manager.heard[-1].splitlines()))
        self.manager.wait_for("READY=1")
        daemon.process.send_signal(signal.SIGTERM)
        self.manager.wait_for("STOPPING=1")
        self.assertEqual(daemon.process.wait(10), 0)

    def test_it_passes_sockets_with_names(self):
        with socket.socket() as tcp, socket.socket(socket.AF_UNIX) as local, tempfile.TemporaryDirectory() as folder:
            tcp.bind(("127.0.0.1", 0))
            tcp.listen(16)
            local.bind(f"{folder}/control")
            local.listen(16)
            os.set_inheritable(tcp.fileno(), True)
            os.set_inheritable(local.fileno(), True)
            first, second = tcp.fileno(), local.fileno()
            script = (f'exec 9<&{first} 8<&{second}; exec 3<&9 4<&8; '
                      'LISTEN_PID=$$ LISTEN_FDS=2 LISTEN_FDNAMES=policy:control exec "$@"')
            with PassedFds((first, second)):
                daemon = self.watch(listen=None, before=("sh", "-c", script, "sh"))
            daemon.port, daemon.socket = tcp.getsockname()[1], f"{folder}/control"
            names = {one["listener"] for one in daemon.wait_for("service.listening", 2)}
            self.assertEqual(names, {"policy", "control"})
            self.assert_allowed(daemon.ask(allow()))
            with daemon.connect_unix() as connection:
                self.assert_allowed(daemon.ask(allow(), connection))
            self.assertEqual(daemon.process.poll(), None)
            daemon.process.terminate()
            self.assertEqual(daemon.process.wait(10), 0)
            self.assertTrue(pathlib.Path(folder, "control").exists())  # not ours to remove

    @unittest.skipUnless(pathlib.Path("/usr/bin/systemd-analyze").exists(), "needs systemd-analyze")
    def test_its_unit_is_hardened(self):
        done = subprocess.run(["systemd-analyze", "security", "--offline=yes", "--threshold=20", str(UNIT)],
                              capture_output=True, text=True, check=False, env={**os.environ, "SYSTEMD_PAGER": ""})
        self.assertEqual(done.returncode, 0, done.stdout[-300:] + done.stderr)


class PassedFds:
    """Lets subprocess.Popen pass descriptors in Watch without knowing of it."""

    def __init__(self, fds):
        self.fds = fds

    def __enter__(self):
        self.popen = subprocess.Popen
        subprocess.Popen = lambda *arguments, **words: self.popen(*arguments, pass_fds=self.fds, **words)

    def __exit__(self, *why):
        subprocess.Popen = self.popen


if __name__ == "__main__":
    unittest.main(verbosity=2)
