/* words/refusal.h - what a person reads in the mail program when a sign-in is refused. */
#ifndef WORDS_REFUSAL_H
#define WORDS_REFUSAL_H

#include "model/attempt.h"
#include "words/lang.h"

/* "B1", ...: the code alone, of the page /e/CODE; "" for a cause that refuses nothing. */
const char *words_refusal_code(enum answer_cause cause);

/* One sentence that says why and what helps, and the code of the help page in brackets; "" for a
 * cause that refuses nothing. It never says whether the password was right. UTF-8, below 150 bytes. */
const char *words_refusal(enum lang l, enum answer_cause cause);

#endif
