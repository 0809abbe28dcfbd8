#include "courier/backoff.h"

#include "base/hash.h"

uint32_t backoff_wait_ms(const struct backoff *b, uint32_t tries, int64_t id, uint64_t seed)
{
    size_t step = tries == 0 ? 0 : tries - 1;
    uint64_t wait = b->wait_ms[step < b->count ? step : b->count - 1];
    uint64_t noise = hash_mix(seed ^ hash_mix((uint64_t)id + ((uint64_t)tries << 48))) % 401;

    return (uint32_t)(wait * (800 + noise) / 1000);
}
