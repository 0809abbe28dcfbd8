#include "courier/host_password.h"

#include "base/monotonic.h"
#include "base/number.h"

#include <errno.h>
#include <poll.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define LOGIN_MAX 512     /* bytes; saslauthd takes no more */
#define ASKED_MAX 4096    /* bytes of a question */
#define ANSWERED_MAX 8192 /* bytes of an answer, Dovecot's handshake included */

/* --- what was answered ---------------------------------------------------------------------------- */

static bool starts(struct span text, const char *with)
{
    return text.len >= strlen(with) && memcmp(text.at, with, strlen(with)) == 0;
}

bool host_saslauthd_read(struct span sent, enum host_result *out)
{
    size_t len;

    if (sent.len < 2) {
        return false;
    }
    len = (size_t)(unsigned char)sent.at[0] << 8 | (unsigned char)sent.at[1];
    if (sent.len - 2 < len) {
        return false;
    }
    sent = (struct span){.at = sent.at + 2, .len = len};
    *out = starts(sent, "OK") ? HOST_RIGHT : starts(sent, "NO") ? HOST_WRONG : HOST_AWAY;
    return true;
}

/* Whether the fields behind a FAIL say that the host could not tell. */
static bool fails_for_now(struct span fields)
{
    bool more = true;

    while (more) {
        struct span field;

        more = span_cut(&fields, '\t', &field);
        field = more ? field : fields;
        if (span_eq(field, SPAN("temp")) || span_eq(field, SPAN("code=temp_fail"))) {
            return true;
        }
    }
    return false;
}

/* One line; false when it is not the answer to the request of that ID. */
static bool dovecot_line(struct span line, uint32_t id, enum host_result *out)
{
    struct span verb;
    struct span number;
    uint64_t of;

    if (!span_cut(&line, '\t', &verb)) {
        return false;
    }
    if (!span_cut(&line, '\t', &number)) {
        number = line;
        line = SPAN("");
    }
    if (!number_parse(number, id, id, &of)) {
        return false;
    }
    if (span_eq(verb, SPAN("OK"))) {
        *out = HOST_RIGHT;
        return true;
    }
    *out = span_eq(verb, SPAN("FAIL")) && !fails_for_now(line) ? HOST_WRONG : HOST_AWAY;
    return span_eq(verb, SPAN("FAIL")) || span_eq(verb, SPAN("CONT"));
}

bool host_dovecot_read(struct span sent, uint32_t id, enum host_result *out)
{
    struct span line;
    enum host_result result;

    while (span_cut(&sent, '\n', &line)) {
        if (dovecot_line(line, id, &result)) {
            *out = result;
            return true;
        }
    }
    return false;
}

/* --- what is asked -------------------------------------------------------------------------------- */

static void add_counted(struct buf *out, struct span text)
{
    const char len[2] = {(char)(text.len >> 8), (char)(text.len & 0xff)};

    buf_add(out, (struct span){.at = len, .len = 2});
    buf_add(out, text);
}

static void put_saslauthd(struct buf *out, const struct host_question *q)
{
    add_counted(out, q->login);
    add_counted(out, secret_reveal(q->password));
    add_counted(out, (struct span){.at = q->service, .len = strlen(q->service)});
    add_counted(out, SPAN(""));
}

/* "\0login\0password" in base64: nothing in it needs an escape. */
static void add_plain(struct buf *out, const struct host_question *q)
{
    char bytes[LOGIN_MAX + SECRET_TEXT_MAX + 2];
    char text[sodium_base64_ENCODED_LEN(sizeof bytes, sodium_base64_VARIANT_ORIGINAL)];
    struct buf plain = BUF_ON(bytes);

    buf_add(&plain, SPAN("\0"));
    buf_add(&plain, q->login);
    buf_add(&plain, SPAN("\0"));
    buf_add(&plain, secret_reveal(q->password));
    (void)sodium_bin2base64(text, sizeof text, (const uint8_t *)plain.at, plain.len,
                            sodium_base64_VARIANT_ORIGINAL);
    buf_addf(out, "%s", text);
    sodium_memzero(bytes, sizeof bytes);
    sodium_memzero(text, sizeof text);
}

/* Dovecot takes one connection of each process number: a random one is one of a thread's own. */
static void put_dovecot(struct buf *out, const struct host_question *q, uint32_t id)
{
    buf_addf(out,
             "VERSION\t1\t1\nCPID\t%u\nAUTH\t%u\tPLAIN\tservice=%s\tsecured\tno-penalty\tnologin",
             (unsigned)(randombytes_random() >> 1 | 1), (unsigned)id, q->service);
    if (q->remote != NULL) {
        buf_addf(out, "\trip=");
        address_print(out, q->remote);
    }
    buf_addf(out, "\tresp=");
    add_plain(out, q);
    buf_addf(out, "\n");
}

/* --- asking --------------------------------------------------------------------------------------- */

static bool await(int fd, short what, int64_t until_ms)
{
    struct pollfd p = {.fd = fd, .events = what};
    int64_t left = until_ms - monotonic_ms();

    return left > 0 && poll(&p, 1, (int)left) > 0;
}

static int connect_to(const char *path)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    size_t len = strlen(path);
    int fd;

    if (len >= sizeof at.sun_path) {
        return -1;
    }
    memcpy(at.sun_path, path, len + 1);
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    /* A unix socket whose queue is full says so at once: the host has more than enough to do. */
    if (fd >= 0 && connect(fd, (const struct sockaddr *)&at, sizeof at) != 0) {
        (void)close(fd);
        fd = -1;
    }
    return fd;
}

static bool send_all(int fd, struct span bytes, int64_t until_ms)
{
    while (bytes.len > 0) {
        ssize_t sent = send(fd, bytes.at, bytes.len, MSG_NOSIGNAL);

        if (sent < 0 && (errno == EAGAIN || errno == EINTR)) {
            if (!await(fd, POLLOUT, until_ms)) {
                return false;
            }
            continue;
        }
        if (sent <= 0) {
            return false;
        }
        bytes = (struct span){.at = bytes.at + sent, .len = bytes.len - (size_t)sent};
    }
    return true;
}

/* Reads until there is an answer, the end, or no more time. */
static enum host_result hear(int fd, const struct host_question *q, uint32_t id, int64_t until_ms)
{
    char bytes[ANSWERED_MAX];
    size_t len = 0;
    enum host_result result = HOST_AWAY;

    while (len < sizeof bytes && await(fd, POLLIN, until_ms)) {
        ssize_t got = recv(fd, bytes + len, sizeof bytes - len, 0);
        struct span sent;

        if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
            continue;
        }
        if (got <= 0) {
            break;
        }
        len += (size_t)got;
        sent = (struct span){.at = bytes, .len = len};
        if (q->protocol == HOST_DOVECOT ? host_dovecot_read(sent, id, &result)
                                        : host_saslauthd_read(sent, &result)) {
            return result;
        }
    }
    return HOST_AWAY;
}

enum host_result host_password_ask(const struct host_question *q)
{
    int64_t until_ms = monotonic_ms() + q->within_ms;
    char bytes[ASKED_MAX];
    struct buf out = BUF_ON(bytes);
    const uint32_t id = 1;
    enum host_result result = HOST_AWAY;
    int fd;

    if (q->login.len == 0 || q->login.len > LOGIN_MAX || q->password->len == 0 ||
        memchr(q->login.at, '\0', q->login.len) != NULL ||
        memchr(q->password->bytes, '\0', q->password->len) != NULL) {
        return HOST_WRONG;
    }
    if (q->protocol == HOST_DOVECOT) {
        put_dovecot(&out, q, id);
    } else {
        put_saslauthd(&out, q);
    }
    fd = out.full ? -1 : connect_to(q->socket);
    if (fd >= 0) {
        if (send_all(fd, (struct span){.at = out.at, .len = out.len}, until_ms)) {
            result = hear(fd, q, id, until_ms);
        }
        (void)close(fd);
    }
    sodium_memzero(bytes, sizeof bytes);
    return result;
}
