#include "model/place.h"

static const char *const kinds[NETWORK_KIND_COUNT] = {
    [NETWORK_UNKNOWN] = "unknown",
    [NETWORK_PUBLIC] = "public",
    [NETWORK_OWN] = "own",
    [NETWORK_PRIVATE] = "private",
    [NETWORK_LOOPBACK] = "loopback",
    [NETWORK_LINK_LOCAL] = "link_local",
    [NETWORK_CGNAT] = "cgnat",
    [NETWORK_ULA] = "ula",
    [NETWORK_DOCUMENTATION] = "documentation",
    [NETWORK_SPECIAL] = "special",
};

static const char *const flags[PLACE_FLAG_COUNT] = {
    "anonymiser", "satellite", "anycast", "hostile", "trusted_line",
};

const char *network_kind_code(enum network_kind k)
{
    return kinds[k];
}

const char *place_flag_code(unsigned bit)
{
    return flags[bit];
}
