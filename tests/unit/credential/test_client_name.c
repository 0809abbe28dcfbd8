#include "credential/client_name.h"

#include "base/attr.h"
#include "cmocka_all.h"

static uint64_t name(const char *text)
{
    return client_name((struct span){.at = text, .len = strlen(text)});
}

static void versions_do_not_count(void **state)
{
    (void)state;
    assert_int_equal(name("iOS Mail (22A3354)"), name("iOS Mail (22B83)"));
    assert_int_equal(name("Thunderbird 128.4.0"), name("thunderbird 115.0"));
    assert_int_not_equal(name("Thunderbird 128.4.0"), name("K-9 Mail 6.8"));
}

static void what_says_nothing_is_no_client(void **state)
{
    (void)state;
    assert_int_equal(name(""), 0);
    assert_int_equal(name("1.2.3 ()"), 0);
    assert_int_not_equal(name("x"), 0);
}

static void only_the_first_letters_count(void **state)
{
    char a[200];
    char b[200];

    (void)state;
    memset(a, 'a', sizeof a - 1);
    memset(b, 'a', sizeof b - 1);
    a[sizeof a - 1] = '\0';
    b[sizeof b - 1] = '\0';
    b[150] = 'z';
    assert_int_equal(name(a), name(b));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(versions_do_not_count),
        cmocka_unit_test(what_says_nothing_is_no_client),
        cmocka_unit_test(only_the_first_letters_count),
    };

    return cmocka_run_group_tests_name("credential/client_name", tests, NULL, NULL);
}
