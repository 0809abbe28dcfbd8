/* service/fakes.h - fakes in circulation: handed in, grouped into campaigns, confirmed, closed, recognised.
 *
 * Duty      a reading of a message joins the campaign whose text is alike or that has a link domain in
 *           common with it, in the same brand's name, or begins a new one. Staff confirms; the checker
 *           uses what is confirmed.
 * Flood     a campaign counts people by keyed hash, the same text of the same person once. One person
 *           begins FAKES_BEGIN_MAX campaigns a day and hands in FAKES_HOUR_MAX an hour; all together begin
 *           FAKES_BEGIN_ALL a day. There are FAKES_MAX campaigns: a new one of which the least is known
 *           makes room. New ones nobody confirmed are gone FAKES_NEW_DAYS after they were last seen,
 *           closed ones after FAKES_CLOSED_DAYS.
 * Keeps     a document FAKE of the store for each campaign, its samples in it; in memory a copy without
 *           the samples' texts, read again after FAKES_FRESH_MS, when another process may have written.
 * Threads   any, at once; every function may block on the store.
 */
#ifndef SERVICE_FAKES_H
#define SERVICE_FAKES_H

#include "base/arena.h"
#include "model/fake.h"

#define FAKES_MAX 1000      /* campaigns */
#define FAKES_HOUR_MAX 20   /* messages of one person in an hour */
#define FAKES_BEGIN_MAX 5   /* campaigns one person begins in a day */
#define FAKES_BEGIN_ALL 200 /* campaigns that begin in a day, whoever begins them */
#define FAKES_NEW_DAYS 30
#define FAKES_CLOSED_DAYS 730
#define FAKES_FRESH_MS 300000
#define FAKES_KEY_SIZE 32

struct fakes;
struct store;

/* The store is borrowed. Reads nothing yet. ERR_SYSTEM without memory. */
bool fakes_new(struct store *s, struct fakes **out, struct err *e) MUST_CHECK;
void fakes_free(struct fakes **f); /* NULL is fine; *f becomes NULL */

/* Of the hashes of who hands in; before, only staff can. */
void fakes_set_key(struct fakes *f, const uint8_t key[static FAKES_KEY_SIZE]);

/* Somebody hands a message in. That the person agreed is the caller's to see to. */
struct fake_handover {
    const struct fake_reading *reading;
    bool genuine; /* the checker says so */
    struct span
        submitter; /* anything that is one person's: an account, an address, a /64; "": staff */
    bool confirm;  /* staff confirms at once */
};

enum fake_taken {
    FAKE_TAKEN_NEW,     /* began a campaign */
    FAKE_TAKEN_JOINED,  /* belongs to one that is there */
    FAKE_TAKEN_AGAIN,   /* this person handed this text in before: counted once */
    FAKE_TAKEN_GENUINE, /* the checker can show that it is genuine: not kept */
    FAKE_TAKEN_THIN,    /* too little text and no link of its own to recognise it by: not kept */
    FAKE_TAKEN_BUSY,    /* too many in too short a time: not kept; later perhaps */
    FAKE_TAKEN_COUNT
};
const char *fake_taken_code(unsigned t); /* "new", "joined", "again", "genuine", "thin", "busy" */

struct fake_receipt {
    enum fake_taken taken;
    char id[FAKE_ID_SIZE]; /* the campaign; empty when nothing was kept */
    enum fake_state state;
};

/* Durable when true and it was kept. ERR_STORE, ERR_SYSTEM. */
bool fakes_submit(struct fakes *f, const struct fake_handover *h, int64_t now_ms,
                  struct fake_receipt *out, struct err *e) MUST_CHECK;

/* What is known of a message, from memory; *out is all zero when nothing is. */
bool fakes_match(struct fakes *f, const struct fake_reading *r, int64_t now_ms,
                 struct fake_match *out, struct err *e) MUST_CHECK;

/* --- reading ------------------------------------------------------------------------------------- */

/* false ends the visit. *fake lives for the call. */
typedef bool fakes_visitor(void *ctx, const struct fake *fake);

struct fakes_query {
    uint32_t states;   /* bits 1 << enum fake_state; 0: all */
    struct span after; /* ID of the last one seen; "": from the first */
};

/* The one last seen first. The visitor asks nothing of `f`. */
bool fakes_visit(struct fakes *f, const struct fakes_query *q, int64_t now_ms, fakes_visitor *visit,
                 void *ctx, struct err *e) MUST_CHECK;

/* ERR_ABSENT. */
bool fakes_find(struct fakes *f, struct span id, int64_t now_ms, struct fake *out,
                struct err *e) MUST_CHECK;

typedef bool fakes_sample_visitor(void *ctx, const struct fake_sample *sample);

/* Samples of one campaign by their number. ERR_ABSENT. cost: one read of the store. */
bool fakes_samples(struct fakes *f, struct span id, int64_t now_ms, fakes_sample_visitor *visit,
                   void *ctx, struct err *e) MUST_CHECK;

/* --- staff --------------------------------------------------------------------------------------- */

/* Confirms everything the campaign holds now, or closes it, or (FAKE_NEW) takes it off the public pages.
 * ERR_ABSENT. */
bool fakes_set_state(struct fakes *f, struct span id, enum fake_state state, int64_t now_ms,
                     struct fake *out, struct err *e) MUST_CHECK;

/* Writes a note; FAKE_NOTE_DOWN marks the domain, or all of them. note->at_ms 0: now.
 * ERR_ABSENT; ERR_INPUT: a domain the campaign has not, or too many notes. */
bool fakes_note(struct fakes *f, struct span id, const struct fake_note *note, int64_t now_ms,
                struct fake *out, struct err *e) MUST_CHECK;

/* Takes `words` out of every sample of a campaign: a name the machine could not know. */
bool fakes_redact(struct fakes *f, struct span id, struct span words, int64_t now_ms,
                  struct fake *out, struct err *e) MUST_CHECK;

/* ERR_ABSENT. */
bool fakes_remove(struct fakes *f, struct span id, int64_t now_ms, struct err *e) MUST_CHECK;

/* An address or a domain out of somebody else's list: its registrable domain joins the campaign named, or
 * the one that has it, or begins one.
 * errors   ERR_INPUT  no browser would open it, it is a shortener's, or brand or campaign are no IDs;
 *          ERR_LIMIT  there are FAKES_MAX campaigns */
struct fake_listed {
    struct span url;
    struct span brand; /* ID; "" */
    struct span id;    /* the campaign it belongs to; "": not said */
    int64_t first_ms;  /* 0: now */
    int64_t last_ms;
    bool confirm;
};
bool fakes_list(struct fakes *f, const struct fake_listed *l, int64_t now_ms,
                struct fake_receipt *out, struct err *e) MUST_CHECK;

#endif
