"""A private Kannel with its fake SMS centre on loopback for tests: its own folder, its own ports.

What the SMS centre got is read from its own output and put together again as a phone does.
"""
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.parse

from dovecot import free_port

FAKESMSC = "/usr/lib/kannel/test/fakesmsc"
CONFIG = """
group = core
admin-port = {admin}
admin-interface = 127.0.0.1
admin-password = {admin_password}
smsbox-port = {box}
smsbox-interface = 127.0.0.1
box-allow-ip = "127.0.0.1"
store-type = spool
store-location = {dir}/spool

group = smsc
smsc = fake
smsc-id = FAKE
host = 127.0.0.1
port = {smsc}
connect-allow-ip = 127.0.0.1

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = {sendsms}
sendsms-interface = 127.0.0.1

group = sendsms-user
username = mioboe
password = {password}
max-messages = 10
concatenation = true
"""
GOT = re.compile(r"Got message \d+: <(\S*) (\S*) (?:udh (\S+) data|(\S+)) (.*)>$")


def there():
    """Whether this machine has a Kannel that can be started."""
    return bool(shutil.which("bearerbox") and shutil.which("smsbox") and os.path.exists(FAKESMSC))


def percent_bytes(text):
    return urllib.parse.unquote_to_bytes(text.replace("+", " "))


class Sms:
    """One SMS as the phone shows it: put together from its parts."""

    def __init__(self, sender, to, parts):
        self.sender, self.to, self.parts = sender, to, parts

    def ucs2(self):
        return b"".join(self.parts).decode("utf-16-be")

    def text(self):
        return b"".join(self.parts).decode()


class Kannel:
    """`with Kannel() as k:` - bearerbox, smsbox and SMS centre; each can be stopped and started again."""

    password = "p&ss word"

    def __init__(self, folder=None):
        self.kept = folder is not None
        self.dir = pathlib.Path(folder or tempfile.mkdtemp(prefix="mioboe-kannel-", dir="/tmp"))
        self.ports = {name: free_port() for name in ("admin", "box", "smsc", "sendsms")}
        (self.dir / "spool").mkdir(parents=True, exist_ok=True)
        (self.dir / "kannel.conf").write_text(
            CONFIG.format(dir=self.dir, password=self.password, admin_password=os.urandom(8).hex(), **self.ports))
        self.running = {}

    def __enter__(self):
        self.start("bearerbox", ["bearerbox", "-v", "1", str(self.dir / "kannel.conf")])
        self.wait_for("bearerbox", "Start-up done")
        self.start_smsc()
        self.start_gateway()
        return self

    def __exit__(self, *_):
        for name in ("smsbox", "fakesmsc", "bearerbox"):
            self.stop(name)
        if not self.kept:
            shutil.rmtree(self.dir, ignore_errors=True)

    def start(self, name, command):
        """Each start goes on in the same log."""
        with open(self.dir / f"{name}.log", "ab") as log:
            self.running[name] = (subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                                   start_new_session=True), log.tell())

    def stop(self, name):
        process, _ = self.running.pop(name, (None, 0))
        if process is None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(5)

    def said(self, name):
        path = self.dir / f"{name}.log"
        return path.read_bytes()[self.running[name][1]:].decode(errors="replace") if path.exists() else ""

    def wait_for(self, name, marker):
        for _ in range(400):
            if marker in self.said(name):
                return
            if self.running[name][0].poll() is not None:
                break
            time.sleep(0.025)
        raise RuntimeError(f"{name} did not say {marker!r}:\n" + self.said(name)[-2000:])

    def start_gateway(self):
        """smsbox: what takes HTTP requests."""
        self.start("smsbox", ["smsbox", "-v", "1", str(self.dir / "kannel.conf")])
        self.wait_for("smsbox", "Connected to bearerbox")

    def stop_gateway(self):
        self.stop("smsbox")

    def start_smsc(self):
        began = self.said("bearerbox").count("Fakesmsc client connected")
        self.start("fakesmsc", ["stdbuf", "-oL", "-eL", FAKESMSC, "-H", "127.0.0.1", "-r", str(self.ports["smsc"]), "-i", "1",
                                "-m", "0", "100 200 text hello"])
        for _ in range(400):
            if self.said("bearerbox").count("Fakesmsc client connected") > began:
                return
            time.sleep(0.025)
        raise RuntimeError("the SMS centre did not connect: " + self.said("fakesmsc"))

    def stop_smsc(self):
        self.stop("fakesmsc")

    def gateway_file(self, report_url="", more=""):
        """contrib/kannel/sendsms.conf with this Kannel's port and password."""
        example = (pathlib.Path(__file__).parents[2] / "contrib/kannel/sendsms.conf").read_text()
        secret = self.dir / "sendsms.secret"
        secret.write_text(self.password + "\n")
        secret.chmod(0o600)
        stated = {"http://127.0.0.1:13013/": f"http://127.0.0.1:{self.ports['sendsms']}/",
                  "/etc/mioboe/sendsms.secret": str(secret),
                  "report_url = http://127.0.0.1:8084": f"report_url = {report_url}" if report_url else ""}
        for old, new in stated.items():
            assert old in example, old
            example = example.replace(old, new)
        path = self.dir / "sendsms.conf"
        path.write_text(example + more)
        return path

    def parts(self):
        """Everything the SMS centre got, also before it was stopped: (sender, to, group, number, of, bytes)."""
        path = self.dir / "fakesmsc.log"
        found = []
        for line in path.read_text(errors="replace").splitlines() if path.exists() else []:
            hit = GOT.search(line)
            if not hit:
                continue
            sender, to, udh, _, data = hit.groups()
            head = percent_bytes(udh) if udh else b"\x05\x00\x03" + bytes([len(found) & 255, 1, 1])
            found.append((sender, to, (udh is not None, head[3]), head[5], head[4], percent_bytes(data)))
        return found

    def messages(self):
        """Whole SMS in the order their first part came."""
        groups = {}
        for sender, to, group, number, of, data in self.parts():
            groups.setdefault((sender, to, group, of), {})[number] = data
        return [Sms(sender, to, [parts[n] for n in range(1, of + 1)])
                for (sender, to, _, of), parts in groups.items() if len(parts) == of]

    def wait_for_messages(self, count, seconds=10):
        until = time.monotonic() + seconds
        while len(found := self.messages()) < count:
            if time.monotonic() > until:
                raise RuntimeError(f"{len(found)} of {count} SMS came:\n" + self.said("fakesmsc")[-2000:])
            time.sleep(0.02)
        return found
