#include "service/sessions.h"

#include "base/memory.h"

#include <stdlib.h>

#define WAYS 4

struct sessions {
    struct session table[SESSIONS_MAX];
};

struct sessions *sessions_new(void)
{
    return memory_new(1, sizeof(struct sessions));
}

void sessions_free(struct sessions **s)
{
    free(*s);
    *s = NULL;
}

static struct session *set_of(struct sessions *s, uint64_t key)
{
    return &s->table[(key >> 8) % (SESSIONS_MAX / WAYS) * WAYS];
}

struct session *sessions_find(struct sessions *s, uint64_t key, int64_t now_ms)
{
    struct session *set = set_of(s, key);

    for (size_t i = 0; i < WAYS; i++) {
        int64_t age_ms = now_ms - set[i].at_ms;

        /* a clock that was put back makes a session young, never old */
        if (set[i].key == key && age_ms <= SESSION_KEPT_MS) {
            return &set[i];
        }
    }
    return NULL;
}

struct session *sessions_begin(struct sessions *s, uint64_t key, int64_t now_ms)
{
    struct session *set = set_of(s, key);
    struct session *pick = set;

    for (size_t i = 0; i < WAYS; i++) {
        if (set[i].key == key || set[i].key == 0) {
            pick = &set[i];
            break;
        }
        if (set[i].at_ms < pick->at_ms) {
            pick = &set[i];
        }
    }
    *pick = (struct session){.key = key, .at_ms = now_ms};
    return pick;
}

void sessions_end(struct session *one)
{
    if (one != NULL) {
        *one = (struct session){0};
    }
}
