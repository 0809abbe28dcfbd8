#include "credential/pin.h"

#include "base/attr.h"
#include "cmocka_all.h"

static struct secret typed(const char *text)
{
    struct secret s;

    assert_true(secret_take(&s, (struct span){.at = text, .len = strlen(text)}));
    return s;
}

static void digits_are_read_as_people_type_them(void **state)
{
    static const char *const texts[] = {"0417", "０４１７", " 04 17 ", "04-17", "０４－１７"};

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct secret in = typed(texts[i]);
        struct secret pin;

        assert_true(pin_read(&in, &pin));
        assert_int_equal(pin.len, 4);
        assert_memory_equal(pin.bytes, "0417", 4);
    }
}

static void anything_else_is_no_pin(void **state)
{
    static const char *const texts[] = {"", "041", "0417041704170", "04a7", "0417\xff", "四一七四"};

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct secret in = typed(texts[i]);
        struct secret pin;

        assert_false(pin_read(&in, &pin));
        assert_int_equal(pin.len, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digits_are_read_as_people_type_them),
        cmocka_unit_test(anything_else_is_no_pin),
    };

    return cmocka_run_group_tests_name("credential/pin", tests, NULL, NULL);
}
