#include "message/domain.h"

#include "base/number.h"
#include "base/quote.h"
#include "base/utf8.h"
#include "message/ascii.h"

#include <arpa/inet.h>
#include <libpsl.h>
#include <stdio.h>
#include <unicode/uidna.h>

static bool is_slash(char c)
{
    return c == '/' || c == '\\';
}

static bool is_alpha(char c)
{
    return ascii_is_lower(c) || ascii_is_upper(c);
}

/* What is being read: the authority of a URL on its way to a host. */
struct reading {
    struct span rest; /* not yet read */
    unsigned tricks;
    char bytes[4 * HOST_MAX]; /* the host as written, percent-decoded */
    size_t len;
};

static bool refuse(struct err *e, struct span what)
{
    return err_set(e, ERR_INPUT, "%s is not a host a browser would open", quote(what).text);
}

/* --- from URL to written host ----------------------------------------------------------------------- */

static struct span trimmed(struct span s)
{
    while (s.len > 0 && (unsigned char)s.at[0] <= ' ') {
        s = (struct span){.at = s.at + 1, .len = s.len - 1};
    }
    while (s.len > 0 && (unsigned char)s.at[s.len - 1] <= ' ') {
        s.len--;
    }
    return s;
}

/* Bytes of a scheme at the front without its colon; 0 when there is none. */
static size_t scheme_length(struct span s)
{
    size_t n = 0;

    if (s.len == 0 || !is_alpha(s.at[0])) {
        return 0;
    }
    while (n < s.len &&
           (is_alpha(s.at[n]) || ascii_is_digit(s.at[n]) || ascii_one_of(s.at[n], "+-."))) {
        n++;
    }
    return n < s.len && s.at[n] == ':' ? n : 0;
}

static bool scheme_is(struct span s, size_t len, const char *name)
{
    for (size_t i = 0; i < len; i++) {
        if (ascii_lower(s.at[i]) != name[i]) { /* its NUL differs from every letter */
            return false;
        }
    }
    return name[len] == '\0';
}

/* "example.jp:8080" is a host and a port, though its form is that of a scheme. */
static bool is_host_and_port(struct span s, size_t len)
{
    return memchr(s.at, '.', len) != NULL && len + 1 < s.len && ascii_is_digit(s.at[len + 1]);
}

/* Leaves in *r what follows the scheme and the slashes. */
static bool take_scheme(struct reading *r, struct err *e)
{
    struct span s = r->rest;
    size_t len = scheme_length(s);

    if (len > 0 && !is_host_and_port(s, len)) {
        if (!scheme_is(s, len, "http") && !scheme_is(s, len, "https") &&
            !scheme_is(s, len, "ftp")) {
            return err_set(e, ERR_ABSENT, "%s leads to no host", quote(s).text);
        }
        s = (struct span){.at = s.at + len + 1, .len = s.len - len - 1};
    } else if (s.len > 0 && is_slash(s.at[0]) && (s.len < 2 || !is_slash(s.at[1]))) {
        return err_set(e, ERR_ABSENT, "%s is a path, not a host", quote(s).text);
    }
    while (s.len > 0 && is_slash(s.at[0])) {
        r->tricks |= s.at[0] == '\\' ? TRICK_BACKSLASH : 0u;
        s = (struct span){.at = s.at + 1, .len = s.len - 1};
    }
    r->rest = s;
    return true;
}

static void drop_userinfo(struct reading *r, struct span *s)
{
    for (size_t i = s->len; i-- > 0;) {
        if (s->at[i] == '@') {
            r->tricks |= TRICK_USERINFO;
            *s = (struct span){.at = s->at + i + 1, .len = s->len - i - 1};
            return;
        }
    }
}

static bool drop_port(struct reading *r, struct span *s, struct err *e)
{
    size_t i = s->len;
    struct span port;
    uint64_t number = 443;

    while (i > 0 && s->at[i - 1] != ']' && s->at[i - 1] != ':') {
        i--;
    }
    if (i == 0 || s->at[i - 1] == ']') {
        return true;
    }
    port = (struct span){.at = s->at + i, .len = s->len - i};
    if (port.len > 0 && !number_parse(port, 0, 65535, &number)) {
        return refuse(e, *s);
    }
    r->tricks |= number != 80 && number != 443 ? TRICK_PORT : 0u;
    s->len = i - 1;
    return true;
}

/* The authority without userinfo and port. */
static bool take_authority(struct reading *r, struct span *host, struct err *e)
{
    struct span s = r->rest;
    size_t end = 0;

    while (end < s.len && !ascii_one_of(s.at[end], "/\\?#")) {
        end++;
    }
    r->tricks |= end < s.len && s.at[end] == '\\' ? TRICK_BACKSLASH : 0u;
    s.len = end;
    drop_userinfo(r, &s);
    if (!drop_port(r, &s, e)) {
        return false;
    }
    *host = s;
    return s.len > 0 || err_set(e, ERR_ABSENT, "there is no host in it");
}

/* The byte that %XX at the front stands for; -1 when it is none. */
static int percent_byte(struct span s)
{
    int high = s.len > 2 ? ascii_hex(s.at[1]) : -1;
    int low = s.len > 2 ? ascii_hex(s.at[2]) : -1;

    return high < 0 || low < 0 ? -1 : high << 4 | low;
}

/* Percent-decodes. */
static bool take_bytes(struct reading *r, struct span host, struct err *e)
{
    for (size_t i = 0; i < host.len; i++) {
        int c = (unsigned char)host.at[i];

        if (c == '%') {
            c = percent_byte((struct span){.at = host.at + i, .len = host.len - i});
            i += 2;
            r->tricks |= TRICK_ENCODED;
        }
        if (c < 0 || r->len == sizeof r->bytes - 1) {
            return refuse(e, host);
        }
        r->bytes[r->len++] = (char)c;
    }
    r->bytes[r->len] = '\0';
    return r->len > 0 || err_set(e, ERR_ABSENT, "there is no host in it");
}

/* --- from written host to struct host --------------------------------------------------------------- */

static bool is_wide(uint32_t point)
{
    return (point >= 0xff01 && point <= 0xff61) || point == 0x3002 ||
           (point >= 0x1d400 && point <= 0x1d7ff) || (point >= 0x2460 && point <= 0x24ff) ||
           (point >= 0x2100 && point <= 0x214f);
}

/* Sorts out what is not ASCII: *wide when ASCII is written as something else. */
static bool scan_letters(struct span s, bool *ascii, bool *wide)
{
    *ascii = true;
    *wide = false;
    while (s.len > 0) {
        uint32_t point = 0;
        size_t n = utf8_take(s, &point);

        if (n == 0) {
            return false;
        }
        *ascii = *ascii && point < 0x80;
        *wide = *wide || is_wide(point);
        s = (struct span){.at = s.at + n, .len = s.len - n};
    }
    return true;
}

/* The mapping browsers do (UTS 46, not transitional); lengths and hyphens they do not mind. */
static bool idn_map(struct reading *r, struct host *h, struct err *e)
{
    const uint32_t harmless = UIDNA_ERROR_LEADING_HYPHEN | UIDNA_ERROR_TRAILING_HYPHEN |
                              UIDNA_ERROR_HYPHEN_3_4 | UIDNA_ERROR_EMPTY_LABEL |
                              UIDNA_ERROR_LABEL_TOO_LONG | UIDNA_ERROR_DOMAIN_NAME_TOO_LONG;
    UErrorCode status = U_ZERO_ERROR;
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    UIDNA *idna = uidna_openUTS46(UIDNA_NONTRANSITIONAL_TO_ASCII |
                                      UIDNA_NONTRANSITIONAL_TO_UNICODE | UIDNA_CHECK_BIDI,
                                  &status);
    int32_t len = 0;

    if (U_SUCCESS(status)) {
        len = uidna_nameToASCII_UTF8(idna, r->bytes, (int32_t)r->len, h->name, sizeof h->name,
                                     &info, &status);
    }
    uidna_close(idna);
    if (U_FAILURE(status) || (info.errors & ~harmless) != 0 || len <= 0 ||
        (size_t)len >= sizeof h->name) {
        return refuse(e, (struct span){.at = r->bytes, .len = r->len});
    }
    h->len = (uint16_t)len;
    return true;
}

/* Keeps an ASCII name, in lower case. */
static bool ascii_keep(const struct reading *r, struct host *h, struct err *e)
{
    if (r->len >= sizeof h->name) {
        return refuse(e, (struct span){.at = r->bytes, .len = r->len});
    }
    for (size_t i = 0; i < r->len; i++) {
        h->name[i] = ascii_lower(r->bytes[i]);
    }
    h->len = (uint16_t)r->len;
    return true;
}

/* No forbidden byte, no empty label, no label over 63 bytes; one dot at the end is dropped. */
static bool name_check(struct host *h, struct err *e)
{
    size_t label = 0;

    if (h->len > 0 && h->name[h->len - 1] == '.') {
        h->len--;
    }
    h->name[h->len] = '\0';
    for (size_t i = 0; i < h->len; i++) {
        unsigned char c = (unsigned char)h->name[i];

        if (c <= ' ' || c >= 0x7f || ascii_one_of((char)c, "#/:<>?@[\\]^|%") ||
            (c == '.' && label == 0) || label > 63) {
            return refuse(e, host_name(h));
        }
        label = c == '.' ? 0 : label + 1;
    }
    return (h->len > 0 && label > 0 && label <= 63) || refuse(e, host_name(h));
}

/* One number of an address in any notation; false when it is none. */
static bool v4_part(struct span s, uint64_t *out, bool *odd)
{
    unsigned base = 10;

    if (s.len >= 2 && s.at[0] == '0' && ascii_lower(s.at[1]) == 'x') {
        base = 16;
        s = (struct span){.at = s.at + 2, .len = s.len - 2};
    } else if (s.len >= 2 && s.at[0] == '0') {
        base = 8;
    } else if (s.len == 0) {
        return false;
    }
    *odd = *odd || base != 10;
    *out = 0;
    for (size_t i = 0; i < s.len; i++) {
        int v = ascii_hex(s.at[i]);

        if (v < 0 || (unsigned)v >= base || *out > UINT32_MAX) {
            return false;
        }
        *out = *out * base + (unsigned)v;
    }
    return *out <= UINT32_MAX;
}

static bool last_label_is_number(struct span name)
{
    size_t at = name.len;
    bool odd = false;
    uint64_t value = 0;
    struct span last;

    while (at > 0 && name.at[at - 1] != '.') {
        at--;
    }
    last = (struct span){.at = name.at + at, .len = name.len - at};
    if (v4_part(last, &value, &odd)) {
        return true;
    }
    for (size_t i = 0; i < last.len; i++) {
        if (!ascii_is_digit(last.at[i])) {
            return false;
        }
    }
    return last.len > 0;
}

/* A name whose last label is a number is an address or nothing (URL Standard, "ends in a number"). */
static bool v4_read(struct host *h, struct err *e)
{
    struct span rest = host_name(h);
    struct span head;
    uint64_t address = 0;
    uint64_t part = 0;
    unsigned count = 0;
    bool odd = false;

    while (span_cut(&rest, '.', &head)) {
        if (++count > 3 || !v4_part(head, &part, &odd) || part > 255) {
            return refuse(e, host_name(h));
        }
        address = address << 8 | part;
    }
    if (!v4_part(rest, &part, &odd) || part >= (uint64_t)1 << (8 * (4 - count))) {
        return refuse(e, host_name(h));
    }
    address = address << (8 * (4 - count)) | part;
    h->tricks |= odd || count != 3 ? TRICK_ADDRESS : 0u;
    h->kind = HOST_V4;
    h->len = (uint16_t)snprintf(h->name, sizeof h->name, "%u.%u.%u.%u",
                                (unsigned)(address >> 24 & 255), (unsigned)(address >> 16 & 255),
                                (unsigned)(address >> 8 & 255), (unsigned)(address & 255));
    h->domain_at = h->len;
    return true;
}

static bool v6_read(const struct reading *r, struct host *h, struct err *e)
{
    struct in6_addr address;
    char inside[INET6_ADDRSTRLEN + 1];
    size_t len = r->len - 2;

    if (r->len < 4 || r->bytes[r->len - 1] != ']' || len >= sizeof inside) {
        return refuse(e, (struct span){.at = r->bytes, .len = r->len});
    }
    memcpy(inside, r->bytes + 1, len);
    inside[len] = '\0';
    if (strlen(inside) != len || inet_pton(AF_INET6, inside, &address) != 1 ||
        inet_ntop(AF_INET6, &address, h->name, sizeof h->name) == NULL) {
        return refuse(e, (struct span){.at = r->bytes, .len = r->len});
    }
    h->kind = HOST_V6;
    h->len = (uint16_t)strlen(h->name);
    h->domain_at = h->len;
    return true;
}

static bool has_xn(const struct host *h)
{
    const char *at = h->name;

    while ((at = strstr(at, "xn--")) != NULL) {
        if (at == h->name || at[-1] == '.') {
            return true;
        }
        at += 4;
    }
    return false;
}

static void show(struct host *h)
{
    UErrorCode status = U_ZERO_ERROR;
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    UIDNA *idna;
    int32_t len = 0;

    memcpy(h->shown, h->name, (size_t)h->len + 1);
    h->idn = h->kind == HOST_NAME && has_xn(h);
    if (!h->idn) {
        return;
    }
    idna = uidna_openUTS46(UIDNA_NONTRANSITIONAL_TO_UNICODE, &status);
    if (U_SUCCESS(status)) {
        len = uidna_nameToUnicodeUTF8(idna, h->name, h->len, h->shown, sizeof h->shown - 1, &info,
                                      &status);
    }
    uidna_close(idna);
    if (U_FAILURE(status) || len <= 0) {
        memcpy(h->shown, h->name, (size_t)h->len + 1);
    } else {
        h->shown[len] = '\0';
    }
}

static void find_domain(struct host *h)
{
    const psl_ctx_t *psl = psl_builtin();
    const char *at = psl == NULL ? NULL : psl_registrable_domain(psl, h->name);

    h->domain_at = at == NULL ? h->len : (uint16_t)(at - h->name);
}

/* From the bytes of the host to everything else. */
static bool host_make(struct reading *r, struct host *out, struct err *e)
{
    struct host h = {.kind = HOST_NAME, .tricks = r->tricks};
    bool ascii = true;
    bool wide = false;

    if (r->bytes[0] == '[') {
        if (!v6_read(r, &h, e)) {
            return false;
        }
        show(&h);
        *out = h;
        return true;
    }
    if (strlen(r->bytes) != r->len ||
        !scan_letters((struct span){.at = r->bytes, .len = r->len}, &ascii, &wide)) {
        return refuse(e, (struct span){.at = r->bytes, .len = r->len});
    }
    h.tricks |= wide ? TRICK_WIDE : 0u;
    if (!(ascii ? ascii_keep(r, &h, e) : idn_map(r, &h, e)) || !name_check(&h, e)) {
        return false;
    }
    if (last_label_is_number(host_name(&h))) {
        if (!v4_read(&h, e)) {
            return false;
        }
    } else {
        find_domain(&h);
    }
    show(&h);
    *out = h;
    return true;
}

static bool is_dropped(char c)
{
    return c == '\t' || c == '\n' || c == '\r';
}

/* Browsers drop tabs and newlines anywhere in a URL. True when there were some. */
static bool drop_controls(struct span *url, char room[static URL_MAX])
{
    size_t len = 0;

    for (size_t i = 0; i < url->len; i++) {
        room[len] = url->at[i];
        len += is_dropped(url->at[i]) ? 0u : 1u;
    }
    if (len == url->len) {
        return false;
    }
    *url = (struct span){.at = room, .len = len};
    return true;
}

bool host_from_url(struct span url, struct host *out, struct err *e)
{
    char room[URL_MAX];
    struct reading r = {.rest = trimmed(url)};
    struct span host;

    if (url.len > URL_MAX) {
        return err_set(e, ERR_INPUT, "a URL has at most %d bytes here, this one has more", URL_MAX);
    }
    r.tricks = drop_controls(&r.rest, room) ? TRICK_CONTROL : 0u;
    return take_scheme(&r, e) && take_authority(&r, &host, e) && take_bytes(&r, host, e) &&
           host_make(&r, out, e);
}

bool host_from_name(struct span name, struct host *out, struct err *e)
{
    struct reading r = {.rest = {0}};
    struct span host = trimmed(name);

    return (host.len > 0 || err_set(e, ERR_ABSENT, "there is no host in it")) &&
           take_bytes(&r, host, e) && host_make(&r, out, e);
}
