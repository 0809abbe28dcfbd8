#include "serve/api_parts.h"

#include "base/quote.h"
#include "service/stages.h"
#include "wire/stage_json.h"

static bool list_stage(void *ctx, const struct stage *s)
{
    struct api_listed *l = ctx;
    size_t before = l->c->out->len;
    struct json_out item = json_out_item(&l->list);

    stage_json_put(&item, s, l->c->r->now_ms);
    json_out_close(&item);
    return api_row_fits(l, before);
}

unsigned api_stages_get(struct api_call *c)
{
    struct api_listed l = {.c = c};
    struct json_out j = json_out_open(c->out);

    l.list = json_out_list(&j, "stages");
    if (!stages_each(c->api->story.store, list_stage, &l, &c->err)) {
        return 0;
    }
    json_out_end_list(&l.list);
    json_out_bool(&j, "more", l.more);
    json_out_close(&j);
    return 200;
}

static unsigned answer(struct api_call *c, const struct stage *s)
{
    struct json_out j = json_out_open(c->out);

    stage_json_put(&j, s, c->r->now_ms);
    json_out_close(&j);
    return 200;
}

unsigned api_stage_get(struct api_call *c)
{
    struct stage s;

    return stages_find(c->api->story.store, c->hole, &s, &c->err) ? answer(c, &s) : 0;
}

/* A stage for sign-ins from abroad would be for nobody where nothing is home. */
static bool read_patch(struct api_call *c, struct stage_patch *p)
{
    if (!stage_json_read(c->r->body, p, &c->err)) {
        return false;
    }
    return (p->stage.origins & STAGE_FOREIGN) == 0 || c->api->home.count > 0 ||
           err_set(&c->err, ERR_INPUT,
                   "origins: expected the setting home_countries before a stage for sign-ins from "
                   "abroad, it is empty");
}

/* The live watch goes by it when this returns. */
static unsigned changed(struct api_call *c, const struct stage *s)
{
    if (c->r->guard != NULL && !guard_stages_read(c->r->guard, c->r->now_ms, &c->err)) {
        (void)err_context(&c->err, "the stage is stored, the live watch could not read it");
        return 0;
    }
    return answer(c, s);
}

unsigned api_stage_add(struct api_call *c)
{
    struct stage_patch p;
    struct stage s;

    return read_patch(c, &p) && stages_add(c->api->story.store, &p, c->r->now_ms, &s, &c->err)
               ? changed(c, &s)
               : 0;
}

unsigned api_stage_put(struct api_call *c)
{
    struct stage_patch p;
    struct stage s;

    if (!read_patch(c, &p)) {
        return 0;
    }
    if (p.stage.id[0] != '\0' &&
        !span_eq(c->hole, (struct span){.at = p.stage.id, .len = strlen(p.stage.id)})) {
        (void)err_set(&c->err, ERR_INPUT, "id: expected that of the path, came \"%s\"", p.stage.id);
        return 0;
    }
    if (memchr(c->hole.at, '\0', c->hole.len) != NULL ||
        !stage_text_take(c->hole, p.stage.id, sizeof p.stage.id)) {
        (void)err_set(&c->err, ERR_ABSENT, "there is no stage %s", quote(c->hole).text);
        return 0;
    }
    return stages_change(c->api->story.store, &p, c->r->now_ms, &s, &c->err) ? changed(c, &s) : 0;
}
