/* The page with a device's password, and what its buttons do: /setup/device. What was issued travels in the
 * forms, sealed: no daemon keeps a password, and any daemon of the same key takes the form. */
#include "portal/setup_parts.h"

#include "service/self_test.h"
#include "wire/mobileconfig.h"
#include "words/device.h"
#include "words/page.h"

#include <sodium.h>
#include <stdio.h>

/* --- the page ------------------------------------------------------------------------------------- */

/* The guide of this kind of device stands open. */
static void open_guide(struct page *p, enum device_kind kind)
{
    static const char *const names[] = {
        [DEVICE_IPHONE] = "open_apple",    [DEVICE_MAC] = "open_mac",
        [DEVICE_ANDROID] = "open_android", [DEVICE_THUNDERBIRD] = "open_thunderbird",
        [DEVICE_OUTLOOK] = "open_outlook", [DEVICE_OTHER] = "open_other",
    };

    _Static_assert(COUNT(names) == DEVICE_KIND_COUNT, "a guide for each kind");
    value_set_bool(p->set, p->root, names[kind], true);
}

static void set_values(struct page *p, const struct device_issue *issue)
{
    const struct device_desk *desk = setup_desk(p);
    char bytes[PAGE_TEXT_MAX];
    struct buf name = BUF_ON(bytes);

    page_set_string(p, p->root, "device_name", issue->device.name);
    setup_set_kind(p, p->root, issue->device.kind);
    page_set(p, p->root, "address", issue->address);
    page_set(p, p->root, "user", device_desk_user(desk, issue));
    page_set(p, p->root, "person", issue->person);
    words_profile_name(&name, p->lang, desk->mail[p->lang].name, issue->device.version);
    page_set(p, p->root, "profile_name", (struct span){.at = name.at, .len = name.len});
    setup_set_servers(p);
    open_guide(p, issue->device.kind);
}

/* Whether the main password opens mail, and since when that is so (C-08, C-23). */
static bool set_main(struct page *p, struct span account, struct err *e)
{
    struct main_password main;

    if (!passwords_main(setup_desk(p)->passwords, account, &main, e)) {
        return false;
    }
    value_set_bool(p->set, p->root, "main_on", !main.mail_off);
    value_set_bool(p->set, p->root, "main_off", main.mail_off);
    page_set_time(p, p->root, "main_since", main.mail_ms);
    sodium_memzero(&main, sizeof main);
    return true;
}

/* With what a button of it did, when one was pressed: a browser cannot go back to a page that nobody may
 * keep, so each answer shows the password again. What the store does not say is left out. */
static void answer_page(struct page *p, const struct device_issue *issue, struct span sealed)
{
    struct span account = span_of(issue->device.account);
    struct err ignored = {0};
    size_t count;

    (void)!setup_set_devices(p, account, SPAN(""), &count, &ignored);
    (void)!set_main(p, account, &ignored);
    set_values(p, issue);
    page_set_string(p, p->root, "password", issue->password);
    page_set(p, p->root, "issue", sealed);
    value_set_bool(p->set, p->root, "replaced", issue->replaced);
    page_set_words(p, p->root, "title", page_entry("setup_done_title"));
    setup_set_actions(p);
    p->stays = true;
    page_render(p, TEMPLATE_SETUP_DONE, 200);
}

void setup_answer_done(struct page *p, const struct device_issue *issue)
{
    char sealed[DEVICE_SEAL_BYTES + 1];

    devices_seal(setup_desk(p)->devices, issue, p->r->now_ms, sealed);
    answer_page(p, issue, span_of(sealed));
    sodium_memzero(sealed, sizeof sealed);
}

/* --- its buttons ---------------------------------------------------------------------------------- */

static void give_profile(struct page *p, const struct device_issue *issue, struct span sealed)
{
    const struct device_desk *desk = setup_desk(p);
    const struct device_profile profile = {
        .issue = issue, .user = device_desk_user(desk, issue), .lang = p->lang};
    struct err e = {0};
    bool is_signed = false;

    (void)sealed;
    if (!desk->profile(desk->ctx, &profile, &p->out->body, &is_signed, &e)) {
        p->out->body.len = 0;
        p->out->body.full = false;
        setup_answer_down(p);
        return;
    }
    page_header(p, "Content-Disposition", "inline; filename=\"mail.mobileconfig\"");
    p->out->status = 200;
    p->out->type = MOBILECONFIG_TYPE;
}

static void give_test(struct page *p, const struct device_issue *issue, struct span sealed)
{
    static const struct {
        const char *title;
        const char *lead;
    } texts[] = {
        [SELF_TEST_BACK] = {"setup_test_ok_title", "setup_test_ok_lead"},
        [SELF_TEST_REFUSED] = {"setup_test_refused_title", "setup_test_refused_lead"},
        [SELF_TEST_AWAY] = {"setup_test_away_title", "setup_test_away_lead"},
        [SELF_TEST_UNSENT] = {"setup_test_unsent_title", "setup_test_unsent_lead"},
        [SELF_TEST_LATE] = {"setup_test_late_title", "setup_test_late_lead"},
    };
    const struct device_desk *desk = setup_desk(p);
    const struct self_test_question q = {
        .setup = &desk->mail[p->lang],
        .ca_file = desk->ca_file,
        .address = issue->address,
        .user = device_desk_user(desk, issue),
        .password = span_of(issue->password),
        .now_ms = p->r->now_ms,
        .japanese = p->lang == LANG_JA,
    };
    struct value *test = value_object(p->set);
    struct self_test_answer a;

    _Static_assert(COUNT(texts) == SELF_TEST_RESULT_COUNT, "a text for each result");
    self_test_run(&q, &a);
    page_set_words(p, test, "title", page_entry(texts[a.result].title));
    page_set_words(p, test, "lead", page_entry(texts[a.result].lead));
    value_set_bool(p->set, test, "back", a.result == SELF_TEST_BACK);
    value_set_bool(p->set, test, "sent", a.result == SELF_TEST_BACK || a.result == SELF_TEST_LATE);
    page_set_numbered(p, test, "seconds", page_entry("setup_test_seconds"),
                      (unsigned)((a.took_ms + 999) / 1000));
    value_set(p->set, p->root, "test", test);
    answer_page(p, issue, sealed);
}

static void give_link(struct page *p, const struct device_issue *issue, struct span sealed)
{
    const struct device_desk *desk = setup_desk(p);
    struct span page = desk->mail[p->lang].page;
    char token[DEVICE_TOKEN_BYTES + 1];
    struct setup_link link = {0};
    char bytes[PAGE_TEXT_MAX];
    struct buf url = BUF_ON(bytes);
    struct err e = {0};

    memcpy(link.account, issue->device.account, sizeof link.account);
    if (!devices_link(desk->devices, &link, p->r->now_ms, token, &e)) {
        setup_answer_down(p);
        return;
    }
    buf_addf(&url, "%.*s/%s", (int)page.len, page.at, token);
    page_set(p, p->root, "link", (struct span){.at = url.at, .len = url.len});
    setup_set_qr(p, (struct span){.at = url.at, .len = url.len});
    answer_page(p, issue, sealed);
}

static const struct {
    struct span step;
    void (*give)(struct page *p, const struct device_issue *issue, struct span sealed);
} steps[] = {
    {SPAN_INIT("profile"), give_profile},
    {SPAN_INIT("test"), give_test},
    {SPAN_INIT("another"), give_link},
};

void page_setup_device(struct page *p)
{
    const struct device_desk *desk = setup_desk(p);
    struct span sealed = form_value(&p->form, SPAN("issue"));
    struct span step = form_value(&p->form, SPAN("step"));
    struct device_issue issue = {0};
    struct err e = {0};

    page_header(p, "Cache-Control", "no-store");
    p->hole = SPAN("device");
    if (desk->devices == NULL ||
        !devices_unseal(desk->devices, sealed, p->r->now_ms, p->arena, &issue, &e)) {
        setup_answer_over(p);
        return;
    }
    for (size_t i = 0; i < COUNT(steps); i++) {
        if (span_eq(steps[i].step, step)) {
            steps[i].give(p, &issue, sealed);
            sodium_memzero(issue.password, sizeof issue.password);
            return;
        }
    }
    sodium_memzero(issue.password, sizeof issue.password);
    setup_answer_over(p);
}
