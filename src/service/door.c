#include "service/door.h"

#include "base/hash.h"
#include "base/memory.h"
#include "service/guard_door.h"
#include "service/log.h"
#include "words/refusal.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdlib.h>

#define OWN_SESSION_BYTES 24 /* "door-0123456789abcdef" */
#define PWHASH_BITS 12 /* as Dovecot sends by default: tells one wrong password from another */

struct door {
    struct passwords *passwords;
    struct hash_key key; /* of passwords, so that one wrong one can be told from another */
};

struct door *door_new(struct passwords *p)
{
    struct door *d = memory_new(1, sizeof *d);

    d->passwords = p;
    hash_key_random(&d->key);
    return d;
}

void door_free(struct door **d)
{
    if (*d != NULL) {
        sodium_memzero(*d, sizeof **d);
        free(*d);
        *d = NULL;
    }
}

const char *door_result_code(enum door_result r)
{
    static const char *const codes[DOOR_RESULT_COUNT] = {
        [DOOR_RIGHT] = "right",     [DOOR_WRONG] = "wrong",
        [DOOR_BUSY] = "busy",       [DOOR_UNAVAILABLE] = "unavailable",
        [DOOR_REFUSED] = "refused",
    };

    return codes[r];
}

/* --- the attempt ---------------------------------------------------------------------------------- */

/* One sign-in under way: what the guard is asked with, and whom to answer. */
struct door_way {
    struct door *door;
    struct guard *guard;
    enum door_wish wish;
    int64_t now_ms;
    uint32_t wait_s;
    door_done *done;
    void *ctx;
    struct attempt a;
    char pwhash[8];
    char own_session[OWN_SESSION_BYTES];
    char login[ATTEMPT_LOGIN_MAX];
    char session[ATTEMPT_TEXT_MAX];
    char device[ATTEMPT_TEXT_MAX];
};

/* In lower case, as a mail server asks about it. */
static struct span login_of(struct span login, char to[static ATTEMPT_LOGIN_MAX])
{
    struct buf out = {.at = to, .cap = ATTEMPT_LOGIN_MAX};

    for (size_t i = 0; i < login.len && i < ATTEMPT_LOGIN_MAX; i++) {
        char c = login.at[i];

        to[i] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
        out.len = i + 1;
    }
    return (struct span){.at = out.at, .len = out.len};
}

static struct span copied(struct span from, char to[static ATTEMPT_TEXT_MAX])
{
    if (from.len > ATTEMPT_TEXT_MAX) {
        from.len = ATTEMPT_TEXT_MAX;
    }
    if (from.len > 0) {
        memcpy(to, from.at, from.len);
    }
    return (struct span){.at = to, .len = from.len};
}

static struct span own_session(struct door_way *w)
{
    struct buf out = BUF_ON(w->own_session);
    uint64_t n;

    randombytes_buf(&n, sizeof n);
    buf_addf(&out, "door-%016" PRIx64, n);
    return (struct span){.at = out.at, .len = out.len};
}

static struct span pwhash_of(struct door_way *w, const struct secret *password)
{
    struct buf out = BUF_ON(w->pwhash);
    uint64_t both = hash_span(&w->door->key, secret_reveal(password)) ^
                    hash_mix(hash_span(&w->door->key, w->a.login));

    buf_addf(&out, "%04" PRIx64, hash_mix(both) >> (64 - PWHASH_BITS));
    return (struct span){.at = out.at, .len = out.len};
}

static struct door_way *way_new(struct door *d, struct guard *g, const struct password_question *q)
{
    struct door_way *w = memory_new(1, sizeof *w);

    w->door = d;
    w->guard = g;
    w->now_ms = q->now_ms;
    w->a = (struct attempt){
        .login = login_of(q->login, w->login),
        .remote = q->remote,
        .has_remote = q->has_remote,
        .service = q->service,
        .session = q->session.len > 0 ? copied(q->session, w->session) : own_session(w),
        .device = copied(q->device, w->device),
    };
    w->a.pwhash = pwhash_of(w, &q->password);
    return w;
}

/* --- telling -------------------------------------------------------------------------------------- */

static void log_answer(const struct door_way *w, const struct policy_answer *answer)
{
    const char *cause = answer_cause_code(answer->cause);
    const char *service = service_code(w->a.service);
    char remote[ADDRESS_TEXT_MAX] = "";
    struct buf text = BUF_ON(remote);
    struct log_field fields[6];

    if (w->a.has_remote) {
        address_print(&text, &w->a.remote);
    }
    fields[0] = LOG_FIELD_TEXT("login", w->a.login);
    fields[1] = LOG_FIELD_TEXT("remote", ((struct span){.at = text.at, .len = text.len}));
    fields[2] = LOG_FIELD_TEXT("session", w->a.session);
    fields[3] = LOG_FIELD_TEXT("service", ((struct span){service, strlen(service)}));
    fields[4] = LOG_FIELD_TEXT("cause", ((struct span){cause, strlen(cause)}));
    fields[5] = LOG_FIELD_NUMBER("status", answer->status);
    log_story(LOG_LEVEL_INFO, LOG_EVENT_JUDGED,
              answer->status < 0 ? "sign-in refused" : "sign-in slowed down", fields,
              COUNT(fields));
}

static void on_reported(void *ctx, const struct err *e)
{
    (void)ctx;
    if (e != NULL) {
        log_story(LOG_LEVEL_WARNING, LOG_EVENT_REPORT_LOST, e->text, NULL, 0);
    }
}

/* The person does not wait for it, as beside a mail server. */
static void report(struct door_way *w, const struct policy_answer *told)
{
    struct err e = {0};

    if (!guard_report(w->guard, &w->a, w->now_ms, on_reported, NULL, &e)) {
        on_reported(NULL, &e);
    }
    guard_door_told(w->guard, w->a.login, w->a.session, told, w->now_ms);
}

static void refuse(struct door_way *w, const struct policy_answer *why, struct door_answer *out)
{
    struct buf url = {.at = out->url, .cap = sizeof out->url - 1};

    out->result = DOOR_REFUSED;
    out->why = *why;
    out->code = words_refusal_code(why->cause);
    guard_help(w->guard, why->cause, &url);
    w->a.policy_reject = true;
    log_answer(w, why);
    report(w, why);
}

/* --- the password --------------------------------------------------------------------------------- */

static void tell_credential(struct door_way *w, struct span login,
                            const struct password_answer *found)
{
    const struct used_credential used = {
        .kind = found->credential,
        .app_password = {.at = found->app_password, .len = strlen(found->app_password)},
    };

    guard_credential(w->guard, login, w->a.session, &used, w->now_ms);
}

/* A Dovecot whose passdb names the account asks the policy server about that name from then on. */
static bool has_another_name(const struct door_way *w, const struct password_answer *found,
                             struct span *name)
{
    *name = (struct span){.at = found->account, .len = strlen(found->account)};
    return name->len > 0 && !span_eq(*name, w->a.login);
}

/* The policy server beside the door goes on from here. */
static void tell_policy(struct door_way *w, const struct password_answer *found)
{
    struct span name;

    if (w->guard == NULL || w->a.session.at == w->own_session) {
        return; /* nothing joins what the policy server says with it */
    }
    if (found->result == PASSWORD_RIGHT) {
        tell_credential(w, w->a.login, found);
        if (has_another_name(w, found, &name)) {
            tell_credential(w, name, found);
        }
    } else if (found->result != PASSWORD_WRONG) {
        guard_unanswered(w->guard, w->a.login, w->a.session, w->now_ms);
    }
}

static void judge(struct door_way *w, struct door_answer *out)
{
    struct policy_answer told = {.status = POLICY_STATUS_GO_ON};
    struct span name;

    if (out->result == DOOR_RIGHT) {
        tell_credential(w, w->a.login, &out->password);
        guard_door_after(w->guard, &w->a, w->now_ms, &told);
        w->a.success = told.status != POLICY_STATUS_REFUSE;
    } else if (out->result != DOOR_WRONG) {
        return;
    }
    if (told.status == POLICY_STATUS_REFUSE) {
        out->password = (struct password_answer){.result = PASSWORD_WRONG};
        refuse(w, &told, out);
        return;
    }
    report(w, &told);
    if (has_another_name(w, &out->password, &name)) {
        guard_door_told(w->guard, name, w->a.session, &told, w->now_ms);
    }
}

static void conclude(struct door_way *w, const struct password_answer *found,
                     struct door_answer *out)
{
    static const enum door_result results[PASSWORD_RESULT_COUNT] = {
        [PASSWORD_RIGHT] = DOOR_RIGHT,
        [PASSWORD_WRONG] = DOOR_WRONG,
        [PASSWORD_BUSY] = DOOR_BUSY,
        [PASSWORD_UNAVAILABLE] = DOOR_UNAVAILABLE,
    };

    *out = (struct door_answer){
        .result = results[found->result],
        .password = *found,
        .code = "",
        .wait_s = w->wait_s,
    };
    if (w->wish == DOOR_PASSWORD) {
        tell_policy(w, found);
    } else {
        judge(w, out);
    }
}

/* --- the door ------------------------------------------------------------------------------------- */

/* The guard's first question. False: answered. */
static bool goes_on(struct door_way *w, struct door_answer *out)
{
    struct policy_answer told;

    if (w->guard == NULL) {
        *out = (struct door_answer){.result = DOOR_UNAVAILABLE, .code = ""};
        return false;
    }
    if (!guard_door_before(w->guard, &w->a, w->now_ms, &told)) {
        w->wish = DOOR_PASSWORD;
        return true;
    }
    if (told.status > 0) {
        w->wait_s = (uint32_t)told.status;
        log_answer(w, &told);
    }
    if (told.status == POLICY_STATUS_REFUSE) {
        *out = (struct door_answer){.result = DOOR_UNAVAILABLE, .code = ""};
        refuse(w, &told, out);
        return false;
    }
    return true;
}

bool door_try(struct door *d, struct guard *g, enum door_wish wish,
              const struct password_question *q, struct door_answer *out, struct door_way **way)
{
    struct door_way *w = way_new(d, g, q);
    struct password_answer found;

    w->wish = wish;
    if (wish == DOOR_PASSWORD || goes_on(w, out)) {
        if (!passwords_try(d->passwords, q, &found)) {
            *way = w;
            return false;
        }
        conclude(w, &found, out);
    }
    free(w);
    return true;
}

static void on_verified(void *ctx, const struct password_answer *found)
{
    struct door_way *w = ctx;
    struct door_answer out;

    conclude(w, found, &out);
    w->done(w->ctx, &out);
    free(w);
}

void door_submit(struct door_way *way, const struct password_question *q, door_done *done,
                 void *ctx)
{
    way->done = done;
    way->ctx = ctx;
    passwords_submit(way->door->passwords, q, on_verified, way);
}
