/* Any text as pasted: what is found is a reference, reads as itself, and the search moves on. */
#include "notice/undo_code.h"

#include <assert.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const char found[static NOTICE_REFERENCE_MAX])
{
    struct span text = {.at = found, .len = 17};
    char again[NOTICE_REFERENCE_MAX];
    char plain[NOTICE_REFERENCE_CHARS + 1];

    assert(strnlen(found, NOTICE_REFERENCE_MAX) == 17);
    assert(reference_read(text, again) && memcmp(again, found, 17) == 0);
    assert(reference_find(&text, again) && memcmp(again, found, 17) == 0 && text.len == 0);
    reference_plain(found, plain);
    assert(strlen(plain) == NOTICE_REFERENCE_CHARS);
    assert(reference_read((struct span){plain, NOTICE_REFERENCE_CHARS}, again));
    assert(memcmp(again, found, 17) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span rest = {.at = (const char *)data, .len = size};
    char found[NOTICE_REFERENCE_MAX] = "untouched";

    if (reference_read(rest, found)) {
        check(found);
    } else {
        assert(strcmp(found, "untouched") == 0);
    }
    memcpy(found, "untouched", sizeof "untouched");
    if (undo_code_read(rest, found)) {
        char again[UNDO_CODE_MAX];

        assert(strlen(found) == UNDO_CODE_MAX - 1);
        assert(undo_code_read((struct span){found, UNDO_CODE_MAX - 1}, again));
        assert(strcmp(found, again) == 0);
    } else {
        assert(strcmp(found, "untouched") == 0);
    }
    for (size_t before = rest.len; reference_find(&rest, found); before = rest.len) {
        assert(rest.len < before);
        check(found);
    }
    assert(rest.len == 0);
    return 0;
}
