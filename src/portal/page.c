#include "portal/inside.h"

#include "base/hash.h"
#include "base/time.h"
#include "model/endpoint.h"
#include "words/clean.h"
#include "words/page.h"
#include "words/words.h"

#include <stdio.h>

#define KEPT_VALUE_MAX 64 /* bytes */

struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

void page_header(struct page *p, const char *name, const char *value)
{
    if (p->out->header_count < PAGE_HEADERS_MAX) {
        p->out->headers[p->out->header_count++] = (struct page_header){name, value};
    }
}

void page_tag(struct page *p)
{
    struct page_answer *out = p->out;
    struct span body = {.at = out->body.at, .len = out->body.len};

    (void)snprintf(out->tag, sizeof out->tag, "\"%016llx\"",
                   (unsigned long long)hash_span(&HASH_KEY_STABLE, body));
    if (!out->body.full && span_eq(p->r->if_none_match, span_of(out->tag))) {
        out->status = 304;
        out->body.len = 0;
    }
}

/* --- members -------------------------------------------------------------------------------------- */

/* The operator's and the store's texts: whatever they hold, a page gets clean UTF-8. */
void page_set(struct page *p, struct value *object, const char *name, struct span text)
{
    char *room = arena_take(p->arena, 3 * text.len + 1);
    struct buf clean = {.at = room, .cap = room == NULL ? 0 : 3 * text.len};

    clean_utf8(&clean, text);
    value_set_text(p->set, object, name, (struct span){.at = clean.at, .len = clean.len});
}

void page_set_string(struct page *p, struct value *object, const char *name, const char *text)
{
    page_set(p, object, name, span_of(text == NULL ? "" : text));
}

void page_set_time(struct page *p, struct value *object, const char *name, int64_t at_ms)
{
    struct value *time = value_object(p->set);
    char bytes[PAGE_TEXT_MAX];
    char machine_bytes[32];
    struct buf shown = BUF_ON(bytes);
    struct buf machine = BUF_ON(machine_bytes);

    if (at_ms == 0) {
        return;
    }
    (void)pthread_mutex_lock(&p->portal->clock_lock);
    words_time(&shown, p->lang, p->terms->clock, at_ms);
    (void)pthread_mutex_unlock(&p->portal->clock_lock);
    time_print_utc(&machine, at_ms);
    value_set_text(p->set, time, "machine", (struct span){.at = machine.at, .len = machine.len});
    value_set_text(p->set, time, "shown", (struct span){.at = shown.at, .len = shown.len});
    value_set(p->set, object, name, time);
}

static const char *or_text(enum lang l, const char *own, const char *key)
{
    return own == NULL || own[0] == '\0' ? page_text(l, key) : own;
}

static const char *contact_of(const struct portal_facts *f, enum lang l)
{
    const char *page = f->security_page[0] != '\0' ? f->security_page : f->home;

    if (f->contact[0] != '\0') {
        return f->contact;
    }
    return or_text(l, page, "this_service");
}

void page_set_words(struct page *p, struct value *object, const char *name,
                    const struct entry *entry)
{
    page_set_numbered(p, object, name, entry, 0);
}

void page_set_numbered(struct page *p, struct value *object, const char *name,
                       const struct entry *entry, unsigned n)
{
    const struct portal_facts *f = &p->terms->facts;
    char digits[16];
    const struct arg args[] = {
        {"service", span_of(or_text(p->lang, f->service_name[p->lang], "this_service"))},
        {"password", span_of(or_text(p->lang, f->main_password[p->lang], "main_password"))},
        {"contact", span_of(contact_of(f, p->lang))},
        {"n", {.at = digits, .len = (size_t)snprintf(digits, sizeof digits, "%u", n)}},
        {"brand", SPAN("")}, /* whoever has one puts it in: set_title */
    };
    char bytes[PAGE_TEXT_MAX];
    struct buf text = BUF_ON(bytes);

    catalogue_put(&text, entry->text[p->lang], args, COUNT(args));
    page_set(p, object, name, (struct span){.at = text.at, .len = text.len});
}

void page_set_coded(struct page *p, struct value *object, const char *name, const char *prefix,
                    const char *code)
{
    char key[64];

    (void)snprintf(key, sizeof key, "%s%s", prefix, code);
    page_set_string(p, object, name, page_text(p->lang, key));
}

const struct value *page_words(struct page *p, const char *list)
{
    struct value *all = value_list(p->set);
    struct span rest = span_of(list);
    struct span word;

    while (endpoint_next_word(&rest, &word)) {
        value_add(p->set, all, value_text(p->set, word));
    }
    return all;
}

/* --- the page ------------------------------------------------------------------------------------- */

static const struct {
    const char *key;
    const char *path;
} menu[] = {
    {"menu_check", "/check"}, {"menu_notices", "/notices"},
    {"menu_fakes", "/fakes"}, {"menu_announcements", "/announcements"},
    {"menu_setup", "/setup"},
};

static void set_menu(struct page *p)
{
    struct value *list = value_list(p->set);

    for (size_t i = 0; i < COUNT(menu); i++) {
        struct value *item = value_object(p->set);

        page_set_string(p, item, "name", page_text(p->lang, menu[i].key));
        page_set_string(p, item, "path", menu[i].path);
        value_set_bool(p->set, item, "here", span_eq(p->r->path, span_of(menu[i].path)));
        value_add(p->set, list, item);
    }
    value_set(p->set, p->root, "menu", list);
}

/* A value of the address that may stand in another address as it is. */
static bool is_plain(struct span value, size_t most)
{
    for (size_t i = 0; i < value.len; i++) {
        char c = value.at[i];

        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
              c == '-')) {
            return false;
        }
    }
    return value.len > 0 && value.len <= most;
}

static void keep_value(const struct page *p, struct buf *to, const char *name)
{
    struct span value = form_value(&p->query, span_of(name));

    if (is_plain(value, KEPT_VALUE_MAX)) {
        buf_addf(to, "&%s=%.*s", name, (int)value.len, value.at);
    }
}

/* The same page in the other language; what a form sent is not in its address. */
static void set_languages(struct page *p)
{
    enum lang other = p->lang == LANG_JA ? LANG_EN : LANG_JA;
    char bytes[PAGE_TEXT_MAX];
    struct buf to = BUF_ON(bytes);
    char own[16] = "";

    if (p->lang_stated) {
        (void)snprintf(own, sizeof own, "?lang=%s", lang_code(p->lang));
    }
    buf_add(&to, p->r->path);
    buf_addf(&to, "?lang=%s", lang_code(other));
    keep_value(p, &to, "reference");
    keep_value(p, &to, "version");
    page_set(p, p->root, "other",
             (struct span){.at = to.at, .len = to.full || p->stays ? 0 : to.len});
    page_set_string(p, p->root, "other_lang", lang_code(other));
    page_set_string(p, p->root, "lang", lang_code(p->lang));
    page_set_string(p, p->root, "q", own);
    value_set_bool(p->set, p->root, "lang_stated", p->lang_stated);
}

static const struct template *partial(void *ctx, struct span name)
{
    static const struct {
        struct span name;
        enum page_template which;
    } names[] = {
        {SPAN_INIT("head"), TEMPLATE_HEAD},
        {SPAN_INIT("foot"), TEMPLATE_FOOT},
        {SPAN_INIT("form"), TEMPLATE_FORM},
        {SPAN_INIT("newpass"), TEMPLATE_PASSWORD_FIELDS},
        {SPAN_INIT("todo"), TEMPLATE_TODO},
        {SPAN_INIT("report_fake"), TEMPLATE_REPORT_FAKE},
        {SPAN_INIT("guides"), TEMPLATE_SETUP_GUIDES},
    };
    struct portal *portal = ctx;
    const struct template *found = NULL;

    for (size_t i = 0; i < COUNT(names) && found == NULL; i++) {
        if (span_eq(names[i].name, name)) {
            found = portal->templates[names[i].which];
        }
    }
    /* cppcheck-suppress CastIntegerToAddressAtReturn ; it takes the C++ word for a type's */
    return found;
}

static void set_texts(struct page *p)
{
    const struct page_text *row;

    for (size_t i = 0; (row = page_text_row(i)) != NULL; i++) {
        page_set_words(p, p->texts, row->key, &row->entry);
    }
    value_set(p->set, p->root, "t", p->texts);
}

void page_render(struct page *p, enum page_template which, unsigned status)
{
    const struct template_data data = {
        .set = p->set, .root = p->root, .partial = partial, .partial_ctx = p->portal};
    struct err e = {0};

    set_texts(p);
    set_menu(p);
    set_languages(p);
    value_set_bool(p->set, p->root, "contact_known", p->terms->facts.contact[0] != '\0');
    page_header(p, "Content-Language", lang_code(p->lang));
    page_header(p, "Vary", "Accept-Language");
    p->out->status = status;
    p->out->type = "text/html; charset=utf-8";
    if (!template_render(p->portal->templates[which], &data, template_to_buf(&p->out->body), &e)) {
        p->out->body.len = 0;
        p->out->body.full = false;
        p->out->status = 500;
        p->out->type = "text/plain; charset=utf-8";
        buf_add(&p->out->body, portal_busy);
    }
}
