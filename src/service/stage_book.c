#include "service/stage_book.h"

#include "base/memory.h"
#include "model/account.h"
#include "service/stages.h"
#include "store/accounts.h"

#include <stdlib.h>
#include <string.h>

#define PAGE 4096
#define SLOTS_LEAST 1024

struct slot {
    uint64_t hash; /* of the name; 0: free */
    uint16_t group;
    uint16_t cohort;
};

struct stage_members {
    struct hash_key key;
    size_t slot_count; /* a power of two */
    size_t used;
    struct slot *slots;
    size_t group_count; /* 0 is no group */
    char groups[STAGE_BOOK_GROUPS][STAGE_GROUP_MAX + 1];
};

/* --- the table ------------------------------------------------------------------------------------ */

static uint64_t name_hash(const struct stage_members *m, struct span name)
{
    uint64_t hash = hash_span(&m->key, name);

    return hash == 0 ? 1 : hash;
}

static struct slot *slot_of(struct slot *slots, size_t count, uint64_t hash)
{
    size_t i = hash & (count - 1);

    while (slots[i].hash != 0 && slots[i].hash != hash) {
        i = (i + 1) & (count - 1);
    }
    return &slots[i];
}

static void grow(struct stage_members *m)
{
    size_t count = m->slot_count * 2;
    struct slot *slots = memory_new(count, sizeof *slots);

    for (size_t i = 0; i < m->slot_count; i++) {
        if (m->slots[i].hash != 0) {
            *slot_of(slots, count, m->slots[i].hash) = m->slots[i];
        }
    }
    free(m->slots);
    m->slots = slots;
    m->slot_count = count;
}

static void put(struct stage_members *m, struct span name, uint16_t group, uint16_t cohort)
{
    struct slot *slot;

    if ((m->used + 1) * 4 > m->slot_count * 3) {
        grow(m);
    }
    slot = slot_of(m->slots, m->slot_count, name_hash(m, name));
    m->used += slot->hash == 0;
    *slot = (struct slot){.hash = name_hash(m, name), .group = group, .cohort = cohort};
}

/* Groups no stage can name, because they are longer, are none. There are few: a walk finds them. */
static uint16_t group_number(struct stage_members *m, struct span group)
{
    if (group.len == 0 || group.len > STAGE_GROUP_MAX) {
        return 0;
    }
    for (size_t i = 1; i < m->group_count; i++) {
        if (span_eq(group, (struct span){.at = m->groups[i], .len = strlen(m->groups[i])})) {
            return (uint16_t)i;
        }
    }
    if (m->group_count == STAGE_BOOK_GROUPS) {
        return 0;
    }
    memcpy(m->groups[m->group_count], group.at, group.len);
    return (uint16_t)m->group_count++;
}

/* --- reading -------------------------------------------------------------------------------------- */

static bool take_stage(void *ctx, const struct stage *s)
{
    struct stage_book *b = ctx;

    b->stages[b->count++] = *s;
    return b->count < STAGES_MAX;
}

bool stage_book_read(struct store *s, int64_t now_ms, struct stage_book **out, struct err *e)
{
    struct stage_book *b = memory_new(1, sizeof *b);

    if (!stages_each(s, take_stage, b, e) || (b->count > 0 && !stages_key(s, now_ms, &b->key, e))) {
        free(b);
        return false;
    }
    if (b->count == 0) {
        free(b);
        b = NULL;
    }
    *out = b;
    return true;
}

struct walk {
    struct stage_members *m;
    const struct hash_key *key;
    size_t seen; /* in this page */
    size_t last_len;
    char last[ACCOUNT_ID_MAX];
};

static bool take_account(void *ctx, const struct account_record *a)
{
    struct walk *w = ctx;
    struct span id = a->text[ACCOUNT_ID];
    uint16_t cohort = stage_cohort(w->key, id);
    uint16_t group = group_number(w->m, a->text[ACCOUNT_GROUP]);

    for (size_t l = 0; l < ACCOUNT_IDENTIFIER_COUNT; l++) {
        for (size_t i = 0; i < a->list[l].count; i++) {
            put(w->m, a->list[l].at[i], group, cohort);
        }
    }
    w->seen++;
    w->last_len = id.len < sizeof w->last ? id.len : sizeof w->last;
    memcpy(w->last, id.at, w->last_len);
    return true;
}

bool stage_members_read(struct store *s, const struct hash_key *key, struct stage_members **out,
                        struct err *e)
{
    struct stage_members *m = memory_new(1, sizeof *m);
    struct walk w = {.m = m, .key = key};

    hash_key_random(&m->key);
    m->slot_count = SLOTS_LEAST;
    m->slots = memory_new(m->slot_count, sizeof *m->slots);
    m->group_count = 1;
    do {
        w.seen = 0;
        if (!store_accounts(s, (struct span){.at = w.last, .len = w.last_len}, PAGE, take_account,
                            &w, e)) {
            stage_members_free(&m);
            return false;
        }
    } while (w.seen == PAGE);
    *out = m;
    return true;
}

void stage_members_free(struct stage_members **m)
{
    if (*m != NULL) {
        free((*m)->slots);
        free(*m);
        *m = NULL;
    }
}

struct stage_member stage_member_find(const struct stage_members *m, const struct hash_key *key,
                                      struct span login)
{
    const struct slot *slot =
        m == NULL ? NULL : slot_of(m->slots, m->slot_count, name_hash(m, login));

    if (slot == NULL || slot->hash == 0) {
        return (struct stage_member){.cohort = stage_cohort(key, login), .group = SPAN("")};
    }
    return (struct stage_member){
        .cohort = slot->cohort,
        .group = {.at = m->groups[slot->group], .len = strlen(m->groups[slot->group])}};
}
