#include "courier/submit.h"

#include "base/memory.h"
#include "courier/inside.h"
#include "courier/smtp.h"

#include <stdio.h>
#include <string.h>

struct one {
    struct span body;
    size_t at;
    struct smtp_reply reply;
};

/* The signatures are libcurl's. */
static size_t give(char *to, size_t size, size_t count, void *ctx)
{
    struct one *o = ctx;
    size_t rest = o->body.len - o->at;
    size_t taken = size * count < rest ? size * count : rest;

    if (taken > 0) {
        memcpy(to, o->body.at + o->at, taken);
    }
    o->at += taken;
    return taken;
}

static size_t hear(char *at, /* NOLINT(readability-non-const-parameter) */
                   size_t size, size_t count, void *ctx)
{
    struct one *o = ctx;
    struct span line = {at, size * count};

    while (line.len > 0 && (line.at[line.len - 1] == '\n' || line.at[line.len - 1] == '\r')) {
        line.len--;
    }
    smtp_reply_line(&o->reply, line);
    return size * count;
}

static CURLcode perform(const struct courier_smtp *s, struct span recipient, struct one *o)
{
    char rcpt[NOTICE_RECIPIENT_MAX + 2];
    CURL *easy = curl_easy_init();
    struct curl_slist *list = NULL;
    char *url = mail_url(s);
    CURLcode rc = CURLE_OUT_OF_MEMORY;

    (void)snprintf(rcpt, sizeof rcpt, "<%.*s>", (int)recipient.len, recipient.at);
    list = curl_slist_append(NULL, rcpt);
    if (easy != NULL && list != NULL) {
        mail_server(s, url, easy);
        (void)curl_easy_setopt(easy, CURLOPT_MAIL_FROM, "");
        (void)curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, list);
        (void)curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
        (void)curl_easy_setopt(easy, CURLOPT_READFUNCTION, give);
        (void)curl_easy_setopt(easy, CURLOPT_READDATA, o);
        (void)curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, (curl_off_t)o->body.len);
        (void)curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, hear);
        (void)curl_easy_setopt(easy, CURLOPT_HEADERDATA, o);
        rc = curl_easy_perform(easy);
    }
    curl_slist_free_all(list);
    curl_easy_cleanup(easy);
    memory_free(url);
    return rc;
}

enum submit_outcome courier_submit(const struct courier_smtp *s, struct span recipient,
                                   struct span body, struct err *e)
{
    struct one o = {.body = body};
    bool said;
    CURLcode rc;

    if (!mail_check(s, e)) {
        return SUBMIT_AGAIN;
    }
    if (!smtp_is_mailbox(recipient)) {
        (void)err_set(e, ERR_INPUT, "the recipient is no mail address");
        return SUBMIT_REFUSED;
    }
    rc = perform(s, recipient, &o);
    if (rc == CURLE_OK) {
        return SUBMIT_TAKEN;
    }
    /* Only a word about this message is about it; see mail.c. */
    said = o.reply.code >= 400 && (rc == CURLE_SEND_ERROR || o.at == o.body.len);
    (void)err_set(e, ERR_SYSTEM, "the mail server did not take the answer: %u, %s", o.reply.code,
                  curl_easy_strerror(rc));
    return smtp_judge(false, o.reply.code, said) == GATEWAY_FAILED ? SUBMIT_REFUSED : SUBMIT_AGAIN;
}
