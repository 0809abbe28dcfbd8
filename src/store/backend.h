/* store/backend.h - what stands behind store.h: the table a backend fills. Inside this room only. */
#ifndef STORE_BACKEND_H
#define STORE_BACKEND_H

#include "store/accounts.h"
#include "store/credentials.h"
#include "store/documents.h"
#include "store/notices.h"
#include "store/store.h"

struct writer;

/* Which notices: of the three what is not stated is empty or 0. */
struct notice_query {
    struct span reference;
    int64_t event;
    struct span account; /* then newest first, of the page */
    struct store_page page;
};

/* Which deliveries: the one of that ID, or, with 0, those due. */
struct delivery_query {
    int64_t id;
    struct store_due due;
};

/* A notice about no row of history. */
struct notice_put {
    struct span account;
    const struct notice_facts *facts;
    struct notice_former former;
    char reference[NOTICE_REFERENCE_MAX]; /* out; "" before */
};

/* Changes of documents, all or none of them. */
struct documents_write {
    struct store_document_change *changes;
    size_t count;
    int64_t now_ms;
};

/* One step of an expiry; the backend moves cursor on and says whether anything is left. */
struct expiry_step {
    struct store_expiry *expiry;
    int64_t cursor; /* starts at 0; the backend's own meaning */
    bool more;
};

struct store_ops {
    const char *name;

    /* The next ones, up to settle, are called by the writer thread alone. Batches are already checked. */

    /* One transaction for all of them: all or nothing, durable when true. */
    bool (*record)(struct store *s, const struct store_batch *const *batches, size_t count,
                   struct err *e);
    /* Removes at most a slice; all of the slice or nothing. */
    bool (*expire)(struct store *s, struct expiry_step *step, struct err *e);
    /* The operator's records (store/accounts.h); called by the writer thread, already checked. Each
     * is one transaction. */
    bool (*accounts_change)(struct store *s, struct store_account_change *changes, size_t count,
                            struct err *e);
    bool (*listing_put)(struct store *s, const struct listing *l, struct err *e);
    bool (*listing_remove)(struct store *s, const struct listing *l, bool *was_there,
                           struct err *e);
    bool (*token_put)(struct store *s, const struct token *t, struct err *e);
    bool (*token_remove)(struct store *s, struct span id, bool *was_there, struct err *e);
    /* Credentials (store/credentials.h): each is one transaction, already checked. */
    bool (*app_passwords_put)(struct store *s, const struct app_password *p, size_t count,
                              struct err *e);
    bool (*app_passwords_used)(struct store *s, const struct store_app_use *uses, size_t count,
                               struct err *e);
    bool (*app_passwords_revoke)(struct store *s, struct store_app_revoke *r, struct err *e);
    bool (*app_passwords_expire)(struct store *s, int64_t before_ms, uint64_t *count,
                                 struct err *e);
    bool (*main_passwords_put)(struct store *s, const struct main_password *p, size_t count,
                               struct err *e);
    /* Notices (store/notices.h): each is one transaction, already checked. */
    bool (*notice_put)(struct store *s, struct notice_put *put, struct err *e);
    bool (*deliveries_change)(struct store *s, struct delivery_change *changes, size_t count,
                              struct err *e);
    bool (*deliveries_release)(struct store *s, int64_t now_ms, uint64_t *released, struct err *e);
    /* *was_there: the same version of the same ID, which stays as it is. */
    bool (*announcement_put)(struct store *s, const struct announcement *a, bool *was_there,
                             struct err *e);
    /* Documents (store/documents.h): one transaction, already checked. *made: as expected. */
    bool (*documents_change)(struct store *s, struct documents_write *write, bool *made,
                             struct err *e);
    bool (*documents_expire)(struct store *s, int64_t now_ms, uint64_t *removed, struct err *e);
    /* Housekeeping nobody waits for, after the acknowledgements; may be NULL. */
    void (*settle)(struct store *s);

    bool (*profile)(struct store *s, struct span account, uint8_t *out, struct err *e);
    bool (*profiles)(struct store *s, store_visit_profile *visit, void *ctx, struct err *e);
    bool (*names)(struct store *s, struct span after, size_t limit, store_visit_name *visit,
                  void *ctx, struct err *e);
    bool (*counters)(struct store *s, store_visit_counter *visit, void *ctx, struct err *e);
    bool (*identities)(struct store *s, int64_t hour, uint64_t **out, size_t *count, struct err *e);
    bool (*history)(struct store *s, struct span account, const struct store_page *page,
                    store_visit_row *visit, void *ctx, struct err *e);
    bool (*event)(struct store *s, int64_t id, store_visit_event *visit, void *ctx, struct err *e);
    bool (*account)(struct store *s, struct span id, store_visit_account *visit, void *ctx,
                    struct err *e);
    bool (*account_by)(struct store *s, enum account_list list, struct span value,
                       store_visit_account *visit, void *ctx, struct err *e);
    bool (*accounts)(struct store *s, struct span after, size_t limit, store_visit_account *visit,
                     void *ctx, struct err *e);
    bool (*listings)(struct store *s, store_visit_listing *visit, void *ctx, struct err *e);
    bool (*tokens)(struct store *s, store_visit_token *visit, void *ctx, struct err *e);
    bool (*app_passwords)(struct store *s, struct span account, store_visit_app_password *visit,
                          void *ctx, struct err *e);
    bool (*main_password)(struct store *s, struct span account, struct main_password *out,
                          struct err *e);
    /* *visited: how many. */
    bool (*notices)(struct store *s, const struct notice_query *query, store_visit_notice *visit,
                    void *ctx, size_t *visited, struct err *e);
    bool (*deliveries)(struct store *s, const struct delivery_query *query,
                       store_visit_delivery *visit, void *ctx, size_t *visited, struct err *e);
    bool (*held)(struct store *s, size_t limit, store_visit_held *visit, void *ctx, struct err *e);
    bool (*outbox)(struct store *s, struct store_outbox *out, struct err *e);
    bool (*history_since)(struct store *s, int64_t from_ms, store_visit_event *visit, void *ctx,
                          struct err *e);
    bool (*announcements)(struct store *s, store_visit_announcement *visit, void *ctx,
                          struct err *e);
    bool (*document)(struct store *s, const struct store_document_name *name,
                     store_visit_document *visit, void *ctx, struct err *e);
    bool (*documents)(struct store *s, const struct store_document_query *query,
                      store_visit_document *visit, void *ctx, struct err *e);
    /* Fills everything but backend, commits, batches and changes. */
    bool (*about)(struct store *s, struct store_about *out, struct err *e);
    /* Frees s; the writer has stopped, or never started. */
    void (*close)(struct store *s);
};

/* First member of every backend's own struct. */
struct store {
    const struct store_ops *ops;
    struct writer *writer;
    notice_composer *compose; /* NULL: nobody is told */
    void *compose_ctx;
    store_told *told; /* NULL: nobody waits */
    void *told_ctx;
    store_accounts_told *accounts_told; /* the writer's; NULL: nobody is told */
    void *accounts_told_ctx;
    bool made; /* the writer's: a notice with messages was made in the group under way */
};

#endif
