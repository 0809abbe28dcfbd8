#include "message/link.h"

#include "message/ascii.h"
#include "message/grow.h"
#include "message/read.h"

#define SCHEME_MAX 20 /* bytes */

/* Without what browsers take out: blanks at both ends, tabs and line ends anywhere. */
static struct span cleaned(struct arena *a, struct span written, uint32_t *limits)
{
    struct grow g = {.arena = a, .max = MESSAGE_LINK_MAX};

    written = span_trim(written);
    for (size_t i = 0; i < written.len; i++) {
        if ((unsigned char)written.at[i] >= 0x20 && written.at[i] != 0x7f) {
            grow_add(&g, (struct span){.at = written.at + i, .len = 1});
        }
    }
    *limits |= g.full ? MESSAGE_LIMIT_LINKS : 0u;
    return grow_span(&g);
}

static struct span lower(struct arena *a, struct span text)
{
    struct grow g = {.arena = a, .max = MESSAGE_LINK_MAX};

    for (size_t i = 0; i < text.len; i++) {
        grow_char(&g, ascii_lower(text.at[i]));
    }
    return grow_span(&g);
}

/* Length of "scheme" in "scheme:", 0 for none. */
static size_t scheme_len(struct span s)
{
    size_t len = 0;

    while (len < s.len && len < SCHEME_MAX &&
           (ascii_is_alnum(s.at[len]) || ascii_in(s.at[len], "+-."))) {
        len++;
    }
    return len > 0 && len < s.len && s.at[len] == ':' && ascii_is_alpha(s.at[0]) ? len : 0;
}

/* What stands before the port; a blank cannot be in a host. */
static struct span without_port(struct span authority)
{
    bool bracket = ascii_begins(authority, SPAN("["));

    for (size_t i = 0; i < authority.len; i++) {
        char c = authority.at[i];

        if (c == ' ' || (c == ':' && !bracket)) {
            return span_front(authority, i);
        }
        if (c == ']') {
            return span_front(authority, i + 1);
        }
    }
    return authority;
}

/* The byte that "%41" at the front of s stands for, 0 when there is none or it is no printable. */
static unsigned escaped_byte(struct span s)
{
    int high = s.len > 2 && s.at[0] == '%' ? ascii_hex(s.at[1]) : -1;
    int low = s.len > 2 ? ascii_hex(s.at[2]) : -1;
    int byte = high < 0 || low < 0 ? 0 : high * 16 + low;

    return byte > 0x20 && byte != 0x7f ? (unsigned)byte : 0;
}

struct span link_host(struct arena *a, struct span authority)
{
    struct grow g = {.arena = a, .max = MESSAGE_LINK_MAX};
    struct span rest = without_port(authority);
    struct span host;

    while (rest.len > 0) {
        unsigned byte = escaped_byte(rest);

        grow_char(&g, ascii_lower(ascii_choose(byte > 0, (char)byte, rest.at[0])));
        rest = span_from(rest, byte > 0 ? 3 : 1);
    }
    host = grow_span(&g);
    while (host.len > 0 && host.at[host.len - 1] == '.') {
        host.len--;
    }
    return host;
}

static bool ends_authority(char c)
{
    return c == '/' || c == '\\' || c == '?' || c == '#';
}

/* `rest` begins behind "https:" or "//". */
static void read_authority(struct arena *a, struct span rest, struct message_link *out)
{
    size_t len = 0;
    size_t user = 0;

    while (rest.len > 0 && (rest.at[0] == '/' || rest.at[0] == '\\')) {
        rest = span_from(rest, 1);
    }
    while (len < rest.len && !ends_authority(rest.at[len])) {
        len++;
        user = rest.at[len - 1] == '@' ? len : user;
    }
    out->has_user = user > 0;
    out->host = link_host(a, span_from(span_front(rest, len), user));
}

static void read_mailto(struct arena *a, struct span rest, struct message_link *out)
{
    struct span address = rest;
    struct span head;

    (void)span_cut(&rest, '?', &address);
    rest = address;
    (void)span_cut(&rest, ',', &address);
    rest = address;
    while (span_cut(&rest, '@', &head)) {
        out->host = link_host(a, rest);
    }
}

bool link_read(struct arena *a, struct span written, struct message_link *out, uint32_t *limits)
{
    struct message_link link = {.target = cleaned(a, written, limits)};
    size_t len = scheme_len(link.target);
    struct span rest = span_from(link.target, len == 0 ? 0 : len + 1);

    if (link.target.len == 0 || link.target.at[0] == '#' ||
        ascii_begins(link.target, SPAN("cid:"))) {
        return false;
    }
    link.scheme = lower(a, span_front(link.target, len));
    if (span_eq(link.scheme, SPAN("http")) || span_eq(link.scheme, SPAN("https")) ||
        span_eq(link.scheme, SPAN("ftp"))) {
        read_authority(a, rest, &link);
    } else if (span_eq(link.scheme, SPAN("mailto"))) {
        read_mailto(a, rest, &link);
    } else if (len == 0 && (ascii_begins(rest, SPAN("//")) || ascii_begins(rest, SPAN("\\\\")))) {
        link.scheme = SPAN("https");
        read_authority(a, rest, &link);
    } else if (link_name_len(rest) > 0 &&
               (ascii_begins(rest, SPAN("www.")) ||
                ascii_begins(span_from(rest, link_name_len(rest)), SPAN("/")))) {
        link.scheme = SPAN("");
        link.roles = MESSAGE_ROLE_BARE;
        link.host = link_host(a, span_front(rest, link_name_len(rest)));
    }
    *out = link;
    return true;
}
