/* The limit of `mioboe serve`: the same construction with nothing in it. One libmicrohttpd daemon
 * driven by our own poll loop parses each JSON body with jansson and gives the same answer to all.
 *   bench_bare_http PORT                     answers until it is killed */
#include "base/number.h"

#include <jansson.h>
#include <microhttpd.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#define BODY_MAX 4096
#define TURN_MOST_MS 1000

struct request {
    size_t len;
    char body[BODY_MAX];
};

static struct MHD_Response *answer;

static bool is_json(const struct request *r)
{
    json_error_t e;
    json_t *j = json_loadb(r->body, r->len, JSON_REJECT_DUPLICATES, &e);
    bool parsed = j != NULL;

    json_decref(j);
    return parsed;
}

/* NOLINTNEXTLINE(readability-function-size): libmicrohttpd's parameters */
static enum MHD_Result on_request(void *cls, struct MHD_Connection *c, const char *url,
                                  const char *method, const char *version, const char *data,
                                  size_t *size, void **state)
{
    struct request *r = *state;

    (void)cls;
    (void)url;
    (void)method;
    (void)version;
    if (r == NULL) {
        r = calloc(1, sizeof *r);
        *state = r;
        return r == NULL ? MHD_NO : MHD_YES;
    }
    if (*size == 0) {
        return MHD_queue_response(c, is_json(r) ? 200 : 400, answer);
    }
    if (*size <= sizeof r->body - r->len) {
        memcpy(r->body + r->len, data, *size);
        r->len += *size;
    }
    *size = 0;
    return MHD_YES;
}

static void on_completed(void *cls, struct MHD_Connection *c, void **state,
                         enum MHD_RequestTerminationCode why)
{
    (void)cls;
    (void)c;
    (void)why;
    free(*state);
    *state = NULL;
}

static void run(struct MHD_Daemon *d)
{
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(d, MHD_DAEMON_INFO_EPOLL_FD);
    struct pollfd fd = {.fd = info->epoll_fd, .events = POLLIN};

    for (;;) {
        MHD_UNSIGNED_LONG_LONG ms = TURN_MOST_MS;

        if (MHD_get_timeout(d, &ms) != MHD_YES || ms > TURN_MOST_MS) {
            ms = TURN_MOST_MS;
        }
        (void)poll(&fd, 1, (int)ms);
        (void)MHD_run(d);
    }
}

int main(int argc, char *argv[])
{
    static char body[] = "{\"status\":0,\"msg\":\"\",\"r_attrs\":{\"cause\":\"none\"}}";
    struct MHD_Daemon *d;
    uint64_t port;

    if (argc != 2 ||
        !number_parse((struct span){.at = argv[1], .len = strlen(argv[1])}, 1, UINT16_MAX, &port)) {
        (void)fputs("usage: bench_bare_http PORT\n", stderr);
        return EX_USAGE;
    }
    answer = MHD_create_response_from_buffer(sizeof body - 1, body, MHD_RESPMEM_PERSISTENT);
    (void)MHD_add_response_header(answer, MHD_HTTP_HEADER_CONTENT_TYPE, "application/json");
    d = MHD_start_daemon(MHD_USE_EPOLL, (uint16_t)port, NULL, NULL, on_request, NULL,
                         MHD_OPTION_NOTIFY_COMPLETED, on_completed, NULL,
                         MHD_OPTION_CONNECTION_LIMIT, 4096u, MHD_OPTION_END);
    if (d == NULL) {
        (void)fputs("bench_bare_http: cannot listen\n", stderr);
        return EX_OSERR;
    }
    run(d);
    return EX_OK;
}
