#include "serve/exchange.h"

#include "base/memory.h"
#include "serve/crowd.h"
#include "serve/inside.h"
#include "wire/policy_http.h"

#include <assert.h>
#include <stdlib.h>

#define LOOP_POOL_MAX 1024            /* exchanges kept for the next requests */
#define EXCHANGE_BODY_KEPT 4096       /* bytes of a buffer kept for the next request */
#define UPLOAD_STEP ((size_t)1 << 20) /* bytes a large body grows by: what is charged is held */

/* The exchange whose outage is being answered in this serve thread: its answer goes elsewhere,
 * because the holder may be writing the real one at this moment. */
static _Thread_local const struct exchange *outage_of;

struct span exchange_method(const struct exchange *x)
{
    return x->method;
}

struct span exchange_path(const struct exchange *x)
{
    return x->path;
}

struct span exchange_query(const struct exchange *x)
{
    return x->query;
}

struct span exchange_body(const struct exchange *x)
{
    return (struct span){.at = x->body, .len = x->body_len};
}

struct span exchange_hole(const struct exchange *x, size_t index)
{
    assert(index < x->match.hole_count);
    return x->match.holes[index];
}

uint32_t exchange_scopes(const struct exchange *x)
{
    return x->scopes;
}

const char *exchange_who(const struct exchange *x)
{
    return x->who;
}

int64_t exchange_now_ms(const struct exchange *x)
{
    return x->now_ms;
}

struct guard *exchange_guard(const struct exchange *x)
{
    return atomic_load_explicit(&x->loop->serve->guard, memory_order_acquire);
}

void *exchange_api(const struct exchange *x)
{
    return x->loop->serve->setup.api;
}

bool exchange_outage_refuses(const struct exchange *x)
{
    return x->loop->terms->outage_refuses;
}

void exchange_kind(struct exchange *x, enum answer_kind kind)
{
    x->kind = kind;
}

enum answer_kind exchange_kind_of(const struct exchange *x)
{
    return x->kind;
}

void exchange_later(struct exchange *x)
{
    assert(x->state == EXCHANGE_RUNNING && !x->held);
    x->wait_ms = x->loop->serve->setup.limits.answer_ms;
    x->held = true;
}

void exchange_work(struct exchange *x, route_handler *work)
{
    assert(x->state == EXCHANGE_RUNNING && !x->held);
    x->wait_ms = x->loop->serve->setup.limits.job_ms;
    x->work = work;
    x->held = true;
    if (!jobs_put(x->match.route->uploads ? x->loop->serve->readers : x->loop->serve->jobs, x)) {
        x->held = false;
        http_give_up(x);
    }
}

static struct answer *room_for(struct exchange *x, size_t cap)
{
    struct answer *a = outage_of == x ? &x->outage : &x->answer;

    if (a->cap < cap) {
        free(a->body);
        a->body = memory_new(cap, 1);
        a->cap = cap;
    }
    return a;
}

/* Comes back to the serve thread. The first one in the list wakes it; the others find it awake. */
static void hand_back(struct exchange *x)
{
    struct loop *l = x->loop;
    bool first;

    x->next = NULL;
    (void)pthread_mutex_lock(&l->lock);
    first = l->done == NULL;
    if (first) {
        l->done = x;
    } else {
        l->done_last->next = x;
    }
    l->done_last = x;
    (void)pthread_mutex_unlock(&l->lock);
    if (first) {
        loop_wake(l);
    }
}

static void finish(struct exchange *x)
{
    if (outage_of == x) {
        return;
    }
    if (x->held) {
        hand_back(x);
    } else {
        x->state = EXCHANGE_ANSWERED;
    }
}

void exchange_answer(struct exchange *x, unsigned status, const char *type, struct span body)
{
    struct answer *a = room_for(x, body.len);

    a->status = status;
    a->type = type;
    a->header_count = 0;
    a->len = body.len;
    if (body.len > 0) {
        memcpy(a->body, body.at, body.len);
    }
    finish(x);
}

struct buf exchange_buf(struct exchange *x, size_t cap)
{
    struct answer *a = room_for(x, cap);

    return (struct buf){.at = a->body, .cap = cap};
}

void exchange_answer_buf(struct exchange *x, unsigned status, const char *type,
                         const struct buf *body)
{
    struct answer *a = outage_of == x ? &x->outage : &x->answer;

    assert(body->at == a->body);
    if (body->full) {
        exchange_refuse(x, 500, "the answer is longer than expected");
        return;
    }
    a->status = status;
    a->type = type;
    a->header_count = 0;
    a->len = body->len;
    finish(x);
}

/* What would end the line begins another header: whoever wrote it is not asked what he meant. */
static bool stays_in_line(struct span value)
{
    for (size_t i = 0; i < value.len; i++) {
        if ((uint8_t)value.at[i] < ' ' || value.at[i] == 0x7f) {
            return false;
        }
    }
    return true;
}

/* The values lie where a body would: libmicrohttpd copies them before the exchange goes. */
void exchange_answer_headers(struct exchange *x, unsigned status,
                             const struct exchange_header *headers, size_t count)
{
    size_t need = 0;
    struct answer *a;
    char *at;
    bool good = count <= EXCHANGE_HEADERS_MAX;

    for (size_t i = 0; good && i < count; i++) {
        need += headers[i].value.len + 1;
        good = stays_in_line(headers[i].value);
    }
    if (!good) {
        exchange_refuse(x, 500, "a header of the answer holds what no header may");
        return;
    }
    a = room_for(x, need);
    at = a->body;
    for (size_t i = 0; i < count; i++) {
        a->headers[i] = (struct page_header){.name = headers[i].name, .value = at};
        memcpy(at, headers[i].value.at, headers[i].value.len);
        at += headers[i].value.len;
        *at++ = '\0';
    }
    a->status = status;
    a->type = "text/plain";
    a->header_count = count;
    a->len = 0;
    finish(x);
}

void exchange_answer_page(struct exchange *x, const struct page_answer *p)
{
    struct answer *a = &x->answer;

    assert(p->body.at == a->body && !p->body.full);
    a->status = p->status;
    a->type = p->type;
    memcpy(a->headers, p->headers, sizeof a->headers);
    a->header_count = p->header_count;
    memcpy(a->tag, p->tag, sizeof a->tag);
    if (a->tag[0] != '\0' && a->header_count < PAGE_HEADERS_MAX) {
        a->headers[a->header_count++] = (struct page_header){"ETag", a->tag};
    }
    a->len = p->body.len;
    finish(x);
}

struct page_request exchange_page(const struct exchange *x)
{
    const struct page_head *head = &x->head;

    return (struct page_request){
        .method = x->method,
        .path = x->path,
        .query = x->query,
        .body = exchange_body(x),
        .content_type = {.at = head->content_type, .len = strlen(head->content_type)},
        .accept_language = {.at = head->accept_language, .len = strlen(head->accept_language)},
        .if_none_match = {.at = head->if_none_match, .len = strlen(head->if_none_match)},
        .viewer = head->viewer,
        .has_viewer = true,
        .secure = head->secure,
        .refusal = x->refusal,
        .now_ms = x->now_ms,
    };
}

void exchange_refuse(struct exchange *x, unsigned status, const char *reason)
{
    char bytes[POLICY_ANSWER_MAX];
    struct buf out = BUF_ON(bytes);

    policy_http_print_failure(&out, (struct span){.at = reason, .len = strlen(reason)});
    exchange_answer(x, status, "application/json", (struct span){.at = out.at, .len = out.len});
}

void exchange_fail(struct exchange *x, const struct err *e)
{
    unsigned status = 500;

    switch (e->code) {
    case ERR_INPUT:
        status = 400;
        break;
    case ERR_ABSENT:
        status = 404;
        break;
    case ERR_LIMIT:
    case ERR_STORE:
        status = 503;
        break;
    case ERR_NONE:
    case ERR_CONFIG:
    case ERR_SYSTEM:
    case ERR_BUG:
        break;
    }
    exchange_refuse(x, status, e->text);
}

void exchange_outage(struct exchange *x)
{
    if (x->match.route != NULL && x->match.route->outage != NULL) {
        x->match.route->outage(x);
    } else {
        exchange_refuse(x, 503, "could not be done in time; try again later");
    }
    if (x->kind == ANSWER_ALLOW) {
        count_add(&x->loop->counts.outage, 1);
    }
}

void exchange_answer_outage(struct exchange *x)
{
    outage_of = x;
    exchange_outage(x);
    outage_of = NULL;
}

/* --- life ------------------------------------------------------------------------------------- */

struct exchange *exchange_new(struct loop *l)
{
    struct exchange *x = l->pool;

    if (x == NULL) {
        x = memory_new(1, sizeof *x);
        x->loop = l;
        x->timer.owner = x;
    } else {
        l->pool = x->next;
        l->pool_count--;
    }
    x->next = NULL;
    x->state = EXCHANGE_RECEIVING;
    x->begun = false;
    x->held = false;
    x->timed_out = false;
    x->suspended = false;
    x->refusal = 0;
    x->uploader = false;
    x->head.content_type[0] = '\0';
    x->match = (struct route_match){0};
    x->scopes = 0;
    x->who[0] = '\0';
    x->body_len = 0;
    x->body_seen = 0;
    x->begun_ms = l->mono_ms;
    x->kind = ANSWER_OTHER;
    return x;
}

static void shrink(char **body, size_t *cap)
{
    if (*cap > EXCHANGE_BODY_KEPT) {
        free(*body);
        *body = NULL;
        *cap = 0;
    }
}

void exchange_drop_body(struct exchange *x)
{
    struct serve *s = x->loop->serve;

    if (x->uploader) {
        crowd_leave(s->uploaders, &x->head.viewer);
        x->uploader = false;
    }
    shrink(&x->body, &x->body_cap);
    x->body_len = 0;
    (void)atomic_fetch_sub(&s->upload_bytes, x->charged);
    x->charged = 0;
}

void exchange_let_go(struct exchange *x)
{
    struct loop *l = x->loop;

    if (x->connection != NULL || x->held) {
        return;
    }
    timer_clear(&x->timer);
    if (x->match.route != NULL && x->match.route->secret) {
        exchange_forget_secrets(x);
    }
    exchange_drop_body(x);
    shrink(&x->heads, &x->heads_cap);
    if (l->pool_count == LOOP_POOL_MAX) {
        exchange_free(x);
        return;
    }
    shrink(&x->answer.body, &x->answer.cap);
    shrink(&x->outage.body, &x->outage.cap);
    x->next = l->pool;
    l->pool = x;
    l->pool_count++;
}

void exchange_free(struct exchange *x)
{
    free(x->body);
    free(x->heads);
    free(x->answer.body);
    free(x->outage.body);
    free(x);
}

/* Twice as much each time, a large one by steps: then what is charged is what is held. */
static size_t next_cap(const struct exchange *x, size_t need)
{
    size_t cap = x->body_cap == 0 ? 1024 : x->body_cap;

    while (cap < need) {
        cap += cap < UPLOAD_STEP ? cap : UPLOAD_STEP;
    }
    return cap;
}

/* Uploads share one bound: many slow ones at once must not take all memory. */
static bool charge(struct exchange *x, size_t cap)
{
    struct serve *s = x->loop->serve;
    size_t more = cap - x->charged;

    if (x->match.route == NULL || !x->match.route->uploads) {
        return true;
    }
    if (atomic_fetch_add(&s->upload_bytes, more) + more > s->setup.limits.upload_bytes) {
        (void)atomic_fetch_sub(&s->upload_bytes, more);
        return false;
    }
    x->charged = cap;
    return true;
}

enum exchange_room exchange_take_body(struct exchange *x, const char *at, size_t len)
{
    const struct route *route = x->match.route;
    size_t most = route == NULL ? 0 : route->body_max;

    if (len > most - x->body_len) {
        return EXCHANGE_TOO_BIG;
    }
    if (len > x->body_cap - x->body_len) {
        size_t cap = next_cap(x, x->body_len + len);

        if (!charge(x, cap)) {
            return EXCHANGE_CROWDED;
        }
        x->body = route != NULL && route->secret ? exchange_move_secret(x->body, x->body_len, cap)
                                                 : memory_grow(x->body, cap, 1);
        x->body_cap = cap;
    }
    memcpy(x->body + x->body_len, at, len);
    x->body_len += len;
    return EXCHANGE_ROOM;
}
