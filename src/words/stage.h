/* words/stage.h - stages of a restriction in words. */
#ifndef WORDS_STAGE_H
#define WORDS_STAGE_H

#include "base/buf.h"
#include "model/stage.h"
#include "words/lang.h"

/* "in force", 「実施中」. */
const char *words_stage_phase(enum lang l, enum stage_phase p);

/* What it does when it has begun: "refuses", "only tells", "only counts". */
const char *words_stage_mode(enum lang l, enum stage_mode m);

/* Appends where it is for, with commas: "from abroad, from the contracted line". */
void words_stage_origins(struct buf *out, enum lang l, unsigned origins);

#endif
