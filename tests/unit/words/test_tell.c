/* The linter of the sentences of notices, and what is chosen by the facts. */
#include "words/tell.h"

#include "words/alarm.h"

#include "cmocka_all.h"

#include <string.h>

static struct span of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

/* True when every "{name}" of `a` is in `b`. */
static bool has_holes_of(const char *a, const char *b)
{
    for (; (a = strchr(a, '{')) != NULL; a++) {
        size_t len = (size_t)(strchr(a, '}') - a) + 1;
        char hole[40] = "";

        assert_true(len < sizeof hole);
        memcpy(hole, a, len);
        if (strstr(b, hole) == NULL) {
            return false;
        }
    }
    return true;
}

static void every_row_is_there_in_both_languages_and_calm(void **state)
{
    (void)state;
    for (unsigned i = 0; i < TELL_COUNT; i++) {
        const struct entry *e = tell_entry((enum tell)i);

        for (unsigned l = 0; l < LANG_COUNT; l++) {
            if (e->text[l] == NULL || e->text[l][0] == '\0' || alarm_find(of(e->text[l])).len > 0) {
                fail_msg("row %u: \"%s\"", i, e->text[l] == NULL ? "" : e->text[l]);
            }
        }
    }
    for (unsigned i = 0; i < REASON_COUNT; i++) {
        assert_non_null(tell_reason(LANG_EN, (enum reason_code)i));
        assert_non_null(tell_reason(LANG_JA, (enum reason_code)i));
    }
}

static void sentences_name_the_same_credential_in_both_languages(void **state)
{
    (void)state;
    for (unsigned i = TELL_TITLE_SIGNIN; i <= TELL_SHORT_NOT_CHANGED; i++) {
        const struct entry *e = tell_entry((enum tell)i);

        if (!has_holes_of(e->text[LANG_EN], e->text[LANG_JA]) ||
            !has_holes_of(e->text[LANG_JA], e->text[LANG_EN])) {
            fail_msg("placeholders differ: \"%s\" and \"%s\"", e->text[LANG_EN], e->text[LANG_JA]);
        }
    }
}

static struct notice_facts abroad(void)
{
    return (struct notice_facts){
        .kind = NOTICE_SIGNIN,
        .outcome = OUTCOME_SUCCESS,
        .place = {.country = place_country('U', 'S'), .kind = NETWORK_PUBLIC},
        .decision = {.reason_count = 1, .reasons = {{.code = REASON_NEW_COUNTRY}}}};
}

static void abroad_is_never_said_of_a_home_country(void **state)
{
    const uint16_t jp = place_country('J', 'P');
    const uint16_t us = place_country('U', 'S');
    struct notice_facts f = abroad();

    (void)state;
    assert_int_equal(tell_ground(&f, &jp, 1), GROUND_ABROAD);
    assert_int_equal(tell_ground(&f, &us, 1), GROUND_COUNTRY);
    assert_int_equal(tell_ground(&f, NULL, 0), GROUND_COUNTRY);
    f.place.flags = PLACE_SATELLITE;
    assert_int_equal(tell_ground(&f, &jp, 1), GROUND_COUNTRY);
    f = abroad();
    f.place.country = 0;
    assert_int_equal(tell_ground(&f, &jp, 1), GROUND_OTHER);
    f = abroad();
    f.decision.reasons[0].code = REASON_NEW_PROVIDER; /* the account uses that country */
    assert_int_equal(tell_ground(&f, &jp, 1), GROUND_PROVIDER);
    f.decision.reasons[0].code = REASON_NEW_CLIENT;
    assert_int_equal(tell_ground(&f, &jp, 1), GROUND_CLIENT);
    f.decision.reason_count = 0;
    assert_int_equal(tell_ground(&f, &jp, 1), GROUND_OTHER);
}

static void what_did_not_succeed_is_not_called_so(void **state)
{
    struct notice_facts f = abroad();

    (void)state;
    assert_int_equal(tell_result(&f), RESULT_SUCCEEDED);
    f.waits = true;
    assert_int_equal(tell_result(&f), RESULT_WAITS);
    f.outcome = OUTCOME_WRONG_PASSWORD;
    assert_int_equal(tell_result(&f), RESULT_FAILED);
    f.outcome = OUTCOME_UNKNOWN_ACCOUNT;
    assert_int_equal(tell_result(&f), RESULT_FAILED);
    f.waits = false;
    f.outcome = OUTCOME_REFUSED;
    assert_int_equal(tell_result(&f), RESULT_REFUSED);
    f.kind = NOTICE_REFUSED;
    f.outcome = OUTCOME_SUCCESS; /* the password was right, the policy said no */
    assert_int_equal(tell_result(&f), RESULT_REFUSED);
}

static void there_is_always_a_cause_without_harm(void **state)
{
    struct notice_facts f = abroad();

    (void)state;
    assert_int_equal(tell_benign(&f), 1u << BENIGN_TRAVEL);
    f.decision.reason_count = 0;
    for (unsigned kind = 0; kind < NOTICE_KIND_COUNT; kind++) {
        f.kind = (uint8_t)kind;
        assert_int_equal(tell_benign(&f) == 0, kind == NOTICE_TEST);
    }
}

static void alarm_is_found_in_either_case(void **state)
{
    (void)state;
    assert_true(span_eq(alarm_find(SPAN("Please act NOW, it is UrGent")), SPAN("act NOW")));
    assert_true(span_eq(alarm_find(SPAN("至急ご確認ください")), SPAN("至急")));
    assert_int_equal(alarm_find(SPAN("何もしなくて大丈夫です。")).len, 0);
    assert_int_equal(alarm_find(SPAN("")).len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_is_there_in_both_languages_and_calm),
        cmocka_unit_test(sentences_name_the_same_credential_in_both_languages),
        cmocka_unit_test(abroad_is_never_said_of_a_home_country),
        cmocka_unit_test(what_did_not_succeed_is_not_called_so),
        cmocka_unit_test(there_is_always_a_cause_without_harm),
        cmocka_unit_test(alarm_is_found_in_either_case),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
