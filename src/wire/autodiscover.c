#include "wire/autodiscover.h"

#include "wire/xml_out.h"

/* --- the request ---------------------------------------------------------------------------------- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static struct span trim(struct span s)
{
    while (s.len > 0 && is_blank(s.at[0])) {
        s = (struct span){.at = s.at + 1, .len = s.len - 1};
    }
    while (s.len > 0 && is_blank(s.at[s.len - 1])) {
        s.len--;
    }
    return s;
}

/* "<EMailAddress>", "<a:EMailAddress x='y'>": the name behind a prefix, whatever stands after it. */
static bool is_tag(struct span tag, struct span name)
{
    struct span prefix;
    size_t end = 0;

    while (end < tag.len && !is_blank(tag.at[end]) && tag.at[end] != '/') {
        end++;
    }
    tag.len = end;
    (void)span_cut(&tag, ':', &prefix);
    return span_eq(tag, name);
}

/* What stands between the first <name> and the next '<'. */
static bool find_text(struct span in, struct span name, struct span *out)
{
    struct span before;
    struct span tag;
    struct span rest = in;

    while (span_cut(&rest, '<', &before) && span_cut(&rest, '>', &tag)) {
        struct span text;
        struct span after = rest;

        if (is_tag(tag, name) && span_cut(&after, '<', &text)) {
            *out = trim(text);
            return true;
        }
    }
    return false;
}

/* A document type could bring entities, a section or comment could hide one address behind another. */
static bool holds_markup(struct span in)
{
    for (size_t i = 0; i + 1 < in.len; i++) {
        if (in.at[i] == '<' && in.at[i + 1] == '!') {
            return true;
        }
    }
    return memchr(in.at, '\0', in.len) != NULL;
}

bool autodiscover_parse(struct span in, struct autodiscover_request *out, struct err *e)
{
    struct autodiscover_request r = {.known_schema = true};
    struct span schema;

    if (in.len > AUTODISCOVER_BODY_MAX) {
        return err_set(e, ERR_LIMIT, "expected at most %zu bytes, came %zu", AUTODISCOVER_BODY_MAX,
                       in.len);
    }
    if (in.len == 0 || holds_markup(in)) {
        return err_set(e, ERR_INPUT, "expected an Autodiscover request without declarations");
    }
    if (!find_text(in, SPAN("EMailAddress"), &r.address) || mail_domain_of(r.address).len == 0) {
        return err_set(e, ERR_INPUT, "EMailAddress: expected a mail address");
    }
    if (memchr(r.address.at, '&', r.address.len) != NULL) {
        return err_set(e, ERR_INPUT, "EMailAddress: expected an address without entities");
    }
    if (find_text(in, SPAN("AcceptableResponseSchema"), &schema)) {
        r.known_schema = span_eq(schema, SPAN(AUTODISCOVER_SCHEMA));
    }
    *out = r;
    return true;
}

/* --- the answer ----------------------------------------------------------------------------------- */

#define HEAD                                                                                       \
    "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"                                                 \
    "<Autodiscover "                                                                               \
    "xmlns=\"http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006\">\n"

static void put_encryption(struct buf *out, enum mail_socket s)
{
    static const char *const words[] = {
        [MAIL_SOCKET_TLS] = "SSL", [MAIL_SOCKET_STARTTLS] = "TLS", [MAIL_SOCKET_PLAIN] = "None"};

    _Static_assert(COUNT(words) == MAIL_SOCKET_COUNT, "a word for each kind of socket");
    buf_addf(out, "        <SSL>%s</SSL>\n", s == MAIL_SOCKET_PLAIN ? "off" : "on");
    buf_addf(out, "        <Encryption>%s</Encryption>\n", words[s]);
}

static void put_protocol(struct buf *out, const struct mail_setup *m, enum mail_protocol p,
                         struct span address)
{
    static const char *const types[] = {
        [MAIL_IMAP] = "IMAP", [MAIL_POP3] = "POP3", [MAIL_SUBMISSION] = "SMTP"};
    const struct mail_server *s = &m->server[p];

    _Static_assert(COUNT(types) == MAIL_PROTOCOL_COUNT, "a type for each protocol");
    if (s->host.len == 0) {
        return;
    }
    buf_addf(out, "      <Protocol>\n        <Type>%s</Type>\n", types[p]);
    xml_out_element(out, 8, "Server", s->host);
    buf_addf(out, "        <Port>%u</Port>\n", (unsigned)s->port);
    if (m->user == MAIL_USER_ADDRESS) {
        xml_out_element(out, 8, "LoginName", address);
    }
    buf_addf(out, "        <DomainRequired>off</DomainRequired>\n        <SPA>off</SPA>\n");
    put_encryption(out, s->socket);
    buf_addf(out, "        <AuthRequired>on</AuthRequired>\n");
    if (p == MAIL_SUBMISSION) {
        buf_addf(out, "        <UsePOPAuth>off</UsePOPAuth>\n        <SMTPLast>off</SMTPLast>\n");
    }
    buf_addf(out, "      </Protocol>\n");
}

void autodiscover_print(struct buf *out, const struct mail_setup *m,
                        const struct autodiscover_request *r)
{
    buf_addf(out, HEAD "  <Response xmlns=\"" AUTODISCOVER_SCHEMA "\">\n    <Account>\n"
                       "      <AccountType>email</AccountType>\n      <Action>settings</Action>\n");
    for (unsigned p = 0; p < MAIL_PROTOCOL_COUNT; p++) {
        put_protocol(out, m, (enum mail_protocol)p, r->address);
    }
    buf_addf(out, "    </Account>\n  </Response>\n</Autodiscover>\n");
}

void autodiscover_print_error(struct buf *out, unsigned code, const char *message, int64_t now_ms)
{
    int64_t day_ms = now_ms % 86400000;

    buf_addf(out, HEAD "  <Response>\n    <Error Time=\"%02d:%02d:%02d.%07d\" Id=\"0\">\n",
             (int)(day_ms / 3600000), (int)(day_ms / 60000 % 60), (int)(day_ms / 1000 % 60),
             (int)(day_ms % 1000 * 10000));
    buf_addf(out, "      <ErrorCode>%u</ErrorCode>\n", code);
    xml_out_element(out, 6, "Message", (struct span){.at = message, .len = strlen(message)});
    buf_addf(out, "      <DebugData />\n    </Error>\n  </Response>\n</Autodiscover>\n");
}
