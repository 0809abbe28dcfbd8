/* sqlite3 alone writing what reports of sign-ins write: no look-ups, no grouping, no queue, no network.
 *
 * Usage: bench_report_raw FILE GROUP NEW_PERMILLE SECONDS PAGES
 *
 * FILE is a copy of a daemon's database. Transactions of GROUP reports each; NEW_PERMILLE of them add
 * a row of history, the others count one more into a row that is there, taken at random. SQLite copies
 * its log into the file after PAGES. Prints reports a second. */
#include "base/number.h"
#include "base/span.h"
#include "store/row.h"
#include "store/sqlite_db.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct raw {
    sqlite3 *db;
    sqlite3_stmt *add;
    sqlite3_stmt *change;
    int64_t rows;
    int64_t accounts;
    int64_t now_ms;
};

static uint64_t seed = 1;

static uint64_t dice(uint64_t sides)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (seed >> 20) % sides;
}

static double now(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void die(const char *what, const char *why)
{
    (void)fprintf(stderr, "bench_report_raw: %s: %s\n", what, why);
    exit(1);
}

static void execute(struct raw *r, const char *text)
{
    if (sqlite3_exec(r->db, text, NULL, NULL, NULL) != SQLITE_OK) {
        die(text, sqlite3_errmsg(r->db));
    }
}

static sqlite3_stmt *prepare(struct raw *r, const char *text)
{
    sqlite3_stmt *stmt = NULL;

    if (sqlite3_prepare_v3(r->db, text, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL) != SQLITE_OK) {
        die(text, sqlite3_errmsg(r->db));
    }
    return stmt;
}

static int64_t ask(struct raw *r, const char *text)
{
    sqlite3_stmt *stmt = prepare(r, text);
    int64_t value = sqlite3_step(stmt) == SQLITE_ROW ? sqlite3_column_int64(stmt, 0) : 0;

    (void)sqlite3_finalize(stmt);
    return value;
}

static void run(struct raw *r, sqlite3_stmt *stmt)
{
    if (sqlite3_step(stmt) != SQLITE_DONE) {
        die("write", sqlite3_errmsg(r->db));
    }
    (void)sqlite3_reset(stmt);
}

static void raw_open(struct raw *r, const char *path, uint64_t pages)
{
    if (sqlite3_open_v2(path, &r->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) !=
        SQLITE_OK) {
        die(path, sqlite3_errmsg(r->db));
    }
    execute(r, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
               "PRAGMA journal_size_limit = 134217728; PRAGMA cache_size = -32768");
    (void)sqlite3_wal_autocheckpoint(r->db, (int)pages);
    r->add =
        prepare(r, "INSERT INTO history(account, first_ms, last_ms, count, service, outcome,"
                   " country, asn, own, network, flags, family, version, trust, action, strict,"
                   " score, reasons, remote, events, grp) VALUES(?1,?2,?2,1,1,1,19024,9605,0,1,"
                   "0,0,0,0,0,0,NULL,NULL,?3,NULL,?4)");
    r->change = prepare(r, "UPDATE history SET first_ms = ?2, last_ms = ?2, count = count + 1,"
                           " remote = ?3, events = ?4 WHERE id = ?1");
    r->rows = ask(r, "SELECT max(id) FROM history");
    r->accounts = ask(r, "SELECT max(id) FROM account");
    r->now_ms = ask(r, "SELECT max(last_ms) FROM history");
    if (r->rows < 1 || r->accounts < 1) {
        die(path, "no history");
    }
}

static void report(struct raw *r, bool is_new)
{
    static const uint8_t remote[4] = {203, 0, 113, 7};
    static const uint8_t events[39] = {0}; /* three more single events */
    sqlite3_stmt *stmt = is_new ? r->add : r->change;

    (void)sqlite3_bind_int64(stmt, 1,
                             1 + (int64_t)dice((uint64_t)(is_new ? r->accounts : r->rows)));
    (void)sqlite3_bind_int64(stmt, 2, ++r->now_ms);
    (void)sqlite3_bind_blob(stmt, 3, remote, sizeof remote, SQLITE_STATIC);
    if (is_new) {
        (void)sqlite3_bind_int64(stmt, 4, (int64_t)(dice(UINT64_MAX) << 20 ^ dice(UINT64_MAX)));
    } else {
        (void)sqlite3_bind_blob(stmt, 4, events, sizeof events, SQLITE_STATIC);
    }
    run(r, stmt);
}

static uint64_t number(const char *text, uint64_t most)
{
    uint64_t value;

    if (!number_parse((struct span){.at = text, .len = strlen(text)}, 1, most, &value)) {
        die(text, "expected a number");
    }
    return value;
}

int main(int argc, char *argv[])
{
    struct raw r = {0};
    uint64_t group;
    uint64_t new_permille;
    double seconds;
    double began;
    uint64_t done = 0;

    if (argc != 6) {
        die("usage", "bench_report_raw FILE GROUP NEW_PERMILLE SECONDS PAGES");
    }
    group = number(argv[2], 100000);
    new_permille = number(argv[3], 1000);
    seconds = (double)number(argv[4], 3600);
    raw_open(&r, argv[1], number(argv[5], 1000000));
    began = now();
    while (now() - began < seconds) {
        execute(&r, "BEGIN IMMEDIATE");
        for (uint64_t i = 0; i < group; i++) {
            report(&r, dice(1000) < new_permille);
        }
        execute(&r, "COMMIT");
        done += group;
    }
    (void)printf("%.0f\n", (double)done / (now() - began));
    (void)sqlite3_finalize(r.add);
    (void)sqlite3_finalize(r.change);
    (void)sqlite3_close(r.db);
    return 0;
}
