/* courier/gateway.h - an HTTP gateway for SMS or voice, described by a file.
 *
 * Form      NAME = VALUE lines, # comments; a line that begins with a blank goes on with the value
 *           before it. contrib/kannel/sendsms.conf is the example.
 *             method = GET | POST                        (GET)
 *             url = template                             (needed; http or https)
 *             header = Name: template                    (up to GATEWAY_HEADERS_MAX)
 *             body_type = application/...                form, json or text
 *             body = template                            (POST only)
 *             user, from = text                          values of {{user}}, {{from}}
 *             password_file = path                       its first line is {{password}}
 *             answer = STATUS WHAT [PATTERN]             STATUS 202, 2xx or *; WHAT accepted, failed or
 *                                                        retry; * in PATTERN is anything; the first
 *                                                        that fits counts, none: retry
 *             report_url = http://ours:8084              where delivery reports come; empty: none
 *             slots = 8, timeout = 30 (s), retry = 5 15 30 ... (s)
 * Templates base/template. {{to}} {{to_digits}} {{text}} {{from}} {{user}} {{password}} {{id}}
 *           {{reference}} {{lang}} {{report}} and the sections {{#unicode}} {{#report}}. Values are written as
 *           their place needs it: percent-encoded UTF-8 in url and form, escaped in JSON, as they
 *           are in text and headers, where control characters are refused.
 * Owns      everything; immutable, but for secrets wiped by gateway_free.
 */
#ifndef COURIER_GATEWAY_H
#define COURIER_GATEWAY_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/secret.h"
#include "courier/backoff.h"
#include "model/notice.h"

#define GATEWAY_FILE_MAX ((size_t)64 << 10) /* bytes */
#define GATEWAY_HEADERS_MAX 8
#define GATEWAY_ANSWERS_MAX 16
#define GATEWAY_URL_MAX ((size_t)16 << 10) /* bytes, filled in */
#define GATEWAY_HEADER_MAX ((size_t)1 << 10)
#define GATEWAY_BODY_MAX ((size_t)64 << 10)
#define GATEWAY_ANSWER_MAX ((size_t)8 << 10) /* bytes of an answer that are looked at */
#define GATEWAY_KEY_SIZE 32                  /* bytes of the key of delivery reports */
#define GATEWAY_TOKEN_MAX 33                 /* 32 hexadecimal digits and NUL */

struct gateway;

/* From text in memory; `name` stands for the file in errors. The password file is not read.
 * errors   ERR_CONFIG  "sendsms.conf:7: answer: expected accepted, failed or retry, came "ok"" */
bool gateway_parse(struct span text, const char *name, struct gateway **out,
                   struct err *e) MUST_CHECK;

/* The same from a file, and reads the password. ERR_CONFIG, ERR_SYSTEM it cannot be read. */
bool gateway_read(const char *path, struct gateway **out, struct err *e) MUST_CHECK;

/* Wipes and frees; *g becomes NULL; NULL is fine. */
void gateway_free(struct gateway **g);

uint32_t gateway_slots(const struct gateway *g);
uint32_t gateway_timeout_ms(const struct gateway *g);
const struct backoff *gateway_backoff(const struct gateway *g);
bool gateway_reports(const struct gateway *g); /* delivery reports are asked for */

/* One request, ready to go; texts end in NUL. Wipe with gateway_request_wipe: it holds secrets. */
struct gateway_request {
    bool post;
    size_t header_count;
    char url[GATEWAY_URL_MAX];
    char headers[GATEWAY_HEADERS_MAX + 1][GATEWAY_HEADER_MAX];
    size_t body_len;
    char body[GATEWAY_BODY_MAX];
    char scratch[GATEWAY_BODY_MAX]; /* one escaped value */
};

struct gateway_message {
    const struct delivery *delivery;
    const struct notice *notice;
    bool unicode;      /* needs UCS-2 */
    const char *token; /* of its delivery report; NULL: none */
};

/* Fills *out. ERR_INPUT: a value cannot stand where the template puts it; ERR_LIMIT: too long. */
bool gateway_fill(const struct gateway *g, const struct gateway_message *m,
                  struct gateway_request *out, struct err *e) MUST_CHECK;

void gateway_request_wipe(struct gateway_request *r);

enum gateway_verdict {
    GATEWAY_ACCEPTED,
    GATEWAY_FAILED,
    GATEWAY_RETRY
};

/* What an answer means. */
enum gateway_verdict gateway_judge(const struct gateway *g, unsigned status, struct span body);

/* The answer as one printable line for operators, at most out's room, with the password taken out
 * should the gateway have repeated it. */
void gateway_detail(const struct gateway *g, unsigned status, struct span body, struct buf *out);

/* The token in the address of a delivery's report: keyed BLAKE2b of its ID, 128 bits in hexadecimal, so
 * that nobody else can report for it. */
void gateway_token(const uint8_t key[static GATEWAY_KEY_SIZE], int64_t id,
                   char out[static GATEWAY_TOKEN_MAX]);

/* In constant time. */
bool gateway_token_is(const uint8_t key[static GATEWAY_KEY_SIZE], int64_t id, struct span token);

#endif
