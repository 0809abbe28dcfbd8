#include "serve/milter.h"

#include "base/memory.h"
#include "base/monotonic.h"
#include "serve/milter_mail.h"
#include "service/log.h"

#include <arpa/inet.h>
#include <libmilter/mfapi.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define IDLE_S 7200 /* a connection without a word: Postfix keeps one as long as its own peer */
#define BACKLOG 256
#define NAME_MAX_BYTES 256
#define LISTENER_MAX 256 /* descriptors among which the listening one is */

/* What has been done since the start. */
struct tally {
    _Atomic uint64_t verdicts[VERDICT_COUNT];
    _Atomic uint64_t unjudged[FILTER_STATE_COUNT];
    _Atomic uint64_t own;
    _Atomic uint64_t removed;
    _Atomic uint64_t cut;
    _Atomic uint64_t held;
    _Atomic uint64_t unasked;
    _Atomic uint64_t exempt;
    _Atomic uint64_t under_way;
};

/* What libmilter takes as texts that it might change, and does not. */
static char verdict_name[] = VERDICT_HEADER_NAME;
static char subject_name[] = "Subject";
static char hold_reason[] = "mioboe: judged to be a fake";
static char queue_id_macro[] = "i";

/* libmilter hands its callbacks no context but a connection's. */
static struct {
    struct milter_setup setup;
    struct milter_budget budget;
    struct tally tally;
} filter;

/* One connection of a mail server. */
struct session {
    struct milter_mail mail;
    struct check_result result;
    bool has_client;
    struct address client;
    char helo[NAME_MAX_BYTES];
    bool open; /* a message is under way */
};

static struct span text_of(const char *s)
{
    return (struct span){.at = s == NULL ? "" : s, .len = s == NULL ? 0 : strlen(s)};
}

/* --- a message begins --------------------------------------------------------------------------- */

static void take_client(struct session *s, const _SOCK_ADDR *address)
{
    char text[INET6_ADDRSTRLEN] = "";

    if (address != NULL && address->sa_family == AF_INET) {
        struct sockaddr_in in;

        memcpy(&in, address, sizeof in);
        (void)inet_ntop(AF_INET, &in.sin_addr, text, sizeof text);
    } else if (address != NULL && address->sa_family == AF_INET6) {
        struct sockaddr_in6 in;

        memcpy(&in, address, sizeof in);
        (void)inet_ntop(AF_INET6, &in.sin6_addr, text, sizeof text);
    }
    s->has_client = address_parse(text_of(text), &s->client);
}

/* The signatures of the callbacks are libmilter's. */
static sfsistat on_connect(SMFICTX *ctx, char *name, /* NOLINT(readability-non-const-parameter) */
                           _SOCK_ADDR *address)
{
    struct session *s = memory_new(1, sizeof *s);

    (void)name;
    take_client(s, address);
    if (smfi_setpriv(ctx, s) != MI_SUCCESS) {
        memory_free(s);
        return SMFIS_ACCEPT;
    }
    return SMFIS_CONTINUE;
}

static sfsistat on_helo(SMFICTX *ctx, char *name) /* NOLINT(readability-non-const-parameter) */
{
    struct session *s = smfi_getpriv(ctx);

    (void)snprintf(s->helo, sizeof s->helo, "%s", name == NULL ? "" : name);
    return SMFIS_CONTINUE;
}

static void leave_message(struct session *s)
{
    if (s->open) {
        s->open = false;
        (void)atomic_fetch_sub(&filter.tally.under_way, 1);
    }
    milter_mail_begin(&s->mail, &filter.budget, filter.setup.keep_bytes);
}

static sfsistat on_sender(SMFICTX *ctx, char **argv)
{
    struct session *s = smfi_getpriv(ctx);

    leave_message(s);
    s->open = true;
    (void)atomic_fetch_add(&filter.tally.under_way, 1);
    milter_mail_sender(&s->mail, text_of(argv[0]));
    return SMFIS_CONTINUE;
}

static sfsistat on_recipient(SMFICTX *ctx, char **argv)
{
    struct session *s = smfi_getpriv(ctx);

    milter_mail_recipient(&s->mail, text_of(argv[0]));
    return SMFIS_CONTINUE;
}

static sfsistat on_header(SMFICTX *ctx, char *name, /* NOLINT(readability-non-const-parameter) */
                          char *value)              /* NOLINT(readability-non-const-parameter) */
{
    struct session *s = smfi_getpriv(ctx);

    milter_mail_header(&s->mail, text_of(name), text_of(value));
    return SMFIS_CONTINUE;
}

static sfsistat on_headers_end(SMFICTX *ctx)
{
    struct session *s = smfi_getpriv(ctx);

    milter_mail_headers_end(&s->mail);
    return SMFIS_CONTINUE;
}

static sfsistat on_body(SMFICTX *ctx, unsigned char *at, size_t len)
{
    struct session *s = smfi_getpriv(ctx);

    milter_mail_body(&s->mail, (struct span){.at = (const char *)at, .len = len});
    return SMFIS_CONTINUE;
}

/* --- its end ------------------------------------------------------------------------------------ */

/* The last first, so that the places of the others stay. */
static void remove_fields(SMFICTX *ctx, const struct milter_mail *m)
{
    for (size_t i = m->verdict_fields; i > 0; i--) {
        (void)smfi_chgheader(ctx, verdict_name, (int)i, NULL);
    }
    (void)atomic_fetch_add(&filter.tally.removed, m->verdict_fields);
}

static enum filter_state ask(struct session *s)
{
    int64_t deadline = monotonic_ms() + filter.setup.wait_ms;
    struct check_task task = {
        .cut = s->mail.cut,
        .recipient = milter_mail_only(&s->mail),
        .envelope = {.has_client = s->has_client,
                     .client = s->client,
                     .helo = text_of(s->helo),
                     .mail_from = text_of(s->mail.sender)},
    };

    task.message = milter_mail_take(&s->mail, &task.len);
    return check_pool_ask(filter.setup.pool, &task, deadline, &s->result);
}

static void count(const struct session *s, const struct filter_mark *m)
{
    if (m->state == FILTER_CHECKED) {
        (void)atomic_fetch_add(&filter.tally.verdicts[m->verdict], 1);
        (void)atomic_fetch_add(&filter.tally.unasked, s->result.unasked);
    } else {
        (void)atomic_fetch_add(&filter.tally.unjudged[m->state], 1);
    }
    (void)atomic_fetch_add(&filter.tally.own, m->own);
    (void)atomic_fetch_add(&filter.tally.cut, s->mail.cut);
}

/* Neither addresses nor words of a message are logged. */
static void tell(const struct session *s, const struct filter_mark *m)
{
    bool judged = m->state == FILTER_CHECKED;
    const char *verdict = verdict_code_text(m->verdict);
    const char *state = filter_state_code(m->state);
    struct log_field fields[] = {
        LOG_FIELD_TEXT("queue_id", text_of(m->queue_id)),
        LOG_FIELD_TEXT("verdict", text_of(verdict)),
        LOG_FIELD_TEXT("state", text_of(state)),
        LOG_FIELD_NUMBER("own", m->own),
        LOG_FIELD_NUMBER("removed", (int64_t)s->mail.verdict_fields),
    };

    log_story(judged ? LOG_LEVEL_INFO : LOG_LEVEL_WARNING,
              judged ? LOG_EVENT_FILTER_JUDGED : LOG_EVENT_FILTER_UNJUDGED,
              judged ? "a message was judged" : "a message passed unjudged", fields, COUNT(fields));
}

static void add_verdict(SMFICTX *ctx, const struct filter_mark *m)
{
    char bytes[VERDICT_HEADER_MAX + 1];
    struct buf value = {.at = bytes, .cap = VERDICT_HEADER_MAX};

    verdict_header_print(&value, m, filter.setup.key);
    bytes[value.len] = '\0';
    if (!value.full) {
        (void)smfi_insheader(ctx, 0, verdict_name, bytes);
    }
}

static void mark_subject(SMFICTX *ctx, const struct milter_mail *mail)
{
    char bytes[MILTER_SUBJECT_MAX + MILTER_SUBJECT_FRONT_MAX + 2];
    struct buf value = {.at = bytes, .cap = sizeof bytes - 1};

    if (milter_mail_subject(mail, filter.setup.policy.subject, &value)) {
        bytes[value.len] = '\0';
        (void)smfi_chgheader(ctx, subject_name, 1, bytes);
    }
}

static void act(SMFICTX *ctx, const struct session *s, const struct filter_mark *m)
{
    struct filter_action what = filter_act(&filter.setup.policy, m);

    if (what.subject) {
        mark_subject(ctx, &s->mail);
    }
    if (what.hold) {
        (void)smfi_quarantine(ctx, hold_reason);
        (void)atomic_fetch_add(&filter.tally.held, 1);
    }
}

static bool is_exempt(const struct milter_mail *m)
{
    return filter.setup.exempt.len > 0 && verdict_is_name(milter_mail_only(m), filter.setup.exempt);
}

static void judge_mail(SMFICTX *ctx, struct session *s)
{
    struct filter_mark mark = {.at_s = (int64_t)time(NULL)};
    struct filter_facts facts = {.recipients = s->mail.recipient_count, .result = &s->result};

    verdict_queue_id(text_of(smfi_getsymval(ctx, queue_id_macro)), mark.queue_id);
    milter_mail_digests(&s->mail, &mark);
    facts.state = ask(s);
    filter_judge(&filter.setup.policy, &facts, &mark);
    add_verdict(ctx, &mark);
    act(ctx, s, &mark);
    count(s, &mark);
    tell(s, &mark);
}

static sfsistat on_end(SMFICTX *ctx)
{
    struct session *s = smfi_getpriv(ctx);

    remove_fields(ctx, &s->mail);
    if (is_exempt(&s->mail)) {
        (void)atomic_fetch_add(&filter.tally.exempt, 1);
    } else {
        judge_mail(ctx, s);
    }
    leave_message(s);
    return SMFIS_ACCEPT;
}

static sfsistat on_abort(SMFICTX *ctx)
{
    struct session *s = smfi_getpriv(ctx);

    if (s != NULL) {
        leave_message(s);
    }
    return SMFIS_CONTINUE;
}

static sfsistat on_close(SMFICTX *ctx)
{
    struct session *s = smfi_getpriv(ctx);

    if (s != NULL) {
        leave_message(s);
        milter_mail_free(&s->mail);
        memory_free(s);
        (void)smfi_setpriv(ctx, NULL);
    }
    return SMFIS_CONTINUE;
}

/* --- life --------------------------------------------------------------------------------------- */

/* An answer of several small writes would wait 40 ms for the mail server's acknowledgement of each. Connections
 * take the option over from the socket that listens, which libmilter keeps to itself. */
static void send_at_once(void)
{
    const int on = 1;

    for (int fd = STDERR_FILENO + 1; fd < LISTENER_MAX; fd++) {
        int listens = 0;
        socklen_t len = sizeof listens;

        if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &len) == 0 && listens != 0) {
            (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        }
    }
}

bool milter_open(const struct milter_setup *setup, struct err *e)
{
    static char name[] = "mioboe";
    static char socket[NAME_MAX_BYTES];
    struct smfiDesc about = {
        .xxfi_name = name,
        .xxfi_version = SMFI_VERSION,
        .xxfi_flags = SMFIF_ADDHDRS | SMFIF_CHGHDRS | SMFIF_QUARANTINE,
        .xxfi_connect = on_connect,
        .xxfi_helo = on_helo,
        .xxfi_envfrom = on_sender,
        .xxfi_envrcpt = on_recipient,
        .xxfi_header = on_header,
        .xxfi_eoh = on_headers_end,
        .xxfi_body = on_body,
        .xxfi_eom = on_end,
        .xxfi_abort = on_abort,
        .xxfi_close = on_close,
    };

    filter.setup = *setup;
    filter.budget.max = setup->memory_bytes;
    if (snprintf(socket, sizeof socket, "%s", setup->socket) >= (int)sizeof socket) {
        return err_set(e, ERR_CONFIG, "filter_listen: expected a shorter path");
    }
    if (smfi_register(about) != MI_SUCCESS || smfi_setconn(socket) != MI_SUCCESS ||
        smfi_settimeout(IDLE_S) != MI_SUCCESS || smfi_setbacklog(BACKLOG) != MI_SUCCESS) {
        return err_set(e, ERR_SYSTEM, "libmilter does not take the filter");
    }
    if (smfi_opensocket(true) != MI_SUCCESS) {
        return err_set(e, ERR_CONFIG, "filter_listen: cannot listen at %.150s", setup->socket);
    }
    send_at_once();
    return true;
}

bool milter_run(void)
{
    return smfi_main() == MI_SUCCESS;
}

void milter_stop(void)
{
    (void)smfi_stop();
}

/* --- metrics ------------------------------------------------------------------------------------ */

static void put(struct buf *out, const char *name, const char *type, const char *help,
                uint64_t value)
{
    buf_addf(out, "# HELP mioboe_filter_%s %s\n# TYPE mioboe_filter_%s %s\nmioboe_filter_%s %llu\n",
             name, help, name, type, name, (unsigned long long)value);
}

void milter_metrics(struct buf *out)
{
    struct tally *t = &filter.tally;

    buf_add(out, SPAN("# HELP mioboe_filter_messages_total Messages by verdict.\n"
                      "# TYPE mioboe_filter_messages_total counter\n"));
    for (unsigned v = 0; v < VERDICT_COUNT; v++) {
        buf_addf(out, "mioboe_filter_messages_total{verdict=\"%s\"} %llu\n",
                 verdict_code_text((enum verdict_code)v),
                 (unsigned long long)atomic_load(&t->verdicts[v]));
    }
    buf_add(out, SPAN("# HELP mioboe_filter_unjudged_total Messages that passed unjudged.\n"
                      "# TYPE mioboe_filter_unjudged_total counter\n"));
    for (unsigned s = FILTER_CHECKED + 1; s < FILTER_STATE_COUNT; s++) {
        buf_addf(out, "mioboe_filter_unjudged_total{cause=\"%s\"} %llu\n",
                 filter_state_code((enum filter_state)s),
                 (unsigned long long)atomic_load(&t->unjudged[s]));
    }
    put(out, "own_total", "counter", "Notices of our own that were marked as such.",
        atomic_load(&t->own));
    put(out, "removed_total", "counter",
        "Verdict fields that came with a message and were removed.", atomic_load(&t->removed));
    put(out, "cut_total", "counter", "Messages of which only the beginning was read.",
        atomic_load(&t->cut));
    put(out, "held_total", "counter", "Messages put into the mail server's quarantine.",
        atomic_load(&t->held));
    put(out, "unasked_total", "counter",
        "Messages judged while the record of notices was not there.", atomic_load(&t->unasked));
    put(out, "exempt_total", "counter", "Messages to the address where mail is checked.",
        atomic_load(&t->exempt));
    put(out, "under_way", "gauge", "Messages under way.", atomic_load(&t->under_way));
    put(out, "kept_bytes", "gauge", "Bytes of messages under way.",
        atomic_load(&filter.budget.held));
}
