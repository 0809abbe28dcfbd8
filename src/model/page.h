/* model/page.h - one request for a page of the public site, and its answer.
 *
 * What serve carries and portal makes. Whoever asks is a stranger: nothing here gives any right.
 */
#ifndef MODEL_PAGE_H
#define MODEL_PAGE_H

#include "base/buf.h"
#include "model/address.h"

#define PAGE_ANSWER_MAX ((size_t)512 << 10) /* bytes of a body, room the answer has */
#define PAGE_HEADERS_MAX 16

/* Spans live until the answer. */
struct page_request {
    struct span method;
    struct span path;  /* as sent: percent-encoded, without "?" */
    struct span query; /* behind "?"; "" when there is none */
    struct span body;
    struct span content_type;    /* "" when not said */
    struct span accept_language; /* "" when not said */
    struct span if_none_match;   /* "" when not said */
    struct address viewer;       /* who looks; a proxy's word only when the operator trusts it */
    bool has_viewer;
    bool secure;      /* the viewer's browser speaks TLS with us or with the proxy before us */
    unsigned refusal; /* 0, or why the body was not taken: 413 too large, 429 the viewer has several
                         under way, 503 too many at once */
    int64_t now_ms;   /* wall clock */
};

struct page_header {
    const char *name;  /* static */
    const char *value; /* static */
};

struct page_answer {
    unsigned status;
    const char *type; /* static: "text/html; charset=utf-8" */
    struct page_header headers[PAGE_HEADERS_MAX];
    size_t header_count;
    char tag[24];    /* ETag, with its quotes; "" for none */
    struct buf body; /* the caller's, PAGE_ANSWER_MAX bytes */
};

/* Answers; may block on a store. Called from several threads at once. */
typedef void page_answerer(void *ctx, const struct page_request *r, struct page_answer *out);

#endif
