/* verify_client_parse: what pam_mioboe.so reads from the daemon's socket, inside somebody else's program;
 * and the input as login and password of a request. An answer that is read is one line of text that
 * ends; one that is refused says why and changes nothing; every request says how long its body is. */
#undef NDEBUG
#include "wire/verify_client.h"

#include <assert.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_line(const char *text, size_t room)
{
    size_t len = strnlen(text, room);

    assert(len < room);
    for (size_t i = 0; i < len; i++) {
        assert((uint8_t)text[i] >= ' ');
    }
}

static void check_request(struct span in)
{
    char bytes[VERIFY_REQUEST_MAX + 1];
    struct buf out = {.at = bytes, .cap = VERIFY_REQUEST_MAX};
    const struct verify_question q = {
        .login = {in.at, in.len < VERIFY_LOGIN_MAX ? in.len : VERIFY_LOGIN_MAX},
        .password = {in.at, in.len < VERIFY_PASSWORD_MAX ? in.len : VERIFY_PASSWORD_MAX},
    };
    const char *body;

    verify_client_print(&out, &q);
    assert(!out.full);
    bytes[out.len] = '\0';
    body = strstr(bytes, "\r\n\r\n") + 4;
    assert(strlen(body) ==
           (size_t)(bytes + out.len - body)); /* no byte of the input is a NUL in it */
    assert(strtoul(strstr(bytes, "Content-Length: ") + 16, NULL, 10) == strlen(body));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span in = {.at = (const char *)data, .len = size};
    struct verify_answer a = {.wait_s = 77};
    struct err e = {0};

    check_request(in);
    if (!verify_client_parse(in, &a, &e)) {
        assert((e.code == ERR_INPUT || e.code == ERR_STORE) && e.text[0] != '\0' && a.wait_s == 77);
        return 0;
    }
    assert(a.result < VERIFY_RESULT_COUNT && a.wait_s <= VERIFY_WAIT_MAX);
    check_line(a.account, sizeof a.account);
    check_line(a.text, sizeof a.text);
    assert(a.result == VERIFY_RIGHT || a.account[0] == '\0');
    return 0;
}
