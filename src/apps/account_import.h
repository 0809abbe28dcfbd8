/* apps/account_import.h - many accounts from a file, as JSON lines or CSV, into POST /v1/accounts.
 *
 * Duty      reads, translates CSV, sends parts of at most API_IMPORT_MAX accounts, tells what was refused
 *           with the line of the file, and the sum.
 */
#ifndef APPS_ACCOUNT_IMPORT_H
#define APPS_ACCOUNT_IMPORT_H

#include "apps/inquiry.h"

enum account_format {
    ACCOUNT_JSONL,
    ACCOUNT_CSV
};

struct account_counts {
    uint64_t read;
    uint64_t added;
    uint64_t changed;
    uint64_t same;
    uint64_t refused;
};

/* Takes in what `from` holds, up to its end. Each refused record is told on stderr as
 * "mioboe account: NAME:LINE: reason" and the rest goes on.
 *
 * name     of the file, for people
 * errors   ERR_INPUT   the first line of a CSV names no columns; ERR_SYSTEM reading failed; else as
 *                      api_client_call: what went in before stays
 */
bool account_import(struct inquiry *q, FILE *from, const char *name, enum account_format format,
                    struct account_counts *out, struct err *e) MUST_CHECK;

#endif
