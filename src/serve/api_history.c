#include "serve/api_parts.h"

#include "base/number.h"
#include "base/quote.h"
#include "wire/api_json.h"

struct history_page {
    struct api_listed l;
    int64_t last_ms;
    int64_t last_id;
};

static bool list_entry(void *ctx, const struct history_entry *h)
{
    struct history_page *p = ctx;
    size_t before = p->l.c->out->len;
    struct json_out item = json_out_item(&p->l.list);

    api_json_entry(&item, h);
    json_out_close(&item);
    if (!api_row_fits(&p->l, before)) {
        return false;
    }
    p->last_ms = h->row.last_ms;
    p->last_id = h->row.id;
    return true;
}

/* "1781234567890.123": behind the row of that time and ID. */
static bool page_begin(struct api_call *c, struct story_page *page)
{
    struct span text;
    struct span head;
    uint64_t ms;
    uint64_t id;
    uint64_t limit;

    if (!api_query_text(c, SPAN("before"), &text) ||
        !api_query_number(c, SPAN("limit"), 1, API_PAGE_MAX, API_PAGE, &limit)) {
        return false;
    }
    page->limit = (size_t)limit;
    if (text.len == 0) {
        return true;
    }
    if (!span_cut(&text, '.', &head) || !number_parse(head, 1, INT64_MAX, &ms) ||
        !number_parse(text, 0, INT64_MAX, &id)) {
        return err_set(&c->err, ERR_INPUT,
                       "before: expected what \"next\" of the page before said, came %s",
                       quote(text).text);
    }
    page->before_ms = (int64_t)ms;
    page->before_id = (int64_t)id;
    return true;
}

unsigned api_account_history(struct api_call *c)
{
    struct history_page p = {.l = {.c = c}};
    struct story_names names;
    struct story_page page = {0};
    struct json_out j;
    char bytes[48];
    struct buf next = BUF_ON(bytes);

    if (!page_begin(c, &page) ||
        !story_names_find(&c->api->story, c->hole, c->arena, &names, &c->err)) {
        return 0;
    }
    j = json_out_open(c->out);
    p.l.list = json_out_list(&j, "history");
    if (!story_history(&c->api->story, &names, &page, list_entry, &p, &c->err)) {
        return 0;
    }
    json_out_end_list(&p.l.list);
    buf_addf(&next, "%lld.%lld", (long long)p.last_ms, (long long)p.last_id);
    if (page.more) {
        json_out_text(&j, "next", (struct span){.at = bytes, .len = next.len});
    } else {
        json_out_code(&j, "next", NULL);
    }
    json_out_close(&j);
    return 200;
}

unsigned api_account_profile(struct api_call *c)
{
    struct story_names names;
    struct json_out j;
    struct json_out list;
    size_t told = 0;

    if (!story_names_find(&c->api->story, c->hole, c->arena, &names, &c->err)) {
        return 0;
    }
    j = json_out_open(c->out);
    list = json_out_list(&j, "profiles");
    for (size_t i = 0; i < names.count; i++) {
        struct profile_story story;
        struct json_out item;

        if (!story_profile(&c->api->story, names.at[i], &story, &c->err)) {
            if (c->err.code != ERR_ABSENT) {
                return 0;
            }
            continue;
        }
        item = json_out_item(&list);
        api_json_profile(&item, &story);
        json_out_close(&item);
        told++;
    }
    if (told == 0) {
        (void)err_set(&c->err, ERR_ABSENT, "nothing was learnt of %s yet", quote(c->hole).text);
        return 0;
    }
    json_out_end_list(&list);
    json_out_close(&j);
    return 200;
}

unsigned api_event_get(struct api_call *c)
{
    struct event_story story;
    struct json_out j;
    uint64_t id;

    if (!number_parse(c->hole, 1, INT64_MAX, &id)) {
        (void)err_set(&c->err, ERR_INPUT, "expected the number of an event, came %s",
                      quote(c->hole).text);
        return 0;
    }
    if (!story_event(&c->api->story, (int64_t)id, c->arena, &story, &c->err)) {
        return 0;
    }
    j = json_out_open(c->out);
    api_json_event(&j, &story);
    json_out_close(&j);
    return 200;
}
