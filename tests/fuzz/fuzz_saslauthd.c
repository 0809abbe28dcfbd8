/* saslauthd_parse: what mioboe-pam reads from its socket. A question that is read lies whole inside the
 * input and fits what PAM is given; a beginning of it is always waited for; nothing else changes the
 * output, and no error shows a byte of the question. */
#undef NDEBUG
#include "wire/saslauthd.h"

#include <assert.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_part(struct span in, struct span part, size_t min, size_t max)
{
    assert(part.at >= in.at && part.at + part.len <= in.at + in.len);
    assert(part.len >= min && part.len <= max);
    assert(part.len == 0 || memchr(part.at, '\0', part.len) == NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span in = {.at = (const char *)data, .len = size};
    struct saslauthd_question q = {0};
    struct err e = {0};
    enum saslauthd_read got = saslauthd_parse(in, &q, &e);

    if (got != SASLAUTHD_WHOLE) {
        assert(q.login.at == NULL && (got == SASLAUTHD_REFUSED) == (e.code == ERR_INPUT));
        return 0;
    }
    assert(size <= SASLAUTHD_QUESTION_MAX);
    check_part(in, q.login, 1, SASLAUTHD_LOGIN_MAX);
    check_part(in, q.password, 0, SASLAUTHD_LOGIN_MAX);
    check_part(in, q.service, 0, SASLAUTHD_NAME_MAX);
    check_part(in, q.realm, 0, SASLAUTHD_REALM_MAX);
    assert(q.service.len == 0 || memchr(q.service.at, '/', q.service.len) == NULL);
    for (size_t len = 0; len < size; len++) {
        struct saslauthd_question half = {0};

        assert(saslauthd_parse((struct span){in.at, len}, &half, &e) == SASLAUTHD_MORE);
    }
    return 0;
}
