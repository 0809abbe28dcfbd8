/* A mail, an SMS or a pasted text out of any bytes: what is read keeps what the struct promises. */
#include "message_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const enum message_kind kinds[] = {MESSAGE_MAIL, MESSAGE_SMS, MESSAGE_TEXT};
    struct span bytes = {.at = (const char *)data, .len = size};
    struct span rest = bytes;
    struct span one;
    size_t taken = 0;

    warm_up();
    for (size_t i = 0; i < COUNT(kinds); i++) {
        struct arena *a = arena_new(MESSAGE_ARENA_SIZE);
        struct message m;

        assert(a != NULL);
        check_reading(kinds[i], bytes, &m, a);
        arena_free(&a);
    }
    while (message_mbox_take(&rest, &one)) {
        taken += one.len;
        assert(taken <= size);
    }
    assert(message_guess(bytes) != MESSAGE_SMS);
    return 0;
}
