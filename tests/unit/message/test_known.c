#include "message/known.h"

#include "message/fold.h"

#include "cmocka_all.h"

static bool look(const struct known *k, struct span text, bool *fake, struct span *name)
{
    char bytes[8192];
    struct buf folded = BUF_ON(bytes);
    struct arena *a = arena_new(1 << 20);
    bool found;

    assert_non_null(a);
    text_fold(text, &folded);
    found = known_find(k, a, (struct span){.at = bytes, .len = folded.len}, fake, name);
    assert_int_equal(arena_taken(a), 0);
    arena_free(&a);
    return found;
}

static void a_known_text_is_known_with_other_dates_and_links(void **state)
{
    static const char file[] =
        "genuine\tG\tお客様のメールに対してアクセスを検知しました。日時: 場所:\n"
        "fake\tF\tYour mailbox is full, confirm your account before it is closed\n";
    struct known *k = NULL;
    struct span name = SPAN("");
    struct err e = {0};
    bool fake = true;

    (void)state;
    assert_true(known_new((struct span){.at = file, .len = sizeof file - 1}, &k, &e));
    assert_true(look(k,
                     SPAN("【1】お客様のメールに対して、アクセスを検知しました。 日時:2018/4/26 "
                          "場所:日本 http://x.example/"),
                     &fake, &name));
    assert_false(fake);
    assert_true(span_eq(name, SPAN("G")));
    assert_true(look(k, SPAN("YOUR MAILBOX IS FULL: confirm your account before it is closed! 123"),
                     &fake, &name));
    assert_true(fake);
    assert_false(look(k, SPAN("お客様のメールを検知しました。別の文面です。"), &fake, &name));
    assert_false(look(k, SPAN(""), &fake, &name));
    known_free(&k);
}

static void the_file_inside_the_program_reads(void **state)
{
    struct known *k = NULL;
    struct err e = {0};

    (void)state;
    assert_true(known_new(known_file, &k, &e));
    known_free(&k);
    assert_null(k);
}

static void a_damaged_file_is_refused_with_its_line(void **state)
{
    static const struct span bad[] = {
        SPAN_INIT("#\nother\tx\tabcdefghijk\n"),
        SPAN_INIT("#\nfake\tx\n"),
        SPAN_INIT("#\nfake\tx\tab\n"),
        SPAN_INIT("#\nfake\tx\t123456789012\n"),
    };

    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct known *k = NULL;
        struct err e = {0};

        assert_false(known_new(bad[i], &k, &e));
        assert_int_equal(e.code, ERR_CONFIG);
        assert_non_null(strstr(e.text, "line 2"));
        assert_null(k);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_known_text_is_known_with_other_dates_and_links),
        cmocka_unit_test(the_file_inside_the_program_reads),
        cmocka_unit_test(a_damaged_file_is_refused_with_its_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
