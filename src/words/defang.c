#include "words/defang.h"

#include "words/clean.h"

/* What may follow a dot, an "@" or a colon in something that is made a link. */
static bool goes_on(struct span rest, struct span behind)
{
    struct span next = rest.len > 0 ? rest : behind;

    return next.len > 0 && next.at[0] != ' ' && next.at[0] != '\n';
}

/* The first byte of `rest`, behind which `behind` follows. */
static void put(struct buf *out, struct span rest, struct span behind)
{
    struct span one = {.at = rest.at, .len = 1};

    rest = (struct span){.at = rest.at + 1, .len = rest.len - 1};
    if (one.at[0] == '.' && goes_on(rest, behind)) {
        buf_add(out, SPAN("[.]"));
    } else if (one.at[0] == '@') {
        buf_add(out, SPAN("[at]"));
    } else if (one.at[0] == ':' && goes_on(rest, behind)) {
        buf_add(out, SPAN("[:]"));
    } else {
        buf_add(out, one);
    }
}

void defang_text(struct buf *out, struct span text)
{
    while (text.len > 0) {
        char bytes[512];
        struct buf clean = BUF_ON(bytes);
        struct span piece = {.at = text.at, .len = 0};

        while (piece.len < text.len && piece.len < sizeof bytes / 4) {
            struct span rest = {.at = text.at + piece.len, .len = text.len - piece.len};

            (void)clean_next(&rest);
            piece.len = (size_t)(rest.at - text.at);
        }
        clean_text(&clean, piece);
        text = (struct span){.at = text.at + piece.len, .len = text.len - piece.len};
        for (size_t i = 0; i < clean.len; i++) {
            put(out, (struct span){.at = clean.at + i, .len = clean.len - i}, text);
        }
    }
}
