/* model/network.h - a network the operator named: "sp mode", "head office", "campus Wi-Fi". */
#ifndef MODEL_NETWORK_H
#define MODEL_NETWORK_H

#include "base/err.h"
#include "model/address.h"

#define NETWORK_NAME_MAX 64 /* bytes, NUL included */
#define NETWORKS_MAX 4096   /* CIDR blocks in one configuration */

/* Several blocks may carry the same name: they are one network, one provider. */
struct own_network {
    struct address prefix;       /* host bits zero */
    uint8_t bits;                /* of prefix's own family: 0..32 or 0..128 */
    bool trusted;                /* a trusted line (REQUIREMENTS B-02) */
    uint16_t country;            /* as in struct place; 0 = not stated */
    char name[NETWORK_NAME_MAX]; /* UTF-8 */
};

/* Reads the block of a network: "203.0.113.0/24", "2001:db8::/32"; an address alone is the block of
 * that one address. IPv4 may be written folded, "::ffff:203.0.113.0/120", which is 203.0.113.0/24.
 *
 * cidr     CIDR_TEXT_MAX bytes at most; no blanks, brackets, tags or zones
 * out      prefix and bits are set, everything else is left as it was; untouched on failure
 * errors   ERR_INPUT  not an address, a length that does not fit, or bits set behind the length
 *                     (the text says which block was probably meant)
 */
#define CIDR_TEXT_MAX 50
bool own_network_parse(struct span cidr, struct own_network *out, struct err *e) MUST_CHECK;

#endif
