/* What a form of a page sends. Invariants: a refusal says why and changes nothing; what is read is
 * UTF-8 without control characters, no longer than what came, each name once. */
#include "wire/form.h"

#include "base/utf8.h"

#include <assert.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(struct span text)
{
    while (text.len > 0) {
        uint32_t point = 0;
        size_t used = utf8_take(text, &point);

        assert(used > 0 && (point >= ' ' || point == '\t' || point == '\r' || point == '\n'));
        text = (struct span){.at = text.at + used, .len = text.len - used};
    }
}

static void check_form(const struct form *f, size_t size)
{
    size_t sum = 0;

    assert(f->count <= FORM_FIELDS_MAX);
    for (size_t i = 0; i < f->count; i++) {
        assert(f->fields[i].name.len > 0);
        check_text(f->fields[i].name);
        check_text(f->fields[i].value);
        sum += f->fields[i].name.len + f->fields[i].value.len;
        assert(span_eq(form_value(f, f->fields[i].name), f->fields[i].value));
    }
    assert(sum <= size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new((size_t)64 << 10);
    struct form f = {.count = FORM_FIELDS_MAX + 1};
    struct err e = {0};

    if (arena == NULL) {
        abort();
    }
    if (form_parse((struct span){.at = (const char *)data, .len = size}, arena, &f, &e)) {
        check_form(&f, size);
    } else {
        assert(e.code == ERR_INPUT || e.code == ERR_LIMIT);
        assert(e.text[0] != '\0' && f.count == FORM_FIELDS_MAX + 1);
    }
    arena_free(&arena);
    return 0;
}
