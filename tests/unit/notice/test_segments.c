#include "notice/segments.h"

#include "base/attr.h"

#include "cmocka_all.h"

/* `count` times `one`, then `tail`. */
static struct segments of_many(const char *one, size_t count, const char *tail)
{
    static char bytes[4096];
    size_t len = 0;
    size_t width = strlen(one);

    for (size_t i = 0; i < count; i++) {
        memcpy(bytes + len, one, width);
        len += width;
    }
    memcpy(bytes + len, tail, strlen(tail));
    return segments_of((struct span){.at = bytes, .len = len + strlen(tail)});
}

static void check(struct segments s, bool unicode, size_t units, size_t count)
{
    assert_int_equal(s.unicode, unicode);
    assert_int_equal(s.units, units);
    assert_int_equal(s.count, count);
}

static void the_default_alphabet_takes_160_alone_and_153_in_a_row(void **state)
{
    (void)state;
    check(of_many("a", 0, ""), false, 0, 0);
    check(of_many("a", 160, ""), false, 160, 1);
    check(of_many("a", 161, ""), false, 161, 2);
    check(of_many("a", 306, ""), false, 306, 2);
    check(of_many("a", 307, ""), false, 307, 3);
    check(of_many("é", 160, ""), false, 160, 1);
    check(of_many("@", 160, ""), false, 160, 1);
}

static void the_extension_takes_two_and_is_not_parted(void **state)
{
    (void)state;
    check(of_many("€", 80, ""), false, 160, 1);
    check(of_many("a", 152, "[aaaaaaaaa"), false, 163, 2);
    check(of_many("a", 152, "€"), false, 154, 1);
    /* 152 and the extension's two do not fit 153: it opens the second, which is then full at 153 */
    check(of_many("{", 153, ""), false, 306, 3);
}

static void anything_else_makes_it_ucs2(void **state)
{
    (void)state;
    check(of_many("あ", 70, ""), true, 70, 1);
    check(of_many("あ", 71, ""), true, 71, 2);
    check(of_many("あ", 134, ""), true, 134, 2);
    check(of_many("あ", 135, ""), true, 135, 3);
    check(of_many("a", 70, "`"), true, 71, 2);
    check(of_many("😀", 35, ""), true, 70, 1);
    check(of_many("😀", 67, ""), true, 134, 3); /* 33 in each: a pair is not parted */
    check(of_many("\xFF", 1, ""), true, 1, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_default_alphabet_takes_160_alone_and_153_in_a_row),
        cmocka_unit_test(the_extension_takes_two_and_is_not_parted),
        cmocka_unit_test(anything_else_makes_it_ucs2),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
