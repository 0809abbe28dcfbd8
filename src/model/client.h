/* model/client.h - what the account signed in with, and how far that can be believed. */
#ifndef MODEL_CLIENT_H
#define MODEL_CLIENT_H

#include <stdint.h>

enum client_trust {
    CLIENT_UNSEEN,    /* the protocol shows nothing a decision may use (IMAP, POP, SMTP with the
                         main password; IMAP ID and EHLO are display only: RFC 2971 section 3) */
    CLIENT_SPOOFABLE, /* a user agent: credit for a known one is clipped (docs/decide.md) */
    CLIENT_BOUND,     /* device cookie or key, app password, OAuth grant */
};

struct client {
    uint32_t
        family; /* hash or number of browser x OS x form, device, app password; 0 when unseen */
    uint32_t version; /* hash of the version within the family; 0 when unseen */
    uint8_t trust;    /* enum client_trust */
};

#endif
