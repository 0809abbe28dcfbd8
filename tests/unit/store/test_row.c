#include "store/row.h"

#include "../../conformance/store_fixture.h"

static void packed_reasons_have_the_documented_bytes(void **state)
{
    static const uint8_t want[] = {REASON_UNUSUAL_SCORE, 1, 0xfe, 0xff, 0x78, 0x56, 0x34, 0x12};
    struct decision d = {
        .reason_count = 1,
        .reasons = {
            {.code = REASON_UNUSUAL_SCORE, .counted = true, .term = -2, .value = 0x12345678}}};
    struct decision back = {0};
    uint8_t bytes[ROW_REASONS_MAX];

    (void)state;
    assert_int_equal(row_pack_reasons(&d, bytes), sizeof want);
    assert_memory_equal(bytes, want, sizeof want);
    assert_true(row_unpack_reasons(bytes, sizeof want, &back));
    assert_int_equal(back.reason_count, 1);
    assert_int_equal(back.reasons[0].term, -2);
    assert_int_equal(back.reasons[0].value, 0x12345678);
}

static void packed_events_have_the_documented_bytes(void **state)
{
    static const uint8_t want[] = {2, 0, 0, 0, 0, 0, 0, 0, 4, 203, 0, 113, 7};
    struct history_row row = usual_row(3);
    struct history_row back = usual_row(3);
    uint8_t bytes[ROW_EVENTS_MAX];

    (void)state;
    row.latest[1] = row.latest[0];
    row.latest[1].at_ms = 2;
    row.latest_count = 2;
    assert_int_equal(row_pack_events(&row, bytes), sizeof want);
    assert_memory_equal(bytes, want, sizeof want);
    assert_true(row_unpack_events(bytes, sizeof want, &back));
    assert_int_equal(back.latest_count, 2);
    assert_int_equal(back.latest[1].at_ms, 2);
    assert_true(address_eq(&back.latest[1].remote, &row.latest[0].remote));
}

static void bytes_that_are_none_of_ours_are_refused_and_touch_nothing(void **state)
{
    static const struct {
        size_t len;
        uint8_t bytes[16];
    } reasons[] = {
        {7, {0}},
        {8, {REASON_COUNT}},
        {8, {0, 2}},
        {9, {0}},
    };
    static const struct {
        size_t len;
        uint8_t bytes[32];
    } events[] = {
        {1, {0}},                                      /* no whole time */
        {9, {0}},                                      /* no address in a row that has some */
        {12, {[8] = 4}},                               /* address cut short */
        {14, {[8] = 5}},                               /* no such address */
        {13, {0xff, 0xff, 0xff, 0xff, 0xff, [8] = 4}}, /* newer than the one before */
    };
    struct address a = {.bytes = {9}};

    (void)state;
    for (size_t i = 0; i < COUNT(reasons); i++) {
        struct decision d = {.reason_count = 9};

        assert_false(row_unpack_reasons(reasons[i].bytes, reasons[i].len, &d));
        assert_int_equal(d.reason_count, 9);
    }
    for (size_t i = 0; i < COUNT(events); i++) {
        struct history_row row = usual_row(3);

        row.latest_count = 9;
        assert_false(row_unpack_events(events[i].bytes, events[i].len, &row));
        assert_int_equal(row.latest_count, 9);
    }
    assert_false(row_unpack_address(events[0].bytes, 5, &a));
    assert_int_equal(a.bytes[0], 9);
}

static void rows_that_belong_together_have_one_group(void **state)
{
    struct history_row a = usual_row(DAY0);
    struct history_row b = usual_row(DAY0 + TIME_DAY_MS - 1);
    struct history_row c = usual_row(DAY0 + TIME_DAY_MS);

    (void)state;
    b.client.version = 9; /* no part of the key */
    b.place.flags = PLACE_ANYCAST;
    b.decision.score = -1;
    assert_true(rows_belong(&a, &b));
    assert_true(row_group(1, &a) == row_group(1, &b));
    assert_true(row_group(1, &a) != row_group(2, &a));
    assert_false(rows_belong(&a, &c));
    assert_true(row_group(1, &a) != row_group(1, &c));
    b.decision.action = ACTION_REFUSE;
    assert_false(rows_belong(&a, &b));
}

static void a_count_stops_at_its_end(void **state)
{
    struct history_row row = usual_row(1);
    struct history_row more = usual_row(2);
    struct err e = {0};

    (void)state;
    row.count = INT64_MAX - 1;
    more.count = 5;
    row_extend(&row, &more);
    assert_true(row.count == INT64_MAX);
    assert_true(row_check(&row, &e));
    row.count++;
    assert_false(row_check(&row, &e));
    assert_int_equal(e.code, ERR_BUG);
}

/* The number is part of the stored form: rows of today must meet rows of an older program. */
static void the_group_of_a_row_never_changes(void **state)
{
    struct history_row row = usual_row(DAY0);

    (void)state;
    assert_true(row_group(1, &row) == UINT64_C(0x07455d83084efec5));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(packed_reasons_have_the_documented_bytes),
        cmocka_unit_test(packed_events_have_the_documented_bytes),
        cmocka_unit_test(bytes_that_are_none_of_ours_are_refused_and_touch_nothing),
        cmocka_unit_test(rows_that_belong_together_have_one_group),
        cmocka_unit_test(a_count_stops_at_its_end),
        cmocka_unit_test(the_group_of_a_row_never_changes),
    };

    return cmocka_run_group_tests_name("store/row", tests, NULL, NULL);
}
