#include "wire/fake_json.h"

#include "wire/fake_json_parts.h"

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

static void put_known(struct json_out *j, const char *name, const char *text)
{
    if (text[0] != '\0') {
        json_out_text(j, name, span_of(text));
    }
}

static void put_time(struct json_out *j, const char *name, int64_t at_ms)
{
    if (at_ms != 0) {
        json_out_time(j, name, at_ms);
    }
}

/* --- a campaign ------------------------------------------------------------------------------------- */

static void put_domains(struct json_out *j, const struct fake *f, enum fake_json_for whom)
{
    struct json_out list = json_out_list(j, "domains");

    for (size_t i = 0; i < f->domain_count; i++) {
        const struct fake_domain *d = &f->domains[i];
        struct json_out item;

        if (whom == FAKE_JSON_PUBLIC && !d->confirmed) {
            continue;
        }
        item = json_out_item(&list);
        json_out_text(&item, "domain", span_of(d->name));
        json_out_time(&item, "first_seen", d->first_ms);
        json_out_time(&item, "last_seen", d->last_ms);
        put_time(&item, "down_since", d->down_ms);
        if (whom == FAKE_JSON_STAFF) {
            json_out_bool(&item, "confirmed", d->confirmed);
        }
        json_out_close(&item);
    }
    json_out_end_list(&list);
}

void fake_json_put_note(struct json_out *j, const struct fake_note *n)
{
    json_out_code(j, "kind", fake_note_code(n->kind));
    put_time(j, "at", n->at_ms);
    put_known(j, "domain", n->domain);
    put_known(j, "to", n->to);
    put_known(j, "words", n->words);
}

/* Words are staff's own, and stay with staff. */
static void put_notes(struct json_out *j, const struct fake *f, enum fake_json_for whom)
{
    struct json_out list = json_out_list(j, "notes");

    for (size_t i = 0; i < f->note_count; i++) {
        struct fake_note n = f->notes[i];
        struct json_out item;

        if (whom == FAKE_JSON_PUBLIC && n.kind == FAKE_NOTE_REMARK) {
            continue;
        }
        if (whom == FAKE_JSON_PUBLIC) {
            n.words[0] = '\0';
        }
        item = json_out_item(&list);
        fake_json_put_note(&item, &n);
        json_out_close(&item);
    }
    json_out_end_list(&list);
}

static void put_channels(struct json_out *j, const struct fake *f)
{
    struct json_out list = json_out_list(j, "channels");

    for (unsigned c = 0; c < FAKE_CHANNEL_COUNT; c++) {
        if ((f->channels & 1u << c) != 0) {
            json_out_item_text(&list, span_of(fake_channel_code(c)));
        }
    }
    json_out_end_list(&list);
}

void fake_json_put(struct json_out *j, const struct fake *f, enum fake_json_for whom)
{
    json_out_text(j, "id", span_of(f->id));
    json_out_code(j, "state", fake_state_code(f->state));
    put_known(j, "brand", f->brand);
    put_channels(j, f);
    json_out_time(j, "first_seen", f->first_ms);
    json_out_time(j, "last_seen", f->last_ms);
    put_time(j, "confirmed", f->confirmed_ms);
    put_time(j, "closed", f->closed_ms);
    json_out_number(j, "people", (int64_t)f->people);
    if (whom == FAKE_JSON_STAFF) {
        json_out_number(j, "reports", (int64_t)f->report_count);
        json_out_bool(j, "full", f->report_count == FAKE_REPORTS_MAX);
        json_out_number(j, "waiting", (int64_t)f->waiting);
    }
    put_domains(j, f, whom);
    put_notes(j, f, whom);
}

void fake_json_put_sample(struct json_out *list, const struct fake_sample *s,
                          enum fake_json_for whom)
{
    struct json_out item;

    if (whom == FAKE_JSON_PUBLIC && !s->confirmed) {
        return;
    }
    item = json_out_item(list);
    json_out_code(&item, "channel", fake_channel_code(s->channel));
    json_out_time(&item, "seen", s->at_ms);
    if (whom == FAKE_JSON_STAFF) {
        json_out_number(&item, "number", s->number);
        json_out_bool(&item, "confirmed", s->confirmed);
    }
    json_out_text(&item, "subject", s->subject);
    json_out_text(&item, "text", s->text);
    json_out_close(&item);
}

/* --- a reading -------------------------------------------------------------------------------------- */

void fake_json_put_reading(struct json_out *j, const struct fake_reading *r)
{
    char bytes[8 * FAKE_RUNS_MAX + 1];
    struct buf print = BUF_ON(bytes);
    struct json_out list;

    for (uint32_t i = 0; i < r->print.count; i++) {
        buf_addf(&print, "%08x", r->print.runs[i]);
    }
    json_out_code(j, "channel", fake_channel_code(r->channel));
    put_known(j, "brand", r->brand);
    json_out_text(j, "print", (struct span){.at = print.at, .len = print.len});
    list = json_out_list(j, "links");
    for (size_t i = 0; i < r->link_count; i++) {
        json_out_item_text(&list, span_of(r->links[i].text));
    }
    json_out_end_list(&list);
    json_out_text(j, "subject", r->subject);
    json_out_text(j, "text", r->text);
}

void fake_json_put_handover(struct json_out *j, const struct fake_json_handover *h)
{
    struct json_out reading = json_out_object(j, "reading");

    fake_json_put_reading(&reading, &h->reading);
    json_out_close(&reading);
    json_out_bool(j, "genuine", h->genuine);
    json_out_bool(j, "consent", h->consent);
    json_out_bool(j, "confirm", h->confirm);
    if (h->submitter.len > 0) {
        json_out_text(j, "submitter", h->submitter);
    }
}

/* --- a match ---------------------------------------------------------------------------------------- */

void fake_json_put_match(struct json_out *j, const struct fake_match *m)
{
    json_out_bool(j, "text", m->text);
    json_out_bool(j, "link", m->link);
    json_out_number(j, "times", m->times);
    put_known(j, "id", m->id);
    put_known(j, "domain", m->domain);
    put_known(j, "name", m->name);
    put_time(j, "first_seen", m->first_ms);
    put_time(j, "last_seen", m->last_ms);
}
