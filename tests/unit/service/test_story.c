#include "service/story.h"

#include "../../conformance/store_fixture.h"

#include <sodium.h>

static struct story_setup setup;
static struct arena *arena;

static int begin(void **state)
{
    struct err e = {0};

    (void)state;
    arena = arena_new(STORY_BYTES);
    return arena == NULL || !memory_backend_open("", &setup.store, &e);
}

static int end(void **state)
{
    (void)state;
    store_free(&setup.store);
    arena_free(&arena);
    return 0;
}

static const struct story_names both = {.count = 2, .at = {SPAN_INIT("one"), SPAN_INIT("two")}};

/* Times of the rows visited, and the names they are of. */
struct seen {
    int64_t times[64];
    char names[64];
    size_t count;
    size_t enough; /* 0: never */
    int64_t last_ms;
    int64_t last_id;
};

static bool see(void *ctx, const struct history_entry *h)
{
    struct seen *seen = ctx;

    if (seen->enough > 0 && seen->count == seen->enough) {
        return false;
    }
    seen->names[seen->count] = h->account.at[0];
    seen->times[seen->count++] = h->row.last_ms - DAY0;
    seen->last_ms = h->row.last_ms;
    seen->last_id = h->row.id;
    return true;
}

/* Rows that stand alone, every third of the same millisecond, by turns of both names. */
static void record_many(size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct history_row row = unusual_row(DAY0 + (int64_t)(i / 3));

        record_row(setup.store, i % 2 == 0 ? "one" : "two", &row);
    }
}

static void histories_of_several_names_are_one_newest_first(void **state)
{
    struct story_page page = {.limit = 50};
    struct seen seen = {0};
    struct err e = {0};

    (void)state;
    record_many(20);
    assert_true(story_history(&setup, &both, &page, see, &seen, &e));
    assert_int_equal(seen.count, 20);
    assert_false(page.more);
    for (size_t i = 0; i < 20; i++) {
        assert_int_equal(seen.times[i], (19 - i) / 3);
        assert_int_equal(seen.names[i], (19 - i) % 2 == 0 ? 'o' : 't');
    }
}

static void pages_over_several_names_miss_nothing_and_repeat_nothing(void **state)
{
    struct err e = {0};

    (void)state;
    record_many(20);
    for (size_t limit = 1; limit <= 7; limit++) {
        struct story_page page = {.limit = limit, .more = true};
        struct seen seen = {0};

        while (page.more) {
            assert_true(story_history(&setup, &both, &page, see, &seen, &e));
            page.before_ms = seen.last_ms;
            page.before_id = seen.last_id;
        }
        assert_int_equal(seen.count, 20);
        for (size_t i = 0; i < 20; i++) {
            assert_int_equal(seen.times[i], (19 - i) / 3);
        }
    }
}

static void a_visitor_that_has_enough_leaves_more(void **state)
{
    struct story_page page = {.limit = 50};
    struct seen seen = {.enough = 4};
    struct err e = {0};

    (void)state;
    record_many(5);
    assert_true(story_history(&setup, &both, &page, see, &seen, &e));
    assert_int_equal(seen.count, 4);
    assert_true(page.more);
}

static void a_name_never_seen_is_absent(void **state)
{
    struct story_page page = {.limit = 5};
    struct profile_story profile = {.signins = 99};
    struct story_names names;
    struct seen seen = {0};
    struct err e = {0};

    (void)state;
    assert_true(story_names_find(&setup, SPAN("NoBody"), arena, &names, &e));
    assert_int_equal(names.count, 1);
    assert_true(span_eq(names.at[0], SPAN("nobody")));
    assert_false(story_history(&setup, &names, &page, see, &seen, &e));
    assert_int_equal(e.code, ERR_ABSENT);
    e = (struct err){0};
    assert_false(story_profile(&setup, SPAN("nobody"), &profile, &e));
    assert_int_equal(e.code, ERR_ABSENT);
    assert_int_equal(profile.signins, 99);
}

static void an_event_is_told_in_every_language(void **state)
{
    struct history_row row = unusual_row(DAY0);
    struct event_story story = {.days = 99};
    struct rows rows;
    struct err e = {0};

    (void)state;
    record_row(setup.store, "one", &row);
    rows_read(setup.store, SPAN("one"), 0, 0, 1, &rows);
    assert_false(story_event(&setup, rows.at[0].id + 1, arena, &story, &e));
    assert_int_equal(e.code, ERR_ABSENT);
    assert_int_equal(story.days, 99);
    assert_true(story_event(&setup, rows.at[0].id, arena, &story, &e));
    assert_true(span_eq(story.entry.account, SPAN("one")));
    assert_int_equal(story.usual_count, 0);
    for (size_t i = 0; i < story.entry.row.decision.reason_count; i++) {
        assert_true(story.why[i][0].len > 0 && story.why[i][1].len > 0);
    }
}

static void a_profile_that_is_none_is_damage_not_habits(void **state)
{
    uint8_t bytes[STORE_PROFILE_SIZE];
    struct store_change change = {.account = SPAN("one"), .profile = bytes};
    struct profile_story profile;
    struct err e = {0};

    (void)state;
    memset(bytes, 0xff, sizeof bytes);
    record_changes(setup.store, &change, 1);
    assert_false(story_profile(&setup, SPAN("one"), &profile, &e));
    assert_int_equal(e.code, ERR_STORE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(histories_of_several_names_are_one_newest_first, begin,
                                        end),
        cmocka_unit_test_setup_teardown(pages_over_several_names_miss_nothing_and_repeat_nothing,
                                        begin, end),
        cmocka_unit_test_setup_teardown(a_visitor_that_has_enough_leaves_more, begin, end),
        cmocka_unit_test_setup_teardown(a_name_never_seen_is_absent, begin, end),
        cmocka_unit_test_setup_teardown(an_event_is_told_in_every_language, begin, end),
        cmocka_unit_test_setup_teardown(a_profile_that_is_none_is_damage_not_habits, begin, end),
    };

    if (sodium_init() < 0) {
        return 1;
    }
    return cmocka_run_group_tests_name("service/story", tests, NULL, NULL);
}
