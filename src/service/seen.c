#include "service/seen.h"

#include "base/hash.h"
#include "base/memory.h"
#include "base/time.h"

#include <stdlib.h>
#include <string.h>

#define IDENTITY_FIXED 48 /* bytes of an identity that are no text */
#define IDENTITY_TEXT 320 /* bytes of each text that count */
#define FIRST_SLOTS 1024  /* a power of two */

struct hour_set {
    int64_t hour;
    uint64_t used_at; /* for choosing which set to let go */
    uint64_t *slots;  /* 0: empty; identities are never 0 */
    size_t slot_count;
    size_t count;
};

struct seen {
    struct store *store;
    uint64_t clock;
    struct hour_set sets[SEEN_HOURS];
    struct hour_set *last;
};

struct seen *seen_new(struct store *store)
{
    struct seen *s = memory_new(1, sizeof *s);

    s->store = store;
    return s;
}

void seen_free(struct seen **s)
{
    if (*s == NULL) {
        return;
    }
    for (size_t i = 0; i < SEEN_HOURS; i++) {
        free((*s)->sets[i].slots);
    }
    free(*s);
    *s = NULL;
}

/* What makes two lines the same event; hashed as it lies in memory. */
struct identity_words {
    int64_t at_s;
    uint64_t session;
    uint64_t account;
    uint64_t program;
    uint32_t pid;
    uint32_t attempts;
    uint8_t remote[sizeof(((struct address *)NULL)->bytes)];
    uint8_t service;
    uint8_t outcome;
    uint8_t detail;
    uint8_t has_remote;
    uint8_t zero[4];
};
_Static_assert(sizeof(struct identity_words) == 64, "no padding: every byte is hashed");

/* A longer text is told apart by its length and its first bytes. */
static struct span identity_text(struct span text)
{
    return (struct span){.at = text.at, .len = text.len < IDENTITY_TEXT ? text.len : IDENTITY_TEXT};
}

uint64_t event_identity(const struct signin *s, struct span program, uint32_t pid, bool detail)
{
    char bytes[IDENTITY_FIXED + 3 * IDENTITY_TEXT];
    struct {
        int64_t at_s;
        uint32_t pid;
        uint32_t attempts;
        uint16_t lengths[3]; /* so that no text can lend bytes to the next */
        uint8_t service;
        uint8_t outcome;
        uint8_t remote[sizeof s->remote.bytes];
        uint8_t detail;
        uint8_t has_remote;
        uint8_t zero[6];
    } words = {
        .at_s = s->at_ms / TIME_SECOND_MS,
        .pid = pid,
        .attempts = s->attempts,
        .lengths = {(uint16_t)s->account.len, (uint16_t)s->session.len, (uint16_t)program.len},
        .service = (uint8_t)s->service,
        .outcome = (uint8_t)s->outcome,
        .detail = detail,
        .has_remote = s->has_remote,
    };
    struct buf all = BUF_ON(bytes);
    uint64_t hash;

    _Static_assert(sizeof words == IDENTITY_FIXED, "no padding: every byte is hashed");
    if (s->has_remote) {
        memcpy(words.remote, s->remote.bytes, sizeof words.remote);
    }
    buf_add(&all, (struct span){.at = (const char *)&words, .len = sizeof words});
    buf_add(&all, identity_text(s->account));
    buf_add(&all, identity_text(s->session));
    buf_add(&all, identity_text(program));
    hash = hash_bytes(&HASH_KEY_STABLE, bytes, all.len);
    return hash == 0 ? 1 : hash;
}

static void set_grow(struct hour_set *set)
{
    size_t slot_count = set->slot_count == 0 ? FIRST_SLOTS : set->slot_count * 2;
    uint64_t *slots = memory_new(slot_count, sizeof *slots);

    for (size_t i = 0; i < set->slot_count; i++) {
        size_t at = (size_t)set->slots[i] & (slot_count - 1);

        if (set->slots[i] == 0) {
            continue;
        }
        while (slots[at] != 0) {
            at = (at + 1) & (slot_count - 1);
        }
        slots[at] = set->slots[i];
    }
    free(set->slots);
    set->slots = slots;
    set->slot_count = slot_count;
}

static bool set_add(struct hour_set *set, uint64_t identity)
{
    size_t at;

    if (set->count * 2 >= set->slot_count) {
        set_grow(set);
    }
    at = (size_t)identity & (set->slot_count - 1);
    while (set->slots[at] != 0) {
        if (set->slots[at] == identity) {
            return false;
        }
        at = (at + 1) & (set->slot_count - 1);
    }
    set->slots[at] = identity;
    set->count++;
    return true;
}

static bool load(struct seen *s, struct hour_set *set, int64_t hour, struct err *e)
{
    uint64_t *kept = NULL;
    size_t count = 0;

    if (s->store != NULL && !store_identities(s->store, hour, &kept, &count, e)) {
        return false;
    }
    free(set->slots);
    *set = (struct hour_set){.hour = hour};
    set_grow(set);
    for (size_t i = 0; i < count; i++) {
        (void)set_add(set, kept[i]);
    }
    free(kept);
    return true;
}

/* Identities of the hour that is let go are in the store's hands, or, without one, forgotten. */
static bool set_of(struct seen *s, int64_t hour, struct hour_set **out, struct err *e)
{
    struct hour_set *pick = &s->sets[0];

    for (size_t i = 0; i < SEEN_HOURS; i++) {
        if (s->sets[i].slots != NULL && s->sets[i].hour == hour) {
            *out = &s->sets[i];
            return true;
        }
        if (s->sets[i].used_at < pick->used_at) {
            pick = &s->sets[i];
        }
    }
    if (!load(s, pick, hour, e)) {
        return false;
    }
    *out = pick;
    return true;
}

bool seen_holds(const struct seen *s, int64_t hour)
{
    for (size_t i = 0; i < SEEN_HOURS; i++) {
        if (s->sets[i].slots != NULL && s->sets[i].hour == hour) {
            return true;
        }
    }
    return false;
}

bool seen_add(struct seen *s, int64_t hour, uint64_t identity, bool *fresh, struct err *e)
{
    if (s->last == NULL || s->last->hour != hour) {
        if (!set_of(s, hour, &s->last, e)) {
            s->last = NULL;
            return false;
        }
        s->last->used_at = ++s->clock;
    }
    *fresh = set_add(s->last, identity);
    return true;
}
