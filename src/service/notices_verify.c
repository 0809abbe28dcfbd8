#include "service/notices.h"

#include "notice/mask.h"
#include "service/directory.h"

/* Looked up for what is no reference at all, so that it takes as long as one of nobody's. No notice
 * has it: its check character is wrong. */
static const char nobodys[NOTICE_REFERENCE_MAX] = "749Q-ZA46-D23B-CT";

static const char somebodys[NOTICE_REFERENCE_MAX] = "R49Q-ZA46-D23B-CT"; /* in order */

/* What was typed is read, and once more one of the other kind, so that reading a mistyped one and one in
 * order takes the same time. */
static bool read_evenly(struct span typed, char out[static NOTICE_REFERENCE_MAX])
{
    bool in_order = reference_read(typed, out);
    char other[NOTICE_REFERENCE_MAX];
    char unused[NOTICE_REFERENCE_MAX];

    memcpy(other, in_order ? out : somebodys, sizeof other);
    if (in_order) {
        other[0] = other[0] == '7' ? '8' : '7';
    }
    (void)!reference_read((struct span){.at = other, .len = sizeof other - 1}, unused);
    return in_order;
}

struct looking {
    struct notice_answer *out;
    char account[ACCOUNT_TEXT_MAX];
    size_t account_len;
    bool sent;
};

static void mask_into(char out[static NOTICE_MASKED_MAX], void (*mask)(struct buf *, struct span),
                      struct span text)
{
    char bytes[4 * ACCOUNT_TEXT_MAX] = "";
    struct buf b = BUF_ON(bytes);

    mask(&b, text);
    /* A name too long for the field is shown by its end: a domain says more than a beginning. */
    if (b.len >= NOTICE_MASKED_MAX) {
        size_t from = b.len - (NOTICE_MASKED_MAX - 1);

        while (from < b.len && ((unsigned char)bytes[from] & 0xc0) == 0x80) {
            from++;
        }
        b.at += from;
        b.len -= from;
    }
    memcpy(out, b.at, b.len);
    out[b.len] = '\0';
}

/* The facts without what only the mail or nobody has told. */
static struct notice_facts public_facts(const struct notice_facts *f)
{
    struct notice_facts shown = *f;

    shown.has_remote = false;
    shown.remote = (struct address){0};
    shown.identity = 0;
    shown.decision.score = 0;
    shown.decision.scored = false;
    return shown;
}

static bool notice_take(void *ctx, const struct notice *n, const struct delivery *deliveries,
                        size_t count)
{
    struct looking *l = ctx;
    struct notice_answer *out = l->out;

    l->sent = n->fate == NOTICE_TOLD;
    if (!l->sent) {
        return false;
    }
    out->created_ms = n->created_ms;
    out->kind = (enum notice_kind)n->facts.kind;
    out->lang = n->lang;
    out->facts = public_facts(&n->facts);
    out->has_remote = n->facts.has_remote;
    out->remote = n->facts.remote;
    for (size_t i = count; i > 0; i--) {
        const struct delivery *d = &deliveries[i - 1];

        mask_into(out->to[d->channel], d->channel == CHANNEL_MAIL ? mask_account : mask_number,
                  d->recipient);
        out->state[d->channel] = (enum delivery_state)d->state;
    }
    l->account_len = n->account.len <= sizeof l->account ? n->account.len : 0;
    memcpy(l->account, n->account.at, l->account_len);
    return false;
}

static bool name_take(void *ctx, const struct account_record *a)
{
    struct looking *l = ctx;

    for (size_t list = 0; list < ACCOUNT_IDENTIFIER_COUNT; list++) {
        if (a->list[list].count > 0) {
            mask_into(l->out->account, list == ACCOUNT_PHONES ? mask_number : mask_account,
                      a->list[list].at[0]);
            return false;
        }
    }
    return false;
}

/* Masks the name the account signs in with; the ID itself is the operator's business. */
static bool account_mask(struct store *s, struct looking *l, struct err *e)
{
    struct span account = {.at = l->account, .len = l->account_len};

    if (store_account(s, account, name_take, l, e)) {
        return true;
    }
    if (e->code != ERR_ABSENT) {
        return false;
    }
    mask_into(l->out->account, mask_account, account);
    return true;
}

bool notices_verify_in(struct store *s, struct span reference, struct notice_answer *out,
                       struct err *e)
{
    struct notice_answer answer = {.status = NOTICE_MALFORMED};
    struct looking l = {.out = &answer};
    char printed[NOTICE_REFERENCE_MAX];
    bool in_order = read_evenly(reference, printed);
    struct err why = {0};

    if (!in_order) {
        memcpy(printed, nobodys, sizeof printed);
    }
    if (!store_notice(s, (struct span){.at = printed, .len = strlen(printed)}, notice_take, &l,
                      &why) &&
        why.code != ERR_ABSENT) {
        *e = why;
        return false;
    }
    if (in_order) {
        memcpy(answer.reference, printed, sizeof printed);
        answer.status = l.sent ? NOTICE_OURS : NOTICE_UNKNOWN;
    }
    if (answer.status == NOTICE_OURS && !account_mask(s, &l, e)) {
        return false;
    }
    *out = answer;
    return true;
}
