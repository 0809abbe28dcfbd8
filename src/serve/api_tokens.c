#include "serve/api_parts.h"

#include "base/quote.h"
#include "wire/api_json.h"

#include <sodium.h>

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

static void put_token(struct json_out *j, const struct token *t)
{
    struct json_out list;

    json_out_text(j, "id", span_of(t->id));
    json_out_text(j, "name", span_of(t->name));
    list = json_out_list(j, "scopes");
    for (unsigned i = 0; i < TOKEN_SCOPE_COUNT; i++) {
        if ((t->scopes & 1u << i) != 0) {
            json_out_item_text(&list, span_of(token_scope_code(i)));
        }
    }
    json_out_end_list(&list);
    json_out_time(j, "created", t->created_ms);
    if (t->expires_ms != 0) {
        json_out_time(j, "expires", t->expires_ms);
    } else {
        json_out_code(j, "expires", NULL);
    }
}

static void list_token(void *ctx, const struct token *t)
{
    struct json_out *list = ctx;
    struct json_out item = json_out_item(list);

    put_token(&item, t);
    json_out_close(&item);
}

unsigned api_tokens_get(struct api_call *c)
{
    struct json_out j = json_out_open(c->out);
    struct json_out list = json_out_list(&j, "tokens");

    token_book_visit(c->api->tokens, list_token, &list);
    json_out_end_list(&list);
    json_out_close(&j);
    return 200;
}

unsigned api_token_create(struct api_call *c)
{
    struct token t = {.created_ms = c->r->now_ms};
    char text[TOKEN_TEXT_BYTES + 1];
    struct json_out j;

    if (!api_json_read_token(c->r->body, &t, &c->err) ||
        !token_book_create(c->api->tokens, &t, text, &c->err)) {
        return 0;
    }
    j = json_out_open(c->out);
    put_token(&j, &t);
    json_out_text(&j, "token", span_of(text));
    json_out_close(&j);
    sodium_memzero(text, sizeof text);
    return 200;
}

unsigned api_token_revoke(struct api_call *c)
{
    return token_book_revoke(c->api->tokens, c->hole, &c->err) ? api_removed(c) : 0;
}
