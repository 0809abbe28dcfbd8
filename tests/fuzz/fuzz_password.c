/* What mail servers, operators and hosts send about passwords. Invariants: an error never quotes a secret;
 * what is taken in is one of the forms that can be verified, and taken in again it is the same; app
 * passwords print as they are read; a host's answer does not change with what comes behind it. */
#define _GNU_SOURCE /* memmem */
#include "courier/host_password.h"
#include "credential/app_password.h"
#include "credential/main_password.h"
#include "credential/pin.h"
#include "wire/password_json.h"

#include <assert.h>
#include <stdlib.h>

#define MARK "hunter22" /* the seeds' password */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The password stands where a password belongs, and nowhere else: there it would be no secret. */
static bool is_secret(struct span in)
{
    static const char front[] = "\"password\":\"" MARK;
    const char *at = memmem(in.at, in.len, MARK, strlen(MARK));
    size_t before = sizeof front - 1 - strlen(MARK);
    size_t left;

    if (at == NULL || (size_t)(at - in.at) < before || memcmp(at - before, front, before) != 0) {
        return false;
    }
    at += strlen(MARK);
    left = in.len - (size_t)(at - in.at);
    return memmem(at, left, MARK, strlen(MARK)) == NULL;
}

static void check_error(const struct err *e, struct span in)
{
    assert(e->code == ERR_INPUT);
    assert(!is_secret(in) || strstr(e->text, MARK) == NULL);
}

static void check_question(struct span in)
{
    static struct password_scratch scratch;
    struct password_question q = {.session = SPAN("kept")};
    bool judge = true;
    struct err e = {0};

    if (!password_json_read_question(in, &scratch, &q, &judge, &e)) {
        check_error(&e, in);
        assert(span_eq(q.session, SPAN("kept")) && judge);
        return;
    }
    assert(q.login.len > 0 && q.login.len <= sizeof scratch.login);
    assert(q.password.len <= PASSWORD_MAX && (unsigned)q.service < SERVICE_COUNT);
}

static void check_wishes(struct span in)
{
    struct password_line line;
    struct app_password app = {0};
    struct secret secret = {0};
    bool truth;
    struct err e = {0};

    if (password_json_read_line(in, &line, &e)) {
        assert(line.name_text.len > 0 && line.hash_text.len > 0);
    } else {
        check_error(&e, in);
    }
    e = (struct err){0};
    if (password_json_read_app(in, &app, &truth, &e)) {
        assert(app.scopes != 0 && (app.scopes & ~(uint32_t)APP_SCOPE_ALL) == 0);
        assert(memchr(app.name, '\0', sizeof app.name) != NULL);
        assert(!app.limits.has_network || app.limits.bits <= 128);
    }
    e = (struct err){0};
    if (!password_json_read_secret(in, "password", &secret, &e)) {
        check_error(&e, in);
    }
}

static void check_hash(struct span in)
{
    char kept[PASSWORD_HASH_MAX + 1] = "untouched";
    char again[PASSWORD_HASH_MAX + 1];
    struct err e = {0};

    if (!main_password_take(in, kept, &e)) {
        assert(e.code == ERR_INPUT && strcmp(kept, "untouched") == 0);
        return;
    }
    assert(strlen(kept) > 0 && strcmp(main_password_scheme(kept), "unknown") != 0);
    assert(main_password_take((struct span){.at = kept, .len = strlen(kept)}, again, &e));
    assert(strcmp(kept, again) == 0);
}

static void check_typed(struct span in)
{
    struct app_letters letters;
    struct app_letters same;
    char text[APP_TEXT_BYTES + 1];
    struct secret typed;
    struct secret pin;

    if (app_letters_read(in, &letters) == APP_FORM_RIGHT) {
        app_letters_print(&letters, text);
        assert(app_letters_read((struct span){.at = text, .len = APP_TEXT_BYTES}, &same) ==
               APP_FORM_RIGHT);
        assert(memcmp(&letters, &same, sizeof letters) == 0);
    }
    if (secret_take(&typed, in) && pin_read(&typed, &pin)) {
        assert(pin.len >= PIN_DIGITS_MIN && pin.len <= PIN_DIGITS_MAX);
    }
}

static void check_host(struct span in)
{
    enum host_result whole = HOST_AWAY;
    enum host_result part = HOST_AWAY;
    bool has = host_dovecot_read(in, 1, &whole);

    for (size_t len = 0; len < in.len; len += 1 + len / 4) {
        if (host_dovecot_read((struct span){.at = in.at, .len = len}, 1, &part)) {
            assert(has && part == whole);
        }
    }
    has = host_saslauthd_read(in, &whole);
    for (size_t len = 0; len < in.len; len += 1 + len / 4) {
        if (host_saslauthd_read((struct span){.at = in.at, .len = len}, &part)) {
            assert(has && part == whole);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *copy = malloc(size == 0 ? 1 : size);
    struct span in = {.at = copy, .len = size};

    assert(copy != NULL);
    if (size > 0) {
        memcpy(copy, data, size);
    }
    check_question(in);
    check_wishes(in);
    check_hash(in);
    check_typed(in);
    check_host(in);
    free(copy);
    return 0;
}
