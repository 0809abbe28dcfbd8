#include "words/clean.h"

#include "cmocka_all.h"

#define BAD "\xef\xbf\xbd" /* U+FFFD */

static struct span written(const struct buf *b)
{
    return (struct span){.at = b->at, .len = b->len};
}

static void check_text(struct span in, const char *expected)
{
    char bytes[256];
    struct buf out = BUF_ON(bytes);

    clean_text(&out, in);
    buf_add(&out, (struct span){.at = "", .len = 1});
    assert_false(out.full);
    assert_string_equal(bytes, expected);
}

static void ordinary_names_stay_as_they_are(void **state)
{
    (void)state;
    check_text(SPAN("taro@example.jp"), "taro@example.jp");
    check_text(SPAN("例示モバイル株式会社 Hôtel 😀"), "例示モバイル株式会社 Hôtel 😀");
    check_text(SPAN(""), "");
}

static void control_characters_become_their_pictures(void **state)
{
    (void)state;
    check_text(SPAN("\033[2J"), "\xe2\x90\x9b[2J");
    check_text(SPAN("a\nb\r\tc"), "a\xe2\x90\x8a"
                                  "b\xe2\x90\x8d\xe2\x90\x89"
                                  "c");
    check_text(SPAN("\0\177"), "\xe2\x90\x80\xe2\x90\xa1");
}

static void what_hides_or_turns_text_is_replaced(void **state)
{
    const struct span cases[] = {
        SPAN("\xc2\x9b"),         /* U+009B, CSI in one character */
        SPAN("\xe2\x80\xae"),     /* U+202E RIGHT-TO-LEFT OVERRIDE */
        SPAN("\xe2\x81\xa6"),     /* U+2066 LEFT-TO-RIGHT ISOLATE */
        SPAN("\xe2\x80\x8b"),     /* U+200B ZERO WIDTH SPACE */
        SPAN("\xe2\x80\xa8"),     /* U+2028 LINE SEPARATOR */
        SPAN("\xe3\x85\xa4"),     /* U+3164 HANGUL FILLER */
        SPAN("\xef\xbb\xbf"),     /* U+FEFF */
        SPAN("\xee\x80\x80"),     /* U+E000, private use */
        SPAN("\xef\xbf\xbf"),     /* U+FFFF, no character */
        SPAN("\xf3\xa0\x81\x81"), /* U+E0041, a tag */
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        check_text(cases[i], BAD);
    }
}

static void bytes_that_are_no_utf8_are_replaced_one_by_one(void **state)
{
    (void)state;
    check_text(SPAN("a\xff"
                    "b"),
               "a" BAD "b");
    check_text(SPAN("\xc0\x80"), BAD BAD);         /* overlong */
    check_text(SPAN("\xed\xa0\x80"), BAD BAD BAD); /* half of a pair */
    check_text(SPAN("\xf4\x90\x80\x80"), BAD BAD BAD BAD);
    check_text(SPAN("\xe6\x97"), BAD BAD); /* cut short */
    check_text(SPAN("\xe6\x97"
                    "a"),
               BAD BAD "a");
}

static void repairing_alone_keeps_control_characters(void **state)
{
    char bytes[64];
    struct buf out = BUF_ON(bytes);

    (void)state;
    clean_utf8(&out, SPAN("\033\xff日"));
    assert_true(span_eq(written(&out), SPAN("\033" BAD "日")));
}

static void cleaning_takes_at_most_three_bytes_for_each_and_leaves_nothing_to_clean(void **state)
{
    char in[256];
    char once[3 * sizeof in];
    char twice[3 * sizeof in];
    struct buf first = BUF_ON(once);
    struct buf second = BUF_ON(twice);

    (void)state;
    for (size_t i = 0; i < sizeof in; i++) {
        in[i] = (char)(unsigned char)(i * 167 + 13);
    }
    clean_text(&first, (struct span){.at = in, .len = sizeof in});
    assert_false(first.full);
    clean_text(&second, written(&first));
    assert_true(span_eq(written(&first), written(&second)));
}

static void japanese_takes_two_columns_and_marks_take_none(void **state)
{
    (void)state;
    assert_int_equal(columns_of(SPAN("abc")), 3);
    assert_int_equal(columns_of(SPAN("日本")), 4);
    assert_int_equal(columns_of(SPAN("ｱ")), 1);    /* half width */
    assert_int_equal(columns_of(SPAN("ＡＢ")), 4); /* full width */
    assert_int_equal(columns_of(SPAN("e\xcc\x81")), 1);
    assert_int_equal(columns_of(SPAN("（推定）")), 8);
    assert_int_equal(columns_of(SPAN("")), 0);
}

static void cutting_never_splits_a_character_or_passes_its_columns(void **state)
{
    const struct span text = SPAN("a日本");

    (void)state;
    assert_int_equal(columns_cut(text, 0).len, 0);
    assert_true(span_eq(columns_cut(text, 1), SPAN("a")));
    assert_true(span_eq(columns_cut(text, 2), SPAN("a")));
    assert_true(span_eq(columns_cut(text, 3), SPAN("a日")));
    assert_true(span_eq(columns_cut(text, 5), text));
    assert_true(span_eq(columns_cut(text, 99), text));
    assert_true(span_eq(columns_cut(SPAN("e\xcc\x81x"), 1), SPAN("e\xcc\x81")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ordinary_names_stay_as_they_are),
        cmocka_unit_test(control_characters_become_their_pictures),
        cmocka_unit_test(what_hides_or_turns_text_is_replaced),
        cmocka_unit_test(bytes_that_are_no_utf8_are_replaced_one_by_one),
        cmocka_unit_test(repairing_alone_keeps_control_characters),
        cmocka_unit_test(cleaning_takes_at_most_three_bytes_for_each_and_leaves_nothing_to_clean),
        cmocka_unit_test(japanese_takes_two_columns_and_marks_take_none),
        cmocka_unit_test(cutting_never_splits_a_character_or_passes_its_columns),
    };

    return cmocka_run_group_tests_name("words/clean", tests, NULL, NULL);
}
