/* pam_mioboe.so - asks the daemon whether a sign-in is right and may go on, for programs that ask PAM.
 *
 * Lives in other people's programs: no memory of its own, nothing global, no descriptor left open, no
 * signal, no exit, and never longer than its time. docs/doors.md says how it is set up.
 *
 *   auth required pam_mioboe.so [socket=PATH] [service=NAME] [timeout=SECONDS] [canonical]
 */
#include "base/attr.h"
#include "base/number.h"
#include "model/address.h"
#include "wire/verify_client.h"

#include <errno.h>
#include <poll.h>
#include <security/pam_ext.h>
#include <security/pam_modules.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#define SOCKET_PATH "/run/mioboe/mioboe.sock"
#define TIMEOUT_S 12 /* the daemon answers every request within 10 */
#define TIMEOUT_MAX 60
#define SECOND_MS 1000

struct options {
    const char *socket;
    const char *service; /* NULL: by the name of the program's PAM service */
    uint32_t timeout_s;
    bool canonical; /* from now on the user is called by the account's ID */
};

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = text == NULL ? 0 : strlen(text)};
}

/* --- options -------------------------------------------------------------------------------------- */

static const char *value_of(const char *argument, const char *name)
{
    size_t len = strlen(name);

    return strncmp(argument, name, len) == 0 ? argument + len : NULL;
}

static bool take_option(struct options *o, const char *argument)
{
    const char *value;
    uint64_t n;

    if ((value = value_of(argument, "socket=")) != NULL && value[0] == '/') {
        o->socket = value;
    } else if ((value = value_of(argument, "service=")) != NULL && value[0] != '\0') {
        o->service = value;
    } else if ((value = value_of(argument, "timeout=")) != NULL &&
               number_parse(span_of(value), 1, TIMEOUT_MAX, &n)) {
        o->timeout_s = (uint32_t)n;
    } else if (strcmp(argument, "canonical") == 0) {
        o->canonical = true;
    } else {
        /* pam_get_authtok(3) reads these two by itself. */
        return strcmp(argument, "use_first_pass") == 0 || strcmp(argument, "try_first_pass") == 0;
    }
    return true;
}

static bool take_options(pam_handle_t *pam, int argc, const char **argv, struct options *o)
{
    for (int i = 0; i < argc; i++) {
        if (!take_option(o, argv[i])) {
            pam_syslog(
                pam, LOG_ERR,
                "expected socket=/PATH, service=NAME, timeout=1..%d or canonical, came %.60s",
                TIMEOUT_MAX, argv[i]);
            return false;
        }
    }
    return true;
}

/* --- the daemon ----------------------------------------------------------------------------------- */

static int64_t now_ms(void)
{
    struct timespec t = {0};

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * SECOND_MS + t.tv_nsec / 1000000;
}

/* Waits until the socket is ready; false when its time is over. */
static bool wait_for(int fd, short events, int64_t until_ms)
{
    for (;;) {
        struct pollfd p = {.fd = fd, .events = events};
        int64_t left = until_ms - now_ms();
        int ready;

        if (left <= 0) {
            errno = ETIMEDOUT;
            return false;
        }
        ready = poll(&p, 1, (int)left);
        if (ready > 0) {
            return true;
        }
        if (ready < 0 && errno != EINTR) {
            return false;
        }
    }
}

static bool again(void)
{
    return errno == EAGAIN || errno == EINTR;
}

/* A unix socket connects at once or says EAGAIN while the daemon's queue is full. */
static int connect_to(const char *path, int64_t until_ms)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    size_t len = strlen(path);
    int fd;

    if (len >= sizeof at.sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(at.sun_path, path, len);
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    while (fd >= 0 && connect(fd, (const struct sockaddr *)&at, sizeof at) != 0) {
        const struct timespec moment = {.tv_nsec = 20000000};

        if (!again() || now_ms() + 20 >= until_ms) {
            (void)close(fd);
            return -1;
        }
        (void)nanosleep(&moment, NULL);
    }
    return fd;
}

static bool send_all(int fd, struct span what, int64_t until_ms)
{
    while (what.len > 0) {
        ssize_t sent = send(fd, what.at, what.len, MSG_NOSIGNAL);

        if (sent >= 0) {
            what = (struct span){.at = what.at + sent, .len = what.len - (size_t)sent};
        } else if (!again() || !wait_for(fd, POLLOUT, until_ms)) {
            return false;
        }
    }
    return true;
}

/* Until the daemon closes; false when its time is over or the answer is longer than an answer is. */
static bool receive_all(int fd, struct buf *in, int64_t until_ms)
{
    for (;;) {
        ssize_t got = recv(fd, in->at + in->len, in->cap - in->len, 0);

        if (got == 0) {
            return in->len < in->cap;
        }
        if (got > 0) {
            in->len += (size_t)got;
        } else if (!again() || !wait_for(fd, POLLIN, until_ms)) {
            return false;
        }
    }
}

static bool exchange(const struct options *o, struct span request, struct buf *in)
{
    int64_t until_ms = now_ms() + (int64_t)o->timeout_s * SECOND_MS;
    int fd = connect_to(o->socket, until_ms);
    bool ok = fd >= 0 && send_all(fd, request, until_ms) && receive_all(fd, in, until_ms);

    if (fd >= 0) {
        int why = errno;

        (void)close(fd);
        errno = why;
    }
    return ok;
}

/* --- the sign-in ---------------------------------------------------------------------------------- */

static struct span short_of(struct span name)
{
    return (struct span){.at = name.at,
                         .len = name.len < VERIFY_NAME_MAX ? name.len : VERIFY_NAME_MAX};
}

static struct span item(const pam_handle_t *pam, int what)
{
    const void *text = NULL;

    return pam_get_item(pam, what, &text) == PAM_SUCCESS ? span_of(text) : (struct span){0};
}

/* What the programs that ask PAM call their services. */
static const char *service_of(struct span name)
{
    static const struct {
        struct span name;
        const char *service;
    } known[] = {
        {SPAN_INIT("dovecot"), "imap"},     {SPAN_INIT("imap"), "imap"},
        {SPAN_INIT("imapd"), "imap"},       {SPAN_INIT("pop"), "pop3"},
        {SPAN_INIT("pop3"), "pop3"},        {SPAN_INIT("pop3d"), "pop3"},
        {SPAN_INIT("smtp"), "submission"},  {SPAN_INIT("submission"), "submission"},
        {SPAN_INIT("esmtp"), "submission"}, {SPAN_INIT("exim"), "submission"},
        {SPAN_INIT("exim4"), "submission"}, {SPAN_INIT("sieve"), "sieve"},
    };

    for (size_t i = 0; i < COUNT(known); i++) {
        if (span_eq(known[i].name, name)) {
            return known[i].service;
        }
    }
    return "web";
}

/* A name instead of an address says nothing that can be relied on. */
static struct span remote_of(const pam_handle_t *pam)
{
    struct span host = item(pam, PAM_RHOST);
    struct address unused;

    return address_parse(host, &unused) ? host : (struct span){0};
}

static bool ask(pam_handle_t *pam, const struct options *o, struct span login, struct span password,
                struct verify_answer *answer)
{
    char request[VERIFY_REQUEST_MAX];
    char bytes[VERIFY_ANSWER_MAX];
    struct buf out = BUF_ON(request);
    struct buf in = BUF_ON(bytes);
    struct span name = item(pam, PAM_SERVICE);
    const struct verify_question q = {
        .login = login,
        .password = password,
        .service = short_of(span_of(o->service != NULL ? o->service : service_of(name))),
        .remote = remote_of(pam),
        .client = short_of(name),
    };
    struct err e = {0};
    bool ok;

    verify_client_print(&out, &q);
    ok = !out.full && exchange(o, (struct span){.at = out.at, .len = out.len}, &in);
    explicit_bzero(request, sizeof request);
    if (!ok) {
        char why[64] = "";

        (void)strerror_r(errno, why, sizeof why);
        pam_syslog(pam, LOG_ERR, "%s: %s", o->socket, why);
        return false;
    }
    if (!verify_client_parse((struct span){.at = in.at, .len = in.len}, answer, &e)) {
        pam_syslog(pam, LOG_ERR, "%s: %s", o->socket, e.text);
        return false;
    }
    return true;
}

static void tell(pam_handle_t *pam, int flags, const struct verify_answer *answer)
{
    if (((unsigned)flags & PAM_SILENT) == 0 && answer->text[0] != '\0') {
        (void)pam_error(pam, "%s", answer->text);
    }
    if (answer->wait_s > 0) {
        (void)pam_fail_delay(pam, answer->wait_s * 1000000u);
    }
}

static int code_of(pam_handle_t *pam, const struct options *o, int flags,
                   const struct verify_answer *answer)
{
    switch (answer->result) {
    case VERIFY_RIGHT:
        if (o->canonical && answer->account[0] != '\0') {
            return pam_set_item(pam, PAM_USER, answer->account);
        }
        return PAM_SUCCESS;
    case VERIFY_WRONG:
        tell(pam, flags, answer);
        return PAM_AUTH_ERR;
    case VERIFY_REFUSED:
        tell(pam, flags, answer);
        return PAM_PERM_DENIED;
    case VERIFY_BUSY:
    case VERIFY_UNAVAILABLE:
    case VERIFY_RESULT_COUNT:
        break;
    }
    return PAM_AUTHINFO_UNAVAIL;
}

EXPORTED int pam_sm_authenticate(pam_handle_t *pam, int flags, int argc, const char **argv)
{
    struct options o = {.socket = SOCKET_PATH, .timeout_s = TIMEOUT_S};
    struct verify_answer answer = {.result = VERIFY_UNAVAILABLE};
    const char *login = NULL;
    const char *password = NULL;
    int code;

    if (!take_options(pam, argc, argv, &o)) {
        return PAM_SERVICE_ERR;
    }
    code = pam_get_user(pam, &login, NULL);
    if (code != PAM_SUCCESS) {
        return code == PAM_CONV_AGAIN ? PAM_INCOMPLETE : PAM_USER_UNKNOWN;
    }
    code = pam_get_authtok(pam, PAM_AUTHTOK, &password, NULL);
    if (code != PAM_SUCCESS) {
        return code == PAM_CONV_AGAIN ? PAM_INCOMPLETE : PAM_AUTH_ERR;
    }
    if (strlen(login) > VERIFY_LOGIN_MAX || strlen(password) > VERIFY_PASSWORD_MAX) {
        return PAM_AUTH_ERR; /* nobody's */
    }
    if (!ask(pam, &o, span_of(login), span_of(password), &answer)) {
        return PAM_AUTHINFO_UNAVAIL;
    }
    return code_of(pam, &o, flags, &answer);
}

/* There is nothing to give beyond the answer. */
EXPORTED int pam_sm_setcred(pam_handle_t *pam, int flags, int argc, const char **argv)
{
    (void)pam;
    (void)flags;
    (void)argc;
    (void)argv;
    return PAM_SUCCESS;
}
