/* What the child may and may not do: a function under test runs inside of a real sandbox. */
#include "message/sandbox.h"

#include "base/memory.h"

#include "cmocka_all.h"
#include "sandboxed.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static uint32_t requests; /* this child has had */

static bool is(struct span request, const char *word)
{
    return span_eq(request, (struct span){.at = word, .len = strlen(word)});
}

static void take_memory(struct buf *answer)
{
    size_t taken = 0;

    for (; taken < 64; taken++) { /* large pieces, which nobody has to clear */
        volatile char *at = memory_new(1, (size_t)32 * 1024 * 1024);

        at[0] = 1;
    }
    buf_addf(answer, "%zu", taken);
}

static void try_files(struct buf *answer)
{
    int fd = open("/etc/passwd", O_RDONLY | O_CLOEXEC);

    buf_addf(answer, "%d %d", fd, errno);
}

static void hang(void)
{
    volatile bool forever = true;

    while (forever) {
    }
}

static void act(void *context, struct span request, struct buf *answer)
{
    (void)context;
    requests++;
    if (is(request, "count")) {
        buf_addf(answer, "%u", requests);
    } else if (is(request, "file")) {
        try_files(answer);
    } else if (is(request, "socket")) {
        buf_addf(answer, "%d", socket(AF_INET, SOCK_STREAM, 0));
    } else if (is(request, "fork")) {
        buf_addf(answer, "%d", fork());
    } else if (is(request, "memory")) {
        take_memory(answer);
    } else if (is(request, "hang")) {
        hang();
    } else if (is(request, "crash")) {
        (void)raise(SIGSEGV);
    } else if (is(request, "exit")) {
        _exit(0);
    } else if (is(request, "flood")) {
        while (!answer->full) {
            buf_add(answer, SPAN("0123456789abcdef"));
        }
    } else {
        buf_add(answer, request);
    }
}

static struct sandbox *opened(void)
{
    struct sandbox_work work = {.run = act};
    struct sandbox *s = NULL;
    struct err e = {0};

    if (!sandbox_open(&work, &s, &e)) {
        fail_msg("%s", e.text);
    }
    return s;
}

static enum sandbox_outcome ask(struct sandbox *s, const char *request, struct span *answer)
{
    return sandbox_ask(s, (struct span){.at = request, .len = strlen(request)}, answer);
}

static void assert_answer(struct sandbox *s, const char *request, const char *expected)
{
    struct span answer;

    assert_int_equal(ask(s, request, &answer), SANDBOX_DONE);
    assert_int_equal(answer.len, strlen(expected));
    assert_memory_equal(answer.at, expected, answer.len);
}

static void assert_lost(const char *request, enum sandbox_outcome expected)
{
    struct sandbox *s = opened();
    struct span answer;

    assert_int_equal(ask(s, request, &answer), expected);
    assert_int_equal(answer.len, 0);
    assert_answer(s, "count", "1"); /* a new child */
    sandbox_close(&s);
}

static void one_child_answers_one_request_after_another(void **state)
{
    struct sandbox *s = opened();

    (void)state;
    assert_answer(s, "hello", "hello");
    assert_answer(s, "", "");
    assert_answer(s, "count", "3");
    sandbox_close(&s);
    assert_null(s);
}

static void large_requests_and_answers_pass(void **state)
{
    static char large[7 * 1024 * 1024];
    struct sandbox *s = opened();
    struct span answer;

    (void)state;
    memset(large, 'x', sizeof large);
    assert_int_equal(sandbox_ask(s, (struct span){.at = large, .len = sizeof large}, &answer),
                     SANDBOX_DONE);
    assert_int_equal(answer.len, sizeof large);
    assert_memory_equal(answer.at, large, sizeof large);
    assert_answer(s, "count", "2");
    sandbox_close(&s);
}

static void files_cannot_be_opened(void **state)
{
    struct sandbox *s = opened();
    char expected[20];

    (void)state;
    (void)snprintf(expected, sizeof expected, "-1 %d", EACCES);
    assert_answer(s, "file", expected);
    sandbox_close(&s);
}

static void a_call_for_the_network_ends_the_child(void **state)
{
    (void)state;
    assert_lost("socket", SANDBOX_FORBIDDEN);
}

static void a_call_for_a_new_process_ends_the_child(void **state)
{
    (void)state;
    assert_lost("fork", SANDBOX_FORBIDDEN);
}

static void a_child_that_hangs_is_killed_in_time(void **state)
{
    (void)state;
    assert_lost("hang", SANDBOX_TIMEOUT);
}

static void a_child_that_asks_for_too_much_memory_ends(void **state)
{
    (void)state;
    if (SANITIZED) {
        skip();
    }
    assert_lost("memory", SANDBOX_MEMORY_OUT);
}

static void a_child_that_crashes_or_leaves_is_replaced(void **state)
{
    (void)state;
    assert_lost("crash", SANDBOX_DIED);
    assert_lost("exit", SANDBOX_DIED);
}

static void an_answer_that_does_not_fit_is_none_and_the_child_lives(void **state)
{
    struct sandbox *s = opened();
    struct span answer;

    (void)state;
    assert_int_equal(ask(s, "flood", &answer), SANDBOX_TOO_LONG);
    assert_int_equal(answer.len, 0);
    assert_answer(s, "count", "2");
    sandbox_close(&s);
}

static void a_request_that_is_too_long_is_not_sent(void **state)
{
    struct sandbox *s = opened();
    char *large = memory_new(SANDBOX_REQUEST_MAX + 1, 1);
    struct span answer;

    (void)state;
    assert_int_equal(
        sandbox_ask(s, (struct span){.at = large, .len = SANDBOX_REQUEST_MAX + 1}, &answer),
        SANDBOX_TOO_LONG);
    assert_answer(s, "count", "1");
    memory_free(large);
    sandbox_close(&s);
}

static bool refuse(void *context, struct err *e)
{
    (void)context;
    return err_set(e, ERR_CONFIG, "no data here");
}

static void a_child_that_cannot_prepare_says_why(void **state)
{
    struct sandbox_work work = {.prepare = refuse, .run = act};
    struct sandbox *s = NULL;
    struct err e = {0};

    (void)state;
    assert_false(sandbox_open(&work, &s, &e));
    assert_int_equal(e.code, ERR_SYSTEM);
    assert_non_null(strstr(e.text, "no data here"));
    assert_null(s);
}

static void a_child_is_replaced_after_its_share_of_requests(void **state)
{
    struct sandbox *s = opened();
    struct span answer;

    (void)state;
    for (uint32_t i = 0; i < SANDBOX_RECYCLE; i++) {
        assert_int_equal(ask(s, "x", &answer), SANDBOX_DONE);
    }
    assert_answer(s, "count", "1");
    sandbox_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_child_answers_one_request_after_another),
        cmocka_unit_test(large_requests_and_answers_pass),
        cmocka_unit_test(files_cannot_be_opened),
        cmocka_unit_test(a_call_for_the_network_ends_the_child),
        cmocka_unit_test(a_call_for_a_new_process_ends_the_child),
        cmocka_unit_test(a_child_that_hangs_is_killed_in_time),
        cmocka_unit_test(a_child_that_asks_for_too_much_memory_ends),
        cmocka_unit_test(a_child_that_crashes_or_leaves_is_replaced),
        cmocka_unit_test(an_answer_that_does_not_fit_is_none_and_the_child_lives),
        cmocka_unit_test(a_request_that_is_too_long_is_not_sent),
        cmocka_unit_test(a_child_that_cannot_prepare_says_why),
        cmocka_unit_test(a_child_is_replaced_after_its_share_of_requests),
    };

    if (under_valgrind()) {
        return SKIPPED;
    }
    return cmocka_run_group_tests_name("message/sandbox", tests, NULL, NULL);
}
