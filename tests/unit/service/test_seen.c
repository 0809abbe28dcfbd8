#include "service/seen.h"

#include "base/time.h"
#include "cmocka_all.h"

static struct signin event(void)
{
    struct signin s = {
        .at_ms = INT64_C(1795284000123),
        .account = SPAN("alice@example.org"),
        .has_remote = true,
        .service = SERVICE_IMAP,
        .attempts = 1,
        .session = SPAN("4IQ9tstgsxXLAHEH"),
    };

    assert_true(address_parse(SPAN("203.0.113.7"), &s.remote));
    return s;
}

static void an_event_is_the_same_whatever_header_its_line_had(void **state)
{
    struct signin a = event();
    struct signin b = event();

    (void)state;
    b.at_ms += 500; /* one log keeps milliseconds, the other seconds */
    assert_true(event_identity(&a, SPAN("dovecot"), 12, false) ==
                event_identity(&b, SPAN("dovecot"), 12, false));
}

static void whatever_differs_makes_another_event(void **state)
{
    const struct signin same = event();
    const uint64_t id = event_identity(&same, SPAN("dovecot"), 12, false);
    struct signin s = event();

    (void)state;
    s.at_ms += TIME_SECOND_MS;
    assert_true(event_identity(&s, SPAN("dovecot"), 12, false) != id);
    s = event();
    s.account = SPAN("alicf@example.org");
    assert_true(event_identity(&s, SPAN("dovecot"), 12, false) != id);
    s = event();
    s.session = SPAN("4IQ9tstgsxXLAHEI");
    assert_true(event_identity(&s, SPAN("dovecot"), 12, false) != id);
    s = event();
    s.remote.bytes[15] ^= 1;
    assert_true(event_identity(&s, SPAN("dovecot"), 12, false) != id);
    s = event();
    s.outcome = OUTCOME_WRONG_PASSWORD;
    assert_true(event_identity(&s, SPAN("dovecot"), 12, false) != id);
    assert_true(event_identity(&same, SPAN("dovecot"), 13, false) != id);
    assert_true(event_identity(&same, SPAN("postfix"), 12, false) != id);
    assert_true(event_identity(&same, SPAN("dovecot"), 12, true) != id);
}

static void each_identity_is_fresh_once_within_its_hour(void **state)
{
    struct seen *s = seen_new(NULL);
    struct err e = {0};
    bool fresh;

    (void)state;
    for (uint64_t round = 0; round < 2; round++) {
        for (uint64_t i = 1; i <= 5000; i++) {
            assert_true(seen_add(s, 10 + (int64_t)(i % SEEN_HOURS), i * 7919, &fresh, &e));
            assert_int_equal(fresh, round == 0);
        }
    }
    assert_true(seen_holds(s, 10));
    assert_false(seen_holds(s, 9));
    seen_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_event_is_the_same_whatever_header_its_line_had),
        cmocka_unit_test(whatever_differs_makes_another_event),
        cmocka_unit_test(each_identity_is_fresh_once_within_its_hour),
    };

    return cmocka_run_group_tests_name("service/seen", tests, NULL, NULL);
}
