/* The bodies of the list commands: what is accepted is an entry that prints as JSON and, sent back as it is
 * printed, names the same key; what is refused is explained and leaves the outputs alone. */
#undef NDEBUG
#include "wire/policy_http.h"
#include "wire/policy_list.h"

#include <assert.h>
#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>

#define NOW_MS INT64_C(1795284000000)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_shape(const struct listing *l)
{
    struct address kept = address_prefix(&l->prefix, l->bits);

    assert(l->has_network || l->has_login);
    assert(l->has_login == (l->login[0] != '\0'));
    assert(memchr(l->login, '\0', sizeof l->login) != NULL);
    assert(memchr(l->reason, '\0', sizeof l->reason) != NULL);
    assert(!l->has_network ||
           (l->bits <= (address_is_v4(&l->prefix) ? 32 : 128) && address_eq(&kept, &l->prefix)));
}

static json_t *row_of(const struct listing *l)
{
    char bytes[POLICY_ROW_MAX];
    struct buf out = BUF_ON(bytes);
    json_t *tree;

    policy_list_print_row(&out, l, true);
    assert(!out.full);
    tree = json_loadb(out.at, out.len, JSON_REJECT_DUPLICATES, NULL);
    assert(json_object_size(tree) == 3);
    return tree;
}

/* A row's own key, sent to delBLEntry, is the same entry. */
static void check_round(const struct listing *l)
{
    json_t *row = row_of(l);
    const char *ip = json_string_value(json_object_get(row, "ip"));
    const char *login = json_string_value(json_object_get(row, "login"));
    json_t *body =
        ip != NULL ? json_pack("{s:s}", "netmask", ip) : json_pack("{s:s?}", "login", login);
    char *text = json_dumps(body, 0);
    struct listing again = {0};
    struct err e = {0};

    if (ip != NULL || login != NULL) {
        assert(policy_list_parse_key((struct span){text, strlen(text)}, l->kind, &again, &e));
        assert(again.bits == l->bits && address_eq(&again.prefix, &l->prefix));
        assert(strcmp(again.login, l->login) == 0);
    }
    free(text);
    json_decref(body);
    json_decref(row);
}

static void check_refusal(const struct err *e)
{
    assert(e->code == ERR_INPUT && e->text[0] != '\0');
    for (const char *c = e->text; *c != '\0'; c++) {
        assert((unsigned char)*c >= ' ' && *c != 0x7f);
    }
}

static void check_subject(struct span body)
{
    struct policy_subject s = {.login = "kept"};
    struct policy_counters counters = {0};
    char bytes[POLICY_ROW_MAX];
    struct buf out = BUF_ON(bytes);
    struct err e = {0};
    json_t *tree;

    if (!policy_list_parse_subject(body, &s, &e)) {
        check_refusal(&e);
        assert(strcmp(s.login, "kept") == 0);
        return;
    }
    assert(s.has_remote || s.login[0] != '\0');
    policy_list_print_counters(&out, &s, &counters);
    assert(!out.full);
    tree = json_loadb(out.at, out.len, JSON_REJECT_DUPLICATES, NULL);
    assert(json_object_size(tree) == 8);
    json_decref(tree);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span body = {.at = (const char *)data, .len = size};
    struct listing l = {.bits = 200, .login = "kept"};
    struct listing key = {.bits = 200, .login = "kept"};
    struct err e = {0};

    if (policy_list_parse_entry(body, LISTING_BLOCK, NOW_MS, &l, &e)) {
        assert(l.expires_ms > NOW_MS);
        check_shape(&l);
        check_round(&l);
        assert(policy_list_parse_key(body, LISTING_BLOCK, &key, &e));
        assert(strcmp(key.login, l.login) == 0 && key.bits == l.bits);
    } else {
        check_refusal(&e);
        assert(l.bits == 200 && strcmp(l.login, "kept") == 0);
    }
    check_subject(body);
    return 0;
}
