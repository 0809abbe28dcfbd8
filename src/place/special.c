#include "place/special.h"

/* None of the ranges lies in another of its family, so their order does not matter. */
static const struct {
    uint32_t first;
    uint32_t mask;
    enum network_kind kind;
} four[] = {
    {0x00000000, 0xff000000, NETWORK_SPECIAL},       /* 0/8: this network */
    {0x0a000000, 0xff000000, NETWORK_PRIVATE},       /* 10/8 */
    {0x64400000, 0xffc00000, NETWORK_CGNAT},         /* 100.64/10 */
    {0x7f000000, 0xff000000, NETWORK_LOOPBACK},      /* 127/8 */
    {0xa9fe0000, 0xffff0000, NETWORK_LINK_LOCAL},    /* 169.254/16 */
    {0xac100000, 0xfff00000, NETWORK_PRIVATE},       /* 172.16/12 */
    {0xc0000000, 0xffffff00, NETWORK_SPECIAL},       /* 192.0.0/24: protocol assignments */
    {0xc0000200, 0xffffff00, NETWORK_DOCUMENTATION}, /* 192.0.2/24 */
    {0xc0586300, 0xffffff00, NETWORK_SPECIAL},       /* 192.88.99/24: 6to4 relays, withdrawn */
    {0xc0a80000, 0xffff0000, NETWORK_PRIVATE},       /* 192.168/16 */
    {0xc6120000, 0xfffe0000, NETWORK_SPECIAL},       /* 198.18/15: benchmarks */
    {0xc6336400, 0xffffff00, NETWORK_DOCUMENTATION}, /* 198.51.100/24 */
    {0xcb007100, 0xffffff00, NETWORK_DOCUMENTATION}, /* 203.0.113/24 */
    {0xe0000000, 0xe0000000, NETWORK_SPECIAL},       /* 224/4 multicast, 240/4 reserved */
};

static const struct {
    uint64_t first; /* of the first 64 bits */
    unsigned bits;
    enum network_kind kind;
} six[] = {
    {UINT64_C(0x0064ff9b00010000), 48, NETWORK_SPECIAL},       /* 64:ff9b:1::/48: local NAT64 */
    {UINT64_C(0x0100000000000000), 64, NETWORK_SPECIAL},       /* 100::/64: discard */
    {UINT64_C(0x2001000000000000), 23, NETWORK_SPECIAL},       /* 2001::/23: protocols, Teredo */
    {UINT64_C(0x20010db800000000), 32, NETWORK_DOCUMENTATION}, /* 2001:db8::/32 */
    {UINT64_C(0x3fff000000000000), 20, NETWORK_DOCUMENTATION}, /* 3fff::/20 */
    {UINT64_C(0x5f00000000000000), 16, NETWORK_SPECIAL},       /* 5f00::/16: SRv6 */
    {UINT64_C(0xfc00000000000000), 7, NETWORK_ULA},            /* fc00::/7 */
    {UINT64_C(0xfe80000000000000), 10, NETWORK_LINK_LOCAL},    /* fe80::/10 */
    {UINT64_C(0xfec0000000000000), 10, NETWORK_SPECIAL}, /* fec0::/10: site-local, withdrawn */
    {UINT64_C(0xff00000000000000), 8, NETWORK_SPECIAL},  /* ff00::/8: multicast */
};

static enum network_kind four_kind(uint32_t a)
{
    for (size_t i = 0; i < COUNT(four); i++) {
        if ((a & four[i].mask) == four[i].first) {
            return four[i].kind;
        }
    }
    return NETWORK_PUBLIC;
}

static enum network_kind six_kind(const struct address *a)
{
    uint64_t high = 0;
    uint64_t low = 0;

    for (size_t i = 0; i < 8; i++) {
        high = high << 8 | a->bytes[i];
        low = low << 8 | a->bytes[i + 8];
    }
    if (high == 0 && low == 1) {
        return NETWORK_LOOPBACK;
    }
    for (size_t i = 0; i < COUNT(six); i++) {
        if ((high ^ six[i].first) >> (64 - six[i].bits) == 0) {
            return six[i].kind;
        }
    }
    return high >> 61 == 1 ? NETWORK_PUBLIC : NETWORK_UNKNOWN;
}

enum network_kind special_kind(const struct address *a)
{
    return address_is_v4(a) ? four_kind(address_v4(a)) : six_kind(a);
}

bool special_carries(const struct address *a, struct address *v4)
{
    static const uint8_t nat64[12] = {0x00, 0x64, 0xff, 0x9b};
    static const uint8_t six_to_four[2] = {0x20, 0x02};
    const uint8_t *at = NULL;

    if (memcmp(a->bytes, nat64, sizeof nat64) == 0) {
        at = a->bytes + 12;
    } else if (memcmp(a->bytes, six_to_four, sizeof six_to_four) == 0) {
        at = a->bytes + 2;
    }
    if (at == NULL) {
        return false;
    }
    *v4 = (struct address){.bytes = {[10] = 0xff, [11] = 0xff, at[0], at[1], at[2], at[3]}};
    return true;
}
