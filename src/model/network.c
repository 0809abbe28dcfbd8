#include "model/network.h"

#include "base/number.h"

/* Only what can stand in an address or a prefix length: an error may then quote it as it is. */
static bool plain(struct span in)
{
    for (size_t i = 0; i < in.len; i++) {
        char c = in.at[i];

        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') ||
              c == '.' || c == ':' || c == '/')) {
            return false;
        }
    }
    return in.len > 0 && in.len <= CIDR_TEXT_MAX;
}

/* "::ffff:203.0.113.0/120" counts its length from the first IPv6 bit; ours counts IPv4 bits. */
static bool bits_parse(struct span in, struct span host, bool four, uint8_t *out)
{
    bool folded = four && memchr(host.at, ':', host.len) != NULL;
    uint64_t lo = folded ? 96 : 0;
    uint64_t hi = four && !folded ? 32 : 128;
    uint64_t bits;

    if (in.len > 3 || !number_parse(in, lo, hi, &bits)) {
        return false;
    }
    *out = (uint8_t)(bits - lo);
    return true;
}

static bool host_bits_refused(struct span cidr, const struct address *kept, unsigned bits,
                              struct err *e)
{
    char bytes[ADDRESS_TEXT_MAX];
    struct buf text = BUF_ON(bytes);

    address_print(&text, kept);
    return err_set(e, ERR_INPUT,
                   "network '%.*s' has bits set behind its length; the block would be %.*s/%u",
                   (int)cidr.len, cidr.at, (int)text.len, text.at, bits);
}

bool own_network_parse(struct span cidr, struct own_network *out, struct err *e)
{
    struct span length = cidr;
    struct span host = cidr;
    struct address address;
    struct address kept;
    uint8_t bits;
    bool has_length;

    if (!plain(cidr)) {
        return err_set(e, ERR_INPUT,
                       "not a network: expected a block like 203.0.113.0/24 or 2001:db8::/32, or "
                       "one address");
    }
    has_length = span_cut(&length, '/', &host);
    if (!address_parse(host, &address)) {
        return err_set(e, ERR_INPUT, "network '%.*s' does not begin with an IPv4 or IPv6 address",
                       (int)cidr.len, cidr.at);
    }
    bits = address_is_v4(&address) ? 32 : 128;
    if (has_length && !bits_parse(length, host, address_is_v4(&address), &bits)) {
        return err_set(e, ERR_INPUT,
                       "network '%.*s' has no good length behind '/': expected 0 to %u",
                       (int)cidr.len, cidr.at, bits);
    }
    kept = address_prefix(&address, bits);
    if (!address_eq(&kept, &address)) {
        return host_bits_refused(cidr, &kept, bits, e);
    }
    out->prefix = address;
    out->bits = bits;
    return true;
}
