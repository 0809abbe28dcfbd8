/* What places promise without libloc's database: files here are made by the test. */
#include "place/place.h"

#include "cmocka_all.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit/place/mmdb.h"

static char folder[] = "/tmp/mioboe-place-XXXXXX";
static char mmdb_path[64];
static char cache_path[64];
static char other_path[64];
static struct mmdb mmdb;

static int make(void **state)
{
    (void)state;
    if (mkdtemp(folder) == NULL) {
        return -1;
    }
    (void)snprintf(mmdb_path, sizeof mmdb_path, "%s/test.mmdb", folder);
    (void)snprintf(cache_path, sizeof cache_path, "%s/cache", folder);
    (void)snprintf(other_path, sizeof other_path, "%s/other", folder);
    return 0;
}

static int drop(void **state)
{
    (void)state;
    (void)unlink(mmdb_path);
    (void)unlink(cache_path);
    (void)unlink(other_path);
    return rmdir(folder); /* fails when a temporary file was left behind */
}

/* A city and provider file of four blocks. */
static void mmdb_make(unsigned version)
{
    size_t at;

    mmdb_begin(&mmdb, version);
    at = mmdb.len;
    mmdb_map(&mmdb, 5);
    mmdb_country(&mmdb, "JP");
    mmdb_provider(&mmdb, 64500, "Example Net");
    mmdb_text(&mmdb, "city");
    mmdb_map(&mmdb, 1);
    mmdb_text(&mmdb, "names");
    mmdb_map(&mmdb, 1);
    mmdb_text(&mmdb, "en");
    mmdb_text(&mmdb, "Chiyoda");
    mmdb_text(&mmdb, "subdivisions");
    mmdb_array(&mmdb, 1);
    mmdb_map(&mmdb, 1);
    mmdb_text(&mmdb, "names");
    mmdb_map(&mmdb, 1);
    mmdb_text(&mmdb, "en");
    mmdb_text(&mmdb, "Tokyo");
    mmdb_block(&mmdb, "8.8.8.0/24", at);
    at = mmdb.len;
    mmdb_map(&mmdb, 2);
    mmdb_country(&mmdb, "A1");
    mmdb_text(&mmdb, "traits");
    mmdb_map(&mmdb, 1);
    mmdb_text(&mmdb, "is_anycast");
    mmdb_true(&mmdb);
    mmdb_block(&mmdb, "9.0.0.0/8", at);
    if (version == 6) {
        at = mmdb.len;
        mmdb_map(&mmdb, 1);
        mmdb_text(&mmdb, "registered_country");
        mmdb_map(&mmdb, 1);
        mmdb_text(&mmdb, "iso_code");
        mmdb_text(&mmdb, "DE");
        mmdb_block(&mmdb, "2a00::/16", at);
        mmdb_block(&mmdb, "2600::1/128", at); /* longer than /64: left out */
    }
    mmdb_write(&mmdb, mmdb_path);
}

static struct places *opened(const struct place_sources *s)
{
    struct places *p = NULL;
    struct err e = {0};

    if (!places_open(s, &p, &e)) {
        fail_msg("%s", e.text);
    }
    assert_non_null(p);
    return p;
}

static struct place find(const struct places *p, const char *text)
{
    struct address a;

    assert_true(address_parse((struct span){.at = text, .len = strlen(text)}, &a));
    return places_find(p, &a);
}

static void assert_place(const struct places *p, const char *text, const char *country,
                         uint32_t asn, unsigned flags)
{
    struct place place = find(p, text);
    char letters[3];

    place_country_text(place.country, letters);
    assert_string_equal(letters, country);
    assert_int_equal(place.asn, asn);
    assert_int_equal(place.flags, flags);
}

static void without_a_database_everything_public_is_unknown_and_never_risky(void **state)
{
    static const char *const public[] = {"8.8.8.8", "2a00::1", "64:ff9b::8.8.8.8"};
    struct places *p = opened(&(struct place_sources){.libloc = ""});
    char name[PROVIDER_TEXT_MAX] = "x";
    struct place place;

    (void)state;
    for (size_t i = 0; i < COUNT(public); i++) {
        place = find(p, public[i]);
        assert_int_equal(place.kind, NETWORK_PUBLIC);
        assert_int_equal(place.country, 0);
        assert_int_equal(place.asn, 0);
        assert_int_equal(place.own, 0);
        assert_int_equal(place.flags, 0);
        places_provider(p, &place, name);
        assert_string_equal(name, "");
    }
    assert_string_equal(places_about(p), "");
    assert_int_equal(places_bytes(p), 0);
    places_free(&p);
    assert_null(p);
    places_free(&p);
}

static void special_ranges_have_a_kind_and_no_place(void **state)
{
    static const struct {
        const char *address;
        enum network_kind kind;
    } cases[] = {
        {"192.168.1.1", NETWORK_PRIVATE},
        {"100.64.0.1", NETWORK_CGNAT},
        {"127.0.0.1", NETWORK_LOOPBACK},
        {"::1", NETWORK_LOOPBACK},
        {"fe80::1", NETWORK_LINK_LOCAL},
        {"fd00::1", NETWORK_ULA},
        {"2001:db8::1", NETWORK_DOCUMENTATION},
        {"224.0.0.1", NETWORK_SPECIAL},
        {"64:ff9b::10.0.0.1", NETWORK_SPECIAL},
        {"2002:a00:1::1", NETWORK_SPECIAL},
        {"::", NETWORK_UNKNOWN},
    };
    struct places *p;

    (void)state;
    mmdb_make(6);
    p = opened(&(struct place_sources){.libloc = "", .mmdb = mmdb_path});
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct place place = find(p, cases[i].address);

        assert_int_equal(place.kind, cases[i].kind);
        assert_int_equal(place.country, 0);
        assert_int_equal(place.asn, 0);
    }
    places_free(&p);
}

static void a_maxmind_file_gives_country_provider_flags_and_city(void **state)
{
    struct address a;
    struct places *p;
    struct place place;
    char city[PLACE_CITY_MAX];
    char region[PLACE_CITY_MAX];
    char name[PROVIDER_TEXT_MAX];

    (void)state;
    mmdb_make(6);
    p = opened(&(struct place_sources){.libloc = "", .mmdb = mmdb_path});
    assert_string_equal(places_about(p), "Test-City 2023-11-14");
    assert_place(p, "8.8.7.255", "?\?", 0, 0);
    assert_place(p, "8.8.8.0", "JP", 64500, 0);
    assert_place(p, "8.8.8.255", "JP", 64500, 0);
    assert_place(p, "64:ff9b::8.8.8.8", "JP", 64500, 0);
    assert_place(p, "2002:808:808::1", "JP", 64500, 0);
    assert_place(p, "8.8.9.0", "?\?", 0, 0);
    assert_place(p, "9.255.255.255", "?\?", 0, PLACE_ANONYMISER | PLACE_ANYCAST);
    assert_place(p, "2a00:1::1", "DE", 0, 0);
    assert_place(p, "2a01::1", "?\?", 0, 0);
    assert_place(p, "2600::1", "?\?", 0, 0);
    place = find(p, "8.8.8.8");
    places_provider(p, &place, name);
    assert_string_equal(name, "Example Net");
    assert_true(address_parse(SPAN("8.8.8.8"), &a));
    places_city(p, &a, city, region);
    assert_string_equal(city, "Chiyoda");
    assert_string_equal(region, "Tokyo");
    assert_true(address_parse(SPAN("9.9.9.9"), &a));
    places_city(p, &a, city, region);
    assert_string_equal(city, "");
    assert_string_equal(region, "");
    places_free(&p);
}

static void a_maxmind_file_of_ipv4_alone_works(void **state)
{
    struct places *p;

    (void)state;
    mmdb_make(4);
    p = opened(&(struct place_sources){.libloc = "", .mmdb = mmdb_path});
    assert_place(p, "8.8.8.8", "JP", 64500, 0);
    assert_place(p, "2a00::1", "?\?", 0, 0);
    places_free(&p);
}

static void own_networks_win_over_everything(void **state)
{
    static const struct {
        const char *cidr;
        struct own_network n;
    } list[] = {
        {"8.8.8.0/25", {.name = "sp mode", .trusted = true}},
        {"9.0.0.0/9", {.name = "office", .country = 'U' << 8 | 'S'}},
        {"192.168.0.0/16", {.name = "office"}},
    };
    struct own_network own[COUNT(list)];
    struct place_sources s = {.libloc = "", .mmdb = mmdb_path, .own = own, .own_count = COUNT(own)};
    struct places *p;
    struct place place;
    char name[PROVIDER_TEXT_MAX];
    struct err e = {0};

    (void)state;
    mmdb_make(6);
    for (size_t i = 0; i < COUNT(list); i++) {
        own[i] = list[i].n;
        assert_true(own_network_parse(
            (struct span){.at = list[i].cidr, .len = strlen(list[i].cidr)}, &own[i], &e));
    }
    p = opened(&s);
    memset(own, 0, sizeof own); /* the list was copied */
    place = find(p, "8.8.8.127");
    assert_int_equal(place.kind, NETWORK_OWN);
    assert_int_equal(place.own, 1);
    assert_place(p, "8.8.8.127", "JP", 64500, PLACE_TRUSTED_LINE);
    places_provider(p, &place, name);
    assert_string_equal(name, "sp mode");
    assert_true(place_provider(&place) == (PLACE_OWN_PROVIDER | 1));
    assert_int_equal(find(p, "8.8.8.128").kind, NETWORK_PUBLIC);
    assert_int_equal(find(p, "9.1.1.1").own, 2);
    assert_place(p, "9.1.1.1", "US", 0, 0); /* not the anonymiser the database calls it */
    place = find(p, "192.168.7.7");
    assert_int_equal(place.kind, NETWORK_OWN);
    assert_int_equal(place.own, 2);
    assert_int_equal(find(p, "10.0.0.1").kind, NETWORK_PRIVATE);
    places_free(&p);
}

static void assert_refused(const struct place_sources *s, const char *says)
{
    struct places *p = (void *)folder;
    struct err e = {0};

    assert_false(places_open(s, &p, &e));
    assert_int_equal(e.code, ERR_CONFIG);
    if (strstr(e.text, says) == NULL) {
        fail_msg("'%s' does not say '%s'", e.text, says);
    }
    assert_ptr_equal(p, folder);
}

static void file_write(const char *path, const void *at, size_t len)
{
    FILE *f = fopen(path, "wbe");

    assert_non_null(f);
    assert_int_equal(fwrite(at, 1, len, f), len);
    assert_int_equal(fclose(f), 0);
}

static void a_database_that_is_missing_or_damaged_is_refused_by_name(void **state)
{
    /* A header whose first section lies behind the end of the file. */
    static const char cut_short[200] = "LOCDBXX\1\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1";

    (void)state;
    assert_refused(&(struct place_sources){.libloc = "/nonexistent/location.db"},
                   "/nonexistent/location.db");
    assert_refused(&(struct place_sources){.libloc = folder}, folder);
    file_write(other_path, "", 0);
    assert_refused(&(struct place_sources){.libloc = other_path}, "damaged");
    file_write(other_path, "country,asn\n", 12);
    assert_refused(&(struct place_sources){.libloc = other_path}, other_path);
    file_write(other_path, cut_short, sizeof cut_short);
    assert_refused(&(struct place_sources){.libloc = other_path}, "location update");
}

static void a_maxmind_file_that_is_missing_or_damaged_is_refused_by_name(void **state)
{
    struct place_sources s = {.libloc = "", .mmdb = other_path};

    (void)state;
    assert_refused(&(struct place_sources){.libloc = "", .mmdb = "/nonexistent.mmdb"},
                   "/nonexistent.mmdb");
    assert_refused(&(struct place_sources){.libloc = "", .mmdb = folder}, folder);
    file_write(other_path, "country,asn\n", 12);
    assert_refused(&s, other_path);
    mmdb_make(6);
    for (uint32_t i = 97; i < mmdb.count; i++) {
        mmdb.nodes[i][0] = mmdb.nodes[i][1] = 97; /* loops: 2^31 ways through the IPv4 part */
    }
    mmdb_write(&mmdb, other_path);
    assert_refused(&s, "damaged");
}

static void an_own_network_that_is_malformed_is_refused(void **state)
{
    struct own_network own = {.bits = 40, .name = "office"};

    (void)state;
    own.prefix.bytes[10] = own.prefix.bytes[11] = 0xff;
    assert_refused(&(struct place_sources){.libloc = "", .own = &own, .own_count = 1}, "office");
}

static bool cached(const struct place_sources *s)
{
    struct places *p = opened(s);
    bool was = places_cached(p);

    assert_place(p, "8.8.8.8", "JP", 64500, 0);
    assert_place(p, "2a00::1", "DE", 0, 0);
    places_free(&p);
    return was;
}

static void a_cache_file_is_written_once_and_then_taken(void **state)
{
    struct place_sources s = {.libloc = "", .mmdb = mmdb_path, .cache = cache_path};
    struct stat first;
    struct stat second;

    (void)state;
    mmdb_make(6);
    (void)unlink(cache_path);
    assert_false(cached(&s));
    assert_int_equal(stat(cache_path, &first), 0);
    assert_int_equal(first.st_mode & 07777, 0644);
    assert_true(cached(&s));
    assert_int_equal(stat(cache_path, &second), 0);
    assert_true(first.st_ino == second.st_ino);
}

static void a_cache_file_that_is_damaged_or_old_is_replaced_silently(void **state)
{
    struct place_sources s = {.libloc = "", .mmdb = mmdb_path, .cache = cache_path};
    struct timespec times[2] = {{.tv_sec = 1000000000}, {.tv_sec = 1000000000}};
    struct stat st;

    (void)state;
    mmdb_make(6);
    (void)cached(&s);
    assert_true(cached(&s));
    assert_int_equal(stat(cache_path, &st), 0);
    assert_int_equal(truncate(cache_path, st.st_size / 2), 0);
    assert_false(cached(&s));
    assert_true(cached(&s));
    assert_int_equal(truncate(cache_path, 0), 0);
    assert_false(cached(&s));
    file_write(cache_path, "not a table", 11);
    assert_false(cached(&s));
    assert_true(cached(&s));
    assert_int_equal(utimensat(AT_FDCWD, mmdb_path, times, 0), 0);
    assert_false(cached(&s)); /* the database has another time */
    assert_true(cached(&s));
}

static void a_cache_file_that_others_may_write_is_not_taken(void **state)
{
    struct place_sources s = {.libloc = "", .mmdb = mmdb_path, .cache = cache_path};

    (void)state;
    mmdb_make(6);
    (void)cached(&s);
    assert_true(cached(&s));
    assert_int_equal(chmod(cache_path, 0666), 0);
    assert_false(cached(&s));
    assert_true(cached(&s)); /* it was replaced by one of ours */
}

static void a_cache_file_that_cannot_be_written_costs_only_time(void **state)
{
    struct place_sources s = {
        .libloc = "", .mmdb = mmdb_path, .cache = "/nonexistent/folder/cache"};

    (void)state;
    mmdb_make(6);
    assert_false(cached(&s));
    assert_false(cached(&s));
    s.cache = folder; /* a directory */
    assert_false(cached(&s));
}

static void own_networks_are_not_in_the_cache_file(void **state)
{
    struct own_network own = {.name = "office"};
    struct place_sources s = {.libloc = "", .mmdb = mmdb_path, .cache = cache_path};
    struct err e = {0};
    struct places *p;

    (void)state;
    mmdb_make(6);
    (void)cached(&s);
    assert_true(own_network_parse(SPAN("8.8.8.8"), &own, &e));
    s.own = &own;
    s.own_count = 1;
    p = opened(&s);
    assert_true(places_cached(p));
    assert_int_equal(find(p, "8.8.8.8").kind, NETWORK_OWN);
    places_free(&p);
    s.own_count = 0;
    assert_true(cached(&s));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_database_everything_public_is_unknown_and_never_risky),
        cmocka_unit_test(special_ranges_have_a_kind_and_no_place),
        cmocka_unit_test(a_maxmind_file_gives_country_provider_flags_and_city),
        cmocka_unit_test(a_maxmind_file_of_ipv4_alone_works),
        cmocka_unit_test(own_networks_win_over_everything),
        cmocka_unit_test(a_database_that_is_missing_or_damaged_is_refused_by_name),
        cmocka_unit_test(a_maxmind_file_that_is_missing_or_damaged_is_refused_by_name),
        cmocka_unit_test(an_own_network_that_is_malformed_is_refused),
        cmocka_unit_test(a_cache_file_is_written_once_and_then_taken),
        cmocka_unit_test(a_cache_file_that_is_damaged_or_old_is_replaced_silently),
        cmocka_unit_test(a_cache_file_that_others_may_write_is_not_taken),
        cmocka_unit_test(a_cache_file_that_cannot_be_written_costs_only_time),
        cmocka_unit_test(own_networks_are_not_in_the_cache_file),
    };

    return cmocka_run_group_tests_name("place/place", tests, make, drop);
}
