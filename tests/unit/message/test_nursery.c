/* Children of sandboxes for a process with threads: where they come from, and what when that dies. */
#include "message/nursery.h"

#include "cmocka_all.h"
#include "sandboxed.h"

#include <pthread.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#define THREADS 6
#define ROUNDS 20

static void act(void *context, struct span request, struct buf *answer)
{
    (void)context;
    if (span_eq(request, SPAN("crash"))) {
        (void)raise(SIGSEGV);
    }
    if (span_eq(request, SPAN("who"))) {
        buf_addf(answer, "%d", (int)getpid());
        return;
    }
    buf_add(answer, request);
}

static struct nursery *opened(void)
{
    const struct sandbox_work work = {.run = act};
    struct nursery *n = NULL;
    struct err e = {0};

    if (!nursery_open(&work, &n, &e)) {
        fail_msg("%s", e.text);
    }
    return n;
}

static struct sandbox *child_of(struct nursery *n)
{
    struct sandbox *s = NULL;
    struct err e = {0};

    if (!sandbox_open_in(n, &s, &e)) {
        fail_msg("%s", e.text);
    }
    return s;
}

static bool answers(struct sandbox *s, const char *request)
{
    const struct span asked = {.at = request, .len = strlen(request)};
    struct span answer;

    return sandbox_ask(s, asked, &answer) == SANDBOX_DONE && span_eq(answer, asked);
}

static void *ask_and_crash(void *nursery)
{
    struct sandbox *s = child_of(nursery);

    for (int i = 0; i < ROUNDS; i++) {
        struct span answer;

        if (i % 5 == 4) {
            assert_int_equal(sandbox_ask(s, SPAN("crash"), &answer), SANDBOX_DIED);
        }
        assert_true(answers(s, "hello"));
    }
    sandbox_close(&s);
    return NULL;
}

static void children_are_born_and_replaced_from_any_thread(void **state)
{
    struct nursery *n = opened();
    pthread_t threads[THREADS];

    (void)state;
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, ask_and_crash, n), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    }
    nursery_close(&n);
    assert_null(n);
}

static void a_request_in_pieces_is_one_request(void **state)
{
    const struct span parts[] = {SPAN("a"), SPAN(""), SPAN("bc")};
    struct nursery *n = opened();
    struct sandbox *s = child_of(n);
    struct span answer;

    (void)state;
    assert_int_equal(sandbox_ask_parts(s, parts, COUNT(parts), &answer), SANDBOX_DONE);
    assert_true(span_eq(answer, SPAN("abc")));
    sandbox_close(&s);
    nursery_close(&n);
}

/* Within a second: the watcher has to see the end first. */
static bool heals(struct sandbox *s)
{
    const struct timespec pause = {.tv_nsec = 10000000};

    for (int i = 0; i < 100; i++) {
        if (answers(s, "again")) {
            return true;
        }
        (void)nanosleep(&pause, NULL);
    }
    return false;
}

static void a_nursery_that_dies_takes_its_children_along_and_another_comes(void **state)
{
    struct nursery *n = opened();
    struct sandbox *s = child_of(n);
    pid_t before = nursery_process(n);

    (void)state;
    assert_true(before > 0);
    assert_true(answers(s, "hello"));
    assert_int_equal(kill(before, SIGKILL), 0);
    assert_true(heals(s));
    assert_int_not_equal(nursery_process(n), before);
    sandbox_close(&s);
    nursery_close(&n);
}

static void the_end_a_service_is_told_ends_no_child(void **state)
{
    struct nursery *n = opened();
    struct sandbox *s = child_of(n);

    (void)state;
    assert_int_equal(kill(nursery_process(n), SIGTERM), 0);
    assert_true(answers(s, "still here"));
    sandbox_close(&s);
    nursery_close(&n);
}

static void a_child_ended_between_requests_costs_none(void **state)
{
    struct nursery *n = opened();
    struct sandbox *s = child_of(n);
    struct span answer;
    char text[16] = "";

    (void)state;
    assert_int_equal(sandbox_ask(s, SPAN("who"), &answer), SANDBOX_DONE);
    assert_in_range(answer.len, 1, sizeof text - 1);
    memcpy(text, answer.at, answer.len);
    assert_int_equal(kill((pid_t)strtol(text, NULL, 10), SIGKILL), 0);
    assert_true(heals(s));
    sandbox_close(&s);
    nursery_close(&n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(children_are_born_and_replaced_from_any_thread),
        cmocka_unit_test(a_request_in_pieces_is_one_request),
        cmocka_unit_test(a_nursery_that_dies_takes_its_children_along_and_another_comes),
        cmocka_unit_test(the_end_a_service_is_told_ends_no_child),
        cmocka_unit_test(a_child_ended_between_requests_costs_none),
    };

    return under_valgrind() ? SKIPPED : cmocka_run_group_tests(tests, NULL, NULL);
}
