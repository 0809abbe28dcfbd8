/* /fakes: fake messages that are going round, and the same for programs. */
#include "portal/inside.h"

#include "service/fakes.h"
#include "wire/fake_json.h"
#include "words/fake.h"
#include "words/page.h"

#define FAKES_SHOWN 30  /* campaigns of each kind on the page */
#define FAKES_FEED 50   /* in the feed; what has no room goes on behind "next" */
#define EXCERPT_MAX 300 /* bytes of a sample in the list */
#define FEED_TAIL 4096  /* bytes that are kept free behind the campaigns */
#define WORDS_ROOM ((size_t)3 * FAKE_TEXT_MAX)

#define PUBLIC_STATES (1u << FAKE_CONFIRMED | 1u << FAKE_CLOSED)

/* Campaigns as the list has them; what belongs to each is asked for when the list is let go. */
struct collected {
    struct page *p;
    const struct fake *at[FAKES_FEED + 1];
    size_t count;
    size_t most;
    bool more;
};

static bool collect(void *ctx, const struct fake *f)
{
    struct collected *c = ctx;
    struct fake *copy;

    if (c->count == c->most) {
        c->more = true;
        return false;
    }
    copy = arena_take(c->p->arena, sizeof *copy);
    if (copy == NULL) {
        c->more = true;
        return false;
    }
    *copy = *f;
    c->at[c->count++] = copy;
    return true;
}

static bool list(struct page *p, uint32_t states, struct span after, size_t most,
                 struct collected *out)
{
    const struct fakes_query q = {.states = states, .after = after};
    struct fakes *fakes = p->terms->source.fakes;
    struct err e = {0};

    *out = (struct collected){.p = p, .most = most};
    return fakes == NULL || fakes_visit(fakes, &q, p->r->now_ms, collect, out, &e);
}

static void answer_down(struct page *p)
{
    page_set_string(p, p->root, "title", page_text(p->lang, "down_title"));
    page_set_string(p, p->root, "lead", page_text(p->lang, "down_again"));
    page_render(p, TEMPLATE_ABSENT, 503);
}

/* --- one campaign ----------------------------------------------------------------------------------- */

/* What the brand is called; its ID when nobody knows. "" without one. */
static struct span brand_of(struct page *p, const struct fake *f)
{
    const struct portal_source *source = &p->terms->source;
    struct span name = SPAN("");

    if (f->brand[0] != '\0' && source->brand != NULL) {
        name = source->brand(source->ctx, span_of(f->brand), p->lang);
    }
    return name.len == 0 ? span_of(f->brand) : name;
}

/* "Fake in the name of Yamato Transport": the name alone could be taken for the sender's. */
static void set_title(struct page *p, struct value *o, const char *name, const struct fake *f)
{
    const struct arg brand = {"brand", brand_of(p, f)};
    char bytes[PAGE_TEXT_MAX];
    struct buf text = BUF_ON(bytes);

    catalogue_put(&text, page_text(p->lang, brand.text.len == 0 ? "fakes_of_none" : "fakes_of"),
                  &brand, 1);
    page_set(p, o, name, (struct span){.at = text.at, .len = text.len});
}

static void set_brand(struct page *p, struct value *o, const struct fake *f)
{
    struct span brand = brand_of(p, f);

    page_set(p, o, "brand",
             brand.len == 0 ? span_of(page_text(p->lang, "fakes_brand_none")) : brand);
}

static void set_people(struct page *p, struct value *o, const struct fake *f)
{
    if (f->people == 1) {
        page_set_string(p, o, "people", page_text(p->lang, "fakes_people_one"));
    } else if (f->people > 1) {
        page_set_numbered(p, o, "people",
                          page_entry(f->report_count == FAKE_REPORTS_MAX ? "fakes_people_many"
                                                                         : "fakes_people_n"),
                          (unsigned)f->people);
    }
}

static void set_domains(struct page *p, struct value *o, const struct fake *f)
{
    struct value *domains = value_list(p->set);
    bool any = false;

    for (size_t i = 0; i < f->domain_count; i++) {
        struct value *item = value_object(p->set);

        if (f->domains[i].confirmed) {
            page_set_string(p, item, "domain", f->domains[i].name);
            page_set_time(p, item, "down", f->domains[i].down_ms);
            value_add(p->set, domains, item);
            any = true;
        }
    }
    value_set_bool(p->set, o, "linked", any);
    value_set(p->set, o, "domains", domains);
}

static void set_fake(struct page *p, struct value *o, const struct fake *f)
{
    page_set_string(p, o, "id", f->id);
    set_brand(p, o, f);
    set_title(p, o, "title", f);
    page_set_time(p, o, "first", f->first_ms);
    page_set_time(p, o, "last", f->last_ms);
    set_people(p, o, f);
    set_domains(p, o, f);
}

struct sampling {
    struct page *p;
    struct value *into; /* an object for the first sample, or a list for all */
    size_t most;        /* bytes of the text */
    bool all;
    size_t count;
};

/* A sample's text in the words of the page's language. */
static void set_text(struct page *p, struct value *o, const char *name, struct span text,
                     size_t most)
{
    struct buf shown = {.at = arena_take(p->arena, WORDS_ROOM), .cap = WORDS_ROOM};
    bool cut = text.len > most;

    if (shown.at == NULL) {
        return;
    }
    text.len = cut ? most : text.len;
    while (cut && text.len > 0 && ((unsigned char)text.at[text.len] & 0xc0) == 0x80) {
        text.len--;
    }
    words_fake_text(&shown, p->lang, text);
    if (cut) {
        buf_add(&shown, SPAN("\xe2\x80\xa6")); /* an ellipsis */
    }
    page_set(p, o, name, (struct span){.at = shown.at, .len = shown.len});
}

static bool take_sample(void *ctx, const struct fake_sample *sample)
{
    struct sampling *s = ctx;
    struct value *o = s->all ? value_object(s->p->set) : s->into;

    if (!sample->confirmed) {
        return true;
    }
    set_text(s->p, o, "subject", sample->subject, FAKE_SUBJECT_MAX);
    set_text(s->p, o, "text", sample->text, s->most);
    if (s->all) {
        value_add(s->p->set, s->into, o);
    }
    s->count++;
    return s->all;
}

static size_t set_samples(struct page *p, struct value *into, const struct fake *f, bool all)
{
    struct sampling s = {
        .p = p, .into = into, .most = all ? FAKE_TEXT_MAX : EXCERPT_MAX, .all = all};
    struct err e = {0};

    (void)!fakes_samples(p->terms->source.fakes, span_of(f->id), p->r->now_ms, take_sample, &s, &e);
    return s.count;
}

/* --- the list --------------------------------------------------------------------------------------- */

void page_fakes(struct page *p)
{
    struct value *now = value_list(p->set);
    struct value *closed = value_list(p->set);
    struct collected c;

    if (!list(p, 1u << FAKE_CONFIRMED, SPAN(""), FAKES_SHOWN, &c)) {
        answer_down(p);
        return;
    }
    for (size_t i = 0; i < c.count; i++) {
        struct value *item = value_object(p->set);

        set_fake(p, item, c.at[i]);
        (void)set_samples(p, item, c.at[i], false);
        value_add(p->set, now, item);
    }
    if (!list(p, 1u << FAKE_CLOSED, SPAN(""), FAKES_SHOWN, &c)) {
        answer_down(p);
        return;
    }
    for (size_t i = 0; i < c.count; i++) {
        struct value *item = value_object(p->set);

        set_fake(p, item, c.at[i]);
        value_add(p->set, closed, item);
    }
    page_set_string(p, p->root, "title", page_text(p->lang, "fakes_title"));
    value_set(p->set, p->root, "now", now);
    value_set(p->set, p->root, "closed", closed);
    value_set_bool(p->set, p->root, "closed_any", c.count > 0);
    page_render(p, TEMPLATE_FAKES, 200);
}

/* --- one -------------------------------------------------------------------------------------------- */

static void set_channels(struct page *p, const struct fake *f)
{
    struct value *channels = value_list(p->set);

    for (unsigned c = 0; c < FAKE_CHANNEL_COUNT; c++) {
        struct value *item = value_object(p->set);

        if ((f->channels & 1u << c) != 0) {
            page_set_coded(p, item, "channel", "fakes_", fake_channel_code(c));
            value_add(p->set, channels, item);
        }
    }
    value_set(p->set, p->root, "channels", channels);
}

static void set_reported(struct page *p, const struct fake *f)
{
    struct value *reported = value_list(p->set);
    bool any = false;

    for (size_t i = 0; i < f->note_count; i++) {
        struct value *item = value_object(p->set);

        if (f->notes[i].kind == FAKE_NOTE_REPORTED) {
            page_set_string(p, item, "to", f->notes[i].to);
            page_set_string(p, item, "domain", f->notes[i].domain);
            page_set_time(p, item, "at", f->notes[i].at_ms);
            value_add(p->set, reported, item);
            any = true;
        }
    }
    value_set_bool(p->set, p->root, "told", any);
    value_set(p->set, p->root, "reported", reported);
}

void page_fake(struct page *p)
{
    struct fakes *fakes = p->terms->source.fakes;
    struct fake *f = arena_take(p->arena, sizeof *f);
    struct value *samples = value_list(p->set);
    struct err e = {0};

    if (f == NULL || fakes == NULL || !fakes_find(fakes, p->hole, p->r->now_ms, f, &e) ||
        (PUBLIC_STATES & 1u << f->state) == 0) {
        page_set_string(p, p->root, "title", page_text(p->lang, "absent_title"));
        page_set_string(p, p->root, "lead", page_text(p->lang, "absent_lead"));
        page_render(p, TEMPLATE_ABSENT, 404);
        return;
    }
    set_fake(p, p->root, f);
    set_channels(p, f);
    set_reported(p, f);
    value_set_bool(p->set, p->root, "is_closed", f->state == FAKE_CLOSED);
    value_set_bool(p->set, p->root, "samples_any", set_samples(p, samples, f, true) > 0);
    value_set(p->set, p->root, "samples", samples);
    page_render(p, TEMPLATE_FAKE, 200);
}

/* --- for programs ----------------------------------------------------------------------------------- */

static bool put_sample(void *ctx, const struct fake_sample *s)
{
    fake_json_put_sample(ctx, s, FAKE_JSON_PUBLIC);
    return true;
}

/* True when it fits; else it is as if nothing was written. */
static bool put_campaign(struct page *p, struct json_out *all, const struct fake *f)
{
    struct buf *out = &p->out->body;
    struct json_out before = *all;
    size_t length = out->len;
    struct json_out item = json_out_item(all);
    struct json_out samples;
    struct err e = {0};

    fake_json_put(&item, f, FAKE_JSON_PUBLIC);
    samples = json_out_list(&item, "samples");
    (void)!fakes_samples(p->terms->source.fakes, span_of(f->id), p->r->now_ms, put_sample, &samples,
                         &e);
    json_out_end_list(&samples);
    json_out_close(&item);
    if (!out->full && out->cap - out->len >= FEED_TAIL) {
        return true;
    }
    out->len = length;
    out->full = false;
    *all = before;
    return false;
}

static void put_both(struct json_out *j, const char *name, const char *key)
{
    struct json_out both = json_out_object(j, name);

    for (unsigned l = 0; l < LANG_COUNT; l++) {
        json_out_text(&both, lang_code((enum lang)l), span_of(page_text((enum lang)l, key)));
    }
    json_out_close(&both);
}

static int64_t changed_ms(const struct fake *f)
{
    int64_t changed = f->last_ms;

    changed = f->confirmed_ms > changed ? f->confirmed_ms : changed;
    return f->closed_ms > changed ? f->closed_ms : changed;
}

void page_fakes_feed(struct page *p)
{
    struct json_out j = json_out_open(&p->out->body);
    struct collected c;
    struct json_out all;
    int64_t updated = 0;
    size_t put = 0;

    if (!list(p, PUBLIC_STATES, form_value(&p->query, SPAN("after")), FAKES_FEED, &c)) {
        p->out->body.len = 0;
        p->out->status = 503;
        p->out->type = "application/json";
        buf_add(&p->out->body, SPAN("{\"status\":\"error\",\"reason\":\"try again later\"}"));
        return;
    }
    json_out_code(&j, "format", "mioboe-fakes/1");
    json_out_code(&j, "page", "/fakes");
    put_both(&j, "silence", "fakes_silence");
    all = json_out_list(&j, "fakes");
    while (put < c.count && put_campaign(p, &all, c.at[put])) {
        updated = changed_ms(c.at[put]) > updated ? changed_ms(c.at[put]) : updated;
        put++;
    }
    json_out_end_list(&all);
    json_out_time(&j, "updated", updated);
    json_out_bool(&j, "more", c.more || put < c.count);
    if ((c.more || put < c.count) && put > 0) {
        json_out_code(&j, "next", c.at[put - 1]->id);
    }
    json_out_close(&j);
    page_header(p, "Cache-Control", "public, max-age=300");
    page_header(p, "Access-Control-Allow-Origin", "*");
    p->out->status = 200;
    p->out->type = "application/json";
    page_tag(p);
}
