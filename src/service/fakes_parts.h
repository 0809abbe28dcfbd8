/* service/fakes_parts.h - what the files behind service/fakes.h share. */
#ifndef SERVICE_FAKES_PARTS_H
#define SERVICE_FAKES_PARTS_H

#include "base/hash.h"
#include "service/fake_form.h"
#include "service/fakes.h"
#include "store/documents.h"

#include <pthread.h>

#define FAKES_SENDERS 1024 /* people whose submissions are counted at once */

/* A campaign in memory: everything but the samples' texts. */
struct fake_campaign {
    struct fake fake;
    struct {
        bool confirmed;
        struct fake_print print;
        char name[EVIDENCE_ON_MAX]; /* its first words */
    } samples[FAKE_SAMPLES_MAX];
};

struct fakes_sender {
    uint64_t who;
    int64_t hour_ms; /* when the count of messages began */
    int64_t day_ms;
    uint32_t messages;
    uint32_t begun;
};

struct fakes {
    struct store *store; /* borrowed */
    pthread_rwlock_t lock;
    bool has_key;
    struct hash_key key;
    struct fake_campaign **at; /* room for FAKES_MAX */
    size_t count;
    int64_t read_ms; /* when everything was read; 0: never */
    struct fakes_sender senders[FAKES_SENDERS];
    struct fakes_sender all;
};

/* Reads everything that was never read, or too long ago. Takes the lock by itself. */
bool fakes_refresh(struct fakes *f, int64_t now_ms, struct err *e) MUST_CHECK;

/* Under the lock, as all below. NULL: there is none of that ID in memory. */
struct fake_campaign *fakes_campaign(const struct fakes *f, struct span id);

/* Reads a campaign with its samples. *version: of the document. ERR_ABSENT. */
bool fakes_read(struct fakes *f, struct span id, int64_t now_ms, struct fake_whole *out,
                uint32_t *version, struct err *e) MUST_CHECK;

/* Stores it and brings memory up to date. expected: 0 for a new one. gone: campaigns removed in the same
 * commit. *made false: somebody else wrote meanwhile, nothing was changed. */
struct fakes_write {
    struct fake_whole *whole;
    uint32_t expected;
    int64_t now_ms;
    struct span gone; /* ID of a campaign that makes room; "" */
};
bool fakes_write(struct fakes *f, const struct fakes_write *w, bool *made,
                 struct err *e) MUST_CHECK;

/* One change of a stored campaign: read, changed by `change`, written; again when somebody else wrote
 * meanwhile. `change` may refuse. Takes the lock by itself. */
typedef bool fakes_change(void *ctx, struct fake_whole *w, struct err *e);
struct fakes_change_asked {
    struct span id;
    fakes_change *change;
    void *ctx;
    int64_t now_ms;
};
bool fakes_alter(struct fakes *f, const struct fakes_change_asked *c, struct fake *out,
                 struct err *e) MUST_CHECK;

/* A domain of a campaign: known already or added; the one seen longest ago makes room. */
struct fake_domain *fake_domain_add(struct fake *f, struct span name, int64_t now_ms);

/* Marks everything the campaign holds as seen by staff. */
void fake_confirm(struct fake_whole *w, int64_t now_ms);

void fake_receive(struct fake_receipt *out, enum fake_taken taken, const struct fake *f);

/* An ID nobody has. */
void fakes_new_id(const struct fakes *f, char out[static FAKE_ID_SIZE]);

static inline struct span fake_id(const struct fake *f)
{
    return (struct span){.at = f->id, .len = strlen(f->id)};
}

#endif
