/* model/fake.h - fakes in circulation: what a submitted message is reduced to, and the campaign it belongs to.
 *
 * A campaign is one wave of messages in one brand's name: near-duplicate texts, or links under one
 * domain. Of a message it keeps a print (hashes of runs of letters), the domains its links lead to and a
 * sample with personal data taken out; of whoever handed it in a keyed hash.
 * States    new: somebody handed it in; confirmed: staff looked at it, it is public and the checker uses
 *           it; closed: over, shown apart, still used by the checker.
 */
#ifndef MODEL_FAKE_H
#define MODEL_FAKE_H

#include "base/attr.h"
#include "base/err.h"
#include "base/span.h"
#include "model/evidence.h"

#include <stdint.h>

#define FAKE_ID_SIZE 11      /* bytes with NUL: "F-7K2M9QXD" */
#define FAKE_RUNS_MAX 128    /* hashes of a print */
#define FAKE_DOMAIN_SIZE 128 /* bytes with NUL of a domain; a longer one is not kept */
#define FAKE_LINKS_MAX 8     /* domains of one message */
#define FAKE_DOMAINS_MAX 32  /* domains of a campaign; the ones seen longest ago make room */
#define FAKE_NOTES_MAX 32    /* take-down notes of a campaign */
#define FAKE_SAMPLES_MAX 4   /* of a campaign */
#define FAKE_REPORTS_MAX 512 /* reports told apart in a campaign; beyond, the counts stand still */
#define FAKE_SUBJECT_MAX 300 /* bytes of a sample */
#define FAKE_TEXT_MAX 4000   /* bytes of a sample */
#define FAKE_NOTE_MAX 200    /* bytes of a note's words */
#define FAKE_ADDRESSEE_MAX 120 /* bytes: whom something was reported to */

enum fake_state {
    FAKE_NEW,
    FAKE_CONFIRMED,
    FAKE_CLOSED,
    FAKE_STATE_COUNT
};
const char *fake_state_code(unsigned s); /* "new", "confirmed", "closed" */
bool fake_state_parse(struct span code, enum fake_state *out) MUST_CHECK;

enum fake_channel {
    FAKE_MAIL,
    FAKE_SMS,
    FAKE_PASTED, /* a text somebody pasted: how it came is not known */
    FAKE_CHANNEL_COUNT
};
const char *fake_channel_code(unsigned c); /* "mail", "sms", "pasted" */

/* The text as a set of numbers: the smallest hashes of its runs of letters, ascending, each once. Fewer
 * than FAKE_RUNS_MAX: they are all there are. */
struct fake_print {
    uint32_t count;
    uint32_t runs[FAKE_RUNS_MAX];
};

#define FAKE_PRINT_MIN 12 /* runs; a shorter text says too little to be recognised by */
#define FAKE_ALIKE 50     /* percent in common: of one campaign */

/* Percent of their runs that two texts have in common (Jaccard's index, estimated from the smallest of
 * both together); 0 when one of them is shorter than FAKE_PRINT_MIN. cost: under 1 us. */
unsigned fake_alike(const struct fake_print *a, const struct fake_print *b);

struct fake_domain_name {
    char text[FAKE_DOMAIN_SIZE];
};

/* A message as it is handed in: nothing in it tells who got it. Texts are borrowed. */
struct fake_reading {
    enum fake_channel channel;
    char brand[EVIDENCE_NAME_MAX]; /* ID of the brand it claims to be from; empty */
    struct fake_print print;
    struct fake_domain_name links[FAKE_LINKS_MAX]; /* registrable domains of nobody known */
    size_t link_count;
    struct span subject; /* personal data taken out; placeholders such as "⟨name⟩" */
    struct span text;
};

/* True when a reading that came from elsewhere keeps the promises above: numbers ascending, domains of
 * a-z, 0-9, '-', '.' and ':', codes that exist, texts no longer than their MAX.
 * errors   ERR_INPUT "links: expected ..., came ..." */
bool fake_reading_check(const struct fake_reading *r, struct err *e) MUST_CHECK;

/* True for a domain in A-labels, or an address. */
bool fake_domain_check(struct span name) MUST_CHECK;

/* Kinds of placeholder in a sample; "⟨link example.top⟩" carries the domain. */
enum fake_hole {
    FAKE_HOLE_NAME,
    FAKE_HOLE_ADDRESS, /* a mail address */
    FAKE_HOLE_POSTAL,  /* where somebody lives */
    FAKE_HOLE_NUMBER,  /* telephone, account, order, card: any of four digits or more */
    FAKE_HOLE_ID,      /* letters and digits mixed */
    FAKE_HOLE_DATE,
    FAKE_HOLE_TIME,
    FAKE_HOLE_AMOUNT,
    FAKE_HOLE_LINK,
    FAKE_HOLE_COUNT
};
const char *fake_hole_code(unsigned h); /* "name", "address", ... */
#define FAKE_HOLE_OPEN "\xe2\x9f\xa8"   /* U+27E8 */
#define FAKE_HOLE_CLOSE "\xe2\x9f\xa9"  /* U+27E9 */

/* A domain the links of a campaign lead to. */
struct fake_domain {
    char name[FAKE_DOMAIN_SIZE]; /* A-labels, lower case */
    int64_t first_ms;
    int64_t last_ms;
    int64_t down_ms; /* since when it is gone; 0: not known to be */
    bool confirmed;  /* staff saw it: public, and the checker uses it */
};

enum fake_note_kind {
    FAKE_NOTE_REPORTED, /* the addressee was told of it */
    FAKE_NOTE_DOWN,     /* it is down since then */
    FAKE_NOTE_REMARK,   /* for staff alone */
    FAKE_NOTE_KINDS
};
const char *fake_note_code(unsigned k); /* "reported", "down", "remark" */

struct fake_note {
    enum fake_note_kind kind;
    int64_t at_ms;
    char domain[FAKE_DOMAIN_SIZE]; /* which; empty: the whole campaign */
    char to[FAKE_ADDRESSEE_MAX];   /* whom it was reported to */
    char words[FAKE_NOTE_MAX];
};

/* One report of a campaign: who, and which text, as keyed hashes. */
struct fake_report {
    uint32_t who;
    uint32_t what;
};

struct fake {
    char id[FAKE_ID_SIZE];
    enum fake_state state;
    char brand[EVIDENCE_NAME_MAX]; /* empty: none known */
    uint32_t channels;             /* bits 1 << enum fake_channel */
    int64_t first_ms;
    int64_t last_ms;
    int64_t confirmed_ms; /* 0: never */
    int64_t closed_ms;
    struct fake_domain domains[FAKE_DOMAINS_MAX];
    size_t domain_count;
    struct fake_note notes[FAKE_NOTES_MAX]; /* oldest first */
    size_t note_count;
    struct fake_report reports[FAKE_REPORTS_MAX];
    size_t report_count;
    size_t people; /* how many different ones reported it, of FAKE_REPORTS_MAX reports */
    size_t sample_count;
    size_t waiting; /* samples and domains staff has not seen */
};

/* Adds a report; false when it is there already, or FAKE_REPORTS_MAX are. */
bool fake_add_report(struct fake *f, struct fake_report report);

const struct fake_domain *fake_domain_find(const struct fake *f, struct span name); /* or NULL */

/* A message of a campaign with personal data taken out. Texts are borrowed. */
struct fake_sample {
    uint32_t number; /* 0..FAKE_SAMPLES_MAX-1 */
    bool confirmed;
    enum fake_channel channel;
    int64_t at_ms;
    struct fake_print print;
    struct span subject;
    struct span text;
};

/* What the checker asks of the fakes, and what it is told. */
struct fake_match {
    bool text;                     /* it is that of a confirmed sample */
    bool link;                     /* a link leads to a confirmed domain */
    uint32_t times;                /* reports of the campaign it belongs to, confirmed or not */
    char id[FAKE_ID_SIZE];         /* of the confirmed campaign; empty: none */
    char domain[FAKE_DOMAIN_SIZE]; /* the one matched */
    char name[EVIDENCE_ON_MAX];    /* the first words of the sample matched */
    int64_t first_ms;
    int64_t last_ms;
};

#endif
