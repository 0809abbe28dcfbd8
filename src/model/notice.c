#include "model/notice.h"

#include "model/notice_answer.h"

static const char *const kinds[NOTICE_KIND_COUNT] = {
    [NOTICE_SIGNIN] = "signin",           [NOTICE_REFUSED] = "refused",
    [NOTICE_RESTRICTION] = "restriction", [NOTICE_CODE] = "code",
    [NOTICE_CREDENTIAL] = "credential",   [NOTICE_TEST] = "test",
    [NOTICE_DIGEST] = "digest",           [NOTICE_WARNING] = "warning",
};

static const char *const channels[CHANNEL_COUNT] = {
    [CHANNEL_SMS] = "sms",
    [CHANNEL_MAIL] = "mail",
    [CHANNEL_VOICE] = "voice",
};

static const char *const causes[CODE_CAUSE_COUNT] = {
    [CODE_SIGNIN] = "signin",     [CODE_SETTINGS] = "settings",       [CODE_PAYMENT] = "payment",
    [CODE_RECOVERY] = "recovery", [CODE_PHONE_CHECK] = "phone_check",
};

static const char *const fates[NOTICE_FATE_COUNT] = {
    [NOTICE_NONE] = "none",     [NOTICE_TOLD] = "told",       [NOTICE_HELD] = "held",
    [NOTICE_NOBODY] = "nobody", [NOTICE_PREVIEW] = "preview",
};

static const char *const states[DELIVERY_STATE_COUNT] = {
    [DELIVERY_STANDBY] = "standby",     [DELIVERY_WAITING] = "waiting",
    [DELIVERY_ACCEPTED] = "accepted",   [DELIVERY_BUFFERED] = "buffered",
    [DELIVERY_DELIVERED] = "delivered", [DELIVERY_FAILED] = "failed",
    [DELIVERY_EXPIRED] = "expired",     [DELIVERY_DROPPED] = "dropped",
};

static const char *const statuses[NOTICE_STATUS_COUNT] = {
    [NOTICE_OURS] = "ours",
    [NOTICE_UNKNOWN] = "unknown",
    [NOTICE_MALFORMED] = "malformed",
};

const char *notice_status_code(enum notice_status s)
{
    return statuses[s];
}

const char *notice_kind_code(enum notice_kind k)
{
    return kinds[k];
}

const char *channel_code(enum channel c)
{
    return channels[c];
}

const char *code_cause_code(enum code_cause c)
{
    return causes[c];
}

const char *notice_fate_code(enum notice_fate f)
{
    return fates[f];
}

const char *delivery_state_code(enum delivery_state s)
{
    return states[s];
}

/* The number of `code` among `codes`; count when it is none. */
static size_t code_find(const char *const *codes, size_t count, struct span code)
{
    size_t i = 0;

    while (i < count && !span_eq(code, (struct span){.at = codes[i], .len = strlen(codes[i])})) {
        i++;
    }
    return i;
}

bool notice_kind_parse(struct span code, enum notice_kind *out)
{
    size_t i = code_find(kinds, NOTICE_KIND_COUNT, code);

    if (i == NOTICE_KIND_COUNT) {
        return false;
    }
    *out = (enum notice_kind)i;
    return true;
}

bool channel_parse(struct span code, enum channel *out)
{
    size_t i = code_find(channels, CHANNEL_COUNT, code);

    if (i == CHANNEL_COUNT) {
        return false;
    }
    *out = (enum channel)i;
    return true;
}

/* --- the way of a delivery ----------------------------------------------------------------------- */

bool delivery_is_final(enum delivery_state s)
{
    return s >= DELIVERY_DELIVERED;
}

bool delivery_may_become(enum delivery_state from, enum delivery_state to)
{
    return !delivery_is_final(from) && to >= from;
}
