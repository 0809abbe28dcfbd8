/* Main passwords, PINs, and whether the main password opens mail. */
#include "service/passwords.h"

#include "base/arena.h"
#include "base/memory.h"
#include "courier/host_password.h"
#include "credential/pin.h"
#include "service/directory.h"
#include "service/passwords_state.h"

#include <sodium.h>

_Static_assert(PIN_MIN == PIN_DIGITS_MIN && PIN_MAX == PIN_DIGITS_MAX, "the digits of a PIN");

#define IMPORT_GROUP 64

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

/* Everything that is remembered about the account's main password is void. */
static void renew(struct passwords *p, struct span account)
{
    (void)pthread_rwlock_wrlock(&p->lock);
    password_index_renew(p->index, password_index_of(p->index, account));
    (void)pthread_rwlock_unlock(&p->lock);
}

static bool is_there(void *ctx, const struct account_record *a)
{
    (void)ctx;
    (void)a;
    return false;
}

/* As passwords_kept, of an account that is known to be there. */
static bool kept_of(struct passwords *p, struct span account, struct main_password *out,
                    struct err *e)
{
    struct err why = {0};

    *out = (struct main_password){0};
    if (!store_main_password(p->store, account, out, &why)) {
        if (why.code != ERR_ABSENT) {
            *e = why;
            return false;
        }
        memcpy(out->account, account.at, account.len);
    }
    return true;
}

bool passwords_kept(struct passwords *p, struct span account, struct main_password *out,
                    struct err *e)
{
    return store_account(p->store, account, is_there, NULL, e) && kept_of(p, account, out, e);
}

/* --- judging -------------------------------------------------------------------------------------- */

/* Costs what a hash costs, so that an answer that needs none takes as long as one that does. */
static void waste(const struct passwords *p, const struct secret *password)
{
    char hash[PASSWORD_HASH_MAX + 1];
    struct err ignored;

    (void)!main_password_make(&p->cost, password, hash, &ignored);
    sodium_memzero(hash, sizeof hash);
}

/* Keeps the password as argon2id, unless another hash was put there meanwhile. */
static void rehash(struct passwords *p, const struct main_password *old,
                   const struct secret *password)
{
    char hash[PASSWORD_HASH_MAX + 1];
    struct main_password now;
    struct err ignored; /* the old form goes on to serve */

    if (!main_password_make(&p->cost, password, hash, &ignored)) {
        return;
    }
    (void)pthread_mutex_lock(&p->change);
    if (kept_of(p, span_of(old->account), &now, &ignored) && strcmp(now.hash, old->hash) == 0) {
        memcpy(now.hash, hash, sizeof now.hash);
        if (store_main_passwords_put(p->store, &now, 1, &ignored)) {
            atomic_fetch_add_explicit(&p->rehashed, 1, memory_order_relaxed);
        }
    }
    (void)pthread_mutex_unlock(&p->change);
}

static bool judge_own(struct passwords *p, const struct main_password *kept,
                      const struct secret *password)
{
    bool right;

    atomic_fetch_add_explicit(&p->hashes, 1, memory_order_relaxed);
    if (kept->hash[0] == '\0' || password->len == 0) {
        waste(p, password);
        return false;
    }
    right = main_password_matches(kept->hash, password);
    if (main_password_current(kept->hash, &p->cost)) {
        return right;
    }
    if (right) {
        rehash(p, kept, password);
    } else {
        waste(p, password);
    }
    return right;
}

static enum password_result judge_host(struct passwords *p, const struct passwords_terms *terms,
                                       const struct password_question *q)
{
    const struct host_question ask = {
        .protocol = terms->source == PASSWORD_SOURCE_DOVECOT ? HOST_DOVECOT : HOST_SASLAUTHD,
        .socket = terms->socket,
        .login = q->login,
        .password = &q->password,
        .service = service_code(q->service),
        .remote = q->has_remote ? &q->remote : NULL,
        .within_ms = terms->host_ms,
    };

    atomic_fetch_add_explicit(&p->hashes, 1, memory_order_relaxed);
    switch (host_password_ask(&ask)) {
    case HOST_RIGHT:
        return PASSWORD_RIGHT;
    case HOST_WRONG:
        return PASSWORD_WRONG;
    case HOST_AWAY:
        break;
    }
    return PASSWORD_UNAVAILABLE;
}

enum password_result passwords_main_judge(struct passwords *p, const struct passwords_terms *terms,
                                          const struct password_question *q, struct span id)
{
    struct main_password kept = {0};
    struct err e = {0};
    enum password_result result;

    /* Nobody's name is looked for, too: a look-up that finds nothing takes as long as one that does. */
    if (!store_main_password(p->store, id.len > 0 ? id : SPAN("\x7f"), &kept, &e) &&
        e.code != ERR_ABSENT) {
        return PASSWORD_UNAVAILABLE;
    }
    if (terms->source == PASSWORD_SOURCE_STORE) {
        result = judge_own(p, &kept, &q->password) ? PASSWORD_RIGHT : PASSWORD_WRONG;
    } else {
        result = judge_host(p, terms, q);
    }
    if (result == PASSWORD_RIGHT && kept.mail_off && q->service != SERVICE_WEB) {
        result = PASSWORD_WRONG;
    }
    sodium_memzero(&kept, sizeof kept);
    return result;
}

/* --- setting -------------------------------------------------------------------------------------- */

bool passwords_main(struct passwords *p, struct span account, struct main_password *out,
                    struct err *e)
{
    return passwords_kept(p, account, out, e);
}

const char *passwords_scheme(const struct main_password *p)
{
    return p->hash[0] == '\0' ? NULL : main_password_scheme(p->hash);
}

static bool password_check(const struct secret *password, struct err *e)
{
    struct span text = secret_reveal(password);
    struct app_letters letters;

    if (text.len == 0 || memchr(text.at, '\0', text.len) != NULL) {
        return err_set(e, ERR_INPUT, "password: expected 1 to %d bytes without NUL", PASSWORD_MAX);
    }
    if (app_letters_read(text, &letters) == APP_FORM_RIGHT) {
        sodium_memzero(&letters, sizeof letters);
        return err_set(e, ERR_INPUT,
                       "password: expected one of the owner's own, came one of the form of an app "
                       "password, which no mail program could use");
    }
    return true;
}

static bool own_source(struct passwords *p, struct err *e)
{
    enum password_source source;

    (void)pthread_rwlock_rdlock(&p->lock);
    source = p->terms.source;
    (void)pthread_rwlock_unlock(&p->lock);
    return source == PASSWORD_SOURCE_STORE ||
           err_set(e, ERR_CONFIG, "main passwords are kept by another host (password_source)");
}

bool passwords_main_set(struct passwords *p, struct span account, const struct secret *password,
                        int64_t now_ms, struct err *e)
{
    char hash[PASSWORD_HASH_MAX + 1];
    struct main_password kept;
    bool ok;

    if (!own_source(p, e) || !password_check(password, e) ||
        !main_password_make(&p->cost, password, hash, e)) {
        return false;
    }
    (void)pthread_mutex_lock(&p->change);
    ok = passwords_kept(p, account, &kept, e);
    if (ok) {
        memcpy(kept.hash, hash, sizeof kept.hash);
        kept.changed_ms = now_ms;
        ok = store_main_passwords_put(p->store, &kept, 1, e);
    }
    (void)pthread_mutex_unlock(&p->change);
    renew(p, account);
    return ok;
}

bool passwords_main_verify(struct passwords *p, struct span account, const struct secret *password,
                           int64_t now_ms, enum password_result *out, struct err *e)
{
    const struct password_question q = {
        .login = account, .password = *password, .service = SERVICE_WEB, .now_ms = now_ms};
    struct password_answer answer;

    if (!store_account(p->store, account, is_there, NULL, e) ||
        !passwords_verify(p, &q, &answer, e)) {
        return false;
    }
    *out = answer.result;
    return true;
}

/* --- importing ------------------------------------------------------------------------------------ */

/* Up to IMPORT_GROUP of them, in one commit; `change` is held. */
static bool import_group(struct passwords *p, struct password_import *items, size_t count,
                         int64_t now_ms, struct err *e)
{
    struct main_password *rows = memory_new(count, sizeof *rows);
    struct arena *arena = arena_new(DIRECTORY_ACCOUNT_BYTES * (count + 1));
    size_t taken = 0;
    bool ok = arena != NULL || err_set(e, ERR_SYSTEM, "no memory to import passwords");

    for (size_t i = 0; ok && i < count; i++) {
        struct main_password *row = &rows[taken];
        struct account_record a;

        if (!directory_find(p->store, items[i].account, arena, &a, &items[i].err)) {
            ok = items[i].err.code == ERR_ABSENT;
            *e = ok ? *e : items[i].err;
            continue;
        }
        items[i].err = (struct err){0};
        ok = kept_of(p, a.text[ACCOUNT_ID], row, e);
        if (ok && main_password_take(items[i].hash, row->hash, &items[i].err)) {
            row->changed_ms = now_ms;
            taken++;
        }
    }
    ok = ok && store_main_passwords_put(p->store, rows, taken, e);
    for (size_t i = 0; ok && i < taken; i++) {
        renew(p, span_of(rows[i].account));
    }
    sodium_memzero(rows, count * sizeof *rows);
    memory_free(rows);
    arena_free(&arena);
    return ok;
}

bool passwords_import(struct passwords *p, struct password_import *items, size_t count,
                      int64_t now_ms, struct err *e)
{
    bool ok = own_source(p, e);

    for (size_t i = 0; ok && i < count; i += IMPORT_GROUP) {
        size_t group = count - i < IMPORT_GROUP ? count - i : IMPORT_GROUP;

        (void)pthread_mutex_lock(&p->change);
        ok = import_group(p, items + i, group, now_ms, e);
        (void)pthread_mutex_unlock(&p->change);
    }
    return ok;
}

/* --- the PIN -------------------------------------------------------------------------------------- */

bool passwords_pin_set(struct passwords *p, struct span account, const struct secret *pin,
                       int64_t now_ms, struct err *e)
{
    char hash[PASSWORD_HASH_MAX + 1] = "";
    struct main_password kept;
    struct secret digits = {0};
    bool ok = true;

    if (pin->len > 0) {
        ok = pin_read(pin, &digits) ||
             err_set(e, ERR_INPUT, "pin: expected %d to %d digits", PIN_MIN, PIN_MAX);
        ok = ok && main_password_make(&p->cost, &digits, hash, e);
        secret_wipe(&digits);
    }
    if (!ok) {
        return false;
    }
    (void)pthread_mutex_lock(&p->change);
    ok = passwords_kept(p, account, &kept, e);
    if (ok) {
        memcpy(kept.pin, hash, sizeof kept.pin);
        kept.pin_changed_ms = now_ms;
        kept.pin_failures = 0;
        kept.pin_failed_ms = 0;
        ok = store_main_passwords_put(p->store, &kept, 1, e);
    }
    (void)pthread_mutex_unlock(&p->change);
    return ok;
}

/* Takes one try, durably. *kept: what there was before; `change` is held. False with *out filled and no
 * error when there is none to take. */
static bool try_take(struct passwords *p, struct main_password *kept, int64_t now_ms,
                     struct pin_answer *out, struct err *e)
{
    if (kept->pin[0] == '\0') {
        out->none = true;
        return false;
    }
    if (kept->pin_failures >= PIN_TRIES && now_ms - kept->pin_failed_ms < PIN_REST_MS) {
        out->rests_ms = kept->pin_failed_ms + PIN_REST_MS;
        return false;
    }
    kept->pin_failures = kept->pin_failures >= PIN_TRIES ? 1 : kept->pin_failures + 1;
    kept->pin_failed_ms = now_ms;
    return store_main_passwords_put(p->store, kept, 1, e);
}

static bool try_give_back(struct passwords *p, struct span account, struct err *e)
{
    struct main_password kept;
    bool ok;

    (void)pthread_mutex_lock(&p->change);
    ok = kept_of(p, account, &kept, e);
    if (ok) {
        kept.pin_failures = 0;
        kept.pin_failed_ms = 0;
        ok = store_main_passwords_put(p->store, &kept, 1, e);
    }
    (void)pthread_mutex_unlock(&p->change);
    return ok;
}

bool passwords_pin_verify(struct passwords *p, struct span account, const struct secret *pin,
                          int64_t now_ms, struct pin_answer *out, struct err *e)
{
    struct main_password kept;
    struct secret digits;
    bool taken = false;
    bool ok;

    *out = (struct pin_answer){0};
    *e = (struct err){0};
    (void)pthread_mutex_lock(&p->change);
    ok = passwords_kept(p, account, &kept, e);
    if (ok) {
        taken = try_take(p, &kept, now_ms, out, e);
        ok = taken || e->code == ERR_NONE;
    }
    (void)pthread_mutex_unlock(&p->change);
    if (!taken) {
        return ok;
    }
    out->right = pin_read(pin, &digits) && main_password_matches(kept.pin, &digits);
    secret_wipe(&digits);
    out->left = out->right ? PIN_TRIES : PIN_TRIES - kept.pin_failures;
    out->rests_ms = out->left == 0 ? now_ms + PIN_REST_MS : 0;
    return !out->right || try_give_back(p, account, e);
}

/* --- the switch ----------------------------------------------------------------------------------- */

bool passwords_mail_set(struct passwords *p, struct span account, bool on, int64_t now_ms,
                        struct err *e)
{
    struct main_password kept;
    bool ok;

    (void)pthread_mutex_lock(&p->change);
    ok = passwords_kept(p, account, &kept, e);
    if (ok && kept.mail_off == on) {
        kept.mail_off = !on;
        kept.mail_ms = now_ms;
        ok = store_main_passwords_put(p->store, &kept, 1, e);
    }
    (void)pthread_mutex_unlock(&p->change);
    renew(p, account);
    return ok;
}
