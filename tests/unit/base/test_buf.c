#include "base/buf.h"

#include "cmocka_all.h"

static void a_full_buffer_swallows_the_rest_and_says_so_at_the_end(void **state)
{
    char bytes[8];
    struct buf b = BUF_ON(bytes);
    struct span out = SPAN("untouched");
    struct err e = {0};

    (void)state;
    buf_add(&b, SPAN("12345"));
    buf_addf(&b, "%d", 6789);
    buf_add(&b, SPAN("1"));
    assert_false(buf_span(&b, &out, &e));
    assert_int_equal(e.code, ERR_LIMIT);
    assert_true(span_eq(out, SPAN("untouched")));
}

static void what_fits_comes_back_whole(void **state)
{
    char bytes[16];
    struct buf b = BUF_ON(bytes);
    struct span out;
    struct err e = {0};

    (void)state;
    buf_add(&b, SPAN("12345"));
    buf_addf(&b, "-%d", 6789);
    assert_true(buf_span(&b, &out, &e));
    assert_true(span_eq(out, SPAN("12345-6789")));
}

static void context_stands_before_the_first_cause(void **state)
{
    struct err e = {0};

    (void)state;
    assert_false(err_set(&e, ERR_STORE, "database is locked"));
    assert_false(err_context(&e, "recording %s", "x"));
    assert_string_equal(e.text, "recording x: database is locked");
    assert_int_equal(e.code, ERR_STORE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_full_buffer_swallows_the_rest_and_says_so_at_the_end),
        cmocka_unit_test(what_fits_comes_back_whole),
        cmocka_unit_test(context_stands_before_the_first_cause),
    };

    return cmocka_run_group_tests_name("base/buf", tests, NULL, NULL);
}
