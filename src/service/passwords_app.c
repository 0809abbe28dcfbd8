/* The owner's app passwords: made, listed, revoked, shown again. */
#include "service/passwords.h"

#include "base/quote.h"
#include "base/utf8.h"
#include "service/passwords_state.h"
#include "store/accounts.h"

#include <sodium.h>

_Static_assert(APP_PASSWORD_TEXT_BYTES == APP_TEXT_BYTES, "the text of an app password");

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

static bool is_there(void *ctx, const struct account_record *a)
{
    (void)ctx;
    (void)a;
    return false;
}

static bool account_is(struct passwords *p, struct span account, struct err *e)
{
    return store_account(p->store, account, is_there, NULL, e);
}

/* --- making --------------------------------------------------------------------------------------- */

static bool is_words(const char *text, const char *what, struct err *e)
{
    struct span rest = span_of(text);

    while (rest.len > 0) {
        uint32_t c;
        size_t len = utf8_take(rest, &c);

        if (len == 0 || !utf8_printable(c)) {
            return err_set(e, ERR_INPUT, "%s: expected text without control characters, came %s",
                           what, quote(span_of(text)).text);
        }
        rest = (struct span){.at = rest.at + len, .len = rest.len - len};
    }
    return true;
}

static bool limits_check(const struct app_limits *l, struct err *e)
{
    unsigned most = l->has_network && address_is_v4(&l->prefix) ? 32 : 128;

    return !l->has_network || l->bits <= most ||
           err_set(e, ERR_INPUT, "network: expected a length up to %u, came %u", most, l->bits);
}

static bool wish_check(const struct passwords *p, const struct app_password *wish, struct err *e)
{
    if (!p->has_key) {
        return err_set(e, ERR_CONFIG, "app passwords: there is no key for them");
    }
    if (wish->scopes == 0 || (wish->scopes & ~(uint32_t)APP_SCOPE_ALL) != 0) {
        return err_set(e, ERR_INPUT, "scopes: expected one or more of those there are, came none");
    }
    if (wish->expires_ms != 0 && wish->expires_ms <= wish->created_ms) {
        return err_set(e, ERR_INPUT, "expires: expected a time to come, came one that is over");
    }
    return is_words(wish->name, "name", e) && is_words(wish->device, "device", e) &&
           limits_check(&wish->limits, e);
}

struct tally {
    int64_t now_ms;
    size_t valid;
};

static bool count_valid(void *ctx, const struct app_password *p)
{
    struct tally *t = ctx;

    t->valid += app_password_valid(p, t->now_ms);
    return true;
}

/* Makes it and keeps it, durably, then in memory; `change` is held. */
static bool make(struct passwords *p, struct app_password *app, const struct app_letters *letters,
                 struct err *e)
{
    struct tally tally = {.now_ms = app->created_ms};

    if (!account_is(p, span_of(app->account), e) ||
        !store_app_passwords(p->store, span_of(app->account), count_valid, &tally, e)) {
        return false;
    }
    if (tally.valid >= APP_PASSWORDS_MAX) {
        return err_set(e, ERR_INPUT, "expected at most %d app passwords of an account: revoke some",
                       APP_PASSWORDS_MAX);
    }
    app_password_hash(&p->key, span_of(app->account), letters, app->hash);
    (void)pthread_rwlock_rdlock(&p->lock);
    if (p->terms.readable) {
        app_password_seal(&p->key, letters, app);
    }
    (void)pthread_rwlock_unlock(&p->lock);
    if (!store_app_passwords_put(p->store, app, 1, e)) {
        return false;
    }
    (void)pthread_rwlock_wrlock(&p->lock);
    password_index_put(p->index, app);
    (void)pthread_rwlock_unlock(&p->lock);
    return true;
}

bool passwords_app_create(struct passwords *p, struct app_password *wish,
                          char text[static APP_PASSWORD_TEXT_BYTES + 1], struct err *e)
{
    struct app_password app = {
        .scopes = wish->scopes,
        .created_ms = wish->created_ms,
        .expires_ms = wish->expires_ms,
        .limits = wish->limits,
    };
    struct app_letters letters;
    bool ok;

    if (!wish_check(p, wish, e)) {
        return false;
    }
    memcpy(app.account, wish->account, sizeof app.account);
    memcpy(app.name, wish->name, sizeof app.name);
    memcpy(app.device, wish->device, sizeof app.device);
    app_password_id(app.id);
    app_letters_make(&letters);
    (void)pthread_mutex_lock(&p->change);
    ok = make(p, &app, &letters, e);
    (void)pthread_mutex_unlock(&p->change);
    if (ok) {
        app_letters_print(&letters, text);
        *wish = app;
    }
    sodium_memzero(&letters, sizeof letters);
    return ok;
}

/* --- looking -------------------------------------------------------------------------------------- */

bool passwords_app_list(struct passwords *p, struct span account, store_visit_app_password *visit,
                        void *ctx, struct err *e)
{
    struct err ignored;

    (void)!password_uses_write(p->uses, &ignored); /* so that the last uses are those of now */
    return account_is(p, account, e) && store_app_passwords(p->store, account, visit, ctx, e);
}

struct search {
    struct span id;
    struct app_password found;
    bool there;
};

static bool search_one(void *ctx, const struct app_password *app)
{
    struct search *s = ctx;

    s->there = span_eq(span_of(app->id), s->id);
    if (s->there) {
        s->found = *app;
    }
    return !s->there;
}

static bool absent(struct span id, struct err *e)
{
    return err_set(e, ERR_ABSENT, "the account has no app password %s", quote(id).text);
}

bool passwords_app_show(struct passwords *p, struct span account, struct span id,
                        char text[static APP_PASSWORD_TEXT_BYTES + 1], struct err *e)
{
    struct search s = {.id = id};
    struct app_letters letters;

    if (!account_is(p, account, e) || !store_app_passwords(p->store, account, search_one, &s, e)) {
        return false;
    }
    if (!s.there) {
        return absent(id, e);
    }
    if (!p->has_key || !app_password_unseal(&p->key, &s.found, &letters)) {
        return err_set(e, ERR_ABSENT,
                       "app password %s was shown once and is kept nowhere: make a new one",
                       s.found.id);
    }
    app_letters_print(&letters, text);
    sodium_memzero(&letters, sizeof letters);
    return true;
}

/* --- revoking ------------------------------------------------------------------------------------- */

/* Those that are revoked. */
struct revoked {
    struct passwords *p;
    const struct store_app_revoke *r;
    size_t opened; /* of them, how many opened something */
};

static bool forget(void *ctx, const struct app_password *app)
{
    struct revoked *v = ctx;

    if (app->revoked_ms == v->r->at_ms) {
        v->opened += app->expires_ms == 0 || v->r->at_ms < app->expires_ms;
        (void)pthread_rwlock_wrlock(&v->p->lock);
        password_index_take(v->p->index, password_index_of(v->p->index, v->r->account),
                            span_of(app->id));
        (void)pthread_rwlock_unlock(&v->p->lock);
    }
    return true;
}

/* Durably, then in memory. */
static bool revoke(struct passwords *p, struct store_app_revoke *r, size_t *opened, struct err *e)
{
    struct revoked v = {.p = p, .r = r};
    bool ok;

    (void)pthread_mutex_lock(&p->change);
    ok = account_is(p, r->account, e) && store_app_passwords_revoke(p->store, r, e) &&
         store_app_passwords(p->store, r->account, forget, &v, e);
    (void)pthread_mutex_unlock(&p->change);
    *opened = v.opened;
    return ok;
}

bool passwords_app_revoke(struct passwords *p, struct span account, struct span id, int64_t now_ms,
                          struct err *e)
{
    struct store_app_revoke r = {.account = account, .id = id, .at_ms = now_ms};
    size_t opened;

    if (id.len == 0) {
        return absent(id, e);
    }
    return revoke(p, &r, &opened, e) && (r.count > 0 || absent(id, e));
}

bool passwords_app_revoke_all(struct passwords *p, struct span account, struct span device,
                              int64_t now_ms, size_t *count, struct err *e)
{
    struct store_app_revoke r = {.account = account, .device = device, .at_ms = now_ms};

    return revoke(p, &r, count, e);
}
