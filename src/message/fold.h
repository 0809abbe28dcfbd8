/* message/fold.h - text made comparable: one spelling for what people read as the same.
 *
 * Duty      NFKC case folding (full and half width, circled and styled letters, case), invisible characters
 *           dropped, runs of white space made one space, no space between two Han or kana characters.
 * Source    UAX 15, Unicode 3.13 R5 (toNFKC_Casefold), done by ICU from data inside its library.
 * Owns      nothing.
 * Threads   any.
 * Limits    FOLD_MAX.
 */
#ifndef MESSAGE_FOLD_H
#define MESSAGE_FOLD_H

#include "base/buf.h"
#include "base/span.h"

#define FOLD_MAX 65536 /* bytes of a text that are folded; the rest is not looked at */

/* Appends the folded text to `out`. What is not UTF-8 counts as a replacement character. Beyond FOLD_MAX, or
 * when `out` is full, the rest is left out. cost: about 15 ns a byte; for ASCII 2. */
void text_fold(struct span text, struct buf *out);

/* Latin letter or digit that the character is commonly taken for ("а" U+0430 -> 'a'); 0 when there is none or it
 * is one itself. For lower-case Cyrillic, Greek, Armenian and the like. */
char fold_latin(unsigned point);

#endif
