"""A private Dovecot on loopback for tests: its own folder, its own ports, nothing of the system's.

The HAProxy protocol gives each connection the remote address a test wants; every log line that comes
out is Dovecot's own.
"""
import base64
import contextlib
import hashlib
import hmac
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time

CONFIG = """
base_dir = {dir}/run
log_path = {dir}/log
protocols = imap pop3 submission{lmtp_protocol}
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login cram-md5
auth_failure_delay = 0
auth_verbose = yes
default_internal_user = nobody
default_login_user = nobody
default_internal_group = nogroup
mail_location = maildir:{dir}/mail/%u
listen = 127.0.0.1
haproxy_trusted_networks = 127.0.0.0/8
service imap-login {{
  chroot =
  service_count = 0
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = 0
  }}
  inet_listener imap_ha {{
    port = {imap}
    haproxy = yes
  }}
}}
service pop3-login {{
  chroot =
  service_count = 0
  inet_listener pop3 {{
    port = 0
  }}
  inet_listener pop3s {{
    port = 0
  }}
  inet_listener pop3_ha {{
    port = {pop3}
    haproxy = yes
  }}
}}
service submission-login {{
  chroot =
  service_count = 0
  inet_listener submission {{
    port = 0
  }}
  inet_listener submissions {{
    port = 0
  }}
  inet_listener submission_ha {{
    port = {submission}
    haproxy = yes
  }}
}}
submission_relay_host = 127.0.0.1
submission_relay_port = 9
submission_backend_capabilities = PIPELINING
hostname = mail.example.jp
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
{passdb}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home={dir}/home/%u
}}
{settings}
"""

PASSDB = """
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {dir}/users
}}
"""

# A passdb that only verifies cannot serve the others, and Dovecot does not start with them.
CLEAR_METHODS = "auth_mechanisms = plain login\n"

LMTP = """
service lmtp {{
  inet_listener lmtp {{
    port = {lmtp}
  }}
}}
protocol lmtp {{
  postmaster_address = postmaster@example.jp
}}
"""


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def policy_settings(**stated):
    """What connects Dovecot 2.3 to a policy server: its settings, auth_policy_ left out."""
    stated = {"hash_nonce": "a-nonce-of-this-test", **stated}
    return "".join(f"auth_policy_{name} = {value}\n" for name, value in stated.items())


class Dovecot:
    """`with Dovecot(["alice", ...]) as d:` - every account's password is "secret".

    settings: further lines of its file. passdb: its own way to verify, instead of that password. folder: where everything is kept, and stays. lmtp: mail for the accounts is taken at the port of that name.
    """

    def __init__(self, accounts, settings="", lmtp=False, folder=None, passdb=None, environment=None):
        self.kept = folder is not None
        self.dir = pathlib.Path(folder or tempfile.mkdtemp(prefix="mioboe-dovecot-", dir="/tmp"))
        self.imap, self.pop3, self.submission, self.lmtp = (free_port() for _ in range(4))
        self.dir.mkdir(exist_ok=True)
        os.chmod(self.dir, 0o755)
        for name in ("mail", "home"):
            (self.dir / name).mkdir(parents=True)
            shutil.chown(self.dir / name, "nobody", "nogroup")
        (self.dir / "users").write_text("".join(f"{a}:{{PLAIN}}secret\n" for a in accounts))
        (self.dir / "dovecot.conf").write_text(
            CONFIG.format(dir=self.dir, imap=self.imap, pop3=self.pop3, submission=self.submission,
                          passdb=passdb or PASSDB.format(dir=self.dir),
                          settings=settings + ("" if passdb is None else CLEAR_METHODS) + (LMTP.format(lmtp=self.lmtp) if lmtp else ""),
                          lmtp_protocol=" lmtp" if lmtp else ""))
        self.environment = environment or {}
        self.process = None

    def __enter__(self):
        self.process = subprocess.Popen(
            ["dovecot", "-F", "-c", str(self.dir / "dovecot.conf")], env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        for _ in range(100):
            if self.process.poll() is not None:
                raise RuntimeError("dovecot did not start: " + self.log_text())
            try:
                socket.create_connection(("127.0.0.1", self.imap), 1).close()
                return self
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("dovecot does not listen")

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)
        if not self.kept:
            shutil.rmtree(self.dir, ignore_errors=True)

    def log_text(self):
        path = self.dir / "log"
        return path.read_text() if path.exists() else ""

    @contextlib.contextmanager
    def connected(self, port, remote):
        """A connection that Dovecot takes for one from `remote`: (send, read a line)."""
        family = "TCP6" if ":" in remote else "TCP4"
        local = "::1" if ":" in remote else "127.0.0.1"
        with socket.create_connection(("127.0.0.1", port), 20) as s, s.makefile("rb") as stream:
            s.sendall(f"PROXY {family} {remote} {local} 40000 {port}\r\n".encode())
            yield lambda line: s.sendall(line.encode() + b"\r\n"), stream.readline

    def answers(self, port, remote, lines, greeting):
        """Sends each line after an answer; gives the answer to each."""
        found = []
        with self.connected(port, remote) as (send, read):
            answer = read()
            if not answer.startswith(greeting):
                raise RuntimeError(f"unexpected greeting {answer!r}")
            for line in lines:
                send(line)
                tag = line.split(" ")[0].encode() if greeting == b"* OK" else b""
                answer = read()
                while answer and (not answer.startswith(tag + b" ") if tag else answer[3:4] == b"-"):
                    answer = read()
                found.append(answer.decode().rstrip("\r\n"))
        return found

    def imap_answers(self, account, remote, *passwords):
        """Several attempts on one connection; without a password the right one. What Dovecot said."""
        return self.answers(self.imap, remote, [f'a{i} LOGIN "{account}" "{password}"'
                                                for i, password in enumerate(passwords or ("secret",))], b"* OK")

    def cram_md5_answer(self, account, remote, password="secret"):
        with self.connected(self.imap, remote) as (send, read):
            read()
            send("a AUTHENTICATE CRAM-MD5")
            challenge = base64.b64decode(read()[2:])
            digest = hmac.new(password.encode(), challenge, hashlib.md5).hexdigest()
            send(base64.b64encode(f"{account} {digest}".encode()).decode())
            while not (answer := read()).startswith(b"a "):
                if not answer:
                    break
        return answer.decode().rstrip("\r\n")

    def pop3_answer(self, account, remote, password="secret"):
        return self.answers(self.pop3, remote, [f"USER {account}", f"PASS {password}"], b"+OK")[-1]

    def submission_answer(self, account, remote, password="secret"):
        token = base64.b64encode(f"\0{account}\0{password}".encode()).decode()
        return self.answers(self.submission, remote, ["EHLO client.example", f"AUTH PLAIN {token}"], b"220")[-1]

    def sign_in_imap(self, account, remote, password="secret"):
        return self.imap_answers(account, remote, password)[-1].startswith("a0 OK")

    def sign_in_pop3(self, account, remote, password="secret"):
        return self.pop3_answer(account, remote, password).startswith("+OK")

    def mails(self, account):
        """What lies in the mailbox, byte for byte, oldest first."""
        folder = self.dir / "mail" / account
        found = [f for name in ("new", "cur") for f in (folder / name).glob("*")]
        return [f.read_bytes() for f in sorted(found, key=lambda f: f.stat().st_mtime_ns)]

    def wait_for_mails(self, account, count, seconds=10):
        until = time.monotonic() + seconds
        while len(found := self.mails(account)) < count:
            if time.monotonic() > until:
                raise RuntimeError(f"{len(found)} of {count} mails came to {account}:\n" + self.log_text()[-2000:])
            time.sleep(0.02)
        return found

    def wait_for_lines(self, marker, count):
        """Dovecot logs through a process of its own: waits until `count` lines have the marker."""
        for _ in range(200):
            if self.log_text().count(marker) >= count:
                return
            time.sleep(0.05)
        raise RuntimeError(f"fewer than {count} lines with {marker!r}:\n" + self.log_text()[-2000:])
