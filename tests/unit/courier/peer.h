/* tests/unit/courier/peer.h - a server on loopback that says what a test wants and keeps what it hears. */
#ifndef TESTS_PEER_H
#define TESTS_PEER_H

#include <arpa/inet.h>
#include <assert.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct peer;

enum peer_kind {
    PEER_SMTP,
    PEER_HTTP
};

/* Listens; port 0: any free one. */
static struct peer *peer_new(enum peer_kind kind, uint16_t port);
static void peer_free(struct peer **p);
static uint16_t peer_port(const struct peer *p);

/* Answers from now on; static strings. SMTP: to "greeting", "MAIL", "RCPT", "DATA" (354 when none) and "."
 * (behind the body); HTTP: the whole answer to "*". NULL: nothing is ever answered. */
static void peer_say(struct peer *p, const char *to, const char *answer);

/* Messages (SMTP: bodies as sent, dots undoubled) or requests (head and body) heard so far. */
static unsigned peer_heard(struct peer *p);
static unsigned peer_connections(struct peer *p);

/* The n-th, ends in NUL; lives until peer_free. */
static const char *peer_message(struct peer *p, unsigned n);

#define CONNECTIONS_MAX 64
#define MESSAGES_MAX 256
#define TEXT_MAX ((size_t)256 << 10)
#define ANSWERS_MAX 8

struct visit {
    struct peer *peer;
    int fd;
    pthread_t thread;
};

struct peer {
    enum peer_kind kind;
    int fd;
    uint16_t port;
    pthread_t thread;
    pthread_mutex_t lock;
    struct visit visits[CONNECTIONS_MAX];
    unsigned connections;
    char *messages[MESSAGES_MAX];
    unsigned heard;
    const char *keys[ANSWERS_MAX];
    const char *answers[ANSWERS_MAX];
    unsigned answer_count;
};

static const char *answer_to(struct peer *p, const char *key, const char *usual)
{
    const char *found = usual;

    (void)pthread_mutex_lock(&p->lock);
    for (unsigned i = 0; i < p->answer_count; i++) {
        if (strcmp(p->keys[i], key) == 0) {
            found = p->answers[i];
        }
    }
    (void)pthread_mutex_unlock(&p->lock);
    return found;
}

static void keep(struct peer *p, const char *at, size_t len)
{
    char *copy = calloc(1, len + 1);

    assert(copy != NULL);
    memcpy(copy, at, len);
    (void)pthread_mutex_lock(&p->lock);
    assert(p->heard < MESSAGES_MAX);
    p->messages[p->heard++] = copy;
    (void)pthread_mutex_unlock(&p->lock);
}

/* False when the peer is to fall silent: waits for the other side to give up. */
static bool tell(int fd, const char *text)
{
    char rest[512];

    if (text != NULL) {
        return send(fd, text, strlen(text), MSG_NOSIGNAL) == (ssize_t)strlen(text);
    }
    while (recv(fd, rest, sizeof rest, 0) > 0) {
    }
    return false;
}

struct text {
    char *at;
    size_t len;
};

/* Reads until `mark` is in it; gives where it ends, 0 when the other side closed. */
static size_t read_to(int fd, struct text *t, const char *mark)
{
    size_t len = strlen(mark);
    size_t from = 0;

    for (;;) {
        ssize_t got;

        for (; from + len <= t->len; from++) {
            if (memcmp(t->at + from, mark, len) == 0) {
                return from + len;
            }
        }
        got = t->len < TEXT_MAX ? recv(fd, t->at + t->len, TEXT_MAX - t->len, 0) : 0;
        if (got <= 0) {
            return 0;
        }
        t->len += (size_t)got;
    }
}

static void drop(struct text *t, size_t len)
{
    memmove(t->at, t->at + len, t->len - len);
    t->len -= len;
}

/* --- SMTP ------------------------------------------------------------------------------------------ */

/* Takes the doubled dots away (RFC 5321 4.5.2) and keeps the message. */
static void keep_mail(struct peer *p, const char *at, size_t len)
{
    char *out = malloc(len + 1);
    size_t used = 0;

    assert(out != NULL);
    for (size_t i = 0; i < len; i++) {
        bool begins = i == 0 || (i >= 2 && at[i - 2] == '\r' && at[i - 1] == '\n');

        if (!(begins && at[i] == '.')) {
            out[used++] = at[i];
        }
    }
    keep(p, out, used);
    free(out);
}

static bool hear_body(struct peer *p, int fd, struct text *t)
{
    size_t end;

    if (!tell(fd, answer_to(p, "DATA", "354 go on\r\n"))) {
        return false;
    }
    end = read_to(fd, t, "\r\n.\r\n");
    if (end == 0) {
        return false;
    }
    keep_mail(p, t->at, end - 3);
    drop(t, end);
    return tell(fd, answer_to(p, ".", "250 2.0.0 Ok: queued as 4FzT\r\n"));
}

static bool smtp_line(struct peer *p, int fd, struct text *t)
{
    size_t end = read_to(fd, t, "\r\n");
    char verb[8] = "";

    if (end == 0) {
        return false;
    }
    (void)snprintf(verb, sizeof verb, "%.4s", t->at);
    drop(t, end);
    if (strcmp(verb, "EHLO") == 0) {
        return tell(fd, answer_to(p, "EHLO", "250-peer\r\n250-SIZE 1000000\r\n250 8BITMIME\r\n"));
    }
    if (strcmp(verb, "DATA") == 0) {
        return answer_to(p, "DATA", "354")[0] == '3' ? hear_body(p, fd, t)
                                                     : tell(fd, answer_to(p, "DATA", ""));
    }
    if (strcmp(verb, "QUIT") == 0) {
        (void)tell(fd, "221 bye\r\n");
        return false;
    }
    return tell(fd, answer_to(p, verb, "250 ok\r\n"));
}

/* --- HTTP ------------------------------------------------------------------------------------------ */

static bool http_request(struct peer *p, int fd, struct text *t)
{
    size_t head = read_to(fd, t, "\r\n\r\n");
    char *length;
    size_t body = 0;

    if (head == 0) {
        return false;
    }
    t->at[t->len] = '\0';
    length = strstr(t->at, "Content-Length: ");
    if (length != NULL && length < t->at + head) {
        body = (size_t)strtoul(length + 16, NULL, 10);
    }
    while (t->len < head + body) {
        ssize_t got = recv(fd, t->at + t->len, TEXT_MAX - t->len, 0);

        if (got <= 0) {
            return false;
        }
        t->len += (size_t)got;
    }
    keep(p, t->at, head + body);
    drop(t, head + body);
    return tell(fd, answer_to(p, "*",
                              "HTTP/1.1 202 Ok\r\nContent-Length: 25\r\n\r\n"
                              "0: Accepted for delivery\n"));
}

/* --- both ------------------------------------------------------------------------------------------ */

static void *serve_one(void *ctx)
{
    struct visit *v = ctx;
    struct text t = {.at = malloc(TEXT_MAX + 1)};
    bool on;

    assert(t.at != NULL);
    on = v->peer->kind != PEER_SMTP || tell(v->fd, answer_to(v->peer, "greeting", "220 peer\r\n"));
    while (on) {
        on = v->peer->kind == PEER_SMTP ? smtp_line(v->peer, v->fd, &t)
                                        : http_request(v->peer, v->fd, &t);
    }
    (void)shutdown(v->fd, SHUT_RDWR);
    free(t.at);
    return NULL;
}

static void *serve_all(void *ctx)
{
    struct peer *p = ctx;

    for (;;) {
        int fd = accept(p->fd, NULL, NULL);
        struct visit *v;

        if (fd < 0) {
            return NULL;
        }
        (void)pthread_mutex_lock(&p->lock);
        assert(p->connections < CONNECTIONS_MAX);
        v = &p->visits[p->connections++];
        *v = (struct visit){.peer = p, .fd = fd};
        assert(pthread_create(&v->thread, NULL, serve_one, v) == 0);
        (void)pthread_mutex_unlock(&p->lock);
    }
}

static struct peer *peer_new(enum peer_kind kind, uint16_t port)
{
    struct peer *p = calloc(1, sizeof *p);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port)};
    socklen_t len = sizeof at;
    int on = 1;

    assert(p != NULL);
    p->kind = kind;
    (void)pthread_mutex_init(&p->lock, NULL);
    p->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    (void)setsockopt(p->fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    assert(bind(p->fd, (struct sockaddr *)&at, sizeof at) == 0 && listen(p->fd, 64) == 0);
    assert(getsockname(p->fd, (struct sockaddr *)&at, &len) == 0);
    p->port = ntohs(at.sin_port);
    assert(pthread_create(&p->thread, NULL, serve_all, p) == 0);
    return p;
}

static void peer_free(struct peer **p)
{
    (void)shutdown((*p)->fd, SHUT_RDWR);
    (void)pthread_join((*p)->thread, NULL);
    (void)close((*p)->fd);
    for (unsigned i = 0; i < (*p)->connections; i++) {
        (void)shutdown((*p)->visits[i].fd, SHUT_RDWR);
        (void)pthread_join((*p)->visits[i].thread, NULL);
        (void)close((*p)->visits[i].fd);
    }
    for (unsigned i = 0; i < (*p)->heard; i++) {
        free((*p)->messages[i]);
    }
    (void)pthread_mutex_destroy(&(*p)->lock);
    free(*p);
    *p = NULL;
}

static uint16_t peer_port(const struct peer *p)
{
    return p->port;
}

static void peer_say(struct peer *p, const char *to, const char *answer)
{
    (void)pthread_mutex_lock(&p->lock);
    assert(p->answer_count < ANSWERS_MAX);
    p->keys[p->answer_count] = to;
    p->answers[p->answer_count++] = answer;
    (void)pthread_mutex_unlock(&p->lock);
}

static unsigned peer_heard(struct peer *p)
{
    unsigned n;

    (void)pthread_mutex_lock(&p->lock);
    n = p->heard;
    (void)pthread_mutex_unlock(&p->lock);
    return n;
}

static unsigned peer_connections(struct peer *p)
{
    unsigned n;

    (void)pthread_mutex_lock(&p->lock);
    n = p->connections;
    (void)pthread_mutex_unlock(&p->lock);
    return n;
}

static const char *peer_message(struct peer *p, unsigned n)
{
    const char *found;

    (void)pthread_mutex_lock(&p->lock);
    assert(n < p->heard);
    found = p->messages[n];
    (void)pthread_mutex_unlock(&p->lock);
    return found;
}

#endif
