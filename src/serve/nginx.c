/* GET /v1/doors/nginx: nginx's mail proxy asks about a sign-in and where to go with it. */
#include "serve/doors.h"
#include "serve/routes.h"
#include "wire/nginx_auth.h"

#include <inttypes.h>
#include <stdio.h>

#define ATTEMPTS_MAX 10  /* of one connection; then it is closed */
#define FAILURE_WAIT_S 2 /* before a failure is told, as Dovecot's auth_failure_delay */

static struct exchange_header header(const char *name, const char *value)
{
    return (struct exchange_header){.name = name, .value = {value, strlen(value)}};
}

/* --- failures ------------------------------------------------------------------------------------- */

static enum nginx_failure failure_of(const struct door_answer *a)
{
    switch (a->result) {
    case DOOR_REFUSED:
        return a->why.cause == CAUSE_STAGE_ABROAD || a->why.cause == CAUSE_STAGE_HOME
                   ? NGINX_OTHER_WAY
                   : NGINX_REFUSED;
    case DOOR_BUSY:
        return NGINX_LIMITED;
    case DOOR_UNAVAILABLE:
        return NGINX_UNAVAILABLE;
    case DOOR_RIGHT:
    case DOOR_WRONG:
    case DOOR_RESULT_COUNT:
        break;
    }
    return NGINX_WRONG;
}

/* Without Auth-Wait nginx closes the connection behind the failure. */
static void answer_failure(struct exchange *x, const struct nginx_question *q,
                           enum nginx_failure why, const struct door_answer *a)
{
    char status[NGINX_STATUS_MAX];
    char wait[16];
    struct buf line = BUF_ON(status);
    struct exchange_header headers[3];
    size_t count = 0;
    uint32_t wait_s = a->wait_s > FAILURE_WAIT_S ? a->wait_s : FAILURE_WAIT_S;

    nginx_auth_status(&line, q->service, why,
                      (struct span){.at = a->why.message, .len = strlen(a->why.message)});
    (void)snprintf(wait, sizeof wait, "%" PRIu32, wait_s);
    headers[count++] = (struct exchange_header){"Auth-Status", {line.at, line.len}};
    if (q->service == SERVICE_SUBMISSION) {
        headers[count++] = header("Auth-Error-Code", nginx_auth_code(why));
    }
    if (q->attempt < ATTEMPTS_MAX && why != NGINX_METHOD) {
        headers[count++] = header("Auth-Wait", wait);
    }
    exchange_answer_headers(x, 200, headers, count);
}

/* --- a right one ---------------------------------------------------------------------------------- */

static enum doors_backend backend_of(enum service service)
{
    if (service == SERVICE_IMAP) {
        return DOORS_IMAP;
    }
    return service == SERVICE_POP3 ? DOORS_POP3 : DOORS_SMTP;
}

static void answer_right(struct exchange *x, const struct doors *d, const struct nginx_question *q,
                         const struct door_answer *a)
{
    const struct endpoint *at = &d->backend[backend_of(q->service)];
    char address[ADDRESS_TEXT_MAX];
    char port[8];
    struct buf text = BUF_ON(address);
    struct exchange_header headers[5];
    size_t count = 0;

    address_print(&text, &at->address);
    (void)snprintf(port, sizeof port, "%u", (unsigned)at->port);
    headers[count++] = header("Auth-Status", "OK");
    headers[count++] = (struct exchange_header){"Auth-Server", {text.at, text.len}};
    headers[count++] = header("Auth-Port", port);
    headers[count++] = d->by_login ? (struct exchange_header){"Auth-User", q->login}
                                   : header("Auth-User", a->password.account);
    if (d->backend_password.len > 0) {
        headers[count++] =
            (struct exchange_header){"Auth-Pass", secret_reveal(&d->backend_password)};
    }
    exchange_answer_headers(x, 200, headers, count);
}

/* --- the question --------------------------------------------------------------------------------- */

/* What was asked, and what is known about doors; both may hold secrets. */
struct nginx_call {
    struct nginx_room room;
    struct nginx_question q;
    struct doors doors;
};

static bool call_read(struct exchange *x, struct nginx_call *c, struct err *e)
{
    struct span heads[NGINX_HEAD_COUNT];

    for (size_t i = 0; i < NGINX_HEAD_COUNT; i++) {
        heads[i] = exchange_head(x, i);
    }
    api_doors(exchange_api(x), &c->doors);
    return nginx_auth_read(heads, &c->room, &c->q, e);
}

static void call_wipe(struct nginx_call *c)
{
    explicit_bzero(c, sizeof *c);
}

static void answer(struct exchange *x, const struct nginx_call *c, const struct door_answer *a)
{
    if (a->result == DOOR_RIGHT) {
        answer_right(x, &c->doors, &c->q, a);
    } else {
        answer_failure(x, &c->q, failure_of(a), a);
    }
}

static void on_answer(void *ctx, const struct door_answer *a)
{
    struct exchange *x = ctx;
    struct nginx_call c;
    struct err e;

    if (call_read(x, &c, &e)) { /* as it was read before */
        answer(x, &c, a);
    } else {
        exchange_fail(x, &e);
    }
    call_wipe(&c);
}

static void ask(struct exchange *x, const struct nginx_call *c, const struct password_question *q)
{
    struct door_answer a;
    struct door_way *way = NULL;

    if (door_try(c->doors.door, exchange_guard(x), DOOR_SIGN_IN, q, &a, &way)) {
        answer(x, c, &a);
    } else {
        exchange_later(x);
        door_submit(way, q, on_answer, x);
    }
}

static void sign_in(struct exchange *x, const struct nginx_call *c)
{
    const struct door_answer unavailable = {.result = DOOR_UNAVAILABLE};
    struct password_question asked = {
        .login = c->q.login,
        .service = c->q.service,
        .remote = c->q.remote,
        .has_remote = c->q.has_remote,
        .now_ms = exchange_now_ms(x),
    };

    if (!c->q.known) {
        answer_failure(x, &c->q, NGINX_METHOD, &unavailable);
    } else if (c->doors.door == NULL || !c->doors.has_backend[backend_of(c->q.service)] ||
               !secret_take(&asked.password, c->q.password)) {
        answer(x, c, &unavailable);
    } else {
        ask(x, c, &asked);
    }
    secret_wipe(&asked.password);
}

void nginx_handle(struct exchange *x)
{
    struct nginx_call c;
    struct err e;

    if (exchange_api(x) == NULL) {
        exchange_refuse(x, 503, "not ready yet");
    } else if (call_read(x, &c, &e)) {
        sign_in(x, &c);
    } else {
        exchange_fail(x, &e);
    }
    call_wipe(&c);
}

/* Time is over. */
void nginx_outage(struct exchange *x)
{
    const struct door_answer unavailable = {.result = DOOR_UNAVAILABLE};
    struct nginx_call c;
    struct err e;

    if (call_read(x, &c, &e)) {
        answer_failure(x, &c.q, NGINX_UNAVAILABLE, &unavailable);
    } else {
        exchange_fail(x, &e);
    }
    call_wipe(&c);
}
