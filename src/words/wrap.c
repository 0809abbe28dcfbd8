#include "words/wrap.h"

#include "words/clean.h"

#include <stdlib.h>
#include <unicode/ubrk.h>
#include <unicode/utext.h>

struct wrap {
    UBreakIterator *lines;
    UText *text;
};

bool wrap_open(enum lang l, struct wrap **out, struct err *e)
{
    UErrorCode status = U_ZERO_ERROR;
    struct wrap *w = calloc(1, sizeof *w);

    if (w == NULL) {
        return err_set(e, ERR_LIMIT, "no memory to break lines");
    }
    w->lines = ubrk_open(UBRK_LINE, lang_code(l), NULL, 0, &status);
    if (U_FAILURE(status)) {
        wrap_free(&w);
        return err_set(e, ERR_SYSTEM, "ICU cannot break lines: %s", u_errorName(status));
    }
    *out = w;
    return true;
}

void wrap_free(struct wrap **w)
{
    if (*w == NULL) {
        return;
    }
    if ((*w)->lines != NULL) {
        ubrk_close((*w)->lines);
    }
    if ((*w)->text != NULL) {
        utext_close((*w)->text);
    }
    free(*w);
    *w = NULL;
}

static struct span without_spaces(struct span s)
{
    while (s.len > 0 && s.at[0] == ' ') {
        s = (struct span){.at = s.at + 1, .len = s.len - 1};
    }
    while (s.len > 0 && s.at[s.len - 1] == ' ') {
        s.len--;
    }
    return s;
}

/* Where the line that may hold `fits` bytes of `rest` ends. */
static size_t break_before(struct wrap *w, struct span rest, size_t fits)
{
    UErrorCode status = U_ZERO_ERROR;
    int32_t at;

    w->text = utext_openUTF8(w->text, rest.at, (int64_t)rest.len, &status);
    ubrk_setUText(w->lines, w->text, &status);
    if (U_FAILURE(status)) {
        return fits;
    }
    if (ubrk_isBoundary(w->lines, (int32_t)fits)) {
        return fits;
    }
    at = ubrk_preceding(w->lines, (int32_t)fits);
    return at > 0 ? (size_t)at : fits;
}

bool wrap_line(struct wrap *w, struct span *rest, size_t columns, struct span *line)
{
    struct span all = without_spaces(*rest);
    size_t end = columns_cut(all, columns).len;

    if (all.len == 0) {
        *rest = all;
        return false;
    }
    while (end < all.len && all.at[end] == ' ') {
        end++; /* a space at the end of a line takes no column */
    }
    if (end < all.len) {
        end = break_before(w, all, end);
    }
    *line = without_spaces((struct span){.at = all.at, .len = end});
    *rest = (struct span){.at = all.at + end, .len = all.len - end};
    return true;
}
