/* Any bytes as a message, any bytes as the answers of the sender's zone: verifying ends, binds only what
 * passed, and asks about no name outside the sender's, the client's and what their records lead to. */
#undef NDEBUG
#include "message/verify.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* libopendkim and libspf2 forget some memory of records in error. What this room forgets, the unit
 * tests show. */
// NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming)
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libopendkim.so\nleak:libspf2.so\nleak:libopendmarc.so\n";
}
// NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming)

static bool answer_all(struct lookups *l, struct span values)
{
    bool open = false;
    size_t index = 0;
    struct err e = {0};

    while (lookups_open(l, 0, &index) != NULL) {
        (void)lookups_answer(l, index, LOOKUP_FOUND, &values, 1, &e);
        open = true;
    }
    return open;
}

/* The first line are the zone's answers, the rest is the message. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct verifier *v;
    struct span all = {.at = (const char *)data, .len = size};
    struct span zone;
    struct verify_ask ask = {
        .from_domain = SPAN("mail.example.jp"),
        .has_client = true,
        .helo = SPAN("mx.example.jp"),
        .mail_from = SPAN("a@example.jp"),
    };
    struct verify_answer a = {0};
    struct lookups *l = lookups_new();
    struct err e = {0};

    assert(l != NULL && (v != NULL || verifier_new(&v, &e)));
    if (!span_cut(&all, '\n', &zone) || zone.len > LOOKUP_VALUE_MAX) {
        lookups_free(&l);
        return 0;
    }
    assert(address_parse(SPAN("192.0.2.1"), &ask.client));
    ask.message = all;
    for (int round = 0; round < LOOKUPS_ROUNDS_MAX; round++) {
        verify_message(v, &ask, l, &a);
        if (!answer_all(l, zone)) {
            break;
        }
    }
    assert(!a.bound || a.spf == VERIFY_PASS || a.dkim == VERIFY_PASS);
    assert(a.dmarc != VERIFY_PASS || a.bound);
    lookups_free(&l);
    return 0;
}
