/* Dovecot's bodies: any, and names typed by a client inside the server's lines. */
#include "maillog_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span in = {.at = (const char *)data, .len = size};

    check_body(SPAN("Nov 21 18:00:05 mail dovecot: "), in);
    check_name(SPAN("Nov 21 18:00:05 mail dovecot: imap-login: Login: user=<"), in,
               SPAN(">, method=PLAIN, rip=203.0.113.7, lip=192.0.2.1, mpid=3, TLS, session=<q>"),
               MAILLOG_SIGNIN);
    check_name(SPAN("Nov 21 18:00:05 mail dovecot: pop3-login: Login aborted: Connection closed "
                    "(auth failed, 2 attempts in "
                    "3 secs) (auth_failed): user=<"),
               in, SPAN(">, rip=203.0.113.7, lip=192.0.2.1, session=<q>"), MAILLOG_SIGNIN);
    if (span_find(in, SPAN("(given password: ")) == NOT_FOUND && !span_eq(in, SPAN("?"))) {
        check_name(SPAN("Nov 21 18:00:05 mail dovecot: auth: sql("), in,
                   SPAN(",203.0.113.7,<q>): Password mismatch (given password: >): unknown user)"),
                   MAILLOG_AUTH_DETAIL);
        check_name(SPAN("Nov 21 18:00:05 mail dovecot: auth("), in,
                   SPAN(",203.0.113.7,sasl:plain)<q>: sql: Password mismatch"),
                   MAILLOG_AUTH_DETAIL);
    }
    return 0;
}
