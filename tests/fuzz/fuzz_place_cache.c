/* A cache file of any bytes: refused, or every look-up stays inside it and gives one of its cells.
 *
 * Random bytes hardly ever carry the right sum and length, so most inputs are changes to a good
 * image, with length and sum put right again: what is fuzzed are the checks behind them.
 * The first byte chooses; pairs of 4 and 1 bytes behind it say where and what is changed. */
#undef NDEBUG
#include "base/hash.h"
#include "place/table.h"

#include <assert.h>
#include <stdlib.h>

#define SOURCES 5

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct address probe(uint64_t r, bool six)
{
    struct address a = {0};

    if (six) {
        memcpy(a.bytes, &r, sizeof r);
        a.bytes[0] = (uint8_t)(0x20 | (a.bytes[0] & 0x1f));
    } else {
        a.bytes[10] = a.bytes[11] = 0xff;
        memcpy(a.bytes + 12, &r, 4);
    }
    return a;
}

static bool holds(const struct table *t, cell c)
{
    for (uint32_t i = 0; i < t->header->cells; i++) {
        if (t->cells[i] == c) {
            return true;
        }
    }
    return false;
}

static void look_around(const struct table *t)
{
    static const uint32_t edges[] = {0, 1, 0xff, 0x00ff0000, 0xffffffff, 0x00000100, 0x08080808};
    uint32_t entry;

    for (uint64_t i = 0; i < 64; i++) {
        uint64_t r = i < COUNT(edges) ? edges[i] : hash_mix(i);
        struct address four = probe(r, false);
        struct address six = probe(r, true);

        assert(holds(t, table_find(t, &four)));
        assert(holds(t, table_find(t, &six)));
        (void)table_name(t, (uint32_t)r, &entry);
    }
}

static void try_image(const void *bytes, size_t size)
{
    /* A copy of exactly this size, so that a read behind it is seen. */
    void *image = malloc(size == 0 ? 1 : size);
    struct table t = {0};

    assert(image != NULL);
    memcpy(image, bytes, size);
    if (table_attach(image, size, SOURCES, &t)) {
        look_around(&t);
    } else {
        assert(t.header == NULL);
    }
    free(image);
}

static const char *good_image(size_t *bytes)
{
    static const struct table_name names[] = {{7, 1}, {9, 2}};
    static void *image;
    static size_t image_bytes;
    struct layer four;
    struct layer six;
    struct table_parts parts = {
        .sources = SOURCES, .four = &four, .six = &six, .names = names, .names_count = 2};
    struct err e;

    if (image == NULL) {
        assert(layer_begin(&four, LAYER_FOUR_MAX, &e) && layer_begin(&six, LAYER_SIX_MAX, &e));
        assert(layer_add(&four, 0x08000000, 0x08ffffff, 1, &e));
        assert(layer_add(&four, 0x08080800, 0x080808ff, 2, &e));
        assert(layer_add(&six, UINT64_C(1) << 50, UINT64_C(1) << 51, 3, &e));
        assert(layer_end(&four, &e) && layer_end(&six, &e));
        assert(table_compile(&parts, &image, &image_bytes, &e));
        layer_free(&four);
        layer_free(&six);
    }
    *bytes = image_bytes;
    return image;
}

static void try_changed(const uint8_t *data, size_t size)
{
    size_t bytes;
    const char *good = good_image(&bytes);
    char *changed = malloc(bytes);
    struct table_header h;

    assert(changed != NULL);
    memcpy(changed, good, bytes);
    for (; size >= 5; data += 5, size -= 5) {
        uint32_t at;

        memcpy(&at, data, sizeof at);
        /* The parts before and behind the big indexes would else hardly ever be hit. */
        at = (at & 1) != 0 ? at / 2 % 512 : (at & 2) != 0 ? (uint32_t)bytes - 1 - at / 4 % 128 : at;
        changed[at % bytes] = (char)data[4];
    }
    memcpy(&h, changed, sizeof h);
    h.sum = table_sum(changed, bytes);
    memcpy(changed, &h, sizeof h);
    try_image(changed, bytes);
    free(changed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0 || (data[0] & 3) == 0) {
        try_image(data, size);
    } else {
        try_changed(data + 1, size - 1);
    }
    return 0;
}
