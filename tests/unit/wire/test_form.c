#include "wire/form.h"

#include "base/buf.h"

#include "cmocka_all.h"

#include <stdlib.h>
#include <string.h>

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

static struct arena *arena;

static int open_arena(void **state)
{
    (void)state;
    arena = arena_new((size_t)64 << 10);
    return arena == NULL ? -1 : 0;
}

static int close_arena(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static void check_value(const struct form *f, const char *name, const char *expected)
{
    assert_true(span_eq(form_value(f, span_of(name)), span_of(expected)));
}

static void a_form_is_read_as_browsers_send_it(void **state)
{
    struct form f;
    struct err e = {0};

    (void)state;
    assert_true(
        form_parse(SPAN("reference=M7K2-9QXD&note=a+b%2Bc&lang=ja&empty=&bare"), arena, &f, &e));
    assert_int_equal(f.count, 5);
    check_value(&f, "reference", "M7K2-9QXD");
    check_value(&f, "note", "a b+c");
    check_value(&f, "lang", "ja");
    check_value(&f, "empty", "");
    check_value(&f, "bare", "");
    check_value(&f, "absent", "");
    assert_true(form_parse(SPAN("text=%E8%BA%AB%E8%A6%9A%E3%81%88%0D%0A"), arena, &f, &e));
    check_value(&f, "text", "身覚え\r\n");
}

static void nothing_is_a_form_without_fields(void **state)
{
    struct form f = {.count = 7};
    struct err e = {0};

    (void)state;
    assert_true(form_parse(SPAN(""), arena, &f, &e));
    assert_int_equal(f.count, 0);
    assert_true(form_parse(SPAN("&&"), arena, &f, &e));
    assert_int_equal(f.count, 0);
}

static void what_no_browser_sends_is_refused_and_changes_nothing(void **state)
{
    static const char *const cases[] = {
        "a=%",         "a=%4",     "a=%zz", "a=%00",   "a=%ff",     "a=%c0%80",
        "a=%ed%a0%80", "a=%1b[0m", "=1",    "a=1&a=2", "%61=1&a=2", "a=\x7f",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct form f = {.count = 7};
        struct err e = {0};

        assert_false(form_parse(span_of(cases[i]), arena, &f, &e));
        assert_int_equal(e.code, ERR_INPUT);
        assert_int_equal(f.count, 7);
    }
}

static void limits_hold(void **state)
{
    char many[FORM_FIELDS_MAX * 8];
    char *wide = malloc(FORM_BYTES_MAX + 1);
    struct buf list = BUF_ON(many);
    struct form f = {.count = 7};
    struct err e = {0};

    (void)state;
    assert_non_null(wide);
    memset(wide, 'a', FORM_BYTES_MAX + 1);
    assert_true(form_parse((struct span){wide, FORM_BYTES_MAX}, arena, &f, &e));
    f.count = 7;
    assert_false(form_parse((struct span){wide, FORM_BYTES_MAX + 1}, arena, &f, &e));
    assert_int_equal(e.code, ERR_LIMIT);
    for (int i = 0; i < FORM_FIELDS_MAX; i++) {
        buf_addf(&list, "f%d=1&", i);
    }
    assert_true(form_parse((struct span){list.at, list.len}, arena, &f, &e));
    assert_int_equal(f.count, FORM_FIELDS_MAX);
    buf_addf(&list, "g=1");
    assert_false(form_parse((struct span){list.at, list.len}, arena, &f, &e));
    assert_int_equal(e.code, ERR_LIMIT);
    assert_int_equal(f.count, FORM_FIELDS_MAX);
    free(wide);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_form_is_read_as_browsers_send_it, open_arena,
                                        close_arena),
        cmocka_unit_test_setup_teardown(nothing_is_a_form_without_fields, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(what_no_browser_sends_is_refused_and_changes_nothing,
                                        open_arena, close_arena),
        cmocka_unit_test_setup_teardown(limits_hold, open_arena, close_arena),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
