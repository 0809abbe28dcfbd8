#include "apps/device_ask.h"

#include "base/secret.h"
#include "wire/json_out.h"
#include "wire/qr.h"
#include "words/clean.h"
#include "words/device.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PATH_MAX_BYTES 1024
#define BODY_MAX 2048
#define QR_BLOCKS_MAX ((size_t)64 << 10)
#define TEXT_BYTES 1024

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

/* A member's text, made safe to show; "-" for null. */
static bool put_member(struct inquiry *q, struct span object, const char *name, struct err *e)
{
    struct json_in_value v = {0};
    char clean[3 * TEXT_BYTES];
    struct buf text = BUF_ON(clean);

    (void)q;
    if (!inquiry_member(object, name, &v, e)) {
        return false;
    }
    if (v.kind == JSON_IN_TEXT) {
        char room[TEXT_BYTES];

        clean_text(&text, json_in_text(&v, room, sizeof room, NULL));
    } else if (v.kind == JSON_IN_NULL) {
        buf_add(&text, SPAN("-"));
    } else {
        clean_text(&text, v.raw);
    }
    (void)fwrite(text.at, 1, text.len, stdout);
    return true;
}

static bool member(struct inquiry *q, struct span object, const char *name, struct span *out,
                   struct err *e)
{
    struct json_in_value v = {0};

    (void)q;
    if (!inquiry_member(object, name, &v, e)) {
        return false;
    }
    *out = v.raw;
    return v.kind == JSON_IN_TEXT || v.kind == JSON_IN_OBJECT || v.kind == JSON_IN_LIST ||
           err_set(e, ERR_INPUT, "the answer: expected %s", name);
}

/* --- link ------------------------------------------------------------------------------------------- */

static void put_qr(struct span url)
{
    char *room = malloc(QR_BLOCKS_MAX);
    struct buf out = {.at = room, .cap = room == NULL ? 0 : QR_BLOCKS_MAX};
    struct qr qr;
    struct err ignored = {0};

    if (room != NULL && qr_make(url, &qr, &ignored)) {
        qr_blocks(&out, &qr, false);
        (void)fwrite(out.at, 1, out.len, stdout);
    }
    free(room);
}

bool device_link(struct inquiry *q, char *operands[], struct err *e)
{
    const char *device = q->options.value[DEVICE_OPTION_DEVICE];
    char bytes[BODY_MAX];
    struct buf body = BUF_ON(bytes);
    struct json_out j = json_out_open(&body);
    struct span answer = {0};
    struct span url = {0};

    if (device != NULL) {
        json_out_text(&j, "device", span_of(device));
    }
    json_out_bool(&j, "anywhere", q->options.set[DEVICE_OPTION_ANYWHERE]);
    json_out_close(&j);
    if (!inquiry_account(
            q,
            &(struct inquiry_request){.method = "POST",
                                      .account = operands[0],
                                      .part = "/devices",
                                      .after = "/links",
                                      .body = (struct span){.at = body.at, .len = body.len}},
            &answer, e)) {
        return false;
    }
    if (q->options.set[INQUIRY_JSON]) {
        inquiry_print(answer);
        return true;
    }
    if (!member(q, answer, "url", &url, e)) {
        return false;
    }
    (void)fwrite(url.at, 1, url.len, stdout);
    (void)putchar('\n');
    if (isatty(STDOUT_FILENO) != 0) {
        put_qr(url);
    }
    (void)fprintf(stderr, "%s\n", words_device(q->voice.lang, DEVICE_WORDS_ONCE));
    return true;
}

/* --- list, revoke ----------------------------------------------------------------------------------- */

static bool put_device(struct inquiry *q, struct span item, struct err *e)
{
    static const char *const members[] = {"id", "kind", "version", "issued", "name"};

    for (size_t i = 0; i < COUNT(members); i++) {
        if (i > 0) {
            (void)fputs("  ", stdout);
        }
        if (!put_member(q, item, members[i], e)) {
            return false;
        }
    }
    (void)putchar('\n');
    return true;
}

bool device_list(struct inquiry *q, char *operands[], struct err *e)
{
    struct span answer = {0};
    struct span list = {0};
    struct json_in_value key = {0};
    struct json_in_value item = {0};
    struct json_in in = {0};
    bool more = true;

    if (!inquiry_account(
            q,
            &(struct inquiry_request){.method = "GET", .account = operands[0], .part = "/devices"},
            &answer, e)) {
        return false;
    }
    if (q->options.set[INQUIRY_JSON]) {
        inquiry_print(answer);
        return true;
    }
    if (!member(q, answer, "devices", &list, e) || !json_in_open(list, JSON_IN_LIST, &in, e)) {
        return false;
    }
    while (json_in_next(&in, &key, &item, &more, e)) {
        if (!more) {
            return true;
        }
        if (!put_device(q, item.raw, e)) {
            return false;
        }
    }
    return false;
}

bool device_revoke(struct inquiry *q, char *operands[], struct err *e)
{
    char bytes[PATH_MAX_BYTES];
    struct buf after = {.at = bytes, .cap = sizeof bytes - 1};
    struct span answer = {0};

    buf_addf(&after, "/");
    api_client_encode(&after, span_of(operands[1]));
    bytes[after.len] = '\0';
    if (after.full) {
        return err_set(e, ERR_ABSENT, "there is no such device");
    }
    if (!inquiry_account(
            q,
            &(struct inquiry_request){
                .method = "DELETE", .account = operands[0], .part = "/devices", .after = bytes},
            &answer, e)) {
        return false;
    }
    (void)printf("%s\n", words_device(q->voice.lang, DEVICE_WORDS_REVOKED));
    return true;
}

/* --- profile, show ---------------------------------------------------------------------------------- */

/* The PIN from the terminal without showing it, or the first line of standard input. */
static bool read_pin(const struct inquiry *q, struct secret *out, struct err *e)
{
    char line[SECRET_TEXT_MAX];
    size_t len;
    bool ok;

    if (isatty(STDIN_FILENO) != 0) {
        char *typed = getpass(words_device(q->voice.lang, DEVICE_WORDS_PIN));

        ok = typed != NULL && secret_take(out, span_of(typed));
        if (typed != NULL) {
            sodium_memzero(typed, strlen(typed));
        }
        return ok || err_set(e, ERR_INPUT, "expected the contract's PIN");
    }
    ok = fgets(line, sizeof line, stdin) != NULL;
    len = ok ? strcspn(line, "\r\n") : 0;
    ok = ok && len > 0 && secret_take(out, (struct span){.at = line, .len = len});
    sodium_memzero(line, sizeof line);
    return ok || err_set(e, ERR_INPUT, "expected the contract's PIN on standard input");
}

static bool put_order(const struct inquiry *q, bool password, struct buf *body, struct err *e)
{
    static const struct {
        int option;
        const char *name;
    } texts[] = {{DEVICE_OPTION_DEVICE, "device"},
                 {DEVICE_OPTION_NAME, "name"},
                 {DEVICE_OPTION_KIND, "kind"}};
    struct json_out j = json_out_open(body);
    struct secret pin = {0};

    for (size_t i = 0; i < COUNT(texts); i++) {
        const char *value = q->options.value[texts[i].option];

        if (value != NULL) {
            json_out_text(&j, texts[i].name, span_of(value));
        }
    }
    json_out_code(&j, "lang", lang_code(q->voice.lang));
    json_out_bool(&j, "password", password);
    if (password) {
        if (!read_pin(q, &pin, e)) {
            return false;
        }
        json_out_text(&j, "pin", secret_reveal(&pin));
        secret_wipe(&pin);
    }
    json_out_close(&j);
    return !body->full || err_set(e, ERR_INPUT, "the name is too long");
}

/* Only its owner may read it: it holds a password. */
static bool write_file(const char *path, const unsigned char *at, size_t len, struct err *e)
{
    int file =
        path == NULL ? STDOUT_FILENO : open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool ok = file >= 0;

    for (size_t done = 0; ok && done < len;) {
        ssize_t wrote = write(file, at + done, len - done);

        ok = wrote > 0;
        done += ok ? (size_t)wrote : 0;
    }
    if (file >= 0 && path != NULL) {
        ok = close(file) == 0 && ok;
    }
    return ok || err_set(e, ERR_SYSTEM, "cannot write the profile: %s", strerror(errno));
}

static bool write_profile(struct inquiry *q, struct span answer, struct err *e)
{
    const char *path = q->options.value[DEVICE_OPTION_OUTPUT];
    struct json_in_value sealed = {0};
    struct span text;
    unsigned char *bytes;
    size_t len = 0;
    bool ok;

    if (!member(q, answer, "profile", &text, e) || !inquiry_member(answer, "signed", &sealed, e)) {
        return false;
    }
    bytes = malloc(text.len + 1);
    ok = bytes != NULL && sodium_base642bin(bytes, text.len, text.at, text.len, NULL, &len, NULL,
                                            sodium_base64_VARIANT_ORIGINAL) == 0;
    ok = ok ? write_file(path, bytes, len, e) : err_set(e, ERR_INPUT, "the answer is no profile");
    if (bytes != NULL) {
        sodium_memzero(bytes, text.len);
    }
    free(bytes);
    if (ok && sealed.raw.len > 0 && sealed.raw.at[0] == 'f') {
        (void)fprintf(stderr, "%s\n", words_device(q->voice.lang, DEVICE_WORDS_UNSIGNED));
    }
    return ok;
}

bool device_profile(struct inquiry *q, char *operands[], struct err *e)
{
    char bytes[BODY_MAX];
    struct buf body = BUF_ON(bytes);
    struct span answer = {0};
    bool ok;

    if (q->options.value[DEVICE_OPTION_OUTPUT] == NULL && !q->options.set[INQUIRY_JSON] &&
        isatty(STDOUT_FILENO) != 0) {
        return err_set(e, ERR_INPUT, "a profile is no text for a terminal: state --output FILE");
    }
    ok = put_order(q, !q->options.set[DEVICE_OPTION_NO_PASSWORD], &body, e) &&
         inquiry_account(
             q,
             &(struct inquiry_request){.method = "POST",
                                       .account = operands[0],
                                       .part = "/devices",
                                       .body = (struct span){.at = body.at, .len = body.len}},
             &answer, e);
    sodium_memzero(bytes, sizeof bytes);
    if (!ok) {
        return false;
    }
    if (q->options.set[INQUIRY_JSON]) {
        inquiry_print(answer);
        return true;
    }
    return write_profile(q, answer, e);
}

static bool put_servers(struct inquiry *q, struct span servers, struct err *e)
{
    static const char *const members[] = {"host", "port", "socket"};
    struct json_in_value key = {0};
    struct json_in_value one = {0};
    struct json_in in = {0};
    bool more = true;

    if (!json_in_open(servers, JSON_IN_OBJECT, &in, e)) {
        return false;
    }
    while (json_in_next(&in, &key, &one, &more, e)) {
        if (!more) {
            return true;
        }
        (void)printf("%.*s", (int)key.raw.len, key.raw.at);
        for (size_t i = 0; i < COUNT(members); i++) {
            (void)fputs("  ", stdout);
            if (!put_member(q, one.raw, members[i], e)) {
                return false;
            }
        }
        (void)putchar('\n');
    }
    return false;
}

/* What somebody types by hand: nothing secret, so no PIN. */
bool device_show(struct inquiry *q, char *operands[], struct err *e)
{
    static const char *const members[] = {"address", "user"};
    struct span answer = {0};
    struct span servers = {0};

    if (!inquiry_account(
            q,
            &(struct inquiry_request){.method = "POST",
                                      .account = operands[0],
                                      .part = "/devices",
                                      .body = SPAN("{\"name\":\"-\",\"password\":false}")},
            &answer, e)) {
        return false;
    }
    if (q->options.set[INQUIRY_JSON]) {
        inquiry_print(answer);
        return true;
    }
    for (size_t i = 0; i < COUNT(members); i++) {
        (void)printf("%s  ", members[i]);
        if (!put_member(q, answer, members[i], e)) {
            return false;
        }
        (void)putchar('\n');
    }
    return member(q, answer, "servers", &servers, e) && put_servers(q, servers, e);
}
