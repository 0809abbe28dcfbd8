/* The limits of the memory backend. */
#include "../../conformance/store_fixture.h"

static struct store *opened(size_t rows, size_t identities)
{
    const struct store_memory_limits limits = {.rows = rows, .identities = identities};
    struct store *s = NULL;
    struct err e = {0};

    assert_true(store_memory_open(&limits, &s, &e));
    return s;
}

static void beyond_the_limit_the_row_recorded_longest_ago_goes(void **state)
{
    struct store *s = opened(10, 1);
    struct rows rows;

    (void)state;
    for (int i = 0; i < 300; i++) {
        struct history_row row = unusual_row(DAY0 - i); /* older and older ones */

        record_row(s, "a", &row);
    }
    assert_int_equal(about_of(s).rows, 10);
    rows_read(s, SPAN("a"), 0, 0, 20, &rows);
    assert_int_equal(rows.count, 10);
    assert_int_equal(rows.at[0].last_ms, DAY0 - 290);
    assert_int_equal(rows.at[9].last_ms, DAY0 - 299);
    store_free(&s);
}

static void an_account_goes_with_its_last_row_unless_it_has_a_profile(void **state)
{
    struct store *s = opened(100, 1);
    uint8_t profile[STORE_PROFILE_SIZE] = {1};
    struct history_row row = unusual_row(DAY0);
    struct store_change owner = {.account = SPAN("owner"), .profile = profile, .row = &row};
    struct err e = {0};
    char name[16];

    (void)state;
    record_changes(s, &owner, 1);
    for (int i = 0; i < 5000; i++) { /* names a guesser makes up */
        (void)snprintf(name, sizeof name, "guess%d", i);
        record_row(s, name, &row);
    }
    assert_int_equal(about_of(s).accounts, 101);
    assert_int_equal(about_of(s).profiles, 1);
    assert_true(store_profile(s, SPAN("owner"), profile, &e));
    store_free(&s);
}

static void a_batch_bigger_than_the_limit_keeps_its_end(void **state)
{
    struct store *s = opened(3, 1);
    static const char *const names[] = {"a", "b", "c", "d", "e", "a", "b"};
    struct history_row row = unusual_row(DAY0);
    struct store_change changes[COUNT(names)];
    struct rows rows;

    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        changes[i] = (struct store_change){.account = text_span(names[i]), .row = &row};
    }
    record_changes(s, changes, COUNT(names));
    assert_int_equal(about_of(s).rows, 3);
    assert_int_equal(about_of(s).accounts, 3);
    for (size_t i = 4; i < COUNT(names); i++) {
        rows_read(s, text_span(names[i]), 0, 0, 9, &rows);
        assert_int_equal(rows.count, 1);
    }
    store_free(&s);
}

static void a_poll_after_its_row_has_gone_begins_a_new_one(void **state)
{
    struct store *s = opened(2, 1);
    struct history_row usual = usual_row(DAY0);
    struct history_row unusual = unusual_row(DAY0);
    struct rows rows;

    (void)state;
    record_row(s, "a", &usual);
    record_row(s, "b", &unusual);
    record_row(s, "b", &unusual);
    record_row(s, "a", &usual);
    rows_read(s, SPAN("a"), 0, 0, 9, &rows);
    assert_int_equal(rows.count, 1);
    assert_int_equal(rows.at[0].count, 1);
    store_free(&s);
}

static size_t identities_of(struct store *s, int64_t hour)
{
    uint64_t *hashes;
    size_t count;
    struct err e = {0};

    assert_true(store_identities(s, hour, &hashes, &count, &e));
    free(hashes);
    return count;
}

static void beyond_the_limit_the_oldest_hours_go(void **state)
{
    struct store *s = opened(1, 100);

    (void)state;
    for (int64_t hour = 10; hour > 0; hour--) {
        for (uint64_t i = 1; i <= 30; i++) {
            struct store_change change = {.identity = i, .identity_hour = hour};

            record_changes(s, &change, 1);
        }
    }
    assert_int_equal(identities_of(s, 10), 30);
    assert_int_equal(identities_of(s, 9), 30);
    assert_int_equal(identities_of(s, 8), 30);
    assert_true(about_of(s).identities <= 100);
    store_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(beyond_the_limit_the_row_recorded_longest_ago_goes),
        cmocka_unit_test(an_account_goes_with_its_last_row_unless_it_has_a_profile),
        cmocka_unit_test(a_batch_bigger_than_the_limit_keeps_its_end),
        cmocka_unit_test(a_poll_after_its_row_has_gone_begins_a_new_one),
        cmocka_unit_test(beyond_the_limit_the_oldest_hours_go),
    };

    return cmocka_run_group_tests_name("store/memory", tests, NULL, NULL);
}
