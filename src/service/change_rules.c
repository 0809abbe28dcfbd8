/* Is the new password good enough? */
#include "service/change_parts.h"

#include "credential/main_password.h"

#include <sodium.h>

/* The account's old hashes, one a line, newest first. */
struct old {
    size_t len;
    char at[(size_t)CHANGES_OLD_MAX * (PASSWORD_HASH_MAX + 1)];
};

static bool take_old(void *ctx, const struct document *d)
{
    struct old *old = ctx;

    if (d->body.len <= sizeof old->at) {
        memcpy(old->at, d->body.at, d->body.len);
        old->len = d->body.len;
    }
    return false;
}

static bool read_old(struct changes *c, struct span account, struct old *old, struct err *e)
{
    const struct store_document_name name = {.kind = DOCUMENT_PASSWORD_HISTORY, .key = account};
    struct err why = {0};

    if (store_document(c->setup.store, &name, take_old, old, &why) || why.code == ERR_ABSENT) {
        return true;
    }
    *e = why;
    return false;
}

/* cost: one argon2id for each. */
static bool is_old(const struct old *old, uint32_t most, const struct secret *new)
{
    struct span rest = {.at = old->at, .len = old->len};
    char hash[PASSWORD_HASH_MAX + 1];
    struct span line;

    for (uint32_t i = 0; i < most && span_cut(&rest, '\n', &line); i++) {
        change_copy(hash, sizeof hash, line);
        if (main_password_matches(hash, new)) {
            return true;
        }
    }
    return false;
}

/* What is quickly seen first: nobody waits for hashes to hear that it is too short. */
bool change_judge(struct making *m, const struct secret *new, struct err *e)
{
    struct changes *c = m->c;
    struct span id = m->account.text[ACCOUNT_ID];
    struct quality *q = &m->out->quality;
    struct quality_words words = {0};
    struct main_password now = {0};
    struct old old = {0};

    quality_words_add_account(&words, &m->account);
    for (size_t i = 0; i < COUNT(c->setup.service_name); i++) {
        quality_words_add(&words, change_span(c->setup.service_name[i]));
    }
    if (!quality_judge(&c->setup.rules, secret_reveal(new), &words, q, e)) {
        return false;
    }
    if (q->faults == 0) {
        if (!passwords_main(c->setup.passwords, id, &now, e) || !read_old(c, id, &old, e)) {
            return false;
        }
        q->faults |= now.hash[0] != '\0' && main_password_matches(now.hash, new) ? QUALITY_SAME : 0;
        q->faults |= q->faults == 0 && is_old(&old, c->setup.old, new) ? QUALITY_OLD : 0;
        sodium_memzero(&now, sizeof now);
        sodium_memzero(&old, sizeof old);
    }
    m->out->result = q->faults == 0 ? CHANGE_DONE : CHANGE_WEAK;
    return true;
}

bool change_old_document(struct making *m, struct document *doc, struct buf *body)
{
    struct span id = m->account.text[ACCOUNT_ID];
    struct main_password now = {0};
    struct old old = {0};
    struct span rest;
    struct span line;
    struct err ignored;

    if (m->c->setup.old == 0 || !passwords_main(m->c->setup.passwords, id, &now, &ignored) ||
        now.hash[0] == '\0' || !read_old(m->c, id, &old, &ignored)) {
        return false;
    }
    buf_addf(body, "%s\n", now.hash);
    rest = (struct span){.at = old.at, .len = old.len};
    for (uint32_t i = 1; i < m->c->setup.old && span_cut(&rest, '\n', &line); i++) {
        if (!span_eq(line, change_span(now.hash))) {
            buf_addf(body, "%.*s\n", (int)line.len, line.at);
        }
    }
    *doc = (struct document){.kind = DOCUMENT_PASSWORD_HISTORY,
                             .key = id,
                             .owner = id,
                             .body = {.at = body->at, .len = body->len}};
    sodium_memzero(&now, sizeof now);
    sodium_memzero(&old, sizeof old);
    return !body->full;
}
