#include "service/password_change.h"

#include "base/memory.h"
#include "notice/mask.h"
#include "service/change_parts.h"

#include <sodium.h>
#include <stdlib.h>

static const char *const results[CHANGE_RESULT_COUNT] = {
    "done", "wrong", "weak", "rest", "busy", "elsewhere", "used", "taken",
};

const char *change_result_code(enum change_result r)
{
    return results[r];
}

/* --- life ----------------------------------------------------------------------------------------- */

bool changes_new(const struct changes_setup *setup, struct changes **out, struct err *e)
{
    struct changes *c = memory_new(1, sizeof *c);

    c->setup = *setup;
    (void)pthread_rwlock_init(&c->lock, NULL);
    (void)pthread_mutex_init(&c->change, NULL);
    (void)pthread_mutex_init(&c->wake_lock, NULL);
    (void)pthread_cond_init(&c->wake, NULL);
    if (!change_resume(c, e) || !change_start(c, e)) {
        changes_free(&c);
        return false;
    }
    *out = c;
    return true;
}

void changes_reload(struct changes *c, const struct changes_setup *setup)
{
    (void)pthread_rwlock_wrlock(&c->lock);
    c->setup = *setup;
    (void)pthread_rwlock_unlock(&c->lock);
    change_wake(c); /* what could not be ended may be now */
}

void changes_free(struct changes **c)
{
    struct changes *gone = *c;

    if (gone == NULL) {
        return;
    }
    change_stop(gone);
    (void)pthread_cond_destroy(&gone->wake);
    (void)pthread_mutex_destroy(&gone->wake_lock);
    (void)pthread_mutex_destroy(&gone->change);
    (void)pthread_rwlock_destroy(&gone->lock);
    free(gone);
    *c = NULL;
}

/* --- who asks ------------------------------------------------------------------------------------- */

/* Unknown names and wrong passwords take the same time: service/passwords.h sees to it. */
static bool verify_owner(struct making *m, struct span *account, struct err *e)
{
    const struct change_request *r = m->r;
    struct password_question q = {.login = r->account,
                                  .password = *r->current,
                                  .service = SERVICE_WEB,
                                  .remote = r->remote,
                                  .has_remote = r->has_remote,
                                  .now_ms = r->now_ms};
    struct password_answer a = {.result = PASSWORD_WRONG};
    bool ok = passwords_verify(m->c->setup.passwords, &q, &a, e);

    sodium_memzero(&q.password, sizeof q.password);
    if (!ok) {
        return false;
    }
    if (a.result == PASSWORD_RIGHT && a.credential == CREDENTIAL_MAIN_PASSWORD) {
        m->out->result = CHANGE_DONE;
        return arena_copy(m->arena, change_span(a.account), account) ||
               err_set(e, ERR_SYSTEM, "no memory to change a password");
    }
    m->out->result =
        a.result == PASSWORD_BUSY || a.result == PASSWORD_UNAVAILABLE ? CHANGE_BUSY : CHANGE_WRONG;
    return true;
}

/* Finds the account of whoever may change it; out->result tells when nobody may. */
static bool open_making(struct making *m, struct err *e)
{
    struct span account = m->r->account;

    m->out->result = CHANGE_DONE;
    if (!m->r->verified && (m->r->by == CREDENTIAL_ACTOR_OWNER || m->r->current != NULL)) {
        if (m->r->current == NULL) {
            m->out->result = CHANGE_WRONG;
            return true;
        }
        if (!verify_owner(m, &account, e) || m->out->result != CHANGE_DONE) {
            return m->out->result != CHANGE_DONE && e->code == ERR_NONE;
        }
    }
    return directory_find(m->c->setup.store, account, m->arena, &m->account, e);
}

/* What every change keeps of itself. */
static bool describe(struct making *m, enum credential_event_kind what,
                     enum credential_kind credential, struct err *e)
{
    struct pending *p = &m->p;

    change_copy(p->account, sizeof p->account, m->account.text[ACCOUNT_ID]);
    p->credential = credential;
    p->ev = (struct credential_event){.what = what,
                                      .by = m->r->by,
                                      .at_ms = m->r->now_ms,
                                      .has_remote = m->r->has_remote,
                                      .remote = m->r->remote,
                                      .sessions = !m->r->keep_sessions};
    p->revoke_all = m->r->revoke_apps;
    credential_event_begin(&p->ev);
    return undo_former(m->c, change_span(p->account), m->r->now_ms, p, e);
}

static bool making_begin(struct making *m, struct changes *c, const struct change_request *r,
                         struct change_answer *out, struct err *e)
{
    *out = (struct change_answer){.result = CHANGE_WRONG};
    *m = (struct making){.c = c, .r = r, .out = out, .e = e, .arena = arena_new(CHANGE_ARENA)};
    e->code = ERR_NONE;
    (void)pthread_rwlock_rdlock(&c->lock);
    return m->arena != NULL || err_set(e, ERR_SYSTEM, "no memory to change a password");
}

static bool making_end(struct making *m, bool ok)
{
    (void)pthread_rwlock_unlock(&m->c->lock);
    arena_free(&m->arena);
    return ok;
}

/* --- the main password ---------------------------------------------------------------------------- */

/* Between beginning and setting nothing is lost by a crash; a refusal takes the beginning back. */
static bool set_password(struct making *m, const struct secret *new, struct err *e)
{
    struct err why = {0};

    if (passwords_main_set(m->c->setup.passwords, change_span(m->p.account), new, m->r->now_ms,
                           &why)) {
        return change_finish(m->c, &m->p, m->out, e);
    }
    if (!change_forget(m->c, &m->p, e)) {
        return false;
    }
    if (why.code == ERR_CONFIG || why.code == ERR_LIMIT) {
        m->out->result = why.code == ERR_LIMIT ? CHANGE_BUSY : CHANGE_ELSEWHERE;
        return true;
    }
    *e = why;
    return false;
}

/* The password as a person or the undoing sets it. more: documents of the same commit. */
static bool replace_password(struct making *m, const struct secret *new,
                             const struct document *more, struct err *e)
{
    char bytes[(size_t)CHANGES_OLD_MAX * (PASSWORD_HASH_MAX + 1)];
    struct buf body = BUF_ON(bytes);
    struct document docs[2];
    size_t count = 0;
    bool ok;

    (void)pthread_mutex_lock(&m->c->change);
    count += change_old_document(m, &docs[count], &body);
    if (more != NULL) {
        docs[count++] = *more;
    }
    ok = change_begin(m, docs, count, e) && set_password(m, new, e);
    (void)pthread_mutex_unlock(&m->c->change);
    sodium_memzero(bytes, sizeof bytes);
    return ok;
}

bool change_password(struct changes *c, const struct change_request *r, const struct secret *new,
                     struct change_answer *out, struct err *e)
{
    enum credential_event_kind what =
        r->current != NULL || r->verified ? CREDENTIAL_EVENT_PASSWORD : CREDENTIAL_EVENT_RECOVERY;
    struct making m;
    bool ok = making_begin(&m, c, r, out, e) && open_making(&m, e) &&
              (out->result != CHANGE_DONE || change_judge(&m, new, e)) &&
              (out->result != CHANGE_DONE || (describe(&m, what, CREDENTIAL_MAIN_PASSWORD, e) &&
                                              replace_password(&m, new, NULL, e)));

    return making_end(&m, ok);
}

bool change_look(struct changes *c, const struct change_request *r, struct change_answer *out,
                 struct change_outlook *outlook, struct err *e)
{
    struct making m;
    bool ok = making_begin(&m, c, r, out, e) && open_making(&m, e);

    (void)making_end(&m, ok);
    return ok &&
           (out->result != CHANGE_DONE || change_outlook(c, r->account, r->now_ms, outlook, e));
}

/* --- contact and sign-in name --------------------------------------------------------------------- */

/* Puts the account's new fields in, between beginning and finishing. */
static bool replace_fields(struct making *m, struct directory_item *item, struct err *e)
{
    bool ok;

    (void)pthread_mutex_lock(&m->c->change);
    ok = change_begin(m, NULL, 0, e) &&
         directory_import(m->c->setup.store, item, 1, m->r->now_ms, e);
    if (ok && (item->result == DIRECTORY_REFUSED || item->result == DIRECTORY_SAME)) {
        ok = change_forget(m->c, &m->p, e);
        m->out->result = CHANGE_TAKEN;
        m->out->undoable = false;
    } else if (ok) {
        ok = change_finish(m->c, &m->p, m->out, e);
    }
    (void)pthread_mutex_unlock(&m->c->change);
    return ok;
}

static struct directory_item item_of(const struct making *m)
{
    struct directory_item item = {.patch = {.stated = ACCOUNT_STATES_TEXT(ACCOUNT_ID)}};

    item.patch.account.text[ACCOUNT_ID] = m->account.text[ACCOUNT_ID];
    return item;
}

static bool move_contact(struct making *m, const struct change_contact *to, struct err *e)
{
    const struct account_texts *old = &m->account.list[ACCOUNT_NOTICE_ADDRESSES];
    struct directory_item item = item_of(m);
    struct account_record *a = &item.patch.account;

    if (to->has_phone) {
        item.patch.stated |= ACCOUNT_STATES_TEXT(ACCOUNT_NOTICE_PHONE);
        a->text[ACCOUNT_NOTICE_PHONE] = to->phone;
        change_copy(m->p.former_phone, sizeof m->p.former_phone,
                    m->account.text[ACCOUNT_NOTICE_PHONE]);
    }
    if (to->has_address) {
        item.patch.stated |= ACCOUNT_STATES_LIST(ACCOUNT_NOTICE_ADDRESSES);
        a->list[ACCOUNT_NOTICE_ADDRESSES] =
            (struct account_texts){.count = to->address.len > 0, .at = {to->address}};
        change_copy(m->p.former_address, sizeof m->p.former_address,
                    old->count > 0 ? old->at[0]
                    : m->account.list[ACCOUNT_MAIL_ADDRESSES].count > 0
                        ? m->account.list[ACCOUNT_MAIL_ADDRESSES].at[0]
                        : SPAN(""));
    }
    (void)snprintf(m->p.ev.detail, sizeof m->p.ev.detail, "%s%s%s", to->has_phone ? "phone" : "",
                   to->has_phone && to->has_address ? " " : "", to->has_address ? "address" : "");
    m->p.ev.sessions = false;
    return replace_fields(m, &item, e);
}

bool change_contact(struct changes *c, const struct change_request *r,
                    const struct change_contact *to, struct change_answer *out, struct err *e)
{
    struct making m;
    bool ok = making_begin(&m, c, r, out, e) && open_making(&m, e) &&
              (out->result != CHANGE_DONE ||
               (describe(&m, CREDENTIAL_EVENT_CONTACT, CREDENTIAL_CONTACT, e) &&
                move_contact(&m, to, e)));

    return making_end(&m, ok);
}

static bool move_name(struct making *m, const struct change_name *name, struct err *e)
{
    struct account_texts names = m->account.list[ACCOUNT_SIGN_IN_NAMES];
    struct directory_item item = item_of(m);
    size_t at = 0;

    while (at < names.count && !span_eq(names.at[at], name->from)) {
        at++;
    }
    if (at == names.count || (name->keep && names.count == ACCOUNT_LIST_MAX)) {
        m->out->result = CHANGE_TAKEN;
        return true;
    }
    names.at[name->keep ? names.count++ : at] = name->to;
    item.patch.stated |= ACCOUNT_STATES_LIST(ACCOUNT_SIGN_IN_NAMES);
    item.patch.account.list[ACCOUNT_SIGN_IN_NAMES] = names;
    {
        struct buf detail = {.at = m->p.ev.detail, .cap = sizeof m->p.ev.detail - 1};

        mask_account(&detail, name->from);
        buf_addf(&detail, name->keep ? " +" : " ->");
        m->p.ev.detail[detail.full ? 0 : detail.len] = '\0';
    }
    return replace_fields(m, &item, e);
}

bool change_sign_in_name(struct changes *c, const struct change_request *r,
                         const struct change_name *name, struct change_answer *out, struct err *e)
{
    struct making m;
    bool ok = making_begin(&m, c, r, out, e) && open_making(&m, e) &&
              (out->result != CHANGE_DONE ||
               (describe(&m, CREDENTIAL_EVENT_SIGN_IN_NAME, CREDENTIAL_SIGN_IN_NAME, e) &&
                move_name(&m, name, e)));

    return making_end(&m, ok);
}

/* --- undoing -------------------------------------------------------------------------------------- */

/* The code's account, or CHANGE_WRONG. */
static bool find_code(struct making *m, struct span code, struct undo *u, struct err *e)
{
    struct err why = {0};

    if (undo_find(m->c, code, m->r->now_ms, u, &why) &&
        directory_find(m->c->setup.store, change_span(u->account), m->arena, &m->account, &why)) {
        m->out->result = CHANGE_DONE;
        return true;
    }
    m->out->result = CHANGE_WRONG;
    if (why.code != ERR_ABSENT) {
        *e = why;
        return false;
    }
    return true;
}

static struct document used_document(const struct undo *u, struct buf *body)
{
    undo_print(body, u);
    return (struct document){.kind = DOCUMENT_UNDO,
                             .key = change_span(u->key),
                             .owner = change_span(u->account),
                             .version = u->version,
                             .expires_ms = u->expires_ms,
                             .body = {.at = body->at, .len = body->len}};
}

/* Nobody knows the password that is set: it opens nothing. */
static bool lock_account(struct making *m, struct undo *u, struct err *e)
{
    uint8_t random[32];
    struct secret none = {.len = 2 * sizeof random};
    char bytes[UNDO_BYTES];
    struct buf body = BUF_ON(bytes);
    struct document doc;
    bool ok;

    u->used_ms = m->r->now_ms;
    doc = used_document(u, &body);
    m->p.revoke_since_ms = u->at_ms;
    randombytes_buf(random, sizeof random);
    (void)sodium_bin2hex(none.bytes, sizeof none.bytes, random, sizeof random);
    ok = replace_password(m, &none, &doc, e);
    sodium_memzero(random, sizeof random);
    secret_wipe(&none);
    return ok;
}

bool change_undo(struct changes *c, struct span code, const struct change_request *r,
                 struct change_answer *out, struct err *e)
{
    struct undo u = {.version = 0};
    struct making m;
    bool ok = making_begin(&m, c, r, out, e) && find_code(&m, code, &u, e);

    if (ok && out->result == CHANGE_DONE && u.used_ms != 0) {
        out->result = CHANGE_USED;
    } else if (ok && out->result == CHANGE_DONE) {
        ok = describe(&m, CREDENTIAL_EVENT_LOCKED, CREDENTIAL_MAIN_PASSWORD, e) &&
             lock_account(&m, &u, e);
    }
    return making_end(&m, ok);
}

static bool verify_pin(struct making *m, const struct secret *pin, struct err *e)
{
    struct pin_answer a = {.right = false};

    if (!passwords_pin_verify(m->c->setup.passwords, m->account.text[ACCOUNT_ID], pin, m->r->now_ms,
                              &a, e)) {
        return false;
    }
    if (!a.right) {
        m->out->result = a.rests_ms > m->r->now_ms ? CHANGE_REST : CHANGE_WRONG;
        m->out->wait_ms = a.rests_ms > m->r->now_ms ? a.rests_ms - m->r->now_ms : 0;
    }
    return true;
}

static bool recover(struct making *m, struct undo *u, const struct secret *new, struct err *e)
{
    char bytes[UNDO_BYTES];
    struct buf body = BUF_ON(bytes);
    struct document doc;

    u->recovered = true;
    doc = used_document(u, &body);
    return describe(m, CREDENTIAL_EVENT_RECOVERY, CREDENTIAL_MAIN_PASSWORD, e) &&
           replace_password(m, new, &doc, e);
}

bool change_recover(struct changes *c, const struct change_recovery *w,
                    const struct change_request *r, struct change_answer *out, struct err *e)
{
    struct undo u = {.version = 0};
    struct making m;
    bool ok = making_begin(&m, c, r, out, e) && find_code(&m, w->code, &u, e);

    if (ok && out->result == CHANGE_DONE && (u.used_ms == 0 || u.recovered)) {
        out->result = u.recovered ? CHANGE_USED : CHANGE_WRONG;
    }
    ok = ok && (out->result != CHANGE_DONE || verify_pin(&m, w->pin, e)) &&
         (out->result != CHANGE_DONE || change_judge(&m, w->new, e)) &&
         (out->result != CHANGE_DONE || recover(&m, &u, w->new, e));
    return making_end(&m, ok);
}
