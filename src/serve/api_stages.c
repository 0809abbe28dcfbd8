#include "serve/api_parts.h"

#include "base/quote.h"
#include "service/stage_look.h"
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

/* --- who is affected ------------------------------------------------------------------------------ */

#define LOOK_NAMES 1000 /* of one page when nobody says */
#define LOOK_NAMES_MAX 2000
#define LOOK_DAYS 30

static bool list_seen(void *ctx, const struct stage_seen *s)
{
    struct api_listed *l = ctx;
    struct json_out item = json_out_item(&l->list);

    json_out_text(&item, "name", s->name);
    if (s->account.len > 0) {
        json_out_text(&item, "account", s->account);
    }
    json_out_bool(&item, "affected", s->last_ms != 0);
    if (s->last_ms != 0) {
        char country[3];

        place_country_text(s->country, country);
        json_out_number(&item, "signins", (int64_t)s->signins);
        json_out_time(&item, "last", s->last_ms);
        json_out_code(&item, "service", service_code(s->service));
        json_out_code(&item, "country", s->country == 0 ? NULL : country);
    }
    if (s->app_ms != 0) {
        json_out_time(&item, "app_password_last", s->app_ms);
    }
    json_out_close(&item);
    /* what came is in the answer whatever is left: a page that is too full is refused as a whole */
    return l->c->out->cap - l->c->out->len > 4 * ACCOUNT_TEXT_MAX + 1024;
}

static bool page_of(struct api_call *c, struct stage_look_page *page, uint64_t *days)
{
    struct span after;
    uint64_t limit = 0;

    if (!api_query_text(c, SPAN("after"), &after) ||
        !api_query_number(c, SPAN("limit"), 1, LOOK_NAMES_MAX, LOOK_NAMES, &limit) ||
        !api_query_number(c, SPAN("days"), 1, 366, LOOK_DAYS, days)) {
        return false;
    }
    page->limit = (size_t)limit;
    page->last_len = after.len;
    if (after.len > sizeof page->last) {
        return err_set(&c->err, ERR_INPUT, "after: expected a name of at most %d bytes, came more",
                       ACCOUNT_TEXT_MAX);
    }
    if (after.len > 0) {
        memcpy(page->last, after.at, after.len);
    }
    return true;
}

unsigned api_stage_affected(struct api_call *c)
{
    struct api_listed l = {.c = c};
    struct stage_look_page page = {0};
    struct stage s;
    uint64_t days = 0;
    struct stage_look look = {
        .store = c->api->story.store, .stage = &s, .home = &c->api->home, .now_ms = c->r->now_ms};
    struct json_out j;

    if (!page_of(c, &page, &days) || !stages_find(look.store, c->hole, &s, &c->err)) {
        return 0;
    }
    look.from_ms = c->r->now_ms - (int64_t)days * TIME_DAY_MS;
    j = json_out_open(c->out);
    l.list = json_out_list(&j, "accounts");
    if (!stage_look(&look, &page, list_seen, &l, &c->err)) {
        return 0;
    }
    json_out_end_list(&l.list);
    json_out_number(&j, "names", (int64_t)page.names);
    json_out_bool(&j, "more", page.more);
    json_out_text(&j, "after", (struct span){.at = page.last, .len = page.last_len});
    json_out_close(&j);
    return 200;
}
