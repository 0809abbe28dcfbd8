/* gateway_parse, gateway_fill, gateway_judge: input is a gateway file, a NUL, an answer, a NUL, a text. A file
 * that is refused says why; a request that is made holds nothing that would end its line, and the text
 * in it is one the gateway gets back whole. */
#undef NDEBUG
#include "courier/gateway.h"

#include <assert.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_line(const char *at, size_t cap)
{
    size_t len = strnlen(at, cap);

    assert(len < cap);
    for (size_t i = 0; i < len; i++) {
        assert((uint8_t)at[i] >= ' ' && at[i] != '\x7f');
    }
}

static void check_request(const struct gateway *g, struct span text)
{
    static struct gateway_request r;
    struct delivery d = {.id = 7, .recipient = SPAN("+819012345678"), .body = text};
    struct gateway_message m = {.delivery = &d, .token = "00"};
    struct err e;

    if (!gateway_fill(g, &m, &r, &e)) {
        assert(e.code == ERR_INPUT || e.code == ERR_LIMIT);
        return;
    }
    check_line(r.url, sizeof r.url);
    assert(strncmp(r.url, "http", 4) == 0);
    assert(r.header_count <= GATEWAY_HEADERS_MAX + 1 && r.body_len <= sizeof r.body);
    for (size_t i = 0; i < r.header_count; i++) {
        check_line(r.headers[i], sizeof r.headers[i]);
    }
}

static void check_answer(const struct gateway *g, struct span answer)
{
    char bytes[64];
    struct buf detail = BUF_ON(bytes);
    enum gateway_verdict v = gateway_judge(g, 202, answer);

    assert(v == GATEWAY_ACCEPTED || v == GATEWAY_FAILED || v == GATEWAY_RETRY);
    gateway_detail(g, 202, answer, &detail);
    assert(!detail.full);
    for (size_t i = 0; i < detail.len; i++) {
        assert((uint8_t)detail.at[i] >= ' ');
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span rest = {.at = (const char *)data, .len = size};
    struct gateway *g = NULL;
    struct span file;
    struct span answer;
    struct err e = {0};

    if (!span_cut(&rest, '\0', &file)) {
        file = rest;
        rest.len = 0;
    }
    if (!span_cut(&rest, '\0', &answer)) {
        answer = rest;
    }
    if (!gateway_parse(file, "fuzz", &g, &e)) {
        assert(e.code == ERR_CONFIG || e.code == ERR_LIMIT);
        assert(e.text[0] != '\0' && g == NULL);
        return 0;
    }
    assert(gateway_slots(g) >= 1 && gateway_slots(g) <= 64 && gateway_backoff(g)->count >= 1);
    check_request(g, rest);
    check_answer(g, answer);
    gateway_free(&g);
    assert(g == NULL);
    return 0;
}
