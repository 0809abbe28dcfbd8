/* message/judge.h - evidence -> verdict: a sum of weights, under rules that cannot be outvoted.
 *
 * Rules     1. For a notice that carries a reference of ours, our own record decides.
 *           2. What was not read to its end is never genuine.
 *           3. A score from weights.fake_from on is a fake, unless sender and links are the brand's own
 *              and only the wording speaks against it.
 *           4. A message in a brand's name is genuine only when a trusted result binds its From domain,
 *              the address is exactly one the brand publishes, every link, Reply-To and address in it
 *              is the brand's, and nothing speaks for a fake but what genuine notices say as well.
 *           5. Everything else cannot be told; the leaning says to which side.
 * Source    docs/checker.md. Pure: no clock, no I/O. Threads: any.
 */
#ifndef MESSAGE_JUDGE_H
#define MESSAGE_JUDGE_H

#include "message/observe.h"
#include "message/weights.h"
#include "model/verdict.h"

/* Adds what the person says to the evidence. */
void judge_answers(struct observation *o, const struct answers *a);

/* brands: for the names and the page of the brand claimed. */
void judge(const struct weights *w, const struct brands *brands, const struct observation *o,
           struct verdict *out);

#endif
