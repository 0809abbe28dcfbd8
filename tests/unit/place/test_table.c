#include "place/table.h"

#include "cmocka_all.h"

#include "base/hash.h"

#include <stdlib.h>

#define SOURCES 77

static struct layer four;
static struct layer six;
static void *image;
static size_t bytes;
static struct table table;

/* Many runs with gaps, some far wider than an index bucket, some with many runs in one. */
static void line_fill(struct layer *l, unsigned shift)
{
    struct err e = {0};
    uint64_t at = 3;

    for (uint32_t i = 1; i < 20000; i++) {
        uint64_t r = hash_mix(i + l->max);
        unsigned size = (unsigned)(r % (i % 50 == 0 ? 22 : 8)) + shift;
        uint64_t last = at + (UINT64_C(1) << size) - 1;

        if (last > l->max) {
            break;
        }
        assert_true(layer_add(l, at, last, cell_make(0, (uint32_t)(r >> 40) % 5000 + 1, 0), &e));
        at = last + 1 + (r >> 20 & 3);
    }
    assert_true(layer_end(l, &e));
}

static int make(void **state)
{
    static const struct table_name names[] = {{3, 30}, {5, 50}, {900, 9}};
    struct table_parts parts = {.sources = SOURCES,
                                .four = &four,
                                .six = &six,
                                .names = names,
                                .names_count = COUNT(names)};
    struct err e = {0};

    (void)state;
    assert_true(layer_begin(&four, LAYER_FOUR_MAX, &e));
    assert_true(layer_begin(&six, LAYER_SIX_MAX, &e));
    line_fill(&four, 3);
    line_fill(&six, 34);
    assert_true(table_compile(&parts, &image, &bytes, &e));
    assert_true(table_attach(image, bytes, SOURCES, &table));
    return 0;
}

static int drop(void **state)
{
    (void)state;
    layer_free(&four);
    layer_free(&six);
    free(image);
    return 0;
}

static cell slow_find(const struct layer *l, uint64_t key)
{
    cell c = 0;

    for (size_t i = 0; i < l->count && l->at[i].start <= key; i++) {
        c = l->at[i].cell;
    }
    return c;
}

static struct address four_at(uint64_t key)
{
    return (struct address){.bytes = {[10] = 0xff,
                                      [11] = 0xff,
                                      (uint8_t)(key >> 24),
                                      (uint8_t)(key >> 16),
                                      (uint8_t)(key >> 8),
                                      (uint8_t)key}};
}

static struct address six_at(uint64_t key)
{
    struct address a = {0};

    key |= UINT64_C(1) << 61;
    for (size_t i = 0; i < 8; i++) {
        a.bytes[i] = (uint8_t)(key >> (56 - 8 * i));
    }
    a.bytes[15] = 1;
    return a;
}

static void the_table_says_what_its_lines_say(void **state)
{
    struct address a;

    (void)state;
    assert_true(four.count > 10000 && six.count > 10000);
    for (size_t i = 1; i < four.count; i += 7) {
        for (uint64_t key = four.at[i].start - 1; key < four.at[i].start + 2; key++) {
            a = four_at(key);
            assert_true(table_find(&table, &a) == slow_find(&four, key));
        }
    }
    for (size_t i = 1; i < six.count; i += 7) {
        for (uint64_t key = six.at[i].start - 1; key < six.at[i].start + 2; key++) {
            a = six_at(key);
            assert_true(table_find(&table, &a) == slow_find(&six, key));
        }
    }
    a = four_at(UINT32_MAX);
    assert_true(table_find(&table, &a) == slow_find(&four, UINT32_MAX));
    a = six_at(LAYER_SIX_MAX);
    assert_true(table_find(&table, &a) == slow_find(&six, LAYER_SIX_MAX));
}

static void an_empty_table_knows_nothing(void **state)
{
    struct table empty = {0};
    struct address a = four_at(0x08080808);
    uint32_t entry = 9;

    (void)state;
    assert_true(table_find(&empty, &a) == 0);
    assert_false(table_name(&empty, 3, &entry));
    assert_int_equal(entry, 9);
}

static void names_are_found_by_their_number(void **state)
{
    uint32_t entry = 0;

    (void)state;
    assert_true(table_name(&table, 3, &entry));
    assert_int_equal(entry, 30);
    assert_true(table_name(&table, 900, &entry));
    assert_int_equal(entry, 9);
    assert_false(table_name(&table, 4, &entry));
    assert_false(table_name(&table, 0, &entry));
    assert_int_equal(entry, 9);
}

static void an_image_of_other_sources_or_length_is_not_taken(void **state)
{
    struct table out = {0};

    (void)state;
    assert_false(table_attach(image, bytes, SOURCES + 1, &out));
    assert_false(table_attach(image, bytes - 8, SOURCES, &out));
    assert_false(table_attach(image, 63, SOURCES, &out));
    assert_false(table_attach(image, 0, SOURCES, &out));
    assert_null(out.header);
}

static void an_image_with_any_byte_changed_is_not_taken(void **state)
{
    char *copy = malloc(bytes);
    struct table out = {0};

    (void)state;
    assert_non_null(copy);
    memcpy(copy, image, bytes);
    for (size_t i = 0; i < bytes; i += i < 128 ? 1 : 4999) {
        copy[i] ^= 0x40;
        assert_false(table_attach(copy, bytes, SOURCES, &out));
        copy[i] ^= 0x40;
    }
    assert_null(out.header);
    assert_true(table_attach(copy, bytes, SOURCES, &out));
    free(copy);
}

/* Distinct cells everywhere: 22 bytes for each IPv6 run. */
static void a_table_above_its_limit_is_refused(void **state)
{
    struct layer big;
    struct table_parts parts = {.sources = SOURCES, .four = &four, .six = &big};
    void *out = NULL;
    size_t out_bytes = 0;
    struct err e = {0};

    (void)state;
    assert_true(layer_begin(&big, LAYER_SIX_MAX, &e));
    for (uint32_t i = 0; i < 1700000; i++) {
        assert_true(
            layer_add(&big, (uint64_t)i << 30, (uint64_t)i << 30, cell_make(0, i + 1, 0), &e));
    }
    assert_true(layer_end(&big, &e));
    assert_false(table_compile(&parts, &out, &out_bytes, &e));
    assert_int_equal(e.code, ERR_LIMIT);
    assert_null(out);
    layer_free(&big);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_says_what_its_lines_say),
        cmocka_unit_test(an_empty_table_knows_nothing),
        cmocka_unit_test(names_are_found_by_their_number),
        cmocka_unit_test(an_image_of_other_sources_or_length_is_not_taken),
        cmocka_unit_test(an_image_with_any_byte_changed_is_not_taken),
        cmocka_unit_test(a_table_above_its_limit_is_refused),
    };

    return cmocka_run_group_tests_name("place/table", tests, make, drop);
}
