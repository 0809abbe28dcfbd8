#include "service/check_message.h"

#include "base/memory.h"
#include "base/monotonic.h"
#include "service/notice_match.h"
#include "words/clock.h"

#include <errno.h>
#include <pthread.h>
#include <time.h>

struct check_desk {
    pthread_mutex_t lock; /* over everything but what never changes */
    pthread_cond_t freed; /* by the monotonic clock */
    pthread_mutex_t clock_lock;
    struct clock *zone;
    char *authserv_id;
    unsigned seats;
    struct checker *checkers[CHECK_SEATS_MAX];
    bool taken[CHECK_SEATS_MAX];
    struct store *store;
    check_known *known;
    void *known_ctx;
    struct check_counts counts;
};

/* --- life ----------------------------------------------------------------------------------------- */

static bool begin(struct check_desk *d, const struct check_desk_setup *s, struct err *e)
{
    struct checker_settings settings = {
        .brands = s->brands,
        .brand_count = s->brand_count,
        .authserv_id = {.at = d->authserv_id, .len = strlen(d->authserv_id)},
        .joined = true,
        .without_sandbox = s->without_sandbox,
    };

    if (!clock_open(s->time_zone[0] == '\0' ? NULL : s->time_zone, &d->zone, e) ||
        !checker_open(&settings, &d->checkers[0], e)) {
        return false;
    }
    for (d->seats = 1; d->seats < s->seats; d->seats++) {
        if (!checker_join(d->checkers[0], &d->checkers[d->seats], e)) {
            return false;
        }
    }
    return true;
}

bool check_desk_new(const struct check_desk_setup *s, struct check_desk **out, struct err *e)
{
    struct check_desk *d = memory_new(1, sizeof *d);
    size_t len = strlen(s->authserv_id) + 1;
    pthread_condattr_t monotonic;

    (void)pthread_condattr_init(&monotonic);
    (void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&d->freed, &monotonic);
    (void)pthread_condattr_destroy(&monotonic);
    (void)pthread_mutex_init(&d->lock, NULL);
    (void)pthread_mutex_init(&d->clock_lock, NULL);
    d->authserv_id = memory_new(len, 1);
    memcpy(d->authserv_id, s->authserv_id, len);
    if (!begin(d, s, e)) {
        check_desk_free(&d);
        return false;
    }
    *out = d;
    return true;
}

void check_desk_free(struct check_desk **d)
{
    struct check_desk *gone = *d;

    if (gone == NULL) {
        return;
    }
    for (unsigned i = CHECK_SEATS_MAX; i > 0; i--) { /* the first is what the others joined */
        checker_close(&gone->checkers[i - 1]);
    }
    clock_free(&gone->zone);
    memory_free(gone->authserv_id);
    (void)pthread_mutex_destroy(&gone->clock_lock);
    (void)pthread_mutex_destroy(&gone->lock);
    (void)pthread_cond_destroy(&gone->freed);
    memory_free(gone);
    *d = NULL;
}

void check_desk_use_store(struct check_desk *d, struct store *s)
{
    (void)pthread_mutex_lock(&d->lock);
    d->store = s;
    (void)pthread_mutex_unlock(&d->lock);
}

void check_desk_use_known(struct check_desk *d, check_known *known, void *ctx)
{
    (void)pthread_mutex_lock(&d->lock);
    d->known = known;
    d->known_ctx = ctx;
    (void)pthread_mutex_unlock(&d->lock);
}

struct check_counts check_desk_counts(struct check_desk *d)
{
    struct check_counts c;

    (void)pthread_mutex_lock(&d->lock);
    c = d->counts;
    c.seats = d->seats;
    (void)pthread_mutex_unlock(&d->lock);
    return c;
}

/* --- seats ---------------------------------------------------------------------------------------- */

static struct timespec in_ms(uint32_t ms)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    t.tv_sec += ms / 1000;
    t.tv_nsec += (long)(ms % 1000) * 1000000;
    t.tv_sec += t.tv_nsec / 1000000000;
    t.tv_nsec %= 1000000000;
    return t;
}

static bool find_free(const struct check_desk *d, unsigned *seat)
{
    for (unsigned i = 0; i < d->seats; i++) {
        if (!d->taken[i]) {
            *seat = i;
            return true;
        }
    }
    return false;
}

/* What a message is judged with, as it was when its turn came. */
struct turn {
    struct check_desk *desk;
    unsigned seat;
    struct store *store;
    check_known *known;
    void *known_ctx;
};

static bool take_seat(struct check_desk *d, uint32_t wait_ms, struct turn *out)
{
    const struct timespec until = in_ms(wait_ms);
    bool in_time = true;
    bool found;

    *out = (struct turn){.desk = d};
    (void)pthread_mutex_lock(&d->lock);
    while (!(found = find_free(d, &out->seat)) && in_time) {
        in_time = pthread_cond_timedwait(&d->freed, &d->lock, &until) != ETIMEDOUT;
    }
    if (found) {
        d->taken[out->seat] = true;
        d->counts.busy++;
        out->store = d->store;
        out->known = d->known;
        out->known_ctx = d->known_ctx;
    } else {
        d->counts.refused++;
    }
    (void)pthread_mutex_unlock(&d->lock);
    return found;
}

static void leave_seat(const struct turn *t, const struct check_outcome *done)
{
    struct check_desk *d = t->desk;

    (void)pthread_mutex_lock(&d->lock);
    d->taken[t->seat] = false;
    d->counts.busy--;
    d->counts.verdicts[done->verdict.code]++;
    d->counts.unreadable += done->observation.unreadable;
    (void)pthread_cond_signal(&d->freed);
    (void)pthread_mutex_unlock(&d->lock);
}

/* --- the record ----------------------------------------------------------------------------------- */

void check_sent_words(const struct clock *zone, int64_t at_ms, char out[static EVIDENCE_NAME_MAX])
{
    struct civil t = clock_civil(zone, at_ms);
    struct buf b = {.at = out, .cap = EVIDENCE_NAME_MAX - 1};

    buf_addf(&b, "%04d-%02d-%02d %02d:%02d:%02d (%s)", (int)t.year, (int)t.month, (int)t.day,
             (int)t.hour, (int)t.minute, (int)t.second, clock_name(zone));
    out[b.len] = '\0';
}

static bool notice(void *ctx, const struct record_question *q, struct record_answer *out,
                   struct err *e)
{
    const struct turn *t = ctx;

    if (!notice_match(t->store, q, out, e)) {
        return false;
    }
    if (out->sent_ms != 0) {
        (void)pthread_mutex_lock(&t->desk->clock_lock);
        check_sent_words(t->desk->zone, out->sent_ms, out->sent);
        (void)pthread_mutex_unlock(&t->desk->clock_lock);
    }
    return true;
}

/* What one source cannot say is no reason not to ask the other. */
static void consult(struct turn *t, const struct record_question *q, struct check_outcome *out)
{
    const struct check_records ours = {.ctx = t, .notice = t->store == NULL ? NULL : notice};
    const struct check_records theirs = {.ctx = t->known_ctx, .known = t->known};
    struct err ignored = {0};

    out->without_record = !records_consult(&ours, q, &out->observation, &ignored);
    if (!records_consult(&theirs, q, &out->observation, &ignored)) {
        out->without_record = true;
    }
}

/* --- the story ------------------------------------------------------------------------------------ */

struct message_source check_bytes(struct span bytes)
{
    return (struct message_source){.kind = message_guess(bytes), .bytes = bytes};
}

struct message_source check_sms(struct span text, struct span from)
{
    return (struct message_source){.kind = MESSAGE_SMS, .bytes = text, .sms_from = from};
}

/* The reading views memory of the checker, which is somebody else's next. */
static void keep_fake(struct check_outcome *out, const struct fake_reading *fake)
{
    out->fake = (struct fake_reading){.link_count = 0};
    if (fake == NULL) {
        return;
    }
    out->fake = *fake;
    if (fake->subject.len > 0) {
        memcpy(out->fake_subject, fake->subject.at, fake->subject.len);
    }
    if (fake->text.len > 0) {
        memcpy(out->fake_text, fake->text.at, fake->text.len);
    }
    out->fake.subject.at = out->fake_subject;
    out->fake.text.at = out->fake_text;
}

static void keep_text(struct check_outcome *out, struct span text)
{
    size_t len = text.len < CHECK_TEXT_MAX ? text.len : CHECK_TEXT_MAX;

    while (len > 0 && len < text.len && ((unsigned char)text.at[len] & 0xC0) == 0x80) {
        len--; /* not in the middle of a character */
    }
    if (len > 0) {
        memcpy(out->text, text.at, len);
    }
    out->text_len = len;
}

bool check_message(struct check_desk *d, const struct check_question *q, struct check_outcome *out,
                   struct err *e)
{
    struct record_question record;
    struct checker *checker;
    struct turn turn;

    if (!take_seat(d, q->wait_ms, &turn)) {
        return err_set(e, ERR_LIMIT, "too many messages are checked at this moment; try again");
    }
    checker = d->checkers[turn.seat];
    checker_arrived(checker, q->envelope);
    checker_observe(checker, &q->source, &out->observation, &record);
    consult(&turn, &record, out);
    keep_text(out, record.text);
    keep_fake(out, record.fake);
    if (q->answers == NULL) {
        checker_judge(checker, &out->observation, &out->verdict);
    } else {
        check_again(d, &out->observation, q->answers, &out->verdict);
    }
    leave_seat(&turn, out);
    return true;
}

void check_again(const struct check_desk *d, const struct observation *seen,
                 const struct answers *answers, struct verdict *out)
{
    struct observation *o = memory_new(1, sizeof *o);

    *o = *seen;
    judge_answers(o, answers);
    checker_judge(d->checkers[0], o, out);
    memory_free(o);
}
