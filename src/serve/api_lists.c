#include "serve/api_parts.h"

#include "service/directory.h"
#include "wire/api_json.h"

static bool list_listing(void *ctx, const struct listing *listing)
{
    struct api_listed *l = ctx;
    size_t before = l->c->out->len;
    struct json_out item;

    if (listing->expires_ms <= l->c->r->now_ms) {
        return true;
    }
    item = json_out_item(&l->list);
    api_json_listing(&item, listing);
    json_out_close(&item);
    return api_row_fits(l, before);
}

unsigned api_listings_get(struct api_call *c)
{
    struct api_listed l = {.c = c};
    struct json_out j = json_out_open(c->out);

    l.list = json_out_list(&j, "listings");
    if (!directory_listings(c->api->story.store, list_listing, &l, &c->err)) {
        return 0;
    }
    json_out_end_list(&l.list);
    json_out_bool(&j, "more", l.more);
    json_out_close(&j);
    return 200;
}

unsigned api_listing_put(struct api_call *c)
{
    struct json_out j;
    struct listing l;

    if (!api_json_read_listing(c->r->body, false, &l, &c->err)) {
        return 0;
    }
    if (l.expires_ms <= c->r->now_ms) {
        (void)err_set(&c->err, ERR_INPUT,
                      "expires: expected a time to come, came one that is over");
        return 0;
    }
    if (c->r->guard != NULL ? !guard_list_add(c->r->guard, &l, &c->err)
                            : !directory_listing_put(c->api->story.store, &l, &c->err)) {
        return 0;
    }
    j = json_out_open(c->out);
    api_json_listing(&j, &l);
    json_out_close(&j);
    return 200;
}

unsigned api_listing_delete(struct api_call *c)
{
    bool was_there = false;
    struct listing l;

    if (!api_json_read_listing(c->r->body, true, &l, &c->err)) {
        return 0;
    }
    if (c->r->guard != NULL
            ? !guard_list_remove(c->r->guard, &l, &was_there, &c->err)
            : !directory_listing_remove(c->api->story.store, &l, &was_there, &c->err)) {
        return 0;
    }
    if (!was_there) {
        (void)err_set(&c->err, ERR_ABSENT, "there is no such entry");
        return 0;
    }
    return api_removed(c);
}
