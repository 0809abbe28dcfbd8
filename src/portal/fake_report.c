/* On the result of a check: handing the message in as a fake, when the person agrees. Until then what would be
 * kept is only in the page, sealed. */
#include "portal/inside.h"

#include "base/memory.h"
#include "service/fake_ticket.h"
#include "service/fakes.h"
#include "words/page.h"

#include <sodium.h>
#include <stdio.h>

#define WHO_MAX 80

static const unsigned char purpose[] = "mioboe fake tickets of pages";

static void key_of(const struct page *p, uint8_t key[static FAKE_TICKET_KEY])
{
    (void)crypto_generichash(key, FAKE_TICKET_KEY, purpose, sizeof purpose - 1,
                             p->terms->source.check_key, sizeof p->terms->source.check_key);
}

void page_set_fake(struct page *p, struct span ticket)
{
    if (p->terms->source.fakes != NULL && ticket.len <= FAKE_TICKET_TEXT) {
        value_set_text(p->set, p->root, "fake", ticket);
    }
}

void page_make_fake(struct page *p, const struct check_outcome *o)
{
    char *room = arena_take(p->arena, FAKE_TICKET_TEXT);
    struct buf ticket = {.at = room, .cap = room == NULL ? 0 : FAKE_TICKET_TEXT};

    if (o->verdict.code != VERDICT_GENUINE && room != NULL) {
        uint8_t key[FAKE_TICKET_KEY];

        key_of(p, key);
        fake_ticket_seal(key, &o->fake, false, p->r->now_ms, &ticket);
        page_set_fake(p, (struct span){.at = ticket.at, .len = ticket.full ? 0 : ticket.len});
        sodium_memzero(key, sizeof key);
    }
}

/* One person, as far as a public page can tell: a line. */
static struct span who_looks(const struct page *p, struct buf *who)
{
    struct address subscriber;

    buf_add(who, SPAN("line:"));
    if (p->r->has_viewer) {
        subscriber = address_subscriber(&p->r->viewer);
        address_print(who, &subscriber);
    }
    return (struct span){.at = who->at, .len = who->len};
}

static void tell_taken(struct page *p, enum fake_taken taken)
{
    struct value *told = value_object(p->set);

    page_set_coded(p, told, "text", "fakes_thanks_", fake_taken_code(taken));
    value_set(p->set, p->root, "handed_in", told);
}

bool page_hand_in(struct page *p)
{
    struct fake_ticket *t = memory_new(1, sizeof *t);
    struct fake_handover h = {.reading = &t->reading};
    struct fake_receipt receipt;
    uint8_t key[FAKE_TICKET_KEY];
    char bytes[WHO_MAX];
    struct buf who = BUF_ON(bytes);
    struct err e = {0};
    bool ok = true;

    if (!span_eq(form_value(&p->form, SPAN("consent")), SPAN("yes"))) {
        value_set_bool(p->set, p->root, "fake_missing", true);
        memory_free(t);
        return true;
    }
    key_of(p, key);
    ok = p->terms->source.fakes != NULL &&
         fake_ticket_open(key, form_value(&p->form, SPAN("fake")), p->r->now_ms, t, &e);
    sodium_memzero(key, sizeof key);
    if (ok) {
        h.genuine = t->genuine;
        h.submitter = who_looks(p, &who);
        ok = fakes_submit(p->terms->source.fakes, &h, p->r->now_ms, &receipt, &e);
    }
    if (ok) {
        tell_taken(p, receipt.taken);
    }
    memory_free(t);
    return ok;
}
