#include "store/notice_form.h"

#include "cmocka_all.h"

static struct notice_facts full(void)
{
    struct notice_facts f = {
        .kind = NOTICE_CODE,
        .service = SERVICE_WEB,
        .outcome = OUTCOME_REFUSED,
        .credential = CREDENTIAL_PASSKEY,
        .cause = CODE_PAYMENT,
        .waits = true,
        .password_right = true,
        .undo = true,
        .at_ms = -5,
        .first_ms = INT64_MAX,
        .count = UINT32_MAX,
        .identity = UINT64_MAX - 1,
        .has_remote = true,
        .remote = {.bytes = {0x20, 0x01, 0x0d, 0xb8, [15] = 9}},
        .place =
            {.country = 0x4a50, .own = 3, .asn = 4000000000u, .kind = NETWORK_OWN, .flags = 31},
        .client = {.trust = CLIENT_BOUND, .family = 7, .version = 4000000001u},
        .decision = {.action = ACTION_REFUSE,
                     .strict = ACTION_CHALLENGE,
                     .scored = true,
                     .score = -70000,
                     .reason_count = REASONS_MAX},
    };

    for (size_t i = 0; i < REASONS_MAX; i++) {
        f.decision.reasons[i] = (struct reason){.code = (uint8_t)i, .counted = i % 2, .term = -1};
    }
    memset(f.device, 'd', NOTICE_DEVICE_MAX - 1);
    return f;
}

static void facts_come_back_as_they_were(void **state)
{
    const struct notice_facts in[] = {full(), {.kind = NOTICE_TEST}};
    uint8_t bytes[NOTICE_FACTS_MAX];
    uint8_t again[NOTICE_FACTS_MAX];

    (void)state;
    for (size_t i = 0; i < COUNT(in); i++) {
        struct notice_facts out;
        size_t len = notice_pack_facts(&in[i], bytes);

        assert_true(len <= sizeof bytes);
        assert_true(notice_unpack_facts(bytes, len, &out));
        assert_int_equal(notice_pack_facts(&out, again), len);
        assert_memory_equal(bytes, again, len);
        assert_string_equal(out.device, in[i].device);
        assert_int_equal(out.decision.score, in[i].decision.score);
        assert_int_equal(out.first_ms, in[i].first_ms);
        assert_int_equal(out.place.asn, in[i].place.asn);
        assert_int_equal(out.waits, in[i].waits);
        assert_int_equal(out.has_remote, in[i].has_remote);
    }
    assert_int_equal(notice_pack_facts(&in[0], bytes), NOTICE_FACTS_MAX - 1);
}

/* Whatever the bytes: refused and nothing touched, or something that packs into as many again. */
static void bytes_cut_or_changed_are_refused_or_still_facts(void **state)
{
    const struct notice_facts in = full();
    uint8_t bytes[NOTICE_FACTS_MAX];
    size_t len = notice_pack_facts(&in, bytes);
    struct notice_facts out;
    size_t refused = 0;

    (void)state;
    for (size_t cut = 0; cut < len; cut++) {
        memset(&out, 0x5a, sizeof out);
        if (!notice_unpack_facts(bytes, cut, &out)) {
            assert_int_equal(out.kind, 0x5a);
            refused++;
        }
    }
    assert_true(refused >= len - REASONS_MAX);
    for (size_t at = 0; at < len; at++) {
        uint8_t was = bytes[at];

        bytes[at] = 0xff;
        memset(&out, 0x5a, sizeof out);
        if (!notice_unpack_facts(bytes, len, &out)) {
            assert_int_equal(out.kind, 0x5a);
        } else {
            assert_true(out.kind < NOTICE_KIND_COUNT && out.place.kind < NETWORK_KIND_COUNT);
        }
        bytes[at] = was;
    }
    assert_false(notice_unpack_facts(NULL, 0, &out));
}

static void a_detail_is_cut_before_the_character_that_does_not_fit(void **state)
{
    char text[NOTICE_DETAIL_MAX + 2];

    (void)state;
    memset(text, 'x', sizeof text);
    assert_int_equal(notice_detail((struct span){text, 9}).len, 9);
    assert_int_equal(notice_detail((struct span){text, sizeof text}).len, NOTICE_DETAIL_MAX);
    text[NOTICE_DETAIL_MAX - 1] = '\xc3';
    text[NOTICE_DETAIL_MAX] = '\xa9';
    assert_int_equal(notice_detail((struct span){text, sizeof text}).len, NOTICE_DETAIL_MAX - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(facts_come_back_as_they_were),
        cmocka_unit_test(bytes_cut_or_changed_are_refused_or_still_facts),
        cmocka_unit_test(a_detail_is_cut_before_the_character_that_does_not_fit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
