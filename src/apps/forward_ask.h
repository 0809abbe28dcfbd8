/* apps/forward_ask.h - is the sender of a forwarded mail somebody we know? Asks the daemon. */
#ifndef APPS_FORWARD_ASK_H
#define APPS_FORWARD_ASK_H

#include "apps/api_client.h"
#include "words/lang.h"

struct forward_known {
    bool account; /* there is an account of that name or mail address */
    bool owns;    /* `from` is one of its sign-in names, mail or notice addresses */
    bool has_lang;
    enum lang lang;
};

/* name: a login, or the mail address itself. No such account is no error.
 * errors   as api_client_call: then the mail waits */
bool forward_ask(struct api_client *c, struct span name, struct span from,
                 struct forward_known *out, struct err *e) MUST_CHECK;

#endif
