/* service/passwords.h - who may come in: app passwords, main passwords, PINs.
 *
 * Duty      verifies what somebody typed or a device sends; makes, lists and revokes app passwords; sets
 *           and replaces main passwords and PINs. Unknown names, wrong passwords, wrong scopes and
 *           places an app password is not for get one answer in the same time.
 * Memory    every name of every account and every app password lies in memory, about 200 bytes an
 *           account with two of each: an app password is answered without the store. Changes are
 *           durable first, then in memory, then acknowledged: a revoked one fails at the next request.
 * Main      passwords cost an argon2id, so they have threads and a bounded queue of their own: sources
 *           that guess are turned away first, places the account was seen at come first, and what was
 *           right or wrong is remembered for a while, so that a phone that repeats one old password
 *           costs one argon2id an hour.
 * Owns      struct passwords; store and places are borrowed.
 * Threads   any, but passwords_new and passwords_free. docs/credentials.md has the reasons.
 */
#ifndef SERVICE_PASSWORDS_H
#define SERVICE_PASSWORDS_H

#include "credential/key.h"
#include "model/credential.h"
#include "place/place.h"
#include "store/credentials.h"

#define PASSWORDS_QUEUE_MAX 4096

/* Who knows main passwords. */
enum password_source {
    PASSWORD_SOURCE_STORE,
    PASSWORD_SOURCE_DOVECOT,   /* its auth socket, as an auth client */
    PASSWORD_SOURCE_SASLAUTHD, /* its socket */
    PASSWORD_SOURCE_PAM,       /* mioboe-pam's socket: the same protocol */
    PASSWORD_SOURCE_COUNT
};

/* To what an app password is bound at its first use. */
enum app_binding {
    APP_BINDING_NONE,
    APP_BINDING_NETWORK, /* the provider, or the /24 or /48 where none is known */
    APP_BINDING_DEVICE,  /* what the client calls itself, its version left out */
    APP_BINDING_BOTH,
    APP_BINDING_COUNT
};

struct passwords_setup {
    struct store *store;
    const struct places *places;      /* NULL: no places are known */
    const struct credential_key *key; /* copied; NULL: there are no app passwords */
    enum password_source source;
    const char *socket;   /* of the source, when it is not the store; copied */
    uint32_t host_ms;     /* how long the host may take */
    uint32_t hash_mib;    /* memory of one argon2id; 8.. */
    uint32_t hash_passes; /* 1.. */
    uint32_t threads;     /* that hash, or ask the host, at once: bounds CPU and memory */
    uint32_t queue;       /* main passwords that wait, 1..PASSWORDS_QUEUE_MAX */
    uint32_t remember_s;  /* how long what was right or wrong is remembered; 0: not at all */
    enum app_binding binding;
    bool readable; /* a copy is kept, encrypted, that passwords_app_show may give after a step-up */
};

struct passwords;

/* errors   ERR_SYSTEM  no memory, no thread */
bool passwords_new(const struct passwords_setup *setup, struct passwords **out,
                   struct err *e) MUST_CHECK;

/* Reads every account's names and app passwords. Until then, questions are answered PASSWORD_BUSY.
 * cost: about 3 us an account. errors: ERR_STORE, ERR_SYSTEM */
bool passwords_load(struct passwords *p, struct err *e) MUST_CHECK;
/* Takes places, source, binding, readable and remember_s anew; when it returns nobody looks into the
 * old places any more. */
void passwords_reload(struct passwords *p, const struct passwords_setup *setup);

/* Writes what is left to write. Nobody waits for an answer any more. *p becomes NULL; NULL is fine. */
void passwords_free(struct passwords **p);

/* --- verifying ------------------------------------------------------------------------------------ */

/* Answers from memory, when that is possible; else false, *out untouched: passwords_submit. Never blocks.
 * cost: 1 to 3 us, whatever the answer. */
bool passwords_try(struct passwords *p, const struct password_question *q,
                   struct password_answer *out) MUST_CHECK;

/* From a thread that hashes; must be short. */
typedef void password_done(void *ctx, const struct password_answer *answer);

/* Queues a question for which passwords_try said false; everything in it is copied. `done` is called
 * once, always, possibly before this returns (PASSWORD_BUSY). */
void passwords_submit(struct passwords *p, const struct password_question *q, password_done *done,
                      void *ctx);

/* Both, and waits: for a worker thread or a command. Loads first what is not loaded.
 * errors: ERR_STORE, ERR_SYSTEM of passwords_load */
bool passwords_verify(struct passwords *p, const struct password_question *q,
                      struct password_answer *out, struct err *e) MUST_CHECK;

/* --- app passwords -------------------------------------------------------------------------------- */

#define APP_PASSWORD_TEXT_BYTES 24 /* "abcd-efgh-jkmn-pqrs-tuvw", without NUL */

/* Makes one.
 * wish     account (its ID), name, device, scopes, expires_ms, created_ms (now) and limits are the
 *          caller's; everything else is filled
 * text     what the owner types; wipe it after showing it
 * errors   ERR_ABSENT  there is no such account
 *          ERR_INPUT   no scope, ended already, a name that is no text, APP_PASSWORDS_MAX there are
 *          ERR_CONFIG  there is no key; ERR_STORE, ERR_SYSTEM
 */
bool passwords_app_create(struct passwords *p, struct app_password *wish,
                          char text[static APP_PASSWORD_TEXT_BYTES + 1], struct err *e) MUST_CHECK;

/* The app passwords of an account, by time of creation, the revoked and ended ones too. */
bool passwords_app_list(struct passwords *p, struct span account, store_visit_app_password *visit,
                        void *ctx, struct err *e) MUST_CHECK;

/* From when it returns it opens nothing. ERR_ABSENT: the account has none of that ID, or it was
 * revoked before. */
bool passwords_app_revoke(struct passwords *p, struct span account, struct span id, int64_t now_ms,
                          struct err *e) MUST_CHECK;

/* All of them, or with `device` not "" those made for that device. *count: how many opened something. */
bool passwords_app_revoke_all(struct passwords *p, struct span account, struct span device,
                              int64_t now_ms, size_t *count, struct err *e) MUST_CHECK;

/* Shows one again: only for whoever has passed a step-up. ERR_ABSENT: none of that ID, or no copy of it
 * was kept. */
bool passwords_app_show(struct passwords *p, struct span account, struct span id,
                        char text[static APP_PASSWORD_TEXT_BYTES + 1], struct err *e) MUST_CHECK;

/* --- the main password, the PIN, the switch ------------------------------------------------------- */

/* What is kept of the account; all empty when nothing is. ERR_ABSENT: there is no such account. */
bool passwords_main(struct passwords *p, struct span account, struct main_password *out,
                    struct err *e) MUST_CHECK;

const char *passwords_scheme(const struct main_password *p); /* of its hash; NULL: there is none */

/* Sets the main password, as argon2id. Whether it is good enough is the caller's business.
 *
 * errors   ERR_ABSENT  no such account
 *          ERR_INPUT   empty, longer than PASSWORD_MAX, with a NUL, or of the form of an app password
 *          ERR_CONFIG  another host keeps the passwords */
bool passwords_main_set(struct passwords *p, struct span account, const struct secret *password,
                        int64_t now_ms, struct err *e) MUST_CHECK;

/* One hash that was made elsewhere. */
struct password_import {
    struct span account; /* any name of the account */
    struct span hash;    /* credential/main_password.h says which forms */
    struct err
        err; /* out: ERR_ABSENT nobody's name; ERR_INPUT a form nobody here can verify, or one
                            that would cost too much; ERR_NONE: taken */
};

/* Takes them as they are; each becomes argon2id when its password is next right. A refused one stops
 * nobody else. errors: ERR_STORE, ERR_SYSTEM: items before may have been kept. cost: one commit for up to
 * 64 */
bool passwords_import(struct passwords *p, struct password_import *items, size_t count,
                      int64_t now_ms, struct err *e) MUST_CHECK;

/* Is this the account's main password? account: its ID. For somebody who is signed in and types it
 * again; blocks for an argon2id. */
bool passwords_main_verify(struct passwords *p, struct span account, const struct secret *password,
                           int64_t now_ms, enum password_result *out, struct err *e) MUST_CHECK;
#define PIN_TRIES 5                         /* wrong ones, then the PIN rests */
#define PIN_REST_MS (INT64_C(24) * 3600000) /* from the last wrong one on */
#define PIN_MIN 4                           /* digits */
#define PIN_MAX 12

/* Sets the PIN: PIN_MIN to PIN_MAX digits, also full-width ones. "" takes it away. */
bool passwords_pin_set(struct passwords *p, struct span account, const struct secret *pin,
                       int64_t now_ms, struct err *e) MUST_CHECK;

struct pin_answer {
    bool right, none; /* none: the account has no PIN */
    uint32_t left;    /* tries that are left */
    int64_t rests_ms; /* until when it rests; 0: it does not */
};

/* Counted before it is checked, durably: a crash gives nobody another try. A right one while the PIN rests
 * is not looked at. */
bool passwords_pin_verify(struct passwords *p, struct span account, const struct secret *pin,
                          int64_t now_ms, struct pin_answer *out, struct err *e) MUST_CHECK;

/* Whether the main password (the account ID and its password) opens mail at all. */
bool passwords_mail_set(struct passwords *p, struct span account, bool on, int64_t now_ms,
                        struct err *e) MUST_CHECK;
struct passwords_counts {
    uint64_t answers[PASSWORD_RESULT_COUNT][CREDENTIAL_KIND_COUNT];
    uint64_t hashes;     /* argon2id and older forms computed, or hosts asked */
    uint64_t remembered; /* answers that needed none */
    uint64_t refused;    /* BUSY: the source guesses */
    uint64_t crowded;    /* BUSY: the queue was full */
    uint64_t rehashed;   /* older forms replaced */
    uint64_t waiting;    /* now */
    uint64_t lost;       /* last uses that found no room */
    uint64_t accounts, names, app_passwords, bytes; /* in memory */
};
void passwords_counts(struct passwords *p, struct passwords_counts *out);

#endif
