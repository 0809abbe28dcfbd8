/* Questions to the registry: which brand, what a host or an address is to it. */
#include "message/ascii.h"
#include "message/brand_index.h"

size_t brands_count(const struct brands *b)
{
    return b->count;
}

const struct brand *brands_at(const struct brands *b, size_t index)
{
    return &b->list[index];
}

const struct brand *brands_find(const struct brands *b, struct span id)
{
    const struct index_item *at = index_first(&b->by_id, index_hash(id));

    while (at != NULL && !span_eq(b->list[at->value].id, id)) {
        at = index_after(&b->by_id, at);
    }
    return at == NULL ? NULL : &b->list[at->value];
}

/* What one fact makes of a host for one brand. */
static enum brand_tie fact_tie(const struct brands *b, const struct host_fact *f,
                               const struct brand *brand)
{
    const struct brand *other = &b->list[f->brand];
    bool mine = f->brand == brand->index;
    bool kin = span_eq(other->group, brand->group);

    switch (f->kind) {
    case BRAND_DOMAIN:
    case BRAND_HOST:
        return mine ? BRAND_TIE_OWN : kin ? BRAND_TIE_KIN : BRAND_TIE_NONE;
    case BRAND_USES:
        return mine || kin ? BRAND_TIE_USES : BRAND_TIE_NONE;
    case BRAND_OPEN:
        return mine || kin ? BRAND_TIE_OPEN : BRAND_TIE_NONE;
    case BRAND_NAME:
    case BRAND_TOKEN:
    case BRAND_MAILBOXES:
    case BRAND_SENDER:
    case BRAND_SMS:
    case BRAND_PROMISE:
    case BRAND_PAGE:
    case BRAND_FACT_KINDS:
        break;
    }
    return BRAND_TIE_NONE;
}

/* What the facts about exactly this name make of it: OPEN takes back what OWN gives. */
static enum brand_tie name_tie(const struct brands *b, const struct brand *brand, struct span name)
{
    const struct index_item *at = index_first(&b->by_host, index_hash(name));
    enum brand_tie best = BRAND_TIE_NONE;

    for (; at != NULL; at = index_after(&b->by_host, at)) {
        const struct host_fact *f = &b->hosts[at->value];
        enum brand_tie tie = span_eq(f->name, name) ? fact_tie(b, f, brand) : BRAND_TIE_NONE;

        if (tie == BRAND_TIE_OPEN) {
            return tie;
        }
        best = tie < best ? tie : best;
    }
    return best;
}

enum brand_tie brand_tie(const struct brands *b, const struct brand *brand, const struct host *h)
{
    struct span rest = host_name(h);
    struct span head;
    enum brand_tie tie = BRAND_TIE_NONE;

    if (h->kind != HOST_NAME) {
        return BRAND_TIE_NONE;
    }
    /* From the whole name upwards: the longest fact decides. */
    do {
        tie = name_tie(b, brand, rest);
    } while (tie == BRAND_TIE_NONE && span_cut(&rest, '.', &head));
    return tie;
}

/* The brand whose own name this is exactly. *open: some brand leaves it to anybody. */
static const struct brand *name_owner(const struct brands *b, struct span name, bool *open)
{
    const struct index_item *at = index_first(&b->by_host, index_hash(name));
    const struct brand *owner = NULL;

    for (; at != NULL; at = index_after(&b->by_host, at)) {
        const struct host_fact *f = &b->hosts[at->value];

        if (!span_eq(f->name, name)) {
            continue;
        }
        *open = *open || f->kind == BRAND_OPEN;
        if (owner == NULL && (f->kind == BRAND_DOMAIN || f->kind == BRAND_HOST)) {
            owner = &b->list[f->brand];
        }
    }
    return *open ? NULL : owner;
}

const struct brand *brands_owner(const struct brands *b, const struct host *h)
{
    struct span rest = host_name(h);
    struct span head;
    bool open = false;

    while (h->kind == HOST_NAME && !open) {
        const struct brand *owner = name_owner(b, rest, &open);

        if (owner != NULL) {
            return owner;
        }
        if (!span_cut(&rest, '.', &head)) {
            break;
        }
    }
    return NULL;
}

bool brands_is_mailbox_host(const struct brands *b, const struct host *h)
{
    const struct index_item *at = index_first(&b->by_host, index_hash(host_name(h)));

    for (; at != NULL; at = index_after(&b->by_host, at)) {
        const struct host_fact *f = &b->hosts[at->value];

        if (f->kind == BRAND_MAILBOXES && span_eq(f->name, host_name(h))) {
            return true;
        }
    }
    return false;
}

/* The same but for case. */
static bool same(struct span a, struct span b)
{
    for (size_t i = 0; i < a.len && a.len == b.len; i++) {
        if (ascii_lower(a.at[i]) != ascii_lower(b.at[i])) {
            return false;
        }
    }
    return a.len == b.len;
}

bool brand_sends_from(const struct brand *brand, struct span address)
{
    const struct brand_facts *f = &brand->facts[BRAND_SENDER];

    for (size_t i = 0; i < f->count; i++) {
        if (same(f->at[i].text, address)) {
            return true;
        }
    }
    return false;
}

bool brand_lists_senders(const struct brand *brand)
{
    return brand->senders_all && brand->facts[BRAND_SENDER].count > 0;
}

/* An SMS sender without what phones put between its parts. */
static struct span sms_bare(struct span s, char room[static 24])
{
    size_t len = 0;

    for (size_t i = 0; i < s.len; i++) {
        if (s.at[i] == ' ' || s.at[i] == '-') {
            continue;
        }
        if (len == 23) {
            return (struct span){0};
        }
        room[len++] = ascii_lower(s.at[i]);
    }
    return (struct span){.at = room, .len = len};
}

bool brand_sms_from(const struct brand *brand, struct span sender)
{
    const struct brand_facts *f = &brand->facts[BRAND_SMS];
    char bytes[24];
    char mine[24];
    struct span bare = sms_bare(sender, bytes);

    for (size_t i = 0; i < f->count && bare.len > 0; i++) {
        if (span_eq(sms_bare(f->at[i].text, mine), bare)) {
            return true;
        }
    }
    return false;
}
