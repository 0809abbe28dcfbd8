#include "store/sqlite.h"

#include "store/sqlite_credentials.h"
#include "store/sqlite_documents.h"
#include "store/sqlite_notice.h"
#include "store/sqlite_read.h"
#include "store/sqlite_records.h"
#include "store/writer.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static void sqlite_store_close(struct store *s)
{
    struct sqlite_store *q = sqlite_self(s);

    sqlite_copier_free(&q->copier);
    sqlite_readers_close(q);
    for (size_t i = 0; i < WRITE_COUNT; i++) {
        (void)sqlite3_finalize(q->statements[i]);
    }
    /* The last to close: copies the log into the file and removes it. */
    (void)sqlite3_close(q->db);
    sqlite_lock_give(&q->lock);
    sqlite3_free(q->lock.path);
    sqlite3_free(q->path);
    identity_list_free(&q->gathered);
    free(q->cache);
    (void)pthread_cond_destroy(&q->readers_free);
    (void)pthread_mutex_destroy(&q->readers_lock);
    free(q);
}

static const struct store_ops sqlite_ops = {
    .name = "sqlite",
    .record = sqlite_record,
    .expire = sqlite_expire,
    .accounts_change = sqlite_accounts_change,
    .listing_put = sqlite_listing_put,
    .listing_remove = sqlite_listing_remove,
    .token_put = sqlite_token_put,
    .token_remove = sqlite_token_remove,
    .app_passwords_put = sqlite_app_passwords_put,
    .app_passwords_used = sqlite_app_passwords_used,
    .app_passwords_revoke = sqlite_app_passwords_revoke,
    .app_passwords_expire = sqlite_app_passwords_expire,
    .main_passwords_put = sqlite_main_passwords_put,
    .notice_put = sqlite_notice_put,
    .deliveries_change = sqlite_deliveries_change,
    .deliveries_release = sqlite_deliveries_release,
    .announcement_put = sqlite_announcement_put,
    .documents_change = sqlite_documents_change,
    .documents_expire = sqlite_documents_expire,
    .settle = sqlite_settle,
    .profile = sqlite_read_profile,
    .profiles = sqlite_read_profiles,
    .names = sqlite_read_names,
    .counters = sqlite_read_counters,
    .identities = sqlite_read_identities,
    .history = sqlite_read_history,
    .event = sqlite_read_event,
    .account = sqlite_read_account,
    .account_by = sqlite_read_account_by,
    .accounts = sqlite_read_accounts,
    .listings = sqlite_read_listings,
    .tokens = sqlite_read_tokens,
    .app_passwords = sqlite_read_app_passwords,
    .main_password = sqlite_read_main_password,
    .notices = sqlite_read_notices,
    .deliveries = sqlite_read_deliveries,
    .held = sqlite_read_held,
    .outbox = sqlite_read_outbox,
    .history_since = sqlite_read_history_since,
    .announcements = sqlite_read_announcements,
    .document = sqlite_read_document,
    .documents = sqlite_read_documents,
    .about = sqlite_read_about,
    .close = sqlite_store_close,
};

static int log_grew(void *ctx, sqlite3 *db, const char *name, int pages)
{
    struct sqlite_store *q = ctx;

    (void)db;
    (void)name;
    q->wal_pages = pages;
    return SQLITE_OK;
}

/* Everything that needs the file; the lock is held. */
static bool file_open(struct sqlite_store *q, bool *made, struct err *e)
{
    if (!sqlite_file_ready(q->path, made, e) || !sqlite_schema_open(q->path, &q->db, e)) {
        return false;
    }
    (void)sqlite3_wal_hook(q->db, log_grew, q);
    return sqlite_prepare(q->db, q->path, sqlite_write_texts, WRITE_COUNT, q->statements, e);
}

/* Removes the file this program has just made, and what SQLite put beside it. */
static void file_unmake(const char *path)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-journal"};

    for (size_t i = 0; i < COUNT(ends); i++) {
        char *name = sqlite3_mprintf("%s%s", path, ends[i]);

        if (name != NULL) {
            (void)unlink(name);
        }
        sqlite3_free(name);
    }
}

/* A half-built store that sqlite_store_close() can free; NULL: no memory. */
static struct sqlite_store *store_new(const char *path)
{
    struct sqlite_store *q = calloc(1, sizeof *q);

    if (q == NULL) {
        return NULL;
    }
    q->base.ops = &sqlite_ops;
    q->lock.fd = -1;
    q->data_version = -1;
    sqlite_copier_new(&q->copier);
    (void)pthread_mutex_init(&q->readers_lock, NULL);
    (void)pthread_cond_init(&q->readers_free, NULL);
    /* SQLite gives names like ":memory:" a meaning of its own; "./:memory:" is a file. */
    q->path = sqlite3_mprintf("%s%s", path[0] == '/' ? "" : "./", path);
    q->lock.path = sqlite3_mprintf("%s-lock", q->path);
    q->cache = sqlite_cache_new();
    if (q->path == NULL || q->lock.path == NULL || q->cache == NULL) {
        sqlite_store_close(&q->base);
        return NULL;
    }
    return q;
}

bool store_sqlite_open(const char *path, struct store **out, struct err *e)
{
    struct sqlite_store *q;
    bool made = false;

    if (path[0] == '\0') {
        return err_set(e, ERR_CONFIG, "the name of the store's file is empty");
    }
    if (!sqlite_file_kind(path, e)) {
        return false;
    }
    q = store_new(path);
    if (q == NULL) {
        return sqlite_fail_errno(e, "no memory to open", path, ENOMEM);
    }
    if (!sqlite_lock_take(&q->lock, path, e)) {
        sqlite_store_close(&q->base);
        return false;
    }
    if (!file_open(q, &made, e) || !writer_start(&q->base, &q->base.writer, e)) {
        if (made) {
            file_unmake(q->path);
        }
        sqlite_store_close(&q->base);
        return false;
    }
    *out = &q->base;
    return true;
}
