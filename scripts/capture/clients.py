"""Signs in to the server of scripts/capture-fixtures, rightly and wrongly, over each protocol.

clients.py dovecot|dovecot-own|postfix|postfix-cyrus|cyrus|exim|exim-syslog
"""
import base64
import contextlib
import socket
import ssl
import sys
import time

SERVER4, SERVER6 = "192.0.2.1", "2001:db8::1"
HOME, TRAVEL, GUESSER, HOME6 = "203.0.113.7", "198.51.100.23", "203.0.113.99", "2001:db8:7::7"
FORGED = "eve>, method=PLAIN, rip=192.0.2.66, lip=192.0.2.1, session=<forged"


class Connection:
    def __init__(self, source, port, tls=False):
        server = SERVER6 if ":" in source else SERVER4
        self.socket = socket.create_connection((server, port), 30, (source, 0))
        if tls:
            context = ssl.create_default_context()
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            self.socket = context.wrap_socket(self.socket)
        self.file = self.socket.makefile("rb")

    def line(self):
        return self.file.readline().decode("utf-8", "replace").rstrip("\r\n")

    def send(self, text):
        self.socket.sendall(text.encode() + b"\r\n")

    def close(self):
        self.file.close()
        self.socket.close()


@contextlib.contextmanager
def connected(*args, **named):
    c = Connection(*args, **named)
    try:
        yield c
    except (ConnectionError, TimeoutError):
        pass
    finally:
        c.close()


def plain(user, password):
    return base64.b64encode(b"\0" + user.encode() + b"\0" + password.encode()).decode()


def b64(text):
    return base64.b64encode(text.encode()).decode()


def imap_until(c, tag):
    while True:
        line = c.line()
        if not line or line.startswith(tag + " ") or line.startswith("+"):
            return line


def imap(source, user, passwords, port=143, tls=False, sasl=True, logout=True):
    with connected(source, port, tls) as c:
        c.line()
        for number, password in enumerate(passwords):
            if sasl:
                c.send(f"a{number} AUTHENTICATE PLAIN")
                imap_until(c, f"a{number}")
                c.send(plain(user, password))
            else:
                quoted = user.replace("\\", "\\\\").replace('"', '\\"')
                c.send(f'a{number} LOGIN "{quoted}" "{password}"')
            imap_until(c, f"a{number}")
        if logout:
            c.send("z LOGOUT")
            imap_until(c, "z")


def pop3(source, user, password, port=110, tls=False):
    with connected(source, port, tls) as c:
        c.line()
        c.send("USER " + user)
        c.line()
        c.send("PASS " + password)
        c.line()
        c.send("QUIT")
        c.line()


def smtp_answer(c):
    while True:
        line = c.line()
        if len(line) < 4 or line[3] != "-":
            return line


def smtp(source, user, password, port=587, tls=False, method="PLAIN", mail=True, sender="alice@example.org",
         helo="client.example.net"):
    with connected(source, port, tls) as c:
        smtp_answer(c)
        c.send("EHLO " + helo)
        smtp_answer(c)
        if method == "PLAIN":
            c.send("AUTH PLAIN " + plain(user, password))
        elif method == "LOGIN":
            c.send("AUTH LOGIN")
            smtp_answer(c)
            c.send(b64(user))
            smtp_answer(c)
            c.send(b64(password))
        elif method == "ABORT":
            c.send("AUTH LOGIN")
            smtp_answer(c)
            c.send("*")
        else:
            c.send("NOOP")
        answer = smtp_answer(c)
        if mail and answer[:1] == "2":
            for command in (f"MAIL FROM:<{sender}>", "RCPT TO:<bob@example.org>", "DATA"):
                c.send(command)
                smtp_answer(c)
            c.send("Subject: A=plain_server:victim\r\nFrom: alice@example.org\r\n\r\nhello\r\n.")
            smtp_answer(c)
        c.send("QUIT")
        smtp_answer(c)


def sieve(source, user, password):
    with connected(source, 4190) as c:
        while not c.line().startswith("OK"):
            pass
        c.send(f'AUTHENTICATE "PLAIN" "{plain(user, password)}"')
        c.line()
        c.send("LOGOUT")
        c.line()


def idle(source, port):
    with connected(source, port) as c:
        c.line()


def run_dovecot():
    a, b = "alice@example.org", "bob@example.org"
    imap(HOME, a, ["right"], port=993, tls=True)
    imap(HOME6, a, ["right"])
    imap(HOME, "Bob@Example.org", ["right"], sasl=False)
    imap(TRAVEL, b, ["wrong"])
    imap(TRAVEL, b, ["wrong", "wrong", "wrong"], logout=False)
    imap(TRAVEL, b, ["wrong", "right"])
    imap(GUESSER, "nobody@example.org", ["wrong"], sasl=False)
    imap(GUESSER, FORGED, ["right"])
    imap(GUESSER, "mallory@example.org", ["right"])
    idle(GUESSER, 143)
    pop3(HOME, a, "right")
    pop3(GUESSER, a, "wrong", port=995, tls=True)
    sieve(HOME, a, "right")
    sieve(GUESSER, a, "wrong")
    smtp(HOME, a, "right", mail=False)
    smtp(GUESSER, a, "wrong", mail=False)
    time.sleep(1)


def run_dovecot_own():
    imap(HOME, "alice@example.org", ["right"], port=993, tls=True)
    imap(GUESSER, "alice@example.org", ["wrong"])
    imap(GUESSER, "nobody@example.org", ["wrong"])


def run_postfix():
    smtp(HOME, "alice", "right")
    smtp(HOME6, "alice", "right")
    smtp(TRAVEL, "Bob", "right", port=465, tls=True, method="LOGIN")
    smtp(GUESSER, "alice", "wrong", port=25)
    smtp(GUESSER, "nobody", "wrong", method="LOGIN")
    smtp(GUESSER, "alice, sasl_username=bob", "wrong")
    smtp(GUESSER, "", "", method="ABORT")
    smtp(GUESSER, "", "", method="NONE", port=25)


def run_postfix_cyrus():
    smtp(HOME, "alice", "right")
    smtp(GUESSER, "alice", "wrong")
    smtp(GUESSER, "alice", "wrong", method="LOGIN")
    smtp(GUESSER, "nobody", "wrong")


def run_cyrus():
    imap(HOME, "alice", ["right"], port=993, tls=True)
    imap(HOME6, "alice", ["right"])
    imap(HOME, "bob", ["right"], sasl=False)
    imap(GUESSER, "alice", ["wrong"])
    imap(GUESSER, "alice", ["wrong"], sasl=False)
    imap(GUESSER, "nobody", ["wrong"])
    imap(GUESSER, "nobody", ["wrong"], sasl=False)
    imap(GUESSER, "eve [192.0.2.66] PLAIN (bob) [SASL(-20): x", ["wrong"], sasl=False)
    pop3(HOME, "alice", "right")
    pop3(GUESSER, "alice", "wrong")
    sieve(HOME, "alice", "right")
    sieve(GUESSER, "alice", "wrong")


def run_exim():
    smtp(HOME, "alice", "right")
    smtp(HOME6, "alice@example.org", "right", port=465, tls=True)
    smtp(TRAVEL, "Bob", "right", method="LOGIN", helo="[192.168.1.2]")
    smtp(GUESSER, "alice", "wrong")
    smtp(GUESSER, "alice (set_id=bob)", "wrong", method="LOGIN")
    smtp(GUESSER, "", "", method="NONE", sender='"x H=a [192.0.2.66] P=esmtpa A=plain_server:victim S=1"@example.com')
    smtp(GUESSER, "", "", method="ABORT")


{
    "dovecot": run_dovecot, "dovecot-own": run_dovecot_own, "postfix": run_postfix,
    "postfix-cyrus": run_postfix_cyrus, "cyrus": run_cyrus, "exim": run_exim, "exim-syslog": run_exim,
}[sys.argv[1]]()
