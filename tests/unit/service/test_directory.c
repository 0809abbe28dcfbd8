#include "service/directory.h"

#include "cmocka_all.h"
#include "store/memory.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

static struct store *store;
static struct arena *arena;

static int begin(void **state)
{
    const struct store_memory_limits limits = {.rows = 1000, .identities = 1000};
    struct err e = {0};

    (void)state;
    arena = arena_new((size_t)1 << 20);
    return arena == NULL || !store_memory_open(&limits, &store, &e);
}

static int end(void **state)
{
    (void)state;
    store_free(&store);
    arena_free(&arena);
    return 0;
}

static struct directory_item item_of(const char *id, const char *group)
{
    struct directory_item item = {.patch = {.account = {.text = {[ACCOUNT_ID] = SPAN("")}}}};

    item.patch.account.text[ACCOUNT_ID] = (struct span){.at = id, .len = strlen(id)};
    item.patch.stated = ACCOUNT_STATES_TEXT(ACCOUNT_ID);
    if (group != NULL) {
        item.patch.account.text[ACCOUNT_GROUP] = (struct span){.at = group, .len = strlen(group)};
        item.patch.stated |= ACCOUNT_STATES_TEXT(ACCOUNT_GROUP);
    }
    return item;
}

static void import(struct directory_item *items, size_t count, int64_t now_ms)
{
    struct err e = {0};

    if (!directory_import(store, items, count, now_ms, &e)) {
        fail_msg("%s", e.text);
    }
}

static void the_same_account_twice_in_one_request_keeps_what_both_state(void **state)
{
    struct directory_item items[] = {item_of("u", "gold"), item_of("u", NULL), item_of("u", NULL)};
    struct account_record a;
    struct err e = {0};

    (void)state;
    items[1].patch.account.text[ACCOUNT_MEMBER_ID] = SPAN("M");
    items[1].patch.stated |= ACCOUNT_STATES_TEXT(ACCOUNT_MEMBER_ID);
    import(items, COUNT(items), 7);
    assert_int_equal(items[0].result, DIRECTORY_ADDED);
    assert_int_equal(items[1].result, DIRECTORY_CHANGED);
    assert_int_equal(items[2].result, DIRECTORY_SAME);
    assert_true(directory_find(store, SPAN("u"), arena, &a, &e));
    assert_true(span_eq(a.text[ACCOUNT_GROUP], SPAN("gold")));
    assert_true(span_eq(a.text[ACCOUNT_MEMBER_ID], SPAN("M")));
}

static void first_day_and_last_change_are_kept(void **state)
{
    struct directory_item item = item_of("u", "a");
    struct account_record a;
    struct err e = {0};

    (void)state;
    import(&item, 1, 100);
    import(&item, 1, 200);
    assert_int_equal(item.result, DIRECTORY_SAME);
    assert_true(directory_find(store, SPAN("u"), arena, &a, &e));
    assert_int_equal(a.updated_ms, 100);
    item = item_of("u", "b");
    import(&item, 1, 300);
    assert_true(directory_find(store, SPAN("u"), arena, &a, &e));
    assert_int_equal(a.created_ms, 100);
    assert_int_equal(a.updated_ms, 300);
}

static void refused_items_stop_nobody_over_several_commits(void **state)
{
    static struct directory_item items[5 * DIRECTORY_GROUP];
    static char ids[COUNT(items)][16];

    (void)state;
    for (size_t i = 0; i < COUNT(items); i++) {
        (void)snprintf(ids[i], sizeof ids[i], "u-%zu", i);
        items[i] = item_of(ids[i], i % 3 == 0 ? "bad\n" : "good");
    }
    import(items, COUNT(items), 1);
    for (size_t i = 0; i < COUNT(items); i++) {
        assert_int_equal(items[i].result, i % 3 == 0 ? DIRECTORY_REFUSED : DIRECTORY_ADDED);
        assert_int_equal(items[i].err.code, i % 3 == 0 ? ERR_INPUT : ERR_NONE);
    }
}

static void a_name_is_found_in_any_form_and_an_id_goes_first(void **state)
{
    struct directory_item items[] = {item_of("u", NULL), item_of("+8190", NULL)};
    struct account_record a;
    struct err e = {0};

    (void)state;
    items[0].patch.account.list[ACCOUNT_PHONES] = (struct account_texts){1, {SPAN("+81 90-123")}};
    items[0].patch.account.list[ACCOUNT_SIGN_IN_NAMES] = (struct account_texts){1, {SPAN("+8190")}};
    items[0].patch.stated |=
        ACCOUNT_STATES_LIST(ACCOUNT_PHONES) | ACCOUNT_STATES_LIST(ACCOUNT_SIGN_IN_NAMES);
    import(items, COUNT(items), 1);
    assert_true(directory_find(store, SPAN("(+81) 90.123"), arena, &a, &e));
    assert_true(span_eq(a.text[ACCOUNT_ID], SPAN("u")));
    assert_true(directory_find(store, SPAN("+8190"), arena, &a, &e));
    assert_true(span_eq(a.text[ACCOUNT_ID], SPAN("+8190")));
    assert_true(directory_find_by(store, ACCOUNT_SIGN_IN_NAMES, SPAN("+8190"), arena, &a, &e));
    assert_true(span_eq(a.text[ACCOUNT_ID], SPAN("u")));
    assert_false(directory_find(store, SPAN("nobody"), arena, &a, &e));
    assert_int_equal(e.code, ERR_ABSENT);
}

static void a_removed_account_is_gone_and_removing_it_again_says_so(void **state)
{
    struct directory_item item = item_of("u", NULL);
    struct account_record a;
    struct err e = {0};

    (void)state;
    import(&item, 1, 1);
    assert_true(directory_remove(store, SPAN("u"), &e));
    assert_false(directory_find(store, SPAN("u"), arena, &a, &e));
    e = (struct err){0};
    assert_false(directory_remove(store, SPAN("u"), &e));
    assert_int_equal(e.code, ERR_ABSENT);
    assert_false(directory_remove(store, SPAN(""), &e));
    assert_int_equal(e.code, ERR_ABSENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_same_account_twice_in_one_request_keeps_what_both_state,
                                        begin, end),
        cmocka_unit_test_setup_teardown(first_day_and_last_change_are_kept, begin, end),
        cmocka_unit_test_setup_teardown(refused_items_stop_nobody_over_several_commits, begin, end),
        cmocka_unit_test_setup_teardown(a_name_is_found_in_any_form_and_an_id_goes_first, begin,
                                        end),
        cmocka_unit_test_setup_teardown(a_removed_account_is_gone_and_removing_it_again_says_so,
                                        begin, end),
    };

    if (sodium_init() < 0) {
        return 1;
    }
    return cmocka_run_group_tests_name("service/directory", tests, NULL, NULL);
}
