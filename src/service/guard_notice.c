#include "service/guard_state.h"

#include "base/hash.h"
#include "base/time.h"
#include "service/notice_budget.h"
#include "words/clean.h"

/* What the client calls itself, clean, cut at a character. */
static void device_take(struct span device, char out[static NOTICE_DEVICE_MAX])
{
    char bytes[NOTICE_DEVICE_MAX * 3] = "";
    struct buf clean = BUF_ON(bytes);
    size_t len;

    if (device.len > NOTICE_DEVICE_MAX - 1) {
        device.len = NOTICE_DEVICE_MAX - 1;
    }
    clean_text(&clean, device);
    len = clean.len < NOTICE_DEVICE_MAX ? clean.len : NOTICE_DEVICE_MAX - 1;
    while (len < clean.len && len > 0 && ((unsigned char)bytes[len] & 0xc0) == 0x80) {
        len--;
    }
    memcpy(out, bytes, len);
    out[len] = '\0';
}

/* An account's first days are learnt, not told: everything about them is new. */
static bool is_learning(const struct guard *g, const struct profile *known, int64_t now_ms)
{
    int64_t days =
        known == NULL || known->signins == 0 ? 0 : (int64_t)time_day_of(now_ms) - known->first_day;

    return days < (int64_t)g->setup.learning_days;
}

static struct notice_facts facts_of(const struct attempt *a, const struct history_row *row,
                                    enum notice_kind kind)
{
    struct notice_facts f = {
        .kind = (uint8_t)kind,
        .service = (uint8_t)row->service,
        .outcome = (uint8_t)row->outcome,
        .credential = a->client_key.len > 0 ? CREDENTIAL_APP_PASSWORD : CREDENTIAL_MAIN_PASSWORD,
        .has_remote = row->has_remote,
        .password_right = true,
        .at_ms = row->last_ms,
        .first_ms = row->last_ms,
        .count = 1,
        .identity = hash_mix(hash_span(&HASH_KEY_STABLE, a->login) ^
                             hash_mix(hash_span(&HASH_KEY_STABLE, a->session)) ^
                             hash_mix((uint64_t)row->last_ms)),
        .remote = row->latest[0].remote,
        .place = row->place,
        .client = row->client,
        .decision = row->decision,
    };

    device_take(a->device, f.device);
    return f;
}

bool guard_notice(const struct guard *g, const struct attempt *a, const struct history_row *row,
                  const struct profile *known, struct notice_facts *out)
{
    enum notice_kind kind = notice_kind_of(row);

    if (row->decision.action == ACTION_ALLOW || g->setup.notices == NULL ||
        !notices_wanted(g->setup.notices) ||
        (kind == NOTICE_SIGNIN && is_learning(g, known, row->last_ms))) {
        return false;
    }
    *out = facts_of(a, row, kind);
    return true;
}
