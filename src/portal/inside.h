/* portal/inside.h - what the files of this room share. Inside this room only. */
#ifndef PORTAL_INSIDE_H
#define PORTAL_INSIDE_H

#include "base/template.h"
#include "portal/portal.h"
#include "portal/throttle.h"
#include "service/device_desk.h"
#include "wire/form.h"
#include "words/catalogue.h"
#include "words/clock.h"

#include <pthread.h>

#define PAGE_VALUES_MAX ((size_t)2 << 20) /* bytes while a page is made */
#define PAGE_ARENA_MAX ((size_t)2 << 20)
#define PAGE_TEXT_MAX 2048 /* bytes of one short text */

enum page_template {
    TEMPLATE_HEAD, /* partials first */
    TEMPLATE_FOOT,
    TEMPLATE_FORM,
    TEMPLATE_TODO,
    TEMPLATE_REPORT_FAKE,
    TEMPLATE_HOME,
    TEMPLATE_CHECK,
    TEMPLATE_RESULT,
    TEMPLATE_VERDICT,
    TEMPLATE_NOTICES,
    TEMPLATE_NEWS,
    TEMPLATE_NEWS_ONE,
    TEMPLATE_CODES,
    TEMPLATE_CODE,
    TEMPLATE_PASSWORD,
    TEMPLATE_PASSWORD_FIELDS,
    TEMPLATE_PASSWORD_NEW,
    TEMPLATE_PASSWORD_DONE,
    TEMPLATE_UNDO,
    TEMPLATE_SETUP,
    TEMPLATE_SETUP_LINK,
    TEMPLATE_SETUP_CHOOSE,
    TEMPLATE_SETUP_DONE,
    TEMPLATE_SETUP_GUIDES,
    TEMPLATE_ABSENT,
    TEMPLATE_FAKES,
    TEMPLATE_FAKE,
    PAGE_TEMPLATE_COUNT
};

/* What portal_set replaces. */
struct portal_terms {
    struct arena *arena; /* of the facts' copies */
    struct portal_facts facts;
    struct portal_source source;
    struct clock *clock; /* under clock_lock: one thread at a time */
};

struct portal {
    pthread_rwlock_t lock; /* of terms */
    pthread_mutex_t clock_lock;
    struct portal_terms *terms;
    struct throttle *throttle;
    struct changes *changes;        /* under lock; NULL: no password is changed here */
    uint32_t length_min;            /* of a new one */
    uint8_t form_key[32];           /* of the tokens in forms; of this run */
    struct throttle *checks;        /* messages and reports */
    const struct device_desk *desk; /* under lock; NULL: nobody sets devices up */
    struct template *templates[PAGE_TEMPLATE_COUNT];
};

/* One page in the making. */
struct page {
    struct portal *portal;
    const struct portal_terms *terms;
    const struct page_request *r;
    struct page_answer *out;
    struct span hole; /* what stands behind the row's path */
    struct form query;
    struct form form; /* of a POST */
    struct span file; /* the one that came with it; empty without one */
    enum lang lang;
    bool lang_stated; /* in the address: links keep it */
    bool stays;       /* who leaves the page loses what it shows: no link to the other language */
    struct arena *arena;
    struct values *set;
    struct value *root;
    struct value *texts; /* {{t.key}} */
};

/* page.c: an object's members, and the page itself. */
void page_set(struct page *p, struct value *object, const char *name, struct span text);
void page_set_string(struct page *p, struct value *object, const char *name, const char *text);
/* {{name.machine}} and {{name.shown}}; nothing for 0. */
void page_set_time(struct page *p, struct value *object, const char *name, int64_t at_ms);
/* A text of the catalogue with its holes filled. */
void page_set_words(struct page *p, struct value *object, const char *name,
                    const struct entry *entry);
/* The same with {n}. */
void page_set_numbered(struct page *p, struct value *object, const char *name,
                       const struct entry *entry, unsigned n);
/* A text by the code of an enum: "kind_" and "signin". */
void page_set_coded(struct page *p, struct value *object, const char *name, const char *prefix,
                    const char *code);
/* The words of a list separated by blanks and commas. */
const struct value *page_words(struct page *p, const char *list);
void page_render(struct page *p, enum page_template which, unsigned status);
void page_header(struct page *p, const char *name, const char *value);

/* Names what the body is, for caches, and answers 304 to who has it already. The last thing done. */
void page_tag(struct page *p);

struct span span_of(const char *text);

/* Handlers: each answers. */
typedef void page_handler(struct page *p);
page_handler page_home, page_check, page_notices, page_news, page_news_one, page_codes, page_code,
    page_publisher, page_password, page_undo, page_report, page_autoconfig, page_autodiscover,
    page_setup, page_setup_link, page_setup_device;

/* verdict.c. page_refused: answers when the body was not taken. page_check_message: shows the verdict;
 * false, without an answer, when the message is `ours` and our record has nothing against it.
 * page_check_step: what a result's own forms ask for. */
bool page_refused(struct page *p);
bool page_check_message(struct page *p, const struct message_source *message, bool ours);
void page_check_step(struct page *p, struct span step);

page_handler page_fakes, page_fake, page_fakes_feed;

/* fake_report.c: the form by which a checked message is handed in as a fake. page_make_fake offers it for
 * what was just checked, page_set_fake carries it on from a form before; page_hand_in takes what was sent
 * and sets what is told. False: the form is too old, or the store is away. */
void page_make_fake(struct page *p, const struct check_outcome *o);
void page_set_fake(struct page *p, struct span ticket);
bool page_hand_in(struct page *p) MUST_CHECK;

/* There is no such page. */
void page_absent(struct page *p);

/* The latest announcement that stands, {{latest}}. */
void page_set_latest(struct page *p);
/* Senders, hosts, contact: {{facts}}. */
void page_set_facts(struct page *p);

/* language.c: what a browser prefers of what we have; `usual` when neither or nothing is said.
 * Source    RFC 9110 12.5.4, RFC 4647 3.4. cost: one pass. */
enum lang language_of(struct span accept, enum lang usual);

#endif
