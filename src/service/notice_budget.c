#include "service/notice_budget.h"

#include "base/time.h"

static bool has_reason(const struct notice_facts *f, enum reason_code code)
{
    for (size_t i = 0; i < f->decision.reason_count; i++) {
        if (f->decision.reasons[i].code == code) {
            return true;
        }
    }
    return false;
}

/* Kinds that tell of a sign-in: somebody else can make as many of them as they like. */
static bool is_of_signin(uint8_t kind)
{
    return kind == NOTICE_SIGNIN || kind == NOTICE_REFUSED || kind == NOTICE_CODE;
}

enum notice_kind notice_kind_of(const struct history_row *row)
{
    uint8_t first = row->decision.reason_count == 0 ? REASON_COUNT : row->decision.reasons[0].code;
    bool staged = first == REASON_STAGE_ABROAD || first == REASON_STAGE_HOME;

    if (row->outcome == OUTCOME_REFUSED) {
        return first == REASON_STAGE_HOME ? NOTICE_RESTRICTION : NOTICE_REFUSED;
    }
    return staged ? NOTICE_WARNING : NOTICE_SIGNIN;
}

bool notice_is_high_risk(const struct notice_facts *f)
{
    return (f->kind == NOTICE_SIGNIN || f->kind == NOTICE_REFUSED) &&
           has_reason(f, REASON_NEW_COUNTRY) && has_reason(f, REASON_NEW_PROVIDER) &&
           (has_reason(f, REASON_ANONYMISER) || has_reason(f, REASON_HOSTILE_NETWORK) ||
            has_reason(f, REASON_GUESSING_SOURCE) || has_reason(f, REASON_AFTER_FAILURES) ||
            has_reason(f, REASON_TWO_COUNTRIES));
}

static bool is_same(const struct notice_past *p, const struct notice_facts *f)
{
    return p->kind == f->kind && p->country == f->place.country &&
           p->provider == place_provider(&f->place) && p->client_family == f->client.family;
}

/* What was recorded as told or will be told with the digest; previews stand for what they preview. */
static bool is_known(const struct notice_past *p)
{
    return p->fate == NOTICE_TOLD || p->fate == NOTICE_HELD || p->fate == NOTICE_PREVIEW;
}

static bool is_told(const struct notice_past *p)
{
    return p->fate == NOTICE_TOLD || p->fate == NOTICE_PREVIEW;
}

/* A past time is within `span_ms`; one in the future, by a clock that was put back, too. */
static bool is_within(const struct notice_past *p, int64_t now_ms, int64_t span_ms)
{
    return now_ms - p->created_ms < span_ms;
}

struct counts {
    bool same;       /* known already, for as long as it counts */
    uint32_t minute; /* told of sign-ins within NOTICE_HIGH_RISK_MS */
    uint32_t hour;
    uint32_t two_days;
    bool digest; /* there was one within NOTICE_DIGEST_MS */
    bool stage;  /* one of its kind was told within stage_days */
};

static struct counts count_past(const struct notice_budget *b, const struct notice_facts *f,
                                const struct notice_past *past, size_t count, int64_t now_ms)
{
    int64_t same_ms = notice_is_high_risk(f) ? TIME_DAY_MS : (int64_t)b->same_days * TIME_DAY_MS;
    struct counts c = {0};

    for (size_t i = 0; i < count; i++) {
        const struct notice_past *p = &past[i];
        bool told = is_told(p) && is_of_signin(p->kind);

        c.same = c.same || (is_known(p) && is_same(p, f) && is_within(p, now_ms, same_ms));
        c.minute += told && is_within(p, now_ms, NOTICE_HIGH_RISK_MS);
        c.hour += told && is_within(p, now_ms, TIME_HOUR_MS);
        c.two_days += told && is_within(p, now_ms, 2 * TIME_DAY_MS);
        c.digest = c.digest || (is_told(p) && p->kind == NOTICE_DIGEST &&
                                is_within(p, now_ms, NOTICE_DIGEST_MS));
        c.stage = c.stage || (is_told(p) && p->kind == f->kind &&
                              is_within(p, now_ms, (int64_t)b->stage_days * TIME_DAY_MS));
    }
    return c;
}

enum notice_fate notice_budget_fate(const struct notice_budget *b, const struct notice_facts *f,
                                    const struct notice_past *past, size_t count, int64_t now_ms)
{
    bool high = notice_is_high_risk(f);
    struct counts c = count_past(b, f, past, count, now_ms);

    if (f->kind == NOTICE_DIGEST) {
        return c.digest ? NOTICE_NONE : NOTICE_TOLD;
    }
    if (f->kind == NOTICE_RESTRICTION || f->kind == NOTICE_WARNING) {
        return c.stage ? NOTICE_NONE : NOTICE_TOLD;
    }
    if (!is_of_signin(f->kind)) {
        return NOTICE_TOLD;
    }
    if (c.same && f->kind != NOTICE_CODE) {
        return NOTICE_NONE;
    }
    if (high) {
        return c.minute > 0 ? NOTICE_HELD : NOTICE_TOLD;
    }
    return c.hour >= b->hour || c.two_days >= b->two_days ? NOTICE_HELD : NOTICE_TOLD;
}
