#include "model/network.h"

#include "cmocka_all.h"

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

static void a_block_reads_as_its_prefix_and_length(void **state)
{
    static const struct {
        const char *in;
        const char *prefix;
        unsigned bits;
    } cases[] = {
        {"203.0.113.0/24", "203.0.113.0", 24},         {"203.0.113.7", "203.0.113.7", 32},
        {"203.0.113.7/32", "203.0.113.7", 32},         {"0.0.0.0/0", "0.0.0.0", 0},
        {"2001:db8::/32", "2001:db8::", 32},           {"2001:DB8:0:1::/64", "2001:db8:0:1::", 64},
        {"2001:db8::1", "2001:db8::1", 128},           {"::/0", "::", 0},
        {"::ffff:203.0.113.0/120", "203.0.113.0", 24}, {"::ffff:203.0.113.9", "203.0.113.9", 32},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct own_network n = {.trusted = true, .country = 7, .name = "office"};
        char bytes[ADDRESS_TEXT_MAX];
        struct buf text = BUF_ON(bytes);
        struct err e = {0};

        assert_true(own_network_parse(span_of(cases[i].in), &n, &e));
        address_print(&text, &n.prefix);
        assert_true(
            span_eq((struct span){.at = text.at, .len = text.len}, span_of(cases[i].prefix)));
        assert_int_equal(n.bits, cases[i].bits);
        assert_true(n.trusted);
        assert_int_equal(n.country, 7);
        assert_string_equal(n.name, "office");
    }
}

static void a_block_that_is_none_is_refused_and_changes_nothing(void **state)
{
    static const char *const cases[] = {
        "",
        "/",
        "/24",
        "203.0.113.0/",
        "203.0.113.0/33",
        "203.0.113.0/-1",
        "203.0.113.0/+8",
        "203.0.113.0/0024",
        "203.0.113.0/24/24",
        "203.0.113/24",
        "2001:db8::/129",
        "::ffff:203.0.113.0/24",
        "[2001:db8::]/32",
        "IPv6:2001:db8::/32",
        "fe80::%eth0/64",
        " 203.0.113.0/24",
        "203.0.113.0/24 ",
        "office",
        "2001:0db8:0000:0000:0000:0000:0000:0000:0000:0000:0/32",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct own_network n = {.bits = 99, .name = "office"};
        struct own_network before = n;
        struct err e = {0};

        assert_false(own_network_parse(span_of(cases[i]), &n, &e));
        assert_int_equal(e.code, ERR_INPUT);
        assert_true(e.text[0] != '\0');
        assert_memory_equal(&n, &before, sizeof n);
    }
}

static void bits_behind_the_length_are_refused_with_the_block_that_was_meant(void **state)
{
    struct own_network n = {.bits = 99};
    struct err e = {0};

    (void)state;
    assert_false(own_network_parse(SPAN("203.0.113.7/24"), &n, &e));
    assert_int_equal(e.code, ERR_INPUT);
    assert_non_null(strstr(e.text, "203.0.113.0/24"));
    assert_false(own_network_parse(SPAN("2001:db8::1/64"), &n, &e));
    assert_int_equal(e.code, ERR_INPUT);
    assert_non_null(strstr(e.text, "2001:db8::/64"));
    assert_int_equal(n.bits, 99);
}

static void bytes_that_cannot_stand_in_a_block_are_never_quoted(void **state)
{
    struct own_network n;
    struct err e = {0};

    (void)state;
    assert_false(own_network_parse(SPAN("\x1b[31m203.0.113.0/24"), &n, &e));
    assert_int_equal(e.code, ERR_INPUT);
    assert_null(strchr(e.text, '\x1b'));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_block_reads_as_its_prefix_and_length),
        cmocka_unit_test(a_block_that_is_none_is_refused_and_changes_nothing),
        cmocka_unit_test(bits_behind_the_length_are_refused_with_the_block_that_was_meant),
        cmocka_unit_test(bytes_that_cannot_stand_in_a_block_are_never_quoted),
    };

    return cmocka_run_group_tests_name("model/network", tests, NULL, NULL);
}
