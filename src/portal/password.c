/* /password: change the main password. What breaks is said first, then the new one is asked for.
 *
 * Nobody is signed in here and no cookie stands for anybody: the first step shows the password in use, and
 * its answer carries a ticket for the second, bound to the account, to the password it had then, and to
 * some minutes. The forms themselves carry a token of ours, so that no page elsewhere can send one. */
#include "portal/password_parts.h"

#include "words/page.h"
#include "words/quality.h"
#include "words/words.h"

#include <sodium.h>
#include <stdio.h>

#define TICKET_MS INT64_C(900000)
#define FORM_MS INT64_C(3600000)
#define MAC_HEX 32 /* hexadecimal characters: 128 bits */

/* --- tokens --------------------------------------------------------------------------------------- */

static void mac_of(const struct portal *portal, struct span text, char out[static MAC_HEX + 1])
{
    uint8_t mac[MAC_HEX / 2];

    (void)crypto_generichash(mac, sizeof mac, (const uint8_t *)text.at, text.len, portal->form_key,
                             sizeof portal->form_key);
    (void)sodium_bin2hex(out, MAC_HEX + 1, mac, sizeof mac);
}

void password_token(struct page *p, const char *purpose, struct span what, int64_t lasts_ms,
                    char out[static PASSWORD_TOKEN_MAX])
{
    char bytes[PASSWORD_TOKEN_MAX] = {0};
    struct buf text = BUF_ON(bytes);
    int64_t ends_ms = p->r->now_ms + lasts_ms;
    char mac[MAC_HEX + 1];
    int head;

    buf_addf(&text, "%lld.", (long long)ends_ms);
    buf_add(&text, what);
    head = (int)text.len;
    buf_addf(&text, "\n%s", purpose);
    mac_of(p->portal, (struct span){.at = bytes, .len = text.full ? 0 : text.len}, mac);
    (void)snprintf(out, PASSWORD_TOKEN_MAX, "%.*s.%s", head, bytes, mac);
}

bool password_token_read(struct page *p, const char *purpose, struct span token, struct span *what)
{
    char bytes[PASSWORD_TOKEN_MAX];
    struct buf text = BUF_ON(bytes);
    char mac[MAC_HEX + 1];
    struct span head = token;
    struct span expiry;
    uint64_t ends_ms = 0;

    if (token.len <= MAC_HEX + 1 || token.len >= PASSWORD_TOKEN_MAX) {
        return false;
    }
    head.len = token.len - MAC_HEX - 1;
    buf_add(&text, head);
    buf_addf(&text, "\n%s", purpose);
    mac_of(p->portal, (struct span){.at = bytes, .len = text.full ? 0 : text.len}, mac);
    if (token.at[head.len] != '.' || sodium_memcmp(token.at + head.len + 1, mac, MAC_HEX) != 0 ||
        !span_cut(&head, '.', &expiry) || !number_parse(expiry, 0, INT64_MAX, &ends_ms) ||
        (int64_t)ends_ms < p->r->now_ms) {
        return false;
    }
    *what = head;
    return true;
}

/* --- parts ---------------------------------------------------------------------------------------- */

bool password_secret(struct page *p, const char *name, struct secret *out)
{
    struct span value = form_value(&p->form, span_of(name));

    *out = (struct secret){0};
    if (value.len == 0 || value.len > SECRET_TEXT_MAX - 1) {
        return false;
    }
    memcpy(out->bytes, value.at, value.len);
    out->len = value.len;
    return true;
}

void password_set_advice(struct page *p)
{
    struct value *list = value_list(p->set);

    for (unsigned i = 0; i < QUALITY_ADVICE_COUNT; i++) {
        struct value *item = value_object(p->set);
        char bytes[PAGE_TEXT_MAX];
        struct buf text = BUF_ON(bytes);

        words_quality_advice(&text, p->lang, (enum quality_advice)i, p->portal->length_min);
        page_set(p, item, "text", (struct span){.at = bytes, .len = text.len});
        value_add(p->set, list, item);
    }
    value_set(p->set, p->root, "advice", list);
}

static void add_fault(struct page *p, struct value *list, struct span text)
{
    struct value *item = value_object(p->set);

    page_set(p, item, "text", text);
    value_add(p->set, list, item);
    value_set_bool(p->set, p->root, "fault", true);
    value_set(p->set, p->root, "faults", list);
}

void password_set_fault(struct page *p, const char *key)
{
    struct value *list = value_list(p->set);
    struct value *o = value_object(p->set);

    page_set_words(p, o, "text", page_entry(key));
    value_add(p->set, list, o);
    value_set(p->set, p->root, "faults", list);
    page_set_words(p, p->root, "fault", page_entry(key));
}

void password_set_quality(struct page *p, const struct quality *q)
{
    struct value *list = value_list(p->set);

    for (unsigned i = 0; i < QUALITY_FAULT_COUNT; i++) {
        char bytes[PAGE_TEXT_MAX];
        struct buf text = BUF_ON(bytes);

        if ((q->faults & 1u << i) != 0) {
            words_quality_fault(&text, p->lang, i, p->portal->length_min);
            add_fault(p, list, (struct span){.at = bytes, .len = text.len});
        }
    }
    for (unsigned i = 0; i < QUALITY_HINT_COUNT; i++) {
        if ((q->hints & 1u << i) != 0) {
            add_fault(p, list, span_of(words_quality_hint(p->lang, i)));
        }
    }
}

const char *password_result_key(enum change_result r)
{
    static const char *const keys[CHANGE_RESULT_COUNT] = {
        [CHANGE_DONE] = "pw_down",  [CHANGE_WRONG] = "pw_wrong",
        [CHANGE_WEAK] = "pw_wrong", [CHANGE_REST] = "undo_pin_rests",
        [CHANGE_BUSY] = "pw_busy",  [CHANGE_ELSEWHERE] = "pw_elsewhere",
        [CHANGE_USED] = "pw_wrong", [CHANGE_TAKEN] = "pw_wrong",
    };

    return keys[r];
}

struct change_request password_request(const struct page *p)
{
    return (struct change_request){.by = CREDENTIAL_ACTOR_OWNER,
                                   .remote = p->r->viewer,
                                   .has_remote = p->r->has_viewer,
                                   .now_ms = p->r->now_ms};
}

bool password_offered(struct page *p, enum page_template which)
{
    page_header(p, "Cache-Control", "no-store");
    if (p->portal->changes != NULL) {
        return true;
    }
    value_set_bool(p->set, p->root, "none", true);
    page_render(p, which, 503);
    return false;
}

/* --- step 1 --------------------------------------------------------------------------------------- */

static void answer_form(struct page *p, const char *fault, unsigned status)
{
    char token[PASSWORD_TOKEN_MAX];

    password_token(p, "password form", SPAN(""), FORM_MS, token);
    page_set_string(p, p->root, "form", token);
    page_set(p, p->root, "login", form_value(&p->form, SPAN("login")));
    if (fault != NULL) {
        password_set_fault(p, fault);
    }
    page_render(p, TEMPLATE_PASSWORD, status);
}

static void set_places(struct page *p, const struct change_outlook *o)
{
    struct value *list = value_list(p->set);

    for (size_t i = 0; i < o->count && !o->mail_off; i++) {
        struct value *item = value_object(p->set);
        char bytes[PAGE_TEXT_MAX];
        struct buf text = BUF_ON(bytes);

        words_service(&text, p->lang, o->places[i].service);
        page_set(p, item, "service", (struct span){.at = bytes, .len = text.len});
        text.len = 0;
        words_place(&text, p->lang, &o->places[i].where);
        page_set(p, item, "where", (struct span){.at = bytes, .len = text.len});
        page_set_time(p, item, "last", o->places[i].last_ms);
        value_add(p->set, list, item);
    }
    value_set(p->set, p->root, "places", list);
    value_set_bool(p->set, p->root, "mail_off", o->mail_off);
    value_set_bool(p->set, p->root, "used", !o->mail_off && o->count > 0);
    value_set_bool(p->set, p->root, "unused", !o->mail_off && o->count == 0);
    if (o->apps > 0) {
        page_set_numbered(p, p->root, "apps", page_entry("pw_apps"), (unsigned)o->apps);
    }
}

static void answer_new(struct page *p, const struct change_outlook *o, unsigned status)
{
    char what[2 * ACCOUNT_ID_MAX + 32];
    char id[2 * ACCOUNT_ID_MAX + 1];
    char ticket[PASSWORD_TOKEN_MAX];

    (void)sodium_bin2hex(id, sizeof id, (const uint8_t *)o->account, strlen(o->account));
    (void)snprintf(what, sizeof what, "%s.%lld", id, (long long)o->changed_ms);
    password_token(p, "password ticket", span_of(what), TICKET_MS, ticket);
    page_set_string(p, p->root, "ticket", ticket);
    page_set_words(p, p->root, "title", page_entry("pw_title"));
    page_set(p, p->root, "login", form_value(&p->form, SPAN("login"))); /* for password managers */
    set_places(p, o);
    password_set_advice(p);
    page_render(p, TEMPLATE_PASSWORD_NEW, status);
}

static void look(struct page *p)
{
    struct change_request r = password_request(p);
    struct change_outlook outlook;
    struct change_answer a = {.result = CHANGE_WRONG};
    struct secret current;
    struct span nothing;
    struct err e = {0};
    bool well;

    if (!password_token_read(p, "password form", form_value(&p->form, SPAN("form")), &nothing)) {
        answer_form(p, "pw_wrong", 403);
        return;
    }
    if (!throttle_take(p->portal->throttle, p->r->has_viewer ? &p->r->viewer : NULL,
                       p->r->now_ms)) {
        answer_form(p, "pw_busy", 429);
        return;
    }
    (void)!password_secret(p, "current", &current); /* none is wrong, and takes as long */
    r.account = form_value(&p->form, SPAN("login"));
    r.current = &current;
    well = change_look(p->portal->changes, &r, &a, &outlook, &e);
    secret_wipe(&current);
    if (!well) {
        answer_form(p, "pw_down", 503);
    } else if (a.result != CHANGE_DONE) {
        answer_form(p, password_result_key(a.result), a.result == CHANGE_WRONG ? 403 : 503);
    } else {
        throttle_return(p->portal->throttle, p->r->has_viewer ? &p->r->viewer : NULL, p->r->now_ms);
        answer_new(p, &outlook, 200);
    }
}

/* --- step 2 --------------------------------------------------------------------------------------- */

/* Whose ticket it is, when the password is still the one it was made for. */
static bool ticket_account(struct page *p, char id[static ACCOUNT_ID_MAX + 1],
                           struct change_outlook *o)
{
    struct span what = {0};
    struct span hex;
    uint64_t changed_ms = 0;
    size_t len = 0;
    struct err e = {0};

    if (!password_token_read(p, "password ticket", form_value(&p->form, SPAN("ticket")), &what) ||
        !span_cut(&what, '.', &hex) || !number_parse(what, 0, INT64_MAX, &changed_ms) ||
        sodium_hex2bin((uint8_t *)id, ACCOUNT_ID_MAX, hex.at, hex.len, NULL, &len, NULL) != 0) {
        return false;
    }
    id[len] = '\0';
    return change_outlook(p->portal->changes, span_of(id), p->r->now_ms, o, &e) &&
           o->changed_ms == (int64_t)changed_ms;
}

static void answer_done(struct page *p, const struct change_answer *a)
{
    page_set_words(p, p->root, "title", page_entry("pw_done_title"));
    page_set_string(p, p->root, "reference", a->reference);
    value_set_bool(p->set, p->root, "sessions", a->sessions);
    if (a->revoked > 0) {
        page_set_numbered(p, p->root, "revoked", page_entry("pw_done_revoked"),
                          (unsigned)a->revoked);
    }
    page_render(p, TEMPLATE_PASSWORD_DONE, 200);
}

void password_answer_done(struct page *p, const struct change_answer *a)
{
    answer_done(p, a);
}

bool password_pair(struct page *p, struct secret *new)
{
    struct span again = form_value(&p->form, SPAN("again"));

    return password_secret(p, "new", new) &&
           again.len == new->len &&sodium_memcmp(again.at, new->bytes, again.len) == 0;
}

static void set(struct page *p)
{
    struct change_request r = password_request(p);
    struct change_outlook outlook;
    struct change_answer a = {.result = CHANGE_WRONG};
    char id[ACCOUNT_ID_MAX + 1];
    struct secret new;
    struct err e = {0};

    if (!ticket_account(p, id, &outlook)) {
        answer_form(p, "pw_wrong", 403);
        return;
    }
    r.account = span_of(id);
    r.verified = true;
    r.revoke_apps = span_eq(form_value(&p->form, SPAN("revoke")), SPAN("yes"));
    r.keep_sessions = span_eq(form_value(&p->form, SPAN("keep")), SPAN("yes"));
    if (!password_pair(p, &new)) {
        password_set_fault(p, "pw_differ");
        answer_new(p, &outlook, 400);
    } else if (!change_password(p->portal->changes, &r, &new, &a, &e)) {
        password_set_fault(p, "pw_down");
        answer_new(p, &outlook, 503);
    } else if (a.result == CHANGE_WEAK) {
        password_set_quality(p, &a.quality);
        answer_new(p, &outlook, 400);
    } else if (a.result != CHANGE_DONE) {
        password_set_fault(p, password_result_key(a.result));
        answer_new(p, &outlook, 503);
    } else {
        answer_done(p, &a);
    }
    secret_wipe(&new);
}

void page_password(struct page *p)
{
    struct span step = form_value(&p->form, SPAN("step"));

    page_set_words(p, p->root, "title", page_entry("pw_title"));
    if (!password_offered(p, TEMPLATE_PASSWORD)) {
        return;
    }
    if (span_eq(step, SPAN("look"))) {
        look(p);
    } else if (span_eq(step, SPAN("set"))) {
        set(p);
    } else {
        answer_form(p, NULL, 200);
    }
}
