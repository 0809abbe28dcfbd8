#include "notice/compose.h"

#include "notice/mime.h"
#include "notice/sample.h"
#include "notice/texts.h"
#include "words/clean.h"

#define MAILS_MAX 4

static struct span of(const char *text)
{
    return (struct span){.at = text == NULL ? "" : text, .len = text == NULL ? 0 : strlen(text)};
}

static struct span account_of(const struct notice_request *r)
{
    return r->account == NULL ? r->sign_in_name : r->account->text[ACCOUNT_ID];
}

void notice_reference(const struct notice_voice *v, const struct notice_request *r,
                      char out[static NOTICE_REFERENCE_MAX])
{
    reference_make(&v->setup.key, r->facts, account_of(r), out);
}

bool notice_undo_code(const struct notice_voice *v, const struct notice_facts *facts,
                      struct span account, char out[static UNDO_CODE_MAX])
{
    if (v->setup.undo_page[0] == '\0') {
        return false;
    }
    undo_code_make(&v->setup.key, facts, account, out);
    return true;
}

static enum lang lang_of(const struct notice_voice *v, const struct notice_request *r)
{
    enum lang lang = v->setup.lang;

    return r->account != NULL && lang_parse(r->account->text[ACCOUNT_LANGUAGE], &lang)
               ? lang
               : v->setup.lang;
}

bool notice_texts(const struct notice_voice *v, const struct notice_request *r, enum lang lang,
                  struct arena *arena, struct notice_texts *out, struct err *e)
{
    char reference[NOTICE_REFERENCE_MAX];
    struct texts_wish wish = {
        .voice = v, .request = r, .lang = lang, .reference = reference, .arena = arena};
    bool rendered;

    notice_reference(v, r, reference);
    (void)pthread_mutex_lock(v->lock);
    rendered = texts_render(&wish, out, e);
    (void)pthread_mutex_unlock(v->lock);
    return rendered;
}

/* A notice on its way to its recipients. */
struct addressing {
    const struct notice_voice *v;
    const struct notice_request *r;
    const struct notice_texts *texts;
    struct arena *arena;
    struct notice_draft *draft;
    bool sms; /* there are such recipients, and the choice wants them */
    bool mail;
};

/* The addresses notices go to; without any the account's own mailbox. */
static size_t mail_addresses(const struct notice_request *r, struct span out[static MAILS_MAX])
{
    size_t count = 0;

    if (r->account != NULL) {
        const struct account_texts *kept = &r->account->list[ACCOUNT_NOTICE_ADDRESSES];
        const struct account_texts *own = &r->account->list[ACCOUNT_MAIL_ADDRESSES];

        for (size_t i = 0; i < kept->count && count < MAILS_MAX; i++) {
            out[count] = kept->at[i];
            count += mime_is_address(kept->at[i]);
        }
        for (size_t i = 0; i < own->count && count == 0; i++) {
            out[count] = own->at[i];
            count += mime_is_address(own->at[i]);
        }
    }
    if (count == 0 && mime_is_address(r->sign_in_name)) {
        out[count++] = r->sign_in_name;
    }
    return count;
}

static struct span phone_of(const struct notice_request *r)
{
    return r->account == NULL ? SPAN("") : r->account->text[ACCOUNT_NOTICE_PHONE];
}

/* A changed credential is told by every channel there is: an intruder may hold one of them. */
static enum notice_choice choice_of(const struct addressing *a)
{
    return a->r->facts->kind == NOTICE_CREDENTIAL ? NOTICE_CHOICE_BOTH : a->v->setup.choice;
}

/* The channel that stands by while the other one has its time. */
static bool stands_by(const struct addressing *a, enum channel channel)
{
    enum notice_choice choice = choice_of(a);

    if (channel == CHANNEL_SMS) {
        return choice == NOTICE_CHOICE_MAIL_FIRST && a->mail;
    }
    if (channel == CHANNEL_MAIL) {
        return choice == NOTICE_CHOICE_SMS_FIRST && a->sms;
    }
    return true;
}

static void add(struct addressing *a, enum channel channel, struct span recipient, struct span body)
{
    const struct notice_setup *s = &a->v->setup;
    bool standby = stands_by(a, channel);

    a->draft->deliveries[a->draft->count++] = (struct delivery){
        .channel = (uint8_t)channel,
        .state = standby ? DELIVERY_STANDBY : DELIVERY_WAITING,
        .standby_s = standby ? s->standby_s : 0,
        .next_ms = a->r->now_ms,
        .expires_ms = a->r->now_ms + (int64_t)s->lifetime_s * TIME_SECOND_MS,
        .changed_ms = a->r->now_ms,
        .recipient = recipient,
        .body = body,
    };
}

static bool add_mail(struct addressing *a, struct span to, struct err *e)
{
    const struct notice_setup *s = &a->v->setup;
    enum lang lang = (enum lang)a->draft->notice.lang;
    char plain[NOTICE_REFERENCE_CHARS + 1];
    char id_bytes[NOTICE_REFERENCE_CHARS + 8];
    char name_bytes[3 * ACCOUNT_TEXT_MAX];
    struct buf id = BUF_ON(id_bytes);
    struct buf name = BUF_ON(name_bytes);
    struct buf out = {.at = arena_take(a->arena, NOTICE_BODY_MAX), .cap = NOTICE_BODY_MAX};
    struct mime_mail mail = {
        .from_name = of(s->from_name[lang][0] != '\0' ? s->from_name[lang] : s->service_name[lang]),
        .from = of(s->from),
        .to = to,
        .subject = a->texts->subject,
        .lang = lang_code(lang),
        .at_ms = a->r->now_ms,
        .offset_ms = clock_offset_ms(a->v->clock, a->r->now_ms),
        .text = a->texts->form[NOTICE_FORM_TEXT],
        .html = a->texts->form[NOTICE_FORM_HTML],
    };
    struct span body;

    if (out.at == NULL) {
        return err_set(e, ERR_LIMIT, "no room for a mail");
    }
    reference_plain(a->draft->notice.reference, plain);
    buf_addf(&id, "%s.%zu", plain, a->draft->count + 1);
    mail.id = (struct span){.at = id_bytes, .len = id.len};
    if (a->r->account != NULL) {
        clean_text(&name, a->r->account->text[ACCOUNT_REGISTERED_NAME]);
    }
    mail.to_name = (struct span){.at = name_bytes, .len = name.len};
    mime_print(&out, &mail);
    if (!buf_span(&out, &body, e)) {
        return err_context(e, "mail of a notice");
    }
    add(a, CHANNEL_MAIL, to, body);
    return true;
}

static bool is_among(struct span text, const struct span *texts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (span_eq(text, texts[i])) {
            return true;
        }
    }
    return false;
}

/* Where notices went before. */
static bool address_former(struct addressing *a, const struct span *mails, size_t count,
                           struct err *e)
{
    const struct notice_setup *s = &a->v->setup;
    const struct notice_former *f = &a->r->former;

    if (s->sms && f->phone.len > 0 && !span_eq(f->phone, phone_of(a->r))) {
        add(a, CHANNEL_SMS, f->phone, a->texts->form[NOTICE_FORM_SMS]);
    }
    return !s->mail || !mime_is_address(f->address) || is_among(f->address, mails, count) ||
           add_mail(a, f->address, e);
}

static bool address_all(struct addressing *a, struct err *e)
{
    const struct notice_setup *s = &a->v->setup;
    enum notice_choice choice = choice_of(a);
    struct span mails[MAILS_MAX];
    struct span phone = phone_of(a->r);
    size_t count = s->mail ? mail_addresses(a->r, mails) : 0;

    a->mail = count > 0 && choice != NOTICE_CHOICE_SMS;
    a->sms = s->sms && phone.len > 0 && choice != NOTICE_CHOICE_MAIL;
    if (a->sms) {
        add(a, CHANNEL_SMS, phone, a->texts->form[NOTICE_FORM_SMS]);
        if (s->voice) {
            add(a, CHANNEL_VOICE, phone, a->texts->form[NOTICE_FORM_VOICE]);
        }
    }
    for (size_t i = 0; a->mail && i < count; i++) {
        if (!add_mail(a, mails[i], e)) {
            return false;
        }
    }
    return address_former(a, mails, count, e);
}

static bool compose(const struct notice_voice *v, const struct notice_request *r,
                    struct arena *arena, struct notice_draft *draft, struct err *e)
{
    struct texts_wish wish = {.voice = v,
                              .request = r,
                              .lang = (enum lang)draft->notice.lang,
                              .reference = draft->notice.reference,
                              .arena = arena};
    struct notice_texts texts = {0};
    struct addressing a = {.v = v, .r = r, .texts = &texts, .arena = arena, .draft = draft};

    return texts_render(&wish, &texts, e) && address_all(&a, e);
}

bool notice_compose(const struct notice_voice *v, const struct notice_request *r,
                    struct arena *arena, struct notice_draft *out, struct err *e)
{
    struct notice_draft draft = {.notice = {.event = r->event,
                                            .lang = (uint8_t)lang_of(v, r),
                                            .created_ms = r->now_ms,
                                            .account = account_of(r),
                                            .facts = *r->facts}};
    bool composed;

    notice_reference(v, r, draft.notice.reference);
    (void)pthread_mutex_lock(v->lock);
    composed = compose(v, r, arena, &draft, e);
    (void)pthread_mutex_unlock(v->lock);
    if (!composed) {
        return false;
    }
    draft.notice.fate = draft.count > 0 ? NOTICE_TOLD : NOTICE_NOBODY;
    *out = draft;
    return true;
}

bool notice_sample_mail(const struct notice_voice *v, enum notice_kind kind, enum lang lang,
                        struct arena *arena, struct span *out, struct err *e)
{
    struct notice_draft draft = {.notice = {.lang = (uint8_t)lang, .reference = SAMPLE_REFERENCE}};
    struct notice_texts texts = {0};
    struct sample sample;
    struct addressing a = {
        .v = v, .r = &sample.request, .texts = &texts, .arena = arena, .draft = &draft};
    bool made;

    sample_fill(&sample, v, kind, lang);
    if (!notice_sample(v, kind, lang, arena, &texts, e)) {
        return false;
    }
    (void)pthread_mutex_lock(v->lock); /* of the clock, for the date */
    made = add_mail(&a, sample.request.sign_in_name, e);
    (void)pthread_mutex_unlock(v->lock);
    if (made) {
        *out = draft.deliveries[0].body;
    }
    return made;
}
