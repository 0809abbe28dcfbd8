#include "serve/api_parts.h"

#include "base/quote.h"
#include "service/announcements.h"
#include "wire/announcement_json.h"

struct listing_of_announcements {
    struct api_listed listed;
    struct span id; /* "": all */
};

static bool list_announcement(void *ctx, const struct announcement *a)
{
    struct listing_of_announcements *l = ctx;
    size_t before = l->listed.c->out->len;
    struct json_out item;

    if (l->id.len > 0 && !span_eq(l->id, a->id)) {
        return true;
    }
    item = json_out_item(&l->listed.list);
    announcement_json_put(&item, a);
    json_out_close(&item);
    return api_row_fits(&l->listed, before);
}

static unsigned list(struct api_call *c, struct span id)
{
    struct listing_of_announcements l = {.listed = {.c = c}, .id = id};
    struct json_out j = json_out_open(c->out);

    l.listed.list = json_out_list(&j, "announcements");
    if (!announcements_visit(c->api->story.store, list_announcement, &l, &c->err)) {
        return 0;
    }
    if (id.len > 0 && l.listed.count == 0) {
        (void)err_set(&c->err, ERR_ABSENT, "there is no announcement %s", quote(id).text);
        return 0;
    }
    json_out_end_list(&l.listed.list);
    json_out_bool(&j, "more", l.listed.more);
    json_out_close(&j);
    return 200;
}

unsigned api_announcements_get(struct api_call *c)
{
    return list(c, SPAN(""));
}

unsigned api_announcement_get(struct api_call *c)
{
    return list(c, c->hole);
}

static unsigned answer(struct api_call *c, const struct announcement *a)
{
    struct json_out j = json_out_open(c->out);

    announcement_json_put(&j, a);
    json_out_close(&j);
    return 200;
}

unsigned api_announcement_add(struct api_call *c)
{
    struct announcement_patch p;
    struct announcement a;

    return announcement_json_read(c->r->body, c->arena, &p, &c->err) &&
                   announcement_add(c->api->story.store, &p, c->r->now_ms, c->arena, &a, &c->err)
               ? answer(c, &a)
               : 0;
}

unsigned api_announcement_put(struct api_call *c)
{
    struct announcement_patch p;
    struct announcement a;

    if (!announcement_json_read(c->r->body, c->arena, &p, &c->err)) {
        return 0;
    }
    if (p.id.at != NULL && !span_eq(p.id, c->hole)) {
        (void)err_set(&c->err, ERR_INPUT, "id: expected that of the path, came %s",
                      quote(p.id).text);
        return 0;
    }
    p.id = c->hole;
    return announcement_change(c->api->story.store, &p, c->r->now_ms, c->arena, &a, &c->err)
               ? answer(c, &a)
               : 0;
}
