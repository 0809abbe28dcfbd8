/* message/known.h - texts known word for word, real notices and fakes.
 *
 * Duty      data/known.tsv -> sets of runs of letters; is a text one of them, whatever dates and names
 *           were put in?
 * Source    containment of shingles (Broder, On the resemblance and containment of documents, 1997).
 * Owns      struct known: immutable once made. Threads: any.
 * Limits    below.
 */
#ifndef MESSAGE_KNOWN_H
#define MESSAGE_KNOWN_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/span.h"

#define KNOWN_TEXTS_MAX 64
#define KNOWN_SHARE 70     /* percent of a known text's runs that must be there */
#define KNOWN_LOOKED 16384 /* bytes of a message that are looked at */

struct known;

extern const struct span known_file; /* data/known.tsv, inside the program */

/* ERR_CONFIG: "line N: ..."; ERR_LIMIT: too many texts, or no memory. */
bool known_new(struct span file, struct known **out, struct err *e) MUST_CHECK;

void known_free(struct known **k);

/* The text that `folded` (text_fold) holds most of; *fake tells its kind, *name views the file given
 * to known_new, which must live. False when it is none of them. cost: 30 ns a byte. */
bool known_find(const struct known *k, struct arena *a, struct span folded, bool *fake,
                struct span *name) MUST_CHECK;

#endif
