#include "message/random.h"

#include "cmocka_all.h"

static void made_up_names_are_told_from_names(void **state)
{
    static const struct span random[] = {
        SPAN_INIT("tmmqhodmb"),  SPAN_INIT("wqzkvtx"),  SPAN_INIT("k4zvqt8b"),
        SPAN_INIT("qvbrzkxwjd"), SPAN_INIT("KZKQPVWX"), SPAN_INIT("zqkabvg4xd3"),
    };
    static const struct span names[] = {
        SPAN_INIT("abuse"),     SPAN_INIT("account-update"),
        SPAN_INIT("no-reply"),  SPAN_INIT("sakura"),
        SPAN_INIT("mufg"),      SPAN_INIT("yamada.taro"),
        SPAN_INIT("xq"),        SPAN_INIT(""),
        SPAN_INIT("rakuten"),   SPAN_INIT("smbc-card"),
        SPAN_INIT("nttdocomo"),
    };

    (void)state;
    for (size_t i = 0; i < COUNT(random); i++) {
        assert_true(random_looks(random[i]));
    }
    for (size_t i = 0; i < COUNT(names); i++) {
        assert_false(random_looks(names[i]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(made_up_names_are_told_from_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
