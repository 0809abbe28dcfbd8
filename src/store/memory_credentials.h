/* store/memory_credentials.h - the memory backend's app passwords and main passwords: two lists, each
 * looked through from its beginning. Meant for tests and for some thousands of them. Threads: the
 * table's own lock. */
#ifndef STORE_MEMORY_CREDENTIALS_H
#define STORE_MEMORY_CREDENTIALS_H

#include "store/backend.h"

#include <pthread.h>

struct memory_credentials {
    pthread_mutex_t lock;
    struct app_password *apps; /* in order of arrival */
    size_t app_count;
    size_t app_cap;
    struct main_password *mains;
    size_t main_count;
    size_t main_cap;
};

void memory_credentials_init(struct memory_credentials *t);
void memory_credentials_free(struct memory_credentials *t);

/* memory.c: a store's credentials. */
struct memory_credentials *memory_credentials_of(struct store *s);

/* Forgets everything of an account. */
void memory_credentials_remove(struct memory_credentials *t, struct span account);

bool memory_app_passwords_put(struct store *s, const struct app_password *p, size_t count,
                              struct err *e) MUST_CHECK;
bool memory_app_passwords_used(struct store *s, const struct store_app_use *uses, size_t count,
                               struct err *e) MUST_CHECK;
bool memory_app_passwords_revoke(struct store *s, struct store_app_revoke *r,
                                 struct err *e) MUST_CHECK;
bool memory_app_passwords_expire(struct store *s, int64_t before_ms, uint64_t *count,
                                 struct err *e) MUST_CHECK;
bool memory_app_passwords(struct store *s, struct span account, store_visit_app_password *visit,
                          void *ctx, struct err *e) MUST_CHECK;
bool memory_main_passwords_put(struct store *s, const struct main_password *p, size_t count,
                               struct err *e) MUST_CHECK;
bool memory_main_password(struct store *s, struct span account, struct main_password *out,
                          struct err *e) MUST_CHECK;

#endif
