/* notice/reference.h - the reference of a notice: short, keyed, typable, found in pasted text.
 *
 * Form      "M7K2-9QXD-4TRW-8C": 13 characters of content (65 bits of keyed BLAKE2b) and one check
 *           character. The alphabet is that of Crockford's base 32: the digits and the letters
 *           without I, L, O and U, so that nothing that is read or said alike is in it twice.
 *           What people type for those is folded: O is 0, I and L are 1, U is V.
 * Check     the 14 characters are a code word over GF(32): any single wrong character and any two
 *           characters swapped, neighbours or not, are found. Shortened Hamming code of length 31.
 * Source    docs/notices.md, with the arithmetic; D. Crockford, "Base 32" (alphabet).
 * Owns      nothing. Threads: any.
 */
#ifndef NOTICE_REFERENCE_H
#define NOTICE_REFERENCE_H

#include "base/err.h"
#include "model/notice.h"

#define NOTICE_KEY_SIZE 32 /* bytes */

struct notice_key {
    uint8_t bytes[NOTICE_KEY_SIZE];
};

/* Reads the key file, or makes it (0600, random) when there is none.
 *
 * errors   ERR_CONFIG  others than its owner may read it, or it does not hold NOTICE_KEY_SIZE bytes
 *          ERR_SYSTEM  it can neither be read nor made
 */
bool notice_key_load(const char *path, struct notice_key *out, struct err *e) MUST_CHECK;

/* The reference of the notice about these facts to that account: the same facts (identity, kind,
 * at_ms) and account always have the same one. account: the account's ID, or the sign-in name when
 * none is kept. cost: one BLAKE2b of about 400 bytes. */
void reference_make(const struct notice_key *key, const struct notice_facts *facts,
                    struct span account, char out[static NOTICE_REFERENCE_MAX]);

/* What somebody typed, in its printed form: with or without hyphens, blanks and line breaks, in lower
 * case, full-width, O for 0. False, *out untouched, when it is none or its check character is wrong:
 * the caller says so at once, without asking the store. cost: in.len, at most 256 bytes are read. */
bool reference_read(struct span in, char out[static NOTICE_REFERENCE_MAX]) MUST_CHECK;

/* Finds the next reference in pasted text: three groups of four and one of two, with hyphens of any
 * kind, blanks, line breaks or nothing between groups, standing alone; also in a Message-ID. *rest
 * moves on behind what was found. False, *out untouched and *rest empty, when there is none.
 * A word of 14 letters passes by chance once in 32: whoever asks looks every one found up, and stops
 * after some. cost: rest->len. */
bool reference_find(struct span *rest, char out[static NOTICE_REFERENCE_MAX]) MUST_CHECK;

/* For codes of other forms in the same alphabet: the letter of 5 bits; and exactly `count` letters as
 * somebody typed them, with breaks anywhere. False: there are more, fewer, or others. */
char reference_letter(uint8_t bits);
bool reference_letters(struct span in, char *out, size_t count) MUST_CHECK;

/* The form in a Message-ID: "m7k29qxd4trw8c" and NUL. reference: in its printed form. */
void reference_plain(const char reference[static NOTICE_REFERENCE_MAX],
                     char out[static NOTICE_REFERENCE_CHARS + 1]);

#endif
