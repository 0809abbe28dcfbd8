#include "words/catalogue.h"

#include <assert.h>

static struct span find(const struct arg *args, size_t count, struct span name)
{
    for (size_t i = 0; i < count; i++) {
        if (strlen(args[i].name) == name.len && memcmp(args[i].name, name.at, name.len) == 0) {
            return args[i].text;
        }
    }
    assert(false && "a text names a placeholder its caller does not fill");
    return SPAN("");
}

void catalogue_put(struct buf *out, const char *text, const struct arg *args, size_t count)
{
    struct span rest = {.at = text, .len = strlen(text)};
    struct span head;
    struct span name;

    while (span_cut(&rest, '{', &head)) {
        bool closed = span_cut(&rest, '}', &name);

        assert(closed);
        buf_add(out, head);
        buf_add(out, find(args, count, name));
    }
    buf_add(out, rest);
}

const char *label(enum lang l, enum label which)
{
    return catalogue_label(which)->text[l];
}

void label_put(struct buf *out, enum lang l, enum label which, const struct arg *args, size_t count)
{
    catalogue_put(out, label(l, which), args, count);
}
