/* portal/portal.h - the public pages: is this notice genuine, what do ours look like, what changes.
 *
 * Duty      a request in, a page out, without sockets. Nobody is signed in here: a page tells only
 *           what everybody may know, or what the holder of a reference already has.
 * Pages     /  /check  /check/report/{address}  /notices  /announcements  /announcements/{id}  /e  /e/{code}
 *           /fakes  /fakes/{id}  /.well-known/mioboe-fakes.json
 *           /setup  /setup/{token}  /setup/device
 *           /mail/config-v1.1.xml  /.well-known/autoconfig/mail/config-v1.1.xml
 *           /autodiscover/autodiscover.xml
 *           /password  /undo  /undo/{code}
 *           /.well-known/mioboe-publisher.json  /robots.txt  /style.css  /favicon.svg
 * Language  ?lang=en|ja in the address, else what the browser prefers, else the operator's.
 * Owns      a copy of everything in its setup but what stands behind the function pointers.
 * Threads   portal_answer from any, at once; portal_set from one.
 */
#ifndef PORTAL_PORTAL_H
#define PORTAL_PORTAL_H

#include "base/arena.h"
#include "model/announcement.h"
#include "model/mail_setup.h"
#include "model/notice.h"
#include "model/page.h"
#include "service/check_state.h"
#include "service/fakes.h"
#include "service/notices.h"
#include "words/lang.h"

/* What the operator publishes. "" where nothing is said; lists are separated by blanks. */
struct portal_facts {
    const char *service_name[LANG_COUNT];
    const char *main_password[LANG_COUNT]; /* what the main password is called */
    const char *home;
    const char *security_page;
    const char *check_page;
    const char *contact; /* telephone number or https URL */
    const char *mail_from;
    const char *mail_from_name[LANG_COUNT];
    const char *hosts; /* links in notices lead to these, by https */
    const char *sms_from;
    const char *sms_numbers;
    const char *never_ask;  /* codes of words/notice_words.h */
    const char *time_zone;  /* as clock_open reads it */
    bool sms_free;          /* receiving costs nothing, the operator says */
    enum lang lang;         /* of who prefers neither */
    int64_t updated_ms;     /* when these facts were read */
    struct mail_setup mail; /* as mail programs are told */
};

/* A sample: a notice of invented facts, as it would be sent. Spans live in the arena given. */
struct portal_sample {
    struct span sms;
    struct span subject;
    struct span text;
};

typedef bool portal_announcement(void *ctx, const struct announcement *a);

/* Where pages have their matter from. Each may be NULL: then there is none. */
struct portal_source {
    void *ctx;
    bool (*verify)(void *ctx, struct span typed, struct notice_answer *out, struct err *e);
    bool (*announcements)(void *ctx, portal_announcement *visit, void *visit_ctx, struct err *e);
    bool (*sample)(void *ctx, enum notice_kind kind, enum lang lang, struct arena *arena,
                   struct portal_sample *out, struct err *e);
    /* What a brand is called, by its ID; empty when nobody knows it. */
    struct span (*brand)(void *ctx, struct span id, enum lang lang);
    struct fakes *fakes;     /* in circulation; borrowed */
    struct check_desk *desk; /* reads messages; NULL: references alone can be checked */
    struct store *store;     /* of reports; NULL: none are made */
    uint8_t check_key[CHECK_STATE_KEY];
};

struct portal;

/* errors   ERR_CONFIG  a time zone there is none of
 *          ERR_SYSTEM  no memory
 *          ERR_BUG     a template of ours cannot be read */
bool portal_new(const struct portal_facts *facts, const struct portal_source *source,
                struct portal **out, struct err *e) MUST_CHECK;

/* Other facts and sources from now on; afterwards nobody calls the ones before any more. As
 * portal_new; unchanged on failure. */
bool portal_set(struct portal *p, const struct portal_facts *facts,
                const struct portal_source *source, struct err *e) MUST_CHECK;

struct changes;

/* Passwords are changed with this from now on (/password, /undo); borrowed until NULL is given.
 * length_min: of a new one, for what is said of it. */
void portal_set_changes(struct portal *p, struct changes *changes, uint32_t length_min);

struct device_desk;

/* Devices are set up with this from now on (/setup); borrowed until another one or NULL is given. */
void portal_set_desk(struct portal *p, const struct device_desk *desk);

void portal_free(struct portal **p); /* NULL is fine; *p becomes NULL */

/* A page_answerer; ctx is the portal. cost: 50 to 70 us beside what the source takes (one core, means of
 * 5,000 pages). */
void portal_answer(void *portal, const struct page_request *r, struct page_answer *out);

/* In both languages, plain text: for who comes when no page can be made. */
extern const struct span portal_busy;

#endif
