#include "service/deliveries.h"

#include "cmocka_all.h"
#include "store/memory.h"

#include <string.h>

static const uint8_t key[GATEWAY_KEY_SIZE] = {1, 2, 3};
static const struct store_memory_limits limits = {.rows = 100, .identities = 100};

/* One SMS and, standing by, one mail. */
static void compose(void *ctx, const struct notice_request *r, struct notice_draft *out)
{
    (void)ctx;
    *out = (struct notice_draft){.count = 2};
    (void)memcpy(out->notice.reference, "M7K2-9QXD-4TRW-8C", NOTICE_REFERENCE_MAX);
    out->notice.fate = NOTICE_TOLD;
    out->notice.created_ms = r->now_ms;
    out->notice.account = r->sign_in_name;
    out->notice.facts = *r->facts;
    out->deliveries[0] = (struct delivery){.channel = CHANNEL_SMS,
                                           .state = DELIVERY_WAITING,
                                           .expires_ms = INT64_MAX,
                                           .recipient = SPAN("+819012345678"),
                                           .body = SPAN("text")};
    out->deliveries[1] = (struct delivery){.channel = CHANNEL_MAIL,
                                           .state = DELIVERY_STANDBY,
                                           .standby_s = 3600,
                                           .expires_ms = INT64_MAX,
                                           .recipient = SPAN("hanako@example.jp"),
                                           .body = SPAN("Subject: x\r\n\r\ntext\r\n")};
}

static unsigned told;

static void count_told(void *ctx)
{
    (void)ctx;
    told++;
}

static int begin(void **state)
{
    const struct notice_facts facts = {.kind = NOTICE_TEST, .at_ms = 1000, .identity = 7};
    char reference[NOTICE_REFERENCE_MAX];
    struct store *s = NULL;
    struct err e;

    assert_true(store_memory_open(&limits, &s, &e));
    store_set_composer(s, compose, NULL);
    told = 0;
    store_set_told(s, count_told, NULL);
    assert_true(store_notice_put(s, SPAN("hanako@example.jp"), &facts, reference, &e));
    *state = s;
    return 0;
}

static int end(void **state)
{
    struct store *s = *state;

    store_free(&s);
    return 0;
}

struct seen {
    size_t count;
    struct delivery d[NOTICE_DELIVERIES_MAX];
    char detail[64];
};

static bool see(void *ctx, const struct notice *n, const struct delivery *deliveries, size_t count)
{
    struct seen *seen = ctx;

    (void)n;
    seen->count = count;
    for (size_t i = 0; i < count; i++) {
        seen->d[i] = deliveries[i];
    }
    memcpy(seen->detail, deliveries[0].detail.at, deliveries[0].detail.len);
    return true;
}

static struct seen look_at(struct store *s)
{
    struct seen seen = {0};
    struct err e;

    assert_true(store_notice(s, SPAN("M7K2-9QXD-4TRW-8C"), see, &seen, &e));
    assert_int_equal(seen.count, 2);
    return seen;
}

/* False when it was not taken. */
static bool report(struct store *s, enum delivery_state state, const char *token)
{
    struct delivery_report r = {.id = look_at(s).d[0].id, .state = (uint8_t)state};
    char right[GATEWAY_TOKEN_MAX];
    struct err e;

    gateway_token(key, r.id, right);
    r.token = (struct span){token == NULL ? right : token, strlen(right)};
    r.text_len = strlen("err:000");
    memcpy(r.text, "err:000", r.text_len);
    if (deliveries_report(s, key, &r, 2000, &e)) {
        return true;
    }
    assert_int_equal(e.code, ERR_ABSENT);
    assert_string_equal(e.text, "there is no such delivery");
    return false;
}

static void reports_out_of_order_never_take_a_delivery_back(void **state)
{
    struct store *s = *state;

    assert_true(report(s, DELIVERY_DELIVERED, NULL));
    assert_int_equal(look_at(s).d[0].state, DELIVERY_DELIVERED);
    assert_string_equal(look_at(s).detail, "err:000");
    assert_true(report(s, DELIVERY_ACCEPTED, NULL));
    assert_true(report(s, DELIVERY_FAILED, NULL));
    assert_int_equal(look_at(s).d[0].state, DELIVERY_DELIVERED);
}

static void what_arrived_spares_the_channel_that_stood_by(void **state)
{
    struct store *s = *state;

    assert_true(report(s, DELIVERY_ACCEPTED, NULL));
    assert_int_equal(look_at(s).d[1].state, DELIVERY_STANDBY);
    assert_true(report(s, DELIVERY_DELIVERED, NULL));
    assert_int_equal(look_at(s).d[1].state, DELIVERY_DROPPED);
}

static void what_failed_sends_the_channel_that_stood_by(void **state)
{
    struct store *s = *state;

    assert_true(report(s, DELIVERY_FAILED, NULL));
    assert_int_equal(look_at(s).d[0].state, DELIVERY_FAILED);
    assert_int_equal(look_at(s).d[1].state, DELIVERY_WAITING);
}

static void a_forged_report_changes_nothing(void **state)
{
    struct store *s = *state;

    assert_false(report(s, DELIVERY_DELIVERED, "00000000000000000000000000000000"));
    assert_int_equal(look_at(s).d[0].state, DELIVERY_WAITING);
}

static void a_right_token_of_no_delivery_is_answered_like_a_wrong_one(void **state)
{
    struct delivery_report r = {.id = 99, .state = DELIVERY_DELIVERED};
    char token[GATEWAY_TOKEN_MAX];
    struct err e;

    gateway_token(key, 99, token);
    r.token = (struct span){token, strlen(token)};
    assert_false(deliveries_report(*state, key, &r, 2000, &e));
    assert_int_equal(e.code, ERR_ABSENT);
    assert_string_equal(e.text, "there is no such delivery");
}

static void whoever_sends_is_woken_once_for_a_new_notice_alone(void **state)
{
    struct store *s = *state;

    assert_int_equal(told, 1);
    assert_true(report(s, DELIVERY_ACCEPTED, NULL));
    assert_int_equal(told, 1);
}

static void the_keys_of_reports_and_references_differ(void **state)
{
    uint8_t derived[GATEWAY_KEY_SIZE];
    uint8_t again[GATEWAY_KEY_SIZE];

    (void)state;
    deliveries_key(key, derived);
    deliveries_key(key, again);
    assert_memory_equal(derived, again, sizeof derived);
    assert_memory_not_equal(derived, key, sizeof derived);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reports_out_of_order_never_take_a_delivery_back, begin,
                                        end),
        cmocka_unit_test_setup_teardown(what_arrived_spares_the_channel_that_stood_by, begin, end),
        cmocka_unit_test_setup_teardown(what_failed_sends_the_channel_that_stood_by, begin, end),
        cmocka_unit_test_setup_teardown(a_forged_report_changes_nothing, begin, end),
        cmocka_unit_test_setup_teardown(a_right_token_of_no_delivery_is_answered_like_a_wrong_one,
                                        begin, end),
        cmocka_unit_test_setup_teardown(whoever_sends_is_woken_once_for_a_new_notice_alone, begin,
                                        end),
        cmocka_unit_test(the_keys_of_reports_and_references_differ),
    };

    return cmocka_run_group_tests_name("service/deliveries", tests, NULL, NULL);
}
