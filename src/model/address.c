#include "model/address.h"

#include <arpa/inet.h>
#include <string.h>

static const uint8_t v4_prefix[12] = {[10] = 0xff, [11] = 0xff};

static bool v4_parse(struct span in, struct address *out)
{
    uint8_t quad[4] = {0};
    unsigned part = 0;
    unsigned value = 0;
    unsigned digits = 0;

    if (in.len < 7 || in.len > 15) {
        return false;
    }
    for (size_t i = 0; i < in.len; i++) {
        char c = in.at[i];

        if (c >= '0' && c <= '9' && digits < 3 && !(digits > 0 && value == 0)) {
            value = value * 10 + (unsigned)(c - '0');
            digits++;
        } else if (c == '.' && digits > 0 && value < 256 && part < 3) {
            quad[part++] = (uint8_t)value;
            value = 0;
            digits = 0;
        } else {
            return false;
        }
    }
    if (part != 3 || digits == 0 || value > 255) {
        return false;
    }
    quad[3] = (uint8_t)value;
    memcpy(out->bytes, v4_prefix, sizeof v4_prefix);
    memcpy(out->bytes + sizeof v4_prefix, quad, sizeof quad);
    return true;
}

static bool v6_parse(struct span in, struct address *out)
{
    char text[ADDRESS_TEXT_MAX];
    struct in6_addr six;

    if (in.len >= sizeof text) {
        return false;
    }
    memcpy(text, in.at, in.len);
    text[in.len] = '\0';
    if (memchr(text, '\0', in.len) != NULL || inet_pton(AF_INET6, text, &six) != 1) {
        return false;
    }
    memcpy(out->bytes, &six, sizeof out->bytes);
    return true;
}

static struct span bare(struct span in)
{
    static const char tag[] = "IPv6:";
    const char *zone;

    if (in.len >= 2 && in.at[0] == '[' && in.at[in.len - 1] == ']') {
        in = (struct span){.at = in.at + 1, .len = in.len - 2};
    }
    if (in.len > sizeof tag - 1 && memcmp(in.at, tag, sizeof tag - 1) == 0) {
        in = (struct span){.at = in.at + sizeof tag - 1, .len = in.len - (sizeof tag - 1)};
    }
    zone = in.len == 0 ? NULL : memchr(in.at, '%', in.len);
    if (zone != NULL) {
        in.len = (size_t)(zone - in.at);
    }
    return in;
}

bool address_parse(struct span in, struct address *out)
{
    if (v4_parse(in, out)) {
        return true;
    }
    in = bare(in);
    if (in.len == 0) {
        return false;
    }
    return memchr(in.at, ':', in.len) == NULL ? v4_parse(in, out) : v6_parse(in, out);
}

bool address_is_v4(const struct address *a)
{
    return memcmp(a->bytes, v4_prefix, sizeof v4_prefix) == 0;
}

uint32_t address_v4(const struct address *a)
{
    return (uint32_t)a->bytes[12] << 24 | (uint32_t)a->bytes[13] << 16 |
           (uint32_t)a->bytes[14] << 8 | a->bytes[15];
}

void address_print(struct buf *out, const struct address *a)
{
    char text[ADDRESS_TEXT_MAX];
    bool four = address_is_v4(a);

    (void)inet_ntop(four ? AF_INET : AF_INET6, four ? a->bytes + 12 : a->bytes, text, sizeof text);
    buf_add(out, (struct span){.at = text, .len = strlen(text)});
}

struct address address_prefix(const struct address *a, unsigned bits)
{
    struct address out = {0};
    unsigned keep = address_is_v4(a) ? bits + 96 : bits;

    memcpy(out.bytes, a->bytes, keep / 8);
    if (keep % 8 != 0) {
        out.bytes[keep / 8] = (uint8_t)(a->bytes[keep / 8] & (0xff << (8 - keep % 8)));
    }
    return out;
}

bool address_eq(const struct address *a, const struct address *b)
{
    return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

struct address address_subscriber(const struct address *a)
{
    return address_is_v4(a) ? *a : address_prefix(a, 64);
}
