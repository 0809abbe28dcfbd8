/* service/notice_match.h - is this message a notice of ours, word for word, and whose?
 *
 * Duty      finds a reference in a message and compares the message with what was sent under it. A
 *           reference proves nothing by itself: whoever has seen one can copy it into another text.
 * Compared  what people see, in match form (message/read.h) without white space: mail programs and
 *           telephones break lines as they like. Of a mail the subject and the text, plain or HTML; a
 *           part of what was sent is ours as well. What is added may hold nothing to act upon: no
 *           address, no link, no row of figures.
 * Threads   any. Blocks on the store.
 */
#ifndef SERVICE_NOTICE_MATCH_H
#define SERVICE_NOTICE_MATCH_H

#include "base/err.h"
#include "model/record.h"
#include "store/store.h"

#define NOTICE_MATCH_TEXT_MAX ((size_t)256 << 10) /* bytes of a message's text that are compared */
#define NOTICE_MATCH_TRIES 8                      /* references of one message that are looked up */

/* Fills *out, all but `sent`.
 *
 * errors   ERR_STORE, ERR_SYSTEM; ERR_LIMIT: the text is longer than NOTICE_MATCH_TEXT_MAX
 * cost     a look-up by index for each reference; linear in the text */
bool notice_match(struct store *s, const struct record_question *q, struct record_answer *out,
                  struct err *e) MUST_CHECK;

#endif
