/* libmicrohttpd's callbacks. All of them run in the serve thread, inside MHD_run. */
#include "serve/inside.h"
#include "serve/pages.h"

#include "base/hash.h"
#include "service/log.h"

#include <stdio.h>
#include <sys/socket.h>

#define CONNECTIONS_SLACK 256 /* libmicrohttpd counts a connection we shut until its next round */

static char priorities[] = TLS_PRIORITIES; /* the option wants it writable */

/* --- answering -------------------------------------------------------------------------------- */

static struct MHD_Response *response_new(const struct answer *a)
{
    struct MHD_Response *r =
        MHD_create_response_from_buffer(a->len, a->body, MHD_RESPMEM_MUST_COPY);

    if (r != NULL) {
        (void)MHD_add_response_header(r, MHD_HTTP_HEADER_CONTENT_TYPE, a->type);
        for (size_t i = 0; i < a->header_count; i++) {
            (void)MHD_add_response_header(r, a->headers[i].name, a->headers[i].value);
        }
    }
    return r;
}

/* The same few answers are given again and again: one response serves them all. */
static struct MHD_Response *response_same(struct loop *l, const struct answer *a)
{
    struct same_answer *slot;

    for (size_t i = 0; i < LOOP_SAME_ANSWERS; i++) {
        slot = &l->same[i];
        if (slot->response != NULL && slot->len == a->len && slot->type == a->type &&
            memcmp(slot->body, a->body, a->len) == 0) {
            return slot->response;
        }
    }
    slot = &l->same[l->same_next++ % LOOP_SAME_ANSWERS];
    if (slot->response != NULL) {
        MHD_destroy_response(slot->response);
    }
    slot->response = response_new(a);
    slot->type = a->type;
    slot->len = a->len;
    memcpy(slot->body, a->body, a->len);
    return slot->response;
}

static struct MHD_Response *response_own(const struct exchange *x, const struct answer *a,
                                         bool last)
{
    struct MHD_Response *r = response_new(a);

    if (r == NULL) {
        return NULL;
    }
    if (last) {
        (void)MHD_add_response_header(r, MHD_HTTP_HEADER_CONNECTION, "close");
    }
    if (a->status == 401) {
        (void)MHD_add_response_header(r, MHD_HTTP_HEADER_WWW_AUTHENTICATE,
                                      "Basic realm=\"mioboe\", charset=\"UTF-8\"");
    }
    if (a->status == 405 && a->header_count == 0) {
        bool get = x->match.path_known && span_eq(x->method, SPAN("POST"));

        (void)MHD_add_response_header(r, MHD_HTTP_HEADER_ALLOW, get ? "GET, HEAD" : "POST");
    }
    return r;
}

static void count_answer(struct exchange *x, unsigned status)
{
    struct loop_counts *counts = &x->loop->counts;

    histogram_add(&counts->took[x->kind], clock_mono_ns() - x->arrived_ns);
    count_add(&counts->status[status / 100 % 6], 1);
    if (x->kind == ANSWER_REPORT && status >= 500) {
        count_add(&counts->reports_refused, 1);
    }
}

static enum MHD_Result send_answer(struct exchange *x)
{
    struct loop *l = x->loop;
    const struct answer *a = x->timed_out ? &x->outage : &x->answer;
    uint32_t most = l->serve->setup.limits.requests_a_connection;
    bool last = l->draining || ++x->peer->requests >= most;
    bool own = last || a->status == 401 || a->status == 405 || a->len > LOOP_SAME_ANSWER_MAX ||
               a->header_count > 0;
    struct MHD_Response *r = own ? response_own(x, a, last) : response_same(l, a);
    enum MHD_Result queued;

    if (r == NULL) {
        return MHD_NO;
    }
    if (!x->held) {
        exchange_drop_body(x);
    }
    x->state = EXCHANGE_SENT;
    count_answer(x, a->status);
    timer_set(&l->sending, &x->peer->timer, l->mono_ms + l->serve->setup.limits.send_ms);
    queued = MHD_queue_response(x->connection, a->status, r);
    if (own) {
        MHD_destroy_response(r);
    }
    return queued;
}

void http_finish(struct exchange *x)
{
    x->held = false;
    if (x->timed_out) {
        count_add(&x->loop->counts.late, 1);
    }
    if (x->connection == NULL) {
        exchange_let_go(x);
        return;
    }
    if (x->timed_out) {
        return; /* it has its answer already */
    }
    timer_clear(&x->timer);
    x->state = EXCHANGE_ANSWERED;
    x->suspended = false;
    MHD_resume_connection(x->connection);
}

void http_give_up(struct exchange *x)
{
    timer_clear(&x->timer);
    x->timed_out = true;
    exchange_answer_outage(x);
    x->state = EXCHANGE_ANSWERED;
    if (x->suspended) {
        x->suspended = false;
        MHD_resume_connection(x->connection);
    }
}

/* --- who asks --------------------------------------------------------------------------------- */

static uint32_t token_scopes(struct exchange *x, struct span value)
{
    char name[ACCESS_NAME_MAX] = "";
    uint32_t scopes = access_token(x->loop->terms->access, value, x->now_ms, name);

    (void)snprintf(x->who, sizeof x->who, "%s", name);
    return scopes;
}

static uint32_t header_scopes(struct exchange *x, const char *header)
{
    const struct serve_terms *terms = x->loop->terms;
    struct span value = {.at = header, .len = strlen(header)};
    struct peer *p = x->peer;
    uint64_t hash = hash_span(&x->loop->key, value);

    if (p->known_scopes == 0 || p->known_header != hash ||
        p->known_generation != terms->generation) {
        p->known_scopes = access_header(terms->access, value, &p->known_name);
        p->known_header = hash;
        p->known_generation = terms->generation;
    }
    (void)snprintf(x->who, sizeof x->who, "%s", p->known_name);
    return p->known_scopes != 0 ? p->known_scopes : token_scopes(x, value);
}

static bool permits(const struct route *route, uint32_t scopes)
{
    return route->any_scope ? (route->scopes & scopes) != 0 : (route->scopes & ~scopes) == 0;
}

static void find_scopes(struct exchange *x)
{
    const char *header;

    if (x->peer->listener->kind == LISTENER_UNIX) {
        x->scopes = access_user(x->loop->terms->access, x->peer->uid);
        (void)snprintf(x->who, sizeof x->who, "uid %u", (unsigned)x->peer->uid);
        return;
    }
    x->scopes = access_open_scopes(x->loop->terms->access);
    if (permits(x->match.route, x->scopes) && x->scopes != 0) {
        return; /* there are no secrets */
    }
    header =
        MHD_lookup_connection_value(x->connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_AUTHORIZATION);
    if (header != NULL) {
        x->scopes |= header_scopes(x, header);
    }
}

static unsigned permission(struct exchange *x)
{
    if (x->match.route->scopes == SCOPE_NONE) {
        return 0;
    }
    find_scopes(x);
    if (permits(x->match.route, x->scopes)) {
        return 0;
    }
    return x->scopes == 0 || x->who[0] == '\0' ? 401 : 403;
}

/* --- receiving -------------------------------------------------------------------------------- */

static void *on_uri(void *cls, const char *uri, struct MHD_Connection *c)
{
    struct loop *l = cls;
    struct exchange *x = exchange_new(l);
    struct peer *p = MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
    size_t len = strlen(uri);
    struct span rest;

    x->connection = c;
    x->peer = p;
    p->busy = true;
    if (p->requests > 0) { /* the first request has the time of the connection */
        timer_set(&l->receiving, &p->timer, l->mono_ms + l->serve->setup.limits.receive_ms);
    }
    if (len > ROUTE_PATH_MAX) {
        x->refusal = 414;
        len = 0;
    }
    memcpy(x->uri, uri, len);
    x->uri[len] = '\0';
    rest = (struct span){.at = x->uri, .len = len};
    if (span_cut(&rest, '?', &x->path)) {
        x->query = rest;
    } else {
        x->path = rest;
        x->query = (struct span){.at = x->uri + len, .len = 0};
    }
    return x;
}

static unsigned refusal_of(struct exchange *x)
{
    if (x->refusal != 0) {
        return x->refusal;
    }
    if (x->match.route == NULL) {
        return x->match.path_known ? 405 : 404;
    }
    if (body_announces_more(x, x->match.route->body_max)) {
        return 413;
    }
    return permission(x);
}

static void refuse(struct exchange *x)
{
    static const struct {
        unsigned status;
        const char *reason;
    } reasons[] = {
        {401, "this needs a password or token that is known here"},
        {403, "this password or token does not permit this"},
        {404, "there is nothing at this path"},
        {405, "this path takes another method"},
        {413, "the body is longer than this path takes"},
        {414, "the path is too long"},
        {429, "too many uploads come from this address at once"},
        {503, "too many uploads are under way; try again in a minute"},
    };
    const char *reason = "refused";
    struct log_field fields[3];
    char remote[ADDRESS_TEXT_MAX] = "";
    struct buf text = BUF_ON(remote);

    for (size_t i = 0; i < COUNT(reasons); i++) {
        reason = reasons[i].status == x->refusal ? reasons[i].reason : reason;
    }
    count_add(&x->loop->counts.refused_requests, 1);
    exchange_refuse(x, x->refusal, reason);
    if (!log_wants(LOG_LEVEL_INFO)) {
        return;
    }
    if (x->peer->has_address) {
        address_print(&text, &x->peer->address);
    }
    fields[0] = LOG_FIELD_NUMBER("status", x->refusal);
    fields[1] = LOG_FIELD_TEXT("path", x->path);
    fields[2] = LOG_FIELD_TEXT("peer", ((struct span){.at = text.at, .len = text.len}));
    log_story(LOG_LEVEL_INFO, LOG_EVENT_REQUEST_REFUSED, reason, fields, COUNT(fields));
}

/* The head is there. A body that is too long for its route is not waited for. */
static enum MHD_Result begin(struct exchange *x, const char *method)
{
    const struct serve_setup *setup = &x->loop->serve->setup;

    x->begun = true;
    x->method = (struct span){.at = method, .len = strlen(method)};
    if (x->peer->listener->strangers) {
        x->match = (struct route_match){.route = pages_route_of(x), .path_known = true};
    } else {
        x->match = route_find(setup->routes, setup->route_count, x->method, x->path);
    }
    x->refusal = refusal_of(x);
    if ((x->refusal == 413 || x->refusal == 414) && !body_drains(x)) {
        x->arrived_ns = clock_mono_ns();
        refuse(x);
        return send_answer(x);
    }
    return MHD_YES;
}

static void wait_for_answer(struct exchange *x)
{
    uint32_t stated = x->match.route->answer_ms;

    timer_set(&x->loop->waiting, &x->timer, x->loop->mono_ms + (stated != 0 ? stated : x->wait_ms));
    timer_clear(&x->peer->timer);
    x->suspended = true;
    MHD_suspend_connection(x->connection);
}

static void run(struct exchange *x)
{
    x->state = EXCHANGE_RUNNING;
    x->arrived_ns = clock_mono_ns();
    x->now_ms = x->loop->wall_ms;
    if (x->refusal != 0 && x->match.route != &pages_upload_route) {
        refuse(x);
        return;
    }
    if (!x->uploader && (x->peer->listener->strangers || x->match.route->uploads)) {
        pages_note(x);
    }
    exchange_take_heads(x);
    if (x->match.route->kind == ROUTE_FAST) {
        x->match.route->handle(x);
    } else {
        exchange_work(x, x->match.route->handle);
    }
}

/* All of the request is there, or its answer is. */
static enum MHD_Result go_on(struct exchange *x)
{
    if (x->state == EXCHANGE_RECEIVING) {
        run(x);
    }
    if (x->state == EXCHANGE_ANSWERED) {
        return send_answer(x);
    }
    if (x->held && !x->suspended) {
        wait_for_answer(x);
    }
    return MHD_YES;
}

/* NOLINTNEXTLINE(readability-function-size): libmicrohttpd's parameters */
static enum MHD_Result on_request(void *cls, struct MHD_Connection *c, const char *url,
                                  const char *method, const char *version, const char *data,
                                  size_t *size, void **state)
{
    struct exchange *x = *state;

    (void)cls;
    (void)c;
    (void)url;
    (void)version;
    if (!x->begun) {
        return begin(x, method);
    }
    if (*size > 0) {
        body_take(x, data, *size);
        *size = 0;
        return MHD_YES;
    }
    return go_on(x);
}

static void on_completed(void *cls, struct MHD_Connection *c, void **state,
                         enum MHD_RequestTerminationCode why)
{
    struct loop *l = cls;
    struct exchange *x = *state;
    struct peer *p;

    (void)c;
    (void)why;
    if (x == NULL) {
        return;
    }
    *state = NULL;
    p = x->peer;
    p->busy = false;
    timer_set(&l->idle, &p->timer, l->mono_ms + l->serve->setup.limits.idle_ms);
    x->connection = NULL;
    x->peer = NULL;
    timer_clear(&x->timer);
    exchange_let_go(x);
}

static void on_connection(void *cls, struct MHD_Connection *c, void **context,
                          enum MHD_ConnectionNotificationCode what)
{
    struct loop *l = cls;
    struct peer **at = &l->accepted;
    int fd;

    if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
        if (*context != NULL) {
            peer_free(l, *context);
        }
        *context = NULL;
        return;
    }
    fd = MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
    while (*at != NULL && (*at)->fd != fd) {
        at = &(*at)->next;
    }
    *context = *at;
    if (*at != NULL) {
        *at = (*at)->next;
    }
}

struct MHD_Daemon *http_start(struct loop *l, bool tls)
{
    const struct serve_limits *limits = &l->serve->setup.limits;
    const struct MHD_OptionItem secure[] = {
        {MHD_OPTION_HTTPS_CERT_CALLBACK, 0, tls_callback()},
        {MHD_OPTION_HTTPS_PRIORITIES, 0, priorities},
        {MHD_OPTION_END, 0, NULL},
    };
    const struct MHD_OptionItem plain[] = {{MHD_OPTION_END, 0, NULL}};

    return MHD_start_daemon(MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_NO_LISTEN_SOCKET |
                                (tls ? MHD_USE_TLS : MHD_NO_FLAG),
                            0, NULL, NULL, on_request, l, MHD_OPTION_NOTIFY_COMPLETED, on_completed,
                            l, MHD_OPTION_NOTIFY_CONNECTION, on_connection, l,
                            MHD_OPTION_URI_LOG_CALLBACK, on_uri, l, MHD_OPTION_CONNECTION_LIMIT,
                            (unsigned)(limits->connections + CONNECTIONS_SLACK),
                            MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)limits->header_bytes,
                            MHD_OPTION_ARRAY, tls ? secure : plain, MHD_OPTION_END);
}
