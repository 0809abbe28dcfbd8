#include "place/text.h"

#include "cmocka_all.h"

static void names_are_made_fit_for_people(void **state)
{
    static const struct {
        const char *in;
        const char *want;
    } cases[] = {
        {"Example Net", "Example Net"},
        {"Caf\xc3\xa9", "Caf\xc3\xa9"},
        {"\x1b[31mred\x7f\n", " [31mred  "},
        {"a\xc2\x9b"
         "b",
         "a b"}, /* a C1 control character */
        {"a\xff\xc3(", "a\?\?("},
        {"\xe3\x81", "??"},
        {"", ""},
        {"1234567890123456", "123456789012345"},
        {"12345678901234\xc3\xa9", "12345678901234"},
        {"1234567890123\xc3\xa9", "1234567890123\xc3\xa9"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char bytes[16];
        struct buf out = BUF_ON(bytes);

        text_cut(&out, (struct span){.at = cases[i].in, .len = strlen(cases[i].in)});
        assert_int_equal(out.len, strlen(cases[i].want));
        assert_memory_equal(bytes, cases[i].want, out.len);
        assert_false(out.full);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_made_fit_for_people),
    };

    return cmocka_run_group_tests_name("place/text", tests, NULL, NULL);
}
