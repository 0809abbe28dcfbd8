#include "wire/mobileconfig.h"

#include "wire/xml_out.h"

static void put_text(struct buf *out, int indent, const char *key, struct span text)
{
    buf_addf(out, "%*s<key>%s</key>\n", indent, "", key);
    xml_out_element(out, indent, "string", text);
}

static void put_number(struct buf *out, int indent, const char *key, unsigned n)
{
    buf_addf(out, "%*s<key>%s</key>\n%*s<integer>%u</integer>\n", indent, "", key, indent, "", n);
}

static void put_truth(struct buf *out, int indent, const char *key, bool truth)
{
    buf_addf(out, "%*s<key>%s</key>\n%*s<%s/>\n", indent, "", key, indent, "",
             truth ? "true" : "false");
}

static void put_uuid(struct buf *out, int indent, const uint8_t uuid[static MOBILECONFIG_UUID_SIZE])
{
    buf_addf(out, "%*s<key>PayloadUUID</key>\n%*s<string>", indent, "", indent, "");
    for (size_t i = 0; i < MOBILECONFIG_UUID_SIZE; i++) {
        buf_addf(out, "%s%02X", i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "", uuid[i]);
    }
    buf_add(out, SPAN("</string>\n"));
}

/* One direction of the mail account: "Incoming" or "Outgoing". */
static void put_server(struct buf *out, const struct mobileconfig *m, enum mail_protocol p)
{
    const struct mail_server *s = &m->setup->server[p];
    bool sends = p == MAIL_SUBMISSION;

    put_text(out, 6,
             sends ? "OutgoingMailServerAuthentication" : "IncomingMailServerAuthentication",
             SPAN("EmailAuthPassword"));
    put_text(out, 6, sends ? "OutgoingMailServerHostName" : "IncomingMailServerHostName", s->host);
    put_number(out, 6, sends ? "OutgoingMailServerPortNumber" : "IncomingMailServerPortNumber",
               s->port);
    put_truth(out, 6, sends ? "OutgoingMailServerUseSSL" : "IncomingMailServerUseSSL",
              s->socket != MAIL_SOCKET_PLAIN);
    put_text(out, 6, sends ? "OutgoingMailServerUsername" : "IncomingMailServerUsername", m->user);
    if (m->password.len > 0) {
        put_text(out, 6, sends ? "OutgoingPassword" : "IncomingPassword", m->password);
    } else if (sends) {
        put_truth(out, 6, "OutgoingPasswordSameAsIncomingPassword", true);
    }
}

static void put_account(struct buf *out, const struct mobileconfig *m)
{
    bool imap = m->setup->server[MAIL_IMAP].host.len > 0;

    buf_add(out, SPAN("    <dict>\n"));
    put_text(out, 6, "EmailAccountDescription", m->setup->name);
    if (m->person.len > 0) {
        put_text(out, 6, "EmailAccountName", m->person);
    }
    put_text(out, 6, "EmailAccountType", imap ? SPAN("EmailTypeIMAP") : SPAN("EmailTypePOP"));
    put_text(out, 6, "EmailAddress", m->address);
    put_server(out, m, imap ? MAIL_IMAP : MAIL_POP3);
    put_server(out, m, MAIL_SUBMISSION);
    put_text(out, 6, "PayloadDisplayName", m->setup->name);
    buf_add(out, SPAN("      <key>PayloadIdentifier</key>\n      <string>"));
    xml_out_text(out, m->identifier);
    buf_add(out, SPAN(".account</string>\n"));
    put_text(out, 6, "PayloadOrganization", m->organization);
    put_text(out, 6, "PayloadType", SPAN("com.apple.mail.managed"));
    put_uuid(out, 6, m->payload_uuid);
    put_number(out, 6, "PayloadVersion", 1);
    buf_add(out, SPAN("    </dict>\n"));
}

void mobileconfig_print(struct buf *out, const struct mobileconfig *m)
{
    buf_add(out, SPAN("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                      "<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" "
                      "\"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n"
                      "<plist version=\"1.0\">\n<dict>\n"
                      "  <key>PayloadContent</key>\n  <array>\n"));
    put_account(out, m);
    buf_add(out, SPAN("  </array>\n"));
    put_text(out, 2, "PayloadDescription", m->description);
    put_text(out, 2, "PayloadDisplayName", m->display_name);
    put_text(out, 2, "PayloadIdentifier", m->identifier);
    put_text(out, 2, "PayloadOrganization", m->organization);
    put_truth(out, 2, "PayloadRemovalDisallowed", false);
    put_text(out, 2, "PayloadType", SPAN("Configuration"));
    put_uuid(out, 2, m->uuid);
    put_number(out, 2, "PayloadVersion", 1);
    buf_add(out, SPAN("</dict>\n</plist>\n"));
}
