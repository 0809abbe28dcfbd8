/* store/memory_documents.h - the memory backend's documents: one array in order of kind and key, found
 * by halving. Meant for tests and for some thousands of documents. Threads: the table's own lock. */
#ifndef STORE_MEMORY_DOCUMENTS_H
#define STORE_MEMORY_DOCUMENTS_H

#include "store/backend.h"

#include <pthread.h>

struct memory_documents {
    pthread_mutex_t lock;
    struct memory_document **at; /* each malloc'd, with its bytes */
    size_t count;
    size_t cap;
};

void memory_documents_init(struct memory_documents *t);
void memory_documents_free(struct memory_documents *t);

/* memory.c: a store's documents. */
struct memory_documents *memory_documents_of(struct store *s);

bool memory_documents_change(struct store *s, struct documents_write *write, bool *made,
                             struct err *e) MUST_CHECK;
bool memory_documents_expire(struct store *s, int64_t now_ms, uint64_t *removed,
                             struct err *e) MUST_CHECK;
bool memory_document_get(struct store *s, const struct store_document_name *name,
                         store_visit_document *visit, void *ctx, struct err *e) MUST_CHECK;
bool memory_documents_visit(struct store *s, const struct store_document_query *query,
                            store_visit_document *visit, void *ctx, struct err *e) MUST_CHECK;

#endif
