/* The sender: address, name, answers' address, authentication. */
#include "message/ascii.h"
#include "message/authres.h"
#include "message/fold.h"
#include "message/observe_parts.h"
#include "message/random.h"

#define WORD_MAX 64 /* bytes of a word of a name */

/* Words with which a name speaks for an organisation. */
static const struct span offices[] = {
    SPAN_INIT("support"),     SPAN_INIT("service"),  SPAN_INIT("services"),
    SPAN_INIT("team"),        SPAN_INIT("security"), SPAN_INIT("account"),
    SPAN_INIT("accounts"),    SPAN_INIT("notice"),   SPAN_INIT("notification"),
    SPAN_INIT("alert"),       SPAN_INIT("alerts"),   SPAN_INIT("helpdesk"),
    SPAN_INIT("admin"),       SPAN_INIT("center"),   SPAN_INIT("centre"),
    SPAN_INIT("department"),  SPAN_INIT("bank"),     SPAN_INIT("delivery"),
    SPAN_INIT("customer"),    SPAN_INIT("official"), SPAN_INIT("reward"),
    SPAN_INIT("rewards"),     SPAN_INIT("casino"),   SPAN_INIT("wallet"),
    SPAN_INIT("storage"),     SPAN_INIT("cloud"),    SPAN_INIT("billing"),
    SPAN_INIT("protection"),  SPAN_INIT("promo"),    SPAN_INIT("partners"),
    SPAN_INIT("offer"),       SPAN_INIT("winner"),   SPAN_INIT("shop"),
    SPAN_INIT("paket"),       SPAN_INIT("konto"),    SPAN_INIT("sicherheit"),
    SPAN_INIT("atendimento"), SPAN_INIT("banco"),    SPAN_INIT("カード"),
    SPAN_INIT("銀行"),        SPAN_INIT("サポート"), SPAN_INIT("センター"),
    SPAN_INIT("事務局"),      SPAN_INIT("証券"),     SPAN_INIT("通知"),
    SPAN_INIT("サービス"),    SPAN_INIT("運輸"),     SPAN_INIT("郵便"),
    SPAN_INIT("株式会社"),    SPAN_INIT("お知らせ"), SPAN_INIT("ご案内"),
    SPAN_INIT("連絡"),
};

static bool speaks_for_office(struct span folded)
{
    for (size_t i = 0; i < COUNT(offices); i++) {
        if (text_holds(folded, offices[i])) {
            return true;
        }
    }
    return false;
}

static bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* The next run of three or more ASCII letters and digits. */
static bool next_word(struct span *rest, struct span *word)
{
    while (rest->len > 0) {
        size_t len = 0;

        while (len < rest->len && is_word_byte(rest->at[len])) {
            len++;
        }
        *word = (struct span){.at = rest->at, .len = len};
        len = len > 0 ? len : 1;
        *rest = (struct span){.at = rest->at + len, .len = rest->len - len};
        if (word->len >= 3 && word->len <= WORD_MAX) {
            return true;
        }
    }
    return false;
}

/* True when the name has Latin words and none of them stands in the address's domain. */
static bool name_not_in_domain(struct span name, struct span domain)
{
    struct span word;
    bool any = false;

    while (next_word(&name, &word)) {
        any = true;
        if (text_holds(domain, word)) {
            return false;
        }
    }
    return any;
}

/* The name shows an address or a host of another domain than the real one. */
static void name_shows_another(struct scene *s)
{
    struct span rest = s->from->name;
    struct host shown;

    while (rest.len > 0) {
        struct span word = rest;

        if (!span_cut(&rest, ' ', &word)) {
            rest = SPAN("");
        }
        while (word.len > 0 && strchr("\"'<>()[],", word.at[0]) != NULL) {
            word = (struct span){.at = word.at + 1, .len = word.len - 1};
        }
        if (word.len > 3 && memchr(word.at, '.', word.len) != NULL) {
            struct span local;
            struct span host = word;

            (void)!span_cut(&host, '@', &local);
            if (host_from_shown(host, &shown) && !host_same_domain(&shown, &s->from_host) &&
                (host.at != word.at || brands_owner(s->o->brands, &shown) != NULL)) {
                scene_add(s, EVIDENCE_NAME_FOREIGN_ADDRESS, word, s->from->address);
            }
        }
    }
}

static void sender_name(struct scene *s)
{
    char bytes[1024];
    struct buf folded = BUF_ON(bytes);
    struct span name;

    if (s->from->name.len == 0 || s->from->name.len > sizeof bytes / 4 || !s->has_from_host) {
        return;
    }
    text_fold(s->from->name, &folded);
    name = (struct span){.at = bytes, .len = folded.len};
    name_shows_another(s);
    if (!speaks_for_office(name) || s->from_tie <= BRAND_TIE_KIN) {
        return;
    }
    if (s->free_mail) {
        scene_add(s, EVIDENCE_SENDER_FREE_MAIL, s->from->address, s->from->name);
    } else if (name_not_in_domain(name, host_name(&s->from_host))) {
        scene_add(s, EVIDENCE_NAME_NOT_DOMAIN, s->from->name, host_name(&s->from_host));
    }
}

static void sender_own_domain(struct scene *s)
{
    if (brand_sends_from(s->brand, s->from->address)) {
        scene_add(s, EVIDENCE_SENDER_PUBLISHED, s->from->address, SPAN(""));
        return;
    }
    if (random_looks(s->from->local)) {
        scene_add(s, EVIDENCE_SENDER_RANDOM, s->from->address, SPAN(""));
    }
    if (brand_lists_senders(s->brand)) {
        scene_add(s, EVIDENCE_SENDER_UNLISTED, s->from->address,
                  s->brand->facts[BRAND_SENDER].at[0].text);
    } else {
        scene_add(s, EVIDENCE_SENDER_DOMAIN_RIGHT, s->from->address, SPAN(""));
    }
}

static void sender_of_brand(struct scene *s)
{
    struct span own = scene_brand_domain(s);

    if (s->from_tie <= BRAND_TIE_KIN) {
        if (s->claimed && s->free_mail && !brand_sends_from(s->brand, s->from->address)) {
            scene_add(s, EVIDENCE_SENDER_MAILBOX, s->from->address, SPAN(""));
        } else if (s->claimed) {
            sender_own_domain(s);
        }
        return;
    }
    if (s->in_name) {
        scene_add(s, EVIDENCE_BRAND_NAME_FOREIGN, s->from->address, own);
    } else if (s->in_subject) {
        scene_add(s, EVIDENCE_BRAND_SUBJECT_FOREIGN, s->from->address, own);
    } else if (s->in_text && s->own_actions == 0 && s->actions > 0 && scene_asks(s)) {
        scene_add(s, EVIDENCE_BRAND_TEXT_FOREIGN, s->from->address, own);
    }
    if (s->free_mail && s->in_name) {
        scene_add(s, EVIDENCE_SENDER_FREE_MAIL, s->from->address, s->from->name);
    }
    if (s->disguised && (s->in_name || s->in_subject)) {
        scene_add(s, EVIDENCE_SENDER_DISGUISED, text_span(s->brand_words), own);
    }
}

/* The longest label of the registrable domain, which its owner chose. */
static struct span chosen_label(const struct host *h)
{
    struct span domain = host_domain(h);
    struct span label = domain;

    (void)!span_cut(&domain, '.', &label);
    return label;
}

static void sender_host(struct scene *s)
{
    unsigned traits = site_traits(&s->from_host);
    struct lookalike like;

    if (s->from_owner != NULL) {
        return;
    }
    if (brands_lookalike(s->o->brands, &s->from_host, &like) && like.how != LIKENESS_EDIT) {
        evidence_add(&s->out->evidence, EVIDENCE_SENDER_LOOKALIKE, host_name(&s->from_host),
                     like.brand->id, like.like);
    }
    if ((traits & SITE_ODD_TLD) != 0) {
        scene_add(s, EVIDENCE_SENDER_ODD_TLD, host_name(&s->from_host), SPAN(""));
    }
    if ((traits & (SITE_FREE_HOSTING | SITE_BUCKET | SITE_DYNAMIC_DNS)) != 0) {
        scene_add(s, EVIDENCE_SENDER_HOSTING, host_name(&s->from_host), SPAN(""));
    }
    if (random_looks(chosen_label(&s->from_host))) {
        scene_add(s, EVIDENCE_SENDER_RANDOM_DOMAIN, host_name(&s->from_host), SPAN(""));
    }
}

static void sender_answers(struct scene *s)
{
    const struct message_addresses *to = &s->m->reply_to;
    struct host host;
    struct err e = {0};

    if (to->count == 0 || s->m->list_id.len > 0 || !host_from_name(to->at[0].domain, &host, &e)) {
        return;
    }
    if (!host_same_domain(&host, &s->from_host) &&
        (s->brand == NULL || brand_tie(s->o->brands, s->brand, &host) > BRAND_TIE_KIN)) {
        scene_add(s, EVIDENCE_REPLY_TO_DIFFERS, to->at[0].address, s->from->address);
    }
}

static void sender_recipient(struct scene *s)
{
    for (size_t i = 0; i < s->m->to.count; i++) {
        if (ascii_same(s->m->to.at[i].address, s->from->address)) {
            scene_add(s, EVIDENCE_SENDER_IS_RECIPIENT, s->from->address, SPAN(""));
        }
    }
}

/* What a trusted server said goes before what was verified here: it saw the connection. */
static void auth_result(const struct scene *s, struct authres_result *out)
{
    const struct verify_answer *v = s->o->verified;

    authres_read(s->m, s->o->authserv_id, out);
    if (out->from != AUTHRES_NONE || v == NULL || s->m->forward != MESSAGE_FORWARD_NONE) {
        return;
    }
    if (v->bound) {
        out->from = AUTHRES_PASS;
    } else if (v->dmarc == VERIFY_FAIL || v->spf == VERIFY_FAIL) {
        out->from = AUTHRES_FAIL;
    }
}

static void sender_auth(struct scene *s)
{
    struct authres_result result;

    auth_result(s, &result);
    if (result.from == AUTHRES_PASS) {
        s->out->bound = true;
        scene_add(s, EVIDENCE_AUTH_PASSED, host_name(&s->from_host), SPAN(""));
    } else if (result.from == AUTHRES_FAIL) {
        scene_add(s, EVIDENCE_AUTH_FAILED, host_name(&s->from_host), SPAN(""));
    } else if (s->brand != NULL && s->from_tie <= BRAND_TIE_KIN) {
        scene_add(s, EVIDENCE_AUTH_ABSENT, host_name(&s->from_host), SPAN(""));
    }
}

static void sender_sms(struct scene *s)
{
    if (s->from == NULL || s->from->name.len == 0 || s->brand == NULL) {
        return;
    }
    if (brand_sms_from(s->brand, s->from->name)) {
        scene_add(s, EVIDENCE_SMS_PUBLISHED, s->from->name, SPAN(""));
    } else if (s->brand->facts[BRAND_SMS].count > 0) {
        scene_add(s, EVIDENCE_SMS_UNLISTED, s->from->name, s->brand->facts[BRAND_SMS].at[0].text);
    }
}

void observe_sender(struct scene *s)
{
    if (s->m->kind == MESSAGE_SMS) {
        sender_sms(s);
        return;
    }
    if (s->from == NULL) {
        return;
    }
    if (!s->has_from_host) {
        if (memchr(s->from->address.at, '@', s->from->address.len) == NULL &&
            (s->in_name || s->in_subject)) {
            scene_add(s, EVIDENCE_SENDER_NO_ADDRESS, s->from->name, SPAN(""));
        }
        return;
    }
    if (s->brand != NULL) {
        sender_of_brand(s);
    }
    sender_name(s);
    sender_host(s);
    sender_answers(s);
    sender_recipient(s);
    sender_auth(s);
}
