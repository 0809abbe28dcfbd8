#include "notice/reference.h"

#include "cmocka_all.h"

#include <sodium.h>

#define ROUNDS 2000

static const struct notice_key key = {.bytes = {1, 2, 3}};
static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static struct span of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

static void make(uint64_t identity, char out[static NOTICE_REFERENCE_MAX])
{
    const struct notice_facts facts = {
        .kind = NOTICE_SIGNIN, .identity = identity, .at_ms = 1795252509000};

    reference_make(&key, &facts, SPAN("yamada"), out);
}

static void the_same_facts_have_the_same_reference_and_others_another(void **state)
{
    struct notice_facts facts = {.kind = NOTICE_SIGNIN, .identity = 7, .at_ms = 5};
    const struct notice_key other = {.bytes = {9}};
    char first[NOTICE_REFERENCE_MAX];
    char again[NOTICE_REFERENCE_MAX];

    (void)state;
    reference_make(&key, &facts, SPAN("yamada"), first);
    reference_make(&key, &facts, SPAN("yamada"), again);
    assert_string_equal(first, again);
    reference_make(&other, &facts, SPAN("yamada"), again);
    assert_string_not_equal(first, again);
    reference_make(&key, &facts, SPAN("tanaka"), again);
    assert_string_not_equal(first, again);
    facts.kind = NOTICE_REFUSED;
    reference_make(&key, &facts, SPAN("yamada"), again);
    assert_string_not_equal(first, again);
    facts.kind = NOTICE_SIGNIN;
    facts.at_ms = 6;
    reference_make(&key, &facts, SPAN("yamada"), again);
    assert_string_not_equal(first, again);
    facts.at_ms = 5;
    facts.identity = 8;
    reference_make(&key, &facts, SPAN("yamada"), again);
    assert_string_not_equal(first, again);
}

static void the_form_is_three_groups_of_four_and_one_of_two(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < ROUNDS; i++) {
        char made[NOTICE_REFERENCE_MAX];
        char read[NOTICE_REFERENCE_MAX];

        make(i, made);
        assert_int_equal(strlen(made), 17);
        for (size_t k = 0; k < 17; k++) {
            bool hyphen = k == 4 || k == 9 || k == 14;

            assert_true(hyphen ? made[k] == '-' : strchr(alphabet, made[k]) != NULL);
        }
        assert_true(reference_read(of(made), read));
        assert_string_equal(made, read);
    }
}

static void any_single_wrong_character_is_found(void **state)
{
    char made[NOTICE_REFERENCE_MAX];
    char read[NOTICE_REFERENCE_MAX] = "untouched";

    (void)state;
    make(42, made);
    for (size_t at = 0; at < 17; at++) {
        char kept = made[at];

        for (size_t k = 0; kept != '-' && k < sizeof alphabet - 1; k++) {
            made[at] = alphabet[k];
            if (alphabet[k] != kept) {
                assert_false(reference_read(of(made), read));
            }
        }
        made[at] = kept;
    }
    assert_string_equal(read, "untouched");
}

static void any_two_characters_swapped_are_found(void **state)
{
    char read[NOTICE_REFERENCE_MAX];

    (void)state;
    for (uint64_t i = 0; i < 200; i++) {
        char made[NOTICE_REFERENCE_MAX];

        make(i, made);
        for (size_t a = 0; a < 17; a++) {
            for (size_t b = a + 1; b < 17; b++) {
                char swapped[NOTICE_REFERENCE_MAX];

                memcpy(swapped, made, sizeof swapped);
                swapped[a] = made[b];
                swapped[b] = made[a];
                if (made[a] != made[b] && made[a] != '-' && made[b] != '-') {
                    assert_false(reference_read(of(swapped), read));
                }
            }
        }
    }
}

static void what_people_type_is_understood(void **state)
{
    char made[NOTICE_REFERENCE_MAX];
    char plain[NOTICE_REFERENCE_CHARS + 1];
    char read[NOTICE_REFERENCE_MAX];
    char wide[NOTICE_REFERENCE_MAX * 3];
    struct buf text = BUF_ON(wide);

    (void)state;
    make(3, made);
    reference_plain(made, plain);
    assert_int_equal(strlen(plain), NOTICE_REFERENCE_CHARS);
    assert_true(reference_read(of(plain), read));
    assert_string_equal(read, made);
    for (size_t i = 0; made[i] != '\0'; i++) { /* full-width */
        unsigned c = 0xFF01u + (unsigned)(made[i] - '!');

        buf_addf(&text, "%c%c%c", (char)(0xE0 | c >> 12), (char)(0x80 | (c >> 6 & 0x3F)),
                 (char)(0x80 | (c & 0x3F)));
    }
    assert_true(reference_read((struct span){wide, text.len}, read));
    assert_string_equal(read, made);
}

/* A reference with these as its first content characters. */
static void with_content(const char content[static 14], char out[static NOTICE_REFERENCE_MAX])
{
    for (size_t k = 0; k < sizeof alphabet - 1; k++) {
        char typed[NOTICE_REFERENCE_CHARS + 1];

        memcpy(typed, content, 13);
        typed[13] = alphabet[k];
        typed[14] = '\0';
        if (reference_read(of(typed), out)) {
            return;
        }
    }
    fail_msg("no check character fits");
}

static void characters_that_look_alike_are_one(void **state)
{
    char made[NOTICE_REFERENCE_MAX];
    char read[NOTICE_REFERENCE_MAX];
    char typed[NOTICE_REFERENCE_MAX];

    (void)state;
    with_content("01V0110V1V010", made);
    memcpy(typed, made, sizeof typed);
    memcpy(typed, "oLUO", 4);
    typed[5] = 'i';
    typed[6] = 'l';
    assert_true(reference_read(of(typed), read));
    assert_string_equal(read, made);
}

static void it_is_found_in_pasted_text(void **state)
{
    static const char *const around[][2] = {
        {"照会番号：", "。確認先 notice.example.jp"},
        {"Check ref ", " at notice.example.jp/check"},
        {"Message-ID: <", ".1@notice.example.jp>"},
        {"（", "）"},
        {"this thin that is it, AAAA-BBBB-CCCC-DD and ", "\n"},
    };
    char made[NOTICE_REFERENCE_MAX];
    char found[NOTICE_REFERENCE_MAX];

    (void)state;
    make(11, made);
    for (size_t i = 0; i < COUNT(around); i++) {
        char bytes[256];
        struct buf text = BUF_ON(bytes);
        struct span rest;
        bool hit = false;

        buf_addf(&text, "%s%s%s", around[i][0], made, around[i][1]);
        rest = (struct span){bytes, text.len};
        while (!hit && reference_find(&rest, found)) {
            hit = strcmp(found, made) == 0;
        }
        assert_true(hit);
    }
}

static void breaks_of_any_kind_may_stand_between_groups(void **state)
{
    static const char *const breaks[] = {"-",   "‐",      "–",  "—",       "−",  "－",
                                         "ー",  " ",      "　", "",        "\n", "\r\n",
                                         "-\n", "\n> > ", "- ", "\xC2\xAD"};
    char made[NOTICE_REFERENCE_MAX];
    char found[NOTICE_REFERENCE_MAX];

    (void)state;
    make(12, made);
    for (size_t i = 0; i < COUNT(breaks); i++) {
        char bytes[256];
        struct buf text = BUF_ON(bytes);
        struct span rest;

        buf_addf(&text, "番号 %.4s%s%.4s%s%.4s%s%.2s。", made, breaks[i], made + 5, breaks[i],
                 made + 10, breaks[i], made + 15);
        rest = (struct span){bytes, text.len};
        assert_true(reference_find(&rest, found));
        assert_string_equal(found, made);
        assert_true(span_eq(rest, SPAN("。")));
        assert_false(reference_find(&rest, found));
        assert_int_equal(rest.len, 0);
    }
}

static void it_is_not_found_inside_longer_words(void **state)
{
    char made[NOTICE_REFERENCE_MAX];
    char plain[NOTICE_REFERENCE_CHARS + 1];
    char found[NOTICE_REFERENCE_MAX] = "untouched";
    char bytes[64];
    struct buf text = BUF_ON(bytes);
    struct span rest;

    (void)state;
    make(13, made);
    reference_plain(made, plain);
    buf_addf(&text, "x%s %sx", plain, plain);
    rest = (struct span){bytes, text.len};
    assert_false(reference_find(&rest, found));
    assert_string_equal(found, "untouched");
}

static void what_is_none_is_refused(void **state)
{
    static const char *const none[] = {
        "", "-", "M7K2", "M7K2-9QXD-4TRW-8C-8C", "照会番号", "!!!!-!!!!-!!!!-!!", "\xFF\xFE"};
    char read[NOTICE_REFERENCE_MAX] = "untouched";

    (void)state;
    for (size_t i = 0; i < COUNT(none); i++) {
        assert_false(reference_read(of(none[i]), read));
    }
    assert_string_equal(read, "untouched");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_facts_have_the_same_reference_and_others_another),
        cmocka_unit_test(the_form_is_three_groups_of_four_and_one_of_two),
        cmocka_unit_test(any_single_wrong_character_is_found),
        cmocka_unit_test(any_two_characters_swapped_are_found),
        cmocka_unit_test(what_people_type_is_understood),
        cmocka_unit_test(characters_that_look_alike_are_one),
        cmocka_unit_test(it_is_found_in_pasted_text),
        cmocka_unit_test(breaks_of_any_kind_may_stand_between_groups),
        cmocka_unit_test(it_is_not_found_inside_longer_words),
        cmocka_unit_test(what_is_none_is_refused),
    };

    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
