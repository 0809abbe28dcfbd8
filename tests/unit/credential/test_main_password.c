#include "credential/main_password.h"

#include "base/attr.h"
#include "cmocka_all.h"

#include <sodium.h>

/* Made by other programs: Python's hashlib and crypt, doveadm pw. */
static const struct {
    const char *from;
    const char *scheme;
} taken[] = {
    {"{SHA}L55TUjtiq8FBorTWAZ0jy6g129A=", "sha"},
    {"{SSHA}awc/Cj0kafyFd5d8fGn07xoHBJJzYWx0c2FsdA==", "ssha"},
    {"{ssha}3ijXyMgZuBtdGfRDnw3zjHq+Aeoyg5Dv", "ssha"},
    {"{SSHA256}YflVcOMs6k7tbGkQbQNVn6/ehAnUAVltiLPKHBWGi2tzYWx0c2FsdA==", "ssha256"},
    {"{SSHA256}Uvt20m33mi55wFi1UxEfIk4OPEPNOoh0OG+Kqk7fDzkLU2XJ", "ssha256"},
    {"{SSHA512}50rsRNBf8j3I5xE+QwaHdFyMhOzITssZ8BB3UxwQ+SI1JKygYm6ZeRYTDuUyFZIIqDonoTuXwB0Z/"
     "MAPhgQCFHNhbHRzYWx0",
     "ssha512"},
    {"{PLAIN}correct horse", "ssha512"},
    {"{cleartext}correct horse", "ssha512"},
    {"$1$saltsalt$NuzA7WTAelpl95xgBGWN60", "md5-crypt"},
    {"{MD5-CRYPT}$1$saltsalt$NuzA7WTAelpl95xgBGWN60", "md5-crypt"},
    {"$5$saltsalt$myjXcpMpE2Ofk7fj9hqyNYSn6lmWG4Mqnjx.KIRRr4/", "sha256-crypt"},
    {"{CRYPT}$6$saltsalt$hRM5XZ86KXEw9UOmjigeVqFgULtFB2sgpC9lXQDfMib3Zgw7mEiUvBJI2EplzfAqxL5Vvwp2s"
     "cFtv/uamSo5z0",
     "sha512-crypt"},
    {"$6$rounds=6000$saltsalt$.z5DBt3F0yCiXdwys9J8eUbOTfWe1Z8QZNEHGn.OK5mh.PB/"
     "IrEwo2ndPEEIgumNV7q1oFECsqmO6101CuDOo.",
     "sha512-crypt"},
    {"$2b$05$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2", "bcrypt"},
    {"{BLF-CRYPT}$2y$05$7zvqrREpeyTMoZ0PGWAJMO/TEoBJl68j3d1nx/jkvgiShZaVu5yBq", "bcrypt"},
    {"$y$j7T$saltsalt$nFjV79qWUsNAUDiLt99Y7LsuQptob61OdQqFwx1DoW6", "yescrypt"},
    {"{ARGON2ID}$argon2id$v=19$m=65536,t=3,p=1$f8X7PFtgjfini0F5HW4E7Q$oz+0/"
     "fMU4jHazsqYCpjQcUJgOwD39rm1dZKdpmJTRoA",
     "argon2id"},
    {"$argon2i$v=19$m=32768,t=4,p=1$VIPZwxprBOC+PC+1lns6Kw$Z+n3ujsPhfW+CgUJ/"
     "MWbOsEm9AHANQsvChlPg+TgPo8",
     "argon2i"},
};

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

static struct secret typed(const char *text)
{
    struct secret s;

    assert_true(secret_take(&s, span_of(text)));
    return s;
}

static void what_other_systems_kept_is_verified(void **state)
{
    const struct main_cost cost = {.mib = 19, .passes = 2};
    struct secret right = typed("correct horse");
    struct secret wrong = typed("correct horsf");

    (void)state;
    for (size_t i = 0; i < COUNT(taken); i++) {
        char kept[PASSWORD_HASH_MAX + 1];
        struct err e = {0};

        if (!main_password_take(span_of(taken[i].from), kept, &e)) {
            fail_msg("%s: %s", taken[i].from, e.text);
        }
        assert_string_equal(main_password_scheme(kept), taken[i].scheme);
        if (!main_password_matches(kept, &right) || main_password_matches(kept, &wrong)) {
            fail_msg("%s", kept);
        }
        assert_int_equal(main_password_current(kept, &cost),
                         strcmp(taken[i].scheme, "argon2id") == 0);
    }
}

static void no_password_is_kept_as_it_is(void **state)
{
    char kept[PASSWORD_HASH_MAX + 1];
    struct err e = {0};

    (void)state;
    assert_true(main_password_take(SPAN("{PLAIN}correct horse"), kept, &e));
    assert_null(strstr(kept, "correct"));
}

static void what_is_none_or_too_costly_is_refused_without_being_quoted(void **state)
{
    static const char *const texts[] = {
        "",
        "secret",
        "{PLAIN}",
        "{NTLM}8846f7eaee8fb117ad06bdd830b7586c",
        "{SSHA}not base 64!",
        "{SSHA}L55TUjtiq8FBorTWAZ0jy6g129A=",            /* no salt */
        "{SHA}awc/Cj0kafyFd5d8fGn07xoHBJJzYWx0c2FsdA==", /* too long */
        "rOuhqpHvcqXnQ",                                 /* DES: 8 letters count */
        "$1$saltsalt$NuzA7WTAelpl95xgBGWN6",             /* cut */
        ("$6$rounds=999999999$saltsalt$.z5DBt3F0yCiXdwys9J8eUbOTfWe1Z8QZNEHGn.OK5mh.PB/"
         "IrEwo2ndPEEIgumNV7q1oFECsqmO6101CuDOo."), /* minutes */
        "$2b$31$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2",
        "$y$jFT$saltsalt$nFjV79qWUsNAUDiLt99Y7LsuQptob61OdQqFwx1DoW6",
        "$argon2id$v=19$m=4194304,t=1,p=1$f8X7PFtgjfini0F5HW4E7Q$oz+0/fMU4jHazsqYCpjQcUJgOwD39rm1",
        "$argon2id$v=19$m=65536,t=300,p=1$f8X7PFtgjfini0F5HW4E7Q$oz+0/fMU4jHazsqYCpjQcUJgOwD39r",
        "$argon2id$v=19$m=65536",
        "$5$salt salt$myjXcpMpE2Ofk7fj9hqyNYSn6lmWG4Mqnjx.KIRRr4/",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        char kept[PASSWORD_HASH_MAX + 1] = "untouched";
        struct err e = {0};

        if (main_password_take(span_of(texts[i]), kept, &e)) {
            fail_msg("%s", texts[i]);
        }
        assert_int_equal(e.code, ERR_INPUT);
        assert_string_equal(kept, "untouched");
        assert_null(strstr(e.text, "secret"));
        assert_null(strstr(e.text, "saltsalt"));
    }
}

static void our_own_is_argon2id_of_the_cost_asked_for(void **state)
{
    const struct main_cost cost = {.mib = 8, .passes = 1};
    const struct main_cost more = {.mib = 19, .passes = 2};
    struct secret right = typed("correct horse");
    struct secret wrong = typed("correct horse ");
    char kept[PASSWORD_HASH_MAX + 1];
    char again[PASSWORD_HASH_MAX + 1];
    struct err e = {0};

    (void)state;
    assert_true(main_password_make(&cost, &right, kept, &e));
    assert_true(main_password_make(&cost, &right, again, &e));
    assert_string_not_equal(kept, again);
    assert_ptr_equal(strstr(kept, "$argon2id$v=19$m=8192,t=1,p=1$"), kept);
    assert_true(main_password_matches(kept, &right));
    assert_false(main_password_matches(kept, &wrong));
    assert_true(main_password_current(kept, &cost));
    assert_false(main_password_current(kept, &more));
}

static void an_account_without_a_password_is_opened_by_none(void **state)
{
    struct secret nothing = typed("");
    struct secret some = typed("none");

    (void)state;
    assert_false(main_password_matches("", &nothing));
    assert_false(main_password_matches("", &some));
    assert_false(main_password_matches("{PLAIN}none", &some));
    assert_string_equal(main_password_scheme(""), "none");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_other_systems_kept_is_verified),
        cmocka_unit_test(no_password_is_kept_as_it_is),
        cmocka_unit_test(what_is_none_or_too_costly_is_refused_without_being_quoted),
        cmocka_unit_test(our_own_is_argon2id_of_the_cost_asked_for),
        cmocka_unit_test(an_account_without_a_password_is_opened_by_none),
    };

    return sodium_init() < 0
               ? 1
               : cmocka_run_group_tests_name("credential/main_password", tests, NULL, NULL);
}
