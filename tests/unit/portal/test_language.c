#include "portal/inside.h"

#include "cmocka_all.h"

static void a_browser_s_preference_chooses_of_what_there_is(void **state)
{
    static const struct {
        const char *accept;
        enum lang usual;
        enum lang expected;
    } cases[] = {
        {"", LANG_EN, LANG_EN},
        {"", LANG_JA, LANG_JA},
        {"ja", LANG_EN, LANG_JA},
        {"ja-JP,ja;q=0.9,en-US;q=0.8,en;q=0.7", LANG_EN, LANG_JA},
        {"en-US,en;q=0.9,ja;q=0.8", LANG_JA, LANG_EN},
        {"fr-CH, fr;q=0.9, de;q=0.7, *;q=0.5", LANG_JA, LANG_JA},
        {"en;q=0.5, ja;q=0.6", LANG_EN, LANG_JA},
        {"en;q=0, ja;q=0.001", LANG_EN, LANG_JA},
        {"ja;q=0", LANG_EN, LANG_EN},
        {" JA ; q=1.0 ", LANG_EN, LANG_JA},
        {"en;q=abc,ja;q=0.1", LANG_EN, LANG_JA},
        {",,;;,=", LANG_JA, LANG_JA},
        {"ja;q=9.9,en;q=1", LANG_EN, LANG_JA},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        if (language_of(span_of(cases[i].accept), cases[i].usual) != cases[i].expected) {
            fail_msg("\"%s\"", cases[i].accept);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_browser_s_preference_chooses_of_what_there_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
