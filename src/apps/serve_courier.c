#include "apps/serve_courier.h"

#include "base/memory.h"
#include "notice/segments.h"
#include "service/deliveries.h"
#include "service/log.h"
#include "store/accounts.h"
#include "store/notices.h"

#include <inttypes.h>
#include <pthread.h>
#include <sodium.h>

#define CHANGE_MS 2000 /* what is under way may take so long when settings change */

/* What one set of settings made; the courier borrows the rest. */
struct means {
    struct gateway *sms;
    struct gateway *voice;
    struct secret password;
    char server[SETTINGS_TEXT_MAX];
    char user[SETTINGS_TEXT_MAX];
    char sender[SETTINGS_TEXT_MAX];
    enum courier_tls tls;
};

struct dispatch {
    pthread_mutex_t lock;    /* over the courier */
    struct courier *courier; /* NULL: nothing is set up */
    struct means means;
    struct store *store;
    uint8_t key[GATEWAY_KEY_SIZE];
};

/* --- means ------------------------------------------------------------------------------------------ */

static void means_free(struct means *m)
{
    gateway_free(&m->sms);
    gateway_free(&m->voice);
    secret_wipe(&m->password);
}

static bool read_gateway(const char *path, const char *setting, struct gateway **out, struct err *e)
{
    return path[0] == '\0' || gateway_read(path, out, e) || err_context(e, "%s", setting);
}

static bool means_read(const struct settings *s, struct means *m, struct err *e)
{
    static const enum courier_tls tls[] = {
        [SETTING_TLS_NONE] = COURIER_TLS_NONE,
        [SETTING_TLS_STARTTLS] = COURIER_TLS_STARTTLS,
        [SETTING_TLS_WHOLE] = COURIER_TLS_WHOLE,
    };
    const struct courier_settings *c = &s->courier;

    memcpy(m->server, c->smtp_server, sizeof m->server);
    memcpy(m->user, c->smtp_user, sizeof m->user);
    memcpy(m->sender, s->notice.from, sizeof m->sender);
    m->tls = tls[c->smtp_tls];
    return read_gateway(c->sms_gateway, "sms_gateway", &m->sms, e) &&
           read_gateway(c->voice_gateway, "voice_gateway", &m->voice, e) &&
           (c->smtp_password_file[0] == '\0' ||
            secret_read(c->smtp_password_file, &m->password, e) ||
            err_context(e, "smtp_password_file"));
}

static bool means_any(const struct means *m)
{
    return m->server[0] != '\0' || m->sms != NULL || m->voice != NULL;
}

/* --- the courier ------------------------------------------------------------------------------------ */

static bool is_narrow(struct span text)
{
    return !segments_of(text).unicode;
}

static void tell(void *ctx, enum courier_event what, enum channel c, const char *text)
{
    static const struct {
        enum log_level level;
        enum log_event event;
        const char *message;
    } rows[] = {
        [COURIER_FAILING] = {LOG_LEVEL_WARNING, LOG_EVENT_SENDING_FAILS,
                             "notices cannot be sent and wait"},
        [COURIER_WORKING] = {LOG_LEVEL_INFO, LOG_EVENT_SENDING_WORKS, "notices are sent again"},
        [COURIER_OUTBOX] = {LOG_LEVEL_ERROR, LOG_EVENT_OUTBOX,
                            "the outbox cannot be read or changed"},
    };
    const char *channel = c < CHANNEL_COUNT ? channel_code(c) : "all";
    struct log_field fields[] = {
        LOG_FIELD_TEXT("channel", ((struct span){channel, strlen(channel)})),
        LOG_FIELD_TEXT("said", ((struct span){text, strlen(text)})),
    };

    (void)ctx;
    log_story(rows[what].level, rows[what].event, rows[what].message, fields, COUNT(fields));
}

/* m must stay where it is as long as the courier. */
static bool start(struct dispatch *d, struct means *m, struct err *e)
{
    struct courier_setup setup = {
        .outbox = deliveries_outbox(d->store),
        .smtp = COURIER_SMTP_DEFAULT,
        .sms = m->sms,
        .voice = m->voice,
        .narrow = is_narrow,
        .tell = tell,
    };

    if (!means_any(m)) {
        return true;
    }
    setup.smtp.server = m->server;
    setup.smtp.tls = m->tls;
    setup.smtp.user = m->user;
    setup.smtp.password = m->password.len > 0 ? &m->password : NULL;
    setup.smtp.sender = m->sender;
    memcpy(setup.report_key, d->key, sizeof setup.report_key);
    randombytes_buf(&setup.seed, sizeof setup.seed);
    return courier_new(&setup, &d->courier, e);
}

static void stop(struct dispatch *d, uint32_t within_ms)
{
    struct courier *courier;

    (void)pthread_mutex_lock(&d->lock);
    courier = d->courier;
    d->courier = NULL;
    (void)pthread_mutex_unlock(&d->lock);
    courier_free(&courier, within_ms);
}

static void wake(void *ctx)
{
    struct dispatch *d = ctx;

    (void)pthread_mutex_lock(&d->lock);
    if (d->courier != NULL) {
        courier_wake(d->courier);
    }
    (void)pthread_mutex_unlock(&d->lock);
}

/* --- the sender --------------------------------------------------------------------------------------- */

static bool seen(void *ctx, const struct account_record *account)
{
    (void)account;
    *(bool *)ctx = true;
    return false;
}

/* Whoever owns the sender's address can send what looks like a notice. */
static void look_for_owner(struct store *s, const char *sender)
{
    static const enum account_list lists[] = {ACCOUNT_SIGN_IN_NAMES, ACCOUNT_MAIL_ADDRESSES};
    char bytes[2 * ACCOUNT_TEXT_MAX];
    struct span typed = {sender, strlen(sender)};
    bool owned = false;

    for (size_t i = 0; i < COUNT(lists) && typed.len > 0 && typed.len < ACCOUNT_TEXT_MAX; i++) {
        struct span name = account_normal(lists[i], typed, bytes);
        struct err ignored;

        (void)!store_account_by(s, lists[i], name, seen, &owned, &ignored);
    }
    if (owned) {
        struct log_field field = LOG_FIELD_TEXT("sender", typed);

        log_story(LOG_LEVEL_WARNING, LOG_EVENT_SENDER_OWNED,
                  "an account has the address notices come from: whoever signs in to it can send "
                  "what looks like one",
                  &field, 1);
    }
}

/* --- life ------------------------------------------------------------------------------------------- */

bool dispatch_new(const struct settings *s, struct store *store,
                  const uint8_t key[static GATEWAY_KEY_SIZE], struct dispatch **out, struct err *e)
{
    struct dispatch *d = memory_new(1, sizeof *d);

    (void)pthread_mutex_init(&d->lock, NULL);
    d->store = store;
    memcpy(d->key, key, sizeof d->key);
    if (!means_read(s, &d->means, e) || !start(d, &d->means, e)) {
        dispatch_free(&d);
        return false;
    }
    store_set_told(store, wake, d);
    look_for_owner(store, d->means.sender);
    *out = d;
    return true;
}

bool dispatch_check(const struct settings *s, struct err *e)
{
    struct means m = {0};
    bool ok = means_read(s, &m, e);

    means_free(&m);
    return ok;
}

bool dispatch_set(struct dispatch *d, const struct settings *s, struct err *e)
{
    struct means fresh = {0};
    struct means old = d->means;
    struct err ignored;

    if (!means_read(s, &fresh, e)) {
        means_free(&fresh);
        return false;
    }
    stop(d, CHANGE_MS);
    d->means = fresh;
    secret_wipe(&fresh.password);
    if (start(d, &d->means, e)) {
        means_free(&old);
        look_for_owner(d->store, d->means.sender);
        return true;
    }
    means_free(&fresh);
    d->means = old;
    (void)!start(d, &d->means, &ignored);
    return false;
}

void dispatch_stop(struct dispatch *d, uint32_t within_ms)
{
    if (d != NULL) {
        stop(d, within_ms);
    }
}

void dispatch_free(struct dispatch **d)
{
    if (*d == NULL) {
        return;
    }
    stop(*d, 0);
    means_free(&(*d)->means);
    (void)pthread_mutex_destroy(&(*d)->lock);
    sodium_memzero((*d)->key, sizeof(*d)->key);
    memory_free(*d);
    *d = NULL;
}

/* --- metrics ---------------------------------------------------------------------------------------- */

static void metrics_of(const struct courier_tally *t, struct buf *out)
{
    static const char *const results[] = {"accepted", "retried", "failed", "expired"};

    buf_addf(out, "# HELP mioboe_sent_total Messages of notices by what became of them when sent.\n"
                  "# TYPE mioboe_sent_total counter\n");
    for (size_t c = 0; c < CHANNEL_COUNT; c++) {
        const struct courier_channel_tally *n = &t->channels[c];
        const uint64_t counts[] = {n->accepted, n->retried, n->failed, n->expired};

        for (size_t i = 0; i < COUNT(results); i++) {
            buf_addf(out, "mioboe_sent_total{channel=\"%s\",result=\"%s\"} %" PRIu64 "\n",
                     channel_code((enum channel)c), results[i], counts[i]);
        }
    }
    buf_addf(out, "# HELP mioboe_sending Messages of notices under way.\n"
                  "# TYPE mioboe_sending gauge\n");
    for (size_t c = 0; c < CHANNEL_COUNT; c++) {
        buf_addf(out, "mioboe_sending{channel=\"%s\"} %" PRIu32 "\n", channel_code((enum channel)c),
                 t->channels[c].under_way);
    }
    buf_addf(out, "# HELP mioboe_sending_fails The last messages did not get through.\n"
                  "# TYPE mioboe_sending_fails gauge\n");
    for (size_t c = 0; c < CHANNEL_COUNT; c++) {
        buf_addf(out, "mioboe_sending_fails{channel=\"%s\"} %d\n", channel_code((enum channel)c),
                 t->channels[c].failing ? 1 : 0);
    }
    buf_addf(out,
             "# HELP mioboe_outbox_errors_total The outbox could not be read or changed.\n"
             "# TYPE mioboe_outbox_errors_total counter\n"
             "mioboe_outbox_errors_total %" PRIu64 "\n",
             t->outbox_errors);
}

void dispatch_metrics(struct dispatch *d, struct buf *out)
{
    struct courier_tally t = {0};

    (void)pthread_mutex_lock(&d->lock);
    if (d->courier != NULL) {
        t = courier_tally(d->courier);
    }
    (void)pthread_mutex_unlock(&d->lock);
    metrics_of(&t, out);
}
