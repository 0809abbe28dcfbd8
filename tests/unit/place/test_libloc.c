/* Agreement with libloc's own look-up, on Debian's database. Skipped, loudly, only without one. */
#include "place/place.h"

#include "cmocka_all.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <libloc/database.h>
#include <libloc/libloc.h>
#include <libloc/network.h>

#include "base/hash.h"
#include "place/cell.h"
#include "place/special.h"
#include "unit/place/mmdb.h"

#define RANDOM_EACH 40000u
#define BOUNDARIES_EVERY 37 /* networks of 1.3 million whose edges are tried: 4 addresses each */
#define COMPARED_MIN 200000

static struct loc_ctx *ctx;
static struct loc_database *db;
static FILE *file;
static struct places *places;
static size_t compared;
static size_t known;

static int make(void **state)
{
    struct place_sources s = {.libloc = PLACE_LIBLOC_DEFAULT};
    struct err e = {0};

    (void)state;
    if (access(PLACE_LIBLOC_DEFAULT, R_OK) != 0) {
        (void)fprintf(stderr, "SKIPPED: no " PLACE_LIBLOC_DEFAULT
                              "; install libloc-database to compare places with libloc\n");
        return 0;
    }
    file = fopen(PLACE_LIBLOC_DEFAULT, "rbe");
    if (file == NULL || loc_new(&ctx) != 0 || loc_database_new(ctx, &db, file) != 0) {
        return -1;
    }
    if (!places_open(&s, &places, &e)) {
        (void)fprintf(stderr, "%s\n", e.text);
        return -1;
    }
    return 0;
}

static int drop(void **state)
{
    (void)state;
    places_free(&places);
    if (db != NULL) {
        (void)loc_database_unref(db);
        (void)loc_unref(ctx);
        (void)fclose(file);
    }
    return 0;
}

static void compare(const struct in6_addr *at)
{
    struct loc_network *n = NULL;
    struct address a;
    struct address four;
    struct place place;
    cell want = 0;

    memcpy(a.bytes, at->s6_addr, sizeof a.bytes);
    if (special_kind(&a) != NETWORK_PUBLIC || special_carries(&a, &four)) {
        return;
    }
    if (loc_database_lookup(db, at, &n) == 0 && n != NULL) {
        const char *code = loc_network_get_country_code(n);
        unsigned flags = 0;

        flags |= loc_network_has_flag(n, LOC_NETWORK_FLAG_ANONYMOUS_PROXY) ? PLACE_ANONYMISER : 0u;
        flags |=
            loc_network_has_flag(n, LOC_NETWORK_FLAG_SATELLITE_PROVIDER) ? PLACE_SATELLITE : 0u;
        flags |= loc_network_has_flag(n, LOC_NETWORK_FLAG_ANYCAST) ? PLACE_ANYCAST : 0u;
        flags |= loc_network_has_flag(n, LOC_NETWORK_FLAG_DROP) ? PLACE_HOSTILE : 0u;
        want = cell_from_code(code == NULL ? "" : code, loc_network_get_asn(n), (uint8_t)flags);
        (void)loc_network_unref(n);
        known++;
    }
    place = places_find(places, &a);
    compared++;
    if (cell_make(place.country, place.asn, place.flags) != want) {
        char bytes[ADDRESS_TEXT_MAX] = "";
        struct buf text = {.at = bytes, .cap = sizeof bytes - 1};

        address_print(&text, &a);
        fail_msg("%s: %016llx, libloc says %016llx", bytes,
                 (unsigned long long)cell_make(place.country, place.asn, place.flags),
                 (unsigned long long)want);
    }
}

/* The address before (-1) or after (+1), within the family. */
static struct in6_addr next_to(const struct in6_addr *at, int step)
{
    struct in6_addr out = *at;

    for (size_t i = 16; i-- > 0;) {
        out.s6_addr[i] = (uint8_t)(out.s6_addr[i] + step);
        if (out.s6_addr[i] != (step > 0 ? 0 : 0xff)) {
            break;
        }
    }
    return out;
}

static void compare_edges(struct loc_network *n)
{
    struct in6_addr first = *loc_network_get_first_address(n);
    struct in6_addr last = *loc_network_get_last_address(n);
    struct in6_addr before = next_to(&first, -1);
    struct in6_addr after = next_to(&last, 1);

    compare(&first);
    compare(&last);
    compare(&before);
    compare(&after);
}

static void random_inside(struct loc_network *n, uint64_t seed)
{
    struct in6_addr at = *loc_network_get_first_address(n);
    unsigned bits = loc_network_prefix(n) + (loc_network_address_family(n) == AF_INET ? 96 : 0);
    uint64_t r[2] = {hash_mix(seed), hash_mix(seed + 99)};

    for (unsigned i = bits; i < 128; i++) {
        at.s6_addr[i / 8] |= (uint8_t)((r[i / 64] >> (i % 64) & 1) << (7 - i % 8));
    }
    compare(&at);
}

static void every_edge_and_random_address_is_where_libloc_says(void **state)
{
    struct loc_database_enumerator *all = NULL;
    struct loc_network *n = NULL;
    uint64_t count = 0;

    (void)state;
    if (db == NULL) {
        skip();
    }
    assert_int_equal(loc_database_enumerator_new(&all, db, LOC_DB_ENUMERATE_NETWORKS, 0), 0);
    while (loc_database_enumerator_next_network(all, &n) == 0 && n != NULL) {
        if (++count % BOUNDARIES_EVERY == 0) {
            compare_edges(n);
            random_inside(n, count);
        }
        (void)loc_network_unref(n);
        n = NULL;
    }
    (void)loc_database_enumerator_unref(all);
    for (uint64_t i = 0; i < RANDOM_EACH; i++) {
        struct in6_addr four = {.s6_addr = {[10] = 0xff, [11] = 0xff}};
        struct in6_addr six;
        uint64_t r[2] = {hash_mix(i + 1), hash_mix(~i)};

        memcpy(four.s6_addr + 12, r, 4);
        compare(&four);
        memcpy(&six, r, sizeof six);
        six.s6_addr[0] = (uint8_t)(0x20 | (six.s6_addr[0] & 0x0f));
        compare(&six);
    }
    print_message("%zu addresses compared, %zu of them known to libloc\n", compared, known);
    assert_true(compared >= COMPARED_MIN && known >= COMPARED_MIN / 2);
}

static void providers_and_the_database_have_names(void **state)
{
    struct address a;
    struct place place;
    char name[PROVIDER_TEXT_MAX];

    (void)state;
    if (db == NULL) {
        skip();
    }
    assert_true(address_parse(SPAN("8.8.8.8"), &a));
    place = places_find(places, &a);
    assert_int_equal(place.country, place_country('U', 'S'));
    assert_int_equal(place.asn, 15169);
    places_provider(places, &place, name);
    assert_string_equal(name, "GOOGLE");
    place.asn = 4294967294u;
    places_provider(places, &place, name);
    assert_string_equal(name, "");
    assert_int_equal(strncmp(places_about(places), "libloc 20", 9), 0);
    assert_int_equal(strlen(places_about(places)), strlen("libloc 2022-10-29"));
    assert_true(places_bytes(places) > 0 && places_bytes(places) <= 32u << 20u);
}

static void *names_many(void *differ)
{
    struct place place = {.kind = NETWORK_PUBLIC, .asn = 15169};
    char name[PROVIDER_TEXT_MAX];

    for (unsigned i = 0; i < 2000; i++) {
        places_provider(places, &place, name);
        *(unsigned *)differ += strcmp(name, "GOOGLE") != 0;
    }
    return NULL;
}

static void threads_may_ask_for_names_at_the_same_time(void **state)
{
    pthread_t threads[4];
    unsigned differ[COUNT(threads)] = {0};

    (void)state;
    if (db == NULL) {
        skip();
    }
    for (size_t i = 0; i < COUNT(threads); i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, names_many, &differ[i]), 0);
    }
    for (size_t i = 0; i < COUNT(threads); i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(differ[i], 0);
    }
}

static void a_maxmind_file_wins_where_it_answers_and_only_there(void **state)
{
    static struct mmdb m;
    char path[] = "/tmp/mioboe-libloc-XXXXXX";
    struct place_sources s = {.libloc = PLACE_LIBLOC_DEFAULT, .mmdb = path};
    struct places *both = NULL;
    struct address a;
    struct place place;
    struct err e = {0};
    int fd;

    (void)state;
    if (db == NULL) {
        skip();
    }
    fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(close(fd), 0);
    mmdb_begin(&m, 6);
    mmdb_map(&m, 1);
    mmdb_country(&m, "JP");
    mmdb_block(&m, "8.8.8.0/25", 0);
    mmdb_write(&m, path);
    assert_true(places_open(&s, &both, &e));
    assert_int_equal(unlink(path), 0);
    assert_true(address_parse(SPAN("8.8.8.8"), &a));
    place = places_find(both, &a);
    assert_int_equal(place.country, place_country('J', 'P'));
    assert_int_equal(place.asn, 15169);
    assert_true(address_parse(SPAN("8.8.8.200"), &a));
    place = places_find(both, &a);
    assert_int_equal(place.country, place_country('U', 'S'));
    assert_int_equal(place.asn, 15169);
    places_free(&both);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_edge_and_random_address_is_where_libloc_says),
        cmocka_unit_test(providers_and_the_database_have_names),
        cmocka_unit_test(threads_may_ask_for_names_at_the_same_time),
        cmocka_unit_test(a_maxmind_file_wins_where_it_answers_and_only_there),
    };

    return cmocka_run_group_tests_name("place/libloc", tests, make, drop);
}
