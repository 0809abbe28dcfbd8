/* smtp_reply_line and smtp_judge: input is what a mail server sent. A reply stays within its room and has
 * a code of SMTP; nothing but a 5yz about the message is for good. */
#undef NDEBUG
#include "courier/smtp.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span rest = {.at = (const char *)data, .len = size};
    struct smtp_reply r = {0};
    struct span line;

    while (span_cut(&rest, '\n', &line)) {
        smtp_reply_line(&r, line);
        assert(r.len <= sizeof r.text);
        assert(r.code == 0 || (r.code >= 200 && r.code <= 599 && r.len >= 3));
        assert((smtp_judge(false, r.code, true) == GATEWAY_FAILED) <= (r.code >= 500));
        assert(smtp_judge(false, r.code, false) == GATEWAY_RETRY);
    }
    assert(!smtp_is_mailbox(rest) || memchr(rest.at, '@', rest.len) != NULL);
    assert(!smtp_is_server(rest) || rest.len >= 3);
    return 0;
}
