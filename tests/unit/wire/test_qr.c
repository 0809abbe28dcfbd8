#include "wire/qr.h"

#include "cmocka_all.h"

#include <stdlib.h>

static struct qr symbol;
static char room[(size_t)128 << 10];

static struct qr *made(struct span text)
{
    struct err e = {0};

    if (!qr_make(text, &symbol, &e)) {
        fail_msg("%s", e.text);
    }
    return &symbol;
}

/* The three squares in the corners by which a camera finds it (ISO/IEC 18004 6.3.3). */
static void a_symbol_has_its_finder_patterns(void **state)
{
    static const char *const finder[] = {"1111111", "1000001", "1011101", "1011101",
                                         "1011101", "1000001", "1111111"};
    const struct qr *qr = made(SPAN("https://mail.example.jp/setup/k3v9q2m7xa"));

    (void)state;
    for (unsigned y = 0; y < 7; y++) {
        for (unsigned x = 0; x < 7; x++) {
            unsigned dark = finder[y][x] == '1';

            assert_int_equal(qr->dark[y * qr->width + x], dark);
            assert_int_equal(qr->dark[y * qr->width + qr->width - 7 + x], dark);
            assert_int_equal(qr->dark[(qr->width - 7 + y) * qr->width + x], dark);
        }
    }
}

static void the_longest_text_fits_and_one_more_byte_does_not(void **state)
{
    static char text[QR_TEXT_MAX + 1];
    struct buf out = {.at = room, .cap = sizeof room};
    struct err e = {0};

    (void)state;
    memset(text, 'a', sizeof text);
    qr_svg(&out, made((struct span){.at = text, .len = QR_TEXT_MAX}));
    assert_false(out.full);
    assert_false(qr_make((struct span){.at = text, .len = QR_TEXT_MAX + 1}, &symbol, &e));
    assert_int_equal(e.code, ERR_LIMIT);
}

static void nothing_and_nul_are_refused(void **state)
{
    struct err e = {0};

    (void)state;
    assert_false(qr_make(SPAN(""), &symbol, &e));
    assert_false(qr_make(SPAN("a\0b"), &symbol, &e));
    assert_int_equal(e.code, ERR_INPUT);
}

static void blocks_are_two_rows_a_line_with_a_margin(void **state)
{
    struct qr one = {.width = 1, .dark = {1}};
    struct buf out = {.at = room, .cap = sizeof room - 1};

    (void)state;
    qr_blocks(&out, &one, true);
    room[out.len] = '\0';
    assert_string_equal(room, "         \n         \n    \xE2\x96\x80    \n         \n         \n");
}

static void a_path_draws_runs_of_dark_modules(void **state)
{
    struct qr two = {.width = 3, .dark = {1, 1, 0, 0, 0, 1, 0, 0, 0}};
    struct buf out = {.at = room, .cap = sizeof room - 1};

    (void)state;
    qr_path(&out, &two);
    room[out.len] = '\0';
    assert_string_equal(room, "M4 4h2v1h-2zM6 5h1v1h-1z");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_symbol_has_its_finder_patterns),
        cmocka_unit_test(the_longest_text_fits_and_one_more_byte_does_not),
        cmocka_unit_test(nothing_and_nul_are_refused),
        cmocka_unit_test(blocks_are_two_rows_a_line_with_a_margin),
        cmocka_unit_test(a_path_draws_runs_of_dark_modules),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
