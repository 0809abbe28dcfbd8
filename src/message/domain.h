/* message/domain.h - hosts: what a link or an address leads to, as browsers read it and as people see it.
 *
 * Duty      text of a URL -> struct host; the registrable domain; what is known of a host whatever
 *           brand it may belong to (shortener, free hosting, odd top-level domain); a URL inside a URL.
 * Source    WHATWG URL Standard (host parsing, IPv4 numbers, backslashes, percent-decoding),
 *           UTS 46 as browsers use it (ICU), the Public Suffix List (libpsl, built into the library).
 * Owns      nothing. Nothing here opens a file or asks the network.
 * Threads   any.
 * Limits    URL_MAX, HOST_MAX; beyond: ERR_INPUT.
 */
#ifndef MESSAGE_DOMAIN_H
#define MESSAGE_DOMAIN_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/span.h"

#include <stdbool.h>
#include <stdint.h>

#define URL_MAX 8192  /* bytes of a URL that are looked at; a longer one is refused */
#define HOST_MAX 254  /* bytes of a host name with its NUL (RFC 1035 2.3.4: 253) */
#define SHOWN_MAX 768 /* the same in UTF-8 */

enum host_kind {
    HOST_NAME, /* letters: "www.example.co.jp" */
    HOST_V4,   /* a bare address, printed as four decimal numbers */
    HOST_V6,   /* the same, without brackets, as inet_ntop(3) prints it */
};

/* What is strange about how the host was written; bits of struct host.tricks. */
enum host_trick {
    TRICK_USERINFO = 1 << 0,  /* "https://www.apple.com@evil.example/" */
    TRICK_BACKSLASH = 1 << 1, /* "https:\\evil.example" */
    TRICK_ENCODED = 1 << 2,   /* percent-encoding inside the host */
    TRICK_CONTROL = 1 << 3,   /* tabs or newlines inside the URL, which browsers drop */
    TRICK_ADDRESS =
        1 << 4,          /* an address in other than four decimal numbers: "0x7f.1", "2130706433" */
    TRICK_PORT = 1 << 5, /* a port other than 80 and 443 */
    TRICK_WIDE = 1 << 6, /* ASCII letters or dots written as other characters: "ａmazon。jp" */
};

struct host {
    enum host_kind kind;
    unsigned tricks; /* enum host_trick */
    uint16_t len;    /* of name */
    uint16_t
        domain_at; /* where in name the registrable domain begins; equal to len: there is none */
    bool idn;      /* some label is international */
    char name[HOST_MAX];   /* lower case, A-labels, no dot at its end, NUL */
    char shown[SHOWN_MAX]; /* the same with U-labels, as an address bar could show it, NUL */
};

/* The host of a URL as browsers read it. "www.example.jp/path" without a scheme is read as https, as
 * messages show it; a scheme other than http, https and ftp has no host here (mailto:, tel:, data:).
 *
 * url      UTF-8 as in the message, at most URL_MAX bytes
 * errors   ERR_ABSENT  another scheme, or no host at all
 *          ERR_INPUT   no browser would open it: forbidden characters, a bad label, too long
 * cost     about 2 us; with international labels 5 us
 */
bool host_from_url(struct span url, struct host *out, struct err *e) MUST_CHECK;

/* A host by itself, such as the part of a mail address after its '@'; as host_from_url. */
bool host_from_name(struct span name, struct host *out, struct err *e) MUST_CHECK;

/* "example.co.jp" of "www.example.co.jp", and "a.duckdns.org" of "x.a.duckdns.org" (the list's private
 * part counts). Empty for addresses and for public suffixes themselves. A view into *h. */
struct span host_domain(const struct host *h);

/* The whole name as a span. */
struct span host_name(const struct host *h);

/* True when the host is `domain` or below it. domain: lower case A-labels, no dot at its ends. */
bool host_within(const struct host *h, struct span domain);

/* True for two hosts under one registrable domain (or the same address). */
bool host_same_domain(const struct host *a, const struct host *b);

/* What is known of a host; bits. */
enum site_trait {
    SITE_SHORTENER = 1 << 0,    /* leads anywhere: "bit.ly" */
    SITE_FREE_HOSTING = 1 << 1, /* anybody's content: page builders, forms, tunnels */
    SITE_BUCKET = 1 << 2,       /* anybody's files: object stores */
    SITE_DYNAMIC_DNS = 1 << 3,  /* anybody's machine: "duckdns.org" */
    SITE_ODD_TLD = 1 << 4,      /* top-level domains phishing prefers; a hint and never more */
};

/* Bits of enum site_trait; 0 when nothing is known. cost: under 1 us. */
unsigned site_traits(const struct host *h);

/* True when the URL carries another http(s) URL in its query, fragment or path, percent-encoded up to three
 * times or not, whose host is under another registrable domain than the URL's own; *inner is that host.
 * An open redirect through a brand's own host looks like this; so do click counters. */
bool url_inner_host(struct span url, struct host *inner) MUST_CHECK;

/* True when the text itself looks like a host or URL ("www.apple.com", "https://apple.com/id"), as the visible
 * text of a link may; *out is the host it shows. Words with a dot that end in no known top-level domain are not. */
bool host_from_shown(struct span text, struct host *out) MUST_CHECK;

#endif
