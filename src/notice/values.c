#include "notice/teller.h"

#include "notice/mask.h"
#include "notice/plain.h"
#include "words/clean.h"

#include <sodium.h>

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

static const char *const hole_names[HOLES] = {"main",      "app",       "credential", "contact",
                                              "cause",     "count",     "time",       "first_time",
                                              "ground",    "result",    "country",    "undo_code",
                                              "undo_page", "undo_host", "undo_hours"};

/* A value that the sentences name too. */
void teller_put(struct teller *t, const char *name, struct span text)
{
    struct value *v = value_text(t->set, text);

    value_set(t->set, t->root, name, v);
    for (size_t i = 0; i < HOLES; i++) {
        if (strcmp(name, hole_names[i]) == 0) {
            t->args[i].text = value_shown(v);
        }
    }
}

void teller_tell(struct teller *t, const char *name, enum tell row)
{
    char bytes[WORDS_MAX];
    struct buf text = BUF_ON(bytes);

    tell_put(&text, t->lang, row, t->args, HOLES);
    teller_put(t, name, teller_written(&text));
}

/* --- the operator, the account, the time ----------------------------------------------------------- */

static void put_never(struct teller *t)
{
    struct value *list = value_list(t->set);
    char bytes[WORDS_MAX];
    struct buf joined = BUF_ON(bytes);

    for (size_t i = 0; i < t->v->never_count; i++) {
        struct span item =
            teller_of(tell_entry((enum tell)(TELL_NEVER_PASSWORD + t->v->never[i]))->text[t->lang]);

        value_add(t->set, list, value_view(t->set, item));
        if (i > 0) {
            buf_add(&joined, teller_of(catalogue_phrase(PHRASE_LIST)->text[t->lang]));
        }
        buf_add(&joined, item);
    }
    value_set(t->set, t->root, "never", list);
    teller_put(t, "never_text", teller_written(&joined));
}

/* What the operator calls it, else what it is usually called. */
static void put_named(struct teller *t, const char *name, const char *stated, enum tell usual)
{
    teller_put(t, name,
               stated != NULL && stated[0] != '\0' ? teller_of(stated)
                                                   : teller_of(tell_entry(usual)->text[t->lang]));
}

static void put_operator(struct teller *t)
{
    const struct notice_setup *s = &t->v->setup;
    struct span contact = voice_host_text(s->contact);

    teller_put(t, "lang", teller_of(lang_code(t->lang)));
    teller_put(t, "service_name", teller_of(s->service_name[t->lang]));
    put_named(t, "main", s->main_password[t->lang], TELL_CREDENTIAL_MAIN);
    put_named(t, "app", s->app_password[t->lang], TELL_CREDENTIAL_APP);
    teller_put(t, "home", teller_of(s->home));
    teller_put(t, "home_host", voice_host_text(s->home));
    teller_put(t, "security_page", teller_of(s->security_page));
    teller_put(t, "security_host", voice_host_text(s->security_page));
    teller_put(t, "check_page", teller_of(s->check_page));
    teller_put(t, "check_host", voice_host_text(s->check_page));
    teller_put(t, "contact", contact.len > 0 ? contact : teller_of(s->service_name[t->lang]));
    teller_put(t, "from", teller_of(s->from));
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
    teller_put(t, "account", teller_written(&name));
    name.len = 0;
    cut = BUF_ON(cut_bytes);
    if (a != NULL) {
        plain_name(&name, a->text[ACCOUNT_REGISTERED_NAME]);
    }
    plain_cut(&cut, t->lang, teller_written(&name), t->b->name == 0 ? SIZE_MAX : t->b->name);
    teller_put(t, "name", teller_written(&cut));
    name.len = 0;
    if (a != NULL) {
        mask_number(&name, a->text[ACCOUNT_MEMBER_ID]);
    }
    teller_put(t, "member_id", teller_written(&name));
}

static void put_time(struct teller *t)
{
    char bytes[WORDS_MAX];
    struct buf time = BUF_ON(bytes);

    words_time(&time, t->lang, t->v->clock, t->f->at_ms);
    teller_put(t, "time", teller_written(&time));
    time.len = 0;
    words_time(&time, t->lang, t->v->clock, t->f->first_ms);
    teller_put(t, "first_time", teller_written(&time));
    time.len = 0;
    words_number(&time, t->f->count);
    teller_put(t, "count", teller_written(&time));
}

static void put_credential(struct teller *t)
{
    switch (t->f->credential) {
    case CREDENTIAL_APP_PASSWORD:
        teller_put(t, "credential", t->args[HOLE_APP].text);
        break;
    case CREDENTIAL_SECOND_FACTOR:
        teller_tell(t, "credential", TELL_CREDENTIAL_SECOND_FACTOR);
        break;
    case CREDENTIAL_PASSKEY:
        teller_tell(t, "credential", TELL_CREDENTIAL_PASSKEY);
        break;
    case CREDENTIAL_CONTACT:
        teller_tell(t, "credential", TELL_CREDENTIAL_CONTACT);
        break;
    case CREDENTIAL_SIGN_IN_NAME:
        teller_tell(t, "credential", TELL_CREDENTIAL_SIGN_IN_NAME);
        break;
    default:
        teller_put(t, "credential", t->args[HOLE_MAIN].text);
        break;
    }
}

/* How a changed credential is undone; the code only in the notice of such a change. */
static void put_undo(struct teller *t)
{
    const struct notice_setup *s = &t->v->setup;
    struct span account =
        t->r->account == NULL ? t->r->sign_in_name : t->r->account->text[ACCOUNT_ID];
    char code[UNDO_CODE_MAX] = "";
    char bytes[32];
    struct buf hours = BUF_ON(bytes);

    if (t->f->kind == NOTICE_CREDENTIAL && t->f->undo &&
        !notice_undo_code(t->v, t->f, account, code)) {
        code[0] = '\0';
    }
    words_number(&hours, s->undo_hours);
    teller_put(t, "undo_code", teller_of(code));
    teller_put(t, "undo_page",
               teller_of(s->undo_page[0] == '\0' ? s->security_page : s->undo_page));
    teller_put(t, "undo_host", voice_host_text(s->undo_page));
    teller_put(t, "undo_hours", teller_written(&hours));
    sodium_memzero(code, sizeof code);
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
    teller_put(t, "reference", teller_of(reference));
    teller_put(t, "reference_spoken", teller_written(&spoken));
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
    put_undo(&t);
    teller_where(&t);
    teller_sentences(&t);
    teller_reasons(&t);
    teller_benign(&t);
    put_reference(&t, reference);
    value_set_bool(set, t.root, "many", t.f->kind == NOTICE_DIGEST);
    value_set_bool(set, t.root, "begins", t.f->kind == NOTICE_WARNING);
    value_set_bool(set, t.root, "coded", t.f->kind == NOTICE_CODE);
    value_set_bool(set, t.root, "changed", t.f->kind == NOTICE_CREDENTIAL);
    return t.root;
}
