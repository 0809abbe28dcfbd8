#include "brand_fixture.h"

static const struct brand *find(const struct brands *b, const char *id)
{
    const struct brand *brand = brands_find(b, text(id));

    assert_non_null(brand);
    return brand;
}

static void a_file_is_read_with_every_fact_its_source_and_date(void **state)
{
    struct brands *b = registry(FIXTURE);
    const struct brand *m = find(b, "mikan");
    const struct brand *y = find(b, "yuzu");

    (void)state;
    assert_int_equal(brands_count(b), 3);
    assert_true(span_eq(m->ja, SPAN("みかん銀行")));
    assert_true(span_eq(y->ja, SPAN("Yuzu")));
    assert_true(span_eq(m->kind, SPAN("bank")));
    assert_true(span_eq(m->origin, SPAN("t.brands")));
    assert_true(span_eq(find(b, "mikan-card")->group, m->group));
    assert_int_equal(m->promises, BRAND_FIELD_MEMBER_ID | BRAND_FIELD_CARD_DIGITS);
    assert_int_equal(m->facts[BRAND_NAME].count, 3);
    assert_true(span_eq(m->facts[BRAND_DOMAIN].at[1].text, SPAN("mikan-bank.com")));
    assert_true(span_eq(m->facts[BRAND_DOMAIN].at[1].source, SPAN("our page")));
    assert_true(span_eq(m->facts[BRAND_SENDER].at[0].source, SPAN("the letter")));
    assert_true(span_eq(m->facts[BRAND_SENDER].at[0].date, SPAN("2026-11-02")));
    assert_true(span_eq(y->facts[BRAND_NAME].at[0].source, SPAN("our page")));
    assert_null(brands_find(b, SPAN("nobody")));
    brands_free(&b);
    assert_null(b);
}

#define HEAD "source s 2026-11-01\nbrand a\nen A\nkind bank\n"

static void a_fault_is_refused_with_file_and_line_and_changes_nothing(void **state)
{
    const char *const cases[] = {
        "name x\n",
        "brand a\nen A\nkind bank\ndomain a.example\n",
        "source s\n",
        "source 2026-11-01\n",
        "source s 2026-1-01\n",
        "nonsense\n",
        "brand A\n",
        "brand -a\n",
        "brand \n",
        HEAD "domain a.example\nbrand a\n",
        HEAD "colour blue\n",
        HEAD "en B\n",
        HEAD "kind thing\n",
        HEAD "group B\n",
        HEAD "senders some\n",
        HEAD "domain www.a.example\n",
        HEAD "domain A.example\n",
        HEAD "domain a.example.\n",
        HEAD "domain co.jp\n",
        HEAD "domain 192.0.2.1\n",
        HEAD "domain a_b\n",
        HEAD "host localhost\n",
        HEAD "name a\n",
        HEAD "name aa | | bb\n",
        HEAD "name aa*\n",
        HEAD "token ab\n",
        HEAD "token abc*\n",
        HEAD "token a-bcd\n",
        HEAD "token ABCD\n",
        HEAD "sender a.example\n",
        HEAD "sender @a.example\n",
        HEAD "sender A@a.example\n",
        HEAD "sms 123456789012345678901\n",
        HEAD "promises everything\n",
        HEAD "page http://a.example/\n",
        HEAD "page https://x@a.example/\n",
        HEAD "name \xff\xfe\n",
        HEAD "name a\x01z\n",
        HEAD,
        HEAD "host b.a.example\nopen a.example\n",
        HEAD "domain a.example\nsender x@b.example\n",
        HEAD "domain a.example\npage https://b.example/\n",
        HEAD "domain a.example\nbrand b\nen B\nkind bank\ndomain a.example\n",
        HEAD
        "domain a.example\nname Mikan\nbrand b\nen B\nkind bank\ndomain b.example\nname mikan\n",
        HEAD
        "domain a.example\ntoken mikan\nbrand b\nen B\nkind bank\ndomain b.example\ntoken mikan\n",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct brand_file one = {.name = SPAN_INIT("t.brands"), .text = text(cases[i])};
        struct brands *b = NULL;
        struct err e = {0};

        if (brands_new(&one, 1, &b, &e)) {
            fail_msg("accepted: %s", cases[i]);
        }
        assert_int_equal(e.code, ERR_CONFIG);
        assert_true(e.text[0] != '\0');
        assert_null(b);
    }
}

static void a_fault_names_its_line(void **state)
{
    const struct brand_file one = {.name = SPAN_INIT("t.brands"),
                                   .text = SPAN_INIT(HEAD "domain co.jp\n")};
    struct brands *b = NULL;
    struct err e = {0};

    (void)state;
    assert_false(brands_new(&one, 1, &b, &e));
    assert_string_equal(e.text, "t.brands:5: expected a registrable domain in lower case (else "
                                "state a host), came \"co.jp\"");
}

static void long_lines_and_long_files_are_refused(void **state)
{
    static char bytes[BRAND_FILE_MAX + 1];
    struct brand_file one = {.name = SPAN_INIT("t"), .text = {.at = bytes, .len = BRAND_LINE_MAX}};
    struct brands *b = NULL;
    struct err e = {0};

    (void)state;
    memset(bytes, '#', sizeof bytes);
    assert_true(brands_new(&one, 1, &b, &e));
    brands_free(&b);
    one.text.len++;
    assert_false(brands_new(&one, 1, &b, &e));
    memset(bytes, '\n', sizeof bytes);
    one.text.len = BRAND_FILE_MAX;
    assert_true(brands_new(&one, 1, &b, &e));
    brands_free(&b);
    one.text.len++;
    assert_false(brands_new(&one, 1, &b, &e));
    assert_int_equal(e.code, ERR_CONFIG);
}

static void count_fault(void *ctx, const struct err *fault)
{
    size_t *count = ctx;

    assert_int_equal(fault->code, ERR_CONFIG);
    (*count)++;
}

static void the_linter_tells_every_fault(void **state)
{
    const struct brand_file bad = {
        .name = SPAN_INIT("t"),
        .text = SPAN_INIT(HEAD "token x\nname a\ndomain co.jp\nbrand b\nen B\nkind odd\n")};
    const struct brand_file good = {.name = SPAN_INIT("t"), .text = SPAN_INIT(FIXTURE)};
    size_t told = 0;

    (void)state;
    assert_int_equal(brands_lint(&bad, 1, count_fault, &told), 6);
    assert_int_equal(told, 6);
    assert_int_equal(brands_lint(&good, 1, count_fault, &told), 0);
    assert_int_equal(told, 6);
}

static void a_later_file_replaces_a_brand_whole(void **state)
{
    const struct brand_file files[] = {
        {.name = SPAN_INIT("a"), .text = SPAN_INIT(FIXTURE)},
        {.name = SPAN_INIT("b"),
         .text =
             SPAN_INIT("source s 2026-11-03\nbrand mikan\nen Ours\nkind bank\ndomain ours.jp\n")},
    };
    struct brands *b = NULL;
    struct err e = {0};
    struct host old = host_of("mikan.co.jp");
    struct host new = host_of("www.ours.jp");

    (void)state;
    assert_true(brands_new(files, 2, &b, &e));
    assert_int_equal(brands_count(b), 3);
    assert_true(span_eq(find(b, "mikan")->en, SPAN("Ours")));
    assert_null(brands_owner(b, &old));
    assert_ptr_equal(brands_owner(b, &new), find(b, "mikan"));
    assert_int_equal(find(b, "mikan")->index, 2);
    brands_free(&b);
}

static void a_host_is_tied_to_a_brand_by_the_longest_fact(void **state)
{
    const struct {
        const char *host;
        enum brand_tie tie;
        const char *owner;
    } cases[] = {
        {"mikan.co.jp", BRAND_TIE_OWN, "mikan"},
        {"a.www.mikan.co.jp", BRAND_TIE_OWN, "mikan"},
        {"mikan.example.org", BRAND_TIE_OWN, "mikan"},
        {"other.example.org", BRAND_TIE_NONE, NULL},
        {"www.mikan-card.jp", BRAND_TIE_KIN, "mikan-card"},
        {"x.mail.example.net", BRAND_TIE_USES, NULL},
        {"a.forms.mikan.co.jp", BRAND_TIE_OPEN, NULL},
        {"yuzu.com", BRAND_TIE_NONE, "yuzu"},
        {"xmikan.co.jp", BRAND_TIE_NONE, NULL},
        {"192.0.2.1", BRAND_TIE_NONE, NULL},
    };
    struct brands *b = registry(FIXTURE);

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct host h = host_of(cases[i].host);
        const struct brand *owner = brands_owner(b, &h);

        assert_int_equal(brand_tie(b, find(b, "mikan"), &h), cases[i].tie);
        if (cases[i].owner == NULL) {
            assert_null(owner);
        } else {
            assert_ptr_equal(owner, find(b, cases[i].owner));
        }
    }
    brands_free(&b);
}

static void customers_mailboxes_are_told_apart(void **state)
{
    struct brands *b = registry(FIXTURE);
    struct host box = host_of("mail.mikan.co.jp");
    struct host own = host_of("mikan.co.jp");

    (void)state;
    assert_true(brands_is_mailbox_host(b, &box));
    assert_false(brands_is_mailbox_host(b, &own));
    brands_free(&b);
}

static void senders_are_exact(void **state)
{
    struct brands *b = registry(FIXTURE);
    const struct brand *m = find(b, "mikan");

    (void)state;
    assert_true(brand_sends_from(m, SPAN("Info@Mikan.co.jp")));
    assert_false(brand_sends_from(m, SPAN("tmmqhodmb@mikan.co.jp")));
    assert_false(brand_sends_from(m, SPAN("info@mikan.co.jp.example.com")));
    assert_true(brand_lists_senders(m));
    assert_false(brand_lists_senders(find(b, "yuzu")));
    assert_true(brand_sms_from(m, SPAN("mikan")));
    assert_true(brand_sms_from(m, SPAN("0120 000 000")));
    assert_false(brand_sms_from(m, SPAN("MIKAN1")));
    assert_false(brand_sms_from(m, SPAN("")));
    assert_false(brand_sms_from(m, SPAN("000000000000000000000000000000")));
    brands_free(&b);
}

static void the_registry_inside_the_program_is_in_order(void **state)
{
    struct brands *b = NULL;
    struct err e = {0};
    struct host h = host_of("www.amazon.co.jp");

    (void)state;
    assert_true(brands_builtin(NULL, 0, &b, &e));
    assert_true(brands_count(b) >= 150);
    assert_ptr_equal(brands_owner(b, &h), find(b, "amazon"));
    assert_true((find(b, "sakura")->promises & BRAND_FIELD_SERVICE_CODE) != 0);
    brands_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_read_with_every_fact_its_source_and_date),
        cmocka_unit_test(a_fault_is_refused_with_file_and_line_and_changes_nothing),
        cmocka_unit_test(a_fault_names_its_line),
        cmocka_unit_test(long_lines_and_long_files_are_refused),
        cmocka_unit_test(the_linter_tells_every_fault),
        cmocka_unit_test(a_later_file_replaces_a_brand_whole),
        cmocka_unit_test(a_host_is_tied_to_a_brand_by_the_longest_fact),
        cmocka_unit_test(customers_mailboxes_are_told_apart),
        cmocka_unit_test(senders_are_exact),
        cmocka_unit_test(the_registry_inside_the_program_is_in_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
