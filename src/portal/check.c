/* /check: is this notice ours? */
#include "portal/inside.h"

#include "words/page.h"

#define TYPED_SHOWN_MAX 4000   /* bytes of what was typed, shown again */
#define TYPED_REFERENCE_MAX 60 /* bytes; what is longer was pasted: full-width letters take three */

static void set_typed(struct page *p, struct span typed)
{
    struct span shown = typed;

    if (shown.len > TYPED_SHOWN_MAX) {
        shown.len = TYPED_SHOWN_MAX;
    }
    page_set(p, p->root, "typed", shown);
}

/* A result without a notice: its title, what it means, what to do. */
static void answer_with(struct page *p, const char *which, unsigned status, bool what_to_do)
{
    page_set_coded(p, p->root, "title", which, "_title");
    page_set_coded(p, p->root, "lead", which, "_lead");
    value_set_bool(p->set, p->root, "next", what_to_do);
    page_render(p, TEMPLATE_RESULT, status);
}

/* --- ours ----------------------------------------------------------------------------------------- */

/* The viewer's own address tells nothing new to the viewer (E-16). */
static void set_same_address(struct page *p, const struct notice_answer *a)
{
    struct address here;
    struct address there;

    if (!a->has_remote || !p->r->has_viewer) {
        return;
    }
    if (address_eq(&a->remote, &p->r->viewer)) {
        value_set_bool(p->set, p->root, "same_address", true);
        return;
    }
    here = address_subscriber(&p->r->viewer);
    there = address_subscriber(&a->remote);
    value_set_bool(p->set, p->root, "same_line", address_eq(&here, &there));
}

static void set_recipients(struct page *p, const struct notice_answer *a)
{
    struct value *list = value_list(p->set);
    bool any = false;

    for (unsigned c = 0; c < CHANNEL_COUNT; c++) {
        struct value *item = value_object(p->set);

        if (a->to[c][0] == '\0') {
            continue;
        }
        any = true;
        page_set_coded(p, item, "channel", "channel_", channel_code((enum channel)c));
        page_set_coded(p, item, "state", "state_", delivery_state_code(a->state[c]));
        page_set_string(p, item, "to", a->to[c]);
        value_add(p->set, list, item);
    }
    value_set(p->set, p->root, "recipients", list);
    value_set_bool(p->set, p->root, "nobody", !any);
}

static void set_outcome(struct page *p, const struct notice_answer *a)
{
    const char *key = "outcome_success";

    if (a->kind != NOTICE_SIGNIN && a->kind != NOTICE_REFUSED) {
        return;
    }
    if (a->facts.waits) {
        key = "outcome_waits";
    } else if (a->kind == NOTICE_REFUSED || a->facts.outcome == OUTCOME_REFUSED) {
        key = "outcome_refused";
    }
    page_set_string(p, p->root, "outcome", page_text(p->lang, key));
}

static void answer_ours(struct page *p, const struct notice_answer *a)
{
    page_set_string(p, p->root, "title", page_text(p->lang, "ours_title"));
    page_set_string(p, p->root, "lead", page_text(p->lang, "ours_lead"));
    page_set_string(p, p->root, "reference", a->reference);
    page_set_string(p, p->root, "account", a->account);
    page_set_coded(p, p->root, "kind", "kind_", notice_kind_code(a->kind));
    page_set_time(p, p->root, "event", a->facts.at_ms);
    page_set_time(p, p->root, "when", a->created_ms);
    page_set_string(p, p->root, "security_page", p->terms->facts.security_page);
    value_set_bool(p->set, p->root, "ours", true);
    set_outcome(p, a);
    set_recipients(p, a);
    set_same_address(p, a);
    page_render(p, TEMPLATE_RESULT, 200);
}

/* --- looking up ----------------------------------------------------------------------------------- */

static bool is_blank(struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] != ' ' && text.at[i] != '\r' && text.at[i] != '\n' && text.at[i] != '\t') {
            return false;
        }
    }
    return true;
}

static void answer_found(struct page *p, struct span typed, const struct notice_answer *a)
{
    bool is_message = typed.len > TYPED_REFERENCE_MAX;

    switch (a->status) {
    case NOTICE_OURS:
        answer_ours(p, a);
        return;
    case NOTICE_UNKNOWN:
        answer_with(p, "unknown", 200, true);
        return;
    case NOTICE_MALFORMED:
        value_set_bool(p->set, p->root, "mistyped", !is_message);
        answer_with(p, is_message ? "noref" : "mistyped", 200, true);
        return;
    }
}

/* Only a reference nobody gave out costs a try: what exists was not guessed, and what has a wrong
 * check character never reaches the store. */
static void look_up(struct page *p, struct span typed)
{
    const struct portal_source *source = &p->terms->source;
    const struct address *viewer = p->r->has_viewer ? &p->r->viewer : NULL;
    struct notice_answer found = {.status = NOTICE_UNKNOWN};
    struct err e = {0};

    if (!throttle_take(p->portal->throttle, viewer, p->r->now_ms)) {
        page_header(p, "Retry-After", "60");
        answer_with(p, "busy", 429, false);
        return;
    }
    if (source->verify == NULL || !source->verify(source->ctx, typed, &found, &e)) {
        throttle_return(p->portal->throttle, viewer, p->r->now_ms);
        answer_with(p, "down", 503, false);
        return;
    }
    if (found.status != NOTICE_UNKNOWN) {
        throttle_return(p->portal->throttle, viewer, p->r->now_ms);
    }
    answer_found(p, typed, &found);
}

/* --- a whole message ------------------------------------------------------------------------------ */

/* Costs a try whatever it turns out to be: reading takes a process of ours. */
static void check_message_of(struct page *p, const struct message_source *message)
{
    const struct address *viewer = p->r->has_viewer ? &p->r->viewer : NULL;
    const struct portal_source *source = &p->terms->source;
    struct notice_answer found = {.status = NOTICE_UNKNOWN};
    struct err e = {0};
    bool ours;

    if (!throttle_take(p->portal->checks, viewer, p->r->now_ms)) {
        page_header(p, "Retry-After", "60");
        answer_with(p, "busy", 429, false);
        return;
    }
    ours = message->kind == MESSAGE_TEXT && source->verify != NULL &&
           source->verify(source->ctx, message->bytes, &found, &e) && found.status == NOTICE_OURS;
    if (!page_check_message(p, message, ours)) {
        answer_ours(p, &found);
    }
}

/* What a form of ours sent; false when it was none that is for the reader of messages. */
static bool took_message(struct page *p, struct span typed)
{
    struct span step = form_value(&p->form, SPAN("step"));
    struct span sms = form_value(&p->form, SPAN("sms"));
    struct message_source message;

    if (p->terms->source.desk == NULL) {
        return false;
    }
    if (step.len > 0) {
        page_check_step(p, step);
        return true;
    }
    if (p->file.len > 0) {
        message = check_bytes(p->file);
    } else if (!is_blank(sms)) {
        message = check_sms(sms, form_value(&p->form, SPAN("sender")));
    } else if (typed.len > TYPED_REFERENCE_MAX) {
        message = check_bytes(typed);
    } else {
        return false;
    }
    check_message_of(p, &message);
    return true;
}

static bool is_there(const struct form *f, struct span name)
{
    for (size_t i = 0; i < f->count; i++) {
        if (span_eq(f->fields[i].name, name)) {
            return true;
        }
    }
    return false;
}

void page_check(struct page *p)
{
    bool sent = span_eq(p->r->method, SPAN("POST"));
    struct span typed = form_value(sent ? &p->form : &p->query, SPAN("reference"));

    set_typed(p, typed);
    if (sent && took_message(p, typed)) {
        return;
    }
    page_header(p, "Cache-Control", "no-store");
    if (!is_blank(typed)) {
        look_up(p, typed);
        return;
    }
    value_set_bool(p->set, p->root, "empty", sent && is_there(&p->form, SPAN("reference")));
    value_set_bool(p->set, p->root, "empty_file", sent && p->form.count == 0);
    value_set_bool(p->set, p->root, "checks", p->terms->source.desk != NULL);
    page_set_string(p, p->root, "title", page_text(p->lang, "check_title"));
    page_render(p, TEMPLATE_CHECK, 200);
}
