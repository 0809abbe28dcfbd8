/* From "it begins" to "everything that belongs to it is done", across crashes; and the end of sessions. */
#include "service/change_parts.h"

#include "base/memory.h"
#include "place/place.h"

#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <time.h>

#define RETRY_MS INT64_C(30000)
#define RETRY_TRIES 2880 /* a day */
#define ROUND 32         /* changes looked at in one go */

/* --- beginning ------------------------------------------------------------------------------------ */

struct notice_change change_notice(const struct changes *c, const struct pending *p)
{
    struct notice_change n = {
        .account = change_span(p->account),
        .credential = p->credential,
        .act = p->ev.what == CREDENTIAL_EVENT_LOCKED ? CREDENTIAL_LOCKED : CREDENTIAL_CHANGED,
        .undo = p->undo,
        .at_ms = p->ev.at_ms,
        .has_remote = p->ev.has_remote,
        .remote = p->ev.remote,
        .former = {.phone = change_span(p->former_phone),
                   .address = change_span(p->former_address)},
    };
    uint8_t hash[sizeof n.identity];

    (void)crypto_generichash(hash, sizeof hash, (const uint8_t *)p->ev.key, CREDENTIAL_EVENT_KEY,
                             NULL, 0);
    memcpy(&n.identity, hash, sizeof hash);
    n.identity = n.identity == 0 ? 1 : n.identity;
    if (n.has_remote && c->setup.places != NULL) {
        n.place = places_find(c->setup.places, &n.remote);
    }
    return n;
}

/* The code the notice will tell, as a document. */
static bool undo_document(struct making *m, struct document *doc, char key[static UNDO_KEY + 1],
                          struct buf *body)
{
    struct pending *p = &m->p;
    struct undo u = {.at_ms = p->ev.at_ms};
    struct notice_change n;
    char code[UNDO_CODE_MAX];

    p->undo = true;
    n = change_notice(m->c, p);
    if (m->c->setup.notices == NULL || !notices_undo_code(m->c->setup.notices, &n, code)) {
        p->undo = false;
        return false;
    }
    undo_key(change_span(code), key);
    sodium_memzero(code, sizeof code);
    if (p->credential == CREDENTIAL_CONTACT) {
        memcpy(u.phone, p->former_phone, sizeof u.phone);
        memcpy(u.address, p->former_address, sizeof u.address);
    }
    undo_print(body, &u);
    *doc = (struct document){.kind = DOCUMENT_UNDO,
                             .key = {.at = key, .len = UNDO_KEY},
                             .owner = change_span(p->account),
                             .body = {.at = body->at, .len = body->len},
                             .expires_ms = p->ev.at_ms + m->c->setup.undo_ms};
    return true;
}

static struct document pending_document(const struct pending *p, struct buf *body)
{
    pending_print(body, p);
    return (struct document){.kind = DOCUMENT_CREDENTIAL_PENDING,
                             .key = {.at = p->ev.key, .len = CREDENTIAL_EVENT_KEY},
                             .owner = change_span(p->account),
                             .body = {.at = body->at, .len = body->len}};
}

#define BEGIN_MAX 6

bool change_begin(struct making *m, const struct document *more, size_t more_count, struct err *e)
{
    struct store_document_change changes[BEGIN_MAX];
    struct document docs[BEGIN_MAX];
    char bytes[3][PENDING_BYTES];
    struct buf body[3] = {BUF_ON(bytes[0]), BUF_ON(bytes[1]), BUF_ON(bytes[2])};
    char key[UNDO_KEY + 1];
    size_t count = 0;
    bool made = false;

    if (m->p.ev.what != CREDENTIAL_EVENT_LOCKED && undo_document(m, &docs[count], key, &body[0])) {
        count++;
    }
    m->out->undoable = m->p.undo;
    docs[count++] = credential_event_document(&m->p.ev, change_span(m->p.account), &body[1]);
    docs[count++] = pending_document(&m->p, &body[2]);
    for (size_t i = 0; i < more_count && count < BEGIN_MAX; i++) {
        docs[count++] = more[i];
    }
    for (size_t i = 0; i < count; i++) {
        changes[i] = (struct store_document_change){
            .document = &docs[i],
            .expected = docs[i].kind == DOCUMENT_UNDO && docs[i].version != 0 ? docs[i].version
                                                                              : DOCUMENT_ANY};
    }
    if (body[2].full) {
        return err_set(e, ERR_BUG, "a change of a credential is too long to be kept");
    }
    return store_documents_change(m->c->setup.store, changes, count, m->p.ev.at_ms, &made, e) &&
           (made || err_set(e, ERR_INPUT, "the undo code was used meanwhile"));
}

/* --- finishing ------------------------------------------------------------------------------------ */

struct since {
    struct changes *c;
    const struct pending *p;
    size_t count;
    char ids[APP_PASSWORDS_MAX][APP_PASSWORD_ID_BYTES + 1];
};

static bool note_since(void *ctx, const struct app_password *a)
{
    struct since *s = ctx;

    if (a->created_ms >= s->p->revoke_since_ms && app_password_valid(a, s->p->ev.at_ms) &&
        s->count < APP_PASSWORDS_MAX) {
        memcpy(s->ids[s->count++], a->id, sizeof a->id);
    }
    return true;
}

static bool revoke_since(struct changes *c, const struct pending *p, size_t *count, struct err *e)
{
    struct since *s = memory_new(1, sizeof *s);
    bool ok;

    s->c = c;
    s->p = p;
    ok = passwords_app_list(c->setup.passwords, change_span(p->account), note_since, s, e);
    for (size_t i = 0; ok && i < s->count; i++) {
        ok = passwords_app_revoke(c->setup.passwords, change_span(p->account),
                                  change_span(s->ids[i]), p->ev.at_ms, e);
    }
    *count = s->count;
    free(s);
    return ok;
}

static bool revoke(struct changes *c, struct pending *p, struct err *e)
{
    size_t count = 0;
    bool ok = true;

    if (p->revoke_all) {
        ok = passwords_app_revoke_all(c->setup.passwords, change_span(p->account), SPAN(""),
                                      p->ev.at_ms, &count, e);
    } else if (p->revoke_since_ms != 0) {
        ok = revoke_since(c, p, &count, e);
    }
    p->ev.revoked += (uint32_t)count;
    return ok;
}

/* The event as it is now, and what is still to be done; nothing more when sessions need no end. */
static bool keep(struct changes *c, const struct pending *p, bool over, struct err *e)
{
    char bytes[2][PENDING_BYTES];
    struct buf body[2] = {BUF_ON(bytes[0]), BUF_ON(bytes[1])};
    const struct document docs[] = {
        credential_event_document(&p->ev, change_span(p->account), &body[0]),
        pending_document(p, &body[1])};
    struct store_document_change changes[] = {
        {.document = &docs[0], .expected = DOCUMENT_ANY},
        {.document = &docs[1], .expected = DOCUMENT_ANY, .remove = over}};
    bool made = false;

    return store_documents_change(c->setup.store, changes, COUNT(changes), p->ev.at_ms, &made, e);
}

bool change_finish(struct changes *c, struct pending *p, struct change_answer *out, struct err *e)
{
    const struct notice_change n = change_notice(c, p);
    bool waits;

    if (!revoke(c, p, e) ||
        (c->setup.notices != NULL && !notices_change(c->setup.notices, &n, p->ev.reference, e))) {
        return err_context(e, "the change is made, and the rest of it is tried again");
    }
    p->told = true;
    waits = p->ev.sessions && c->setup.doveadm != NULL;
    if (!keep(c, p, !waits, e)) {
        return err_context(e, "the change is made, and the rest of it is tried again");
    }
    if (out != NULL) {
        memcpy(out->reference, p->ev.reference, sizeof out->reference);
        out->revoked = p->ev.revoked;
        out->sessions = waits;
    }
    if (waits) {
        change_wake(c);
    }
    return true;
}

bool change_forget(struct changes *c, const struct pending *p, struct err *e)
{
    const struct document docs[] = {
        {.kind = DOCUMENT_CREDENTIAL_EVENT, .key = change_span(p->ev.key)},
        {.kind = DOCUMENT_CREDENTIAL_PENDING, .key = change_span(p->ev.key)}};
    struct store_document_change changes[] = {
        {.document = &docs[0], .expected = DOCUMENT_ANY, .remove = true},
        {.document = &docs[1], .expected = DOCUMENT_ANY, .remove = true}};
    bool made = false;

    return store_documents_change(c->setup.store, changes, COUNT(changes), p->ev.at_ms, &made, e);
}

/* --- after a crash -------------------------------------------------------------------------------- */

struct left {
    struct changes *c;
    struct err *e;
    bool ok;
    size_t count;
    struct pending *at; /* ROUND */
};

static bool note_left(void *ctx, const struct document *d)
{
    struct left *l = ctx;

    l->ok = pending_read(d->owner, d->key, d->body, &l->at[l->count], l->e);
    l->count += l->ok;
    return l->ok;
}

static bool read_left(struct changes *c, struct span after, struct left *l, struct err *e)
{
    const struct store_document_query query = {
        .kind = DOCUMENT_CREDENTIAL_PENDING, .after = after, .limit = ROUND};

    l->c = c;
    l->e = e;
    l->ok = true;
    l->count = 0;
    return store_documents(c->setup.store, &query, note_left, l, e) && l->ok;
}

struct updated {
    int64_t ms;
};

static bool note_updated(void *ctx, const struct account_record *a)
{
    struct updated *u = ctx;

    u->ms = a->updated_ms;
    return false;
}

/* Was the credential set before the run ended? */
static bool was_set(struct changes *c, const struct pending *p, bool *set, struct err *e)
{
    struct span account = change_span(p->account);
    struct updated updated = {.ms = 0};
    struct main_password now = {0};
    struct err why = {0};
    bool ok;

    if (p->credential == CREDENTIAL_MAIN_PASSWORD) {
        ok = passwords_main(c->setup.passwords, account, &now, &why);
        *set = ok && now.changed_ms >= p->ev.at_ms;
        sodium_memzero(&now, sizeof now);
    } else {
        ok = store_account(c->setup.store, account, note_updated, &updated, &why);
        *set = ok && updated.ms >= p->ev.at_ms;
    }
    if (!ok && why.code != ERR_ABSENT) {
        *e = why;
        return false;
    }
    return true;
}

static bool resume_one(struct changes *c, struct pending *p, struct err *e)
{
    bool set = true;

    if (p->told) {
        change_wake(c);
        return true;
    }
    return was_set(c, p, &set, e) && (set ? change_finish(c, p, NULL, e) : change_forget(c, p, e));
}

bool change_resume(struct changes *c, struct err *e)
{
    struct left l = {.at = memory_new(ROUND, sizeof *l.at)};
    char after[CREDENTIAL_EVENT_KEY + 1] = "";
    bool ok;

    do {
        ok = read_left(c, change_span(after), &l, e);
        for (size_t i = 0; ok && i < l.count; i++) {
            memcpy(after, l.at[i].ev.key, sizeof after);
            ok = resume_one(c, &l.at[i], e);
        }
    } while (ok && l.count == ROUND);
    free(l.at);
    return ok;
}

/* --- ending sessions ------------------------------------------------------------------------------ */

struct names {
    size_t count;
    struct span at[DOVEADM_USERS_MAX];
    struct arena *arena;
};

static void add_name(struct names *n, struct span text)
{
    if (n->count < DOVEADM_USERS_MAX && text.len > 0 &&
        arena_copy(n->arena, text, &n->at[n->count])) {
        n->count++;
    }
}

static bool note_names(void *ctx, const struct account_record *a)
{
    struct names *n = ctx;

    add_name(n, a->text[ACCOUNT_ID]);
    for (size_t l = 0; l < ACCOUNT_IDENTIFIER_COUNT; l++) {
        for (size_t i = 0; i < a->list[l].count; i++) {
            add_name(n, a->list[l].at[i]);
        }
    }
    return false;
}

static int64_t clock_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool end_one(struct changes *c, struct pending *p, struct arena *arena)
{
    struct names names = {.arena = arena};
    struct err e = {0};
    bool ended = store_account(c->setup.store, change_span(p->account), note_names, &names, &e) &&
                 doveadm_kick(c->setup.doveadm, names.at, names.count, &e);

    p->tries++;
    p->ev.sessions_ms = ended ? clock_ms() : 0;
    (void)pthread_mutex_lock(&c->change);
    (void)!keep(c, p, ended || p->tries >= RETRY_TRIES, &e);
    (void)pthread_mutex_unlock(&c->change);
    return ended;
}

/* All that wait. False: some could not be ended. */
static bool end_all(struct changes *c)
{
    struct left l = {.at = memory_new(ROUND, sizeof *l.at)};
    struct arena *arena = arena_new(CHANGE_ARENA);
    char after[CREDENTIAL_EVENT_KEY + 1] = "";
    struct err e = {0};
    bool all = arena != NULL;

    (void)pthread_rwlock_rdlock(&c->lock);
    while (all && c->setup.doveadm != NULL && read_left(c, change_span(after), &l, &e) &&
           l.count > 0) {
        for (size_t i = 0; i < l.count; i++) {
            memcpy(after, l.at[i].ev.key, sizeof after);
            arena_release(arena, (struct arena_mark){0});
            all = (!l.at[i].told || end_one(c, &l.at[i], arena)) && all;
        }
    }
    (void)pthread_rwlock_unlock(&c->lock);
    arena_free(&arena);
    free(l.at);
    return all;
}

void change_wake(struct changes *c)
{
    (void)pthread_mutex_lock(&c->wake_lock);
    c->asked = true;
    (void)pthread_cond_signal(&c->wake);
    (void)pthread_mutex_unlock(&c->wake_lock);
}

/* Until it is asked, or it is time to try again what failed. False: it is over. */
static bool wait_for_work(struct changes *c, bool failed)
{
    struct timespec until;
    bool stop;

    (void)clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += (time_t)(RETRY_MS / 1000);
    (void)pthread_mutex_lock(&c->wake_lock);
    while (!c->asked && !c->stop) {
        if (!failed) {
            (void)pthread_cond_wait(&c->wake, &c->wake_lock);
        } else if (pthread_cond_timedwait(&c->wake, &c->wake_lock, &until) == ETIMEDOUT) {
            break;
        }
    }
    c->asked = false;
    stop = c->stop;
    (void)pthread_mutex_unlock(&c->wake_lock);
    return !stop;
}

static void *end_sessions(void *ctx)
{
    struct changes *c = ctx;
    bool failed = false;

    while (wait_for_work(c, failed)) {
        failed = !end_all(c);
    }
    return NULL;
}

bool change_start(struct changes *c, struct err *e)
{
    int code = pthread_create(&c->thread, NULL, end_sessions, c);

    c->runs = code == 0;
    return c->runs || err_set(e, ERR_SYSTEM, "a thread that ends sessions: %s", strerror(code));
}

void change_stop(struct changes *c)
{
    if (c->runs) {
        (void)pthread_mutex_lock(&c->wake_lock);
        c->stop = true;
        (void)pthread_cond_signal(&c->wake);
        (void)pthread_mutex_unlock(&c->wake_lock);
        (void)pthread_join(c->thread, NULL);
    }
}
