#include "serve/access.h"

#include "cmocka_all.h"

#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static struct address address(const char *text)
{
    struct address a = {0};

    assert_true(address_parse((struct span){text, strlen(text)}, &a));
    return a;
}

static struct span span_of(const char *text)
{
    return (struct span){text, strlen(text)};
}

static enum access_way way(const char *blocks, const char *peer)
{
    struct access *a = access_new();
    struct address from = address(peer);
    enum access_way found;
    struct err e;

    assert_true(access_add_blocks(a, span_of(blocks), &e));
    found = access_address(a, &from);
    access_free(&a);
    assert_null(a);
    return found;
}

static void only_addresses_inside_a_block_are_let_in(void **state)
{
    (void)state;
    assert_int_equal(way("127.0.0.0/8 ::1", "127.3.2.1"), ACCESS_KNOWN);
    assert_int_equal(way("127.0.0.0/8, ::1", "::1"), ACCESS_KNOWN);
    assert_int_equal(way("127.0.0.0/8 ::1", "::2"), ACCESS_REFUSED);
    assert_int_equal(way("127.0.0.0/8 ::1", "128.0.0.1"), ACCESS_REFUSED);
    assert_int_equal(way("", "127.0.0.1"), ACCESS_REFUSED);
}

static void a_block_of_one_family_says_nothing_of_the_other(void **state)
{
    (void)state;
    assert_int_equal(way("::/0", "127.0.0.1"), ACCESS_REFUSED);
    assert_int_equal(way("0.0.0.0/0", "::1"), ACCESS_REFUSED);
}

static void a_wide_block_lets_in_a_crowd_a_narrow_one_beside_it_the_known(void **state)
{
    (void)state;
    assert_int_equal(way("0.0.0.0/0", "203.0.113.7"), ACCESS_CROWD);
    assert_int_equal(way("0.0.0.0/0 203.0.113.0/24", "203.0.113.7"), ACCESS_KNOWN);
    assert_int_equal(way("203.0.113.0/24 0.0.0.0/0", "203.0.113.7"), ACCESS_KNOWN);
}

static void a_wrong_block_is_named(void **state)
{
    struct access *a = access_new();
    struct err e = {0};

    (void)state;
    assert_false(access_add_blocks(a, SPAN("10.0.0.0/8 nonsense"), &e));
    assert_int_equal(e.code, ERR_CONFIG);
    assert_non_null(strstr(e.text, "nonsense"));
    access_free(&a);
}

static const char secrets[] = "# comment\n"
                              "\n"
                              "mail policy,metrics correct-horse\n"
                              "tools\tlists  battery-staple\n"
                              "admin all p:ss:w0rd\n";

static uint32_t scopes_of(const char *header, const char **name)
{
    static char kept[ACCESS_NAME_MAX];
    struct access *a = access_new();
    const char *found;
    uint32_t scopes;
    struct err e;

    assert_true(access_read_secrets(a, SPAN(secrets), "secrets", &e));
    scopes = access_header(a, span_of(header), &found);
    (void)snprintf(kept, sizeof kept, "%s", found);
    *name = kept;
    access_free(&a);
    return scopes;
}

static const char *basic(const char *text)
{
    static char out[600];
    char encoded[512];

    (void)sodium_bin2base64(encoded, sizeof encoded, (const unsigned char *)text, strlen(text),
                            sodium_base64_VARIANT_ORIGINAL);
    (void)snprintf(out, sizeof out, "Basic %s", encoded);
    return out;
}

static void a_secret_gives_its_scopes_and_its_name(void **state)
{
    const char *name;

    (void)state;
    assert_int_equal(scopes_of(basic("anybody:correct-horse"), &name),
                     SCOPE_POLICY | SCOPE_METRICS);
    assert_string_equal(name, "mail");
    assert_int_equal(scopes_of("Bearer battery-staple", &name), SCOPE_LISTS);
    assert_string_equal(name, "tools");
    assert_int_equal(scopes_of(basic(":p:ss:w0rd"), &name), SCOPE_ALL);
    assert_int_equal(scopes_of("  bEARER   correct-horse ", &name), SCOPE_POLICY | SCOPE_METRICS);
}

static void anything_else_gives_nothing(void **state)
{
    static const char *const wrong[] = {
        "",
        "Basic",
        "Basic ",
        "Basic =",
        "Basic !!!!",
        "Basic Y29ycmVjdC1ob3JzZQ==", /* "correct-horse" without a colon */
        "Bearer",
        "Bearer ",
        "Bearer correct-hors",
        "Bearer correct-horsee",
        "Bearer CORRECT-HORSE",
        "Digest correct-horse",
        "correct-horse",
    };
    char endless[2000];
    const char *name;

    (void)state;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        assert_int_equal(scopes_of(wrong[i], &name), 0);
        assert_string_equal(name, "");
    }
    memset(endless, 'A', sizeof endless - 1);
    endless[sizeof endless - 1] = '\0';
    memcpy(endless, "Bearer ", 7);
    assert_int_equal(scopes_of(endless, &name), 0);
    memcpy(endless, "Basic ", 6);
    assert_int_equal(scopes_of(endless, &name), 0);
}

static void with_secrets_an_address_alone_permits_nothing(void **state)
{
    struct access *a = access_new();
    struct err e;

    (void)state;
    assert_int_equal(access_open_scopes(a), SCOPE_POLICY | SCOPE_METRICS);
    assert_true(access_read_secrets(a, SPAN(secrets), "secrets", &e));
    assert_int_equal(access_open_scopes(a), SCOPE_NONE);
    access_free(&a);
}

static void a_wrong_line_is_named_without_its_secret(void **state)
{
    static const struct span wrong[] = {
        SPAN_INIT("mail policy correct-horse\nmail policy"),
        SPAN_INIT("\nmail nonsense a-fine-secret"),
        SPAN_INIT("\nmail policy short"),
        SPAN_INIT("\nmail policy a-fine-secret and more"),
        SPAN_INIT("\na-name-of-more-than-thirty-one-bytes policy a-fine-secret"),
    };

    (void)state;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct access *a = access_new();
        struct err e = {0};

        assert_false(access_read_secrets(a, wrong[i], "file", &e));
        assert_int_equal(e.code, ERR_CONFIG);
        assert_non_null(strstr(e.text, "file:2"));
        assert_null(strstr(e.text, "a-fine-secret"));
        access_free(&a);
    }
}

static void a_file_that_others_may_read_is_refused(void **state)
{
    char path[] = "/tmp/mioboe-access-XXXXXX";
    int fd = mkstemp(path);
    struct access *a = access_new();
    struct err e = {0};
    const char *name;

    (void)state;
    assert_true(fd >= 0);
    assert_true(write(fd, secrets, sizeof secrets - 1) > 0);
    assert_int_equal(fchmod(fd, 0644), 0);
    assert_false(access_add_secrets(a, path, &e));
    assert_int_equal(e.code, ERR_CONFIG);
    assert_int_equal(fchmod(fd, 0640), 0);
    assert_true(access_add_secrets(a, path, &e));
    assert_int_equal(access_header(a, SPAN("Bearer battery-staple"), &name), SCOPE_LISTS);
    assert_int_equal(unlink(path), 0);
    assert_false(access_add_secrets(a, path, &e));
    assert_int_equal(e.code, ERR_ABSENT);
    (void)close(fd);
    access_free(&a);
}

static void users_are_names_or_numbers(void **state)
{
    struct access *a = access_new();
    struct err e = {0};

    (void)state;
    assert_int_equal(access_user(a, 0), 0);
    assert_true(access_add_users(a, SPAN("root, 4711"), SCOPE_ALL, &e));
    assert_true(access_add_users(a, SPAN("4711 4713"), SCOPE_POLICY, &e));
    assert_int_equal(access_user(a, 0), SCOPE_ALL);
    assert_int_equal(access_user(a, 4711), SCOPE_ALL);
    assert_int_equal(access_user(a, 4712), 0);
    assert_int_equal(access_user(a, 4713), SCOPE_POLICY);
    assert_false(access_add_users(a, SPAN("nobody-has-this-name"), SCOPE_ALL, &e));
    assert_int_equal(e.code, ERR_CONFIG);
    access_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_addresses_inside_a_block_are_let_in),
        cmocka_unit_test(a_block_of_one_family_says_nothing_of_the_other),
        cmocka_unit_test(a_wide_block_lets_in_a_crowd_a_narrow_one_beside_it_the_known),
        cmocka_unit_test(a_wrong_block_is_named),
        cmocka_unit_test(a_secret_gives_its_scopes_and_its_name),
        cmocka_unit_test(anything_else_gives_nothing),
        cmocka_unit_test(with_secrets_an_address_alone_permits_nothing),
        cmocka_unit_test(a_wrong_line_is_named_without_its_secret),
        cmocka_unit_test(a_file_that_others_may_read_is_refused),
        cmocka_unit_test(users_are_names_or_numbers),
    };

    return sodium_init() < 0 ? 1 : cmocka_run_group_tests_name("serve/access", tests, NULL, NULL);
}
