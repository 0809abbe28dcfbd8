/* Exim's bodies: any, and names typed by a client inside the server's lines. */
#include "maillog_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span in = {.at = (const char *)data, .len = size};

    check_body(SPAN("2026-11-21 18:00:05 "), in);
    check_name(SPAN("2026-11-21 18:00:05 login authenticator failed for (x) [203.0.113.7]: 535 "
                    "Incorrect authentication "
                    "data (set_id="),
               in, SPAN(")"), MAILLOG_SIGNIN);
    return 0;
}
