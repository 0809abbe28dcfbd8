#include "base/quote.h"

#include "cmocka_all.h"

static void check(struct span in, const char *expected)
{
    assert_string_equal(quote(in).text, expected);
}

static void readable_text_stays_as_it_is(void **state)
{
    (void)state;
    check(SPAN(""), "\"\"");
    check(SPAN("forever"), "\"forever\"");
    check(SPAN("spモード 😀"), "\"spモード 😀\"");
}

static void what_could_mislead_a_terminal_is_shown_as_bytes(void **state)
{
    (void)state;
    check(SPAN("a\nb\x1b[31m"), "\"a\\x0Ab\\x1B[31m\"");
    check(SPAN("say \"x\" \\ \0"), "\"say \\x22x\\x22 \\x5C \\x00\"");
    check(SPAN("\xc2\x85"), "\"\\xC2\\x85\"");          /* next line, U+0085 */
    check(SPAN("\xe2\x80\xae"), "\"\\xE2\\x80\\xAE\""); /* right-to-left override */
}

static void bytes_that_are_not_utf8_are_shown_as_bytes(void **state)
{
    (void)state;
    check(SPAN("\xff\xfe"), "\"\\xFF\\xFE\"");
    check(SPAN("\xc0\xaf"), "\"\\xC0\\xAF\"");          /* overlong */
    check(SPAN("\xed\xa0\x80"), "\"\\xED\\xA0\\x80\""); /* surrogate */
    check(SPAN("\xf4\x90\x80\x80"), "\"\\xF4\\x90\\x80\\x80\"");
    check(SPAN("\xe3\x81"), "\"\\xE3\\x81\""); /* cut short */
}

static void long_text_is_cut_at_a_whole_character(void **state)
{
    char in[QUOTE_MAX + 3];
    struct quote q;

    (void)state;
    memset(in, 'a', QUOTE_MAX - 1);
    memcpy(in + QUOTE_MAX - 1, "\xe3\x81\x82", 3);
    q = quote((struct span){.at = in, .len = QUOTE_MAX + 2});
    assert_int_equal(strlen(q.text), QUOTE_MAX - 1 + 5);
    assert_string_equal(q.text + QUOTE_MAX, "\"...");
    memset(in, '\n', sizeof in);
    q = quote((struct span){.at = in, .len = sizeof in});
    assert_int_equal(strlen(q.text), 4 * QUOTE_MAX + 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(readable_text_stays_as_it_is),
        cmocka_unit_test(what_could_mislead_a_terminal_is_shown_as_bytes),
        cmocka_unit_test(bytes_that_are_not_utf8_are_shown_as_bytes),
        cmocka_unit_test(long_text_is_cut_at_a_whole_character),
    };

    return cmocka_run_group_tests_name("base/quote", tests, NULL, NULL);
}
