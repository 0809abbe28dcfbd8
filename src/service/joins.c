#include "service/joins.h"

#include "base/hash.h"
#include "base/memory.h"
#include "base/time.h"

#include <stdlib.h>

#define WAYS 4
#define SETS 4096

struct join {
    uint64_t key;
    int64_t at_s;
    uint32_t counted; /* by details, not yet claimed; 0: free */
};

struct joins {
    struct join table[SETS * WAYS];
};

struct joins *joins_new(void)
{
    return memory_new(1, sizeof(struct joins));
}

void joins_free(struct joins **j)
{
    free(*j);
    *j = NULL;
}

static uint64_t key_of(const struct signin *s)
{
    if (s->session.len > 0) {
        return hash_span(&HASH_KEY_STABLE, s->session);
    }
    return ~hash_bytes(&HASH_KEY_STABLE, s->remote.bytes, sizeof s->remote.bytes);
}

static struct join *find(struct joins *j, uint64_t key, int64_t oldest_s)
{
    struct join *set = &j->table[key % SETS * WAYS];

    for (size_t i = 0; i < WAYS; i++) {
        if (set[i].counted > 0 && set[i].key == key && set[i].at_s >= oldest_s) {
            return &set[i];
        }
    }
    return NULL;
}

/* Where a new one goes: a free place, or that of the one longest past. */
static struct join *oldest(struct join *set)
{
    struct join *pick = set;

    for (size_t i = 0; i < WAYS; i++) {
        if (set[i].counted == 0 || set[i].at_s < pick->at_s) {
            pick = &set[i];
        }
    }
    return pick;
}

static void remember(struct joins *j, uint64_t key, int64_t at_s, int64_t oldest_s, uint32_t count)
{
    struct join *pick = find(j, key, oldest_s);

    if (pick == NULL) {
        pick = oldest(&j->table[key % SETS * WAYS]);
        *pick = (struct join){.key = key};
    }
    pick->at_s = at_s;
    pick->counted += count;
}

uint32_t joins_attempts(struct joins *j, const struct signin *s, bool detail)
{
    int64_t at_s = s->at_ms / TIME_SECOND_MS;
    int64_t oldest_s = at_s - (s->session.len > 0 ? JOIN_SESSION_S : JOIN_SECONDS);
    struct join *before;
    uint32_t claimed;

    if (s->session.len == 0 && !s->has_remote) {
        return s->attempts;
    }
    if (detail) {
        remember(j, key_of(s), at_s, oldest_s, s->attempts);
        return s->attempts;
    }
    before = find(j, key_of(s), oldest_s);
    if (before == NULL) {
        return s->attempts;
    }
    claimed = before->counted < s->attempts ? before->counted : s->attempts;
    before->counted -= claimed;
    return s->attempts - claimed;
}
