#include "apps/milter_setup.h"

#include "apps/serve_build.h"
#include "apps/serve_paths.h"
#include "base/quote.h"
#include "model/endpoint.h"
#include "notice/mime.h"
#include "service/log.h"

#include <pthread.h>
#include <signal.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/stat.h>

#define KEY_NAME "filter.key"
#define RECORD_WAIT_MS 1000 /* for the daemon's word on a notice, within filter_wait */

static _Atomic bool lost;

static void all_lost(void *ctx)
{
    (void)ctx;
    atomic_store(&lost, true);
    milter_stop();
}

bool milter_parts_lost(void)
{
    return atomic_load(&lost);
}

static struct span text_of(const char *s)
{
    return (struct span){.at = s, .len = strlen(s)};
}

/* --- where ------------------------------------------------------------------------------------ */

/* "127.0.0.1:8893" in libmilter's words. */
static bool endpoint_words(struct span text, char out[static PATH_BYTES_MAX], struct err *e)
{
    char bytes[ADDRESS_TEXT_MAX];
    struct buf address = BUF_ON(bytes);
    struct endpoint at;
    struct span first;

    if (!endpoint_next_word(&text, &first) || !endpoint_parse(first, &at)) {
        return err_set(e, ERR_CONFIG, "filter_listen: expected 127.0.0.1:8893 or a path, came %s",
                       quote(text).text);
    }
    address_print(&address, &at.address);
    (void)snprintf(out, PATH_BYTES_MAX, "%s:%u@%.*s", address_is_v4(&at.address) ? "inet" : "inet6",
                   (unsigned)at.port, (int)address.len, address.at);
    return true;
}

static bool listen_words(const struct milter_wishes *w, const struct settings *s,
                         char out[static PATH_BYTES_MAX], struct err *e)
{
    const char *path = s->flow.socket;

    if (w->listen != NULL && w->listen[0] != '/') {
        return endpoint_words(text_of(w->listen), out, e);
    }
    path = w->listen != NULL ? w->listen : path;
    if (path[0] == '\0') {
        return endpoint_words(text_of(s->flow.listen), out, e);
    }
    return snprintf(out, PATH_BYTES_MAX, "unix:%s", path) < PATH_BYTES_MAX ||
           err_set(e, ERR_CONFIG, "filter_socket: expected a shorter path");
}

/* The daemon is always asked, never its database: that belongs to one process. */
static bool daemon_path(const struct milter_wishes *w, const struct settings *s,
                        char out[static PATH_BYTES_MAX], struct err *e)
{
    const char *path = w->socket != NULL ? w->socket : s->service.listen_socket;

    if (path[0] == '\0') {
        return serve_path_runtime("mioboe.sock", out, e);
    }
    return snprintf(out, PATH_BYTES_MAX, "%s", path) < PATH_BYTES_MAX ||
           err_set(e, ERR_CONFIG, "listen_socket: expected a shorter path");
}

bool milter_key(const struct milter_wishes *w, const struct settings *s, bool makes,
                struct notice_key *out, struct err *e)
{
    const char *stated = w->key != NULL ? w->key : s->flow.key;
    char path[PATH_BYTES_MAX];
    struct stat about;

    if (stated[0] != '\0') {
        if (snprintf(path, sizeof path, "%s", stated) >= (int)sizeof path) {
            return err_set(e, ERR_CONFIG, "filter_key: expected a shorter path");
        }
    } else if (!serve_path_state(KEY_NAME, path, e)) {
        return false;
    }
    if (!makes && stat(path, &about) != 0) {
        return err_set(e, ERR_ABSENT, "%.150s: no such key: name it with --key, or as filter_key",
                       path);
    }
    return notice_key_load(path, out, e);
}

/* --- parts ------------------------------------------------------------------------------------ */

static bool open_pool(struct milter_parts *p, struct err *e)
{
    const struct settings *s = p->settings;
    struct check_pool_setup setup = {
        .processes = s->flow.processes,
        .checker = {.brands = p->brands.at,
                    .brand_count = p->brands.count,
                    .authserv_id = text_of(s->check_authserv_id)},
        .lost = all_lost,
    };

    p->record = (struct check_record){
        .setup = {.settings = s, .socket = p->daemon, .wait_ms = RECORD_WAIT_MS},
        .zone = p->zone,
    };
    setup.records = check_record_source(&p->record);
    return check_pool_open(&setup, &p->pool, e);
}

/* What may stand in front of a subject: as it is when it is ASCII, else as an encoded word. */
static bool front_words(const struct settings *s, char out[static MILTER_SUBJECT_FRONT_MAX],
                        struct err *e)
{
    struct buf front = {.at = out, .cap = MILTER_SUBJECT_FRONT_MAX - 1};
    struct span words = text_of(s->flow.subject);
    bool plain = true;

    for (size_t i = 0; i < words.len; i++) {
        plain = plain && words.at[i] >= ' ' && words.at[i] <= '~';
    }
    if (plain) {
        buf_add(&front, words);
    } else {
        mime_words(&front, words);
    }
    out[front.len] = '\0';
    return !front.full || err_set(e, ERR_CONFIG, "filter_subject: expected a shorter text");
}

static bool open_filter(const struct milter_wishes *w, struct milter_parts *p, struct err *e)
{
    const struct settings *s = p->settings;
    struct notice_key key;
    struct milter_setup setup = {
        .socket = p->listen,
        .keep_bytes = MESSAGE_BYTES_MAX + 1, /* one more: so the reader sees that it was cut */
        .memory_bytes = (size_t)s->flow.memory_mib << 20,
        .wait_ms = s->flow.wait_ms,
        .policy = {.hold = s->flow.fake == SETTING_FAKE_HOLD,
                   .subject = text_of(p->subject),
                   .notice_from = text_of(s->notice.from)},
        .exempt = text_of(s->flow.address),
        .pool = p->pool,
    };
    bool ok = milter_key(w, s, true, &key, e);

    if (ok) {
        _Static_assert(sizeof setup.key == sizeof key.bytes, "one size of keys");
        memcpy(setup.key, key.bytes, sizeof setup.key);
        ok = milter_open(&setup, e);
    }
    sodium_memzero(&key, sizeof key);
    sodium_memzero(setup.key, sizeof setup.key);
    return ok;
}

/* libmilter waits for them in a thread of its own; whoever else could take them must not. */
static void leave_signals(void)
{
    sigset_t set;

    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGTERM);
    (void)sigaddset(&set, SIGINT);
    (void)sigaddset(&set, SIGHUP);
    (void)pthread_sigmask(SIG_BLOCK, &set, NULL);
}

bool milter_parts_make(const struct milter_wishes *w, struct milter_parts *p, struct err *e)
{
    const struct build_wishes wishes = {.config = w->config};

    if (sodium_init() < 0) {
        return err_set(e, ERR_SYSTEM, "libsodium cannot start");
    }
    if (!build_settings(&wishes, &p->settings, e) ||
        !clock_open(p->settings->time_zone[0] == '\0' ? NULL : p->settings->time_zone, &p->zone,
                    e) ||
        !brand_files_add_dir(&p->brands, p->settings->brands_dir, e) ||
        !daemon_path(w, p->settings, p->daemon, e) || !listen_words(w, p->settings, p->listen, e) ||
        !front_words(p->settings, p->subject, e)) {
        return false;
    }
    leave_signals();
    return open_pool(p, e) && log_open(build_log_level(p->settings), e) &&
           check_pool_start(p->pool, e) && open_filter(w, p, e);
}

void milter_parts_free(struct milter_parts *p)
{
    check_pool_free(&p->pool);
    check_record_free(&p->record);
    brand_files_free(&p->brands);
    clock_free(&p->zone);
    settings_free(&p->settings);
}
