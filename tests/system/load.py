"""Many mail servers at once: keep-alive connections that each send the next request when the last was answered."""
import asyncio
import threading

from watch import request


def report_of(login, remote, session, success=True, pwhash="07db"):
    """One report as Dovecot sends it."""
    body = (f'{{"device_id":"","login":"{login}","protocol":"imap","pwhash":"{pwhash}","remote":"{remote}",'
            f'"session_id":"{session}","success":{str(success).lower()},"policy_reject":false,"tls":true}}')
    return request(b"report", body.encode())


def question_of(login, remote, session, pwhash="07db"):
    body = (f'{{"device_id":"","login":"{login}","protocol":"imap","pwhash":"{pwhash}","remote":"{remote}",'
            f'"session_id":"{session}","tls":true}}')
    return request(b"allow", body.encode())


class Peer(asyncio.Protocol):
    """One connection. `source` yields (label, request); the answer's status goes to the label's list."""

    def __init__(self, load, source):
        self.load, self.source = load, source
        self.received, self.label = b"", None

    def connection_made(self, transport):
        self.transport = transport
        self.load.peers.add(self)
        self.send()

    def send(self):
        self.label, data = (None, None) if self.load.ending else next(self.source, (None, None))
        if data is None:
            self.transport.close()
        else:
            self.load.began[self] = self.load.clock()
            self.transport.write(data)

    def data_received(self, data):
        self.received += data
        head, found, rest = self.received.partition(b"\r\n\r\n")
        if not found:
            return
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
        if len(rest) < length:
            return
        self.received = b""
        took = self.load.clock() - self.load.began.pop(self)
        self.load.answers.append((self.label, int(head[9:12]), rest, took))
        self.label = None
        self.send()

    def connection_lost(self, why):
        self.load.peers.discard(self)
        if self.label is not None:
            self.load.unanswered.append(self.label)
        if not self.load.peers:
            self.load.over.set()


class Load:
    """Runs in a thread of its own until the sources end, stop() is called or the daemon is gone.

    answers: (label, status, body, seconds); unanswered: labels of requests whose connection ended first.
    """

    def __init__(self, port, sources):
        self.port, self.sources = port, sources
        self.answers, self.unanswered = [], []
        self.peers, self.began = set(), {}
        self.ending = False
        self.failure = None
        self.thread = threading.Thread(target=self.run)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *why):
        self.stop()

    def run(self):
        try:
            asyncio.run(self.go())
        except OSError as why:
            self.failure = why

    async def go(self):
        loop = asyncio.get_running_loop()
        self.clock, self.over = loop.time, asyncio.Event()
        for source in self.sources:
            await loop.create_connection(lambda source=source: Peer(self, iter(source)), "127.0.0.1", self.port)
        await self.over.wait()

    def stop(self):
        """Lets requests under way be answered."""
        self.ending = True
        self.thread.join(60)

    def wait(self, seconds=120):
        """Until the sources have ended."""
        self.thread.join(seconds)
        if self.thread.is_alive():
            raise AssertionError("the load did not end")
