/* Durable sign-ins a second through the SQLite store, against sqlite3 itself writing the same rows,
 * indexes and profiles in transactions of the mean size the store formed, in the same run, on a
 * copy of the same file.
 *
 * Usage: bench_store [DIRECTORY [ROWS...]]   (default: . 100000 1000000)
 *        bench_store DIRECTORY grow ROWS...    the store alone, one file that grows to each size
 *
 * Every sign-in changes a profile of 256 bytes and is known by an identity. "new" adds a history
 * row that stands alone, "poll" counts one more into today's row of the account. Accounts are taken
 * at random, ten rows of history each: the worst case for caches. */
#include "base/number.h"
#include "base/span.h"
#include "base/time.h"
#include "store/memory.h"
#include "store/row.h"
#include "store/sqlite.h"
#include "store/sqlite_db.h"

#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define DAY0 (INT64_C(20000) * TIME_DAY_MS)
#define NAME_MAX_BYTES 32
#define ROWS_PER_ACCOUNT 10
#define ROUNDS 5

enum kind {
    KIND_NEW,
    KIND_POLL
};

struct report {
    uint32_t account;
    char name[NAME_MAX_BYTES];
    uint8_t profile[STORE_PROFILE_SIZE];
    struct history_row row;
    struct store_change change;
};

static uint64_t seed = 1;
static uint64_t identities;

static uint32_t dice(uint32_t sides)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((seed >> 33) % sides);
}

static double now(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void die(const char *what, const char *why)
{
    (void)fprintf(stderr, "bench_store: %s: %s\n", what, why);
    exit(1);
}

static void report_make(struct report *r, enum kind kind, uint32_t account, int64_t at_ms)
{
    *r = (struct report){.account = account};
    (void)snprintf(r->name, sizeof r->name, "user%07u@example.jp", account);
    for (size_t i = 0; i < sizeof r->profile; i += 4) {
        r->profile[i] = (uint8_t)dice(256);
    }
    r->row = (struct history_row){
        .first_ms = at_ms,
        .last_ms = at_ms,
        .count = 1,
        .service = SERVICE_IMAP,
        .has_remote = true,
        .place = {.country = place_country('J', 'P'), .asn = 9605, .kind = NETWORK_PUBLIC},
        .decision = {.scored = true, .score = 300},
        .latest_count = 1,
        .latest = {{.at_ms = at_ms, .remote = {.bytes = {[10] = 0xff, 0xff, 203, 0, 113, 7}}}},
    };
    if (kind == KIND_NEW) {
        r->row.decision.action = ACTION_NOTICE;
        r->row.decision.reason_count = 2;
        r->row.decision.reasons[1].code = REASON_NEW_PROVIDER;
    }
    identities++;
    r->change = (struct store_change){
        .account = {.at = r->name, .len = strlen(r->name)},
        .profile = r->profile,
        .row = &r->row,
        .row_extends = true,
        .identity = hash_mix(identities),
        .identity_hour = (int64_t)(identities >> 16),
    };
}

static struct report *reports_make(enum kind kind, uint32_t accounts, size_t count)
{
    struct report *reports = calloc(count, sizeof *reports);

    if (reports == NULL) {
        die("reports", "no memory");
    }
    for (size_t i = 0; i < count; i++) {
        report_make(&reports[i], kind, dice(accounts), DAY0 + (int64_t)i);
    }
    return reports;
}

static struct store *store_open_or_die(const char *path)
{
    struct store *s;
    struct err e = {0};

    if (!store_sqlite_open(path, &s, &e)) {
        die(path, e.text);
    }
    return s;
}

/* Records changes[0..count) in batches, from this thread. */
static void record_all(struct store *s, const struct store_change *changes, size_t count,
                       size_t batch_size)
{
    struct err e = {0};

    for (size_t i = 0; i < count; i += batch_size) {
        size_t n = count - i < batch_size ? count - i : batch_size;
        struct store_batch batch = {.changes = changes + i, .change_count = n};

        if (!store_record(s, &batch, &e)) {
            die("record", e.text);
        }
    }
}

static void told(void *ctx, const struct err *e)
{
    if (e != NULL) {
        die("submit", e->text);
    }
    (void)sem_post(ctx);
}

/* Submits each change as a batch of its own, `window` of them in flight. */
static void submit_all(struct store *s, const struct store_change *changes, size_t count,
                       unsigned window)
{
    struct err e = {0};
    sem_t room;

    (void)sem_init(&room, 0, window);
    for (size_t i = 0; i < count; i++) {
        struct store_batch batch = {.changes = changes + i, .change_count = 1};

        (void)sem_wait(&room);
        if (!store_submit(s, &batch, told, &room, &e)) {
            die("submit", e.text);
        }
    }
    for (unsigned i = 0; i < window; i++) {
        (void)sem_wait(&room);
    }
    (void)sem_destroy(&room);
}

/* Accounts `first`.. in order, so that account i has number i + 1; then history; then today's row of
 * each account, so that it has number rows + i + 1 when first is 0. */
static void fill_more(struct store *s, uint32_t first, uint32_t accounts, size_t rows)
{
    struct report *reports = calloc(8192, sizeof *reports);
    struct store_change *changes = calloc(8192, sizeof *changes);
    size_t n = 0;

    if (reports == NULL || changes == NULL) {
        die("fill", "no memory");
    }
    for (size_t i = 0; i < rows + accounts; i++) {
        bool today = i >= rows;
        uint32_t account = first + (uint32_t)(i % accounts);

        report_make(&reports[n], today ? KIND_POLL : KIND_NEW, account,
                    today ? DAY0 : DAY0 - (int64_t)(rows - i) * 1000);
        changes[n] = reports[n].change;
        if (++n == 8192 || i + 1 == rows + accounts) {
            record_all(s, changes, n, n);
            n = 0;
        }
    }
    free(reports);
    free(changes);
}

static void fill(const char *path, uint32_t accounts, size_t rows)
{
    struct store *s = store_open_or_die(path);

    fill_more(s, 0, accounts, rows);
    store_free(&s);
}

static void file_copy(const char *from, const char *to)
{
    static char bytes[1 << 20];
    FILE *in = fopen(from, "rbe");
    FILE *out = fopen(to, "wbe");
    size_t len;

    if (in == NULL || out == NULL) {
        die(to, "cannot copy");
    }
    while ((len = fread(bytes, 1, sizeof bytes, in)) > 0) {
        if (fwrite(bytes, 1, len, out) != len) {
            die(to, "cannot write");
        }
    }
    (void)fclose(in);
    if (fclose(out) != 0) {
        die(to, "cannot write");
    }
}

/* sqlite3 alone: no look-ups, no grouping, no queue; it is told every number. */
struct raw {
    sqlite3 *db;
    sqlite3_stmt *profile;
    sqlite3_stmt *add;
    sqlite3_stmt *change;
    sqlite3_stmt *chunk;
};

static void raw_execute(struct raw *r, const char *text)
{
    if (sqlite3_exec(r->db, text, NULL, NULL, NULL) != SQLITE_OK) {
        die(text, sqlite3_errmsg(r->db));
    }
}

static sqlite3_stmt *raw_prepare(struct raw *r, const char *text)
{
    sqlite3_stmt *stmt = NULL;

    if (sqlite3_prepare_v3(r->db, text, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL) != SQLITE_OK) {
        die(text, sqlite3_errmsg(r->db));
    }
    return stmt;
}

static void raw_run(struct raw *r, sqlite3_stmt *stmt)
{
    if (sqlite3_step(stmt) != SQLITE_DONE) {
        die("raw", sqlite3_errmsg(r->db));
    }
    (void)sqlite3_reset(stmt);
}

static struct raw raw_open(const char *path)
{
    struct raw r = {0};

    if (sqlite3_open_v2(path, &r.db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) !=
        SQLITE_OK) {
        die(path, sqlite3_errmsg(r.db));
    }
    raw_execute(&r, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                    "PRAGMA wal_autocheckpoint = 4096; PRAGMA cache_size = -32768");
    r.profile = raw_prepare(&r, "UPDATE account SET profile = ?2 WHERE id = ?1");
    r.add = raw_prepare(&r, "INSERT INTO history(account, first_ms, last_ms, count, service,"
                            " outcome, country, asn, own, network, flags, family, version, trust,"
                            " action, strict, score, reasons, remote, events, grp) VALUES(?1,?2,?3,"
                            "?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19,?20,?21)");
    r.change = raw_prepare(&r, "UPDATE history SET first_ms = ?2, last_ms = ?3, count = ?4,"
                               " remote = ?5, events = ?6 WHERE id = ?1");
    r.chunk = raw_prepare(&r, "INSERT OR REPLACE INTO identity(id, hashes) VALUES(?1, ?2)");
    return r;
}

static void raw_report(struct raw *r, enum kind kind, const struct report *report, size_t rows)
{
    static const uint8_t remote[4] = {203, 0, 113, 7};
    static const uint8_t reasons[16] = {0};
    static const uint8_t events[39] = {0}; /* three more single events, as a poll has them */
    const struct history_row *row = &report->row;
    int at = 1;

    (void)sqlite3_bind_int64(r->profile, 1, report->account + 1);
    (void)sqlite3_bind_blob(r->profile, 2, report->profile, STORE_PROFILE_SIZE, SQLITE_STATIC);
    raw_run(r, r->profile);
    if (kind == KIND_POLL) {
        (void)sqlite3_bind_int64(r->change, 1, (int64_t)rows + report->account + 1);
        (void)sqlite3_bind_int64(r->change, 2, row->first_ms);
        (void)sqlite3_bind_int64(r->change, 3, row->last_ms);
        (void)sqlite3_bind_int64(r->change, 4, 2);
        (void)sqlite3_bind_blob(r->change, 5, remote, sizeof remote, SQLITE_STATIC);
        (void)sqlite3_bind_blob(r->change, 6, events, sizeof events, SQLITE_STATIC);
        raw_run(r, r->change);
        return;
    }
    (void)sqlite3_bind_int64(r->add, at++, report->account + 1);
    (void)sqlite3_bind_int64(r->add, at++, row->first_ms);
    (void)sqlite3_bind_int64(r->add, at++, row->last_ms);
    (void)sqlite3_bind_int64(r->add, at++, 1);
    (void)sqlite3_bind_int64(r->add, at++, 1);
    (void)sqlite3_bind_int64(r->add, at++, 0);
    (void)sqlite3_bind_int64(r->add, at++, row->place.country);
    (void)sqlite3_bind_int64(r->add, at++, row->place.asn);
    for (; at <= 16; at++) {
        (void)sqlite3_bind_int64(r->add, at, at == 10 || at == 15);
    }
    (void)sqlite3_bind_int64(r->add, 17, 300);
    (void)sqlite3_bind_blob(r->add, 18, reasons, sizeof reasons, SQLITE_STATIC);
    (void)sqlite3_bind_blob(r->add, 19, remote, sizeof remote, SQLITE_STATIC);
    raw_run(r, r->add);
}

/* Eight bytes a report, written as the store does: the last chunk of 480 is filled up. */
static void raw_identities(struct raw *r, size_t first, size_t count)
{
    static const uint8_t bytes[SQLITE_CHUNK_HASHES * 8] = {1};
    const int64_t base = INT64_C(1) << 50;

    for (size_t at = first; at < first + count;) {
        size_t filled = at % SQLITE_CHUNK_HASHES;
        size_t more = SQLITE_CHUNK_HASHES - filled;

        more = more < first + count - at ? more : first + count - at;
        (void)sqlite3_bind_int64(r->chunk, 1, base + (int64_t)(at / SQLITE_CHUNK_HASHES));
        (void)sqlite3_bind_blob(r->chunk, 2, bytes, (int)((filled + more) * 8), SQLITE_STATIC);
        raw_run(r, r->chunk);
        at += more;
    }
}

static double raw_time(struct raw *r, enum kind kind, const struct report *reports, size_t count,
                       size_t batch, size_t rows)
{
    static size_t identity = 0;
    double began = now();

    for (size_t i = 0; i < count; i += batch) {
        size_t n = count - i < batch ? count - i : batch;

        raw_execute(r, "BEGIN IMMEDIATE");
        for (size_t k = i; k < i + n; k++) {
            raw_report(r, kind, &reports[k], rows);
        }
        raw_identities(r, identity, n);
        identity += n;
        raw_execute(r, "COMMIT");
    }
    return now() - began;
}

struct way {
    const char *name;
    size_t count;
    size_t batch;    /* record: changes in a batch */
    unsigned window; /* submit: batches of one in flight; 0: record */
};

/* One round: how long the store took, the mean group it formed, how long sqlite3 alone took. */
struct round {
    double ours;
    double mean;
    double theirs;
};

static struct round round_run(struct store *s, struct raw *raw, enum kind kind,
                              const struct way *way, uint32_t accounts, size_t rows)
{
    struct report *reports = reports_make(kind, accounts, way->count);
    struct store_change *changes = calloc(way->count, sizeof *changes);
    struct store_about before;
    struct store_about after;
    struct round round;
    struct err e = {0};
    double began;

    if (changes == NULL || !store_about(s, &before, &e)) {
        die("measure", e.text);
    }
    for (size_t i = 0; i < way->count; i++) {
        changes[i] = reports[i].change;
    }
    began = now();
    if (way->window > 0) {
        submit_all(s, changes, way->count, way->window);
    } else {
        record_all(s, changes, way->count, way->batch);
    }
    round.ours = now() - began;
    if (!store_about(s, &after, &e)) {
        die("measure", e.text);
    }
    round.mean = (double)way->count / (double)(after.commits - before.commits);
    round.theirs = raw_time(raw, kind, reports, way->count, (size_t)(round.mean + 0.5), rows);
    free(changes);
    free(reports);
    return round;
}

static int compare_rounds(const void *left, const void *right)
{
    const struct round *a = left;
    const struct round *b = right;
    double x = a->theirs / a->ours;
    double y = b->theirs / b->ours;

    return (x > y) - (x < y);
}

/* The disk is shared and its flushes vary tenfold: the round with the median ratio is shown. */
static void measure(struct store *s, struct raw *raw, enum kind kind, const struct way *way,
                    uint32_t accounts, size_t rows)
{
    struct round rounds[ROUNDS];
    const struct round *median = &rounds[ROUNDS / 2];

    for (size_t i = 0; i < ROUNDS; i++) {
        rounds[i] = round_run(s, raw, kind, way, accounts, rows);
    }
    qsort(rounds, ROUNDS, sizeof *rounds, compare_rounds);
    (void)printf("%-4s %-22s %8.0f/s  mean group %7.1f  sqlite3 alone %8.0f/s  ratio %.2f"
                 " (%.2f..%.2f)\n",
                 kind == KIND_NEW ? "new" : "poll", way->name, (double)way->count / median->ours,
                 median->mean, (double)way->count / median->theirs, median->theirs / median->ours,
                 rounds[0].theirs / rounds[0].ours,
                 rounds[ROUNDS - 1].theirs / rounds[ROUNDS - 1].ours);
    (void)fflush(stdout);
}

static bool count_row(void *ctx, const struct history_row *row)
{
    (void)row;
    ++*(size_t *)ctx;
    return true;
}

static void measure_reads(struct store *s, uint32_t accounts)
{
    const struct store_page page = {.limit = 50};
    const size_t reads = 20000;
    struct err e = {0};
    size_t seen = 0;
    double began = now();

    for (size_t i = 0; i < reads; i++) {
        char name[NAME_MAX_BYTES];
        struct span account = {.at = name};
        int len = snprintf(name, sizeof name, "user%07u@example.jp", dice(accounts));

        account.len = (size_t)len;
        if (!store_history(s, account, &page, count_row, &seen, &e)) {
            die("history", e.text);
        }
    }
    (void)printf("read history of an account: %.1f us for %.1f rows\n",
                 (now() - began) / (double)reads * 1e6, (double)seen / (double)reads);
}

static void resident_print(void)
{
    FILE *file = fopen("/proc/self/statm", "re");
    char text[128];
    struct span rest = {.at = text};
    struct span size;
    struct span resident;
    uint64_t pages;

    if (file != NULL && fgets(text, sizeof text, file) != NULL) {
        rest.len = strlen(text);
        if (span_cut(&rest, ' ', &size) && span_cut(&rest, ' ', &resident) &&
            number_parse(resident, 0, UINT32_MAX, &pages)) {
            (void)printf("resident, both and the bench's own reports: %llu MiB\n",
                         (unsigned long long)(pages * (uint64_t)sysconf(_SC_PAGESIZE) >> 20));
        }
    }
    if (file != NULL) {
        (void)fclose(file);
    }
}

static void size_run(const char *dir, size_t rows)
{
    static const struct way ways[] = {
        {.name = "record 1", .count = 100, .batch = 1},
        {.name = "record 100", .count = 5000, .batch = 100},
        {.name = "record 4096", .count = 32768, .batch = 4096},
        {.name = "submit, 64 in flight", .count = 5000, .window = 64},
        {.name = "submit, 256 in flight", .count = 15000, .window = 256},
        {.name = "submit, 2048 in flight", .count = 30000, .window = 2048},
    };
    uint32_t accounts = (uint32_t)(rows / ROWS_PER_ACCOUNT);
    struct store_about about;
    struct err e = {0};
    char path[400];
    char copy[400];
    struct store *s;
    struct raw raw;
    double began = now();

    (void)snprintf(path, sizeof path, "%s/bench-store-%ld.db", dir, (long)getpid());
    (void)snprintf(copy, sizeof copy, "%s/bench-store-%ld-raw.db", dir, (long)getpid());
    fill(path, accounts, rows);
    file_copy(path, copy);
    (void)printf("\n%zu rows of history, %u accounts (filled in %.1f s)\n", rows, accounts,
                 now() - began);
    s = store_open_or_die(path);
    if (!store_about(s, &about, &e)) {
        die(path, e.text);
    }
    (void)printf("file %.1f MiB: %.0f bytes for an account with %d rows and %d identities\n",
                 (double)about.bytes / 1048576, (double)about.bytes / accounts,
                 ROWS_PER_ACCOUNT + 1, ROWS_PER_ACCOUNT + 1);
    measure_reads(s, accounts);
    raw = raw_open(copy);
    for (enum kind kind = KIND_NEW; kind <= KIND_POLL; kind++) {
        for (size_t i = 0; i < COUNT(ways); i++) {
            measure(s, &raw, kind, &ways[i], accounts, rows);
        }
    }
    measure_reads(s, accounts);
    resident_print();
    store_free(&s);
    (void)sqlite3_finalize(raw.profile);
    (void)sqlite3_finalize(raw.add);
    (void)sqlite3_finalize(raw.change);
    (void)sqlite3_finalize(raw.chunk);
    (void)sqlite3_close(raw.db);
    (void)unlink(path);
    (void)unlink(copy);
}

static int compare_numbers(const void *left, const void *right)
{
    double x = *(const double *)left;
    double y = *(const double *)right;

    return (x > y) - (x < y);
}

/* Durable sign-ins a second, 256 in flight; the median round. */
static double rate_of(struct store *s, enum kind kind, uint32_t accounts)
{
    const size_t count = 15000;
    struct store_change *changes = calloc(count, sizeof *changes);
    double rates[ROUNDS];

    if (changes == NULL) {
        die("measure", "no memory");
    }
    for (size_t i = 0; i < ROUNDS; i++) {
        struct report *reports = reports_make(kind, accounts, count);
        double began;

        for (size_t k = 0; k < count; k++) {
            changes[k] = reports[k].change;
        }
        began = now();
        submit_all(s, changes, count, 256);
        rates[i] = (double)count / (now() - began);
        free(reports);
    }
    free(changes);
    qsort(rates, ROUNDS, sizeof *rates, compare_numbers);
    return rates[ROUNDS / 2];
}

static bool count_profile(void *ctx, struct span account,
                          const uint8_t profile[static STORE_PROFILE_SIZE])
{
    (void)account;
    *(size_t *)ctx += profile[0] != 0;
    return true;
}

/* Closes the store, opens it again and reads every profile, as a daemon does. */
static struct store *opened_again(struct store *s, const char *path)
{
    struct err e = {0};
    size_t seen = 0;
    double began;
    double opened;

    store_free(&s);
    began = now();
    s = store_open_or_die(path);
    opened = now();
    if (!store_profiles(s, count_profile, &seen, &e)) {
        die("profiles", e.text);
    }
    (void)printf("open %.3f s, all profiles %.3f s\n", opened - began, now() - opened);
    return s;
}

static struct store *grown_measure(struct store *s, const char *path, uint32_t accounts)
{
    struct store_about about;
    struct err e = {0};

    s = opened_again(s, path);
    if (!store_about(s, &about, &e)) {
        die(path, e.text);
    }
    (void)printf("file %.1f MiB, %.1f bytes a row\n", (double)about.bytes / 1048576,
                 (double)about.bytes / (double)about.rows);
    measure_reads(s, accounts);
    (void)printf("new %.0f/s\n", rate_of(s, KIND_NEW, accounts));
    (void)printf("poll %.0f/s\n", rate_of(s, KIND_POLL, accounts));
    resident_print();
    (void)fflush(stdout);
    return s;
}

/* One file, filled in big groups to each size in turn and measured there; no copies, no raw SQLite. */
static void grow_run(const char *dir, char *const sizes[], int count)
{
    char path[400];
    struct store *s;
    size_t filled = 0;

    (void)snprintf(path, sizeof path, "%s/bench-store-%ld.db", dir, (long)getpid());
    s = store_open_or_die(path);
    for (int i = 0; i < count; i++) {
        size_t rows = strtoull(sizes[i], NULL, 10);
        uint32_t first = (uint32_t)(filled / ROWS_PER_ACCOUNT);
        uint32_t accounts = (uint32_t)(rows / ROWS_PER_ACCOUNT);
        double began = now();

        if (accounts <= first) {
            die(sizes[i], "sizes must grow");
        }
        fill_more(s, first, accounts - first, rows - filled);
        filled = rows;
        (void)printf("\n%zu rows of history, %u accounts (filled in %.1f s)\n", rows, accounts,
                     now() - began);
        s = grown_measure(s, path, accounts);
    }
    store_free(&s);
    (void)unlink(path);
}

/* The memory backend, for comparison: what the contract costs without a disk. */
static void memory_run(enum kind kind)
{
    const struct store_memory_limits limits = {.rows = 1000000, .identities = 1000000};
    const size_t count = 100000;
    struct report *reports = reports_make(kind, 10000, count);
    struct store_change *changes = calloc(count, sizeof *changes);
    struct store *s = NULL;
    struct err e = {0};
    double began;

    if (changes == NULL || !store_memory_open(&limits, &s, &e)) {
        die("memory", e.text);
    }
    for (size_t i = 0; i < count; i++) {
        changes[i] = reports[i].change;
    }
    began = now();
    record_all(s, changes, count, 1000);
    (void)printf("memory backend, %s, record 1000: %.0f/s\n", kind == KIND_NEW ? "new" : "poll",
                 (double)count / (now() - began));
    store_free(&s);
    free(changes);
    free(reports);
}

int main(int argc, char *argv[])
{
    const char *dir = argc > 1 ? argv[1] : ".";

    (void)printf("SQLite %s, WAL, synchronous=FULL, in %s\n", sqlite3_libversion(), dir);
    if (argc > 3 && strcmp(argv[2], "grow") == 0) {
        grow_run(dir, argv + 3, argc - 3);
        return 0;
    }
    memory_run(KIND_NEW);
    memory_run(KIND_POLL);
    if (argc < 3) {
        size_run(dir, 100000);
        size_run(dir, 1000000);
    }
    for (int i = 2; i < argc; i++) {
        size_run(dir, strtoull(argv[i], NULL, 10));
    }
    return 0;
}
