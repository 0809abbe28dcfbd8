/* words/wrap.h - a paragraph broken into lines, by the rules of its language.
 *
 * Source    UAX 14 line breaking as ICU implements it: Japanese breaks between characters, but
 *           never before a closing bracket or a full stop.
 * Owns      one break iterator. Threads: one handle per thread.
 */
#ifndef WORDS_WRAP_H
#define WORDS_WRAP_H

#include "base/err.h"
#include "words/lang.h"

struct wrap;

/* errors   ERR_SYSTEM when ICU has no data for lines; ERR_LIMIT when there is no memory */
bool wrap_open(enum lang l, struct wrap **out, struct err *e) MUST_CHECK;

/* NULL is allowed; leaves NULL. */
void wrap_free(struct wrap **w);

/* Takes the next line off *rest, which must be clean (words/clean.h): at most `columns` columns,
 * without the spaces around it. A word longer than a line is cut. columns >= 2. False, and *line
 * untouched, when nothing is left. */
bool wrap_line(struct wrap *w, struct span *rest, size_t columns, struct span *line);

#endif
