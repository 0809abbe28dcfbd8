/* What every backend of the store promises: each test runs over each of them. */
#include "store/accounts.h"
#include "store_fixture.h"

#include <pthread.h>
#include <semaphore.h>

static void what_was_recorded_is_read_back_whole(void **state)
{
    struct fixture f = fixture_begin(*state);
    struct history_row row = unusual_row(DAY0 + 5);
    uint8_t profile[STORE_PROFILE_SIZE];
    uint8_t got[STORE_PROFILE_SIZE];
    struct store_change change = {
        .account = SPAN("taro@example.jp"), .profile = profile, .row = &row};
    struct rows rows;
    struct err e = {0};

    for (size_t i = 0; i < sizeof profile; i++) {
        profile[i] = (uint8_t)(255 - i);
    }
    row.first_ms = DAY0;
    row.count = 70000;
    row.place = (struct place){UINT16_MAX, UINT16_MAX, UINT32_MAX, NETWORK_OWN, UINT8_MAX};
    row.client = (struct client){UINT32_MAX, UINT32_MAX, CLIENT_BOUND};
    row.decision.strict = ACTION_REFUSE;
    row.decision.score = INT32_MIN;
    row.decision.reason_count = REASONS_MAX;
    row.decision.reasons[REASONS_MAX - 1] = (struct reason){
        .code = REASON_COUNT - 1, .counted = true, .term = INT16_MIN, .value = UINT32_MAX};
    row.latest_count = HISTORY_LATEST;
    row.latest[1] = (struct history_event){.at_ms = DAY0 + 4, .remote = {.bytes = {0x20, 1, 13}}};
    row.latest[2] = (struct history_event){.at_ms = DAY0 + 4, .remote = {.bytes = {[15] = 1}}};
    row.latest[3] = row.latest[0];
    row.latest[3].at_ms = DAY0;
    record_changes(f.s, &change, 1);
    rows_read(f.s, change.account, 0, 0, 9, &rows);
    assert_int_equal(rows.count, 1);
    assert_true(rows_alike(&rows.at[0], &row));
    assert_true(rows.at[0].id != 0);
    assert_true(store_profile(f.s, change.account, got, &e));
    assert_memory_equal(got, profile, sizeof got);
    fixture_end(&f);
}

static void rows_without_address_score_or_reasons_come_back_as_such(void **state)
{
    struct fixture f = fixture_begin(*state);
    struct history_row row = usual_row(-TIME_DAY_MS - 1); /* before 1970, too */
    struct rows rows;

    row.has_remote = false;
    row.place = (struct place){0};
    row.decision.scored = false;
    row.latest_count = 2;
    row.latest[1].at_ms = row.first_ms;
    record_row(f.s, "a", &row);
    rows_read(f.s, SPAN("a"), 0, 0, 9, &rows);
    assert_int_equal(rows.count, 1);
    assert_true(rows_alike(&rows.at[0], &row));
    fixture_end(&f);
}

static void an_unknown_account_has_no_profile_and_no_history(void **state)
{
    struct fixture f = fixture_begin(*state);
    struct history_row row = usual_row(DAY0);
    uint8_t out[STORE_PROFILE_SIZE] = {42};
    char longer[STORE_ACCOUNT_MAX + 1];
    struct rows rows;
    struct err e = {0};

    assert_false(store_profile(f.s, SPAN("nobody"), out, &e));
    assert_int_equal(e.code, ERR_ABSENT);
    rows_read(f.s, SPAN("nobody"), 0, 0, 9, &rows);
    assert_int_equal(rows.count, 0);
    /* Known by a failure only: still no profile. */
    row.outcome = OUTCOME_WRONG_PASSWORD;
    record_row(f.s, "somebody", &row);
    e = (struct err){0};
    assert_false(store_profile(f.s, SPAN("somebody"), out, &e));
    assert_int_equal(e.code, ERR_ABSENT);
    memset(longer, 'x', sizeof longer);
    e = (struct err){0};
    assert_false(store_profile(f.s, (struct span){.at = longer, .len = sizeof longer}, out, &e));
    assert_int_equal(e.code, ERR_ABSENT);
    assert_int_equal(out[0], 42);
    fixture_end(&f);
}

static void names_are_bytes(void **state)
{
    static const struct span names[] = {
        SPAN_INIT("a"),        SPAN_INIT("a\0b"),    SPAN_INIT("a\0c"),
        SPAN_INIT("\xff\xfe"), SPAN_INIT("o'b\"%_"), SPAN_INIT("\xe5\xa4\xaa\xe9\x83\x8e")};
    struct fixture f = fixture_begin(*state);
    char longest[STORE_ACCOUNT_MAX];
    struct span last = {.at = longest, .len = sizeof longest};
    uint8_t profile[STORE_PROFILE_SIZE] = {0};
    uint8_t got[STORE_PROFILE_SIZE];
    struct err e = {0};

    memset(longest, 'y', sizeof longest);
    for (uint8_t i = 0; i <= COUNT(names); i++) {
        struct store_change change = {.account = i < COUNT(names) ? names[i] : last,
                                      .profile = profile};

        profile[0] = i;
        record_changes(f.s, &change, 1);
    }
    for (uint8_t i = 0; i <= COUNT(names); i++) {
        assert_true(store_profile(f.s, i < COUNT(names) ? names[i] : last, got, &e));
        assert_int_equal(got[0], i);
    }
    assert_int_equal(about_of(f.s).accounts, COUNT(names) + 1);
    fixture_end(&f);
}

static void the_last_profile_of_an_account_stays(void **state)
{
    struct fixture f = fixture_begin(*state);
    uint8_t profiles[3][STORE_PROFILE_SIZE] = {{1}, {2}, {3}};
    const struct store_change changes[] = {
        {.account = SPAN("a"), .profile = profiles[0]},
        {.account = SPAN("b"), .profile = profiles[1]},
        {.account = SPAN("a"), .profile = profiles[2]},
        {.account = SPAN("a"), .identity = 5},
    };
    uint8_t got[STORE_PROFILE_SIZE];
    struct err e = {0};

    for (int round = 0; round < 2; round++) {
        record_changes(f.s, changes, COUNT(changes));
        assert_true(store_profile(f.s, SPAN("a"), got, &e));
        assert_int_equal(got[0], 3);
        assert_true(store_profile(f.s, SPAN("b"), got, &e));
        assert_int_equal(got[0], 2);
    }
    record_changes(f.s, changes, 1);
    assert_true(store_profile(f.s, SPAN("a"), got, &e));
    assert_int_equal(got[0], 1);
    fixture_end(&f);
}

/* One thing wrong with a change that is otherwise in order. */
static void spoil(size_t how, struct store_change *c, struct history_row *row)
{
    static const char longer[STORE_ACCOUNT_MAX + 1];
    static const uint8_t profile[STORE_PROFILE_SIZE];

    switch (how) {
    case 0:
        c->account = (struct span){.at = longer, .len = sizeof longer};
        break;
    case 1:
        c->account.len = 0;
        break;
    case 2:
        *c = (struct store_change){.account = SPAN(""), .profile = profile};
        break;
    case 3:
        row->count = 0;
        break;
    case 4:
        row->latest_count = 0;
        break;
    case 5:
        row->latest_count = HISTORY_LATEST + 1;
        break;
    case 6:
        row->last_ms++;
        break;
    case 7:
        row->first_ms++;
        break;
    case 8:
        row->latest_count = 2;
        row->latest[1].at_ms = row->last_ms + 1;
        break;
    case 9:
        row->decision.action = ACTION_COUNT;
        break;
    case 10:
        row->decision.reason_count = REASONS_MAX + 1;
        break;
    case 11:
        row->decision.reason_count = 1;
        row->decision.reasons[0].code = REASON_COUNT;
        break;
    case 12:
        row->place.kind = NETWORK_KIND_COUNT;
        break;
    default:
        c->identity = 1;
        c->identity_hour = INT64_C(1) << 40;
        break;
    }
}

static void of_a_batch_out_of_order_nothing_is_kept(void **state)
{
    struct fixture f = fixture_begin(*state);

    for (size_t how = 0; how < 14; how++) {
        struct history_row good = usual_row(DAY0);
        struct history_row bad = usual_row(DAY0);
        struct store_change changes[] = {
            {.account = SPAN("a"), .row = &good, .identity = 7},
            {.account = SPAN("b"), .row = &bad},
        };
        const struct store_counter counter = {1, 1, 1};
        struct store_batch batch = {.changes = changes,
                                    .change_count = COUNT(changes),
                                    .counters = &counter,
                                    .counter_count = 1};
        struct err e = {0};

        spoil(how, &changes[1], &bad);
        assert_false(store_record(f.s, &batch, &e));
        assert_int_equal(e.code, ERR_BUG);
        assert_non_null(strstr(e.text, "change 1"));
        e = (struct err){0};
        assert_false(store_submit(f.s, &batch, NULL, NULL, &e));
        assert_int_equal(e.code, ERR_BUG);
    }
    assert_int_equal(about_of(f.s).accounts, 0);
    assert_int_equal(about_of(f.s).rows, 0);
    assert_int_equal(about_of(f.s).identities, 0);
    assert_int_equal(about_of(f.s).counters, 0);
    fixture_end(&f);
}

static void repeated_polling_of_one_day_is_one_row(void **state)
{
    struct fixture f = fixture_begin(*state);
    struct rows rows;

    for (int64_t i = 0; i < 10; i++) {
        struct history_row row = usual_row(DAY0 + i * TIME_HOUR_MS);

        row.latest[0].remote.bytes[15] = (uint8_t)i;
        row.client.version = (uint32_t)i;
        record_row(f.s, "a", &row);
        row.count = 3;
        record_row(f.s, "b", &row);
    }
    rows_read(f.s, SPAN("a"), 0, 0, 9, &rows);
    assert_int_equal(rows.count, 1);
    assert_int_equal(rows.at[0].count, 10);
    assert_int_equal(rows.at[0].first_ms, DAY0);
    assert_int_equal(rows.at[0].last_ms, DAY0 + 9 * TIME_HOUR_MS);
    assert_int_equal(rows.at[0].latest_count, HISTORY_LATEST);
    assert_int_equal(rows.at[0].client.version, 0);
    for (uint8_t i = 0; i < HISTORY_LATEST; i++) {
        assert_int_equal(rows.at[0].latest[i].at_ms, DAY0 + (9 - i) * TIME_HOUR_MS);
        assert_int_equal(rows.at[0].latest[i].remote.bytes[15], 9 - i);
    }
    rows_read(f.s, SPAN("b"), 0, 0, 9, &rows);
    assert_int_equal(rows.count, 1);
    assert_int_equal(rows.at[0].count, 30);
    fixture_end(&f);
}

static void polls_of_one_batch_group_as_well_as_those_of_many(void **state)
{
    struct fixture f = fixture_begin(*state);
    struct history_row row[5];
    struct store_change changes[COUNT(row)];
    struct rows rows;

    for (size_t i = 0; i < COUNT(row); i++) {
        row[i] = usual_row(DAY0 + (int64_t)i);
        changes[i] =
            (struct store_change){.account = SPAN("a"), .row = &row[i], .row_extends = true};
    }
    record_changes(f.s, changes, COUNT(row));
    record_changes(f.s, changes, COUNT(row));
    rows_read(f.s, SPAN("a"), 0, 0, 9, &rows);
    assert_int_equal(rows.count, 1);
    assert_int_equal(rows.at[0].count, 2 * COUNT(row));
    assert_int_equal(rows.at[0].last_ms, DAY0 + 4);
    fixture_end(&f);
}

static void what_differs_in_the_key_begins_a_row_of_its_own(void **state)
{
    struct fixture f = fixture_begin(*state);
    struct history_row rows[9];
    struct rows got;

    for (size_t i = 0; i < COUNT(rows); i++) {
        rows[i] = usual_row(DAY0 + (int64_t)i);
    }
    rows[1].place.country = place_country('K', 'R');
    rows[2].place.asn = 1;
    rows[3].place.own = 1;
    rows[4].place.kind = NETWORK_UNKNOWN;
    rows[5].client.family = 1;
    rows[6].service = SERVICE_POP3;
    rows[7].outcome = OUTCOME_WRONG_PASSWORD;
    rows[8].has_remote = false;
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < COUNT(rows); i++) {
            record_row(f.s, "a", &rows[i]);
        }
    }
    rows_read(f.s, SPAN("a"), 0, 0, 64, &got);
    assert_int_equal(got.count, COUNT(rows));
    for (size_t i = 0; i < got.count; i++) {
        assert_int_equal(got.at[i].count, 2);
    }
    fixture_end(&f);
}

static void another_utc_day_begins_another_row(void **state)
{
    struct fixture f = fixture_begin(*state);
    const int64_t times[] = {DAY0 - 1, DAY0, DAY0 + TIME_DAY_MS - 1, DAY0 + TIME_DAY_MS};
    struct rows rows;

    for (size_t i = 0; i < COUNT(times); i++) {
        struct history_row row = usual_row(times[i]);

        record_row(f.s, "a", &row);
    }
    rows_read(f.s, SPAN("a"), 0, 0, 9, &rows);
    assert_int_equal(rows.count, 3);
    assert_int_equal(rows.at[0].count, 1);
    assert_int_equal(rows.at[1].count, 2);
    assert_int_equal(rows.at[2].count, 1);
    fixture_end(&f);
}

static void unusual_rows_stand_alone(void **state)
{
    struct fixture f = fixture_begin(*state);
    struct rows rows;

    for (uint8_t action = ACTION_NOTICE; action < ACTION_COUNT; action++) {
        struct history_row row = unusual_row(DAY0 + action);

        row.decision.action = action;
        record_row(f.s, "a", &row);
        record_row(f.s, "a", &row);
    }
    rows_read(f.s, SPAN("a"), 0, 0, 9, &rows);
    assert_int_equal(rows.count, 6);
    fixture_end(&f);
}

static void a_row_asked_to_stand_alone_does_and_is_the_next_to_grow(void **state)
{
    struct fixture f = fixture_begin(*state);
    struct history_row row = usual_row(DAY0);
    struct store_change alone = {.account = SPAN("a"), .row = &row};
    struct rows rows;

    record_row(f.s, "a", &row);
    record_changes(f.s, &alone, 1);
    record_row(f.s, "a", &row);
    rows_read(f.s, SPAN("a"), 0, 0, 9, &rows);
    assert_int_equal(rows.count, 2);
    assert_int_equal(rows.at[0].count, 2);
    assert_true(rows.at[0].id > rows.at[1].id);
    fixture_end(&f);
}

static void an_event_that_comes_late_takes_its_place_in_time(void **state)
{
    struct fixture f = fixture_begin(*state);
    const int64_t times[] = {50, 10, 30, 40, 20};
    struct rows rows;

    for (size_t i = 0; i < COUNT(times); i++) {
        struct history_row row = usual_row(DAY0 + times[i]);

        record_row(f.s, "a", &row);
    }
    rows_read(f.s, SPAN("a"), 0, 0, 9, &rows);
    assert_int_equal(rows.count, 1);
    assert_int_equal(rows.at[0].first_ms, DAY0 + 10);
    assert_int_equal(rows.at[0].last_ms, DAY0 + 50);
    for (int i = 0; i < HISTORY_LATEST; i++) {
        assert_int_equal(rows.at[0].latest[i].at_ms, DAY0 + 50 - 10 * i);
    }
    fixture_end(&f);
}

static void pages_of_history_miss_nothing_even_within_one_millisecond(void **state)
{
    struct fixture f = fixture_begin(*state);
    struct rows page;
    int64_t before_ms = 0;
    int64_t before_id = 0;
    int64_t last_id = INT64_MAX;
    size_t seen = 0;

    for (int i = 0; i < 23; i++) {
        struct history_row row = unusual_row(DAY0 + i / 10);

        record_row(f.s, "a", &row);
        record_row(f.s, "b", &row);
    }
    do {
        rows_read(f.s, SPAN("a"), before_ms, before_id, 4, &page);
        for (size_t i = 0; i < page.count; i++) {
            assert_true(page.at[i].last_ms < before_ms || before_ms == 0 ||
                        (page.at[i].last_ms == before_ms && page.at[i].id < last_id));
            before_ms = page.at[i].last_ms;
            before_id = page.at[i].id;
            last_id = before_id;
            seen++;
        }
    } while (page.count == 4);
    assert_int_equal(seen, 23);
    rows_read(f.s, SPAN("a"), DAY0 + 1, 0, 64, &page);
    assert_int_equal(page.count, 10);
    rows_read(f.s, SPAN("a"), 0, 0, 0, &page);
    assert_int_equal(page.count, 0);
    fixture_end(&f);
}

static void a_row_that_grows_becomes_the_newest(void **state)
{
    struct fixture f = fixture_begin(*state);
    struct history_row first = usual_row(DAY0);
    struct history_row second = usual_row(DAY0 + 1);
    struct history_row third = usual_row(DAY0 + 2);
    struct rows rows;

    second.service = SERVICE_POP3;
    record_row(f.s, "a", &first);
    record_row(f.s, "a", &second);
    record_row(f.s, "a", &third);
    rows_read(f.s, SPAN("a"), 0, 0, 9, &rows);
    assert_int_equal(rows.count, 2);
    assert_int_equal(rows.at[0].service, SERVICE_IMAP);
    assert_int_equal(rows.at[1].service, SERVICE_POP3);
    fixture_end(&f);
}

static void check_hour(struct store *s, int64_t hour, size_t want)
{
    uint64_t *hashes = (uint64_t *)(uintptr_t)1;
    size_t count = 99;
    struct err e = {0};

    assert_true(store_identities(s, hour, &hashes, &count, &e));
    assert_int_equal(count, want);
    for (size_t i = 1; i < count; i++) {
        assert_true(hashes[i - 1] < hashes[i]);
    }
    if (want == 0) {
        assert_null(hashes);
    }
    free(hashes);
}

static void identities_are_kept_by_hour_each_once(void **state)
{
    struct fixture f = fixture_begin(*state);
    static struct store_change changes[700];
    uint64_t seed = 1;

    check_hour(f.s, 480000, 0);
    /* 2,100 of them, every third a repetition, so that several chunks and both kinds of
     * repetition (same batch, earlier batch) are met. */
    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < COUNT(changes); i++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            changes[i] = (struct store_change){.identity = seed | 1, .identity_hour = 480000};
            if (i % 3 == 2) {
                changes[i].identity = changes[i - 1].identity;
            }
        }
        record_changes(f.s, changes, COUNT(changes));
    }
    record_changes(f.s, changes, COUNT(changes));
    changes[0].identity_hour = -5;
    changes[1].identity_hour = -5;
    changes[2].identity = 0;
    record_changes(f.s, changes, 3);
    check_hour(f.s, 480000, 3 * 467);
    check_hour(f.s, -5, 2);
    check_hour(f.s, -4, 0);
    check_hour(f.s, 480001, 0);
    check_hour(f.s, INT64_MAX, 0);
    check_hour(f.s, INT64_MIN, 0);
    fixture_end(&f);
}

static void an_identity_alone_makes_no_account(void **state)
{
    struct fixture f = fixture_begin(*state);
    const struct store_change changes[] = {
        {.account = SPAN("a"), .identity = 1, .identity_hour = 3},
        {.account = SPAN(""), .identity = 2, .identity_hour = 3},
    };

    record_changes(f.s, changes, 2);
    assert_int_equal(about_of(f.s).accounts, 0);
    check_hour(f.s, 3, 2);
    fixture_end(&f);
}

struct counters {
    struct store_counter at[8];
    size_t count;
    size_t stop;
};

static bool counters_take(void *ctx, const struct store_counter *c)
{
    struct counters *counters = ctx;

    counters->at[counters->count++] = *c;
    return counters->count < counters->stop;
}

static void counters_keep_their_last_value_in_order(void **state)
{
    struct fixture f = fixture_begin(*state);
    const struct store_counter first[] = {
        {255, UINT32_MAX, 7}, {2, 9, 1}, {2, 3, 4}, {0, 0, UINT32_MAX}};
    const struct store_counter second[] = {{2, 9, 5}, {2, 9, 0}};
    struct store_batch batch = {.counters = first, .counter_count = COUNT(first)};
    struct counters got = {.stop = 8};
    struct err e = {0};

    assert_true(store_record(f.s, &batch, &e));
    batch = (struct store_batch){.counters = second, .counter_count = COUNT(second)};
    assert_true(store_record(f.s, &batch, &e));
    assert_true(store_counters(f.s, counters_take, &got, &e));
    assert_int_equal(got.count, 4);
    assert_int_equal(got.at[0].value, UINT32_MAX);
    assert_int_equal(got.at[1].index, 3);
    assert_int_equal(got.at[2].index, 9);
    assert_int_equal(got.at[2].value, 0);
    assert_int_equal(got.at[3].table, 255);
    assert_int_equal(got.at[3].index, UINT32_MAX);
    got = (struct counters){.stop = 2};
    assert_true(store_counters(f.s, counters_take, &got, &e));
    assert_int_equal(got.count, 2);
    fixture_end(&f);
}

static bool profiles_count(void *ctx, struct span account, const uint8_t profile[static 256])
{
    size_t *seen = ctx;

    assert_int_equal(account.len, 1);
    assert_int_equal(account.at[0], profile[0]);
    ++*seen;
    return *seen < 100;
}

static void every_account_with_a_profile_is_visited(void **state)
{
    struct fixture f = fixture_begin(*state);
    struct history_row row = usual_row(DAY0);
    uint8_t profile[STORE_PROFILE_SIZE] = {0};
    size_t seen = 0;
    struct err e = {0};

    record_row(f.s, "?", &row); /* has none */
    for (char c = 'a'; c <= 'j'; c++) {
        struct store_change change = {.account = {.at = &c, .len = 1}, .profile = profile};

        profile[0] = (uint8_t)c;
        record_changes(f.s, &change, 1);
    }
    assert_true(store_profiles(f.s, profiles_count, &seen, &e));
    assert_int_equal(seen, 10);
    seen = 98;
    assert_true(store_profiles(f.s, profiles_count, &seen, &e));
    assert_int_equal(seen, 100);
    fixture_end(&f);
}

struct names {
    size_t count;
    char first[16];
};

static bool name_take(void *ctx, struct span name)
{
    struct names *n = ctx;

    assert_int_equal(name.len, 1);
    n->first[n->count++] = name.at[0];
    return n->count < 8;
}

static void names_are_visited_by_pages_in_order(void **state)
{
    struct fixture f = fixture_begin(*state);
    struct history_row row = usual_row(DAY0);
    struct names got = {0};
    struct err e = {0};

    for (const char *c = "cajbd"; *c != '\0'; c++) {
        const char name[] = {*c, '\0'};

        record_row(f.s, name, &row);
    }
    assert_true(store_names(f.s, SPAN(""), 3, name_take, &got, &e));
    assert_string_equal(got.first, "abc");
    assert_true(store_names(f.s, SPAN("c"), 3, name_take, &got, &e));
    assert_string_equal(got.first, "abcdj");
    assert_true(store_names(f.s, SPAN("j"), 3, name_take, &got, &e));
    assert_int_equal(got.count, 5);
    fixture_end(&f);
}

struct told {
    sem_t go;
    sem_t came;
    size_t good;
    size_t bad;
};

static void told_wait(void *ctx, const struct err *e)
{
    struct told *told = ctx;

    *(e == NULL ? &told->good : &told->bad) += 1;
    (void)sem_post(&told->came);
    (void)sem_wait(&told->go);
}

static void told_count(void *ctx, const struct err *e)
{
    struct told *told = ctx;

    *(e == NULL ? &told->good : &told->bad) += 1;
}

static void a_full_queue_refuses_and_everything_accepted_is_done(void **state)
{
    struct fixture f = fixture_begin(*state);
    struct history_row row = unusual_row(DAY0);
    struct store_change *changes = calloc(4096, sizeof *changes);
    struct store_batch small = {.changes = changes, .change_count = 1};
    struct store_batch large = {.changes = changes, .change_count = 4096};
    struct told told = {0};
    size_t accepted = 0;
    struct err e = {0};

    assert_non_null(changes);
    for (size_t i = 0; i < 4096; i++) {
        changes[i] = (struct store_change){.account = SPAN("a"), .row = &row};
    }
    assert_int_equal(sem_init(&told.go, 0, 0), 0);
    assert_int_equal(sem_init(&told.came, 0, 0), 0);
    assert_true(store_submit(f.s, &small, told_wait, &told, &e));
    assert_int_equal(sem_wait(&told.came), 0); /* the writer stands still now */
    while (store_submit(f.s, &large, told_count, &told, &e)) {
        accepted++;
        assert_true(accepted < 1000);
    }
    assert_int_equal(e.code, ERR_LIMIT);
    assert_true(accepted > 1);
    memset(changes, 0xff, 4096 * sizeof *changes); /* the store has copies */
    free(changes);
    (void)sem_post(&told.go);
    store_free(&f.s);
    assert_int_equal(told.good, accepted + 1);
    assert_int_equal(told.bad, 0);
    if (f.backend->lasts) {
        fixture_open(&f);
        assert_int_equal(about_of(f.s).rows, accepted * 4096 + 1);
    }
    fixture_end(&f);
}

#define CROWD_BATCHES 60

struct crowd {
    struct store *s;
    char name;
};

static void *crowd_run(void *arg)
{
    struct crowd *crowd = arg;
    struct span account = {.at = &crowd->name, .len = 1};
    uint8_t profile[STORE_PROFILE_SIZE] = {0};
    uint8_t got[STORE_PROFILE_SIZE];
    struct err e = {0};

    for (uint8_t i = 1; i <= CROWD_BATCHES; i++) {
        struct history_row row = usual_row(DAY0 + i);
        struct store_change change = {.account = account,
                                      .profile = profile,
                                      .row = &row,
                                      .row_extends = true,
                                      .identity = (uint64_t)i << 8 | (uint8_t)crowd->name};
        struct store_batch batch = {.changes = &change, .change_count = 1};
        struct rows rows;

        profile[0] = i;
        /* Nobody else writes this account: what was acknowledged is what is read. */
        if (!store_record(crowd->s, &batch, &e) || !store_profile(crowd->s, account, got, &e) ||
            got[0] != i) {
            return arg;
        }
        rows_read(crowd->s, account, 0, 0, 1, &rows);
        if (rows.count != 1 || rows.at[0].count != i) {
            return arg;
        }
    }
    return NULL;
}

static void many_threads_each_read_what_they_recorded(void **state)
{
    struct fixture f = fixture_begin(*state);
    struct crowd crowd[8];
    pthread_t threads[COUNT(crowd)];

    for (size_t i = 0; i < COUNT(crowd); i++) {
        crowd[i] = (struct crowd){.s = f.s, .name = (char)('a' + i)};
        assert_int_equal(pthread_create(&threads[i], NULL, crowd_run, &crowd[i]), 0);
    }
    for (size_t i = 0; i < COUNT(crowd); i++) {
        void *failed;

        assert_int_equal(pthread_join(threads[i], &failed), 0);
        assert_null(failed);
    }
    check_hour(f.s, 0, COUNT(crowd) * CROWD_BATCHES);
    assert_int_equal(about_of(f.s).batches, COUNT(crowd) * CROWD_BATCHES);
    assert_true(about_of(f.s).commits <= about_of(f.s).batches);
    fixture_end(&f);
}

static void what_expired_is_forgotten_and_the_rest_is_not(void **state)
{
    struct fixture f = fixture_begin(*state);
    struct store_expiry x = {.identity_hour = 10, .history_ms = DAY0 + 5};
    struct history_row old = usual_row(DAY0 + 1);
    struct history_row young = unusual_row(DAY0 + 5);
    uint8_t profile[STORE_PROFILE_SIZE] = {9};
    const struct store_change changes[] = {
        {.account = SPAN("a"), .profile = profile, .row = &old, .identity = 1, .identity_hour = 9},
        {.account = SPAN("a"), .row = &young, .identity = 2, .identity_hour = 10},
        {.account = SPAN("b"), .row = &old, .identity = 3, .identity_hour = -9},
    };
    struct rows rows;
    struct err e = {0};

    record_changes(f.s, changes, COUNT(changes));
    assert_true(store_expire(f.s, &x, &e));
    assert_int_equal(x.rows, 2);
    rows_read(f.s, SPAN("a"), 0, 0, 9, &rows);
    assert_int_equal(rows.count, 1);
    assert_true(rows_alike(&rows.at[0], &young));
    rows_read(f.s, SPAN("b"), 0, 0, 9, &rows);
    assert_int_equal(rows.count, 0);
    check_hour(f.s, 9, 0);
    check_hour(f.s, -9, 0);
    check_hour(f.s, 10, 1);
    assert_true(store_profile(f.s, SPAN("a"), profile, &e));
    /* A poll that would have grown the forgotten row begins a new one. */
    record_row(f.s, "a", &old);
    rows_read(f.s, SPAN("a"), 0, 0, 9, &rows);
    assert_int_equal(rows.count, 2);
    assert_int_equal(rows.at[1].count, 1);
    fixture_end(&f);
}

static void an_expiry_passes_over_more_rows_than_a_slice(void **state)
{
    struct fixture f = fixture_begin(*state);
    struct store_expiry x = {.history_ms = DAY0};
    struct store_change *changes = calloc(10000, sizeof *changes);
    struct history_row old = unusual_row(DAY0 - 1);
    struct history_row young = unusual_row(DAY0);
    struct err e = {0};

    assert_non_null(changes);
    for (size_t i = 0; i < 10000; i++) {
        changes[i] = (struct store_change){.account = SPAN("a"), .row = i % 3 == 0 ? &young : &old};
    }
    record_changes(f.s, changes, 10000);
    free(changes);
    assert_true(store_expire(f.s, &x, &e));
    assert_int_equal(x.rows, 6666);
    assert_int_equal(about_of(f.s).rows, 3334);
    fixture_end(&f);
}

static void what_lasts_is_there_after_opening_again(void **state)
{
    struct fixture f = fixture_begin(*state);
    struct history_row row = usual_row(DAY0);
    uint8_t profile[STORE_PROFILE_SIZE] = {7};
    uint8_t got[STORE_PROFILE_SIZE];
    struct store_change change = {.account = SPAN("a"),
                                  .profile = profile,
                                  .row = &row,
                                  .row_extends = true,
                                  .identity = 5,
                                  .identity_hour = 6};
    struct rows rows;
    struct err e = {0};

    if (!f.backend->lasts) {
        fixture_end(&f);
        return;
    }
    record_changes(f.s, &change, 1);
    store_free(&f.s);
    fixture_open(&f);
    record_changes(f.s, &change, 1);
    rows_read(f.s, SPAN("a"), 0, 0, 9, &rows);
    assert_int_equal(rows.count, 1);
    assert_int_equal(rows.at[0].count, 2);
    assert_true(store_profile(f.s, SPAN("a"), got, &e));
    assert_int_equal(got[0], 7);
    check_hour(f.s, 6, 1);
    assert_int_equal(about_of(f.s).accounts, 1);
    fixture_end(&f);
}

static uint32_t dice(uint64_t *seed, uint32_t sides)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*seed >> 33) % sides;
}

static void throw_change(uint64_t *seed, struct store_change *c, struct history_row *row,
                         const uint8_t *profile)
{
    static const struct span names[] = {SPAN_INIT("a"), SPAN_INIT("b"), SPAN_INIT("c")};

    *row = dice(seed, 4) == 0 ? unusual_row(DAY0 + dice(seed, 3 * TIME_DAY_MS))
                              : usual_row(DAY0 + dice(seed, 3 * TIME_DAY_MS));
    row->place.asn = dice(seed, 3);
    row->service = dice(seed, 2) == 0 ? SERVICE_IMAP : SERVICE_POP3;
    row->latest[0].remote.bytes[15] = (uint8_t)dice(seed, 256);
    row->count = 1 + dice(seed, 3);
    *c = (struct store_change){
        .account = names[dice(seed, 3)],
        .profile = dice(seed, 2) == 0 ? profile : NULL,
        .row = row,
        .row_extends = dice(seed, 8) != 0,
        .identity = dice(seed, 1500),
        .identity_hour = dice(seed, 3),
    };
}

static void compare(struct store *a, struct store *b)
{
    static const struct span names[] = {SPAN_INIT("a"), SPAN_INIT("b"), SPAN_INIT("c")};

    for (size_t i = 0; i < COUNT(names); i++) {
        struct rows left;
        struct rows right;

        rows_read(a, names[i], 0, 0, 64, &left);
        rows_read(b, names[i], 0, 0, 64, &right);
        assert_int_equal(left.count, right.count);
        for (size_t k = 0; k < left.count; k++) {
            assert_int_equal(left.at[k].id, right.at[k].id);
            assert_true(rows_alike(&left.at[k], &right.at[k]));
        }
    }
    for (int64_t hour = 0; hour < 3; hour++) {
        uint64_t *left;
        uint64_t *right;
        size_t left_count;
        size_t right_count;
        struct err e = {0};

        assert_true(store_identities(a, hour, &left, &left_count, &e));
        assert_true(store_identities(b, hour, &right, &right_count, &e));
        assert_int_equal(left_count, right_count);
        assert_memory_equal(left, right, left_count * sizeof *left);
        free(left);
        free(right);
    }
    assert_int_equal(about_of(a).rows, about_of(b).rows);
    assert_int_equal(about_of(a).profiles, about_of(b).profiles);
}

/* The memory backend is the model: what any other answers must be the same. */
static void a_long_random_life_reads_the_same_as_in_memory(void **state)
{
    struct fixture f = fixture_begin(*state);
    struct fixture model = fixture_begin(&store_backends[0]);
    uint8_t profile[STORE_PROFILE_SIZE] = {0};
    uint64_t seed = 20261121;

    for (int round = 0; round < 60; round++) {
        static struct history_row rows[16];
        static struct store_change changes[COUNT(rows)];
        size_t count = 1 + dice(&seed, COUNT(rows));

        profile[0] = (uint8_t)round;
        for (size_t i = 0; i < count; i++) {
            throw_change(&seed, &changes[i], &rows[i], profile);
        }
        record_changes(f.s, changes, count);
        record_changes(model.s, changes, count);
        if (dice(&seed, 10) == 0) {
            struct store_expiry x = {.history_ms = DAY0 + dice(&seed, TIME_DAY_MS)};
            struct store_expiry y = x;
            struct err e = {0};

            assert_true(store_expire(f.s, &x, &e));
            assert_true(store_expire(model.s, &y, &e));
            assert_int_equal(x.rows, y.rows);
        }
        if (f.backend->lasts && dice(&seed, 10) == 0) {
            store_free(&f.s);
            fixture_open(&f);
        }
        compare(f.s, model.s);
    }
    fixture_end(&model);
    fixture_end(&f);
}

#define TEST(function)                                                                             \
    {                                                                                              \
#function, function                                                                        \
    }

static const struct {
    const char *name;
    CMUnitTestFunction run;
} promises[] = {
    TEST(what_was_recorded_is_read_back_whole),
    TEST(rows_without_address_score_or_reasons_come_back_as_such),
    TEST(an_unknown_account_has_no_profile_and_no_history),
    TEST(names_are_bytes),
    TEST(the_last_profile_of_an_account_stays),
    TEST(of_a_batch_out_of_order_nothing_is_kept),
    TEST(repeated_polling_of_one_day_is_one_row),
    TEST(polls_of_one_batch_group_as_well_as_those_of_many),
    TEST(what_differs_in_the_key_begins_a_row_of_its_own),
    TEST(another_utc_day_begins_another_row),
    TEST(unusual_rows_stand_alone),
    TEST(a_row_asked_to_stand_alone_does_and_is_the_next_to_grow),
    TEST(an_event_that_comes_late_takes_its_place_in_time),
    TEST(pages_of_history_miss_nothing_even_within_one_millisecond),
    TEST(a_row_that_grows_becomes_the_newest),
    TEST(identities_are_kept_by_hour_each_once),
    TEST(an_identity_alone_makes_no_account),
    TEST(counters_keep_their_last_value_in_order),
    TEST(every_account_with_a_profile_is_visited),
    TEST(names_are_visited_by_pages_in_order),
    TEST(a_full_queue_refuses_and_everything_accepted_is_done),
    TEST(many_threads_each_read_what_they_recorded),
    TEST(what_expired_is_forgotten_and_the_rest_is_not),
    TEST(an_expiry_passes_over_more_rows_than_a_slice),
    TEST(what_lasts_is_there_after_opening_again),
    TEST(a_long_random_life_reads_the_same_as_in_memory),
};

static int promises_run(const struct backend *backend)
{
    struct CMUnitTest tests[COUNT(promises)];
    struct backend state = *backend;

    for (size_t i = 0; i < COUNT(promises); i++) {
        tests[i] = (struct CMUnitTest){
            .name = promises[i].name, .test_func = promises[i].run, .initial_state = &state};
    }
    return _cmocka_run_group_tests(backend->name, tests, COUNT(tests), NULL, NULL);
}

int main(void)
{
    int failed = 0;

    for (size_t i = 0; i < COUNT(store_backends); i++) {
        failed += promises_run(&store_backends[i]);
    }
    return failed;
}
