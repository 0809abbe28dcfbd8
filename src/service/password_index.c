#include "service/password_index.h"

#include "base/hash.h"
#include "base/memory.h"

#include <sodium.h>

#define FIRST_CAP 1024
#define KIND_ID ACCOUNT_IDENTIFIER_COUNT /* the name is the ID; the lists are the other kinds */

struct name {
    uint64_t hash; /* of kind and text */
    uint32_t account;
    uint32_t next; /* in its bucket, or of the free ones */
    uint32_t more; /* of the same account */
};

struct owner {
    char *id; /* malloc'd, with NUL; NULL: the slot is free */
    uint32_t names;
    uint32_t apps; /* with a free slot: the next free one */
    uint32_t generation;
    uint8_t id_len;
};

struct table {
    uint32_t cap;
    uint32_t used; /* slots ever used */
    uint32_t count;
    uint32_t free;
};

struct password_index {
    struct hash_key key;
    struct name *names;
    uint32_t *buckets; /* a power of two, as many as names.cap */
    struct table name_table;
    struct owner *owners;
    struct table owner_table;
    struct index_app *apps;
    struct table app_table;
    struct index_rule *rules;
    uint32_t *rule_next; /* of the free ones */
    struct table rule_table;
    uint32_t generation;
    uint64_t id_bytes;
};

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

/* --- slots ---------------------------------------------------------------------------------------- */

static void table_init(struct table *t)
{
    *t = (struct table){.cap = FIRST_CAP, .free = INDEX_NONE};
}

struct password_index *password_index_new(void)
{
    struct password_index *ix = memory_new(1, sizeof *ix);

    hash_key_random(&ix->key);
    ix->generation = randombytes_random();
    table_init(&ix->name_table);
    table_init(&ix->owner_table);
    table_init(&ix->app_table);
    table_init(&ix->rule_table);
    ix->names = memory_new(FIRST_CAP, sizeof *ix->names);
    ix->buckets = memory_new(FIRST_CAP, sizeof *ix->buckets);
    memset(ix->buckets, 0xff, FIRST_CAP * sizeof *ix->buckets);
    ix->owners = memory_new(FIRST_CAP, sizeof *ix->owners);
    ix->apps = memory_new(FIRST_CAP, sizeof *ix->apps);
    ix->rules = memory_new(FIRST_CAP, sizeof *ix->rules);
    ix->rule_next = memory_new(FIRST_CAP, sizeof *ix->rule_next);
    return ix;
}

void password_index_free(struct password_index **ix)
{
    struct password_index *gone = *ix;

    if (gone == NULL) {
        return;
    }
    for (uint32_t i = 0; i < gone->owner_table.used; i++) {
        memory_free(gone->owners[i].id);
    }
    sodium_memzero(gone->apps, gone->app_table.cap * sizeof *gone->apps);
    memory_free(gone->names);
    memory_free(gone->buckets);
    memory_free(gone->owners);
    memory_free(gone->apps);
    memory_free(gone->rules);
    memory_free(gone->rule_next);
    memory_free(gone);
    *ix = NULL;
}

/* A fresh slot behind the used ones; *grow: the table has no room for it yet. */
static bool needs_room(const struct table *t)
{
    return t->free == INDEX_NONE && t->used == t->cap;
}

/* The free slot that is taken next is the caller's to unlink. */
static uint32_t slot_fresh(struct table *t)
{
    t->count++;
    return t->used++;
}

/* --- names ---------------------------------------------------------------------------------------- */

static uint64_t name_hash(const struct password_index *ix, size_t kind, struct span text)
{
    char bytes[1 + 2 * ACCOUNT_TEXT_MAX];
    size_t used = 0;

    bytes[used++] = (char)kind;
    for (size_t i = 0; i < text.len && used < sizeof bytes; i++) {
        bytes[used++] = text.at[i];
    }
    return hash_bytes(&ix->key, bytes, used);
}

static uint32_t *bucket_of(const struct password_index *ix, uint64_t hash)
{
    return &ix->buckets[hash & (ix->name_table.cap - 1)];
}

static void names_grow(struct password_index *ix)
{
    uint32_t cap = ix->name_table.cap * 2;

    ix->names = memory_grow(ix->names, cap, sizeof *ix->names);
    ix->buckets = memory_grow(ix->buckets, cap, sizeof *ix->buckets);
    memset(ix->buckets, 0xff, cap * sizeof *ix->buckets);
    ix->name_table.cap = cap;
    for (uint32_t i = 0; i < ix->name_table.used; i++) {
        uint32_t *bucket = bucket_of(ix, ix->names[i].hash);

        ix->names[i].next = *bucket;
        *bucket = i;
    }
}

static void name_add(struct password_index *ix, uint32_t account, size_t kind, struct span text)
{
    struct table *t = &ix->name_table;
    uint64_t hash = name_hash(ix, kind, text);
    uint32_t *bucket;
    uint32_t at = t->free;

    if (needs_room(t)) {
        names_grow(ix);
    }
    if (at != INDEX_NONE) {
        t->free = ix->names[at].next;
        t->count++;
    } else {
        at = slot_fresh(t);
    }
    bucket = bucket_of(ix, hash);
    ix->names[at] = (struct name){.hash = hash, .account = account, .next = *bucket};
    *bucket = at;
    ix->names[at].more = ix->owners[account].names;
    ix->owners[account].names = at;
}

static void name_remove(struct password_index *ix, uint32_t at)
{
    uint32_t *link = bucket_of(ix, ix->names[at].hash);

    while (*link != at) {
        link = &ix->names[*link].next;
    }
    *link = ix->names[at].next;
    ix->names[at].next = ix->name_table.free;
    ix->name_table.free = at;
    ix->name_table.count--;
}

static void names_remove(struct password_index *ix, uint32_t account)
{
    uint32_t at = ix->owners[account].names;

    while (at != INDEX_NONE) {
        uint32_t more = ix->names[at].more;

        name_remove(ix, at);
        at = more;
    }
    ix->owners[account].names = INDEX_NONE;
}

static uint32_t name_find(const struct password_index *ix, uint64_t hash)
{
    uint32_t at = *bucket_of(ix, hash);

    while (at != INDEX_NONE && ix->names[at].hash != hash) {
        at = ix->names[at].next;
    }
    return at == INDEX_NONE ? INDEX_NONE : ix->names[at].account;
}

uint32_t password_index_of(const struct password_index *ix, struct span id)
{
    return name_find(ix, name_hash(ix, KIND_ID, id));
}

uint32_t password_index_find(const struct password_index *ix, struct span login)
{
    char bytes[2 * ACCOUNT_TEXT_MAX];
    uint32_t found = password_index_of(ix, login);

    for (size_t l = 0; l < ACCOUNT_IDENTIFIER_COUNT; l++) {
        struct span normal = account_normal((enum account_list)l, login, bytes);
        uint32_t account = name_find(ix, name_hash(ix, l, normal));

        found = found != INDEX_NONE ? found : account;
    }
    return found;
}

uint32_t password_index_decoy(const struct password_index *ix, struct span login)
{
    uint32_t used = ix->owner_table.used;
    uint32_t at = used == 0 ? 0 : (uint32_t)(name_hash(ix, KIND_ID, login) % used);

    return used == 0 || ix->owners[at].id == NULL ? INDEX_NONE : at;
}

/* --- accounts ------------------------------------------------------------------------------------- */

static uint32_t owner_add(struct password_index *ix, struct span id)
{
    struct table *t = &ix->owner_table;
    uint32_t at = t->free;
    char *copy = memory_new(id.len + 1, 1);

    memcpy(copy, id.at, id.len);
    if (needs_room(t)) {
        t->cap *= 2;
        ix->owners = memory_grow(ix->owners, t->cap, sizeof *ix->owners);
    }
    if (at != INDEX_NONE) {
        t->free = ix->owners[at].apps;
        t->count++;
    } else {
        at = slot_fresh(t);
    }
    ix->owners[at] = (struct owner){.id = copy,
                                    .id_len = (uint8_t)id.len,
                                    .names = INDEX_NONE,
                                    .apps = INDEX_NONE,
                                    .generation = ix->generation++};
    ix->id_bytes += id.len + 1;
    return at;
}

void password_index_set(struct password_index *ix, const struct account_record *a)
{
    struct span id = a->text[ACCOUNT_ID];
    uint32_t at = password_index_of(ix, id);

    if (at == INDEX_NONE) {
        at = owner_add(ix, id);
    } else {
        names_remove(ix, at);
    }
    name_add(ix, at, KIND_ID, id);
    for (size_t l = 0; l < ACCOUNT_IDENTIFIER_COUNT; l++) {
        for (size_t i = 0; i < a->list[l].count; i++) {
            name_add(ix, at, l, a->list[l].at[i]);
        }
    }
}

struct span password_index_id(const struct password_index *ix, uint32_t account)
{
    return (struct span){.at = ix->owners[account].id, .len = ix->owners[account].id_len};
}

uint32_t password_index_generation(const struct password_index *ix, uint32_t account)
{
    return account == INDEX_NONE ? 0 : ix->owners[account].generation;
}

void password_index_renew(struct password_index *ix, uint32_t account)
{
    if (account != INDEX_NONE) {
        ix->owners[account].generation = ix->generation++;
    }
}

/* --- app passwords -------------------------------------------------------------------------------- */

static void rule_free(struct password_index *ix, uint32_t rule)
{
    if (rule != INDEX_NONE) {
        ix->rule_next[rule] = ix->rule_table.free;
        ix->rule_table.free = rule;
        ix->rule_table.count--;
    }
}

/* Where the rule of the app password stands; INDEX_NONE: it needs none. */
static uint32_t rule_add(struct password_index *ix, const struct app_password *p)
{
    struct table *t = &ix->rule_table;
    uint32_t at = t->free;

    if (!p->limits.has_network && p->limits.country == 0 && p->bound.at_ms == 0) {
        return INDEX_NONE;
    }
    if (needs_room(t)) {
        t->cap *= 2;
        ix->rules = memory_grow(ix->rules, t->cap, sizeof *ix->rules);
        ix->rule_next = memory_grow(ix->rule_next, t->cap, sizeof *ix->rule_next);
    }
    if (at != INDEX_NONE) {
        t->free = ix->rule_next[at];
        t->count++;
    } else {
        at = slot_fresh(t);
    }
    ix->rules[at] = (struct index_rule){.limits = p->limits, .bound = p->bound};
    return at;
}

/* The link that names the account's app password of that ID, or ends the list. */
static uint32_t *app_link(struct password_index *ix, uint32_t account, struct span id)
{
    uint32_t *link = &ix->owners[account].apps;

    while (*link != INDEX_NONE &&
           !span_eq(id, (struct span){.at = ix->apps[*link].id, .len = APP_PASSWORD_ID_BYTES})) {
        link = &ix->apps[*link].next;
    }
    return link;
}

static uint32_t app_slot(struct password_index *ix)
{
    struct table *t = &ix->app_table;
    uint32_t at = t->free;

    if (needs_room(t)) {
        t->cap *= 2;
        ix->apps = memory_grow(ix->apps, t->cap, sizeof *ix->apps);
    }
    if (at == INDEX_NONE) {
        return slot_fresh(t);
    }
    t->free = ix->apps[at].next;
    t->count++;
    return at;
}

static void app_free(struct password_index *ix, uint32_t *link)
{
    uint32_t at = *link;
    struct index_app *app = &ix->apps[at];

    *link = app->next;
    rule_free(ix, app->rule);
    sodium_memzero(app, sizeof *app);
    app->next = ix->app_table.free;
    ix->app_table.free = at;
    ix->app_table.count--;
}

void password_index_put(struct password_index *ix, const struct app_password *p)
{
    uint32_t account = password_index_of(ix, span_of(p->account));
    struct index_app *app;
    uint32_t at;

    if (account == INDEX_NONE || strlen(p->id) != APP_PASSWORD_ID_BYTES) {
        return;
    }
    password_index_take(ix, account, span_of(p->id));
    if (p->revoked_ms != 0) {
        return;
    }
    at = app_slot(ix);
    app = &ix->apps[at];
    *app = (struct index_app){
        .expires_ms = p->expires_ms,
        .scopes = (uint8_t)p->scopes,
        .next = ix->owners[account].apps,
        .rule = rule_add(ix, p),
    };
    memcpy(app->hash, p->hash, sizeof app->hash);
    memcpy(app->id, p->id, sizeof app->id);
    ix->owners[account].apps = at;
}

void password_index_take(struct password_index *ix, uint32_t account, struct span id)
{
    uint32_t *link;

    if (account == INDEX_NONE) { /* a command that asks without having loaded them */
        return;
    }
    link = app_link(ix, account, id);
    if (*link != INDEX_NONE) {
        app_free(ix, link);
    }
}

void password_index_remove(struct password_index *ix, struct span id)
{
    uint32_t at = password_index_of(ix, id);

    if (at == INDEX_NONE) {
        return;
    }
    while (ix->owners[at].apps != INDEX_NONE) {
        app_free(ix, &ix->owners[at].apps);
    }
    names_remove(ix, at);
    ix->id_bytes -= (uint64_t)ix->owners[at].id_len + 1;
    memory_free(ix->owners[at].id);
    ix->owners[at] = (struct owner){.apps = ix->owner_table.free};
    ix->owner_table.free = at;
    ix->owner_table.count--;
}

uint32_t password_index_match(const struct password_index *ix, uint32_t account,
                              const uint8_t hash[static APP_PASSWORD_HASH_BYTES])
{
    static const struct index_app nobodys = {.next = INDEX_NONE};
    uint32_t at = account == INDEX_NONE ? INDEX_NONE : ix->owners[account].apps;
    uint32_t found = INDEX_NONE;

    for (int i = 0; at != INDEX_NONE || i < INDEX_WALK; i++) {
        const struct index_app *app = at == INDEX_NONE ? &nobodys : &ix->apps[at];
        bool same = sodium_memcmp(app->hash, hash, sizeof app->hash) == 0;

        found = same && at != INDEX_NONE ? at : found;
        at = app->next;
    }
    return found;
}

const struct index_app *password_index_app(const struct password_index *ix, uint32_t app)
{
    return &ix->apps[app];
}

const struct index_rule *password_index_rule(const struct password_index *ix, uint32_t app)
{
    uint32_t rule = ix->apps[app].rule;

    return rule == INDEX_NONE ? NULL : &ix->rules[rule];
}

struct password_index_size password_index_size(const struct password_index *ix)
{
    return (struct password_index_size){
        .accounts = ix->owner_table.count,
        .names = ix->name_table.count,
        .apps = ix->app_table.count,
        .bytes = ix->name_table.cap * (sizeof *ix->names + sizeof *ix->buckets) +
                 ix->owner_table.cap * sizeof *ix->owners + ix->id_bytes +
                 ix->app_table.cap * sizeof *ix->apps +
                 ix->rule_table.cap * (sizeof *ix->rules + sizeof *ix->rule_next),
    };
}
