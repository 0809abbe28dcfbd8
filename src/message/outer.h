/* message/outer.h - the head of a mail that somebody forwarded to have its inside checked.
 *
 * Duty      who sent it, whether a program did, whether its sender is shown to be no forgery, in which
 *           language to answer. Everything that decides whether an answer may be sent, and nothing of what
 *           was forwarded.
 * Source    RFC 3834 (automatic responses: what must not be answered), RFC 2919 and 2369 (lists), RFC 8601
 *           5 (which Authentication-Results to believe), RFC 3282 (languages).
 * Owns      nothing: spans view the bytes. Threads: any.
 * Limits    OUTER_HEAD_MAX bytes and OUTER_FIELDS_MAX fields; what is longer is automatic: not answered.
 */
#ifndef MESSAGE_OUTER_H
#define MESSAGE_OUTER_H

#include "base/attr.h"
#include "base/span.h"

#include <stdbool.h>

#define OUTER_HEAD_MAX ((size_t)256 * 1024)
#define OUTER_FIELDS_MAX 1000
#define OUTER_ID_MAX 250 /* bytes of a Message-ID that may be answered to */

enum outer_lang {
    OUTER_LANG_NONE,
    OUTER_LANG_EN,
    OUTER_LANG_JA,
};

struct outer {
    struct span from; /* the one address of the one From; empty when there is not exactly one */
    struct span message_id; /* without brackets, of plain characters; empty when it is none */
    bool automatic;         /* a program wrote it, a list passed it on, or it cannot be read */
    bool bound;             /* a believed result binds From's domain */
    enum outer_lang lang;   /* of Content-Language, else Accept-Language, else of the words */
};

/* server: the authserv-id whose results are believed, ASCII lower case; empty: nobody's. */
void outer_read(struct span bytes, struct span server, struct outer *out);

#endif
