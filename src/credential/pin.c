#include "credential/pin.h"

#include "base/utf8.h"

#define FULL_WIDTH_0 0xFF10

static bool is_pause(uint32_t c)
{
    return c == ' ' || c == '-' || c == 0x3000 || c == 0x30FC || c == 0xFF0D || c == 0x2212;
}

bool pin_read(const struct secret *typed, struct secret *out)
{
    struct span rest = secret_reveal(typed);
    bool ok = true;

    *out = (struct secret){0};
    while (ok && rest.len > 0) {
        uint32_t c = 0;
        size_t len = utf8_take(rest, &c);

        c = c >= FULL_WIDTH_0 && c <= FULL_WIDTH_0 + 9 ? c - FULL_WIDTH_0 + '0' : c;
        if (c >= '0' && c <= '9' && out->len < PIN_DIGITS_MAX) {
            out->bytes[out->len++] = (char)c;
        } else {
            ok = len > 0 && is_pause(c);
        }
        rest = (struct span){.at = rest.at + len, .len = rest.len - len};
    }
    if (!ok || out->len < PIN_DIGITS_MIN) {
        secret_wipe(out);
        return false;
    }
    return true;
}
