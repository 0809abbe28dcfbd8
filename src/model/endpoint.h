/* model/endpoint.h - an address and a port to listen on.
 *
 * Owns      nothing. Threads: any.
 */
#ifndef MODEL_ENDPOINT_H
#define MODEL_ENDPOINT_H

#include "model/address.h"

struct endpoint {
    struct address address;
    uint16_t port; /* 0: any free one */
};

/* Reads "127.0.0.1:8084" or "[::1]:8084"; false, *out untouched, when it is none. */
bool endpoint_parse(struct span in, struct endpoint *out) MUST_CHECK;

/* Takes the next word of a list separated by blanks and commas; false at its end. */
bool endpoint_next_word(struct span *rest, struct span *word) MUST_CHECK;

#endif
