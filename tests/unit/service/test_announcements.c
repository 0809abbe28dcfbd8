#include "service/announcements.h"

#include "cmocka_all.h"
#include "store/memory.h"

#define NOW_MS INT64_C(1795284000000) /* 2026-11-21 18:00:00 UTC */
#define DAY_MS INT64_C(86400000)

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

static struct announcement_patch first(void)
{
    return (struct announcement_patch){
        .id = SPAN("sms"),
        .title = {SPAN("Notices begin"), SPAN("通知を始めます")},
        .body = {SPAN("By SMS."), SPAN("SMSで送ります。")},
        .has_starts = true,
        .starts_ms = NOW_MS + 2 * DAY_MS,
    };
}

static struct announcement add(void)
{
    const struct announcement_patch p = first();
    struct announcement a;
    struct err e = {0};

    if (!announcement_add(store, &p, NOW_MS, arena, &a, &e)) {
        fail_msg("%s", e.text);
    }
    return a;
}

static bool count_versions(void *ctx, const struct announcement *a)
{
    (void)a;
    ++*(unsigned *)ctx;
    return true;
}

static unsigned versions(void)
{
    unsigned n = 0;
    struct err e = {0};

    assert_true(announcements_visit(store, count_versions, &n, &e));
    return n;
}

static void a_new_announcement_is_version_one_published_now(void **state)
{
    struct announcement a = add();

    (void)state;
    assert_int_equal(a.version, 1);
    assert_int_equal(a.published_ms, NOW_MS);
    assert_int_equal(a.updated_ms, NOW_MS);
    assert_int_equal(a.replaced_ms, 0);
    assert_int_equal(versions(), 1);
}

static void an_id_is_given_once(void **state)
{
    const struct announcement_patch p = first();
    struct announcement a = {.version = 77};
    struct err e = {0};

    (void)state;
    (void)add();
    assert_false(announcement_add(store, &p, NOW_MS, arena, &a, &e));
    assert_int_equal(e.code, ERR_INPUT);
    assert_int_equal(a.version, 77);
    assert_int_equal(versions(), 1);
}

static void what_a_change_does_not_state_stays(void **state)
{
    const struct announcement_patch p = {.id = SPAN("sms"),
                                         .body = {[1] = SPAN("SMSとメールで送ります。")}};
    struct announcement a;
    struct err e = {0};

    (void)state;
    (void)add();
    assert_true(announcement_change(store, &p, NOW_MS + DAY_MS, arena, &a, &e));
    assert_int_equal(a.version, 2);
    assert_int_equal(a.published_ms, NOW_MS);
    assert_int_equal(a.updated_ms, NOW_MS + DAY_MS);
    assert_int_equal(a.starts_ms, NOW_MS + 2 * DAY_MS);
    assert_true(span_eq(a.title[0], SPAN("Notices begin")));
    assert_true(span_eq(a.body[0], SPAN("By SMS.")));
    assert_true(span_eq(a.body[1], SPAN("SMSとメールで送ります。")));
    assert_int_equal(versions(), 2);
}

static void a_moved_start_names_the_one_it_replaces_and_needs_an_apology(void **state)
{
    struct announcement_patch p = {
        .id = SPAN("sms"), .has_starts = true, .starts_ms = NOW_MS + 5 * DAY_MS};
    struct announcement a;
    struct err e = {0};

    (void)state;
    (void)add();
    assert_false(announcement_change(store, &p, NOW_MS + DAY_MS, arena, &a, &e));
    assert_int_equal(e.code, ERR_INPUT);
    assert_int_equal(versions(), 1);
    p.apology[0] = SPAN("We are sorry.");
    p.apology[1] = SPAN("お詫びします。");
    assert_true(announcement_change(store, &p, NOW_MS + DAY_MS, arena, &a, &e));
    assert_int_equal(a.starts_ms, NOW_MS + 5 * DAY_MS);
    assert_int_equal(a.replaced_ms, NOW_MS + 2 * DAY_MS);
}

static void what_was_withdrawn_stays_readable(void **state)
{
    const struct announcement_patch p = {
        .id = SPAN("sms"), .has_withdrawn = true, .withdrawn = true};
    struct announcement a;
    struct err e = {0};

    (void)state;
    (void)add();
    assert_true(announcement_change(store, &p, NOW_MS, arena, &a, &e));
    assert_true(a.withdrawn);
    assert_int_equal(versions(), 2);
}

static void changing_what_is_not_there_is_refused(void **state)
{
    struct announcement_patch p = first();
    struct announcement a = {.version = 77};
    struct err e = {0};

    (void)state;
    assert_false(announcement_change(store, &p, NOW_MS, arena, &a, &e));
    assert_int_equal(e.code, ERR_ABSENT);
    p.title[1] = SPAN("");
    assert_false(announcement_add(store, &p, NOW_MS, arena, &a, &e));
    assert_int_equal(e.code, ERR_INPUT);
    assert_int_equal(a.version, 77);
    assert_int_equal(versions(), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_new_announcement_is_version_one_published_now, begin,
                                        end),
        cmocka_unit_test_setup_teardown(an_id_is_given_once, begin, end),
        cmocka_unit_test_setup_teardown(what_a_change_does_not_state_stays, begin, end),
        cmocka_unit_test_setup_teardown(
            a_moved_start_names_the_one_it_replaces_and_needs_an_apology, begin, end),
        cmocka_unit_test_setup_teardown(what_was_withdrawn_stays_readable, begin, end),
        cmocka_unit_test_setup_teardown(changing_what_is_not_there_is_refused, begin, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
