#include "store/notices.h"

#include "base/quote.h"
#include "store/notice_form.h"
#include "store/writer.h"

void store_set_composer(struct store *s, notice_composer *compose, void *ctx)
{
    s->compose = compose;
    s->compose_ctx = ctx;
}

void store_set_told(struct store *s, store_told *told, void *ctx)
{
    s->told = told;
    s->told_ctx = ctx;
}

/* --- changes: in the writer's thread ------------------------------------------------------------- */

static bool put_run(struct store *s, void *arg, struct err *e)
{
    return s->ops->notice_put(s, arg, e);
}

bool store_notice_put(struct store *s, struct span account, const struct notice_facts *facts,
                      char reference[static NOTICE_REFERENCE_MAX], struct err *e)
{
    const struct notice_former none = {.phone = SPAN("")};

    return store_notice_put_to(s, account, facts, &none, reference, e);
}

bool store_notice_put_to(struct store *s, struct span account, const struct notice_facts *facts,
                         const struct notice_former *former,
                         char reference[static NOTICE_REFERENCE_MAX], struct err *e)
{
    struct notice_put put = {.account = account, .facts = facts, .former = *former};

    if (!notice_facts_check(facts, e) || !writer_call(s->writer, put_run, &put, e)) {
        return false;
    }
    memcpy(reference, put.reference, sizeof put.reference);
    return true;
}

struct change_task {
    struct delivery_change *changes;
    size_t count;
};

static bool change_run(struct store *s, void *arg, struct err *e)
{
    const struct change_task *task = arg;

    return s->ops->deliveries_change(s, task->changes, task->count, e);
}

bool store_deliveries_change(struct store *s, struct delivery_change *changes, size_t count,
                             struct err *e)
{
    struct change_task task = {.changes = changes, .count = count};

    for (size_t i = 0; i < count; i++) {
        changes[i].applied = false;
        if (changes[i].state >= DELIVERY_STATE_COUNT) {
            return err_set(e, ERR_BUG, "a state of a delivery nobody knows: %u", changes[i].state);
        }
    }
    return count == 0 || writer_call(s->writer, change_run, &task, e);
}

struct release_task {
    int64_t now_ms;
    uint64_t released;
};

static bool release_run(struct store *s, void *arg, struct err *e)
{
    struct release_task *task = arg;

    return s->ops->deliveries_release(s, task->now_ms, &task->released, e);
}

bool store_deliveries_release(struct store *s, int64_t now_ms, uint64_t *released, struct err *e)
{
    struct release_task task = {.now_ms = now_ms};

    if (!writer_call(s->writer, release_run, &task, e)) {
        return false;
    }
    *released = task.released;
    return true;
}

struct announcement_task {
    const struct announcement *announcement;
    bool was_there;
};

static bool announcement_run(struct store *s, void *arg, struct err *e)
{
    struct announcement_task *task = arg;

    return s->ops->announcement_put(s, task->announcement, &task->was_there, e);
}

bool store_announcement_put(struct store *s, const struct announcement *a, struct err *e)
{
    struct announcement_task task = {.announcement = a};

    if (!announcement_check(a, e) || !writer_call(s->writer, announcement_run, &task, e)) {
        return false;
    }
    return !task.was_there || err_set(e, ERR_INPUT, "version: expected one %s has not yet, came %u",
                                      quote(a->id).text, a->version);
}

/* --- reads --------------------------------------------------------------------------------------- */

bool store_notice(struct store *s, struct span reference, store_visit_notice *visit, void *ctx,
                  struct err *e)
{
    const struct notice_query query = {.reference = reference, .page = {.limit = 1}};
    size_t visited = 0;

    if (reference.len > 0 && !s->ops->notices(s, &query, visit, ctx, &visited, e)) {
        return false;
    }
    return visited > 0 || err_set(e, ERR_ABSENT, "there is no notice %s", quote(reference).text);
}

static size_t limit_of(size_t limit)
{
    return limit < INT32_MAX ? limit : INT32_MAX;
}

bool store_notices(struct store *s, struct span account, const struct store_page *page,
                   store_visit_notice *visit, void *ctx, struct err *e)
{
    struct notice_query query = {.account = account, .page = *page};
    size_t visited;

    query.page.limit = limit_of(page->limit);
    if (page->before_ms == 0) {
        query.page.before_ms = INT64_MAX;
        query.page.before_id = INT64_MAX;
    }
    return account.len == 0 || s->ops->notices(s, &query, visit, ctx, &visited, e);
}

bool store_notice_of_event(struct store *s, int64_t event, store_visit_notice *visit, void *ctx,
                           struct err *e)
{
    const struct notice_query query = {.event = event, .page = {.limit = 1}};
    size_t visited = 0;

    if (event != 0 && !s->ops->notices(s, &query, visit, ctx, &visited, e)) {
        return false;
    }
    return visited > 0 || err_set(e, ERR_ABSENT, "nobody was told of event %lld", (long long)event);
}

bool store_deliveries_due(struct store *s, const struct store_due *due, store_visit_delivery *visit,
                          void *ctx, struct err *e)
{
    struct delivery_query query = {.due = *due};
    size_t visited;

    query.due.limit = limit_of(due->limit);
    return s->ops->deliveries(s, &query, visit, ctx, &visited, e);
}

bool store_delivery(struct store *s, int64_t id, store_visit_delivery *visit, void *ctx,
                    struct err *e)
{
    const struct delivery_query query = {.id = id, .due = {.limit = 1}};
    size_t visited = 0;

    if (id != 0 && !s->ops->deliveries(s, &query, visit, ctx, &visited, e)) {
        return false;
    }
    return visited > 0 || err_set(e, ERR_ABSENT, "there is no delivery %lld", (long long)id);
}

bool store_deliveries_next(struct store *s, int64_t *next_ms, struct err *e)
{
    struct store_outbox box;

    if (!store_outbox(s, &box, e)) {
        return false;
    }
    *next_ms = box.oldest_due_ms;
    return true;
}

bool store_held(struct store *s, size_t limit, store_visit_held *visit, void *ctx, struct err *e)
{
    return s->ops->held(s, limit_of(limit), visit, ctx, e);
}

bool store_outbox(struct store *s, struct store_outbox *out, struct err *e)
{
    struct store_outbox box = {.oldest_due_ms = INT64_MAX};

    if (!s->ops->outbox(s, &box, e)) {
        return false;
    }
    *out = box;
    return true;
}

bool store_history_since(struct store *s, int64_t from_ms, store_visit_event *visit, void *ctx,
                         struct err *e)
{
    return s->ops->history_since(s, from_ms, visit, ctx, e);
}

bool store_announcements(struct store *s, store_visit_announcement *visit, void *ctx, struct err *e)
{
    return s->ops->announcements(s, visit, ctx, e);
}
