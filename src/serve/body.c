/* Bodies on their way in: what is taken, what is thrown away, how long it may last. */
#include "serve/crowd.h"
#include "serve/inside.h"
#include "serve/pages.h"

#include "base/number.h"

#define DRAINED_MAX ((size_t)128 << 20) /* bytes of a body nobody wants that are waited for */

bool body_announces_more(const struct exchange *x, size_t most)
{
    const char *text =
        MHD_lookup_connection_value(x->connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_CONTENT_LENGTH);
    uint64_t length;

    if (text == NULL) {
        return false;
    }
    return !number_parse((struct span){.at = text, .len = strlen(text)}, 0, most, &length);
}

/* A browser shows no answer before it has sent its whole form: what a stranger's form brings too much is
 * taken and thrown away, within bounds. */
bool body_drains(const struct exchange *x)
{
    return x->match.route == &pages_upload_route && x->refusal != 414 &&
           !body_announces_more(x, DRAINED_MAX);
}

/* More bytes have more time to come, as long as they come. */
static void extend(struct exchange *x, size_t len)
{
    const struct serve_limits *limits = &x->loop->serve->setup.limits;
    size_t before = x->body_seen / limits->upload_rate;

    x->body_seen += len;
    if (x->match.route != NULL && x->match.route->uploads &&
        x->body_seen / limits->upload_rate > before && x->peer->timer.in != NULL) {
        timer_set(&x->loop->receiving, &x->peer->timer,
                  x->begun_ms + limits->receive_ms +
                      (int64_t)(x->body_seen * 1000 / limits->upload_rate));
    }
}

/* A stranger has few uploads under way at once; what is no longer than any form is none. */
static bool lets_upload(struct exchange *x)
{
    if (x->match.route != &pages_upload_route || x->uploader || x->body_seen <= PAGES_BODY_MAX) {
        return true;
    }
    pages_note(x);
    x->uploader = crowd_enter(x->loop->serve->uploaders, &x->head.viewer);
    return x->uploader;
}

void body_take(struct exchange *x, const char *at, size_t len)
{
    enum exchange_room room;

    extend(x, len);
    if (x->refusal == 0 && !lets_upload(x)) {
        x->refusal = 429;
        exchange_drop_body(x);
    }
    if (x->refusal != 0) {
        if (x->body_seen > DRAINED_MAX) {
            peer_shut(x->peer);
        }
        return;
    }
    room = exchange_take_body(x, at, len);
    if (room == EXCHANGE_ROOM) {
        return;
    }
    x->refusal = room == EXCHANGE_TOO_BIG ? 413 : 503;
    exchange_drop_body(x);
    if (room == EXCHANGE_TOO_BIG && x->match.route != &pages_upload_route) {
        peer_shut(x->peer); /* it announced less, or nothing */
    }
}
