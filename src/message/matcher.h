/* message/matcher.h - many words looked for in one pass.
 *
 * Duty      every occurrence of every word, ends first come first told. No backtracking: the time is
 *           linear in the text, whatever the words and the text are.
 * Source    Aho and Corasick, Efficient string matching, CACM 18(6), 1975.
 * Owns      its tables, about 24 bytes for each byte of the words.
 * Threads   a built matcher is read only.
 */
#ifndef MESSAGE_MATCHER_H
#define MESSAGE_MATCHER_H

#include "base/attr.h"
#include "base/err.h"
#include "base/span.h"

#include <stdint.h>

#define MATCHER_BYTES_MAX (1u << 20) /* of all words together */

struct matcher;

/* Word number `word` ends before byte `end` of the text. */
typedef void matcher_hit(void *ctx, uint32_t word, size_t end);

/* Builds from `count` words, none empty; the words need not stay. Words may repeat.
 * ERR_INPUT: an empty word. ERR_LIMIT: more than MATCHER_BYTES_MAX, or no memory. */
bool matcher_new(const struct span *words, size_t count, struct matcher **out,
                 struct err *e) MUST_CHECK;

void matcher_run(const struct matcher *m, struct span text, matcher_hit *hit, void *ctx);

void matcher_free(struct matcher **m);

#endif
