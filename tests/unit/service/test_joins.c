#include "service/joins.h"

#include "base/time.h"
#include "cmocka_all.h"

static struct signin failed(const char *session, int64_t at_s, uint32_t attempts)
{
    struct signin s = {
        .at_ms = at_s * TIME_SECOND_MS,
        .account = SPAN("alice"),
        .has_remote = true,
        .session = {.at = session, .len = strlen(session)},
        .outcome = OUTCOME_WRONG_PASSWORD,
        .attempts = attempts,
    };

    assert_true(address_parse(SPAN("203.0.113.7"), &s.remote));
    return s;
}

static void a_login_line_counts_only_what_its_details_did_not(void **state)
{
    struct joins *j = joins_new();
    struct signin detail = failed("abc", 100, 1);
    struct signin later = failed("abc", 104, 1);
    struct signin line = failed("abc", 110, 3);

    (void)state;
    assert_int_equal(joins_attempts(j, &detail, true), 1);
    assert_int_equal(joins_attempts(j, &later, true), 1);
    assert_int_equal(joins_attempts(j, &line, false), 1);
    assert_int_equal(joins_attempts(j, &line, false), 3); /* claimed once only */
    joins_free(&j);
}

static void another_session_is_another_attempt(void **state)
{
    struct joins *j = joins_new();
    struct signin detail = failed("abc", 100, 1);
    struct signin line = failed("xyz", 101, 1);

    (void)state;
    assert_int_equal(joins_attempts(j, &detail, true), 1);
    assert_int_equal(joins_attempts(j, &line, false), 1);
    joins_free(&j);
}

static void lines_without_a_session_join_by_address_for_half_a_minute(void **state)
{
    struct joins *j = joins_new();
    struct signin detail = failed("", 100, 1);
    struct signin soon = failed("", 102, 1);
    struct signin late = failed("", 200, 1);

    (void)state;
    assert_int_equal(joins_attempts(j, &detail, true), 1);
    assert_int_equal(joins_attempts(j, &soon, false), 0);
    assert_int_equal(joins_attempts(j, &detail, true), 1);
    assert_int_equal(joins_attempts(j, &late, false), 1);
    joins_free(&j);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_login_line_counts_only_what_its_details_did_not),
        cmocka_unit_test(another_session_is_another_attempt),
        cmocka_unit_test(lines_without_a_session_join_by_address_for_half_a_minute),
    };

    return cmocka_run_group_tests_name("service/joins", tests, NULL, NULL);
}
