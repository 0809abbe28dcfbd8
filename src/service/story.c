#include "service/story.h"

#include "base/quote.h"
#include "base/time.h"
#include "service/directory.h"
#include "store/notices.h"
#include "words/words.h"

#include <errno.h>
#include <stdlib.h>

_Static_assert((int)LANG_COUNT == STORY_LANGS, "a sentence for each language");

#define MINUTE_MS (60 * TIME_SECOND_MS)

static bool no_memory(struct err *e)
{
    (void)err_set(e, ERR_SYSTEM, "no memory for an account's story");
    e->sys = ENOMEM;
    return false;
}

static struct named_place named(const struct story_setup *s, const struct place *place)
{
    struct named_place out = {.place = *place};

    if (s->places != NULL) {
        places_provider(s->places, place, out.provider);
    }
    return out;
}

/* --- names ---------------------------------------------------------------------------------------- */

static void names_add(struct story_names *names, struct span name)
{
    for (size_t i = 0; i < names->count; i++) {
        if (span_eq(names->at[i], name)) {
            return;
        }
    }
    if (names->count < STORY_NAMES_MAX) {
        names->at[names->count++] = name;
    }
}

bool story_names_find(const struct story_setup *s, struct span name, struct arena *arena,
                      struct story_names *out, struct err *e)
{
    struct account_record account;
    struct err why = {0};
    char bytes[2 * ACCOUNT_TEXT_MAX];

    out->count = 0;
    if (directory_find(s->store, name, arena, &account, &why)) {
        for (size_t l = 0; l < ACCOUNT_IDENTIFIER_COUNT; l++) {
            for (size_t i = 0; i < account.list[l].count; i++) {
                names_add(out, account.list[l].at[i]);
            }
        }
        return true;
    }
    if (why.code != ERR_ABSENT) {
        *e = why;
        return false;
    }
    out->count = 1;
    return arena_copy(arena, account_normal(ACCOUNT_SIGN_IN_NAMES, name, bytes), &out->at[0]) ||
           no_memory(e);
}

/* --- history -------------------------------------------------------------------------------------- */

struct found_row {
    struct history_row row;
    size_t name; /* which of the names */
};

/* The newest rows of all names so far; twice as many as are wanted fit. */
struct found {
    struct found_row *rows;
    size_t count;
    size_t name;
};

static bool found_take(void *ctx, const struct history_row *row)
{
    struct found *found = ctx;

    found->rows[found->count++] = (struct found_row){.row = *row, .name = found->name};
    return true;
}

static int newest_first(const void *left, const void *right)
{
    const struct history_row *a = &((const struct found_row *)left)->row;
    const struct history_row *b = &((const struct found_row *)right)->row;

    if (a->last_ms != b->last_ms) {
        return a->last_ms > b->last_ms ? -1 : 1;
    }
    return (a->id < b->id) - (a->id > b->id);
}

static bool was_seen(const struct story_setup *s, const struct story_names *names)
{
    bool seen = false;

    for (size_t i = 0; !seen && i < names->count; i++) {
        uint8_t profile[STORE_PROFILE_SIZE];
        struct err e;

        seen = store_profile(s->store, names->at[i], profile, &e);
    }
    return seen;
}

static bool gather(const struct story_setup *s, const struct story_names *names,
                   const struct store_page *page, struct found *found, struct err *e)
{
    for (found->name = 0; found->name < names->count; found->name++) {
        if (!store_history(s->store, names->at[found->name], page, found_take, found, e)) {
            return false;
        }
        if (found->count > 1) {
            qsort(found->rows, found->count, sizeof *found->rows, newest_first);
        }
        found->count = found->count < page->limit ? found->count : page->limit;
    }
    return true;
}

struct story_viewer {
    story_visit *visit;
    void *ctx;
    size_t limit; /* rows it is shown at most */
    size_t shown; /* and has taken */
};

static bool told_take(void *ctx, const struct notice *n, const struct delivery *d, size_t count)
{
    struct told_notice *told = ctx;

    memcpy(told->reference, n->reference, sizeof told->reference);
    told->kind = n->facts.kind;
    told->fate = n->fate;
    told->count = (uint8_t)count;
    for (size_t i = 0; i < count; i++) {
        told->messages[i] = (struct told_message){d[i].channel, d[i].state, d[i].changed_ms};
    }
    return false;
}

/* Only of a row with a decision anybody may have been told. */
static bool told_of(const struct story_setup *s, const struct history_row *row,
                    struct told_notice *out, struct err *e)
{
    struct err why = {0};

    if (row->decision.action == ACTION_ALLOW ||
        store_notice_of_event(s->store, row->id, told_take, out, &why) || why.code == ERR_ABSENT) {
        return true;
    }
    *e = why;
    return false;
}

static bool show(const struct story_setup *s, const struct story_names *names,
                 const struct found *found, struct story_viewer *viewer, struct err *e)
{
    bool on = true;

    while (on && viewer->shown < found->count && viewer->shown < viewer->limit) {
        const struct found_row *row = &found->rows[viewer->shown];
        struct history_entry entry = {
            .account = names->at[row->name],
            .row = row->row,
            .where = named(s, &row->row.place),
        };

        if (!told_of(s, &row->row, &entry.told, e)) {
            return false;
        }
        on = viewer->visit(viewer->ctx, &entry);
        viewer->shown += on;
    }
    return true;
}

bool story_history(const struct story_setup *s, const struct story_names *names,
                   struct story_page *page, story_visit *visit, void *ctx, struct err *e)
{
    struct store_page from = {
        .before_ms = page->before_ms, .before_id = page->before_id, .limit = page->limit + 1};
    struct found found = {.rows = calloc(2 * from.limit, sizeof *found.rows)};
    bool ok;

    if (found.rows == NULL) {
        return no_memory(e);
    }
    ok = gather(s, names, &from, &found, e);
    if (ok && found.count == 0 && page->before_ms == 0 && !was_seen(s, names)) {
        ok = err_set(e, ERR_ABSENT, "no sign-in of %s was ever seen",
                     names->count > 0 ? quote(names->at[0]).text : "that account");
    }
    if (ok) {
        struct story_viewer viewer = {.visit = visit, .ctx = ctx, .limit = page->limit};

        ok = show(s, names, &found, &viewer, e);
        page->more = viewer.shown < found.count;
    }
    free(found.rows);
    return ok;
}

/* --- one event ------------------------------------------------------------------------------------ */

struct event_copy {
    struct arena *arena;
    struct event_story *out;
    bool ok;
};

static bool event_take(void *ctx, struct span account, const struct history_row *row)
{
    struct event_copy *copy = ctx;

    copy->out->entry.row = *row;
    copy->ok = arena_copy(copy->arena, account, &copy->out->entry.account);
    return true;
}

static uint8_t usual_of(const struct story_setup *s, const struct profile *p,
                        struct usual_place out[static USUAL_MAX],
                        uint16_t last_day[static USUAL_MAX])
{
    struct profile_place places[PROFILE_NETWORKS];
    size_t found = profile_places(p, profile_last_day(p), places);
    size_t count = 0;

    for (size_t i = 0; i < found && i < USUAL_MAX; i++) {
        out[i] = (struct usual_place){
            .where = named(s, &places[i].place),
            .days = places[i].days,
        };
        last_day[i] = places[i].last_day;
        count++;
    }
    return (uint8_t)count;
}

/* *known: something was learnt of the name. */
static bool profile_of(const struct story_setup *s, struct span name, struct profile *out,
                       bool *known, struct err *e)
{
    uint8_t bytes[STORE_PROFILE_SIZE];
    struct err why = {0};

    *known = store_profile(s->store, name, bytes, &why) && profile_unpack(bytes, out, &why);
    if (!*known && why.code != ERR_ABSENT) {
        *e = why;
        return why.code != ERR_INPUT
                   ? false
                   : err_set(e, ERR_STORE, "the habits of %s: %.150s", quote(name).text, why.text);
    }
    return true;
}

static bool sentences(struct arena *arena, struct event_story *out)
{
    const struct history_row *row = &out->entry.row;
    struct reason_context context = {
        .where = &out->entry.where,
        .usual = out->usual_count > 0 ? &out->usual[0].where : NULL,
        .remote = row->has_remote ? &row->latest[0].remote : NULL,
        .service = row->service,
        .days = out->days,
    };

    for (size_t i = 0; i < row->decision.reason_count; i++) {
        for (size_t l = 0; l < STORY_LANGS; l++) {
            char bytes[WORDS_MAX];
            struct buf text = BUF_ON(bytes);

            words_reason(&text, (enum lang)l, &row->decision.reasons[i], &context);
            if (!arena_copy(arena, (struct span){.at = bytes, .len = text.len}, &out->why[i][l])) {
                return false;
            }
        }
    }
    return true;
}

bool story_event(const struct story_setup *s, int64_t id, struct arena *arena,
                 struct event_story *out, struct err *e)
{
    struct event_story story = {.days = WORDS_HISTORY_DAYS};
    struct event_copy copy = {.arena = arena, .out = &story};
    struct profile profile;
    bool known = false;

    if (!store_event(s->store, id, event_take, &copy, e)) {
        return false;
    }
    if (!copy.ok) {
        return no_memory(e);
    }
    story.entry.where = named(s, &story.entry.row.place);
    if (!told_of(s, &story.entry.row, &story.entry.told, e)) {
        return false;
    }
    if (!profile_of(s, story.entry.account, &profile, &known, e)) {
        return false;
    }
    if (known) {
        uint16_t last_day[USUAL_MAX];

        story.usual_count = usual_of(s, &profile, story.usual, last_day);
    }
    if (!sentences(arena, &story)) {
        return no_memory(e);
    }
    *out = story;
    return true;
}

/* --- habits --------------------------------------------------------------------------------------- */

static uint32_t days_of(uint32_t weight)
{
    uint32_t days = (weight + PROFILE_WEIGHT / 2) / PROFILE_WEIGHT;

    return days > 0 ? days : 1;
}

static void clients_of(const struct profile *p, struct profile_story *out)
{
    uint32_t today = profile_last_day(p);

    out->client_count = p->client_count;
    for (size_t i = 0; i < p->client_count; i++) {
        out->clients[i] = (struct usual_client){
            .family = p->clients.family[i],
            .version = p->clients.version[i],
            .days = days_of(profile_decayed(p->clients.weight[i], today - p->clients.day[i])),
            .last_day = p->clients.day[i],
        };
    }
}

bool story_profile(const struct story_setup *s, struct span name, struct profile_story *out,
                   struct err *e)
{
    struct profile p;
    bool known;

    if (!profile_of(s, name, &p, &known, e)) {
        return false;
    }
    if (!known) {
        return err_set(e, ERR_ABSENT, "nothing was learnt of %s yet", quote(name).text);
    }
    *out = (struct profile_story){
        .account = name,
        .signins = p.signins,
        .first_day = p.first_day,
        .last_ms = (int64_t)p.last_minute * MINUTE_MS,
        .address_count = p.address_count,
    };
    out->usual_count = usual_of(s, &p, out->usual, out->usual_last_day);
    clients_of(&p, out);
    return true;
}
