/* delivery_report_parse: input is "ID/TOKEN?QUERY" and, behind a NUL, a form. A report that is read has a
 * state a gateway may tell and a text of one printable line; one that is refused says why. */
#undef NDEBUG
#include "wire/delivery_report.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct span cut(struct span *rest, char mark)
{
    struct span head;

    if (!span_cut(rest, mark, &head)) {
        head = *rest;
        rest->len = 0;
    }
    return head;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span form = {.at = (const char *)data, .len = size};
    struct span query = cut(&form, '\0');
    struct span token = cut(&query, '?');
    struct span id = cut(&token, '/');
    struct delivery_report r = {.id = -1};
    struct err e = {0};

    if (!delivery_report_parse(id, token, query, form, &r, &e)) {
        assert(e.code == ERR_INPUT && e.text[0] != '\0' && r.id == -1);
        return 0;
    }
    assert(r.id > 0 && r.token.at == token.at && r.token.len == token.len);
    assert(r.state >= DELIVERY_ACCEPTED && r.state <= DELIVERY_EXPIRED);
    assert(r.text_len <= sizeof r.text);
    for (size_t i = 0; i < r.text_len; i++) {
        assert((uint8_t)r.text[i] >= ' ');
    }
    return 0;
}
