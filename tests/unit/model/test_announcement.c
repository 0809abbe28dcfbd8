#include "model/announcement.h"

#include "cmocka_all.h"

static char long_text[ANNOUNCEMENT_TEXT_MAX + 1];

static struct announcement sound(void)
{
    return (struct announcement){
        .id = SPAN("smtp-auth-2026"),
        .version = 2,
        .title = {SPAN("Mail programs need a new password"),
                  SPAN("メールソフトに新しいパスワードが必要になります")},
        .reason = {SPAN("To protect your mailbox."), SPAN("お客さまのメールを守るためです。")},
        .body = {SPAN("First line\nSecond line"), SPAN("一行目\n二行目")},
        .apology = {SPAN("We are sorry that the date has moved."),
                    SPAN("日程の変更をお詫びします。")},
        .published_ms = 1000,
        .updated_ms = 2000,
        .starts_ms = 9000,
        .replaced_ms = 8000,
    };
}

static void expect_refused(const struct announcement *a, const char *why)
{
    struct err e = {0};

    assert_false(announcement_check(a, &e));
    assert_int_equal(e.code, ERR_INPUT);
    assert_string_equal(e.text, why);
}

static void an_announcement_in_order_passes(void **state)
{
    struct announcement a = sound();
    struct err e = {0};

    (void)state;
    memset(long_text, 'x', sizeof long_text);
    assert_true(announcement_check(&a, &e));
    a.body[0] = (struct span){.at = long_text, .len = ANNOUNCEMENT_TEXT_MAX};
    a.title[0] = (struct span){.at = long_text, .len = ANNOUNCEMENT_TITLE_MAX};
    assert_true(announcement_check(&a, &e));
    a = (struct announcement){
        .id = SPAN("a"), .version = 1, .title = {SPAN("t"), SPAN("t")}, .withdrawn = true};
    assert_true(announcement_check(&a, &e));
    assert_int_equal(e.code, ERR_NONE);
}

static void an_id_that_no_address_can_carry_is_refused(void **state)
{
    struct announcement a = sound();

    (void)state;
    memset(long_text, 'x', sizeof long_text);
    a.id = SPAN("");
    expect_refused(&a, "id: expected 1 to 64 of a-z, 0-9 and -, came \"\"");
    a.id = SPAN("A b");
    expect_refused(&a, "id: expected 1 to 64 of a-z, 0-9 and -, came \"A b\"");
    a.id = (struct span){.at = long_text, .len = ANNOUNCEMENT_ID_MAX + 1};
    assert_false(announcement_check(&a, &(struct err){0}));
}

static void a_title_is_wanted_in_both_languages(void **state)
{
    struct announcement a = sound();

    (void)state;
    memset(long_text, 'x', sizeof long_text);
    a.title[1] = SPAN("");
    expect_refused(&a, "title.ja: expected 1 to 300 bytes, came 0");
    a = sound();
    a.title[0] = (struct span){.at = long_text, .len = ANNOUNCEMENT_TITLE_MAX + 1};
    expect_refused(&a, "title.en: expected 1 to 300 bytes, came 301");
    a.title[0] = SPAN("two\nlines");
    expect_refused(&a, "title.en: expected UTF-8 without control characters, came "
                       "\"two\\x0Alines\"");
}

static void texts_are_utf8_without_controls_and_not_too_long(void **state)
{
    struct announcement a = sound();

    (void)state;
    memset(long_text, 'x', sizeof long_text);
    a.body[1] = SPAN("a\tb");
    expect_refused(&a, "body.ja: expected UTF-8 without control characters but line feeds, came "
                       "\"a\\x09b\"");
    a = sound();
    a.reason[0] = (struct span){.at = long_text, .len = sizeof long_text};
    expect_refused(&a, "reason.en: expected at most 8192 bytes, came 8193");
    a = sound();
    a.apology[0] = SPAN("\xff");
    expect_refused(&a, "apology.en: expected UTF-8 without control characters but line feeds, came "
                       "\"\\xFF\"");
}

static void a_moved_start_needs_an_apology_and_the_new_start(void **state)
{
    struct announcement a = sound();

    (void)state;
    a.apology[1] = SPAN("");
    expect_refused(&a, "apology.ja: expected a text, because the start was moved; came none");
    a = sound();
    a.starts_ms = 0;
    expect_refused(&a, "starts: expected the new start, because one is replaced; came none");
}

static void versions_and_times_are_in_order(void **state)
{
    struct announcement a = sound();
    struct err e = {0};

    (void)state;
    a.version = 0;
    expect_refused(&a, "version: expected 1 or more, came 0");
    a = sound();
    a.updated_ms = a.published_ms - 1;
    assert_false(announcement_check(&a, &e));
    assert_int_equal(e.code, ERR_INPUT);
    a = sound();
    a.version = 1;
    assert_false(announcement_check(&a, &e));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_announcement_in_order_passes),
        cmocka_unit_test(an_id_that_no_address_can_carry_is_refused),
        cmocka_unit_test(a_title_is_wanted_in_both_languages),
        cmocka_unit_test(texts_are_utf8_without_controls_and_not_too_long),
        cmocka_unit_test(a_moved_start_needs_an_apology_and_the_new_start),
        cmocka_unit_test(versions_and_times_are_in_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
