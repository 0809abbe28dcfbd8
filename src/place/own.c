#include "place/own.h"

#include <errno.h>
#include <stdlib.h>

#define DEPTH_MAX 130 /* prefixes of 0..128 bits in each other, and one more for IPv4 */

/* A block on the common line of folded addresses. */
struct block {
    struct address first;
    struct address last;
    unsigned bits;   /* of 128 */
    uint16_t number; /* 1-based place in the operator's list; 0 = where IPv4 begins */
};

static int block_order(const void *a, const void *b)
{
    const struct block *x = a;
    const struct block *y = b;
    int first = memcmp(x->first.bytes, y->first.bytes, sizeof x->first.bytes);

    if (first != 0) {
        return first;
    }
    /* The barrier comes before 0.0.0.0/0, which covers exactly the same. */
    return x->bits != y->bits ? (int)x->bits - (int)y->bits : (int)x->number - (int)y->number;
}

static struct block block_make(const struct address *prefix, unsigned bits, size_t number)
{
    struct block b = {.first = *prefix, .last = *prefix, .bits = bits, .number = (uint16_t)number};

    for (unsigned i = bits; i < 128; i++) {
        b.last.bytes[i / 8] |= (uint8_t)(0x80u >> i % 8);
    }
    return b;
}

static bool block_twice(const struct own_network *a, const struct own_network *b, struct err *e)
{
    char bytes[ADDRESS_TEXT_MAX];
    struct buf text = BUF_ON(bytes);

    if (strcmp(a->name, b->name) == 0 && a->trusted == b->trusted && a->country == b->country) {
        return true;
    }
    address_print(&text, &a->prefix);
    return err_set(e, ERR_CONFIG,
                   "network %.*s/%u is stated twice with different words, as '%s' and as '%s'; "
                   "remove one",
                   (int)text.len, text.at, (unsigned)a->bits, a->name, b->name);
}

static bool network_sound(const struct own_network *n, struct err *e)
{
    struct address kept;

    if (n->bits > (address_is_v4(&n->prefix) ? 32 : 128)) {
        return err_set(e, ERR_CONFIG, "network '%s' has a block longer than an address", n->name);
    }
    kept = address_prefix(&n->prefix, n->bits);
    return address_eq(&kept, &n->prefix) ||
           err_set(e, ERR_CONFIG, "network '%s' has a block with bits set behind its length",
                   n->name);
}

/* Sorted blocks of the list, with the barrier that keeps "::/0" away from IPv4 addresses. */
static bool blocks_sort(const struct own_network *at, size_t count, struct block *blocks,
                        struct err *e)
{
    static const struct address four = {.bytes = {[10] = 0xff, [11] = 0xff}};

    blocks[0] = block_make(&four, 96, 0);
    for (size_t i = 0; i < count; i++) {
        if (!network_sound(&at[i], e)) {
            return false;
        }
        blocks[i + 1] = block_make(&at[i].prefix,
                                   at[i].bits + (address_is_v4(&at[i].prefix) ? 96u : 0u), i + 1);
    }
    qsort(blocks, count + 1, sizeof *blocks, block_order);
    for (size_t i = 1; i <= count; i++) {
        const struct block *a = &blocks[i - 1];
        const struct block *b = &blocks[i];

        if (a->number != 0 && a->bits == b->bits && address_eq(&a->first, &b->first) &&
            !block_twice(&at[a->number - 1], &at[b->number - 1], e)) {
            return false;
        }
    }
    return true;
}

static void mark(struct own_set *s, const struct address *start, uint16_t block)
{
    if (s->count > 0 && address_eq(&s->runs[s->count - 1].start, start)) {
        s->count--;
    }
    s->runs[s->count++] = (struct own_run){.start = *start, .block = block};
}

/* Marks where a closed block ends; nothing follows the very last address. */
static void mark_after(struct own_set *s, const struct address *last, uint16_t block)
{
    struct address after = *last;

    for (size_t i = sizeof after.bytes; i-- > 0;) {
        if (++after.bytes[i] != 0) {
            mark(s, &after, block);
            return;
        }
    }
}

/* The blocks around the present point, widest first; the line itself at the bottom. */
struct nesting {
    struct block at[DEPTH_MAX];
    unsigned depth;
};

static void nesting_close(struct own_set *s, struct nesting *open)
{
    open->depth--;
    mark_after(s, &open->at[open->depth].last, open->at[open->depth - 1].number);
}

static void nesting_open(struct own_set *s, struct nesting *open, const struct block *b)
{
    bool same = open->depth > 1 && open->at[open->depth - 1].bits == b->bits;

    mark(s, &b->first, b->number);
    if (!same && open->depth < DEPTH_MAX) {
        open->depth++;
    }
    open->at[open->depth - 1] = *b;
}

/* As layer_add, on 128-bit keys; here the blocks are known to be sorted and nested. */
static void runs_fill(struct own_set *s, const struct block *blocks, size_t count)
{
    static const struct address zero = {.bytes = {0}};
    struct nesting open = {.at = {block_make(&zero, 0, 0)}, .depth = 1};

    mark(s, &zero, 0);
    for (size_t i = 0; i < count; i++) {
        while (open.depth > 1 && memcmp(open.at[open.depth - 1].last.bytes, blocks[i].first.bytes,
                                        sizeof blocks[i].first.bytes) < 0) {
            nesting_close(s, &open);
        }
        nesting_open(s, &open, &blocks[i]);
    }
    while (open.depth > 1) {
        nesting_close(s, &open);
    }
}

static void names_fill(struct own_set *s, const struct own_network *at, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t name = 0;

        while (name < s->names_count && strcmp(s->names[name], at[i].name) != 0) {
            name++;
        }
        if (name == s->names_count) {
            memcpy(s->names[s->names_count++], at[i].name, sizeof at[i].name);
        }
        s->blocks[i] = (struct own_block){
            .own = (uint16_t)(name + 1), .country = at[i].country, .trusted = at[i].trusted};
    }
}

static bool no_memory(struct err *e)
{
    (void)err_set(e, ERR_SYSTEM, "no memory left for the own networks");
    e->sys = ENOMEM;
    return false;
}

/* Room for what `count` blocks can become: each starts one run and ends one, as does IPv4. */
static bool room_take(struct own_set *s, size_t count)
{
    s->runs = calloc(2 * count + 4, sizeof *s->runs);
    s->blocks = calloc(count, sizeof *s->blocks);
    s->names = calloc(count, sizeof *s->names);
    return s->runs != NULL && s->blocks != NULL && s->names != NULL;
}

bool own_set_make(const struct own_network *at, size_t count, struct own_set *out, struct err *e)
{
    struct own_set s = {0};
    struct block *blocks;

    if (count == 0) {
        *out = s;
        return true;
    }
    if (count > NETWORKS_MAX) {
        return err_set(e, ERR_CONFIG, "%zu own networks are stated; at most %d are possible", count,
                       NETWORKS_MAX);
    }
    blocks = calloc(count + 1, sizeof *blocks);
    if (blocks == NULL) {
        return no_memory(e);
    }
    if (!blocks_sort(at, count, blocks, e)) {
        free(blocks);
        return false;
    }
    if (!room_take(&s, count)) {
        own_set_free(&s);
        free(blocks);
        return no_memory(e);
    }
    runs_fill(&s, blocks, count + 1);
    names_fill(&s, at, count);
    free(blocks);
    *out = s;
    return true;
}

const struct own_block *own_set_find(const struct own_set *s, const struct address *a)
{
    size_t lo = 0;
    size_t hi = s->count;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;

        if (memcmp(s->runs[mid].start.bytes, a->bytes, sizeof a->bytes) <= 0) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return lo == 0 || s->runs[lo - 1].block == 0 ? NULL : &s->blocks[s->runs[lo - 1].block - 1];
}

const char *own_set_name(const struct own_set *s, uint16_t own)
{
    return own == 0 || own > s->names_count ? "" : s->names[own - 1];
}

void own_set_free(struct own_set *s)
{
    free(s->runs);
    free(s->blocks);
    free(s->names);
    *s = (struct own_set){0};
}
