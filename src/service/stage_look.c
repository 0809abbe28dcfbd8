#include "service/stage_look.h"

#include "base/memory.h"
#include "service/directory.h"
#include "service/stages.h"
#include "store/accounts.h"

#include <stdlib.h>
#include <string.h>

/* --- rows ----------------------------------------------------------------------------------------- */

struct counting {
    const struct stage_look *look;
    struct stage_question question; /* of the account; a row fills in the rest */
    struct stage_seen *seen;
};

static bool was_refused_by_stage(const struct history_row *row)
{
    for (size_t i = 0; i < row->decision.reason_count && i < REASONS_MAX; i++) {
        if (row->decision.reasons[i].code == REASON_STAGE_ABROAD ||
            row->decision.reasons[i].code == REASON_STAGE_HOME) {
            return true;
        }
    }
    return false;
}

static bool take_row(void *ctx, const struct history_row *row)
{
    struct counting *c = ctx;
    struct stage_question q = c->question;
    struct stage_seen *s = c->seen;

    if (row->last_ms < c->look->from_ms) {
        return false;
    }
    if (row->outcome != OUTCOME_SUCCESS &&
        !(row->outcome == OUTCOME_REFUSED && was_refused_by_stage(row))) {
        return true;
    }
    if (row->client.trust == CLIENT_BOUND) {
        s->app_ms = row->last_ms > s->app_ms ? row->last_ms : s->app_ms;
        return true;
    }
    q.origin =
        stage_origin_of(&row->place, row->has_remote, c->look->home->at, c->look->home->count);
    q.service = row->service;
    q.remote = row->latest[0].remote;
    q.has_remote = row->has_remote;
    if (!stage_would_refuse(c->look->stage, &q)) {
        return true;
    }
    s->signins += row->count;
    if (row->last_ms > s->last_ms) {
        s->last_ms = row->last_ms;
        s->country = row->place.country;
        s->service = row->service;
    }
    return true;
}

static bool look_at(struct counting *c, struct span name, struct err *e)
{
    const struct store_page page = {.limit = STAGE_LOOK_ROWS};

    return store_history(c->look->store, name, &page, take_row, c, e);
}

/* --- accounts ------------------------------------------------------------------------------------- */

static bool any_row(void *ctx, const struct history_row *row)
{
    (void)row;
    *(bool *)ctx = true;
    return false;
}

static int compare(struct span a, struct span b)
{
    int order = memcmp(a.at, b.at, a.len < b.len ? a.len : b.len);

    return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

/* An account is looked at with the first of its names that has a history. *first: this is it. */
static bool is_first(const struct stage_look *l, const struct account_record *a, struct span name,
                     bool *first, struct err *e)
{
    const struct store_page one = {.limit = 1};

    *first = true;
    for (size_t i = 0; *first && i < ACCOUNT_IDENTIFIER_COUNT; i++) {
        for (size_t k = 0; *first && k < a->list[i].count; k++) {
            bool any = false;

            if (compare(a->list[i].at[k], name) < 0 &&
                !store_history(l->store, a->list[i].at[k], &one, any_row, &any, e)) {
                return false;
            }
            *first = !any;
        }
    }
    return true;
}

static bool names_look(struct counting *c, const struct account_record *a, struct span name,
                       struct err *e)
{
    bool own = false;

    for (size_t i = 0; i < ACCOUNT_IDENTIFIER_COUNT; i++) {
        for (size_t k = 0; k < a->list[i].count; k++) {
            own = own || span_eq(a->list[i].at[k], name);
            if (!look_at(c, a->list[i].at[k], e)) {
                return false;
            }
        }
    }
    return own || look_at(c, name, e);
}

struct round {
    const struct stage_look *look;
    const struct hash_key *key;
    struct arena *arena;
    stage_seen_visit *visit;
    void *ctx;
    bool on;
};

static bool find(struct round *r, struct span name, struct account_record *out, bool *found,
                 struct err *e)
{
    struct err why = {0};

    *found = false;
    for (unsigned l = 0; !*found && l < ACCOUNT_IDENTIFIER_COUNT; l++) {
        *found = directory_find_by(r->look->store, (enum account_list)l, name, r->arena, out, &why);
        if (!*found && why.code != ERR_ABSENT && why.code != ERR_INPUT) {
            *e = why;
            return false;
        }
    }
    return true;
}

static bool name_look(struct round *r, struct span name, struct err *e)
{
    struct account_record a = {0};
    struct stage_seen seen = {.name = name};
    struct counting c = {.look = r->look, .seen = &seen};
    bool found = false;
    bool first = true;

    if (!find(r, name, &a, &found, e) || (found && !is_first(r->look, &a, name, &first, e))) {
        return false;
    }
    seen.account = found ? a.text[ACCOUNT_ID] : SPAN("");
    c.question.group = found ? a.text[ACCOUNT_GROUP] : SPAN("");
    c.question.cohort = stage_cohort(r->key, found ? seen.account : name);
    c.question.now_ms = r->look->now_ms;
    if (!first || !stage_is_for(r->look->stage, c.question.group, c.question.cohort)) {
        return true;
    }
    if (found ? !names_look(&c, &a, name, e) : !look_at(&c, name, e)) {
        return false;
    }
    r->on = (seen.last_ms == 0 && seen.app_ms == 0) || r->visit(r->ctx, &seen);
    return true;
}

/* --- pages ---------------------------------------------------------------------------------------- */

struct names {
    struct arena *arena;
    struct span *at;
    size_t count;
    size_t limit;
    bool full;
};

static bool take_name(void *ctx, struct span name)
{
    struct names *n = ctx;

    n->full = !arena_copy(n->arena, name, &n->at[n->count]);
    n->count += !n->full;
    return !n->full && n->count < n->limit;
}

static bool names_read(const struct stage_look *l, struct stage_look_page *p, struct names *n,
                       struct err *e)
{
    struct span after = {.at = p->last, .len = p->last_len};

    n->limit = p->limit;
    n->at = arena_take(n->arena, p->limit * sizeof *n->at);
    if (n->at == NULL) {
        return err_set(e, ERR_SYSTEM, "no memory to look at accounts");
    }
    return store_names(l->store, after, p->limit, take_name, n, e) &&
           (!n->full || err_set(e, ERR_SYSTEM, "no memory to look at accounts"));
}

bool stage_look(const struct stage_look *look, struct stage_look_page *page,
                stage_seen_visit *visit, void *ctx, struct err *e)
{
    struct hash_key key;
    struct names names = {.arena = arena_new((size_t)16 << 20)};
    struct round r = {.look = look, .key = &key, .visit = visit, .ctx = ctx, .on = true};
    bool ok = names.arena != NULL || err_set(e, ERR_SYSTEM, "no memory to look at accounts");

    ok = ok && stages_key(look->store, look->now_ms, &key, e) && names_read(look, page, &names, e);
    page->names = 0;
    r.arena = names.arena;
    while (ok && r.on && page->names < names.count) {
        struct span name = names.at[page->names++];
        struct arena_mark mark = arena_mark(names.arena);

        page->last_len = name.len < sizeof page->last ? name.len : sizeof page->last;
        memcpy(page->last, name.at, page->last_len);
        ok = name_look(&r, name, e);
        arena_release(names.arena, mark);
    }
    page->more = ok && (page->names < names.count || names.count == page->limit);
    arena_free(&names.arena);
    return ok;
}
