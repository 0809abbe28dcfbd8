#include "courier/inside.h"

#include "base/memory.h"
#include "courier/detail.h"
#include "courier/smtp.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define CONNECT_MS 15000L
#define IDLE_S 60L /* a connection not used so long is not used again: Postfix closes after 300 */

static struct span span_of(const char *text)
{
    const char *kept = text == NULL ? "" : text;

    return (struct span){kept, strlen(kept)};
}

/* --- before ---------------------------------------------------------------------------------------- */

static const char *helo_of(const struct courier_smtp *s)
{
    const char *at = strrchr(s->sender, '@');

    return s->helo != NULL && s->helo[0] != '\0' ? s->helo : at + 1;
}

bool mail_check(const struct courier_smtp *s, struct err *e)
{
    if (!smtp_is_server(span_of(s->server))) {
        return err_set(e, ERR_CONFIG, "smtp_server: expected HOST:PORT");
    }
    if (!smtp_is_mailbox(span_of(s->sender))) {
        return err_set(e, ERR_CONFIG, "expected the mail address notices are sent from");
    }
    if (s->slots == 0 || s->slots > COURIER_SLOTS_MAX || s->backoff.count == 0) {
        return err_set(e, ERR_CONFIG, "expected 1 to %d mails at once", COURIER_SLOTS_MAX);
    }
    return true;
}

char *mail_url(const struct courier_smtp *s)
{
    size_t room = strlen(s->server) + strlen(helo_of(s)) + 16;
    char *url = memory_new(1, room);

    (void)snprintf(url, room, "%s://%s/%s", s->tls == COURIER_TLS_WHOLE ? "smtps" : "smtp",
                   s->server, helo_of(s));
    return url;
}

bool mail_setup(struct courier *c, struct err *e)
{
    const struct courier_smtp *s = &c->setup.smtp;
    size_t room;

    if (s->server == NULL || s->server[0] == '\0') {
        return true;
    }
    if (!mail_check(s, e)) {
        return false;
    }
    c->smtp_url = mail_url(s);
    room = strlen(s->sender) + 3;
    c->smtp_sender = memory_new(1, room);
    (void)snprintf(c->smtp_sender, room, "<%s>", s->sender);
    c->lanes[CHANNEL_MAIL].slots = s->slots;
    c->lanes[CHANNEL_MAIL].backoff = &s->backoff;
    return true;
}

/* --- libcurl's callbacks: the signatures are its own ------------------------------------------------ */

static size_t give(char *to, size_t size, size_t count, void *ctx)
{
    struct job *j = ctx;
    size_t rest = j->body_len - j->body_at;
    size_t taken = size * count < rest ? size * count : rest;

    memcpy(to, j->body + j->body_at, taken);
    j->body_at += taken;
    return taken;
}

static size_t hear(char *at, /* NOLINT(readability-non-const-parameter) */
                   size_t size, size_t count, void *ctx)
{
    struct job *j = ctx;
    struct span line = {at, size * count};

    while (line.len > 0 && (line.at[line.len - 1] == '\n' || line.at[line.len - 1] == '\r')) {
        line.len--;
    }
    smtp_reply_line(&j->reply, line);
    return size * count;
}

/* --- one mail --------------------------------------------------------------------------------------- */

static void set_login(const struct courier_smtp *s, CURL *easy)
{
    char password[SECRET_TEXT_MAX + 1];
    struct span secret;

    if (s->user == NULL || s->user[0] == '\0' || s->password == NULL) {
        return;
    }
    secret = secret_reveal(s->password);
    memcpy(password, secret.at, secret.len);
    password[secret.len] = '\0';
    (void)curl_easy_setopt(easy, CURLOPT_USERNAME, s->user);
    (void)curl_easy_setopt(easy, CURLOPT_PASSWORD, password);
    sodium_memzero(password, sizeof password);
}

void mail_server(const struct courier_smtp *s, const char *url, CURL *easy)
{
    (void)curl_easy_setopt(easy, CURLOPT_URL, url);
    (void)curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    (void)curl_easy_setopt(easy, CURLOPT_PROXY, "");
    (void)curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    (void)curl_easy_setopt(easy, CURLOPT_USE_SSL,
                           (long)(s->tls == COURIER_TLS_NONE ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    if (s->ca_file != NULL && s->ca_file[0] != '\0') {
        (void)curl_easy_setopt(easy, CURLOPT_CAINFO, s->ca_file);
    }
    (void)curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)s->timeout_ms);
    (void)curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MS);
    (void)curl_easy_setopt(easy, CURLOPT_MAXAGE_CONN, IDLE_S);
    set_login(s, easy);
}

bool mail_begin(struct courier *c, struct job *j, const struct delivery *d)
{
    char rcpt[NOTICE_RECIPIENT_MAX + 2];

    if (!smtp_is_mailbox(d->recipient)) {
        job_failed(c, j, SPAN("the recipient is no mail address"));
        return false;
    }
    (void)snprintf(rcpt, sizeof rcpt, "<%.*s>", (int)d->recipient.len, d->recipient.at);
    j->body = memory_new(d->body.len + 1, 1);
    if (d->body.len > 0) {
        memcpy(j->body, d->body.at, d->body.len);
    }
    j->body_len = d->body.len;
    j->list = curl_slist_append(NULL, rcpt);
    mail_server(&c->setup.smtp, c->smtp_url, j->easy);
    (void)curl_easy_setopt(j->easy, CURLOPT_MAIL_FROM, c->smtp_sender);
    (void)curl_easy_setopt(j->easy, CURLOPT_MAIL_RCPT, j->list);
    (void)curl_easy_setopt(j->easy, CURLOPT_UPLOAD, 1L);
    (void)curl_easy_setopt(j->easy, CURLOPT_READFUNCTION, give);
    (void)curl_easy_setopt(j->easy, CURLOPT_READDATA, j);
    (void)curl_easy_setopt(j->easy, CURLOPT_INFILESIZE_LARGE, (curl_off_t)d->body.len);
    (void)curl_easy_setopt(j->easy, CURLOPT_HEADERFUNCTION, hear);
    (void)curl_easy_setopt(j->easy, CURLOPT_HEADERDATA, j);
    return true;
}

/* libcurl says CURLE_SEND_ERROR when MAIL FROM, RCPT TO or DATA was refused; a refusal behind the body
 * comes when it was sent whole. Earlier refusals (greeting, TLS, login) are not the message's. */
static bool is_about_message(const struct job *j, CURLcode rc)
{
    return rc == CURLE_SEND_ERROR || (j->body_at == j->body_len && j->reply.code >= 400);
}

void mail_end(struct courier *c, struct job *j, CURLcode rc)
{
    char bytes[COURIER_DETAIL_MAX];
    struct buf detail = BUF_ON(bytes);
    bool said = j->reply.code >= 400 && j->reply.code <= 599;
    struct span words = {j->reply.text, j->reply.len};

    if (rc != CURLE_OK && !said) {
        words = span_of(curl_easy_strerror(rc));
    }
    detail_add(&detail, words, NULL, 0);
    words = (struct span){detail.at, detail.len};
    said = said && is_about_message(j, rc);
    switch (smtp_judge(rc == CURLE_OK, j->reply.code, said)) {
    case GATEWAY_ACCEPTED:
        job_accepted(c, j, words);
        return;
    case GATEWAY_FAILED:
        job_failed(c, j, words);
        return;
    case GATEWAY_RETRY:
        job_again(c, j, said ? FAULT_MESSAGE : FAULT_CHANNEL, words);
        return;
    }
}
