#include "model/profile.h"

#include "cmocka_all.h"

#include <string.h>

/* Every field different, every slot within its bounds. */
static struct profile full(void)
{
    struct profile p = {.last_minute = 20000 * 1440 + 77,
                        .first_day = 19000,
                        .signins = 513,
                        .last_country = place_country('J', 'P'),
                        .expected = {1, 300, 60000, 4, 5},
                        .seen = {1, 2, 250, 4, 5},
                        .network_count = PROFILE_NETWORKS,
                        .address_count = PROFILE_ADDRESSES,
                        .client_count = PROFILE_CLIENTS};

    for (uint16_t i = 0; i < PROFILE_NETWORKS; i++) {
        p.networks.provider[i] = 0x01020304u + i;
        p.networks.country[i] = place_country('J', (char)('A' + i));
        p.networks.weight[i] = (uint16_t)(1000 + i);
        p.networks.day[i] = (uint16_t)(19990 + i);
    }
    for (uint16_t i = 0; i < PROFILE_ADDRESSES; i++) {
        p.addresses.key[i] = 0xa0b0c0d0u + i;
        p.addresses.weight[i] = (uint16_t)(2000 + i);
        p.addresses.day[i] = (uint16_t)(19980 + i);
        p.addresses.near[i] = (uint16_t)(300 + i);
        p.addresses.network[i] = (uint8_t)(i % PROFILE_NETWORKS);
    }
    for (uint16_t i = 0; i < PROFILE_CLIENTS; i++) {
        p.clients.family[i] = 0x11223344u + i;
        p.clients.version[i] = 0x55667788u + i;
        p.clients.weight[i] = (uint16_t)(3000 + i);
        p.clients.day[i] = (uint16_t)(19970 + i);
    }
    return p;
}

static void a_profile_survives_its_byte_form(void **state)
{
    const struct profile before = full();
    struct profile after = {0};
    struct err e = {0};
    uint8_t bytes[PROFILE_BYTES];

    (void)state;
    profile_pack(&before, bytes);
    assert_true(profile_unpack(bytes, &after, &e));
    assert_memory_equal(&before, &after, sizeof before);
}

static void an_empty_profile_survives_its_byte_form(void **state)
{
    const struct profile before = {0};
    struct profile after = full();
    struct err e = {0};
    uint8_t bytes[PROFILE_BYTES];

    (void)state;
    profile_pack(&before, bytes);
    assert_true(profile_unpack(bytes, &after, &e));
    assert_memory_equal(&before, &after, sizeof before);
}

static void the_byte_form_is_little_endian_and_starts_with_its_version(void **state)
{
    const struct profile p = full();
    uint8_t bytes[PROFILE_BYTES];

    (void)state;
    profile_pack(&p, bytes);
    assert_int_equal(bytes[0], 1);
    assert_int_equal(bytes[1], PROFILE_NETWORKS);
    assert_int_equal(bytes[4], (20000 * 1440 + 77) & 0xff);
    assert_int_equal(bytes[29], 0x04); /* the first provider's lowest byte */
    assert_int_equal(bytes[32], 0x01);
}

static void the_last_day_of_2148_fits(void **state)
{
    struct profile before = {.last_minute = UINT16_MAX * 1440u + 1439, .signins = 1};
    struct profile after;
    struct err e = {0};
    uint8_t bytes[PROFILE_BYTES];

    (void)state;
    before.network_count = 1;
    before.networks.country[0] = place_country('J', 'P');
    before.networks.weight[0] = 1;
    before.networks.day[0] = UINT16_MAX;
    profile_pack(&before, bytes);
    assert_true(profile_unpack(bytes, &after, &e));
    assert_int_equal(after.networks.day[0], UINT16_MAX);
}

/* Packs what must not be, and expects the refusal to leave the output alone. */
static void refused(const struct profile *wrong, const char *word)
{
    struct profile out = full();
    const struct profile untouched = out;
    struct err e = {0};
    uint8_t bytes[PROFILE_BYTES];

    profile_pack(wrong, bytes);
    assert_false(profile_unpack(bytes, &out, &e));
    assert_int_equal(e.code, ERR_INPUT);
    assert_non_null(strstr(e.text, word));
    assert_memory_equal(&out, &untouched, sizeof out);
}

static void a_newer_version_is_refused_and_named(void **state)
{
    const struct profile p = full();
    struct profile out = {0};
    struct err e = {0};
    uint8_t bytes[PROFILE_BYTES];

    (void)state;
    profile_pack(&p, bytes);
    bytes[0] = 7;
    assert_false(profile_unpack(bytes, &out, &e));
    assert_int_equal(e.code, ERR_INPUT);
    assert_non_null(strstr(e.text, "version 7"));
    assert_int_equal(out.signins, 0);
}

static void more_slots_than_there_are_is_refused(void **state)
{
    struct profile p = full();

    (void)state;
    p.network_count = PROFILE_NETWORKS + 1;
    refused(&p, "slots");
    p = full();
    p.address_count = PROFILE_ADDRESSES + 1;
    refused(&p, "slots");
    p = full();
    p.client_count = PROFILE_CLIENTS + 1;
    refused(&p, "slots");
}

static void an_address_of_a_network_that_is_not_there_is_refused(void **state)
{
    struct profile p = full();

    (void)state;
    p.addresses.network[3] = PROFILE_NETWORKS;
    refused(&p, "address slot");
}

static void slots_used_after_the_last_signin_are_refused(void **state)
{
    struct profile p = full();

    (void)state;
    p.networks.day[0] = 20001;
    refused(&p, "network slot");
    p = full();
    p.addresses.day[7] = 20001;
    refused(&p, "address slot");
    p = full();
    p.clients.day[5] = 20001;
    refused(&p, "client slot");
}

static void slots_without_weight_are_refused(void **state)
{
    struct profile p = full();

    (void)state;
    p.networks.weight[2] = 0;
    refused(&p, "network slot");
    p = full();
    p.addresses.weight[2] = 0;
    refused(&p, "address slot");
    p = full();
    p.clients.weight[2] = 0;
    refused(&p, "client slot");
}

static void bytes_in_unused_slots_are_refused(void **state)
{
    struct profile p = full();

    (void)state;
    p.client_count = PROFILE_CLIENTS - 1;
    refused(&p, "unused slot");
    p = full();
    p.address_count = PROFILE_ADDRESSES - 1;
    refused(&p, "unused slot");
    p = full();
    p.network_count = PROFILE_NETWORKS - 1;
    refused(&p, "unused slot");
}

static void one_value_in_two_slots_is_refused(void **state)
{
    struct profile p = full();

    (void)state;
    p.networks.provider[4] = p.networks.provider[1];
    p.networks.country[4] = p.networks.country[1];
    refused(&p, "network has two slots");
    p = full();
    p.addresses.key[6] = p.addresses.key[0];
    p.addresses.network[6] = p.addresses.network[0];
    refused(&p, "address has two slots");
    p = full();
    p.clients.family[1] = p.clients.family[2];
    p.clients.version[1] = p.clients.version[2];
    refused(&p, "client has two slots");
}

static void a_weight_halves_in_180_days_and_never_fades_away(void **state)
{
    (void)state;
    assert_int_equal(profile_decayed(1280, 0), 1280);
    assert_int_equal(profile_decayed(1280, 180), 639); /* rounded down */
    assert_int_equal(profile_decayed(1280, 360), 319);
    assert_int_equal(profile_decayed(1, 30000), 1);
    assert_int_equal(profile_decayed(0, 10), 0);
    for (uint32_t day = 1; day < 1000; day++) {
        assert_true(profile_decayed(50000, day) <= profile_decayed(50000, day - 1));
    }
}

static void usual_places_come_most_used_first_as_of_the_day(void **state)
{
    struct profile p = {.last_minute = 20000 * 1440, .signins = 40, .network_count = 3};
    struct profile_place places[PROFILE_NETWORKS];

    (void)state;
    p.networks = (struct profile_networks){
        .provider = {100, PLACE_OWN_PROVIDER | 3, 300},
        .country = {place_country('U', 'S'), 0, place_country('J', 'P')},
        .weight = {10 * PROFILE_WEIGHT, 2 * PROFILE_WEIGHT, 9 * PROFILE_WEIGHT},
        .day = {20000 - 180, 20000, 20000},
    };
    assert_int_equal(profile_places(&p, 20000, places), 3);
    assert_int_equal(places[0].place.asn, 300);
    assert_int_equal(places[0].place.country, place_country('J', 'P'));
    assert_int_equal(places[0].days, 9);
    assert_int_equal(places[1].place.asn, 100);
    assert_int_equal(places[1].days, 5);
    assert_int_equal(places[2].place.own, 3);
    assert_int_equal(places[2].place.kind, NETWORK_OWN);
    assert_int_equal(places[2].place.asn, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_profile_survives_its_byte_form),
        cmocka_unit_test(an_empty_profile_survives_its_byte_form),
        cmocka_unit_test(the_byte_form_is_little_endian_and_starts_with_its_version),
        cmocka_unit_test(the_last_day_of_2148_fits),
        cmocka_unit_test(a_newer_version_is_refused_and_named),
        cmocka_unit_test(more_slots_than_there_are_is_refused),
        cmocka_unit_test(an_address_of_a_network_that_is_not_there_is_refused),
        cmocka_unit_test(slots_used_after_the_last_signin_are_refused),
        cmocka_unit_test(slots_without_weight_are_refused),
        cmocka_unit_test(bytes_in_unused_slots_are_refused),
        cmocka_unit_test(one_value_in_two_slots_is_refused),
        cmocka_unit_test(a_weight_halves_in_180_days_and_never_fades_away),
        cmocka_unit_test(usual_places_come_most_used_first_as_of_the_day),
    };

    return cmocka_run_group_tests_name("model/profile", tests, NULL, NULL);
}
