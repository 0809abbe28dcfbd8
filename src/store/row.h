/* store/row.h - rows of history: which belong together, how one grows, and their packed parts.
 *
 * Duty      the rules of grouping that every backend shares, and the byte form of reasons, single
 *           events and addresses that databases keep (docs/store.md, "Packed parts").
 * Owns      nothing. Threads: any.
 */
#ifndef STORE_ROW_H
#define STORE_ROW_H

#include "base/err.h"
#include "model/history.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ERR_BUG when the row is not in order (store.h, "Grouping"). */
bool row_check(const struct history_row *row, struct err *e) MUST_CHECK;

/* True when the row may be counted together with others: it was decided ACTION_ALLOW. */
bool row_groups(const struct history_row *row);

#define ROW_KEY_BYTES 28

/* The account, the UTC day and the key of a row that groups: equal for rows of one account that
 * belong together, and for no others. */
struct row_key {
    uint8_t bytes[ROW_KEY_BYTES];
};
struct row_key row_key(int64_t account, const struct history_row *row);
int64_t row_key_account(const struct row_key *key);

/* A hash of the key; the same on every machine. rows_belong() tells whether equal hashes are more
 * than chance. */
uint64_t row_key_group(const struct row_key *key);
uint64_t row_group(int64_t account, const struct history_row *row);

/* Same UTC day, same key, both group. The account is the caller's business. */
bool rows_belong(const struct history_row *a, const struct history_row *b);

/* Counts `more` into `row`. Both must be in order. */
void row_extend(struct history_row *row, const struct history_row *more);

#define ROW_ADDRESS_MAX 16
#define ROW_REASONS_MAX ((size_t)REASONS_MAX * 8)
#define ROW_EVENTS_MAX ((HISTORY_LATEST - 1) * (8 + 1 + ROW_ADDRESS_MAX))

/* 4 bytes for a folded IPv4 address, else 16. Returns the length. */
size_t row_pack_address(const struct address *a, uint8_t out[static ROW_ADDRESS_MAX]);

/* False, *out untouched, unless len is 4 or 16. */
bool row_unpack_address(const uint8_t *at, size_t len, struct address *out) MUST_CHECK;

/* Eight bytes a reason: code, counted, term and value, little end first. Returns the length. */
size_t row_pack_reasons(const struct decision *d, uint8_t out[static ROW_REASONS_MAX]);

/* Fills reasons and reason_count only; false, nothing touched, when the bytes are none of ours. */
bool row_unpack_reasons(const uint8_t *at, size_t len, struct decision *out) MUST_CHECK;

/* The single events behind the newest, each: eight bytes of time, little end first, a length 4 or
 * 16 (0 when the row has no addresses), the address. Returns the length. */
size_t row_pack_events(const struct history_row *row, uint8_t out[static ROW_EVENTS_MAX]);

/* Fills latest[1..] and latest_count; latest[0] and has_remote must be set. False, latest_count
 * untouched, when the bytes are none of ours. */
bool row_unpack_events(const uint8_t *at, size_t len, struct history_row *row) MUST_CHECK;

#endif
