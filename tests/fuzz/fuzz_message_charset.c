/* Bytes in any declared character set become well-formed UTF-8. The first line is the name. */
#include "message/charset.h"
#include "message/header.h"
#include "message_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new(MESSAGE_ARENA_SIZE);
    struct span rest = {.at = (const char *)data, .len = size};
    struct span name = SPAN("");
    uint32_t damage = 0;

    assert(a != NULL);
    (void)span_cut(&rest, '\n', &name);
    assert(charset_is_utf8(charset_text(a, rest, name, &damage)));
    check_text(header_text(a, rest, &damage));
    check_text(header_param(a, rest, SPAN("name"), &damage));
    check_text(message_match_form(a, rest));
    assert(damage < 2 * MESSAGE_DAMAGE_EMPTY);
    arena_free(&a);
    return 0;
}
