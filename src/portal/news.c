/* /announcements: what the operator publishes before something changes. */
#include "portal/inside.h"

#include "base/number.h"
#include "words/page.h"

#define NEWS_MAX 100 /* announcements in the list */

static void set_news(struct page *p, struct value *o, const struct announcement *a)
{
    page_set(p, o, "id", a->id);
    page_set(p, o, "title", a->title[p->lang]);
    page_set(p, o, "reason", a->reason[p->lang]);
    page_set(p, o, "body", a->body[p->lang]);
    page_set(p, o, "apology", a->apology[p->lang]);
    page_set_time(p, o, "published", a->published_ms);
    page_set_time(p, o, "updated", a->version > 1 ? a->updated_ms : 0);
    page_set_time(p, o, "starts", a->starts_ms);
    page_set_time(p, o, "replaced", a->replaced_ms);
    value_set_textf(p->set, o, "version", "%u", (unsigned)a->version);
    value_set_bool(p->set, o, "withdrawn", a->withdrawn);
}

/* --- the list ------------------------------------------------------------------------------------- */

struct listing_of_news {
    struct page *p;
    struct value *list;
    struct span last; /* ID of the row before: its older versions are left out */
    size_t count;
    size_t most;
    bool standing; /* none that was withdrawn */
};

static bool list_news(void *ctx, const struct announcement *a)
{
    struct listing_of_news *l = ctx;
    struct value *item;

    if (span_eq(a->id, l->last)) {
        return true;
    }
    if (!arena_copy(l->p->arena, a->id, &l->last)) {
        return false;
    }
    if (l->standing && a->withdrawn) {
        return true;
    }
    item = value_object(l->p->set);
    set_news(l->p, item, a);
    value_add(l->p->set, l->list, item);
    l->count++;
    return l->count < l->most;
}

/* False when the source failed. */
static bool visit(struct page *p, portal_announcement *each, void *ctx)
{
    const struct portal_source *source = &p->terms->source;
    struct err e = {0};

    return source->announcements == NULL || source->announcements(source->ctx, each, ctx, &e);
}

void page_set_latest(struct page *p)
{
    struct listing_of_news l = {.p = p, .list = value_list(p->set), .most = 1, .standing = true};

    if (visit(p, list_news, &l)) {
        value_set(p->set, p->root, "latest", l.list);
    }
}

static void answer_down(struct page *p)
{
    page_set_string(p, p->root, "title", page_text(p->lang, "down_title"));
    page_set_string(p, p->root, "lead", page_text(p->lang, "down_again"));
    page_render(p, TEMPLATE_ABSENT, 503);
}

void page_news(struct page *p)
{
    struct listing_of_news l = {.p = p, .list = value_list(p->set), .most = NEWS_MAX};

    if (!visit(p, list_news, &l)) {
        answer_down(p);
        return;
    }
    page_set_string(p, p->root, "title", page_text(p->lang, "news_title"));
    value_set(p->set, p->root, "news", l.list);
    page_render(p, TEMPLATE_NEWS, 200);
}

/* --- one ------------------------------------------------------------------------------------------ */

struct versions_of_news {
    struct page *p;
    struct value *list;
    uint32_t wanted; /* 0: the newest */
    uint32_t newest;
    uint32_t shown;
};

static bool take_version(void *ctx, const struct announcement *a)
{
    struct versions_of_news *v = ctx;
    struct value *item = value_object(v->p->set);

    if (!span_eq(a->id, v->p->hole)) {
        return true;
    }
    v->newest = v->newest == 0 ? a->version : v->newest;
    if (v->wanted == a->version || (v->wanted == 0 && v->newest == a->version)) {
        struct value *shown = value_object(v->p->set);

        set_news(v->p, shown, a);
        page_set(v->p, v->p->root, "title", a->title[v->p->lang]);
        value_set(v->p->set, v->p->root, "one", shown);
        v->shown = a->version;
    }
    page_set(v->p, item, "id", a->id);
    value_set_textf(v->p->set, item, "version", "%u", (unsigned)a->version);
    page_set_numbered(v->p, item, "name", page_entry("news_version_n"), a->version);
    page_set_time(v->p, item, "updated", a->updated_ms);
    value_set_bool(v->p->set, item, "here", v->shown == a->version);
    value_set_bool(v->p->set, item, "withdrawn", a->withdrawn);
    value_add(v->p->set, v->list, item);
    return true;
}

static void answer_absent(struct page *p)
{
    page_set_string(p, p->root, "title", page_text(p->lang, "absent_title"));
    page_set_string(p, p->root, "lead", page_text(p->lang, "absent_lead"));
    page_render(p, TEMPLATE_ABSENT, 404);
}

void page_news_one(struct page *p)
{
    struct span wanted = form_value(&p->query, SPAN("version"));
    struct versions_of_news v = {.p = p, .list = value_list(p->set)};
    uint64_t version = 0;

    if (wanted.len > 0 && !number_parse(wanted, 1, UINT32_MAX, &version)) {
        answer_absent(p);
        return;
    }
    v.wanted = (uint32_t)version;
    if (!visit(p, take_version, &v)) {
        answer_down(p);
        return;
    }
    if (v.shown == 0) {
        answer_absent(p);
        return;
    }
    value_set(p->set, p->root, "versions", v.list);
    value_set_bool(p->set, p->root, "several", v.newest > 1);
    value_set_bool(p->set, p->root, "old", v.shown != v.newest);
    page_render(p, TEMPLATE_NEWS_ONE, 200);
}
