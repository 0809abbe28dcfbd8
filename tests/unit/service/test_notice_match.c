#include "service/notice_match.h"

#include "cmocka_all.h"
#include "message/read.h"
#include "notice/reference.h"
#include "store/memory.h"
#include "store/notices.h"

#include <stdio.h>
#include <stdlib.h>

#define REFERENCE "M7K2-9QXD-4TRW-8J"
#define TO "owner@example.jp"
#define SENT_MS INT64_C(1792540800000)

static const char sms[] = "Sign-in to Example Mail succeeded.\n2026-11-21 10:00:05 (Japan time)\n"
                          "IMAP, United States (estimated)\nNot you? Change the password.\n"
                          "Ref. " REFERENCE;
static const char mail[] =
    "From: Example Mail <notice@notice.example.jp>\r\nTo: " TO "\r\n"
    "Subject: A sign-in from the United States\r\nDate: Sat, 21 Nov 2026 10:00:06 +0900\r\n"
    "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\n"
    "Somebody signed in to your mail.\r\nWhen: 2026-11-21 10:00:05\r\n"
    "Check it at https://mail.example.jp/check\r\nReference: " REFERENCE "\r\n";

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
                                 .count = 2};
    memcpy(out->notice.reference, REFERENCE, sizeof REFERENCE);
    out->deliveries[0] = (struct delivery){.channel = CHANNEL_SMS,
                                           .state = DELIVERY_WAITING,
                                           .expires_ms = INT64_MAX,
                                           .recipient = SPAN("+819012345678"),
                                           .body = text(sms)};
    out->deliveries[1] = (struct delivery){.channel = CHANNEL_MAIL,
                                           .state = DELIVERY_WAITING,
                                           .expires_ms = INT64_MAX,
                                           .recipient = SPAN(TO),
                                           .body = text(mail)};
}

static int begin(void **state)
{
    struct store *s = NULL;
    struct err e = {0};
    const struct notice_facts facts = {.kind = NOTICE_TEST, .at_ms = SENT_MS, .count = 1};
    char out[NOTICE_REFERENCE_MAX];

    if (!store_memory_open(&(struct store_memory_limits){.rows = 8, .identities = 8}, &s, &e)) {
        return -1;
    }
    store_set_composer(s, compose, NULL);
    *state = s;
    return store_notice_put(s, SPAN("owner"), &facts, out, &e) ? 0 : -1;
}

static int end(void **state)
{
    struct store *s = *state;

    store_free(&s);
    return 0;
}

static struct record_answer match(void **state, const struct record_question *q)
{
    struct record_answer a = {.match = RECORD_MATCH_COUNT};
    struct err e = {0};

    if (!notice_match(*state, q, &a, &e)) {
        fail_msg("%s", e.text);
    }
    return a;
}

static struct record_answer match_text(void **state, const char *what)
{
    const struct record_question q = {.text = text(what), .is_sms = true};

    return match(state, &q);
}

/* As the checker asks about a mail. */
static struct record_answer match_mail(void **state, const char *bytes, const char *to)
{
    struct arena *a = arena_new(MESSAGE_ARENA_SIZE);
    struct message *m = arena_take(a, sizeof *m);
    struct message_source src = {.kind = MESSAGE_MAIL, .bytes = text(bytes)};
    char joined[4096];
    struct buf b = BUF_ON(joined);
    struct record_question q;
    struct record_answer answer;
    struct err e = {0};

    assert_true(message_warm(&e));
    message_read(a, &src, m);
    buf_add(&b, m->subject);
    buf_add(&b, SPAN("\n"));
    buf_add(&b, m->text);
    q = (struct record_question){
        .text = {.at = joined, .len = b.len}, .message_id = m->message_id, .recipient = text(to)};
    answer = match(state, &q);
    arena_free(&a);
    return answer;
}

/* The first of all: nobody has read a message here yet. */
static void a_mail_is_compared_where_none_was_read_before(void **state)
{
    const struct record_question q = {
        .text = SPAN("A sign-in from the United States\nSomebody signed in to your mail.\n"
                     "When: 2026-11-21 10:00:05\nCheck it at https://mail.example.jp/check\n"
                     "Reference: " REFERENCE),
        .recipient = SPAN(TO)};

    assert_int_equal(match(state, &q).match, RECORD_AGREES);
}

static void our_own_mail_to_its_recipient_agrees(void **state)
{
    struct record_answer a = match_mail(state, mail, "Owner@Example.JP");

    assert_string_equal(record_match_code(a.match), "agrees");
    assert_string_equal(a.reference, REFERENCE);
    assert_true(a.sent_ms > 0);
    assert_null(strstr(a.recipient, "owner"));
    assert_non_null(strstr(a.recipient, "@example.jp"));
}

static void the_same_mail_at_somebody_else_is_somebodys(void **state)
{
    struct record_answer a = match_mail(state, mail, "other@example.jp");

    assert_string_equal(record_match_code(a.match), "recipient");
    assert_true(a.sent_ms > 0);
}

static void a_pasted_sms_is_somebodys_however_its_lines_break(void **state)
{
    char pasted[sizeof sms + 64];
    size_t len = 0;

    for (const char *c = sms; *c != '\0'; c++) {
        pasted[len] = *c;
        if (*c == '\n') {
            pasted[len] = ' ';
        }
        len++;
    }
    pasted[len] = '\0';
    assert_string_equal(record_match_code(match_text(state, sms).match), "recipient");
    assert_string_equal(record_match_code(match_text(state, pasted).match), "recipient");
    assert_string_equal(match_text(state, sms).recipient, "***678");
}

static void a_part_of_it_is_ours_as_well(void **state)
{
    assert_string_equal(
        record_match_code(match_text(state, "Change the password.\nRef. " REFERENCE).match),
        "recipient");
}

static void words_around_it_that_ask_for_nothing_do_no_harm(void **state)
{
    char pasted[sizeof sms + 64];

    (void)snprintf(pasted, sizeof pasted, "I got this, is it real?\n\n%s\n\nThank you", sms);
    assert_string_equal(record_match_code(match_text(state, pasted).match), "recipient");
}

static void a_link_or_a_number_added_to_it_makes_it_another_text(void **state)
{
    static const char *const added[] = {"https://evil.example/", "evil.example/login",
                                        "Call 0120-123-456 or 0120-654-321", "a@evil.example"};

    for (size_t i = 0; i < COUNT(added); i++) {
        char pasted[sizeof sms + 64];

        (void)snprintf(pasted, sizeof pasted, "%s\n%s", sms, added[i]);
        assert_string_equal(record_match_code(match_text(state, pasted).match), "altered");
        (void)snprintf(pasted, sizeof pasted, "%s\n%s", added[i], sms);
        assert_string_equal(record_match_code(match_text(state, pasted).match), "altered");
    }
}

static void one_changed_link_number_or_word_is_altered_and_shown(void **state)
{
    static const char *const changes[][2] = {
        {"https://mail.example.jp/check", "https://mail.examp1e.jp/check"},
        {"10:00:05\r\nCheck", "10:00:06\r\nCheck"},
        {"Somebody signed in", "Nobody signed in"},
    };

    for (size_t i = 0; i < COUNT(changes); i++) {
        char changed[sizeof mail + 64];
        const char *at = strstr(mail, changes[i][0]);
        struct record_answer a;

        assert_non_null(at);
        (void)snprintf(changed, sizeof changed, "%.*s%s%s", (int)(at - mail), mail, changes[i][1],
                       at + strlen(changes[i][0]));
        a = match_mail(state, changed, TO);
        assert_string_equal(record_match_code(a.match), "altered");
        assert_true(a.differs[0] != '\0');
        assert_int_equal(a.sent_ms, 0);
        assert_string_equal(a.recipient, "");
    }
}

static void a_reference_inside_a_foreign_text_is_altered(void **state)
{
    struct record_answer a = match_text(
        state, "Your account is locked. Confirm at https://evil.example/ Ref. " REFERENCE);

    assert_string_equal(record_match_code(a.match), "altered");
    assert_string_equal(a.recipient, "");
}

static void a_date_far_from_when_it_was_sent_is_altered(void **state)
{
    const struct record_question q = {
        .text = text(sms), .date_ms = SENT_MS + INT64_C(3) * 24 * 3600 * 1000, .is_sms = true};

    assert_string_equal(record_match_code(match(state, &q).match), "altered");
}

static void a_reference_nobody_was_sent_is_absent(void **state)
{
    struct notice_facts facts = {.kind = NOTICE_TEST, .at_ms = 5};
    const struct notice_key key = {{1}};
    char other[NOTICE_REFERENCE_MAX];
    char pasted[64];
    struct record_answer a;

    reference_make(&key, &facts, SPAN("x"), other);
    (void)snprintf(pasted, sizeof pasted, "Your reference: %s", other);
    a = match_text(state, pasted);
    assert_string_equal(record_match_code(a.match), "absent");
    assert_string_equal(a.reference, other);
}

static void a_long_word_that_passes_by_chance_is_nothing(void **state)
{
    struct notice_facts facts = {.kind = NOTICE_TEST, .at_ms = 5};
    const struct notice_key key = {{1}};
    char other[NOTICE_REFERENCE_MAX];
    char plain[NOTICE_REFERENCE_CHARS + 1];
    char pasted[64];

    reference_make(&key, &facts, SPAN("x"), other);
    reference_plain(other, plain);
    (void)snprintf(pasted, sizeof pasted, "Tracking %s", plain);
    assert_string_equal(record_match_code(match_text(state, pasted).match), "none");
    assert_string_equal(record_match_code(match_text(state, "Hello").match), "none");
}

static void a_text_too_long_is_refused(void **state)
{
    char *long_text = calloc(1, NOTICE_MATCH_TEXT_MAX + 1);
    const struct record_question q = {.text = {.at = long_text, .len = NOTICE_MATCH_TEXT_MAX + 1}};
    struct record_answer a = {.match = RECORD_MATCH_COUNT};
    struct err e = {0};

    assert_non_null(long_text);
    assert_false(notice_match(*state, &q, &a, &e));
    assert_int_equal(e.code, ERR_LIMIT);
    assert_int_equal(a.match, RECORD_MATCH_COUNT);
    free(long_text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mail_is_compared_where_none_was_read_before),
        cmocka_unit_test(our_own_mail_to_its_recipient_agrees),
        cmocka_unit_test(the_same_mail_at_somebody_else_is_somebodys),
        cmocka_unit_test(a_pasted_sms_is_somebodys_however_its_lines_break),
        cmocka_unit_test(a_part_of_it_is_ours_as_well),
        cmocka_unit_test(words_around_it_that_ask_for_nothing_do_no_harm),
        cmocka_unit_test(a_link_or_a_number_added_to_it_makes_it_another_text),
        cmocka_unit_test(one_changed_link_number_or_word_is_altered_and_shown),
        cmocka_unit_test(a_reference_inside_a_foreign_text_is_altered),
        cmocka_unit_test(a_date_far_from_when_it_was_sent_is_altered),
        cmocka_unit_test(a_reference_nobody_was_sent_is_absent),
        cmocka_unit_test(a_long_word_that_passes_by_chance_is_nothing),
        cmocka_unit_test(a_text_too_long_is_refused),
    };

    return cmocka_run_group_tests(tests, begin, end);
}
