#include "apps/account_export.h"

#include "serve/api.h"
#include "wire/account_csv.h"
#include "wire/api_json.h"

static bool export_account(struct inquiry *q, FILE *to, enum account_format format,
                           struct span account, struct err *e)
{
    char *bytes = arena_take(q->arena, 2 * API_LINE_MAX);
    struct buf row = {.at = bytes, .cap = 2 * API_LINE_MAX};
    struct account_record a;

    if (format == ACCOUNT_JSONL) {
        (void)fwrite(account.at, 1, account.len, to);
        (void)putc('\n', to);
        return true;
    }
    if (bytes == NULL) {
        return err_set(e, ERR_SYSTEM, "no memory to write an account");
    }
    if (!api_json_read_account(account, q->arena, &a, e)) {
        return err_context(e, "the answer");
    }
    account_csv_print(&row, &a);
    (void)fwrite(row.at, 1, row.len, to);
    return true;
}

/* One page; *next becomes where the one behind it begins, "" behind the last. */
static bool export_page(struct inquiry *q, FILE *to, enum account_format format, struct buf *next,
                        struct err *e)
{
    struct span from = report_written(next);
    struct span answer = {0};
    struct json_in_value list = {0};
    struct json_in_value after = {0};
    struct json_in in = {0};
    struct json_in_value key = {0};
    struct json_in_value item = {0};
    bool more = true;
    char bytes[ACCOUNT_ID_MAX];

    if (!inquiry_get(q, "/v1/accounts?limit=500&after=", from, "", &answer, e) ||
        !inquiry_member(answer, "accounts", &list, e) ||
        !inquiry_member(answer, "next", &after, e) ||
        !json_in_open(list.raw, JSON_IN_LIST, &in, e)) {
        return false;
    }
    while (json_in_next(&in, &key, &item, &more, e)) {
        struct arena_mark mark = arena_mark(q->arena);

        if (!more) {
            next->len = 0;
            if (after.kind == JSON_IN_TEXT) {
                buf_add(next, json_in_text(&after, bytes, sizeof bytes, NULL));
            }
            return true;
        }
        if (!export_account(q, to, format, item.raw, e)) {
            return false;
        }
        arena_release(q->arena, mark);
    }
    return false;
}

bool account_export(struct inquiry *q, FILE *to, enum account_format format, struct err *e)
{
    char id[ACCOUNT_ID_MAX];
    struct buf next = BUF_ON(id);
    char head[512];
    struct buf columns = BUF_ON(head);

    if (format == ACCOUNT_CSV) {
        account_csv_print_columns(&columns);
        (void)fwrite(columns.at, 1, columns.len, to);
    }
    do {
        if (!export_page(q, to, format, &next, e)) {
            return false;
        }
    } while (next.len > 0);
    return true;
}
