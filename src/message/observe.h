/* message/observe.h - a message as read -> what in it speaks for and against it.
 *
 * Duty      finds the brand a message claims to be from and every piece of evidence that the message
 *           itself holds. Gives no verdict: message/judge.h does.
 * Owns      nothing: results are flat.
 * Threads   any; one arena each.
 */
#ifndef MESSAGE_OBSERVE_H
#define MESSAGE_OBSERVE_H

#include "base/arena.h"
#include "message/brand.h"
#include "message/known.h"
#include "message/message.h"
#include "message/verify.h"
#include "message/wording.h"
#include "model/evidence.h"

#define OBSERVE_BRANDS_MAX 24 /* brands of one message that are looked at */
#define OBSERVE_LINKS_MAX 200 /* links that are looked at; with more the rest is left out */

/* What is looked with. Borrowed. */
struct observer {
    const struct brands *brands;
    const struct wordings *wordings;
    const struct known *known;
    struct span authserv_id; /* whose Authentication-Results are believed; empty: nobody's */
    const struct verify_answer *verified; /* SPF, DKIM and DMARC verified here; NULL: not */
};

struct observation {
    struct evidence_list evidence;
    char brand[EVIDENCE_NAME_MAX]; /* ID of the brand it claims to be from; empty */
    bool bound;                    /* a trusted result binds the From domain (DMARC, aligned) */
    bool only_own;                 /* every link, Reply-To and address in it belongs to the brand */
    bool has_links;                /* to the web */
    bool unreadable; /* a bound was exceeded or the message is damaged: never genuine */
    bool is_sms;
    bool forwarded; /* it tells of a message inside the one that came */
};

/* A known address as the sender weighs only when something shows that it is no forgery. */
static inline bool observation_weighs(const struct observation *o, enum evidence_kind k)
{
    return k != EVIDENCE_SENDER_PUBLISHED || o->bound;
}

/* Fills *out; nothing in a message makes it fail. With a full arena *out says "unreadable".
 * cost: about 1 ms for a mail of 20 kB. */
void message_observe(const struct observer *o, const struct message *m, struct arena *a,
                     struct observation *out);

#endif
