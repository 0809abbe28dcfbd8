#include "courier/dns.h"

#include "cmocka_all.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

/* A name server of three names, on loopback. Name and type are taken from the question as they came:
 * its letters stand in one label each, "txt.example" and so on. */
struct server {
    int fd;
    uint16_t port;
    pthread_t thread;
};

static size_t put_record(unsigned char *at, unsigned type, const char *data, size_t len)
{
    const unsigned char head[] = {0xc0, 12, 0, (unsigned char)type, 0, 1, 0, 0,
                                  0,    60, 0, (unsigned char)len};

    memcpy(at, head, sizeof head);
    memcpy(at + sizeof head, data, len);
    return sizeof head + len;
}

static size_t answer(unsigned char *packet, size_t len)
{
    unsigned type;
    size_t end = 12;
    size_t out;

    while (end < len && packet[end] != 0) {
        end += packet[end] + 1u;
    }
    type = packet[end + 2];
    out = end + 5;
    packet[2] = 0x81;
    packet[3] = 0x80;
    memset(packet + 6, 0, 6);
    if (packet[12] == 4 && packet[13] == 'g') {
        packet[3] = 0x83; /* "gone": NXDOMAIN */
    } else if (packet[12] == 5 && packet[13] == 'b') {
        packet[3] = 0x82; /* "broke": SERVFAIL */
    } else if (type == 16) {
        packet[7] = 2;
        out += put_record(packet + out, 16, "\6v=spf1\5 -all", 13);
        out += put_record(packet + out, 16, "\3two", 4);
    } else if (type == 1) {
        packet[7] = 1;
        out += put_record(packet + out, 1, "\300\0\2\7", 4);
    } else if (type == 15) {
        packet[7] = 1;
        out += put_record(packet + out, 15, "\0\12\2mx\7example\0", 14);
    }
    return out;
}

static void *serve(void *ctx)
{
    const struct server *s = ctx;
    unsigned char packet[1024];

    for (;;) {
        struct sockaddr_storage peer;
        socklen_t peer_len = sizeof peer;
        ssize_t len = recvfrom(s->fd, packet, 512, 0, (struct sockaddr *)(void *)&peer, &peer_len);

        if (len <= 0) {
            return NULL;
        }
        if (len >= 17) {
            size_t out = answer(packet, (size_t)len);

            (void)sendto(s->fd, packet, out, 0, (struct sockaddr *)(void *)&peer, peer_len);
        }
    }
}

static int start(void **state)
{
    static struct server s;
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof at;

    s.fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (s.fd < 0 || bind(s.fd, (struct sockaddr *)(void *)&at, sizeof at) != 0 ||
        getsockname(s.fd, (struct sockaddr *)(void *)&at, &len) != 0) {
        return -1;
    }
    s.port = ntohs(at.sin_port);
    *state = &s;
    return pthread_create(&s.thread, NULL, serve, &s);
}

static int stop(void **state)
{
    struct server *s = *state;

    (void)shutdown(s->fd, SHUT_RDWR);
    (void)pthread_join(s->thread, NULL);
    (void)close(s->fd);
    return 0;
}

static struct dns *resolver(void **state)
{
    const struct server *s = *state;
    char at[64];
    struct dns *d = NULL;
    struct err e = {0};

    (void)snprintf(at, sizeof at, "127.0.0.1@%u", s->port);
    if (!dns_new(at, &d, &e)) {
        fail_msg("%s", e.text);
    }
    return d;
}

static void the_strings_of_a_text_record_are_joined(void **state)
{
    struct dns *d = resolver(state);
    struct dns_answer a;
    bool found = false;

    dns_ask(d, "txt.example", LOOKUP_TXT, &a);
    assert_int_equal(a.state, LOOKUP_FOUND);
    assert_int_equal(a.count, 2);
    for (size_t i = 0; i < a.count; i++) {
        found = found || span_eq(a.values[i], SPAN("v=spf1 -all"));
    }
    assert_true(found);
    dns_free(&d);
}

static void addresses_and_exchanges_come_as_they_are(void **state)
{
    struct dns *d = resolver(state);
    struct dns_answer a;

    dns_ask(d, "four.example", LOOKUP_A, &a);
    assert_int_equal(a.state, LOOKUP_FOUND);
    assert_true(span_eq(a.values[0], (struct span){.at = "\300\0\2\7", .len = 4}));
    dns_ask(d, "mail.example", LOOKUP_MX, &a);
    assert_int_equal(a.state, LOOKUP_FOUND);
    assert_true(span_eq(a.values[0], SPAN("mx.example")));
    dns_free(&d);
}

static void no_name_and_no_record_are_none(void **state)
{
    struct dns *d = resolver(state);
    struct dns_answer a;

    dns_ask(d, "gone.example", LOOKUP_TXT, &a);
    assert_int_equal(a.state, LOOKUP_NONE);
    dns_ask(d, "four.example", LOOKUP_AAAA, &a);
    assert_int_equal(a.state, LOOKUP_NONE);
    assert_int_equal(a.count, 0);
    dns_free(&d);
}

static void a_server_that_fails_is_no_answer(void **state)
{
    struct dns *d = resolver(state);
    struct dns_answer a;

    dns_ask(d, "broke.example", LOOKUP_TXT, &a);
    assert_int_equal(a.state, LOOKUP_FAILED);
    dns_free(&d);
}

static void a_resolver_that_is_none_is_refused(void **state)
{
    struct dns *d = NULL;
    struct err e = {0};

    (void)state;
    assert_false(dns_new("nowhere", &d, &e));
    assert_int_equal(e.code, ERR_CONFIG);
    assert_non_null(strstr(e.text, "nowhere"));
    assert_null(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_strings_of_a_text_record_are_joined),
        cmocka_unit_test(addresses_and_exchanges_come_as_they_are),
        cmocka_unit_test(no_name_and_no_record_are_none),
        cmocka_unit_test(a_server_that_fails_is_no_answer),
        cmocka_unit_test(a_resolver_that_is_none_is_refused),
    };

    return cmocka_run_group_tests(tests, start, stop);
}
