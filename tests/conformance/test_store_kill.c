/* kill -9 at random instants: what was acknowledged is there, exactly once, and never half a batch.
 *
 * MIOBOE_KILL_ROUNDS=200 for the long run; 30 rounds otherwise. */
#include "store_fixture.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#define ROUNDS 30
#define WRITERS 3       /* threads of the child, so that groups form */
#define BATCH_CHANGES 4 /* changes of one batch, each another account */
#define BATCHES_MAX (1 << 20)

/* Batch n of the whole run writes one unusual row with score n for each of the accounts "0".."3",
 * profiles that hold n of account "0".., identity n + 1 in hour n, and counter (writer, 0) = n. */
static bool batch_record(struct store *s, uint32_t n, struct err *e)
{
    static const char *const names[BATCH_CHANGES] = {"0", "1", "2", "3"};
    struct history_row row = unusual_row(DAY0 + n);
    struct store_change changes[BATCH_CHANGES];
    uint8_t profile[STORE_PROFILE_SIZE] = {0};
    const struct store_counter counter = {.table = 1, .index = n % 16, .value = n};
    struct store_batch batch = {.changes = changes,
                                .change_count = BATCH_CHANGES,
                                .counters = &counter,
                                .counter_count = 1};

    row.decision.score = (int32_t)n;
    memcpy(profile, &n, sizeof n);
    for (size_t i = 0; i < BATCH_CHANGES; i++) {
        changes[i] =
            (struct store_change){.account = text_span(names[i]), .profile = profile, .row = &row};
    }
    changes[0].identity = (uint64_t)n + 1;
    changes[0].identity_hour = n / 64;
    return store_record(s, &batch, e);
}

struct child {
    struct store *s;
    uint32_t next; /* the writer's first batch */
    int pipe;
};

static void *child_run(void *arg)
{
    struct child *c = arg;
    struct err e = {0};

    for (uint32_t n = c->next; n < BATCHES_MAX; n += WRITERS) {
        if (!batch_record(c->s, n, &e) || write(c->pipe, &n, sizeof n) != sizeof n) {
            _exit(3);
        }
    }
    return NULL;
}

/* Never returns: killed by the parent. */
static void child_main(const char *path, uint32_t from, int pipe)
{
    struct child children[WRITERS];
    pthread_t threads[WRITERS];
    struct store *s;
    struct err e = {0};

    if (!store_sqlite_open(path, &s, &e)) {
        _exit(2);
    }
    for (uint32_t i = 0; i < WRITERS; i++) {
        children[i] = (struct child){.s = s, .next = from + i, .pipe = pipe};
        if (pthread_create(&threads[i], NULL, child_run, &children[i]) != 0) {
            _exit(4);
        }
    }
    for (;;) {
        (void)pause();
    }
}

/* Reads acknowledged numbers until the pipe ends; returns the highest number + 1. */
static uint32_t acks_read(int pipe, bool *acked, uint32_t next)
{
    uint32_t n;

    while (read(pipe, &n, sizeof n) == sizeof n) {
        assert_true(n < BATCHES_MAX);
        acked[n] = true;
        if (n >= next) {
            next = n + 1;
        }
    }
    return next;
}

/* How often each batch was seen in one account's history. */
struct seen {
    uint8_t *times;
};

static bool seen_take(void *ctx, const struct history_row *row)
{
    struct seen *seen = ctx;

    assert_in_range(row->decision.score, 0, BATCHES_MAX - 1);
    seen->times[row->decision.score]++;
    return true;
}

static void identities_check(struct store *s, const uint8_t *times, uint32_t end)
{
    struct err e = {0};

    for (uint32_t hour = 0; hour <= end / 64; hour++) {
        uint64_t *hashes;
        size_t count;
        size_t want = 0;

        assert_true(store_identities(s, hour, &hashes, &count, &e));
        for (uint32_t n = hour * 64; n < hour * 64 + 64; n++) {
            want += times[n];
        }
        assert_int_equal(count, want);
        free(hashes);
    }
}

/* The profiles are those of one batch, and that batch is in the history. */
static void profiles_check(struct store *s, const uint8_t *times)
{
    static const struct span names[BATCH_CHANGES] = {SPAN_INIT("0"), SPAN_INIT("1"), SPAN_INIT("2"),
                                                     SPAN_INIT("3")};
    uint8_t first[STORE_PROFILE_SIZE];
    uint8_t other[STORE_PROFILE_SIZE];
    uint32_t n;
    struct err e = {0};

    if (!store_profile(s, names[0], first, &e)) {
        assert_int_equal(e.code, ERR_ABSENT);
        return;
    }
    for (size_t i = 1; i < BATCH_CHANGES; i++) {
        assert_true(store_profile(s, names[i], other, &e));
        assert_memory_equal(first, other, sizeof first);
    }
    memcpy(&n, first, sizeof n);
    assert_int_equal(times[n], 1);
}

/* Every acknowledged batch once in every account; others once in every account, or in none. */
static void whole_check(const char *path, const bool *acked, uint32_t end)
{
    static const char *const names[BATCH_CHANGES] = {"0", "1", "2", "3"};
    const struct store_page all = {.limit = SIZE_MAX};
    uint8_t *times[BATCH_CHANGES];
    struct store *s;
    struct err e = {0};

    if (!store_sqlite_open(path, &s, &e)) {
        fail_msg("after a kill: %s", e.text);
    }
    for (size_t i = 0; i < BATCH_CHANGES; i++) {
        struct seen seen = {.times = calloc(BATCHES_MAX + 64, 1)};

        times[i] = seen.times;
        assert_non_null(times[i]);
        assert_true(store_history(s, text_span(names[i]), &all, seen_take, &seen, &e));
        assert_memory_equal(times[i], times[0], BATCHES_MAX);
    }
    for (uint32_t n = 0; n < end; n++) {
        assert_in_range(times[0][n], acked[n] ? 1 : 0, 1);
    }
    identities_check(s, times[0], end);
    profiles_check(s, times[0]);
    for (size_t i = 0; i < BATCH_CHANGES; i++) {
        free(times[i]);
    }
    store_free(&s);
}

/* One child, killed delay_us after its start, or, when `begun`, after its first acknowledgement. */
static uint32_t round_run(const char *path, bool *acked, uint32_t next, bool begun, long delay_us)
{
    const struct timespec delay = {.tv_sec = delay_us / 1000000,
                                   .tv_nsec = delay_us % 1000000 * 1000};
    struct pollfd first;
    int ends[2];
    int status;
    pid_t pid;

    assert_int_equal(pipe(ends), 0);
    pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        (void)close(ends[0]);
        child_main(path, next, ends[1]);
    }
    (void)close(ends[1]);
    first = (struct pollfd){.fd = ends[0], .events = POLLIN};
    assert_true(!begun || poll(&first, 1, 60000) == 1);
    (void)nanosleep(&delay, NULL);
    assert_int_equal(kill(pid, SIGKILL), 0);
    next = acks_read(ends[0], acked, next);
    (void)close(ends[0]);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    /* Numbers that were never acknowledged may be in the file: skip them all next time. */
    return next + 4 * WRITERS;
}

static void kill_at_any_instant_loses_nothing_acknowledged_and_leaves_no_half_batch(void **state)
{
    const char *asked = getenv("MIOBOE_KILL_ROUNDS");
    uint64_t rounds = ROUNDS;
    bool *acked = calloc(BATCHES_MAX, sizeof *acked);
    uint64_t seed = 20261121;
    uint32_t next = 0;
    size_t acks = 0;
    struct fixture f = {.dir = "/tmp/mioboe-store-XXXXXX"};

    (void)state;
    assert_non_null(acked);
    assert_non_null(mkdtemp(f.dir));
    (void)snprintf(f.path, sizeof f.path, "%s/store.db", f.dir);
    if (asked != NULL) {
        rounds = strtoull(asked, NULL, 10);
    }
    for (uint64_t i = 0; i < rounds; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        /* Every third meets the opening and the making of the tables. */
        next = round_run(f.path, acked, next, i % 3 != 0,
                         (long)((seed >> 33) % (i % 3 == 0 ? 8000 : 60000)));
        if (rounds <= ROUNDS || i % 10 == 9) {
            whole_check(f.path, acked, next);
        }
    }
    for (uint32_t n = 0; n < next; n++) {
        acks += acked[n];
    }
    print_message("%zu batches acknowledged over %llu kills\n", acks, (unsigned long long)rounds);
    assert_true(acks >= rounds / 2);
    free(acked);
    fixture_remove(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kill_at_any_instant_loses_nothing_acknowledged_and_leaves_no_half_batch),
    };

    return cmocka_run_group_tests_name("store/kill", tests, NULL, NULL);
}
