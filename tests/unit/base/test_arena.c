#include "base/arena.h"

#include "cmocka_all.h"

#define PAGE_BYTES ((size_t)100 * 1024)

static void what_is_taken_is_zeroed_and_aligned(void **state)
{
    struct arena *a = arena_new(1000);

    (void)state;
    for (size_t size = 1; size < 20; size++) {
        unsigned char *at = arena_take(a, size);

        assert_non_null(at);
        assert_int_equal((uintptr_t)at % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++) {
            assert_int_equal(at[i], 0);
            at[i] = 0xff;
        }
    }
    arena_free(&a);
    assert_null(a);
}

static void the_limit_is_kept_to_the_byte(void **state)
{
    struct arena *a = arena_new(100);

    (void)state;
    assert_null(arena_take(a, 101));
    assert_non_null(arena_take(a, 60));
    assert_null(arena_take(a, 41));
    assert_non_null(arena_take(a, 40));
    assert_null(arena_take(a, 1));
    assert_null(arena_take(a, SIZE_MAX));
    assert_int_equal(arena_taken(a), 100);
    arena_free(&a);
}

static void release_gives_back_what_came_after_the_mark(void **state)
{
    struct arena *a = arena_new(10 * PAGE_BYTES);
    char *kept = arena_take(a, 5);
    struct arena_mark mark = arena_mark(a);

    (void)state;
    memcpy(kept, "kept", 5);
    for (int round = 0; round < 50; round++) {
        char *big = arena_take(a, PAGE_BYTES);
        char *small = arena_take(a, 60000);

        assert_non_null(big);
        assert_non_null(small);
        assert_int_equal(small[0] | small[59999], 0);
        memset(big, 1, PAGE_BYTES);
        memset(small, 1, 60000);
        arena_release(a, mark);
        assert_int_equal(arena_taken(a), 5);
    }
    assert_string_equal(kept, "kept");
    arena_free(&a);
}

static void a_copy_ends_in_nul_and_fails_untouched(void **state)
{
    struct arena *a = arena_new(8);
    struct span out = SPAN("before");

    (void)state;
    assert_false(arena_copy(a, SPAN("12345678"), &out));
    assert_true(span_eq(out, SPAN("before")));
    assert_true(arena_copy(a, SPAN("1234567"), &out));
    assert_string_equal(out.at, "1234567");
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_taken_is_zeroed_and_aligned),
        cmocka_unit_test(the_limit_is_kept_to_the_byte),
        cmocka_unit_test(release_gives_back_what_came_after_the_mark),
        cmocka_unit_test(a_copy_ends_in_nul_and_fails_untouched),
    };

    return cmocka_run_group_tests_name("base/arena", tests, NULL, NULL);
}
