/* credential/quality.h - is a new password good enough? What can be enforced is a fault, the rest is said.
 *
 * Duty      form, length, how many tries a guesser needs (zxcvbn, with the account's own names and what the
 *           service is called as words a guesser tries first), the list of leaked passwords, the account's
 *           old ones. Codes only: words/quality.h has the sentences.
 * Source    D. L. Wheeler, "zxcvbn: Low-Budget Password Strength Estimation", USENIX Security 2016;
 *           NIST SP 800-63B 5.1.1.2: length and lists of known passwords, no rules of composition, no
 *           change by the calendar.
 * Owns      nothing. Threads: any.
 * Cost      30 to 100 us, up to 1.5 ms for the first one of a process; a look-up in the list of leaked ones;
 *           the old ones cost their hashes and are asked elsewhere (service/password_rules.h).
 */
#ifndef CREDENTIAL_QUALITY_H
#define CREDENTIAL_QUALITY_H

#include "base/attr.h"
#include "base/err.h"
#include "base/span.h"
#include "model/account.h"
#include "model/quality.h"

struct breach;

#define QUALITY_PASSWORD_MAX 128 /* characters: printable ASCII, one byte each */
#define QUALITY_WORDS_MAX 64     /* words of the account's own that count as easy to guess */
#define QUALITY_WORD_BYTES 4096  /* room for them */

struct quality_rules {
    uint32_t length_min;         /* characters */
    uint32_t bits_min;           /* zxcvbn's estimate */
    const struct breach *breach; /* NULL: no list is there */
};

/* Words of the account a guesser tries first. */
struct quality_words {
    size_t count;
    size_t used;
    const char *at[QUALITY_WORDS_MAX + 1]; /* NUL-terminated, in `bytes`; NULL behind the last */
    char bytes[QUALITY_WORD_BYTES];
};

/* Adds a name, address or number: whole and in its parts of three letters or digits at least, in lower
 * case. What does not fit is left out. Begin with a zeroed struct. */
void quality_words_add(struct quality_words *w, struct span text);

/* Every name, address and number of an account, and its ID. */
void quality_words_add_account(struct quality_words *w, const struct account_record *a);

/* Judges. words may be NULL.
 * errors   as breach_holds: a list that is damaged or cannot be read is told, never skipped */
bool quality_judge(const struct quality_rules *rules, struct span password,
                   const struct quality_words *words, struct quality *out,
                   struct err *e) MUST_CHECK;

#endif
