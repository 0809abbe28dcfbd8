/* store/sqlite_documents.h - the SQLite backend's documents, both ways. */
#ifndef STORE_SQLITE_DOCUMENTS_H
#define STORE_SQLITE_DOCUMENTS_H

#include "store/sqlite_db.h"

#define SQLITE_DOCUMENT_COLUMNS                                                                    \
    "kind, key, owner, body, version, created_ms, changed_ms, expires_ms"

bool sqlite_documents_change(struct store *s, struct documents_write *write, bool *made,
                             struct err *e) MUST_CHECK;
bool sqlite_documents_expire(struct store *s, int64_t now_ms, uint64_t *removed,
                             struct err *e) MUST_CHECK;
bool sqlite_read_document(struct store *s, const struct store_document_name *name,
                          store_visit_document *visit, void *ctx, struct err *e) MUST_CHECK;
bool sqlite_read_documents(struct store *s, const struct store_document_query *query,
                           store_visit_document *visit, void *ctx, struct err *e) MUST_CHECK;

#endif
