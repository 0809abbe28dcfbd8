/* model/network.h - a network the operator named: "sp mode", "head office", "campus Wi-Fi". */
#ifndef MODEL_NETWORK_H
#define MODEL_NETWORK_H

#include "model/address.h"

#define NETWORK_NAME_MAX 64 /* bytes, NUL included */
#define NETWORKS_MAX 4096   /* CIDR blocks in one configuration */

/* Several blocks may carry the same name: they are one network, one provider. */
struct own_network {
    struct address prefix; /* host bits zero */
    uint8_t bits;          /* of prefix's own family: 0..32 or 0..128 */
    bool trusted;          /* a trusted line (REQUIREMENTS B-02) */
    uint16_t country;      /* as in struct place; 0 = not stated */
    char name[NETWORK_NAME_MAX]; /* UTF-8 */
};

#endif
