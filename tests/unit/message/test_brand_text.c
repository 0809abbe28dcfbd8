#include "brand_fixture.h"

/* IDs of the brands named, each followed by a space, with '!' when disguised. */
static const char *named(const struct brands *b, const char *in)
{
    static char bytes[256];
    struct buf out = BUF_ON(bytes);
    struct brand_hit hits[4];
    size_t count = brands_in_text(b, text(in), hits, COUNT(hits));

    for (size_t i = 0; i < count; i++) {
        buf_add(&out, hits[i].brand->id);
        buf_add(&out, hits[i].disguised ? SPAN("! ") : SPAN(" "));
    }
    buf_add(&out, (struct span){.at = "", .len = 1});
    return bytes;
}

static void names_are_found_whatever_their_width_and_case(void **state)
{
    struct brands *b = registry(FIXTURE);

    (void)state;
    assert_string_equal(named(b, "【重要】みかん銀行より"), "mikan ");
    assert_string_equal(named(b, "ＭＩＫＡＮ　ＢＡＮＫ"), "mikan ");
    assert_string_equal(named(b, "your mikan\n bank account"), "mikan ");
    assert_string_equal(named(b, "ﾐｶﾝからのお知らせ"), "mikan ");
    assert_string_equal(named(b, "み か ん 銀 行"), "mikan ");
    brands_free(&b);
}

static void a_name_inside_a_word_is_none(void **state)
{
    struct brands *b = registry(FIXTURE);

    (void)state;
    assert_string_equal(named(b, "a yuzus b"), "");
    assert_string_equal(named(b, "xyuzu"), "");
    assert_string_equal(named(b, "yuzu2"), "");
    assert_string_equal(named(b, "ユズリハ"), "");
    assert_string_equal(named(b, "ミカンズ"), "");
    assert_string_equal(named(b, "ユズ・ミカン"), "yuzu mikan ");
    assert_string_equal(named(b, "(yuzu)"), "yuzu ");
    assert_string_equal(named(b, "ユズのセール"), "yuzu ");
    brands_free(&b);
}

static void marks_open_a_side_or_ask_for_the_whole_text(void **state)
{
    struct brands *b = registry(
        "source s 2026-11-01\nbrand a\nen A\nkind shop\ndomain a.example\nname mikan* | line!\n");

    (void)state;
    assert_string_equal(named(b, "mikanshop"), "a ");
    assert_string_equal(named(b, "xmikan"), "");
    assert_string_equal(named(b, "LINE"), "a ");
    assert_string_equal(named(b, "on line"), "");
    brands_free(&b);
}

static void a_display_name_is_claimed_by_usual_words_too(void **state)
{
    struct brands *b = registry(
        "source s 2026-11-01\nbrand a\nen A\nkind shop\ndomain a.example\nname line! | abc!\n");
    struct brand_hit hit = {0};

    (void)state;
    assert_int_equal(brands_in_display(b, SPAN("LINE Support"), &hit, 1), 1);
    assert_string_equal(hit.words, "line");
    assert_int_equal(brands_in_display(b, SPAN("\xe1\x8f\x9eine"), &hit, 1), 1);
    assert_string_equal(hit.words, "\xe1\x8f\x9eine");
    assert_true(hit.disguised);
    assert_int_equal(brands_in_display(b, SPAN("Online Shop"), &hit, 1), 0);
    assert_int_equal(brands_in_display(b, SPAN("abc"), &hit, 1), 1);
    assert_int_equal(brands_in_display(b, SPAN("abc shop"), &hit, 1), 0);
    brands_free(&b);
}

static void the_longest_name_wins(void **state)
{
    struct brands *b = registry(FIXTURE);

    (void)state;
    assert_string_equal(named(b, "みかんカード"), "mikan-card ");
    assert_string_equal(named(b, "mikan card, mikan bank, mikan card"), "mikan-card mikan ");
    brands_free(&b);
}

static void a_disguised_name_is_found_and_shown_as_it_was_written(void **state)
{
    struct brands *b = registry(FIXTURE);
    struct brand_hit hit;

    (void)state;
    assert_string_equal(named(b, "mik\xd0\xb0n bank"), "mikan! ");
    assert_string_equal(named(b, "y u z u"), "yuzu! ");
    assert_string_equal(named(b, "m1kan bank"), "mikan! ");
    assert_int_equal(brands_in_text(b, text("dear M1kan Bank customer"), &hit, 1), 1);
    assert_string_equal(hit.words, "m1kan bank");
    assert_true(span_eq(hit.name, SPAN("mikan bank")));
    brands_free(&b);
}

static void only_as_many_hits_are_given_as_there_is_room_for(void **state)
{
    struct brands *b = registry(FIXTURE);
    struct brand_hit hit = {0};

    (void)state;
    assert_int_equal(brands_in_text(b, text("yuzu, mikan bank"), &hit, 1), 1);
    assert_true(span_eq(hit.brand->id, SPAN("yuzu")));
    assert_int_equal(brands_in_text(b, text("yuzu"), &hit, 0), 0);
    assert_int_equal(brands_in_text(b, text(""), &hit, 1), 0);
    brands_free(&b);
}

static void names_of_the_registry_do_not_fire_in_common_words(void **state)
{
    const char *const cases[] = {
        "This is your deposit of 3 apples",
        "an online life",
        "パイオニアのオーディオ",
        "We discover and chase the target",
        "Please visit our home page on line",
        "本日の会議はオンラインで行います",
        "start-up and push-up",
        "a box of oranges",
    };
    struct brands *b = NULL;
    struct err e = {0};

    (void)state;
    assert_true(brands_builtin(NULL, 0, &b, &e));
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_string_equal(named(b, cases[i]), "");
    }
    assert_string_equal(named(b, "エポスカードからのお知らせ"), "epos ");
    assert_string_equal(named(b, "【要返信】さくらインターネット会員ご登録情報について"),
                        "sakura ");
    brands_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_found_whatever_their_width_and_case),
        cmocka_unit_test(a_name_inside_a_word_is_none),
        cmocka_unit_test(marks_open_a_side_or_ask_for_the_whole_text),
        cmocka_unit_test(a_display_name_is_claimed_by_usual_words_too),
        cmocka_unit_test(the_longest_name_wins),
        cmocka_unit_test(a_disguised_name_is_found_and_shown_as_it_was_written),
        cmocka_unit_test(only_as_many_hits_are_given_as_there_is_room_for),
        cmocka_unit_test(names_of_the_registry_do_not_fire_in_common_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
