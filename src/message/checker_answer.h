/* message/checker_answer.h - what a reader in the sandbox answers, both ways (private to message).
 *
 * Form      a head, the evidence, the texts a record needs, and the DNS questions that are open. Whoever
 *           reads it takes it for bytes of a stranger: the reader may have been taken over.
 */
#ifndef MESSAGE_CHECKER_ANSWER_H
#define MESSAGE_CHECKER_ANSWER_H

#include "base/arena.h"
#include "message/message.h"
#include "message/observe.h"
#include "model/record.h"

#define RECORD_TEXT_MAX ((size_t)96 * 1024) /* bytes of text handed on for the record */
#define CHECKER_ANSWER_MAX                                                                         \
    (RECORD_TEXT_MAX + LOOKUPS_PACKED_MAX + sizeof(struct observation) +                           \
     sizeof(struct fake_reading) + (size_t)24 * 1024)

/* In the child. */
void checker_answer_write(struct buf *out, const struct observation *o, const struct message *m,
                          const struct fake_reading *fake, struct arena *a);
/* The questions go behind an answer that is written. */
void checker_answer_lookups(struct buf *answer, const struct lookups *l);

/* Adds to out->seen; out->packed: the questions. Texts are views. False when it is none. */
struct checker_answer {
    struct observation *seen;
    struct record_question *question;
    struct fake_reading *fake; /* question->fake points to it afterwards */
    struct span packed;
};
bool checker_answer_read(struct span answer, struct checker_answer *out) MUST_CHECK;

#endif
