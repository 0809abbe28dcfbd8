/* wire/password_json.h - passwords as JSON: what is asked, what is set, what is shown.
 *
 * Duty      bodies of /v1/passwords/... and /v1/accounts/{name}/... -> model, and back. What is a secret goes
 *           into a struct secret and never into an error; docs/api/openapi.json describes every body.
 * Owns      nothing. What is read lives in the given scratch, in the text, or in *out.
 * Threads   any.
 */
#ifndef WIRE_PASSWORD_JSON_H
#define WIRE_PASSWORD_JSON_H

#include "model/credential.h"
#include "wire/json_out.h"

#define PASSWORD_TEXT_MAX 1024 /* bytes of session and client; longer ones are cut at a character */

struct password_scratch {
    char login[2 * ACCOUNT_TEXT_MAX];
    char session[PASSWORD_TEXT_MAX];
    char client[PASSWORD_TEXT_MAX];
};

/* Reads {"login":..., "password":..., "service":..., "remote":..., "session":..., "client":..., "judge":...};
 * everything but login and password may be missing.
 *
 * scratch  must outlive *out, as must the body
 * out      everything but now_ms is set; untouched on failure. A password over PASSWORD_MAX is empty: no
 *          password is
 * errors   ERR_INPUT  not one JSON object, a field twice or of the wrong kind, no login or password, a
 *                     remote that is no address; never any byte of the password */
bool password_json_read_question(struct span body, struct password_scratch *scratch,
                                 struct password_question *out, bool *judge,
                                 struct err *e) MUST_CHECK;

/* {"result":"right","account":"u-1","credential":"app_password","app_password":"k3v9q2m7xa"} or
 * {"result":"wrong"}. */
void password_json_print_answer(struct buf *out, const struct password_answer *a);

/* How a whole sign-in ended: the same, and what the person and the door are told. */
struct password_told {
    const char *result; /* "right", ..., "refused" */
    const struct password_answer
        *found;       /* NULL: the password was not right, or is not to be told */
    const char *code; /* of a refusal, "S1"; "" none, as the next two */
    const char *text;
    const char *url;
    uint32_t wait_s;
};

/* As password_json_print_answer, then "code", "text" and "url" of a refusal, and "wait_s" unless it is 0. */
void password_json_print_told(struct buf *out, const struct password_told *t);

/* Reads what a new app password shall be: "name", "device", "scopes" (a list; left out: all of them),
 * "expires", "network", "country". Only those members of *out are set, and only on success.
 *
 * mail_off  "main_password_off": from now on the main password opens no mail */
bool password_json_read_app(struct span body, struct app_password *out, bool *mail_off,
                            struct err *e) MUST_CHECK;

/* The members of an app password; nothing of its hash. */
void password_json_app(struct json_out *j, const struct app_password *p, int64_t now_ms);

/* The state of an account: which password is accepted for mail, and from when; nothing of the hashes but
 * their scheme. */
void password_json_state(struct json_out *j, const struct main_password *p, const char *scheme,
                         size_t app_passwords);

/* Reads the one member `name`, a secret text. ERR_INPUT without any byte of it. */
bool password_json_read_secret(struct span body, const char *name, struct secret *out,
                               struct err *e) MUST_CHECK;

/* Reads the one member `name`, true or false. */
bool password_json_read_truth(struct span body, const char *name, bool *out,
                              struct err *e) MUST_CHECK;

/* Reads {"name":"taro@example.jp","hash":"{SSHA}..."} of one line. The spans view the line, or `name` and
 * `hash` where it has escapes. */
struct password_line {
    char name[ACCOUNT_TEXT_MAX];
    char hash[PASSWORD_HASH_MAX + PASSWORD_MAX];
    struct span name_text;
    struct span hash_text;
};
bool password_json_read_line(struct span text, struct password_line *out, struct err *e) MUST_CHECK;

#endif
