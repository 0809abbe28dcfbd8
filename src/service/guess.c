#include "service/guess.h"

#include "base/hash.h"
#include "base/memory.h"
#include "base/time.h"
#include "service/distinct.h"

#include <stdlib.h>
#include <string.h>

#define WAYS 8 /* candidates a source may stand in */
#define SETS (GUESS_SOURCES_MAX / WAYS)
#define PAIR_WAYS 4
#define PAIR_SETS 16384

struct source {
    struct address prefix;
    uint8_t width; /* enum source_width */
    uint32_t failures;
    uint32_t successes;
    uint32_t first_s;
    uint32_t last_s;
    struct distinct accounts;
    struct distinct addresses; /* wide sources only */
};

struct pair {
    uint32_t tag;
    uint32_t last_s;
    uint32_t count;         /* 0: nothing but the hash is known, or free */
    uint32_t password_hash; /* of the last failure; 0 unknown */
};

struct guess {
    struct guess_limits limits;
    struct hash_key key;
    uint64_t forgotten;
    uint8_t tags[GUESS_SOURCES_MAX]; /* 0: empty; else part of the hash: most look-ups end here */
    struct source sources[GUESS_SOURCES_MAX];
    struct pair pairs[PAIR_SETS * PAIR_WAYS];
};

struct guess *guess_new(const struct guess_limits *limits)
{
    struct guess *g = memory_new(1, sizeof *g);

    g->limits = *limits;
    hash_key_random(&g->key);
    return g;
}

void guess_free(struct guess **g)
{
    if (*g == NULL) {
        return;
    }
    for (size_t i = 0; i < GUESS_SOURCES_MAX; i++) {
        distinct_clear(&(*g)->sources[i].accounts);
        distinct_clear(&(*g)->sources[i].addresses);
    }
    free(*g);
    *g = NULL;
}

uint64_t guess_forgotten(const struct guess *g)
{
    return g->forgotten;
}

static enum source_width narrow_width(const struct address *a)
{
    return address_is_v4(a) ? SOURCE_ADDRESS : SOURCE_V6_64;
}

static enum source_width wide_width(const struct address *a)
{
    return address_is_v4(a) ? SOURCE_V4_24 : SOURCE_V6_48;
}

static struct address wide_prefix(const struct address *a)
{
    return address_prefix(a, address_is_v4(a) ? 24 : 48);
}

static uint64_t hash_of(const struct guess *g, const struct address *prefix,
                        enum source_width width)
{
    uint8_t bytes[sizeof prefix->bytes + 1];

    memcpy(bytes, prefix->bytes, sizeof prefix->bytes);
    bytes[sizeof prefix->bytes] = (uint8_t)width;
    return hash_bytes(&g->key, bytes, sizeof bytes);
}

static uint8_t tag_of(uint64_t hash)
{
    return (uint8_t)(hash >> 56 | 1);
}

/* The index of the source's record, or -1. */
static long find(const struct guess *g, const struct address *prefix, enum source_width width)
{
    uint64_t hash = hash_of(g, prefix, width);
    size_t first = (size_t)(hash % SETS) * WAYS;

    for (size_t i = first; i < first + WAYS; i++) {
        if (g->tags[i] == tag_of(hash) && g->sources[i].width == (uint8_t)width &&
            address_eq(&g->sources[i].prefix, prefix)) {
            return (long)i;
        }
    }
    return -1;
}

static struct source *make(struct guess *g, const struct address *prefix, enum source_width width)
{
    uint64_t hash = hash_of(g, prefix, width);
    size_t first = (size_t)(hash % SETS) * WAYS;
    size_t pick = first;

    for (size_t i = first; i < first + WAYS; i++) {
        if (g->tags[i] == 0) {
            pick = i;
            break;
        }
        if (g->sources[i].failures < g->sources[pick].failures) {
            pick = i;
        }
    }
    if (g->tags[pick] != 0) {
        g->forgotten++;
        distinct_clear(&g->sources[pick].accounts);
        distinct_clear(&g->sources[pick].addresses);
    }
    g->tags[pick] = tag_of(hash);
    g->sources[pick] = (struct source){.prefix = *prefix, .width = (uint8_t)width};
    return &g->sources[pick];
}

static void count(struct source *s, const struct signin *signin, uint64_t account_hash)
{
    uint32_t at_s = (uint32_t)(signin->at_ms / TIME_SECOND_MS);

    s->first_s = s->failures == 0 || at_s < s->first_s ? at_s : s->first_s;
    s->last_s = at_s > s->last_s ? at_s : s->last_s;
    s->failures += signin->attempts;
    distinct_add(&s->accounts, account_hash);
}

static struct source *source_of(struct guess *g, const struct address *prefix,
                                enum source_width width)
{
    long at = find(g, prefix, width);

    return at >= 0 ? &g->sources[at] : make(g, prefix, width);
}

static uint64_t pair_hash(const struct guess *g, uint64_t account_hash,
                          const struct address *remote)
{
    struct address narrow = address_subscriber(remote);

    return hash_mix(account_hash ^ hash_bytes(&g->key, narrow.bytes, sizeof narrow.bytes));
}

/* The pair's row, made empty when it was not there or is older than the window. */
static struct pair *pair_of(struct guess *g, uint64_t hash, uint32_t at_s)
{
    size_t first = (size_t)(hash % PAIR_SETS) * PAIR_WAYS;
    uint32_t tag = (uint32_t)(hash >> 32) | 1; /* 0: free */
    struct pair *pick = &g->pairs[first];

    for (size_t i = first; i < first + PAIR_WAYS; i++) {
        struct pair *p = &g->pairs[i];

        if (p->tag == tag) {
            pick = p;
            break;
        }
        if (p->tag == 0 || p->last_s < pick->last_s) {
            pick = p;
        }
    }
    if (pick->tag != tag || at_s > pick->last_s + GUESS_PAIR_WINDOW_S) {
        *pick = (struct pair){.tag = tag};
    }
    pick->last_s = at_s > pick->last_s ? at_s : pick->last_s;
    return pick;
}

bool guess_pair_same(struct guess *g, uint64_t account_hash, const struct address *remote,
                     uint32_t password_hash, int64_t at_ms)
{
    struct pair *p =
        pair_of(g, pair_hash(g, account_hash, remote), (uint32_t)(at_ms / TIME_SECOND_MS));
    bool same = p->password_hash == password_hash;

    p->password_hash = password_hash;
    return same;
}

void guess_failure(struct guess *g, const struct signin *s, uint64_t account_hash)
{
    struct address narrow = address_subscriber(&s->remote);
    struct address wide = wide_prefix(&s->remote);
    struct source *w = source_of(g, &wide, wide_width(&s->remote));

    count(source_of(g, &narrow, narrow_width(&s->remote)), s, account_hash);
    count(w, s, account_hash);
    distinct_add(&w->addresses, hash_bytes(&g->key, narrow.bytes, sizeof narrow.bytes));
    pair_of(g, pair_hash(g, account_hash, &s->remote), (uint32_t)(s->at_ms / TIME_SECOND_MS))
        ->count += s->attempts;
}

void guess_success(struct guess *g, const struct signin *s)
{
    struct address narrow = address_subscriber(&s->remote);
    struct address wide = wide_prefix(&s->remote);
    long n = find(g, &narrow, narrow_width(&s->remote));
    long w = find(g, &wide, wide_width(&s->remote));

    if (n >= 0) {
        g->sources[n].successes++;
    }
    if (w >= 0) {
        g->sources[w].successes++;
    }
}

uint32_t guess_pair_failures(const struct guess *g, uint64_t account_hash,
                             const struct address *remote, int64_t at_ms)
{
    uint64_t hash = pair_hash(g, account_hash, remote);
    size_t first = (size_t)(hash % PAIR_SETS) * PAIR_WAYS;
    int64_t at_s = at_ms / TIME_SECOND_MS;

    for (size_t i = first; i < first + PAIR_WAYS; i++) {
        const struct pair *p = &g->pairs[i];

        if (p->tag == ((uint32_t)(hash >> 32) | 1)) {
            return at_s <= (int64_t)p->last_s + GUESS_PAIR_WINDOW_S ? p->count : 0;
        }
    }
    return 0;
}

/* An office or a carrier's shared address also fails now and then: it guesses only when failures
 * clearly outweigh what succeeds there. */
static bool over(const struct guess *g, const struct source *s)
{
    bool wide = s->width == SOURCE_V4_24 || s->width == SOURCE_V6_48;
    uint32_t accounts = distinct_count(&s->accounts);

    if (s->failures < 2 * s->successes) {
        return false;
    }
    if (wide) {
        return accounts >= g->limits.wide_accounts && s->failures >= g->limits.wide_failures &&
               distinct_count(&s->addresses) >= g->limits.wide_addresses;
    }
    return (accounts >= g->limits.accounts && s->failures >= g->limits.failures) ||
           (s->successes == 0 && s->failures >= g->limits.single_failures);
}

bool guess_is_source(const struct guess *g, const struct address *remote)
{
    struct address narrow = address_subscriber(remote);
    struct address wide = wide_prefix(remote);
    long n = find(g, &narrow, narrow_width(remote));
    long w = find(g, &wide, wide_width(remote));

    return (n >= 0 && over(g, &g->sources[n])) || (w >= 0 && over(g, &g->sources[w]));
}

static struct finding_source told(const struct source *s)
{
    return (struct finding_source){
        .prefix = s->prefix,
        .width = (enum source_width)s->width,
        .failures = s->failures,
        .accounts = distinct_count(&s->accounts),
        .accounts_estimated = distinct_is_estimate(&s->accounts),
        .addresses = s->addresses.count == 0 ? 1 : distinct_count(&s->addresses),
        .successes = s->successes,
        .first_ms = (int64_t)s->first_s * TIME_SECOND_MS,
        .last_ms = (int64_t)s->last_s * TIME_SECOND_MS,
    };
}

void guess_visit(const struct guess *g, void (*row)(void *ctx, const struct finding_source *f),
                 void *ctx)
{
    for (size_t i = 0; i < GUESS_SOURCES_MAX; i++) {
        if (g->tags[i] != 0 && over(g, &g->sources[i])) {
            struct finding_source f = told(&g->sources[i]);

            row(ctx, &f);
        }
    }
}

struct finding_source guess_look(const struct guess *g, const struct address *remote)
{
    struct address narrow = address_subscriber(remote);
    long at = find(g, &narrow, narrow_width(remote));

    if (at < 0) {
        return (struct finding_source){.prefix = narrow, .width = narrow_width(remote)};
    }
    return told(&g->sources[at]);
}

static void forget(struct guess *g, long at)
{
    if (at >= 0) {
        distinct_clear(&g->sources[at].accounts);
        distinct_clear(&g->sources[at].addresses);
        g->tags[at] = 0;
        g->sources[at] = (struct source){0};
    }
}

void guess_reset(struct guess *g, const struct address *remote, uint64_t account_hash)
{
    struct address narrow = address_subscriber(remote);
    struct address wide = wide_prefix(remote);
    uint64_t hash = pair_hash(g, account_hash, remote);
    size_t first = (size_t)(hash % PAIR_SETS) * PAIR_WAYS;

    forget(g, find(g, &narrow, narrow_width(remote)));
    forget(g, find(g, &wide, wide_width(remote)));
    for (size_t i = first; i < first + PAIR_WAYS; i++) {
        if (account_hash != 0 && g->pairs[i].tag == ((uint32_t)(hash >> 32) | 1)) {
            g->pairs[i] = (struct pair){0};
        }
    }
}

void guess_limits_set(struct guess *g, const struct guess_limits *limits)
{
    g->limits = *limits;
}
