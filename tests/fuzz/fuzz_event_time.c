/* Any bytes as the text of a message: every time found in it is one a calendar has, and the search ends. */
#undef NDEBUG
#include "service/event_match.h"

#include <assert.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span rest = {.at = (const char *)data, .len = size};
    size_t before = size + 1;
    struct civil c;

    while (event_time_find(&rest, &c)) {
        assert(rest.len < before);
        before = rest.len;
        assert(c.year >= 2000 && c.year <= 2099 && c.month >= 1 && c.month <= 12 && c.day >= 1);
        assert(c.day <= time_month_days(c.year, c.month));
        assert(c.hour <= 23 && c.minute <= 59 && c.second <= 60);
    }
    assert(rest.len == 0);
    return 0;
}
