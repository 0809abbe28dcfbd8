/* A message of any bytes gets a verdict, and "genuine" only when the rules allow it. */
#include "message/checker.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool has(const struct verdict *v, enum evidence_kind k)
{
    return evidence_find(&v->evidence, k) != NULL;
}

/* The first byte says what kind of message it is. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct checker *checker;
    static struct observation observation;
    static struct verdict verdict;
    const struct checker_settings settings = {.authserv_id = SPAN_INIT("mx.example.jp"),
                                              .without_sandbox = true};
    struct record_question question;
    struct message_source src = {.kind = MESSAGE_MAIL};
    struct err e = {0};

    if (checker == NULL && !checker_open(&settings, &checker, &e)) {
        abort();
    }
    if (size == 0) {
        return 0;
    }
    src.kind = (enum message_kind)(data[0] % 3);
    src.bytes = (struct span){.at = (const char *)data + 1, .len = size - 1};
    checker_observe(checker, &src, &observation, &question);
    checker_judge(checker, &observation, &verdict);
    assert(verdict.evidence.count <= EVIDENCE_COUNT);
    for (size_t i = 1; i < verdict.evidence.count; i++) {
        assert(verdict.evidence.at[i - 1].kind < verdict.evidence.at[i].kind);
    }
    if (verdict.code == VERDICT_GENUINE) {
        assert(has(&verdict, EVIDENCE_AUTH_PASSED) && has(&verdict, EVIDENCE_SENDER_PUBLISHED));
        assert(!has(&verdict, EVIDENCE_LINK_FOREIGN) && !has(&verdict, EVIDENCE_LIMIT));
        assert(!observation.unreadable);
    }
    return 0;
}
