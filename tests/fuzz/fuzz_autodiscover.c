/* A request of Outlook's, by anybody. Invariants: a refusal says why and changes nothing; an address
 * that is read lies in the request, has a domain and no character of XML; what is answered holds no
 * tag that was not ours. */
#include "wire/autodiscover.h"

#include <assert.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t count(struct span in, char c)
{
    size_t n = 0;

    for (size_t i = 0; i < in.len; i++) {
        n += in.at[i] == c;
    }
    return n;
}

static void check_answer(const struct autodiscover_request *r)
{
    static const struct mail_setup setup = {
        .server = {[MAIL_IMAP] = {SPAN_INIT("imap.example.jp"), 993, MAIL_SOCKET_TLS},
                   [MAIL_SUBMISSION] = {SPAN_INIT("smtp.example.jp"), 465, MAIL_SOCKET_TLS}}};
    static const struct autodiscover_request plain = {.address = SPAN_INIT("a@example.jp")};
    static char room[2][16384];
    struct buf out[2] = {BUF_ON(room[0]), BUF_ON(room[1])};

    autodiscover_print(&out[0], &setup, r);
    autodiscover_print(&out[1], &setup, &plain);
    assert(!out[0].full && !out[1].full);
    assert(count((struct span){room[0], out[0].len}, '<') ==
           count((struct span){room[1], out[1].len}, '<'));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span in = {.at = (const char *)data, .len = size};
    struct autodiscover_request r = {.address = SPAN("untouched")};
    struct err e = {0};

    if (!autodiscover_parse(in, &r, &e)) {
        assert((e.code == ERR_INPUT || e.code == ERR_LIMIT) && e.text[0] != '\0');
        assert(span_eq(r.address, SPAN("untouched")));
        return 0;
    }
    assert(r.address.at >= in.at && r.address.at + r.address.len <= in.at + in.len);
    assert(mail_domain_of(r.address).len > 0 && count(r.address, '<') == 0);
    check_answer(&r);
    return 0;
}
