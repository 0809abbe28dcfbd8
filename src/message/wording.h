/* message/wording.h - which kinds of wording a text contains, and in which words.
 *
 * Duty      data/wording.tsv (or another file of that form) -> one matcher; text -> categories.
 *           The file's head describes its form. Wording alone never decides a verdict.
 * Owns      struct wordings: immutable once made.
 * Threads   any may look; what a look finds lies in the caller's arena.
 * Limits    below; linear time whatever the text: one pass, nothing is tried again.
 */
#ifndef MESSAGE_WORDING_H
#define MESSAGE_WORDING_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/span.h"

#include <stdint.h>

#define WORDING_FILE_MAX 262144 /* bytes */
#define WORDING_PIECES_MAX 8    /* of one pattern */
#define WORDING_GAP_MAX 400     /* characters */
#define WORDING_GAP_SENTENCE 60 /* characters; only longer gaps go beyond the end of a sentence */
#define WORDING_MATCHES_MAX 8   /* of one category that are told apart; more are not looked at */

enum wording {
    WORDING_THREAT,       /* a restriction or loss to come */
    WORDING_RESTRICTED,   /* a restriction said to be there */
    WORDING_DEADLINE,     /* something to be done by a time */
    WORDING_REPLY_DEMAND, /* an answer is demanded */
    WORDING_ASKS_IDENTITY,
    WORDING_ASKS_PASSWORD,
    WORDING_ASKS_CODE,
    WORDING_ASKS_CARD,
    WORDING_ASKS_LOGIN,   /* to sign in, confirm or renew data by a link */
    WORDING_SALUTATION,   /* addressed as anybody: 「お客様各位」 */
    WORDING_ANNOUNCED_ID, /* 「以下の会員ID」 */
    WORDING_ALARM,
    WORDING_UNUSUAL, /* an unusual sign-in or payment said to be seen */
    WORDING_WALLET,
    WORDING_PRIZE,
    WORDING_CASINO,
    WORDING_PARCEL,
    WORDING_STORAGE,
    WORDING_PROTECTION, /* protection or subscription said to have ended */
    WORDING_BILL,
    WORDING_MONEY, /* somebody's millions */
    WORDING_EXTORTION,
    WORDING_DOCUMENT,
    WORDING_MARKETING,
    WORDING_DOWNLOAD,
    WORDING_CALL,
    WORDING_PREMIUM,
    WORDING_NOT_YOU, /* "if this was not you": genuine notices say it too */
    WORDING_IGNORE,  /* "you can ignore this" */
    WORDING_COUNT
};

/* "threat", "asks_password", ...: as the file has them. */
const char *wording_name(enum wording w);

/* One line of the file; views into it. */
struct wording_line {
    enum wording category;
    bool cancels; /* takes back what the category found inside its match */
    struct span lang;
    struct span pattern;
    struct span fires;  /* a text it matches */
    struct span silent; /* a text it does not */
    uint32_t number;    /* line of the file, from 1 */
};

/* What a text has of one category. words: views into the folded text. */
struct wording_found {
    uint32_t lines; /* different lines of the file that matched */
    uint32_t first; /* the first match's line */
    struct span words;
};

struct wording_result {
    struct wording_found at[WORDING_COUNT];
};

struct wordings;

extern const struct span wording_file; /* data/wording.tsv, inside the program */

/* Takes the next entry off *rest; false at the end. ERR_CONFIG with "line N: ..." sets *e and also
 * gives false: e->code tells the two apart. *number counts lines and begins at 0. */
bool wording_line_take(struct span *rest, uint32_t *number, struct wording_line *out,
                       struct err *e) MUST_CHECK;

/* ERR_CONFIG: "line N: expected ..., came ..."; ERR_LIMIT: the file or its words are too long.
 * cost: about 10 ms for the file inside the program. */
bool wordings_new(struct span file, struct wordings **out, struct err *e) MUST_CHECK;

void wordings_free(struct wordings **w);

/* Looks through a text that went through text_fold(). False when the arena is full: *out is then as
 * if nothing was found. cost: about 20 ns a byte. */
bool wordings_find(const struct wordings *w, struct arena *a, struct span folded,
                   struct wording_result *out) MUST_CHECK;

#endif
