#include "words/tell.h"

#include <string.h>

static bool has(const struct notice_facts *f, enum reason_code code)
{
    for (size_t i = 0; i < REASONS_MAX && i < f->decision.reason_count; i++) {
        if (f->decision.reasons[i].code == code) {
            return true;
        }
    }
    return false;
}

enum tell_result tell_result(const struct notice_facts *f)
{
    if (f->outcome != OUTCOME_SUCCESS && f->outcome != OUTCOME_REFUSED) {
        return RESULT_FAILED;
    }
    if (f->waits) {
        return RESULT_WAITS;
    }
    if (f->kind == NOTICE_REFUSED || f->outcome == OUTCOME_REFUSED) {
        return RESULT_REFUSED;
    }
    return RESULT_SUCCEEDED;
}

static bool is_abroad(const struct notice_facts *f, const uint16_t *home, size_t count)
{
    const struct place *p = &f->place;

    if (count > 0 && has(f, REASON_STAGE_ABROAD)) {
        return true;
    }
    if (count == 0 || p->kind != NETWORK_PUBLIC || p->country == 0 ||
        (p->flags & (PLACE_ANYCAST | PLACE_SATELLITE)) != 0 || !has(f, REASON_NEW_COUNTRY)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (home[i] == p->country) {
            return false;
        }
    }
    return true;
}

enum tell_ground tell_ground(const struct notice_facts *f, const uint16_t *home, size_t count)
{
    if (is_abroad(f, home, count)) {
        return GROUND_ABROAD;
    }
    if (has(f, REASON_NEW_COUNTRY) && f->place.country != 0) {
        return GROUND_COUNTRY;
    }
    if (has(f, REASON_NEW_PROVIDER)) {
        return GROUND_PROVIDER;
    }
    if (has(f, REASON_NEW_CLIENT)) {
        return GROUND_CLIENT;
    }
    return GROUND_OTHER;
}

static const struct {
    uint8_t reason;
    uint8_t benign;
} applies[] = {
    {REASON_NEW_COUNTRY, BENIGN_TRAVEL},    {REASON_TWO_COUNTRIES, BENIGN_VPN},
    {REASON_ANONYMISER, BENIGN_VPN},        {REASON_NEW_PROVIDER, BENIGN_NETWORK},
    {REASON_NEW_ADDRESS, BENIGN_NETWORK},   {REASON_HOSTILE_NETWORK, BENIGN_NETWORK},
    {REASON_NEW_PROVIDER, BENIGN_ROUTE},    {REASON_RARE_PLACE, BENIGN_ROUTE},
    {REASON_NEW_CLIENT, BENIGN_CLIENT},     {REASON_NEW_VERSION, BENIGN_UPDATE},
    {REASON_DORMANT, BENIGN_PAUSE},         {REASON_FIRST_SIGNIN, BENIGN_PAUSE},
    {REASON_AFTER_FAILURES, BENIGN_TYPING},
};

static uint32_t by_reasons(const struct notice_facts *f)
{
    uint32_t set = 0;

    for (size_t i = 0; i < COUNT(applies); i++) {
        if (has(f, (enum reason_code)applies[i].reason)) {
            set |= 1u << applies[i].benign;
        }
    }
    return set;
}

uint32_t tell_benign(const struct notice_facts *f)
{
    uint32_t set = 0;

    switch (f->kind) {
    case NOTICE_TEST:
        return 0;
    case NOTICE_CODE:
        return 1u << BENIGN_SETTINGS | 1u << BENIGN_CLIENT | 1u << BENIGN_OLD_NUMBER;
    case NOTICE_CREDENTIAL:
        return 1u << BENIGN_OWN_CHANGE;
    case NOTICE_RESTRICTION:
    case NOTICE_WARNING:
        return 1u << BENIGN_OLD_PASSWORD;
    case NOTICE_REFUSED:
        set = by_reasons(f) | 1u << BENIGN_OLD_PASSWORD;
        break;
    default:
        set = by_reasons(f);
        break;
    }
    return set != 0 ? set : 1u << BENIGN_OTHER;
}

bool tell_never_parse(struct span code, enum tell_never *out)
{
    static const char *const codes[NEVER_COUNT] = {"password", "code",     "payment", "card",
                                                   "remote",   "identity", "reply"};

    for (unsigned i = 0; i < NEVER_COUNT; i++) {
        if (span_eq(code, (struct span){.at = codes[i], .len = strlen(codes[i])})) {
            *out = (enum tell_never)i;
            return true;
        }
    }
    return false;
}

void tell_put(struct buf *out, enum lang l, enum tell t, const struct arg *args, size_t count)
{
    catalogue_put(out, tell_entry(t)->text[l], args, count);
}
