#include "service/notices.h"

#include "base/hash.h"
#include "base/memory.h"

#include <pthread.h>
#include <stdlib.h>

#define GROUPS_MAX 4096 /* bytes of notices_setup.groups, NUL included */

struct notices {
    struct store *store;
    struct arena *arena;   /* of the composer: the writer's thread alone */
    pthread_rwlock_t lock; /* over everything below */
    struct notices_setup setup;
    char groups[GROUPS_MAX];
};

static void setup_take(struct notices *n, const struct notices_setup *setup)
{
    struct buf groups = BUF_ON(n->groups);

    n->setup = *setup;
    buf_addf(&groups, "%s", setup->groups == NULL ? "" : setup->groups);
    n->groups[groups.full ? 0 : groups.len] = '\0';
    n->setup.groups = n->groups;
}

/* --- the composer -------------------------------------------------------------------------------- */

static bool is_named(const char *groups, struct span group)
{
    struct span rest = {.at = groups, .len = strlen(groups)};
    bool on = rest.len == 0;

    while (!on && rest.len > 0) {
        struct span word;

        if (!span_cut(&rest, ' ', &word)) {
            word = rest;
            rest.len = 0;
        }
        on = word.len > 0 && span_eq(word, group);
    }
    return on;
}

/* Staged enabling: an account nobody entered belongs to no group. */
static bool gate_open(const struct notices_setup *s, const struct notice_request *r)
{
    struct span group = r->account == NULL ? SPAN("") : r->account->text[ACCOUNT_GROUP];

    return r->facts->kind == NOTICE_TEST || (s->start != NOTICES_OFF && is_named(s->groups, group));
}

static void draft_compose(struct notices *n, const struct notice_request *r,
                          struct notice_draft *out)
{
    struct err e = {0};

    arena_release(n->arena, (struct arena_mark){0});
    if (!notice_compose(n->setup.voice, r, n->arena, out, &e)) {
        *out = (struct notice_draft){.notice = {.fate = NOTICE_NOBODY}};
        notice_reference(n->setup.voice, r, out->notice.reference);
    }
}

static void compose(void *ctx, const struct notice_request *r, struct notice_draft *out)
{
    struct notices *n = ctx;
    enum notice_fate fate = NOTICE_NONE;

    (void)pthread_rwlock_rdlock(&n->lock);
    if (n->setup.voice != NULL && gate_open(&n->setup, r)) {
        fate = notice_budget_fate(&n->setup.budget, r->facts, r->past, r->past_count, r->now_ms);
    }
    if (fate == NOTICE_TOLD && n->setup.start == NOTICES_PREVIEW && r->facts->kind != NOTICE_TEST) {
        fate = NOTICE_PREVIEW;
    }
    if (fate == NOTICE_TOLD) {
        draft_compose(n, r, out);
    } else if (fate != NOTICE_NONE) {
        notice_reference(n->setup.voice, r, out->notice.reference);
        out->notice.fate = (uint8_t)fate;
    }
    (void)pthread_rwlock_unlock(&n->lock);
}

/* --- life ---------------------------------------------------------------------------------------- */

bool notices_new(struct store *s, const struct notices_setup *setup, struct notices **out,
                 struct err *e)
{
    struct notices *n = memory_new(1, sizeof *n);

    n->store = s;
    n->arena = arena_new(NOTICE_ARENA);
    if (n->arena == NULL) {
        free(n);
        return err_set(e, ERR_LIMIT, "no memory to compose notices");
    }
    (void)pthread_rwlock_init(&n->lock, NULL);
    setup_take(n, setup);
    store_set_composer(s, compose, n);
    *out = n;
    return true;
}

void notices_reload(struct notices *n, const struct notices_setup *setup)
{
    (void)pthread_rwlock_wrlock(&n->lock);
    setup_take(n, setup);
    (void)pthread_rwlock_unlock(&n->lock);
}

void notices_free(struct notices **n)
{
    struct notices *gone = *n;

    if (gone == NULL) {
        return;
    }
    store_set_composer(gone->store, NULL, NULL);
    arena_free(&gone->arena);
    (void)pthread_rwlock_destroy(&gone->lock);
    free(gone);
    *n = NULL;
}

bool notices_wanted(struct notices *n)
{
    bool wanted;

    (void)pthread_rwlock_rdlock(&n->lock);
    wanted = n->setup.start != NOTICES_OFF && n->setup.voice != NULL;
    (void)pthread_rwlock_unlock(&n->lock);
    return wanted;
}

/* --- tests and digests --------------------------------------------------------------------------- */

/* Facts of something that is no sign-in. The account and the time are its identity. */
static struct notice_facts plain_facts(enum notice_kind kind, struct span account, int64_t now_ms)
{
    return (struct notice_facts){
        .kind = (uint8_t)kind,
        .outcome = OUTCOME_SUCCESS,
        .at_ms = now_ms,
        .first_ms = now_ms,
        .count = 1,
        .identity = hash_mix(hash_span(&HASH_KEY_STABLE, account) ^ (uint64_t)now_ms),
    };
}

bool notices_test(struct notices *n, struct span account, int64_t now_ms,
                  char reference[static NOTICE_REFERENCE_MAX], struct err *e)
{
    struct notice_facts facts = plain_facts(NOTICE_TEST, account, now_ms);

    return store_notice_put(n->store, account, &facts, reference, e);
}

static struct notice_facts change_facts(const struct notice_change *c)
{
    struct notice_facts facts = plain_facts(NOTICE_CREDENTIAL, c->account, c->at_ms);

    facts.credential = (uint8_t)c->credential;
    facts.cause = (uint8_t)c->act;
    facts.undo = c->undo;
    facts.service = SERVICE_WEB;
    facts.identity = hash_mix(facts.identity ^ c->identity);
    facts.has_remote = c->has_remote;
    facts.remote = c->remote;
    facts.place = c->place;
    return facts;
}

bool notices_change(struct notices *n, const struct notice_change *c,
                    char reference[static NOTICE_REFERENCE_MAX], struct err *e)
{
    struct notice_facts facts = change_facts(c);

    return store_notice_put_to(n->store, c->account, &facts, &c->former, reference, e);
}

bool notices_undo_code(struct notices *n, const struct notice_change *c,
                       char out[static UNDO_CODE_MAX])
{
    struct notice_facts facts = change_facts(c);
    bool made;

    (void)pthread_rwlock_rdlock(&n->lock);
    made = n->setup.voice != NULL && n->setup.start == NOTICES_ON &&
           notice_undo_code(n->setup.voice, &facts, c->account, out);
    (void)pthread_rwlock_unlock(&n->lock);
    return made;
}

#define DIGEST_ROUND 256 /* accounts looked at between two reads */

struct digest_round {
    int64_t now_ms;
    size_t count;
    size_t len[DIGEST_ROUND];
    char account[DIGEST_ROUND][ACCOUNT_TEXT_MAX];
};

/* Oldest first: the first that has not waited long enough ends the round. */
static bool held_take(void *ctx, struct span account, uint32_t count, int64_t first_ms,
                      int64_t last_ms)
{
    struct digest_round *round = ctx;

    (void)count;
    (void)last_ms;
    if (round->now_ms - first_ms < NOTICE_DIGEST_WAIT_MS) {
        return false;
    }
    if (account.len <= ACCOUNT_TEXT_MAX) {
        memcpy(round->account[round->count], account.at, account.len);
        round->len[round->count++] = account.len;
    }
    return round->count < DIGEST_ROUND;
}

static bool round_send(struct notices *n, const struct digest_round *round, uint64_t *sent,
                       struct err *e)
{
    for (size_t i = 0; i < round->count; i++) {
        struct span account = {.at = round->account[i], .len = round->len[i]};
        struct notice_facts facts = plain_facts(NOTICE_DIGEST, account, round->now_ms);
        char reference[NOTICE_REFERENCE_MAX];

        if (!store_notice_put(n->store, account, &facts, reference, e)) {
            return false;
        }
        *sent += reference[0] != '\0';
    }
    return true;
}

bool notices_digest(struct notices *n, int64_t now_ms, uint64_t *sent, struct err *e)
{
    struct digest_round *round = memory_new(1, sizeof *round);
    uint64_t before;
    bool ok;

    *sent = 0;
    do {
        *round = (struct digest_round){.now_ms = now_ms};
        before = *sent;
        ok = store_held(n->store, DIGEST_ROUND, held_take, round, e) &&
             round_send(n, round, sent, e);
        /* Those whose digest has to wait stay in front: without any sent there is no more to do. */
    } while (ok && round->count == DIGEST_ROUND && *sent > before);
    free(round);
    return ok;
}

bool notices_verify(struct notices *n, struct span reference, struct notice_answer *out,
                    struct err *e)
{
    return notices_verify_in(n->store, reference, out, e);
}
