/* model/address.h - an IP address, IPv4 folded into ::ffff:0:0/96 so that one form serves both.
 *
 * Source    RFC 4291 sections 2.2 and 2.5.5.2 (text, IPv4-mapped); RFC 5952 (printing).
 * Owns      nothing. Threads: any.
 */
#ifndef MODEL_ADDRESS_H
#define MODEL_ADDRESS_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/span.h"

#include <stdbool.h>
#include <stdint.h>

#define ADDRESS_TEXT_MAX 46 /* bytes of the longest text form, NUL included */

struct address {
    uint8_t bytes[16]; /* network order; IPv4 as ::ffff:a.b.c.d */
};

/* Reads "203.0.113.7", "2001:db8::1", "::ffff:203.0.113.7", any of them in [brackets] or with
 * "IPv6:" before it (RFC 5321 4.1.3) or with a %zone after it (dropped). False, *out untouched, when it is none. */
bool address_parse(struct span in, struct address *out) MUST_CHECK;

/* Appends the RFC 5952 form; a folded IPv4 address prints as dotted quad. */
void address_print(struct buf *out, const struct address *a);

bool address_is_v4(const struct address *a);

/* The IPv4 address as a number (first octet highest). Only when address_is_v4. */
uint32_t address_v4(const struct address *a);

/* The first `bits` bits kept, the rest zero. bits: 0..32 for IPv4 addresses, 0..128 for IPv6. */
struct address address_prefix(const struct address *a, unsigned bits);

bool address_eq(const struct address *a, const struct address *b);

/* One subscriber as far as an address can tell: the IPv4 address itself, or the IPv6 /64
 * (docs/decide.md: a /64 is one subscriber). */
struct address address_subscriber(const struct address *a);

#endif
