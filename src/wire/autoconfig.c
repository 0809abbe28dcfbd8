#include "wire/autoconfig.h"

#include "model/endpoint.h"
#include "wire/xml_out.h"

/* The names of section 3: "SSL" stands for TLS from the first byte. */
static const char *socket_type(enum mail_socket s)
{
    static const char *const types[] = {[MAIL_SOCKET_TLS] = "SSL",
                                        [MAIL_SOCKET_STARTTLS] = "STARTTLS",
                                        [MAIL_SOCKET_PLAIN] = "plain"};

    _Static_assert(COUNT(types) == MAIL_SOCKET_COUNT, "a type for each kind of socket");
    return types[s];
}

static void put_server(struct buf *out, const struct mail_setup *m, enum mail_protocol p)
{
    static const struct {
        const char *element;
        const char *type;
    } names[] = {[MAIL_IMAP] = {"incomingServer", "imap"},
                 [MAIL_POP3] = {"incomingServer", "pop3"},
                 [MAIL_SUBMISSION] = {"outgoingServer", "smtp"}};
    const struct mail_server *s = &m->server[p];

    _Static_assert(COUNT(names) == MAIL_PROTOCOL_COUNT, "an element for each protocol");
    if (s->host.len == 0) {
        return;
    }
    buf_addf(out, "    <%s type=\"%s\">\n", names[p].element, names[p].type);
    xml_out_element(out, 6, "hostname", s->host);
    buf_addf(out, "      <port>%u</port>\n", (unsigned)s->port);
    buf_addf(out, "      <socketType>%s</socketType>\n", socket_type(s->socket));
    buf_addf(out, "      <authentication>password-cleartext</authentication>\n");
    buf_addf(out, "      <username>%s</username>\n",
             m->user == MAIL_USER_ADDRESS ? "%EMAILADDRESS%" : "%USERNAME%");
    buf_addf(out, "    </%s>\n", names[p].element);
}

static void put_domains(struct buf *out, const struct mail_setup *m)
{
    struct span rest = m->domains;
    struct span word;

    while (endpoint_next_word(&rest, &word)) {
        xml_out_element(out, 4, "domain", word);
    }
    if (m->domains.len == 0) {
        buf_addf(out, "    <domain>%%EMAILDOMAIN%%</domain>\n");
    }
}

static void put_page(struct buf *out, const struct mail_setup *m)
{
    if (m->page.len == 0) {
        return;
    }
    buf_addf(out, "    <documentation url=\"");
    xml_out_text(out, m->page);
    buf_addf(out, "\">\n      <descr lang=\"en\">Setting up a device</descr>\n"
                  "      <descr lang=\"ja\">端末の設定方法</descr>\n    </documentation>\n");
}

void autoconfig_print(struct buf *out, const struct mail_setup *m)
{
    struct span rest = m->domains;
    struct span id;

    if (!endpoint_next_word(&rest, &id)) {
        id = m->server[MAIL_SUBMISSION].host;
    }
    buf_addf(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<clientConfig version=\"1.1\">\n"
                  "  <emailProvider id=\"");
    xml_out_text(out, id);
    buf_addf(out, "\">\n");
    put_domains(out, m);
    xml_out_element(out, 4, "displayName", m->name);
    xml_out_element(out, 4, "displayShortName", m->name);
    if (m->user == MAIL_USER_ACCOUNT) {
        buf_addf(out, "    <inputField key=\"USERNAME\" label=\"Account ID\"></inputField>\n");
    }
    for (unsigned p = 0; p < MAIL_PROTOCOL_COUNT; p++) {
        put_server(out, m, (enum mail_protocol)p);
    }
    put_page(out, m);
    buf_addf(out, "  </emailProvider>\n</clientConfig>\n");
}
