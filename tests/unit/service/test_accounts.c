#include "service/accounts.h"

#include "cmocka_all.h"

#include <stdio.h>

static struct span name_of(unsigned i, char *bytes, size_t cap)
{
    int len = snprintf(bytes, cap, "user%u@example.org", i);

    return (struct span){.at = bytes, .len = (size_t)len};
}

static void every_name_keeps_its_own_row_while_the_table_grows(void **state)
{
    struct accounts *a = accounts_new();
    struct account *first;
    char bytes[64];

    (void)state;
    first = accounts_get(a, SPAN("first@example.org"));
    first->signins = 7;
    for (unsigned i = 0; i < 20000; i++) {
        accounts_get(a, name_of(i, bytes, sizeof bytes))->failures = i;
    }
    assert_int_equal(accounts_count(a), 20001);
    assert_ptr_equal(accounts_find(a, SPAN("first@example.org")), first);
    assert_int_equal(first->signins, 7);
    for (unsigned i = 0; i < 20000; i++) {
        struct account *row = accounts_find(a, name_of(i, bytes, sizeof bytes));

        assert_non_null(row);
        assert_int_equal(row->failures, i);
        assert_ptr_equal(accounts_at(a, i + 1), row);
    }
    accounts_free(&a);
    assert_null(a);
}

static void finding_makes_no_row(void **state)
{
    struct accounts *a = accounts_new();

    (void)state;
    assert_null(accounts_find(a, SPAN("nobody")));
    assert_int_equal(accounts_count(a), 0);
    accounts_free(&a);
}

static void the_name_is_copied_and_may_have_any_byte(void **state)
{
    struct accounts *a = accounts_new();
    char bytes[ACCOUNT_NAME_MAX];
    struct account *row;

    (void)state;
    memset(bytes, 0xff, sizeof bytes);
    bytes[3] = '\0';
    row = accounts_get(a, (struct span){.at = bytes, .len = sizeof bytes});
    bytes[0] = 'x';
    assert_int_equal(account_name(row).len, sizeof bytes);
    assert_int_equal((unsigned char)account_name(row).at[0], 0xff);
    assert_null(accounts_find(a, (struct span){.at = bytes, .len = sizeof bytes}));
    accounts_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_name_keeps_its_own_row_while_the_table_grows),
        cmocka_unit_test(finding_makes_no_row),
        cmocka_unit_test(the_name_is_copied_and_may_have_any_byte),
    };

    return cmocka_run_group_tests_name("service/accounts", tests, NULL, NULL);
}
