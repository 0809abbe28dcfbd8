#include "place/table.h"

#include "base/hash.h"

#include <errno.h>
#include <stdlib.h>

#define TABLE_MAGIC "MIOPLACE"
#define TABLE_ORDER 0x01020304u

_Static_assert(sizeof(struct table_header) == 64, "the header is part of the file's form");

/* Byte offsets of the parts, in the order in which they lie: 64-bit ones first, so that each is
 * aligned without padding. */
struct plan {
    size_t cells;
    size_t six_start;
    size_t names;
    size_t four_index;
    size_t six_index;
    size_t four_cell;
    size_t six_cell;
    size_t four_low;
    size_t end;
};

static struct plan plan_of(const struct table_header *h)
{
    size_t index = (TABLE_INDEX + 1) * sizeof(uint32_t);
    struct plan p = {.cells = sizeof *h};

    p.six_start = p.cells + h->cells * sizeof(cell);
    p.names = p.six_start + h->six * sizeof(uint64_t);
    p.four_index = p.names + h->names * sizeof(struct table_name);
    p.six_index = p.four_index + index;
    p.four_cell = p.six_index + index;
    p.six_cell = p.four_cell + h->four * sizeof(uint32_t);
    p.four_low = p.six_cell + h->six * sizeof(uint32_t);
    p.end = (p.four_low + h->four * sizeof(uint16_t) + 7) & ~(size_t)7;
    return p;
}

static struct table view_of(const void *image, const struct plan *p)
{
    const char *at = image;

    return (struct table){
        .header = image,
        .cells = (const void *)(at + p->cells),
        .six_start = (const void *)(at + p->six_start),
        .names = (const void *)(at + p->names),
        .four_index = (const void *)(at + p->four_index),
        .six_index = (const void *)(at + p->six_index),
        .four_cell = (const void *)(at + p->four_cell),
        .six_cell = (const void *)(at + p->six_cell),
        .four_low = (const void *)(at + p->four_low),
    };
}

uint64_t table_sum(const void *image, size_t bytes)
{
    const uint64_t *at = (const void *)((const char *)image + sizeof(struct table_header));
    size_t words = (bytes - sizeof(struct table_header)) / sizeof *at;
    uint64_t sum = words;

    for (size_t i = 0; i < words; i++) {
        sum = (sum << 7 | sum >> 57) ^ (at[i] * UINT64_C(0x9e3779b97f4a7c15));
    }
    return hash_mix(sum);
}

/* --- compiling --- */

/* Distinct cells by number: open addressing, twice as many slots as there can be cells. */
struct dictionary {
    uint32_t *slots; /* number + 1 of a cell; 0 = free */
    size_t mask;
    cell *cells;
    uint32_t count;
};

static uint32_t dictionary_number(struct dictionary *d, cell c)
{
    size_t at = (size_t)hash_mix(c) & d->mask;

    while (d->slots[at] != 0) {
        if (d->cells[d->slots[at] - 1] == c) {
            return d->slots[at] - 1;
        }
        at = (at + 1) & d->mask;
    }
    d->cells[d->count] = c;
    d->slots[at] = ++d->count;
    return d->count - 1;
}

static bool dictionary_make(struct dictionary *d, const struct layer *four, const struct layer *six)
{
    size_t most = four->count + six->count;
    size_t slots = 1024;

    while (slots < 2 * most) {
        slots *= 2;
    }
    *d = (struct dictionary){.mask = slots - 1};
    d->slots = calloc(slots, sizeof *d->slots);
    d->cells = calloc(most, sizeof *d->cells);
    if (d->slots == NULL || d->cells == NULL) {
        return false;
    }
    for (size_t i = 0; i < four->count; i++) {
        (void)dictionary_number(d, four->at[i].cell);
    }
    for (size_t i = 0; i < six->count; i++) {
        (void)dictionary_number(d, six->at[i].cell);
    }
    return true;
}

static void dictionary_free(struct dictionary *d)
{
    free(d->slots);
    free(d->cells);
}

/* index[b] becomes the position of the first run that starts in or behind bucket b. */
static void index_fill(uint32_t *index, const struct layer *l, unsigned shift)
{
    uint32_t bucket = 0;

    for (size_t i = 0; i < l->count; i++) {
        while (bucket <= l->at[i].start >> shift) {
            index[bucket++] = (uint32_t)i;
        }
    }
    while (bucket <= TABLE_INDEX) {
        index[bucket++] = (uint32_t)l->count;
    }
}

static void image_fill(char *image, const struct plan *p, const struct table_parts *parts,
                       struct dictionary *d)
{
    uint16_t *four_low = (void *)(image + p->four_low);
    uint32_t *four_cell = (void *)(image + p->four_cell);
    uint64_t *six_start = (void *)(image + p->six_start);
    uint32_t *six_cell = (void *)(image + p->six_cell);

    index_fill((void *)(image + p->four_index), parts->four, 16);
    index_fill((void *)(image + p->six_index), parts->six, 45);
    for (size_t i = 0; i < parts->four->count; i++) {
        four_low[i] = (uint16_t)parts->four->at[i].start;
        four_cell[i] = dictionary_number(d, parts->four->at[i].cell);
    }
    for (size_t i = 0; i < parts->six->count; i++) {
        six_start[i] = parts->six->at[i].start;
        six_cell[i] = dictionary_number(d, parts->six->at[i].cell);
    }
    memcpy(image + p->cells, d->cells, d->count * sizeof *d->cells);
    if (parts->names_count > 0) {
        memcpy(image + p->names, parts->names, parts->names_count * sizeof *parts->names);
    }
}

bool table_compile(const struct table_parts *parts, void **image, size_t *bytes, struct err *e)
{
    struct dictionary d;
    char *made = NULL;

    if (dictionary_make(&d, parts->four, parts->six)) {
        struct table_header h = {
            .magic = TABLE_MAGIC,
            .version = TABLE_VERSION,
            .order = TABLE_ORDER,
            .sources = parts->sources,
            .cells = d.count,
            .four = (uint32_t)parts->four->count,
            .six = (uint32_t)parts->six->count,
            .names = (uint32_t)parts->names_count,
        };
        struct plan p = plan_of(&h);

        if (p.end > TABLE_BYTES_MAX) {
            dictionary_free(&d);
            return err_set(e, ERR_LIMIT, "its table would need %zu MiB, more than the %u allowed",
                           (p.end >> 20) + 1, TABLE_BYTES_MAX >> 20);
        }
        made = calloc(1, p.end);
        if (made != NULL) {
            image_fill(made, &p, parts, &d);
            h.bytes = p.end;
            h.sum = table_sum(made, p.end);
            memcpy(made, &h, sizeof h);
            *bytes = p.end;
            *image = made;
        }
    }
    dictionary_free(&d);
    if (made == NULL) {
        (void)err_set(e, ERR_SYSTEM, "no memory left for the table of places");
        e->sys = ENOMEM;
        return false;
    }
    return true;
}

/* --- an image from outside --- */

static bool header_sound(const struct table_header *h, size_t bytes, uint64_t sources)
{
    const uint32_t most = TABLE_BYTES_MAX / 4; /* keeps plan_of far from overflow */

    return memcmp(h->magic, TABLE_MAGIC, sizeof h->magic) == 0 && h->version == TABLE_VERSION &&
           h->order == TABLE_ORDER && h->sources == sources && h->bytes == bytes && h->zero == 0 &&
           h->cells >= 1 && h->cells <= most && h->four >= 1 && h->four <= most && h->six >= 1 &&
           h->six <= most && h->names <= most && plan_of(h).end == bytes;
}

static bool index_sound(const uint32_t *index, uint32_t count)
{
    bool sound = index[0] == 0 && index[1] >= 1 && index[TABLE_INDEX] == count;

    for (size_t i = 0; i < TABLE_INDEX; i++) {
        sound &= index[i] <= index[i + 1];
    }
    return sound;
}

static bool numbers_sound(const uint32_t *at, size_t count, uint32_t below)
{
    bool sound = true;

    for (size_t i = 0; i < count; i++) {
        sound &= at[i] < below;
    }
    return sound;
}

bool table_attach(const void *image, size_t bytes, uint64_t sources, struct table *out)
{
    const struct table_header *h = image;
    struct plan p;
    struct table t;

    if (bytes < sizeof *h || bytes > TABLE_BYTES_MAX || !header_sound(h, bytes, sources)) {
        return false;
    }
    p = plan_of(h);
    t = view_of(image, &p);
    /* Each line begins at 0, so that a search always finds a run at or before the key. */
    if (t.four_low[0] != 0 || t.six_start[0] != 0 || !index_sound(t.four_index, h->four) ||
        !index_sound(t.six_index, h->six) || !numbers_sound(t.four_cell, h->four, h->cells) ||
        !numbers_sound(t.six_cell, h->six, h->cells) || table_sum(image, bytes) != h->sum) {
        return false;
    }
    *out = t;
    return true;
}

/* --- looking up --- */

static cell find_four(const struct table *t, uint32_t key)
{
    uint32_t lo = t->four_index[key >> 16];
    uint32_t hi = t->four_index[(key >> 16) + 1];
    uint16_t low = (uint16_t)key;

    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;

        if (t->four_low[mid] <= low) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return t->cells[t->four_cell[lo - 1]];
}

static cell find_six(const struct table *t, uint64_t key)
{
    uint32_t lo = t->six_index[key >> 45];
    uint32_t hi = t->six_index[(key >> 45) + 1];

    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;

        if (t->six_start[mid] <= key) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return t->cells[t->six_cell[lo - 1]];
}

cell table_find(const struct table *t, const struct address *a)
{
    uint64_t key;

    if (t->header == NULL) {
        return 0;
    }
    if (address_is_v4(a)) {
        return find_four(t, address_v4(a));
    }
    return layer_six(a->bytes, &key) ? find_six(t, key) : 0;
}

bool table_name(const struct table *t, uint32_t asn, uint32_t *entry)
{
    size_t lo = 0;
    size_t hi = t->header == NULL ? 0 : t->header->names;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;

        if (t->names[mid].asn == asn) {
            *entry = t->names[mid].entry;
            return true;
        }
        if (t->names[mid].asn < asn) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return false;
}
