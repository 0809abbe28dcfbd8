/* /v1 over HTTP: carries a request to serve/api.h and its answer back. Runs in a worker thread. */
#include "serve/routes.h"

#include "model/page.h"
#include "serve/api.h"
#include "service/log.h"

/* What a request changed and who asked for it. Its body is not looked at: it may hold secrets. */
static void log_change(const struct exchange *x, const struct api_request *r)
{
    static const struct {
        const char *path;
        enum log_event event;
        const char *message;
    } kinds[] = {
        {"/v1/accounts", LOG_EVENT_ACCOUNT_CHANGED, "an account was changed"},
        {"/v1/passwords", LOG_EVENT_PASSWORD_CHANGED, "passwords were taken in"},
        {"/v1/tokens", LOG_EVENT_TOKEN_CHANGED, "a token was made or revoked"},
        {"/v1/stages", LOG_EVENT_STAGE_CHANGED, "a stage was changed"},
        {"/v1/listings", LOG_EVENT_LIST_CHANGED, "a list was changed"},
        {"/v1/fakes", LOG_EVENT_FAKES_CHANGED, "the list of fakes was changed"},
    };
    const char *who = exchange_who(x);
    const struct log_field fields[] = {
        LOG_FIELD_TEXT("method", r->method),
        LOG_FIELD_TEXT("path", r->path),
        LOG_FIELD_TEXT("who", ((struct span){.at = who, .len = strlen(who)})),
    };

    for (size_t i = 0; i < COUNT(kinds); i++) {
        size_t len = strlen(kinds[i].path);

        if (r->path.len >= len && !span_eq(r->path, SPAN("/v1/fakes/match")) &&
            memcmp(r->path.at, kinds[i].path, len) == 0) {
            log_story(LOG_LEVEL_INFO, kinds[i].event, kinds[i].message, fields, COUNT(fields));
            return;
        }
    }
}

void api_handle(struct exchange *x)
{
    const struct api_request r = {
        .method = exchange_method(x),
        .path = exchange_path(x),
        .query = exchange_query(x),
        .body = exchange_body(x),
        .content_type = exchange_page(x).content_type,
        .now_ms = exchange_now_ms(x),
        .guard = exchange_guard(x),
    };
    struct api *api = exchange_api(x);
    struct buf out;
    unsigned status;

    if (api == NULL) {
        exchange_refuse(x, 503, "not ready yet");
        return;
    }
    out = exchange_buf(x, API_ANSWER_MAX);
    status = api_answer(api, &r, &out);
    if (status < 300 && !span_eq(r.method, SPAN("GET")) && !span_eq(r.method, SPAN("HEAD"))) {
        log_change(x, &r);
    }
    exchange_answer_buf(x, status, "application/json", &out);
}
