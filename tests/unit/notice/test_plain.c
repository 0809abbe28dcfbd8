#include "notice/plain.h"

#include "cmocka_all.h"

static struct span of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

static void check(void (*make)(struct buf *, struct span), const char *in, const char *expected)
{
    char bytes[256];
    struct buf out = BUF_ON(bytes);

    make(&out, of(in));
    bytes[out.len] = '\0';
    assert_string_equal(bytes, expected);
}

static void a_program_is_called_what_programs_are_called(void **state)
{
    (void)state;
    check(plain_device, "Thunderbird 128.0", "Thunderbird 128.0");
    check(plain_device, "iPhone Mail (22A3354)", "iPhone Mail (22A3354)");
    check(plain_device, "Outlook_16.0.17928", "Outlook");
    check(plain_device, "Thunderbird 128.10.0", "Thunderbird 128.10.0");
    check(plain_device, "", "");
}

static void a_program_cannot_carry_a_link_a_number_or_a_message(void **state)
{
    (void)state;
    check(plain_device, "http://evil.example/", "");
    check(plain_device, "evil.example", "");
    check(plain_device, "www.evil.example", "");
    check(plain_device, "call 0120-123-456", "call");
    check(plain_device, "call 0 1 2 0 1 2 3", "call");
    check(plain_device, "0120-123-456", "");
    check(plain_device, "ご連絡ください", "");
    check(plain_device, "a\nb", "");
    check(plain_device, "a@b", "");
}

static void a_name_cannot_carry_a_link(void **state)
{
    (void)state;
    check(plain_name, "Amazon.com, Inc.", "Amazon com, Inc.");
    check(plain_name, "https://evil.example/", "https evil example/");
    check(plain_name, "例。株式会社", "例 株式会社");
    check(plain_name, "J. R. Hartley", "J. R. Hartley");
    check(plain_name, "Net 2.0", "Net 2.0");
    check(plain_name, "a\x1b", "a␛");
}

static void what_is_cut_says_so(void **state)
{
    char bytes[64];
    struct buf out = BUF_ON(bytes);

    (void)state;
    plain_cut(&out, LANG_EN, SPAN("Example Network"), 12);
    plain_cut(&out, LANG_EN, SPAN("|Example"), 12);
    plain_cut(&out, LANG_JA, SPAN("|見本ネットワーク"), 9);
    bytes[out.len] = '\0';
    assert_string_equal(bytes, "Example Ne.|Example|見本ネ…");
}

static void accents_are_left_out_where_the_alphabet_lacks_them(void **state)
{
    (void)state;
    check(plain_gsm, "São Tomé & Príncipe", "Sao Tomé & Principe");
    check(plain_gsm, "Côte d’Ivoire", "Cote d'Ivoire");
    check(plain_gsm, "Türkiye", "Türkiye");
    check(plain_gsm, "見本", "見本");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_program_is_called_what_programs_are_called),
        cmocka_unit_test(a_program_cannot_carry_a_link_a_number_or_a_message),
        cmocka_unit_test(a_name_cannot_carry_a_link),
        cmocka_unit_test(what_is_cut_says_so),
        cmocka_unit_test(accents_are_left_out_where_the_alphabet_lacks_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
