/* words/quality.h - why a new password is not taken, and what makes a good one, in words.
 *
 * Owns      nothing. Threads: any. The password itself is never in a sentence.
 */
#ifndef WORDS_QUALITY_H
#define WORDS_QUALITY_H

#include "base/buf.h"
#include "model/quality.h"
#include "words/catalogue.h"

/* The sentence of one fault or hint, by its number. length_min: characters; for QUALITY_SHORT. */
void words_quality_fault(struct buf *out, enum lang l, unsigned bit, uint32_t length_min);
const char *words_quality_hint(enum lang l, unsigned bit);

/* What a good password is: said before one is chosen, enforced or not. */
enum quality_advice {
    QUALITY_ADVICE_LENGTH, /* {n} */
    QUALITY_ADVICE_PHRASE,
    QUALITY_ADVICE_OWN,   /* used nowhere else */
    QUALITY_ADVICE_PAPER, /* writing it down is fine */
    QUALITY_ADVICE_EYES,
    QUALITY_ADVICE_CHANGE, /* when to change it */
    QUALITY_ADVICE_COUNT
};
void words_quality_advice(struct buf *out, enum lang l, enum quality_advice a, uint32_t length_min);

/* The rows themselves, for the linter. */
const struct entry *words_quality_fault_entry(unsigned bit);
const struct entry *words_quality_hint_entry(unsigned bit);
const struct entry *words_quality_advice_entry(enum quality_advice a);

#endif
