#include "message/domain.h"

#include "cmocka_all.h"

static struct span text(const char *s)
{
    return (struct span){.at = s, .len = strlen(s)};
}

static struct host url(const char *s)
{
    struct host h = {0};
    struct err e = {0};

    if (!host_from_url(text(s), &h, &e)) {
        fail_msg("%s: %s", s, e.text);
    }
    return h;
}

static void a_url_is_read_as_browsers_read_it(void **state)
{
    const struct {
        const char *url;
        const char *name;
        const char *domain;
        unsigned tricks;
    } cases[] = {
        {"https://www.example.co.jp/path?a#b", "www.example.co.jp", "example.co.jp", 0},
        {"www.example.co.jp/path", "www.example.co.jp", "example.co.jp", 0},
        {"//example.jp", "example.jp", "example.jp", 0},
        {"example.jp:8080/", "example.jp", "example.jp", TRICK_PORT},
        {"HTTPS://WWW.Example.JP.:443/", "www.example.jp", "example.jp", 0},
        {"https://www.apple.com@evil.example/", "evil.example", "evil.example", TRICK_USERINFO},
        {"https://a:b@c@evil.example?x", "evil.example", "evil.example", TRICK_USERINFO},
        {"https:\\\\evil.example\\@apple.com", "evil.example", "evil.example", TRICK_BACKSLASH},
        {"https:evil.example", "evil.example", "evil.example", 0},
        {"https:////evil.example", "evil.example", "evil.example", 0},
        {"https://ev%69l.example/", "evil.example", "evil.example", TRICK_ENCODED},
        {"ht\ntps://evil.example", "evil.example", "evil.example", TRICK_CONTROL},
        {"https://ev\til.example/", "evil.example", "evil.example", TRICK_CONTROL},
        {"https://\xef\xbd\x85vil\xe3\x80\x82"
         "example/",
         "evil.example", "evil.example", TRICK_WIDE},
        {"https://xn--r8jz45g.jp/", "xn--r8jz45g.jp", "xn--r8jz45g.jp", 0},
        {"https://\xe4\xbe\x8b\xe3\x81\x88.jp/", "xn--r8jz45g.jp", "xn--r8jz45g.jp", 0},
        {"http://a_b.example.com/", "a_b.example.com", "example.com", 0},
        {"http://x.a.duckdns.org", "x.a.duckdns.org", "a.duckdns.org", 0},
        {"http://co.jp/", "co.jp", "", 0},
        {"http://192.0.2.1/", "192.0.2.1", "", 0},
        {"http://3221225985/", "192.0.2.1", "", TRICK_ADDRESS},
        {"http://0xc0.0.513", "192.0.2.1", "", TRICK_ADDRESS},
        {"http://0300.0.2.1./", "192.0.2.1", "", TRICK_ADDRESS},
        {"http://[2001:DB8::1]:443/", "2001:db8::1", "", 0},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct host h = url(cases[i].url);
        struct span domain = host_domain(&h);

        assert_string_equal(h.name, cases[i].name);
        assert_true(span_eq(domain, text(cases[i].domain)));
        assert_int_equal(h.tricks, cases[i].tricks);
    }
}

static void an_international_name_is_known_in_both_forms(void **state)
{
    struct host h = url("https://www.xn--r8jz45g.jp/");
    struct host plain = url("https://example.jp/");

    (void)state;
    assert_true(h.idn);
    assert_string_equal(h.shown, "www.\xe4\xbe\x8b\xe3\x81\x88.jp");
    assert_false(plain.idn);
    assert_string_equal(plain.shown, "example.jp");
}

static void what_no_browser_opens_is_refused_and_changes_nothing(void **state)
{
    const struct {
        const char *url;
        enum err_code code;
    } cases[] = {
        {"", ERR_ABSENT},
        {"https://", ERR_ABSENT},
        {"mailto:a@example.jp", ERR_ABSENT},
        {"tel:0120", ERR_ABSENT},
        {"javascript:alert(1)", ERR_ABSENT},
        {"/path", ERR_ABSENT},
        {"https:///?x", ERR_ABSENT},
        {"https://a b.example/", ERR_INPUT},
        {"https://a%2fb.example/", ERR_INPUT},
        {"https://a%zz.example/", ERR_INPUT},
        {"https://a%00.example/", ERR_INPUT},
        {"https://a..example/", ERR_INPUT},
        {"https://.example/", ERR_INPUT},
        {"https://1.2.3.4.5/", ERR_INPUT},
        {"https://256.1.1.1/", ERR_INPUT},
        {"https://example.1/", ERR_INPUT},
        {"https://[::g]/", ERR_INPUT},
        {"https://[]/", ERR_INPUT},
        {"https://example.jp:port/", ERR_INPUT},
        {"https://\xff.example/", ERR_INPUT},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct host h = {.len = 7};
        struct err e = {0};

        assert_false(host_from_url(text(cases[i].url), &h, &e));
        assert_int_equal(e.code, cases[i].code);
        assert_int_equal(h.len, 7);
    }
}

static void a_url_has_a_longest_length(void **state)
{
    static char bytes[URL_MAX + 2];
    struct host h;
    struct err e = {0};

    (void)state;
    memset(bytes, 'a', sizeof bytes);
    memcpy(bytes, "https://example.jp/", 19);
    assert_true(host_from_url((struct span){.at = bytes, .len = URL_MAX}, &h, &e));
    assert_false(host_from_url((struct span){.at = bytes, .len = URL_MAX + 1}, &h, &e));
    assert_int_equal(e.code, ERR_INPUT);
}

static void a_host_lies_within_its_domains_and_no_others(void **state)
{
    struct host h = url("https://www.example.co.jp/");
    struct host other = url("https://mail.example.co.jp/");
    struct host foreign = url("https://example.jp/");

    (void)state;
    assert_true(host_within(&h, SPAN("example.co.jp")));
    assert_true(host_within(&h, SPAN("www.example.co.jp")));
    assert_false(host_within(&h, SPAN("ample.co.jp")));
    assert_false(host_within(&h, SPAN("a.www.example.co.jp")));
    assert_true(host_same_domain(&h, &other));
    assert_false(host_same_domain(&h, &foreign));
}

static void sites_are_known_by_what_anybody_may_do_there(void **state)
{
    const struct {
        const char *url;
        unsigned traits;
    } cases[] = {
        {"https://bit.ly/x", SITE_SHORTENER},
        {"https://a.duckdns.org", SITE_DYNAMIC_DNS},
        {"https://storage.googleapis.com/x", SITE_BUCKET},
        {"https://sites.google.com/x", SITE_FREE_HOSTING},
        {"https://www.google.com/", 0},
        {"https://example.top/", SITE_ODD_TLD},
        {"https://notbit.ly/", 0},
        {"https://192.0.2.1/", 0},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct host h = url(cases[i].url);

        assert_int_equal(site_traits(&h), cases[i].traits);
    }
}

static void a_url_inside_a_url_is_found(void **state)
{
    const char *const cases[] = {
        "https://www.example.com/r?u=https://evil.example/x",
        "https://www.example.com/r?u=https%3A%2F%2Fevil.example%2Fx&b=1",
        "https://www.example.com/r?u=https%253A%252F%252Fevil.example",
        "https://www.example.com/r#HTTP://evil.example",
        "https://www.example.com/r?u=//evil.example/",
        "https://www.example.com/https://evil.example/",
    };
    const char *const none[] = {
        "https://www.example.com/",
        "https://www.example.com/?u=https://shop.example.com/",
        "https://www.example.com/?u=httpsfoo",
        "mailto:a@example.com?u=https://evil.example/",
    };
    struct host inner;

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_true(url_inner_host(text(cases[i]), &inner));
        assert_string_equal(inner.name, "evil.example");
    }
    for (size_t i = 0; i < COUNT(none); i++) {
        assert_false(url_inner_host(text(none[i]), &inner));
    }
}

static void shown_text_counts_as_a_host_only_when_it_looks_like_one(void **state)
{
    const char *const hosts[] = {"www.apple.com", " https://apple.com/id ", "apple.com",
                                 "APPLE.COM/"};
    const char *const none[] = {"click here", "3.5",           "report.zip", "info@apple.com",
                                "e.g.",       "apple.notatld", "192.0.2.1",  ""};
    struct host h;

    (void)state;
    for (size_t i = 0; i < COUNT(hosts); i++) {
        assert_true(host_from_shown(text(hosts[i]), &h));
        assert_true(host_within(&h, SPAN("apple.com")));
    }
    for (size_t i = 0; i < COUNT(none); i++) {
        assert_false(host_from_shown(text(none[i]), &h));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_url_is_read_as_browsers_read_it),
        cmocka_unit_test(an_international_name_is_known_in_both_forms),
        cmocka_unit_test(what_no_browser_opens_is_refused_and_changes_nothing),
        cmocka_unit_test(a_url_has_a_longest_length),
        cmocka_unit_test(a_host_lies_within_its_domains_and_no_others),
        cmocka_unit_test(sites_are_known_by_what_anybody_may_do_there),
        cmocka_unit_test(a_url_inside_a_url_is_found),
        cmocka_unit_test(shown_text_counts_as_a_host_only_when_it_looks_like_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
