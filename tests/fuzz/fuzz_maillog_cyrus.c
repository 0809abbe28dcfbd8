/* Cyrus bodies: any, and names typed by a client inside the server's lines. */
#include "maillog_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span in = {.at = (const char *)data, .len = size};

    check_body(SPAN("Nov 21 18:00:05 mail cyrus/imap[9]: "), in);
    if (!span_eq(in, SPAN("-notset-"))) {
        check_name(SPAN("Nov 21 18:00:05 mail cyrus/imap[9]: badlogin: h.example [203.0.113.7] "
                        "plaintext ("),
                   in, SPAN(") [SASL(-13): authentication failure: checkpass failed]"),
                   MAILLOG_SIGNIN);
    }
    check_name(SPAN("Nov 21 18:00:05 mail cyrus/imap[9]: login: [203.0.113.7] "), in,
               SPAN(" PLAIN+TLS User logged in SESSIONID=<q>"), MAILLOG_SIGNIN);
    return 0;
}
