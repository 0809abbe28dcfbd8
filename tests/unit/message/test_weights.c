#include "message/weights.h"

#include "message/fit.h"

#include "cmocka_all.h"

#include <stdlib.h>

static struct weights built_in(void)
{
    struct weights w;
    struct err e = {0};

    if (!weights_parse(weights_file, &w, &e)) {
        fail_msg("%s", e.text);
    }
    return w;
}

static void every_weight_goes_in_the_direction_of_its_evidence(void **state)
{
    struct weights w = built_in();

    (void)state;
    for (unsigned k = 0; k < EVIDENCE_COUNT; k++) {
        enum direction d = evidence_direction((enum evidence_kind)k);

        assert_true(d == DIRECTION_FAKE || w.of[k].now <= 0);
        assert_true(d == DIRECTION_GENUINE || w.of[k].now >= 0);
    }
    assert_true(w.bias.now < 0 && w.bias_sms.now < 0);
    assert_true(w.leans_fake_from.now < w.fake_from.now);
}

static void what_is_printed_reads_the_same(void **state)
{
    static char bytes[16384];
    struct buf b = BUF_ON(bytes);
    struct weights w = built_in();
    struct weights again;
    struct err e = {0};

    (void)state;
    weights_print(&b, &w);
    assert_false(b.full);
    assert_true(weights_parse((struct span){.at = b.at, .len = b.len}, &again, &e));
    assert_memory_equal(&w, &again, sizeof w);
}

static void a_damaged_file_is_refused(void **state)
{
    static const struct span bad[] = {
        SPAN_INIT("bias\t1\n"),          SPAN_INIT("bias\t1\t2\nbias\t1\t2\n"),
        SPAN_INIT("nothing\t1\t2\n"),    SPAN_INIT("bias\t99999\t2\n"),
        SPAN_INIT("bias\t1\t2\t3\n"),    SPAN_INIT("bias\t-\t2\n"),
        SPAN_INIT("# only a comment\n"), SPAN_INIT(""),
    };

    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct weights w;
        struct weights before;
        struct err e = {0};

        memset(&w, 0x55, sizeof w);
        before = w;
        assert_false(weights_parse(bad[i], &w, &e));
        assert_int_equal(e.code, ERR_CONFIG);
        assert_memory_equal(&w, &before, sizeof w);
    }
}

/* --- fitting --------------------------------------------------------------------------------------- */

static struct fit_row row_of(bool fake, enum evidence_kind k, unsigned fold)
{
    struct fit_row row = {.weight = 1, .fake = fake, .fold = (uint8_t)fold};

    row.kinds[k / 64] |= (uint64_t)1 << (k % 64);
    return row;
}

static void a_fit_finds_what_tells_fakes_apart_and_is_the_same_each_time(void **state)
{
    struct fit_row rows[40];
    struct weights prior = built_in();
    struct weights first;
    struct weights second;
    struct err e = {0};

    (void)state;
    prior.of[EVIDENCE_IDN_LINK].prior = 0;
    prior.of[EVIDENCE_ALARM].prior = 0;
    for (unsigned i = 0; i < COUNT(rows); i++) {
        rows[i] =
            row_of(i % 2 == 0, i % 2 == 0 ? EVIDENCE_IDN_LINK : EVIDENCE_ALARM, i % FIT_FOLDS);
    }
    assert_true(fit_weights(rows, COUNT(rows), FIT_FOLDS, &prior, &first, &e));
    assert_true(fit_weights(rows, COUNT(rows), FIT_FOLDS, &prior, &second, &e));
    assert_memory_equal(&first, &second, sizeof first);
    assert_true(first.of[EVIDENCE_IDN_LINK].now > 100);
    assert_int_equal(first.of[EVIDENCE_ALARM].now, 0); /* never below: it speaks for a fake */
    assert_true(fit_score(&rows[0], &first) > fit_score(&rows[1], &first));
}

static void a_fit_of_one_class_is_refused(void **state)
{
    struct fit_row row = row_of(true, EVIDENCE_ALARM, 0);
    struct weights prior = built_in();
    struct weights out;
    struct weights before;
    struct err e = {0};

    (void)state;
    memset(&out, 0x55, sizeof out);
    before = out;
    assert_false(fit_weights(&row, 1, FIT_FOLDS, &prior, &out, &e));
    assert_int_equal(e.code, ERR_INPUT);
    assert_memory_equal(&out, &before, sizeof out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_weight_goes_in_the_direction_of_its_evidence),
        cmocka_unit_test(what_is_printed_reads_the_same),
        cmocka_unit_test(a_damaged_file_is_refused),
        cmocka_unit_test(a_fit_finds_what_tells_fakes_apart_and_is_the_same_each_time),
        cmocka_unit_test(a_fit_of_one_class_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
