/* The linter of the pages' texts, as test_catalogue.c is of the others. */
#include "words/page.h"

#include "words/clean.h"
#include "words/refusal.h"

#include "cmocka_all.h"

static struct span text_of(const char *s)
{
    return (struct span){.at = s, .len = strlen(s)};
}

static unsigned holes_of(const char *text)
{
    static const char *const holes[] = {"{service}", "{password}", "{contact}", "{n}", "{brand}"};
    unsigned found = 0;
    size_t braces = 0;

    for (size_t i = 0; i < COUNT(holes); i++) {
        if (strstr(text, holes[i]) != NULL) {
            found |= 1u << i;
        }
        for (const char *at = text; (at = strstr(at, holes[i])) != NULL; at++) {
            braces++;
        }
    }
    for (const char *at = text; (at = strchr(at, '{')) != NULL; at++) {
        if (braces-- == 0) {
            fail_msg("a hole nobody fills: %s", text);
        }
    }
    return found;
}

static void check_calm(const char *text)
{
    static const char *const banned[] = {
        "URGENT", "urgent", "mmediately", "anger",  "!",  "completely", "guarante", "至急", "緊急",
        "危険",   "完全に", "今すぐ",     "直ちに", "！", "確実に",     "絶対",     "100%", "警告"};

    for (size_t i = 0; i < COUNT(banned); i++) {
        if (strstr(text, banned[i]) != NULL) {
            fail_msg("\"%s\" stands in: %s", banned[i], text);
        }
    }
}

static void check_entry(const struct entry *entry)
{
    for (unsigned l = 0; l < LANG_COUNT; l++) {
        char bytes[4096];
        struct buf out = BUF_ON(bytes);

        assert_non_null(entry->text[l]);
        assert_true(entry->text[l][0] != '\0');
        check_calm(entry->text[l]);
        clean_text(&out, text_of(entry->text[l]));
        assert_true(span_eq((struct span){.at = out.at, .len = out.len}, text_of(entry->text[l])));
    }
    if (holes_of(entry->text[LANG_EN]) != holes_of(entry->text[LANG_JA])) {
        fail_msg("holes differ: %s / %s", entry->text[LANG_EN], entry->text[LANG_JA]);
    }
}

static void every_text_of_a_page_exists_in_both_languages_with_the_same_holes_and_is_calm(
    void **state)
{
    (void)state;
    for (size_t i = 0; page_text_row(i) != NULL; i++) {
        check_entry(&page_text_row(i)->entry);
        for (size_t k = 0; k < i; k++) {
            assert_string_not_equal(page_text_row(i)->key, page_text_row(k)->key);
        }
    }
}

static void every_code_has_a_page_that_says_what_helps(void **state)
{
    (void)state;
    for (size_t i = 0; i < refusal_help_count; i++) {
        const struct refusal_help *h = &refusal_helps[i];

        check_entry(&h->title);
        check_entry(&h->meaning);
        check_entry(&h->steps[0]);
        for (size_t s = 0; s < REFUSAL_STEPS_MAX && h->steps[s].text[LANG_EN] != NULL; s++) {
            check_entry(&h->steps[s]);
        }
        assert_ptr_equal(refusal_help_find(text_of(h->code)), h);
    }
}

/* "... (G1)" */
static void every_code_a_refusal_says_has_its_page_and_no_other_claims_to_be_said(void **state)
{
    unsigned said = 0;
    unsigned claimed = 0;

    (void)state;
    for (unsigned c = 0; c < CAUSE_COUNT; c++) {
        for (unsigned l = 0; l < LANG_COUNT; l++) {
            const char *text = words_refusal((enum lang)l, (enum answer_cause)c);
            const struct refusal_help *h;
            size_t len = strlen(text);

            if (len == 0) {
                continue;
            }
            h = refusal_help_find((struct span){.at = text + len - 3, .len = 2});
            assert_non_null(h);
            assert_false(h->planned);
            assert_string_equal(words_refusal_code((enum answer_cause)c), h->code);
            assert_true(len < 150);
            said++;
        }
    }
    for (size_t i = 0; i < refusal_help_count; i++) {
        claimed += refusal_helps[i].planned ? 0 : LANG_COUNT;
    }
    assert_int_equal(said, claimed);
}

static void a_code_is_found_in_any_case_and_nothing_else_is(void **state)
{
    (void)state;
    assert_string_equal(refusal_help_find(text_of("g1"))->code, "G1");
    assert_null(refusal_help_find(text_of("Z9")));
    assert_null(refusal_help_find(text_of("G")));
    assert_null(refusal_help_find(text_of("G11")));
    assert_null(refusal_help_find(text_of("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            every_text_of_a_page_exists_in_both_languages_with_the_same_holes_and_is_calm),
        cmocka_unit_test(every_code_has_a_page_that_says_what_helps),
        cmocka_unit_test(every_code_a_refusal_says_has_its_page_and_no_other_claims_to_be_said),
        cmocka_unit_test(a_code_is_found_in_any_case_and_nothing_else_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
