/* service/filter.h - a verdict on mail under way -> what its header says, and what is done with it.
 *
 * Duty      the filter's policy. Pure.
 * Own       "notice=own" is what a mailbox may file by. It needs more than the record's agreement: the
 *           message itself, not one inside it; read to its end; from the address notices come from; to one
 *           envelope recipient, whose notice it is; without a program or a page attached.
 * Owns      nothing. Threads: any.
 */
#ifndef SERVICE_FILTER_H
#define SERVICE_FILTER_H

#include "model/filter.h"
#include "service/check_pool.h"

struct filter_policy {
    bool hold;               /* fakes wait in the mail server's quarantine */
    struct span subject;     /* put in front of a fake's subject; empty: it is left alone */
    struct span notice_from; /* address notices come from; empty: nothing is marked as ours */
};

/* What is known of the message beside the verdict. */
struct filter_facts {
    enum filter_state state;
    const struct check_result *result; /* read with FILTER_CHECKED only */
    size_t recipients;                 /* of the envelope */
};

/* Fills state, verdict, leaning, rule, own and score of *out; the rest is the caller's. A message inside
 * another is never "genuine" here: what stands around it was not judged. */
void filter_judge(const struct filter_policy *p, const struct filter_facts *f,
                  struct filter_mark *out);

struct filter_action {
    bool hold;
    bool subject; /* put policy.subject in front */
};

struct filter_action filter_act(const struct filter_policy *p, const struct filter_mark *m);

#endif
