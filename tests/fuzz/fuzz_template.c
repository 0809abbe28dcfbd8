/* Any text as a template, rendered with fixed values and with itself as a partial. */
#include "base/template.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#define PAGE_MAX 16384

struct seen {
    struct span text;
    size_t raw;
    size_t escaped;
};

static const struct template *itself(void *ctx, struct span name)
{
    return span_eq(name, SPAN("self")) ? *(struct template **)ctx : NULL;
}

static const struct value *item(void *ctx, size_t index, struct values *set)
{
    struct value *o;

    (void)ctx;
    if (index == 3) {
        return NULL;
    }
    o = value_object(set);
    value_set_textf(set, o, "n", "%zu\n", index);
    return o;
}

static struct value *page(struct values *set)
{
    struct value *root = value_object(set);
    struct value *list = value_list(set);

    value_set_text(set, root, "x", SPAN("<\x01>&'\""));
    value_set_bool(set, root, "t", true);
    value_set_bool(set, root, "f", false);
    value_add(set, list, value_text(set, SPAN("a")));
    value_add(set, list, root);
    value_set(set, root, "l", list);
    value_set(set, root, "s", value_stream(set, item, NULL));
    return root;
}

static void visit(void *ctx, const struct template_field *field)
{
    struct seen *seen = ctx;

    assert(field->name.len > 0 && field->name.len <= TEMPLATE_NAME_MAX);
    assert(field->line >= 1 && field->column >= 1);
    assert(field->column <= seen->text.len && field->line <= seen->text.len);
    seen->raw += field->use == TEMPLATE_SHOWS_RAW;
    seen->escaped += field->use == TEMPLATE_SHOWS;
}

static bool has(struct span s, char c)
{
    return s.len > 0 && memchr(s.at, c, s.len) != NULL;
}

static void check_rendered(struct template *t, struct span in, const struct seen *seen)
{
    static char bytes[PAGE_MAX];
    static char again[PAGE_MAX];
    struct buf out = BUF_ON(bytes);
    struct buf out2 = BUF_ON(again);
    struct values *set = values_new(65536);
    struct template_data data = {
        .set = set, .root = page(set), .partial = itself, .partial_ctx = &t};
    struct arena_mark before = values_mark(set);
    struct err e = {0};
    struct err e2 = {0};
    bool ok = template_render(t, &data, template_to_buf(&out), &e);

    assert(ok || e.code == ERR_LIMIT);
    if (ok) {
        assert(values_mark(set).taken == before.taken); /* streams gave everything back */
        assert(template_render(t, &data, template_to_buf(&out2), &e2));
        assert(span_eq((struct span){bytes, out.len}, (struct span){again, out2.len}));
        /* the only byte 1 is in {{x}}; a raw "<" next to it needs a raw tag or the text's own */
        if (seen->raw == 0 && !has(in, '<') && !has(in, '=')) {
            assert(!has((struct span){bytes, out.len}, '<'));
        }
    }
    values_free(&set);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span in = {.at = (const char *)data, .len = size};
    struct template *t = NULL;
    struct seen seen = {.text = in};
    struct err e = {0};

    if (!template_parse(in, TEMPLATE_HTML, &t, &e)) {
        assert(t == NULL && (e.code == ERR_CONFIG || e.code == ERR_LIMIT));
        assert(strncmp(e.text, "line ", 5) == 0);
        return 0;
    }
    template_fields(t, visit, &seen);
    check_rendered(t, in, &seen);
    template_free(&t);
    return 0;
}
