#include "service/announcements.h"

#include "base/quote.h"

bool announcements_visit(struct store *s, store_visit_announcement *visit, void *ctx, struct err *e)
{
    return store_announcements(s, visit, ctx, e);
}

/* --- finding -------------------------------------------------------------------------------------- */

struct search {
    struct span id;
    struct arena *arena;
    struct announcement *out;
    bool found;
    bool full;
};

static bool copy_pair(struct arena *arena, const struct span from[2], struct span to[2])
{
    return arena_copy(arena, from[0], &to[0]) && arena_copy(arena, from[1], &to[1]);
}

/* Versions come newest first. */
static bool take_newest(void *ctx, const struct announcement *a)
{
    struct search *s = ctx;

    if (!span_eq(a->id, s->id)) {
        return true;
    }
    *s->out = *a;
    s->found = true;
    s->full = !arena_copy(s->arena, a->id, &s->out->id) ||
              !copy_pair(s->arena, a->title, s->out->title) ||
              !copy_pair(s->arena, a->reason, s->out->reason) ||
              !copy_pair(s->arena, a->body, s->out->body) ||
              !copy_pair(s->arena, a->apology, s->out->apology);
    return false;
}

static bool find(struct store *s, struct span id, struct arena *arena, struct announcement *out,
                 bool *found, struct err *e)
{
    struct search search = {.id = id, .arena = arena, .out = out};

    if (!store_announcements(s, take_newest, &search, e)) {
        return false;
    }
    if (search.full) {
        return err_set(e, ERR_SYSTEM, "no memory for an announcement");
    }
    *found = search.found;
    return true;
}

/* --- storing -------------------------------------------------------------------------------------- */

static void take_pair(const struct span from[2], struct span to[2])
{
    for (size_t l = 0; l < 2; l++) {
        to[l] = from[l].at == NULL ? to[l] : from[l];
    }
}

static void take_stated(const struct announcement_patch *p, struct announcement *a)
{
    take_pair(p->title, a->title);
    take_pair(p->reason, a->reason);
    take_pair(p->body, a->body);
    take_pair(p->apology, a->apology);
    if (p->has_withdrawn) {
        a->withdrawn = p->withdrawn;
    }
}

static bool put(struct store *s, const struct announcement *a, struct announcement *out,
                struct err *e)
{
    if (!announcement_check(a, e) || !store_announcement_put(s, a, e)) {
        return false;
    }
    *out = *a;
    return true;
}

bool announcement_add(struct store *s, const struct announcement_patch *p, int64_t now_ms,
                      struct arena *arena, struct announcement *out, struct err *e)
{
    struct announcement before;
    struct announcement a = {
        .id = p->id,
        .version = 1,
        .published_ms = now_ms,
        .updated_ms = now_ms,
        .starts_ms = p->has_starts ? p->starts_ms : 0,
    };
    bool taken = false;

    if (!find(s, p->id, arena, &before, &taken, e)) {
        return false;
    }
    if (taken) {
        return err_set(e, ERR_INPUT, "id: there is an announcement %s already", quote(p->id).text);
    }
    take_stated(p, &a);
    return put(s, &a, out, e);
}

static bool move_start(const struct announcement_patch *p, struct announcement *a, struct err *e)
{
    if (!p->has_starts || p->starts_ms == a->starts_ms) {
        return true;
    }
    if (a->starts_ms != 0) {
        if (p->apology[0].at == NULL || p->apology[1].at == NULL) {
            return err_set(e, ERR_INPUT,
                           "apology: expected one in both languages, because the start is moved");
        }
        a->replaced_ms = a->starts_ms;
    }
    a->starts_ms = p->starts_ms;
    return true;
}

bool announcement_change(struct store *s, const struct announcement_patch *p, int64_t now_ms,
                         struct arena *arena, struct announcement *out, struct err *e)
{
    struct announcement a;
    bool found = false;

    if (!find(s, p->id, arena, &a, &found, e)) {
        return false;
    }
    if (!found) {
        return err_set(e, ERR_ABSENT, "there is no announcement %s", quote(p->id).text);
    }
    a.version++;
    a.updated_ms = now_ms > a.published_ms ? now_ms : a.published_ms;
    if (!move_start(p, &a, e)) {
        return false;
    }
    take_stated(p, &a);
    return put(s, &a, out, e);
}
