#define _GNU_SOURCE /* NOLINT: memmem */
/* The linter of what is said about messages. */
#include "words/evidence.h"

#include "base/attr.h"
#include "words/clean.h"
#include "words/words.h"

#include "cmocka_all.h"

static struct span text_of(const char *s)
{
    return (struct span){.at = s, .len = strlen(s)};
}

static bool has_hole(const char *text, const char *hole)
{
    return strstr(text, hole) != NULL;
}

static void every_kind_has_a_sentence_in_both_languages_that_rests_on_the_same(void **state)
{
    (void)state;
    for (unsigned k = 0; k < EVIDENCE_COUNT; k++) {
        const struct entry *e = words_evidence_entry((enum evidence_kind)k);

        for (unsigned l = 0; l < LANG_COUNT; l++) {
            char bytes[WORDS_MAX];
            struct buf clean = BUF_ON(bytes);

            assert_non_null(e->text[l]);
            assert_true(e->text[l][0] != '\0');
            clean_text(&clean, text_of(e->text[l]));
            assert_true(
                span_eq((struct span){.at = clean.at, .len = clean.len}, text_of(e->text[l])));
        }
        assert_int_equal(has_hole(e->text[LANG_EN], "{on}"), has_hole(e->text[LANG_JA], "{on}"));
        assert_int_equal(has_hole(e->text[LANG_EN], "{other}"),
                         has_hole(e->text[LANG_JA], "{other}"));
        assert_int_equal(has_hole(e->text[LANG_EN], "{brand}"),
                         has_hole(e->text[LANG_JA], "{brand}"));
    }
}

static void a_sentence_carries_the_words_and_the_brand(void **state)
{
    static const struct evidence e = {
        .kind = EVIDENCE_BRAND_NAME_FOREIGN, .on = "a@evil.example", .other = "amazon.co.jp"};
    char bytes[WORDS_MAX];
    struct buf out = BUF_ON(bytes);

    (void)state;
    words_evidence(&out, LANG_EN, &e, SPAN("Amazon"));
    assert_true(
        span_eq((struct span){.at = out.at, .len = out.len},
                SPAN("It calls itself Amazon, but comes from a@evil.example. Amazon's addresses "
                     "end in amazon.co.jp.")));
    out = BUF_ON(bytes);
    words_evidence(&out, LANG_JA, &e, SPAN(""));
    assert_non_null(memmem(out.at, out.len, "名乗っている組織", strlen("名乗っている組織")));
}

static void what_a_message_says_moves_no_cursor(void **state)
{
    static const struct evidence e = {.kind = EVIDENCE_ALARM, .on = "\x1b[2Jcold\xff"};
    char bytes[WORDS_MAX];
    struct buf out = BUF_ON(bytes);

    (void)state;
    words_evidence(&out, LANG_EN, &e, SPAN(""));
    assert_null(memchr(out.at, 0x1b, out.len));
}

static void every_verdict_rule_advice_and_question_speaks_both_languages(void **state)
{
    static struct verdict v;

    (void)state;
    for (unsigned l = 0; l < LANG_COUNT; l++) {
        for (unsigned r = 0; r < RULE_COUNT * VERDICT_COUNT; r++) {
            char bytes[WORDS_MAX];
            struct buf out = BUF_ON(bytes);

            v.rule = (enum verdict_rule)(r / VERDICT_COUNT);
            v.code = (enum verdict_code)(r % VERDICT_COUNT);
            v.leaning = (enum leaning)(r % LEANING_COUNT);
            words_verdict_why(&out, (enum lang)l, &v);
            assert_true(out.len > 0 && !out.full);
            out = BUF_ON(bytes);
            words_advice(&out, (enum lang)l, &v);
            assert_true(out.len > 0 && !out.full);
        }
        for (unsigned q = 0; q < QUESTION_COUNT; q++) {
            char bytes[WORDS_MAX];
            struct buf out = BUF_ON(bytes);

            words_question(&out, (enum lang)l, (enum question)q, SPAN("Amazon"));
            assert_true(out.len > 0 && !out.full);
        }
        for (unsigned t = 0; t < TOPIC_COUNT; t++) {
            assert_true(words_topic((enum lang)l, (enum evidence_topic)t)[0] != '\0');
        }
        for (unsigned r = 0; r < REGRET_COUNT; r++) {
            assert_true(words_regret((enum lang)l, (enum regret)r)[0] != '\0');
            assert_true(words_regret_advice((enum lang)l, (enum regret)r)[0] != '\0');
        }
    }
}

static void a_fake_is_to_be_left_alone(void **state)
{
    static const struct verdict v = {.code = VERDICT_FAKE};
    char bytes[WORDS_MAX];
    struct buf out = BUF_ON(bytes);

    (void)state;
    words_advice(&out, LANG_JA, &v);
    assert_non_null(memmem(out.at, out.len, "削除", strlen("削除")));
    assert_non_null(memmem(out.at, out.len, "返信はせず", strlen("返信はせず")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_has_a_sentence_in_both_languages_that_rests_on_the_same),
        cmocka_unit_test(a_sentence_carries_the_words_and_the_brand),
        cmocka_unit_test(what_a_message_says_moves_no_cursor),
        cmocka_unit_test(every_verdict_rule_advice_and_question_speaks_both_languages),
        cmocka_unit_test(a_fake_is_to_be_left_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
