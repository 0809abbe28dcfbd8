#include "brand_fixture.h"

static void check(const struct brands *b, const char *host, const char *id, enum likeness how)
{
    struct host h = host_of(host);
    struct lookalike l = {0};

    if (!brands_lookalike(b, &h, &l)) {
        fail_msg("%s imitates nobody", host);
    }
    if (!span_eq(l.brand->id, text(id)) || l.how != how) {
        fail_msg("%s imitates %.*s by %s", host, (int)l.brand->id.len, l.brand->id.at,
                 likeness_code(l.how));
    }
    assert_true(l.label.at >= h.name && l.label.at + l.label.len <= h.name + h.len);
    assert_true(l.label.len > 0 && l.like.len > 0);
}

static void each_way_to_imitate_is_named(void **state)
{
    struct brands *b = registry(FIXTURE);

    (void)state;
    check(b, "mikan.co.jp.example.com", "mikan", LIKENESS_PREFIX);
    check(b, "www-mikan-co-jp.example.com", "mikan", LIKENESS_PREFIX);
    check(b, "mikanbank.cn", "mikan", LIKENESS_DOMAIN);
    check(b, "secure-mikan-bank.top", "mikan", LIKENESS_DOMAIN);
    check(b, "xmikanbankx.com", "mikan", LIKENESS_DOMAIN);
    check(b, "mikan-login.cn", "mikan", LIKENESS_DOMAIN);
    check(b, "mikanlogin22.cn", "mikan", LIKENESS_DOMAIN);
    check(b, "mikan.example.net", "mikan", LIKENESS_LABEL);
    check(b, "mikan-card-login.example.net", "mikan-card", LIKENESS_LABEL);
    check(b, "rnikanbank.com", "mikan", LIKENESS_HOMOGLYPH);
    check(b, "m1kanbank.com", "mikan", LIKENESS_HOMOGLYPH);
    check(b, "mik\xd0\xb0nbank.com", "mikan", LIKENESS_HOMOGLYPH);
    check(b, "mikanbnk.com", "mikan", LIKENESS_EDIT);
    check(b, "mikanbamk.com", "mikan", LIKENESS_EDIT);
    check(b, "mikanbakn.com", "mikan", LIKENESS_EDIT);
    brands_free(&b);
}

static void other_hosts_imitate_nobody(void **state)
{
    const char *const cases[] = {
        "mikan.co.jp",            /* its own */
        "www.mikan-card.jp",      /* its own */
        "mikandesu.com",          /* the token in a word */
        "amikan.example.com",     /* the same */
        "mikans.com",             /* a usual word with another end */
        "yuzi.com",               /* an exact token has no neighbours */
        "example.com",            /* nothing */
        "192.0.2.1",              /* an address */
        "2001:db8::1",            /* an address */
        "xn--r8jz45g.jp",         /* an international name of its own */
        "yuzu.de",                /* a brand with NAME.com abroad */
        "mikan.mail.example.net", /* under a service it uses */
    };
    struct brands *b = registry(FIXTURE);

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct lookalike l;
        struct host h = {0};
        struct err e;

        if (strchr(cases[i], ':') != NULL) {
            assert_true(host_from_url(SPAN("http://[2001:db8::1]/"), &h, &e));
        } else {
            h = host_of(cases[i]);
        }
        if (brands_lookalike(b, &h, &l)) {
            fail_msg("%s imitates %.*s by %s", cases[i], (int)l.brand->id.len, l.brand->id.at,
                     likeness_code(l.how));
        }
    }
    brands_free(&b);
}

static void every_likeness_has_a_code(void **state)
{
    (void)state;
    assert_string_equal(likeness_code(LIKENESS_PREFIX), "prefix");
    assert_string_equal(likeness_code(LIKENESS_HOMOGLYPH), "homoglyph");
    assert_string_equal(likeness_code(LIKENESS_EDIT), "edit");
    assert_string_equal(likeness_code(LIKENESS_DOMAIN), "domain");
    assert_string_equal(likeness_code(LIKENESS_LABEL), "label");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_way_to_imitate_is_named),
        cmocka_unit_test(other_hosts_imitate_nobody),
        cmocka_unit_test(every_likeness_has_a_code),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
