"""A place for notices to go: an HTTP gateway that writes down what it is asked, and the settings around it."""
import http.server
import json
import subprocess
import threading
import urllib.parse

from mioboe import PROGRAM

NETWORKS = """
network "Home Fibre" {
    addresses = {"60.32.0.0/16"}
    country = "JP"
}
network "Far Net" {
    addresses = {"198.51.100.0/24"}
    country = "US"
}
network "Farther Net" {
    addresses = {"192.0.2.0/24"}
    country = "FR"
}
"""

# answer_ms: a disk that others use may take longer than the 200 ms; what happens then is tested elsewhere.
SETTINGS = """
notice_start = on
notice_learning_days = 0
notice_channels = sms
answer_ms = 1500
service_name_en = "Example Mail"
service_name_ja = "例メール"
service_home = "https://www.example.jp/"
service_security_page = "https://www.example.jp/s"
service_contact = "https://www.example.jp/help"
notice_hosts = "www.example.jp notice.example.jp"
notice_check_page = "https://notice.example.jp/check"
sms_gateway = "{gateway}"
place_cache = "{folder}/places.cache"
"""


class Gateway:
    """Takes every SMS. sent: {delivery: [(reference, to, text), ...]} as they came."""

    def __init__(self):
        self.sent = {}
        self.lock = threading.Lock()
        self.status = 202
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                asked = dict(urllib.parse.parse_qsl(self.path.partition("?")[2]))
                with outer.lock:
                    outer.sent.setdefault(int(asked["id"]), []).append((asked["reference"], asked["to"], asked["text"]))
                self.send_response(outer.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *words):
                pass

        class Server(http.server.ThreadingHTTPServer):
            def handle_error(self, request, client_address):
                pass  # the daemon was killed in the middle of a request: that is the test

        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def describe(self, path):
        path.write_text(f"url = http://127.0.0.1:{self.server.server_port}/send?id={{{{id}}}}&reference={{{{reference}}}}"
                        "&to={{to}}&text={{text}}\nanswer = 202 accepted\nslots = 32\nretry = 1 1 2\n", encoding="utf-8")

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(10)


def settings_of(folder, gateway, more=""):
    gateway.describe(folder / "sms.conf")
    return SETTINGS.format(gateway=folder / "sms.conf", folder=folder) + more + NETWORKS


def import_accounts(db, accounts):
    """accounts: (ID, sign-in name, phone)."""
    lines = "".join(json.dumps({"id": one, "sign_in_names": [name], "notice_phone": phone, "language": "en"}) + "\n"
                    for one, name, phone in accounts)
    subprocess.run([PROGRAM, "account", "--db", str(db), "import", "--format", "jsonl", "-"], input=lines.encode(), check=True,
                   stdout=subprocess.DEVNULL)
