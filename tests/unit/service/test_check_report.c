/* What was seen in a message: as bytes, sealed in a form, and kept as a report. */
#include "service/check_report.h"

#include "cmocka_all.h"
#include "store/memory.h"

#include <sodium.h>
#include <stdlib.h>

#define NOW_MS INT64_C(1795284000000)

static struct check_finding seen;
static struct check_finding back;
static const uint8_t key[CHECK_STATE_KEY] = {1, 2, 3};
static char room[CHECK_STATE_TEXT];

static struct span text(const char *s)
{
    return (struct span){.at = s, .len = strlen(s)};
}

static int begin(void **state)
{
    struct store *s = NULL;
    struct err e = {0};

    if (sodium_init() < 0 ||
        !store_memory_open(&(struct store_memory_limits){.rows = 8, .identities = 8}, &s, &e)) {
        return -1;
    }
    *state = s;
    seen = (struct check_finding){.checked_ms = NOW_MS, .text_len = 5, .text = "hello"};
    seen.answers.to[QUESTION_MEMBER] = ANSWER_NO;
    seen.seen.has_links = true;
    seen.seen.is_sms = true;
    memcpy(seen.seen.brand, "amazon", 7);
    evidence_add(&seen.seen.evidence, EVIDENCE_LINK_LOOKALIKE, SPAN("amaz0n.example"),
                 SPAN("amazon"), SPAN("amazon.co.jp"));
    evidence_add(&seen.seen.evidence, EVIDENCE_NO_LINK, SPAN(""), SPAN(""), SPAN(""));
    return 0;
}

static int end(void **state)
{
    struct store *s = *state;

    store_free(&s);
    return 0;
}

static void assert_same_but_text(void)
{
    assert_int_equal(back.checked_ms, NOW_MS);
    assert_int_equal(back.answers.to[QUESTION_MEMBER], ANSWER_NO);
    assert_true(back.seen.has_links && back.seen.is_sms && !back.seen.bound);
    assert_string_equal(back.seen.brand, "amazon");
    assert_int_equal(back.seen.evidence.count, 2);
    assert_string_equal(back.seen.evidence.at[0].on, "amaz0n.example");
    assert_string_equal(back.seen.evidence.at[0].other, "amazon.co.jp");
}

static struct span sealed(void)
{
    struct buf out = BUF_ON(room);

    check_state_seal(key, &seen, &out);
    assert_false(out.full);
    return (struct span){.at = out.at, .len = out.len};
}

static void a_form_gives_back_what_was_seen(void **state)
{
    struct span form = sealed();
    struct err e = {0};

    (void)state;
    assert_true(check_state_open(key, form, NOW_MS + 1000, &back, &e));
    assert_same_but_text();
    assert_int_equal(back.text_len, 5);
    assert_null(strstr(room, "amaz0n"));
}

static void a_form_that_was_changed_is_refused(void **state)
{
    const uint8_t other[CHECK_STATE_KEY] = {1, 2, 4};
    struct span form = sealed();
    struct err e = {0};

    (void)state;
    assert_false(check_state_open(other, form, NOW_MS, &back, &e));
    assert_int_equal(e.code, ERR_INPUT);
    assert_false(check_state_open(key, SPAN(""), NOW_MS, &back, &e));
    assert_false(check_state_open(key, SPAN("AAAA"), NOW_MS, &back, &e));
    form.len--;
    assert_false(check_state_open(key, form, NOW_MS, &back, &e));
    form.len++;
    for (size_t i = 0; i < form.len; i += 7) {
        char was = room[i];

        room[i] = was == 'A' ? 'B' : 'A';
        assert_false(check_state_open(key, form, NOW_MS, &back, &e));
        room[i] = was;
    }
    assert_true(check_state_open(key, form, NOW_MS, &back, &e));
}

static void a_form_is_good_for_two_hours(void **state)
{
    struct span form = sealed();
    struct err e = {0};

    (void)state;
    assert_true(check_state_open(key, form, NOW_MS + CHECK_STATE_MS, &back, &e));
    assert_false(check_state_open(key, form, NOW_MS + CHECK_STATE_MS + 1, &back, &e));
    assert_false(check_state_open(key, form, NOW_MS - 1, &back, &e));
}

static void the_longest_findings_fit(void **state)
{
    static char on[EVIDENCE_ON_MAX];
    static struct check_finding most;
    struct buf out = BUF_ON(room);
    struct err e = {0};

    (void)state;
    memset(on, 'x', sizeof on - 1);
    most.checked_ms = NOW_MS;
    most.text_len = CHECK_TEXT_MAX;
    for (unsigned k = 0; k < EVIDENCE_COUNT; k++) {
        evidence_add(&most.seen.evidence, (enum evidence_kind)k, text(on),
                     (struct span){.at = on, .len = EVIDENCE_NAME_MAX - 1}, text(on));
    }
    check_state_seal(key, &most, &out);
    assert_false(out.full);
    assert_true(
        check_state_open(key, (struct span){.at = out.at, .len = out.len}, NOW_MS, &back, &e));
    assert_int_equal(back.seen.evidence.count, EVIDENCE_COUNT);
    assert_memory_equal(&back.seen.evidence.at[7], &most.seen.evidence.at[7],
                        sizeof most.seen.evidence.at[7]);
}

static void bytes_that_are_no_findings_are_refused(void **state)
{
    static char bytes[CHECK_STATE_BYTES];
    struct buf out = BUF_ON(bytes);
    struct err e = {0};

    (void)state;
    check_finding_pack(&seen, &out);
    for (size_t len = 0; len < out.len; len++) {
        assert_false(check_finding_unpack((struct span){.at = bytes, .len = len}, &back, &e));
        assert_int_equal(e.code, ERR_INPUT);
    }
    assert_true(check_finding_unpack((struct span){.at = bytes, .len = out.len}, &back, &e));
}

static void a_report_lives_for_a_week(void **state)
{
    struct store *s = *state;
    struct check_report r;
    int64_t expires = 0;
    struct err e = {0};

    assert_true(check_report_make(s, &seen, NOW_MS, &r, &e));
    assert_int_equal(strlen(r.address), CHECK_REPORT_SECRET);
    assert_true(
        check_report_read(s, text(r.address), NOW_MS + CHECK_REPORT_MS - 1, &back, &expires, &e));
    assert_same_but_text();
    assert_int_equal(back.text_len, 0);
    assert_int_equal(expires, NOW_MS + CHECK_REPORT_MS);
    assert_false(
        check_report_read(s, text(r.address), NOW_MS + CHECK_REPORT_MS, &back, &expires, &e));
    assert_int_equal(e.code, ERR_ABSENT);
}

static void only_its_maker_takes_a_report_back(void **state)
{
    struct store *s = *state;
    struct check_report mine;
    struct check_report other;
    int64_t expires;
    struct err e = {0};

    assert_true(check_report_make(s, &seen, NOW_MS, &mine, &e));
    assert_true(check_report_make(s, &seen, NOW_MS, &other, &e));
    assert_string_not_equal(mine.address, other.address);
    assert_false(check_report_remove(s, text(mine.address), text(other.remover), NOW_MS, &e));
    assert_int_equal(e.code, ERR_ABSENT);
    assert_false(check_report_remove(s, text(mine.address), text(mine.address), NOW_MS, &e));
    assert_false(check_report_remove(s, text(mine.address), SPAN(""), NOW_MS, &e));
    assert_true(check_report_read(s, text(mine.address), NOW_MS, &back, &expires, &e));
    assert_true(check_report_remove(s, text(mine.address), text(mine.remover), NOW_MS, &e));
    assert_false(check_report_read(s, text(mine.address), NOW_MS, &back, &expires, &e));
    assert_true(check_report_read(s, text(other.address), NOW_MS, &back, &expires, &e));
    assert_false(check_report_read(s, SPAN("short"), NOW_MS, &back, &expires, &e));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_form_gives_back_what_was_seen),
        cmocka_unit_test(a_form_that_was_changed_is_refused),
        cmocka_unit_test(a_form_is_good_for_two_hours),
        cmocka_unit_test(the_longest_findings_fit),
        cmocka_unit_test(bytes_that_are_no_findings_are_refused),
        cmocka_unit_test(a_report_lives_for_a_week),
        cmocka_unit_test(only_its_maker_takes_a_report_back),
    };

    return cmocka_run_group_tests(tests, begin, end);
}
