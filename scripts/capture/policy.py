"""A Dovecot policy server that refuses one account."""
import http.server
import json


class Policy(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        status = -1 if asked["login"].startswith("mallory") else 0
        body = json.dumps({"status": status, "msg": "not from there" if status else ""}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", 28097), Policy).serve_forever()
