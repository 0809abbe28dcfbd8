#include "apps/pam_question.h"

#include "wire/saslauthd.h"

#include <errno.h>
#include <security/pam_appl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* --- the conversation ----------------------------------------------------------------------------- */

struct talk {
    const char *password;
    bool given;
};

static void wipe_replies(struct pam_response *replies, int count)
{
    for (int i = 0; i < count; i++) {
        if (replies[i].resp != NULL) {
            explicit_bzero(replies[i].resp, strlen(replies[i].resp));
            free(replies[i].resp);
        }
    }
    free(replies);
}

/* The password answers the first hidden prompt. Whatever is asked beyond it has no answer here, least
 * of all the password again. */
static bool reply_to(struct talk *t, int style, char **reply)
{
    if (style == PAM_TEXT_INFO || style == PAM_ERROR_MSG) {
        return true;
    }
    if (style != PAM_PROMPT_ECHO_OFF || t->given) {
        return false;
    }
    t->given = true;
    *reply = strdup(t->password);
    return *reply != NULL;
}

static int converse(int count, const struct pam_message **messages, struct pam_response **out,
                    void *ctx)
{
    struct pam_response *replies;

    if (count <= 0 || count > PAM_MAX_NUM_MSG) {
        return PAM_CONV_ERR;
    }
    replies = calloc((size_t)count, sizeof *replies);
    if (replies == NULL) {
        return PAM_BUF_ERR;
    }
    for (int i = 0; i < count; i++) {
        if (!reply_to(ctx, messages[i]->msg_style, &replies[i].resp)) {
            wipe_replies(replies, count);
            return PAM_CONV_ERR;
        }
    }
    *out = replies;
    return PAM_SUCCESS;
}

/* --- PAM ------------------------------------------------------------------------------------------ */

/* How long a failure is held back is the mail server's business: waiting here would only hold places
 * of those who may ask. */
static void no_delay(int code, unsigned usec, void *ctx)
{
    (void)code;
    (void)usec;
    (void)ctx;
}

static int ask_pam(const char *service, const char *login, const char *password)
{
    struct talk talk = {.password = password};
    const struct pam_conv conversation = {.conv = converse, .appdata_ptr = &talk};
    void (*delay)(int, unsigned, void *) = no_delay;
    const void *item;
    pam_handle_t *pam = NULL;
    int code = pam_start(service, login, &conversation, &pam);

    if (code != PAM_SUCCESS) {
        return PAM_SYSTEM_ERR;
    }
    memcpy(&item, &delay, sizeof item); /* C keeps functions and data apart, PAM does not */
    code = pam_set_item(pam, PAM_FAIL_DELAY, item);
    if (code == PAM_SUCCESS) {
        code = pam_authenticate(pam, PAM_SILENT | PAM_DISALLOW_NULL_AUTHTOK);
    }
    if (code == PAM_SUCCESS) {
        code = pam_acct_mgmt(pam, PAM_SILENT | PAM_DISALLOW_NULL_AUTHTOK);
    }
    (void)pam_end(pam, code);
    return code;
}

/* Codes that say something about login and password; every other says that nobody could tell. */
static bool is_no(int code)
{
    static const int codes[] = {
        PAM_AUTH_ERR,         PAM_USER_UNKNOWN, PAM_MAXTRIES,     PAM_PERM_DENIED,
        PAM_NEW_AUTHTOK_REQD, PAM_ACCT_EXPIRED, PAM_CRED_EXPIRED, PAM_AUTHTOK_EXPIRED,
    };

    for (size_t i = 0; i < COUNT(codes); i++) {
        if (codes[i] == code) {
            return true;
        }
    }
    return false;
}

/* --- question and answer -------------------------------------------------------------------------- */

static enum saslauthd_read receive(int fd, struct buf *in, struct saslauthd_question *out,
                                   struct err *e)
{
    enum saslauthd_read got = SASLAUTHD_MORE;

    while (got == SASLAUTHD_MORE && in->len < in->cap) {
        ssize_t n = recv(fd, in->at + in->len, in->cap - in->len, 0);

        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return SASLAUTHD_MORE;
        }
        in->len += (size_t)n;
        got = saslauthd_parse((struct span){.at = in->at, .len = in->len}, out, e);
    }
    return got;
}

static const char *service_of(const struct pam_services *services, struct span name)
{
    for (size_t i = 0; i < services->count; i++) {
        if (span_eq(name, (struct span){services->name[i], strlen(services->name[i])})) {
            return services->name[i];
        }
    }
    return services->name[0];
}

static void text_of(struct span s, char to[static SASLAUTHD_LOGIN_MAX + 1])
{
    memcpy(to, s.at, s.len);
    to[s.len] = '\0';
}

static const char *answer(int fd, const struct pam_services *services,
                          const struct saslauthd_question *q)
{
    char login[SASLAUTHD_LOGIN_MAX + 1];
    char password[SASLAUTHD_LOGIN_MAX + 1];
    char bytes[SASLAUTHD_ANSWER_MAX];
    struct buf out = BUF_ON(bytes);
    int code;

    text_of(q->login, login);
    text_of(q->password, password);
    code = ask_pam(service_of(services, q->service), login, password);
    explicit_bzero(password, sizeof password);
    if (code != PAM_SUCCESS && !is_no(code)) {
        return "PAM could not say whether a password is right; its modules log why";
    }
    saslauthd_print(&out, code == PAM_SUCCESS);
    return send(fd, out.at, out.len, MSG_NOSIGNAL) == (ssize_t)out.len
               ? NULL
               : "whoever asked did not wait for the answer";
}

const char *pam_question_serve(int fd, const struct pam_services *services)
{
    char bytes[SASLAUTHD_QUESTION_MAX + 1];
    struct buf in = BUF_ON(bytes);
    struct saslauthd_question q = {0};
    struct err e = {0};
    const char *wrong = NULL;

    switch (receive(fd, &in, &q, &e)) {
    case SASLAUTHD_WHOLE:
        wrong = answer(fd, services, &q);
        break;
    case SASLAUTHD_MORE:
        wrong = in.len == 0 ? NULL : "a question ended before it was whole";
        break;
    case SASLAUTHD_REFUSED:
        wrong = "a question is none of saslauthd's: four counted strings were expected";
        break;
    }
    explicit_bzero(bytes, sizeof bytes);
    return wrong;
}
