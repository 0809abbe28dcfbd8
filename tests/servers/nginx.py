"""A private nginx as mail proxy on loopback for tests: its own folder and ports, nothing of the system's.

The PROXY protocol in front gives each connection the address a test wants; the one behind hands it on.
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

from dovecot import Dovecot, free_port

MODULE = "/usr/lib/nginx/modules/ngx_mail_module.so"
CONFIG = """
daemon off;
worker_processes 1;
pid {dir}/pid;
error_log {dir}/log debug;
load_module {module};
events {{
    worker_connections 256;
}}
mail {{
    server_name mail.example.jp;
    auth_http {auth};
    auth_http_header Authorization "Bearer {token}";
    proxy_protocol on;
    proxy_pass_error_message on;
    set_real_ip_from 127.0.0.0/8;
    imap_auth plain login;
    pop3_auth plain apop;
    smtp_auth plain login cram-md5;
    server {{
        listen 127.0.0.1:{imap} proxy_protocol;
        protocol imap;
    }}
    server {{
        listen 127.0.0.1:{pop3} proxy_protocol;
        protocol pop3;
    }}
    server {{
        listen 127.0.0.1:{submission} proxy_protocol;
        protocol smtp;
        proxy_smtp_auth on;
        xclient off;
    }}
}}
"""


def there():
    return shutil.which("nginx", path="/usr/sbin:/usr/bin") is not None and os.path.exists(MODULE)


class Nginx(Dovecot):
    """`with Nginx(auth, token) as n:` - auth: the URL it asks. Clients speak to it as to a Dovecot."""

    def __init__(self, auth, token):  # pylint: disable=super-init-not-called
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="mioboe-nginx-", dir="/tmp"))
        self.imap, self.pop3, self.submission = (free_port() for _ in range(3))
        (self.dir / "nginx.conf").write_text(CONFIG.format(dir=self.dir, auth=auth, token=token, module=MODULE, imap=self.imap,
                                                           pop3=self.pop3, submission=self.submission))
        self.process = None

    def __enter__(self):
        self.process = subprocess.Popen(["/usr/sbin/nginx", "-p", str(self.dir), "-c", str(self.dir / "nginx.conf"), "-e", str(self.dir / "log")],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        for _ in range(100):
            if self.process.poll() is not None:
                raise RuntimeError("nginx did not start: " + self.log_text())
            try:
                socket.create_connection(("127.0.0.1", self.imap), 1).close()
                return self
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("nginx does not listen")

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)
        shutil.rmtree(self.dir, ignore_errors=True)

    def submission_cram_answer(self, account, remote):
        """What a client hears that hides its password."""
        with self.connected(self.submission, remote) as (send, read):
            read()
            send("EHLO client.example")
            while read()[3:4] == b"-":
                pass
            send("AUTH CRAM-MD5")
            read()
            send(base64.b64encode(f"{account} {'0' * 32}".encode()).decode())
            return read().decode().rstrip("\r\n")
