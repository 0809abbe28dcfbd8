/* /, /notices, /e and /e/{code}: pages that look nothing up. */
#include "portal/inside.h"

#include "model/endpoint.h"
#include "words/page.h"
#include "words/tell.h"

void page_home(struct page *p)
{
    value_set_bool(p->set, p->root, "home", true);
    page_set_words(p, p->root, "title", page_entry("home_title"));
    page_set_latest(p);
    page_render(p, TEMPLATE_HOME, 200);
}

/* --- /notices ------------------------------------------------------------------------------------- */

void page_set_facts(struct page *p)
{
    const struct portal_facts *f = &p->terms->facts;
    struct value *o = value_object(p->set);
    const char *sender = f->mail_from_name[p->lang];

    page_set_string(p, o, "sms_from", f->sms_from);
    value_set(p->set, o, "sms_numbers", page_words(p, f->sms_numbers));
    page_set_string(p, o, "mail_from", f->mail_from);
    page_set_string(p, o, "mail_name", sender[0] == '\0' ? f->service_name[p->lang] : sender);
    value_set(p->set, o, "hosts", page_words(p, f->hosts));
    page_set_string(p, o, "check_page", f->check_page);
    page_set_string(p, o, "security_page", f->security_page);
    page_set_string(p, o, "home", f->home);
    page_set_string(p, o, "contact", f->contact);
    value_set_bool(p->set, o, "numbers", f->sms_numbers[0] != '\0');
    value_set_bool(p->set, o, "linked", f->hosts[0] != '\0');
    value_set_bool(p->set, o, "free", f->sms_free);
    value_set_bool(p->set, o, "none",
                   f->sms_from[0] == '\0' && f->sms_numbers[0] == '\0' && f->mail_from[0] == '\0');
    value_set(p->set, p->root, "facts", o);
}

static bool add_sample(struct page *p, struct value *list, enum notice_kind kind)
{
    const struct portal_source *source = &p->terms->source;
    struct value *item = value_object(p->set);
    struct portal_sample sample = {0};
    struct err e = {0};

    if (source->sample == NULL ||
        !source->sample(source->ctx, kind, p->lang, p->arena, &sample, &e)) {
        return false;
    }
    page_set_coded(p, item, "kind", "kind_", notice_kind_code(kind));
    page_set_string(p, item, "code", notice_kind_code(kind));
    page_set(p, item, "sms", sample.sms);
    page_set(p, item, "subject", sample.subject);
    page_set(p, item, "text", sample.text);
    value_add(p->set, list, item);
    return true;
}

/* What notices never ask for, by the codes of the setting. */
static void set_never(struct page *p)
{
    struct value *list = value_list(p->set);
    struct span rest = span_of(p->terms->facts.never_ask);
    struct span word;
    bool any = false;

    while (endpoint_next_word(&rest, &word)) {
        struct value *item = value_object(p->set);
        enum tell_never never = NEVER_PASSWORD;

        if (tell_never_parse(word, &never)) {
            page_set_words(p, item, "what", tell_entry((enum tell)(TELL_NEVER_PASSWORD + never)));
            value_add(p->set, list, item);
            any = true;
        }
    }
    value_set(p->set, p->root, "never", list);
    value_set_bool(p->set, p->root, "never_any", any);
}

void page_notices(struct page *p)
{
    struct value *list = value_list(p->set);
    bool any = false;

    for (unsigned k = 0; k < NOTICE_KIND_COUNT; k++) {
        any = add_sample(p, list, (enum notice_kind)k) || any;
    }
    value_set_bool(p->set, p->root, "samples_any", any);
    page_set_words(p, p->root, "title", page_entry("samples_title"));
    page_set_facts(p);
    set_never(p);
    value_set(p->set, p->root, "samples", list);
    page_render(p, TEMPLATE_NOTICES, 200);
}

/* --- codes ---------------------------------------------------------------------------------------- */

void page_codes(struct page *p)
{
    struct value *list = value_list(p->set);

    for (size_t i = 0; i < refusal_help_count; i++) {
        struct value *item = value_object(p->set);

        if (!refusal_helps[i].planned) {
            page_set_string(p, item, "code", refusal_helps[i].code);
            page_set_words(p, item, "name", &refusal_helps[i].title);
            value_add(p->set, list, item);
        }
    }
    page_set_string(p, p->root, "title", page_text(p->lang, "codes_title"));
    value_set(p->set, p->root, "codes", list);
    page_render(p, TEMPLATE_CODES, 200);
}

void page_code(struct page *p)
{
    const struct refusal_help *help = refusal_help_find(p->hole);
    struct value *steps = value_list(p->set);

    if (help == NULL) {
        page_set_string(p, p->root, "title", page_text(p->lang, "code_unknown_title"));
        page_set_string(p, p->root, "meaning", page_text(p->lang, "code_unknown"));
        page_render(p, TEMPLATE_CODE, 404);
        return;
    }
    for (size_t i = 0; i < REFUSAL_STEPS_MAX && help->steps[i].text[LANG_EN] != NULL; i++) {
        struct value *step = value_object(p->set);

        page_set_words(p, step, "step", &help->steps[i]);
        value_add(p->set, steps, step);
    }
    page_set_string(p, p->root, "code", help->code);
    page_set_words(p, p->root, "title", &help->title);
    page_set_words(p, p->root, "meaning", &help->meaning);
    value_set(p->set, p->root, "steps", steps);
    page_render(p, TEMPLATE_CODE, 200);
}
