#include "wire/mail_records.h"

/* One service name of the standards: which protocol it is, with which kind of socket. */
static const struct {
    const char *service;
    enum mail_protocol protocol;
    bool whole; /* TLS from the first byte */
    int priority;
} services[] = {
    {"_imaps", MAIL_IMAP, true, 0},
    {"_imap", MAIL_IMAP, false, 0},
    {"_pop3s", MAIL_POP3, true, 10},
    {"_pop3", MAIL_POP3, false, 10},
    {"_submissions", MAIL_SUBMISSION, true, 0},
    {"_submission", MAIL_SUBMISSION, false, 0},
};

static void put_words(struct buf *out, struct span text)
{
    buf_add(out, text);
    buf_add(out, SPAN("."));
}

static void put_service(struct buf *out, const struct mail_setup *m, size_t i, struct span domain)
{
    const struct mail_server *s = &m->server[services[i].protocol];
    bool offered = s->host.len > 0 && services[i].whole == (s->socket == MAIL_SOCKET_TLS);

    buf_addf(out, "%s._tcp.", services[i].service);
    put_words(out, domain);
    if (offered) {
        buf_addf(out, " 3600 IN SRV %d 1 %u ", services[i].priority, (unsigned)s->port);
        put_words(out, s->host);
    } else {
        buf_addf(out, " 3600 IN SRV 0 0 0 .");
    }
    buf_add(out, SPAN("\n"));
}

void mail_records_print(struct buf *out, const struct mail_setup *m, struct span domain,
                        struct span pages)
{
    for (size_t i = 0; i < COUNT(services); i++) {
        put_service(out, m, i, domain);
    }
    if (pages.len == 0) {
        return;
    }
    buf_add(out, SPAN("autoconfig."));
    put_words(out, domain);
    buf_add(out, SPAN(" 3600 IN CNAME "));
    put_words(out, pages);
    buf_add(out, SPAN("\n_autodiscover._tcp."));
    put_words(out, domain);
    buf_add(out, SPAN(" 3600 IN SRV 0 1 443 "));
    put_words(out, pages);
    buf_add(out, SPAN("\n"));
}
