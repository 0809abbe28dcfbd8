/* /v1 over HTTP: carries a request to serve/api.h and its answer back. Runs in a worker thread. */
#include "serve/routes.h"

#include "serve/api.h"

void api_handle(struct exchange *x)
{
    const struct api_request r = {
        .method = exchange_method(x),
        .path = exchange_path(x),
        .query = exchange_query(x),
        .body = exchange_body(x),
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
    exchange_answer_buf(x, status, "application/json", &out);
}
