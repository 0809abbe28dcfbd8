/* service/check_report.h - a verdict that somebody shows to a helper, at an address nobody can guess.
 *
 * Kept      what the page shows: the evidence with its words and domains, the answers. Not the message.
 *           Encrypted with the address: who reads the store cannot read it.
 * Life      CHECK_REPORT_MS, or until whoever made it takes it back with its second secret.
 * Owns      nothing; the store is borrowed. Threads: any.
 */
#ifndef SERVICE_CHECK_REPORT_H
#define SERVICE_CHECK_REPORT_H

#include "service/check_state.h"

#define CHECK_REPORT_MS (INT64_C(7) * 86400000)
#define CHECK_REPORT_SECRET 26 /* characters a-z, 2-7: 130 bits */

struct check_report {
    char address[CHECK_REPORT_SECRET + 1]; /* who has it reads the report */
    char remover[CHECK_REPORT_SECRET + 1]; /* who has it too takes it back */
};

/* Durable when it returns. errors: ERR_STORE, ERR_SYSTEM */
bool check_report_make(struct store *s, const struct check_finding *f, int64_t now_ms,
                       struct check_report *out, struct err *e) MUST_CHECK;

/* *out: without the text. errors: ERR_ABSENT no such report, or not any more; ERR_STORE */
bool check_report_read(struct store *s, struct span address, int64_t now_ms,
                       struct check_finding *out, int64_t *expires_ms, struct err *e) MUST_CHECK;

/* ERR_ABSENT: there is none, or the remover is another one's: not told apart. ERR_STORE */
bool check_report_remove(struct store *s, struct span address, struct span remover, int64_t now_ms,
                         struct err *e) MUST_CHECK;

#endif
