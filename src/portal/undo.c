/* /undo and /undo/{code}: stop the use of an account with the code of a notice, then set a new password.
 *
 * Opening the address does nothing: mail programs and filters open addresses too. */
#include "portal/password_parts.h"

#include "words/page.h"

#define FORM_MS INT64_C(3600000)

static const struct address *viewer(const struct page *p)
{
    return p->r->has_viewer ? &p->r->viewer : NULL;
}

static struct span typed_code(struct page *p)
{
    struct span code = form_value(&p->form, SPAN("code"));

    return code.len > 0 ? code : p->hole;
}

static void set_form(struct page *p, const char *name, const char *purpose)
{
    char token[PASSWORD_TOKEN_MAX];

    password_token(p, purpose, SPAN(""), FORM_MS, token);
    page_set_string(p, p->root, name, token);
    page_set(p, p->root, "code", typed_code(p));
}

static void answer_form(struct page *p, const char *fault, unsigned status)
{
    page_set_words(p, p->root, "title", page_entry("undo_title"));
    set_form(p, "form", "undo form");
    if (fault != NULL) {
        password_set_fault(p, fault);
    }
    page_render(p, TEMPLATE_UNDO, status);
}

/* The account is stopped; a new password can be set. */
static void answer_stopped(struct page *p, bool just_now, unsigned status)
{
    page_set_words(p, p->root, "title",
                   page_entry(just_now ? "undo_done_title" : "undo_used_title"));
    page_set_words(p, p->root, "lead", page_entry(just_now ? "undo_done_lead" : "undo_used_lead"));
    value_set_bool(p->set, p->root, "stopped", true);
    set_form(p, "recover_form", "recover form");
    password_set_advice(p);
    page_render(p, TEMPLATE_UNDO, status);
}

/* A form of ours, and a try left. */
static bool may_try(struct page *p, const char *purpose)
{
    struct span nothing;

    if (!password_token_read(p, purpose, form_value(&p->form, SPAN("form")), &nothing)) {
        answer_form(p, "undo_wrong", 403);
        return false;
    }
    if (!throttle_take(p->portal->throttle, viewer(p), p->r->now_ms)) {
        answer_form(p, "pw_busy", 429);
        return false;
    }
    return true;
}

static void stop(struct page *p)
{
    const struct change_request r = password_request(p);
    struct change_answer a = {.result = CHANGE_WRONG};
    struct err e = {0};

    if (!may_try(p, "undo form")) {
        return;
    }
    if (!change_undo(p->portal->changes, typed_code(p), &r, &a, &e)) {
        answer_form(p, "pw_down", 503);
        return;
    }
    switch (a.result) {
    case CHANGE_DONE:
    case CHANGE_USED:
        throttle_return(p->portal->throttle, viewer(p), p->r->now_ms);
        answer_stopped(p, a.result == CHANGE_DONE, 200);
        return;
    case CHANGE_WRONG:
        answer_form(p, "undo_wrong", 403);
        return;
    case CHANGE_WEAK:
    case CHANGE_REST:
    case CHANGE_BUSY:
    case CHANGE_ELSEWHERE:
    case CHANGE_TAKEN:
    case CHANGE_RESULT_COUNT:
        answer_form(p, password_result_key(a.result), 503);
        return;
    }
}

static void recover_with(struct page *p, const struct secret *pin, const struct secret *new)
{
    const struct change_recovery with = {.code = typed_code(p), .pin = pin, .new = new};
    const struct change_request r = password_request(p);
    struct change_answer a = {.result = CHANGE_WRONG};
    struct err e = {0};

    if (!change_recover(p->portal->changes, &with, &r, &a, &e)) {
        password_set_fault(p, "pw_down");
        answer_stopped(p, false, 503);
    } else if (a.result == CHANGE_DONE) {
        throttle_return(p->portal->throttle, viewer(p), p->r->now_ms);
        password_answer_done(p, &a);
    } else if (a.result == CHANGE_WEAK) {
        password_set_quality(p, &a.quality);
        answer_stopped(p, false, 400);
    } else {
        password_set_fault(p, a.result == CHANGE_REST || a.result == CHANGE_BUSY
                                  ? password_result_key(a.result)
                                  : "undo_pin_wrong");
        answer_stopped(p, false, 403);
    }
}

static void recover(struct page *p)
{
    struct secret pin;
    struct secret new;

    if (!may_try(p, "recover form")) {
        return;
    }
    if (!password_pair(p, &new)) {
        password_set_fault(p, "pw_differ");
        answer_stopped(p, false, 400);
    } else {
        (void)!password_secret(p, "pin", &pin); /* none is wrong */
        recover_with(p, &pin, &new);
        secret_wipe(&pin);
    }
    secret_wipe(&new);
}

void page_undo(struct page *p)
{
    struct span step = form_value(&p->form, SPAN("step"));

    page_set_words(p, p->root, "title", page_entry("undo_title"));
    if (!password_offered(p, TEMPLATE_UNDO)) {
        return;
    }
    if (span_eq(step, SPAN("stop"))) {
        stop(p);
    } else if (span_eq(step, SPAN("recover"))) {
        recover(p);
    } else {
        answer_form(p, NULL, 200);
    }
}
