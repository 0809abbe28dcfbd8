#include "store/credentials.h"

#include "store/backend.h"
#include "store/writer.h"

#include <string.h>

static bool is_text(const char *text, size_t size, bool needed)
{
    return memchr(text, '\0', size) != NULL && (!needed || text[0] != '\0');
}

/* --- app passwords -------------------------------------------------------------------------------- */

struct app_put_task {
    const struct app_password *passwords;
    size_t count;
};

static bool app_put_run(struct store *s, void *arg, struct err *e)
{
    const struct app_put_task *task = arg;

    return s->ops->app_passwords_put(s, task->passwords, task->count, e);
}

static bool app_check(const struct app_password *p, struct err *e)
{
    bool ok = is_text(p->id, sizeof p->id, true) && is_text(p->account, sizeof p->account, true) &&
              is_text(p->name, sizeof p->name, false) &&
              is_text(p->device, sizeof p->device, false) &&
              is_text(p->last.client, sizeof p->last.client, false) && p->scopes != 0 &&
              (p->scopes & ~(uint32_t)APP_SCOPE_ALL) == 0 && p->sealed_len <= sizeof p->sealed &&
              (unsigned)p->last.service < SERVICE_COUNT;

    return ok || err_set(e, ERR_BUG, "an app password is not in order");
}

bool store_app_passwords_put(struct store *s, const struct app_password *p, size_t count,
                             struct err *e)
{
    struct app_put_task task = {.passwords = p, .count = count};

    for (size_t i = 0; i < count; i++) {
        if (!app_check(&p[i], e)) {
            return false;
        }
    }
    return count == 0 || writer_call(s->writer, app_put_run, &task, e);
}

struct app_use_task {
    const struct store_app_use *uses;
    size_t count;
};

static bool app_used_run(struct store *s, void *arg, struct err *e)
{
    const struct app_use_task *task = arg;

    return s->ops->app_passwords_used(s, task->uses, task->count, e);
}

bool store_app_passwords_used(struct store *s, const struct store_app_use *uses, size_t count,
                              struct err *e)
{
    struct app_use_task task = {.uses = uses, .count = count};

    return count == 0 || writer_call(s->writer, app_used_run, &task, e);
}

static bool app_revoke_run(struct store *s, void *arg, struct err *e)
{
    return s->ops->app_passwords_revoke(s, arg, e);
}

bool store_app_passwords_revoke(struct store *s, struct store_app_revoke *r, struct err *e)
{
    if (r->account.len == 0 || r->at_ms == 0) {
        return err_set(e, ERR_BUG, "a revocation of nobody's, or at no time");
    }
    r->count = 0;
    return writer_call(s->writer, app_revoke_run, r, e);
}

struct app_expire_task {
    int64_t before_ms;
    uint64_t count;
};

static bool app_expire_run(struct store *s, void *arg, struct err *e)
{
    struct app_expire_task *task = arg;

    return s->ops->app_passwords_expire(s, task->before_ms, &task->count, e);
}

bool store_app_passwords_expire(struct store *s, int64_t before_ms, uint64_t *count, struct err *e)
{
    struct app_expire_task task = {.before_ms = before_ms};

    if (!writer_call(s->writer, app_expire_run, &task, e)) {
        return false;
    }
    *count = task.count;
    return true;
}

bool store_app_passwords(struct store *s, struct span account, store_visit_app_password *visit,
                         void *ctx, struct err *e)
{
    return s->ops->app_passwords(s, account, visit, ctx, e);
}

/* --- main passwords ------------------------------------------------------------------------------- */

struct main_put_task {
    const struct main_password *passwords;
    size_t count;
};

static bool main_put_run(struct store *s, void *arg, struct err *e)
{
    const struct main_put_task *task = arg;

    return s->ops->main_passwords_put(s, task->passwords, task->count, e);
}

static bool main_check(const struct main_password *p, struct err *e)
{
    bool ok = is_text(p->account, sizeof p->account, true) &&
              is_text(p->hash, sizeof p->hash, false) && is_text(p->pin, sizeof p->pin, false);

    return ok || err_set(e, ERR_BUG, "a main password is not in order");
}

bool store_main_passwords_put(struct store *s, const struct main_password *p, size_t count,
                              struct err *e)
{
    struct main_put_task task = {.passwords = p, .count = count};

    for (size_t i = 0; i < count; i++) {
        if (!main_check(&p[i], e)) {
            return false;
        }
    }
    return count == 0 || writer_call(s->writer, main_put_run, &task, e);
}

bool store_main_password(struct store *s, struct span account, struct main_password *out,
                         struct err *e)
{
    return s->ops->main_password(s, account, out, e);
}

/* --- who has which names -------------------------------------------------------------------------- */

#define TELL_PAGE 4096 /* accounts */

struct tell_task {
    store_accounts_told *told;
    void *ctx;
    size_t visited; /* of a page */
    size_t after_len;
    char after[ACCOUNT_ID_MAX];
};

static bool tell_one(void *ctx, const struct account_record *account)
{
    struct tell_task *task = ctx;

    task->told(task->ctx, account, false);
    task->visited++;
    task->after_len = account->text[ACCOUNT_ID].len;
    memcpy(task->after, account->text[ACCOUNT_ID].at, task->after_len);
    return true;
}

static bool tell_run(struct store *s, void *arg, struct err *e)
{
    struct tell_task *task = arg;

    s->accounts_told = task->told;
    s->accounts_told_ctx = task->ctx;
    do {
        task->visited = 0;
        if (task->told != NULL &&
            !s->ops->accounts(s, (struct span){.at = task->after, .len = task->after_len},
                              TELL_PAGE, tell_one, task, e)) {
            s->accounts_told = NULL;
            return false;
        }
    } while (task->visited == TELL_PAGE);
    return true;
}

bool store_accounts_tell(struct store *s, store_accounts_told *told, void *ctx, struct err *e)
{
    struct tell_task task = {.told = told, .ctx = ctx};

    return writer_call(s->writer, tell_run, &task, e);
}
