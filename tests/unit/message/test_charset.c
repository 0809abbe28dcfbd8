#include "message/charset.h"

#include "read_it.h"

#define SENTENCE "お客様のアカウントを確認してください。"
#define SJIS                                                                                       \
    "\x82\xa8\x8bq\x97l\x82\xcc\x83\x41\x83J\x83\x45\x83\x93\x83g\x82\xf0\x8am\x94\x46\x82\xb5"    \
    "\x82\xc4\x82\xad\x82\xbe\x82\xb3\x82\xa2\x81\x42"
#define EUC                                                                                        \
    "\xa4\xaa\xb5\xd2\xcd\xcd\xa4\xce\xa5\xa2\xa5\xab\xa5\xa6\xa5\xf3\xa5\xc8\xa4\xf2\xb3\xce"     \
    "\xc7\xa7\xa4\xb7\xa4\xc6\xa4\xaf\xa4\xc0\xa4\xb5\xa4\xa4\xa1\xa3"
#define JIS "\x1b$B$*5RMM$N%\"%+%&%s%H$r3NG'$7$F$/$@$5$$!#\x1b(B"

static void assert_text(const char *bytes, const char *declared, const char *expected,
                        uint32_t damage)
{
    uint32_t found = 0;

    assert_span(charset_text(arena, span_of(bytes), span_of(declared), &found), expected);
    assert_int_equal(found, damage);
}

static void each_japanese_character_set_is_read_as_declared(void **state)
{
    (void)state;
    assert_text(SENTENCE, "UTF-8", SENTENCE, 0);
    assert_text(SJIS, "Shift_JIS", SENTENCE, 0);
    assert_text(SJIS, "cp932", SENTENCE, 0);
    assert_text(EUC, "EUC-JP", SENTENCE, 0);
    assert_text(JIS, "ISO-2022-JP", SENTENCE, 0);
}

static void characters_of_windows_are_read_in_each(void **state)
{
    (void)state;
    assert_text("\x87@\xb1", "Shift_JIS", "①ｱ", 0);
    assert_text("\xad\xa1\x8e\xb1", "EUC-JP", "①ｱ", 0);
    assert_text("\x1b$B-!\x1b(I1\x1b(B", "ISO-2022-JP", "①ｱ", 0);
    assert_text("\x81\x60\x81\x7c", "Shift_JIS", "～－", 0);
}

static void euc_with_the_supplementary_set_is_read(void **state)
{
    (void)state;
    assert_text("\x8f\xb0\xa1", "EUC-JP", "丂", 0);
}

static void a_line_ends_a_set_that_was_not_ended(void **state)
{
    (void)state;
    assert_text("\x1b$B3NG'\nabc", "ISO-2022-JP", "確認\nabc", 0);
}

static void other_character_sets_are_asked_of_icu(void **state)
{
    (void)state;
    assert_text("caf\xe9", "iso-8859-1", "café", 0);
    assert_text("\x93x\x94", "Windows-1252", "“x”", 0);
    assert_text("\xcf\xf0\xe8\xe2\xe5\xf2", "windows-1251", "Привет", 0);
    assert_text("\xc4\xe3\xba\xc3", "gb2312", "你好", 0);
}

static void what_is_not_declared_is_told_apart(void **state)
{
    (void)state;
    assert_text("plain", "", "plain", 0);
    assert_text(JIS, "", SENTENCE, MESSAGE_DAMAGE_DECLARED);
    assert_text(SENTENCE, "", SENTENCE, MESSAGE_DAMAGE_DECLARED);
    assert_text(SJIS, "", SENTENCE, MESSAGE_DAMAGE_DECLARED);
    assert_text(EUC, "us-ascii", SENTENCE, MESSAGE_DAMAGE_DECLARED);
    assert_text("caf\xe9 au lait", "", "café au lait",
                MESSAGE_DAMAGE_DECLARED | MESSAGE_DAMAGE_CHARSET);
}

static void a_false_declaration_is_not_followed(void **state)
{
    (void)state;
    assert_text(SJIS, "UTF-8", SENTENCE, MESSAGE_DAMAGE_DECLARED);
    assert_text(EUC, "UTF-8", SENTENCE, MESSAGE_DAMAGE_DECLARED);
    assert_text(SENTENCE, "Shift_JIS", SENTENCE, MESSAGE_DAMAGE_DECLARED);
    assert_text(SENTENCE, "iso-8859-1", SENTENCE, MESSAGE_DAMAGE_DECLARED);
    assert_text(JIS, "UTF-8", SENTENCE, MESSAGE_DAMAGE_DECLARED);
    assert_text(SENTENCE, "no-such-set", SENTENCE, MESSAGE_DAMAGE_DECLARED);
    assert_text(SJIS, "../../etc/passwd", SENTENCE, MESSAGE_DAMAGE_DECLARED);
}

static void a_character_that_is_cut_is_marked_and_the_rest_stays(void **state)
{
    (void)state;
    assert_text("確認\xe3\x81", "UTF-8", "確認\xef\xbf\xbd", MESSAGE_DAMAGE_CHARSET);
    assert_text("\x8am\x94\x46\x82", "Shift_JIS", "確認\xef\xbf\xbd", MESSAGE_DAMAGE_CHARSET);
    assert_text("\x1b$B3NG\x1b(B", "ISO-2022-JP", "確\xef\xbf\xbd", MESSAGE_DAMAGE_CHARSET);
}

static void what_is_given_is_always_utf8(void **state)
{
    char bytes[256];

    (void)state;
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (char)(unsigned char)(255 - i);
    }
    for (size_t len = 0; len <= sizeof bytes; len++) {
        static const char *const sets[] = {"",       "utf-8",      "shift_jis", "iso-2022-jp",
                                           "euc-jp", "iso-8859-1", "utf-16",    "utf-7"};

        for (size_t i = 0; i < COUNT(sets); i++) {
            uint32_t damage = 0;

            assert_true(charset_is_utf8(charset_text(arena, (struct span){.at = bytes, .len = len},
                                                     span_of(sets[i]), &damage)));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_japanese_character_set_is_read_as_declared, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(characters_of_windows_are_read_in_each, set_up, tear_down),
        cmocka_unit_test_setup_teardown(euc_with_the_supplementary_set_is_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_line_ends_a_set_that_was_not_ended, set_up, tear_down),
        cmocka_unit_test_setup_teardown(other_character_sets_are_asked_of_icu, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_not_declared_is_told_apart, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_false_declaration_is_not_followed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_character_that_is_cut_is_marked_and_the_rest_stays,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_given_is_always_utf8, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("message/charset", tests, NULL, NULL);
}
