#include "courier/doveadm.h"

#include "cmocka_all.h"

#include <string.h>

static struct span of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

static void every_user_is_a_command_of_its_own_and_masks_are_left_out(void **state)
{
    const struct span users[] = {SPAN("alice"), SPAN("*"), SPAN("b?b"),
                                 SPAN("a\"b"),  SPAN(""),  SPAN("carol@example.jp")};
    char bytes[512];
    struct buf out = BUF_ON(bytes);

    (void)state;
    doveadm_body(&out, users, COUNT(users));
    assert_true(span_eq((struct span){.at = bytes, .len = out.len},
                        SPAN("[[\"kick\",{\"mask\":[\"alice\"]},\"0\"],"
                             "[\"kick\",{\"mask\":[\"carol@example.jp\"]},\"1\"]]")));
}

/* As Dovecot 2.3.19 answered. */
static void a_user_without_a_session_is_no_error_and_any_other_error_is_one(void **state)
{
    static const struct {
        const char *body;
        bool well;
    } cases[] = {
        {"[[\"doveadmResponse\",[{\"result\":\"alice\"}],\"0\"]]", true},
        {"[[\"error\",{\"type\":\"exitCode\", \"exitCode\":68},\"0\"]]", true},
        {"[[\"error\",{\"type\":\"exitCode\", \"exitCode\":68},\"0\"],"
         "[\"doveadmResponse\",[],\"1\"]]",
         true},
        {"[[\"doveadmResponse\",[],\"0\"],"
         "[\"error\",{\"type\":\"exitCode\", \"exitCode\":75},\"1\"]]",
         false},
        {"[[\"error\",{\"type\":\"invalidRequest\", \"exitCode\":0},\"1\"]]", false},
        {"", false},
        {"<html>", false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        if (doveadm_answered(of(cases[i].body)) != cases[i].well) {
            fail_msg("%s", cases[i].body);
        }
    }
}

static void without_a_secret_there_is_none(void **state)
{
    const struct doveadm_setup setup = {
        .url = "http://127.0.0.1:1/doveadm/v1", .key_file = "", .password_file = ""};
    struct doveadm *d = NULL;
    struct err e = {0};

    (void)state;
    assert_false(doveadm_new(&setup, &d, &e));
    assert_int_equal(e.code, ERR_CONFIG);
    assert_null(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_user_is_a_command_of_its_own_and_masks_are_left_out),
        cmocka_unit_test(a_user_without_a_session_is_no_error_and_any_other_error_is_one),
        cmocka_unit_test(without_a_secret_there_is_none),
    };

    return cmocka_run_group_tests_name("courier/doveadm", tests, NULL, NULL);
}
