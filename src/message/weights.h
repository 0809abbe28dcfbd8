/* message/weights.h - what each piece of evidence weighs, as data.
 *
 * Form      data/weights.tsv: a name, its weight and the weight it had before it was fitted, with tabs
 *           between; "#" begins a comment line. Every kind of evidence is there exactly once, and so
 *           are bias, bias_sms, fake_from and leans_fake_from. Hundredths of a nat.
 * Owns      nothing. Threads: any.
 */
#ifndef MESSAGE_WEIGHTS_H
#define MESSAGE_WEIGHTS_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "model/evidence.h"

#define WEIGHT_MAX 3000 /* at most this much for and against */

struct weight {
    int16_t now;
    int16_t prior; /* what was thought before anything was measured */
};

struct weights {
    struct weight bias;            /* of a mail or a pasted text */
    struct weight bias_sms;        /* of an SMS */
    struct weight fake_from;       /* scores from here on are fakes */
    struct weight leans_fake_from; /* scores from here on lean to it */
    struct weight of[EVIDENCE_COUNT];
};

extern const struct span weights_file; /* data/weights.tsv, inside the program */

/* ERR_CONFIG: "line N: expected ..."; a name that is missing is named. */
bool weights_parse(struct span file, struct weights *out, struct err *e) MUST_CHECK;

/* Appends the file that weights_parse reads, without the comments at its head. */
void weights_print(struct buf *out, const struct weights *w);

#endif
