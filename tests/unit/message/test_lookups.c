#include "message/lookups.h"

#include "cmocka_all.h"

#include <stdio.h>

static void a_question_is_asked_once_whatever_its_letters(void **state)
{
    struct lookups *l = lookups_new();
    const struct lookup *first = lookups_ask(l, SPAN("Mail.Example.JP."), LOOKUP_TXT);

    (void)state;
    assert_non_null(first);
    assert_string_equal(first->name, "mail.example.jp");
    assert_int_equal(first->state, LOOKUP_OPEN);
    assert_ptr_equal(lookups_ask(l, SPAN("mail.example.jp"), LOOKUP_TXT), first);
    assert_ptr_not_equal(lookups_ask(l, SPAN("mail.example.jp"), LOOKUP_A), first);
    lookups_free(&l);
}

static void a_name_that_is_none_is_not_asked(void **state)
{
    struct lookups *l = lookups_new();
    char long_name[LOOKUP_NAME_MAX];
    size_t index = 99;

    (void)state;
    memset(long_name, 'a', sizeof long_name);
    assert_null(lookups_ask(l, SPAN(""), LOOKUP_TXT));
    assert_null(lookups_ask(l, SPAN("."), LOOKUP_TXT));
    assert_null(lookups_ask(l, (struct span){.at = "a\0b", .len = 3}, LOOKUP_TXT));
    assert_null(
        lookups_ask(l, (struct span){.at = long_name, .len = sizeof long_name}, LOOKUP_TXT));
    assert_null(lookups_open(l, 0, &index));
    assert_int_equal(index, 99);
    lookups_free(&l);
}

static void one_question_too_many_counts_as_failed(void **state)
{
    struct lookups *l = lookups_new();
    char name[32];

    (void)state;
    for (int i = 0; i < LOOKUPS_MAX; i++) {
        int len = snprintf(name, sizeof name, "n%d.example", i);

        assert_non_null(lookups_ask(l, (struct span){.at = name, .len = (size_t)len}, LOOKUP_TXT));
    }
    assert_null(lookups_ask(l, SPAN("more.example"), LOOKUP_TXT));
    lookups_free(&l);
}

static void questions_and_answers_survive_being_packed(void **state)
{
    static char bytes[LOOKUPS_PACKED_MAX];
    struct buf b = BUF_ON(bytes);
    struct lookups *l = lookups_new();
    struct lookups *copy = NULL;
    struct span values[] = {SPAN("v=spf1 -all"), SPAN("other")};
    struct err e = {0};
    size_t index = 0;
    const struct lookup *q;

    (void)state;
    (void)lookups_ask(l, SPAN("a.example"), LOOKUP_TXT);
    (void)lookups_ask(l, SPAN("b.example"), LOOKUP_MX);
    (void)lookups_ask(l, SPAN("c.example"), LOOKUP_A);
    assert_true(lookups_answer(l, 0, LOOKUP_FOUND, values, 2, &e));
    assert_true(lookups_answer(l, 1, LOOKUP_NONE, NULL, 0, &e));
    lookups_pack(l, &b);
    assert_false(b.full);
    assert_true(lookups_unpack((struct span){.at = bytes, .len = b.len}, &copy, &e));
    q = lookups_ask(copy, SPAN("a.example"), LOOKUP_TXT);
    assert_int_equal(q->state, LOOKUP_FOUND);
    assert_int_equal(q->count, 2);
    assert_true(span_eq(q->values[0], values[0]) && span_eq(q->values[1], values[1]));
    assert_int_equal(lookups_ask(copy, SPAN("b.example"), LOOKUP_MX)->state, LOOKUP_NONE);
    assert_string_equal(lookups_open(copy, 0, &index)->name, "c.example");
    lookups_free(&copy);
    lookups_free(&l);
}

static void bytes_of_something_else_are_refused(void **state)
{
    static const struct {
        const char *at;
        size_t len;
    } wrong[] = {
        {"", 0},
        {"\1", 1},
        {"\1\0\0\0\1a", 6},
        {"\0x", 2},
        {"\1\0\1\0\1a\0", 7},
        {"\1\7\0\0\1a\0", 7},
        {"\2\0\0\0\1a\0\0\0\0\1a\0", 13},
    };
    struct lookups *l = NULL;

    (void)state;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct err e = {0};

        assert_false(lookups_unpack((struct span){.at = wrong[i].at, .len = wrong[i].len}, &l, &e));
        assert_int_equal(e.code, ERR_INPUT);
        assert_null(l);
    }
}

static void answers_too_big_leave_the_question_failed(void **state)
{
    static char big[LOOKUP_VALUE_MAX + 1];
    struct lookups *l = lookups_new();
    struct span too_long = {.at = big, .len = sizeof big};
    struct err e = {0};

    (void)state;
    (void)lookups_ask(l, SPAN("a.example"), LOOKUP_TXT);
    assert_true(lookups_answer(l, 0, LOOKUP_FOUND, &too_long, 1, &e));
    assert_int_equal(lookups_ask(l, SPAN("a.example"), LOOKUP_TXT)->state, LOOKUP_NONE);
    lookups_free(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_question_is_asked_once_whatever_its_letters),
        cmocka_unit_test(a_name_that_is_none_is_not_asked),
        cmocka_unit_test(one_question_too_many_counts_as_failed),
        cmocka_unit_test(questions_and_answers_survive_being_packed),
        cmocka_unit_test(bytes_of_something_else_are_refused),
        cmocka_unit_test(answers_too_big_leave_the_question_failed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
