#include "service/notice_forecast.h"

#include "base/hash.h"
#include "base/memory.h"
#include "base/time.h"
#include "model/profile.h"
#include "service/directory.h"

#include <stdlib.h>

/* One row that may lead to a notice. */
struct item {
    uint32_t name; /* index in names */
    struct notice_facts facts;
};

struct name {
    char *text; /* malloc'd */
    size_t len;
    char *key; /* malloc'd: the account's ID, or the name itself */
    char group[FORECAST_GROUP_BYTES];
    uint16_t first_day; /* UINT16_MAX: nothing was learnt */
};

struct gathering {
    struct item *items;
    size_t count;
    size_t cap;
    struct name *names; /* each once; in the order they came */
    size_t name_count;
    size_t name_cap;
    uint32_t *buckets; /* of names by hash: index + 1; a power of two */
    size_t bucket_count;
};

/* --- gathering ----------------------------------------------------------------------------------- */

static size_t bucket_of(const struct gathering *g, struct span text)
{
    size_t at = (size_t)hash_span(&HASH_KEY_STABLE, text) & (g->bucket_count - 1);

    while (g->buckets[at] != 0) {
        const struct name *n = &g->names[g->buckets[at] - 1];

        if (span_eq((struct span){.at = n->text, .len = n->len}, text)) {
            break;
        }
        at = (at + 1) & (g->bucket_count - 1);
    }
    return at;
}

static void buckets_grow(struct gathering *g)
{
    free(g->buckets);
    g->bucket_count = g->bucket_count == 0 ? 1024 : g->bucket_count * 2;
    g->buckets = memory_new(g->bucket_count, sizeof *g->buckets);
    for (size_t i = 0; i < g->name_count; i++) {
        struct span text = {.at = g->names[i].text, .len = g->names[i].len};

        g->buckets[bucket_of(g, text)] = (uint32_t)i + 1;
    }
}

static char *text_copy(struct span text)
{
    char *copy = memory_new(1, text.len + 1);

    if (text.len > 0) {
        memcpy(copy, text.at, text.len);
    }
    return copy;
}

static uint32_t name_take(struct gathering *g, struct span text)
{
    size_t at;

    if (g->name_count * 2 >= g->bucket_count) {
        buckets_grow(g);
    }
    at = bucket_of(g, text);
    if (g->buckets[at] == 0) {
        if (g->name_count == g->name_cap) {
            g->name_cap = g->name_cap == 0 ? 256 : g->name_cap * 2;
            g->names = memory_grow(g->names, g->name_cap, sizeof *g->names);
        }
        g->names[g->name_count++] = (struct name){.text = text_copy(text), .len = text.len};
        g->buckets[at] = (uint32_t)g->name_count;
    }
    return g->buckets[at] - 1;
}

static bool row_take(void *ctx, struct span account, const struct history_row *row)
{
    struct gathering *g = ctx;

    if (row->outcome != OUTCOME_SUCCESS && row->outcome != OUTCOME_REFUSED) {
        return true;
    }
    if (g->count == g->cap) {
        g->cap = g->cap == 0 ? 256 : g->cap * 2;
        g->items = memory_grow(g->items, g->cap, sizeof *g->items);
    }
    g->items[g->count++] = (struct item){
        .name = name_take(g, account),
        .facts = {.kind = (uint8_t)notice_kind_of(row),
                  .at_ms = row->first_ms,
                  .place = row->place,
                  .client = row->client,
                  .decision = row->decision},
    };
    return true;
}

static bool name_look(struct store *s, struct name *n, struct arena *arena, struct err *e)
{
    struct span text = {.at = n->text, .len = n->len};
    struct account_record account;
    uint8_t bytes[STORE_PROFILE_SIZE];
    struct profile profile;
    struct err why = {.code = ERR_ABSENT};
    bool found = false;

    arena_release(arena, (struct arena_mark){0});
    for (size_t l = 0; !found && l < ACCOUNT_IDENTIFIER_COUNT && why.code == ERR_ABSENT; l++) {
        found = directory_find_by(s, (enum account_list)l, text, arena, &account, &why);
    }
    if (!found && why.code != ERR_ABSENT) {
        *e = why;
        return false;
    }
    n->key = text_copy(found ? account.text[ACCOUNT_ID] : text);
    if (found && account.text[ACCOUNT_GROUP].len < FORECAST_GROUP_BYTES) {
        memcpy(n->group, account.text[ACCOUNT_GROUP].at, account.text[ACCOUNT_GROUP].len);
    }
    n->first_day = UINT16_MAX;
    if (store_profile(s, text, bytes, &why) && profile_unpack(bytes, &profile, &why)) {
        n->first_day = profile.first_day;
    }
    return true;
}

static bool names_look(struct store *s, struct gathering *g, struct err *e)
{
    struct arena *arena = arena_new(DIRECTORY_ACCOUNT_BYTES);
    bool ok = arena != NULL || err_set(e, ERR_SYSTEM, "no memory for an account");

    for (size_t i = 0; ok && i < g->name_count; i++) {
        ok = name_look(s, &g->names[i], arena, e);
    }
    arena_free(&arena);
    return ok;
}

static void gathering_free(struct gathering *g)
{
    for (size_t i = 0; i < g->name_count; i++) {
        free(g->names[i].text);
        free(g->names[i].key);
    }
    free(g->names);
    free(g->items);
    free(g->buckets);
}

/* --- playing ------------------------------------------------------------------------------------- */

/* An item and the account it is of, so that one account's stand together, oldest first. */
struct played {
    const char *key;
    const struct name *name;
    const struct notice_facts *facts;
};

static int compare_played(const void *left, const void *right)
{
    const struct played *a = left;
    const struct played *b = right;
    int order = strcmp(a->key, b->key);

    if (order != 0) {
        return order;
    }
    return (a->facts->at_ms > b->facts->at_ms) - (a->facts->at_ms < b->facts->at_ms);
}

/* One account's notices so far. */
struct player {
    const struct forecast_rules *rules;
    struct forecast *out;
    struct notice_past past[NOTICE_PAST_MAX];
    size_t past_count;
    uint64_t told;
    int64_t held_since; /* 0: none is held */
    int64_t digest_ms;
};

static void past_add(struct player *p, const struct notice_facts *f, enum notice_fate fate)
{
    size_t kept = p->past_count < NOTICE_PAST_MAX ? p->past_count : NOTICE_PAST_MAX - 1;

    memmove(p->past + 1, p->past, kept * sizeof *p->past);
    p->past[0] = (struct notice_past){
        .created_ms = f->at_ms,
        .kind = f->kind,
        .fate = (uint8_t)fate,
        .country = f->place.country,
        .provider = place_provider(&f->place),
        .client_family = f->client.family,
    };
    p->past_count = kept + 1;
}

static void hold(struct player *p, int64_t at_ms)
{
    if (p->held_since == 0) {
        p->held_since = at_ms;
    }
}

/* The digest of what is held goes out an hour after the first, a day after the one before. */
static void digest_until(struct player *p, int64_t at_ms)
{
    int64_t due_ms = p->held_since + NOTICE_DIGEST_WAIT_MS;

    if (p->held_since == 0) {
        return;
    }
    if (p->digest_ms != 0 && p->digest_ms + NOTICE_DIGEST_MS > due_ms) {
        due_ms = p->digest_ms + NOTICE_DIGEST_MS;
    }
    if (due_ms <= at_ms) {
        p->out->digests++;
        p->digest_ms = due_ms;
        p->held_since = 0;
    }
}

static bool is_learning(const struct player *p, const struct played *one)
{
    int64_t day = time_day_of(one->facts->at_ms);

    return one->facts->kind == NOTICE_SIGNIN &&
           (one->name->first_day == UINT16_MAX ||
            day - one->name->first_day < (int64_t)p->rules->learning_days);
}

static void play_one(struct player *p, const struct played *one)
{
    const struct notice_facts *f = one->facts;
    struct forecast *out = p->out;
    int64_t day = (f->at_ms - out->from_ms) / TIME_DAY_MS;
    enum notice_fate fate;

    digest_until(p, f->at_ms);
    out->events++;
    if (is_learning(p, one)) {
        out->learning++;
        return;
    }
    fate = notice_budget_fate(&p->rules->budget, f, p->past, p->past_count, f->at_ms);
    if (fate == NOTICE_NONE) {
        out->silent++;
        return;
    }
    past_add(p, f, fate);
    if (fate == NOTICE_HELD) {
        out->held++;
        hold(p, f->at_ms);
        return;
    }
    out->told++;
    p->told++;
    out->high_risk += notice_is_high_risk(f);
    if (day >= 0 && day < FORECAST_DAYS_MAX) {
        out->day[day]++;
    }
}

static struct forecast_group *group_of(struct forecast *out, const char *name)
{
    size_t i = 0;

    while (i < out->group_count && strcmp(out->groups[i].name, name) != 0) {
        i++;
    }
    if (i == FORECAST_GROUPS_MAX) {
        return &out->groups[FORECAST_GROUPS_MAX - 1];
    }
    if (i == out->group_count) {
        memcpy(out->groups[i].name, name, strlen(name) + 1);
        out->group_count++;
    }
    return &out->groups[i];
}

/* One account's items. */
static void play_account(const struct forecast_rules *rules, const struct played *items,
                         size_t count, struct forecast *out)
{
    struct player p = {.rules = rules, .out = out};

    for (size_t i = 0; i < count; i++) {
        play_one(&p, &items[i]);
    }
    digest_until(&p, INT64_MAX);
    if (p.told > 0) {
        struct forecast_group *group = group_of(out, items[0].name->group);

        out->accounts++;
        group->accounts++;
        group->told += p.told;
    }
}

static void play(const struct forecast_rules *rules, const struct gathering *g,
                 struct forecast *out)
{
    struct played *order = memory_new(g->count + 1, sizeof *order);
    size_t from = 0;

    for (size_t i = 0; i < g->count; i++) {
        const struct name *name = &g->names[g->items[i].name];

        order[i] = (struct played){.key = name->key, .name = name, .facts = &g->items[i].facts};
    }
    qsort(order, g->count, sizeof *order, compare_played);
    for (size_t i = 1; i <= g->count; i++) {
        if (i == g->count || strcmp(order[i].key, order[from].key) != 0) {
            play_account(rules, order + from, i - from, out);
            from = i;
        }
    }
    free(order);
}

bool notice_forecast(struct store *s, const struct forecast_rules *rules, int64_t now_ms,
                     struct forecast *out, struct err *e)
{
    int64_t day = time_day_of(now_ms) + 1 - (int64_t)rules->days;
    struct gathering g = {0};
    struct forecast f = {.from_ms = day * TIME_DAY_MS, .to_ms = now_ms, .days = rules->days};
    bool ok = store_history_since(s, f.from_ms, row_take, &g, e) && names_look(s, &g, e);

    if (ok) {
        play(rules, &g, &f);
        *out = f;
    }
    gathering_free(&g);
    return ok;
}
