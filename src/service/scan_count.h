/* service/scan_count.h - the plain counts of a scan: by day, by country.
 *
 * Owns: a row for each day seen (COUNT_DAYS_MAX at most; further days are added to the nearest) and
 * one for each country. Threads: one.
 */
#ifndef SERVICE_SCAN_COUNT_H
#define SERVICE_SCAN_COUNT_H

#include "base/attr.h"
#include "model/finding.h"
#include "service/accounts.h"

#define COUNT_DAYS_MAX 4000

struct scan_count;

struct scan_count *scan_count_new(void) MUST_CHECK;
void scan_count_free(struct scan_count **c);

void scan_count_signin(struct scan_count *c, int64_t at_ms, uint16_t country);
void scan_count_failure(struct scan_count *c, int64_t at_ms, uint16_t country, uint32_t attempts);
void scan_count_unusual(struct scan_count *c, int32_t day);

/* Time of the newest event counted; 0 when there is none. */
int64_t scan_count_last_ms(const struct scan_count *c);

/* Fills signins, failures, first_ms, last_ms, days and countries of *out; valid until the next call
 * here. cost: linear in accounts. */
void scan_count_result(struct scan_count *c, const struct accounts *accounts,
                       struct scan_summary *out);

#endif
