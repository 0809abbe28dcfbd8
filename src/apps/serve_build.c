#include "apps/serve_build.h"

#include "apps/serve_paths.h"
#include "base/quote.h"
#include "model/endpoint.h"
#include "store/sqlite.h"

#include <stdio.h>
#include <stdlib.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

bool build_settings(const struct build_wishes *w, struct settings **out, struct err *e)
{
    const char *path = w->config;

    if (path == NULL && access(SETTINGS_FILE, F_OK) == 0) {
        path = SETTINGS_FILE;
    }
    return settings_load(path, out, e);
}

static bool fill_access(const struct service_settings *s, const struct public_settings *open,
                        struct access *a, struct err *e)
{
    return (access_add_blocks(a, span_of(s->listen_from), e) || err_context(e, "listen_from")) &&
           (access_add_proxies(a, span_of(open->proxies), e) || err_context(e, "public_proxies")) &&
           (access_add_users(a, span_of(s->socket_users), SCOPE_ALL, e) ||
            err_context(e, "socket_users")) &&
           (access_add_users(a, span_of(s->socket_door_users), SCOPE_POLICY | SCOPE_VERIFY, e) ||
            err_context(e, "socket_door_users")) &&
           access_add_uid(a, 0, SCOPE_ALL, e) && access_add_uid(a, geteuid(), SCOPE_ALL, e) &&
           (s->secrets[0] == '\0' || access_add_secrets(a, s->secrets, e) ||
            err_context(e, "secrets"));
}

static bool build_access(const struct settings *s, struct access **out, struct err *e)
{
    struct access *a = access_new();

    if (a == NULL) {
        return err_set(e, ERR_SYSTEM, "no memory for secrets");
    }
    if (!fill_access(&s->service, &s->open, a, e)) {
        access_free(&a);
        return false;
    }
    *out = a;
    return true;
}

static bool build_tls(const struct settings *s, struct tls **out, struct err *e)
{
    const struct service_settings *set = &s->service;
    bool stated = set->tls_certificate[0] != '\0' && set->tls_key[0] != '\0';

    if (!stated && (set->listen_tls[0] != '\0' || s->open.listen_tls[0] != '\0')) {
        return err_set(e, ERR_CONFIG, "%s: expected tls_certificate and tls_key beside it",
                       set->listen_tls[0] != '\0' ? "listen_tls" : "public_listen_tls");
    }
    return !stated || tls_read(set->tls_certificate, set->tls_key, out, e);
}

bool build_trust(const struct settings *s, struct trust *out, struct err *e)
{
    struct trust t = {0};

    if (!build_access(s, &t.access, e) || !build_tls(s, &t.tls, e)) {
        trust_free(&t);
        return false;
    }
    *out = t;
    return true;
}

void trust_free(struct trust *t)
{
    access_free(&t->access);
    tls_free(&t->tls);
}

bool build_places(const struct settings *s, struct places **out, struct err *e)
{
    char cache[PATH_BYTES_MAX];
    bool cached = serve_path_cache("places.cache", cache);
    struct place_sources sources = {
        .libloc = s->place_database[0] == '\0' ? NULL : s->place_database,
        .mmdb = s->place_mmdb[0] == '\0' ? NULL : s->place_mmdb,
        .cache = cached ? cache : NULL,
        .own = s->networks,
        .own_count = s->network_count,
    };

    if (s->place_cache[0] != '\0') {
        sources.cache = s->place_cache;
    }
    return places_open(&sources, out, e);
}

bool build_database(const struct build_wishes *w, const struct settings *s,
                    char out[static PATH_BYTES_MAX], struct err *e)
{
    const char *path = w->db;

    if (path == NULL && s->database[0] != '\0') {
        path = s->database;
    }
    if (path == NULL) {
        return serve_path_state("mioboe.db", out, e);
    }
    return snprintf(out, PATH_BYTES_MAX, "%s", path) < PATH_BYTES_MAX ||
           err_set(e, ERR_CONFIG, "the name of the database is too long");
}

bool build_store(const struct build_wishes *w, const struct settings *s, struct store **out,
                 struct err *e)
{
    char path[PATH_BYTES_MAX];

    return build_database(w, s, path, e) && store_sqlite_open(path, out, e);
}

static void close_all(struct listener *listeners, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        listener_close(&listeners[i]);
    }
}

static bool adopt_all(int fds, char **names, struct listener *out, size_t *count, struct err *e)
{
    for (int i = 0; i < fds; i++) {
        if (*count == SERVE_LISTENERS_MAX) {
            return err_set(e, ERR_CONFIG, "expected at most %d sockets of the service manager",
                           SERVE_LISTENERS_MAX);
        }
        if (!listener_adopt(SD_LISTEN_FDS_START + i, names[i], &out[*count], e)) {
            return false;
        }
        ++*count;
    }
    return true;
}

struct wanted {
    const char *list;
    unsigned threads;
    bool tls;
    bool strangers;
};

static bool open_tcp(const struct wanted *w, struct listener *out, size_t *count, struct err *e)
{
    struct span rest = span_of(w->list);
    struct span word;

    while (endpoint_next_word(&rest, &word)) {
        struct endpoint at;

        if (*count == SERVE_LISTENERS_MAX - 1) {
            return err_set(e, ERR_CONFIG, "expected at most %d addresses to listen on",
                           SERVE_LISTENERS_MAX - 1);
        }
        if (!endpoint_parse(word, &at)) {
            return err_set(e, ERR_CONFIG, "expected ADDRESS:PORT to listen on, came %s",
                           quote(word).text);
        }
        if (!listener_open_tcp(&at.address, at.port, w->threads, &out[*count], e)) {
            return err_context(e, "listening on %.*s", (int)word.len, word.at);
        }
        out[*count].tls = w->tls;
        out[*count].strangers = w->strangers;
        ++*count;
    }
    return true;
}

static bool open_unix(const struct build_wishes *w, const struct settings *s, struct listener *out,
                      size_t *count, struct err *e)
{
    char usual[PATH_BYTES_MAX];
    const char *path = w->socket;

    if (path == NULL && s->service.listen_socket[0] != '\0') {
        path = s->service.listen_socket;
    }
    if (path == NULL) {
        if (!serve_path_runtime("mioboe.sock", usual, e)) {
            return false;
        }
        path = usual;
    }
    if (!listener_open_unix(path, &out[*count], e)) {
        return err_context(e, "listening on a unix socket");
    }
    ++*count;
    return true;
}

static void free_names(char **names, int count)
{
    for (int i = 0; i < count; i++) {
        free(names[i]);
    }
    free(names);
}

bool build_listeners(const struct build_wishes *w, const struct settings *s, struct listener *out,
                     size_t *count, struct err *e)
{
    unsigned threads = build_threads(s);
    const struct wanted wanted[] = {
        {w->listen != NULL ? w->listen : s->service.listen, threads, false, false},
        {s->service.listen_tls, threads, true, false},
        {w->public_listen != NULL ? w->public_listen : s->open.listen, threads, false, true},
        {s->open.listen_tls, threads, true, true},
    };
    char **names = NULL;
    int fds = sd_listen_fds_with_names(1, &names);
    bool ok = true;

    *count = 0;
    if (fds > 0) {
        ok = adopt_all(fds, names, out, count, e);
    } else {
        for (size_t i = 0; ok && i < COUNT(wanted); i++) {
            ok = open_tcp(&wanted[i], out, count, e);
        }
        ok = ok && open_unix(w, s, out, count, e);
    }
    free_names(names, fds > 0 ? fds : 0);
    if (!ok) {
        close_all(out, *count);
    }
    return ok;
}

unsigned build_threads(const struct settings *s)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);

    if (s->service.threads > 0) {
        return s->service.threads;
    }
    if (cores < 1) {
        return 1;
    }
    return cores > SERVE_THREADS_MAX ? SERVE_THREADS_MAX : (unsigned)cores;
}

/* POSIX.1-2017 section 8.2: which variable tells the language of messages. */
enum lang build_lang(const struct settings *s)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    enum lang lang = s->language == SETTING_LANGUAGE_JA ? LANG_JA : LANG_EN;

    for (size_t i = 0; i < COUNT(names) && s->language == SETTING_LANGUAGE_AUTO; i++) {
        const char *value = getenv(names[i]);

        if (value != NULL && value[0] != '\0') {
            (void)!lang_parse(span_of(value), &lang);
            break;
        }
    }
    return lang;
}

/* The page of a code stands beside the page that checks a notice. */
static void help_of(const struct settings *s, char out[static GUARD_HELP_MAX])
{
    struct span page = span_of(s->notice.check_page);
    struct buf text = {.at = out, .cap = GUARD_HELP_MAX - 1};

    while (page.len > 0 && page.at[page.len - 1] != '/') {
        page.len--;
    }
    if (page.len > 0) {
        buf_addf(&text, "%.*se/", (int)page.len, page.at);
    }
    out[text.full ? 0 : text.len] = '\0';
}

struct home_countries build_home(const struct settings *s)
{
    struct home_countries home = {0};
    struct err ignored; /* the voice of notices has refused what is none */

    (void)!home_countries_parse(span_of(s->notice.home_countries), &home, &ignored);
    return home;
}

struct guard_setup build_guard(const struct settings *s, struct places *places, struct store *store)
{
    static const enum guard_checks checks[] = {
        [SETTING_CHECKS_BOTH] = GUARD_CHECK_BOTH,
        [SETTING_CHECKS_BEFORE] = GUARD_CHECK_BEFORE,
        [SETTING_CHECKS_AFTER] = GUARD_CHECK_AFTER,
    };
    struct guard_setup setup = {
        .places = places,
        .policy = s->policy,
        .guess = s->guess,
        .attack = s->attack,
        .checks = checks[s->service.checks],
        .delay_s = s->service.delay_s,
        .lang = build_lang(s),
        .history_days = s->history_days,
        .identity_days = s->identity_days,
        .home = build_home(s),
        .learning_days = s->telling.learning_days,
        .store = store,
    };

    help_of(s, setup.help);
    return setup;
}

struct serve_setup build_serve(const struct settings *s, const struct trust *trust)
{
    struct serve_setup setup = {
        .threads = build_threads(s),
        .workers = s->service.workers,
        .readers = s->service.check_at_once + 1, /* one prepares while the others wait for theirs */
        .limits = SERVE_LIMITS_DEFAULT,
        .routes = route_table,
        .route_count = route_count,
        .access = trust->access,
        .tls = trust->tls,
        .outage_refuses = s->service.outage == SETTING_OUTAGE_REFUSE,
    };

    setup.limits.connections = s->service.connections;
    setup.limits.answer_ms = s->service.answer_ms;
    return setup;
}

enum log_level build_log_level(const struct settings *s)
{
    static const enum log_level levels[] = {
        [SETTING_LOG_WARNING] = LOG_LEVEL_WARNING,
        [SETTING_LOG_INFO] = LOG_LEVEL_INFO,
        [SETTING_LOG_DEBUG] = LOG_LEVEL_DEBUG,
    };

    return levels[s->service.log];
}
