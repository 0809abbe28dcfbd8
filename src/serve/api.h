/* serve/api.h - /v1: accounts, history, events, habits, lists and tokens, for programs and for our own
 * command line. docs/api/openapi.json describes it.
 *
 * Duty      a request in, a status and a JSON body out, without sockets: the daemon's routes and the
 *           commands that open the database themselves answer alike.
 * Owns      struct api; the store is borrowed, places until others are given.
 * Threads   api_answer and api_set_places from any; it may block on the store.
 * Limits    API_BODY_MAX bytes in (of a message ROUTE_UPLOAD_MAX), API_ANSWER_MAX bytes out: lists go on at the next page.
 */
#ifndef SERVE_API_H
#define SERVE_API_H

#include "base/buf.h"
#include "model/place.h"
#include "serve/route.h"
#include "service/fakes.h"
#include "service/guard.h"

#define API_BODY_MAX ROUTE_BODY_MAX
#define API_ANSWER_MAX ((size_t)512 << 10)
#define API_PAGE 50      /* rows of a page when nobody says */
#define API_PAGE_MAX 500 /* rows of a page at most */
#define API_REPORT_KEY_SIZE 32
#define API_IMPORT_MAX 1000 /* accounts in one request */

struct api;
struct store;
struct places;
struct token_book;
struct changes;
struct passwords;
struct check_desk;
struct device_desk;

/* Store and tokens are borrowed. NULL without memory. */
struct api *api_new(struct store *s, struct token_book *tokens) MUST_CHECK;
void api_free(struct api **a); /* NULL is fine; *a becomes NULL */

/* From when it returns nobody looks into the places before any more; NULL: no places are known. */
void api_set_places(struct api *a, const struct places *places);

/* From when it returns delivery reports are taken whose tokens are of this key (service/deliveries.h);
 * before, there is no such path for them. */
void api_set_report_key(struct api *a, const uint8_t key[static API_REPORT_KEY_SIZE]);

/* The fakes in circulation; lives as long as the api. */
struct fakes *api_fakes(struct api *a);
/* What is abroad for stages; nothing is, until it is stated. */
void api_set_home(struct api *a, const struct home_countries *home);

/* Tests of notices are sent from now on; borrowed until NULL is given. */
void api_set_notices(struct api *a, struct notices *n);

/* Messages are checked from now on; borrowed until NULL is given. */
void api_set_desk(struct api *a, struct check_desk *d);

/* Passwords are verified and set from now on; borrowed until NULL is given. */
void api_set_passwords(struct api *a, struct passwords *p);

/* NULL: none were given. */
struct passwords *api_passwords(struct api *a);

/* Passwords are changed with this from now on; borrowed until NULL is given. */
void api_set_changes(struct api *a, struct changes *changes);

/* Devices are set up with this from now on; borrowed until another one or NULL is given. */
void api_set_devices(struct api *a, const struct device_desk *desk);

struct api_request {
    struct span method;
    struct span path;  /* percent-encoded, from "/v1/" on */
    struct span query; /* percent-encoded, without "?" */
    struct span body;
    struct span content_type; /* of routes that take more than JSON; "" when not said */
    int64_t now_ms;
    struct guard *guard; /* lists change through it; NULL: in the store alone */
};

/* Answers; the body is appended to `out`, which has API_ANSWER_MAX bytes of room. Gives the HTTP
 * status. */
unsigned api_answer(struct api *a, const struct api_request *r, struct buf *out);

#endif
