#include "words/told.h"

#include "cmocka_all.h"

#include <stdio.h>

static const char *of(const struct buf *b)
{
    static char text[4096];

    assert_false(b->full);
    (void)snprintf(text, sizeof text, "%.*s", (int)b->len, b->at);
    return text;
}

static void what_was_told_names_each_message_in_both_languages(void **state)
{
    const struct told_notice told = {
        .reference = "M7K2-9QXD-4TRW-8C",
        .fate = NOTICE_TOLD,
        .count = 2,
        .messages = {{CHANNEL_SMS, DELIVERY_DELIVERED, 1}, {CHANNEL_MAIL, DELIVERY_FAILED, 2}}};
    const struct told_notice held = {.reference = "M7K2-9QXD-4TRW-8C", .fate = NOTICE_HELD};
    char bytes[4096];
    struct buf out = BUF_ON(bytes);

    (void)state;
    words_told(&out, LANG_EN, &told);
    assert_string_equal(of(&out),
                        "M7K2-9QXD-4TRW-8C; SMS: delivered; mail: could not be delivered");
    out = BUF_ON(bytes);
    words_told(&out, LANG_JA, &told);
    assert_string_equal(of(&out), "M7K2-9QXD-4TRW-8C、SMS：配達済み、メール：配達できず");
    out = BUF_ON(bytes);
    words_told(&out, LANG_EN, &held);
    assert_string_equal(of(&out), "M7K2-9QXD-4TRW-8C; held for the digest");
}

static void every_state_and_kind_has_words(void **state)
{
    char bytes[4096];

    (void)state;
    for (int l = 0; l < LANG_COUNT; l++) {
        for (uint8_t s = 0; s < DELIVERY_STATE_COUNT; s++) {
            const struct told_notice told = {
                .reference = "R", .fate = NOTICE_TOLD, .count = 1, .messages = {{0, s, 0}}};
            struct buf out = BUF_ON(bytes);

            words_told(&out, (enum lang)l, &told);
            assert_true(out.len > 8);
        }
    }
}

static void an_answer_says_which_of_three_it_is(void **state)
{
    struct notice_answer a = {.status = NOTICE_OURS,
                              .reference = "M7K2-9QXD-4TRW-8C",
                              .kind = NOTICE_SIGNIN,
                              .account = "ta***@example.jp",
                              .to = {[CHANNEL_SMS] = "***678"},
                              .state = {[CHANNEL_SMS] = DELIVERY_DELIVERED}};
    struct clock *zone;
    struct err e = {0};
    char bytes[4096];
    struct buf out = BUF_ON(bytes);

    (void)state;
    assert_true(clock_open("UTC", &zone, &e));
    words_answer(&out, LANG_EN, zone, &a);
    assert_string_equal(of(&out), "M7K2-9QXD-4TRW-8C is a notice of ours.\n"
                                  "Sent on 1970-01-01 00:00:00 (UTC) to account ta***@example.jp, "
                                  "about an unusual sign-in.\nSMS to ***678: delivered");
    a.status = NOTICE_UNKNOWN;
    out = BUF_ON(bytes);
    words_answer(&out, LANG_JA, zone, &a);
    assert_non_null(strstr(of(&out), "送っていません"));
    a.status = NOTICE_MALFORMED;
    out = BUF_ON(bytes);
    words_answer(&out, LANG_EN, zone, &a);
    assert_non_null(strstr(of(&out), "no reference"));
    clock_free(&zone);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_told_names_each_message_in_both_languages),
        cmocka_unit_test(every_state_and_kind_has_words),
        cmocka_unit_test(an_answer_says_which_of_three_it_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
