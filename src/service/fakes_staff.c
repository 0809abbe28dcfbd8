/* What staff does with a campaign of fakes. */
#include "base/quote.h"
#include "service/fakes_parts.h"

#include <stdlib.h>

struct state_change {
    enum fake_state state;
    int64_t now_ms;
};

static bool change_state(void *ctx, struct fake_whole *w, struct err *e)
{
    const struct state_change *c = ctx;

    (void)e;
    switch (c->state) {
    case FAKE_CONFIRMED:
        fake_confirm(w, c->now_ms);
        break;
    case FAKE_CLOSED:
        w->fake.state = FAKE_CLOSED;
        w->fake.closed_ms = c->now_ms;
        break;
    case FAKE_NEW:
        for (size_t i = 0; i < w->fake.sample_count; i++) {
            w->samples[i].confirmed = false;
        }
        for (size_t i = 0; i < w->fake.domain_count; i++) {
            w->fake.domains[i].confirmed = false;
        }
        w->fake.state = FAKE_NEW;
        w->fake.confirmed_ms = w->fake.closed_ms = 0;
        w->fake.last_ms = c->now_ms; /* so that it is not gone at once */
        break;
    case FAKE_STATE_COUNT:
        break;
    }
    return true;
}

bool fakes_set_state(struct fakes *f, struct span id, enum fake_state state, int64_t now_ms,
                     struct fake *out, struct err *e)
{
    struct state_change c = {.state = state, .now_ms = now_ms};

    return fakes_alter(f, &(struct fakes_change_asked){id, change_state, &c, now_ms}, out, e);
}

/* --- notes ------------------------------------------------------------------------------------------ */

static bool add_note(void *ctx, struct fake_whole *w, struct err *e)
{
    const struct fake_note *note = ctx;
    const struct span domain = {.at = note->domain, .len = strlen(note->domain)};

    if (domain.len > 0 && fake_domain_find(&w->fake, domain) == NULL) {
        return err_set(e, ERR_INPUT, "domain: expected one of the campaign's, came %s",
                       quote(domain).text);
    }
    if (w->fake.note_count == FAKE_NOTES_MAX) {
        return err_set(e, ERR_INPUT, "expected at most %d notes on a campaign, came one more",
                       FAKE_NOTES_MAX);
    }
    w->fake.notes[w->fake.note_count++] = *note;
    for (size_t i = 0; note->kind == FAKE_NOTE_DOWN && i < w->fake.domain_count; i++) {
        struct fake_domain *d = &w->fake.domains[i];

        if (domain.len == 0 || strcmp(d->name, note->domain) == 0) {
            d->down_ms = note->at_ms;
        }
    }
    return true;
}

bool fakes_note(struct fakes *f, struct span id, const struct fake_note *note, int64_t now_ms,
                struct fake *out, struct err *e)
{
    struct fake_note n = *note;

    n.at_ms = n.at_ms == 0 ? now_ms : n.at_ms;
    return fakes_alter(f, &(struct fakes_change_asked){id, add_note, &n, now_ms}, out, e);
}

/* --- redaction -------------------------------------------------------------------------------------- */

static const struct span hole = SPAN_INIT(FAKE_HOLE_OPEN "name" FAKE_HOLE_CLOSE);

/* Puts the placeholder for each `words` in text[0..*len); what does not fit any more is cut off, at a
 * character. */
static void redact_text(char *text, size_t *len, size_t cap, struct span words)
{
    char made[FAKE_TEXT_MAX] = {0};
    struct buf out = {.at = made, .cap = cap};
    size_t at = 0;

    while (at < *len && !out.full) {
        if (*len - at >= words.len && memcmp(text + at, words.at, words.len) == 0) {
            buf_add(&out, hole);
            at += words.len;
        } else {
            buf_add(&out, (struct span){.at = text + at, .len = 1});
            at++;
        }
    }
    while (out.full && out.len > 0 && ((unsigned char)made[out.len - 1] & 0xc0) == 0x80) {
        out.len--;
    }
    if (out.full && out.len > 0 && (unsigned char)made[out.len - 1] >= 0xc0) {
        out.len--;
    }
    memcpy(text, made, out.len);
    *len = out.len;
}

static bool redact(void *ctx, struct fake_whole *w, struct err *e)
{
    const struct span *words = ctx;

    (void)e;
    for (size_t i = 0; i < w->fake.sample_count; i++) {
        struct fake_kept_sample *s = &w->samples[i];

        redact_text(s->subject, &s->subject_len, FAKE_SUBJECT_MAX, *words);
        redact_text(s->text, &s->text_len, FAKE_TEXT_MAX, *words);
    }
    return true;
}

bool fakes_redact(struct fakes *f, struct span id, struct span words, int64_t now_ms,
                  struct fake *out, struct err *e)
{
    if (words.len == 0 || words.len > FAKE_NOTE_MAX) {
        return err_set(e, ERR_INPUT, "words: expected 1 to %d bytes to take out, came %zu",
                       FAKE_NOTE_MAX, words.len);
    }
    return fakes_alter(f, &(struct fakes_change_asked){id, redact, &words, now_ms}, out, e);
}

/* --- removal ---------------------------------------------------------------------------------------- */

bool fakes_remove(struct fakes *f, struct span id, int64_t now_ms, struct err *e)
{
    const struct document gone = {.kind = DOCUMENT_FAKE, .key = id, .owner = SPAN("")};
    struct store_document_change change = {
        .document = &gone, .expected = DOCUMENT_ANY, .remove = true};
    bool made = false;
    bool ok = id.len > 0 && id.len < FAKE_ID_SIZE;

    if (ok && !store_documents_change(f->store, &change, 1, now_ms, &made, e)) {
        return false;
    }
    if (!ok || !change.was_there) {
        return err_set(e, ERR_ABSENT, "there is no campaign of fakes %s", quote(id).text);
    }
    (void)pthread_rwlock_wrlock(&f->lock);
    f->read_ms = 0; /* read again before the next answer */
    (void)pthread_rwlock_unlock(&f->lock);
    return true;
}
