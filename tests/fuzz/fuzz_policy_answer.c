/* policy_http_print_answer and _failure: whatever the message holds, jansson reads the same status back, no
 * second key is named status or msg, and nothing breaks the line. */
#undef NDEBUG
#include "wire/policy_http.h"

#include <assert.h>
#include <jansson.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_line(const struct buf *out)
{
    assert(!out->full);
    for (size_t i = 0; i < out->len; i++) {
        assert((unsigned char)out->at[i] >= ' ' && out->at[i] != 0x7f);
    }
}

static size_t count(const struct buf *out, struct span needle)
{
    size_t found = 0;

    for (size_t i = 0; i + needle.len <= out->len; i++) {
        found += memcmp(out->at + i, needle.at, needle.len) == 0;
    }
    return found;
}

static void check_answer(const struct policy_answer *a)
{
    char bytes[POLICY_ANSWER_MAX];
    struct buf out = BUF_ON(bytes);
    json_t *tree;
    json_int_t status;

    policy_http_print_answer(&out, a);
    check_line(&out);
    assert(count(&out, SPAN("\"status\":")) == 1 && count(&out, SPAN("\"msg\":")) == 1);
    tree = json_loadb(out.at, out.len, JSON_REJECT_DUPLICATES, NULL);
    assert(tree != NULL && json_object_size(tree) == 3);
    status = json_integer_value(json_object_get(tree, "status"));
    assert(a->status < 0
               ? status == -1
               : status == (a->status > POLICY_TARPIT_MAX ? POLICY_TARPIT_MAX : a->status));
    assert(json_is_string(json_object_get(tree, "msg")));
    assert(strcmp(json_string_value(json_object_get(json_object_get(tree, "r_attrs"), "cause")),
                  answer_cause_code(a->cause)) == 0);
    json_decref(tree);
}

static void check_failure(struct span reason)
{
    char bytes[POLICY_ANSWER_MAX];
    struct buf out = BUF_ON(bytes);
    json_t *tree;

    policy_http_print_failure(&out, reason);
    check_line(&out);
    tree = json_loadb(out.at, out.len, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL);
    assert(tree != NULL && json_object_size(tree) == 2);
    assert(strcmp(json_string_value(json_object_get(tree, "status")), "failure") == 0);
    json_decref(tree);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct policy_answer a = {0};
    struct span text = {.at = (const char *)data + 2, .len = size - 2};

    if (size < 2) {
        return 0;
    }
    a.status = (int)data[0] - 128;
    a.cause = (enum answer_cause)(data[1] % CAUSE_COUNT);
    memcpy(a.message, text.at, text.len < sizeof a.message ? text.len : sizeof a.message);
    check_answer(&a);
    check_failure(text);
    return 0;
}
