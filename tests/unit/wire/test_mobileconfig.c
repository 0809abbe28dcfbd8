#include "wire/mobileconfig.h"

#include "cmocka_all.h"

#include <stdlib.h>

static const struct mail_setup setup = {
    .server = {[MAIL_IMAP] = {SPAN_INIT("imap.example.jp"), 993, MAIL_SOCKET_TLS},
               [MAIL_SUBMISSION] = {SPAN_INIT("smtp.example.jp"), 587, MAIL_SOCKET_STARTTLS}},
    .name = SPAN_INIT("Example <Mail> & more"),
};

static struct mobileconfig profile(void)
{
    return (struct mobileconfig){
        .identifier = SPAN("jp.example.mail.k3v9q2m7xa"),
        .uuid = {0xAB, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
        .payload_uuid = {0xCD, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
        .display_name = SPAN("Example Mail, settings ver. 3"),
        .description = SPAN("Sets mail up."),
        .organization = SPAN("Example"),
        .person = SPAN("山田 太郎"),
        .address = SPAN("taro@example.jp"),
        .user = SPAN("A1001"),
        .password = SPAN("abcd-efgh"),
        .setup = &setup,
    };
}

static char room[MOBILECONFIG_MAX + 1];

static const char *print(const struct mobileconfig *m)
{
    struct buf out = {.at = room, .cap = MOBILECONFIG_MAX};

    mobileconfig_print(&out, m);
    assert_false(out.full);
    room[out.len] = '\0';
    return room;
}

static void says(const char *text, const char *expected)
{
    if (strstr(text, expected) == NULL) {
        fail_msg("no %s in:\n%s", expected, text);
    }
}

static void a_profile_signs_in_with_the_account_s_id_and_sends_from_the_address(void **state)
{
    const struct mobileconfig m = profile();
    const char *text = print(&m);

    (void)state;
    says(text, "<key>EmailAddress</key>\n      <string>taro@example.jp</string>");
    says(text, "<key>IncomingMailServerUsername</key>\n      <string>A1001</string>");
    says(text, "<key>OutgoingMailServerUsername</key>\n      <string>A1001</string>");
    says(text, "<key>IncomingMailServerPortNumber</key>\n      <integer>993</integer>");
    says(text, "<key>OutgoingMailServerPortNumber</key>\n      <integer>587</integer>");
    says(text, "<key>OutgoingMailServerUseSSL</key>\n      <true/>");
    says(text, "<key>EmailAccountName</key>\n      <string>山田 太郎</string>");
    says(text, "<string>AB010203-0405-0607-0809-0A0B0C0D0E0F</string>");
    says(text, "<string>jp.example.mail.k3v9q2m7xa.account</string>");
}

static void the_same_device_gives_the_same_bytes(void **state)
{
    const struct mobileconfig m = profile();
    char *first = strdup(print(&m));

    (void)state;
    assert_non_null(first);
    assert_string_equal(first, print(&m));
    free(first);
}

static void without_a_password_the_device_asks_once_for_both(void **state)
{
    struct mobileconfig m = profile();
    const char *text;

    (void)state;
    m.password = SPAN("");
    text = print(&m);
    assert_null(strstr(text, "IncomingPassword</key>\n      <string>"));
    says(text, "<key>OutgoingPasswordSameAsIncomingPassword</key>\n      <true/>");
}

static void names_of_anybody_s_leave_the_xml_well_formed(void **state)
{
    struct mobileconfig m = profile();
    const char *text;

    (void)state;
    m.person = SPAN("</string><key>x</key>\x01\xFF\"'&");
    text = print(&m);
    says(text, "&lt;/string&gt;&lt;key&gt;x&lt;/key&gt;\xEF\xBF\xBD\xEF\xBF\xBD&quot;&#39;&amp;");
    says(text, "Example &lt;Mail&gt; &amp; more");
}

static void nobody_s_name_is_left_out_and_pop_stands_in_for_imap(void **state)
{
    struct mail_setup pop = setup;
    struct mobileconfig m = profile();
    const char *text;

    (void)state;
    pop.server[MAIL_POP3] = (struct mail_server){SPAN("pop.example.jp"), 995, MAIL_SOCKET_TLS};
    pop.server[MAIL_IMAP].host = SPAN("");
    m.setup = &pop;
    m.person = SPAN("");
    text = print(&m);
    assert_null(strstr(text, "EmailAccountName"));
    says(text, "<string>EmailTypePOP</string>");
    says(text, "<string>pop.example.jp</string>");
}

static void the_longest_names_fit(void **state)
{
    static char longest[MAIL_ADDRESS_MAX];
    struct mobileconfig m = profile();

    (void)state;
    memset(longest, '&', sizeof longest);
    m.person = m.address = m.user = m.display_name = m.description = m.organization =
        (struct span){.at = longest, .len = sizeof longest};
    (void)print(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_profile_signs_in_with_the_account_s_id_and_sends_from_the_address),
        cmocka_unit_test(the_same_device_gives_the_same_bytes),
        cmocka_unit_test(without_a_password_the_device_asks_once_for_both),
        cmocka_unit_test(names_of_anybody_s_leave_the_xml_well_formed),
        cmocka_unit_test(nobody_s_name_is_left_out_and_pop_stands_in_for_imap),
        cmocka_unit_test(the_longest_names_fit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
