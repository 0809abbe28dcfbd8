/* message/automaton.h - many words looked for in one pass.
 *
 * Duty      every occurrence of every word, ends first come first told. No backtracking: the time is
 *           linear in the text, whatever the words and the text are.
 * Source    Aho and Corasick, Efficient string matching, CACM 18(6), 1975.
 * Owns      its tables, about 24 bytes for each byte of the words.
 * Threads   a built matcher is read only.
 */
#ifndef MESSAGE_AUTOMATON_H
#define MESSAGE_AUTOMATON_H

#include "base/attr.h"
#include "base/err.h"
#include "base/span.h"

#include <stdint.h>

#define AUTOMATON_BYTES_MAX (1u << 20) /* of all words together */

struct automaton;

/* Word number `word` ends before byte `end` of the text. */
typedef void automaton_hit(void *ctx, uint32_t word, size_t end);

/* Builds from `count` words, none empty; the words need not stay. Words may repeat.
 * ERR_INPUT: an empty word. ERR_LIMIT: more than AUTOMATON_BYTES_MAX, or no memory. */
bool automaton_new(const struct span *words, size_t count, struct automaton **out,
                   struct err *e) MUST_CHECK;

void automaton_run(const struct automaton *m, struct span text, automaton_hit *hit, void *ctx);

void automaton_free(struct automaton **m);

#endif
