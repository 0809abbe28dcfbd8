/* nginx_auth_read and nginx_auth_status: input is the values of the headers, one a line; what follows them
 * is the text of a refusal. A question that is read fits its room; one that is refused says why and shows
 * no password; every status stays in its line and within its bytes. */
#undef NDEBUG
#include "wire/nginx_auth.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_status(enum service service, struct span text)
{
    for (int why = 0; why < NGINX_FAILURE_COUNT; why++) {
        char bytes[NGINX_STATUS_MAX + 1];
        struct buf out = BUF_ON(bytes);

        nginx_auth_status(&out, service, (enum nginx_failure)why, text);
        assert(!out.full && out.len <= NGINX_STATUS_MAX && out.len > 0);
        for (size_t i = 0; i < out.len; i++) {
            assert((uint8_t)out.at[i] >= ' ' && out.at[i] != 0x7f);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span rest = {.at = (const char *)data, .len = size};
    struct span heads[NGINX_HEAD_COUNT];
    struct nginx_room room;
    struct nginx_question q = {.attempt = 0};
    struct err e = {0};

    for (size_t i = 0; i < NGINX_HEAD_COUNT; i++) {
        if (!span_cut(&rest, '\n', &heads[i])) {
            heads[i] = (struct span){0};
        }
    }
    check_status(SERVICE_IMAP, rest);
    check_status(SERVICE_POP3, rest);
    check_status(SERVICE_SUBMISSION, rest);
    if (!nginx_auth_read(heads, &room, &q, &e)) {
        assert(e.code == ERR_INPUT && e.text[0] != '\0' && q.attempt == 0);
        return 0;
    }
    assert(q.attempt > 0 && q.login.len <= NGINX_LOGIN_MAX && q.password.len <= NGINX_PASSWORD_MAX);
    assert(q.login.at == room.login && q.password.at == room.password);
    assert(q.password.len == 0 || memchr(q.password.at, '\0', q.password.len) == NULL);
    return 0;
}
