#include "decide/stage.h"

#include "cmocka_all.h"

#include <stdio.h>

#define NOW_MS INT64_C(1795284000000) /* 2026-11-21 18:00:00 UTC */
#define DAY_MS INT64_C(86400000)

static const struct hash_key key = {{1, 2, 3}};
static const uint16_t home[] = {'J' << 8 | 'P'};

static struct stage stage(unsigned origins)
{
    return (struct stage){
        .id = "one",
        .starts_ms = NOW_MS - DAY_MS,
        .mode = STAGE_REFUSE,
        .percent = 100,
        .origins = (uint8_t)origins,
        .services = STAGE_SERVICES_USUAL,
    };
}

static struct stage_question question(void)
{
    return (struct stage_question){
        .cohort = 500,
        .group = SPAN(""),
        .origin = STAGE_FOREIGN,
        .service = SERVICE_IMAP,
        .credential = STAGE_CREDENTIAL_MAIN,
        .has_remote = true,
        .remote = {.bytes = {[10] = 0xff, [11] = 0xff, [12] = 203, [13] = 0, [14] = 113, [15] = 7}},
        .now_ms = NOW_MS,
    };
}

static enum stage_effect effect(const struct stage *s, const struct stage_question *q)
{
    return stage_decide(s, 1, q).effect;
}

/* Every origin, credential and mode, before the nudge, between nudge and start, and after the start. */
static void the_whole_table_of_origins_credentials_modes_and_times(void **state)
{
    static const enum stage_effect of[STAGE_MODE_COUNT][3] = {
        [STAGE_OBSERVE] = {STAGE_COUNTED, STAGE_COUNTED, STAGE_COUNTED},
        [STAGE_NUDGE] = {STAGE_COUNTED, STAGE_TOLD, STAGE_TOLD},
        [STAGE_REFUSE] = {STAGE_COUNTED, STAGE_TOLD, STAGE_REFUSED},
    };
    const int64_t times[] = {NOW_MS - 3 * DAY_MS, NOW_MS - DAY_MS, NOW_MS};

    (void)state;
    for (unsigned origins = 1; origins <= STAGE_ORIGIN_ALL; origins++) {
        for (unsigned bit = 0; bit < STAGE_ORIGIN_COUNT; bit++) {
            for (unsigned c = STAGE_CREDENTIAL_UNKNOWN; c <= STAGE_CREDENTIAL_APP; c++) {
                for (unsigned mode = 0; mode < STAGE_MODE_COUNT; mode++) {
                    for (size_t t = 0; t < COUNT(times); t++) {
                        struct stage s = stage(origins);
                        struct stage_question q = question();
                        bool judged = (origins & 1u << bit) != 0 && c != STAGE_CREDENTIAL_APP;

                        s.mode = (uint8_t)mode;
                        s.starts_ms = NOW_MS;
                        s.nudges_ms = NOW_MS - 2 * DAY_MS;
                        q.origin = (enum stage_origin)(1u << bit);
                        q.credential = (enum stage_credential)c;
                        q.now_ms = times[t];
                        assert_int_equal(effect(&s, &q), judged ? of[mode][t] : STAGE_NOTHING);
                    }
                }
            }
        }
    }
}

static void without_a_date_for_it_nobody_is_nudged_before_the_start(void **state)
{
    struct stage s = stage(STAGE_FOREIGN);
    struct stage_question q = question();

    (void)state;
    s.starts_ms = NOW_MS + 1;
    assert_int_equal(effect(&s, &q), STAGE_COUNTED);
}

static void a_stage_that_is_paused_or_rolled_back_does_nothing(void **state)
{
    struct stage_question q = question();

    (void)state;
    for (unsigned i = STAGE_PAUSED; i < STAGE_STATE_COUNT; i++) {
        struct stage s = stage(STAGE_ORIGIN_ALL);

        s.state = (uint8_t)i;
        assert_int_equal(effect(&s, &q), STAGE_NOTHING);
    }
}

static void webmail_is_a_channel_of_its_own(void **state)
{
    struct stage s = stage(STAGE_ORIGIN_ALL);
    struct stage_question q = question();

    (void)state;
    for (unsigned service = 0; service < SERVICE_COUNT; service++) {
        q.service = (enum service)service;
        assert_int_equal(effect(&s, &q), service == SERVICE_WEB ? STAGE_NOTHING : STAGE_REFUSED);
    }
}

static void an_exempt_network_is_let_through(void **state)
{
    struct stage s = stage(STAGE_ORIGIN_ALL);
    struct stage_question q = question();

    (void)state;
    s.network_count = 2;
    s.networks[0].bits = 3;
    s.networks[0].prefix.bytes[0] = 0x20;
    s.networks[1].prefix = q.remote;
    s.networks[1].prefix.bytes[15] = 0;
    s.networks[1].bits = 24;
    assert_int_equal(effect(&s, &q), STAGE_NOTHING);
    q.remote.bytes[14] = 114;
    assert_int_equal(effect(&s, &q), STAGE_REFUSED);
    q.has_remote = false;
    assert_int_equal(effect(&s, &q), STAGE_REFUSED);
}

static void a_stage_for_groups_is_for_no_other(void **state)
{
    struct stage s = stage(STAGE_ORIGIN_ALL);
    struct stage_question q = question();

    (void)state;
    s.group_count = 2;
    (void)snprintf(s.groups[0], sizeof s.groups[0], "staff");
    (void)snprintf(s.groups[1], sizeof s.groups[1], "system");
    assert_int_equal(effect(&s, &q), STAGE_NOTHING);
    q.group = SPAN("stafff");
    assert_int_equal(effect(&s, &q), STAGE_NOTHING);
    q.group = SPAN("system");
    assert_int_equal(effect(&s, &q), STAGE_REFUSED);
}

static void a_higher_percentage_adds_accounts_and_frees_nobody(void **state)
{
    struct stage s = stage(STAGE_ORIGIN_ALL);
    bool was[2000] = {false};

    (void)state;
    for (unsigned percent = 0; percent <= 100; percent++) {
        unsigned in = 0;

        s.percent = (uint8_t)percent;
        for (unsigned i = 0; i < COUNT(was); i++) {
            char name[32];
            struct span account = {.at = name};
            bool is;

            account.len = (size_t)snprintf(name, sizeof name, "user%u@example.jp", i);
            is = stage_is_for(&s, SPAN(""), stage_cohort(&key, account));
            assert_true(is || !was[i]);
            was[i] = is;
            in += is;
        }
        assert_in_range(in, percent * 20 < 120 ? 0 : percent * 20 - 120, percent * 20 + 120);
    }
}

static void at_0_percent_nobody_is_in_and_at_100_everybody(void **state)
{
    struct stage s = stage(STAGE_ORIGIN_ALL);

    (void)state;
    for (unsigned cohort = 0; cohort < STAGE_COHORTS; cohort++) {
        s.percent = 0;
        assert_false(stage_is_for(&s, SPAN(""), (uint16_t)cohort));
        s.percent = 100;
        assert_true(stage_is_for(&s, SPAN(""), (uint16_t)cohort));
    }
}

static void another_key_gives_other_cohorts(void **state)
{
    const struct hash_key other = {{9}};
    unsigned same = 0;

    (void)state;
    for (unsigned i = 0; i < 1000; i++) {
        const struct span account = {.at = (const char *)&i, .len = sizeof i};

        same += stage_cohort(&key, account) == stage_cohort(&other, account);
    }
    assert_in_range(same, 0, 5);
}

static void the_strongest_of_several_stages_decides(void **state)
{
    struct stage s[3] = {stage(STAGE_DOMESTIC), stage(STAGE_ORIGIN_ALL), stage(STAGE_ORIGIN_ALL)};
    struct stage_question q = question();
    struct stage_ruling r;

    (void)state;
    s[0].mode = STAGE_REFUSE;
    s[1].mode = STAGE_NUDGE;
    s[2].mode = STAGE_NUDGE;
    s[2].starts_ms = s[1].starts_ms - DAY_MS;
    r = stage_decide(s, 3, &q);
    assert_int_equal(r.effect, STAGE_TOLD);
    assert_ptr_equal(r.stage, &s[2]);
    q.origin = STAGE_DOMESTIC;
    r = stage_decide(s, 3, &q);
    assert_int_equal(r.effect, STAGE_REFUSED);
    assert_ptr_equal(r.stage, &s[0]);
    assert_null(stage_decide(NULL, 0, &q).stage);
}

static void where_a_sign_in_comes_from(void **state)
{
    const uint16_t jp = home[0];
    const uint16_t us = place_country('U', 'S');
    const struct {
        struct place place;
        enum stage_origin origin;
    } cases[] = {
        {{.kind = NETWORK_PUBLIC, .country = jp}, STAGE_DOMESTIC},
        {{.kind = NETWORK_PUBLIC, .country = us}, STAGE_FOREIGN},
        {{.kind = NETWORK_PUBLIC}, STAGE_DOMESTIC},
        {{.kind = NETWORK_UNKNOWN}, STAGE_DOMESTIC},
        {{.kind = NETWORK_PUBLIC, .country = us, .flags = PLACE_ANYCAST}, STAGE_DOMESTIC},
        {{.kind = NETWORK_PUBLIC, .country = us, .flags = PLACE_SATELLITE}, STAGE_DOMESTIC},
        {{.kind = NETWORK_PUBLIC, .country = us, .flags = PLACE_ANONYMISER}, STAGE_FOREIGN},
        {{.kind = NETWORK_OWN, .own = 1, .flags = PLACE_TRUSTED_LINE}, STAGE_LINE},
        {{.kind = NETWORK_OWN, .own = 1}, STAGE_DOMESTIC},
        {{.kind = NETWORK_OWN, .own = 1, .country = us}, STAGE_FOREIGN},
        {{.kind = NETWORK_CGNAT}, STAGE_DOMESTIC},
        {{.kind = NETWORK_PRIVATE}, STAGE_INSIDE},
        {{.kind = NETWORK_LOOPBACK}, STAGE_INSIDE},
        {{.kind = NETWORK_ULA}, STAGE_INSIDE},
        {{.kind = NETWORK_LINK_LOCAL}, STAGE_INSIDE},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(stage_origin_of(&cases[i].place, true, home, 1), cases[i].origin);
        assert_int_equal(stage_origin_of(&cases[i].place, false, home, 1), STAGE_INSIDE);
    }
    assert_int_equal(stage_origin_of(&cases[1].place, true, NULL, 0), STAGE_DOMESTIC);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_whole_table_of_origins_credentials_modes_and_times),
        cmocka_unit_test(without_a_date_for_it_nobody_is_nudged_before_the_start),
        cmocka_unit_test(a_stage_that_is_paused_or_rolled_back_does_nothing),
        cmocka_unit_test(webmail_is_a_channel_of_its_own),
        cmocka_unit_test(an_exempt_network_is_let_through),
        cmocka_unit_test(a_stage_for_groups_is_for_no_other),
        cmocka_unit_test(a_higher_percentage_adds_accounts_and_frees_nobody),
        cmocka_unit_test(at_0_percent_nobody_is_in_and_at_100_everybody),
        cmocka_unit_test(another_key_gives_other_cohorts),
        cmocka_unit_test(the_strongest_of_several_stages_decides),
        cmocka_unit_test(where_a_sign_in_comes_from),
    };

    return cmocka_run_group_tests_name("decide/stage", tests, NULL, NULL);
}
