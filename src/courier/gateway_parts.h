/* courier/gateway_parts.h - what the files of gateway share. Inside this room only. */
#ifndef COURIER_GATEWAY_PARTS_H
#define COURIER_GATEWAY_PARTS_H

#include "base/template.h"
#include "courier/gateway.h"

#define GATEWAY_TEXT_MAX 256 /* bytes of user, from, report_url and paths, NUL included */

enum gateway_body {
    GATEWAY_BODY_FORM,
    GATEWAY_BODY_JSON,
    GATEWAY_BODY_TEXT
};

struct gateway_answer {
    uint32_t lo; /* of the status */
    uint32_t hi;
    enum gateway_verdict verdict;
    char pattern[GATEWAY_TEXT_MAX]; /* "" anything */
};

struct gateway {
    bool post;
    struct template *url;
    struct template *body;                         /* NULL: none */
    struct template *headers[GATEWAY_HEADERS_MAX]; /* "Name: template" */
    size_t header_count;
    enum gateway_body body_kind;
    char body_type[GATEWAY_TEXT_MAX];
    char user[GATEWAY_TEXT_MAX];
    char from[GATEWAY_TEXT_MAX];
    char report_url[GATEWAY_TEXT_MAX];
    char password_file[GATEWAY_TEXT_MAX];
    struct secret password;
    struct gateway_answer answers[GATEWAY_ANSWERS_MAX];
    size_t answer_count;
    uint32_t slots;
    uint32_t timeout_ms;
    struct backoff backoff;
};

/* `s` without blanks around it. */
struct span gateway_trimmed(struct span s);

/* Puts one NAME = VALUE into *g. ERR_CONFIG. */
bool gateway_take(struct gateway *g, struct span name, struct span value, struct err *e) MUST_CHECK;

/* What every message needs is stated. ERR_CONFIG. */
bool gateway_is_complete(const struct gateway *g, struct err *e) MUST_CHECK;

/* Percent-encodes all but RFC 3986 2.3's unreserved characters. */
void gateway_percent(struct buf *out, struct span text);

#endif
