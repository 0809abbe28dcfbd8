/* Text with headers of another mail quoted in it: they are found or not, and lie in the text. */
#include "message_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define INPUT_MAX 16384 /* bytes */

static const char FRONT[] = "From: o@isp.example\nSubject: Fwd: x\n\n-- Forwarded message --\n";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char mail[sizeof FRONT + INPUT_MAX];
    size_t front = sizeof FRONT - 1;
    struct arena *a;
    struct message m;

    warm_up();
    if (size > INPUT_MAX) {
        return 0;
    }
    a = arena_new(MESSAGE_ARENA_SIZE);
    assert(a != NULL);
    memcpy(mail, FRONT, front);
    memcpy(mail + front, data, size);
    check_reading(MESSAGE_MAIL, (struct span){.at = mail, .len = front + size}, &m, a);
    if (m.forward == MESSAGE_FORWARD_NONE) {
        assert(span_eq(m.from.at[0].address, SPAN("o@isp.example")));
    } else {
        assert(span_eq(m.outer_from.at[0].address, SPAN("o@isp.example")));
        assert(span_eq(m.outer_subject, SPAN("Fwd: x")));
    }
    check_reading(MESSAGE_TEXT, (struct span){.at = (const char *)data, .len = size}, &m, a);
    arena_free(&a);
    return 0;
}
