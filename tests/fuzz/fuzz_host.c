/* host_from_url, host_from_shown, url_inner_host: what is read is a name a resolver could take, and reads back the
 * same; what is refused leaves the output alone. */
#undef NDEBUG
#include "message/domain.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct host *h)
{
    struct host again = {0};
    struct err e = {0};
    struct span domain = host_domain(h);

    assert(h->len > 0 && h->len < HOST_MAX && strlen(h->name) == h->len);
    assert(strlen(h->shown) < SHOWN_MAX && h->shown[0] != '\0');
    assert(h->domain_at <= h->len && host_same_domain(h, h));
    for (size_t i = 0; i < h->len; i++) {
        assert((unsigned char)h->name[i] > ' ' && (unsigned char)h->name[i] < 0x7f);
        assert(h->name[i] < 'A' || h->name[i] > 'Z');
    }
    if (h->kind != HOST_NAME) {
        assert(domain.len == 0 && site_traits(h) == 0);
        return;
    }
    assert(domain.len == 0 || host_within(h, domain));
    assert(host_from_name(host_name(h), &again, &e));
    assert(span_eq(host_name(&again), host_name(h)) && again.tricks == 0);
    assert(again.domain_at == h->domain_at && strcmp(again.shown, h->shown) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span in = {.at = (const char *)data, .len = size};
    struct host h = {.len = 9};
    struct err e = {0};

    if (host_from_url(in, &h, &e)) {
        check(&h);
    } else {
        assert((e.code == ERR_ABSENT || e.code == ERR_INPUT) && e.text[0] != '\0' && h.len == 9);
        h.len = 9;
    }
    if (host_from_shown(in, &h)) {
        check(&h);
    }
    if (url_inner_host(in, &h)) {
        check(&h);
    }
    return 0;
}
