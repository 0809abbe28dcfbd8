#include "words/lang.h"

#include "cmocka_all.h"

static void languages_are_read_from_tags_and_locale_names(void **state)
{
    const struct {
        struct span in;
        enum lang lang;
    } cases[] = {
        {SPAN("en"), LANG_EN},          {SPAN("ja"), LANG_JA},    {SPAN("JA"), LANG_JA},
        {SPAN("ja_JP.UTF-8"), LANG_JA}, {SPAN("en-GB"), LANG_EN}, {SPAN("en.UTF-8"), LANG_EN},
        {SPAN("ja@x=y"), LANG_JA},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        enum lang l = LANG_COUNT;

        assert_true(lang_parse(cases[i].in, &l));
        assert_int_equal(l, cases[i].lang);
    }
}

static void anything_else_is_no_language_and_changes_nothing(void **state)
{
    const struct span cases[] = {SPAN(""),  SPAN("C"),   SPAN("POSIX"), SPAN("fr"),
                                 SPAN("j"), SPAN("jap"), SPAN("eng"),   SPAN(" ja")};

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        enum lang l = LANG_COUNT;

        assert_false(lang_parse(cases[i], &l));
        assert_int_equal(l, LANG_COUNT);
    }
}

static void codes_are_those_a_page_puts_into_its_lang_attribute(void **state)
{
    (void)state;
    assert_string_equal(lang_code(LANG_EN), "en");
    assert_string_equal(lang_code(LANG_JA), "ja");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(languages_are_read_from_tags_and_locale_names),
        cmocka_unit_test(anything_else_is_no_language_and_changes_nothing),
        cmocka_unit_test(codes_are_those_a_page_puts_into_its_lang_attribute),
    };

    return cmocka_run_group_tests_name("words/lang", tests, NULL, NULL);
}
