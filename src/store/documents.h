/* store/documents.h - small things kept whole under a key: part of the store's contract.
 *
 * Duty      for what is rarely written and not looked into by the store: reports, links, stages. What
 *           is hot, or is asked for by what it contains, has a table of its own.
 * Owns, Threads, Errors of reads: as store/store.h.
 */
#ifndef STORE_DOCUMENTS_H
#define STORE_DOCUMENTS_H

#include "model/document.h"
#include "store/store.h"

#define DOCUMENT_ANY UINT32_MAX /* whatever is there or not */

/* One document to keep or to remove. */
struct store_document_change {
    const struct document *document; /* version, created_ms and changed_ms are ignored; for removing
                                        kind and key alone */
    uint32_t expected; /* the version it must have now; 0: there must be none; DOCUMENT_ANY */
    bool remove;
    bool was_there; /* out */
};

/* Makes all changes in one commit, or none of them: when one does not meet what was expected, *made
 * is false, and the caller reads again. What has expired by now_ms counts as not there.
 *
 * now_ms   becomes changed_ms, and created_ms of new documents
 * errors   ERR_BUG    a document is not in order (kind, key, owner, length of the body)
 *          ERR_STORE, ERR_SYSTEM  nothing was changed
 * cost     one commit
 */
bool store_documents_change(struct store *s, struct store_document_change *changes, size_t count,
                            int64_t now_ms, bool *made, struct err *e) MUST_CHECK;

/* The document lives for the call only. */
typedef bool store_visit_document(void *ctx, const struct document *d);

/* ERR_ABSENT when there is none, or it has expired by now_ms. cost: by index. */
struct store_document_name {
    enum document_kind kind;
    struct span key;
    int64_t now_ms; /* 0: also what has expired */
};
bool store_document(struct store *s, const struct store_document_name *name,
                    store_visit_document *visit, void *ctx, struct err *e) MUST_CHECK;

struct store_document_query {
    enum document_kind kind;
    struct span owner; /* "": of whoever */
    struct span after; /* keys greater than this, by bytes; "": from the first */
    size_t limit;
    int64_t now_ms; /* 0: also those that have expired */
};

/* Documents by key, ascending. cost: by index, linear in the documents visited. */
bool store_documents(struct store *s, const struct store_document_query *query,
                     store_visit_document *visit, void *ctx, struct err *e) MUST_CHECK;

/* Removes what has expired by now_ms. *removed: how many. cost: by index. */
bool store_documents_expire(struct store *s, int64_t now_ms, uint64_t *removed,
                            struct err *e) MUST_CHECK;

#endif
