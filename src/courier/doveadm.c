#include "courier/doveadm.h"

#include "base/buf.h"
#include "base/memory.h"

#include <curl/curl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define URL_MAX 512
#define BODY_MAX ((size_t)32 << 10)
#define ANSWER_MAX ((size_t)32 << 10)
#define CONNECT_MS 2000L

struct doveadm {
    char url[URL_MAX];
    bool keyed; /* the secret is doveadm_api_key, else doveadm_password */
    struct secret secret;
};

bool doveadm_new(const struct doveadm_setup *setup, struct doveadm **out, struct err *e)
{
    struct doveadm *d = memory_new(1, sizeof *d);
    bool keyed = setup->key_file != NULL && setup->key_file[0] != '\0';
    const char *file = keyed ? setup->key_file : setup->password_file;

    d->keyed = keyed;
    (void)snprintf(d->url, sizeof d->url, "%s", setup->url);
    if (file == NULL || file[0] == '\0') {
        doveadm_free(&d);
        return err_set(e, ERR_CONFIG,
                       "doveadm_url: expected doveadm_key_file or doveadm_password_file with it");
    }
    if (!secret_read(file, &d->secret, e)) {
        doveadm_free(&d);
        return false;
    }
    *out = d;
    return true;
}

void doveadm_free(struct doveadm **d)
{
    if (*d != NULL) {
        secret_wipe(&(*d)->secret);
        free(*d);
        *d = NULL;
    }
}

/* --- the request ---------------------------------------------------------------------------------- */

/* What Dovecot would take for a mask, and what JSON would need escaped: no sign-in name has it. */
static bool is_name(struct span user)
{
    for (size_t i = 0; i < user.len; i++) {
        if ((unsigned char)user.at[i] < 0x21 || strchr("*?\"\\", user.at[i]) != NULL) {
            return false;
        }
    }
    return user.len > 0;
}

void doveadm_body(struct buf *out, const struct span *users, size_t count)
{
    size_t tag = 0;

    buf_add(out, SPAN("["));
    for (size_t i = 0; i < count; i++) {
        if (is_name(users[i])) {
            buf_addf(out, "%s[\"kick\",{\"mask\":[\"%.*s\"]},\"%zu\"]", tag == 0 ? "" : ",",
                     (int)users[i].len, users[i].at, tag);
            tag++;
        }
    }
    buf_add(out, SPAN("]"));
}

/* --- the answer ----------------------------------------------------------------------------------- */

static bool take(struct span *rest, struct span part)
{
    if (rest->len < part.len || memcmp(rest->at, part.at, part.len) != 0) {
        return false;
    }
    *rest = (struct span){.at = rest->at + part.len, .len = rest->len - part.len};
    return true;
}

/* [["doveadmResponse",[...],"0"],["error",{"type":"exitCode","exitCode":68},"1"]]: 68, EX_NOUSER, is a
 * user without a session. Any other error is one. Found by its words: what else stands there is not ours
 * to judge, and a false "well" is impossible without the first word. */
bool doveadm_answered(struct span body)
{
    struct span rest = body;
    bool any = false;

    while (rest.len > 0) {
        if (take(&rest, SPAN("[\"doveadmResponse\""))) {
            any = true;
        } else if (take(&rest, SPAN("[\"error\","))) {
            if (!take(&rest, SPAN("{\"type\":\"exitCode\", \"exitCode\":68}")) &&
                !take(&rest, SPAN("{\"type\":\"exitCode\",\"exitCode\":68}"))) {
                return false;
            }
            any = true;
        } else {
            rest = (struct span){.at = rest.at + 1, .len = rest.len - 1};
        }
    }
    return any;
}

struct heard {
    size_t len;
    char at[ANSWER_MAX];
};

/* The signature is libcurl's. */
static size_t hear(char *at, /* NOLINT(readability-non-const-parameter) */
                   size_t size, size_t count, void *ctx)
{
    struct heard *h = ctx;
    size_t room = sizeof h->at - h->len;
    size_t taken = size * count < room ? size * count : room;

    memcpy(h->at + h->len, at, taken);
    h->len += taken;
    return size * count;
}

/* --- both ----------------------------------------------------------------------------------------- */

static struct curl_slist *headers_of(const struct doveadm *d)
{
    char encoded[sodium_base64_ENCODED_LEN(SECRET_TEXT_MAX + 16, sodium_base64_VARIANT_ORIGINAL)];
    char plain[SECRET_TEXT_MAX + 16];
    char line[sizeof encoded + 64];
    struct buf text = BUF_ON(plain);
    struct curl_slist *list = curl_slist_append(NULL, "Content-Type: application/json");

    buf_add(&text, d->keyed ? SPAN("") : SPAN("doveadm:"));
    buf_add(&text, secret_reveal(&d->secret));
    (void)sodium_bin2base64(encoded, sizeof encoded, (const unsigned char *)plain, text.len,
                            sodium_base64_VARIANT_ORIGINAL);
    (void)snprintf(line, sizeof line, "Authorization: %s %s", d->keyed ? "X-Dovecot-API" : "Basic",
                   encoded);
    list = curl_slist_append(list, line);
    sodium_memzero(plain, sizeof plain);
    sodium_memzero(encoded, sizeof encoded);
    sodium_memzero(line, sizeof line);
    return list;
}

static void headers_free(struct curl_slist *list)
{
    for (struct curl_slist *at = list; at != NULL; at = at->next) {
        sodium_memzero(at->data, strlen(at->data));
    }
    curl_slist_free_all(list);
}

static bool judge(CURL *easy, CURLcode rc, const struct heard *h, struct err *e)
{
    long status = 0;

    if (rc != CURLE_OK) {
        return err_set(e, ERR_SYSTEM, "doveadm: %s", curl_easy_strerror(rc));
    }
    (void)curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    if (status != 200) {
        return err_set(e, ERR_SYSTEM, "doveadm: expected status 200, came %ld%s", status,
                       status == 401 ? ": the key or password is wrong" : "");
    }
    return doveadm_answered((struct span){.at = h->at, .len = h->len}) ||
           err_set(e, ERR_SYSTEM, "doveadm: kick was refused");
}

static bool post(const struct doveadm *d, const struct buf *body, struct heard *heard,
                 struct err *e)
{
    struct curl_slist *headers = headers_of(d);
    CURL *easy = curl_easy_init();
    bool ok;

    if (easy == NULL || headers == NULL) {
        headers_free(headers);
        curl_easy_cleanup(easy);
        return err_set(e, ERR_SYSTEM, "doveadm: no memory");
    }
    (void)curl_easy_setopt(easy, CURLOPT_URL, d->url);
    (void)curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    (void)curl_easy_setopt(easy, CURLOPT_PROXY, "");
    (void)curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    (void)curl_easy_setopt(easy, CURLOPT_USERAGENT, "mioboe");
    (void)curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    (void)curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)DOVEADM_TIMEOUT_MS);
    (void)curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MS);
    (void)curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, hear);
    (void)curl_easy_setopt(easy, CURLOPT_WRITEDATA, heard);
    (void)curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, (long)body->len);
    (void)curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body->at);
    ok = judge(easy, curl_easy_perform(easy), heard, e);
    curl_easy_cleanup(easy);
    headers_free(headers);
    return ok;
}

bool doveadm_kick(struct doveadm *d, const struct span *users, size_t count, struct err *e)
{
    struct heard *heard = memory_new(1, sizeof *heard);
    struct buf body = {.at = memory_new(1, BODY_MAX), .cap = BODY_MAX};
    bool ok = true;

    doveadm_body(&body, users, count);
    if (count > DOVEADM_USERS_MAX || body.full) {
        ok = err_set(e, ERR_LIMIT, "doveadm: expected at most %d users", DOVEADM_USERS_MAX);
    } else if (body.len > 2) {
        ok = post(d, &body, heard, e);
    }
    free(body.at);
    free(heard);
    return ok;
}
