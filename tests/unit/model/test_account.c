#include "model/account.h"

#include "cmocka_all.h"

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

static struct account_record sound(void)
{
    return (struct account_record){
        .text = {SPAN("u-1"), SPAN("ドコモ太郎"), SPAN("M1"), SPAN("ja"), SPAN("gold"),
                 SPAN("+819012345678")},
        .list = {{1, {SPAN("taro")}},
                 {1, {SPAN("taro@example.jp")}},
                 {1, {SPAN("+819012345678")}},
                 {1, {SPAN("n@example.org")}},
                 {1, {SPAN("Any Words")}}},
    };
}

static void an_account_in_order_passes(void **state)
{
    struct account_record a = sound();
    struct err e = {0};

    (void)state;
    assert_true(account_check(&a, &e));
    a = (struct account_record){.text = {SPAN("i")}};
    assert_true(account_check(&a, &e));
    assert_int_equal(e.code, ERR_NONE);
}

static const struct {
    size_t text; /* ACCOUNT_TEXT_COUNT: the first text of `list` */
    size_t list;
    const char *value;
    const char *why;
} wrong[] = {
    {ACCOUNT_ID, 0, "", "id: expected 1 to 128 bytes, came 0"},
    {ACCOUNT_ID, 0, "a\tb", "id: expected UTF-8 without control characters, came \"a\\x09b\""},
    {ACCOUNT_GROUP, 0, "\xff", "group: expected UTF-8 without control characters, came \"\\xFF\""},
    {ACCOUNT_GROUP, 0,
     "\xe2\x80\xae"
     "x",
     "group: expected UTF-8 without control characters, came \"\\xE2\\x80\\xAEx\""},
    {ACCOUNT_LANGUAGE, 0, "fr", "language: expected ja, en or nothing, came \"fr\""},
    {ACCOUNT_NOTICE_PHONE, 0, "090",
     "notice_phone: expected a phone number like +819012345678 (+ and 6 to 15 digits), came "
     "\"090\""},
    {ACCOUNT_TEXT_COUNT, ACCOUNT_SIGN_IN_NAMES, "Taro",
     "sign_in_names: expected lower case, came \"Taro\""},
    {ACCOUNT_TEXT_COUNT, ACCOUNT_SIGN_IN_NAMES, "",
     "sign_in_names: expected 1 to 320 bytes, came 0"},
    {ACCOUNT_TEXT_COUNT, ACCOUNT_MAIL_ADDRESSES, "taro",
     "mail_addresses: expected a mail address like taro@example.jp, came \"taro\""},
    {ACCOUNT_TEXT_COUNT, ACCOUNT_MAIL_ADDRESSES, "a@b@c",
     "mail_addresses: expected a mail address like taro@example.jp, came \"a@b@c\""},
    {ACCOUNT_TEXT_COUNT, ACCOUNT_NOTICE_ADDRESSES, "@b",
     "notice_addresses: expected a mail address like taro@example.jp, came \"@b\""},
    {ACCOUNT_TEXT_COUNT, ACCOUNT_PHONES, "+12345",
     "phones: expected a phone number like +819012345678 (+ and 6 to 15 digits), came \"+12345\""},
    {ACCOUNT_TEXT_COUNT, ACCOUNT_PHONES, "+1234567890123456",
     "phones: expected a phone number like +819012345678 (+ and 6 to 15 digits), came "
     "\"+1234567890123456\""},
};

static void each_wrong_field_is_named_with_what_was_expected_and_came(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct account_record a = sound();
        struct err e = {0};

        *(wrong[i].text < ACCOUNT_TEXT_COUNT ? &a.text[wrong[i].text]
                                             : &a.list[wrong[i].list].at[0]) =
            span_of(wrong[i].value);
        assert_false(account_check(&a, &e));
        assert_int_equal(e.code, ERR_INPUT);
        assert_string_equal(e.text, wrong[i].why);
    }
}

static void lists_are_bounded_and_hold_each_text_once(void **state)
{
    struct account_record a = sound();
    struct err e = {0};

    (void)state;
    a.list[ACCOUNT_SERVICES].count = 2;
    a.list[ACCOUNT_SERVICES].at[1] = SPAN("Any Words");
    assert_false(account_check(&a, &e));
    assert_string_equal(e.text, "services: expected each once, came \"Any Words\" twice");
    a.list[ACCOUNT_SERVICES].count = ACCOUNT_LIST_MAX + 1;
    assert_false(account_check(&a, &e));
    assert_string_equal(e.text, "services: expected at most 16, came 17");
}

static void the_longest_texts_pass_and_one_byte_more_does_not(void **state)
{
    static char longest[ACCOUNT_TEXT_MAX + 1];
    struct account_record a = sound();
    struct err e = {0};

    (void)state;
    memset(longest, 'x', sizeof longest);
    a.text[ACCOUNT_ID] = (struct span){.at = longest, .len = ACCOUNT_ID_MAX};
    a.list[ACCOUNT_SIGN_IN_NAMES].at[0] = (struct span){.at = longest, .len = ACCOUNT_TEXT_MAX};
    assert_true(account_check(&a, &e));
    a.text[ACCOUNT_ID].len++;
    assert_false(account_check(&a, &e));
    a.text[ACCOUNT_ID].len--;
    a.list[ACCOUNT_SIGN_IN_NAMES].at[0].len++;
    assert_false(account_check(&a, &e));
}

static const struct {
    enum account_list list;
    const char *in;
    const char *out;
} forms[] = {
    {ACCOUNT_SIGN_IN_NAMES, "TaRo-1.x", "taro-1.x"},
    {ACCOUNT_MAIL_ADDRESSES, "Taro@EXAMPLE.jp", "taro@example.jp"},
    {ACCOUNT_NOTICE_ADDRESSES, "N@x", "n@x"},
    {ACCOUNT_PHONES, "+81 (90) 1234-56.78", "+819012345678"},
    {ACCOUNT_SERVICES, "Hikari 光-1.", "Hikari 光-1."},
    {ACCOUNT_SIGN_IN_NAMES, "", ""},
};

static void texts_take_the_form_their_list_keeps(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(forms); i++) {
        char bytes[2 * ACCOUNT_TEXT_MAX];
        struct span out = account_normal(forms[i].list, span_of(forms[i].in), bytes);

        assert_true(span_eq(out, span_of(forms[i].out)));
    }
}

static void what_is_cut_is_still_too_long_to_be_stored(void **state)
{
    static char longer[5000];
    char bytes[2 * ACCOUNT_TEXT_MAX];
    struct account_record a = sound();
    struct err e = {0};

    (void)state;
    memset(longer, '1', sizeof longer);
    for (size_t l = 0; l < ACCOUNT_LIST_COUNT; l++) {
        struct span out = account_normal((enum account_list)l,
                                         (struct span){.at = longer, .len = sizeof longer}, bytes);

        assert_true(out.len <= sizeof bytes && out.len > ACCOUNT_TEXT_MAX);
        a = sound();
        a.list[l].at[0] = out;
        assert_false(account_check(&a, &e));
    }
}

static void every_code_reads_back(void **state)
{
    enum account_text text;
    enum account_list list;

    (void)state;
    for (size_t i = 0; i < ACCOUNT_TEXT_COUNT; i++) {
        assert_true(account_text_parse(span_of(account_text_code((enum account_text)i)), &text));
        assert_int_equal(text, i);
        assert_false(account_list_parse(span_of(account_text_code((enum account_text)i)), &list));
    }
    for (size_t i = 0; i < ACCOUNT_LIST_COUNT; i++) {
        assert_true(account_list_parse(span_of(account_list_code((enum account_list)i)), &list));
        assert_int_equal(list, i);
    }
    assert_false(account_text_parse(SPAN("Id"), &text));
    assert_false(account_list_parse(SPAN(""), &list));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_account_in_order_passes),
        cmocka_unit_test(each_wrong_field_is_named_with_what_was_expected_and_came),
        cmocka_unit_test(lists_are_bounded_and_hold_each_text_once),
        cmocka_unit_test(the_longest_texts_pass_and_one_byte_more_does_not),
        cmocka_unit_test(texts_take_the_form_their_list_keeps),
        cmocka_unit_test(what_is_cut_is_still_too_long_to_be_stored),
        cmocka_unit_test(every_code_reads_back),
    };

    return cmocka_run_group_tests_name("model/account", tests, NULL, NULL);
}
