/* message/authres.h - what a trusted mail server says about who sent a message.
 *
 * Duty      Authentication-Results as written by one configured server -> is the From domain bound?
 *           Results of any other server are not looked at: whoever sends a message can write them.
 *           A result binds the From domain and nothing more: a fake's own domain passes as well.
 * Source    RFC 8601 (syntax, authserv-id, section 5 on trust), RFC 7489 3.1 (alignment).
 *           ARC (RFC 8617) is read but binds nothing: anybody may seal a chain, and which sealers are
 *           honest is not known here.
 * Owns      nothing. Threads: any.
 */
#ifndef MESSAGE_AUTHRES_H
#define MESSAGE_AUTHRES_H

#include "message/message.h"

#include <stdbool.h>

enum authres {
    AUTHRES_NONE, /* no trusted result, or one that says neither */
    AUTHRES_PASS, /* DMARC passed, or SPF or DKIM passed for a domain aligned with From */
    AUTHRES_FAIL, /* DMARC failed, or SPF failed and no aligned DKIM signature passed */
};

struct authres_result {
    enum authres from;
    bool arc; /* the trusted server accepted an ARC chain */
};

/* server: the configured authserv-id, ASCII lower case; empty: nobody is trusted. Only the topmost
 * header of that server counts. */
void authres_read(const struct message *m, struct span server, struct authres_result *out);

/* One method of a header's value: "dkim", "pass", and the property that names the domain. */
struct authres_item {
    struct span method;
    struct span result;
    struct span domain; /* of header.from, header.d, header.i, smtp.mailfrom; empty */
};

/* Takes the next method off *rest (RFC 8601 2.2), comments left out; false at the end. cost: linear. */
bool authres_take(struct span *rest, struct authres_item *out);

#endif
