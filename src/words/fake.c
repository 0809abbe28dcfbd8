#include "words/fake.h"

#include "base/utf8.h"
#include "model/fake.h"
#include "words/page.h"

#include <stdio.h>

static const struct span open_mark = SPAN_INIT(FAKE_HOLE_OPEN);
static const struct span close_mark = SPAN_INIT(FAKE_HOLE_CLOSE);

static size_t find(struct span text, struct span mark)
{
    size_t at = 0;

    while (at + mark.len <= text.len && memcmp(text.at + at, mark.at, mark.len) != 0) {
        at++;
    }
    return at + mark.len <= text.len ? at : text.len;
}

static struct span from(struct span s, size_t n)
{
    return (struct span){.at = s.at + n, .len = s.len - n};
}

static void put_text(struct buf *out, struct span text)
{
    while (text.len > 0) {
        uint32_t point = 0;
        size_t step = utf8_take(text, &point);

        if (step > 0 && (point == '\n' || utf8_printable(point))) {
            buf_add(out, (struct span){.at = text.at, .len = step});
        }
        text = from(text, step == 0 ? 1 : step);
    }
}

/* "name", "link example.top": what stands between the marks. */
static void put_hole(struct buf *out, enum lang l, struct span inside)
{
    struct span code = inside;
    struct span more = inside;
    char key[32];

    if (!span_cut(&more, ' ', &code)) {
        more = SPAN("");
    }
    for (unsigned h = 0; h < FAKE_HOLE_COUNT; h++) {
        const char *known = fake_hole_code(h);

        if (span_eq(code, (struct span){.at = known, .len = strlen(known)})) {
            (void)snprintf(key, sizeof key, "fakes_hole_%s", known);
            buf_addf(out, l == LANG_JA ? "〔%s" : "[%s", page_text(l, key));
            if (more.len > 0) {
                buf_add(out, SPAN(": "));
                put_text(out, more);
            }
            buf_add(out, l == LANG_JA ? SPAN("〕") : SPAN("]"));
            return;
        }
    }
    put_text(out, inside);
}

void words_fake_text(struct buf *out, enum lang l, struct span text)
{
    while (text.len > 0) {
        size_t open = find(text, open_mark);
        size_t close;

        put_text(out, (struct span){.at = text.at, .len = open});
        if (open == text.len) {
            return;
        }
        text = from(text, open + open_mark.len);
        close = find(text, close_mark);
        if (close == text.len) {
            continue; /* a mark alone is nothing */
        }
        put_hole(out, l, (struct span){.at = text.at, .len = close});
        text = from(text, close + close_mark.len);
    }
}
