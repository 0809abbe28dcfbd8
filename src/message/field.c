#include "base/number.h"
#include "message/address.h"
#include "message/ascii.h"
#include "message/date.h"
#include "message/header.h"
#include "message/normal.h"
#include "message/read.h"
#include "message/reading.h"

#include <stddef.h>

enum form {
    FORM_ADDRESSES,
    FORM_TEXT,
    FORM_ID,
    FORM_DATE,
    FORM_AUTH,
    FORM_ARC,
    FORM_DKIM,
};

#define MEMBER(name) offsetof(struct message, name)

static const struct {
    struct span name;
    enum form form;
    size_t member;
} FIELDS[] = {
    {SPAN_INIT("From"), FORM_ADDRESSES, MEMBER(from)},
    {SPAN_INIT("Sender"), FORM_ADDRESSES, MEMBER(sender)},
    {SPAN_INIT("Reply-To"), FORM_ADDRESSES, MEMBER(reply_to)},
    {SPAN_INIT("Return-Path"), FORM_ADDRESSES, MEMBER(return_path)},
    {SPAN_INIT("To"), FORM_ADDRESSES, MEMBER(to)},
    {SPAN_INIT("Cc"), FORM_ADDRESSES, MEMBER(cc)},
    {SPAN_INIT("Delivered-To"), FORM_ADDRESSES, MEMBER(delivered_to)},
    {SPAN_INIT("X-Original-To"), FORM_ADDRESSES, MEMBER(delivered_to)},
    {SPAN_INIT("Subject"), FORM_TEXT, MEMBER(subject)},
    {SPAN_INIT("Message-ID"), FORM_ID, MEMBER(message_id)},
    {SPAN_INIT("List-Id"), FORM_TEXT, MEMBER(list_id)},
    {SPAN_INIT("List-Unsubscribe"), FORM_TEXT, MEMBER(list_unsubscribe)},
    {SPAN_INIT("X-Mailer"), FORM_TEXT, MEMBER(mailer)},
    {SPAN_INIT("User-Agent"), FORM_TEXT, MEMBER(mailer)},
    {SPAN_INIT("Date"), FORM_DATE, MEMBER(date_ms)},
    {SPAN_INIT("Authentication-Results"), FORM_AUTH, 0},
    {SPAN_INIT("ARC-Authentication-Results"), FORM_ARC, 0},
    {SPAN_INIT("DKIM-Signature"), FORM_DKIM, 0},
};

static void read_addresses(struct reading *r, struct message_addresses *to, struct span raw,
                           bool joins)
{
    struct message_addresses more = {0};
    struct message_address *both;

    if (to->count > 0 && !joins) {
        return;
    }
    more = address_list(r->arena, raw, &r->out->limits, &r->out->damage);
    if (to->count == 0 || more.count == 0) {
        *to = to->count == 0 ? more : *to;
        return;
    }
    if (to->count + more.count > MESSAGE_ADDRESSES_MAX) {
        r->out->limits |= MESSAGE_LIMIT_ADDRESSES;
        return;
    }
    both = arena_take(r->arena, (to->count + more.count) * sizeof *both);
    if (both == NULL) {
        r->out->limits |= MESSAGE_LIMIT_MEMORY;
        return;
    }
    memcpy(both, to->at, to->count * sizeof *both);
    memcpy(both + to->count, more.at, more.count * sizeof *both);
    *to = (struct message_addresses){.at = both, .count = to->count + more.count};
}

/* Without the angle brackets around it. */
static struct span bare_id(struct span text)
{
    text = span_from(text, ascii_begins(text, SPAN("<")));
    text.len -= text.len > 0 && text.at[text.len - 1] == '>';
    return text;
}

static struct span lowered(struct arena *a, struct span text)
{
    struct grow g = {.arena = a, .max = MESSAGE_HEADER_MAX};

    for (size_t i = 0; i < text.len; i++) {
        grow_char(&g, ascii_lower(text.at[i]));
    }
    return grow_span(&g);
}

/* "authserv-id [version]; results"; some servers of Microsoft leave the first part out. */
static void take_server(struct arena *a, struct span text, struct message_auth *out)
{
    struct span rest = text;
    struct span head = text;
    struct span id;

    if (!span_cut(&rest, ';', &head)) {
        rest = SPAN("");
    }
    head = span_trim(head);
    id = head;
    (void)span_cut(&head, ' ', &id);
    if (id.len > 0 && memchr(id.at, '=', id.len) != NULL) {
        id = SPAN("");
        rest = text;
    }
    out->server = lowered(a, id);
    out->value = span_trim(rest);
}

/* [i=N;] authserv-id [version]; results */
static void read_auth(struct reading *r, struct span raw, bool arc)
{
    struct span rest = header_text(r->arena, raw, &r->out->damage);
    struct message_auth one = {.order = (uint32_t)r->out->auth_count};
    struct message_auth *slot;
    struct span head;
    uint64_t instance = 0;

    if (r->out->auth_count == MESSAGE_AUTHS_MAX) {
        r->out->limits |= MESSAGE_LIMIT_HEADERS;
        return;
    }
    if (arc && span_cut(&rest, ';', &head)) {
        head = span_trim(head);
        if (ascii_begins(head, SPAN("i=")) &&
            number_parse(span_trim(span_from(head, 2)), 1, 1000, &instance)) {
            one.instance = (uint32_t)instance;
        }
    }
    take_server(r->arena, rest, &one);
    slot = grow_item(r->arena, &r->auths, r->out->auth_count, sizeof *slot);
    if (slot == NULL) {
        r->out->limits |= MESSAGE_LIMIT_MEMORY;
        return;
    }
    *slot = one;
    r->out->auth_count++;
    r->out->auths = r->auths;
}

static struct span dkim_tag(struct span text, struct span name)
{
    struct span one;
    struct span key;

    while (text.len > 0) {
        one = text;
        if (!span_cut(&text, ';', &one)) {
            text.len = 0;
        }
        if (span_cut(&one, '=', &key) && span_eq(span_trim(key), name)) {
            return span_trim(one);
        }
    }
    return SPAN("");
}

static void read_dkim(struct reading *r, struct span raw)
{
    struct span text = header_unfold(r->arena, raw);
    struct message_dkim *slot;

    if (r->out->dkim_count == MESSAGE_AUTHS_MAX) {
        r->out->limits |= MESSAGE_LIMIT_HEADERS;
        return;
    }
    slot = grow_item(r->arena, &r->dkims, r->out->dkim_count, sizeof *slot);
    if (slot == NULL) {
        r->out->limits |= MESSAGE_LIMIT_MEMORY;
        return;
    }
    slot->domain =
        header_text(r->arena, lowered(r->arena, dkim_tag(text, SPAN("d"))), &r->out->damage);
    slot->selector = header_text(r->arena, dkim_tag(text, SPAN("s")), &r->out->damage);
    r->out->dkim_count++;
    r->out->dkims = r->dkims;
}

static void read_as(struct reading *r, size_t i, struct span raw)
{
    char *member = (char *)r->out + FIELDS[i].member;
    struct span *text = (void *)member;

    switch (FIELDS[i].form) {
    case FORM_ADDRESSES:
        read_addresses(r, (void *)member, raw, FIELDS[i].member == MEMBER(from));
        break;
    case FORM_TEXT:
    case FORM_ID:
        if (text->len == 0) {
            *text = header_text(r->arena, raw, &r->out->damage);
            *text = FIELDS[i].form == FORM_ID ? bare_id(*text) : *text;
        }
        break;
    case FORM_DATE:
        r->out->date_ms = r->out->date_ms == 0 ? date_read(raw) : r->out->date_ms;
        break;
    case FORM_AUTH:
    case FORM_ARC:
        read_auth(r, raw, FIELDS[i].form == FORM_ARC);
        break;
    case FORM_DKIM:
        read_dkim(r, raw);
        break;
    }
}

void field_read(struct reading *r, const struct mime_field *field)
{
    struct span raw = field->raw;

    for (size_t i = 0; i < COUNT(FIELDS); i++) {
        if (!ascii_same(field->name, FIELDS[i].name)) {
            continue;
        }
        if (raw.len > MESSAGE_HEADER_MAX) {
            r->out->limits |= MESSAGE_LIMIT_HEADERS;
            raw = span_front(raw, MESSAGE_HEADER_MAX);
        }
        read_as(r, i, raw);
        return;
    }
}

void field_forget(struct reading *r, enum message_forward forward)
{
    struct message *m = r->out;

    if (m->forward == MESSAGE_FORWARD_NONE) {
        m->outer_from = m->from;
        m->outer_subject = m->subject;
    }
    m->forward = forward;
    m->from = m->sender = m->reply_to = m->return_path = (struct message_addresses){0};
    m->to = m->cc = m->delivered_to = (struct message_addresses){0};
    m->subject = m->message_id = m->list_id = m->list_unsubscribe = m->mailer = SPAN("");
    m->date_ms = 0;
    m->auths = NULL;
    m->auth_count = 0;
    m->dkims = NULL;
    m->dkim_count = 0;
}
