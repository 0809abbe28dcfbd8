#include "portal/portal.h"

#include "base/memory.h"
#include "portal/inside.h"
#include "portal/templates.h"
#include "wire/autoconfig.h"
#include "wire/autodiscover.h"
#include "wire/multipart.h"
#include "words/page.h"

#include <sodium.h>
#include <stdlib.h>

#define FACTS_BYTES_MAX ((size_t)64 << 10)

const struct span portal_busy =
    SPAN_INIT("The page cannot be shown at this moment. Please try again in a minute.\n"
              "ただいま表示できません。1分ほどおいて、もう一度お試しください。\n");

/* --- life ----------------------------------------------------------------------------------------- */

static const struct span *const sources[PAGE_TEMPLATE_COUNT] = {
    [TEMPLATE_HEAD] = &page_head_html,
    [TEMPLATE_FOOT] = &page_foot_html,
    [TEMPLATE_FORM] = &page_form_html,
    [TEMPLATE_HOME] = &page_home_html,
    [TEMPLATE_CHECK] = &page_check_html,
    [TEMPLATE_RESULT] = &page_result_html,
    [TEMPLATE_NOTICES] = &page_notices_html,
    [TEMPLATE_NEWS] = &page_news_html,
    [TEMPLATE_NEWS_ONE] = &page_news_one_html,
    [TEMPLATE_CODES] = &page_codes_html,
    [TEMPLATE_CODE] = &page_code_html,
    [TEMPLATE_ABSENT] = &page_absent_html,
    [TEMPLATE_PASSWORD] = &page_password_html,
    [TEMPLATE_PASSWORD_FIELDS] = &page_password_fields_html,
    [TEMPLATE_PASSWORD_NEW] = &page_password_new_html,
    [TEMPLATE_PASSWORD_DONE] = &page_password_done_html,
    [TEMPLATE_UNDO] = &page_undo_html,
    [TEMPLATE_SETUP] = &page_setup_html,
    [TEMPLATE_SETUP_LINK] = &page_setup_link_html,
    [TEMPLATE_SETUP_CHOOSE] = &page_setup_choose_html,
    [TEMPLATE_SETUP_DONE] = &page_setup_done_html,
    [TEMPLATE_SETUP_GUIDES] = &page_setup_guides_html,
    [TEMPLATE_FAKES] = &page_fakes_html,
    [TEMPLATE_FAKE] = &page_fake_html,
    [TEMPLATE_TODO] = &page_todo_html,
    [TEMPLATE_REPORT_FAKE] = &page_report_fake_html,
    [TEMPLATE_VERDICT] = &page_verdict_html,
};

static bool parse_templates(struct portal *p, struct err *e)
{
    for (size_t i = 0; i < PAGE_TEMPLATE_COUNT; i++) {
        if (!template_parse(*sources[i], TEMPLATE_HTML, &p->templates[i], e)) {
            e->code = ERR_BUG;
            return err_context(e, "template %zu of the pages", i);
        }
    }
    return true;
}

static void terms_free(struct portal_terms *t)
{
    if (t != NULL) {
        clock_free(&t->clock);
        arena_free(&t->arena);
        free(t);
    }
}

static bool keep(struct arena *arena, const char **text)
{
    struct span copy;
    struct span own = span_of(*text == NULL ? "" : *text);

    if (!arena_copy(arena, own, &copy)) {
        return false;
    }
    *text = copy.at;
    return true;
}

static bool keep_span(struct arena *arena, struct span *text)
{
    struct span own = *text;

    return arena_copy(arena, own, text);
}

static bool keep_mail(struct arena *arena, struct mail_setup *m)
{
    bool ok =
        keep_span(arena, &m->domains) && keep_span(arena, &m->name) && keep_span(arena, &m->page);

    for (unsigned p = 0; p < MAIL_PROTOCOL_COUNT; p++) {
        ok = ok && keep_span(arena, &m->server[p].host);
    }
    return ok;
}

static bool keep_facts(struct portal_terms *t, const struct portal_facts *facts)
{
    struct portal_facts *f = &t->facts;
    bool ok;

    *f = *facts;
    ok = keep(t->arena, &f->home) && keep(t->arena, &f->security_page) &&
         keep(t->arena, &f->check_page) && keep(t->arena, &f->contact) &&
         keep(t->arena, &f->mail_from) && keep(t->arena, &f->hosts) &&
         keep(t->arena, &f->sms_from) && keep(t->arena, &f->sms_numbers) &&
         keep(t->arena, &f->never_ask) && keep(t->arena, &f->time_zone) &&
         keep_mail(t->arena, &f->mail);
    for (unsigned l = 0; l < LANG_COUNT; l++) {
        ok = ok && keep(t->arena, &f->service_name[l]) && keep(t->arena, &f->main_password[l]) &&
             keep(t->arena, &f->mail_from_name[l]);
    }
    return ok;
}

static bool terms_new(const struct portal_facts *facts, const struct portal_source *source,
                      struct portal_terms **out, struct err *e)
{
    struct portal_terms *t = memory_new(1, sizeof *t);

    t->source = *source;
    t->arena = arena_new(FACTS_BYTES_MAX);
    if (t->arena == NULL || !keep_facts(t, facts)) {
        terms_free(t);
        return err_set(e, ERR_SYSTEM, "no memory for the public pages");
    }
    if (!clock_open(t->facts.time_zone[0] == '\0' ? NULL : t->facts.time_zone, &t->clock, e)) {
        terms_free(t);
        return err_context(e, "public pages");
    }
    *out = t;
    return true;
}

bool portal_new(const struct portal_facts *facts, const struct portal_source *source,
                struct portal **out, struct err *e)
{
    struct portal *p = memory_new(1, sizeof *p);

    (void)pthread_rwlock_init(&p->lock, NULL);
    (void)pthread_mutex_init(&p->clock_lock, NULL);
    randombytes_buf(p->form_key, sizeof p->form_key);
    p->throttle = throttle_new();
    p->checks = throttle_new();
    if (p->throttle == NULL || p->checks == NULL) {
        portal_free(&p);
        return err_set(e, ERR_SYSTEM, "no memory for the public pages");
    }
    if (!parse_templates(p, e) || !terms_new(facts, source, &p->terms, e)) {
        portal_free(&p);
        return false;
    }
    *out = p;
    return true;
}

bool portal_set(struct portal *p, const struct portal_facts *facts,
                const struct portal_source *source, struct err *e)
{
    struct portal_terms *now = NULL;

    if (!terms_new(facts, source, &now, e)) {
        return false;
    }
    (void)pthread_rwlock_wrlock(&p->lock);
    terms_free(p->terms);
    p->terms = now;
    (void)pthread_rwlock_unlock(&p->lock);
    return true;
}

void portal_set_changes(struct portal *p, struct changes *changes, uint32_t length_min)
{
    (void)pthread_rwlock_wrlock(&p->lock);
    p->changes = changes;
    p->length_min = length_min;
    (void)pthread_rwlock_unlock(&p->lock);
}

void portal_set_desk(struct portal *p, const struct device_desk *desk)
{
    (void)pthread_rwlock_wrlock(&p->lock);
    p->desk = desk;
    (void)pthread_rwlock_unlock(&p->lock);
}

void portal_free(struct portal **p)
{
    if (*p == NULL) {
        return;
    }
    for (size_t i = 0; i < PAGE_TEMPLATE_COUNT; i++) {
        template_free(&(*p)->templates[i]);
    }
    terms_free((*p)->terms);
    sodium_memzero((*p)->form_key, sizeof(*p)->form_key);
    throttle_free(&(*p)->throttle);
    throttle_free(&(*p)->checks);
    (void)pthread_mutex_destroy(&(*p)->clock_lock);
    (void)pthread_rwlock_destroy(&(*p)->lock);
    free(*p);
    *p = NULL;
}

/* --- which page ----------------------------------------------------------------------------------- */

static void answer_file(struct page *p, const char *type, struct span content)
{
    page_header(p, "Cache-Control", "public, max-age=3600");
    p->out->status = 200;
    p->out->type = type;
    buf_add(&p->out->body, content);
}

static void page_style(struct page *p)
{
    answer_file(p, "text/css; charset=utf-8", page_style_css);
}

static void page_favicon(struct page *p)
{
    answer_file(p, "image/svg+xml", page_favicon_svg);
}

static void page_robots(struct page *p)
{
    answer_file(p, "text/plain; charset=utf-8",
                SPAN("User-agent: *\nDisallow: /check?\nDisallow: /undo/\nDisallow: "
                     "/check/\nDisallow: /setup/\nAllow: /\n"));
}

static void answer_plainly(struct page *p, unsigned status, const char *title, const char *lead)
{
    page_set_string(p, p->root, "title", page_text(p->lang, title));
    page_set_string(p, p->root, "lead", page_text(p->lang, lead));
    page_render(p, TEMPLATE_ABSENT, status);
}

void page_absent(struct page *p)
{
    answer_plainly(p, 404, "absent_title", "absent_lead");
}

static const struct page_row {
    struct span path; /* ends in '/': one part follows, of a-z, A-Z, 0-9 and - */
    page_handler *handle;
    enum {
        TAKES_NOTHING,
        TAKES_FORM, /* by POST */
        TAKES_ANYTHING,
    } takes;
} rows[] = {
    {SPAN_INIT("/check"), page_check, TAKES_FORM},
    {SPAN_INIT("/check/report/"), page_report, TAKES_FORM},
    {SPAN_INIT("/notices"), page_notices, TAKES_NOTHING},
    {SPAN_INIT("/announcements"), page_news, TAKES_NOTHING},
    {SPAN_INIT("/announcements/"), page_news_one, TAKES_NOTHING},
    {SPAN_INIT("/e"), page_codes, TAKES_NOTHING},
    {SPAN_INIT("/e/"), page_code, TAKES_NOTHING},
    {SPAN_INIT("/fakes"), page_fakes, TAKES_NOTHING},
    {SPAN_INIT("/fakes/"), page_fake, TAKES_NOTHING},
    {SPAN_INIT("/.well-known/mioboe-fakes.json"), page_fakes_feed, TAKES_NOTHING},
    {SPAN_INIT("/password"), page_password, TAKES_FORM},
    {SPAN_INIT("/undo"), page_undo, TAKES_FORM},
    {SPAN_INIT("/undo/"), page_undo, TAKES_FORM},
    {SPAN_INIT("/setup"), page_setup, TAKES_NOTHING},
    {SPAN_INIT("/setup/device"), page_setup_device, TAKES_FORM},
    {SPAN_INIT("/setup/"), page_setup_link, TAKES_FORM},
    {SPAN_INIT("/.well-known/mioboe-publisher.json"), page_publisher, TAKES_NOTHING},
    {SPAN_INIT(AUTOCONFIG_PATH), page_autoconfig, TAKES_NOTHING},
    {SPAN_INIT(AUTOCONFIG_WELL_KNOWN), page_autoconfig, TAKES_NOTHING},
    {SPAN_INIT(AUTODISCOVER_PATH), page_autodiscover, TAKES_ANYTHING},
    {SPAN_INIT("/Autodiscover/Autodiscover.xml"), page_autodiscover, TAKES_ANYTHING},
    {SPAN_INIT("/robots.txt"), page_robots, TAKES_NOTHING},
    {SPAN_INIT("/style.css"), page_style, TAKES_NOTHING},
    {SPAN_INIT("/favicon.svg"), page_favicon, TAKES_NOTHING},
    {SPAN_INIT("/favicon.ico"), page_favicon, TAKES_NOTHING},
};
static const struct page_row first = {SPAN_INIT("/"), page_home, TAKES_NOTHING};

static bool is_part(struct span part)
{
    for (size_t i = 0; i < part.len; i++) {
        char c = part.at[i];

        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
              c == '-')) {
            return false;
        }
    }
    return part.len > 0;
}

static const struct page_row *find_row(struct span path, struct span *hole)
{
    if (span_eq(path, first.path)) {
        return &first;
    }
    for (size_t i = 0; i < COUNT(rows); i++) {
        size_t len = rows[i].path.len;
        struct span rest = {0};

        if (path.len < len || memcmp(path.at, rows[i].path.at, len) != 0) {
            continue;
        }
        rest = (struct span){.at = path.at + len, .len = path.len - len};
        if (rows[i].path.at[len - 1] == '/' ? is_part(rest) : rest.len == 0) {
            *hole = rest;
            return &rows[i];
        }
    }
    return NULL;
}

/* --- answering ------------------------------------------------------------------------------------ */

static const struct page_header headers[] = {
    {"Content-Security-Policy",
     "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
     "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"X-Frame-Options", "DENY"},
    {"Permissions-Policy", "camera=(), geolocation=(), microphone=()"},
};

static bool is_form(struct span type)
{
    struct span form = SPAN("application/x-www-form-urlencoded");
    struct span head;

    if (!span_cut(&type, ';', &head)) {
        head = type;
    }
    return span_eq(head, form);
}

/* Fields and one file, as views into the body: a file is never copied. */
static bool read_parts(struct page *p, struct err *e)
{
    struct multipart m;
    struct multipart_part part;
    bool more = true;

    if (!multipart_open(p->r->content_type, p->r->body, &m, e)) {
        return false;
    }
    while (multipart_next(&m, &part, &more, e)) {
        if (!more) {
            return true;
        }
        if (part.is_file) {
            p->file = part.body;
        } else if (p->form.count < FORM_FIELDS_MAX) {
            p->form.fields[p->form.count++] =
                (struct form_field){.name = part.name, .value = part.body};
        }
    }
    return false;
}

static bool read_forms(struct page *p, const struct page_row *row, struct err *e)
{
    bool sent = span_eq(p->r->method, SPAN("POST")) && row != NULL && row->takes == TAKES_FORM &&
                p->r->refusal == 0;

    if (sent && multipart_is(p->r->content_type)) {
        return form_parse(p->r->query, p->arena, &p->query, e) && read_parts(p, e);
    }
    if (sent && !is_form(p->r->content_type)) {
        return err_set(e, ERR_INPUT, "expected a form, came something else");
    }
    return form_parse(p->r->query, p->arena, &p->query, e) &&
           (!sent || form_parse(p->r->body, p->arena, &p->form, e));
}

static void answer(struct page *p)
{
    const struct page_row *row = find_row(p->r->path, &p->hole);
    bool gets = span_eq(p->r->method, SPAN("GET")) || span_eq(p->r->method, SPAN("HEAD"));
    bool posts = span_eq(p->r->method, SPAN("POST"));
    struct err e = {0};
    bool read = read_forms(p, row, &e);

    p->lang_stated = lang_parse(form_value(&p->query, SPAN("lang")), &p->lang);
    if (!p->lang_stated) {
        p->lang = language_of(p->r->accept_language, p->terms->facts.lang);
    }
    if (row == NULL) {
        page_absent(p);
    } else if (!gets && !(posts && row->takes != TAKES_NOTHING)) {
        page_header(p, "Allow", row->takes != TAKES_NOTHING ? "GET, HEAD, POST" : "GET, HEAD");
        answer_plainly(p, 405, "method_title", "absent_lead");
    } else if (!read) {
        answer_plainly(p, e.code == ERR_LIMIT ? 413 : 400, "input_title", "absent_lead");
    } else if (!page_refused(p)) {
        row->handle(p);
    }
}

static bool has_cache_control(const struct page_answer *a)
{
    for (size_t i = 0; i < a->header_count; i++) {
        if (strcmp(a->headers[i].name, "Cache-Control") == 0) {
            return true;
        }
    }
    return false;
}

static void answer_busy(struct page_answer *out)
{
    out->status = 503;
    out->type = "text/plain; charset=utf-8";
    out->body.len = 0;
    buf_add(&out->body, portal_busy);
}

void portal_answer(void *portal, const struct page_request *r, struct page_answer *out)
{
    struct page p = {.portal = portal, .r = r, .out = out};

    (void)pthread_rwlock_rdlock(&p.portal->lock);
    p.terms = p.portal->terms;
    p.arena = arena_new(PAGE_ARENA_MAX);
    p.set = values_new(PAGE_VALUES_MAX);
    memcpy(out->headers, headers, sizeof headers);
    out->header_count = COUNT(headers);
    if (r->secure) {
        page_header(&p, "Strict-Transport-Security", "max-age=31536000");
    }
    if (p.arena == NULL || p.set == NULL) {
        answer_busy(out);
    } else {
        p.root = value_object(p.set);
        p.texts = value_object(p.set);
        answer(&p);
    }
    if (!has_cache_control(out)) {
        page_header(&p, "Cache-Control", out->status == 200 ? "public, max-age=60" : "no-store");
    }
    values_free(&p.set);
    arena_free(&p.arena);
    (void)pthread_rwlock_unlock(&p.portal->lock);
}
