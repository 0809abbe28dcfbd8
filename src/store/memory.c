#include "store/memory.h"

#include "store/backend.h"
#include "store/memory_credentials.h"
#include "store/memory_documents.h"
#include "store/memory_hours.h"
#include "store/memory_notices.h"
#include "store/memory_records.h"
#include "store/memory_rows.h"
#include "store/memory_table.h"
#include "store/writer.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

struct memory_store {
    struct store base;
    pthread_mutex_t lock; /* over everything below */
    struct memory_accounts accounts;
    struct memory_rows rows;
    struct memory_hours hours;
    struct memory_counters counters;
    struct identity_list gathered;         /* the writer's own */
    struct memory_records records;         /* under a lock of their own */
    struct memory_documents documents;     /* the same */
    struct memory_credentials credentials; /* the same */
    struct memory_notices notices;         /* under a lock of their own */
};

static struct memory_store *self(struct store *s)
{
    return (struct memory_store *)(void *)s;
}

struct memory_records *memory_records_of(struct store *s)
{
    return &self(s)->records;
}

struct memory_documents *memory_documents_of(struct store *s)
{
    return &self(s)->documents;
}

struct memory_credentials *memory_credentials_of(struct store *s)
{
    return &self(s)->credentials;
}

struct memory_notices *memory_notices_of(struct store *s)
{
    return &self(s)->notices;
}

static bool out_of_memory(struct err *e)
{
    err_set(e, ERR_SYSTEM, "no memory to keep more sign-ins");
    e->sys = ENOMEM;
    return false;
}

/* Room for everything the batches may add, so that applying them cannot fail half-way. */
static bool reserve(struct memory_store *m, const struct store_batch *const *batches, size_t count,
                    struct err *e)
{
    size_t changes = 0;
    size_t counters = 0;

    for (size_t i = 0; i < count; i++) {
        changes += batches[i]->change_count;
        counters += batches[i]->counter_count;
    }
    if (!memory_rows_reserve(&m->rows, changes) ||
        !memory_counters_reserve(&m->counters, counters)) {
        return out_of_memory(e);
    }
    return identity_gather(&m->gathered, batches, count, e) &&
           (memory_hours_reserve(&m->hours, &m->gathered) || out_of_memory(e));
}

static bool is_about_account(const struct store_change *c)
{
    return c->profile != NULL || c->row != NULL;
}

/* Lets go of the accounts of the first `count` changes. */
static void unpin(struct memory_store *m, const struct store_change *changes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (is_about_account(&changes[i])) {
            uint32_t at = memory_accounts_find(&m->accounts, changes[i].account);

            m->accounts.slots[at].pins--;
            memory_accounts_tidy(&m->accounts, at);
        }
    }
}

/* Makes every account of the changes exist until unpin(). False: no memory, nothing changed. */
static bool pin(struct memory_store *m, const struct store_change *changes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t at;

        if (!is_about_account(&changes[i])) {
            continue;
        }
        at = memory_accounts_take(&m->accounts, changes[i].account);
        if (at == MEMORY_NONE) {
            unpin(m, changes, i);
            return false;
        }
        m->accounts.slots[at].pins++;
    }
    return true;
}

static void unpin_all(struct memory_store *m, const struct store_batch *const *batches,
                      size_t count)
{
    for (size_t i = 0; i < count; i++) {
        unpin(m, batches[i]->changes, batches[i]->change_count);
    }
}

static bool pin_all(struct memory_store *m, const struct store_batch *const *batches, size_t count,
                    struct err *e)
{
    for (size_t i = 0; i < count; i++) {
        if (!pin(m, batches[i]->changes, batches[i]->change_count)) {
            unpin_all(m, batches, i);
            return out_of_memory(e);
        }
    }
    return true;
}

static void forget_row(struct memory_store *m, uint32_t row)
{
    uint32_t account = m->rows.slots[row].account;

    if (!row_groups(&m->rows.slots[row].row)) {
        memory_notices_forget(&m->notices, m->rows.slots[row].row.id);
    }
    memory_rows_remove(&m->rows, row, &m->accounts.slots[account].rows);
    memory_accounts_tidy(&m->accounts, account);
}

/* The last row recorded is the notice's; a store that keeps no rows tells nobody of them. */
static void apply_notice(struct memory_store *m, const struct store_change *c)
{
    if (c->notice == NULL || m->base.compose == NULL) {
        return;
    }
    if (c->row == NULL) {
        memory_notice_write(&m->base, c, 0);
    } else if (m->rows.last != MEMORY_NONE) {
        memory_notice_write(&m->base, c, m->rows.slots[m->rows.last].row.id);
    }
}

static void apply_change(struct memory_store *m, const struct store_change *c)
{
    struct memory_account *account;
    uint32_t at;

    if (!is_about_account(c)) {
        return;
    }
    at = memory_accounts_find(&m->accounts, c->account);
    account = &m->accounts.slots[at];
    if (c->profile != NULL) {
        memcpy(account->profile, c->profile, STORE_PROFILE_SIZE);
        account->has_profile = true;
    }
    if (c->row == NULL ||
        (c->row_extends && memory_rows_extend(&m->rows, at, &account->rows, c->row))) {
        return;
    }
    memory_rows_add(&m->rows, at, &account->rows, c->row);
    if (m->rows.count > m->rows.limit) {
        forget_row(m, m->rows.first);
    }
}

static void apply(struct memory_store *m, const struct store_batch *batch)
{
    for (size_t i = 0; i < batch->change_count; i++) {
        apply_change(m, &batch->changes[i]);
        apply_notice(m, &batch->changes[i]);
    }
    for (size_t i = 0; i < batch->counter_count; i++) {
        memory_counters_set(&m->counters, &batch->counters[i]);
    }
    unpin(m, batch->changes, batch->change_count);
}

static bool memory_record(struct store *s, const struct store_batch *const *batches, size_t count,
                          struct err *e)
{
    struct memory_store *m = self(s);
    bool ok;

    (void)pthread_mutex_lock(&m->lock);
    ok = reserve(m, batches, count, e) && pin_all(m, batches, count, e);
    for (size_t i = 0; ok && i < count; i++) {
        apply(m, batches[i]);
    }
    if (ok) {
        memory_hours_add(&m->hours, &m->gathered);
    }
    (void)pthread_mutex_unlock(&m->lock);
    return ok;
}

#define EXPIRE_SLICE 4096 /* slots looked at while readers wait: some 10 us */

static bool memory_expire(struct store *s, struct expiry_step *step, struct err *e)
{
    struct memory_store *m = self(s);
    size_t at = (size_t)step->cursor;
    size_t end;

    (void)e;
    (void)pthread_mutex_lock(&m->lock);
    memory_hours_expire(&m->hours, step->expiry->identity_hour);
    memory_notices_expire(&m->notices, step->expiry->history_ms);
    end = at + EXPIRE_SLICE < m->rows.used ? at + EXPIRE_SLICE : m->rows.used;
    for (; at < end; at++) {
        const struct memory_row *slot = &m->rows.slots[at];

        if (slot->account != MEMORY_NONE && slot->row.last_ms < step->expiry->history_ms) {
            forget_row(m, (uint32_t)at);
            step->expiry->rows++;
        }
    }
    step->cursor = (int64_t)at;
    step->more = at < m->rows.used;
    (void)pthread_mutex_unlock(&m->lock);
    return true;
}

static bool memory_profile(struct store *s, struct span account, uint8_t *out, struct err *e)
{
    struct memory_store *m = self(s);
    uint32_t at;
    bool found = false;

    (void)pthread_mutex_lock(&m->lock);
    at = memory_accounts_find(&m->accounts, account);
    if (at != MEMORY_NONE && m->accounts.slots[at].has_profile) {
        memcpy(out, m->accounts.slots[at].profile, STORE_PROFILE_SIZE);
        found = true;
    }
    (void)pthread_mutex_unlock(&m->lock);
    return found || err_set(e, ERR_ABSENT, "the account has no profile");
}

static bool memory_profiles(struct store *s, store_visit_profile *visit, void *ctx, struct err *e)
{
    struct memory_store *m = self(s);
    bool on = true;

    (void)e;
    (void)pthread_mutex_lock(&m->lock);
    for (size_t i = 0; on && i < m->accounts.used; i++) {
        const struct memory_account *a = &m->accounts.slots[i];

        if (a->name != NULL && a->has_profile) {
            on = visit(ctx, (struct span){.at = a->name, .len = a->name_len}, a->profile);
        }
    }
    (void)pthread_mutex_unlock(&m->lock);
    return true;
}

static int compare_names(const void *left, const void *right)
{
    const struct span *a = left;
    const struct span *b = right;
    int order = memcmp(a->at, b->at, a->len < b->len ? a->len : b->len);

    return order != 0 ? order : (a->len > b->len) - (a->len < b->len);
}

static bool memory_names(struct store *s, struct span after, size_t limit, store_visit_name *visit,
                         void *ctx, struct err *e)
{
    struct memory_store *m = self(s);
    struct span *names;
    size_t count = 0;
    bool on = true;

    (void)pthread_mutex_lock(&m->lock);
    names = calloc(m->accounts.used + 1, sizeof *names);
    for (size_t i = 0; names != NULL && i < m->accounts.used; i++) {
        const struct memory_account *a = &m->accounts.slots[i];

        names[count] = (struct span){.at = a->name, .len = a->name_len};
        count += a->name != NULL && (after.len == 0 || compare_names(&names[count], &after) > 0);
    }
    if (count > 0) {
        qsort(names, count, sizeof *names, compare_names);
    }
    for (size_t i = 0; on && i < count && i < limit; i++) {
        on = visit(ctx, names[i]);
    }
    on = names != NULL;
    free(names);
    (void)pthread_mutex_unlock(&m->lock);
    return on || out_of_memory(e);
}

static int compare_counters(const void *left, const void *right)
{
    const struct store_counter *a = left;
    const struct store_counter *b = right;

    if (a->table != b->table) {
        return a->table < b->table ? -1 : 1;
    }
    return (a->index > b->index) - (a->index < b->index);
}

static bool memory_counters(struct store *s, store_visit_counter *visit, void *ctx, struct err *e)
{
    struct memory_store *m = self(s);
    struct store_counter *copy = NULL;
    size_t n;
    bool on = true;

    (void)pthread_mutex_lock(&m->lock);
    n = m->counters.count;
    if (n > 0) {
        copy = malloc(n * sizeof *copy);
        if (copy != NULL) {
            memcpy(copy, m->counters.items, n * sizeof *copy);
        }
    }
    (void)pthread_mutex_unlock(&m->lock);
    if (n > 0 && copy == NULL) {
        return out_of_memory(e);
    }
    if (n > 1) {
        qsort(copy, n, sizeof *copy, compare_counters);
    }
    for (size_t i = 0; on && i < n; i++) {
        on = visit(ctx, &copy[i]);
    }
    free(copy);
    return true;
}

static bool memory_identities(struct store *s, int64_t hour, uint64_t **out, size_t *count,
                              struct err *e)
{
    struct memory_store *m = self(s);
    const struct memory_hour *h;
    uint64_t *copy = NULL;
    size_t n = 0;

    (void)pthread_mutex_lock(&m->lock);
    h = memory_hours_find(&m->hours, hour);
    if (h != NULL && h->count > 0) {
        n = h->count;
        copy = malloc(n * sizeof *copy);
        if (copy != NULL) {
            memcpy(copy, h->hashes, n * sizeof *copy);
        }
    }
    (void)pthread_mutex_unlock(&m->lock);
    if (n > 0 && copy == NULL) {
        return out_of_memory(e);
    }
    *out = copy;
    *count = n;
    return true;
}

static bool memory_history(struct store *s, struct span account, const struct store_page *page,
                           store_visit_row *visit, void *ctx, struct err *e)
{
    struct memory_store *m = self(s);
    uint32_t at;
    uint32_t row = MEMORY_NONE;
    bool on = true;

    (void)e;
    (void)pthread_mutex_lock(&m->lock);
    at = memory_accounts_find(&m->accounts, account);
    if (at != MEMORY_NONE) {
        row = memory_rows_before(&m->rows, &m->accounts.slots[at].rows, page);
    }
    for (size_t i = 0; on && i < page->limit && row != MEMORY_NONE; i++) {
        on = visit(ctx, &m->rows.slots[row].row);
        row = m->rows.slots[row].older;
    }
    (void)pthread_mutex_unlock(&m->lock);
    return true;
}

static bool memory_event(struct store *s, int64_t id, store_visit_event *visit, void *ctx,
                         struct err *e)
{
    struct memory_store *m = self(s);
    bool found = false;

    (void)pthread_mutex_lock(&m->lock);
    for (size_t i = 0; !found && i < m->rows.used; i++) {
        const struct memory_row *slot = &m->rows.slots[i];

        if (slot->account != MEMORY_NONE && slot->row.id == id) {
            const struct memory_account *a = &m->accounts.slots[slot->account];

            found = true;
            (void)visit(ctx, (struct span){.at = a->name, .len = a->name_len}, &slot->row);
        }
    }
    (void)pthread_mutex_unlock(&m->lock);
    return found || err_set(e, ERR_ABSENT, "there is no event %lld in the history", (long long)id);
}

static bool memory_history_since(struct store *s, int64_t from_ms, store_visit_event *visit,
                                 void *ctx, struct err *e)
{
    struct memory_store *m = self(s);
    uint32_t *slots;
    size_t count;
    bool on = true;

    (void)e;
    (void)pthread_mutex_lock(&m->lock);
    slots = memory_rows_since(&m->rows, from_ms, &count);
    for (size_t i = 0; on && i < count; i++) {
        const struct memory_row *slot = &m->rows.slots[slots[i]];
        const struct memory_account *a = &m->accounts.slots[slot->account];

        on = visit(ctx, (struct span){.at = a->name, .len = a->name_len}, &slot->row);
    }
    (void)pthread_mutex_unlock(&m->lock);
    free(slots);
    return true;
}

static bool memory_about(struct store *s, struct store_about *out, struct err *e)
{
    struct memory_store *m = self(s);

    (void)e;
    (void)pthread_mutex_lock(&m->lock);
    out->accounts = m->accounts.count;
    for (size_t i = 0; i < m->accounts.used; i++) {
        out->profiles += m->accounts.slots[i].name != NULL && m->accounts.slots[i].has_profile;
    }
    out->rows = m->rows.count;
    out->identities = m->hours.identities;
    out->counters = m->counters.count;
    out->bytes = m->accounts.used * sizeof *m->accounts.slots +
                 m->rows.used * sizeof *m->rows.slots + m->hours.identities * sizeof(uint64_t);
    (void)pthread_mutex_unlock(&m->lock);
    return true;
}

static void memory_close(struct store *s)
{
    struct memory_store *m = self(s);

    memory_accounts_free(&m->accounts);
    memory_rows_free(&m->rows);
    memory_hours_free(&m->hours);
    memory_counters_free(&m->counters);
    identity_list_free(&m->gathered);
    memory_records_free(&m->records);
    memory_credentials_free(&m->credentials);
    memory_documents_free(&m->documents);
    memory_notices_free(&m->notices);
    (void)pthread_mutex_destroy(&m->lock);
    free(m);
}

static const struct store_ops memory_ops = {
    .name = "memory",
    .record = memory_record,
    .expire = memory_expire,
    .accounts_change = memory_accounts_change,
    .listing_put = memory_listing_put,
    .listing_remove = memory_listing_remove,
    .token_put = memory_token_put,
    .token_remove = memory_token_remove,
    .app_passwords_put = memory_app_passwords_put,
    .app_passwords_used = memory_app_passwords_used,
    .app_passwords_revoke = memory_app_passwords_revoke,
    .app_passwords_expire = memory_app_passwords_expire,
    .main_passwords_put = memory_main_passwords_put,
    .notice_put = memory_notice_put,
    .deliveries_change = memory_deliveries_change,
    .deliveries_release = memory_deliveries_release,
    .announcement_put = memory_announcement_put,
    .documents_change = memory_documents_change,
    .documents_expire = memory_documents_expire,
    .profile = memory_profile,
    .profiles = memory_profiles,
    .names = memory_names,
    .counters = memory_counters,
    .identities = memory_identities,
    .history = memory_history,
    .event = memory_event,
    .account = memory_account_get,
    .account_by = memory_account_by,
    .accounts = memory_accounts_visit,
    .listings = memory_listings,
    .tokens = memory_tokens,
    .app_passwords = memory_app_passwords,
    .main_password = memory_main_password,
    .notices = memory_notices_visit,
    .deliveries = memory_deliveries_visit,
    .held = memory_held,
    .outbox = memory_outbox,
    .history_since = memory_history_since,
    .announcements = memory_announcements,
    .document = memory_document_get,
    .documents = memory_documents_visit,
    .about = memory_about,
    .close = memory_close,
};

bool store_memory_open(const struct store_memory_limits *limits, struct store **out, struct err *e)
{
    struct memory_store *m = calloc(1, sizeof *m);

    if (m == NULL) {
        return out_of_memory(e);
    }
    m->base.ops = &memory_ops;
    (void)pthread_mutex_init(&m->lock, NULL);
    memory_records_init(&m->records);
    memory_credentials_init(&m->credentials);
    memory_documents_init(&m->documents);
    memory_notices_init(&m->notices);
    memory_accounts_init(&m->accounts);
    memory_rows_init(&m->rows, limits->rows);
    m->hours.limit = limits->identities;
    if (!writer_start(&m->base, &m->base.writer, e)) {
        memory_close(&m->base);
        return false;
    }
    *out = &m->base;
    return true;
}
