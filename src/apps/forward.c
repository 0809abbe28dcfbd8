/* mioboe forward - answers a mail that somebody forwarded to have it checked; Postfix' pipe(8) starts it. */
#include "service/forward.h"
#include "apps/brand_files.h"
#include "apps/check_record.h"
#include "apps/command.h"
#include "apps/forward_ask.h"
#include "apps/forward_state.h"
#include "apps/serve_build.h"
#include "apps/serve_paths.h"
#include "base/memory.h"
#include "base/time.h"
#include "courier/submit.h"
#include "message/checker.h"
#include "message/outer.h"
#include "notice/mime.h"
#include "service/forward_answer.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#define READ_MAX (MESSAGE_BYTES_MAX + 1) /* one more, so that the reader sees it was cut */
#define TIDY_ONE_IN 64
#define DAEMON_WAIT_MS 10000

enum {
    FORWARD_CONFIG,
    FORWARD_SOCKET,
    FORWARD_FROM,
    FORWARD_LOGIN,
    FORWARD_QUEUE_ID,
    FORWARD_OPTIONS
};

static const struct option_row rows[FORWARD_OPTIONS] = {
    [FORWARD_CONFIG] = {"config", 'c', OPTION_VALUE, "FILE", "Read settings from FILE."},
    [FORWARD_SOCKET] = {"socket", 0, OPTION_VALUE, "PATH", "Ask the daemon that listens there."},
    [FORWARD_FROM] = {"sender", 0, OPTION_VALUE, "ADDRESS", "The envelope sender: ${sender}."},
    [FORWARD_LOGIN] = {"login", 0, OPTION_VALUE, "NAME",
                       "Who signed in to send it: ${sasl_username}; empty: nobody."},
    [FORWARD_QUEUE_ID] = {"queue-id", 0, OPTION_VALUE, "ID", "Its queue ID: ${queue_id}."},
};

struct forward {
    struct options options;
    struct settings *settings;
    struct clock *zone;
    struct brand_files brands;
    struct checker *checker;
    struct check_record record;
    struct arena *arena;
    struct observation *observation;
    struct verdict *verdict;
    char daemon[PATH_BYTES_MAX];
    char *bytes;
    size_t len;
    struct outer outer;
    struct forward_state state;
    struct forward_known known;
    struct secret password;
};

static int usage(FILE *to)
{
    (void)fputs(
        "Usage: mioboe forward [OPTION...] < MAIL\n\n"
        "Judges the message that is forwarded in a mail, and sends the verdict to its sender when\n"
        "that is somebody known who really sent it. For a transport of Postfix "
        "(docs/forward.md).\n\n",
        to);
    options_print(to, rows, COUNT(rows));
    (void)fputs(
        "\nExample, in Postfix' master.cf:\n"
        "  mioboe-forward unix - n n - 2 pipe flags=q user=mioboe-forward\n"
        "    argv=/usr/bin/mioboe forward --sender=${sender} --login=${sasl_username}\n"
        "    --queue-id=${queue_id}\n\n"
        "Exit codes: 0 answered, or nobody is to be answered; 64 usage; 75 not now: the mail\n"
        "is to be delivered again.\n",
        to);
    return to == stdout ? EX_OK : EX_USAGE;
}

static struct span text_of(const char *s)
{
    return (struct span){.at = s, .len = s == NULL ? 0 : strlen(s)};
}

static struct span option(const struct forward *f, unsigned which)
{
    return text_of(f->options.value[which]);
}

static int64_t now_ms(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * TIME_SECOND_MS + t.tv_nsec / 1000000;
}

/* To the mail log, where an operator looks for a mail: no address and no word of it. */
static void tell(const struct forward *f, int level, const char *what)
{
    char id[64] = "";
    struct span queue_id = option(f, FORWARD_QUEUE_ID);

    for (size_t i = 0; i < queue_id.len && i + 1 < sizeof id; i++) {
        char c = queue_id.at[i];
        bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');

        if (!plain) {
            c = '?';
        }
        id[i] = c;
    }
    syslog(level, "%s: %s", id[0] == '\0' ? "no queue ID" : id, what);
}

/* --- before the mail is read -------------------------------------------------------------------- */

static bool settings_fit(const struct settings *s, struct err *e)
{
    if (!mime_is_address(text_of(s->flow.address))) {
        return err_set(e, ERR_CONFIG, "forward_address: expected the address mail is forwarded to");
    }
    return s->courier.smtp_server[0] != '\0' ||
           err_set(e, ERR_CONFIG, "smtp_server: expected the server that takes answers");
}

static bool begin(struct forward *f, struct err *e)
{
    const struct build_wishes wishes = {.config = f->options.value[FORWARD_CONFIG]};
    struct checker_settings c = {0};
    const char *path;

    f->observation = memory_new(1, sizeof *f->observation);
    f->verdict = memory_new(1, sizeof *f->verdict);
    f->arena = arena_new(FORWARD_ANSWER_ARENA);
    if (sodium_init() < 0 || f->arena == NULL || !build_settings(&wishes, &f->settings, e) ||
        !settings_fit(f->settings, e) ||
        !clock_open(f->settings->time_zone[0] == '\0' ? NULL : f->settings->time_zone, &f->zone,
                    e) ||
        !brand_files_add_dir(&f->brands, f->settings->brands_dir, e)) {
        return false;
    }
    path = f->options.value[FORWARD_SOCKET] != NULL ? f->options.value[FORWARD_SOCKET]
                                                    : f->settings->service.listen_socket;
    (void)snprintf(f->daemon, sizeof f->daemon, "%s",
                   path[0] == '\0' ? "/run/mioboe/mioboe.sock" : path);
    f->record = (struct check_record){
        .setup = {.settings = f->settings, .socket = f->daemon, .wait_ms = DAEMON_WAIT_MS},
        .zone = f->zone};
    c.brands = f->brands.at;
    c.brand_count = f->brands.count;
    return checker_open(&c, &f->checker, e);
}

/* What is too long is read to its end, so that the mail server is not told of a broken pipe. */
static bool read_mail(struct forward *f, struct err *e)
{
    char rest[4096];
    ssize_t got = 1;

    f->bytes = memory_new(READ_MAX, 1);
    while (got != 0) {
        size_t room = READ_MAX - f->len;

        got = room > 0 ? read(STDIN_FILENO, f->bytes + f->len, room)
                       : read(STDIN_FILENO, rest, sizeof rest);
        if (got < 0 && errno != EINTR) {
            return err_set(e, ERR_SYSTEM, "cannot read the mail: %s", strerror(errno));
        }
        f->len += room > 0 && got > 0 ? (size_t)got : 0;
    }
    outer_read((struct span){.at = f->bytes, .len = f->len},
               text_of(f->settings->check_authserv_id), &f->outer);
    return true;
}

/* --- who sent it -------------------------------------------------------------------------------- */

static enum forward_outcome judge_sender(const struct forward *f, const struct forward_known *known,
                                         size_t this_hour)
{
    const struct flow_settings *s = &f->settings->flow;
    const struct forward_rules rules = {
        .login_only = s->who == SETTING_WHO_LOGIN,
        .own = {text_of(s->address), text_of(f->settings->notice.from)},
        .hour_max = s->hour,
    };
    struct span login = option(f, FORWARD_LOGIN);
    const struct forward_facts facts = {
        .sender = option(f, FORWARD_FROM),
        .from = f->outer.from,
        .login = login,
        .automatic = f->outer.automatic,
        .bound = f->outer.bound,
        .known = known->account || forward_is_listed(text_of(s->resellers), f->outer.from),
        .login_owns = known->owns || forward_same_address(login, f->outer.from),
        .this_hour = this_hour,
    };

    return mime_is_address(f->outer.from) ? forward_judge(&rules, &facts) : FORWARD_SENDER;
}

/* The daemon is not asked about mail that nobody would be answered to anyway. */
static bool worth_asking(const struct forward *f)
{
    const struct forward_known anybody = {.account = true, .owns = true};

    return judge_sender(f, &anybody, 0) == FORWARD_ANSWER;
}

static bool ask_known(struct forward *f, struct err *e)
{
    struct span login = option(f, FORWARD_LOGIN);

    return (f->record.client != NULL || api_client_open(&f->record.setup, &f->record.client, e)) &&
           forward_ask(f->record.client, login.len > 0 ? login : f->outer.from, f->outer.from,
                       &f->known, e);
}

static enum lang lang_of(const struct forward *f)
{
    if (f->known.has_lang) {
        return f->known.lang;
    }
    if (f->outer.lang != OUTER_LANG_NONE) {
        return f->outer.lang == OUTER_LANG_JA ? LANG_JA : LANG_EN;
    }
    return build_lang(f->settings);
}

/* --- the answer --------------------------------------------------------------------------------- */

static void check(struct forward *f, struct span *stated)
{
    struct message_source src = {.kind = MESSAGE_MAIL, .bytes = {.at = f->bytes, .len = f->len}};
    struct check_records records = check_record_source(&f->record);
    struct record_question question;
    struct err e = {0};

    checker_observe(f->checker, &src, f->observation, &question);
    if (!records_consult(&records, &question, f->observation, &e)) {
        tell(f, LOG_WARNING, "judged without the record of notices");
    }
    checker_judge(f->checker, f->observation, f->verdict);
    *stated = question.sender;
    f->verdict->page[0] = '\0'; /* no link at all stands in an answer */
}

static bool print(struct forward *f, struct span *out, struct err *e)
{
    const struct settings *s = f->settings;
    struct forward_answer a = {
        .lang = lang_of(f),
        .reseller = forward_is_listed(text_of(s->flow.resellers), f->outer.from),
        .from = text_of(s->flow.address),
        .to = f->outer.from,
        .contact = text_of(s->notice.service_contact),
        .id = text_of(f->state.id),
        .answers = f->outer.message_id,
        .at_ms = now_ms(),
    };

    check(f, &a.stated);
    a.service = text_of(a.lang == LANG_JA ? s->notice.service_name_ja : s->notice.service_name_en);
    a.verdict = f->observation->forwarded ? f->verdict : NULL;
    return forward_answer_print(&a, f->arena, out, e);
}

/* True when the mail server has the answer, or will never take it. */
static bool submit(struct forward *f, struct span mail, struct err *e)
{
    static const enum courier_tls tls[] = {
        [SETTING_TLS_NONE] = COURIER_TLS_NONE,
        [SETTING_TLS_STARTTLS] = COURIER_TLS_STARTTLS,
        [SETTING_TLS_WHOLE] = COURIER_TLS_WHOLE,
    };
    const struct courier_settings *s = &f->settings->courier;
    struct courier_smtp smtp = COURIER_SMTP_DEFAULT;

    smtp.server = s->smtp_server;
    smtp.tls = tls[s->smtp_tls];
    smtp.user = s->smtp_user;
    smtp.sender = f->settings->flow.address;
    if (s->smtp_password_file[0] != '\0') {
        if (!secret_read(s->smtp_password_file, &f->password, e)) {
            return false;
        }
        smtp.password = &f->password;
    }
    switch (courier_submit(&smtp, f->outer.from, mail, e)) {
    case SUBMIT_TAKEN:
        return true;
    case SUBMIT_REFUSED:
        tell(f, LOG_WARNING, "the mail server refused the answer for good");
        return true;
    case SUBMIT_AGAIN:
        return false;
    }
    return false;
}

static bool answer(struct forward *f, struct err *e)
{
    struct span mail;

    if (!print(f, &mail, e) || !submit(f, mail, e) || !forward_state_done(&f->state, now_ms(), e)) {
        return false;
    }
    if (randombytes_uniform(TIDY_ONE_IN) == 0) {
        forward_state_tidy(&f->state, now_ms());
    }
    return true;
}

static bool answer_once(struct forward *f, enum forward_outcome *outcome, struct err *e)
{
    struct span mail =
        f->outer.message_id.len > 0 ? f->outer.message_id : option(f, FORWARD_QUEUE_ID);

    if (!ask_known(f, e)) {
        return false;
    }
    *outcome = judge_sender(f, &f->known, 0);
    if (*outcome != FORWARD_ANSWER) {
        return true;
    }
    if (!forward_state_open(f->settings->flow.state, f->outer.from, mail, &f->state, e)) {
        return false;
    }
    if (forward_state_answered(&f->state)) {
        tell(f, LOG_INFO, "answered before");
        return true;
    }
    *outcome = judge_sender(f, &f->known, forward_state_last_hour(&f->state, now_ms()));
    return *outcome != FORWARD_ANSWER || answer(f, e);
}

/* --- life --------------------------------------------------------------------------------------- */

static bool run(struct forward *f, struct err *e)
{
    const struct forward_known nobody = {.account = false};
    enum forward_outcome outcome = FORWARD_ANSWER;

    if (!begin(f, e) || !read_mail(f, e)) {
        return false;
    }
    if (!worth_asking(f)) {
        outcome = judge_sender(f, &nobody, 0);
    } else if (!answer_once(f, &outcome, e)) {
        return false;
    }
    tell(f, LOG_INFO, forward_outcome_code(outcome));
    return true;
}

static void end(struct forward *f)
{
    forward_state_close(&f->state);
    check_record_free(&f->record);
    checker_close(&f->checker);
    brand_files_free(&f->brands);
    clock_free(&f->zone);
    settings_free(&f->settings);
    arena_free(&f->arena);
    secret_wipe(&f->password);
    memory_free(f->observation);
    memory_free(f->verdict);
    memory_free(f->bytes);
}

static int forward_main(int argc, char *argv[])
{
    struct forward *f = memory_new(1, sizeof *f);
    struct err e = {0};
    int code = EX_OK;

    f->state.sender = -1;
    openlog("mioboe-forward", LOG_PID, LOG_MAIL);
    if (!options_read(rows, COUNT(rows), argc, argv, &f->options)) {
        code = EX_USAGE;
    } else if (f->options.help) {
        code = usage(stdout);
    } else if (f->options.rest < argc) {
        code = usage(stderr);
    } else if (!run(f, &e)) {
        /* Whatever it is, the mail is not lost: Postfix keeps it and tries again. */
        (void)fprintf(stderr, "mioboe forward: %s\n", e.text);
        tell(f, LOG_WARNING, e.text);
        code = EX_TEMPFAIL;
    }
    end(f);
    memory_free(f);
    return code;
}

const struct command command_forward = {
    .name = "forward",
    .summary = "Answer a mail that was forwarded to be checked; for Postfix.",
    .rows = rows,
    .row_count = COUNT(rows),
    .run = forward_main,
    .operands = "",
};
