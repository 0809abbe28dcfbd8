#include "store/accounts.h"

#include "store/backend.h"
#include "store/writer.h"

#include <string.h>

/* --- accounts ----------------------------------------------------------------------------------- */

struct accounts_task {
    struct store_account_change *changes;
    size_t count;
};

static bool accounts_run(struct store *s, void *arg, struct err *e)
{
    const struct accounts_task *task = arg;

    if (!s->ops->accounts_change(s, task->changes, task->count, e)) {
        return false;
    }
    for (size_t i = 0; s->accounts_told != NULL && i < task->count; i++) {
        const struct store_account_change *c = &task->changes[i];

        if (c->err.code == ERR_NONE) {
            s->accounts_told(s->accounts_told_ctx, c->account, c->remove);
        }
    }
    return true;
}

static bool change_check(const struct store_account_change *c, struct err *e)
{
    struct err why = {0};

    if (c->remove ? c->account->text[ACCOUNT_ID].len > 0 : account_check(c->account, &why)) {
        return true;
    }
    return err_set(e, ERR_BUG, "an account is not in order: %.150s", why.text);
}

bool store_accounts_change(struct store *s, struct store_account_change *changes, size_t count,
                           struct err *e)
{
    struct accounts_task task = {.changes = changes, .count = count};

    for (size_t i = 0; i < count; i++) {
        if (!change_check(&changes[i], e)) {
            return false;
        }
        changes[i].was_there = false;
        changes[i].err = (struct err){0};
    }
    return count == 0 || writer_call(s->writer, accounts_run, &task, e);
}

bool store_account(struct store *s, struct span id, store_visit_account *visit, void *ctx,
                   struct err *e)
{
    return s->ops->account(s, id, visit, ctx, e);
}

bool store_account_by(struct store *s, enum account_list list, struct span value,
                      store_visit_account *visit, void *ctx, struct err *e)
{
    return s->ops->account_by(s, list, value, visit, ctx, e);
}

bool store_accounts(struct store *s, struct span after, size_t limit, store_visit_account *visit,
                    void *ctx, struct err *e)
{
    return s->ops->accounts(s, after, limit, visit, ctx, e);
}

/* --- listings ----------------------------------------------------------------------------------- */

struct listing_task {
    const struct listing *listing;
    bool was_there;
};

static bool listing_put_run(struct store *s, void *arg, struct err *e)
{
    const struct listing_task *task = arg;

    return s->ops->listing_put(s, task->listing, e);
}

static bool listing_remove_run(struct store *s, void *arg, struct err *e)
{
    struct listing_task *task = arg;

    return s->ops->listing_remove(s, task->listing, &task->was_there, e);
}

static bool listing_check(const struct listing *l, struct err *e)
{
    unsigned most = l->has_network && address_is_v4(&l->prefix) ? 32 : 128;
    bool ok = l->kind < LISTING_KIND_COUNT && (l->has_network || l->has_login) &&
              l->has_login == (l->login[0] != '\0') && memchr(l->login, '\0', sizeof l->login) &&
              memchr(l->reason, '\0', sizeof l->reason);

    if (ok && l->has_network) {
        struct address prefix;

        ok = l->bits <= most;
        if (ok) {
            prefix = address_prefix(&l->prefix, l->bits);
            ok = address_eq(&prefix, &l->prefix);
        }
    }
    return ok || err_set(e, ERR_BUG, "an entry of a list is not in order");
}

bool store_listing_put(struct store *s, const struct listing *l, struct err *e)
{
    struct listing_task task = {.listing = l};

    return listing_check(l, e) && writer_call(s->writer, listing_put_run, &task, e);
}

bool store_listing_remove(struct store *s, const struct listing *l, bool *was_there, struct err *e)
{
    struct listing_task task = {.listing = l};

    if (!listing_check(l, e) || !writer_call(s->writer, listing_remove_run, &task, e)) {
        return false;
    }
    if (was_there != NULL) {
        *was_there = task.was_there;
    }
    return true;
}

bool store_listings(struct store *s, store_visit_listing *visit, void *ctx, struct err *e)
{
    return s->ops->listings(s, visit, ctx, e);
}

/* --- tokens ------------------------------------------------------------------------------------- */

struct token_task {
    const struct token *token;
    struct span id;
    bool was_there;
};

static bool token_put_run(struct store *s, void *arg, struct err *e)
{
    const struct token_task *task = arg;

    return s->ops->token_put(s, task->token, e);
}

static bool token_remove_run(struct store *s, void *arg, struct err *e)
{
    struct token_task *task = arg;

    return s->ops->token_remove(s, task->id, &task->was_there, e);
}

bool store_token_put(struct store *s, const struct token *t, struct err *e)
{
    struct token_task task = {.token = t};

    if (t->id[0] == '\0' || memchr(t->id, '\0', sizeof t->id) == NULL ||
        memchr(t->name, '\0', sizeof t->name) == NULL) {
        return err_set(e, ERR_BUG, "a token is not in order");
    }
    return writer_call(s->writer, token_put_run, &task, e);
}

bool store_token_remove(struct store *s, struct span id, bool *was_there, struct err *e)
{
    struct token_task task = {.id = id};

    if (!writer_call(s->writer, token_remove_run, &task, e)) {
        return false;
    }
    *was_there = task.was_there;
    return true;
}

bool store_tokens(struct store *s, store_visit_token *visit, void *ctx, struct err *e)
{
    return s->ops->tokens(s, visit, ctx, e);
}
