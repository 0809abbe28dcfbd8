#include "message/index.h"

#include "cmocka_all.h"

static void values_of_a_key_come_out_in_the_order_they_went_in(void **state)
{
    struct index x = {0};
    const struct index_item *at;

    (void)state;
    for (uint32_t i = 0; i < 1000; i++) {
        index_add(&x, i % 10, i);
    }
    index_seal(&x);
    at = index_first(&x, 7);
    for (uint32_t i = 7; i < 1000; i += 10) {
        assert_non_null(at);
        assert_int_equal(at->value, i);
        at = index_after(&x, at);
    }
    assert_null(at);
    assert_null(index_first(&x, 11));
    index_free(&x);
    assert_null(x.items);
}

static void an_empty_index_knows_nothing(void **state)
{
    struct index x = {0};

    (void)state;
    index_seal(&x);
    assert_null(index_first(&x, index_hash(SPAN("a"))));
    index_free(&x);
}

static void the_hash_is_fnv_1a(void **state)
{
    (void)state;
    assert_int_equal(index_hash(SPAN("")), 0x811c9dc5u);
    assert_int_equal(index_hash(SPAN("foobar")), 0xbf9cf968u);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_of_a_key_come_out_in_the_order_they_went_in),
        cmocka_unit_test(an_empty_index_knows_nothing),
        cmocka_unit_test(the_hash_is_fnv_1a),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
