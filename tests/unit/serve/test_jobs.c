#include "serve/jobs.h"

#include "cmocka_all.h"

#include <pthread.h>
#include <stdatomic.h>

static _Atomic int ran;
static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;

static void wait_at_the_gate(void *job)
{
    (void)job;
    (void)pthread_mutex_lock(&gate);
    (void)pthread_mutex_unlock(&gate);
    ran++;
}

static void the_queue_is_bounded_and_what_waits_is_run_before_the_end(void **state)
{
    struct jobs *j = NULL;
    struct err e;
    int job = 0;
    int taken = 0;

    (void)state;
    ran = 0;
    (void)pthread_mutex_lock(&gate);
    assert_true(jobs_new(2, 4, wait_at_the_gate, &j, &e));
    for (int i = 0; i < 20; i++) {
        taken += jobs_put(j, &job);
    }
    assert_true(taken >= 4);
    assert_true(taken <= 6); /* two may be with the workers */
    assert_true(jobs_waiting(j) <= 4);
    (void)pthread_mutex_unlock(&gate);
    jobs_free(&j);
    assert_null(j);
    assert_int_equal(ran, taken);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_queue_is_bounded_and_what_waits_is_run_before_the_end),
    };

    return cmocka_run_group_tests_name("serve/jobs", tests, NULL, NULL);
}
