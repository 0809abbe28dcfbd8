#include "service/passwords.h"

#include "base/memory.h"
#include "service/passwords_state.h"

#include <stdio.h>

#define HOST_REMEMBER_MAX_S 60 /* another host changes passwords without telling us */

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

/* --- life ----------------------------------------------------------------------------------------- */

static struct place find_place(void *ctx, const struct address *a)
{
    struct passwords *p = ctx;
    struct place place = {0};

    (void)pthread_rwlock_rdlock(&p->lock);
    if (p->terms.places != NULL) {
        place = places_find(p->terms.places, a);
    }
    (void)pthread_rwlock_unlock(&p->lock);
    return place;
}

static struct passwords_terms terms_of(const struct passwords_setup *s)
{
    struct passwords_terms t = {
        .places = s->places,
        .source = s->source,
        .binding = s->binding,
        .readable = s->readable,
        .host_ms = s->host_ms,
        .remember_s = s->remember_s,
    };

    (void)snprintf(t.socket, sizeof t.socket, "%s", s->socket == NULL ? "" : s->socket);
    return t;
}

static void answer_later(void *ctx, const struct password_question *q, struct password_answer *out);

bool passwords_new(const struct passwords_setup *setup, struct passwords **out, struct err *e)
{
    struct passwords *p = memory_new(1, sizeof *p);
    const struct queue_setup queue = {
        .room = setup->queue, .threads = setup->threads, .run = answer_later, .ctx = p};

    p->store = setup->store;
    p->has_key = setup->key != NULL;
    if (setup->key != NULL) {
        p->key = *setup->key;
    }
    p->cost = (struct main_cost){.mib = setup->hash_mib, .passes = setup->hash_passes};
    p->terms = terms_of(setup);
    (void)pthread_mutex_init(&p->change, NULL);
    (void)pthread_rwlock_init(&p->lock, NULL);
    p->index = password_index_new();
    p->memo = password_memo_new();
    if (!password_uses_new(p->store, find_place, p, &p->uses, e) ||
        !password_queue_new(&queue, &p->queue, e)) {
        passwords_free(&p);
        return false;
    }
    *out = p;
    return true;
}

void passwords_reload(struct passwords *p, const struct passwords_setup *setup)
{
    (void)pthread_rwlock_wrlock(&p->lock);
    p->terms = terms_of(setup);
    (void)pthread_rwlock_unlock(&p->lock);
}

void passwords_free(struct passwords **p)
{
    struct passwords *gone = *p;
    struct err ignored;

    if (gone == NULL) {
        return;
    }
    if (gone->loaded) {
        (void)!store_accounts_tell(gone->store, NULL, NULL, &ignored);
    }
    password_queue_free(&gone->queue);
    password_uses_free(&gone->uses);
    password_memo_free(&gone->memo);
    password_index_free(&gone->index);
    credential_key_wipe(&gone->key);
    (void)pthread_rwlock_destroy(&gone->lock);
    (void)pthread_mutex_destroy(&gone->change);
    memory_free(gone);
    *p = NULL;
}

/* --- loading -------------------------------------------------------------------------------------- */

/* In the store's writer. */
static void account_told(void *ctx, const struct account_record *account, bool removed)
{
    struct passwords *p = ctx;

    (void)pthread_rwlock_wrlock(&p->lock);
    if (removed) {
        password_index_remove(p->index, account->text[ACCOUNT_ID]);
    } else {
        password_index_set(p->index, account);
    }
    (void)pthread_rwlock_unlock(&p->lock);
}

static bool app_told(void *ctx, const struct app_password *app)
{
    struct passwords *p = ctx;

    (void)pthread_rwlock_wrlock(&p->lock);
    password_index_put(p->index, app);
    (void)pthread_rwlock_unlock(&p->lock);
    return true;
}

static bool is_loaded(struct passwords *p)
{
    bool loaded;

    (void)pthread_rwlock_rdlock(&p->lock);
    loaded = p->loaded;
    (void)pthread_rwlock_unlock(&p->lock);
    return loaded;
}

bool passwords_load(struct passwords *p, struct err *e)
{
    bool ok = true;

    (void)pthread_mutex_lock(&p->change);
    if (!is_loaded(p)) {
        ok = store_accounts_tell(p->store, account_told, p, e) &&
             store_app_passwords(p->store, SPAN(""), app_told, p, e);
        (void)pthread_rwlock_wrlock(&p->lock);
        p->loaded = ok;
        (void)pthread_rwlock_unlock(&p->lock);
    }
    (void)pthread_mutex_unlock(&p->change);
    return ok;
}

/* --- answering ------------------------------------------------------------------------------------ */

static void count(struct passwords *p, const struct look *l, const struct password_answer *a)
{
    atomic_fetch_add_explicit(&p->answers[a->result][l->app], 1, memory_order_relaxed);
}

static struct app_use use_of(const struct password_question *q)
{
    struct app_use use = {.at_ms = q->now_ms,
                          .remote = q->remote,
                          .has_remote = q->has_remote,
                          .service = q->service};
    size_t len = q->device.len < APP_PASSWORD_CLIENT_MAX ? q->device.len : APP_PASSWORD_CLIENT_MAX;

    while (len > 0 && len < q->device.len && ((unsigned char)q->device.at[len] & 0xc0) == 0x80) {
        len--; /* not in the middle of a character */
    }
    if (len > 0) {
        memcpy(use.client, q->device.at, len);
    }
    return use;
}

/* Something came in: its place is known from now on. */
static void came_in(struct passwords *p, const struct password_question *q, const struct look *l)
{
    struct address network = password_memo_network(q);

    if (l->account != INDEX_NONE) {
        password_memo_came(p->memo, l->account, &network, q->now_ms);
    }
}

static void fill(const struct password_question *q, const struct look *l,
                 enum password_result result, struct password_answer *out)
{
    *out = (struct password_answer){.result = result};
    if (result != PASSWORD_RIGHT) {
        return;
    }
    out->credential = l->app ? CREDENTIAL_APP_PASSWORD : CREDENTIAL_MAIN_PASSWORD;
    memcpy(out->app_password, l->app_id, sizeof out->app_password);
    memcpy(out->account, l->id, sizeof out->account);
    if (l->id[0] == '\0') { /* another host knows it, and nobody entered it here */
        memcpy(out->account, q->login.at,
               q->login.len < ACCOUNT_ID_MAX ? q->login.len : ACCOUNT_ID_MAX);
    }
}

/* Answers what memory has said. */
static void answer_now(struct passwords *p, const struct password_question *q, const struct look *l,
                       struct password_answer *out)
{
    bool right = l->verdict == VERDICT_RIGHT;

    fill(q, l, right ? PASSWORD_RIGHT : PASSWORD_WRONG, out);
    if (right && l->app) {
        struct app_use use = use_of(q);

        password_uses_note(p->uses, l->app_id, &use);
    }
    if (right) {
        came_in(p, q, l);
    }
    count(p, l, out);
}

bool passwords_try(struct passwords *p, const struct password_question *q,
                   struct password_answer *out)
{
    struct look l;

    if (!passwords_look(p, q, &l)) {
        fill(q, &l, PASSWORD_BUSY, out);
        count(p, &l, out);
        return true;
    }
    if (l.verdict == VERDICT_RIGHT || l.verdict == VERDICT_WRONG) {
        answer_now(p, q, &l, out);
        return true;
    }
    return false;
}

void passwords_submit(struct passwords *p, const struct password_question *q, password_done *done,
                      void *ctx)
{
    struct address network = password_memo_network(q);
    enum queue_class class = QUEUE_STRANGER;
    struct look l;

    if (passwords_look(p, q, &l)) {
        if (l.verdict == VERDICT_BIND ||
            (l.account != INDEX_NONE &&
             password_memo_known(p->memo, l.account, &network, q->now_ms))) {
            class = QUEUE_KNOWN;
        } else if (password_memo_guesses(p->memo, &network, q->now_ms)) {
            class = QUEUE_GUESSER;
        }
    }
    password_queue_put(p->queue, q, class, done, ctx);
}

/* Binds the app password to whoever asks, durably, unless it was bound meanwhile. */
static bool bind_app(struct passwords *p, const struct password_question *q, const struct look *l)
{
    struct app_use use = use_of(q);
    struct app_bound bound;
    struct store_app_use change = {.id = l->app_id, .use = &use, .bound = &bound};
    struct err ignored;
    bool ok;

    (void)pthread_rwlock_rdlock(&p->lock);
    bound = passwords_bound(p, q);
    (void)pthread_rwlock_unlock(&p->lock);
    (void)pthread_mutex_lock(&p->change);
    ok = store_app_passwords_used(p->store, &change, 1, &ignored) &&
         store_app_passwords(p->store, span_of(l->id), app_told, p, &ignored);
    (void)pthread_mutex_unlock(&p->change);
    return ok;
}

static void answer_main(struct passwords *p, const struct password_question *q,
                        const struct look *l, struct password_answer *out)
{
    struct address network = password_memo_network(q);
    struct passwords_terms terms;
    enum password_result result;
    uint32_t kept_s;

    (void)pthread_rwlock_rdlock(&p->lock);
    terms = p->terms;
    (void)pthread_rwlock_unlock(&p->lock);
    kept_s = terms.source != PASSWORD_SOURCE_STORE && terms.remember_s > HOST_REMEMBER_MAX_S
                 ? HOST_REMEMBER_MAX_S
                 : terms.remember_s;
    result = passwords_main_judge(p, &terms, q, span_of(l->id));
    fill(q, l, result, out);
    count(p, l, out);
    if (result == PASSWORD_RIGHT) {
        came_in(p, q, l);
    } else if (result == PASSWORD_WRONG) {
        password_memo_failed(p->memo, &network, q->now_ms);
    }
    if (kept_s > 0 && (result == PASSWORD_RIGHT || result == PASSWORD_WRONG)) {
        password_memo_judged(p->memo, &l->memo, result == PASSWORD_RIGHT,
                             q->now_ms + (int64_t)kept_s * 1000);
    }
}

/* In a thread of the queue. */
static void answer_later(void *ctx, const struct password_question *q, struct password_answer *out)
{
    struct passwords *p = ctx;
    struct look l;

    if (!passwords_look(p, q, &l)) {
        fill(q, &l, PASSWORD_BUSY, out);
        return;
    }
    if (l.verdict == VERDICT_BIND) {
        if (!bind_app(p, q, &l) || !passwords_look(p, q, &l) || l.verdict == VERDICT_BIND) {
            fill(q, &l, PASSWORD_UNAVAILABLE, out); /* the store did not take it */
            count(p, &l, out);
            return;
        }
    }
    if (l.verdict == VERDICT_UNSAID) {
        answer_main(p, q, &l, out);
    } else {
        answer_now(p, q, &l, out);
    }
}

/* --- waiting -------------------------------------------------------------------------------------- */

struct awaited {
    pthread_mutex_t lock;
    pthread_cond_t told;
    bool done;
    struct password_answer *out;
};

static void answer_told(void *ctx, const struct password_answer *answer)
{
    struct awaited *a = ctx;

    (void)pthread_mutex_lock(&a->lock);
    *a->out = *answer;
    a->done = true;
    (void)pthread_cond_signal(&a->told);
    (void)pthread_mutex_unlock(&a->lock);
}

bool passwords_verify(struct passwords *p, const struct password_question *q,
                      struct password_answer *out, struct err *e)
{
    struct awaited a = {.out = out};

    if (!is_loaded(p) && !passwords_load(p, e)) {
        return false;
    }
    if (passwords_try(p, q, out)) {
        return true;
    }
    (void)pthread_mutex_init(&a.lock, NULL);
    (void)pthread_cond_init(&a.told, NULL);
    passwords_submit(p, q, answer_told, &a);
    (void)pthread_mutex_lock(&a.lock);
    while (!a.done) {
        (void)pthread_cond_wait(&a.told, &a.lock);
    }
    (void)pthread_mutex_unlock(&a.lock);
    (void)pthread_cond_destroy(&a.told);
    (void)pthread_mutex_destroy(&a.lock);
    return true;
}

/* --- figures -------------------------------------------------------------------------------------- */

void passwords_counts(struct passwords *p, struct passwords_counts *out)
{
    struct queue_counts queue = password_queue_counts(p->queue);
    struct password_index_size size;

    (void)pthread_rwlock_rdlock(&p->lock);
    size = password_index_size(p->index);
    (void)pthread_rwlock_unlock(&p->lock);
    *out = (struct passwords_counts){
        .hashes = atomic_load_explicit(&p->hashes, memory_order_relaxed),
        .remembered = atomic_load_explicit(&p->remembered, memory_order_relaxed),
        .rehashed = atomic_load_explicit(&p->rehashed, memory_order_relaxed),
        .refused = queue.refused,
        .crowded = queue.crowded,
        .waiting = queue.waiting,
        .lost = password_uses_lost(p->uses),
        .accounts = size.accounts,
        .names = size.names,
        .app_passwords = size.apps,
        .bytes = size.bytes,
    };
    for (size_t r = 0; r < PASSWORD_RESULT_COUNT; r++) {
        for (size_t k = 0; k < 2; k++) {
            out->answers[r][k] = atomic_load_explicit(&p->answers[r][k], memory_order_relaxed);
        }
    }
}
