/* memmem(3) */
#define _GNU_SOURCE /* NOLINT */
#include "service/notice_match.h"

#include "message/read.h"
#include "notice/reference.h"
#include "service/notices.h"
#include "store/notices.h"

#include <pthread.h>
#include <strings.h>

#define MATCH_ARENA ((size_t)96 << 20) /* a mail of ours is read for each delivery */
#define ADDED_MAX 300                  /* bytes somebody may have written around a notice */
#define ADDED_FIGURES_MAX 12
#define DATE_SLACK_MS (INT64_C(26) * 3600 * 1000) /* forwarded headers lose their zone */
#define DIFFERS_MAX 60                            /* bytes shown of what differs */

/* A text without white space, and where each byte of it stood. */
struct squeezed {
    struct span from; /* match form */
    char *at;
    uint32_t *where;
    size_t len;
};

static bool squeeze(struct arena *a, struct span text, struct squeezed *out)
{
    struct span form = message_match_form(a, text);

    *out = (struct squeezed){.from = form};
    if (form.len == 0) {
        return text.len == 0;
    }
    out->at = arena_take(a, form.len);
    out->where = arena_take(a, form.len * sizeof *out->where);
    if (out->at == NULL || out->where == NULL) {
        return false;
    }
    for (size_t i = 0; i < form.len; i++) {
        if ((unsigned char)form.at[i] > ' ') {
            out->at[out->len] = form.at[i];
            out->where[out->len++] = (uint32_t)i;
        }
    }
    return true;
}

static bool holds(const struct squeezed *whole, const struct squeezed *part, size_t *at)
{
    const char *found = part->len == 0 || part->len > whole->len
                            ? NULL
                            : memmem(whole->at, whole->len, part->at, part->len);

    if (found == NULL) {
        return false;
    }
    *at = (size_t)(found - whole->at);
    return true;
}

/* Nothing in it that somebody could act upon. */
static bool is_harmless(const char *at, size_t len, size_t *figures)
{
    for (size_t i = 0; i < len; i++) {
        if (at[i] == '/' || at[i] == '@' || (at[i] == '.' && i + 1 < len && at[i + 1] > ' ')) {
            return false;
        }
        *figures += at[i] >= '0' && at[i] <= '9';
    }
    return *figures <= ADDED_FIGURES_MAX;
}

static bool is_ours(const struct squeezed *message, const struct squeezed *ours)
{
    size_t at = 0;
    size_t figures = 0;
    size_t behind;

    if (holds(ours, message, &at)) {
        return true;
    }
    if (!holds(message, ours, &at) || message->len - ours->len > ADDED_MAX) {
        return false;
    }
    behind = at + ours->len;
    return is_harmless(message->at, at, &figures) &&
           is_harmless(message->at + behind, message->len - behind, &figures);
}

/* One notice and a message side by side. */
struct comparing {
    const struct record_question *q;
    struct arena *arena;
    struct squeezed message;
    bool sent;
    bool full; /* the arena */
    bool agrees;
    bool recipient_agrees;
    int64_t created_ms;
    size_t best; /* bytes the nearest text has in common from its start */
};

static size_t common(const struct squeezed *a, const struct squeezed *b)
{
    size_t most = a->len < b->len ? a->len : b->len;
    size_t n = 0;

    while (n < most && a->at[n] == b->at[n]) {
        n++;
    }
    return n;
}

static void compare_text(struct comparing *c, struct span text)
{
    struct squeezed ours;
    size_t n;

    if (!squeeze(c->arena, text, &ours)) {
        c->full = true;
        return;
    }
    c->agrees = c->agrees || is_ours(&c->message, &ours);
    n = common(&c->message, &ours);
    c->best = n > c->best ? n : c->best;
}

static void compare_joined(struct comparing *c, struct span subject, struct span text)
{
    struct buf b = {.cap = subject.len + 1 + text.len};

    b.at = arena_take(c->arena, b.cap);
    if (b.at == NULL) {
        c->full = true;
        return;
    }
    buf_add(&b, subject);
    buf_add(&b, SPAN("\n"));
    buf_add(&b, text);
    compare_text(c, (struct span){.at = b.at, .len = b.len});
}

static void compare_mail(struct comparing *c, const struct delivery *d)
{
    struct message *m = arena_take(c->arena, sizeof *m);
    struct message_source src = {.kind = MESSAGE_MAIL, .bytes = d->body};

    if (m == NULL) {
        c->full = true;
        return;
    }
    message_read(c->arena, &src, m);
    compare_joined(c, m->subject, m->text);
    compare_joined(c, m->subject, m->plain);
    compare_joined(c, m->subject, m->html);
    compare_text(c, m->text);
}

static bool notice_take(void *ctx, const struct notice *n, const struct delivery *deliveries,
                        size_t count)
{
    struct comparing *c = ctx;

    c->sent = n->fate == NOTICE_TOLD;
    c->created_ms = n->created_ms;
    for (size_t i = 0; c->sent && i < count && !c->full; i++) {
        const struct delivery *d = &deliveries[i];
        struct arena_mark mark = arena_mark(c->arena);

        if (d->channel == CHANNEL_MAIL) {
            compare_mail(c, d);
            c->recipient_agrees =
                c->recipient_agrees ||
                (d->recipient.len == c->q->recipient.len &&
                 strncasecmp(d->recipient.at, c->q->recipient.at, d->recipient.len) == 0);
        } else {
            compare_text(c, d->body);
        }
        arena_release(c->arena, mark);
    }
    return false;
}

/* The words of the message from where no text of ours goes on as it does. */
static void tell_difference(const struct comparing *c, char out[static EVIDENCE_ON_MAX])
{
    struct span form = c->message.from;
    size_t from = c->best < c->message.len ? c->message.where[c->best] : 0;
    size_t len;

    while (from > 0 && (unsigned char)form.at[from - 1] > ' ' &&
           (unsigned char)form.at[from - 1] < 0x80) {
        from--;
    }
    while (from > 0 && ((unsigned char)form.at[from] & 0xc0) == 0x80) {
        from--;
    }
    len = form.len - from < DIFFERS_MAX ? form.len - from : DIFFERS_MAX;
    while (len > 0 && from + len < form.len &&
           ((unsigned char)form.at[from + len] & 0xc0) == 0x80) {
        len--;
    }
    for (size_t i = 0; i < len; i++) {
        char c_at = form.at[from + i];

        if ((unsigned char)c_at < ' ') {
            c_at = ' ';
        }
        out[i] = c_at;
    }
    out[len] = '\0';
}

static bool tell_recipient(struct store *s, const struct record_question *q,
                           struct record_answer *out, struct err *e)
{
    struct notice_answer n;
    const char *to;

    if (!notices_verify_in(s, (struct span){.at = out->reference, .len = strlen(out->reference)},
                           &n, e)) {
        return false;
    }
    to = q->is_sms && n.to[CHANNEL_SMS][0] != '\0' ? n.to[CHANNEL_SMS] : n.to[CHANNEL_MAIL];
    if (to[0] == '\0') {
        to = n.to[CHANNEL_SMS];
    }
    _Static_assert(sizeof out->recipient >= NOTICE_MASKED_MAX, "a masked name has room");
    memcpy(out->recipient, to, NOTICE_MASKED_MAX);
    return true;
}

static enum record_match judge(const struct comparing *c)
{
    int64_t off = c->q->date_ms - c->created_ms;

    if (!c->agrees || (c->q->date_ms != 0 && (off > DATE_SLACK_MS || off < -DATE_SLACK_MS))) {
        return RECORD_ALTERED;
    }
    return c->recipient_agrees ? RECORD_AGREES : RECORD_RECIPIENT;
}

/* Looks one reference up. False: a store error. */
static bool try_one(struct store *s, struct comparing *c, const char *reference, struct err *e)
{
    struct err why = {0};

    c->sent = false;
    if (!store_notice(s, (struct span){.at = reference, .len = strlen(reference)}, notice_take, c,
                      &why) &&
        why.code != ERR_ABSENT) {
        *e = why;
        return false;
    }
    return !c->full || err_set(e, ERR_LIMIT, "the message is too long to be compared");
}

/* As it is printed by us: a word of 14 letters may pass for a reference by chance. */
static bool is_printed_in(struct span text, const char *reference)
{
    return text.len > 0 && memmem(text.at, text.len, reference, strlen(reference)) != NULL;
}

/* What looking one up has shown; true when it is decided. */
static bool decided(const struct comparing *c, const char *found, struct record_answer *out)
{
    if (c->sent) {
        out->match = judge(c);
    } else if (out->match == RECORD_NONE && is_printed_in(c->q->text, found)) {
        out->match = RECORD_ABSENT;
    } else {
        return false;
    }
    memcpy(out->reference, found, NOTICE_REFERENCE_MAX);
    return c->sent;
}

static bool search(struct store *s, struct comparing *c, struct record_answer *out, struct err *e)
{
    const struct span places[] = {c->q->message_id, c->q->text};
    char found[NOTICE_REFERENCE_MAX];
    unsigned tries = 0;

    for (size_t i = 0; i < COUNT(places); i++) {
        struct span rest = places[i];

        while (tries < NOTICE_MATCH_TRIES && reference_find(&rest, found)) {
            tries++;
            if (!try_one(s, c, found, e)) {
                return false;
            }
            if (decided(c, found, out)) {
                return true;
            }
        }
    }
    return true;
}

/* What message_read needs, once in a process, whichever thread comes first. */
static struct {
    pthread_once_t once;
    bool ok;
    struct err e;
} reading = {.once = PTHREAD_ONCE_INIT};

static void warm(void)
{
    reading.ok = message_warm(&reading.e);
}

bool notice_match(struct store *s, const struct record_question *q, struct record_answer *out,
                  struct err *e)
{
    struct record_answer answer = {.match = RECORD_NONE};
    struct comparing c = {.q = q};
    bool ok;

    (void)pthread_once(&reading.once, warm);
    if (!reading.ok) {
        *e = reading.e;
        return false;
    }
    if (q->text.len > NOTICE_MATCH_TEXT_MAX) {
        return err_set(e, ERR_LIMIT, "text: expected at most %zu bytes, came %zu",
                       NOTICE_MATCH_TEXT_MAX, q->text.len);
    }
    c.arena = arena_new(MATCH_ARENA);
    if (c.arena == NULL) {
        return err_set(e, ERR_SYSTEM, "no memory to compare a message");
    }
    ok = (squeeze(c.arena, q->text, &c.message) ||
          err_set(e, ERR_LIMIT, "the message is too long to be compared")) &&
         search(s, &c, &answer, e);
    if (ok && answer.match == RECORD_ALTERED) {
        tell_difference(&c, answer.differs);
    }
    arena_free(&c.arena);
    if (ok && (answer.match == RECORD_AGREES || answer.match == RECORD_RECIPIENT)) {
        answer.sent_ms = c.created_ms;
        ok = tell_recipient(s, q, &answer, e);
    }
    if (ok) {
        *out = answer;
    }
    return ok;
}
