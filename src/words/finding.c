#include "words/words.h"

/* Texts to be put into a sentence, one after the other in one place. */
struct parts {
    char bytes[WORDS_MAX];
    struct buf buf;
    struct arg args[6];
    size_t count;
    size_t from;
};

static void begin(struct parts *p)
{
    p->buf = BUF_ON(p->bytes);
    p->count = 0;
    p->from = 0;
}

/* What was written since the last part is the part `name`. */
static void part(struct parts *p, const char *name)
{
    p->args[p->count++] = (struct arg){name, {p->bytes + p->from, p->buf.len - p->from}};
    p->from = p->buf.len;
}

static void put(struct buf *out, enum lang l, enum phrase which, const struct parts *p)
{
    catalogue_put(out, catalogue_phrase(which)->text[l], p->args, p->count);
}

void words_trouble(struct buf *out, enum lang l, const struct finding_account *f)
{
    struct parts p;

    begin(&p);
    words_counted(&p.buf, l, COUNTED_FAILURES, f->failures);
    part(&p, "failures");
    if (f->trouble == TROUBLE_UNDER_ATTACK) {
        words_counted(&p.buf, l, COUNTED_SOURCES, f->sources);
        part(&p, "sources");
        put(out, l, PHRASE_UNDER_ATTACK, &p);
        return;
    }
    words_service(&p.buf, l, f->service);
    part(&p, "service");
    address_print(&p.buf, &f->remote);
    part(&p, "address");
    words_place(&p.buf, l, &f->where);
    part(&p, "place");
    put(out, l, PHRASE_PASSWORD_FOUND, &p);
}

void words_source(struct buf *out, enum lang l, const struct finding_source *f)
{
    struct parts p;

    begin(&p);
    words_counted(&p.buf, l, COUNTED_FAILURES, f->failures);
    part(&p, "failures");
    words_counted(&p.buf, l, COUNTED_ACCOUNTS, f->accounts);
    part(&p, "accounts");
    words_counted(&p.buf, l, COUNTED_ADDRESSES, f->addresses);
    part(&p, "addresses");
    words_counted(&p.buf, l, COUNTED_SIGNINS, f->successes);
    part(&p, "signins");
    put(out, l, f->accounts_estimated ? PHRASE_SOURCE_ESTIMATED : PHRASE_SOURCE, &p);
    if (f->successes > 0) {
        put(out, l, PHRASE_SOURCE_SUCCESS, &p);
    }
}

void words_prefix(struct buf *out, const struct finding_source *f)
{
    static const char *const lengths[SOURCE_WIDTH_COUNT] = {
        [SOURCE_ADDRESS] = "",
        [SOURCE_V4_24] = "/24",
        [SOURCE_V6_64] = "/64",
        [SOURCE_V6_48] = "/48",
    };

    address_print(out, &f->prefix);
    buf_addf(out, "%s", lengths[f->width]);
}
