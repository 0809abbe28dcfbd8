/* notice/mask.h - names shown so that their holder knows them and nobody else learns them.
 *
 * Owns      nothing. Threads: any. All work in whole characters and go through clean_text().
 */
#ifndef NOTICE_MASK_H
#define NOTICE_MASK_H

#include "base/buf.h"

/* "yam***@example.jp" of "yamada@example.jp": of what stands before the @, at most three characters and
 * never more than half, and everything behind it. Without an @ the same of the whole. */
void mask_account(struct buf *out, struct span account);

/* "***678" of "12345678": at most the last three characters and never more than half. For member IDs
 * and telephone numbers. Nothing appended for "". */
void mask_number(struct buf *out, struct span number);

#endif
