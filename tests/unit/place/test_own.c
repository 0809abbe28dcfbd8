#include "place/own.h"

#include "cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>

static struct address at(const char *text)
{
    struct address a = {0};

    assert_true(address_parse((struct span){.at = text, .len = strlen(text)}, &a));
    return a;
}

static struct own_network block(const char *cidr, const char *name)
{
    struct own_network n = {0};
    struct err e = {0};

    assert_true(own_network_parse((struct span){.at = cidr, .len = strlen(cidr)}, &n, &e));
    (void)snprintf(n.name, sizeof n.name, "%s", name);
    return n;
}

static const char *name_of(const struct own_set *s, const char *text)
{
    struct address a = at(text);
    const struct own_block *b = own_set_find(s, &a);

    return b == NULL ? "-" : own_set_name(s, b->own);
}

static void the_narrowest_block_names_the_address(void **state)
{
    const struct own_network list[] = {
        block("10.0.0.0/8", "company"),       block("10.1.2.0/24", "office"),
        block("10.1.2.128/25", "guests"),     block("10.1.2.200", "printer"),
        block("2001:db8::/32", "six"),        block("2001:db8:0:1::/64", "six office"),
        block("2001:db8::7", "one six host"), block("255.255.255.255", "last four"),
        block("ff00::/8", "last six"),
    };
    static const char *const cases[][2] = {
        {"9.255.255.255", "-"},
        {"10.0.0.0", "company"},
        {"10.1.1.255", "company"},
        {"10.1.2.0", "office"},
        {"10.1.2.128", "guests"},
        {"10.1.2.199", "guests"},
        {"10.1.2.200", "printer"},
        {"10.1.2.201", "guests"},
        {"10.1.3.0", "company"},
        {"10.255.255.255", "company"},
        {"11.0.0.0", "-"},
        {"2001:db8::6", "six"},
        {"2001:db8::7", "one six host"},
        {"2001:db8::8", "six"},
        {"2001:db8:0:1::", "six office"},
        {"2001:db8:0:2::", "six"},
        {"2001:db9::", "-"},
        {"255.255.255.254", "-"},
        {"255.255.255.255", "last four"},
        {"::1:0:0:0", "-"},
        {"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "last six"},
    };
    struct own_set s;
    struct err e = {0};

    (void)state;
    assert_true(own_set_make(list, COUNT(list), &s, &e));
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_string_equal(name_of(&s, cases[i][0]), cases[i][1]);
    }
    own_set_free(&s);
}

static void blocks_of_one_name_share_its_number(void **state)
{
    struct own_network list[] = {block("10.0.0.0/8", "a"), block("192.0.2.0/24", "b"),
                                 block("2001:db8::/32", "a")};
    struct address four = at("10.9.9.9");
    struct address other = at("192.0.2.1");
    struct address six = at("2001:db8::1");
    struct own_set s;
    struct err e = {0};

    (void)state;
    list[2].trusted = true;
    list[2].country = place_country('J', 'P');
    assert_true(own_set_make(list, COUNT(list), &s, &e));
    assert_int_equal(own_set_find(&s, &four)->own, 1);
    assert_false(own_set_find(&s, &four)->trusted);
    assert_int_equal(own_set_find(&s, &other)->own, 2);
    assert_int_equal(own_set_find(&s, &six)->own, 1);
    assert_true(own_set_find(&s, &six)->trusted);
    assert_int_equal(own_set_find(&s, &six)->country, place_country('J', 'P'));
    assert_string_equal(own_set_name(&s, 0), "");
    assert_string_equal(own_set_name(&s, 3), "");
    own_set_free(&s);
}

static void all_of_ipv6_is_not_ipv4_and_all_of_ipv4_is_not_ipv6(void **state)
{
    const struct own_network six[] = {block("::/0", "six")};
    const struct own_network both[] = {block("0.0.0.0/0", "four"), block("::/0", "six")};
    struct own_set s;
    struct err e = {0};

    (void)state;
    assert_true(own_set_make(six, 1, &s, &e));
    assert_string_equal(name_of(&s, "192.0.2.1"), "-");
    assert_string_equal(name_of(&s, "::1"), "six");
    assert_string_equal(name_of(&s, "2001:db8::"), "six");
    own_set_free(&s);
    assert_true(own_set_make(both, 2, &s, &e));
    assert_string_equal(name_of(&s, "0.0.0.0"), "four");
    assert_string_equal(name_of(&s, "255.255.255.255"), "four");
    assert_string_equal(name_of(&s, "::"), "six");
    assert_string_equal(name_of(&s, "2001:db8::"), "six");
    own_set_free(&s);
}

static void no_networks_hold_nothing(void **state)
{
    struct own_set s;
    struct err e = {0};

    (void)state;
    assert_true(own_set_make(NULL, 0, &s, &e));
    assert_string_equal(name_of(&s, "10.0.0.1"), "-");
    own_set_free(&s);
}

static void assert_refused(const struct own_network *list, size_t count, const char *says)
{
    struct own_set s = {.count = 99};
    struct err e = {0};

    assert_false(own_set_make(list, count, &s, &e));
    assert_int_equal(e.code, ERR_CONFIG);
    assert_non_null(strstr(e.text, says));
    assert_int_equal(s.count, 99);
}

static void malformed_lists_are_refused_with_the_name_in_the_sentence(void **state)
{
    struct own_network twice[] = {block("10.0.0.0/8", "a"), block("10.0.0.0/8", "b")};
    struct own_network again[] = {block("10.0.0.0/8", "a"), block("10.0.0.0/8", "a")};
    struct own_network host = block("10.1.0.0/16", "office");
    struct own_network wide = block("10.1.0.0/16", "office");
    struct own_set s;
    struct err e = {0};

    (void)state;
    assert_refused(twice, 2, "10.0.0.0/8");
    host.bits = 8;
    assert_refused(&host, 1, "'office'");
    wide.bits = 33;
    assert_refused(&wide, 1, "'office'");
    assert_true(own_set_make(again, 2, &s, &e)); /* the same twice says nothing new */
    assert_string_equal(name_of(&s, "10.0.0.1"), "a");
    own_set_free(&s);
}

static void more_than_the_limit_is_refused_and_the_limit_is_not(void **state)
{
    struct own_network *list = calloc(NETWORKS_MAX + 1, sizeof *list);
    struct own_set s;
    struct err e = {0};

    (void)state;
    assert_non_null(list);
    for (unsigned i = 0; i < NETWORKS_MAX + 1; i++) {
        list[i] = block("10.0.0.0", "n");
        list[i].prefix.bytes[14] = (uint8_t)(i >> 7);
        list[i].prefix.bytes[15] = (uint8_t)(i << 1);
    }
    assert_refused(list, NETWORKS_MAX + 1, "4096");
    assert_true(own_set_make(list, NETWORKS_MAX, &s, &e));
    assert_string_equal(name_of(&s, "10.0.31.254"), "n");
    assert_string_equal(name_of(&s, "10.0.31.253"), "-");
    own_set_free(&s);
    free(list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_narrowest_block_names_the_address),
        cmocka_unit_test(blocks_of_one_name_share_its_number),
        cmocka_unit_test(all_of_ipv6_is_not_ipv4_and_all_of_ipv4_is_not_ipv6),
        cmocka_unit_test(no_networks_hold_nothing),
        cmocka_unit_test(malformed_lists_are_refused_with_the_name_in_the_sentence),
        cmocka_unit_test(more_than_the_limit_is_refused_and_the_limit_is_not),
    };

    return cmocka_run_group_tests_name("place/own", tests, NULL, NULL);
}
