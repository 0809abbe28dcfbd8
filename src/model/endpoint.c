#include "model/endpoint.h"

#include "base/number.h"

bool endpoint_parse(struct span in, struct endpoint *out)
{
    struct endpoint e;
    struct span host = in;
    struct span port;
    uint64_t number;
    size_t at = in.len;

    while (at > 0 && in.at[at - 1] != ':') {
        at--;
    }
    if (at < 2) {
        return false;
    }
    host.len = at - 1;
    port = (struct span){.at = in.at + at, .len = in.len - at};
    /* An IPv6 address without brackets cannot be told from its port. */
    if (host.at[0] != '[' && memchr(host.at, ':', host.len) != NULL) {
        return false;
    }
    if (!address_parse(host, &e.address) || !number_parse(port, 0, UINT16_MAX, &number)) {
        return false;
    }
    e.port = (uint16_t)number;
    *out = e;
    return true;
}

static bool is_separator(char c)
{
    return c == ' ' || c == ',' || c == '\t';
}

bool endpoint_next_word(struct span *rest, struct span *word)
{
    size_t len = 0;

    while (rest->len > 0 && is_separator(rest->at[0])) {
        rest->at++;
        rest->len--;
    }
    while (len < rest->len && !is_separator(rest->at[len])) {
        len++;
    }
    *word = (struct span){.at = rest->at, .len = len};
    rest->at += len;
    rest->len -= len;
    return len > 0;
}
