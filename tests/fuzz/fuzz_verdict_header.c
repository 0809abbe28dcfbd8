/* Any bytes as a verdict's header: what reads prints again as itself; a right seal is only ours; and as
 * a message: its digest does not depend on the pieces it came in. */
#include "wire/verdict_digest.h"
#include "wire/verdict_header.h"

#include <assert.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t key[VERDICT_KEY_SIZE] = {7};

static void check_read(struct span in)
{
    struct filter_mark m = {.score = 1};
    struct filter_mark again = {.score = 1};
    enum verdict_seal seal = VERDICT_SEAL_WRONG;
    char bytes[VERDICT_HEADER_MAX];
    struct buf out = BUF_ON(bytes);
    struct err e = {0};

    if (!verdict_header_read(in, key, &m, &seal, &e)) {
        assert(e.code == ERR_INPUT && m.score == 1);
        return;
    }
    verdict_header_print(&out, &m, key);
    assert(!out.full);
    for (size_t i = 0; i < out.len; i++) {
        assert(out.at[i] != '\r');
        assert(out.at[i] != '\n' || (i + 1 < out.len && out.at[i + 1] == '\t'));
    }
    assert(verdict_header_read((struct span){out.at, out.len}, key, &again, &seal, &e));
    assert(seal == VERDICT_SEAL_RIGHT);
    assert(again.verdict == m.verdict && again.own == m.own && again.at_s == m.at_s);
    assert(memcmp(again.message, m.message, sizeof m.message) == 0);
}

static void digest(struct span in, size_t step, uint8_t out[FILTER_DIGEST_SIZE])
{
    struct verdict_digest *d = malloc(sizeof *d);

    assert(d != NULL);
    verdict_digest_begin(d);
    verdict_digest_header(d, SPAN("From"), in);
    verdict_digest_body_begin(d);
    for (size_t at = 0; at < in.len; at += step) {
        verdict_digest_body(d, (struct span){in.at + at, in.len - at < step ? in.len - at : step});
    }
    verdict_digest_end(d, out);
    free(d);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span in = {.at = (const char *)data, .len = size};
    uint8_t whole[FILTER_DIGEST_SIZE];
    uint8_t pieces[FILTER_DIGEST_SIZE];

    check_read(in);
    digest(in, size + 1, whole);
    digest(in, size > 0 ? data[0] % 7 + 1 : 1, pieces);
    assert(memcmp(whole, pieces, sizeof whole) == 0);
    return 0;
}
