/* What breaks with a new main password, told before (B-21). */
#include "service/change_parts.h"

#include "base/time.h"
#include "place/place.h"
#include "service/story.h"

#define ROWS_MAX 500

struct outlook {
    struct change_outlook *out;
    const struct changes *c;
    int64_t since_ms;
};

/* Only a service a mail program speaks, and only with the main password: what an app password opened says
 * so by itself (model/client.h). */
static bool is_main_mail(const struct history_row *row)
{
    return row->outcome == OUTCOME_SUCCESS && row->client.trust != CLIENT_BOUND &&
           row->service != SERVICE_WEB && row->service != SERVICE_UNKNOWN;
}

static bool is_same(const struct change_place *p, const struct history_entry *h)
{
    return p->service == h->row.service &&
           place_provider(&p->where.place) == place_provider(&h->row.place) &&
           p->where.place.country == h->row.place.country;
}

static bool note_place(void *ctx, const struct history_entry *h)
{
    struct outlook *o = ctx;
    struct change_outlook *out = o->out;

    if (h->row.last_ms < o->since_ms) {
        return false;
    }
    if (!is_main_mail(&h->row)) {
        return true;
    }
    for (size_t i = 0; i < out->count; i++) {
        if (is_same(&out->places[i], h)) {
            return true;
        }
    }
    out->places[out->count++] = (struct change_place){
        .service = h->row.service, .last_ms = h->row.last_ms, .where = h->where};
    return out->count < CHANGES_PLACES_MAX;
}

static bool count_app(void *ctx, const struct app_password *a)
{
    struct outlook *o = ctx;

    o->out->apps += app_password_valid(a, o->since_ms + CHANGES_OUTLOOK_DAYS * TIME_DAY_MS);
    return true;
}

static bool look_back(struct outlook *o, struct span account, struct arena *arena, struct err *e)
{
    const struct story_setup story = {.store = o->c->setup.store, .places = o->c->setup.places};
    struct story_page page = {.limit = ROWS_MAX};
    struct story_names names;
    struct err why = {0};

    if (!story_names_find(&story, account, arena, &names, e)) {
        return false;
    }
    if (!story_history(&story, &names, &page, note_place, o, &why) && why.code != ERR_ABSENT) {
        *e = why;
        return false;
    }
    return true;
}

static bool fill(struct changes *c, struct span account, int64_t now_ms, struct arena *arena,
                 struct change_outlook *out, struct err *e)
{
    struct outlook o = {
        .out = out, .c = c, .since_ms = now_ms - CHANGES_OUTLOOK_DAYS * TIME_DAY_MS};
    struct account_record a;
    struct main_password now;

    if (!directory_find(c->setup.store, account, arena, &a, e) ||
        !passwords_main(c->setup.passwords, a.text[ACCOUNT_ID], &now, e)) {
        return false;
    }
    change_copy(out->account, sizeof out->account, a.text[ACCOUNT_ID]);
    out->changed_ms = now.changed_ms;
    out->mail_off = now.mail_off;
    return passwords_app_list(c->setup.passwords, a.text[ACCOUNT_ID], count_app, &o, e) &&
           look_back(&o, a.text[ACCOUNT_ID], arena, e);
}

bool change_outlook(struct changes *c, struct span account, int64_t now_ms,
                    struct change_outlook *out, struct err *e)
{
    struct arena *arena = arena_new(STORY_BYTES);
    bool ok;

    *out = (struct change_outlook){.count = 0};
    if (arena == NULL) {
        return err_set(e, ERR_SYSTEM, "no memory to look an account up");
    }
    (void)pthread_rwlock_rdlock(&c->lock);
    ok = fill(c, account, now_ms, arena, out, e);
    (void)pthread_rwlock_unlock(&c->lock);
    arena_free(&arena);
    return ok;
}
