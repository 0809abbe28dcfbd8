#!/usr/bin/env python3
"""Setting devices up: what mail programs are told before anybody signs in, and the records of the zone."""
import pathlib
import tempfile
import unittest
import xml.etree.ElementTree

from mioboe import run
from test_portal import FACTS, Site

MAIL = """
mail_imap_host = imap.example.jp
mail_pop_host = pop.example.jp
mail_pop_port = 110
mail_pop_tls = starttls
mail_smtp_host = smtp.example.jp
mail_domains = "example.jp mail.example.jp"
setup_page = "https://pages.example.jp/setup"
"""
WELL_KNOWN = "/.well-known/autoconfig/mail/config-v1.1.xml"
ASKED = """<?xml version="1.0" encoding="utf-8"?>
<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006">
  <Request>
    <EMailAddress>%s</EMailAddress>
    <AcceptableResponseSchema>http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a</AcceptableResponseSchema>
  </Request>
</Autodiscover>"""
ANSWER = "{http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a}"
# draft-ietf-mailmaint-autoconfig: what stands below clientConfig/emailProvider, and what in a server, in this order.
PROVIDER = ("domain", "displayName", "displayShortName", "incomingServer", "outgoingServer", "documentation")
SERVER = ["hostname", "port", "socketType", "authentication", "username"]


class Told(unittest.TestCase):
    """What the public pages tell a mail program."""

    @classmethod
    def setUpClass(cls):
        cls.site = Site(FACTS + MAIL)

    @classmethod
    def tearDownClass(cls):
        cls.site.stop()

    def settings(self, path):
        status, headers, text = self.site.visit(path)
        self.assertEqual((status, headers["content-type"]), (200, "text/xml; charset=utf-8"))
        return xml.etree.ElementTree.fromstring(text)

    def test_thunderbird_s_file_has_the_structure_of_the_draft(self):
        root = self.settings("/mail/config-v1.1.xml?emailaddress=taro%40example.jp")
        self.assertEqual((root.tag, root.get("version")), ("clientConfig", "1.1"))
        provider, = root
        self.assertEqual((provider.tag, provider.get("id")), ("emailProvider", "example.jp"))
        self.assertLessEqual({one.tag for one in provider}, set(PROVIDER))
        self.assertEqual([one.text for one in provider.iter("domain")], ["example.jp", "mail.example.jp"])
        servers = [*provider.iter("incomingServer"), *provider.iter("outgoingServer")]
        for one in servers:
            self.assertEqual([field.tag for field in one], SERVER)
            self.assertEqual(one.findtext("username"), "%EMAILADDRESS%")
        self.assertEqual([(one.get("type"), *(one.findtext(field) for field in SERVER[:4])) for one in servers],
                         [("imap", "imap.example.jp", "993", "SSL", "password-cleartext"),
                          ("pop3", "pop.example.jp", "110", "STARTTLS", "password-cleartext"),
                          ("smtp", "smtp.example.jp", "465", "SSL", "password-cleartext")])

    def test_nobody_learns_which_addresses_there_are(self):
        texts = {self.site.visit(path)[2] for path in (
            "/mail/config-v1.1.xml", "/mail/config-v1.1.xml?emailaddress=taro@example.jp",
            "/mail/config-v1.1.xml?emailaddress=nobody@mail.example.jp", WELL_KNOWN, WELL_KNOWN + "?emailaddress=x@EXAMPLE.JP")}
        self.assertEqual(len(texts), 1)
        for other in ("taro@example.com", "taro", "@example.jp", "%3Cb%3E@example.jp"):
            self.assertEqual(self.site.visit("/mail/config-v1.1.xml?emailaddress=" + other)[0], 404)

    def ask(self, body):
        status, headers, text = self.site.visit("/autodiscover/autodiscover.xml", "POST", b"Content-Type: text/xml\r\n",
                                                body.encode())
        self.assertEqual((status, headers["content-type"]), (200, "text/xml; charset=utf-8"))
        return xml.etree.ElementTree.fromstring(text)

    def test_outlook_is_told_servers_and_the_name_to_sign_in_with(self):
        root = self.ask(ASKED % "taro@example.jp")
        account = root.find(f"{ANSWER}Response/{ANSWER}Account")
        self.assertEqual(account.findtext(f"{ANSWER}Action"), "settings")
        protocols = [{field.tag.removeprefix(ANSWER): field.text for field in one} for one in account.iter(f"{ANSWER}Protocol")]
        self.assertEqual([(one["Type"], one["Server"], one["Port"], one["Encryption"]) for one in protocols],
                         [("IMAP", "imap.example.jp", "993", "SSL"), ("POP3", "pop.example.jp", "110", "TLS"),
                          ("SMTP", "smtp.example.jp", "465", "SSL")])
        self.assertEqual({one["LoginName"] for one in protocols}, {"taro@example.jp"})

    def test_a_hostile_request_gets_the_protocol_s_error(self):
        for body in ("", "x", ASKED % "&e;", '<!DOCTYPE a [<!ENTITY e "x">]>' + ASKED % "taro@example.jp", "<" * 8000):
            self.assertEqual(self.ask(body).findtext(".//{*}ErrorCode"), "600")
        self.assertEqual(self.ask(ASKED % "taro@example.com").findtext(".//{*}ErrorCode"), "601")

    def test_a_service_without_mail_servers_has_no_such_pages(self):
        site = Site(FACTS)
        try:
            self.assertEqual(site.visit("/mail/config-v1.1.xml")[0], 404)
            self.assertEqual(site.visit("/autodiscover/autodiscover.xml", "POST", b"", b"x")[0], 404)
        finally:
            site.stop()


class Printed(unittest.TestCase):
    """What the command prints."""

    def device(self, settings, *arguments):
        with tempfile.TemporaryDirectory() as folder:
            config = pathlib.Path(folder, "mioboe.conf")
            config.write_text(settings, encoding="utf-8")
            return run("device", "--config", config, *arguments)

    def test_records_name_every_service_of_every_domain(self):
        done = self.device(MAIL, "dns")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        for domain in ("example.jp", "mail.example.jp"):
            self.assertIn(f"_imaps._tcp.{domain}. 3600 IN SRV 0 1 993 imap.example.jp.\n", done.stdout)
            self.assertIn(f"_imap._tcp.{domain}. 3600 IN SRV 0 0 0 .\n", done.stdout)
            self.assertIn(f"autoconfig.{domain}. 3600 IN CNAME pages.example.jp.\n", done.stdout)
        self.assertEqual(self.device(MAIL, "dns", "other.jp").stdout.count("other.jp."), 8)

    def test_settings_that_cannot_be_are_named(self):
        for settings, named in ((MAIL.replace("imap.example.jp", "imap_example"), "mail_imap_host"),
                                (MAIL.replace("smtp.example.jp", '""'), "mail_smtp_host"),
                                (MAIL.replace('"example.jp mail', '"exa/mple mail'), "mail_domains"), ("", "mail_imap_host")):
            done = self.device(settings, "dns")
            self.assertEqual(done.returncode, 78)
            self.assertIn(named, done.stderr)


if __name__ == "__main__":
    unittest.main()
