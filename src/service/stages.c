#include "service/stages.h"

#include "base/quote.h"
#include "model/stage_form.h"
#include "service/announcements.h"
#include "store/documents.h"
#include "words/catalogue.h"

#include <string.h>

#define TRIES 8 /* of a change, when others change the same stage meanwhile */

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

/* --- reading -------------------------------------------------------------------------------------- */

struct reading {
    stages_visit *visit;
    void *ctx;
    uint32_t version;
    bool ok;
    struct err *e;
};

static bool take_document(void *ctx, const struct document *d)
{
    struct reading *r = ctx;
    struct stage s;

    r->version = d->version;
    r->ok = stage_unpack(d->body, &s, r->e) || err_context(r->e, "stage %s", quote(d->key).text);
    return r->ok && r->visit(r->ctx, &s);
}

bool stages_each(struct store *s, stages_visit *visit, void *ctx, struct err *e)
{
    const struct store_document_query all = {.kind = DOCUMENT_STAGE, .limit = STAGES_MAX};
    struct reading r = {.visit = visit, .ctx = ctx, .ok = true, .e = e};

    return store_documents(s, &all, take_document, &r, e) && r.ok;
}

static bool take_stage(void *ctx, const struct stage *s)
{
    *(struct stage *)ctx = *s;
    return false;
}

static bool find(struct store *s, struct span id, struct stage *out, uint32_t *version,
                 struct err *e)
{
    const struct store_document_name name = {.kind = DOCUMENT_STAGE, .key = id};
    struct reading r = {.visit = take_stage, .ctx = out, .ok = true, .e = e};

    if (id.len == 0 || id.len > STAGE_ID_MAX) {
        return err_set(e, ERR_ABSENT, "there is no stage %s", quote(id).text);
    }
    if (!store_document(s, &name, take_document, &r, e)) {
        return e->code == ERR_ABSENT
                   ? err_set(e, ERR_ABSENT, "there is no stage %s", quote(id).text)
                   : false;
    }
    *version = r.version;
    return r.ok;
}

bool stages_find(struct store *s, struct span id, struct stage *out, struct err *e)
{
    struct stage found;
    uint32_t version = 0;

    if (!find(s, id, &found, &version, e)) {
        return false;
    }
    *out = found;
    return true;
}

/* --- writing -------------------------------------------------------------------------------------- */

/* *made: false when the stage is not of that version any more. */
static bool put(struct store *s, const struct stage *stage, uint32_t version, int64_t now_ms,
                bool *made, struct err *e)
{
    char bytes[STAGE_FORM_MAX];
    struct buf body = BUF_ON(bytes);
    struct document d = {.kind = DOCUMENT_STAGE, .key = span_of(stage->id)};
    struct store_document_change change = {.document = &d, .expected = version};

    stage_pack(stage, &body);
    return buf_span(&body, &d.body, e) && store_documents_change(s, &change, 1, now_ms, made, e);
}

struct known {
    struct span id;
    bool found;
    int64_t starts_ms;
};

/* Versions come newest first. */
static bool take_announcement(void *ctx, const struct announcement *a)
{
    struct known *k = ctx;

    if (!span_eq(a->id, k->id)) {
        return true;
    }
    k->found = true;
    k->starts_ms = a->starts_ms;
    return false;
}

static bool announcement_find(struct store *s, const struct stage *stage, struct known *out,
                              struct err *e)
{
    *out = (struct known){.id = span_of(stage->announcement)};
    if (out->id.len == 0) {
        return true;
    }
    if (!announcements_visit(s, take_announcement, out, e)) {
        return false;
    }
    return out->found ||
           err_set(e, ERR_INPUT,
                   "announcement: there is none %s; publish it first, then name it here",
                   quote(out->id).text);
}

/* The operator may publish other words of apology afterwards; a moved date without any is none. */
static bool announcement_follow(struct store *s, const struct stage *stage, int64_t now_ms,
                                struct err *e)
{
    struct announcement_patch p = {
        .id = span_of(stage->announcement), .has_starts = true, .starts_ms = stage->starts_ms};
    struct announcement stored;
    struct known known;
    struct arena *arena;
    bool ok;

    if (!announcement_find(s, stage, &known, e)) {
        return false;
    }
    if (!known.found || known.starts_ms == stage->starts_ms) {
        return true;
    }
    arena = arena_new(ANNOUNCEMENT_ARENA);
    if (arena == NULL) {
        return err_set(e, ERR_SYSTEM, "no memory for an announcement");
    }
    for (size_t l = 0; l < COUNT(p.apology); l++) {
        p.apology[l] = span_of(label((enum lang)l, LABEL_ANNOUNCEMENT_APOLOGY));
    }
    ok = announcement_change(s, &p, now_ms, arena, &stored, e);
    arena_free(&arena);
    return ok;
}

static bool count(void *ctx, const struct stage *s)
{
    (void)s;
    ++*(unsigned *)ctx;
    return true;
}

bool stages_add(struct store *s, const struct stage_patch *p, int64_t now_ms, struct stage *out,
                struct err *e)
{
    struct known known;
    struct stage stage;
    unsigned before = 0;
    bool made = false;

    if (!stage_make(p, now_ms, &stage, e) || !stages_each(s, count, &before, e) ||
        !announcement_find(s, &stage, &known, e)) {
        return false;
    }
    if (before >= STAGES_MAX) {
        return err_set(e, ERR_INPUT, "expected at most %d stages, there are so many already",
                       STAGES_MAX);
    }
    if (!put(s, &stage, 0, now_ms, &made, e)) {
        return false;
    }
    if (!made) {
        return err_set(e, ERR_INPUT, "id: there is a stage %s already",
                       quote(span_of(stage.id)).text);
    }
    if (!announcement_follow(s, &stage, now_ms, e)) {
        return err_context(e, "the stage was added, its announcement was not changed");
    }
    *out = stage;
    return true;
}

bool stages_change(struct store *s, const struct stage_patch *p, int64_t now_ms, struct stage *out,
                   struct err *e)
{
    struct stage stage = {0};
    bool made = false;

    for (int i = 0; !made && i < TRIES; i++) {
        struct known known;
        struct stage before;
        uint32_t version = 0;

        if (!find(s, span_of(p->stage.id), &before, &version, e) ||
            !stage_change(&before, p, now_ms, &stage, e) ||
            !announcement_find(s, &stage, &known, e) ||
            !put(s, &stage, version, now_ms, &made, e)) {
            return false;
        }
    }
    if (!made) {
        return err_set(e, ERR_LIMIT, "others change the same stage: try again");
    }
    if (!announcement_follow(s, &stage, now_ms, e)) {
        return err_context(e, "the stage was changed, its announcement was not");
    }
    *out = stage;
    return true;
}

/* --- the key -------------------------------------------------------------------------------------- */

struct key_reading {
    struct hash_key *out;
    bool ok;
};

static bool take_key(void *ctx, const struct document *d)
{
    struct key_reading *r = ctx;

    r->ok = d->body.len == sizeof r->out->bytes;
    if (r->ok) {
        memcpy(r->out->bytes, d->body.at, d->body.len);
    }
    return false;
}

bool stages_key(struct store *s, int64_t now_ms, struct hash_key *out, struct err *e)
{
    const struct store_document_name name = {.kind = DOCUMENT_STAGE_STATE, .key = SPAN("key")};
    struct hash_key fresh;
    const struct document d = {
        .kind = name.kind,
        .key = name.key,
        .body = {.at = (const char *)fresh.bytes, .len = sizeof fresh.bytes}};
    struct store_document_change change = {.document = &d};
    struct key_reading r = {.out = &fresh, .ok = true};
    bool made = false;
    struct err absent = {0};

    if (!store_document(s, &name, take_key, &r, &absent)) {
        if (absent.code != ERR_ABSENT) {
            *e = absent;
            return false;
        }
        hash_key_random(&fresh);
        if (!store_documents_change(s, &change, 1, now_ms, &made, e) ||
            (!made && !store_document(s, &name, take_key, &r, e))) {
            return false;
        }
    }
    if (!r.ok) {
        return err_set(e, ERR_STORE, "the key of the accounts' numbers is damaged");
    }
    *out = fresh;
    return true;
}
