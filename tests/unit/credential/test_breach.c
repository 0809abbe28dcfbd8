#include "credential/breach.h"

#include "credential/breach_parts.h"

#include "cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINES 2000

static char folder[] = "/tmp/mioboe-breach-XXXXXX";
static char text_path[64];
static char compact_path[64];

/* Hash number i of a list: evenly spread, ascending; an odd number is in the list. */
static void hash_of(uint32_t i, uint8_t out[static BREACH_HASH_SIZE])
{
    uint32_t top = i * 0x40000u;

    memset(out, 0, BREACH_HASH_SIZE);
    out[0] = (uint8_t)(top >> 24);
    out[1] = (uint8_t)(top >> 16);
    out[2] = (uint8_t)(top >> 8);
    out[3] = (uint8_t)top;
    out[19] = (uint8_t)i;
}

static void put_line(FILE *to, uint32_t i, const char *end)
{
    uint8_t hash[BREACH_HASH_SIZE];

    hash_of(i, hash);
    for (size_t k = 0; k < sizeof hash; k++) {
        assert_true(fprintf(to, "%02X", hash[k]) == 2);
    }
    assert_true(fprintf(to, i % 3 == 0 ? ":%u%s" : ":1%.0u%s", i, end) > 0);
}

static void write_list(const char *end)
{
    FILE *to = fopen(text_path, "w");

    assert_non_null(to);
    for (uint32_t i = 1; i < 2 * LINES; i += 2) {
        put_line(to, i, end);
    }
    assert_int_equal(fclose(to), 0);
}

static void write_text(const char *text)
{
    FILE *to = fopen(text_path, "w");

    assert_non_null(to);
    assert_true(fputs(text, to) >= 0);
    assert_int_equal(fclose(to), 0);
}

static int begin(void **state)
{
    (void)state;
    memcpy(folder, "/tmp/mioboe-breach-XXXXXX", sizeof folder);
    assert_non_null(mkdtemp(folder));
    (void)snprintf(text_path, sizeof text_path, "%s/list.txt", folder);
    (void)snprintf(compact_path, sizeof compact_path, "%s/list.breach", folder);
    return 0;
}

static int end(void **state)
{
    (void)state;
    (void)unlink(text_path);
    (void)unlink(compact_path);
    return rmdir(folder);
}

static void expect_all(const char *path, uint64_t count)
{
    struct breach *b = NULL;
    struct err e = {0};

    if (!breach_open(path, &b, &e)) {
        fail_msg("%s", e.text);
    }
    assert_int_equal(breach_count(b), count);
    for (uint32_t i = 0; i <= 2 * LINES; i++) {
        uint8_t hash[BREACH_HASH_SIZE];
        bool held = i % 2 == 0;

        hash_of(i, hash);
        if (!breach_holds_hash(b, hash, &held, &e)) {
            fail_msg("%u: %s", i, e.text);
        }
        assert_int_equal(held, i % 2 == 1);
    }
    breach_free(&b);
}

static void build(struct breach_tally *tally)
{
    struct err e = {0};

    if (!breach_build(text_path, compact_path, NULL, NULL, tally, &e)) {
        fail_msg("%s", e.text);
    }
}

static void every_hash_of_the_text_is_found_and_no_other(void **state)
{
    static const char *const ends[] = {"\n", "\r\n"};

    (void)state;
    for (size_t i = 0; i < COUNT(ends); i++) {
        write_list(ends[i]);
        expect_all(text_path, 0);
    }
}

static void the_compact_form_answers_as_the_text(void **state)
{
    struct breach_tally tally = {0};

    (void)state;
    write_list("\r\n");
    build(&tally);
    assert_int_equal(tally.lines, LINES);
    assert_int_equal(tally.entries, LINES);
    expect_all(compact_path, LINES);
}

static void a_password_is_looked_up_by_its_sha1(void **state)
{
    struct breach *b = NULL;
    bool held = false;
    struct err e;

    (void)state;
    write_text("5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8\n"); /* "password", without a count */
    assert_true(breach_open(text_path, &b, &e));
    assert_true(breach_holds(b, SPAN("password"), &held, &e));
    assert_true(held);
    assert_true(breach_holds(b, SPAN("Password"), &held, &e));
    assert_false(held);
    breach_free(&b);
}

static void what_is_no_list_is_refused_and_says_where(void **state)
{
    static const char *const bad[] = {
        "\x1f\x8b\x08 packed",
        "hello\n",
        "",
        "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8 1\n",
        "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:\n",
        "5BAA61E4C9B93F3F0682250B6CF8331B\n", /* a list of NTLM hashes */
        ("5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:1\n"
         "0BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:1\n"),
        "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:1\n5BAA61E4C9",
        "mioboe-breach-1\nand no more",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct breach *b = NULL;
        struct err e = {0};

        write_text(bad[i]);
        if (breach_open(text_path, &b, &e)) {
            fail_msg("taken: %s", bad[i]);
        }
        assert_null(b);
        assert_int_equal(e.code, ERR_CONFIG);
        assert_non_null(strstr(e.text, "expected"));
    }
}

static void damage_where_one_looks_is_an_error_and_never_an_absence(void **state)
{
    struct breach *b = NULL;
    uint8_t hash[BREACH_HASH_SIZE];
    bool held = true;
    struct err e = {0};
    FILE *to;

    (void)state;
    write_list("\n");
    to = fopen(text_path, "r+");
    assert_non_null(to);
    assert_true(breach_open(text_path, &b, &e));
    assert_int_equal(fseek(to, 0, SEEK_END), 0);
    assert_int_equal(fseek(to, ftell(to) / 2 - 100, SEEK_SET), 0);
    for (int i = 0; i < 200; i++) {
        assert_int_equal(fputc('x', to), 'x');
    }
    assert_int_equal(fclose(to), 0);
    hash_of(LINES, hash);
    assert_false(breach_holds_hash(b, hash, &held, &e));
    assert_int_equal(e.code, ERR_CONFIG);
    assert_true(held);
    breach_free(&b);
}

/* Whatever single byte of the compact form is wrong, no look-up says "not in it" of what is in it. */
static void no_single_damaged_byte_makes_the_compact_form_deny_what_it_holds(void **state)
{
    struct breach_tally tally;
    struct stat st;

    (void)state;
    write_list("\n");
    build(&tally);
    assert_int_equal(stat(compact_path, &st), 0);
    for (off_t at = 0; at < st.st_size; at += 97) {
        FILE *f = fopen(compact_path, "r+");
        struct breach *b = NULL;
        struct err e = {0};
        int was;

        assert_non_null(f);
        assert_int_equal(fseek(f, (long)at, SEEK_SET), 0);
        was = fgetc(f);
        assert_int_equal(fseek(f, (long)at, SEEK_SET), 0);
        assert_true(fputc(was ^ 0x41, f) != EOF);
        assert_int_equal(fflush(f), 0);
        for (uint32_t i = 1; breach_open(compact_path, &b, &e) && i < 2 * LINES; i += 98) {
            uint8_t hash[BREACH_HASH_SIZE];
            bool held = true;

            hash_of(i, hash);
            if (breach_holds_hash(b, hash, &held, &e)) {
                assert_true(held);
            }
            breach_free(&b);
        }
        breach_free(&b);
        assert_int_equal(fseek(f, (long)at, SEEK_SET), 0);
        assert_true(fputc(was, f) != EOF);
        assert_int_equal(fclose(f), 0);
    }
    expect_all(compact_path, LINES);
}

static void a_file_cut_short_later_is_an_error(void **state)
{
    struct breach_tally tally;
    struct breach *b = NULL;
    uint8_t hash[BREACH_HASH_SIZE];
    bool held = true;
    struct err e = {0};

    (void)state;
    write_list("\n");
    build(&tally);
    assert_true(breach_open(compact_path, &b, &e));
    assert_int_equal(truncate(compact_path, 4096), 0);
    hash_of(2 * LINES, hash);
    assert_false(breach_holds_hash(b, hash, &held, &e));
    breach_free(&b);
    assert_false(breach_open(compact_path, &b, &e));
    assert_int_equal(e.code, ERR_CONFIG);
}

static void a_list_that_is_not_in_order_builds_nothing_and_leaves_the_old_one(void **state)
{
    struct breach_tally tally = {.lines = 7};
    struct err e = {0};

    (void)state;
    write_list("\n");
    build(&tally);
    write_text("5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:1\n"
               "0BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:1\n");
    tally.lines = 7;
    assert_false(breach_build(text_path, compact_path, NULL, NULL, &tally, &e));
    assert_int_equal(e.code, ERR_INPUT);
    assert_non_null(strstr(e.text, ":2: expected hashes in ascending order"));
    assert_int_equal(tally.lines, 7);
    expect_all(compact_path, LINES);
    write_text("");
    assert_false(breach_build(text_path, compact_path, NULL, NULL, &tally, &e));
    assert_int_equal(e.code, ERR_INPUT);
    assert_false(breach_build("/nonexistent", compact_path, NULL, NULL, &tally, &e));
    assert_int_equal(e.code, ERR_ABSENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_hash_of_the_text_is_found_and_no_other, begin, end),
        cmocka_unit_test_setup_teardown(the_compact_form_answers_as_the_text, begin, end),
        cmocka_unit_test_setup_teardown(a_password_is_looked_up_by_its_sha1, begin, end),
        cmocka_unit_test_setup_teardown(what_is_no_list_is_refused_and_says_where, begin, end),
        cmocka_unit_test_setup_teardown(damage_where_one_looks_is_an_error_and_never_an_absence,
                                        begin, end),
        cmocka_unit_test_setup_teardown(
            no_single_damaged_byte_makes_the_compact_form_deny_what_it_holds, begin, end),
        cmocka_unit_test_setup_teardown(a_file_cut_short_later_is_an_error, begin, end),
        cmocka_unit_test_setup_teardown(
            a_list_that_is_not_in_order_builds_nothing_and_leaves_the_old_one, begin, end),
    };

    return cmocka_run_group_tests_name("credential/breach", tests, NULL, NULL);
}
