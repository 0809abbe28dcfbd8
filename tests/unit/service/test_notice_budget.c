#include "service/notice_budget.h"

#include "base/time.h"
#include "cmocka_all.h"

#define NOW_MS INT64_C(1795392000000)

static const struct notice_budget usual = {.same_days = 30, .hour = 3, .two_days = 10};

static struct notice_facts facts_of(enum notice_kind kind, uint32_t asn)
{
    return (struct notice_facts){
        .kind = (uint8_t)kind,
        .at_ms = NOW_MS,
        .place = {.country = place_country('U', 'S'), .asn = asn, .kind = NETWORK_PUBLIC},
        .client = {.family = 7},
    };
}

static struct notice_facts high_risk_of(uint32_t asn)
{
    struct notice_facts f = facts_of(NOTICE_SIGNIN, asn);

    f.decision.reason_count = 3;
    f.decision.reasons[0].code = REASON_NEW_COUNTRY;
    f.decision.reasons[1].code = REASON_NEW_PROVIDER;
    f.decision.reasons[2].code = REASON_ANONYMISER;
    return f;
}

static struct notice_past past_of(enum notice_kind kind, enum notice_fate fate, uint32_t asn,
                                  int64_t ago_ms)
{
    return (struct notice_past){
        .created_ms = NOW_MS - ago_ms,
        .kind = (uint8_t)kind,
        .fate = (uint8_t)fate,
        .country = place_country('U', 'S'),
        .provider = asn,
        .client_family = 7,
    };
}

static enum notice_fate fate_of(const struct notice_facts *f, const struct notice_past *past,
                                size_t count)
{
    return notice_budget_fate(&usual, f, past, count, NOW_MS);
}

static void a_first_notice_is_told(void **state)
{
    struct notice_facts f = facts_of(NOTICE_SIGNIN, 1);

    (void)state;
    assert_int_equal(fate_of(&f, NULL, 0), NOTICE_TOLD);
}

static void the_same_place_and_client_is_told_once_in_thirty_days(void **state)
{
    struct notice_facts f = facts_of(NOTICE_SIGNIN, 1);
    struct notice_past p = past_of(NOTICE_SIGNIN, NOTICE_TOLD, 1, 30 * TIME_DAY_MS - 1);

    (void)state;
    assert_int_equal(fate_of(&f, &p, 1), NOTICE_NONE);
    p.fate = NOTICE_HELD; /* the digest will tell it */
    assert_int_equal(fate_of(&f, &p, 1), NOTICE_NONE);
    p.fate = NOTICE_NOBODY; /* nobody heard of it */
    assert_int_equal(fate_of(&f, &p, 1), NOTICE_TOLD);
    p = past_of(NOTICE_SIGNIN, NOTICE_TOLD, 1, 30 * TIME_DAY_MS);
    assert_int_equal(fate_of(&f, &p, 1), NOTICE_TOLD);
    p = past_of(NOTICE_SIGNIN, NOTICE_TOLD, 2, TIME_DAY_MS * 3);
    assert_int_equal(fate_of(&f, &p, 1), NOTICE_TOLD);
    p = past_of(NOTICE_SIGNIN, NOTICE_TOLD, 1, TIME_DAY_MS * 3);
    p.client_family = 8;
    assert_int_equal(fate_of(&f, &p, 1), NOTICE_TOLD);
    p = past_of(NOTICE_SIGNIN, NOTICE_TOLD, 1, TIME_DAY_MS * 3);
    p.country = place_country('F', 'R');
    assert_int_equal(fate_of(&f, &p, 1), NOTICE_TOLD);
}

/* "It was refused" told yesterday must not hide "it succeeded" today. */
static void a_refusal_told_does_not_silence_a_success(void **state)
{
    struct notice_facts f = facts_of(NOTICE_SIGNIN, 1);
    struct notice_past p = past_of(NOTICE_REFUSED, NOTICE_TOLD, 1, TIME_DAY_MS);

    (void)state;
    assert_int_equal(fate_of(&f, &p, 1), NOTICE_TOLD);
}

static void the_fourth_within_an_hour_is_held(void **state)
{
    struct notice_facts f = facts_of(NOTICE_SIGNIN, 9);
    struct notice_past p[3];

    (void)state;
    for (uint32_t i = 0; i < 3; i++) {
        p[i] = past_of(NOTICE_SIGNIN, NOTICE_TOLD, i + 1, (int64_t)i * 60000);
    }
    assert_int_equal(fate_of(&f, p, 2), NOTICE_TOLD);
    assert_int_equal(fate_of(&f, p, 3), NOTICE_HELD);
    p[2].created_ms = NOW_MS - TIME_HOUR_MS;
    assert_int_equal(fate_of(&f, p, 3), NOTICE_TOLD);
    p[2].created_ms = NOW_MS;
    p[2].fate = NOTICE_HELD; /* held ones do not use the budget up */
    assert_int_equal(fate_of(&f, p, 3), NOTICE_TOLD);
}

static void the_eleventh_within_two_days_is_held(void **state)
{
    struct notice_facts f = facts_of(NOTICE_REFUSED, 99);
    struct notice_past p[10];

    (void)state;
    for (uint32_t i = 0; i < 10; i++) {
        p[i] = past_of(NOTICE_SIGNIN, NOTICE_TOLD, i + 1, (int64_t)(i + 1) * 4 * TIME_HOUR_MS);
    }
    assert_int_equal(fate_of(&f, p, 9), NOTICE_TOLD);
    assert_int_equal(fate_of(&f, p, 10), NOTICE_HELD);
    p[9].created_ms = NOW_MS - 2 * TIME_DAY_MS;
    assert_int_equal(fate_of(&f, p, 10), NOTICE_TOLD);
}

static void high_risk_needs_a_new_country_a_new_provider_and_one_thing_more(void **state)
{
    static const enum reason_code more[] = {REASON_ANONYMISER, REASON_HOSTILE_NETWORK,
                                            REASON_GUESSING_SOURCE, REASON_AFTER_FAILURES,
                                            REASON_TWO_COUNTRIES};
    struct notice_facts f = high_risk_of(1);

    (void)state;
    for (size_t i = 0; i < COUNT(more); i++) {
        f.decision.reasons[2].code = (uint8_t)more[i];
        assert_true(notice_is_high_risk(&f));
    }
    f.decision.reasons[2].code = REASON_DORMANT;
    assert_false(notice_is_high_risk(&f));
    f = high_risk_of(1);
    f.decision.reasons[1].code = REASON_NEW_CLIENT;
    assert_false(notice_is_high_risk(&f));
    f = high_risk_of(1);
    f.kind = NOTICE_CODE;
    assert_false(notice_is_high_risk(&f));
}

static void high_risk_is_told_beyond_the_budget_once_a_minute(void **state)
{
    struct notice_facts f = high_risk_of(99);
    struct notice_past p[20];

    (void)state;
    for (uint32_t i = 0; i < COUNT(p); i++) {
        p[i] = past_of(NOTICE_SIGNIN, NOTICE_TOLD, i + 1, (int64_t)(i + 1) * 60000);
    }
    assert_int_equal(fate_of(&f, p, COUNT(p)), NOTICE_TOLD);
    p[0].created_ms = NOW_MS - 59999;
    assert_int_equal(fate_of(&f, p, COUNT(p)), NOTICE_HELD);
}

/* A password that is right and refused from the same place again and again must not buy a message
 * each time. */
static void high_risk_from_the_same_place_is_told_once_a_day(void **state)
{
    struct notice_facts f = high_risk_of(1);
    struct notice_past p = past_of(NOTICE_SIGNIN, NOTICE_TOLD, 1, TIME_DAY_MS - 1);

    (void)state;
    assert_int_equal(fate_of(&f, &p, 1), NOTICE_NONE);
    p.created_ms--;
    assert_int_equal(fate_of(&f, &p, 1), NOTICE_TOLD);
}

static void what_the_owner_asked_for_or_must_know_is_always_told(void **state)
{
    static const enum notice_kind kinds[] = {NOTICE_TEST, NOTICE_CREDENTIAL, NOTICE_RESTRICTION};
    struct notice_past p[10];

    (void)state;
    for (uint32_t i = 0; i < 10; i++) {
        p[i] = past_of(NOTICE_SIGNIN, NOTICE_TOLD, i, 5);
    }
    for (size_t k = 0; k < COUNT(kinds); k++) {
        struct notice_facts f = facts_of(kinds[k], 1);

        for (size_t i = 0; i < 10; i++) {
            p[i].kind = i % 2 == 0 ? (uint8_t)kinds[k] : NOTICE_SIGNIN;
        }
        assert_int_equal(fate_of(&f, p, 10), NOTICE_TOLD);
    }
}

static void a_code_is_told_each_time_within_the_budget(void **state)
{
    struct notice_facts f = facts_of(NOTICE_CODE, 1);
    struct notice_past p[3];

    (void)state;
    for (size_t i = 0; i < COUNT(p); i++) {
        p[i] = past_of(NOTICE_CODE, NOTICE_TOLD, 1, 5);
    }
    assert_int_equal(fate_of(&f, p, 2), NOTICE_TOLD);
    assert_int_equal(fate_of(&f, p, 3), NOTICE_HELD);
}

static void a_digest_is_sent_once_a_day(void **state)
{
    struct notice_facts f = facts_of(NOTICE_DIGEST, 0);
    struct notice_past p = past_of(NOTICE_DIGEST, NOTICE_TOLD, 0, TIME_DAY_MS - 1);

    (void)state;
    assert_int_equal(fate_of(&f, &p, 1), NOTICE_NONE);
    p.created_ms--;
    assert_int_equal(fate_of(&f, &p, 1), NOTICE_TOLD);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_first_notice_is_told),
        cmocka_unit_test(the_same_place_and_client_is_told_once_in_thirty_days),
        cmocka_unit_test(a_refusal_told_does_not_silence_a_success),
        cmocka_unit_test(the_fourth_within_an_hour_is_held),
        cmocka_unit_test(the_eleventh_within_two_days_is_held),
        cmocka_unit_test(high_risk_needs_a_new_country_a_new_provider_and_one_thing_more),
        cmocka_unit_test(high_risk_is_told_beyond_the_budget_once_a_minute),
        cmocka_unit_test(high_risk_from_the_same_place_is_told_once_a_day),
        cmocka_unit_test(what_the_owner_asked_for_or_must_know_is_always_told),
        cmocka_unit_test(a_code_is_told_each_time_within_the_budget),
        cmocka_unit_test(a_digest_is_sent_once_a_day),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
