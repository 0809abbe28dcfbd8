/* words/catalogue.h - the texts themselves: one row for each, both languages in it.
 *
 * Duty      rows with {placeholders}, and putting text in their places. tests/unit/words/
 *           test_catalogue.c is the linter: both languages there, same placeholders, no alarm.
 * Owns      nothing. Threads: any.
 */
#ifndef WORDS_CATALOGUE_H
#define WORDS_CATALOGUE_H

#include "base/buf.h"
#include "words/label.h"
#include "words/lang.h"
#include "words/phrase.h"

struct entry {
    const char *text[LANG_COUNT];
};

/* What stands for "{name}". The text is put in as it is: clean it first. */
struct arg {
    const char *name;
    struct span text;
};

/* Things that are counted: "1 sign-in", "2 sign-ins". */
enum counted {
    COUNTED_SIGNINS,
    COUNTED_FAILURES,
    COUNTED_ATTEMPTS,
    COUNTED_ACCOUNTS,
    COUNTED_ADDRESSES,
    COUNTED_SOURCES,
    COUNTED_LINES,
    COUNTED_TIMES,
    COUNTED_SECONDS,
    COUNTED_MINUTES,
    COUNTED_HOURS,
    COUNTED_DAYS,
    COUNTED_UNUSUAL,  /* "1 sign-in does not fit its account's habits" */
    COUNTED_GUESSING, /* "1 source guesses passwords" */
    COUNTED_ATTACKED, /* "1 account is the target of password guessing" */
    COUNTED_FOUND,    /* "1 account was opened right after failures" */
    COUNTED_COUNT
};

/* "{n}" is the number. Japanese knows one form; both are the same there. */
struct counted_entry {
    struct entry one;
    struct entry many;
};

const struct entry *catalogue_phrase(enum phrase p);
const struct entry *catalogue_label(enum label l);
const struct counted_entry *catalogue_counted(enum counted c);

/* Appends the row's text with every "{name}" replaced. A name without an argument is a bug. */
void catalogue_put(struct buf *out, const char *text, const struct arg *args, size_t count);

/* A label without placeholders, as it stands. */
const char *label(enum lang l, enum label which);

/* Appends a label with its placeholders filled. */
void label_put(struct buf *out, enum lang l, enum label which, const struct arg *args,
               size_t count);

#endif
