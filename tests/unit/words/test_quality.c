/* The linter of what is said of passwords. */
#include "words/quality.h"

#include "cmocka_all.h"

#include <string.h>

static void check(const struct entry *entry)
{
    static const char *const banned[] = {"!",  "urgent", "completely", "guarante",
                                         "！", "完全に", "絶対"};

    for (unsigned l = 0; l < LANG_COUNT; l++) {
        assert_non_null(entry->text[l]);
        assert_true(entry->text[l][0] != '\0');
        for (size_t i = 0; i < COUNT(banned); i++) {
            assert_null(strstr(entry->text[l], banned[i]));
        }
    }
    assert_int_equal(strstr(entry->text[LANG_EN], "{n}") == NULL,
                     strstr(entry->text[LANG_JA], "{n}") == NULL);
}

static void every_fault_hint_and_advice_has_both_languages_and_is_calm(void **state)
{
    (void)state;
    for (unsigned i = 0; i < QUALITY_FAULT_COUNT; i++) {
        check(words_quality_fault_entry(i));
        assert_non_null(quality_fault_code(i));
    }
    for (unsigned i = 0; i < QUALITY_HINT_COUNT; i++) {
        check(words_quality_hint_entry(i));
        assert_non_null(quality_hint_code(i));
    }
    for (unsigned i = 0; i < QUALITY_ADVICE_COUNT; i++) {
        check(words_quality_advice_entry((enum quality_advice)i));
    }
}

static void a_number_stands_where_the_length_is_said(void **state)
{
    char bytes[512];
    struct buf out = BUF_ON(bytes);

    (void)state;
    words_quality_fault(&out, LANG_EN, 1, 12);
    assert_true(span_eq((struct span){.at = bytes, .len = out.len},
                        SPAN("It is too short: at least 12 characters are needed.")));
    out.len = 0;
    words_quality_advice(&out, LANG_JA, QUALITY_ADVICE_LENGTH, 12);
    bytes[out.len] = '\0';
    assert_non_null(strstr(bytes, "12文字以上"));
    assert_non_null(strstr(words_quality_hint(LANG_JA, 0), "お名前"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_fault_hint_and_advice_has_both_languages_and_is_calm),
        cmocka_unit_test(a_number_stands_where_the_length_is_said),
    };

    return cmocka_run_group_tests_name("words/quality", tests, NULL, NULL);
}
