#include "base/memory.h"

#include "cmocka_all.h"

#include <string.h>

static void memory_is_zeroed_when_new(void **state)
{
    static const unsigned char zero[64] = {0};
    unsigned char *got = memory_new(8, 8);

    (void)state;
    assert_memory_equal(got, zero, sizeof zero);
    memory_free(got);
}

static void growing_keeps_what_was_there(void **state)
{
    char *text = memory_new(4, 1);

    (void)state;
    memcpy(text, "kept", 4);
    text = memory_grow(text, 100000, 1);
    assert_memory_equal(text, "kept", 4);
    memory_free(text);
}

static void room_for_nothing_is_memory_too(void **state)
{
    void *none = memory_new(0, 8);
    void *grown = memory_grow(NULL, 0, 8);

    (void)state;
    assert_non_null(none);
    assert_non_null(grown);
    grown = memory_grow(grown, 3, 0);
    assert_non_null(grown);
    memory_free(none);
    memory_free(grown);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_zeroed_when_new),
        cmocka_unit_test(growing_keeps_what_was_there),
        cmocka_unit_test(room_for_nothing_is_memory_too),
    };

    return cmocka_run_group_tests_name("base/memory", tests, NULL, NULL);
}
