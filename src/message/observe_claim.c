/* Whom does the message claim to be from? */
#include "message/observe_parts.h"

#define TEXT_LOOKED 3000 /* bytes of the text in which a sender names himself */

static void take_from(struct scene *s)
{
    struct err e = {0};

    if (s->m->from.count == 0) {
        return;
    }
    s->from = &s->m->from.at[0];
    s->has_from_host =
        s->from->domain.len > 0 && host_from_name(s->from->domain, &s->from_host, &e);
    if (s->has_from_host) {
        s->free_mail = brands_is_mailbox_host(s->o->brands, &s->from_host);
        s->from_owner = s->free_mail ? NULL : brands_owner(s->o->brands, &s->from_host);
    }
}

/* Of several brands named, the sender's own, else the first. */
static const struct brand_hit *choose(const struct scene *s, const struct brand_hit *hits,
                                      size_t count)
{
    for (size_t i = 0; i < count && s->has_from_host && !s->free_mail; i++) {
        if (brand_tie(s->o->brands, hits[i].brand, &s->from_host) <= BRAND_TIE_KIN) {
            return &hits[i];
        }
    }
    return count > 0 ? &hits[0] : NULL;
}

static bool claim(struct scene *s, struct span text)
{
    struct brand_hit hits[OBSERVE_BRANDS_MAX];
    size_t count = brands_in_text(s->o->brands, text, hits, COUNT(hits));
    const struct brand_hit *hit = choose(s, hits, count);

    if (hit == NULL) {
        return false;
    }
    s->brand = hit->brand;
    s->disguised = hit->disguised;
    memcpy(s->brand_words, hit->words, sizeof s->brand_words);
    return true;
}

void observe_claim(struct scene *s)
{
    struct span text = s->m->text;

    take_from(s);
    text.len = text.len < TEXT_LOOKED ? text.len : TEXT_LOOKED;
    s->in_name = s->from != NULL && claim(s, s->from->name);
    s->in_subject = !s->in_name && claim(s, s->m->subject);
    s->in_text = !s->in_name && !s->in_subject && claim(s, text);
    if (s->brand == NULL && s->from_owner != NULL) {
        s->brand = s->from_owner;
    }
    s->claimed = s->in_name || s->in_subject || (s->brand != NULL && s->brand == s->from_owner) ||
                 (s->in_text && s->m->kind != MESSAGE_MAIL);
    s->from_tie = s->brand != NULL && s->has_from_host
                      ? brand_tie(s->o->brands, s->brand, &s->from_host)
                      : BRAND_TIE_NONE;
    if (s->brand != NULL) {
        size_t len = s->brand->id.len < EVIDENCE_NAME_MAX ? s->brand->id.len : 0;

        memcpy(s->out->brand, s->brand->id.at, len);
    }
}
