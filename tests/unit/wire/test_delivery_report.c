#include "wire/delivery_report.h"

#include "cmocka_all.h"

static struct delivery_report parsed(const char *query, const char *form)
{
    struct delivery_report r = {0};
    struct err e;

    if (!delivery_report_parse(SPAN("42"), SPAN("00ff"), (struct span){query, strlen(query)},
                               (struct span){form, strlen(form)}, &r, &e)) {
        fail_msg("%s", e.text);
    }
    assert_int_equal(r.id, 42);
    assert_true(span_eq(r.token, SPAN("00ff")));
    return r;
}

static void kannels_codes_are_states_of_a_delivery(void **state)
{
    (void)state;
    assert_int_equal(parsed("state=1", "").state, DELIVERY_DELIVERED);
    assert_int_equal(parsed("state=2", "").state, DELIVERY_FAILED);
    assert_int_equal(parsed("state=4", "").state, DELIVERY_BUFFERED);
    assert_int_equal(parsed("state=8", "").state, DELIVERY_ACCEPTED);
    assert_int_equal(parsed("state=16", "").state, DELIVERY_FAILED);
}

static void words_are_known_in_any_case_and_under_other_names(void **state)
{
    (void)state;
    assert_int_equal(parsed("status=DELIVRD", "").state, DELIVERY_DELIVERED);
    assert_int_equal(parsed("", "MessageSid=x&MessageStatus=undelivered").state, DELIVERY_FAILED);
    assert_int_equal(parsed("state=Expired", "").state, DELIVERY_EXPIRED);
}

static void the_query_counts_before_the_form(void **state)
{
    (void)state;
    assert_int_equal(parsed("state=1", "state=2").state, DELIVERY_DELIVERED);
    assert_int_equal(parsed("state=8&state=2", "").state, DELIVERY_ACCEPTED);
}

static void the_text_becomes_one_printable_line(void **state)
{
    struct delivery_report r = parsed("state=1&text=id:7+err:000%0A%E8%BA%AB", "");

    (void)state;
    assert_int_equal(r.text_len, strlen("id:7 err:000 身"));
    assert_memory_equal(r.text, "id:7 err:000 身", r.text_len);
}

static void a_text_that_cannot_be_read_does_not_cost_the_state(void **state)
{
    struct delivery_report r = parsed("text=%FF%zz&state=1&x=%", "");

    (void)state;
    assert_int_equal(r.state, DELIVERY_DELIVERED);
    assert_int_equal(r.text_len, 0);
}

static void what_is_no_report_is_refused_and_nothing_is_written(void **state)
{
    static const struct {
        const char *id;
        const char *query;
    } rows[] = {
        {"42", ""},       {"42", "state="},  {"42", "state=3"}, {"42", "state=delivered%20"},
        {"0", "state=1"}, {"-1", "state=1"}, {"", "state=1"},   {"99999999999999999999", "state=1"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct delivery_report r = {.id = 7, .state = 99};
        struct err e;

        assert_false(delivery_report_parse(
            (struct span){rows[i].id, strlen(rows[i].id)}, SPAN("00ff"),
            (struct span){rows[i].query, strlen(rows[i].query)}, SPAN(""), &r, &e));
        assert_int_equal(e.code, ERR_INPUT);
        assert_int_equal(r.id, 7);
        assert_int_equal(r.state, 99);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kannels_codes_are_states_of_a_delivery),
        cmocka_unit_test(words_are_known_in_any_case_and_under_other_names),
        cmocka_unit_test(the_query_counts_before_the_form),
        cmocka_unit_test(the_text_becomes_one_printable_line),
        cmocka_unit_test(a_text_that_cannot_be_read_does_not_cost_the_state),
        cmocka_unit_test(what_is_no_report_is_refused_and_nothing_is_written),
    };

    return cmocka_run_group_tests_name("wire/delivery_report", tests, NULL, NULL);
}
