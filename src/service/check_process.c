#include "service/check_process.h"

#include "base/memory.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

/* --- bytes ------------------------------------------------------------------------------------ */

static bool send_all(int socket, const void *at, size_t len)
{
    const char *from = at;

    while (len > 0) {
        ssize_t put = send(socket, from, len, MSG_NOSIGNAL);

        if (put < 0 && errno == EINTR) {
            continue;
        }
        if (put <= 0) {
            return false;
        }
        from += put;
        len -= (size_t)put;
    }
    return true;
}

static bool receive_all(int socket, void *at, size_t len)
{
    char *to = at;

    while (len > 0) {
        ssize_t got = recv(socket, to, len, 0);

        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return false;
        }
        to += got;
        len -= (size_t)got;
    }
    return true;
}

static size_t texts_len(const struct check_process_head *h)
{
    return h->len[CHECK_PART_RECIPIENT] + h->len[CHECK_PART_HELO] + h->len[CHECK_PART_MAIL_FROM];
}

/* --- the caller's side ------------------------------------------------------------------------ */

static void keep(struct buf *texts, struct span text, uint64_t *len)
{
    if (text.len <= texts->cap - texts->len) {
        buf_add(texts, text);
        *len = text.len;
    }
}

void check_process_task(const struct check_task *task, struct check_process_task *out)
{
    struct buf texts = BUF_ON(out->texts);

    out->head = (struct check_process_head){
        .cut = task->cut, .has_client = task->envelope.has_client, .client = task->envelope.client};
    keep(&texts, task->recipient, &out->head.len[CHECK_PART_RECIPIENT]);
    keep(&texts, task->envelope.helo, &out->head.len[CHECK_PART_HELO]);
    keep(&texts, task->envelope.mail_from, &out->head.len[CHECK_PART_MAIL_FROM]);
    out->head.len[CHECK_PART_MESSAGE] = task->len;
    out->bytes = task->message;
}

static bool sound(const struct check_result *r)
{
    return r->verdict.code < VERDICT_COUNT && r->verdict.leaning < LEANING_COUNT &&
           r->verdict.rule < RULE_COUNT && r->verdict.evidence.count <= EVIDENCE_COUNT;
}

bool check_process_ask(const struct check_process *p, const struct check_process_task *task,
                       struct check_result *out)
{
    return send_all(p->socket, &task->head, sizeof task->head) &&
           send_all(p->socket, task->texts, texts_len(&task->head)) &&
           send_all(p->socket, task->bytes, task->head.len[CHECK_PART_MESSAGE]) &&
           receive_all(p->socket, out, sizeof *out) && sound(out);
}

/* --- the process ------------------------------------------------------------------------------ */

struct self {
    int socket;
    struct checker *checker;
    struct check_records records;
    struct observation observation;
    struct check_result result;
    char texts[CHECK_TEXTS_MAX];
    char *message;
    size_t room;
};

static struct span part_of(const struct self *s, const struct check_process_head *h, unsigned part)
{
    const char *at = s->texts;

    for (unsigned i = 0; i < part; i++) {
        at += h->len[i];
    }
    return (struct span){.at = at, .len = h->len[part]};
}

static void judge_one(struct self *s, const struct check_process_head *h)
{
    struct checker_envelope envelope = {.has_client = h->has_client,
                                        .client = h->client,
                                        .helo = part_of(s, h, CHECK_PART_HELO),
                                        .mail_from = part_of(s, h, CHECK_PART_MAIL_FROM)};
    struct message_source src = {
        .kind = MESSAGE_MAIL,
        .bytes = {.at = s->message, .len = h->len[CHECK_PART_MESSAGE]},
    };
    struct record_question question;
    struct err ignored = {0};
    struct buf sender = {.at = s->result.sender, .cap = sizeof s->result.sender - 1};

    memset(&s->result, 0, sizeof s->result);
    checker_arrived(s->checker, &envelope);
    checker_observe(s->checker, &src, &s->observation, &question);
    buf_add(&sender, question.sender);
    s->observation.unreadable = s->observation.unreadable || h->cut;
    if (!s->observation.forwarded) {
        question.recipient = part_of(s, h, CHECK_PART_RECIPIENT);
    }
    s->result.unasked = !records_consult(&s->records, &question, &s->observation, &ignored);
    checker_judge(s->checker, &s->observation, &s->result.verdict);
    s->result.forwarded = s->observation.forwarded;
}

static bool read_one(struct self *s, struct check_process_head *h)
{
    if (!receive_all(s->socket, h, sizeof *h) || texts_len(h) > sizeof s->texts ||
        !receive_all(s->socket, s->texts, texts_len(h))) {
        return false;
    }
    if (h->len[CHECK_PART_MESSAGE] > s->room) {
        s->room = h->len[CHECK_PART_MESSAGE];
        s->message = memory_grow(s->message, s->room, 1);
    }
    return receive_all(s->socket, s->message, h->len[CHECK_PART_MESSAGE]);
}

/* A large message's memory is not kept for small ones. */
static void give_back(struct self *s)
{
    const size_t kept = (size_t)1024 * 1024;

    if (s->room > kept) {
        memory_free(s->message);
        s->message = NULL;
        s->room = 0;
    }
}

/* The other processes' sockets: they must end when their owner does, whoever else still runs. */
static void leave_files(int socket)
{
    if (socket > STDERR_FILENO + 1) {
        (void)syscall(SYS_close_range, STDERR_FILENO + 1, socket - 1, 0);
    }
    (void)syscall(SYS_close_range, socket + 1, ~0u, 0);
}

static _Noreturn void run(const struct check_pool_setup *setup, int socket)
{
    struct self *s = memory_new(1, sizeof *s);
    struct check_process_head head;
    char why[sizeof((struct err *)0)->text] = "";
    struct err e = {0};
    bool ok;

    leave_files(socket);
    s->socket = socket;
    s->records = setup->records;
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    /* Whoever forked it ends it, after the messages under way. */
    (void)signal(SIGTERM, SIG_IGN);
    (void)signal(SIGINT, SIG_IGN);
    (void)signal(SIGHUP, SIG_IGN);
    ok = checker_open(&setup->checker, &s->checker, &e);
    memcpy(why, e.text, sizeof why);
    ok = send_all(socket, &ok, sizeof ok) && (ok || send_all(socket, why, sizeof why)) && ok;
    while (ok && read_one(s, &head)) {
        judge_one(s, &head);
        ok = send_all(socket, &s->result, sizeof s->result);
        give_back(s);
    }
    checker_close(&s->checker);
    _exit(0);
}

/* --- life ------------------------------------------------------------------------------------- */

static bool hear_ready(struct check_process *p, struct err *e)
{
    char why[sizeof e->text] = "";
    bool ok = false;

    if (!receive_all(p->socket, &ok, sizeof ok)) {
        return err_set(e, ERR_SYSTEM, "a checker's process did not begin");
    }
    if (!ok && receive_all(p->socket, why, sizeof why)) {
        return err_set(e, ERR_SYSTEM, "%.*s", (int)sizeof why - 1, why);
    }
    return ok || err_set(e, ERR_SYSTEM, "a checker's process did not begin");
}

bool check_process_open(const struct check_pool_setup *setup, struct check_process *out,
                        struct err *e)
{
    struct timeval patience = {.tv_sec = CHECK_PROCESS_SECONDS};
    int pair[2];

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
        return err_set(e, ERR_SYSTEM, "no socketpair for a checker");
    }
    out->socket = pair[0];
    out->pid = fork();
    if (out->pid == 0) {
        (void)close(pair[0]);
        run(setup, pair[1]);
    }
    (void)close(pair[1]);
    (void)setsockopt(pair[0], SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    (void)setsockopt(pair[0], SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (out->pid < 0 || !hear_ready(out, e)) {
        bool forked = out->pid > 0;

        check_process_close(out);
        return forked ? false : err_set(e, ERR_SYSTEM, "no process for a checker");
    }
    return true;
}

void check_process_close(struct check_process *p)
{
    (void)close(p->socket);
    if (p->pid > 0) {
        (void)kill(p->pid, SIGKILL);
        while (waitpid(p->pid, NULL, 0) < 0 && errno == EINTR) {
        }
    }
}
