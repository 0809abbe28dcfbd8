/* Reading inside of the sandbox: what would be loaded when first used is loaded before, and what
 * explodes ends the child and nothing else. */
#include "message/read.h"
#include "message/sandbox.h"

#include "read_it.h"
#include "sandboxed.h"

static bool prepare(void *context, struct err *e)
{
    (void)context;
    return message_warm(e);
}

/* The answer: limits, damage, subject, text. */
static void read_one(void *context, struct span request, struct buf *answer)
{
    struct arena *a = arena_new(MESSAGE_ARENA_SIZE);
    struct message_source src = {.kind = MESSAGE_MAIL, .bytes = request, .sms_from = SPAN("")};
    struct message m;

    (void)context;
    if (a == NULL) {
        return;
    }
    message_read(a, &src, &m);
    buf_addf(answer, "%u %u ", (unsigned)m.limits, (unsigned)m.damage);
    buf_add(answer, m.subject);
    buf_add(answer, SPAN("|"));
    buf_add(answer, m.text);
    arena_free(&a);
}

static struct sandbox *opened(void)
{
    struct sandbox_work work = {.prepare = prepare, .run = read_one};
    struct sandbox *s = NULL;
    struct err e = {0};

    if (!sandbox_open(&work, &s, &e)) {
        fail_msg("%s", e.text);
    }
    return s;
}

static void assert_first(const char *mail, const char *expected)
{
    struct sandbox *s = opened();
    struct span answer;

    assert_int_equal(sandbox_ask(s, span_of(mail), &answer), SANDBOX_DONE);
    assert_span(answer, expected);
    sandbox_close(&s);
}

static void each_character_set_is_read_as_the_first_message_of_a_child(void **state)
{
    (void)state;
    assert_first("Subject: =?iso-2022-jp?B?GyRCMnEwdz5wSnMkTjNORycbKEI=?=\n"
                 "Content-Type: text/plain; charset=ISO-2022-JP\n\n\x1b$B3NG'\x1b(B\n",
                 "0 0 会員情報の確認|確認\n");
    assert_first("Subject: s\nContent-Type: text/plain; charset=Shift_JIS\n\n\x8am\x94\x46\n",
                 "0 0 s|確認\n");
    assert_first("Subject: s\nContent-Type: text/plain; charset=EUC-JP\n\n\xb3\xce\xc7\xa7\n",
                 "0 0 s|確認\n");
    assert_first("Subject: s\nContent-Type: text/plain; charset=EUC-JP\n\n\x8f\xb0\xa1\n",
                 "0 0 s|丂\n");
    assert_first("Subject: s\nContent-Type: text/plain; charset=gb2312\n\n\xc4\xe3\xba\xc3\n",
                 "0 0 s|你好\n");
    assert_first("Subject: s\nContent-Type: text/plain; charset=big5\n\n\xa7\x41\xa6\x6e\n",
                 "0 0 s|你好\n");
}

static void names_in_character_sets_nobody_has_do_not_end_the_child(void **state)
{
    (void)state;
    assert_first("From: =?no-such-set?B?YQ==?= <a@b.example>\nSubject: s\n"
                 "Content-Type: text/plain; charset=x-none; name*=cp-nine''%41\n\nx\n",
                 "0 2 s|x\n");
    assert_first("From: \x1b$B3NG'\x1b(B <a@b.example>\nSubject: s\n\nx\n", "0 2 s|x\n");
}

/* A closing tag inside of a table's cell closes nothing outside of it, which the scan before the
 * parser does not know: all elements stay open and each paragraph opens all of them again. */
static void html_that_explodes_ends_no_more_than_its_child(void **state)
{
    size_t cap = 1500000;
    char *text = memory_new(cap, 1);
    struct buf b = {.at = text, .cap = cap};
    struct sandbox *s = opened();
    struct span answer;
    enum sandbox_outcome o;

    (void)state;
    buf_add(&b, SPAN("Subject: s\nContent-Type: text/html\n\n"));
    for (unsigned i = 0; i < 12000; i++) {
        buf_addf(&b, "<p><b id=%u>x</p><table><td></b></table>", i);
    }
    o = sandbox_ask(s, (struct span){.at = b.at, .len = b.len}, &answer);
    assert_true(o == SANDBOX_MEMORY_OUT || o == SANDBOX_TIMEOUT);
    assert_int_equal(sandbox_ask(s, SPAN("Subject: next\n\ny\n"), &answer), SANDBOX_DONE);
    assert_span(answer, "0 0 next|y\n");
    memory_free(text);
    sandbox_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_character_set_is_read_as_the_first_message_of_a_child),
        cmocka_unit_test(names_in_character_sets_nobody_has_do_not_end_the_child),
        cmocka_unit_test(html_that_explodes_ends_no_more_than_its_child),
    };

    if (under_valgrind()) {
        return SKIPPED;
    }
    return cmocka_run_group_tests_name("message/read_in_sandbox", tests, NULL, NULL);
}
