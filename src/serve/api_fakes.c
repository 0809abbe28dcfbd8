#include "serve/api_parts.h"

#include "base/memory.h"
#include "base/quote.h"
#include "service/check_message.h"
#include "wire/fake_json.h"
#include "wire/fake_list_json.h"
#include "wire/verdict_json.h"

#define SEAT_WAIT_MS 5000

/* --- the list --------------------------------------------------------------------------------------- */

struct listing_of_fakes {
    struct api_listed l;
    char last[FAKE_ID_SIZE];
};

static bool list_fake(void *ctx, const struct fake *f)
{
    struct listing_of_fakes *l = ctx;
    size_t before = l->l.c->out->len;
    struct json_out item;

    if (l->l.count == l->l.limit) {
        l->l.more = true;
        return false;
    }
    item = json_out_item(&l->l.list);
    fake_json_put(&item, f, FAKE_JSON_STAFF);
    json_out_close(&item);
    if (!api_row_fits(&l->l, before)) {
        return false;
    }
    memcpy(l->last, f->id, sizeof l->last);
    return true;
}

static bool read_query(struct api_call *c, struct fakes_query *q, size_t *limit)
{
    struct span state;
    enum fake_state which = FAKE_NEW;
    uint64_t most;

    if (!api_query_text(c, SPAN("state"), &state) || !api_query_text(c, SPAN("after"), &q->after) ||
        !api_query_number(c, SPAN("limit"), 1, API_PAGE_MAX, API_PAGE, &most)) {
        return false;
    }
    *limit = (size_t)most;
    if (state.len > 0 && !fake_state_parse(state, &which)) {
        return err_set(&c->err, ERR_INPUT, "state: expected new, confirmed or closed, came %s",
                       quote(state).text);
    }
    q->states = state.len > 0 ? 1u << which : 0;
    return true;
}

unsigned api_fakes_get(struct api_call *c)
{
    struct listing_of_fakes l = {.l = {.c = c}};
    struct fakes_query q = {.states = 0};
    struct json_out j;

    if (!read_query(c, &q, &l.l.limit)) {
        return 0;
    }
    j = json_out_open(c->out);
    l.l.list = json_out_list(&j, "fakes");
    if (!fakes_visit(c->api->fakes, &q, c->r->now_ms, list_fake, &l, &c->err)) {
        return 0;
    }
    json_out_end_list(&l.l.list);
    json_out_code(&j, "next", l.l.more ? l.last : NULL);
    json_out_close(&j);
    return 200;
}

/* --- one -------------------------------------------------------------------------------------------- */

static bool put_sample(void *ctx, const struct fake_sample *s)
{
    fake_json_put_sample(ctx, s, FAKE_JSON_STAFF);
    return true;
}

static unsigned answer(struct api_call *c, const struct fake *f)
{
    struct json_out j = json_out_open(c->out);
    struct span id = {.at = f->id, .len = strlen(f->id)};
    struct json_out list;

    fake_json_put(&j, f, FAKE_JSON_STAFF);
    list = json_out_list(&j, "samples");
    if (!fakes_samples(c->api->fakes, id, c->r->now_ms, put_sample, &list, &c->err)) {
        return 0;
    }
    json_out_end_list(&list);
    json_out_close(&j);
    return 200;
}

static struct fake *room(struct api_call *c)
{
    struct fake *f = arena_take(c->arena, sizeof *f);

    if (f == NULL) {
        (void)err_set(&c->err, ERR_SYSTEM, "no memory for a fake");
    }
    return f;
}

unsigned api_fake_get(struct api_call *c)
{
    struct fake *f = room(c);

    return f != NULL && fakes_find(c->api->fakes, c->hole, c->r->now_ms, f, &c->err) ? answer(c, f)
                                                                                     : 0;
}

unsigned api_fake_put(struct api_call *c)
{
    struct fake *f = room(c);
    enum fake_state state = FAKE_NEW;

    return f != NULL && fake_json_read_state(c->r->body, &state, &c->err) &&
                   fakes_set_state(c->api->fakes, c->hole, state, c->r->now_ms, f, &c->err)
               ? answer(c, f)
               : 0;
}

unsigned api_fake_note(struct api_call *c)
{
    struct fake *f = room(c);
    struct fake_note note;

    return f != NULL && fake_json_read_note(c->r->body, &note, &c->err) &&
                   fakes_note(c->api->fakes, c->hole, &note, c->r->now_ms, f, &c->err)
               ? answer(c, f)
               : 0;
}

unsigned api_fake_redact(struct api_call *c)
{
    struct fake *f = room(c);
    struct span words;

    return f != NULL && fake_json_read_words(c->r->body, c->arena, &words, &c->err) &&
                   fakes_redact(c->api->fakes, c->hole, words, c->r->now_ms, f, &c->err)
               ? answer(c, f)
               : 0;
}

unsigned api_fake_delete(struct api_call *c)
{
    return fakes_remove(c->api->fakes, c->hole, c->r->now_ms, &c->err) ? api_removed(c) : 0;
}

/* --- handing in ------------------------------------------------------------------------------------- */

static void put_receipt(struct json_out *j, const struct fake_receipt *r)
{
    json_out_code(j, "taken", fake_taken_code(r->taken));
    if (r->id[0] != '\0') {
        json_out_code(j, "id", r->id);
        json_out_code(j, "state", fake_state_code(r->state));
    }
}

static unsigned hand_in(struct api_call *c, const struct fake_handover *h)
{
    struct fake_receipt receipt;
    struct json_out j;

    if (!fakes_submit(c->api->fakes, h, c->r->now_ms, &receipt, &c->err)) {
        return 0;
    }
    j = json_out_open(c->out);
    put_receipt(&j, &receipt);
    json_out_close(&j);
    return 200;
}

/* The message itself came: it is read here, and nothing else of it is kept. */
static unsigned hand_in_message(struct api_call *c, struct fake_handover *h)
{
    struct verdict_ask ask = {0};
    struct check_question q = {.wait_ms = SEAT_WAIT_MS};
    struct check_outcome *o;
    unsigned status = 0;

    if (c->api->desk == NULL) {
        (void)err_set(&c->err, ERR_STORE, "no daemon runs: nothing would read the message");
        return 0;
    }
    if (!verdict_json_read(c->r->body, c->arena, &ask, &c->err)) {
        return 0;
    }
    q.source = ask.is_sms ? check_sms(ask.text, ask.sms_from) : check_bytes(ask.text);
    o = memory_new(1, sizeof *o);
    if (check_message(c->api->desk, &q, o, &c->err)) {
        h->reading = &o->fake;
        h->genuine = o->verdict.code == VERDICT_GENUINE;
        status = hand_in(c, h);
    }
    memory_free(o);
    return status;
}

unsigned api_fake_submit(struct api_call *c)
{
    struct fake_json_handover asked;
    struct fake_handover h = {.reading = &asked.reading};

    if (!fake_json_read_handover(c->r->body, c->arena, &asked, &c->err)) {
        return 0;
    }
    if (!asked.consent) {
        (void)err_set(&c->err, ERR_INPUT,
                      "consent: expected true: whose message it is must have agreed");
        return 0;
    }
    h.genuine = asked.genuine;
    h.confirm = asked.confirm;
    h.submitter = asked.submitter;
    return asked.has_reading ? hand_in(c, &h) : hand_in_message(c, &h);
}

unsigned api_fake_match(struct api_call *c)
{
    struct fake_reading *r = arena_take(c->arena, sizeof *r);
    struct fake_match match;
    struct json_out j;

    if (r == NULL) {
        (void)err_set(&c->err, ERR_SYSTEM, "no memory for a fake");
        return 0;
    }
    if (!fake_json_read_reading(c->r->body, c->arena, r, &c->err) ||
        !fakes_match(c->api->fakes, r, c->r->now_ms, &match, &c->err)) {
        return 0;
    }
    j = json_out_open(c->out);
    fake_json_put_match(&j, &match);
    json_out_close(&j);
    return 200;
}

/* --- lists ------------------------------------------------------------------------------------------ */

struct import_of_fakes {
    struct api_call *c;
    struct json_out list;
    bool confirm;
    uint64_t added;
    uint64_t joined;
};

/* One entry. Only a store that fails ends it; what is refused is told with its number. */
static bool import_one(void *ctx, size_t number, const struct fake_list_row *row, struct err *e)
{
    struct import_of_fakes *in = ctx;
    const struct fake_listed l = {
        .url = row->url,
        .brand = row->brand,
        .id = row->campaign,
        .first_ms = row->first_ms,
        .last_ms = row->last_ms,
        .confirm = in->confirm,
    };
    struct fake_receipt receipt;
    struct json_out item;

    if (fakes_list(in->c->api->fakes, &l, in->c->r->now_ms, &receipt, e)) {
        in->added += receipt.taken == FAKE_TAKEN_NEW ? 1 : 0;
        in->joined += receipt.taken == FAKE_TAKEN_JOINED ? 1 : 0;
        return true;
    }
    if (e->code != ERR_INPUT && e->code != ERR_LIMIT) {
        return false;
    }
    item = json_out_item(&in->list);
    json_out_number(&item, "entry", (int64_t)number);
    json_out_text(&item, "reason", (struct span){.at = e->text, .len = strlen(e->text)});
    json_out_close(&item);
    *e = (struct err){0};
    return true;
}

unsigned api_fakes_import(struct api_call *c)
{
    struct import_of_fakes in = {.c = c};
    struct json_out j = json_out_open(c->out);

    in.list = json_out_list(&j, "refused");
    if (!fake_list_json_confirm(c->r->body, &in.confirm, &c->err) ||
        !fake_list_json_read(c->r->body, c->arena, import_one, &in, &c->err)) {
        return 0;
    }
    json_out_end_list(&in.list);
    json_out_number(&j, "added", (int64_t)in.added);
    json_out_number(&j, "joined", (int64_t)in.joined);
    json_out_close(&j);
    return 200;
}
