/* message/scrub.h - personal data out of a text: each piece becomes a placeholder of its kind.
 *
 * Duty      names that are known (from headers) or stand in a salutation or behind a label, mail and postal
 *           addresses, numbers of four digits or more, mixed letters and digits, dates, times, amounts, and
 *           of links everything but the registrable domain. What is left reads as the fake did.
 * Form      "⟨name⟩", "⟨link example.top⟩" (model/fake.h, enum fake_hole). Digits of every script count,
 *           and full-width letters are letters.
 * Bounds    a name nowhere but in the running text is not recognised: staff reads a sample before it is
 *           confirmed (docs/fakes.md). SCRUB_LOOKED bytes are looked at, SCRUB_NAMES_MAX names.
 * Owns      nothing; scratch lies in the arena and is released. Threads: any. Pure.
 */
#ifndef MESSAGE_SCRUB_H
#define MESSAGE_SCRUB_H

#include "base/arena.h"
#include "base/buf.h"
#include "model/fake.h"

#define SCRUB_LOOKED 16384 /* bytes of a text that are looked at; the rest is left out */
#define SCRUB_NAMES_MAX 64 /* names of one message; more are not taken */
#define SCRUB_NAME_MAX 64  /* characters of a name; the front of a longer one counts */

/* A name to take out wherever it stands, in the form scrub compares: blanks gone, case folded. */
struct scrub_name {
    uint32_t points[SCRUB_NAME_MAX];
    size_t len;
};

struct scrub_names {
    struct scrub_name at[SCRUB_NAMES_MAX];
    size_t count;
};

/* Adds a name, and its parts that are long enough to be told from other words: "Taro Yamada" is also
 * "Yamada". Words that are nobody's name ("customer", 「お客様」) are not taken. */
void scrub_add_name(struct scrub_names *n, struct span name);

/* The same of the part before '@'. */
void scrub_add_address(struct scrub_names *n, struct span address);

/* Adds the names that stand in the text's own salutations, and behind labels such as 「お名前：」. */
void scrub_find_names(struct scrub_names *n, struct span text, struct arena *a);

/* Appends the text with personal data replaced. bare: the same without placeholders, for a print; NULL
 * allowed. Either may become full: the rest is left out. With a full arena nothing is appended.
 * cost: linear in text and names; about 30 ns a byte. */
void scrub_text(const struct scrub_names *n, struct span text, struct arena *a, struct buf *out,
                struct buf *bare);

#endif
