#include "store/notice_form.h"

#include "base/utf8.h"
#include "store/bytes.h"
#include "store/row.h"

#define FORM_VERSION 1

enum form_flag {
    FORM_WAITS = 1,
    FORM_REMOTE = 2,
    FORM_PASSWORD_RIGHT = 4,
    FORM_SCORED = 8,
    FORM_UNDO = 16
};

static bool facts_known(const struct notice_facts *f)
{
    bool known = f->kind < NOTICE_KIND_COUNT && f->service < SERVICE_COUNT &&
                 f->outcome < OUTCOME_COUNT && f->credential < CREDENTIAL_KIND_COUNT &&
                 f->cause < CODE_CAUSE_COUNT && f->place.kind < NETWORK_KIND_COUNT &&
                 f->client.trust <= CLIENT_BOUND && f->decision.action < ACTION_COUNT &&
                 f->decision.strict < ACTION_COUNT && f->decision.reason_count <= REASONS_MAX;

    for (size_t i = 0; known && i < f->decision.reason_count; i++) {
        known = f->decision.reasons[i].code < REASON_COUNT;
    }
    return known;
}

bool notice_facts_check(const struct notice_facts *f, struct err *e)
{
    return facts_known(f) || err_set(e, ERR_BUG, "a notice with a fact nobody knows");
}

/* --- drafts -------------------------------------------------------------------------------------- */

static bool delivery_sound(const struct delivery *d)
{
    return d->channel < CHANNEL_COUNT &&
           (d->state == DELIVERY_WAITING || d->state == DELIVERY_STANDBY) && d->recipient.len > 0 &&
           d->recipient.len < NOTICE_RECIPIENT_MAX && d->body.len > 0 &&
           d->body.len <= NOTICE_BODY_MAX;
}

static bool deliveries_sound(const struct notice_draft *d)
{
    bool sound = d->count <= NOTICE_DELIVERIES_MAX;

    for (size_t i = 0; sound && i < d->count; i++) {
        sound = delivery_sound(&d->deliveries[i]);
    }
    return sound;
}

static void delivery_begin(struct delivery *d, int64_t now_ms)
{
    d->id = 0;
    d->notice = 0;
    d->tries = 0;
    d->changed_ms = now_ms;
    d->detail = SPAN("");
    if (d->state == DELIVERY_STANDBY) {
        d->next_ms = now_ms + (int64_t)d->standby_s * 1000;
    }
}

bool notice_make(struct store *s, const struct notice_request *r, struct span key,
                 struct notice_draft *out)
{
    struct notice *n = &out->notice;

    *out = (struct notice_draft){0};
    if (s->compose == NULL) {
        return false;
    }
    s->compose(s->compose_ctx, r, out);
    if (n->fate == NOTICE_NONE || n->fate >= NOTICE_FATE_COUNT || n->reference[0] == '\0' ||
        memchr(n->reference, '\0', sizeof n->reference) == NULL) {
        return false;
    }
    n->id = 0;
    n->digest = 0;
    n->event = r->event;
    n->created_ms = r->now_ms;
    n->account = key;
    n->facts = *r->facts;
    if (n->fate != NOTICE_TOLD) {
        out->count = 0;
    } else if (out->count == 0 || !deliveries_sound(out)) {
        n->fate = NOTICE_NOBODY;
        out->count = 0;
    }
    for (size_t i = 0; i < out->count; i++) {
        delivery_begin(&out->deliveries[i], r->now_ms);
    }
    s->made = s->made || out->count > 0;
    return true;
}

struct notice_past notice_past_of(int64_t created_ms, enum notice_fate fate,
                                  const struct notice_facts *f)
{
    return (struct notice_past){
        .created_ms = created_ms,
        .kind = f->kind,
        .fate = (uint8_t)fate,
        .country = f->place.country,
        .provider = place_provider(&f->place),
        .client_family = f->client.family,
    };
}

struct span notice_detail(struct span detail)
{
    if (detail.len > NOTICE_DETAIL_MAX) {
        detail.len = NOTICE_DETAIL_MAX;
        while (detail.len > 0 && ((unsigned char)detail.at[detail.len] & 0xc0) == 0x80) {
            detail.len--;
        }
    }
    return detail;
}

/* --- the byte form of facts ---------------------------------------------------------------------- */

size_t notice_pack_facts(const struct notice_facts *f, uint8_t out[static NOTICE_FACTS_MAX])
{
    uint8_t *at = out;
    size_t device = strnlen(f->device, NOTICE_DEVICE_MAX - 1);

    *at++ = FORM_VERSION;
    *at++ = f->kind;
    *at++ = f->service;
    *at++ = f->outcome;
    *at++ = f->credential;
    *at++ = f->cause;
    *at++ = (uint8_t)((f->waits ? FORM_WAITS : 0) | (f->has_remote ? FORM_REMOTE : 0) |
                      (f->password_right ? FORM_PASSWORD_RIGHT : 0) |
                      (f->decision.scored ? FORM_SCORED : 0) | (f->undo ? FORM_UNDO : 0));
    *at++ = f->place.kind;
    *at++ = f->place.flags;
    *at++ = f->client.trust;
    *at++ = f->decision.action;
    *at++ = f->decision.strict;
    bytes_put(at, (uint64_t)f->at_ms, 8);
    bytes_put(at + 8, (uint64_t)f->first_ms, 8);
    bytes_put(at + 16, f->identity, 8);
    bytes_put(at + 24, f->count, 4);
    bytes_put(at + 28, f->place.country, 2);
    bytes_put(at + 30, f->place.own, 2);
    bytes_put(at + 32, f->place.asn, 4);
    bytes_put(at + 36, f->client.family, 4);
    bytes_put(at + 40, f->client.version, 4);
    bytes_put(at + 44, (uint32_t)f->decision.score, 4);
    bytes_put(at + 48, device, 2);
    at[50] = f->has_remote ? (uint8_t)row_pack_address(&f->remote, at + 51) : 0;
    at += 51 + at[50];
    memcpy(at, f->device, device);
    at += device;
    at += row_pack_reasons(&f->decision, at);
    return (size_t)(at - out);
}

static void head_get(const uint8_t *at, struct notice_facts *f)
{
    const uint8_t *wide = at + 12;

    *f = (struct notice_facts){
        .kind = at[1],
        .service = at[2],
        .outcome = at[3],
        .credential = at[4],
        .cause = at[5],
        .waits = (at[6] & FORM_WAITS) != 0,
        .has_remote = (at[6] & FORM_REMOTE) != 0,
        .password_right = (at[6] & FORM_PASSWORD_RIGHT) != 0,
        .undo = (at[6] & FORM_UNDO) != 0,
        .at_ms = (int64_t)bytes_get(wide, 8),
        .first_ms = (int64_t)bytes_get(wide + 8, 8),
        .identity = bytes_get(wide + 16, 8),
        .count = (uint32_t)bytes_get(wide + 24, 4),
        .place = {.kind = at[7],
                  .flags = at[8],
                  .country = (uint16_t)bytes_get(wide + 28, 2),
                  .own = (uint16_t)bytes_get(wide + 30, 2),
                  .asn = (uint32_t)bytes_get(wide + 32, 4)},
        .client = {.trust = at[9],
                   .family = (uint32_t)bytes_get(wide + 36, 4),
                   .version = (uint32_t)bytes_get(wide + 40, 4)},
        .decision = {.action = at[10],
                     .strict = at[11],
                     .scored = (at[6] & FORM_SCORED) != 0,
                     .score = (int32_t)(uint32_t)bytes_get(wide + 44, 4)},
    };
}

bool notice_unpack_facts(const uint8_t *at, size_t len, struct notice_facts *out)
{
    struct notice_facts f;
    size_t remote;
    size_t device;

    if (at == NULL || len < NOTICE_FACTS_HEAD || at[0] != FORM_VERSION) {
        return false;
    }
    head_get(at, &f);
    device = bytes_get(at + NOTICE_FACTS_HEAD - 3, 2);
    remote = at[NOTICE_FACTS_HEAD - 1];
    at += NOTICE_FACTS_HEAD;
    len -= NOTICE_FACTS_HEAD;
    if (device >= NOTICE_DEVICE_MAX || remote + device > len || f.has_remote != (remote > 0) ||
        (remote > 0 && !row_unpack_address(at, remote, &f.remote))) {
        return false;
    }
    memcpy(f.device, at + remote, device);
    at += remote + device;
    len -= remote + device;
    if (!row_unpack_reasons(at, len, &f.decision) || !facts_known(&f)) {
        return false;
    }
    *out = f;
    return true;
}
