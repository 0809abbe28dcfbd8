#include "place/special.h"

#include "cmocka_all.h"

static struct address at(const char *text)
{
    struct address a = {0};

    assert_true(address_parse((struct span){.at = text, .len = strlen(text)}, &a));
    return a;
}

static const struct {
    const char *address;
    enum network_kind kind;
} cases[] = {
    {"0.0.0.0", NETWORK_SPECIAL},
    {"0.255.255.255", NETWORK_SPECIAL},
    {"1.0.0.0", NETWORK_PUBLIC},
    {"9.255.255.255", NETWORK_PUBLIC},
    {"10.0.0.0", NETWORK_PRIVATE},
    {"10.255.255.255", NETWORK_PRIVATE},
    {"11.0.0.0", NETWORK_PUBLIC},
    {"100.63.255.255", NETWORK_PUBLIC},
    {"100.64.0.0", NETWORK_CGNAT},
    {"100.127.255.255", NETWORK_CGNAT},
    {"100.128.0.0", NETWORK_PUBLIC},
    {"127.0.0.1", NETWORK_LOOPBACK},
    {"127.255.255.255", NETWORK_LOOPBACK},
    {"169.254.0.0", NETWORK_LINK_LOCAL},
    {"169.255.0.0", NETWORK_PUBLIC},
    {"172.15.255.255", NETWORK_PUBLIC},
    {"172.16.0.0", NETWORK_PRIVATE},
    {"172.31.255.255", NETWORK_PRIVATE},
    {"172.32.0.0", NETWORK_PUBLIC},
    {"192.0.0.8", NETWORK_SPECIAL},
    {"192.0.2.255", NETWORK_DOCUMENTATION},
    {"192.0.3.0", NETWORK_PUBLIC},
    {"192.88.99.1", NETWORK_SPECIAL},
    {"192.168.255.255", NETWORK_PRIVATE},
    {"192.169.0.0", NETWORK_PUBLIC},
    {"198.18.0.0", NETWORK_SPECIAL},
    {"198.19.255.255", NETWORK_SPECIAL},
    {"198.20.0.0", NETWORK_PUBLIC},
    {"198.51.100.1", NETWORK_DOCUMENTATION},
    {"203.0.113.1", NETWORK_DOCUMENTATION},
    {"203.0.114.0", NETWORK_PUBLIC},
    {"223.255.255.255", NETWORK_PUBLIC},
    {"224.0.0.1", NETWORK_SPECIAL},
    {"240.0.0.1", NETWORK_SPECIAL},
    {"255.255.255.255", NETWORK_SPECIAL},
    {"::", NETWORK_UNKNOWN},
    {"::1", NETWORK_LOOPBACK},
    {"::2", NETWORK_UNKNOWN},
    {"64:ff9b:1::1", NETWORK_SPECIAL},
    {"100::1", NETWORK_SPECIAL},
    {"1fff::1", NETWORK_UNKNOWN},
    {"2001::1", NETWORK_SPECIAL},
    {"2001:1ff:ffff::", NETWORK_SPECIAL},
    {"2001:200::1", NETWORK_PUBLIC},
    {"2001:db7:ffff::", NETWORK_PUBLIC},
    {"2001:db8::1", NETWORK_DOCUMENTATION},
    {"2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", NETWORK_DOCUMENTATION},
    {"2001:db9::", NETWORK_PUBLIC},
    {"2a00::1", NETWORK_PUBLIC},
    {"3fff::1", NETWORK_DOCUMENTATION},
    {"3fff:1000::", NETWORK_PUBLIC},
    {"4000::", NETWORK_UNKNOWN},
    {"5f00::1", NETWORK_SPECIAL},
    {"fc00::1", NETWORK_ULA},
    {"fdff:ffff::1", NETWORK_ULA},
    {"fe00::1", NETWORK_UNKNOWN},
    {"fe80::1", NETWORK_LINK_LOCAL},
    {"febf::1", NETWORK_LINK_LOCAL},
    {"fec0::1", NETWORK_SPECIAL},
    {"ff02::1", NETWORK_SPECIAL},
};

static void each_special_range_is_named_from_its_first_to_its_last_address(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct address a = at(cases[i].address);

        print_message("%s\n", cases[i].address);
        assert_int_equal(special_kind(&a), cases[i].kind);
    }
}

static void an_ipv4_address_inside_an_ipv6_one_is_taken_out(void **state)
{
    struct address nat64 = at("64:ff9b::198.51.100.7");
    struct address six_to_four = at("2002:c633:6407::1");
    struct address local = at("64:ff9b:1::198.51.100.7");
    struct address plain = at("198.51.100.7");
    struct address out = {.bytes = {9}};

    (void)state;
    assert_false(special_carries(&local, &out));
    assert_false(special_carries(&plain, &out));
    assert_int_equal(out.bytes[0], 9);
    assert_true(special_carries(&nat64, &out));
    assert_true(address_eq(&out, &plain));
    out = (struct address){0};
    assert_true(special_carries(&six_to_four, &out));
    assert_true(address_eq(&out, &plain));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_special_range_is_named_from_its_first_to_its_last_address),
        cmocka_unit_test(an_ipv4_address_inside_an_ipv6_one_is_taken_out),
    };

    return cmocka_run_group_tests_name("place/special", tests, NULL, NULL);
}
