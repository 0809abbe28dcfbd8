/* A form with files. Invariants: every part is a view into the body, in order, with a name; no part holds the
 * mark between parts; a refusal says why. */
#include "wire/multipart.h"

#include <assert.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool inside(struct span in, struct span part)
{
    return part.len == 0 || (part.at >= in.at && part.at + part.len <= in.at + in.len);
}

static void walk(struct multipart *m, struct span body)
{
    struct multipart_part part;
    const char *end = body.at;
    struct err e = {0};
    bool more = true;
    size_t count = 0;

    while (multipart_next(m, &part, &more, &e) && more) {
        assert(part.name.len > 0 && inside(body, part.name) && inside(body, part.filename));
        assert(part.is_file || part.filename.len == 0);
        assert(inside(body, part.body) && part.name.at > end);
        end = part.body.at + part.body.len;
        count++;
    }
    assert(count <= MULTIPART_PARTS_MAX);
    assert(!more);
    assert(m->done || ((e.code == ERR_INPUT || e.code == ERR_LIMIT) && e.text[0] != '\0'));
}

/* The first line is the Content-Type. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span body = {.at = (const char *)data, .len = size};
    struct span type;
    struct multipart m;
    struct err e = {0};

    if (!span_cut(&body, '\n', &type)) {
        return 0;
    }
    if (multipart_open(type, body, &m, &e)) {
        assert(multipart_is(type));
        walk(&m, body);
    } else {
        assert(e.code == ERR_INPUT && e.text[0] != '\0');
    }
    return 0;
}
