#include "notice/teller.h"

#include "notice/plain.h"
#include "notice/segments.h"

int teller_service(const struct notice_facts *f)
{
    return f->service < SERVICE_COUNT ? f->service : SERVICE_UNKNOWN;
}

/* The facts of a place are shown where something came from somewhere. */
static bool is_located(const struct notice_facts *f)
{
    switch (f->kind) {
    case NOTICE_SIGNIN:
    case NOTICE_REFUSED:
    case NOTICE_RESTRICTION:
        return true;
    case NOTICE_CODE:
    case NOTICE_CREDENTIAL:
    case NOTICE_WARNING:
        return f->has_remote;
    default:
        return false;
    }
}

/* Without accents, when the message would take twice the segments with them. */
static struct span fold(const struct teller *t, struct span clean, struct buf *folded)
{
    folded->len = 0;
    if (!t->b->gsm) {
        return clean;
    }
    plain_gsm(folded, clean);
    return teller_written(folded);
}

static void put_client(struct teller *t)
{
    char bytes[PLAIN_DEVICE_MAX + 1];
    char cut_bytes[PLAIN_DEVICE_MAX + 8];
    struct buf device = BUF_ON(bytes);
    struct buf cut = BUF_ON(cut_bytes);
    const char *end = memchr(t->f->device, '\0', sizeof t->f->device);
    size_t len = end == NULL ? sizeof t->f->device : (size_t)(end - t->f->device);

    plain_device(&device, (struct span){.at = t->f->device, .len = len});
    if (device.len == 0) {
        teller_tell(t, "client", TELL_CLIENT_UNSEEN);
        teller_tell(t, "client_short", TELL_CLIENT_UNSEEN_SHORT);
        return;
    }
    teller_put(t, "client", teller_written(&device));
    t->device = value_shown(value_member(t->root, SPAN("client")));
    plain_cut(&cut, t->lang, teller_written(&device), t->b->client);
    teller_put(t, "client_short", teller_written(&cut));
}

/* What has no country. */
static enum tell unplaced(const struct place *p)
{
    switch (p->kind) {
    case NETWORK_CGNAT:
        return TELL_PLACE_CARRIER_SHORT;
    case NETWORK_PRIVATE:
    case NETWORK_LOOPBACK:
    case NETWORK_LINK_LOCAL:
    case NETWORK_ULA:
        return TELL_PLACE_INTERNAL_SHORT;
    default:
        return TELL_PLACE_UNKNOWN_SHORT;
    }
}

static void put_place_short(struct teller *t)
{
    const struct place *p = &t->where.place;
    char country_bytes[256];
    char folded_bytes[256];
    char provider_bytes[256];
    char bytes[WORDS_MAX];
    struct buf country = BUF_ON(country_bytes);
    struct buf folded = BUF_ON(folded_bytes);
    struct buf provider = BUF_ON(provider_bytes);
    struct buf text = BUF_ON(bytes);

    if (p->kind == NETWORK_OWN) {
        words_place(&text, t->lang, &t->where);
        teller_put(t, "place_short", teller_written(&text));
        return;
    }
    if (p->kind != NETWORK_PUBLIC || p->country == 0) {
        teller_tell(t, "place_short", unplaced(p));
        return;
    }
    words_country(&country, t->lang, p->country);
    t->args[HOLE_COUNTRY].text = fold(t, teller_written(&country), &folded);
    tell_put(&text, t->lang, TELL_PLACE_SHORT, t->args, HOLES);
    t->args[HOLE_COUNTRY].text = SPAN("");
    if (t->b->provider > 0 && t->where.provider[0] != '\0') {
        struct span name = fold(t, teller_of(t->where.provider), &folded);

        plain_cut(&provider, t->lang, name, t->b->provider);
        if (!t->b->gsm || !segments_of(teller_written(&provider)).unicode) {
            buf_addf(&text, " %.*s", (int)provider.len, provider.at);
        }
    }
    teller_put(t, "place_short", teller_written(&text));
}

static void find_place(struct teller *t)
{
    struct buf clean = {.at = t->where.provider, .cap = sizeof t->where.provider - 1};

    t->where.place = t->f->place;
    if (t->v->setup.provider != NULL) {
        char name[PROVIDER_TEXT_MAX] = "";

        t->v->setup.provider(t->v->setup.provider_ctx, &t->f->place, name);
        name[sizeof name - 1] = '\0';
        plain_name(&clean, teller_of(name));
        t->where.provider[clean.len] = '\0';
    }
}

void teller_where(struct teller *t)
{
    char bytes[WORDS_MAX];
    struct buf text = BUF_ON(bytes);

    find_place(t);
    if (!is_located(t->f)) {
        return;
    }
    words_place(&text, t->lang, &t->where);
    teller_put(t, "place", teller_written(&text));
    put_place_short(t);
    put_client(t);
    teller_tell(t, "service", (enum tell)(TELL_SERVICE_UNKNOWN + teller_service(t->f)));
    teller_tell(t, "service_short", (enum tell)(TELL_BRIEF_SERVICE_UNKNOWN + teller_service(t->f)));
    if (t->f->has_remote) {
        text.len = 0;
        address_print(&text, &t->f->remote);
        teller_put(t, "address", teller_written(&text));
    }
    value_set_bool(t->set, t->root, "estimated", t->f->place.kind == NETWORK_PUBLIC);
}
