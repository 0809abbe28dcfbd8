/* notice/teller.h - one notice being put into values; for values.c and its two other files. */
#ifndef NOTICE_TELLER_H
#define NOTICE_TELLER_H

#include "notice/values.h"
#include "words/words.h"

enum hole {
    HOLE_MAIN,
    HOLE_APP,
    HOLE_CREDENTIAL,
    HOLE_CONTACT,
    HOLE_CAUSE,
    HOLE_COUNT_OF,
    HOLE_TIME,
    HOLE_FIRST_TIME,
    HOLE_GROUND,
    HOLE_RESULT,
    HOLE_COUNTRY,
    HOLE_UNDO_CODE,
    HOLE_UNDO_PAGE,
    HOLE_UNDO_HOST,
    HOLE_UNDO_HOURS,
    HOLES
};

/* One notice being put into values. */
struct teller {
    struct values *set;
    struct value *root;
    const struct notice_voice *v;
    const struct notice_facts *f;
    const struct notice_request *r;
    enum lang lang;
    const struct brevity *b;
    struct named_place where;
    struct span device; /* empty when unseen */
    enum tell_result result;
    struct arg args[HOLES];
};

static inline struct span teller_of(const char *text)
{
    return (struct span){.at = text == NULL ? "" : text, .len = text == NULL ? 0 : strlen(text)};
}

static inline struct span teller_written(const struct buf *b)
{
    return (struct span){.at = b->at, .len = b->len};
}

/* A value that the sentences name too. */
void teller_put(struct teller *t, const char *name, struct span text);

/* A row of words/tell.h as a value. */
void teller_tell(struct teller *t, const char *name, enum tell row);

/* enum service, also of facts that hold none. */
int teller_service(const struct notice_facts *f);

/* The facts of where and with what: values_where.c. */
void teller_where(struct teller *t);

/* Title, outcome, advice, reasons and causes without harm: values_told.c. */
void teller_sentences(struct teller *t);
void teller_reasons(struct teller *t);
void teller_benign(struct teller *t);

#endif
