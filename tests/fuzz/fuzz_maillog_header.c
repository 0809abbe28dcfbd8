/* Headers of every form in front of the same sign-in: a line that is a sign-in is that one. */
#include "maillog_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span header = {.at = (const char *)data, .len = size};
    struct span built;
    struct span hole;
    char line[CHECK_LINE_MAX];
    struct maillog_line out;

    if (!check_build(line, SPAN(""), header,
                     SPAN("imap-login: Login: user=<a>, method=PLAIN, rip=203.0.113.7, "
                          "lip=192.0.2.1, session=<q>"),
                     &built, &hole)) {
        return 0;
    }
    out = check_parse(built);
    if (out.kind == MAILLOG_SIGNIN && span_eq(out.signin.session, SPAN("q"))) {
        assert(out.signin.has_remote);
        assert(address_is_v4(&out.signin.remote) && address_v4(&out.signin.remote) == 0xcb007107);
    }
    return 0;
}
