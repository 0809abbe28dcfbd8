/* message/fold.h - text made comparable: one spelling for what people read as the same.
 *
 * Duty      NFKC case folding (full and half width, circled and styled letters, case), invisible characters
 *           dropped, runs of white space made one space, no space between Han and kana but that of two Katakana words.
 * Source    UAX 15, Unicode 3.13 R5 (toNFKC_Casefold), UTS 39 section 4 (skeletons), done by ICU from data inside its library.
 * Owns      struct skeletons: skeletons_new, skeletons_free.
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

/* Appends folded text without the spaces that pull a word apart: those between letters that stand alone
 * ("a m a z o n") and those beside what is not ASCII (「三菱 ufj 銀行」). */
void text_join(struct span folded, struct buf *out);

struct skeletons;

/* The tables of look-alike characters. NULL when ICU cannot give them. */
struct skeletons *skeletons_new(void) MUST_CHECK;

/* Frees; *s becomes NULL. NULL inside is fine. */
void skeletons_free(struct skeletons **s);

/* Appends what folded text looks like: two texts that people confuse have one skeleton. Letters of
 * other scripts become those they resemble (UTS 39), marks go, and so do the differences between
 * 0 and o, 1 i and l, 3 and e, 4 and a, 5 and s, rn and m, vv and w. The skeleton of ASCII is ASCII.
 * cost: about 5 ns a byte for ASCII, 200 otherwise. */
void skeleton_make(const struct skeletons *s, struct span folded, struct buf *out);

#endif
