#include "store/documents.h"

#include "store/backend.h"
#include "store/writer.h"

struct documents_task {
    struct documents_write write;
    bool made;
};

static bool change_run(struct store *s, void *arg, struct err *e)
{
    struct documents_task *task = arg;

    return s->ops->documents_change(s, &task->write, &task->made, e);
}

static bool name_in_order(enum document_kind kind, struct span key)
{
    return kind >= DOCUMENT_REPORT && kind < DOCUMENT_KIND_END && key.len > 0 &&
           key.len <= DOCUMENT_KEY_MAX;
}

static bool change_in_order(const struct store_document_change *c)
{
    const struct document *d = c->document;

    return name_in_order(d->kind, d->key) &&
           (c->remove || (d->owner.len <= DOCUMENT_OWNER_MAX && d->body.len <= DOCUMENT_BODY_MAX &&
                          d->expires_ms >= 0));
}

bool store_documents_change(struct store *s, struct store_document_change *changes, size_t count,
                            int64_t now_ms, bool *made, struct err *e)
{
    struct documents_task task = {
        .write = {.changes = changes, .count = count, .now_ms = now_ms},
    };

    for (size_t i = 0; i < count; i++) {
        if (!change_in_order(&changes[i])) {
            return err_set(e, ERR_BUG, "a document is not in order");
        }
        changes[i].was_there = false;
    }
    if (!writer_call(s->writer, change_run, &task, e)) {
        return false;
    }
    *made = task.made;
    return true;
}

bool store_document(struct store *s, const struct store_document_name *name,
                    store_visit_document *visit, void *ctx, struct err *e)
{
    return s->ops->document(s, name, visit, ctx, e);
}

bool store_documents(struct store *s, const struct store_document_query *query,
                     store_visit_document *visit, void *ctx, struct err *e)
{
    return s->ops->documents(s, query, visit, ctx, e);
}

struct expire_task {
    int64_t now_ms;
    uint64_t removed;
};

static bool expire_run(struct store *s, void *arg, struct err *e)
{
    struct expire_task *task = arg;

    return s->ops->documents_expire(s, task->now_ms, &task->removed, e);
}

bool store_documents_expire(struct store *s, int64_t now_ms, uint64_t *removed, struct err *e)
{
    struct expire_task task = {.now_ms = now_ms};

    if (!writer_call(s->writer, expire_run, &task, e)) {
        return false;
    }
    *removed = task.removed;
    return true;
}
