/* /setup for everybody, and /setup/{token}: the link of one person for one device.
 *
 * Forms carry tickets, and no cookie stands for anybody: a page elsewhere can send a form here, but
 * has no ticket and no link to put into it. */
#include "portal/setup_parts.h"

#include "model/endpoint.h"
#include "wire/qr.h"
#include "words/page.h"

#include <sodium.h>
#include <stdio.h>

#define LINK_TEXT_MAX 512
#define QR_PATH_MAX ((size_t)64 << 10)

/* --- parts ---------------------------------------------------------------------------------------- */

const struct device_desk *setup_desk(const struct page *p)
{
    static const struct device_desk nobody = {0};

    return p->portal->desk == NULL ? &nobody : p->portal->desk;
}

static void set_number(struct page *p, struct value *object, const char *name, unsigned n)
{
    char digits[16];

    (void)snprintf(digits, sizeof digits, "%u", n);
    page_set_string(p, object, name, digits);
}

void setup_set_servers(struct page *p)
{
    const struct mail_setup *m = &setup_desk(p)->mail[p->lang];
    struct value *list = value_list(p->set);

    for (unsigned i = 0; i < MAIL_PROTOCOL_COUNT; i++) {
        const struct mail_server *s = &m->server[i];
        struct value *item = value_object(p->set);

        if (s->host.len == 0) {
            continue;
        }
        page_set_coded(p, item, "name", "setup_value_", mail_protocol_code((enum mail_protocol)i));
        page_set_coded(p, item, "socket", "setup_socket_", mail_socket_code(s->socket));
        page_set(p, item, "host", s->host);
        set_number(p, item, "port", s->port);
        value_add(p->set, list, item);
    }
    value_set(p->set, p->root, "servers", list);
}

void setup_set_kind(struct page *p, struct value *object, enum device_kind kind)
{
    page_set_coded(p, object, "kind", "setup_kind_", device_kind_code(kind));
}

struct listed {
    struct page *page;
    struct value *list;
    struct span chosen;
    size_t count;
};

static bool list_device(void *ctx, const struct device *d)
{
    struct listed *l = ctx;
    struct page *p = l->page;
    struct value *item = value_object(p->set);

    page_set_string(p, item, "id", d->id);
    page_set_string(p, item, "name", d->name);
    setup_set_kind(p, item, d->kind);
    page_set_time(p, item, "issued", d->issued_ms);
    value_set_bool(p->set, item, "chosen", span_eq(l->chosen, span_of(d->id)));
    value_add(p->set, l->list, item);
    l->count++;
    return true;
}

bool setup_set_devices(struct page *p, struct span account, struct span chosen, size_t *count,
                       struct err *e)
{
    struct listed l = {.page = p, .list = value_list(p->set), .chosen = chosen};

    if (!devices_list(setup_desk(p)->devices, account, list_device, &l, e)) {
        return false;
    }
    value_set(p->set, p->root, "devices", l.list);
    value_set_bool(p->set, p->root, "again", l.count > 0);
    *count = l.count;
    return true;
}

void setup_set_actions(struct page *p)
{
    char bytes[LINK_TEXT_MAX];
    struct buf action = BUF_ON(bytes);

    buf_addf(&action, "/setup/%.*s%s%s", (int)p->hole.len, p->hole.at,
             p->lang_stated ? "?lang=" : "", p->lang_stated ? lang_code(p->lang) : "");
    page_set(p, p->root, "action", (struct span){.at = action.at, .len = action.len});
    page_set_string(p, p->root, "device_action",
                    p->lang_stated
                        ? (p->lang == LANG_JA ? "/setup/device?lang=ja" : "/setup/device?lang=en")
                        : "/setup/device");
}

static void set_titles(struct page *p, const char *title, const char *lead)
{
    page_set_words(p, p->root, "title", page_entry(title));
    page_set_words(p, p->root, "lead", page_entry(lead));
}

void setup_answer_over(struct page *p)
{
    set_titles(p, "setup_over_title", "setup_over_lead");
    value_set_bool(p->set, p->root, "over", true);
    page_render(p, TEMPLATE_SETUP_LINK, 410);
}

void setup_answer_down(struct page *p)
{
    set_titles(p, "setup_link_title", "down_again");
    page_render(p, TEMPLATE_SETUP_LINK, 503);
}

void setup_set_qr(struct page *p, struct span url)
{
    struct value *o = value_object(p->set);
    char *room = arena_take(p->arena, QR_PATH_MAX);
    struct buf path = {.at = room, .cap = room == NULL ? 0 : QR_PATH_MAX};
    struct qr qr;
    struct err e = {0};
    unsigned side;

    if (!qr_make(url, &qr, &e)) {
        return;
    }
    side = qr.width + 2 * QR_QUIET;
    qr_path(&path, &qr);
    if (path.full) {
        return;
    }
    set_number(p, o, "side", side);
    value_set_text(p->set, o, "path", (struct span){.at = path.at, .len = path.len});
    value_set_textf(p->set, o, "ground", "M0 0h%uv%uh-%uz", side, side, side);
    value_set(p->set, p->root, "qr", o);
}

/* --- /setup --------------------------------------------------------------------------------------- */

void page_setup(struct page *p)
{
    const struct device_desk *desk = setup_desk(p);

    page_set_words(p, p->root, "title", page_entry("setup_title"));
    value_set_bool(p->set, p->root, "offered", desk->devices != NULL);
    if (desk->devices != NULL) {
        setup_set_servers(p);
        page_set_string(p, p->root, "user",
                        page_text(p->lang, desk->mail[p->lang].user == MAIL_USER_ADDRESS
                                               ? "setup_user_address"
                                               : "setup_user_account"));
    }
    page_render(p, TEMPLATE_SETUP, 200);
}

/* --- the link ------------------------------------------------------------------------------------- */

static struct step_up_question question_of(const struct page *p, const struct setup_link *link)
{
    return (struct step_up_question){
        .account = span_of(link->account),
        .purpose = STEP_UP_DEVICE,
        .remote = p->r->viewer,
        .has_remote = p->r->has_viewer,
        .anywhere = link->anywhere,
        .now_ms = p->r->now_ms,
    };
}

/* The QR code opens this same link on another device. */
static void set_own_qr(struct page *p)
{
    struct span page = setup_desk(p)->mail[p->lang].page;
    char bytes[LINK_TEXT_MAX];
    struct buf url = BUF_ON(bytes);

    buf_addf(&url, "%.*s/%.*s", (int)page.len, page.at, (int)p->hole.len, p->hole.at);
    if (!url.full) {
        setup_set_qr(p, (struct span){.at = url.at, .len = url.len});
    }
}

static void answer_link(struct page *p, const struct step_up_need *need, unsigned status)
{
    if (need->own_line) {
        set_titles(p, "setup_line_title", "setup_line_lead");
        value_set_bool(p->set, p->root, "refused", true);
        page_render(p, TEMPLATE_SETUP_LINK, 403);
        return;
    }
    set_titles(p, "setup_link_title", need->nothing ? "setup_line_told" : "setup_link_lead");
    value_set_bool(p->set, p->root, "form", true);
    value_set_bool(p->set, p->root, "by_line", need->nothing);
    setup_set_actions(p);
    set_own_qr(p);
    page_render(p, TEMPLATE_SETUP_LINK, status);
}

/* Says why a PIN was not taken. */
static void set_fault(struct page *p, const struct step_up_answer *a)
{
    static const char *const keys[] = {
        [STEP_UP_RIGHT] = "setup_go_on", [STEP_UP_WRONG] = "setup_wrong",
        [STEP_UP_RESTS] = "setup_rests", [STEP_UP_NONE] = "setup_no_pin",
        [STEP_UP_CROWD] = "setup_crowd", [STEP_UP_LINE] = "setup_line_lead"};

    _Static_assert(COUNT(keys) == STEP_UP_RESULT_COUNT, "a text for each result");
    page_set_numbered(p, p->root, "fault", page_entry(keys[a->result]), a->left);
    page_set_time(p, p->root, "until", a->result == STEP_UP_RESTS ? a->rests_ms : 0);
}

/* Which device: those there are, and a new one. */
static void answer_choose(struct page *p, const struct setup_link *link, const char *ticket,
                          const char *fault)
{
    struct value *kinds = value_list(p->set);
    struct span chosen = form_value(&p->form, SPAN("device"));
    struct err e = {0};
    size_t count = 0;

    if (link->device[0] != '\0') {
        chosen = span_of(link->device);
    }
    if (!setup_set_devices(p, span_of(link->account), chosen, &count, &e)) {
        setup_answer_down(p);
        return;
    }
    for (unsigned k = 0; k < DEVICE_KIND_COUNT; k++) {
        struct value *item = value_object(p->set);
        const char *code = device_kind_code((enum device_kind)k);

        page_set_string(p, item, "code", code);
        page_set_coded(p, item, "name", "setup_kind_", code);
        value_set_bool(p->set, item, "chosen",
                       chosen.len > 4 &&
                           span_eq((struct span){chosen.at + 4, chosen.len - 4}, span_of(code)));
        value_add(p->set, kinds, item);
    }
    value_set(p->set, p->root, "kinds", kinds);
    value_set_bool(p->set, p->root, "new", count < DEVICES_MAX && link->device[0] == '\0');
    page_set(p, p->root, "typed_name", form_value(&p->form, SPAN("name")));
    if (fault != NULL) {
        page_set_words(p, p->root, "fault", page_entry(fault));
    }
    page_set_string(p, p->root, "ticket", ticket);
    page_set_words(p, p->root, "title", page_entry("setup_choose_title"));
    setup_set_actions(p);
    page_render(p, TEMPLATE_SETUP_CHOOSE, fault == NULL ? 200 : 422);
}

static void prove(struct page *p, const struct setup_link *link, const struct step_up_need *need)
{
    const struct device_desk *desk = setup_desk(p);
    const struct step_up_question q = question_of(p, link);
    struct step_up_answer a = {0};
    struct secret pin = {0};
    struct err e = {0};
    bool ok;

    if (need->nothing && step_up_by_line(desk->step_up, &q, a.ticket)) {
        answer_choose(p, link, a.ticket, NULL);
        return;
    }
    ok = secret_take(&pin, form_value(&p->form, SPAN("pin"))) &&
         step_up_verify(desk->step_up, &q, STEP_UP_PIN, &pin, &a, &e);
    secret_wipe(&pin);
    if (!ok) {
        setup_answer_down(p);
    } else if (a.result == STEP_UP_RIGHT) {
        answer_choose(p, link, a.ticket, NULL);
    } else {
        set_fault(p, &a);
        answer_link(p, need, a.result == STEP_UP_CROWD ? 429 : 403);
    }
    sodium_memzero(a.ticket, sizeof a.ticket);
}

/* --- issuing -------------------------------------------------------------------------------------- */

/* "new-iphone" or the ID of a device. */
static bool read_choice(struct page *p, const struct setup_link *link, struct device_wish *w)
{
    struct span choice = form_value(&p->form, SPAN("device"));
    struct span kind = choice;
    struct span head;

    w->account = span_of(link->account);
    w->token = p->hole;
    w->now_ms = p->r->now_ms;
    if (link->device[0] != '\0') {
        w->device = span_of(link->device);
        return true;
    }
    if (!span_cut(&kind, '-', &head)) {
        w->device = choice;
        return choice.len > 0;
    }
    w->name = form_value(&p->form, SPAN("name"));
    if (!device_kind_parse(kind, &w->kind)) {
        return false;
    }
    if (w->name.len == 0) {
        char key[64];

        (void)snprintf(key, sizeof key, "setup_kind_%s", device_kind_code(w->kind));
        w->name = span_of(page_text(p->lang, key));
    }
    return true;
}

static void issue(struct page *p, const struct setup_link *link)
{
    const struct step_up_question q = question_of(p, link);
    struct span ticket = form_value(&p->form, SPAN("ticket"));
    struct device_wish w = {0};
    struct device_issue made = {0};
    struct err e = {0};
    char kept[STEP_UP_TICKET_BYTES + 1] = "";

    if (!step_up_ticket_is(setup_desk(p)->step_up, &q, ticket)) {
        setup_answer_over(p);
        return;
    }
    memcpy(kept, ticket.at, STEP_UP_TICKET_BYTES);
    if (!read_choice(p, link, &w)) {
        answer_choose(p, link, kept, "setup_unclear");
    } else if (devices_issue(setup_desk(p)->devices, &w, p->arena, &made, &e)) {
        setup_answer_done(p, &made);
    } else if (e.code == ERR_INPUT) {
        answer_choose(p, link, kept, w.device.len == 0 ? "setup_full" : "setup_unclear");
    } else if (e.code == ERR_ABSENT) {
        setup_answer_over(p);
    } else {
        setup_answer_down(p);
    }
    sodium_memzero(made.password, sizeof made.password);
}

void page_setup_link(struct page *p)
{
    const struct device_desk *desk = setup_desk(p);
    bool sent = span_eq(p->r->method, SPAN("POST"));
    struct span step = form_value(&p->form, SPAN("step"));
    struct setup_link link;
    struct step_up_question q;
    struct step_up_need need;
    struct err e = {0};

    page_header(p, "Cache-Control", "no-store");
    if (desk->devices == NULL) {
        setup_answer_over(p);
        return;
    }
    if (!devices_open(desk->devices, p->hole, p->r->now_ms, &link, &e)) {
        if (e.code == ERR_ABSENT) {
            setup_answer_over(p);
        } else {
            setup_answer_down(p);
        }
        return;
    }
    q = question_of(p, &link);
    need = step_up_needs(desk->step_up, &q);
    if (sent && span_eq(step, SPAN("issue"))) {
        issue(p, &link);
    } else if (sent && !need.own_line) {
        prove(p, &link, &need);
    } else {
        answer_link(p, &need, 200);
    }
}
