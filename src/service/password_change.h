/* service/password_change.h - the stories of changing what an account is opened with: the main password,
 * where notices go, the sign-in name; undoing such a change; setting a password after that.
 *
 * Order     what is good enough is judged before anything is written. Then one commit records the event, the
 *           undo code and that a change is under way; then the credential is set; then what belongs to it
 *           is done: app passwords, the notice, the end of open sessions. Whatever a crash leaves is
 *           finished or, when the credential was not set yet, forgotten at the next start.
 * Owns      struct changes, a thread that ends sessions; everything in the setup is borrowed.
 * Threads   any, but changes_new and changes_free. Functions block: for a worker.
 * Source    docs/passwords.md, with the reasons.
 */
#ifndef SERVICE_PASSWORD_CHANGE_H
#define SERVICE_PASSWORD_CHANGE_H

#include "courier/doveadm.h"
#include "credential/quality.h"
#include "model/credential_event.h"
#include "service/notices.h"
#include "service/passwords.h"

#define CHANGES_OLD_MAX 24 /* old passwords kept at most */
#define CHANGES_OUTLOOK_DAYS 90
#define CHANGES_PLACES_MAX 8 /* places of an outlook */

struct changes_setup {
    struct store *store;
    struct passwords *passwords;
    struct notices *notices;     /* NULL: nobody is told, nothing can be undone */
    const struct places *places; /* NULL: none are known */
    struct doveadm *doveadm;     /* NULL: sessions end by themselves */
    struct quality_rules rules;
    const char *service_name[2]; /* words a guesser tries */
    uint32_t old;                /* how many old passwords are refused; 0..CHANGES_OLD_MAX */
    int64_t undo_ms;             /* how long an undo code works */
};

struct changes;

/* Finishes what the last run left. errors: ERR_STORE, ERR_SYSTEM */
bool changes_new(const struct changes_setup *setup, struct changes **out, struct err *e) MUST_CHECK;

/* From when it returns nobody uses what the setup before pointed at. store and passwords stay. */
void changes_reload(struct changes *c, const struct changes_setup *setup);
void changes_free(struct changes **c); /* NULL is fine; *c becomes NULL */

enum change_result {
    CHANGE_DONE,
    CHANGE_WRONG, /* name or password, PIN or code: unknown, wrong, over; one answer, in the same time */
    CHANGE_WEAK,      /* the new password: quality says why */
    CHANGE_REST,      /* too many wrong tries: later, wait_ms */
    CHANGE_BUSY,      /* too many passwords are being checked */
    CHANGE_ELSEWHERE, /* another host keeps the passwords: it is changed there */
    CHANGE_USED,      /* the code was used before */
    CHANGE_TAKEN,     /* the name is another account's, or none that can be */
    CHANGE_RESULT_COUNT
};

/* "done", "wrong", "weak", "rest", "busy", "elsewhere", "used", "taken": stable. */
const char *change_result_code(enum change_result r);

/* Who asks, and what shall go with the change. */
struct change_request {
    struct span account; /* any of its names */
    enum credential_actor by;
    const struct secret
        *current;          /* needed of an owner; NULL of a help desk that has made sure of the
                                     person otherwise, and of the operator */
    bool verified;         /* the caller has made sure of the owner a moment ago */
    struct address remote; /* of the person */
    bool has_remote;
    bool revoke_apps;
    bool keep_sessions; /* else all of them end */
    int64_t now_ms;
};

struct change_answer {
    enum change_result result;
    struct quality quality;               /* of a new password */
    char reference[NOTICE_REFERENCE_MAX]; /* of the notice; "" nobody was told */
    size_t revoked;                       /* app passwords */
    bool undoable;
    bool sessions; /* open sessions are being ended */
    int64_t wait_ms;
};

/* Sets a new main password. errors: ERR_ABSENT only where no current password is asked: no such account;
 * ERR_STORE, ERR_SYSTEM, ERR_CONFIG (the list of leaked passwords cannot be read): nothing was changed,
 * unless the text says so. */
bool change_password(struct changes *c, const struct change_request *r, const struct secret *new,
                     struct change_answer *out, struct err *e) MUST_CHECK;

/* Where notices go: a phone number or mail addresses; the former ones are told as well, and go on being
 * told of changes as long as they could undo this one. account: only these fields are looked at. */
struct change_contact {
    bool has_phone, has_address;
    struct span phone;   /* "" none any more */
    struct span address; /* takes the place of all; "" none */
};
bool change_contact(struct changes *c, const struct change_request *r,
                    const struct change_contact *to, struct change_answer *out,
                    struct err *e) MUST_CHECK;

/* Another sign-in name. The one before goes at once, or stays beside it until it is removed. */
struct change_name {
    struct span from; /* one of the account's sign-in names */
    struct span to;
    bool keep;
};
bool change_sign_in_name(struct changes *c, const struct change_request *r,
                         const struct change_name *name, struct change_answer *out,
                         struct err *e) MUST_CHECK;

/* --- before and after ----------------------------------------------------------------------------- */

/* What will stop working with the main password, and what goes on (B-21). */
struct change_outlook {
    char account[ACCOUNT_ID_MAX + 1];
    int64_t changed_ms; /* of the main password now; 0: not known */
    bool mail_off;      /* the main password opens no mail as it is: nothing breaks */
    size_t apps;        /* app passwords that go on working */
    size_t count;
    struct change_place {
        enum service service;
        int64_t last_ms;
        struct named_place where;
    } places[CHANGES_PLACES_MAX]; /* where the main password opened mail lately, newest first */
};
bool change_outlook(struct changes *c, struct span account, int64_t now_ms,
                    struct change_outlook *out, struct err *e) MUST_CHECK;

/* The owner's password verified once: CHANGE_DONE and the outlook. */
bool change_look(struct changes *c, const struct change_request *r, struct change_answer *out,
                 struct change_outlook *outlook, struct err *e) MUST_CHECK;

/* Undoes the change whose notice had that code: the main password opens nothing, app passwords made since are
 * revoked, open sessions end. Works once. errors: ERR_STORE, ERR_SYSTEM */
bool change_undo(struct changes *c, struct span code, const struct change_request *r,
                 struct change_answer *out, struct err *e) MUST_CHECK;

struct change_recovery {
    struct span code;
    const struct secret *pin;
    const struct secret *new;
};

/* A new main password after that, with the same code and the PIN of the contract. */
bool change_recover(struct changes *c, const struct change_recovery *w,
                    const struct change_request *r, struct change_answer *out,
                    struct err *e) MUST_CHECK;

#endif
