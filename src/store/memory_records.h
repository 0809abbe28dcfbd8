/* store/memory_records.h - the memory backend's accounts, lists and tokens.
 *
 * Each table is an array in order: found by halving, changed by moving what follows. Meant for tests
 * and for some thousands of records. Threads: the table's own lock.
 */
#ifndef STORE_MEMORY_RECORDS_H
#define STORE_MEMORY_RECORDS_H

#include "store/backend.h"

#include <pthread.h>

struct memory_array {
    void **at; /* each malloc'd */
    size_t count;
    size_t cap;
};

struct memory_records {
    pthread_mutex_t lock;
    struct memory_array accounts;    /* by ID */
    struct memory_array identifiers; /* by list and value */
    struct memory_array listings;    /* by key */
    struct memory_array tokens;      /* by ID */
};

void memory_records_init(struct memory_records *t);
void memory_records_free(struct memory_records *t);

/* memory.c: a store's records. */
struct memory_records *memory_records_of(struct store *s);

bool memory_accounts_change(struct store *s, struct store_account_change *changes, size_t count,
                            struct err *e) MUST_CHECK;
bool memory_account_get(struct store *s, struct span id, store_visit_account *visit, void *ctx,
                        struct err *e) MUST_CHECK;
bool memory_account_by(struct store *s, enum account_list list, struct span value,
                       store_visit_account *visit, void *ctx, struct err *e) MUST_CHECK;
bool memory_accounts_visit(struct store *s, struct span after, size_t limit,
                           store_visit_account *visit, void *ctx, struct err *e) MUST_CHECK;
bool memory_listing_put(struct store *s, const struct listing *l, struct err *e) MUST_CHECK;
bool memory_listing_remove(struct store *s, const struct listing *l, bool *was_there,
                           struct err *e) MUST_CHECK;
bool memory_listings(struct store *s, store_visit_listing *visit, void *ctx,
                     struct err *e) MUST_CHECK;
bool memory_token_put(struct store *s, const struct token *token, struct err *e) MUST_CHECK;
bool memory_token_remove(struct store *s, struct span id, bool *was_there,
                         struct err *e) MUST_CHECK;
bool memory_tokens(struct store *s, store_visit_token *visit, void *ctx, struct err *e) MUST_CHECK;

#endif
