/* service/passwords_state.h - what the files behind service/passwords.h share. Only they include it. */
#ifndef SERVICE_PASSWORDS_STATE_H
#define SERVICE_PASSWORDS_STATE_H

#include "credential/app_password.h"
#include "credential/main_password.h"
#include "service/password_index.h"
#include "service/password_memo.h"
#include "service/password_queue.h"
#include "service/password_uses.h"
#include "service/passwords.h"

#include <pthread.h>
#include <stdatomic.h>

#define PASSWORDS_SOCKET_MAX 108 /* bytes of a unix socket's path, NUL included */

/* What a reload replaces. */
struct passwords_terms {
    const struct places *places;
    enum password_source source;
    enum app_binding binding;
    bool readable;
    uint32_t host_ms;
    uint32_t remember_s;
    char socket[PASSWORDS_SOCKET_MAX];
};

struct passwords {
    struct store *store;
    bool has_key;
    struct credential_key key;
    struct main_cost cost;
    pthread_mutex_t change; /* one change of what is kept at a time, the store's part included */
    pthread_rwlock_t lock;  /* over index, loaded and terms; never held while the store is called */
    struct password_index *index;
    bool loaded;
    struct passwords_terms terms;
    struct password_memo *memo;
    struct password_uses *uses;
    struct password_queue *queue;
    _Atomic uint64_t answers[PASSWORD_RESULT_COUNT][2];
    _Atomic uint64_t hashes;
    _Atomic uint64_t remembered;
    _Atomic uint64_t rehashed;
};

/* --- passwords_look.c ------------------------------------------------------------------------------- */

enum verdict {
    VERDICT_WRONG,
    VERDICT_RIGHT,
    VERDICT_BIND,  /* right, and used for the first time: it is bound before it is answered */
    VERDICT_UNSAID /* memory does not know */
};

/* What memory says about a question. */
struct look {
    enum verdict verdict;
    bool app; /* it has the form of an app password, and is none other on this service */
    uint32_t account;
    struct memo_key memo;        /* of a main password */
    char id[ACCOUNT_ID_MAX + 1]; /* of the account; "" nobody's */
    char app_id[APP_PASSWORD_ID_BYTES + 1];
};

/* Asks memory alone. False: nothing is loaded yet, and *l says nothing but `app`. */
bool passwords_look(struct passwords *p, const struct password_question *q,
                    struct look *l) MUST_CHECK;

/* To whom an app password would be bound if it were used now. `lock` is held. */
struct app_bound passwords_bound(const struct passwords *p, const struct password_question *q);

/* --- passwords_main.c ------------------------------------------------------------------------------- */

/* Is it the account's main password, and may that open the service? In one of the
 * queue's threads. id: of the account, or "" when the name is nobody's. */
enum password_result passwords_main_judge(struct passwords *p, const struct passwords_terms *terms,
                                          const struct password_question *q, struct span id);

/* What is kept of the account; all empty, but its ID, when nothing is. `change` is
 * held. ERR_ABSENT when there is no such account. */
bool passwords_kept(struct passwords *p, struct span account, struct main_password *out,
                    struct err *e) MUST_CHECK;

#endif
