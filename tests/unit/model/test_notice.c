#include "model/notice.h"

#include "cmocka_all.h"

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

static void every_kind_and_channel_is_found_by_its_code(void **state)
{
    (void)state;
    for (int i = 0; i < NOTICE_KIND_COUNT; i++) {
        enum notice_kind k = NOTICE_KIND_COUNT;

        assert_true(notice_kind_parse(span_of(notice_kind_code((enum notice_kind)i)), &k));
        assert_int_equal(k, i);
    }
    for (int i = 0; i < CHANNEL_COUNT; i++) {
        enum channel c = CHANNEL_COUNT;

        assert_true(channel_parse(span_of(channel_code((enum channel)i)), &c));
        assert_int_equal(c, i);
    }
}

static void a_code_nobody_knows_is_refused_and_changes_nothing(void **state)
{
    enum notice_kind k = NOTICE_CODE;
    enum channel c = CHANNEL_VOICE;

    (void)state;
    assert_false(notice_kind_parse(SPAN("Signin"), &k));
    assert_false(notice_kind_parse(SPAN(""), &k));
    assert_int_equal(k, NOTICE_CODE);
    assert_false(channel_parse(SPAN("smss"), &c));
    assert_int_equal(c, CHANNEL_VOICE);
}

/* Machines know these words; a changed one breaks them. */
static void codes_are_the_published_ones(void **state)
{
    (void)state;
    assert_string_equal(notice_kind_code(NOTICE_RESTRICTION), "restriction");
    assert_string_equal(channel_code(CHANNEL_VOICE), "voice");
    assert_string_equal(credential_kind_code(CREDENTIAL_CONTACT), "contact");
    assert_string_equal(code_cause_code(CODE_PHONE_CHECK), "phone_check");
    assert_string_equal(notice_fate_code(NOTICE_NOBODY), "nobody");
    assert_string_equal(delivery_state_code(DELIVERY_STANDBY), "standby");
    assert_string_equal(delivery_state_code(DELIVERY_DROPPED), "dropped");
}

static void a_state_never_goes_back_and_a_last_one_is_never_left(void **state)
{
    (void)state;
    for (int from = 0; from < DELIVERY_STATE_COUNT; from++) {
        for (int to = 0; to < DELIVERY_STATE_COUNT; to++) {
            bool may = from < DELIVERY_DELIVERED && to >= from;

            assert_int_equal(
                delivery_may_become((enum delivery_state)from, (enum delivery_state)to), may);
        }
    }
    assert_false(delivery_is_final(DELIVERY_BUFFERED));
    assert_true(delivery_is_final(DELIVERY_DELIVERED));
    assert_true(delivery_is_final(DELIVERY_FAILED));
    assert_true(delivery_is_final(DELIVERY_EXPIRED));
    assert_true(delivery_is_final(DELIVERY_DROPPED));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_and_channel_is_found_by_its_code),
        cmocka_unit_test(a_code_nobody_knows_is_refused_and_changes_nothing),
        cmocka_unit_test(codes_are_the_published_ones),
        cmocka_unit_test(a_state_never_goes_back_and_a_last_one_is_never_left),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
