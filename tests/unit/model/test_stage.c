#include "model/stage_form.h"

#include "cmocka_all.h"

#define NOW_MS INT64_C(1795284000000) /* 2026-11-21 18:00:00 UTC */
#define DAY_MS INT64_C(86400000)

static struct stage_patch patch(void)
{
    return (struct stage_patch){
        .stage = {.id = "abroad",
                  .name = {"From abroad", "国外から"},
                  .starts_ms = NOW_MS + 10 * DAY_MS,
                  .origins = STAGE_FOREIGN},
        .stated = STAGE_STATES_NAME_EN | STAGE_STATES_NAME_JA | STAGE_STATES_STARTS |
                  STAGE_STATES_ORIGINS,
    };
}

static struct stage made(void)
{
    struct stage_patch p = patch();
    struct stage s;
    struct err e = {0};

    if (!stage_make(&p, NOW_MS, &s, &e)) {
        fail_msg("%s", e.text);
    }
    return s;
}

static struct stage changed(const struct stage *before, const struct stage_patch *p, int64_t now_ms)
{
    struct stage s;
    struct err e = {0};

    if (!stage_change(before, p, now_ms, &s, &e)) {
        fail_msg("%s", e.text);
    }
    return s;
}

static void a_new_stage_refuses_mail_programs_of_everybody_from_its_start_on(void **state)
{
    struct stage s = made();

    (void)state;
    assert_int_equal(s.mode, STAGE_REFUSE);
    assert_int_equal(s.percent, 100);
    assert_int_equal(s.group_count, 0);
    assert_int_equal(s.services & (1u << SERVICE_WEB), 0);
    assert_int_equal(s.move_count, 0);
}

static void a_stage_without_a_start_or_an_origin_is_none(void **state)
{
    const uint32_t missing[] = {STAGE_STATES_STARTS, STAGE_STATES_ORIGINS};

    (void)state;
    for (size_t i = 0; i < COUNT(missing); i++) {
        struct stage_patch p = patch();
        struct stage s = {.percent = 77};
        struct err e = {0};

        p.stated &= ~missing[i];
        assert_false(stage_make(&p, NOW_MS, &s, &e));
        assert_int_equal(e.code, ERR_INPUT);
        assert_int_equal(s.percent, 77);
    }
}

static void what_is_not_stated_stays(void **state)
{
    struct stage before = made();
    const struct stage_patch p = {.stage = {.percent = 20}, .stated = STAGE_STATES_PERCENT};
    struct stage after = changed(&before, &p, NOW_MS + 1);

    (void)state;
    assert_int_equal(after.percent, 20);
    assert_string_equal(after.name[1], before.name[1]);
    assert_int_equal(after.starts_ms, before.starts_ms);
    assert_int_equal(after.created_ms, NOW_MS);
    assert_int_equal(after.changed_ms, NOW_MS + 1);
}

static void a_postponed_stage_keeps_the_date_it_had(void **state)
{
    struct stage before = made();
    const struct stage_patch p = {.stage = {.starts_ms = before.starts_ms + 14 * DAY_MS},
                                  .stated = STAGE_STATES_STARTS};
    struct stage after = changed(&before, &p, NOW_MS + DAY_MS);

    (void)state;
    assert_int_equal(after.starts_ms, before.starts_ms + 14 * DAY_MS);
    assert_int_equal(after.move_count, 1);
    assert_int_equal(after.moves[0].from_ms, before.starts_ms);
    assert_int_equal(after.moves[0].at_ms, NOW_MS + DAY_MS);
    after = changed(&after, &p, NOW_MS + 2 * DAY_MS);
    assert_int_equal(after.move_count, 1);
}

static void of_many_moves_the_newest_are_kept(void **state)
{
    struct stage s = made();

    (void)state;
    for (int i = 1; i <= STAGE_MOVES_MAX + 3; i++) {
        const struct stage_patch p = {.stage = {.starts_ms = NOW_MS + (10 + i) * DAY_MS},
                                      .stated = STAGE_STATES_STARTS};

        s = changed(&s, &p, NOW_MS + i);
    }
    assert_int_equal(s.move_count, STAGE_MOVES_MAX);
    assert_int_equal(s.moves[STAGE_MOVES_MAX - 1].at_ms, NOW_MS + STAGE_MOVES_MAX + 3);
    assert_int_equal(s.moves[0].at_ms, NOW_MS + 4);
}

static void a_stage_that_was_rolled_back_comes_again_only_with_another_start(void **state)
{
    struct stage s = made();
    const struct stage_patch back = {.stage = {.state = STAGE_ROLLED_BACK},
                                     .stated = STAGE_STATES_STATE};
    const struct stage_patch resume = {.stage = {.state = STAGE_ON}, .stated = STAGE_STATES_STATE};
    const struct stage_patch moved = {.stage = {.starts_ms = NOW_MS + 90 * DAY_MS},
                                      .stated = STAGE_STATES_STARTS};
    struct err e = {0};

    (void)state;
    s = changed(&s, &back, NOW_MS);
    assert_int_equal(s.state, STAGE_ROLLED_BACK);
    assert_false(stage_change(&s, &resume, NOW_MS, &s, &e));
    assert_int_equal(e.code, ERR_INPUT);
    assert_int_equal(s.state, STAGE_ROLLED_BACK);
    s = changed(&s, &moved, NOW_MS);
    assert_int_equal(s.state, STAGE_ON);
}

static void a_stage_out_of_order_is_refused_with_the_member_that_is(void **state)
{
    static const struct {
        const char *member;
        struct stage_patch patch;
    } cases[] = {
        {"percent", {.stage = {.percent = 101}, .stated = STAGE_STATES_PERCENT}},
        {"origins", {.stage = {.origins = 0}, .stated = STAGE_STATES_ORIGINS}},
        {"origins", {.stage = {.origins = 16}, .stated = STAGE_STATES_ORIGINS}},
        {"services", {.stage = {.services = 0}, .stated = STAGE_STATES_SERVICES}},
        {"mode", {.stage = {.mode = STAGE_MODE_COUNT}, .stated = STAGE_STATES_MODE}},
        {"nudges", {.stage = {.nudges_ms = INT64_MAX}, .stated = STAGE_STATES_NUDGES}},
        {"name", {.stage = {.name = {"a\nb"}}, .stated = STAGE_STATES_NAME_EN}},
        {"announcement", {.stage = {.announcement = "A b"}, .stated = STAGE_STATES_ANNOUNCEMENT}},
        {"groups", {.stage = {.group_count = 1}, .stated = STAGE_STATES_GROUPS}},
        {"exempt_networks",
         {.stage = {.network_count = 1, .networks = {{.prefix = {.bytes = {1}}, .bits = 3}}},
          .stated = STAGE_STATES_NETWORKS}},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct stage before = made();
        struct stage out = {.percent = 77};
        struct err e = {0};

        assert_false(stage_change(&before, &cases[i].patch, NOW_MS, &out, &e));
        assert_int_equal(e.code, ERR_INPUT);
        assert_memory_equal(e.text, cases[i].member, strlen(cases[i].member));
        assert_int_equal(out.percent, 77);
    }
}

static struct stage full(void)
{
    struct stage s = made();

    s.percent = 35;
    s.nudges_ms = NOW_MS;
    s.move_count = STAGE_MOVES_MAX;
    s.group_count = STAGE_GROUPS_MAX;
    s.network_count = STAGE_NETWORKS_MAX;
    for (size_t i = 0; i < STAGE_MOVES_MAX; i++) {
        s.moves[i] = (struct stage_move){.from_ms = NOW_MS + (int64_t)i, .at_ms = (int64_t)i};
    }
    for (size_t i = 0; i < STAGE_GROUPS_MAX; i++) {
        memset(s.groups[i], 'a' + (int)i, STAGE_GROUP_MAX);
        s.networks[i].prefix.bytes[0] = (uint8_t)(0x20 + i);
        s.networks[i].bits = 8;
    }
    return s;
}

static void a_stage_comes_back_from_its_bytes_as_it_was(void **state)
{
    char bytes[STAGE_FORM_MAX];
    struct stage s = full();
    struct stage back;
    struct buf out = BUF_ON(bytes);
    struct err e = {0};

    (void)state;
    stage_pack(&s, &out);
    assert_false(out.full);
    if (!stage_unpack((struct span){.at = out.at, .len = out.len}, &back, &e)) {
        fail_msg("%s", e.text);
    }
    assert_memory_equal(&back, &s, sizeof s);
}

static void bytes_cut_short_or_too_long_are_no_stage(void **state)
{
    char bytes[STAGE_FORM_MAX] = {0};
    struct stage s = full();
    struct stage back = {.percent = 77};
    struct buf out = BUF_ON(bytes);
    struct err e = {0};

    (void)state;
    stage_pack(&s, &out);
    for (size_t len = 0; len < out.len; len++) {
        assert_false(stage_unpack((struct span){.at = bytes, .len = len}, &back, &e));
        assert_int_equal(e.code, ERR_INPUT);
    }
    assert_false(stage_unpack((struct span){.at = bytes, .len = out.len + 1}, &back, &e));
    assert_int_equal(back.percent, 77);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_stage_refuses_mail_programs_of_everybody_from_its_start_on),
        cmocka_unit_test(a_stage_without_a_start_or_an_origin_is_none),
        cmocka_unit_test(what_is_not_stated_stays),
        cmocka_unit_test(a_postponed_stage_keeps_the_date_it_had),
        cmocka_unit_test(of_many_moves_the_newest_are_kept),
        cmocka_unit_test(a_stage_that_was_rolled_back_comes_again_only_with_another_start),
        cmocka_unit_test(a_stage_out_of_order_is_refused_with_the_member_that_is),
        cmocka_unit_test(a_stage_comes_back_from_its_bytes_as_it_was),
        cmocka_unit_test(bytes_cut_short_or_too_long_are_no_stage),
    };

    return cmocka_run_group_tests_name("model/stage", tests, NULL, NULL);
}
