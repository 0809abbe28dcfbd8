/* words/evidence.h - what was found in a message, what it is held to be and what to do now, in words.
 *
 * Owns      nothing. Threads: any. Names and words from the message are made safe to show.
 */
#ifndef WORDS_EVIDENCE_H
#define WORDS_EVIDENCE_H

#include "model/verdict.h"
#include "words/catalogue.h"

/* One sentence. brand: the name of the brand of v->brand in that language; empty when there is none. */
void words_evidence(struct buf *out, enum lang l, const struct evidence *v, struct span brand);

/* The row itself, for the linter and the documentation: {on}, {other}, {brand}. */
const struct entry *words_evidence_entry(enum evidence_kind k);

/* "Fake", "Genuine", "Cannot tell": the heading. */
const char *words_verdict(enum lang l, enum verdict_code v);

/* Why, in one sentence: the rule that decided and where it leans. */
void words_verdict_why(struct buf *out, enum lang l, const struct verdict *v);

/* Heading over the evidence of a topic: "The sender". */
const char *words_topic(enum lang l, enum evidence_topic t);

/* What to do now; one paragraph. */
void words_advice(struct buf *out, enum lang l, const struct verdict *v);

/* What to do when something was done already. */
enum regret {
    REGRET_CLICKED,
    REGRET_TYPED,
    REGRET_ANSWERED,
    REGRET_COUNT
};
const char *words_regret(enum lang l, enum regret r);        /* "If you already opened the link" */
const char *words_regret_advice(enum lang l, enum regret r); /* what to do then */

/* What stands around a verdict. */
enum check_label {
    CHECK_ADVICE,    /* "What to do now" */
    CHECK_QUESTIONS, /* "What only you can answer" */
    CHECK_YES_NO,    /* "yes, no, or Enter when you do not know" */
    CHECK_LABEL_COUNT
};
const char *words_check_label(enum lang l, enum check_label which);

/* One of the questions only the person can answer. brand: as for words_evidence. */
void words_question(struct buf *out, enum lang l, enum question q, struct span brand);

#endif
