#include "store/memory_credentials.h"

#include "base/memory.h"
#include "store/record.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

void memory_credentials_init(struct memory_credentials *t)
{
    (void)pthread_mutex_init(&t->lock, NULL);
}

void memory_credentials_free(struct memory_credentials *t)
{
    if (t->apps != NULL) {
        sodium_memzero(t->apps, t->app_cap * sizeof *t->apps);
    }
    if (t->mains != NULL) {
        sodium_memzero(t->mains, t->main_cap * sizeof *t->mains);
    }
    free(t->apps);
    free(t->mains);
    (void)pthread_mutex_destroy(&t->lock);
    *t = (struct memory_credentials){0};
}

/* --- app passwords -------------------------------------------------------------------------------- */

/* The one of that ID; NULL: none. */
static struct app_password *app_of(struct memory_credentials *t, const char *id)
{
    for (size_t i = 0; i < t->app_count; i++) {
        if (strcmp(t->apps[i].id, id) == 0) {
            return &t->apps[i];
        }
    }
    return NULL;
}

static void app_put(struct memory_credentials *t, const struct app_password *p)
{
    struct app_password *old = app_of(t, p->id);

    if (old != NULL) {
        *old = *p;
        return;
    }
    if (t->app_count == t->app_cap) {
        t->app_cap = t->app_cap == 0 ? 16 : t->app_cap * 2;
        t->apps = memory_grow(t->apps, t->app_cap, sizeof *t->apps);
    }
    t->apps[t->app_count++] = *p;
}

static void app_forget(struct memory_credentials *t, size_t at)
{
    t->app_count--;
    memmove(&t->apps[at], &t->apps[at + 1], (t->app_count - at) * sizeof *t->apps);
}

bool memory_app_passwords_put(struct store *s, const struct app_password *p, size_t count,
                              struct err *e)
{
    struct memory_credentials *t = memory_credentials_of(s);

    (void)e;
    (void)pthread_mutex_lock(&t->lock);
    for (size_t i = 0; i < count; i++) {
        app_put(t, &p[i]);
    }
    (void)pthread_mutex_unlock(&t->lock);
    return true;
}

bool memory_app_passwords_used(struct store *s, const struct store_app_use *uses, size_t count,
                               struct err *e)
{
    struct memory_credentials *t = memory_credentials_of(s);

    (void)e;
    (void)pthread_mutex_lock(&t->lock);
    for (size_t i = 0; i < count; i++) {
        struct app_password *p = app_of(t, uses[i].id);

        if (p != NULL && p->last.at_ms <= uses[i].use->at_ms) {
            p->last = *uses[i].use;
        }
        if (p != NULL && uses[i].bound != NULL && p->bound.at_ms == 0) {
            p->bound = *uses[i].bound;
        }
    }
    (void)pthread_mutex_unlock(&t->lock);
    return true;
}

bool memory_app_passwords_revoke(struct store *s, struct store_app_revoke *r, struct err *e)
{
    struct memory_credentials *t = memory_credentials_of(s);

    (void)e;
    (void)pthread_mutex_lock(&t->lock);
    for (size_t i = 0; i < t->app_count; i++) {
        struct app_password *p = &t->apps[i];

        if (span_eq(span_of(p->account), r->account) && p->revoked_ms == 0 &&
            (r->id.len == 0 || span_eq(span_of(p->id), r->id)) &&
            (r->device.len == 0 || span_eq(span_of(p->device), r->device))) {
            p->revoked_ms = r->at_ms;
            p->sealed_len = 0;
            sodium_memzero(p->sealed, sizeof p->sealed);
            r->count++;
        }
    }
    (void)pthread_mutex_unlock(&t->lock);
    return true;
}

bool memory_app_passwords_expire(struct store *s, int64_t before_ms, uint64_t *count, struct err *e)
{
    struct memory_credentials *t = memory_credentials_of(s);

    (void)e;
    *count = 0;
    (void)pthread_mutex_lock(&t->lock);
    for (size_t i = t->app_count; i > 0; i--) {
        const struct app_password *p = &t->apps[i - 1];

        if ((p->revoked_ms != 0 && p->revoked_ms < before_ms) ||
            (p->expires_ms != 0 && p->expires_ms < before_ms)) {
            app_forget(t, i - 1);
            ++*count;
        }
    }
    (void)pthread_mutex_unlock(&t->lock);
    return true;
}

struct own_app {
    const struct app_password *app;
};

static int older_first(const void *x, const void *y)
{
    const struct own_app *a = x;
    const struct own_app *b = y;
    int order =
        (a->app->created_ms > b->app->created_ms) - (a->app->created_ms < b->app->created_ms);

    return order != 0 ? order : strcmp(a->app->id, b->app->id);
}

bool memory_app_passwords(struct store *s, struct span account, store_visit_app_password *visit,
                          void *ctx, struct err *e)
{
    struct memory_credentials *t = memory_credentials_of(s);
    struct own_app *own;
    size_t count = 0;
    bool on = true;

    (void)e;
    (void)pthread_mutex_lock(&t->lock);
    own = memory_new(t->app_count + 1, sizeof *own);
    for (size_t i = 0; i < t->app_count; i++) {
        if (account.len == 0 || span_eq(span_of(t->apps[i].account), account)) {
            own[count++].app = &t->apps[i];
        }
    }
    qsort(own, count, sizeof *own, older_first);
    for (size_t i = 0; on && i < count; i++) {
        on = visit(ctx, own[i].app);
    }
    free(own);
    (void)pthread_mutex_unlock(&t->lock);
    return true;
}

/* --- main passwords ------------------------------------------------------------------------------- */

static size_t main_of(const struct memory_credentials *t, struct span account)
{
    size_t i = 0;

    while (i < t->main_count && !span_eq(span_of(t->mains[i].account), account)) {
        i++;
    }
    return i;
}

static void main_put(struct memory_credentials *t, const struct main_password *p)
{
    size_t at = main_of(t, span_of(p->account));

    if (at == t->main_cap) {
        t->main_cap = t->main_cap == 0 ? 16 : t->main_cap * 2;
        t->mains = memory_grow(t->mains, t->main_cap, sizeof *t->mains);
    }
    t->main_count += at == t->main_count;
    t->mains[at] = *p;
}

bool memory_main_passwords_put(struct store *s, const struct main_password *p, size_t count,
                               struct err *e)
{
    struct memory_credentials *t = memory_credentials_of(s);

    (void)e;
    (void)pthread_mutex_lock(&t->lock);
    for (size_t i = 0; i < count; i++) {
        main_put(t, &p[i]);
    }
    (void)pthread_mutex_unlock(&t->lock);
    return true;
}

bool memory_main_password(struct store *s, struct span account, struct main_password *out,
                          struct err *e)
{
    struct memory_credentials *t = memory_credentials_of(s);
    size_t at;
    bool found;

    (void)pthread_mutex_lock(&t->lock);
    at = main_of(t, account);
    found = at < t->main_count;
    if (found) {
        *out = t->mains[at];
    }
    (void)pthread_mutex_unlock(&t->lock);
    return found || record_absent(e, account);
}

void memory_credentials_remove(struct memory_credentials *t, struct span account)
{
    size_t at;

    (void)pthread_mutex_lock(&t->lock);
    for (size_t i = t->app_count; i > 0; i--) {
        if (span_eq(span_of(t->apps[i - 1].account), account)) {
            app_forget(t, i - 1);
        }
    }
    at = main_of(t, account);
    if (at < t->main_count) {
        t->main_count--;
        memmove(&t->mains[at], &t->mains[at + 1], (t->main_count - at) * sizeof *t->mains);
    }
    (void)pthread_mutex_unlock(&t->lock);
}
