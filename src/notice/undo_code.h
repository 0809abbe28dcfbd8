/* notice/undo_code.h - the code by which an owner undoes a change of a credential.
 *
 * Form      "K7M29-QXD4T-RW8CB": 15 characters (75 bits of keyed BLAKE2b) of the reference's alphabet, in
 *           groups of five, so that neither people nor programs take it for a reference. What people type is
 *           folded as that of a reference is.
 * Owns      nothing. Threads: any.
 */
#ifndef NOTICE_UNDO_CODE_H
#define NOTICE_UNDO_CODE_H

#include "notice/reference.h"

#define UNDO_CODE_CHARS 15 /* without hyphens */
#define UNDO_CODE_MAX 18   /* "K7M29-QXD4T-RW8CB" and NUL */

/* The code of the notice about these facts to that account; arguments as of reference_make, and nothing
 * but the key leads from one to the other. */
void undo_code_make(const struct notice_key *key, const struct notice_facts *facts,
                    struct span account, char out[static UNDO_CODE_MAX]);

/* What somebody typed, in its printed form. False, *out untouched, when it is none. */
bool undo_code_read(struct span in, char out[static UNDO_CODE_MAX]) MUST_CHECK;

#endif
