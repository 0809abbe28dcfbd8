#include "courier/detail.h"

#include "base/utf8.h"

static bool fits(const struct buf *out, size_t len)
{
    return !out->full && len <= out->cap - out->len;
}

/* Bytes of the hidden text that `rest` begins with; 0: none does. */
static size_t hidden_at(struct span rest, const struct span *hidden, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (hidden[i].len > 0 && hidden[i].len <= rest.len &&
            memcmp(rest.at, hidden[i].at, hidden[i].len) == 0) {
            return hidden[i].len;
        }
    }
    return 0;
}

struct piece {
    struct span shown;
    size_t taken; /* of the text */
};

static struct piece piece_at(struct span rest, const struct span *hidden, size_t count)
{
    size_t taken = hidden_at(rest, hidden, count);
    uint32_t point = 0;

    if (taken > 0) {
        return (struct piece){SPAN("***"), taken};
    }
    taken = utf8_take(rest, &point);
    if (taken > 0 && point != ' ' && utf8_printable(point)) {
        return (struct piece){{rest.at, taken}, taken};
    }
    return (struct piece){SPAN(" "), taken == 0 ? 1 : taken};
}

static bool is_blank(const struct piece *p)
{
    return p->shown.len == 1 && p->shown.at[0] == ' ';
}

void detail_add(struct buf *out, struct span text, const struct span *hidden, size_t hidden_count)
{
    bool gap = false;
    size_t begin = out->len;

    while (text.len > 0) {
        struct piece p = piece_at(text, hidden, hidden_count);
        bool blank = is_blank(&p);

        text = (struct span){text.at + p.taken, text.len - p.taken};
        gap = gap || blank;
        if (blank) {
            continue;
        }
        gap = gap && out->len > begin;
        if (!fits(out, p.shown.len + (gap ? 1 : 0))) {
            return;
        }
        buf_add(out, gap ? SPAN(" ") : SPAN(""));
        buf_add(out, p.shown);
        gap = false;
    }
}
