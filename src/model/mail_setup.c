#include "model/mail_setup.h"

#include "model/endpoint.h"

#define LABEL_MAX 63 /* bytes: RFC 1035 2.3.4 */

const char *mail_protocol_code(enum mail_protocol p)
{
    static const char *const codes[] = {
        [MAIL_IMAP] = "imap", [MAIL_POP3] = "pop3", [MAIL_SUBMISSION] = "submission"};

    _Static_assert(COUNT(codes) == MAIL_PROTOCOL_COUNT, "a code for each protocol");
    return codes[p];
}

const char *mail_socket_code(enum mail_socket s)
{
    static const char *const codes[] = {[MAIL_SOCKET_TLS] = "tls",
                                        [MAIL_SOCKET_STARTTLS] = "starttls",
                                        [MAIL_SOCKET_PLAIN] = "plain"};

    _Static_assert(COUNT(codes) == MAIL_SOCKET_COUNT, "a code for each kind of socket");
    return codes[s];
}

bool mail_setup_stated(const struct mail_setup *m)
{
    return (m->server[MAIL_IMAP].host.len > 0 || m->server[MAIL_POP3].host.len > 0) &&
           m->server[MAIL_SUBMISSION].host.len > 0;
}

static char lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static bool is_word(char c)
{
    c = lower(c);
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool mail_host_is_name(struct span host)
{
    size_t label = 0;

    for (size_t i = 0; i < host.len; i++) {
        char c = host.at[i];
        bool dot = c == '.';
        bool hyphen = c == '-';

        if ((!is_word(c) && !dot && !hyphen) || (label == 0 && !is_word(c)) ||
            (dot && host.at[i - 1] == '-')) {
            return false;
        }
        label = dot ? 0 : label + 1;
        if (label > LABEL_MAX) {
            return false;
        }
    }
    return label > 0 && host.len <= MAIL_HOST_MAX && host.at[host.len - 1] != '-';
}

/* Not all RFC 5321 allows, but whatever may stand in XML, in a form and on a screen unharmed. */
static bool is_local(struct span s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.at[i];

        if (c <= ' ' || c == 0x7f || c == '"' || c == '\\' || c == '<' || c == '>' || c == '(' ||
            c == ')' || c == ',' || c == ';' || c == ':' || c == '[' || c == ']' || c == '@') {
            return false;
        }
    }
    return s.len > 0 && s.len <= 64;
}

struct span mail_domain_of(struct span address)
{
    size_t at = address.len;
    struct span domain;

    while (at > 0 && address.at[at - 1] != '@') {
        at--;
    }
    if (at < 2 || address.len > MAIL_ADDRESS_MAX) {
        return SPAN("");
    }
    domain = (struct span){.at = address.at + at, .len = address.len - at};
    if (!is_local((struct span){.at = address.at, .len = at - 1}) || !mail_host_is_name(domain)) {
        return SPAN("");
    }
    return domain;
}

static bool same(struct span a, struct span b)
{
    for (size_t i = 0; i < a.len && a.len == b.len; i++) {
        if (lower(a.at[i]) != lower(b.at[i])) {
            return false;
        }
    }
    return a.len == b.len;
}

bool mail_setup_serves(const struct mail_setup *m, struct span domain)
{
    struct span rest = m->domains;
    struct span word;

    if (m->domains.len == 0) {
        return mail_host_is_name(domain);
    }
    while (endpoint_next_word(&rest, &word)) {
        if (same(word, domain)) {
            return true;
        }
    }
    return false;
}
