#include "place/text.h"

/* Bytes of the character at `at` by its first byte; 0 when it is none or cut short. Overlong forms
 * and surrogates, which only an ill-made database holds, pass as the bytes they are. */
static size_t character(const unsigned char *at, size_t left)
{
    size_t len = at[0] < 0x80 ? 1 : at[0] < 0xc2 ? 0 : at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : 4;

    if (at[0] > 0xf4 || len > left) {
        return 0;
    }
    for (size_t i = 1; i < len; i++) {
        if (at[i] >> 6 != 2) {
            return 0;
        }
    }
    return len;
}

void text_cut(struct buf *out, struct span name)
{
    while (name.len > 0) {
        const unsigned char *at = (const unsigned char *)name.at;
        size_t len = character(at, name.len);
        size_t step = len == 0 ? 1 : len;

        if (out->len + step >= out->cap) {
            return;
        }
        if (len == 0) {
            buf_add(out, SPAN("?"));
        } else if (at[0] < 0x20 || at[0] == 0x7f || (len == 2 && at[0] == 0xc2 && at[1] < 0xa0)) {
            buf_add(out, SPAN(" "));
        } else {
            buf_add(out, (struct span){.at = name.at, .len = len});
        }
        name = (struct span){.at = name.at + step, .len = name.len - step};
    }
}
