/* Authentication-Results: any value is read to its end, and what is found lies in it. */
#include "message/authres.h"
#include "message/weights.h"

#include <assert.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_inside(struct span part, struct span whole)
{
    assert(part.len == 0 || (part.at >= whole.at && part.at + part.len <= whole.at + whole.len));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span whole = {.at = (const char *)data, .len = size};
    struct span rest = whole;
    struct authres_item item;
    struct weights w;
    struct err e = {0};
    size_t count = 0;

    while (authres_take(&rest, &item)) {
        check_inside(item.method, whole);
        check_inside(item.result, whole);
        check_inside(item.domain, whole);
        assert(++count <= size + 1);
    }
    assert(rest.len == 0);
    if (!weights_parse(whole, &w, &e)) {
        assert(e.code == ERR_CONFIG);
    }
    return 0;
}
