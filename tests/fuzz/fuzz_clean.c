/* Names from outside: what is cleaned is well formed, shows nothing hidden and wraps within its columns. */
#include "words/clean.h"
#include "words/wrap.h"

#include <assert.h>
#include <stdint.h>

#define INPUT_MAX 2048 /* bytes */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct span written(const struct buf *b)
{
    return (struct span){.at = b->at, .len = b->len};
}

static void check_clean(struct span clean)
{
    while (clean.len > 0) {
        struct span before = clean;
        int32_t c = clean_next(&clean);

        assert(clean.len < before.len);
        assert(clean_is_plain(c));
        assert(c != 0xFFFD || before.len - clean.len == 3);
    }
}

/* Every line fits, is not empty, and the lines hold all characters but spaces. */
static void check_wrapped(struct span clean, size_t columns, enum lang l)
{
    struct wrap *w = NULL;
    struct err e = {0};
    struct span rest = clean;
    struct span line;
    size_t lines = 0;

    if (!wrap_open(l, &w, &e)) {
        assert(e.code != ERR_NONE);
        return;
    }
    while (wrap_line(w, &rest, columns, &line)) {
        assert(columns_of(line) <= columns);
        assert(line.at >= clean.at && line.at + line.len <= clean.at + clean.len);
        lines++;
        assert(lines <= clean.len);
    }
    assert(rest.len == 0);
    wrap_free(&w);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char once[3 * INPUT_MAX];
    static char twice[3 * INPUT_MAX];
    struct buf first = BUF_ON(once);
    struct buf second = BUF_ON(twice);

    if (size < 1 || size > INPUT_MAX) {
        return 0;
    }
    clean_text(&first, (struct span){.at = (const char *)data + 1, .len = size - 1});
    assert(!first.full);
    check_clean(written(&first));
    clean_text(&second, written(&first));
    assert(span_eq(written(&first), written(&second)));
    assert(columns_cut(written(&first), data[0]).len <= first.len);
    assert(columns_of(columns_cut(written(&first), data[0])) <= data[0]);
    check_wrapped(written(&first), 2 + data[0] % 100u, data[0] % 2 == 0 ? LANG_EN : LANG_JA);
    return 0;
}
