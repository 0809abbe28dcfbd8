#include "message/fold.h"

#include "cmocka_all.h"

static struct span text(const char *s)
{
    return (struct span){.at = s, .len = strlen(s)};
}

static void what_people_read_as_the_same_folds_to_the_same(void **state)
{
    const struct {
        const char *in;
        const char *out;
    } cases[] = {
        {"Amazon", "amazon"},
        {"ＡＭＡＺＯＮ", "amazon"},
        {"ｱﾏｿﾞﾝ", "アマゾン"},
        {"  a \t\n b  ", "a b"},
        {"三 菱", "三菱"},
        {"三菱　UFJ", "三菱 ufj"},
        {"三井住友 カード", "三井住友カード"},
        {"エポス カード", "エポス カード"},
        {"a\xe2\x80\x8b"
         "b",
         "ab"},
        {"①②", "12"},
        {"", ""},
        {"\xff"
         "a",
         "\xef\xbf\xbd"
         "a"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char bytes[64];
        struct buf out = BUF_ON(bytes);

        text_fold(text(cases[i].in), &out);
        assert_true(span_eq((struct span){.at = out.at, .len = out.len}, text(cases[i].out)));
    }
}

static void a_text_is_folded_up_to_its_limit(void **state)
{
    static char in[FOLD_MAX + 10];
    static char bytes[FOLD_MAX + 10];
    struct buf out = BUF_ON(bytes);

    (void)state;
    memset(in, 'A', sizeof in);
    text_fold((struct span){.at = in, .len = sizeof in}, &out);
    assert_int_equal(out.len, FOLD_MAX);
    assert_false(out.full);
}

static void words_pulled_apart_are_joined(void **state)
{
    const struct {
        const char *in;
        const char *out;
    } cases[] = {
        {"a m a z o n", "amazon"},
        {"an apple a day", "an apple a day"},
        {"三菱 ufj 銀行", "三菱ufj銀行"},
        {"", ""},
        {"a b c", "abc"},
        {"ab c", "ab c"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char bytes[64];
        struct buf out = BUF_ON(bytes);

        text_join(text(cases[i].in), &out);
        assert_true(span_eq((struct span){.at = out.at, .len = out.len}, text(cases[i].out)));
    }
}

static void confused_texts_have_one_skeleton(void **state)
{
    const struct {
        const char *a;
        const char *b;
    } cases[] = {
        {"amazon", "\xd0\xb0mazon"}, {"amazon", "arnazon"}, {"paypal", "paypa1"},
        {"google", "g00gle"},        {"wells", "vvells"},   {"netflix", "n\xc3\xa9tflix"},
        {"office", "0ff1ce"},
    };
    struct skeletons *s = skeletons_new();

    (void)state;
    assert_non_null(s);
    for (size_t i = 0; i < COUNT(cases); i++) {
        char bytes[2][64];
        struct buf out[2] = {BUF_ON(bytes[0]), BUF_ON(bytes[1])};

        skeleton_make(s, text(cases[i].a), &out[0]);
        skeleton_make(s, text(cases[i].b), &out[1]);
        assert_true(span_eq((struct span){.at = out[0].at, .len = out[0].len},
                            (struct span){.at = out[1].at, .len = out[1].len}));
    }
    skeletons_free(&s);
    assert_null(s);
    skeletons_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_people_read_as_the_same_folds_to_the_same),
        cmocka_unit_test(a_text_is_folded_up_to_its_limit),
        cmocka_unit_test(words_pulled_apart_are_joined),
        cmocka_unit_test(confused_texts_have_one_skeleton),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
