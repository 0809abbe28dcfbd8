#include "notice/teller.h"

/* A score says little to an owner, and an unknown place nothing: shown only when nothing else is. */
static bool is_telling(const struct reason *r)
{
    return r->code < REASON_COUNT && r->code != REASON_UNUSUAL_SCORE &&
           r->code != REASON_UNKNOWN_PLACE;
}

static size_t reason_count(const struct notice_facts *f)
{
    return f->decision.reason_count < REASONS_MAX ? f->decision.reason_count : REASONS_MAX;
}

static void put_reason_sentences(struct teller *t, struct value *list)
{
    struct reason_context context = {
        .where = &t->where,
        .remote = t->f->has_remote ? &t->f->remote : NULL,
        .service = (enum service)teller_service(t->f),
        .client = t->device,
    };

    for (size_t i = 0; i < reason_count(t->f); i++) {
        const struct reason *r = &t->f->decision.reasons[i];
        char bytes[WORDS_MAX];
        struct buf text = BUF_ON(bytes);

        if (is_telling(r)) {
            words_reason(&text, t->lang, r, &context);
            value_add(t->set, list, value_text(t->set, teller_written(&text)));
        }
    }
}

void teller_reasons(struct teller *t)
{
    struct value *list = value_list(t->set);
    char bytes[WORDS_MAX];
    struct buf brief = BUF_ON(bytes);
    struct span comma = teller_of(t->lang == LANG_JA ? "・" : ", ");
    size_t shown = 0;

    if (t->f->kind != NOTICE_SIGNIN && t->f->kind != NOTICE_REFUSED) {
        return;
    }
    put_reason_sentences(t, list);
    for (size_t i = 0; i < reason_count(t->f) && shown < t->b->reasons; i++) {
        const struct reason *r = &t->f->decision.reasons[i];

        if (is_telling(r)) {
            buf_add(&brief, shown++ > 0 ? comma : SPAN(""));
            buf_add(&brief, teller_of(tell_reason(t->lang, (enum reason_code)r->code)));
        }
    }
    if (shown == 0) {
        struct span overall = teller_of(tell_reason(t->lang, REASON_UNUSUAL_SCORE));

        buf_add(&brief, overall);
        value_add(t->set, list, value_view(t->set, overall));
    }
    value_set(t->set, t->root, "reasons", list);
    teller_put(t, "reasons_short", teller_written(&brief));
}

void teller_benign(struct teller *t)
{
    uint32_t set = tell_benign(t->f);
    struct value *list = value_list(t->set);
    char bytes[WORDS_MAX];
    struct buf brief = BUF_ON(bytes);
    struct span comma = teller_of(t->lang == LANG_JA ? "、" : ", ");
    size_t shown = 0;

    for (unsigned i = 0; i < BENIGN_COUNT; i++) {
        char sentence_bytes[WORDS_MAX];
        struct buf sentence = BUF_ON(sentence_bytes);

        if ((set & 1u << i) == 0) {
            continue;
        }
        tell_put(&sentence, t->lang, (enum tell)(TELL_BENIGN_TRAVEL + i), t->args, HOLES);
        value_add(t->set, list, value_text(t->set, teller_written(&sentence)));
        if (shown < t->b->benign) {
            buf_add(&brief, shown++ > 0 ? comma : SPAN(""));
            tell_put(&brief, t->lang, (enum tell)(TELL_BRIEF_TRAVEL + i), t->args, HOLES);
        }
    }
    value_set(t->set, t->root, "benign", list);
    teller_put(t, "benign_short", teller_written(&brief));
}

/* --- what it is and what to do ---------------------------------------------------------------------- */

/* The rows of one kind of notice. */
struct rows {
    enum tell title;
    enum tell what;
    enum tell outcome;
    enum tell if_you;
    enum tell if_not;
    enum tell you_short;
    enum tell not_short;
    enum tell outcome_short;
};

static struct rows rows_of_signin(const struct teller *t)
{
    const bool app = t->f->credential == CREDENTIAL_APP_PASSWORD;
    const bool main = t->f->credential == CREDENTIAL_MAIN_PASSWORD;
    struct rows rows = {
        .title = t->result == RESULT_FAILED ? TELL_TITLE_TRY : TELL_TITLE_SIGNIN,
        .what = (enum tell)(TELL_WHAT_SUCCEEDED + (int)t->result),
        .outcome = (enum tell)(TELL_OUTCOME_SUCCEEDED + (int)t->result),
        .if_you = TELL_IF_YOU_NOTHING,
        .if_not = main  ? TELL_IF_NOT_MAIN
                  : app ? TELL_IF_NOT_APP
                        : TELL_IF_NOT_OTHER,
        .you_short = TELL_SHORT_YOU_NOTHING,
        .outcome_short = (enum tell)(TELL_RESULT_SUCCEEDED + (int)t->result),
        .not_short = main  ? TELL_SHORT_NOT_MAIN
                     : app ? TELL_SHORT_NOT_APP
                           : TELL_SHORT_NOT_OTHER,
    };

    if (t->result == RESULT_WAITS) {
        rows.if_you = TELL_IF_YOU_WAITS;
        rows.you_short = TELL_SHORT_YOU_WAITS;
    } else if (t->result == RESULT_REFUSED && main) {
        rows.if_you = TELL_IF_YOU_REFUSED;
        rows.you_short = TELL_SHORT_YOU_REFUSED;
        rows.if_not = TELL_IF_NOT_REFUSED;
    } else if (t->result == RESULT_FAILED) {
        rows.if_not = TELL_IF_NOT_FAILED;
        rows.not_short = TELL_SHORT_NOT_FAILED;
    }
    return rows;
}

static struct rows rows_of_code(const struct teller *t)
{
    const bool right = t->f->password_right;

    return (struct rows){TELL_TITLE_CODE,
                         TELL_WHAT_CODE,
                         right ? TELL_OUTCOME_CODE_RIGHT : TELL_OUTCOME_CODE_NONE,
                         TELL_IF_YOU_CODE,
                         right ? TELL_IF_NOT_CODE_RIGHT : TELL_IF_NOT_CODE_NONE,
                         TELL_SHORT_YOU_CODE,
                         right ? TELL_SHORT_NOT_MAIN : TELL_SHORT_NOT_CODE_NONE,
                         right ? TELL_SHORT_OUTCOME_CODE_RIGHT : TELL_SHORT_OUTCOME_CODE_NONE};
}

static struct rows rows_of(const struct teller *t)
{
    static const struct rows restriction = {
        TELL_TITLE_RESTRICTION,  TELL_WHAT_RESTRICTION,         TELL_OUTCOME_RESTRICTION,
        TELL_IF_YOU_RESTRICTION, TELL_IF_NOT_RESTRICTION,       TELL_SHORT_YOU_RESTRICTION,
        TELL_SHORT_NOT_MAIN,     TELL_SHORT_OUTCOME_RESTRICTION};
    static const struct rows credential = {TELL_TITLE_CREDENTIAL,   TELL_WHAT_CREDENTIAL,
                                           TELL_OUTCOME_CREDENTIAL, TELL_IF_YOU_NOTHING,
                                           TELL_IF_NOT_CHANGED,     TELL_SHORT_YOU_NOTHING,
                                           TELL_SHORT_NOT_CHANGED,  TELL_OUTCOME_CREDENTIAL};
    static const struct rows undoable = {TELL_TITLE_CREDENTIAL,   TELL_WHAT_CREDENTIAL,
                                         TELL_OUTCOME_CREDENTIAL, TELL_IF_YOU_NOTHING,
                                         TELL_IF_NOT_UNDO,        TELL_SHORT_YOU_NOTHING,
                                         TELL_SHORT_NOT_UNDO,     TELL_OUTCOME_CREDENTIAL};
    static const struct rows locked = {
        TELL_TITLE_LOCKED,   TELL_WHAT_LOCKED,      TELL_OUTCOME_LOCKED,    TELL_IF_YOU_LOCKED,
        TELL_IF_NOT_CHANGED, TELL_SHORT_YOU_LOCKED, TELL_SHORT_NOT_CHANGED, TELL_OUTCOME_LOCKED};
    static const struct rows test = {
        TELL_TITLE_TEST,  TELL_WHAT_TEST,         TELL_OUTCOME_TEST,      TELL_IF_YOU_TEST,
        TELL_IF_NOT_TEST, TELL_SHORT_YOU_NOTHING, TELL_SHORT_YOU_NOTHING, TELL_OUTCOME_TEST};
    static const struct rows digest = {
        TELL_TITLE_DIGEST, TELL_WHAT_DIGEST,       TELL_OUTCOME_DIGEST, TELL_IF_YOU_NOTHING,
        TELL_IF_NOT_MAIN,  TELL_SHORT_YOU_NOTHING, TELL_SHORT_NOT_MAIN, TELL_OUTCOME_DIGEST};

    static const struct rows warning = {TELL_TITLE_WARNING,      TELL_WHAT_WARNING,
                                        TELL_OUTCOME_WARNING,    TELL_IF_YOU_WARNING,
                                        TELL_IF_NOT_RESTRICTION, TELL_SHORT_YOU_WARNING,
                                        TELL_SHORT_NOT_MAIN,     TELL_SHORT_OUTCOME_WARNING};

    switch (t->f->kind) {
    case NOTICE_RESTRICTION:
        return restriction;
    case NOTICE_WARNING:
        return warning;
    case NOTICE_CODE:
        return rows_of_code(t);
    case NOTICE_CREDENTIAL:
        return t->f->cause == CREDENTIAL_LOCKED       ? locked
               : t->args[HOLE_UNDO_CODE].text.len > 0 ? undoable
                                                      : credential;
    case NOTICE_TEST:
        return test;
    case NOTICE_DIGEST:
        return digest;
    default:
        return rows_of_signin(t);
    }
}

void teller_sentences(struct teller *t)
{
    const struct rows rows = rows_of(t);
    enum tell_ground ground = tell_ground(t->f, t->v->home.at, t->v->home.count);

    teller_tell(t, "ground", (enum tell)(TELL_GROUND_ABROAD + (int)ground));
    teller_tell(t, "result", (enum tell)(TELL_RESULT_SUCCEEDED + (int)t->result));
    teller_tell(t, "cause",
                (enum tell)(TELL_CAUSE_SIGNIN +
                            (t->f->cause < CODE_CAUSE_COUNT ? t->f->cause : CODE_SIGNIN)));
    teller_tell(t, "title", rows.title);
    teller_tell(t, "what", rows.what);
    teller_tell(t, "outcome", rows.outcome);
    teller_tell(t, "outcome_short", rows.outcome_short);
    teller_tell(t, "if_you", rows.if_you);
    teller_tell(t, "if_not", rows.if_not);
    teller_tell(t, "if_you_short", rows.you_short);
    teller_tell(t, "if_not_short", rows.not_short);
}
