/* place/own.h - the operator's own networks: address -> the narrowest block around it.
 *
 * Owns      struct own_set: own_set_make, own_set_free. Threads: any may find.
 */
#ifndef PLACE_OWN_H
#define PLACE_OWN_H

#include "model/network.h"
#include "model/place.h"

#include <stddef.h>

/* A block that holds the address. */
struct own_block {
    uint16_t own; /* 1-based number of the name */
    uint16_t country;
    bool trusted;
};

struct own_run {
    struct address start;
    uint16_t block; /* 1-based; 0 = no own network */
};

struct own_set {
    size_t count;
    struct own_run *runs; /* ascending */
    struct own_block *blocks;
    size_t names_count;
    char (*names)[NETWORK_NAME_MAX];
};

/* Numbers the distinct names by first appearance and resolves the nesting. *out is untouched on
 * failure.
 *
 * errors    ERR_CONFIG  more than NETWORKS_MAX, a block with bits behind its length, or one block
 *                       stated twice with different words
 *           ERR_SYSTEM  without memory
 */
bool own_set_make(const struct own_network *at, size_t count, struct own_set *out,
                  struct err *e) MUST_CHECK;

/* NULL when the address is in no own network. cost: 10 to 150 ns, by number of blocks. */
const struct own_block *own_set_find(const struct own_set *s, const struct address *a);

/* The name numbered `own`, "" when there is none. */
const char *own_set_name(const struct own_set *s, uint16_t own);

void own_set_free(struct own_set *s);

#endif
