#include "message/observe.h"

#include "message/fold.h"
#include "message/observe_parts.h"

void scene_add(struct scene *s, enum evidence_kind k, struct span on, struct span other)
{
    evidence_add(&s->out->evidence, k, on, s->brand != NULL ? s->brand->id : SPAN(""), other);
}

struct span scene_brand_domain(const struct scene *s)
{
    if (s->brand == NULL || s->brand->facts[BRAND_DOMAIN].count == 0) {
        return SPAN("");
    }
    return s->brand->facts[BRAND_DOMAIN].at[0].text;
}

bool scene_asks(const struct scene *s)
{
    static const enum wording asks[] = {
        WORDING_ASKS_IDENTITY, WORDING_ASKS_PASSWORD, WORDING_ASKS_CODE,
        WORDING_ASKS_CARD,     WORDING_ASKS_LOGIN,
    };

    for (size_t i = 0; i < COUNT(asks); i++) {
        if (scene_words(s, asks[i])->lines > 0) {
            return true;
        }
    }
    return false;
}

bool scene_lures(const struct scene *s)
{
    static const enum wording lures[] = {
        WORDING_THREAT,   WORDING_RESTRICTED, WORDING_UNUSUAL,   WORDING_WALLET, WORDING_PRIZE,
        WORDING_CASINO,   WORDING_PARCEL,     WORDING_STORAGE,   WORDING_BILL,   WORDING_PROTECTION,
        WORDING_DEADLINE, WORDING_DOCUMENT,   WORDING_MARKETING, WORDING_MONEY,
    };

    for (size_t i = 0; i < COUNT(lures); i++) {
        if (scene_words(s, lures[i])->lines > 0) {
            return true;
        }
    }
    return false;
}

bool text_after(struct span text, struct span word, struct span *after)
{
    while (word.len > 0 && text.len >= word.len) {
        const char *at = memchr(text.at, word.at[0], text.len - word.len + 1);

        if (at == NULL) {
            return false;
        }
        text = (struct span){.at = at, .len = (size_t)(text.at + text.len - at)};
        if (memcmp(text.at, word.at, word.len) == 0) {
            *after = (struct span){.at = text.at + word.len, .len = text.len - word.len};
            return true;
        }
        text = (struct span){.at = text.at + 1, .len = text.len - 1};
    }
    return false;
}

bool text_holds(struct span text, struct span word)
{
    struct span after;

    return text_after(text, word, &after);
}

/* Subject and text, folded, in the arena; false when it is full. */
static bool fold_all(struct scene *s)
{
    size_t cap = 2 * (s->m->subject.len + s->m->text.len) + 16;
    struct buf b = {.cap = cap < (size_t)2 * FOLD_MAX ? cap : (size_t)2 * FOLD_MAX};

    b.at = arena_take(s->a, b.cap);
    if (b.at == NULL) {
        return false;
    }
    text_fold(s->m->subject, &b);
    buf_add(&b, SPAN(" \n "));
    text_fold(s->m->text, &b);
    s->folded = (struct span){.at = b.at, .len = b.len};
    return wordings_find(s->o->wordings, s->a, s->folded, &s->words);
}

static void observe_known(struct scene *s)
{
    struct span name;
    bool fake;

    if (known_find(s->o->known, s->a, s->folded, &fake, &name)) {
        scene_add(s, fake ? EVIDENCE_KNOWN_FAKE : EVIDENCE_KNOWN_GENUINE, name, SPAN(""));
    }
}

static void observe_reading(struct scene *s)
{
    if (s->m->limits != 0) {
        s->out->unreadable = true;
        scene_add(s, EVIDENCE_LIMIT, SPAN(""), SPAN(""));
    }
    if ((s->m->damage &
         (MESSAGE_DAMAGE_STRUCTURE | MESSAGE_DAMAGE_EMPTY | MESSAGE_DAMAGE_CHARSET)) != 0) {
        s->out->unreadable = true;
        scene_add(s, EVIDENCE_DAMAGE, SPAN(""), SPAN(""));
    }
}

void message_observe(const struct observer *o, const struct message *m, struct arena *a,
                     struct observation *out)
{
    struct arena_mark mark = arena_mark(a);
    struct scene *s = arena_take(a, sizeof *s);

    *out = (struct observation){.is_sms = m->kind == MESSAGE_SMS,
                                .forwarded = m->forward != MESSAGE_FORWARD_NONE};
    if (s == NULL) {
        out->unreadable = true;
        return;
    }
    *s = (struct scene){.o = o, .m = m, .a = a, .out = out};
    observe_reading(s);
    if (!fold_all(s)) {
        out->unreadable = true;
        scene_add(s, EVIDENCE_LIMIT, SPAN(""), SPAN(""));
    }
    observe_claim(s);
    observe_links(s);
    observe_sender(s);
    observe_words(s);
    observe_form(s);
    observe_known(s);
    arena_release(a, mark);
}
