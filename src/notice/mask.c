#include "notice/mask.h"

#include "words/clean.h"

#define SHOWN_MAX 3 /* characters */

static size_t length(struct span s)
{
    size_t count = 0;

    while (s.len > 0) {
        (void)clean_next(&s);
        count++;
    }
    return count;
}

static size_t shown(size_t count)
{
    return count / 2 < SHOWN_MAX ? count / 2 : SHOWN_MAX;
}

/* Takes `count` characters off *rest. */
static struct span take(struct span *rest, size_t count)
{
    struct span head = *rest;

    for (size_t i = 0; i < count && rest->len > 0; i++) {
        (void)clean_next(rest);
    }
    head.len -= rest->len;
    return head;
}

void mask_account(struct buf *out, struct span account)
{
    struct span domain = account;
    struct span local = account;

    if (!span_cut(&domain, '@', &local)) {
        domain = SPAN("");
    }
    clean_text(out, take(&local, shown(length(local))));
    buf_add(out, SPAN("***"));
    if (domain.len > 0) {
        buf_add(out, SPAN("@"));
        clean_text(out, domain);
    }
}

void mask_number(struct buf *out, struct span number)
{
    size_t count = length(number);

    if (count == 0) {
        return;
    }
    (void)take(&number, count - shown(count));
    buf_add(out, SPAN("***"));
    clean_text(out, number);
}
