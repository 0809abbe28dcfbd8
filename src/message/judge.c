#include "message/judge.h"

/* What genuine notices say and are as well: it weighs, but it does not keep a message from being shown to
 * be genuine. */
static const enum evidence_kind harmless[] = {
    EVIDENCE_ALARM,         EVIDENCE_UNUSUAL,          EVIDENCE_LINK_NOT_SENDER,
    EVIDENCE_THEME_PARCEL,  EVIDENCE_THEME_BILL,       EVIDENCE_HIDDEN_TEXT,
    EVIDENCE_REPEATED,      EVIDENCE_THEME_PRIZE,      EVIDENCE_THEME_MARKETING,
    EVIDENCE_THEME_STORAGE, EVIDENCE_THEME_PROTECTION,
};

static bool has(const struct observation *o, enum evidence_kind k)
{
    return evidence_find(&o->evidence, k) != NULL;
}

static void add(struct observation *o, enum evidence_kind k)
{
    struct span brand = {.at = o->brand, .len = strlen(o->brand)};

    evidence_add(&o->evidence, k, SPAN(""), brand, SPAN(""));
}

void judge_answers(struct observation *o, const struct answers *a)
{
    static const struct {
        enum question question;
        enum answer answer;
        enum evidence_kind kind;
    } meanings[] = {
        {QUESTION_MEMBER, ANSWER_NO, EVIDENCE_ANSWER_NOT_MEMBER},
        {QUESTION_ADDRESS, ANSWER_YES, EVIDENCE_RECIPIENT_REGISTERED},
        {QUESTION_ADDRESS, ANSWER_NO, EVIDENCE_RECIPIENT_OTHER},
        {QUESTION_NAME, ANSWER_YES, EVIDENCE_NAME_PRESENT},
        {QUESTION_NAME, ANSWER_NO, EVIDENCE_NAME_ABSENT},
        {QUESTION_UNNATURAL, ANSWER_YES, EVIDENCE_PROCESS_UNKNOWN},
        {QUESTION_DONE, ANSWER_YES, EVIDENCE_ANSWER_DONE},
        {QUESTION_DONE, ANSWER_NO, EVIDENCE_ANSWER_NOT_DONE},
    };

    for (size_t i = 0; i < COUNT(meanings); i++) {
        if (a->to[meanings[i].question] == meanings[i].answer) {
            add(o, meanings[i].kind);
        }
    }
}

static bool is_harmless(enum evidence_kind k)
{
    for (size_t i = 0; i < COUNT(harmless); i++) {
        if (harmless[i] == k) {
            return true;
        }
    }
    return false;
}

static bool speaks_for_fake(const struct observation *o)
{
    for (size_t i = 0; i < o->evidence.count; i++) {
        enum evidence_kind k = (enum evidence_kind)o->evidence.at[i].kind;

        if (evidence_direction(k) == DIRECTION_FAKE && !is_harmless(k)) {
            return true;
        }
    }
    return false;
}

/* Sums up, and writes the weights beside the evidence. */
static int32_t score_of(const struct weights *w, const struct observation *o,
                        struct evidence_list *list)
{
    int32_t score = o->is_sms ? w->bias_sms.now : w->bias.now;

    for (size_t i = 0; i < list->count; i++) {
        list->at[i].weight = 0;
        if (observation_weighs(o, (enum evidence_kind)list->at[i].kind)) {
            list->at[i].weight = w->of[list->at[i].kind].now;
        }
        score += list->at[i].weight;
    }
    return score;
}

static bool by_record(const struct observation *o, struct verdict *v)
{
    if (has(o, EVIDENCE_RECORD_ALTERED) || has(o, EVIDENCE_RECORD_ABSENT)) {
        v->code = VERDICT_FAKE;
        v->rule = RULE_RECORD_FAKE;
        v->leaning = LEANING_FAKE;
        return true;
    }
    if (has(o, EVIDENCE_RECORD_RECIPIENT)) {
        v->code = VERDICT_CANNOT_TELL;
        v->rule = RULE_RECORD_OTHER;
        v->leaning = LEANING_NONE;
        return true;
    }
    if (has(o, EVIDENCE_RECORD_AGREES) && !o->unreadable) {
        v->code = VERDICT_GENUINE;
        v->rule = RULE_RECORD_AGREES;
        v->leaning = LEANING_GENUINE;
        return true;
    }
    return false;
}

static bool all_published(const struct observation *o)
{
    return o->bound && o->only_own && !o->is_sms && has(o, EVIDENCE_SENDER_PUBLISHED) &&
           (has(o, EVIDENCE_LINKS_PUBLISHED) || !o->has_links) && !speaks_for_fake(o);
}

/* Only wording speaks for a fake, while sender and links are the brand's own: real notices sound like
 * that. Not so for what asks to send secrets back, which needs no link. */
static bool only_wording(const struct observation *o)
{
    static const enum evidence_kind secrets[] = {EVIDENCE_ASKS_IDENTITY, EVIDENCE_ASKS_PASSWORD,
                                                 EVIDENCE_ASKS_CODE, EVIDENCE_ASKS_CARD};
    bool sender = has(o, EVIDENCE_SENDER_PUBLISHED) || has(o, EVIDENCE_SMS_PUBLISHED) ||
                  has(o, EVIDENCE_SENDER_DOMAIN_RIGHT);

    for (size_t i = 0; i < COUNT(secrets); i++) {
        if (!o->has_links && has(o, secrets[i])) {
            return false;
        }
    }
    for (size_t i = 0; i < o->evidence.count; i++) {
        enum evidence_kind k = (enum evidence_kind)o->evidence.at[i].kind;
        enum evidence_topic topic = evidence_topic(k);

        if (evidence_direction(k) == DIRECTION_FAKE && topic != TOPIC_GIST &&
            topic != TOPIC_IDENTIFIER && !is_harmless(k)) {
            return false;
        }
    }
    return sender && (has(o, EVIDENCE_LINKS_PUBLISHED) || !o->has_links);
}

/* A link that imitates the brand itself, or shows another place than it leads to, is never well meant,
 * however little else speaks for a fake. */
static bool imitates(const struct observation *o)
{
    return has(o, EVIDENCE_LINK_LOOKALIKE) || has(o, EVIDENCE_SHOWN_DIFFERS) ||
           has(o, EVIDENCE_NO_OWN_LINK);
}

static void undecided(const struct weights *w, const struct observation *o, struct verdict *v)
{
    v->code = VERDICT_CANNOT_TELL;
    v->leaning = LEANING_NONE;
    if (imitates(o) || (v->score >= w->leans_fake_from.now && !only_wording(o))) {
        v->leaning = LEANING_FAKE;
    } else if (only_wording(o) && !o->unreadable) {
        v->leaning = LEANING_GENUINE;
    }
    if (o->unreadable) {
        v->rule = RULE_UNREADABLE;
    } else if (v->leaning == LEANING_FAKE) {
        v->rule = RULE_BELOW;
    } else if (o->brand[0] == '\0') {
        v->rule = RULE_NO_BRAND;
    } else {
        v->rule = v->leaning == LEANING_GENUINE && !o->is_sms ? RULE_NOT_BOUND : RULE_TEXT_ONLY;
    }
}

static void name_brand(const struct brands *brands, const struct observation *o, struct verdict *v)
{
    const struct brand *b =
        brands_find(brands, (struct span){.at = o->brand, .len = strlen(o->brand)});
    struct buf en = BUF_ON(v->brand_name[0]);
    struct buf ja = BUF_ON(v->brand_name[1]);
    struct buf page = BUF_ON(v->page);

    memcpy(v->brand, o->brand, sizeof v->brand);
    if (b == NULL) {
        return;
    }
    en.cap--;
    ja.cap--;
    page.cap--;
    buf_add(&en, b->en);
    buf_add(&ja, b->ja);
    if (b->facts[BRAND_PAGE].count > 0) {
        buf_add(&page, b->facts[BRAND_PAGE].at[0].text);
    }
    v->brand_name[0][en.len] = '\0';
    v->brand_name[1][ja.len] = '\0';
    v->page[page.len] = '\0';
}

static uint8_t questions_of(const struct observation *o, const struct verdict *v)
{
    static const struct {
        enum question question;
        enum evidence_kind yes;
        enum evidence_kind no;
    } rows[] = {
        {QUESTION_MEMBER, EVIDENCE_ANSWER_NOT_MEMBER, EVIDENCE_ANSWER_NOT_MEMBER},
        {QUESTION_ADDRESS, EVIDENCE_RECIPIENT_REGISTERED, EVIDENCE_RECIPIENT_OTHER},
        {QUESTION_NAME, EVIDENCE_NAME_PRESENT, EVIDENCE_NAME_ABSENT},
        {QUESTION_UNNATURAL, EVIDENCE_PROCESS_UNKNOWN, EVIDENCE_PROCESS_UNKNOWN},
        {QUESTION_DONE, EVIDENCE_ANSWER_DONE, EVIDENCE_ANSWER_NOT_DONE},
    };
    uint8_t bits = 0;

    for (size_t i = 0; i < COUNT(rows) && v->code == VERDICT_CANNOT_TELL; i++) {
        if (!has(o, rows[i].yes) && !has(o, rows[i].no)) {
            bits |= (uint8_t)(1u << rows[i].question);
        }
    }
    return bits;
}

void judge(const struct weights *w, const struct brands *brands, const struct observation *o,
           struct verdict *out)
{
    memset(out, 0, sizeof *out); /* too large for a literal on the stack */
    out->rule = RULE_SCORE;
    out->evidence = o->evidence;
    out->score = score_of(w, o, &out->evidence);
    name_brand(brands, o, out);
    if (by_record(o, out)) {
        out->questions = questions_of(o, out);
        return;
    }
    if (out->score >= w->fake_from.now && !only_wording(o)) {
        out->code = VERDICT_FAKE;
        out->leaning = LEANING_FAKE;
    } else if (!o->unreadable && all_published(o)) {
        out->code = VERDICT_GENUINE;
        out->leaning = LEANING_GENUINE;
        out->rule = RULE_ALL_PUBLISHED;
    } else {
        undecided(w, o, out);
    }
    out->questions = questions_of(o, out);
}
