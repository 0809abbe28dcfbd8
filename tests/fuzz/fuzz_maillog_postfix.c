/* Postfix's bodies: any, and names typed by a client inside the server's lines. */
#include "maillog_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span in = {.at = (const char *)data, .len = size};

    check_body(SPAN("Nov 21 18:00:05 mail postfix/smtpd[9]: "), in);
    if (span_find(in, SPAN(", sasl_sender=")) == NOT_FOUND) {
        check_name(SPAN("Nov 21 18:00:05 mail postfix/smtpd[9]: 4X: client=h.example[203.0.113.7], "
                        "sasl_method=PLAIN, "
                        "sasl_username="),
                   in, SPAN(""), MAILLOG_SIGNIN);
    }
    if (!span_eq(in, SPAN("(unavailable)"))) {
        check_name(SPAN("Nov 21 18:00:05 mail postfix/smtpd[9]: warning: unknown[203.0.113.7]:99: "
                        "SASL LOGIN "
                        "authentication failed: (reason unavailable), sasl_username="),
                   in, SPAN(""), MAILLOG_SIGNIN);
    }
    return 0;
}
