#include "decide/stage.h"

#include <string.h>

uint16_t stage_cohort(const struct hash_key *key, struct span account)
{
    return (uint16_t)(hash_mix(hash_span(key, account)) % STAGE_COHORTS);
}

static bool is_home(uint16_t country, const uint16_t *home, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (home[i] == country) {
            return true;
        }
    }
    return false;
}

enum stage_origin stage_origin_of(const struct place *p, bool has_remote, const uint16_t *home,
                                  size_t count)
{
    if (!has_remote) {
        return STAGE_INSIDE;
    }
    if ((p->flags & PLACE_TRUSTED_LINE) != 0) {
        return STAGE_LINE;
    }
    switch ((enum network_kind)p->kind) {
    case NETWORK_PRIVATE:
    case NETWORK_LOOPBACK:
    case NETWORK_LINK_LOCAL:
    case NETWORK_ULA:
        return STAGE_INSIDE;
    case NETWORK_PUBLIC:
    case NETWORK_OWN:
        break;
    case NETWORK_UNKNOWN:
    case NETWORK_CGNAT:
    case NETWORK_DOCUMENTATION:
    case NETWORK_SPECIAL:
    case NETWORK_KIND_COUNT:
        return STAGE_DOMESTIC;
    }
    if (p->country == 0 || count == 0 || (p->flags & (PLACE_ANYCAST | PLACE_SATELLITE)) != 0 ||
        is_home(p->country, home, count)) {
        return STAGE_DOMESTIC;
    }
    return STAGE_FOREIGN;
}

bool stage_is_for(const struct stage *s, struct span group, uint16_t cohort)
{
    bool named = s->group_count == 0;

    for (size_t i = 0; !named && i < s->group_count; i++) {
        named = span_eq(group, (struct span){.at = s->groups[i], .len = strlen(s->groups[i])});
    }
    return named && cohort < (unsigned)s->percent * (STAGE_COHORTS / 100);
}

static bool is_exempt(const struct stage *s, const struct stage_question *q)
{
    for (size_t i = 0; q->has_remote && i < s->network_count; i++) {
        const struct stage_network *n = &s->networks[i];
        struct address kept;

        if (address_is_v4(&n->prefix) != address_is_v4(&q->remote)) {
            continue;
        }
        kept = address_prefix(&q->remote, n->bits);
        if (address_eq(&kept, &n->prefix)) {
            return true;
        }
    }
    return false;
}

bool stage_would_refuse(const struct stage *s, const struct stage_question *q)
{
    return q->credential != STAGE_CREDENTIAL_APP && (s->origins & (unsigned)q->origin) != 0 &&
           (s->services & (1u << q->service)) != 0 && stage_is_for(s, q->group, q->cohort) &&
           !is_exempt(s, q);
}

static enum stage_effect effect_now(const struct stage *s, int64_t now_ms)
{
    bool begun = now_ms >= s->starts_ms;
    bool nudges = begun || (s->nudges_ms != 0 && now_ms >= s->nudges_ms);

    if (s->state != STAGE_ON) {
        return STAGE_NOTHING;
    }
    if (s->mode == STAGE_REFUSE && begun) {
        return STAGE_REFUSED;
    }
    return s->mode != STAGE_OBSERVE && nudges ? STAGE_TOLD : STAGE_COUNTED;
}

struct stage_ruling stage_decide(const struct stage *stages, size_t count,
                                 const struct stage_question *q)
{
    struct stage_ruling ruling = {.effect = STAGE_NOTHING};

    for (size_t i = 0; i < count; i++) {
        enum stage_effect effect = effect_now(&stages[i], q->now_ms);
        bool stronger =
            effect > ruling.effect || (ruling.stage != NULL && effect == ruling.effect &&
                                       stages[i].starts_ms < ruling.stage->starts_ms);

        if (effect != STAGE_NOTHING && stronger && stage_would_refuse(&stages[i], q)) {
            ruling = (struct stage_ruling){.effect = effect, .stage = &stages[i]};
        }
    }
    return ruling;
}
