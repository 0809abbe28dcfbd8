/* place/special.h - ranges that mean the same everywhere and have no country.
 *
 * Source    RFC 6890 and the IANA special-purpose address registries; RFC 6598, 4193, 5737, 3849,
 *           9637, 3879. Owns: nothing. Threads: any.
 */
#ifndef PLACE_SPECIAL_H
#define PLACE_SPECIAL_H

#include "model/address.h"
#include "model/place.h"

/* PUBLIC for what is routed, UNKNOWN for what nobody was given (IPv6 outside 2000::/3, and "::",
 * which stands for no address). cost: a few compares. */
enum network_kind special_kind(const struct address *a);

/* True when an IPv6 address only carries an IPv4 one: NAT64's 64:ff9b::/96 (RFC 6052) and 6to4's
 * 2002::/16 (RFC 3056). *v4 is then that one; its place is theirs. */
bool special_carries(const struct address *a, struct address *v4);

#endif
