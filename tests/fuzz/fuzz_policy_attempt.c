/* policy_http_parse_attempt: what it accepts jansson accepts and reads alike; what it refuses it explains
 * and leaves alone; and a body that jansson takes is refused only for a reason that is ours. */
#undef NDEBUG
#include "wire/policy_http.h"

#include <assert.h>
#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool inside(struct span s, const char *from, size_t len)
{
    return s.len == 0 || (s.at >= from && s.at + s.len <= from + len);
}

static void check_views(const struct attempt *a, struct span body,
                        const struct policy_scratch *scratch)
{
    const struct span texts[] = {a->login,  a->pwhash,     a->session,
                                 a->device, a->client_key, a->fail_type};

    assert(scratch->used <= sizeof scratch->bytes);
    assert(a->login.len <= ATTEMPT_LOGIN_MAX);
    for (size_t i = 0; i < COUNT(texts); i++) {
        assert(inside(texts[i], body.at, body.len) ||
               inside(texts[i], scratch->bytes, scratch->used));
        assert(texts[i].len <= ATTEMPT_TEXT_MAX);
        assert(texts[i].len == 0 || memchr(texts[i].at, '\0', texts[i].len) == NULL);
    }
    for (size_t i = 0; i < a->login.len; i++) {
        assert(a->login.at[i] < 'A' || a->login.at[i] > 'Z');
    }
}

/* The text is what jansson read, or the beginning of it. */
static void check_text(struct span got, const json_t *tree, const char *name)
{
    const json_t *v = json_object_get(tree, name);

    if (v == NULL || json_is_null(v)) {
        assert(got.len == 0);
        return;
    }
    assert(json_is_string(v) && json_string_length(v) >= got.len);
    assert(got.len == 0 || memcmp(json_string_value(v), got.at, got.len) == 0);
    assert(got.len == json_string_length(v) || got.len > ATTEMPT_TEXT_MAX - 4);
}

static void check_truth(bool got, const json_t *tree, const char *name)
{
    const json_t *v = json_object_get(tree, name);
    bool text = v != NULL && json_is_string(v) && (json_string_value(v)[0] | 0x20) == 't';

    assert(got == (v != NULL && (json_is_true(v) || text)));
}

static void check_against(const struct attempt *a, const json_t *tree)
{
    const json_t *remote = json_object_get(tree, "remote");

    check_text(a->pwhash, tree, "pwhash");
    check_text(a->session, tree, "session_id");
    check_text(a->device, tree, "device_id");
    check_text(a->fail_type, tree, "fail_type");
    check_truth(a->success, tree, "success");
    check_truth(a->policy_reject, tree, "policy_reject");
    check_truth(a->tls, tree, "tls");
    assert(a->login.len == json_string_length(json_object_get(tree, "login")));
    assert(a->has_remote == (json_string_length(remote) > 0));
}

/* Numbers beyond jansson's range, nowhere read here. */
static bool is_number_limit(const json_error_t *e)
{
    return json_error_code(e) == json_error_numeric_overflow;
}

static void check_accepted(const struct attempt *a, struct span body)
{
    json_error_t why;
    json_t *tree = json_loadb(body.at, body.len, 0, &why);

    if (tree == NULL) {
        assert(is_number_limit(&why));
        return;
    }
    check_against(a, tree);
    json_decref(tree);
}

static void check_refused(const struct err *e, struct span body)
{
    json_t *tree = json_loadb(body.at, body.len, JSON_REJECT_DUPLICATES, NULL);

    assert(e->code == ERR_INPUT && e->text[0] != '\0');
    for (const char *c = e->text; *c != '\0'; c++) {
        assert((unsigned char)*c >= ' ' && *c != 0x7f);
    }
    /* jansson 2.14 overlooks a NUL byte behind a number: there we are the stricter one. */
    if (json_is_object(tree) && memchr(body.at, '\0', body.len) == NULL) {
        assert(strncmp(e->text, "field ", 6) == 0 || strncmp(e->text, "the body ", 9) == 0 ||
               strstr(e->text, "nested too deep") != NULL);
    }
    json_decref(tree);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct policy_scratch scratch;
    static const char kept[] = "kept";
    struct span body = {.at = (const char *)data, .len = size};
    struct attempt a = {.session = {kept, 4}, .service = SERVICE_COUNT, .success = true};
    struct err e = {0};

    if (policy_http_parse_attempt(body, &scratch, &a, &e)) {
        check_views(&a, body, &scratch);
        check_accepted(&a, body);
    } else {
        assert(a.session.at == kept && a.service == SERVICE_COUNT && a.success);
        check_refused(&e, body);
    }
    return 0;
}
