#include "service/lists.h"

#include "cmocka_all.h"

#include <stdio.h>

#define NOW_MS INT64_C(1795392000000)

static struct listing entry(enum listing_kind kind, const char *network, unsigned bits,
                            const char *login)
{
    struct listing l = {.kind = kind, .expires_ms = NOW_MS + 1000};

    if (network != NULL) {
        struct address a;

        assert_true(address_parse((struct span){.at = network, .len = strlen(network)}, &a));
        l.has_network = true;
        l.bits = (uint8_t)bits;
        l.prefix = address_prefix(&a, bits);
    }
    if (login != NULL) {
        l.has_login = true;
        (void)snprintf(l.login, sizeof l.login, "%s", login);
    }
    return l;
}

static void put(struct lists *l, struct listing e)
{
    struct err err = {0};

    assert_true(lists_put(l, &e, &err));
}

/* -1 nothing, else the kind */
static int found(const struct lists *l, const char *remote, const char *login)
{
    struct address a;
    const struct listing *e;

    assert_true(address_parse((struct span){.at = remote, .len = strlen(remote)}, &a));
    e = lists_find(l, &a, (struct span){.at = login, .len = strlen(login)}, NOW_MS);
    return e == NULL ? -1 : (int)e->kind;
}

static void the_narrower_entry_wins_over_the_wider(void **state)
{
    struct lists *l = lists_new();

    (void)state;
    put(l, entry(LISTING_BLOCK, "203.0.113.0", 24, NULL));
    put(l, entry(LISTING_ALLOW, "203.0.113.7", 32, NULL));
    put(l, entry(LISTING_BLOCK, "203.0.113.7", 32, "mallory"));
    assert_int_equal(found(l, "203.0.113.8", "alice"), LISTING_BLOCK);
    assert_int_equal(found(l, "203.0.113.7", "alice"), LISTING_ALLOW);
    assert_int_equal(found(l, "203.0.113.7", "mallory"), LISTING_BLOCK);
    assert_int_equal(found(l, "198.51.100.1", "mallory"), -1);
    lists_free(&l);
}

static void between_equals_allow_wins(void **state)
{
    struct lists *l = lists_new();

    (void)state;
    put(l, entry(LISTING_BLOCK, "203.0.113.7", 32, NULL));
    put(l, entry(LISTING_ALLOW, "203.0.113.7", 32, NULL));
    put(l, entry(LISTING_BLOCK, NULL, 0, "alice"));
    assert_int_equal(found(l, "203.0.113.7", "bob"), LISTING_ALLOW);
    assert_int_equal(found(l, "203.0.113.7", "alice"), LISTING_BLOCK); /* login before network */
    assert_int_equal(found(l, "203.0.113.8", "alice"), LISTING_BLOCK);
    lists_free(&l);
}

static void ipv6_prefixes_do_not_touch_ipv4(void **state)
{
    struct lists *l = lists_new();

    (void)state;
    put(l, entry(LISTING_BLOCK, "2001:db8::", 32, NULL));
    put(l, entry(LISTING_BLOCK, "2001:db8:1:2::", 64, NULL));
    assert_int_equal(found(l, "2001:db8:ffff::1", "x"), LISTING_BLOCK);
    assert_int_equal(found(l, "2001:db9::1", "x"), -1);
    assert_int_equal(found(l, "203.0.113.7", "x"), -1);
    lists_free(&l);
}

static void an_entry_ends_by_itself_and_can_be_taken_away(void **state)
{
    struct lists *l = lists_new();
    struct listing ended = entry(LISTING_BLOCK, "203.0.113.7", 32, NULL);
    struct listing here = entry(LISTING_BLOCK, "203.0.113.8", 32, NULL);

    (void)state;
    ended.expires_ms = NOW_MS;
    put(l, ended);
    put(l, here);
    assert_int_equal(found(l, "203.0.113.7", "x"), -1);
    assert_int_equal(found(l, "203.0.113.8", "x"), LISTING_BLOCK);
    assert_true(lists_remove(l, &here));
    assert_false(lists_remove(l, &here));
    assert_int_equal(found(l, "203.0.113.8", "x"), -1);
    lists_free(&l);
}

static void thousands_of_entries_keep_their_place_through_removals(void **state)
{
    struct lists *l = lists_new();

    (void)state;
    for (unsigned i = 0; i < 3000; i++) {
        char login[32];

        (void)snprintf(login, sizeof login, "user%u", i);
        put(l, entry(LISTING_BLOCK, NULL, 0, login));
    }
    for (unsigned i = 0; i < 3000; i += 2) {
        char login[32];
        struct listing e;

        (void)snprintf(login, sizeof login, "user%u", i);
        e = entry(LISTING_BLOCK, NULL, 0, login);
        if (i < 200) {
            assert_true(lists_remove(l, &e));
        }
    }
    assert_int_equal(found(l, "203.0.113.8", "user2"), -1);
    assert_int_equal(found(l, "203.0.113.8", "user3"), LISTING_BLOCK);
    assert_int_equal(found(l, "203.0.113.8", "user2998"), LISTING_BLOCK);
    lists_free(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_narrower_entry_wins_over_the_wider),
        cmocka_unit_test(between_equals_allow_wins),
        cmocka_unit_test(ipv6_prefixes_do_not_touch_ipv4),
        cmocka_unit_test(an_entry_ends_by_itself_and_can_be_taken_away),
        cmocka_unit_test(thousands_of_entries_keep_their_place_through_removals),
    };

    return cmocka_run_group_tests_name("service/lists", tests, NULL, NULL);
}
