#include "courier/smtp.h"

#include "cmocka_all.h"

static void lines_of_one_reply_are_joined_and_a_new_reply_begins_afresh(void **state)
{
    struct smtp_reply r = {0};

    (void)state;
    smtp_reply_line(&r, SPAN("250-first"));
    smtp_reply_line(&r, SPAN("250 second"));
    assert_int_equal(r.code, 250);
    assert_memory_equal(r.text, "250-first second", r.len);
    smtp_reply_line(&r, SPAN("550 5.1.1 unknown"));
    assert_int_equal(r.code, 550);
    assert_memory_equal(r.text, "550 5.1.1 unknown", r.len);
    smtp_reply_line(&r, SPAN("221 bye"));
    smtp_reply_line(&r, SPAN("no reply at all"));
    assert_int_equal(r.code, 550);
}

static void a_reply_without_end_stays_within_its_room(void **state)
{
    struct smtp_reply r = {0};

    (void)state;
    for (int i = 0; i < 1000; i++) {
        smtp_reply_line(&r, SPAN("250-0123456789012345678901234567890123456789"));
    }
    assert_int_equal(r.len, COURIER_REPLY_MAX);
}

static void only_what_is_said_of_the_message_is_for_good(void **state)
{
    (void)state;
    assert_int_equal(smtp_judge(true, 250, false), GATEWAY_ACCEPTED);
    assert_int_equal(smtp_judge(false, 550, true), GATEWAY_FAILED);
    assert_int_equal(smtp_judge(false, 552, true), GATEWAY_FAILED);
    assert_int_equal(smtp_judge(false, 550, false), GATEWAY_RETRY); /* greeting, TLS */
    assert_int_equal(smtp_judge(false, 450, true), GATEWAY_RETRY);
    assert_int_equal(smtp_judge(false, 0, true), GATEWAY_RETRY);
    assert_int_equal(smtp_judge(false, 530, true), GATEWAY_RETRY); /* the operator's login */
    assert_int_equal(smtp_judge(false, 535, true), GATEWAY_RETRY);
}

static void a_mailbox_holds_nothing_that_ends_its_brackets(void **state)
{
    (void)state;
    assert_true(smtp_is_mailbox(SPAN("hanako@example.jp")));
    assert_true(smtp_is_mailbox(SPAN("花子@例え.jp")));
    assert_false(smtp_is_mailbox(SPAN("")));
    assert_false(smtp_is_mailbox(SPAN("hanako")));
    assert_false(smtp_is_mailbox(SPAN("@example.jp")));
    assert_false(smtp_is_mailbox(SPAN("hanako@")));
    assert_false(smtp_is_mailbox(SPAN("a@b>\r\nRCPT TO:<c@d")));
    assert_false(smtp_is_mailbox(SPAN("a b@c")));
    assert_false(smtp_is_mailbox(SPAN("a\0@c")));
}

static void a_server_is_a_host_and_a_port(void **state)
{
    (void)state;
    assert_true(smtp_is_server(SPAN("127.0.0.1:25")));
    assert_true(smtp_is_server(SPAN("[2001:db8::1]:587")));
    assert_true(smtp_is_server(SPAN("mail-1.example.jp:465")));
    assert_false(smtp_is_server(SPAN("mail.example.jp")));
    assert_false(smtp_is_server(SPAN(":25")));
    assert_false(smtp_is_server(SPAN("mail.example.jp:0")));
    assert_false(smtp_is_server(SPAN("mail.example.jp:65536")));
    assert_false(smtp_is_server(SPAN("2001:db8::1:25")));
    assert_false(smtp_is_server(SPAN("user@mail.example.jp:25")));
    assert_false(smtp_is_server(SPAN("mail.example.jp/x:25")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_of_one_reply_are_joined_and_a_new_reply_begins_afresh),
        cmocka_unit_test(a_reply_without_end_stays_within_its_room),
        cmocka_unit_test(only_what_is_said_of_the_message_is_for_good),
        cmocka_unit_test(a_mailbox_holds_nothing_that_ends_its_brackets),
        cmocka_unit_test(a_server_is_a_host_and_a_port),
    };

    return cmocka_run_group_tests_name("courier/smtp", tests, NULL, NULL);
}
