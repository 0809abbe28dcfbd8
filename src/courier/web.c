#include "courier/inside.h"

#include "base/memory.h"
#include "courier/detail.h"

#include <string.h>

#define CONNECT_MS 10000L

/* Without UCS-2: what GSM 03.38 has at the places of ASCII. Its extension table counts double, and
 * whoever wants the rest of its letters gives a function that knows them. */
static bool is_narrow(struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = (uint8_t)text.at[i];

        if ((c < ' ' && c != '\n' && c != '\r') || c >= 0x7f || strchr("^`{}\\[~]|", c) != NULL) {
            return false;
        }
    }
    return true;
}

/* Keeps the beginning of the answer and drops the rest. The signature is libcurl's. */
static size_t hear(char *at, /* NOLINT(readability-non-const-parameter) */
                   size_t size, size_t count, void *ctx)
{
    struct job *j = ctx;
    size_t room = GATEWAY_ANSWER_MAX - j->body_len;
    size_t taken = size * count < room ? size * count : room;

    memcpy(j->body + j->body_len, at, taken);
    j->body_len += taken;
    return size * count;
}

static void set_request(const struct gateway *g, struct job *j, const struct gateway_request *r)
{
    for (size_t i = 0; i < r->header_count; i++) {
        j->list = curl_slist_append(j->list, r->headers[i]);
    }
    (void)curl_easy_setopt(j->easy, CURLOPT_URL, r->url);
    (void)curl_easy_setopt(j->easy, CURLOPT_PROTOCOLS_STR, "http,https");
    (void)curl_easy_setopt(j->easy, CURLOPT_PROXY, "");
    (void)curl_easy_setopt(j->easy, CURLOPT_NOSIGNAL, 1L);
    (void)curl_easy_setopt(j->easy, CURLOPT_USERAGENT, "mioboe");
    (void)curl_easy_setopt(j->easy, CURLOPT_HTTPHEADER, j->list);
    (void)curl_easy_setopt(j->easy, CURLOPT_TIMEOUT_MS, (long)gateway_timeout_ms(g));
    (void)curl_easy_setopt(j->easy, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MS);
    (void)curl_easy_setopt(j->easy, CURLOPT_WRITEFUNCTION, hear);
    (void)curl_easy_setopt(j->easy, CURLOPT_WRITEDATA, j);
    if (r->post) {
        (void)curl_easy_setopt(j->easy, CURLOPT_POSTFIELDSIZE, (long)r->body_len);
        (void)curl_easy_setopt(j->easy, CURLOPT_COPYPOSTFIELDS, r->body);
    }
}

bool web_begin(struct courier *c, struct job *j, const struct delivery *d, const struct notice *n)
{
    const struct gateway *g = c->lanes[j->channel].gateway;
    char token[GATEWAY_TOKEN_MAX];
    struct gateway_message m = {.delivery = d, .notice = n, .token = token};
    struct err e;
    bool ok;

    m.unicode = !(c->setup.narrow == NULL ? is_narrow : c->setup.narrow)(d->body);
    gateway_token(c->setup.report_key, d->id, token);
    ok = gateway_fill(g, &m, c->request, &e);
    if (ok) {
        j->body = memory_new(1, GATEWAY_ANSWER_MAX);
        set_request(g, j, c->request);
    } else {
        job_failed(c, j, (struct span){e.text, strlen(e.text)});
    }
    gateway_request_wipe(c->request);
    return ok;
}

void web_end(struct courier *c, struct job *j, CURLcode rc)
{
    const struct gateway *g = c->lanes[j->channel].gateway;
    struct span answer = {j->body, j->body_len};
    char bytes[COURIER_DETAIL_MAX];
    struct buf detail = BUF_ON(bytes);
    long status = 0;

    if (rc != CURLE_OK) {
        const char *why = curl_easy_strerror(rc);

        job_again(c, j, FAULT_CHANNEL, (struct span){why, strlen(why)});
        return;
    }
    (void)curl_easy_getinfo(j->easy, CURLINFO_RESPONSE_CODE, &status);
    gateway_detail(g, (unsigned)status, answer, &detail);
    switch (gateway_judge(g, (unsigned)status, answer)) {
    case GATEWAY_ACCEPTED:
        job_accepted(c, j, (struct span){detail.at, detail.len});
        return;
    case GATEWAY_FAILED:
        job_failed(c, j, (struct span){detail.at, detail.len});
        return;
    case GATEWAY_RETRY:
        job_again(c, j, FAULT_CHANNEL, (struct span){detail.at, detail.len});
        return;
    }
}
