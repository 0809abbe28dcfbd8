#include "words/wrap.h"

#include "words/clean.h"

#include "cmocka_all.h"

static struct wrap *open_wrap(enum lang l)
{
    struct wrap *w = NULL;
    struct err e = {0};

    assert_true(wrap_open(l, &w, &e));
    return w;
}

static void check(enum lang l, struct span text, size_t columns, const char *expected)
{
    struct wrap *w = open_wrap(l);
    char bytes[512];
    struct buf out = BUF_ON(bytes);
    struct span line;

    while (wrap_line(w, &text, columns, &line)) {
        assert_true(columns_of(line) <= columns);
        buf_add(&out, line);
        buf_add(&out, SPAN("|"));
    }
    buf_add(&out, (struct span){.at = "", .len = 1});
    assert_string_equal(bytes, expected);
    wrap_free(&w);
    assert_null(w);
}

static void english_breaks_between_words(void **state)
{
    (void)state;
    check(LANG_EN, SPAN("one two three"), 7, "one two|three|");
    check(LANG_EN, SPAN("one two three"), 80, "one two three|");
    check(LANG_EN, SPAN("  one   two  "), 4, "one|two|");
}

static void japanese_breaks_between_characters_but_not_before_a_full_stop(void **state)
{
    (void)state;
    check(LANG_JA, SPAN("ふだんは日本。"), 8, "ふだんは|日本。|");
    check(LANG_JA, SPAN("日本。ふだん"), 4, "日|本。|ふだ|ん|");
    check(LANG_JA, SPAN("（推定）です"), 8, "（推定）|です|");
}

static void a_word_longer_than_a_line_is_cut(void **state)
{
    (void)state;
    check(LANG_EN, SPAN("abcdefghij kl"), 4, "abcd|efgh|ij|kl|");
}

static void nothing_left_leaves_the_line_alone(void **state)
{
    struct wrap *w = open_wrap(LANG_EN);
    struct span rest = SPAN("   ");
    struct span line = SPAN("untouched");

    (void)state;
    assert_false(wrap_line(w, &rest, 10, &line));
    assert_true(span_eq(line, SPAN("untouched")));
    wrap_free(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(english_breaks_between_words),
        cmocka_unit_test(japanese_breaks_between_characters_but_not_before_a_full_stop),
        cmocka_unit_test(a_word_longer_than_a_line_is_cut),
        cmocka_unit_test(nothing_left_leaves_the_line_alone),
    };

    return cmocka_run_group_tests_name("words/wrap", tests, NULL, NULL);
}
