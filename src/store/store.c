#include "store/store.h"

#include "store/batch.h"
#include "store/writer.h"

bool store_record(struct store *s, const struct store_batch *batch, struct err *e)
{
    return batch_check(batch, e) && writer_record(s->writer, batch, e);
}

bool store_submit(struct store *s, const struct store_batch *batch, store_done *done, void *ctx,
                  struct err *e)
{
    return batch_check(batch, e) && writer_submit(s->writer, batch, done, ctx, e);
}

bool store_profile(struct store *s, struct span account, uint8_t out[static STORE_PROFILE_SIZE],
                   struct err *e)
{
    return s->ops->profile(s, account, out, e);
}

bool store_profiles(struct store *s, store_visit_profile *visit, void *ctx, struct err *e)
{
    return s->ops->profiles(s, visit, ctx, e);
}

bool store_names(struct store *s, struct span after, size_t limit, store_visit_name *visit,
                 void *ctx, struct err *e)
{
    return s->ops->names(s, after, limit, visit, ctx, e);
}

bool store_counters(struct store *s, store_visit_counter *visit, void *ctx, struct err *e)
{
    return s->ops->counters(s, visit, ctx, e);
}

bool store_identities(struct store *s, int64_t hour, uint64_t **out, size_t *count, struct err *e)
{
    return s->ops->identities(s, hour, out, count, e);
}

bool store_history(struct store *s, struct span account, const struct store_page *page,
                   store_visit_row *visit, void *ctx, struct err *e)
{
    struct store_page from = *page;

    if (from.before_ms == 0) {
        from.before_ms = INT64_MAX;
        from.before_id = INT64_MAX;
    }
    return s->ops->history(s, account, &from, visit, ctx, e);
}

bool store_event(struct store *s, int64_t id, store_visit_event *visit, void *ctx, struct err *e)
{
    return s->ops->event(s, id, visit, ctx, e);
}

bool store_expire(struct store *s, struct store_expiry *x, struct err *e)
{
    x->rows = 0;
    return writer_expire(s->writer, x, e);
}

bool store_about(struct store *s, struct store_about *out, struct err *e)
{
    struct store_about about = {.backend = s->ops->name};
    struct writer_tally tally = writer_tally(s->writer);

    if (!s->ops->about(s, &about, e)) {
        return false;
    }
    about.commits = tally.commits;
    about.batches = tally.batches;
    about.changes = tally.changes;
    *out = about;
    return true;
}

struct store_tally store_tally(struct store *s)
{
    struct writer_tally t = writer_tally(s->writer);

    return (struct store_tally){.commits = t.commits, .batches = t.batches, .changes = t.changes};
}

void store_free(struct store **s)
{
    struct store *gone = *s;

    if (gone == NULL) {
        return;
    }
    writer_stop(&gone->writer);
    gone->ops->close(gone);
    *s = NULL;
}
