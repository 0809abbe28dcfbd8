#include "message/checker.h"

#include "signed_mail.h"

static struct checker *open_with(const struct checker_dns *dns)
{
    struct checker_settings s = {.dns = dns};
    struct checker *c = NULL;
    struct err e = {0};

    if (!checker_open(&s, &c, &e)) {
        fail_msg("%s", e.text);
    }
    return c;
}

static struct observation *observe(struct checker *c, const char *mail)
{
    struct observation *o = calloc(1, sizeof *o);
    struct message_source src = {.kind = MESSAGE_MAIL, .bytes = {.at = mail, .len = strlen(mail)}};

    assert_non_null(o);
    checker_observe(c, &src, o, NULL);
    return o;
}

/* A zone that has the key, and what was asked of it. */
struct zone {
    unsigned asked;
    bool offline;
};

static void ask(void *ctx, struct lookups *l, size_t index, const struct lookup *question)
{
    struct zone *z = ctx;
    struct span key = {.at = public_key, .len = strlen(public_key)};
    bool known = strcmp(question->name, "sel._domainkey.mail.example.co.jp") == 0;
    struct err e = {0};

    z->asked++;
    if (!z->offline) {
        assert_true(lookups_answer(l, index, known ? LOOKUP_FOUND : LOOKUP_NONE, &key, 1, &e));
    }
}

static void a_signature_is_verified_in_the_sandbox_with_answers_from_outside(void **state)
{
    struct zone zone = {0};
    const struct checker_dns dns = {.ask = ask, .ctx = &zone};
    struct checker *c = open_with(&dns);
    char *mail = sign("mail.example.co.jp", -1);
    struct observation *o = observe(c, mail);

    (void)state;
    assert_true(o->bound);
    assert_false(o->unreadable);
    assert_true(zone.asked >= 2);
    free(o);
    strstr(mail, "That is all")[0] = 't';
    o = observe(c, mail);
    assert_false(o->bound);
    assert_false(o->unreadable);
    free(o);
    free(mail);
    checker_close(&c);
}

static void nothing_is_asked_when_nobody_wants_it_verified(void **state)
{
    struct checker *c = open_with(NULL);
    char *mail = sign("mail.example.co.jp", -1);
    struct observation *o = observe(c, mail);

    (void)state;
    assert_false(o->bound);
    assert_false(o->unreadable);
    free(o);
    free(mail);
    checker_close(&c);
}

static void without_answers_nothing_is_bound_and_the_message_is_still_read(void **state)
{
    struct zone zone = {.offline = true};
    const struct checker_dns dns = {.ask = ask, .ctx = &zone};
    struct checker *c = open_with(&dns);
    char *mail = sign("mail.example.co.jp", -1);
    struct observation *o = observe(c, mail);

    (void)state;
    assert_false(o->bound);
    assert_false(o->unreadable);
    free(o);
    free(mail);
    checker_close(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_signature_is_verified_in_the_sandbox_with_answers_from_outside),
        cmocka_unit_test(nothing_is_asked_when_nobody_wants_it_verified),
        cmocka_unit_test(without_answers_nothing_is_bound_and_the_message_is_still_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
