/* What SQLite's backend alone must do: files that are not what they should be, disks, other
 * programs. What every backend promises is tested in tests/conformance. */
#include "../../conformance/store_fixture.h"
#include "store/notices.h"

#include "store/sqlite_db.h"

#include <semaphore.h>
#include <sqlite3.h>
#include <sys/mount.h>
#include <sys/stat.h>

#define VERSION1_HASH UINT64_C(0xc846c579785a76ca)

/* A folder for a test and a name in it, with no store open. */
static struct fixture folder(void)
{
    struct fixture f = {.backend = &store_backends[1], .dir = "/tmp/mioboe-store-XXXXXX"};

    assert_non_null(mkdtemp(f.dir));
    (void)snprintf(f.path, sizeof f.path, "%s/store.db", f.dir);
    return f;
}

static void check_refused(const char *path, enum err_code code, const char *words)
{
    struct store *s = (struct store *)(uintptr_t)1;
    struct err e = {0};

    assert_false(store_sqlite_open(path, &s, &e));
    if (e.code != code || strstr(e.text, words) == NULL) {
        fail_msg("code %d instead of %d: %s", e.code, code, e.text);
    }
    assert_ptr_equal(s, (void *)(uintptr_t)1);
}

static void file_write(const char *path, const void *bytes, size_t len)
{
    FILE *file = fopen(path, "wbe");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, len, file), len);
    assert_int_equal(fclose(file), 0);
}

/* The whole file; the caller frees. */
static uint8_t *file_read(const char *path, size_t *len)
{
    FILE *file = fopen(path, "rbe");
    uint8_t *bytes = calloc(1, 1 << 20);

    assert_non_null(file);
    assert_non_null(bytes);
    *len = fread(bytes, 1, 1 << 20, file);
    assert_int_equal(fclose(file), 0);
    return bytes;
}

static bool exists(const struct fixture *f, const char *end)
{
    char name[128];

    (void)snprintf(name, sizeof name, "%s%s", f->path, end);
    return access(name, F_OK) == 0;
}

static void execute(const char *path, const char *text)
{
    sqlite3 *db;

    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, text, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void a_directory_is_refused(void **state)
{
    struct fixture f = folder();

    (void)state;
    check_refused(f.dir, ERR_CONFIG, "is a directory");
    check_refused("/dev/null", ERR_CONFIG, "is not a file");
    check_refused("", ERR_CONFIG, "empty");
    fixture_remove(&f);
}

static void a_missing_directory_is_named_with_the_kernels_reason(void **state)
{
    (void)state;
    check_refused("/nonexistent/store.db", ERR_SYSTEM, "No such file or directory");
}

static void a_file_that_is_not_sqlite_stays_as_it_is(void **state)
{
    static const char text[] = "Nov 21 18:00:00 mail dovecot: imap-login: Login: user=<a>\n";
    static const char almost[4096] = "SQLite format 3"; /* and then nothing SQLite knows */
    struct fixture f = folder();
    uint8_t *after;
    size_t len;

    (void)state;
    file_write(f.path, text, sizeof text);
    check_refused(f.path, ERR_CONFIG, "is not an SQLite database");
    after = file_read(f.path, &len);
    assert_int_equal(len, sizeof text);
    assert_memory_equal(after, text, len);
    free(after);
    file_write(f.path, "x", 1);
    check_refused(f.path, ERR_CONFIG, "is not an SQLite database");
    file_write(f.path, almost, sizeof almost);
    check_refused(f.path, ERR_CONFIG, "is not a readable SQLite database");
    assert_false(exists(&f, "-lock"));
    fixture_remove(&f);
}

/* Opens a database of others, wants the words, and the file byte for byte as before. */
static void check_left_alone(const struct fixture *f, const char *words)
{
    size_t len_before;
    size_t len_after;
    uint8_t *before = file_read(f->path, &len_before);
    uint8_t *after;

    check_refused(f->path, ERR_CONFIG, words);
    after = file_read(f->path, &len_after);
    assert_int_equal(len_before, len_after);
    assert_memory_equal(before, after, len_before);
    assert_false(exists(f, "-lock"));
    free(before);
    free(after);
}

static void a_database_of_another_program_stays_as_it_is(void **state)
{
    struct fixture f = folder();

    (void)state;
    execute(f.path, "CREATE TABLE theirs(x)");
    check_left_alone(&f, "is a database of another program");
    execute(f.path, "PRAGMA journal_mode = WAL; PRAGMA application_id = 7; DROP TABLE theirs");
    check_left_alone(&f, "is a database of another program");
    assert_false(exists(&f, "-wal"));
    fixture_remove(&f);
}

static void file_copy(const char *from, const char *to)
{
    size_t len;
    uint8_t *bytes = file_read(from, &len);

    file_write(to, bytes, len);
    free(bytes);
}

struct survey {
    size_t profiles;
    uint64_t signins;
    size_t rows;
    uint64_t hash; /* of every profile and row */
};

static void survey_add(struct survey *survey, const void *bytes, size_t len)
{
    const uint8_t *at = bytes;

    for (size_t i = 0; i < len; i++) {
        survey->hash = (survey->hash ^ at[i]) * 1099511628211u;
    }
}

static bool survey_row(void *ctx, const struct history_row *row)
{
    struct survey *survey = ctx;

    survey->rows++;
    survey->signins += row->count;
    survey_add(survey, &row->first_ms, sizeof row->first_ms);
    survey_add(survey, &row->last_ms, sizeof row->last_ms);
    survey_add(survey, &row->latest[0].remote, sizeof row->latest[0].remote);
    survey_add(survey, &row->place.asn, sizeof row->place.asn);
    return true;
}

/* Names are those of the sample, in the order of their alphabet. */
static struct survey survey_take(struct store *s)
{
    static const char *const names[] = {
        "alice@example.com", "bob@example.com",   "carol@example.com", "dave@example.com",
        "hanako@example.jp", "info@example.jp",   "keiri@example.jp",  "kenta@example.jp",
        "misaki@example.jp", "sakura@example.jp", "taro@example.jp",   "yui@example.jp",
    };
    struct survey survey = {0};
    struct err e = {0};

    for (size_t i = 0; i < COUNT(names); i++) {
        uint8_t profile[STORE_PROFILE_SIZE];
        const struct store_page page = {.limit = 99};

        if (store_profile(s, text_span(names[i]), profile, &e)) {
            survey.profiles++;
            survey_add(&survey, profile, sizeof profile);
        }
        assert_true(store_history(s, text_span(names[i]), &page, survey_row, &survey, &e));
    }
    return survey;
}

/* tests/data/store/README.md says what is in the file; the hash was taken by the program of that
 * version. */
static void a_file_of_the_first_version_is_brought_up_to_date_and_loses_nothing(void **state)
{
    struct fixture f = folder();
    struct store_about about;
    struct survey survey;
    struct listing l = {.has_login = true, .login = "taro", .expires_ms = 1};
    struct err e = {0};

    (void)state;
    file_copy(TEST_DATA "/store/version1.db", f.path);
    for (int round = 0; round < 2; round++) {
        fixture_open(&f);
        about = about_of(f.s);
        assert_int_equal(about.version, STORE_SQLITE_VERSION);
        assert_int_equal(about.accounts, 12);
        assert_int_equal(about.rows, 16);
        assert_int_equal(about.identities, 22);
        assert_int_equal(about.counters, 34);
        survey = survey_take(f.s);
        assert_int_equal(survey.profiles, 12);
        assert_int_equal(survey.rows, 16);
        assert_int_equal(survey.signins, 22);
        assert_int_equal(survey.hash, VERSION1_HASH);
        assert_true(store_listing_put(f.s, &l, &e));
        store_free(&f.s);
    }
    fixture_remove(&f);
}

static void compose_sms(void *ctx, const struct notice_request *r, struct notice_draft *out)
{
    unsigned *asked = ctx;

    *asked += 1;
    out->notice.fate = NOTICE_TOLD;
    (void)snprintf(out->notice.reference, sizeof out->notice.reference, "REF-%llu",
                   (unsigned long long)r->facts->identity);
    out->count = 1;
    out->deliveries[0] = (struct delivery){.channel = CHANNEL_SMS,
                                           .state = DELIVERY_WAITING,
                                           .next_ms = r->now_ms,
                                           .expires_ms = r->now_ms + 1,
                                           .recipient = SPAN("+819012345678"),
                                           .body = SPAN("text")};
}

static bool count_notices(void *ctx, const struct notice *n, const struct delivery *d, size_t count)
{
    size_t *seen = ctx;

    assert_string_equal(n->reference, "REF-9");
    assert_int_equal(d[0].channel, CHANNEL_SMS);
    *seen += count;
    return true;
}

static bool record_told(struct store *s, struct err *e)
{
    const struct notice_facts facts = {.kind = NOTICE_SIGNIN, .at_ms = DAY0, .identity = 9};
    const struct history_row row = unusual_row(DAY0);
    const struct store_counter counter = {.table = 1, .index = 2, .value = 3};
    const struct store_change change = {
        .account = SPAN("hanako@example.jp"), .row = &row, .row_extends = true, .notice = &facts};
    const struct store_batch batch = {
        .changes = &change, .change_count = 1, .counters = &counter, .counter_count = 1};

    return store_record(s, &batch, e);
}

static void a_file_of_the_second_version_keeps_all_and_takes_notices(void **state)
{
    struct fixture f = folder();
    struct store_about about;
    struct rows rows;
    const struct store_page page = {.limit = 9};
    unsigned asked = 0;
    size_t seen = 0;
    struct err e = {0};

    (void)state;
    file_copy(TEST_DATA "/store/version2.db", f.path);
    fixture_open(&f);
    about = about_of(f.s);
    assert_int_equal(about.version, STORE_SQLITE_VERSION);
    assert_int_equal(about.accounts, 12);
    assert_int_equal(about.rows, 176);
    assert_int_equal(about.identities, 266);
    assert_int_equal(about.counters, 156);
    store_set_composer(f.s, compose_sms, &asked);
    assert_true(record_told(f.s, &e));
    assert_int_equal(asked, 1);
    /* the account of that sign-in name was in the directory of the old file */
    assert_true(store_notices(f.s, SPAN("u-1001"), &page, count_notices, &seen, &e));
    assert_int_equal(seen, 1);
    rows_read(f.s, SPAN("hanako@example.jp"), 0, 0, 1, &rows);
    assert_int_equal(rows.count, 1);
    fixture_end(&f);
}

static bool count_documents(void *ctx, const struct document *d)
{
    size_t *seen = ctx;

    assert_int_equal(d->version, 1);
    ++*seen;
    return true;
}

static void a_file_of_the_third_version_keeps_all_and_takes_documents(void **state)
{
    const struct document d = {.kind = DOCUMENT_REPORT, .key = SPAN("k"), .body = SPAN("b")};
    struct store_document_change c = {.document = &d};
    const struct store_document_name name = {.kind = DOCUMENT_REPORT, .key = SPAN("k")};
    struct fixture f = folder();
    struct store_about about;
    bool made = false;
    size_t seen = 0;
    struct err e = {0};

    (void)state;
    file_copy(TEST_DATA "/store/version3.db", f.path);
    fixture_open(&f);
    about = about_of(f.s);
    assert_int_equal(about.version, STORE_SQLITE_VERSION);
    assert_int_equal(about.accounts, 12);
    assert_int_equal(about.rows, 49);
    assert_int_equal(about.identities, 68);
    assert_int_equal(about.counters, 70);
    assert_true(store_documents_change(f.s, &c, 1, DAY0, &made, &e));
    assert_true(made);
    assert_true(store_document(f.s, &name, count_documents, &seen, &e));
    assert_int_equal(seen, 1);
    fixture_end(&f);
}

/* The commit fails after the notice was composed and written: nothing of it is kept, and the same
 * recorded again has the same reference, once. */
static void a_commit_that_fails_leaves_no_notice_and_the_next_makes_the_same(void **state)
{
    struct fixture f = folder();
    struct store_outbox box;
    const struct store_page page = {.limit = 9};
    unsigned asked = 0;
    size_t seen = 0;
    struct err e = {0};

    (void)state;
    fixture_open(&f);
    store_set_composer(f.s, compose_sms, &asked);
    execute(f.path, "CREATE TRIGGER fails BEFORE INSERT ON counter BEGIN"
                    " SELECT RAISE(ABORT, 'the test says no'); END");
    assert_false(record_told(f.s, &e));
    assert_int_equal(e.code, ERR_STORE);
    assert_int_equal(asked, 1);
    assert_true(store_outbox(f.s, &box, &e));
    assert_int_equal(box.notices[NOTICE_SIGNIN][NOTICE_TOLD], 0);
    assert_int_equal(box.oldest_due_ms, INT64_MAX);
    execute(f.path, "DROP TRIGGER fails");
    assert_true(record_told(f.s, &e));
    assert_int_equal(asked, 2);
    assert_true(store_notices(f.s, SPAN("hanako@example.jp"), &page, count_notices, &seen, &e));
    assert_int_equal(seen, 1);
    fixture_end(&f);
}

/* The plan of each read by index, as SQLite tells it: no table of notices is read from end to end. */
static void notices_and_deliveries_are_found_by_index(void **state)
{
    static const char *const reads[] = {
        "SELECT * FROM notice WHERE reference = 'x'",
        "SELECT * FROM notice n WHERE n.event > 0 AND n.event = 1",
        "SELECT * FROM notice WHERE account = 'x' AND created_ms < 5 ORDER BY created_ms DESC",
        "SELECT * FROM delivery d JOIN notice n ON n.id = d.notice WHERE d.state < 2 AND"
        " d.state = 1 AND d.channel = 0 AND d.next_ms <= 7 ORDER BY d.next_ms LIMIT 3",
        "SELECT * FROM delivery WHERE notice = 4",
        "SELECT count(*), min(created_ms) FROM notice WHERE fate = 2 AND digest = 0 AND"
        " account = 'x'",
        "DELETE FROM notice WHERE event = 0 AND created_ms < 9",
        "SELECT * FROM document WHERE kind = 1 AND key = x'00'",
        "SELECT * FROM document WHERE kind = 1 AND key > x'00' ORDER BY key LIMIT 5",
        "SELECT * FROM document WHERE length(owner) > 0 AND kind = 1 AND owner = x'01'"
        " AND key > x'00' ORDER BY key LIMIT 5",
        "DELETE FROM document WHERE expires_ms > 0 AND expires_ms <= 5",
    };
    struct fixture f = folder();
    sqlite3 *db;

    (void)state;
    fixture_open(&f);
    store_free(&f.s);
    assert_int_equal(sqlite3_open(f.path, &db), SQLITE_OK);
    for (size_t i = 0; i < COUNT(reads); i++) {
        char *text = sqlite3_mprintf("EXPLAIN QUERY PLAN %s", reads[i]);
        sqlite3_stmt *stmt;

        assert_int_equal(sqlite3_prepare_v2(db, text, -1, &stmt, NULL), SQLITE_OK);
        while (sqlite3_step(stmt) == SQLITE_ROW) {
            const char *plan = (const char *)sqlite3_column_text(stmt, 3);

            if (strncmp(plan, "SCAN", 4) == 0) {
                fail_msg("%s: %s", reads[i], plan);
            }
        }
        assert_int_equal(sqlite3_finalize(stmt), SQLITE_OK);
        sqlite3_free(text);
    }
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    fixture_remove(&f);
}

static void a_database_of_a_newer_version_stays_as_it_is(void **state)
{
    struct fixture f = fixture_begin(&store_backends[1]);
    char words[256];

    (void)state;
    store_free(&f.s);
    execute(f.path, "PRAGMA user_version = 9999");
    (void)snprintf(words, sizeof words,
                   "%s was made by a newer Mioboe (its version 9999, this program reads up to %d); "
                   "use that program or another file; nothing was changed",
                   f.path, STORE_SQLITE_VERSION);
    check_left_alone(&f, words);
    fixture_remove(&f);
}

static void a_newer_database_that_was_killed_keeps_its_log(void **state)
{
    struct fixture f = fixture_begin(&store_backends[1]);
    struct fixture copy = folder();
    char from[128];
    char to[128];
    size_t len_before;
    size_t len_after;
    uint8_t *before;
    uint8_t *after;

    (void)state;
    /* The version is still in the log when the files are taken away. */
    store_free(&f.s);
    {
        sqlite3 *db;

        assert_int_equal(sqlite3_open(f.path, &db), SQLITE_OK);
        assert_int_equal(sqlite3_exec(db, "PRAGMA user_version = 8", NULL, NULL, NULL), SQLITE_OK);
        (void)snprintf(from, sizeof from, "%s-wal", f.path);
        (void)snprintf(to, sizeof to, "%s-wal", copy.path);
        file_copy(f.path, copy.path);
        file_copy(from, to);
        assert_int_equal(sqlite3_close(db), SQLITE_OK);
    }
    before = file_read(to, &len_before);
    assert_true(len_before > 0);
    check_left_alone(&copy, "its version 8");
    after = file_read(to, &len_after);
    assert_int_equal(len_before, len_after);
    assert_memory_equal(before, after, len_before);
    free(before);
    free(after);
    fixture_remove(&copy);
    fixture_remove(&f);
}

static void an_empty_file_and_an_odd_name_are_welcome(void **state)
{
    struct fixture f = folder();
    char cwd[256];

    (void)state;
    file_write(f.path, "", 0);
    fixture_open(&f);
    store_free(&f.s);
    assert_non_null(getcwd(cwd, sizeof cwd));
    assert_int_equal(chdir(f.dir), 0);
    assert_int_equal(unlink("store.db"), 0);
    (void)snprintf(f.path, sizeof f.path, ":memory:");
    fixture_open(&f);
    store_free(&f.s);
    assert_int_equal(access("./:memory:", F_OK), 0);
    assert_int_equal(unlink("./:memory:"), 0);
    assert_int_equal(chdir(cwd), 0);
    assert_int_equal(rmdir(f.dir), 0);
}

static void the_file_is_its_owners_alone_and_nothing_stays_beside_it(void **state)
{
    struct fixture f = fixture_begin(&store_backends[1]);
    struct stat st;

    (void)state;
    assert_int_equal(stat(f.path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_true(exists(&f, "-lock"));
    store_free(&f.s);
    assert_false(exists(&f, "-lock"));
    assert_false(exists(&f, "-wal"));
    assert_false(exists(&f, "-shm"));
    fixture_end(&f);
}

static void what_may_not_be_written_is_refused_with_the_kernels_reason(void **state)
{
    struct fixture f = fixture_begin(&store_backends[1]);
    bool root = geteuid() == 0;

    (void)state;
    store_free(&f.s);
    /* root may write anything: become nobody for the attempt. */
    if (root) {
        assert_int_equal(chown(f.dir, 65534, 65534), 0);
        assert_int_equal(chown(f.path, 65534, 65534), 0);
        assert_int_equal(seteuid(65534), 0);
    }
    assert_int_equal(chmod(f.path, 0400), 0);
    check_refused(f.path, ERR_SYSTEM, "cannot write");
    assert_int_equal(chmod(f.path, 0600), 0);
    assert_int_equal(chmod(f.dir, 0500), 0);
    check_refused(f.path, ERR_SYSTEM, "Permission denied");
    assert_int_equal(chmod(f.dir, 0700), 0);
    if (root) {
        assert_int_equal(seteuid(0), 0);
    }
    fixture_open(&f);
    fixture_end(&f);
}

static void a_store_in_use_is_refused_and_its_user_named(void **state)
{
    struct fixture f = fixture_begin(&store_backends[1]);
    struct history_row row = usual_row(DAY0);
    char words[64];

    (void)state;
    (void)snprintf(words, sizeof words, "in use by another Mioboe (process %ld)", (long)getpid());
    check_refused(f.path, ERR_STORE, words);
    record_row(f.s, "a", &row); /* the first one is none the worse */
    fixture_end(&f);
}

static void a_lock_of_another_program_is_waited_for_and_then_named(void **state)
{
    struct fixture f = fixture_begin(&store_backends[1]);
    struct history_row row = usual_row(DAY0);
    struct store_change change = {.account = SPAN("a"), .row = &row};
    struct store_batch batch = {.changes = &change, .change_count = 1};
    struct rows rows;
    struct err e = {0};
    sqlite3 *db;

    (void)state;
    assert_int_equal(sqlite3_open(f.path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    assert_false(store_record(f.s, &batch, &e));
    assert_int_equal(e.code, ERR_STORE);
    assert_non_null(strstr(e.text, "another program has kept"));
    rows_read(f.s, SPAN("a"), 0, 0, 9, &rows); /* reading goes on meanwhile */
    assert_int_equal(rows.count, 0);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    record_changes(f.s, &change, 1);
    fixture_end(&f);
}

static void what_another_program_wrote_is_not_overlooked(void **state)
{
    struct fixture f = fixture_begin(&store_backends[1]);
    struct history_row row = usual_row(DAY0);
    struct rows rows;

    (void)state;
    record_row(f.s, "a", &row);
    execute(f.path, "DELETE FROM history; DELETE FROM account;"
                    "INSERT INTO account(id, name) VALUES(5, 'a'), (1, 'b')");
    record_row(f.s, "a", &row);
    rows_read(f.s, SPAN("a"), 0, 0, 9, &rows);
    assert_int_equal(rows.count, 1);
    assert_int_equal(rows.at[0].count, 1);
    rows_read(f.s, SPAN("b"), 0, 0, 9, &rows);
    assert_int_equal(rows.count, 0);
    fixture_end(&f);
}

static void a_row_nobody_could_have_written_is_damage_not_a_crash(void **state)
{
    static const char *const harms[] = {
        "UPDATE history SET service = 99",       "UPDATE history SET reasons = x'00'",
        "UPDATE history SET remote = x'010203'", "UPDATE history SET events = x'0102'",
        "UPDATE history SET count = 0",          "UPDATE history SET action = -1",
        "UPDATE history SET asn = 4294967296",   "UPDATE history SET score = 2147483648",
    };
    const struct store_page page = {.limit = 9};

    (void)state;
    for (size_t i = 0; i < COUNT(harms); i++) {
        struct fixture f = fixture_begin(&store_backends[1]);
        struct history_row row = usual_row(DAY0);
        struct store_change change = {.account = SPAN("a"), .row = &row, .row_extends = true};
        struct store_batch batch = {.changes = &change, .change_count = 1};
        struct rows rows = {0};
        struct err e = {0};

        record_row(f.s, "a", &row);
        execute(f.path, harms[i]);
        assert_false(store_history(f.s, SPAN("a"), &page, rows_take, &rows, &e));
        assert_int_equal(e.code, ERR_STORE);
        assert_non_null(strstr(e.text, "damaged"));
        assert_int_equal(rows.count, 0);
        assert_false(store_record(f.s, &batch, &e)); /* it would have to grow that row */
        assert_int_equal(e.code, ERR_STORE);
        fixture_end(&f);
    }
}

static off_t log_size(const struct fixture *f)
{
    char name[128];
    struct stat st;

    (void)snprintf(name, sizeof name, "%s-wal", f->path);
    assert_int_equal(stat(name, &st), 0);
    return st.st_size;
}

static bool copier_runs(struct sqlite_store *q)
{
    bool running;

    (void)pthread_mutex_lock(&q->copier.lock);
    running = q->copier.running;
    (void)pthread_mutex_unlock(&q->copier.lock);
    return running;
}

static void the_log_is_copied_beside_the_writer_and_begins_anew(void **state)
{
    struct fixture f = fixture_begin(&store_backends[1]);
    struct rows rows;
    char name[32];

    (void)state;
    sqlite_self(f.s)->copier.pages = 32;
    for (int i = 0; i < 400; i++) { /* at least three pages each: 5 MB, were they all kept */
        struct history_row row = usual_row(DAY0 + i);

        (void)snprintf(name, sizeof name, "account %d", i % 100);
        record_row(f.s, name, &row);
    }
    assert_true(copier_runs(sqlite_self(f.s)));
    assert_in_range(log_size(&f), 1, 2 << 20);
    store_free(&f.s);
    fixture_open(&f);
    for (int i = 0; i < 100; i++) {
        (void)snprintf(name, sizeof name, "account %d", i);
        rows_read(f.s, text_span(name), 0, 0, 9, &rows);
        assert_int_equal(rows.count, 1);
        assert_int_equal(rows.at[0].count, 4);
    }
    fixture_end(&f);
}

/* Copies the files of a running store as a crash would leave them, the log cut at `cut`. */
static void crash_copy(const struct fixture *from, const struct fixture *to, size_t cut)
{
    char name[128];
    uint8_t *log;
    size_t len;

    file_copy(from->path, to->path);
    (void)snprintf(name, sizeof name, "%s-wal", from->path);
    log = file_read(name, &len);
    assert_true(len > 4096);
    (void)snprintf(name, sizeof name, "%s-wal", to->path);
    file_write(name, log, cut % len);
    free(log);
}

static void a_log_torn_anywhere_leaves_whole_batches(void **state)
{
    struct fixture f = fixture_begin(&store_backends[1]);
    size_t best = 0;

    (void)state;
    for (int i = 0; i < 6; i++) {
        struct history_row row = unusual_row(DAY0 + i);
        const struct store_change changes[] = {{.account = SPAN("a"), .row = &row},
                                               {.account = SPAN("b"), .row = &row}};

        record_changes(f.s, changes, 2);
    }
    for (size_t cut = 1; cut < 240000; cut += 3331) {
        struct fixture torn = folder();
        struct rows a;
        struct rows b;

        crash_copy(&f, &torn, cut);
        fixture_open(&torn);
        rows_read(torn.s, SPAN("a"), 0, 0, 9, &a);
        rows_read(torn.s, SPAN("b"), 0, 0, 9, &b);
        assert_int_equal(a.count, b.count);
        for (size_t i = 0; i < a.count; i++) { /* the oldest ones: nothing in between is missing */
            assert_int_equal(a.at[i].last_ms, DAY0 + (int64_t)(a.count - 1 - i));
        }
        best = a.count > best ? a.count : best;
        fixture_end(&torn);
    }
    assert_true(best >= 4);
    fixture_end(&f);
}

struct answer {
    sem_t came;
    struct err err;
};

static void answer_take(void *ctx, const struct err *e)
{
    struct answer *answer = ctx;

    if (e != NULL) {
        answer->err = *e;
    }
    (void)sem_post(&answer->came);
}

static void a_full_disk_loses_nothing_and_recovers(void **state)
{
    struct fixture f = folder();
    struct history_row row = unusual_row(DAY0);
    static struct store_change changes[1000];
    struct store_batch batch = {.changes = changes, .change_count = COUNT(changes)};
    struct err e = {0};
    struct answer answer = {0};
    uint64_t kept = 0;

    (void)state;
    assert_int_equal(sem_init(&answer.came, 0, 0), 0);
    if (geteuid() != 0 || mount("none", f.dir, "tmpfs", 0, "size=1m") != 0) {
        fixture_remove(&f);
        skip();
    }
    fixture_open(&f);
    for (size_t i = 0; i < COUNT(changes); i++) {
        changes[i] = (struct store_change){
            .account = SPAN("a"), .row = &row, .identity = i + 1, .identity_hour = 1};
    }
    while (store_record(f.s, &batch, &e)) {
        kept++;
        assert_true(kept < 100);
    }
    assert_true(kept > 0);
    assert_int_equal(e.code, ERR_STORE);
    assert_non_null(strstr(e.text, "no space left"));
    assert_int_equal(about_of(f.s).rows, kept * COUNT(changes));
    assert_true(store_submit(f.s, &batch, answer_take, &answer, &e));
    assert_int_equal(sem_wait(&answer.came), 0);
    assert_int_equal(answer.err.code, ERR_STORE);
    assert_int_equal(about_of(f.s).commits, kept);
    /* Room again: the same store goes on. */
    assert_int_equal(mount("none", f.dir, "tmpfs", MS_REMOUNT, "size=16m"), 0);
    record_changes(f.s, changes, COUNT(changes));
    store_free(&f.s);
    fixture_open(&f);
    assert_int_equal(about_of(f.s).rows, (kept + 1) * COUNT(changes));
    store_free(&f.s);
    assert_int_equal(umount(f.dir), 0);
    assert_int_equal(rmdir(f.dir), 0);
}

static void a_disk_too_small_to_begin_keeps_no_stump(void **state)
{
    struct fixture f = folder();

    (void)state;
    if (geteuid() != 0 || mount("none", f.dir, "tmpfs", 0, "size=8k") != 0) {
        fixture_remove(&f);
        skip();
    }
    check_refused(f.path, ERR_STORE, "no space left");
    assert_false(exists(&f, ""));
    assert_false(exists(&f, "-lock"));
    assert_int_equal(umount(f.dir), 0);
    assert_int_equal(rmdir(f.dir), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_directory_is_refused),
        cmocka_unit_test(a_missing_directory_is_named_with_the_kernels_reason),
        cmocka_unit_test(a_file_that_is_not_sqlite_stays_as_it_is),
        cmocka_unit_test(a_database_of_another_program_stays_as_it_is),
        cmocka_unit_test(a_file_of_the_first_version_is_brought_up_to_date_and_loses_nothing),
        cmocka_unit_test(a_file_of_the_second_version_keeps_all_and_takes_notices),
        cmocka_unit_test(a_file_of_the_third_version_keeps_all_and_takes_documents),
        cmocka_unit_test(a_commit_that_fails_leaves_no_notice_and_the_next_makes_the_same),
        cmocka_unit_test(notices_and_deliveries_are_found_by_index),
        cmocka_unit_test(a_database_of_a_newer_version_stays_as_it_is),
        cmocka_unit_test(a_newer_database_that_was_killed_keeps_its_log),
        cmocka_unit_test(an_empty_file_and_an_odd_name_are_welcome),
        cmocka_unit_test(the_file_is_its_owners_alone_and_nothing_stays_beside_it),
        cmocka_unit_test(what_may_not_be_written_is_refused_with_the_kernels_reason),
        cmocka_unit_test(a_store_in_use_is_refused_and_its_user_named),
        cmocka_unit_test(a_lock_of_another_program_is_waited_for_and_then_named),
        cmocka_unit_test(what_another_program_wrote_is_not_overlooked),
        cmocka_unit_test(a_row_nobody_could_have_written_is_damage_not_a_crash),
        cmocka_unit_test(a_log_torn_anywhere_leaves_whole_batches),
        cmocka_unit_test(the_log_is_copied_beside_the_writer_and_begins_anew),
        cmocka_unit_test(a_full_disk_loses_nothing_and_recovers),
        cmocka_unit_test(a_disk_too_small_to_begin_keeps_no_stump),
    };

    return cmocka_run_group_tests_name("store/sqlite", tests, NULL, NULL);
}
