#include "credential/quality.h"

#include "credential/breach.h"

#include "cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct quality_rules rules = {.length_min = 10, .bits_min = 40};

static struct span of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

static struct quality judged(const char *password, const struct quality_words *words)
{
    struct quality q = {0};
    struct err e;

    assert_true(quality_judge(&rules, of(password), words, &q, &e));
    return q;
}

static struct quality_words *words_of_taro(void)
{
    static struct quality_words words;

    memset(&words, 0, sizeof words);
    quality_words_add(&words, SPAN("Kurosawa Jiro"));
    quality_words_add(&words, SPAN("jiro.kurosawa@example.jp"));
    quality_words_add(&words, SPAN("+819012345678"));
    return &words;
}

static void good_ones_have_no_fault_and_no_hint(void **state)
{
    static const char *const good[] = {
        "k7$Qz9!mW2",     "neko-ga-suki-desu", "umi yama sora kaze", "correcthorsebatterystaple",
        "9vTq-8vLm-2xRw",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(good); i++) {
        struct quality q = judged(good[i], words_of_taro());

        assert_int_equal(q.faults, 0);
        assert_int_equal(q.hints, 0);
        assert_true(q.bits >= 40);
    }
}

static void what_is_wrong_is_named_together(void **state)
{
    static const struct {
        const char *password;
        uint32_t faults;
        uint32_t hints;
    } cases[] = {
        {"password", QUALITY_SHORT | QUALITY_GUESSABLE, QUALITY_HINT_WORD},
        {"P@ssword12345", QUALITY_GUESSABLE, QUALITY_HINT_WORD},
        {"qwertyuiop12", QUALITY_GUESSABLE, QUALITY_HINT_WORD},
        {"abcdefghijklm", QUALITY_GUESSABLE, QUALITY_HINT_ROW},
        {"aaaaaaaaaaaa", QUALITY_GUESSABLE, QUALITY_HINT_REPEAT},
        {"kurosawa19850401", QUALITY_GUESSABLE, QUALITY_HINT_PERSONAL | QUALITY_HINT_DATE},
        {"819012345678", QUALITY_GUESSABLE, QUALITY_HINT_PERSONAL},
        {"", QUALITY_SHORT, 0},
        {"k7$Qz9!mW2 ", QUALITY_FORM, 0},
        {"k7$Qz9!m\tW2", QUALITY_FORM, 0},
        {"ｋ７Ｑｚ９ｍＷ２", QUALITY_FORM, 0},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct quality q = judged(cases[i].password, words_of_taro());

        if (q.faults != cases[i].faults || (q.hints & cases[i].hints) != cases[i].hints) {
            fail_msg("%s: faults %x, hints %x", cases[i].password, q.faults, q.hints);
        }
    }
}

static void the_longest_password_is_judged_and_a_longer_one_refused(void **state)
{
    char text[QUALITY_PASSWORD_MAX + 2];

    (void)state;
    for (size_t i = 0; i < sizeof text; i++) {
        text[i] = (char)('!' + (i * 7 + i * i) % 90);
    }
    text[QUALITY_PASSWORD_MAX] = '\0';
    assert_int_equal(judged(text, NULL).faults, 0);
    text[QUALITY_PASSWORD_MAX] = '!';
    text[QUALITY_PASSWORD_MAX + 1] = '\0';
    assert_int_equal(judged(text, NULL).faults, QUALITY_LONG);
}

static void own_words_are_kept_whole_and_in_parts_and_never_overflow(void **state)
{
    struct quality_words *words = words_of_taro();

    (void)state;
    assert_string_equal(words->at[0], "kurosawa jiro");
    assert_string_equal(words->at[1], "kurosawa");
    assert_string_equal(words->at[2], "jiro");
    assert_string_equal(words->at[3], "jiro.kurosawa@example.jp");
    for (size_t i = 0; i < 1000; i++) {
        quality_words_add(words, SPAN("many-words-of-somebody-with-a-long-name"));
    }
    quality_words_add(words, (struct span){.at = "nul\0inside", .len = 10});
    assert_true(words->count <= QUALITY_WORDS_MAX);
    assert_null(words->at[words->count]);
    assert_true(words->used <= sizeof words->bytes);
}

static void a_leaked_password_is_refused_and_a_damaged_list_is_an_error(void **state)
{
    char path[] = "/tmp/mioboe-quality-XXXXXX";
    FILE *to = fdopen(mkstemp(path), "w");
    struct quality_rules with = rules;
    struct quality q = {.bits = 77};
    struct breach *list = NULL;
    struct err e = {0};

    (void)state;
    /* SHA-1 of "neko-ga-suki-desu" and neighbours */
    assert_true(fputs("0000000000000000000000000000000000000000:1\n"
                      "12B4D3F5B1C4A1C1E8B4D5A9C6A4CB5E6A3F0F7C:2\n",
                      to) >= 0);
    assert_int_equal(fclose(to), 0);
    assert_true(breach_open(path, &list, &e));
    with.breach = list;
    assert_true(quality_judge(&with, SPAN("neko-ga-suki-desu"), NULL, &q, &e));
    assert_int_equal(q.faults, 0);
    assert_int_equal(truncate(path, 5), 0);
    q.bits = 77;
    assert_false(quality_judge(&with, SPAN("neko-ga-suki-desu"), NULL, &q, &e));
    assert_int_equal(e.code, ERR_CONFIG);
    assert_int_equal(q.bits, 77);
    breach_free(&list);
    assert_int_equal(unlink(path), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_ones_have_no_fault_and_no_hint),
        cmocka_unit_test(what_is_wrong_is_named_together),
        cmocka_unit_test(the_longest_password_is_judged_and_a_longer_one_refused),
        cmocka_unit_test(own_words_are_kept_whole_and_in_parts_and_never_overflow),
        cmocka_unit_test(a_leaked_password_is_refused_and_a_damaged_list_is_an_error),
    };

    return cmocka_run_group_tests_name("credential/quality", tests, NULL, NULL);
}
