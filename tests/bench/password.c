/* What verifying costs: app passwords from memory, and main passwords while somebody guesses.
 *
 *   bench_password FOLDER [ACCOUNTS]           times of single questions; 1000000 accounts, two app passwords each
 *   bench_password FOLDER storm [SECONDS]      owners who sign in while 200 sources guess as fast as they can
 *
 * FOLDER is where the store's file is made. */
#include "base/memory.h"
#include "base/number.h"
#include "credential/app_password.h"
#include "service/passwords.h"
#include "store/accounts.h"
#include "store/sqlite.h"

#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#define GROUP 10000 /* in a commit */
#define KEPT 20000  /* app passwords the bench knows */
#define ROUNDS 200000

struct known {
    uint32_t account;
    char text[APP_PASSWORD_TEXT_BYTES + 1];
};

struct bench {
    struct store *store;
    struct passwords *p;
    struct credential_key key;
    uint32_t accounts;
    struct known known[KEPT];
};

static int64_t now_ns(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int die(const struct err *e)
{
    (void)fprintf(stderr, "bench_password: %s\n", e->text);
    exit(EX_SOFTWARE);
}

static long resident_kib(void)
{
    long pages = 0;
    FILE *f = fopen("/proc/self/statm", "re");

    if (f != NULL) {
        char line[128];

        if (fgets(line, sizeof line, f) != NULL) {
            struct span rest = {.at = line, .len = strlen(line)};
            struct span head;
            uint64_t n = 0;

            (void)!span_cut(&rest, ' ', &head);
            (void)!number_take(&rest, &n);
            pages = (long)n;
        }
        (void)fclose(f);
    }
    return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

/* --- filling -------------------------------------------------------------------------------------- */

static struct span name_of(char out[static 40], const char *front, uint32_t n, const char *back)
{
    int len = snprintf(out, 40, "%s%07u%s", front, (unsigned)n, back);

    return (struct span){.at = out, .len = (size_t)len};
}

static void put_accounts(struct bench *b, uint32_t from, uint32_t count)
{
    static char names[GROUP][3][40];
    static struct account_record accounts[GROUP];
    static struct store_account_change changes[GROUP];
    struct err e = {0};

    for (uint32_t i = 0; i < count; i++) {
        struct account_record *a = &accounts[i];

        *a = (struct account_record){0};
        a->text[ACCOUNT_ID] = name_of(names[i][0], "u-", from + i, "");
        a->list[ACCOUNT_SIGN_IN_NAMES] =
            (struct account_texts){.count = 1, .at = {name_of(names[i][1], "user", from + i, "")}};
        a->list[ACCOUNT_MAIL_ADDRESSES] = (struct account_texts){
            .count = 1, .at = {name_of(names[i][2], "user", from + i, "@example.jp")}};
        changes[i] = (struct store_account_change){.account = a};
    }
    if (!store_accounts_change(b->store, changes, count, &e)) {
        (void)die(&e);
    }
}

/* Made as passwords_app_create makes them, many in a commit. */
static void put_apps(struct bench *b, uint32_t from, uint32_t count, uint32_t stride)
{
    struct app_password *apps = memory_new(2 * (size_t)count, sizeof *apps);
    struct err e = {0};

    for (uint32_t i = 0; i < 2 * count; i++) {
        uint32_t account = from + i / 2;
        struct app_letters letters;

        apps[i] =
            (struct app_password){.scopes = APP_SCOPE_IMAP | APP_SCOPE_SUBMISSION, .created_ms = 1};
        (void)snprintf(apps[i].account, sizeof apps[i].account, "u-%07u", (unsigned)account);
        app_password_id(apps[i].id);
        app_letters_make(&letters);
        app_password_hash(&b->key,
                          (struct span){.at = apps[i].account, .len = strlen(apps[i].account)},
                          &letters, apps[i].hash);
        if (i % 2 == 0 && account % stride == 0 && account / stride < KEPT) {
            b->known[account / stride].account = account;
            app_letters_print(&letters, b->known[account / stride].text);
        }
    }
    if (!store_app_passwords_put(b->store, apps, 2 * (size_t)count, &e)) {
        (void)die(&e);
    }
    memory_free(apps);
}

static void fill(struct bench *b)
{
    uint32_t stride = b->accounts / KEPT == 0 ? 1 : b->accounts / KEPT;

    for (uint32_t from = 0; from < b->accounts; from += GROUP) {
        uint32_t count = b->accounts - from < GROUP ? b->accounts - from : GROUP;

        put_accounts(b, from, count);
        put_apps(b, from, count, stride);
    }
}

static void start(struct bench *b, const struct passwords_setup *setup)
{
    int64_t since = now_ns();
    long before = resident_kib();
    struct passwords_counts c;
    struct err e = {0};

    if (!passwords_new(setup, &b->p, &e) || !passwords_load(b->p, &e)) {
        (void)die(&e);
    }
    passwords_counts(b->p, &c);
    (void)printf("loaded %llu accounts, %llu names, %llu app passwords in %.2f s; index %.0f bytes "
                 "an account, "
                 "resident +%.0f bytes an account\n",
                 (unsigned long long)c.accounts, (unsigned long long)c.names,
                 (unsigned long long)c.app_passwords, (double)(now_ns() - since) / 1e9,
                 (double)c.bytes / b->accounts,
                 (double)(resident_kib() - before) * 1024 / b->accounts);
}

/* --- single questions ----------------------------------------------------------------------------- */

static int by_size(const void *x, const void *y)
{
    const int64_t *a = x;
    const int64_t *b = y;

    return (*a > *b) - (*a < *b);
}

static void ask_many(struct bench *b, const char *what, const char *front, bool right,
                     enum service service, enum password_result expected)
{
    const size_t middle = ROUNDS / 2;
    const size_t late = ROUNDS / 100 * 99;
    int64_t *took = memory_new(ROUNDS, sizeof *took);

    for (int i = 0; i < ROUNDS; i++) {
        uint32_t n = randombytes_uniform(KEPT);
        const struct known *k = &b->known[n];
        struct password_question q = {.service = service, .now_ms = 1000, .has_remote = true};
        struct password_answer a;
        char login[40];
        char text[APP_PASSWORD_TEXT_BYTES + 1];
        int64_t since;
        bool answered;

        memcpy(text, right ? k->text : b->known[(n + 1) % KEPT].text, sizeof text);
        q.login = name_of(login, front, k->account, "@example.jp");
        (void)!secret_take(&q.password, (struct span){.at = text, .len = APP_PASSWORD_TEXT_BYTES});
        since = now_ns();
        answered = passwords_try(b->p, &q, &a);
        took[i] = now_ns() - since;
        if (!answered || a.result != expected) {
            (void)fprintf(stderr, "bench_password: %s: result %d\n", what, (int)a.result);
            exit(EX_SOFTWARE);
        }
    }
    qsort(took, ROUNDS, sizeof *took, by_size);
    (void)printf("%-28s p50 %6.2f us   p99 %6.2f us\n", what, (double)took[middle] / 1e3,
                 (double)took[late] / 1e3);
    memory_free(took);
}

static void single(struct bench *b)
{
    ask_many(b, "right", "user", true, SERVICE_IMAP, PASSWORD_RIGHT);
    ask_many(b, "wrong", "user", false, SERVICE_IMAP, PASSWORD_WRONG);
    ask_many(b, "right, outside its scope", "user", true, SERVICE_POP3, PASSWORD_WRONG);
    ask_many(b, "unknown name", "nobody", true, SERVICE_IMAP, PASSWORD_WRONG);
}

/* --- a storm -------------------------------------------------------------------------------------- */

struct storm {
    struct bench *b;
    pthread_mutex_t lock;
    uint64_t asked;
    uint64_t told;
    uint64_t busy;
    bool over;
};

static void storm_told(void *ctx, const struct password_answer *a)
{
    struct storm *s = ctx;

    (void)pthread_mutex_lock(&s->lock);
    s->told++;
    s->busy += a->result == PASSWORD_BUSY;
    (void)pthread_mutex_unlock(&s->lock);
}

static bool storm_goes_on(struct storm *s)
{
    bool on;

    (void)pthread_mutex_lock(&s->lock);
    on = !s->over;
    s->asked += on;
    (void)pthread_mutex_unlock(&s->lock);
    return on;
}

/* Every source sends on as soon as it may: 2,000 guesses a second from 200 /24s, never the same one. */
static void *guess(void *arg)
{
    struct storm *s = arg;
    const struct timespec pause = {.tv_nsec = 500000};
    uint64_t n = 0;

    while (storm_goes_on(s)) {
        struct password_question q = {.service = SERVICE_IMAP, .has_remote = true};
        struct password_answer a;
        char login[40];
        char text[40];

        q.now_ms = 1000000 + now_ns() / 1000000;
        q.remote = (struct address){
            .bytes = {[10] = 0xff, 0xff, 100, (uint8_t)(n % 200), 1, (uint8_t)(n / 200)}};
        q.login = name_of(login, "user", randombytes_uniform(s->b->accounts), "@example.jp");
        (void)!secret_take(&q.password, name_of(text, "guess number ", (uint32_t)n++, ""));
        if (!passwords_try(s->b->p, &q, &a)) {
            passwords_submit(s->b->p, &q, storm_told, s);
        } else {
            storm_told(s, &a);
        }
        (void)nanosleep(&pause, NULL);
    }
    return NULL;
}

/* Ten owners, each from a /24 of its own, known there. Nothing is remembered: each is hashed. */
static void own(struct bench *b, int64_t *took, size_t *count, size_t most, double seconds,
                uint64_t *failed)
{
    int64_t until = now_ns() + (int64_t)(seconds * 1e9);

    for (unsigned n = 0; now_ns() < until && *count < most; n++) {
        struct password_question q = {.service = SERVICE_IMAP, .has_remote = true};
        struct password_answer a;
        char login[40];
        struct err e = {0};
        int64_t since = now_ns();

        q.now_ms = 1000000 + since / 1000000;
        q.remote = (struct address){.bytes = {[10] = 0xff, 0xff, 10, (uint8_t)(n % 10), 0, 1}};
        q.login = name_of(login, "user", n % 10, "@example.jp");
        (void)!secret_take(&q.password, SPAN("correct horse battery"));
        if (!passwords_verify(b->p, &q, &a, &e)) {
            (void)die(&e);
        }
        took[(*count)++] = now_ns() - since;
        *failed += a.result != PASSWORD_RIGHT;
    }
}

static void told_of(const char *what, int64_t *took, size_t count, uint64_t failed)
{
    const size_t middle = count / 2;
    const size_t late = (count - 1) * 99 / 100;

    qsort(took, count, sizeof *took, by_size);
    (void)printf("%-20s %zu sign-ins of owners, %llu failed; p50 %.1f ms, p99 %.1f ms\n", what,
                 count, (unsigned long long)failed, (double)took[middle] / 1e6,
                 (double)took[late] / 1e6);
}

static void storm(struct bench *b, double seconds)
{
    struct storm s = {.b = b, .lock = PTHREAD_MUTEX_INITIALIZER};
    const size_t most = 100000;
    int64_t *took = memory_new(most, sizeof *took);
    struct passwords_counts c;
    struct rusage before;
    struct rusage after;
    struct secret password;
    pthread_t thread;
    uint64_t failed = 0;
    size_t count = 0;
    double cpu;
    long memory;

    (void)!secret_take(&password, SPAN("correct horse battery"));
    for (uint32_t i = 0; i < 10; i++) {
        char id[40];
        struct err e = {0};

        if (!passwords_main_set(b->p, name_of(id, "u-", i, ""), &password, 1, &e)) {
            (void)die(&e);
        }
    }
    own(b, took, &count, most, seconds / 4, &failed);
    told_of("quiet:", took, count, failed);
    memory = resident_kib();
    count = 0;
    failed = 0;
    (void)getrusage(RUSAGE_SELF, &before);
    if (pthread_create(&thread, NULL, guess, &s) != 0) {
        exit(EX_OSERR);
    }
    own(b, took, &count, most, seconds, &failed);
    (void)pthread_mutex_lock(&s.lock);
    s.over = true;
    (void)pthread_mutex_unlock(&s.lock);
    (void)pthread_join(thread, NULL);
    (void)getrusage(RUSAGE_SELF, &after);
    told_of("while guessed at:", took, count, failed);
    passwords_counts(b->p, &c);
    cpu = (double)(after.ru_utime.tv_sec - before.ru_utime.tv_sec) +
          (double)(after.ru_utime.tv_usec - before.ru_utime.tv_usec) / 1e6;
    (void)printf("%llu guesses in %.0f s, %llu turned away (%llu because the source guesses); %.2f "
                 "of one core, "
                 "resident +%ld KiB, peak %ld KiB\n",
                 (unsigned long long)s.asked, seconds,
                 (unsigned long long)c.refused + (unsigned long long)c.crowded,
                 (unsigned long long)c.refused, cpu / seconds, resident_kib() - memory,
                 after.ru_maxrss);
    memory_free(took);
}

int main(int argc, char *argv[])
{
    static struct bench b;
    struct passwords_setup setup = {
        .hash_mib = 19, .hash_passes = 2, .threads = 1, .queue = 256, .remember_s = 3600};
    const uint8_t bytes[CREDENTIAL_KEY_SIZE] = {1};
    bool storms = argc > 2 && strcmp(argv[2], "storm") == 0;
    uint64_t n = storms ? 10 : 1000000;
    char path[4096];
    struct err e = {0};

    if (argc < 2 || argc > 4 || sodium_init() < 0 ||
        (argc > (storms ? 3 : 2) &&
         !number_parse(
             (struct span){.at = argv[storms ? 3 : 2], .len = strlen(argv[storms ? 3 : 2])}, 1,
             10000000, &n))) {
        (void)fputs("usage: bench_password FOLDER [ACCOUNTS] | FOLDER storm [SECONDS]\n", stderr);
        return EX_USAGE;
    }
    credential_key_derive(bytes, &b.key);
    b.accounts = storms ? 20000 : (uint32_t)(n < KEPT ? KEPT : n);
    (void)snprintf(path, sizeof path, "%s/bench_password.db", argv[1]);
    (void)unlink(path);
    if (!store_sqlite_open(path, &b.store, &e)) {
        return die(&e);
    }
    fill(&b);
    setup.store = b.store;
    setup.key = &b.key;
    setup.remember_s = storms ? 0 : setup.remember_s;
    start(&b, &setup);
    if (storms) {
        storm(&b, (double)n);
    } else {
        single(&b);
    }
    passwords_free(&b.p);
    store_free(&b.store);
    (void)unlink(path);
    return EX_OK;
}
