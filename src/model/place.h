/* model/place.h - where an address is, as far as a database can tell. Always an estimate. */
#ifndef MODEL_PLACE_H
#define MODEL_PLACE_H

#include "base/err.h"
#include "base/span.h"

#include <stdbool.h>
#include <stdint.h>

/* What kind of network the address belongs to. All but PUBLIC and OWN are named as such to people
 * and have no country and no provider. */
enum network_kind {
    NETWORK_UNKNOWN,       /* no address, or an unassigned range */
    NETWORK_PUBLIC,        /* routable; country and provider may still be unknown */
    NETWORK_OWN,           /* named by the operator; place.own says which */
    NETWORK_PRIVATE,       /* RFC 1918 */
    NETWORK_LOOPBACK,      /* 127/8, ::1 */
    NETWORK_LINK_LOCAL,    /* 169.254/16, fe80::/10 */
    NETWORK_CGNAT,         /* 100.64/10, RFC 6598 */
    NETWORK_ULA,           /* fc00::/7, RFC 4193 */
    NETWORK_DOCUMENTATION, /* RFC 5737, RFC 3849 */
    NETWORK_SPECIAL,       /* multicast, benchmark, reserved: RFC 6890 */
    NETWORK_KIND_COUNT
};

enum place_flag {
    PLACE_ANONYMISER = 1 << 0,   /* Tor, VPN, proxy as the database marks them */
    PLACE_SATELLITE = 1 << 1,    /* the country says little */
    PLACE_ANYCAST = 1 << 2,      /* the country says nothing */
    PLACE_HOSTILE = 1 << 3,      /* listed as hostile by the database */
    PLACE_TRUSTED_LINE = 1 << 4, /* the operator's own network marked as a trusted line */
};

#define PLACE_FLAG_COUNT 5

/* "public", "own", ...: stable, for machines. */
const char *network_kind_code(enum network_kind k);

/* "anonymiser", ... of one flag, by the number of its bit. */
const char *place_flag_code(unsigned bit);

struct place {
    uint16_t country; /* two upper case letters, first in the high byte; 0 = unknown */
    uint16_t own;     /* 1-based index of the operator's network; 0 = none */
    uint32_t asn;     /* autonomous system number; 0 = unknown */
    uint8_t kind;     /* enum network_kind */
    uint8_t flags;    /* enum place_flag, or-ed */
};

/* 'J','P' -> place.country. */
static inline uint16_t place_country(char first, char second)
{
    return (uint16_t)((uint16_t)(unsigned char)first << 8 | (unsigned char)second);
}

/* Writes two letters and NUL; "??" for 0. */
static inline void place_country_text(uint16_t country, char out[static 3])
{
    uint16_t printed = country == 0 ? place_country('?', '?') : country;

    out[0] = (char)(printed >> 8);
    out[1] = (char)(printed & 0xff);
    out[2] = '\0';
}

/* The operator's home countries: what is not abroad. */
#define HOME_COUNTRIES_MAX 16
struct home_countries {
    size_t count;
    uint16_t at[HOME_COUNTRIES_MAX]; /* as place.country */
};

/* Reads "JP KR": two capital letters each, separated by blanks; "" is none.
 * errors   ERR_CONFIG  "home_countries: expected ..."; *out untouched */
bool home_countries_parse(struct span words, struct home_countries *out, struct err *e) MUST_CHECK;

/* The provider as the model counts it: an operator's own network is one provider of its own,
 * numbered above every real ASN. 0 = unknown. */
#define PLACE_OWN_PROVIDER 0xFFFF0000u
static inline uint32_t place_provider(const struct place *p)
{
    return p->own != 0 ? PLACE_OWN_PROVIDER | p->own : p->asn;
}

#endif
