/* notice/compose.h - what an owner is told: facts -> reference, texts, messages ready to be sent.
 *
 * Duty      one voice holds everything of the operator: names, pages, templates, key, zone, language.
 *           Composing is pure but for what the voice was opened with: the same request gives the same
 *           bytes. Whether to tell (gate, budget) is decided before, by who calls.
 * Owns      a voice owns copies of everything in its setup but the callback's context.
 * Threads   any: a voice takes a lock of its own while it composes.
 */
#ifndef NOTICE_COMPOSE_H
#define NOTICE_COMPOSE_H

#include "base/arena.h"
#include "model/finding.h"
#include "model/notice.h"
#include "notice/forms.h"
#include "notice/undo_code.h"
#include "words/lang.h"

/* By which channels, when the account can be reached by several. */
enum notice_choice {
    NOTICE_CHOICE_BOTH,       /* SMS and mail at once */
    NOTICE_CHOICE_SMS_FIRST,  /* mail when the SMS did not get through */
    NOTICE_CHOICE_MAIL_FIRST, /* SMS when the mail did not get through */
    NOTICE_CHOICE_MAIL,
    NOTICE_CHOICE_SMS,
    NOTICE_CHOICE_COUNT
};

/* What the operator calls things and has published. Borrowed by notice_voice_open. "" where the
 * operator said nothing: notice_missing() says what is needed before a notice may be sent. */
struct notice_setup {
    const char *service_name[LANG_COUNT];
    const char *from;                      /* mail address of the sender */
    const char *from_name[LANG_COUNT];     /* "": the service's name */
    const char *home;                      /* https URL of the service */
    const char *security_page;             /* short https URL people keep as a bookmark */
    const char *check_page;                /* https URL of the public page that checks references */
    const char *undo_page;                 /* where a change is undone; "": no code is offered */
    const char *contact;                   /* telephone number or https URL */
    const char *hosts;                     /* published hosts, separated by blanks */
    const char *main_password[LANG_COUNT]; /* what the credentials are called; "": "password" */
    const char *app_password[LANG_COUNT];  /* "": "app password" */
    const char *never_ask;                 /* codes of words/tell.h, separated by blanks */
    const char *home_countries; /* "JP": from elsewhere is "from abroad"; "": never said */
    const char *time_zone;      /* as clock_open reads it */
    const char *templates;      /* folder of overriding templates; NULL or "": none */
    enum lang lang;             /* of accounts that state none */
    enum notice_choice choice;
    bool voice;          /* a voice gateway is there: a call when the SMS did not get through */
    bool sms;            /* an SMS gateway is there */
    bool mail;           /* a mail server is there */
    uint32_t standby_s;  /* how long the first channel may take; 0: 60 */
    uint32_t lifetime_s; /* a message is worth sending so long; 0: 86,400 */
    uint32_t undo_hours; /* how long a change can be undone */
    struct notice_key key;

    /* Writes the provider's name, or the own network's, or "", for people. NULL: none are known. */
    void (*provider)(void *ctx, const struct place *p, char out[static PROVIDER_TEXT_MAX]);
    void *provider_ctx;
};

struct notice_voice;

/* Opens a voice; reads and checks the overriding templates (notice/lint.h).
 *
 * errors   ERR_CONFIG  "/etc/mioboe/notices/signin.sms.ja.mustache:3:7: expected ..., came ..."; a
 *                      zone, page, host or country that is none
 *          ERR_SYSTEM  the folder cannot be read
 *          ERR_LIMIT   no memory
 */
bool notice_voice_open(const struct notice_setup *setup, struct notice_voice **out,
                       struct err *e) MUST_CHECK;

/* Takes the overriding templates of another folder, without looking at them: for the linter.
 * Errors as template_set_open; the voice is then as it was. */
bool notice_voice_templates(struct notice_voice *v, const char *folder, struct err *e) MUST_CHECK;

/* Frees; *v becomes NULL. NULL inside is fine. */
void notice_voice_free(struct notice_voice **v);

/* Names the first setting that is still needed before notices may be sent ("notice_from: ..."); false
 * when nothing is missing. */
bool notice_missing(const struct notice_setup *s, struct buf *out);

/* Puts examples (example.jp) where the service's names and pages are missing; true when some were. */
bool notice_setup_examples(struct notice_setup *s);

/* The reference a request has, without composing anything: for notices that are held back. */
void notice_reference(const struct notice_voice *v, const struct notice_request *r,
                      char out[static NOTICE_REFERENCE_MAX]);

/* The undo code that a NOTICE_CREDENTIAL with facts->undo shows; false when the operator has named no
 * page for it. account: as for reference_make. */
bool notice_undo_code(const struct notice_voice *v, const struct notice_facts *facts,
                      struct span account, char out[static UNDO_CODE_MAX]) MUST_CHECK;

/* Fills *out with notice (reference, event, lang, created_ms, account, facts, fate) and deliveries.
 * fate is NOTICE_TOLD, or NOTICE_NOBODY when no channel reaches the account. Everything the spans
 * view lives in `arena` or in the request.
 *
 * to whom  SMS: the account's notice phone. Mail: its notice addresses, else its first mail address,
 *          else a sign-in name that is an address. Voice stands by behind the SMS. A changed
 *          credential goes to all of them at once, whatever the choice, and to request.former.
 * errors   ERR_LIMIT  the arena is full; *out is as it was. NOTICE_ARENA bytes are always enough.
 * cost     0.3 to 0.4 ms for an SMS and a mail (measured, one core, 500 in a row).
 */
#define NOTICE_ARENA ((size_t)1 << 20) /* bytes */
bool notice_compose(const struct notice_voice *v, const struct notice_request *r,
                    struct arena *arena, struct notice_draft *out, struct err *e) MUST_CHECK;

/* One notice in all its forms, as text. */
struct notice_texts {
    char reference[NOTICE_REFERENCE_MAX];
    struct span subject;
    struct span form[NOTICE_FORM_COUNT]; /* by enum notice_form */
    size_t sms_segments;
    bool sms_unicode; /* UCS-2 segments, else GSM-7 */
};

/* The texts of a notice in a language, without envelope. ERR_LIMIT as notice_compose. */
bool notice_texts(const struct notice_voice *v, const struct notice_request *r, enum lang lang,
                  struct arena *arena, struct notice_texts *out, struct err *e) MUST_CHECK;

/* The same of made-up facts: for public pages of samples, previews and the linter. The reference
 * is one that is never given out. */
bool notice_sample(const struct notice_voice *v, enum notice_kind kind, enum lang lang,
                   struct arena *arena, struct notice_texts *out, struct err *e) MUST_CHECK;

/* The mail of such a notice as it would be sent, from its first header to its last line. */
bool notice_sample_mail(const struct notice_voice *v, enum notice_kind kind, enum lang lang,
                        struct arena *arena, struct span *out, struct err *e) MUST_CHECK;

#endif
