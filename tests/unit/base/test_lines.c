#include "base/lines.h"

#include "cmocka_all.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

static char directory[] = "/tmp/mioboe-lines-XXXXXX";
static char path[64];

static int make_directory(void **state)
{
    (void)state;
    if (mkdtemp(directory) == NULL) {
        return -1;
    }
    return snprintf(path, sizeof path, "%s/mail.log", directory) > 0 ? 0 : -1;
}

static int remove_directory(void **state)
{
    char old[80];

    (void)state;
    (void)snprintf(old, sizeof old, "%s.1", path);
    (void)unlink(old);
    (void)unlink(path);
    return rmdir(directory);
}

static void put(const char *mode, const char *text, size_t len)
{
    FILE *f = fopen(path, mode);

    assert_non_null(f);
    assert_int_equal(fwrite(text, 1, len, f), len);
    assert_int_equal(fclose(f), 0);
}

static void put_text(const char *mode, const char *text)
{
    put(mode, text, strlen(text));
}

static struct lines *must_open(bool follow)
{
    struct lines *l = NULL;
    struct err e = {0};

    if (!lines_open(path, follow, &l, &e)) {
        fail_msg("%s", e.text);
    }
    return l;
}

static void expect_line(struct lines *l, const char *want)
{
    struct span line;
    struct err e = {0};

    assert_int_equal(lines_next(l, &line, &e), LINES_LINE);
    assert_int_equal(line.len, strlen(want));
    assert_memory_equal(line.at, want, line.len);
}

static void expect(struct lines *l, enum lines_result want)
{
    struct span line;
    struct err e = {0};

    assert_int_equal(lines_next(l, &line, &e), want);
    assert_int_equal(line.len, 0);
}

static void lines_come_without_newline_and_carriage_return(void **state)
{
    struct lines *l;

    (void)state;
    put_text("w", "one\ntwo\r\n\n\rthree\r\n");
    l = must_open(false);
    expect_line(l, "one");
    expect_line(l, "two");
    expect_line(l, "");
    expect_line(l, "\rthree");
    assert_false(lines_cut(l));
    expect(l, LINES_END);
    expect(l, LINES_END);
    assert_int_equal(lines_bytes(l), 18);
    assert_int_equal(lines_size(l), 18);
    lines_free(&l);
    assert_null(l);
    lines_free(&l);
}

static void a_last_line_without_newline_is_given_and_told(void **state)
{
    struct lines *l;

    (void)state;
    put_text("w", "one\ntw");
    l = must_open(false);
    expect_line(l, "one");
    assert_false(lines_cut(l));
    expect_line(l, "tw");
    assert_true(lines_cut(l));
    expect(l, LINES_END);
    lines_free(&l);
}

static void an_empty_file_ends_at_once(void **state)
{
    struct lines *l;

    (void)state;
    put_text("w", "");
    l = must_open(false);
    expect(l, LINES_END);
    lines_free(&l);
}

static void a_line_of_a_mebibyte_is_skipped_once(void **state)
{
    size_t big = 1024 * 1024;
    char *text = malloc(big + 16);
    struct lines *l;

    (void)state;
    assert_non_null(text);
    memset(text, 'x', big + 16);
    memcpy(text, "first\n", 6);
    memcpy(text + big, "\nlast\n", 6);
    put("w", text, big + 6);
    l = must_open(false);
    expect_line(l, "first");
    expect(l, LINES_LONG);
    expect_line(l, "last");
    expect(l, LINES_END);
    lines_free(&l);
    put("w", text + 6, big - 6);
    l = must_open(false);
    expect(l, LINES_LONG);
    assert_true(lines_cut(l));
    expect(l, LINES_END);
    lines_free(&l);
    free(text);
}

static void the_longest_line_is_given_and_one_byte_more_is_not(void **state)
{
    char *text = malloc(LINES_MAX + 2);
    struct span line;
    struct err e = {0};
    struct lines *l;

    (void)state;
    assert_non_null(text);
    memset(text, 'x', LINES_MAX + 2);
    text[LINES_MAX] = '\n';
    put("w", text, LINES_MAX + 1);
    text[LINES_MAX] = 'x';
    text[LINES_MAX + 1] = '\n';
    put("a", text, LINES_MAX + 2);
    l = must_open(false);
    assert_int_equal(lines_next(l, &line, &e), LINES_LINE);
    assert_int_equal(line.len, LINES_MAX);
    expect(l, LINES_LONG);
    expect(l, LINES_END);
    lines_free(&l);
    free(text);
}

static void many_lines_across_reads_are_all_given(void **state)
{
    FILE *f = fopen(path, "w");
    struct lines *l;

    (void)state;
    assert_non_null(f);
    for (int i = 0; i < 100000; i++) {
        assert_true(fprintf(f, "line %d of a log\n", i) > 0);
    }
    assert_int_equal(fclose(f), 0);
    l = must_open(false);
    for (int i = 0; i < 100000; i++) {
        char want[40];

        (void)snprintf(want, sizeof want, "line %d of a log", i);
        expect_line(l, want);
    }
    expect(l, LINES_END);
    lines_free(&l);
}

/* Packs `text` as one gzip member at `to`; returns its length. */
static size_t gzip(const char *text, unsigned char *to, size_t cap)
{
    z_stream z = {0};
    unsigned char in[256];

    assert_true(strlen(text) < sizeof in);
    memcpy(in, text, strlen(text));
    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_in = in;
    z.avail_in = (uInt)strlen(text);
    z.next_out = to;
    z.avail_out = (uInt)cap;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    assert_int_equal(deflateEnd(&z), Z_OK);
    return z.total_out;
}

static void gzip_members_one_after_the_other_are_one_log(void **state)
{
    unsigned char packed[1024];
    size_t len = gzip("one\ntw", packed, sizeof packed);
    struct lines *l;

    (void)state;
    len += gzip("o\nthree\n", packed + len, sizeof packed - len);
    put("w", (const char *)packed, len);
    l = must_open(false);
    expect_line(l, "one");
    expect_line(l, "two");
    expect_line(l, "three");
    expect(l, LINES_END);
    assert_int_equal(lines_bytes(l), len);
    lines_free(&l);
}

static void a_gzip_file_cut_short_gives_its_lines_and_then_says_so(void **state)
{
    unsigned char packed[1024];
    size_t len = gzip("one\ntwo\nthree\n", packed, sizeof packed);
    struct lines *l;
    struct span line;
    struct err e = {0};

    (void)state;
    put("w", (const char *)packed, len - 4);
    l = must_open(false);
    expect_line(l, "one");
    expect_line(l, "two");
    expect_line(l, "three");
    assert_int_equal(lines_next(l, &line, &e), LINES_ERROR);
    assert_int_equal(e.code, ERR_INPUT);
    assert_non_null(strstr(e.text, "ends in the middle of its gzip data, after 3 lines"));
    assert_non_null(strstr(e.text, path));
    e = (struct err){0};
    assert_int_equal(lines_next(l, &line, &e), LINES_ERROR);
    assert_int_equal(e.code, ERR_INPUT);
    lines_free(&l);
}

static void damaged_gzip_data_are_an_error(void **state)
{
    unsigned char packed[1024];
    size_t len = gzip("one\ntwo\nthree\n", packed, sizeof packed);
    struct lines *l;
    struct span line;
    struct err e = {0};

    (void)state;
    packed[len - 6] ^= 0x55;
    put("w", (const char *)packed, len);
    l = must_open(false);
    while (lines_next(l, &line, &e) == LINES_LINE) {
    }
    assert_int_equal(e.code, ERR_INPUT);
    assert_non_null(strstr(e.text, "damaged gzip data"));
    lines_free(&l);
}

static void what_cannot_be_read_is_named(void **state)
{
    struct lines *l = NULL;
    struct err e = {0};

    (void)state;
    assert_false(lines_open("/nonexistent/mail.log", false, &l, &e));
    assert_int_equal(e.code, ERR_ABSENT);
    assert_non_null(strstr(e.text, "/nonexistent/mail.log"));
    assert_false(lines_open(directory, false, &l, &e));
    assert_int_equal(e.code, ERR_INPUT);
    assert_non_null(strstr(e.text, "is a directory"));
    assert_false(lines_open("/proc/self/mem", false, &l, &e));
    assert_int_equal(e.code, ERR_SYSTEM);
    assert_int_not_equal(e.sys, 0);
    assert_null(l);
}

static void a_packed_file_cannot_be_followed(void **state)
{
    unsigned char packed[1024];
    size_t len = gzip("one\n", packed, sizeof packed);
    struct lines *l = NULL;
    struct err e = {0};

    (void)state;
    put("w", (const char *)packed, len);
    assert_false(lines_open(path, true, &l, &e));
    assert_int_equal(e.code, ERR_INPUT);
    assert_null(l);
}

static void following_waits_for_the_newline(void **state)
{
    struct lines *l;

    (void)state;
    put_text("w", "one\ntw");
    l = must_open(true);
    expect_line(l, "one");
    expect(l, LINES_WAIT);
    expect(l, LINES_WAIT);
    put_text("a", "o\nthree\n");
    expect_line(l, "two");
    expect_line(l, "three");
    expect(l, LINES_WAIT);
    lines_free(&l);
}

static void following_finishes_a_renamed_file_and_takes_the_new_one(void **state)
{
    char old[80];
    struct lines *l;
    FILE *f;

    (void)state;
    (void)snprintf(old, sizeof old, "%s.1", path);
    put_text("w", "one\n");
    l = must_open(true);
    expect_line(l, "one");
    expect(l, LINES_WAIT);
    assert_int_equal(rename(path, old), 0);
    expect(l, LINES_WAIT);
    f = fopen(old, "a");
    assert_non_null(f);
    assert_true(fputs("two\nthr", f) >= 0);
    assert_int_equal(fclose(f), 0);
    put_text("w", "four\n");
    expect_line(l, "two");
    expect_line(l, "thr");
    assert_true(lines_cut(l));
    expect_line(l, "four");
    expect(l, LINES_WAIT);
    lines_free(&l);
}

static void following_starts_again_when_the_file_was_cut(void **state)
{
    struct lines *l;

    (void)state;
    put_text("w", "a long first line\nand half");
    l = must_open(true);
    expect_line(l, "a long first line");
    expect(l, LINES_WAIT);
    assert_int_equal(truncate(path, 0), 0);
    put_text("a", "new\n");
    expect_line(l, "new");
    expect(l, LINES_WAIT);
    lines_free(&l);
}

static void standard_input_is_read_by_its_dash(void **state)
{
    int ends[2];
    int saved = dup(STDIN_FILENO);
    struct lines *l = NULL;
    struct err e = {0};

    (void)state;
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "one\ntwo\n", 8), 8);
    assert_int_equal(close(ends[1]), 0);
    assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    assert_true(lines_open("-", false, &l, &e));
    assert_int_equal(lines_size(l), 0);
    assert_true(lines_modified_ms(l) > 0);
    expect_line(l, "one");
    expect_line(l, "two");
    expect(l, LINES_END);
    lines_free(&l);
    assert_int_equal(dup2(saved, STDIN_FILENO), STDIN_FILENO);
    assert_int_equal(close(saved), 0);
    assert_int_equal(close(ends[0]), 0);
}

static void the_time_of_a_file_is_when_it_was_written(void **state)
{
    struct timespec times[2] = {{.tv_sec = 1000}, {.tv_sec = 1700000000, .tv_nsec = 250000000}};
    struct lines *l;

    (void)state;
    put_text("w", "one\n");
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
    l = must_open(false);
    assert_true(lines_modified_ms(l) == INT64_C(1700000000250));
    lines_free(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_come_without_newline_and_carriage_return),
        cmocka_unit_test(a_last_line_without_newline_is_given_and_told),
        cmocka_unit_test(an_empty_file_ends_at_once),
        cmocka_unit_test(a_line_of_a_mebibyte_is_skipped_once),
        cmocka_unit_test(the_longest_line_is_given_and_one_byte_more_is_not),
        cmocka_unit_test(many_lines_across_reads_are_all_given),
        cmocka_unit_test(gzip_members_one_after_the_other_are_one_log),
        cmocka_unit_test(a_gzip_file_cut_short_gives_its_lines_and_then_says_so),
        cmocka_unit_test(damaged_gzip_data_are_an_error),
        cmocka_unit_test(what_cannot_be_read_is_named),
        cmocka_unit_test(a_packed_file_cannot_be_followed),
        cmocka_unit_test(following_waits_for_the_newline),
        cmocka_unit_test(following_finishes_a_renamed_file_and_takes_the_new_one),
        cmocka_unit_test(following_starts_again_when_the_file_was_cut),
        cmocka_unit_test(standard_input_is_read_by_its_dash),
        cmocka_unit_test(the_time_of_a_file_is_when_it_was_written),
    };

    return cmocka_run_group_tests_name("base/lines", tests, make_directory, remove_directory);
}
