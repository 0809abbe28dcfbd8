/* Any bytes as packed DNS questions: refused, or packed again they are the same bytes. */
#undef NDEBUG
#include "message/lookups.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char bytes[LOOKUPS_PACKED_MAX];
    struct buf again = BUF_ON(bytes);
    struct lookups *l = NULL;
    struct lookups *second = NULL;
    struct err e = {0};

    if (!lookups_unpack((struct span){.at = (const char *)data, .len = size}, &l, &e)) {
        assert(e.code == ERR_INPUT && l == NULL);
        return 0;
    }
    lookups_pack(l, &again);
    assert(!again.full && again.len <= size);
    assert(lookups_unpack((struct span){.at = bytes, .len = again.len}, &second, &e));
    lookups_free(&second);
    lookups_free(&l);
    return 0;
}
