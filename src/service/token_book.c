#include "service/token_book.h"

#include "base/quote.h"
#include "store/accounts.h"

#include <pthread.h>
#include <stdlib.h>

struct token_book {
    struct store *store;
    pthread_rwlock_t lock;  /* over the rows */
    pthread_mutex_t change; /* one change at a time, the store's part included */
    size_t count;
    struct token rows[TOKENS_MAX]; /* by ID */
};

static bool take(void *ctx, const struct token *t)
{
    struct token_book *b = ctx;

    if (b->count == TOKENS_MAX) {
        b->count++;
        return false;
    }
    b->rows[b->count++] = *t;
    return true;
}

bool token_book_open(struct store *s, struct token_book **out, struct err *e)
{
    struct token_book *b = calloc(1, sizeof *b);

    if (b == NULL) {
        return err_set(e, ERR_SYSTEM, "no memory for tokens");
    }
    b->store = s;
    (void)pthread_rwlock_init(&b->lock, NULL);
    (void)pthread_mutex_init(&b->change, NULL);
    if (!store_tokens(s, take, b, e)) {
        token_book_free(&b);
        return false;
    }
    if (b->count > TOKENS_MAX) {
        token_book_free(&b);
        return err_set(e, ERR_LIMIT, "the store holds more than %d tokens", TOKENS_MAX);
    }
    *out = b;
    return true;
}

void token_book_free(struct token_book **b)
{
    if (*b != NULL) {
        (void)pthread_rwlock_destroy(&(*b)->lock);
        (void)pthread_mutex_destroy(&(*b)->change);
        free(*b);
        *b = NULL;
    }
}

/* The first row whose ID is not below `id`. */
static size_t place_of(const struct token_book *b, const char *id)
{
    size_t i = 0;

    while (i < b->count && strcmp(b->rows[i].id, id) < 0) {
        i++;
    }
    return i;
}

static bool create(struct token_book *b, struct token *t, char text[static TOKEN_TEXT_BYTES + 1],
                   struct err *e)
{
    size_t at;

    if (b->count == TOKENS_MAX) {
        return err_set(e, ERR_LIMIT, "expected at most %d tokens: revoke some first", TOKENS_MAX);
    }
    do {
        token_make(t, text);
        at = place_of(b, t->id);
    } while (at < b->count && strcmp(b->rows[at].id, t->id) == 0);
    if (!store_token_put(b->store, t, e)) {
        return false;
    }
    (void)pthread_rwlock_wrlock(&b->lock);
    memmove(&b->rows[at + 1], &b->rows[at], (b->count - at) * sizeof b->rows[0]);
    b->rows[at] = *t;
    b->count++;
    (void)pthread_rwlock_unlock(&b->lock);
    return true;
}

bool token_book_create(struct token_book *b, struct token *out,
                       char text[static TOKEN_TEXT_BYTES + 1], struct err *e)
{
    struct token t = *out;
    bool ok;

    if (t.scopes == 0 || (t.scopes & ~(uint32_t)TOKEN_SCOPE_ALL) != 0) {
        return err_set(e, ERR_INPUT, "scopes: expected one or more of those there are, came none");
    }
    if (t.expires_ms != 0 && t.expires_ms <= t.created_ms) {
        return err_set(e, ERR_INPUT, "expires: expected a time to come, came one that is over");
    }
    (void)pthread_mutex_lock(&b->change);
    ok = create(b, &t, text, e);
    (void)pthread_mutex_unlock(&b->change);
    if (ok) {
        *out = t;
    }
    return ok;
}

static bool revoke(struct token_book *b, struct span id, struct err *e)
{
    size_t at = 0;
    bool was_there;

    while (at < b->count &&
           !span_eq(id, (struct span){.at = b->rows[at].id, .len = strlen(b->rows[at].id)})) {
        at++;
    }
    if (at == b->count) {
        return err_set(e, ERR_ABSENT, "there is no token %s", quote(id).text);
    }
    if (!store_token_remove(b->store, id, &was_there, e)) {
        return false;
    }
    (void)pthread_rwlock_wrlock(&b->lock);
    b->count--;
    memmove(&b->rows[at], &b->rows[at + 1], (b->count - at) * sizeof b->rows[0]);
    (void)pthread_rwlock_unlock(&b->lock);
    return true;
}

bool token_book_revoke(struct token_book *b, struct span id, struct err *e)
{
    bool ok;

    (void)pthread_mutex_lock(&b->change);
    ok = revoke(b, id, e);
    (void)pthread_mutex_unlock(&b->change);
    return ok;
}

bool token_book_find(struct token_book *b, struct span text, int64_t now_ms, struct token *out)
{
    uint8_t hash[TOKEN_HASH_BYTES];
    char id[TOKEN_ID_BYTES + 1];
    bool found;
    size_t at;

    if (!token_read(text, id, hash)) {
        return false;
    }
    (void)pthread_rwlock_rdlock(&b->lock);
    at = place_of(b, id);
    found = at < b->count && token_matches(&b->rows[at], text, now_ms);
    if (found) {
        *out = b->rows[at];
    }
    (void)pthread_rwlock_unlock(&b->lock);
    return found;
}

void token_book_visit(struct token_book *b, void (*visit)(void *ctx, const struct token *t),
                      void *ctx)
{
    (void)pthread_rwlock_rdlock(&b->lock);
    for (size_t i = 0; i < b->count; i++) {
        visit(ctx, &b->rows[i]);
    }
    (void)pthread_rwlock_unlock(&b->lock);
}
