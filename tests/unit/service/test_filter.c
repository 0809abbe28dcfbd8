#include "service/filter.h"

#include "cmocka_all.h"

#include <stdlib.h>

static const struct filter_policy tagging = {.notice_from = SPAN_INIT("notice@notice.example.jp")};

static struct check_result *own_notice(void)
{
    struct check_result *r = calloc(1, sizeof *r);

    assert_non_null(r);
    r->verdict.code = VERDICT_GENUINE;
    r->verdict.rule = RULE_RECORD_AGREES;
    r->verdict.leaning = LEANING_GENUINE;
    memcpy(r->sender, "Notice@notice.example.jp", sizeof "Notice@notice.example.jp");
    return r;
}

static struct filter_mark mark_of(const struct check_result *r, size_t recipients)
{
    const struct filter_facts f = {.state = FILTER_CHECKED, .result = r, .recipients = recipients};
    struct filter_mark m = {.at_s = 1};

    filter_judge(&tagging, &f, &m);
    assert_int_equal(m.at_s, 1);
    return m;
}

static void a_notice_of_ours_to_its_recipient_is_our_own(void **state)
{
    struct check_result *r = own_notice();

    (void)state;
    assert_true(mark_of(r, 1).own);
    assert_int_equal(mark_of(r, 1).verdict, VERDICT_GENUINE);
    free(r);
}

static void a_copy_to_many_is_not(void **state)
{
    struct check_result *r = own_notice();

    (void)state;
    assert_false(mark_of(r, 2).own);
    free(r);
}

static void from_another_sender_it_is_not(void **state)
{
    struct check_result *r = own_notice();

    (void)state;
    r->sender[0] = 'x';
    assert_false(mark_of(r, 1).own);
    r->sender[0] = '\0';
    assert_false(mark_of(r, 1).own);
    free(r);
}

static void with_a_program_attached_it_is_not(void **state)
{
    struct check_result *r = own_notice();

    (void)state;
    evidence_add(&r->verdict.evidence, EVIDENCE_PROGRAM_ATTACHMENT, SPAN("a.exe"), SPAN(""),
                 SPAN(""));
    assert_false(mark_of(r, 1).own);
    free(r);
}

static void one_inside_another_message_makes_that_neither_ours_nor_genuine(void **state)
{
    struct check_result *r = own_notice();

    (void)state;
    r->forwarded = true;
    assert_false(mark_of(r, 1).own);
    assert_int_equal(mark_of(r, 1).verdict, VERDICT_CANNOT_TELL);
    r->verdict.code = VERDICT_FAKE;
    assert_int_equal(mark_of(r, 1).verdict, VERDICT_FAKE);
    free(r);
}

static void genuine_by_published_facts_is_genuine_and_not_ours(void **state)
{
    struct check_result *r = own_notice();

    (void)state;
    r->verdict.rule = RULE_ALL_PUBLISHED;
    assert_false(mark_of(r, 1).own);
    assert_int_equal(mark_of(r, 1).verdict, VERDICT_GENUINE);
    free(r);
}

static void what_was_not_judged_cannot_be_told_and_nothing_is_done_with_it(void **state)
{
    const struct filter_policy strict = {.hold = true, .subject = SPAN_INIT("[Fake?]")};

    (void)state;
    for (unsigned s = FILTER_CHECKED + 1; s < FILTER_STATE_COUNT; s++) {
        struct check_result *r = own_notice();
        const struct filter_facts f = {.state = (enum filter_state)s, .result = r, .recipients = 1};
        struct filter_mark m = {.own = true};

        r->verdict.code = VERDICT_FAKE;
        filter_judge(&strict, &f, &m);
        assert_int_equal(m.verdict, VERDICT_CANNOT_TELL);
        assert_false(m.own);
        assert_false(filter_act(&strict, &m).hold);
        assert_false(filter_act(&strict, &m).subject);
        free(r);
    }
}

static void only_fakes_are_held_and_marked_and_only_when_the_policy_says_so(void **state)
{
    const struct filter_policy strict = {.hold = true, .subject = SPAN_INIT("[Fake?]")};
    struct filter_mark m = {.state = FILTER_CHECKED};

    (void)state;
    for (unsigned v = 0; v < VERDICT_COUNT; v++) {
        m.verdict = (enum verdict_code)v;
        assert_int_equal(filter_act(&strict, &m).hold, v == VERDICT_FAKE);
        assert_int_equal(filter_act(&strict, &m).subject, v == VERDICT_FAKE);
        assert_false(filter_act(&tagging, &m).hold);
        assert_false(filter_act(&tagging, &m).subject);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_notice_of_ours_to_its_recipient_is_our_own),
        cmocka_unit_test(a_copy_to_many_is_not),
        cmocka_unit_test(from_another_sender_it_is_not),
        cmocka_unit_test(with_a_program_attached_it_is_not),
        cmocka_unit_test(one_inside_another_message_makes_that_neither_ours_nor_genuine),
        cmocka_unit_test(genuine_by_published_facts_is_genuine_and_not_ours),
        cmocka_unit_test(what_was_not_judged_cannot_be_told_and_nothing_is_done_with_it),
        cmocka_unit_test(only_fakes_are_held_and_marked_and_only_when_the_policy_says_so),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
