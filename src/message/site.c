/* What is known of a host whatever brand it may belong to, and hosts inside other text. */
#include "message/ascii.h"
#include "message/site_table.h"

#include <libpsl.h>

struct span host_name(const struct host *h)
{
    return (struct span){.at = h->name, .len = h->len};
}

struct span host_domain(const struct host *h)
{
    return (struct span){.at = h->name + h->domain_at, .len = (size_t)h->len - h->domain_at};
}

bool host_within(const struct host *h, struct span domain)
{
    size_t at = h->len - domain.len;

    return h->kind == HOST_NAME && domain.len > 0 && domain.len <= h->len &&
           memcmp(h->name + at, domain.at, domain.len) == 0 && (at == 0 || h->name[at - 1] == '.');
}

bool host_same_domain(const struct host *a, const struct host *b)
{
    struct span x = host_domain(a);
    struct span y = host_domain(b);

    return x.len > 0 || y.len > 0 ? span_eq(x, y) : span_eq(host_name(a), host_name(b));
}

static int site_compare(struct span name, const struct site *site)
{
    size_t n = name.len < site->name.len ? name.len : site->name.len;
    int order = memcmp(name.at, site->name.at, n);

    return order != 0 ? order : (name.len > site->name.len) - (name.len < site->name.len);
}

static unsigned site_find(struct span name)
{
    size_t lo = 0;
    size_t hi = site_count;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        int order = site_compare(name, &site_table[mid]);

        if (order == 0) {
            return site_table[mid].traits;
        }
        if (order < 0) {
            hi = mid;
        } else {
            lo = mid + 1;
        }
    }
    return 0;
}

unsigned site_traits(const struct host *h)
{
    struct span rest = host_name(h);
    struct span head;
    unsigned traits = 0;

    if (h->kind != HOST_NAME) {
        return 0;
    }
    do {
        traits |= site_find(rest);
    } while (span_cut(&rest, '.', &head));
    return traits;
}

/* --- a URL inside a URL ------------------------------------------------------------------------------- */

/* Percent-decodes in place; false when there was nothing to decode. */
static bool decode(char *at, size_t *len)
{
    size_t to = 0;

    for (size_t from = 0; from < *len; from++, to++) {
        int high = at[from] == '%' && from + 2 < *len ? ascii_hex(at[from + 1]) : -1;
        int low = high >= 0 ? ascii_hex(at[from + 2]) : -1;

        at[to] = at[from];
        if (low >= 0) {
            at[to] = (char)(high << 4 | low);
            from += 2;
        }
    }
    if (to == *len) {
        return false;
    }
    *len = to;
    return true;
}

static bool begins(struct span s, const char *word)
{
    for (size_t i = 0; word[i] != '\0'; i++) {
        if (i >= s.len || (s.at[i] | (word[i] >= 'a' ? 0x20 : 0)) != word[i]) {
            return false;
        }
    }
    return true;
}

/* The text of a URL at the front of `s`, up to what ends one inside a query. */
static struct span url_text(struct span s)
{
    size_t n = 0;

    while (n < s.len && (unsigned char)s.at[n] > ' ' && strchr("&\"'<>;,|", s.at[n]) == NULL) {
        n++;
    }
    s.len = n;
    return s;
}

static bool inner_find(struct span s, const struct host *outer, struct host *inner)
{
    for (size_t i = 1; i < s.len; i++) {
        struct span here = {.at = s.at + i, .len = s.len - i};
        bool relative = s.at[i - 1] == '=' && (begins(here, "//") || begins(here, "\\\\"));
        struct host found;
        struct err ignored;

        if (!relative && !begins(here, "http:") && !begins(here, "https:")) {
            continue;
        }
        if (host_from_url(url_text(here), &found, &ignored) && !host_same_domain(&found, outer)) {
            *inner = found;
            return true;
        }
    }
    return false;
}

bool url_inner_host(struct span url, struct host *inner)
{
    char bytes[URL_MAX];
    struct host outer;
    struct err ignored;
    size_t len = url.len;

    if (!host_from_url(url, &outer, &ignored)) {
        return false;
    }
    memcpy(bytes, url.at, len);
    for (unsigned round = 0; round < 4; round++) {
        if (inner_find((struct span){.at = bytes, .len = len}, &outer, inner)) {
            return true;
        }
        if (!decode(bytes, &len)) {
            return false;
        }
    }
    return false;
}

/* --- text that shows a host ---------------------------------------------------------------------------- */

/* Top-level domains that are also usual ends of file names. */
static bool is_file_ending(const char *tld)
{
    static const char *const endings[] = {"zip", "mov", "md", "py", "sh", "pl", "rs", "ps", "so"};

    for (size_t i = 0; i < COUNT(endings); i++) {
        if (strcmp(tld, endings[i]) == 0) {
            return true;
        }
    }
    return false;
}

bool host_from_shown(struct span text, struct host *out)
{
    struct host h;
    struct err ignored;
    const char *tld;
    bool scheme;

    while (text.len > 0 && (unsigned char)text.at[0] <= ' ') {
        text = (struct span){.at = text.at + 1, .len = text.len - 1};
    }
    while (text.len > 0 && (unsigned char)text.at[text.len - 1] <= ' ') {
        text.len--;
    }
    scheme = begins(text, "http:") || begins(text, "https:");
    for (size_t i = 0; i < text.len; i++) {
        if ((unsigned char)text.at[i] <= ' ' || (!scheme && text.at[i] == '@')) {
            return false;
        }
    }
    if (!host_from_url(text, &h, &ignored) || h.kind != HOST_NAME) {
        return false;
    }
    tld = strrchr(h.name, '.');
    if (tld == NULL || (!scheme && is_file_ending(tld + 1)) || psl_builtin() == NULL ||
        psl_is_public_suffix2(psl_builtin(), tld + 1, PSL_TYPE_ICANN | PSL_TYPE_NO_STAR_RULE) ==
            0) {
        return false;
    }
    *out = h;
    return true;
}
