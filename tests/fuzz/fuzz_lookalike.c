/* brands_lookalike and brands_in_text with the registry inside the program: what is found lies in the host or the
 * text, and nobody's own host imitates anybody. */
#undef NDEBUG
#include "message/brand.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct brands *registry(void)
{
    static struct brands *b;
    struct err e;

    if (b == NULL) {
        bool made = brands_builtin(NULL, 0, &b, &e);

        assert(made);
    }
    return b;
}

static void check_host(const struct brands *b, const struct host *h)
{
    struct lookalike l = {0};

    if (!brands_lookalike(b, h, &l)) {
        return;
    }
    assert(h->kind == HOST_NAME && brands_owner(b, h) == NULL);
    assert(l.brand != NULL && l.like.len > 0 && l.label.len > 0);
    assert(l.label.at >= h->name && l.label.at + l.label.len <= h->name + h->len);
    assert(likeness_code(l.how)[0] != '\0');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct brands *b = registry();
    struct span in = {.at = (const char *)data, .len = size};
    struct brand_hit hits[8];
    struct host h;
    struct err e;
    size_t count = brands_in_text(b, in, hits, COUNT(hits));

    assert(count <= COUNT(hits));
    for (size_t i = 0; i < count; i++) {
        assert(hits[i].brand == brands_at(b, hits[i].brand->index));
        assert(memchr(hits[i].words, '\0', sizeof hits[i].words) != NULL);
    }
    if (host_from_url(in, &h, &e)) {
        check_host(b, &h);
    }
    return 0;
}
