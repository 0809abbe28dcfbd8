/* service/change_parts.h - what the files behind service/password_change.h share. */
#ifndef SERVICE_CHANGE_PARTS_H
#define SERVICE_CHANGE_PARTS_H

#include "base/arena.h"
#include "service/credential_events.h"
#include "service/directory.h"
#include "service/password_change.h"

#include <pthread.h>

#define CHANGE_ARENA ((size_t)256 << 10)

struct changes {
    pthread_rwlock_t lock;  /* over the setup */
    pthread_mutex_t change; /* one change at a time: what is under way is not what was left over */
    struct changes_setup setup;

    pthread_t thread; /* ends sessions */
    pthread_mutex_t wake_lock;
    pthread_cond_t wake;
    bool runs;
    bool asked; /* there is something to end */
    bool stop;
};

/* A change under way, as it is kept until everything that belongs to it is done. */
struct pending {
    struct credential_event ev;
    char account[ACCOUNT_ID_MAX + 1];
    enum credential_kind credential;
    bool revoke_all;
    int64_t revoke_since_ms; /* app passwords made since then go; 0: none */
    bool undo;
    bool told; /* only the sessions are left */
    uint32_t tries;
    char former_phone[ACCOUNT_TEXT_MAX + 1];
    char former_address[ACCOUNT_TEXT_MAX + 1];
};

/* One change in the making. */
struct making {
    struct changes *c;
    const struct change_request *r;
    struct arena *arena;
    struct account_record account;
    struct pending p;
    struct change_answer *out;
    struct err *e;
};

/* change_kept.c: the forms of what is kept. */
#define PENDING_BYTES 3072
void pending_print(struct buf *out, const struct pending *p);
bool pending_read(struct span account, struct span key, struct span body, struct pending *out,
                  struct err *e) MUST_CHECK;

#define UNDO_KEY 64 /* hexadecimal characters of the hash of a code */
#define UNDO_BYTES 1024
struct undo {
    char key[UNDO_KEY + 1];
    char account[ACCOUNT_ID_MAX + 1];
    int64_t at_ms; /* of the change */
    int64_t expires_ms;
    int64_t used_ms; /* 0: not yet */
    bool recovered;  /* a password was set with it afterwards */
    uint32_t version;
    char phone[ACCOUNT_TEXT_MAX + 1]; /* where notices went before; "" not changed */
    char address[ACCOUNT_TEXT_MAX + 1];
};
void undo_key(struct span code, char out[static UNDO_KEY + 1]);
void undo_print(struct buf *out, const struct undo *u);
bool undo_read(const struct document *d, struct undo *out, struct err *e) MUST_CHECK;

/* False with ERR_ABSENT when no code is that one. */
bool undo_find(struct changes *c, struct span code, int64_t now_ms, struct undo *out,
               struct err *e) MUST_CHECK;
/* Where notices of the account went before, while that could be undone. "" else. */
bool undo_former(struct changes *c, struct span account, int64_t now_ms, struct pending *p,
                 struct err *e) MUST_CHECK;

/* change_rules.c */
bool change_judge(struct making *m, const struct secret *new, struct err *e) MUST_CHECK;
/* The document that keeps the hash in use now among the old ones; false when none is to be kept. */
bool change_old_document(struct making *m, struct document *doc, struct buf *body) MUST_CHECK;

/* change_finish.c */
struct notice_change change_notice(const struct changes *c, const struct pending *p);
/* Records that it begins, in one commit with `more`; then nothing was set yet. */
bool change_begin(struct making *m, const struct document *more, size_t more_count,
                  struct err *e) MUST_CHECK;
/* After the credential was set: everything but ending sessions. */
bool change_finish(struct changes *c, struct pending *p, struct change_answer *out,
                   struct err *e) MUST_CHECK;
bool change_forget(struct changes *c, const struct pending *p, struct err *e) MUST_CHECK;
/* Finishes or forgets what a crash left. */
bool change_resume(struct changes *c, struct err *e) MUST_CHECK;
void change_wake(struct changes *c);
bool change_start(struct changes *c, struct err *e) MUST_CHECK;
void change_stop(struct changes *c);

static inline struct span change_span(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

/* Cut to what fits. */
static inline void change_copy(char *to, size_t room, struct span text)
{
    size_t len = text.len < room ? text.len : room - 1;

    memcpy(to, text.at == NULL ? "" : text.at, len);
    to[len] = '\0';
}

#endif
