#include "base/number.h"

bool number_take(struct span *rest, uint64_t *out)
{
    uint64_t value = 0;
    size_t used = 0;

    while (used < rest->len && rest->at[used] >= '0' && rest->at[used] <= '9') {
        unsigned digit = (unsigned)(rest->at[used] - '0');

        if (value > (UINT64_MAX - digit) / 10) {
            return false;
        }
        value = value * 10 + digit;
        used++;
    }
    if (used == 0) {
        return false;
    }
    *rest = (struct span){.at = rest->at + used, .len = rest->len - used};
    *out = value;
    return true;
}

bool number_parse(struct span in, uint64_t lo, uint64_t hi, uint64_t *out)
{
    uint64_t value;

    if (!number_take(&in, &value) || in.len != 0 || value < lo || value > hi) {
        return false;
    }
    *out = value;
    return true;
}
