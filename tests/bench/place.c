/* bench_place [LIBLOC_DATABASE [MMDB_FILE]]: what places cost. Prints one line per figure.
 *
 * The limit beside each is the promise of docs/places.md; nothing is asserted here. Random addresses
 * are the worst case: every one comes from another part of the table. "near" draws from 4,096
 * addresses, as a mail server's sign-ins mostly do.
 */
#include "place/place.h"
#include "base/hash.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define ADDRESSES (1u << 20u)
#define NEAR 4096u
#define OPENS 10
#define NAMES 20000

static struct address addresses[ADDRESSES];
static uint32_t seen; /* keeps the compiler from dropping the work */

static double now_s(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void draw(bool six)
{
    /* Where IPv6 is given out: random addresses of 2000::/3 would nearly all hit nothing. */
    static const uint8_t heads[][2] = {{0x20, 0x01}, {0x24, 0x00}, {0x26, 0x00}, {0x28, 0x04},
                                       {0x2a, 0x00}, {0x2a, 0x02}, {0x2a, 0x0c}, {0x2c, 0x0f}};

    for (size_t i = 0; i < ADDRESSES; i++) {
        uint64_t r = hash_mix(i + 1);
        uint8_t *b = addresses[i].bytes;

        memset(b, 0, sizeof addresses[i].bytes);
        if (six) {
            b[0] = heads[r & 7][0];
            b[1] = heads[r & 7][1];
            memcpy(b + 2, &r, 6);
            b[2] &= 0x0f;
        } else {
            b[10] = b[11] = 0xff;
            memcpy(b + 12, &r, 4);
        }
    }
}

static void find_all(const struct places *p, const char *what, size_t among)
{
    double best = 1e9;

    for (int round = 0; round < 5; round++) {
        double start = now_s();

        for (size_t i = 0; i < ADDRESSES; i++) {
            struct place place = places_find(p, &addresses[i % among]);

            seen += place.country + place.asn + place.kind;
        }
        if (now_s() - start < best) {
            best = now_s() - start;
        }
    }
    printf("look-up %-28s %8.0f ns   (limit 300)\n", what, best / ADDRESSES * 1e9);
}

static void find_every_way(const struct places *p, const char *name)
{
    char what[64];

    draw(false);
    (void)snprintf(what, sizeof what, "IPv4 random%s", name);
    find_all(p, what, ADDRESSES);
    (void)snprintf(what, sizeof what, "IPv4 near%s", name);
    find_all(p, what, NEAR);
    draw(true);
    (void)snprintf(what, sizeof what, "IPv6 random%s", name);
    find_all(p, what, ADDRESSES);
}

static void names(const struct places *p)
{
    double start = now_s();

    for (uint32_t i = 0; i < NAMES; i++) {
        struct place place = {.kind = NETWORK_PUBLIC, .asn = i};
        char text[PROVIDER_TEXT_MAX];

        places_provider(p, &place, text);
        seen += (unsigned char)text[0];
    }
    printf("provider's name                      %8.0f ns\n", (now_s() - start) / NAMES * 1e9);
}

static struct places *opened(const struct place_sources *s)
{
    struct places *p = NULL;
    struct err e = {0};

    if (!places_open(s, &p, &e)) {
        (void)fprintf(stderr, "bench_place: %s\n", e.text);
        exit(1);
    }
    return p;
}

static void reopen(const struct place_sources *s)
{
    double best = 1e9;
    bool cached = true;

    for (int i = 0; i < OPENS; i++) {
        double start = now_s();
        struct places *p = opened(s);
        double took = now_s() - start;

        cached &= places_cached(p);
        best = took < best ? took : best;
        places_free(&p);
    }
    printf("open with a cache file               %8.1f ms   (limit 20)%s\n", best * 1e3,
           cached ? "" : "   NOT CACHED");
}

static void with_own_networks(struct place_sources s)
{
    static struct own_network own[NETWORKS_MAX];
    struct places *p;

    for (uint32_t i = 0; i < NETWORKS_MAX; i++) {
        uint32_t first = (uint32_t)hash_mix(i) & 0xffffff00u;

        own[i] = (struct own_network){.bits = 24, .name = "own"};
        own[i].prefix = (struct address){.bytes = {[10] = 0xff,
                                                   [11] = 0xff,
                                                   (uint8_t)(first >> 24),
                                                   (uint8_t)(first >> 16),
                                                   (uint8_t)(first >> 8)}};
    }
    s.own = own;
    s.own_count = COUNT(own);
    p = opened(&s);
    find_every_way(p, ", 4096 own blocks");
    places_free(&p);
}

int main(int argc, char **argv)
{
    char cache[64];
    struct place_sources s = {
        .libloc = argc > 1 ? argv[1] : NULL, .mmdb = argc > 2 ? argv[2] : NULL, .cache = cache};
    struct places *p;
    double start;

    (void)snprintf(cache, sizeof cache, "/tmp/bench_place.%ld", (long)getpid());
    start = now_s();
    p = opened(&s);
    printf("database                             %s\n", places_about(p));
    printf("open without a cache file            %8.2f s    (limit 5)\n", now_s() - start);
    printf("table                                %8.1f MiB  (limit 32)\n",
           (double)places_bytes(p) / 1048576);
    find_every_way(p, "");
    names(p);
    places_free(&p);
    reopen(&s);
    with_own_networks(s);
    (void)unlink(cache);
    printf("(%" PRIu32 ")\n", seen);
    return 0;
}
