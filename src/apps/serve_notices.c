#include "apps/serve_notices.h"

#include "apps/notice_setup.h"
#include "base/memory.h"
#include "service/log.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#define DIGEST_EVERY_S 3600

/* A voice and the places it names providers from. */
struct speaker {
    struct notice_voice *voice;
    const struct places *places; /* NULL: none are known */
};

struct telling {
    struct store *store;
    struct notices *notices;
    struct speaker *speaker; /* malloc'd: the voice keeps its address */

    pthread_mutex_t lock; /* over closing */
    pthread_cond_t turn;
    bool closing;
    bool runs;
    pthread_t thread; /* of the digest */
};

/* --- voice and rules ----------------------------------------------------------------------------- */

struct notice_setup telling_setup(const struct settings *s, enum lang lang)
{
    struct notice_setup setup = notice_setup_of(s, lang);

    setup.choice = (enum notice_choice)s->telling.channels;
    setup.sms = s->courier.sms_gateway[0] != '\0';
    setup.mail = s->courier.smtp_server[0] != '\0';
    setup.voice = s->courier.voice_gateway[0] != '\0';
    return setup;
}

static void provider(void *ctx, const struct place *p, char out[static PROVIDER_TEXT_MAX])
{
    const struct speaker *s = ctx;

    places_provider(s->places, p, out);
}

static bool check(const struct settings *s, const struct notice_setup *setup, struct err *e)
{
    char bytes[200];
    struct buf missing = BUF_ON(bytes);

    if (s->telling.start != SETTING_START_ON || !notice_missing(setup, &missing)) {
        return true;
    }
    return err_set(e, ERR_CONFIG, "notice_start: expected what notices need beside it; %.*s",
                   (int)missing.len, bytes);
}

static void speaker_free(struct speaker **s)
{
    if (*s != NULL) {
        notice_voice_free(&(*s)->voice);
        free(*s);
        *s = NULL;
    }
}

static bool speaker_new(const struct telling_parts *p, struct speaker **out, struct err *e)
{
    struct notice_setup setup = telling_setup(p->settings, p->lang);
    struct speaker *s = memory_new(1, sizeof *s);

    s->places = p->places;
    setup.key = *p->key;
    setup.provider = p->places == NULL ? NULL : provider;
    setup.provider_ctx = s;
    if (!check(p->settings, &setup, e) || !notice_voice_open(&setup, &s->voice, e)) {
        free(s);
        return false;
    }
    *out = s;
    return true;
}

static struct notices_setup rules_of(const struct settings *s, const struct notice_voice *voice)
{
    static const enum notices_start starts[] = {
        [SETTING_START_OFF] = NOTICES_OFF,
        [SETTING_START_PREVIEW] = NOTICES_PREVIEW,
        [SETTING_START_ON] = NOTICES_ON,
    };

    return (struct notices_setup){
        .start = starts[s->telling.start],
        .groups = s->telling.groups,
        .budget = {.same_days = s->telling.same_days,
                   .hour = s->telling.hour,
                   .two_days = s->telling.two_days,
                   .stage_days = s->telling.stage_days},
        .voice = voice,
    };
}

/* --- the digest ---------------------------------------------------------------------------------- */

static int64_t now_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void digest(struct telling *t)
{
    struct err e = {0};
    uint64_t sent = 0;

    if (!notices_digest(t->notices, now_ms(), &sent, &e)) {
        struct log_field why = LOG_FIELD_TEXT("reason", ((struct span){e.text, strlen(e.text)}));

        log_story(LOG_LEVEL_ERROR, LOG_EVENT_OUTBOX, "the digest of notices waits an hour more",
                  &why, 1);
    }
}

static void *digest_run(void *ctx)
{
    struct telling *t = ctx;
    bool closing = false;

    while (!closing) {
        struct timespec until;

        (void)clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_sec += DIGEST_EVERY_S;
        (void)pthread_mutex_lock(&t->lock);
        while (!t->closing && pthread_cond_timedwait(&t->turn, &t->lock, &until) == 0) {
            /* woken for nothing: wait on */
        }
        closing = t->closing;
        (void)pthread_mutex_unlock(&t->lock);
        if (!closing) {
            digest(t);
        }
    }
    return NULL;
}

static bool digest_start(struct telling *t, struct err *e)
{
    pthread_condattr_t monotonic;

    (void)pthread_condattr_init(&monotonic);
    (void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    (void)pthread_mutex_init(&t->lock, NULL);
    (void)pthread_cond_init(&t->turn, &monotonic);
    (void)pthread_condattr_destroy(&monotonic);
    t->runs = pthread_create(&t->thread, NULL, digest_run, t) == 0;
    return t->runs || err_set(e, ERR_SYSTEM, "cannot start the thread of the digest");
}

/* --- life ---------------------------------------------------------------------------------------- */

bool telling_new(const struct telling_parts *parts, struct store *store, struct telling **out,
                 struct err *e)
{
    struct telling *t = memory_new(1, sizeof *t);
    struct notices_setup rules;

    t->store = store;
    if (!speaker_new(parts, &t->speaker, e)) {
        free(t);
        return false;
    }
    rules = rules_of(parts->settings, t->speaker->voice);
    if (!notices_new(store, &rules, &t->notices, e) || !digest_start(t, e)) {
        telling_free(&t);
        return false;
    }
    *out = t;
    return true;
}

bool telling_set(struct telling *t, const struct telling_parts *parts, struct err *e)
{
    struct speaker *fresh = NULL;
    struct notices_setup rules;

    if (!speaker_new(parts, &fresh, e)) {
        return false;
    }
    rules = rules_of(parts->settings, fresh->voice);
    notices_reload(t->notices, &rules);
    speaker_free(&t->speaker);
    t->speaker = fresh;
    return true;
}

struct notices *telling_notices(struct telling *t)
{
    return t->notices;
}

void telling_free(struct telling **t)
{
    struct telling *gone = *t;

    if (gone == NULL) {
        return;
    }
    if (gone->runs) {
        (void)pthread_mutex_lock(&gone->lock);
        gone->closing = true;
        (void)pthread_cond_signal(&gone->turn);
        (void)pthread_mutex_unlock(&gone->lock);
        (void)pthread_join(gone->thread, NULL);
        (void)pthread_cond_destroy(&gone->turn);
        (void)pthread_mutex_destroy(&gone->lock);
    }
    notices_free(&gone->notices);
    speaker_free(&gone->speaker);
    free(gone);
    *t = NULL;
}

/* --- metrics ------------------------------------------------------------------------------------- */

static void notices_print(const struct store_outbox *box, struct buf *out)
{
    buf_addf(out, "# HELP mioboe_notices Notices kept, by kind and what became of them.\n"
                  "# TYPE mioboe_notices gauge\n");
    for (size_t k = 0; k < NOTICE_KIND_COUNT; k++) {
        for (size_t f = NOTICE_NONE + 1; f < NOTICE_FATE_COUNT; f++) {
            buf_addf(out, "mioboe_notices{kind=\"%s\",fate=\"%s\"} %" PRIu64 "\n",
                     notice_kind_code((enum notice_kind)k), notice_fate_code((enum notice_fate)f),
                     box->notices[k][f]);
        }
    }
}

static void messages_print(const struct store_outbox *box, struct buf *out)
{
    buf_addf(out, "# HELP mioboe_messages Messages of notices kept, by channel and state.\n"
                  "# TYPE mioboe_messages gauge\n");
    for (size_t c = 0; c < CHANNEL_COUNT; c++) {
        for (size_t s = 0; s < DELIVERY_STATE_COUNT; s++) {
            buf_addf(out, "mioboe_messages{channel=\"%s\",state=\"%s\"} %" PRIu64 "\n",
                     channel_code((enum channel)c), delivery_state_code((enum delivery_state)s),
                     box->deliveries[c][s]);
        }
    }
}

void telling_metrics(struct telling *t, struct buf *out)
{
    struct store_outbox box;
    struct err e = {0};
    int64_t late_ms;

    if (t == NULL || !store_outbox(t->store, &box, &e)) {
        return;
    }
    notices_print(&box, out);
    messages_print(&box, out);
    late_ms = box.oldest_due_ms == INT64_MAX ? 0 : now_ms() - box.oldest_due_ms;
    buf_addf(out,
             "# HELP mioboe_messages_overdue_seconds How long the oldest message is overdue.\n"
             "# TYPE mioboe_messages_overdue_seconds gauge\n"
             "mioboe_messages_overdue_seconds %" PRId64 "\n",
             late_ms > 0 ? late_ms / 1000 : 0);
}
