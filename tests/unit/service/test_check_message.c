#include "service/check_message.h"

#include "cmocka_all.h"
#include "store/memory.h"
#include "store/notices.h"

#include <stdlib.h>

#define REFERENCE "M7K2-9QXD-4TRW-8J"
#define TO "owner@example.jp"
#define SENT_MS INT64_C(1792540800000)

static const char mail[] =
    "From: Example Mail <notice@notice.example.jp>\r\nTo: " TO "\r\n"
    "Subject: A sign-in from the United States\r\nDate: Tue, 20 Oct 2026 09:00:06 +0900\r\n"
    "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\n"
    "Somebody signed in to your mail.\r\nWhen: 2026-10-20 09:00:05\r\n"
    "Check it at https://mail.example.jp/check\r\nReference: " REFERENCE "\r\n";

static const char fake[] =
    "From: Amazon <info@a1b2c3.example>\r\nTo: " TO "\r\nSubject: Amazon account suspended\r\n"
    "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\n"
    "Your Amazon account has been suspended. Confirm your password and credit card within 24 "
    "hours: https://amazon-login.a1b2c3.top/\r\n";

static struct span text(const char *s)
{
    return (struct span){.at = s, .len = strlen(s)};
}

static void compose(void *ctx, const struct notice_request *r, struct notice_draft *out)
{
    (void)ctx;
    *out = (struct notice_draft){.notice = {.fate = NOTICE_TOLD,
                                            .created_ms = SENT_MS,
                                            .account = r->sign_in_name,
                                            .facts = *r->facts},
                                 .count = 1};
    memcpy(out->notice.reference, REFERENCE, sizeof REFERENCE);
    out->deliveries[0] = (struct delivery){.channel = CHANNEL_MAIL,
                                           .state = DELIVERY_WAITING,
                                           .expires_ms = INT64_MAX,
                                           .recipient = SPAN(TO),
                                           .body = text(mail)};
}

struct room {
    struct check_desk *desk;
    struct store *store;
    struct check_outcome *out;
};

static int begin(void **state)
{
    const struct check_desk_setup setup = {
        .authserv_id = "", .seats = 2, .time_zone = "Asia/Tokyo", .without_sandbox = true};
    const struct notice_facts facts = {.kind = NOTICE_TEST, .at_ms = SENT_MS, .count = 1};
    struct room *r = calloc(1, sizeof *r);
    char out[NOTICE_REFERENCE_MAX];
    struct err e = {0};

    if (r == NULL || !check_desk_new(&setup, &r->desk, &e) ||
        !store_memory_open(&(struct store_memory_limits){.rows = 8, .identities = 8}, &r->store,
                           &e)) {
        return -1;
    }
    r->out = calloc(1, sizeof *r->out);
    store_set_composer(r->store, compose, NULL);
    check_desk_use_store(r->desk, r->store);
    *state = r;
    return store_notice_put(r->store, SPAN("owner"), &facts, out, &e) ? 0 : -1;
}

static int end(void **state)
{
    struct room *r = *state;

    check_desk_free(&r->desk);
    store_free(&r->store);
    free(r->out);
    free(r);
    return 0;
}

static const struct verdict *check(struct room *r, const char *message)
{
    const struct check_question q = {.source = check_bytes(text(message))};
    struct err e = {0};

    if (!check_message(r->desk, &q, r->out, &e)) {
        fail_msg("%s", e.text);
    }
    return &r->out->verdict;
}

static void our_own_notice_is_genuine_by_the_record(void **state)
{
    struct room *r = *state;
    const struct verdict *v = check(r, mail);
    const struct evidence *e = evidence_find(&v->evidence, EVIDENCE_RECORD_AGREES);

    assert_int_equal(v->code, VERDICT_GENUINE);
    assert_non_null(e);
    assert_string_equal(e->on, REFERENCE);
    assert_false(r->out->without_record);
    assert_string_equal(e->other, "2026-10-21 09:00:00 (Asia/Tokyo)");
}

static void without_a_store_a_reference_says_nothing(void **state)
{
    struct room *r = *state;

    check_desk_use_store(r->desk, NULL);
    assert_int_equal(check(r, mail)->code, VERDICT_CANNOT_TELL);
    check_desk_use_store(r->desk, r->store);
}

static void a_fake_is_one_and_its_text_comes_along(void **state)
{
    struct room *r = *state;
    const struct verdict *v = check(r, fake);
    const struct span shown = {.at = r->out->text, .len = r->out->text_len};

    assert_int_equal(v->code, VERDICT_FAKE);
    assert_string_equal(v->brand_name[0], "Amazon");
    assert_memory_equal(shown.at, "Amazon account suspended\n", 25);
    assert_int_not_equal(check_desk_counts(r->desk).verdicts[VERDICT_FAKE], 0);
}

static void answers_sharpen_what_was_seen_without_the_message(void **state)
{
    struct room *r = *state;
    const struct answers no = {.to = {[QUESTION_MEMBER] = ANSWER_NO}};
    struct verdict *later = calloc(1, sizeof *later);
    int32_t before = check(r, fake)->score;

    check_again(r->desk, &r->out->observation, &no, later);
    assert_true(later->score > before);
    assert_non_null(evidence_find(&later->evidence, EVIDENCE_ANSWER_NOT_MEMBER));
    assert_null(evidence_find(&r->out->observation.evidence, EVIDENCE_ANSWER_NOT_MEMBER));
    free(later);
}

static bool known(void *ctx, const struct record_question *q, struct fake_match *out, struct err *e)
{
    (void)ctx;
    (void)e;
    assert_non_null(q->fake);
    *out = (struct fake_match){
        .text = true, .link = true, .times = 7, .name = "wave 12", .domain = "a.top"};
    return true;
}

static void what_is_known_of_fakes_is_asked(void **state)
{
    struct room *r = *state;
    const struct verdict *v;

    check_desk_use_known(r->desk, known, NULL);
    v = check(r, fake);
    assert_string_equal(evidence_find(&v->evidence, EVIDENCE_KNOWN_FAKE)->on, "wave 12");
    assert_string_equal(evidence_find(&v->evidence, EVIDENCE_KNOWN_LINK)->on, "a.top");
    assert_non_null(evidence_find(&v->evidence, EVIDENCE_REPEATED));
    check_desk_use_known(r->desk, NULL, NULL);
    assert_null(evidence_find(&check(r, fake)->evidence, EVIDENCE_KNOWN_FAKE));
}

static void a_time_zone_nobody_knows_is_refused(void **state)
{
    const struct check_desk_setup setup = {
        .authserv_id = "", .seats = 1, .time_zone = "Mars/Olympus", .without_sandbox = true};
    struct check_desk *d = NULL;
    struct err e = {0};

    (void)state;
    assert_false(check_desk_new(&setup, &d, &e));
    assert_int_equal(e.code, ERR_CONFIG);
    assert_null(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(our_own_notice_is_genuine_by_the_record),
        cmocka_unit_test(without_a_store_a_reference_says_nothing),
        cmocka_unit_test(a_fake_is_one_and_its_text_comes_along),
        cmocka_unit_test(answers_sharpen_what_was_seen_without_the_message),
        cmocka_unit_test(what_is_known_of_fakes_is_asked),
        cmocka_unit_test(a_time_zone_nobody_knows_is_refused),
    };

    return cmocka_run_group_tests(tests, begin, end);
}
