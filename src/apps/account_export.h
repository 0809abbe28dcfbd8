/* apps/account_export.h - every account out of GET /v1/accounts, as JSON lines or CSV. */
#ifndef APPS_ACCOUNT_EXPORT_H
#define APPS_ACCOUNT_EXPORT_H

#include "apps/account_import.h"

/* Writes all accounts by ID, page by page; an account that changes meanwhile stands there once.
 * Errors: as api_client_call; the stream's own are the caller's to look for. */
bool account_export(struct inquiry *q, FILE *to, enum account_format format,
                    struct err *e) MUST_CHECK;

#endif
