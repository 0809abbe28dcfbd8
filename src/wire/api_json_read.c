#include "wire/api_json.h"

#include "base/quote.h"
#include "model/network.h"
#include "wire/json_value.h"

struct account_reader {
    struct arena *arena;
    struct account_patch *patch;
    struct span name;            /* of the list that is read */
    struct account_texts *texts; /* it */
};

static bool take_text(void *ctx, size_t index, const struct json_in_value *v, struct err *e)
{
    struct account_reader *r = ctx;

    r->texts->count = index + 1;
    return json_value_text(r->arena, r->name, v, ACCOUNT_TEXT_MAX, &r->texts->at[index], e);
}

/* One member; false for one nobody knows. */
static bool read_member(struct account_reader *r, struct span name, const struct json_in_value *v,
                        struct err *e)
{
    enum account_text text = ACCOUNT_ID;
    enum account_list list = ACCOUNT_SERVICES;
    uint32_t bit;

    if (account_text_parse(name, &text)) {
        bit = ACCOUNT_STATES_TEXT(text);
    } else if (account_list_parse(name, &list)) {
        bit = ACCOUNT_STATES_LIST(list);
    } else if (span_eq(name, SPAN("created"))) {
        return json_value_time(name, v, &r->patch->account.created_ms, e);
    } else if (span_eq(name, SPAN("updated"))) {
        return json_value_time(name, v, &r->patch->account.updated_ms, e);
    } else {
        return err_set(e, ERR_INPUT, "%s: no member of an account", quote(name).text);
    }
    if ((r->patch->stated & bit) != 0) {
        return err_set(e, ERR_INPUT, "%.*s: stands there twice", (int)name.len, name.at);
    }
    r->patch->stated |= bit;
    if (bit < ACCOUNT_STATES_LIST(0)) {
        return json_value_text(r->arena, name, v,
                               text == ACCOUNT_ID ? ACCOUNT_ID_MAX : ACCOUNT_TEXT_MAX,
                               &r->patch->account.text[text], e);
    }
    r->name = name;
    r->texts = &r->patch->account.list[list];
    return json_value_list(name, v, ACCOUNT_LIST_MAX, take_text, r, e);
}

bool api_json_read_patch(struct span text, struct arena *arena, struct account_patch *out,
                         struct err *e)
{
    struct account_patch patch = {0};
    struct account_reader r = {.arena = arena, .patch = &patch};
    struct json_in in = {0};
    struct json_in_value key = {0};
    struct json_in_value value = {0};
    bool more = true;

    if (!json_in_open(text, JSON_IN_OBJECT, &in, e)) {
        return false;
    }
    for (;;) {
        char bytes[64];

        if (!json_in_next(&in, &key, &value, &more, e)) {
            return false;
        }
        if (!more) {
            *out = patch;
            return true;
        }
        if (!read_member(&r, json_in_text(&key, bytes, sizeof bytes, NULL), &value, e)) {
            return false;
        }
    }
}

bool api_json_read_account(struct span text, struct arena *arena, struct account_record *out,
                           struct err *e)
{
    struct account_patch patch;

    if (!api_json_read_patch(text, arena, &patch, e)) {
        return false;
    }
    *out = patch.account;
    return true;
}

/* --- lists ---------------------------------------------------------------------------------------- */

enum {
    LISTING_FIELD_LIST,
    LISTING_FIELD_NETWORK,
    LISTING_FIELD_LOGIN,
    LISTING_FIELD_EXPIRES,
    LISTING_FIELD_REASON,
    LISTING_FIELDS
};
static const struct span listing_names[LISTING_FIELDS] = {
    SPAN_INIT("list"),    SPAN_INIT("network"), SPAN_INIT("login"),
    SPAN_INIT("expires"), SPAN_INIT("reason"),
};

struct listing_reader {
    struct listing *listing;
    bool has_list;
    bool has_expires;
};

static bool bounded_text(struct span name, const struct json_in_value *v, char *out, size_t max,
                         struct err *e)
{
    char bytes[LISTING_LOGIN_MAX > LISTING_REASON_MAX ? LISTING_LOGIN_MAX : LISTING_REASON_MAX];
    bool cut = false;
    struct span text;

    if (v->kind != JSON_IN_TEXT) {
        return json_in_refused(name, "a text", v, true, e);
    }
    text = json_in_text(v, bytes, max, &cut);
    if (cut) {
        return err_set(e, ERR_INPUT, "%.*s: expected at most %zu bytes, came more", (int)name.len,
                       name.at, max);
    }
    memcpy(out, text.at, text.len);
    out[text.len] = '\0';
    return true;
}

static bool listing_network(const struct json_in_value *v, struct listing *l, struct err *e)
{
    struct own_network network;

    if (v->kind != JSON_IN_TEXT || v->escaped) {
        return json_in_refused(listing_names[LISTING_FIELD_NETWORK], "a network", v, true, e);
    }
    if (!own_network_parse(v->raw, &network, e)) {
        return err_context(e, "network");
    }
    l->has_network = true;
    l->prefix = network.prefix;
    l->bits = network.bits;
    return true;
}

static bool listing_login(const struct json_in_value *v, struct listing *l, struct err *e)
{
    struct span name = listing_names[LISTING_FIELD_LOGIN];

    if (!bounded_text(name, v, l->login, LISTING_LOGIN_MAX, e)) {
        return false;
    }
    for (size_t i = 0; l->login[i] != '\0'; i++) {
        if (l->login[i] >= 'A' && l->login[i] <= 'Z') {
            l->login[i] = (char)(l->login[i] - 'A' + 'a');
        }
    }
    l->has_login = l->login[0] != '\0';
    return l->has_login || json_in_refused(name, "a name of 1 byte or more", v, true, e);
}

static bool read_listing_field(void *ctx, size_t field, const struct json_in_value *v,
                               struct err *e)
{
    struct listing_reader *r = ctx;

    switch (field) {
    case LISTING_FIELD_LIST:
        r->has_list = true;
        r->listing->kind = json_value_is_code(v, "allow") ? LISTING_ALLOW : LISTING_BLOCK;
        return json_value_is_code(v, "allow") || json_value_is_code(v, "block") ||
               json_in_refused(listing_names[field], "allow or block", v, true, e);
    case LISTING_FIELD_NETWORK:
        return listing_network(v, r->listing, e);
    case LISTING_FIELD_LOGIN:
        return listing_login(v, r->listing, e);
    case LISTING_FIELD_EXPIRES:
        r->has_expires = true;
        return json_value_time(listing_names[field], v, &r->listing->expires_ms, e);
    default:
        return bounded_text(listing_names[field], v, r->listing->reason, LISTING_REASON_MAX, e);
    }
}

bool api_json_read_listing(struct span text, bool key_only, struct listing *out, struct err *e)
{
    struct listing listing = {0};
    struct listing_reader r = {.listing = &listing};
    const struct json_in_fields fields = {listing_names, LISTING_FIELDS, read_listing_field, &r};

    if (!json_in_fields(text, &fields, e)) {
        return false;
    }
    if (!r.has_list || (!listing.has_network && !listing.has_login)) {
        return err_set(e, ERR_INPUT,
                       "an entry: expected list and network or login or both, came less");
    }
    if (!key_only && !r.has_expires) {
        return err_set(e, ERR_INPUT,
                       "expires: expected a time like 2026-11-21T18:05:09Z, came "
                       "nothing: every entry ends by itself");
    }
    *out = listing;
    return true;
}

/* --- tokens --------------------------------------------------------------------------------------- */

static const struct span token_names[] = {SPAN_INIT("name"), SPAN_INIT("scopes"),
                                          SPAN_INIT("expires")};

static const char *scope_of(unsigned bit)
{
    return token_scope_code(bit);
}

static bool take_scope(void *ctx, size_t index, const struct json_in_value *v, struct err *e)
{
    struct token *t = ctx;
    unsigned bit = 0;

    (void)index;
    if (!json_value_code(token_names[1], v, scope_of, TOKEN_SCOPE_COUNT, &bit, e)) {
        return false;
    }
    t->scopes |= 1u << bit;
    return true;
}

static bool read_token_field(void *ctx, size_t field, const struct json_in_value *v, struct err *e)
{
    struct token *t = ctx;

    switch (field) {
    case 0:
        return bounded_text(token_names[field], v, t->name, TOKEN_NAME_MAX, e);
    case 1:
        return json_value_list(token_names[field], v, TOKEN_SCOPE_COUNT, take_scope, t, e);
    default:
        return json_value_time(token_names[field], v, &t->expires_ms, e);
    }
}

bool api_json_read_token(struct span text, struct token *out, struct err *e)
{
    struct token t = {0};
    const struct json_in_fields fields = {token_names, COUNT(token_names), read_token_field, &t};

    if (!json_in_fields(text, &fields, e)) {
        return false;
    }
    memcpy(out->name, t.name, sizeof t.name);
    out->scopes = t.scopes;
    out->expires_ms = t.expires_ms;
    return true;
}
