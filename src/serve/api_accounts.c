#include "serve/api_parts.h"

#include "base/quote.h"
#include "service/directory.h"
#include "wire/api_json.h"

#include <stdlib.h>

static unsigned answer_account(struct api_call *c, const struct account_record *a)
{
    struct json_out j = json_out_open(c->out);

    api_json_account(&j, a);
    json_out_close(&j);
    return 200;
}

static bool list_account(void *ctx, const struct account_record *a)
{
    struct api_listed *l = ctx;
    size_t before = l->c->out->len;
    struct json_out item;

    if (l->count == l->limit) {
        l->more = true;
        return false;
    }
    item = json_out_item(&l->list);
    api_json_account(&item, a);
    json_out_close(&item);
    if (!api_row_fits(l, before)) {
        return false;
    }
    if (!arena_copy(l->c->arena, a->text[ACCOUNT_ID], &l->last)) {
        return err_set(&l->c->err, ERR_SYSTEM, "no memory for a page");
    }
    return true;
}

static unsigned accounts_page(struct api_call *c)
{
    struct api_listed l = {.c = c};
    struct json_out j;
    struct span after;
    uint64_t limit;

    if (!api_query_text(c, SPAN("after"), &after) ||
        !api_query_number(c, SPAN("limit"), 1, API_PAGE_MAX, API_PAGE, &limit)) {
        return 0;
    }
    l.limit = (size_t)limit;
    j = json_out_open(c->out);
    l.list = json_out_list(&j, "accounts");
    if (!directory_visit(c->api->story.store, after, l.limit + 1, list_account, &l, &c->err) ||
        c->err.code != ERR_NONE) {
        return 0;
    }
    json_out_end_list(&l.list);
    if (l.more) {
        json_out_text(&j, "next", l.last);
    } else {
        json_out_code(&j, "next", NULL);
    }
    json_out_close(&j);
    return 200;
}

unsigned api_accounts_find(struct api_call *c)
{
    static const struct {
        struct span name;
        enum account_list list;
    } by[] = {
        {SPAN_INIT("sign_in_name"), ACCOUNT_SIGN_IN_NAMES},
        {SPAN_INIT("mail_address"), ACCOUNT_MAIL_ADDRESSES},
        {SPAN_INIT("phone"), ACCOUNT_PHONES},
    };
    struct account_record a;
    struct span value;

    for (size_t i = 0; i < COUNT(by); i++) {
        if (!api_query_text(c, by[i].name, &value)) {
            return 0;
        }
        if (value.len > 0) {
            return directory_find_by(c->api->story.store, by[i].list, value, c->arena, &a, &c->err)
                       ? answer_account(c, &a)
                       : 0;
        }
    }
    if (!api_query_text(c, SPAN("name"), &value)) {
        return 0;
    }
    if (value.len > 0) {
        return directory_find(c->api->story.store, value, c->arena, &a, &c->err)
                   ? answer_account(c, &a)
                   : 0;
    }
    return accounts_page(c);
}

unsigned api_account_get(struct api_call *c)
{
    struct account_record a;

    if (!directory_find(c->api->story.store, c->hole, c->arena, &a, &c->err)) {
        return 0;
    }
    if (!span_eq(a.text[ACCOUNT_ID], c->hole)) {
        (void)err_set(&c->err, ERR_ABSENT, "there is no account %s", quote(c->hole).text);
        return 0;
    }
    return answer_account(c, &a);
}

unsigned api_account_put(struct api_call *c)
{
    struct directory_item item = {0};
    struct span *id = &item.patch.account.text[ACCOUNT_ID];

    if (!api_json_read_patch(c->r->body, c->arena, &item.patch, &c->err)) {
        return 0;
    }
    if (id->len > 0 && !span_eq(*id, c->hole)) {
        (void)err_set(&c->err, ERR_INPUT, "id: expected %s as in the address, came %s",
                      quote(c->hole).text, quote(*id).text);
        return 0;
    }
    *id = c->hole;
    item.patch.stated = ACCOUNT_STATES_ALL;
    if (!directory_import(c->api->story.store, &item, 1, c->r->now_ms, &c->err)) {
        return 0;
    }
    if (item.result == DIRECTORY_REFUSED) {
        c->err = item.err;
        return 0;
    }
    return api_account_get(c);
}

unsigned api_account_delete(struct api_call *c)
{
    if (!directory_remove(c->api->story.store, c->hole, &c->err)) {
        return 0;
    }
    return api_removed(c);
}

/* --- importing ------------------------------------------------------------------------------------ */

struct import {
    struct directory_item *items;
    size_t count;
    uint64_t line;
};

static bool is_blank(struct span line)
{
    for (size_t i = 0; i < line.len; i++) {
        if (line.at[i] != ' ' && line.at[i] != '\t' && line.at[i] != '\r') {
            return false;
        }
    }
    return true;
}

/* One line of the body; what is wrong with it stands in the item, unless *e is about us. */
static bool import_line(struct api_call *c, struct import *in, struct span line)
{
    struct directory_item *item;

    in->line++;
    if (is_blank(line)) {
        return true;
    }
    if (in->count == API_IMPORT_MAX) {
        return err_set(&c->err, ERR_INPUT, "expected at most %d accounts in a request, came more",
                       API_IMPORT_MAX);
    }
    item = &in->items[in->count++];
    *item = (struct directory_item){.line = in->line};
    if (line.len > API_LINE_MAX) {
        item->result = DIRECTORY_REFUSED;
        (void)err_set(&item->err, ERR_INPUT, "expected at most %zu bytes in a line, came %zu",
                      API_LINE_MAX, line.len);
        return true;
    }
    if (!api_json_read_patch(line, c->arena, &item->patch, &item->err)) {
        if (item->err.code != ERR_INPUT) {
            c->err = item->err;
            return false;
        }
        item->patch = (struct account_patch){0};
        item->result = DIRECTORY_REFUSED;
    }
    return true;
}

static bool import_read(struct api_call *c, struct import *in)
{
    struct span rest = c->r->body;
    struct span line;

    while (span_cut(&rest, '\n', &line)) {
        if (!import_line(c, in, line)) {
            return false;
        }
    }
    return rest.len == 0 || import_line(c, in, rest);
}

/* Items that were read go in, in runs between those that were not. */
static bool import_apply(struct api_call *c, struct import *in)
{
    size_t from = 0;

    for (size_t i = 0; i <= in->count; i++) {
        bool read = i < in->count && in->items[i].err.code == ERR_NONE;

        if (read) {
            continue;
        }
        if (i > from && !directory_import(c->api->story.store, in->items + from, i - from,
                                          c->r->now_ms, &c->err)) {
            return false;
        }
        from = i + 1;
    }
    return true;
}

static void import_answer(struct api_call *c, const struct import *in)
{
    static const char *const names[] = {"added", "changed", "same"};
    uint64_t counts[DIRECTORY_RESULT_COUNT] = {0};
    struct json_out j = json_out_open(c->out);
    struct json_out list;

    for (size_t i = 0; i < in->count; i++) {
        counts[in->items[i].result]++;
    }
    json_out_number(&j, "read", (int64_t)in->count);
    for (size_t i = 0; i < COUNT(names); i++) {
        json_out_number(&j, names[i], (int64_t)counts[i]);
    }
    list = json_out_list(&j, "refused");
    for (size_t i = 0; i < in->count; i++) {
        if (in->items[i].result == DIRECTORY_REFUSED) {
            const char *why = in->items[i].err.text;
            struct json_out item = json_out_item(&list);

            json_out_number(&item, "line", (int64_t)in->items[i].line);
            json_out_text(&item, "reason", (struct span){.at = why, .len = strlen(why)});
            json_out_close(&item);
        }
    }
    json_out_end_list(&list);
    json_out_close(&j);
}

unsigned api_accounts_import(struct api_call *c)
{
    struct import in = {.items = calloc(API_IMPORT_MAX, sizeof *in.items)};
    bool ok;

    if (in.items == NULL) {
        (void)err_set(&c->err, ERR_SYSTEM, "no memory to take accounts in");
        return 0;
    }
    ok = import_read(c, &in) && import_apply(c, &in);
    if (ok) {
        import_answer(c, &in);
    }
    free(in.items);
    return ok ? 200 : 0;
}
