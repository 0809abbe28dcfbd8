"""A private Postfix on loopback for tests: its own folder, queue and port, nothing of the system's.

It delivers to a Dovecot by LMTP; an address in the domain refused.example.jp is refused for good, one in
later.example.jp is put off.
"""
import base64
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from dovecot import free_port

MASTER = "/usr/lib/postfix/sbin/master"
MAIN = """
compatibility_level = 3.6
config_directory = {dir}/etc
queue_directory = {dir}/queue
data_directory = {dir}/data
maillog_file = {dir}/log
maillog_file_prefixes = {dir}
multi_instance_enable = no
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.example.jp
mydestination =
mynetworks = 127.0.0.0/8
alias_maps =
alias_database =
local_recipient_maps =
virtual_mailbox_domains = {domain}
virtual_transport = lmtp:inet:127.0.0.1:{lmtp}
default_transport = error:this Postfix delivers to {domain} alone
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_recipient_restrictions = check_recipient_access inline:{{ {{refused.example.jp = 550 5.1.1 no such mailbox}}, {{later.example.jp = 450 4.2.0 later}} }}, permit_mynetworks, reject
smtpd_tls_security_level = none
smtp_tls_security_level = none
smtpd_peername_lookup = no
smtpd_delay_reject = yes
biff = no
"""
SERVICES = """
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


def there():
    """Whether this machine has a Postfix that can be started, by root alone."""
    return os.getuid() == 0 and os.path.exists(MASTER)


class Postfix:
    """`with Postfix(lmtp_port) as p:`

    settings: further lines of main.cf. services: further ones of master.cf.
    """

    def __init__(self, lmtp, domain="example.jp", folder=None, settings="", services=""):
        self.kept = folder is not None
        self.dir = pathlib.Path(folder or tempfile.mkdtemp(prefix="mioboe-postfix-", dir="/tmp"))
        self.port = free_port()
        self.dir.mkdir(exist_ok=True)
        os.chmod(self.dir, 0o755)
        for name in ("etc", "queue", "data"):
            (self.dir / name).mkdir(parents=True, exist_ok=True)
        shutil.chown(self.dir / "data", "postfix", "postfix")
        self.make_queue()
        fill = {"dir": self.dir, "port": self.port, "lmtp": lmtp, "domain": domain}
        (self.dir / "etc/main.cf").write_text(MAIN.format(**fill) + settings)
        (self.dir / "etc/master.cf").write_text(SERVICES.format(**fill) + services)
        self.process = None

    def make_queue(self):
        """Owners and modes as postfix-files(5) has them."""
        queue = self.dir / "queue"
        for name, mode in (("active", 0o700), ("bounce", 0o700), ("corrupt", 0o700), ("defer", 0o700),
                           ("deferred", 0o700), ("flush", 0o700), ("hold", 0o700), ("incoming", 0o700),
                           ("private", 0o700), ("saved", 0o700), ("trace", 0o700), ("public", 0o710)):
            (queue / name).mkdir(exist_ok=True)
            os.chmod(queue / name, mode)
            shutil.chown(queue / name, "postfix", "postdrop" if name == "public" else None)
        (queue / "pid").mkdir(exist_ok=True)

    def __enter__(self):
        self.process = subprocess.Popen([MASTER, "-c", str(self.dir / "etc"), "-d"], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        for _ in range(100):
            if self.process.poll() is not None:
                raise RuntimeError("postfix did not start: " + self.log_text())
            try:
                with socket.create_connection(("127.0.0.1", self.port), 1) as s:
                    if s.recv(3) == b"220":
                        return self
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("postfix does not listen: " + self.log_text())

    def __exit__(self, *_):
        self.stop()
        if not self.kept:
            shutil.rmtree(self.dir, ignore_errors=True)

    def stop(self):
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)
        self.process = None

    def sign_in(self, account, remote, password):
        """The answer to AUTH PLAIN from `remote`; settings must allow XCLIENT and AUTH."""
        token = base64.b64encode(f"\0{account}\0{password}".encode()).decode()
        with socket.create_connection(("127.0.0.1", self.port), 20) as s, s.makefile("rb") as stream:
            for line in (None, f"XCLIENT ADDR={remote}", "EHLO client.example", f"AUTH PLAIN {token}"):
                if line:
                    s.sendall(line.encode() + b"\r\n")
                while (answer := stream.readline())[3:4] == b"-":
                    pass
        return answer.decode().rstrip("\r\n")

    def log_text(self):
        path = self.dir / "log"
        return path.read_text(errors="replace") if path.exists() else ""
