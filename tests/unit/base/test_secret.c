#include "base/secret.h"

#include "cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char path[64];

static int begin(void **state)
{
    int fd;

    (void)state;
    (void)memcpy(path, "/tmp/mioboe-secret-XXXXXX", sizeof "/tmp/mioboe-secret-XXXXXX");
    fd = mkstemp(path);
    assert_true(fd >= 0);
    return close(fd);
}

static int end(void **state)
{
    (void)state;
    return unlink(path);
}

static bool reads(const char *text, size_t len, struct secret *out, struct err *e)
{
    FILE *to = fopen(path, "w");

    assert_non_null(to);
    assert_int_equal(fwrite(text, 1, len, to), len);
    assert_int_equal(fclose(to), 0);
    return secret_read(path, out, e);
}

static void the_first_line_without_its_end_is_the_secret(void **state)
{
    static const char *const texts[] = {"p&ss word", "p&ss word\n", "p&ss word\r\n",
                                        "p&ss word\nmore"};

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct secret s = {0};
        struct err e;

        assert_true(reads(texts[i], strlen(texts[i]), &s, &e));
        assert_true(span_eq(secret_reveal(&s), SPAN("p&ss word")));
        secret_wipe(&s);
        assert_int_equal(secret_reveal(&s).len, 0);
        assert_int_equal(s.bytes[0], 0);
    }
}

static void what_is_none_is_refused_without_being_quoted(void **state)
{
    static char longer[SECRET_TEXT_MAX + 1];
    struct secret s = {.len = 3, .bytes = "old"};
    struct err e;

    (void)state;
    memset(longer, 'x', sizeof longer);
    assert_false(reads("", 0, &s, &e));
    assert_int_equal(e.code, ERR_CONFIG);
    assert_false(reads("\nsecond", 7, &s, &e));
    assert_int_equal(e.code, ERR_CONFIG);
    assert_false(reads("a\0b\n", 4, &s, &e));
    assert_int_equal(e.code, ERR_CONFIG);
    assert_false(reads(longer, sizeof longer, &s, &e));
    assert_int_equal(e.code, ERR_CONFIG);
    assert_null(strstr(e.text, "xxx"));
    assert_false(secret_read("/tmp", &s, &e));
    assert_int_equal(e.code, ERR_CONFIG);
    assert_false(secret_read("/nonexistent/secret", &s, &e));
    assert_int_equal(e.code, ERR_CONFIG);
    assert_true(span_eq(secret_reveal(&s), SPAN("old")));
}

static void a_file_everybody_may_read_is_refused(void **state)
{
    struct secret s = {0};
    struct err e;

    (void)state;
    assert_true(reads("secret\n", 7, &s, &e));
    assert_int_equal(chmod(path, 0644), 0);
    assert_false(secret_read(path, &s, &e));
    assert_int_equal(e.code, ERR_CONFIG);
    assert_int_equal(chmod(path, 0640), 0);
    assert_true(secret_read(path, &s, &e));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_first_line_without_its_end_is_the_secret, begin, end),
        cmocka_unit_test_setup_teardown(what_is_none_is_refused_without_being_quoted, begin, end),
        cmocka_unit_test_setup_teardown(a_file_everybody_may_read_is_refused, begin, end),
    };

    return cmocka_run_group_tests_name("base/secret", tests, NULL, NULL);
}
