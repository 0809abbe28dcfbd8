/* The gist: what the message says, and whom it means. */
#include "message/ascii.h"
#include "message/observe_parts.h"

#define AFTER_MAX 240 /* bytes behind 「以下の会員ID」 in which the ID must come */

static const struct {
    enum wording wording;
    enum evidence_kind kind;
} plain[] = {
    {WORDING_ASKS_IDENTITY, EVIDENCE_ASKS_IDENTITY},
    {WORDING_ASKS_PASSWORD, EVIDENCE_ASKS_PASSWORD},
    {WORDING_ASKS_CODE, EVIDENCE_ASKS_CODE},
    {WORDING_ASKS_CARD, EVIDENCE_ASKS_CARD},
    {WORDING_ASKS_LOGIN, EVIDENCE_ASKS_LOGIN},
    {WORDING_RESTRICTED, EVIDENCE_STATE_CLAIMED},
    {WORDING_REPLY_DEMAND, EVIDENCE_REPLY_DEMAND},
    {WORDING_ALARM, EVIDENCE_ALARM},
    {WORDING_UNUSUAL, EVIDENCE_UNUSUAL},
    {WORDING_WALLET, EVIDENCE_THEME_WALLET},
    {WORDING_PRIZE, EVIDENCE_THEME_PRIZE},
    {WORDING_CASINO, EVIDENCE_THEME_CASINO},
    {WORDING_PARCEL, EVIDENCE_THEME_PARCEL},
    {WORDING_STORAGE, EVIDENCE_THEME_STORAGE},
    {WORDING_PROTECTION, EVIDENCE_THEME_PROTECTION},
    {WORDING_BILL, EVIDENCE_THEME_BILL},
    {WORDING_MONEY, EVIDENCE_THEME_MONEY},
    {WORDING_EXTORTION, EVIDENCE_THEME_EXTORTION},
    {WORDING_DOCUMENT, EVIDENCE_THEME_DOCUMENT},
    {WORDING_MARKETING, EVIDENCE_THEME_MARKETING},
    {WORDING_SALUTATION, EVIDENCE_SALUTATION},
};

static bool is_identifier_byte(char c)
{
    return ascii_is_digit(c) || ascii_is_lower(c) || c == '*' || c == '-' || c == '_';
}

/* "2021", "2021-10-03". */
static bool is_date(struct span run)
{
    return run.len >= 4 && (memcmp(run.at, "20", 2) == 0 || memcmp(run.at, "19", 2) == 0) &&
           ascii_is_digit(run.at[2]) && ascii_is_digit(run.at[3]) &&
           (run.len == 4 || run.at[4] == '-');
}

/* Four or more digits, letters and marks of masking, one of them a digit or a mark, and no date. */
static bool is_identifier(struct span run)
{
    bool telling = false;

    for (size_t i = 0; i < run.len; i++) {
        telling = telling || ascii_is_digit(run.at[i]) || run.at[i] == '*';
    }
    return run.len >= 4 && telling && !is_date(run);
}

/* A number or name one could look up. */
static bool holds_identifier(struct span text)
{
    while (text.len > 0) {
        size_t len = 0;

        while (len < text.len && is_identifier_byte(text.at[len])) {
            len++;
        }
        if (is_identifier(span_front(text, len))) {
            return true;
        }
        text = span_from(text, len + 1);
    }
    return false;
}

/* Text up to the next blank line or heading sign is where an announced ID stands. */
static void announced(struct scene *s)
{
    const struct wording_found *found = scene_words(s, WORDING_ANNOUNCED_ID);
    struct span after;

    if (found->lines == 0) {
        return;
    }
    after.at = found->words.at + found->words.len;
    after.len = (size_t)(s->folded.at + s->folded.len - after.at);
    after.len = after.len < AFTER_MAX ? after.len : AFTER_MAX;
    if (!holds_identifier(after)) {
        scene_add(s, EVIDENCE_ID_MISSING, found->words, SPAN(""));
    }
}

struct promise {
    unsigned field;
    const char *labels[4]; /* folded */
};

static const struct promise promises[] = {
    {BRAND_FIELD_MEMBER_ID, {"会員id", "会員番号", "お客様番号", "member id"}},
    {BRAND_FIELD_CONTRACT_NAME, {"契約者名", "ご契約者", "契約者", "contract holder"}},
    {BRAND_FIELD_SERVICE_CODE, {"サービスコード", "service code", NULL, NULL}},
    {BRAND_FIELD_CARD_DIGITS, {"下4桁", "末尾", "下四桁", "ending in"}},
};

static bool holds_label(struct span text, const struct promise *p, const char **label)
{
    for (size_t i = 0; i < COUNT(p->labels) && p->labels[i] != NULL; i++) {
        struct span after;

        if (text_after(text, text_span(p->labels[i]), &after)) {
            after.len = after.len < AFTER_MAX / 2 ? after.len : AFTER_MAX / 2;
            *label = p->labels[i];
            return p->field == BRAND_FIELD_CONTRACT_NAME || holds_identifier(after);
        }
    }
    return false;
}

static void promised(struct scene *s)
{
    if (s->brand == NULL || !(s->in_name || s->in_subject) || s->m->kind == MESSAGE_SMS) {
        return;
    }
    for (size_t i = 0; i < COUNT(promises); i++) {
        const char *label = promises[i].labels[0];

        if ((s->brand->promises & promises[i].field) != 0 &&
            !holds_label(s->folded, &promises[i], &label)) {
            scene_add(s, EVIDENCE_FIELD_MISSING, text_span(promises[i].labels[0]), SPAN(""));
        }
    }
    if ((s->brand->promises & BRAND_FIELD_NAME) != 0 &&
        scene_words(s, WORDING_SALUTATION)->lines > 0) {
        scene_add(s, EVIDENCE_FIELD_MISSING, scene_words(s, WORDING_SALUTATION)->words, SPAN(""));
    }
}

/* The address written in the text is another one than that of the header, in the same domain. */
static void contacts(struct scene *s)
{
    for (size_t i = 0; i < s->m->link_count && s->has_from_host; i++) {
        const struct message_link *l = &s->m->links[i];
        struct host host;
        struct err e = {0};
        struct span address = l->target;
        struct span scheme;

        if (!span_eq(l->scheme, SPAN("mailto")) || !host_from_name(l->host, &host, &e) ||
            !host_same_domain(&host, &s->from_host)) {
            continue;
        }
        (void)!span_cut(&address, ':', &scheme);
        if (!span_eq(address, s->from->address) &&
            (evidence_find(&s->out->evidence, EVIDENCE_SENDER_RANDOM) != NULL ||
             evidence_find(&s->out->evidence, EVIDENCE_SENDER_UNLISTED) != NULL)) {
            scene_add(s, EVIDENCE_CONTACT_DIFFERS, address, s->from->address);
            return;
        }
    }
}

static void threat_and_deadline(struct scene *s)
{
    const struct wording_found *threat = scene_words(s, WORDING_THREAT);
    const struct wording_found *deadline = scene_words(s, WORDING_DEADLINE);

    if (threat->lines > 0 && deadline->lines > 0) {
        scene_add(s, EVIDENCE_THREAT_DEADLINE, threat->words, deadline->words);
    } else if (threat->lines > 0) {
        scene_add(s, EVIDENCE_THREAT, threat->words, SPAN(""));
    } else if (deadline->lines > 0) {
        scene_add(s, EVIDENCE_DEADLINE, deadline->words, SPAN(""));
    }
}

void observe_words(struct scene *s)
{
    for (size_t i = 0; i < COUNT(plain); i++) {
        const struct wording_found *found = scene_words(s, plain[i].wording);

        if (found->lines > 0) {
            scene_add(s, plain[i].kind, found->words, SPAN(""));
        }
    }
    if (scene_words(s, WORDING_CALL)->lines > 0 &&
        (scene_words(s, WORDING_PRIZE)->lines > 0 || scene_words(s, WORDING_PREMIUM)->lines > 0)) {
        scene_add(s, EVIDENCE_PREMIUM_CALL, scene_words(s, WORDING_CALL)->words, SPAN(""));
    }
    if (s->m->kind == MESSAGE_SMS && scene_words(s, WORDING_CALL)->lines > 0) {
        scene_add(s, EVIDENCE_SMS_CALL, scene_words(s, WORDING_CALL)->words, SPAN(""));
    }
    threat_and_deadline(s);
    announced(s);
    promised(s);
    contacts(s);
}
