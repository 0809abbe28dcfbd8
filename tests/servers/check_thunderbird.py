#!/usr/bin/env python3
"""Debian's Thunderbird, without a screen, set up from our autoconfig file; then it signs in and sends a mail.

    check_thunderbird.py PROGRAM [THUNDERBIRD]

By hand, as root (it listens at port 80 of loopback for autoconfig.example.jp): the package is too large for every
test run. Dovecot, Postfix and their TLS are those of test_device_client.py. Thunderbird is driven through Marionette
with its own modules for the set-up of accounts; nothing about the servers is told to it but the mail address."""
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

THUNDERBIRD = sys.argv.pop(2) if len(sys.argv) > 2 else "thunderbird"

from dovecot import free_port  # noqa: E402
from test_device_client import ADDRESS, Client  # noqa: E402

PREFERENCES = """
user_pref("marionette.port", %d);
user_pref("network.dns.localDomains", "autoconfig.example.jp,example.jp");
user_pref("network.proxy.type", 0);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("mailnews.auto_config.fetchFromISP.sslOnly", false);
"""
SET_UP = """
const [certificate, ports, address, password, done] = arguments;
(async () => {
  const x509 = Cc["@mozilla.org/security/x509certdb;1"].getService(Ci.nsIX509CertDB).constructX509FromBase64(certificate);
  const trust = Cc["@mozilla.org/security/certoverride;1"].getService(Ci.nsICertOverrideService);
  ports.forEach(port => trust.rememberValidityOverride("localhost", port, {}, x509, false));
  const module = name => ChromeUtils.importESModule(`resource:///modules/accountcreation/${name}.sys.mjs`)[name];
  const abort = new AbortController();
  const config = await module("FetchConfig").fromISP("example.jp", address, abort.signal);
  module("AccountConfig").replaceVariables(config, "Taro", address, password);
  const verified = await new (module("ConfigVerifier"))(null, abort.signal).verifyConfig(config, false);
  const account = await module("CreateInBackend").createAccountInBackend(verified);
  const { incoming, outgoing } = verified;
  return [account.key, incoming.hostname, incoming.port, incoming.username, outgoing.hostname, outgoing.port, outgoing.username];
})().then(done, error => done(String(error)));
"""
SEND = """
const [address, password, done] = arguments;
(async () => {
  const { MailServices } = ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs");
  const account = MailServices.accounts.accounts.find(one => one.incomingServer.type == "imap");
  account.defaultIdentity.doFcc = false;
  [...MailServices.outgoingServer.servers][0].password = password;
  const make = (name, kind) => Cc[`@mozilla.org/${name};1`].createInstance(kind);
  const fields = make("messengercompose/composefields", Ci.nsIMsgCompFields);
  Object.assign(fields, { from: address, to: address, subject: "from Thunderbird", body: "body\\r\\n" });
  const params = make("messengercompose/composeparams", Ci.nsIMsgComposeParams);
  Object.assign(params, { type: Ci.nsIMsgCompType.New, format: Ci.nsIMsgCompFormat.PlainText,
                          identity: account.defaultIdentity, composeFields: fields });
  const compose = make("messengercompose/compose", Ci.nsIMsgCompose);
  compose.initialize(params);
  await compose.sendMsg(Ci.nsIMsgSend.nsMsgDeliverNow, account.defaultIdentity, account.key, null,
                        make("messenger/progress", Ci.nsIMsgProgress));
  return "sent";
})().then(done, error => done(String(error)));
"""


class Marionette:
    """Thunderbird's own remote control: messages of JSON with their length in front."""

    def __init__(self, port):
        for _ in range(300):
            try:
                self.socket = socket.create_connection(("127.0.0.1", port), 120)
                break
            except OSError:
                time.sleep(0.2)
        self.stream, self.count = self.socket.makefile("rb"), 0
        self.read()

    def read(self):
        length = b""
        while (one := self.stream.read(1)) != b":":
            length += one
        return json.loads(self.stream.read(int(length)))

    def call(self, name, **arguments):
        self.count += 1
        text = json.dumps([0, self.count, name, arguments]).encode()
        self.socket.sendall(b"%d:%s" % (len(text), text))
        _, _, error, result = self.read()
        assert not error, error
        return result

    def run(self, script, *arguments):
        return self.call("WebDriver:ExecuteAsyncScript", script=script, args=arguments, sandbox="system", newSandbox=True)["value"]


def forward(listener, port):
    """Carries what comes to port 80 to the public pages."""
    def carry(source, target):
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    while True:
        asked, _ = listener.accept()
        pages = socket.create_connection(("127.0.0.1", port))
        for pair in ((asked, pages), (pages, asked)):
            threading.Thread(target=carry, args=pair, daemon=True).start()


def main():
    Client.setUpClass()
    test, desk = Client("test_the_autoconfig_file_s_values_alone_sign_in_and_send"), Client.desks["address"]
    listener = socket.create_server(("127.0.0.1", 80))
    threading.Thread(target=forward, args=(listener, desk.site), daemon=True).start()
    password = test.issued(desk)["password"]
    test.accept(password)
    ports = [int(port) for port in re.findall(r"mail_(?:imap|smtp)_port = (\d+)", desk.config.read_text(encoding="utf-8"))]
    certificate = "".join(line for line in Client.cert.read_text().splitlines() if "-----" not in line)
    with tempfile.TemporaryDirectory() as home:
        port, profile = free_port(), pathlib.Path(home, "profile")
        profile.mkdir()
        (profile / "user.js").write_text(PREFERENCES % port)
        command = [THUNDERBIRD, "--headless", "--no-remote", "--profile", str(profile), "--marionette", "--remote-allow-system-access"]
        process = subprocess.Popen(command, env={**os.environ, "HOME": home, "MOZ_HEADLESS": "1"}, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL, start_new_session=True)
        try:
            control = Marionette(port)
            control.call("WebDriver:NewSession", capabilities={})
            control.call("Marionette:SetContext", value="chrome")
            control.call("WebDriver:SetTimeouts", script=60000)
            found = control.run(SET_UP, certificate, ports, ADDRESS, password)
            print("set up:", found)
            assert found[1:] == ["localhost", ports[0], ADDRESS, "localhost", ports[1], ADDRESS], found
            print(control.run(SEND, ADDRESS, password))
            mail = Client.dovecot.wait_for_mails(ADDRESS, 1)[-1]
            assert b"Subject: from Thunderbird" in mail
            print("came back:", mail.decode().splitlines()[0])
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(20)
            Client.tearDownClass()


if __name__ == "__main__":
    main()
