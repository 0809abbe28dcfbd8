#include "store/batch.h"

#include "store/notice_form.h"
#include "store/row.h"

#include <stdalign.h>

#define HOUR_LIMIT (INT64_C(1) << 40)

static bool change_check(const struct store_change *c, struct err *e)
{
    if (c->account.len > STORE_ACCOUNT_MAX) {
        return err_set(e, ERR_BUG, "a sign-in name of %zu bytes; at most %d are kept",
                       c->account.len, STORE_ACCOUNT_MAX);
    }
    if (c->account.len == 0 && (c->profile != NULL || c->row != NULL)) {
        return err_set(e, ERR_BUG, "a profile or a history row without an account");
    }
    if (c->notice != NULL && (c->account.len == 0 || (c->row != NULL && row_groups(c->row)))) {
        return err_set(e, ERR_BUG, "a notice without an account, or about a row that may grow");
    }
    if (c->notice != NULL && !notice_facts_check(c->notice, e)) {
        return false;
    }
    if (c->identity != 0 && (c->identity_hour >= HOUR_LIMIT || c->identity_hour <= -HOUR_LIMIT)) {
        return err_set(e, ERR_BUG, "an identity in hour %lld", (long long)c->identity_hour);
    }
    return c->row == NULL || row_check(c->row, e);
}

bool batch_check(const struct store_batch *batch, struct err *e)
{
    for (size_t i = 0; i < batch->change_count; i++) {
        if (!change_check(&batch->changes[i], e)) {
            return err_context(e, "change %zu of a batch", i);
        }
    }
    return true;
}

/* Where each part of a copy begins; parts in falling order of alignment. */
struct layout {
    size_t changes;
    size_t rows;
    size_t notices;
    size_t counters;
    size_t profiles;
    size_t names;
    size_t end;
};

_Static_assert(alignof(struct store_change) <= alignof(max_align_t) &&
                   alignof(struct history_row) <= alignof(struct store_change) &&
                   alignof(struct notice_facts) <= alignof(struct history_row) &&
                   alignof(struct store_counter) <= alignof(struct notice_facts),
               "the parts of a copy stand in falling order of alignment");

static struct layout layout_of(const struct store_batch *batch)
{
    struct layout l = {.changes = sizeof *batch};
    size_t rows = 0;
    size_t notices = 0;
    size_t profiles = 0;
    size_t names = 0;

    for (size_t i = 0; i < batch->change_count; i++) {
        rows += batch->changes[i].row != NULL;
        notices += batch->changes[i].notice != NULL;
        profiles += batch->changes[i].profile != NULL;
        names += batch->changes[i].account.len;
    }
    l.rows = l.changes + batch->change_count * sizeof *batch->changes;
    l.notices = l.rows + rows * sizeof *batch->changes->row;
    l.counters = l.notices + notices * sizeof *batch->changes->notice;
    l.profiles = l.counters + batch->counter_count * sizeof *batch->counters;
    l.names = l.profiles + profiles * STORE_PROFILE_SIZE;
    l.end = l.names + names;
    return l;
}

size_t batch_size(const struct store_batch *batch)
{
    return layout_of(batch).end;
}

/* Copies len bytes to *next, moves it on, and gives back where they stand now. */
static void *put(char **next, const void *from, size_t len)
{
    char *to = *next;

    if (len > 0) {
        memcpy(to, from, len);
    }
    *next = to + len;
    return to;
}

struct store_batch *batch_copy(const struct store_batch *batch, void *at)
{
    const struct layout l = layout_of(batch);
    char *base = at;
    char *row = base + l.rows;
    char *notice = base + l.notices;
    char *counter = base + l.counters;
    char *profile = base + l.profiles;
    char *name = base + l.names;
    struct store_change *changes = (void *)(base + l.changes);
    struct store_batch *copy = at;

    for (size_t i = 0; i < batch->change_count; i++) {
        struct store_change *c = &changes[i];

        *c = batch->changes[i];
        c->account.at = put(&name, c->account.at, c->account.len);
        if (c->profile != NULL) {
            c->profile = put(&profile, c->profile, STORE_PROFILE_SIZE);
        }
        if (c->row != NULL) {
            c->row = put(&row, c->row, sizeof *c->row);
        }
        if (c->notice != NULL) {
            c->notice = put(&notice, c->notice, sizeof *c->notice);
        }
    }
    *copy = (struct store_batch){
        .changes = changes,
        .change_count = batch->change_count,
        .counters = put(&counter, batch->counters, batch->counter_count * sizeof *batch->counters),
        .counter_count = batch->counter_count,
    };
    return copy;
}
