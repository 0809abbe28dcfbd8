#include "wire/autoconfig.h"

#include "wire/autodiscover.h"
#include "wire/mail_records.h"

#include "cmocka_all.h"

#include <stdlib.h>

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

static const struct mail_setup setup = {
    .server = {[MAIL_IMAP] = {SPAN_INIT("imap.example.jp"), 993, MAIL_SOCKET_TLS},
               [MAIL_POP3] = {SPAN_INIT("pop.example.jp"), 110, MAIL_SOCKET_STARTTLS},
               [MAIL_SUBMISSION] = {SPAN_INIT("smtp.example.jp"), 465, MAIL_SOCKET_TLS}},
    .domains = SPAN_INIT("example.jp mail.example.jp"),
    .name = SPAN_INIT("Example <Mail>"),
    .page = SPAN_INIT("https://mail.example.jp/setup?a=1&b=2"),
};

static char room[(size_t)16 << 10];

static const char *ended(struct buf *out)
{
    assert_false(out->full);
    room[out->len] = '\0';
    return room;
}

static void says(const char *text, const char *expected)
{
    if (strstr(text, expected) == NULL) {
        fail_msg("no %s in:\n%s", expected, text);
    }
}

/* --- autoconfig ----------------------------------------------------------------------------------- */

static void mail_programs_are_told_servers_and_a_place_for_the_address(void **state)
{
    struct buf out = {.at = room, .cap = sizeof room - 1};
    const char *text;

    (void)state;
    autoconfig_print(&out, &setup);
    text = ended(&out);
    says(text, "<emailProvider id=\"example.jp\">");
    says(text, "<domain>mail.example.jp</domain>");
    says(text, "<incomingServer type=\"imap\">\n      <hostname>imap.example.jp</hostname>\n"
               "      <port>993</port>\n      <socketType>SSL</socketType>");
    says(text, "<socketType>STARTTLS</socketType>");
    says(text, "<username>%EMAILADDRESS%</username>");
    says(text, "<displayName>Example &lt;Mail&gt;</displayName>");
    says(text, "url=\"https://mail.example.jp/setup?a=1&amp;b=2\"");
}

static void an_account_s_id_is_asked_for_and_never_told(void **state)
{
    struct mail_setup m = setup;
    struct buf out = {.at = room, .cap = sizeof room - 1};
    const char *text;

    (void)state;
    m.user = MAIL_USER_ACCOUNT;
    autoconfig_print(&out, &m);
    text = ended(&out);
    says(text, "<inputField key=\"USERNAME\"");
    says(text, "<username>%USERNAME%</username>");
    assert_null(strstr(text, "%EMAILADDRESS%"));
}

static void domains_are_compared_without_case_and_addresses_are_not_looked_up(void **state)
{
    static const struct {
        const char *address;
        bool served;
    } cases[] = {
        {"a@example.jp", true},
        {"A@EXAMPLE.JP", true},
        {"nobody-at-all@mail.example.jp", true},
        {"a@example.com", false},
        {"a@sub.example.jp", false},
        {"@example.jp", false},
        {"example.jp", false},
        {"a b@example.jp", false},
        {"a@b@example.jp", false},
        {"a@example.jp ", false},
        {"<a>@example.jp", false},
        {"", false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct span domain = mail_domain_of(span_of(cases[i].address));

        if (mail_setup_serves(&setup, domain) != cases[i].served) {
            fail_msg("\"%s\"", cases[i].address);
        }
    }
}

static void host_names_are_those_of_dns(void **state)
{
    static const struct {
        const char *name;
        bool ok;
    } cases[] = {
        {"example.jp", true}, {"a", true},     {"1.2", true},  {"a-b.jp", true}, {"", false},
        {".jp", false},       {"a..b", false}, {"a.", false},  {"-a", false},    {"a-", false},
        {"a-.b", false},      {"a_b", false},  {"a b", false}, {"a/b", false},   {"例.jp", false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        if (mail_host_is_name(span_of(cases[i].name)) != cases[i].ok) {
            fail_msg("\"%s\"", cases[i].name);
        }
    }
}

/* --- autodiscover --------------------------------------------------------------------------------- */

#define ASKED(address)                                                                             \
    "<?xml version=\"1.0\" encoding=\"utf-8\"?><Autodiscover "                                     \
    "xmlns=\"http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006\">"     \
    "<Request><EMailAddress>" address "</EMailAddress><AcceptableResponseSchema>"                  \
    "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a"              \
    "</AcceptableResponseSchema></Request></Autodiscover>"

static void outlook_is_told_servers_for_the_address_it_asked_about(void **state)
{
    struct autodiscover_request r;
    struct buf out = {.at = room, .cap = sizeof room - 1};
    struct err e = {0};
    const char *text;

    (void)state;
    assert_true(autodiscover_parse(SPAN(ASKED("\n taro@example.jp ")), &r, &e));
    assert_true(span_eq(r.address, SPAN("taro@example.jp")));
    assert_true(r.known_schema);
    autodiscover_print(&out, &setup, &r);
    text = ended(&out);
    says(text, "<Type>IMAP</Type>\n        <Server>imap.example.jp</Server>\n"
               "        <Port>993</Port>\n        <LoginName>taro@example.jp</LoginName>");
    says(text, "<Encryption>TLS</Encryption>");
    says(text, "<Type>SMTP</Type>");
}

static void hostile_requests_are_refused_and_change_nothing(void **state)
{
    static const char *const cases[] = {
        "",
        "nothing",
        "<EMailAddress>",
        "<EMailAddress></EMailAddress>",
        "<EMailAddress>nobody</EMailAddress>",
        "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>" ASKED("&e;"),
        "<!DOCTYPE x>" ASKED("a@example.jp"),
        ASKED("a&amp;b@example.jp"),
        "<EMailAddress><![CDATA[a@example.jp]]></EMailAddress>",
        "<!-- --><EMailAddress>a@example.jp</EMailAddress>",
        "<EMailAddressX>a@example.jp</EMailAddressX>",
        ASKED("a@example.jp,b@example.jp"),
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct autodiscover_request r = {.address = SPAN("untouched")};
        struct err e = {0};

        if (autodiscover_parse(span_of(cases[i]), &r, &e)) {
            fail_msg("%s", cases[i]);
        }
        assert_int_equal(e.code, ERR_INPUT);
        assert_true(span_eq(r.address, SPAN("untouched")));
    }
}

static void a_request_of_another_schema_or_length_is_told_apart(void **state)
{
    static char many[AUTODISCOVER_BODY_MAX + 1];
    struct autodiscover_request r;
    struct err e = {0};

    (void)state;
    assert_true(autodiscover_parse(SPAN("<r:EMailAddress x='1'>a@example.jp</r:EMailAddress>"
                                        "<AcceptableResponseSchema>mobilesync"
                                        "</AcceptableResponseSchema>"),
                                   &r, &e));
    assert_false(r.known_schema);
    memset(many, ' ', sizeof many);
    assert_false(autodiscover_parse((struct span){.at = many, .len = sizeof many}, &r, &e));
    assert_int_equal(e.code, ERR_LIMIT);
}

static void an_error_says_when_and_what(void **state)
{
    struct buf out = {.at = room, .cap = sizeof room - 1};

    (void)state;
    autodiscover_print_error(&out, 600, "Invalid Request", INT64_C(1795284001234));
    says(ended(&out), "<Error Time=\"18:00:01.2340000\" Id=\"0\">\n"
                      "      <ErrorCode>600</ErrorCode>");
}

/* --- records -------------------------------------------------------------------------------------- */

static void the_zone_names_what_is_offered_and_what_is_not(void **state)
{
    struct buf out = {.at = room, .cap = sizeof room - 1};
    const char *text;

    (void)state;
    mail_records_print(&out, &setup, SPAN("example.jp"), SPAN("pages.example.jp"));
    text = ended(&out);
    says(text, "_imaps._tcp.example.jp. 3600 IN SRV 0 1 993 imap.example.jp.\n");
    says(text, "_imap._tcp.example.jp. 3600 IN SRV 0 0 0 .\n");
    says(text, "_pop3._tcp.example.jp. 3600 IN SRV 10 1 110 pop.example.jp.\n");
    says(text, "_pop3s._tcp.example.jp. 3600 IN SRV 0 0 0 .\n");
    says(text, "_submissions._tcp.example.jp. 3600 IN SRV 0 1 465 smtp.example.jp.\n");
    says(text, "autoconfig.example.jp. 3600 IN CNAME pages.example.jp.\n");
    says(text, "_autodiscover._tcp.example.jp. 3600 IN SRV 0 1 443 pages.example.jp.\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mail_programs_are_told_servers_and_a_place_for_the_address),
        cmocka_unit_test(an_account_s_id_is_asked_for_and_never_told),
        cmocka_unit_test(domains_are_compared_without_case_and_addresses_are_not_looked_up),
        cmocka_unit_test(host_names_are_those_of_dns),
        cmocka_unit_test(outlook_is_told_servers_for_the_address_it_asked_about),
        cmocka_unit_test(hostile_requests_are_refused_and_change_nothing),
        cmocka_unit_test(a_request_of_another_schema_or_length_is_told_apart),
        cmocka_unit_test(an_error_says_when_and_what),
        cmocka_unit_test(the_zone_names_what_is_offered_and_what_is_not),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
