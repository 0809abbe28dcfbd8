#include "service/event_match.h"

#include "../../conformance/store_fixture.h"

static struct story_setup setup;

/* 2026-11-21 09:05:09 UTC, 18:05:09 in Japan. */
static const struct civil at = {
    .year = 2026, .month = 11, .day = 21, .hour = 9, .minute = 5, .second = 9};

static int begin(void **state)
{
    struct err e = {0};
    struct history_row row = unusual_row(time_from_civil(&at));

    (void)state;
    if (!memory_backend_open("", &setup.store, &e)) {
        return -1;
    }
    record_row(setup.store, "taro@example.jp", &row);
    return 0;
}

static int end(void **state)
{
    (void)state;
    store_free(&setup.store);
    return 0;
}

static enum event_match match(const char *text, const char *zone,
                              char words[static EVIDENCE_ON_MAX])
{
    enum event_match m = EVENT_MATCH_COUNT;
    struct err e = {0};

    const struct event_question q = {.account = SPAN("taro@example.jp"),
                                     .text = {.at = text, .len = strlen(text)},
                                     .zone = {.at = zone, .len = strlen(zone)}};

    if (!event_match(&setup, &q, &m, words, &e)) {
        fail_msg("%s", e.text);
    }
    return m;
}

static void times_are_found_however_they_are_written(void **state)
{
    static const char *const written[] = {
        "at 2026-11-21 18:05:09 from", "2026/11/21 18:05:09（日本時間）",
        "2026年11月21日 18時05分09秒", "When: 2026-11-21T18:05:09",
        "2026.11.21\n18:05:09",        "No 12026-11-21 18:05:10 but 2026-11-21 18:05:09",
        "2026/11/21　18:05:09",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(written); i++) {
        struct span rest = {.at = written[i], .len = strlen(written[i])};
        struct civil c = {0};

        assert_true(event_time_find(&rest, &c));
        assert_int_equal(c.year, 2026);
        assert_int_equal(c.month, 11);
        assert_int_equal(c.day, 21);
        assert_int_equal(c.hour, 18);
        assert_int_equal(c.minute, 5);
        assert_int_equal(c.second, 9);
    }
}

static void what_is_no_time_is_none(void **state)
{
    static const char *const written[] = {"2026-11-21",
                                          "2026-13-01 10:00",
                                          "2026-02-30 10:00",
                                          "1999-01-01 10:00",
                                          "2026-11-21 25:00",
                                          "",
                                          "202"};

    (void)state;
    for (size_t i = 0; i < COUNT(written); i++) {
        struct span rest = {.at = written[i], .len = strlen(written[i])};
        struct civil c = {.year = 1};

        assert_false(event_time_find(&rest, &c));
        assert_int_equal(c.year, 1);
        assert_int_equal(rest.len, 0);
    }
}

static void an_event_within_two_minutes_is_found(void **state)
{
    char words[EVIDENCE_ON_MAX];

    (void)state;
    assert_int_equal(match("2026-11-21 18:05 (Japan time)", "UTC", words), EVENT_FOUND);
    assert_non_null(strstr(words, "2026-11-21 18:05"));
    assert_int_equal(match("2026/11/21 18:06:30", "Asia/Tokyo", words), EVENT_FOUND);
    assert_int_equal(match("2026-11-21 09:05:09 UTC", "Asia/Tokyo", words), EVENT_FOUND);
    assert_int_equal(match("on 2026-01-01 00:00, then 2026-11-21 18:05", "+09:00", words),
                     EVENT_FOUND);
}

static void another_time_or_zone_is_absent(void **state)
{
    char words[EVIDENCE_ON_MAX];

    (void)state;
    assert_int_equal(match("2026-11-21 18:09 (Japan time)", "UTC", words), EVENT_ABSENT);
    assert_int_equal(match("2026-11-21 18:05:09", "UTC", words), EVENT_ABSENT);
    assert_string_equal(words, "2026-11-21 18:05:09");
}

static void a_message_without_a_time_asks_nothing(void **state)
{
    char words[EVIDENCE_ON_MAX];

    (void)state;
    assert_int_equal(match("Hello", "UTC", words), EVENT_UNASKED);
    assert_string_equal(words, "");
}

static void a_zone_that_is_none_is_refused(void **state)
{
    enum event_match m = EVENT_MATCH_COUNT;
    char words[EVIDENCE_ON_MAX] = "untouched";
    const struct event_question q = {.account = SPAN("taro@example.jp"),
                                     .text = SPAN("2026-11-21 18:05"),
                                     .zone = SPAN("Nowhere/None")};
    struct err e = {0};

    (void)state;
    assert_false(event_match(&setup, &q, &m, words, &e));
    assert_int_equal(e.code, ERR_INPUT);
    assert_int_equal(m, EVENT_MATCH_COUNT);
    assert_string_equal(words, "untouched");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_are_found_however_they_are_written),
        cmocka_unit_test(what_is_no_time_is_none),
        cmocka_unit_test(an_event_within_two_minutes_is_found),
        cmocka_unit_test(another_time_or_zone_is_absent),
        cmocka_unit_test(a_message_without_a_time_asks_nothing),
        cmocka_unit_test(a_zone_that_is_none_is_refused),
    };

    return cmocka_run_group_tests(tests, begin, end);
}
