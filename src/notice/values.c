#include "notice/values.h"

#include "notice/mask.h"
#include "notice/plain.h"
#include "notice/segments.h"
#include "words/clean.h"
#include "words/words.h"

const struct brevity brevity_none = {.provider = UINT8_MAX,
                                     .client = PLAIN_DEVICE_MAX,
                                     .reasons = REASONS_MAX,
                                     .benign = BENIGN_COUNT};

const struct brevity brevities[] = {
    {.provider = 24, .client = 24, .name = 40, .reasons = 2, .benign = 2},
    {.provider = 14, .client = 24, .name = 40, .reasons = 2, .benign = 2},
    {.provider = 0, .client = 24, .name = 40, .reasons = 2, .benign = 2},
    {.provider = 0, .client = 24, .name = 40, .reasons = 2, .benign = 1},
    {.provider = 0, .client = 24, .name = 40, .reasons = 1, .benign = 1},
    {.provider = 0, .client = 12, .name = 40, .reasons = 1, .benign = 1},
    {.provider = 0, .client = 10, .name = 16, .reasons = 1, .benign = 1},
    {.provider = 0, .client = 8, .name = 10, .reasons = 1, .benign = 1},
};
const size_t brevity_count = COUNT(brevities);

enum hole {
    HOLE_MAIN,
    HOLE_APP,
    HOLE_CREDENTIAL,
    HOLE_CONTACT,
    HOLE_CAUSE,
    HOLE_COUNT_OF,
    HOLE_TIME,
    HOLE_FIRST_TIME,
    HOLE_GROUND,
    HOLE_RESULT,
    HOLE_COUNTRY,
    HOLES
};

static const char *const hole_names[HOLES] = {"main",   "app",    "credential", "contact",
                                              "cause",  "count",  "time",       "first_time",
                                              "ground", "result", "country"};

/* One notice being put into values. */
struct teller {
    struct values *set;
    struct value *root;
    const struct notice_voice *v;
    const struct notice_facts *f;
    const struct notice_request *r;
    enum lang lang;
    const struct brevity *b;
    struct named_place where;
    struct span device; /* empty when unseen */
    enum tell_result result;
    struct arg args[HOLES];
};

static struct span of(const char *text)
{
    return (struct span){.at = text == NULL ? "" : text, .len = text == NULL ? 0 : strlen(text)};
}

static struct span written(const struct buf *b)
{
    return (struct span){.at = b->at, .len = b->len};
}

/* A value that the sentences name too. */
static void put(struct teller *t, const char *name, struct span text)
{
    struct value *v = value_text(t->set, text);

    value_set(t->set, t->root, name, v);
    for (size_t i = 0; i < HOLES; i++) {
        if (strcmp(name, hole_names[i]) == 0) {
            t->args[i].text = value_shown(v);
        }
    }
}

static void tell(struct teller *t, const char *name, enum tell row)
{
    char bytes[WORDS_MAX];
    struct buf text = BUF_ON(bytes);

    tell_put(&text, t->lang, row, t->args, HOLES);
    put(t, name, written(&text));
}

static int service_of(const struct notice_facts *f)
{
    return f->service < SERVICE_COUNT ? f->service : SERVICE_UNKNOWN;
}

/* The facts of a place are shown where something came from somewhere. */
static bool is_located(const struct notice_facts *f)
{
    switch (f->kind) {
    case NOTICE_SIGNIN:
    case NOTICE_REFUSED:
    case NOTICE_RESTRICTION:
        return true;
    case NOTICE_CODE:
    case NOTICE_CREDENTIAL:
        return f->has_remote;
    default:
        return false;
    }
}

/* --- the operator, the account, the time ----------------------------------------------------------- */

static void put_never(struct teller *t)
{
    struct value *list = value_list(t->set);
    char bytes[WORDS_MAX];
    struct buf joined = BUF_ON(bytes);

    for (size_t i = 0; i < t->v->never_count; i++) {
        struct span item =
            of(tell_entry((enum tell)(TELL_NEVER_PASSWORD + t->v->never[i]))->text[t->lang]);

        value_add(t->set, list, value_view(t->set, item));
        if (i > 0) {
            buf_add(&joined, of(catalogue_phrase(PHRASE_LIST)->text[t->lang]));
        }
        buf_add(&joined, item);
    }
    value_set(t->set, t->root, "never", list);
    put(t, "never_text", written(&joined));
}

/* What the operator calls it, else what it is usually called. */
static void put_named(struct teller *t, const char *name, const char *stated, enum tell usual)
{
    put(t, name,
        stated != NULL && stated[0] != '\0' ? of(stated) : of(tell_entry(usual)->text[t->lang]));
}

static void put_operator(struct teller *t)
{
    const struct notice_setup *s = &t->v->setup;
    struct span contact = voice_host_text(s->contact);

    put(t, "lang", of(lang_code(t->lang)));
    put(t, "service_name", of(s->service_name[t->lang]));
    put_named(t, "main", s->main_password[t->lang], TELL_CREDENTIAL_MAIN);
    put_named(t, "app", s->app_password[t->lang], TELL_CREDENTIAL_APP);
    put(t, "home", of(s->home));
    put(t, "home_host", voice_host_text(s->home));
    put(t, "security_page", of(s->security_page));
    put(t, "security_host", voice_host_text(s->security_page));
    put(t, "check_page", of(s->check_page));
    put(t, "check_host", voice_host_text(s->check_page));
    put(t, "contact", contact.len > 0 ? contact : of(s->service_name[t->lang]));
    put(t, "from", of(s->from));
    put_never(t);
}

static void put_account(struct teller *t)
{
    const struct account_record *a = t->r->account;
    char bytes[WORDS_MAX];
    struct buf name = BUF_ON(bytes);
    struct buf cut;
    char cut_bytes[WORDS_MAX];

    mask_account(&name, t->r->sign_in_name.len > 0 || a == NULL ? t->r->sign_in_name
                                                                : a->text[ACCOUNT_ID]);
    put(t, "account", written(&name));
    name.len = 0;
    cut = BUF_ON(cut_bytes);
    if (a != NULL) {
        plain_name(&name, a->text[ACCOUNT_REGISTERED_NAME]);
    }
    plain_cut(&cut, t->lang, written(&name), t->b->name == 0 ? SIZE_MAX : t->b->name);
    put(t, "name", written(&cut));
    name.len = 0;
    if (a != NULL) {
        mask_number(&name, a->text[ACCOUNT_MEMBER_ID]);
    }
    put(t, "member_id", written(&name));
}

static void put_time(struct teller *t)
{
    char bytes[WORDS_MAX];
    struct buf time = BUF_ON(bytes);

    words_time(&time, t->lang, t->v->clock, t->f->at_ms);
    put(t, "time", written(&time));
    time.len = 0;
    words_time(&time, t->lang, t->v->clock, t->f->first_ms);
    put(t, "first_time", written(&time));
    time.len = 0;
    words_number(&time, t->f->count);
    put(t, "count", written(&time));
}

static void put_credential(struct teller *t)
{
    switch (t->f->credential) {
    case CREDENTIAL_APP_PASSWORD:
        put(t, "credential", t->args[HOLE_APP].text);
        break;
    case CREDENTIAL_SECOND_FACTOR:
        tell(t, "credential", TELL_CREDENTIAL_SECOND_FACTOR);
        break;
    case CREDENTIAL_PASSKEY:
        tell(t, "credential", TELL_CREDENTIAL_PASSKEY);
        break;
    case CREDENTIAL_CONTACT:
        tell(t, "credential", TELL_CREDENTIAL_CONTACT);
        break;
    default:
        put(t, "credential", t->args[HOLE_MAIN].text);
        break;
    }
}

/* --- where and with what --------------------------------------------------------------------------- */

/* Without accents, when the message would take twice the segments with them. */
static struct span fold(const struct teller *t, struct span clean, struct buf *folded)
{
    folded->len = 0;
    if (!t->b->gsm) {
        return clean;
    }
    plain_gsm(folded, clean);
    return written(folded);
}

static void put_client(struct teller *t)
{
    char bytes[PLAIN_DEVICE_MAX + 1];
    char cut_bytes[PLAIN_DEVICE_MAX + 8];
    struct buf device = BUF_ON(bytes);
    struct buf cut = BUF_ON(cut_bytes);
    const char *end = memchr(t->f->device, '\0', sizeof t->f->device);
    size_t len = end == NULL ? sizeof t->f->device : (size_t)(end - t->f->device);

    plain_device(&device, (struct span){.at = t->f->device, .len = len});
    if (device.len == 0) {
        tell(t, "client", TELL_CLIENT_UNSEEN);
        tell(t, "client_short", TELL_CLIENT_UNSEEN_SHORT);
        return;
    }
    put(t, "client", written(&device));
    t->device = value_shown(value_member(t->root, SPAN("client")));
    plain_cut(&cut, t->lang, written(&device), t->b->client);
    put(t, "client_short", written(&cut));
}

/* What has no country. */
static enum tell unplaced(const struct place *p)
{
    switch (p->kind) {
    case NETWORK_CGNAT:
        return TELL_PLACE_CARRIER_SHORT;
    case NETWORK_PRIVATE:
    case NETWORK_LOOPBACK:
    case NETWORK_LINK_LOCAL:
    case NETWORK_ULA:
        return TELL_PLACE_INTERNAL_SHORT;
    default:
        return TELL_PLACE_UNKNOWN_SHORT;
    }
}

static void put_place_short(struct teller *t)
{
    const struct place *p = &t->where.place;
    char country_bytes[256];
    char folded_bytes[256];
    char provider_bytes[256];
    char bytes[WORDS_MAX];
    struct buf country = BUF_ON(country_bytes);
    struct buf folded = BUF_ON(folded_bytes);
    struct buf provider = BUF_ON(provider_bytes);
    struct buf text = BUF_ON(bytes);

    if (p->kind == NETWORK_OWN) {
        words_place(&text, t->lang, &t->where);
        put(t, "place_short", written(&text));
        return;
    }
    if (p->kind != NETWORK_PUBLIC || p->country == 0) {
        tell(t, "place_short", unplaced(p));
        return;
    }
    words_country(&country, t->lang, p->country);
    t->args[HOLE_COUNTRY].text = fold(t, written(&country), &folded);
    tell_put(&text, t->lang, TELL_PLACE_SHORT, t->args, HOLES);
    t->args[HOLE_COUNTRY].text = SPAN("");
    if (t->b->provider > 0 && t->where.provider[0] != '\0') {
        struct span name = fold(t, of(t->where.provider), &folded);

        plain_cut(&provider, t->lang, name, t->b->provider);
        if (!t->b->gsm || !segments_of(written(&provider)).unicode) {
            buf_addf(&text, " %.*s", (int)provider.len, provider.at);
        }
    }
    put(t, "place_short", written(&text));
}

static void find_place(struct teller *t)
{
    char name[PROVIDER_TEXT_MAX] = "";
    struct buf clean = {.at = t->where.provider, .cap = sizeof t->where.provider - 1};

    t->where.place = t->f->place;
    if (t->v->setup.provider != NULL) {
        t->v->setup.provider(t->v->setup.provider_ctx, &t->f->place, name);
        name[sizeof name - 1] = '\0';
        plain_name(&clean, of(name));
        t->where.provider[clean.len] = '\0';
    }
}

static void put_where(struct teller *t)
{
    char bytes[WORDS_MAX];
    struct buf text = BUF_ON(bytes);

    find_place(t);
    if (!is_located(t->f)) {
        return;
    }
    words_place(&text, t->lang, &t->where);
    put(t, "place", written(&text));
    put_place_short(t);
    put_client(t);
    tell(t, "service", (enum tell)(TELL_SERVICE_UNKNOWN + service_of(t->f)));
    tell(t, "service_short", (enum tell)(TELL_BRIEF_SERVICE_UNKNOWN + service_of(t->f)));
    if (t->f->has_remote) {
        text.len = 0;
        address_print(&text, &t->f->remote);
        put(t, "address", written(&text));
    }
    value_set_bool(t->set, t->root, "estimated", t->f->place.kind == NETWORK_PUBLIC);
}

/* --- why ------------------------------------------------------------------------------------------- */

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
        .service = (enum service)service_of(t->f),
        .client = t->device,
    };

    for (size_t i = 0; i < reason_count(t->f); i++) {
        const struct reason *r = &t->f->decision.reasons[i];
        char bytes[WORDS_MAX];
        struct buf text = BUF_ON(bytes);

        if (is_telling(r)) {
            words_reason(&text, t->lang, r, &context);
            value_add(t->set, list, value_text(t->set, written(&text)));
        }
    }
}

static void put_reasons(struct teller *t)
{
    struct value *list = value_list(t->set);
    char bytes[WORDS_MAX];
    struct buf brief = BUF_ON(bytes);
    struct span comma = of(t->lang == LANG_JA ? "・" : ", ");
    size_t shown = 0;

    if (t->f->kind != NOTICE_SIGNIN && t->f->kind != NOTICE_REFUSED) {
        return;
    }
    put_reason_sentences(t, list);
    for (size_t i = 0; i < reason_count(t->f) && shown < t->b->reasons; i++) {
        const struct reason *r = &t->f->decision.reasons[i];

        if (is_telling(r)) {
            buf_add(&brief, shown++ > 0 ? comma : SPAN(""));
            buf_add(&brief, of(tell_reason(t->lang, (enum reason_code)r->code)));
        }
    }
    if (shown == 0) {
        struct span overall = of(tell_reason(t->lang, REASON_UNUSUAL_SCORE));

        buf_add(&brief, overall);
        value_add(t->set, list, value_view(t->set, overall));
    }
    value_set(t->set, t->root, "reasons", list);
    put(t, "reasons_short", written(&brief));
}

static void put_benign(struct teller *t)
{
    uint32_t set = tell_benign(t->f);
    struct value *list = value_list(t->set);
    char bytes[WORDS_MAX];
    struct buf brief = BUF_ON(bytes);
    struct span comma = of(t->lang == LANG_JA ? "、" : ", ");
    size_t shown = 0;

    for (unsigned i = 0; i < BENIGN_COUNT; i++) {
        char sentence_bytes[WORDS_MAX];
        struct buf sentence = BUF_ON(sentence_bytes);

        if ((set & 1u << i) == 0) {
            continue;
        }
        tell_put(&sentence, t->lang, (enum tell)(TELL_BENIGN_TRAVEL + i), t->args, HOLES);
        value_add(t->set, list, value_text(t->set, written(&sentence)));
        if (shown < t->b->benign) {
            buf_add(&brief, shown++ > 0 ? comma : SPAN(""));
            tell_put(&brief, t->lang, (enum tell)(TELL_BRIEF_TRAVEL + i), t->args, HOLES);
        }
    }
    value_set(t->set, t->root, "benign", list);
    put(t, "benign_short", written(&brief));
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
    static const struct rows test = {
        TELL_TITLE_TEST,  TELL_WHAT_TEST,         TELL_OUTCOME_TEST,      TELL_IF_YOU_TEST,
        TELL_IF_NOT_TEST, TELL_SHORT_YOU_NOTHING, TELL_SHORT_YOU_NOTHING, TELL_OUTCOME_TEST};
    static const struct rows digest = {
        TELL_TITLE_DIGEST, TELL_WHAT_DIGEST,       TELL_OUTCOME_DIGEST, TELL_IF_YOU_NOTHING,
        TELL_IF_NOT_MAIN,  TELL_SHORT_YOU_NOTHING, TELL_SHORT_NOT_MAIN, TELL_OUTCOME_DIGEST};

    switch (t->f->kind) {
    case NOTICE_RESTRICTION:
        return restriction;
    case NOTICE_CODE:
        return rows_of_code(t);
    case NOTICE_CREDENTIAL:
        return credential;
    case NOTICE_TEST:
        return test;
    case NOTICE_DIGEST:
        return digest;
    default:
        return rows_of_signin(t);
    }
}

static void put_sentences(struct teller *t)
{
    const struct rows rows = rows_of(t);
    enum tell_ground ground = tell_ground(t->f, t->v->home, t->v->home_count);

    tell(t, "ground", (enum tell)(TELL_GROUND_ABROAD + (int)ground));
    tell(t, "result", (enum tell)(TELL_RESULT_SUCCEEDED + (int)t->result));
    tell(t, "cause",
         (enum tell)(TELL_CAUSE_SIGNIN +
                     (t->f->cause < CODE_CAUSE_COUNT ? t->f->cause : CODE_SIGNIN)));
    tell(t, "title", rows.title);
    tell(t, "what", rows.what);
    tell(t, "outcome", rows.outcome);
    tell(t, "outcome_short", rows.outcome_short);
    tell(t, "if_you", rows.if_you);
    tell(t, "if_not", rows.if_not);
    tell(t, "if_you_short", rows.you_short);
    tell(t, "if_not_short", rows.not_short);
}

/* "M 7 K 2, 9 Q X D, 4 T R W, 8 C": read out one by one, with a pause after each group. */
static void put_reference(struct teller *t, const char *reference)
{
    char bytes[4 * NOTICE_REFERENCE_MAX];
    struct buf spoken = BUF_ON(bytes);

    for (size_t i = 0; reference[i] != '\0'; i++) {
        if (reference[i] == '-') {
            buf_add(&spoken, SPAN(","));
        } else {
            buf_addf(&spoken, "%s%c", i == 0 ? "" : " ", reference[i]);
        }
    }
    put(t, "reference", of(reference));
    put(t, "reference_spoken", written(&spoken));
}

struct value *values_of(struct values *set, const struct notice_voice *v,
                        const struct notice_request *r, enum lang lang, const struct brevity *b,
                        const char *reference)
{
    struct teller t = {.set = set,
                       .v = v,
                       .f = r->facts,
                       .r = r,
                       .lang = lang,
                       .b = b,
                       .root = value_object(set),
                       .device = SPAN("")};

    for (size_t i = 0; i < HOLES; i++) {
        t.args[i] = (struct arg){.name = hole_names[i], .text = SPAN("")};
    }
    t.result = tell_result(t.f);
    put_operator(&t);
    put_account(&t);
    put_time(&t);
    put_credential(&t);
    put_where(&t);
    put_sentences(&t);
    put_reasons(&t);
    put_benign(&t);
    put_reference(&t, reference);
    value_set_bool(set, t.root, "many", t.f->kind == NOTICE_DIGEST);
    value_set_bool(set, t.root, "coded", t.f->kind == NOTICE_CODE);
    value_set_bool(set, t.root, "changed", t.f->kind == NOTICE_CREDENTIAL);
    return t.root;
}
