/* wire/nginx_auth.h - the question nginx's mail proxy asks about a sign-in (auth_http), and its answer.
 *
 * Duty      request headers -> values, an answer -> response headers; no sockets.
 * Source    nginx 1.22.1, src/mail/ngx_mail_auth_http_module.c: login and password come with '%', blanks,
 *           controls and everything from 0x7f on as %XX (a '+' is a '+'); the answer's head may be 1,024
 *           bytes long; its Auth-Status is what IMAP and POP3 clients read behind "NO" and "-ERR", and
 *           SMTP clients behind Auth-Error-Code.
 * Owns      nothing: values are views into the headers or into the caller's room. Threads: any.
 */
#ifndef WIRE_NGINX_AUTH_H
#define WIRE_NGINX_AUTH_H

#include "base/buf.h"
#include "model/address.h"
#include "model/signin.h"

#define NGINX_LOGIN_MAX 320    /* bytes, decoded */
#define NGINX_PASSWORD_MAX 256 /* bytes, decoded */
#define NGINX_STATUS_MAX 400   /* bytes of Auth-Status */
#define NGINX_WAIT_MAX 30      /* seconds */

/* The request headers that are read, in this order. */
enum nginx_head {
    NGINX_AUTH_METHOD,
    NGINX_AUTH_USER,
    NGINX_AUTH_PASS,
    NGINX_AUTH_PROTOCOL,
    NGINX_AUTH_LOGIN_ATTEMPT,
    NGINX_CLIENT_IP,
    NGINX_AUTH_SSL,
    NGINX_HEAD_COUNT
};
extern const struct span nginx_heads[NGINX_HEAD_COUNT];

struct nginx_room {
    char login[NGINX_LOGIN_MAX];
    char password[NGINX_PASSWORD_MAX]; /* a secret: wipe the room */
};

struct nginx_question {
    struct span login; /* as typed */
    struct span password;
    bool known; /* false: the method (CRAM-MD5, APOP) hides the password, so nobody can say */
    enum service service;
    uint32_t attempt; /* on this connection, from 1 */
    struct address remote;
    bool has_remote;
    bool tls;
};

/* Reads the values of nginx_heads.
 *
 * out      spans in `room`; untouched on failure
 * errors   ERR_INPUT  not what nginx sends; no text shows the password */
bool nginx_auth_read(const struct span heads[static NGINX_HEAD_COUNT], struct nginx_room *room,
                     struct nginx_question *out, struct err *e) MUST_CHECK;

/* Why a sign-in fails, as its protocol tells it. */
enum nginx_failure {
    NGINX_WRONG,     /* IMAP [AUTHENTICATIONFAILED], SMTP 535 5.7.8 */
    NGINX_REFUSED,   /* [ALERT], 535 5.7.8: the text says why */
    NGINX_OTHER_WAY, /* [ALERT], 534 5.7.9: another password opens this door (RFC 4954 section 6) */
    NGINX_LIMITED,   /* too many: [LIMIT], 454 4.7.0 */
    NGINX_UNAVAILABLE, /* [UNAVAILABLE], 454 4.7.0 */
    NGINX_METHOD,      /* a method we cannot verify: [CANNOT], 504 5.5.4 */
    NGINX_FAILURE_COUNT
};

/* The value of Auth-Status: response code of the protocol (RFC 5530 for IMAP, RFC 2449 and 3206 for POP3)
 * and one line of text. text: "" for the usual one of the failure; one that begins with "[" has its own
 * code in IMAP. What has no place in one line becomes a blank; what does not fit NGINX_STATUS_MAX is cut. */
void nginx_auth_status(struct buf *out, enum service service, enum nginx_failure why,
                       struct span text);

/* The value of Auth-Error-Code, "535 5.7.8": only SMTP shows it. */
const char *nginx_auth_code(enum nginx_failure why);

#endif
