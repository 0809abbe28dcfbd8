/* What was seen in a message, read back from bytes. Invariants: what is read and packed again is read as the
 * same; texts end; a refusal is one of input. */
#include "service/check_state.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct check_finding first;
    static struct check_finding again;
    static char bytes[CHECK_STATE_BYTES];
    struct buf out = BUF_ON(bytes);
    struct err e = {0};

    if (!check_finding_unpack((struct span){.at = (const char *)data, .len = size}, &first, &e)) {
        assert(e.code == ERR_INPUT && e.text[0] != '\0');
        return 0;
    }
    assert(first.seen.evidence.count <= EVIDENCE_COUNT && first.text_len <= CHECK_TEXT_MAX);
    for (size_t i = 0; i < first.seen.evidence.count; i++) {
        const struct evidence *v = &first.seen.evidence.at[i];

        assert(v->kind < EVIDENCE_COUNT && memchr(v->on, 0, sizeof v->on) != NULL);
        assert(memchr(v->brand, 0, sizeof v->brand) != NULL);
        assert(memchr(v->other, 0, sizeof v->other) != NULL);
    }
    check_finding_pack(&first, &out);
    assert(!out.full);
    assert(check_finding_unpack((struct span){.at = out.at, .len = out.len}, &again, &e));
    assert(memcmp(&first.answers, &again.answers, sizeof first.answers) == 0);
    assert(first.seen.evidence.count == again.seen.evidence.count);
    assert(first.checked_ms == again.checked_ms && first.text_len == again.text_len);
    return 0;
}
