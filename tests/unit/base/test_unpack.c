#include "base/unpack.h"

#include "cmocka_all.h"

#include <lzma.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

#define TEXT_SIZE 300000

struct packed {
    unsigned char *at;
    size_t len;
    enum packing kind;
};

/* Text that does not shrink to nothing. */
static char *text_new(void)
{
    char *text = malloc(TEXT_SIZE);
    uint32_t x = 1;

    assert_non_null(text);
    for (size_t i = 0; i < TEXT_SIZE; i++) {
        x = x * 1664525u + 1013904223u;
        text[i] = (char)('a' + (x >> 24) % 26);
    }
    return text;
}

static struct packed pack(enum packing kind, const char *text, size_t len)
{
    size_t cap = len + len / 2 + 1024;
    struct packed p = {.at = malloc(cap), .kind = kind};
    z_stream z = {0};
    size_t made = 0;

    assert_non_null(p.at);
    if (kind == PACKING_XZ) {
        assert_int_equal(lzma_easy_buffer_encode(1, LZMA_CHECK_CRC64, NULL, (const uint8_t *)text,
                                                 len, p.at, &made, cap),
                         LZMA_OK);
        p.len = made;
        return p;
    }
    if (kind == PACKING_ZSTD) {
        p.len = ZSTD_compress(p.at, cap, text, len, 3);
        assert_int_equal(ZSTD_isError(p.len), 0);
        return p;
    }
    assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_in = (Bytef *)(uintptr_t)text;
    z.avail_in = (uInt)len;
    z.next_out = p.at;
    z.avail_out = (uInt)cap;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    assert_int_equal(deflateEnd(&z), Z_OK);
    p.len = z.total_out;
    return p;
}

/* Unpacks in pieces of `piece` bytes in and out; returns how many bytes came, all like `text`. */
static size_t unpack_all(const struct packed *p, size_t piece, const char *text, struct err *e)
{
    struct unpack *u = NULL;
    size_t pos = 0;
    size_t total = 0;
    char out[4096];

    assert_true(unpack_new(p->kind, &u, e));
    for (;;) {
        size_t take = p->len - pos < piece ? p->len - pos : piece;
        struct span in = {.at = (const char *)p->at + pos, .len = take};
        struct unpacked to = {.at = out, .cap = piece < sizeof out ? piece : sizeof out};
        bool ok = unpack_step(u, &in, take == 0, &to, e);
        size_t made = to.made;

        assert_true(total + made <= 2 * TEXT_SIZE);
        for (size_t i = 0; i < made; i++) {
            assert_int_equal(out[i], text[(total + i) % TEXT_SIZE]);
        }
        total += made;
        pos += take - in.len;
        if (!ok || (take == 0 && made == 0)) {
            break;
        }
    }
    unpack_free(&u);
    assert_null(u);
    return total;
}

static const enum packing kinds[] = {PACKING_GZIP, PACKING_XZ, PACKING_ZSTD};

static void every_packing_is_known_by_its_first_bytes(void **state)
{
    char *text = text_new();

    (void)state;
    for (size_t i = 0; i < COUNT(kinds); i++) {
        struct packed p = pack(kinds[i], text, 1000);

        assert_int_equal(unpack_kind((struct span){.at = (const char *)p.at, .len = UNPACK_MAGIC}),
                         kinds[i]);
        assert_int_equal(unpack_kind((struct span){.at = (const char *)p.at, .len = 1}),
                         PACKING_NONE);
        free(p.at);
    }
    assert_int_equal(unpack_kind(SPAN("Nov 21 18:00:00 mail")), PACKING_NONE);
    free(text);
}

static void every_packing_gives_its_text_in_pieces_of_any_size(void **state)
{
    static const size_t pieces[] = {7, 100, 4096, 1000000};
    char *text = text_new();

    (void)state;
    for (size_t i = 0; i < COUNT(kinds); i++) {
        struct packed p = pack(kinds[i], text, TEXT_SIZE);

        for (size_t k = 0; k < COUNT(pieces); k++) {
            struct err e = {0};

            assert_int_equal(unpack_all(&p, pieces[k], text, &e), TEXT_SIZE);
            assert_int_equal(e.code, ERR_NONE);
        }
        free(p.at);
    }
    free(text);
}

static void members_one_after_the_other_are_one_text(void **state)
{
    char *text = text_new();

    (void)state;
    for (size_t i = 0; i < COUNT(kinds); i++) {
        struct packed p = pack(kinds[i], text, TEXT_SIZE);
        struct packed twice = {.at = malloc(2 * p.len), .len = 2 * p.len, .kind = p.kind};
        struct err e = {0};

        assert_non_null(twice.at);
        memcpy(twice.at, p.at, p.len);
        memcpy(twice.at + p.len, p.at, p.len);
        assert_int_equal(unpack_all(&twice, 1000, text, &e), 2 * TEXT_SIZE);
        assert_int_equal(e.code, ERR_NONE);
        free(twice.at);
        free(p.at);
    }
    free(text);
}

static void data_cut_short_give_what_they_hold_and_an_error(void **state)
{
    char *text = text_new();

    (void)state;
    for (size_t i = 0; i < COUNT(kinds); i++) {
        struct packed p = pack(kinds[i], text, TEXT_SIZE);
        struct err e = {0};
        size_t got;

        p.len /= 2;
        got = unpack_all(&p, 1000, text, &e);
        assert_int_equal(e.code, ERR_INPUT);
        assert_non_null(strstr(e.text, "ends in the middle"));
        assert_true(got < TEXT_SIZE);
        assert_true(kinds[i] == PACKING_ZSTD || got > TEXT_SIZE / 4);
        free(p.at);
    }
    free(text);
}

static void damaged_data_are_an_error(void **state)
{
    char *text = text_new();

    (void)state;
    for (size_t i = 0; i < COUNT(kinds); i++) {
        struct packed p = pack(kinds[i], text, TEXT_SIZE);
        struct unpack *u = NULL;
        struct span in;
        struct err e = {0};
        bool ok = true;
        char out[4096];
        struct unpacked to = {.at = out, .cap = sizeof out, .made = 1};

        memset(p.at + 12, 0xff, 64);
        assert_true(unpack_new(p.kind, &u, &e));
        in = (struct span){.at = (const char *)p.at, .len = p.len};
        while (ok && (in.len > 0 || to.made > 0)) {
            ok = unpack_step(u, &in, in.len == 0, &to, &e);
        }
        assert_false(ok);
        assert_int_equal(e.code, ERR_INPUT);
        assert_non_null(strstr(e.text, "damaged"));
        unpack_free(&u);
        free(p.at);
    }
    free(text);
}

static void padding_after_gzip_is_ignored(void **state)
{
    char *text = text_new();
    struct packed p = pack(PACKING_GZIP, text, 1000);
    struct err e = {0};

    (void)state;
    memset(p.at + p.len, 0, 100);
    p.len += 100;
    assert_int_equal(unpack_all(&p, 33, text, &e), 1000);
    assert_int_equal(e.code, ERR_NONE);
    free(p.at);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_packing_is_known_by_its_first_bytes),
        cmocka_unit_test(every_packing_gives_its_text_in_pieces_of_any_size),
        cmocka_unit_test(members_one_after_the_other_are_one_text),
        cmocka_unit_test(data_cut_short_give_what_they_hold_and_an_error),
        cmocka_unit_test(damaged_data_are_an_error),
        cmocka_unit_test(padding_after_gzip_is_ignored),
    };

    return cmocka_run_group_tests_name("base/unpack", tests, NULL, NULL);
}
