#include "apps/api_client.h"

#include "apps/credential_setup.h"
#include "apps/desk.h"
#include "apps/serve_build.h"
#include "apps/serve_paths.h"
#include "serve/api.h"
#include "service/token_book.h"
#include "store/sqlite.h"
#include "wire/json_fields.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define CALL_MS 60000L /* the daemon's own limit is shorter */

struct api_client {
    struct buf body; /* room of API_ANSWER_MAX bytes */
    /* asking the daemon */
    CURL *curl;
    /* asking the database */
    struct api *api;
    struct token_book *tokens;
    struct store *store;
    struct places *places;
    struct passwords *passwords; /* NULL: nobody asks about them */
    struct desk *desk;           /* NULL: nobody asks about devices */
};

/* --- which ---------------------------------------------------------------------------------------- */

static bool somebody_listens(const char *path)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    size_t len = strlen(path);
    int fd;
    bool ok;

    if (len >= sizeof at.sun_path) {
        return false;
    }
    memcpy(at.sun_path, path, len + 1);
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ok = fd >= 0 && connect(fd, (const struct sockaddr *)&at, sizeof at) == 0;
    if (fd >= 0) {
        (void)close(fd);
    }
    return ok;
}

static bool usual_socket(const struct settings *s, char out[static PATH_BYTES_MAX])
{
    struct err none;

    if (s->service.listen_socket[0] != '\0') {
        (void)snprintf(out, PATH_BYTES_MAX, "%s", s->service.listen_socket);
        return true;
    }
    return serve_path_runtime("mioboe.sock", out, &none);
}

/* The socket to ask; false: open the database. */
static bool socket_of(const struct api_client_setup *setup, char out[static PATH_BYTES_MAX])
{
    if (setup->socket != NULL) {
        (void)snprintf(out, PATH_BYTES_MAX, "%s", setup->socket);
        return true;
    }
    return setup->db == NULL && usual_socket(setup->settings, out) && somebody_listens(out);
}

/* --- the daemon ----------------------------------------------------------------------------------- */

/* The signature is libcurl's. */
static size_t received(char *at, /* NOLINT(readability-non-const-parameter) */
                       size_t size, size_t count, void *ctx)
{
    struct buf *body = ctx;

    buf_add(body, (struct span){.at = at, .len = size * count});
    return body->full ? 0 : size * count;
}

static bool curl_open(struct api_client *c, const char *path, uint32_t wait_ms, struct err *e)
{
    CURLcode rc = CURLE_OK;

    if (!somebody_listens(path)) {
        e->sys = errno;
        return err_set(e, ERR_SYSTEM, "nobody answers at %.150s: is mioboe serve running?", path);
    }
    c->curl = curl_easy_init();
    if (c->curl == NULL) {
        return err_set(e, ERR_SYSTEM, "no memory to ask the daemon");
    }
    rc = curl_easy_setopt(c->curl, CURLOPT_UNIX_SOCKET_PATH, path);
    if (rc == CURLE_OK) {
        rc = curl_easy_setopt(c->curl, CURLOPT_WRITEFUNCTION, received);
    }
    if (rc == CURLE_OK) {
        rc = curl_easy_setopt(c->curl, CURLOPT_WRITEDATA, &c->body);
    }
    (void)curl_easy_setopt(c->curl, CURLOPT_TIMEOUT_MS, wait_ms == 0 ? CALL_MS : (long)wait_ms);
    (void)curl_easy_setopt(c->curl, CURLOPT_NOSIGNAL, 1L);
    (void)curl_easy_setopt(c->curl, CURLOPT_PROXY, "");
    return rc == CURLE_OK ||
           err_set(e, ERR_SYSTEM, "asking the daemon: %s", curl_easy_strerror(rc));
}

static bool curl_call(struct api_client *c, const char *method, struct span path, struct span body,
                      unsigned *status, struct err *e)
{
    char url[PATH_BYTES_MAX];
    struct curl_slist *headers = NULL;
    CURLcode rc;
    long code = 0;

    if (snprintf(url, sizeof url, "http://localhost%.*s", (int)path.len, path.at) >=
        (int)sizeof url) {
        return err_set(e, ERR_INPUT, "the name is too long to ask for");
    }
    headers = curl_slist_append(NULL, "Content-Type: application/json");
    (void)curl_easy_setopt(c->curl, CURLOPT_HTTPHEADER, headers);
    (void)curl_easy_setopt(c->curl, CURLOPT_URL, url);
    if (body.len > 0) {
        (void)curl_easy_setopt(c->curl, CURLOPT_POSTFIELDSIZE, (long)body.len);
        (void)curl_easy_setopt(c->curl, CURLOPT_POSTFIELDS, body.at);
    } else {
        (void)curl_easy_setopt(c->curl, CURLOPT_HTTPGET, 1L);
    }
    (void)curl_easy_setopt(c->curl, CURLOPT_CUSTOMREQUEST, method);
    rc = curl_easy_perform(c->curl);
    curl_slist_free_all(headers);
    if (rc != CURLE_OK) {
        return err_set(e, ERR_SYSTEM, "asking the daemon: %s", curl_easy_strerror(rc));
    }
    (void)curl_easy_getinfo(c->curl, CURLINFO_RESPONSE_CODE, &code);
    *status = (unsigned)code;
    return true;
}

/* --- the database --------------------------------------------------------------------------------- */

static bool store_path(const struct api_client_setup *setup, char out[static PATH_BYTES_MAX],
                       struct err *e)
{
    const char *path = setup->db;

    if (path == NULL && setup->settings->database[0] != '\0') {
        path = setup->settings->database;
    }
    if (path == NULL) {
        return serve_path_state("mioboe.db", out, e);
    }
    return snprintf(out, PATH_BYTES_MAX, "%s", path) < PATH_BYTES_MAX ||
           err_set(e, ERR_CONFIG, "the name of the database is too long");
}

static bool desk_open(struct api_client *c, const struct api_client_setup *setup, const char *path,
                      struct err *e)
{
    const struct build_wishes wishes = {.db = path};

    if (!desk_new(&wishes, setup->settings, c->store, c->passwords, &c->desk, e)) {
        return false;
    }
    desk_commit(c->desk, setup->settings, c->places);
    api_set_devices(c->api, desk_now(c->desk));
    return true;
}

static bool store_open(struct api_client *c, const struct api_client_setup *setup, struct err *e)
{
    struct home_countries home;
    char path[PATH_BYTES_MAX];
    struct stat st;

    if (!store_path(setup, path, e)) {
        return false;
    }
    if (!setup->makes && stat(path, &st) != 0 && errno == ENOENT) {
        return err_set(e, ERR_ABSENT,
                       "there is no database %.100s: name it with --db, or start mioboe serve",
                       path);
    }
    if (!store_sqlite_open(path, &c->store, e) || !token_book_open(c->store, &c->tokens, e)) {
        return false;
    }
    c->api = api_new(c->store, c->tokens);
    if (c->api == NULL) {
        return err_set(e, ERR_SYSTEM, "no memory to read the database");
    }
    if (!build_places(setup->settings, &c->places, e)) {
        return false;
    }
    api_set_places(c->api, c->places);
    home = build_home(setup->settings);
    api_set_home(c->api, &home);
    if (!setup->passwords) {
        return true;
    }
    if (!credential_setup_new(setup->settings, path, c->store, &c->passwords, e)) {
        return false;
    }
    credential_setup_reload(c->passwords, setup->settings, c->places);
    api_set_passwords(c->api, c->passwords);
    return !setup->devices || desk_open(c, setup, path, e);
}

static int64_t now_ms(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static unsigned store_call(struct api_client *c, const char *method, struct span path,
                           struct span body)
{
    struct api_request r = {
        .method = {.at = method, .len = strlen(method)},
        .path = path,
        .body = body,
        .now_ms = now_ms(),
    };
    struct span head;

    r.query = path;
    if (span_cut(&r.query, '?', &head)) {
        r.path = head;
    } else {
        r.query = (struct span){0};
    }
    return api_answer(c->api, &r, &c->body);
}

/* --- both ----------------------------------------------------------------------------------------- */

bool api_client_open(const struct api_client_setup *setup, struct api_client **out, struct err *e)
{
    struct api_client *c = calloc(1, sizeof *c);
    char path[PATH_BYTES_MAX];

    if (c != NULL) {
        c->body = (struct buf){.at = malloc(API_ANSWER_MAX), .cap = API_ANSWER_MAX};
    }
    if (c == NULL || c->body.at == NULL) {
        free(c);
        return err_set(e, ERR_SYSTEM, "no memory to ask");
    }
    if (socket_of(setup, path) ? !curl_open(c, path, setup->wait_ms, e)
                               : !store_open(c, setup, e)) {
        api_client_free(&c);
        return false;
    }
    *out = c;
    return true;
}

void api_client_free(struct api_client **c)
{
    struct api_client *gone = *c;

    if (gone == NULL) {
        return;
    }
    curl_easy_cleanup(gone->curl);
    api_free(&gone->api);
    desk_free(&gone->desk);
    passwords_free(&gone->passwords);
    token_book_free(&gone->tokens);
    store_free(&gone->store);
    places_free(&gone->places);
    free(gone->body.at);
    free(gone);
    *c = NULL;
}

static bool take_reason(void *ctx, size_t field, const struct json_in_value *v, struct err *e)
{
    struct span *reason = ctx;

    (void)field;
    (void)e;
    *reason = v->kind == JSON_IN_TEXT ? v->raw : *reason;
    return true;
}

static bool refused(const struct api_client *c, unsigned status, struct err *e)
{
    static const struct span names[] = {SPAN_INIT("reason")};
    enum err_code code = status == 400   ? ERR_INPUT
                         : status == 404 ? ERR_ABSENT
                         : status == 503 ? ERR_STORE
                         : status < 500  ? ERR_CONFIG
                                         : ERR_SYSTEM;
    struct span reason = SPAN("");
    const struct json_in_fields fields = {names, COUNT(names), take_reason, &reason};
    struct err ignored;
    struct json_in_value text = {.kind = JSON_IN_TEXT, .escaped = true};
    char bytes[sizeof e->text];

    if (!json_in_fields((struct span){.at = c->body.at, .len = c->body.len}, &fields, &ignored) ||
        reason.len == 0) {
        return err_set(e, code, "the daemon answered %u", status);
    }
    text.raw = reason;
    reason = json_in_text(&text, bytes, sizeof bytes - 1, NULL);
    return err_set(e, code, "%.*s", (int)reason.len, reason.at);
}

bool api_client_call(struct api_client *c, const char *method, struct span path, struct span body,
                     struct span *answer, struct err *e)
{
    unsigned status = 0;

    c->body.len = 0;
    c->body.full = false;
    if (c->curl == NULL) {
        status = store_call(c, method, path, body);
    } else if (!curl_call(c, method, path, body, &status, e)) {
        return false;
    }
    if (status != 200) {
        return refused(c, status, e);
    }
    *answer = (struct span){.at = c->body.at, .len = c->body.len};
    return true;
}

void api_client_encode(struct buf *out, struct span text)
{
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~@";

    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] != '\0' && strchr(plain, text.at[i]) != NULL) {
            buf_add(out, (struct span){.at = text.at + i, .len = 1});
        } else {
            buf_addf(out, "%%%02X", (unsigned)(unsigned char)text.at[i]);
        }
    }
}
