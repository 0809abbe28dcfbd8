/* memmem(3) */
#define _GNU_SOURCE /* NOLINT */
#include "service/check_pool.h"

#include "base/memory.h"
#include "base/monotonic.h"
#include "cmocka_all.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#define TEXT                                                                                       \
    "From: a@b.example\r\nTo: c@d.example\r\nSubject: lunch\r\n"                                   \
    "Date: Sat, 21 Nov 2026 10:00:06 +0900\r\n\r\nOn Monday?\r\n"

/* Hangs, or takes its process down, when the message says so. */
static bool record(void *ctx, const struct record_question *q, struct record_answer *out,
                   struct err *e)
{
    (void)ctx;
    (void)out;
    if (memmem(q->text.at, q->text.len, "hang", 4) != NULL) {
        (void)usleep(400000);
    }
    if (memmem(q->text.at, q->text.len, "die", 3) != NULL) {
        (void)kill(getpid(), SIGKILL);
    }
    return !span_eq(q->recipient, SPAN("away@d.example")) || err_set(e, ERR_SYSTEM, "away");
}

static _Atomic int told;

static void lost(void *ctx)
{
    (void)ctx;
    (void)atomic_fetch_add(&told, 1);
}

static struct check_pool *pool_of(size_t processes)
{
    const struct check_pool_setup setup = {
        .processes = processes, .records = {.notice = record}, .lost = lost};
    struct check_pool *p = NULL;
    struct err e = {0};

    assert_true(check_pool_open(&setup, &p, &e));
    assert_true(check_pool_start(p, &e));
    return p;
}

static enum filter_state ask(struct check_pool *p, const char *text, const char *recipient,
                             int64_t within_ms, struct check_result *out)
{
    struct check_task task = {.len = strlen(text),
                              .recipient = {.at = recipient, .len = strlen(recipient)}};

    task.message = memory_new(task.len + 1, 1);
    memcpy(task.message, text, task.len);
    return check_pool_ask(p, &task, monotonic_ms() + within_ms, out);
}

static void a_message_is_judged_with_its_sender_and_record(void **state)
{
    struct check_pool *p = pool_of(1);
    struct check_result *r = memory_new(1, sizeof *r);

    (void)state;
    assert_int_equal(ask(p, TEXT, "c@d.example", 5000, r), FILTER_CHECKED);
    assert_int_equal(r->verdict.code, VERDICT_CANNOT_TELL);
    assert_string_equal(r->sender, "a@b.example");
    assert_false(r->unasked);
    assert_int_equal(ask(p, TEXT, "away@d.example", 5000, r), FILTER_CHECKED);
    assert_true(r->unasked);
    memory_free(r);
    check_pool_free(&p);
    assert_null(p);
}

static void nobody_waits_longer_than_the_deadline(void **state)
{
    struct check_pool *p = pool_of(1);
    struct check_result *r = memory_new(1, sizeof *r);
    int64_t began = monotonic_ms();

    (void)state;
    assert_int_equal(ask(p, TEXT "hang", "c@d.example", 50, r), FILTER_LATE);
    assert_int_equal(ask(p, TEXT, "c@d.example", 50, r), FILTER_LATE);
    assert_true(monotonic_ms() - began < 350);
    assert_int_equal(ask(p, TEXT, "c@d.example", 5000, r), FILTER_CHECKED);
    memory_free(r);
    check_pool_free(&p);
}

struct asker {
    struct check_pool *pool;
    struct check_result result;
    enum filter_state state;
};

static void *ask_late(void *ctx)
{
    struct asker *a = ctx;

    a->state = ask(a->pool, TEXT "hang", "c@d.example", 200, &a->result);
    return NULL;
}

static void too_many_at_once_are_told_so_at_once(void **state)
{
    enum {
        MANY = CHECK_POOL_WAITING + 4
    };
    struct check_pool *p = pool_of(1);
    struct asker *askers = memory_new(MANY, sizeof *askers);
    pthread_t threads[MANY];
    int busy = 0;

    (void)state;
    for (int i = 0; i < MANY; i++) {
        askers[i].pool = p;
        assert_int_equal(pthread_create(&threads[i], NULL, ask_late, &askers[i]), 0);
    }
    for (int i = 0; i < MANY; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        busy += askers[i].state == FILTER_BUSY;
        assert_true(askers[i].state == FILTER_BUSY || askers[i].state == FILTER_LATE);
    }
    assert_true(busy >= 1);
    memory_free(askers);
    check_pool_free(&p);
}

static void when_the_last_process_has_died_that_is_told_once_and_mail_goes_on(void **state)
{
    struct check_pool *p = pool_of(2);
    struct check_result *r = memory_new(1, sizeof *r);

    (void)state;
    atomic_store(&told, 0);
    assert_int_equal(ask(p, TEXT "die", "c@d.example", 5000, r), FILTER_BROKEN);
    assert_int_equal(ask(p, TEXT, "c@d.example", 5000, r), FILTER_CHECKED);
    assert_int_equal(ask(p, TEXT "die", "c@d.example", 5000, r), FILTER_BROKEN);
    assert_int_equal(ask(p, TEXT, "c@d.example", 5000, r), FILTER_BROKEN);
    check_pool_free(&p);
    assert_int_equal(atomic_load(&told), 1);
    memory_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_message_is_judged_with_its_sender_and_record),
        cmocka_unit_test(nobody_waits_longer_than_the_deadline),
        cmocka_unit_test(too_many_at_once_are_told_so_at_once),
        cmocka_unit_test(when_the_last_process_has_died_that_is_told_once_and_mail_goes_on),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
