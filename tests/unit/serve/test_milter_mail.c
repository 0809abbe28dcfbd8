#include "serve/milter_mail.h"

#include "base/memory.h"
#include "cmocka_all.h"

#define KEEP 1000

static struct milter_mail *fresh(struct milter_budget *b)
{
    struct milter_mail *m = memory_new(1, sizeof *m);

    milter_mail_begin(m, b, KEEP);
    return m;
}

static void drop(struct milter_mail *m)
{
    milter_mail_free(m);
    memory_free(m);
}

static void verdicts_that_came_along_are_counted_and_not_kept(void **state)
{
    struct milter_budget b = {.max = SIZE_MAX / 2};
    struct milter_mail *m = fresh(&b);
    size_t len;
    char *bytes;

    (void)state;
    milter_mail_header(m, SPAN("From"), SPAN("a@b.example"));
    milter_mail_header(m, SPAN("x-mioboe-VERDICT"), SPAN("v=1;\n verdict=genuine"));
    milter_mail_header(m, SPAN("X-Mioboe-Verdict \t"), SPAN("v=1"));
    milter_mail_header(m, SPAN("X-Mioboe-Verdicts"), SPAN("another"));
    milter_mail_headers_end(m);
    milter_mail_body(m, SPAN("text\r\n"));
    assert_int_equal(m->verdict_fields, 2);
    bytes = milter_mail_take(m, &len);
    assert_true(span_eq((struct span){bytes, len},
                        SPAN("From: a@b.example\r\nX-Mioboe-Verdicts: another\r\n\r\ntext\r\n")));
    assert_int_equal(b.held, 0);
    memory_free(bytes);
    drop(m);
}

static void a_long_message_is_cut_and_costs_no_more(void **state)
{
    struct milter_budget b = {.max = SIZE_MAX / 2};
    struct milter_mail *m = fresh(&b);
    char piece[300];

    (void)state;
    memset(piece, 'x', sizeof piece);
    milter_mail_headers_end(m);
    for (int i = 0; i < 1000; i++) {
        milter_mail_body(m, (struct span){piece, sizeof piece});
    }
    assert_true(m->cut);
    assert_int_equal(m->len, KEEP);
    assert_true(b.held <= KEEP);
    milter_mail_begin(m, &b, KEEP);
    assert_false(m->cut);
    assert_int_equal(b.held, 0);
    drop(m);
}

static void what_all_messages_may_take_together_is_bounded(void **state)
{
    struct milter_budget b = {.max = 1500};
    struct milter_mail *one = fresh(&b);
    struct milter_mail *two = fresh(&b);

    (void)state;
    milter_mail_header(one, SPAN("Subject"), SPAN("first"));
    milter_mail_header(two, SPAN("Subject"), SPAN("second"));
    assert_false(one->cut);
    assert_true(two->cut);
    assert_int_equal(two->len, 0);
    assert_true(b.held <= b.max);
    drop(one);
    drop(two);
    assert_int_equal(b.held, 0);
}

static void one_recipient_is_told_from_several(void **state)
{
    struct milter_budget b = {.max = 1 << 20};
    struct milter_mail *m = fresh(&b);

    (void)state;
    assert_int_equal(milter_mail_only(m).len, 0);
    milter_mail_recipient(m, SPAN("<a@b.example>"));
    assert_true(span_eq(milter_mail_only(m), SPAN("a@b.example")));
    milter_mail_recipient(m, SPAN("c@d.example"));
    assert_int_equal(milter_mail_only(m).len, 0);
    for (int i = 0; i < 2 * MILTER_RECIPIENTS_MAX; i++) {
        milter_mail_recipient(m, SPAN("e@f.example"));
    }
    assert_int_equal(m->recipient_count, MILTER_RECIPIENTS_MAX);
    drop(m);
}

static void subject_is(struct milter_mail *m, const char *old, const char *expected)
{
    static struct milter_budget b = {
        .max = 1 << 20}; /* the mail gives back to it when it begins anew */
    char bytes[200];
    struct buf out = BUF_ON(bytes);
    bool changed;

    milter_mail_begin(m, &b, KEEP);
    if (old != NULL) {
        milter_mail_header(m, SPAN("Subject"), (struct span){old, strlen(old)});
    }
    changed = milter_mail_subject(m, SPAN("[Fake?]"), &out);
    assert_int_equal(changed, expected != NULL);
    if (expected != NULL) {
        assert_true(
            span_eq((struct span){out.at, out.len}, (struct span){expected, strlen(expected)}));
    }
    milter_mail_free(m);
}

static void no_subject_brings_a_header_of_its_own(void **state)
{
    struct milter_mail *m = memory_new(1, sizeof *m);

    (void)state;
    subject_is(m, "hello", "[Fake?] hello");
    subject_is(m, "one\n two", "[Fake?] one\n two");
    subject_is(m, "a\r\nX-Evil: 1", "[Fake?] a  X-Evil: 1");
    subject_is(m, "a\nX-Evil: 1", "[Fake?] a X-Evil: 1");
    subject_is(m, "a\n", "[Fake?] a ");
    subject_is(m, "\x01\x7f", "[Fake?]   ");
    subject_is(m, "[Fake?] hello", NULL);
    subject_is(m, NULL, "[Fake?] ");
    memory_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verdicts_that_came_along_are_counted_and_not_kept),
        cmocka_unit_test(a_long_message_is_cut_and_costs_no_more),
        cmocka_unit_test(what_all_messages_may_take_together_is_bounded),
        cmocka_unit_test(one_recipient_is_told_from_several),
        cmocka_unit_test(no_subject_brings_a_header_of_its_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
