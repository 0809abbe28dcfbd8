/* model/listing.h - what the operator put on a list: let through, or refuse.
 *
 * A key may name an address or network, a login, or both together; the narrower wins over the wider
 * and, between equals, "allow" over "block" (docs/weakforced.md). Every entry ends by itself.
 */
#ifndef MODEL_LISTING_H
#define MODEL_LISTING_H

#include "model/address.h"

#define LISTING_LOGIN_MAX 320
#define LISTING_REASON_MAX 200

enum listing_kind {
    LISTING_ALLOW,
    LISTING_BLOCK,
    LISTING_KIND_COUNT
};

struct listing {
    enum listing_kind kind;
    bool has_network;
    bool has_login;
    struct address prefix;               /* host bits zero; has_network only */
    uint8_t bits;                        /* of prefix's own family */
    int64_t expires_ms;                  /* wall clock */
    char login[LISTING_LOGIN_MAX + 1];   /* lower case; "" without has_login */
    char reason[LISTING_REASON_MAX + 1]; /* UTF-8, the operator's own words */
};

#endif
