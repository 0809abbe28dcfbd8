/* memmem(3) */
#define _GNU_SOURCE /* NOLINT */
#include "service/forward.h"

#include "base/arena.h"
#include "cmocka_all.h"
#include "service/forward_answer.h"
#include "words/defang.h"

#include <stdlib.h>

static const struct forward_rules rules = {
    .own = {SPAN_INIT("check@example.jp"), SPAN_INIT("notice@notice.example.jp")}, .hour_max = 3};

static struct forward_facts signed_in(void)
{
    return (struct forward_facts){.sender = SPAN("taro@example.jp"),
                                  .from = SPAN("Taro@example.jp"),
                                  .login = SPAN("taro"),
                                  .login_owns = true};
}

static struct forward_facts from_outside(void)
{
    return (struct forward_facts){.sender = SPAN("taro@example.jp"),
                                  .from = SPAN("taro@example.jp"),
                                  .known = true,
                                  .bound = true};
}

static void who_signed_in_and_who_is_known_and_proven_is_answered(void **state)
{
    struct forward_facts in = signed_in();
    struct forward_facts out = from_outside();

    (void)state;
    assert_int_equal(forward_judge(&rules, &in), FORWARD_ANSWER);
    assert_int_equal(forward_judge(&rules, &out), FORWARD_ANSWER);
}

static void whoever_is_not_is_told_apart(void **state)
{
    struct forward_rules strict = rules;
    struct forward_facts f = from_outside();

    (void)state;
    f.bound = false;
    assert_int_equal(forward_judge(&rules, &f), FORWARD_UNPROVEN);
    f.known = false;
    assert_int_equal(forward_judge(&rules, &f), FORWARD_UNKNOWN);
    f = from_outside();
    strict.login_only = true;
    assert_int_equal(forward_judge(&strict, &f), FORWARD_UNKNOWN);
    f = signed_in();
    f.login_owns = false;
    f.known = true;
    f.bound = true;
    assert_int_equal(forward_judge(&rules, &f), FORWARD_UNPROVEN);
    f = signed_in();
    f.from = SPAN("other@example.jp");
    assert_int_equal(forward_judge(&rules, &f), FORWARD_SENDER);
    f.from = SPAN("");
    assert_int_equal(forward_judge(&rules, &f), FORWARD_SENDER);
}

static void programs_bounces_and_ourselves_are_never_answered(void **state)
{
    static const struct span programs[] = {SPAN_INIT(""), SPAN_INIT("MAILER-DAEMON@example.jp"),
                                           SPAN_INIT("no-reply@example.jp")};

    (void)state;
    for (size_t i = 0; i < COUNT(programs); i++) {
        struct forward_facts f = signed_in();

        f.sender = programs[i];
        f.from = programs[i];
        assert_int_equal(forward_judge(&rules, &f), FORWARD_AUTOMATIC);
    }
    for (size_t i = 0; i < 2; i++) {
        struct forward_facts f = signed_in();

        f.sender = rules.own[i];
        f.from = rules.own[i];
        assert_int_equal(forward_judge(&rules, &f), FORWARD_LOOP);
    }
}

static void no_more_than_an_hours_worth_is_answered(void **state)
{
    struct forward_facts f = signed_in();

    (void)state;
    f.this_hour = 2;
    assert_int_equal(forward_judge(&rules, &f), FORWARD_ANSWER);
    f.this_hour = 3;
    assert_int_equal(forward_judge(&rules, &f), FORWARD_TOO_MANY);
}

static void a_list_names_addresses_and_domains(void **state)
{
    struct span list = SPAN("shop@a.example @b.example");

    (void)state;
    assert_true(forward_is_listed(list, SPAN("Shop@a.example")));
    assert_true(forward_is_listed(list, SPAN("anybody@B.example")));
    assert_false(forward_is_listed(list, SPAN("other@a.example")));
    assert_false(forward_is_listed(list, SPAN("x@evilb.example")));
    assert_false(forward_is_listed(list, SPAN("")));
    assert_false(forward_is_listed(SPAN(""), SPAN("a@b.example")));
}

/* --- the answer --------------------------------------------------------------------------------- */

static void defang_is(const char *in, const char *expected)
{
    char bytes[2000];
    struct buf out = BUF_ON(bytes);

    defang_text(&out, (struct span){in, strlen(in)});
    assert_true(span_eq((struct span){out.at, out.len}, (struct span){expected, strlen(expected)}));
}

static void addresses_are_shown_so_that_nobody_can_follow_them(void **state)
{
    (void)state;
    defang_is("https://a.example/x.y?z", "https[:]//a[.]example/x[.]y?z");
    defang_is("info@a.example.", "info[at]a[.]example.");
    defang_is("mailto:a", "mailto[:]a");
    defang_is("Do it. Then go.", "Do it. Then go.");
    defang_is("差出人は a.example です。", "差出人は a[.]example です。");
    defang_is("a\x01.b", "a␁[.]b");
}

/* It is cleaned piece by piece; where one ends a link may stand. */
static void a_link_is_broken_wherever_it_stands(void **state)
{
    char in[400];
    char bytes[4000];

    (void)state;
    for (size_t i = 0; i + 8 < sizeof in; i++) {
        struct buf out = BUF_ON(bytes);

        memset(in, 'x', sizeof in);
        memcpy(in + i, "a.b:c@d", 7);
        defang_text(&out, (struct span){in, sizeof in});
        assert_non_null(memmem(out.at, out.len, "a[.]b[:]c[at]d", 14));
    }
}

static bool holds(struct span text, const char *word)
{
    return memmem(text.at, text.len, word, strlen(word)) != NULL;
}

static struct span answer(struct arena *arena, const struct verdict *v, struct span answers)
{
    const struct forward_answer a = {.lang = LANG_EN,
                                     .verdict = v,
                                     .stated = SPAN("<b>x</b>@evil.example"),
                                     .from = SPAN("check@example.jp"),
                                     .to = SPAN("taro@example.jp"),
                                     .service = SPAN("Example\r\nBcc: x@y.example"),
                                     .id = SPAN("0123"),
                                     .answers = answers};
    struct span out = {0};
    struct err e = {0};

    assert_true(forward_answer_print(&a, arena, &out, &e));
    return out;
}

static void an_answer_is_marked_as_one_and_carries_nothing_of_the_message_but_words(void **state)
{
    struct arena *arena = arena_new(FORWARD_ANSWER_ARENA);
    struct verdict *v = calloc(1, sizeof *v);
    struct span mail;
    struct span html;

    (void)state;
    assert_non_null(arena);
    assert_non_null(v);
    v->code = VERDICT_FAKE;
    evidence_add(&v->evidence, EVIDENCE_LINK_FOREIGN,
                 SPAN("\"><script>https://evil.example/</script>"), SPAN(""), SPAN("good.example"));
    mail = answer(arena, v, SPAN("a@b.example"));
    assert_true(holds(mail, "\r\nAuto-Submitted: auto-replied\r\n"));
    assert_true(holds(mail, "\r\nPrecedence: auto_reply\r\n"));
    assert_true(holds(mail, "\r\nIn-Reply-To: <a@b.example>\r\n"));
    assert_true(holds(mail, "\r\nMessage-ID: <0123@example.jp>\r\n"));
    assert_false(holds(mail, "\r\nBcc:"));
    html.at = memmem(mail.at, mail.len, "\r\nContent-Type: text/html", 25);
    assert_non_null(html.at);
    html.len = mail.len - (size_t)(html.at - mail.at);
    assert_false(holds(html, "<script"));
    assert_false(holds(html, "<b>x"));
    assert_true(holds(html, "&lt;script&gt;"));
    assert_false(holds(mail, "https://evil"));
    assert_true(holds(mail, "evil[.]example"));
    free(v);
    arena_free(&arena);
}

static void without_a_forwarded_message_it_says_how_to_forward(void **state)
{
    struct arena *arena = arena_new(FORWARD_ANSWER_ARENA);
    struct span mail;

    (void)state;
    assert_non_null(arena);
    mail = answer(arena, NULL, SPAN(""));
    assert_true(holds(mail, "Forward as attachment"));
    assert_false(holds(mail, "In-Reply-To"));
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_signed_in_and_who_is_known_and_proven_is_answered),
        cmocka_unit_test(whoever_is_not_is_told_apart),
        cmocka_unit_test(programs_bounces_and_ourselves_are_never_answered),
        cmocka_unit_test(no_more_than_an_hours_worth_is_answered),
        cmocka_unit_test(a_list_names_addresses_and_domains),
        cmocka_unit_test(addresses_are_shown_so_that_nobody_can_follow_them),
        cmocka_unit_test(a_link_is_broken_wherever_it_stands),
        cmocka_unit_test(an_answer_is_marked_as_one_and_carries_nothing_of_the_message_but_words),
        cmocka_unit_test(without_a_forwarded_message_it_says_how_to_forward),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
