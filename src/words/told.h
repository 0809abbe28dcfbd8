/* words/told.h - what became of a notice, for operators and for whoever checks a reference.
 *
 * Owns      nothing. Threads: any.
 */
#ifndef WORDS_TOLD_H
#define WORDS_TOLD_H

#include "base/buf.h"
#include "model/forecast.h"
#include "model/notice_answer.h"
#include "model/story.h"
#include "words/clock.h"

/* "M7K2-9QXD-4TRW-8C; SMS: delivered; mail: accepted", "...; held for the digest". */
void words_told(struct buf *out, enum lang l, const struct told_notice *told);

/* One paragraph each, line feeds between: is it ours, what it told of, where it went. */
void words_answer(struct buf *out, enum lang l, const struct clock *zone,
                  const struct notice_answer *a);

/* The forecast in paragraphs with line feeds between: how many notices, by day at most, to how many
 * accounts, the wave of the first day, by group. */
void words_forecast(struct buf *out, enum lang l, const struct forecast *f);

#endif
