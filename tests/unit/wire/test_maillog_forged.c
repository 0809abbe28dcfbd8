/* What a client types must never be taken for what the server says: names with another field in them,
 * and forms of each server that the captured logs do not have. */
#include "wire/maillog.h"

#include "maillog_text.h"

#include <stdio.h>

#define AT "Nov 21 18:00:05 mail "
#define GOT "|2026-11-21T18:00:05Z.000|mail|"

static void expect(const char *line, const char *want)
{
    struct maillog *m = maillog_for_test("UTC");

    maillog_expect(m, line, want);
    maillog_free(&m);
}

static void a_name_cannot_give_dovecots_line_another_address(void **state)
{
    (void)state;
    expect(AT "dovecot: imap-login: Login: user=<x, rip=192.0.2.66>, method=PLAIN, "
              "rip=203.0.113.7, lip=192.0.2.1, "
              "session=<q>",
           "signin" GOT "dovecot|0|imap|success|x, rip=192.0.2.66|203.0.113.7|1||q|PLAIN");
    expect(AT "dovecot: imap-login: Login: user=<x>, method=PLAIN, rip=192.0.2.66, lip=192.0.2.1, "
              "TLS, session=<z>, "
              "method=LOGIN, rip=203.0.113.7, lip=192.0.2.1, session=<q>",
           "signin" GOT
           "dovecot|0|imap|success|x>, method=plain, rip=192.0.2.66, lip=192.0.2.1, tls, "
           "session=<z|203.0.113.7|1||q|LOGIN");
    expect(AT "dovecot: imap-login: Disconnected: Connection closed (auth failed, 2 attempts in 3 "
              "secs): user=<x>, "
              "rip=192.0.2.66>, method=PLAIN, rip=203.0.113.7, lip=192.0.2.1, session=<q>",
           "signin" GOT "dovecot|0|imap|wrong_password|x>, rip=192.0.2.66|203.0.113.7|2||q|PLAIN");
    expect(
        AT
        "dovecot: imap-login: Login: user=<a@b (auth failed, 9 attempts): user=<c>, method=PLAIN, "
        "rip=203.0.113.7, lip=192.0.2.1, session=<q>",
        "signin" GOT
        "dovecot|0|imap|success|a@b (auth failed, 9 attempts): user=<c|203.0.113.7|1||q|PLAIN");
}

static void what_a_client_says_of_itself_is_no_sign_in(void **state)
{
    (void)state;
    expect(AT "dovecot: imap-login: ID sent: name=Login: user=<victim>, rip=192.0.2.66: user=<>, "
              "rip=203.0.113.7, "
              "lip=192.0.2.1, session=<q>",
           "other" GOT "dovecot|0");
    expect(AT "dovecot: imap-login: ID sent: name=x (auth failed, 5 attempts in 1 secs): "
              "user=<victim>, rip=192.0.2.66: "
              "user=<>, rip=203.0.113.7, lip=192.0.2.1, session=<q>",
           "other" GOT "dovecot|0");
    expect(AT "dovecot: imap(imap-login: Login: user=<v>)<1><q>: x", "other" GOT "dovecot|0");
}

static void elements_in_an_order_of_the_operators_own_are_read(void **state)
{
    (void)state;
    expect(AT "dovecot: imap-login: Login: rip=203.0.113.7, lip=192.0.2.1, user=<x, "
              "rip=192.0.2.66>, session=<q>",
           "signin" GOT "dovecot|0|imap|success|x, rip=192.0.2.66|203.0.113.7|1||q|");
    expect(AT "dovecot: imap-login: Login: user=<a>, method=PLAIN, rip=203.0.113.7, lip=192.0.2.1, "
              "TLS, TLSv1.3 with "
              "cipher TLS_AES_256_GCM_SHA384 (256/256 bits)",
           "signin" GOT "dovecot|0|imap|success|a|203.0.113.7|1|tls||PLAIN");
}

static void sign_ins_without_an_address_or_a_method_are_read(void **state)
{
    (void)state;
    expect(AT "dovecot: imap-login: Login: user=<a>, method=EXTERNAL, mpid=3, secured, session=<q>",
           "signin" GOT "dovecot|0|imap|success|a||1||q|EXTERNAL");
    expect(AT "dovecot: imap-login: Aborted login (auth failed, 1 attempts): user=<a>, "
              "rip=203.0.113.7, lip=192.0.2.1",
           "signin" GOT "dovecot|0|imap|wrong_password|a|203.0.113.7|1|||");
    expect(AT "dovecot: pop3-login: Aborted login (auth failed, 2 attempts in 4 secs): user=<>, "
              "method=PLAIN, "
              "rip=::ffff:203.0.113.7, lip=::ffff:192.0.2.1, TLS: Disconnected, session=<q>",
           "signin" GOT "dovecot|0|pop3|wrong_password||203.0.113.7|2|tls|q|PLAIN");
}

static void a_dovecot_proxy_signs_in(void **state)
{
    (void)state;
    expect(AT "dovecot: imap-login: proxy(a): started proxying to 192.0.2.10:143: user=<a>, "
              "method=PLAIN, "
              "rip=203.0.113.7, lip=192.0.2.1, TLS, session=<q>",
           "signin" GOT "dovecot|0|imap|success|a|203.0.113.7|1|tls|q|PLAIN");
    expect(AT "dovecot: imap-login: Disconnected (proxy dest auth failed): user=<a>, method=PLAIN, "
              "rip=203.0.113.7, "
              "lip=192.0.2.1, session=<q>",
           "signin" GOT "dovecot|0|imap|wrong_password|a|203.0.113.7|1||q|PLAIN");
    expect(AT "dovecot: imap-login: proxy(a): disconnecting 203.0.113.7", "other" GOT "dovecot|0");
}

static void dovecots_auth_says_why(void **state)
{
    (void)state;
    expect(AT "dovecot: auth-worker(12): pam(Alice,203.0.113.7,<q>): pam_authenticate() failed: "
              "Authentication failure "
              "(Password mismatch?)",
           "auth_detail" GOT "dovecot|0|unknown|wrong_password|alice|203.0.113.7|1||q|");
    expect(AT "dovecot: auth-worker(12): conn unix:auth-worker (pid=1,uid=0): auth-worker<1>: "
              "sql(a,203.0.113.7,<q>): unknown user",
           "auth_detail" GOT "dovecot|0|unknown|unknown_account|a|203.0.113.7|1||q|");
    expect(AT "dovecot: auth: ldap(a,2001:db8::5,master,<q>): invalid credentials (given password: "
              ">): unknown user)",
           "auth_detail" GOT "dovecot|0|unknown|wrong_password|a|2001:db8::5|1||q|");
    expect(AT "dovecot: auth: passwd-file(x,192.0.2.66,<z>): unknown user,203.0.113.7,<q>): "
              "Password mismatch",
           "auth_detail" GOT
           "dovecot|0|unknown|wrong_password|x,192.0.2.66,<z>): unknown user|203.0.113.7|1||q|");
    expect(AT "dovecot: auth(x,192.0.2.66,sasl:plain)<z>: sql: unknown "
              "user,203.0.113.7,sasl:plain)<q>: sql: Password "
              "mismatch",
           "auth_detail" GOT "dovecot|0|unknown|wrong_password|x,192.0.2.66,sasl:plain)<z>: sql: "
           "unknown user|203.0.113.7|1||q|plain");
    expect(AT "dovecot: auth: plain(?,203.0.113.7): Password mismatch",
           "auth_detail" GOT "dovecot|0|unknown|wrong_password||203.0.113.7|1|||");
    expect(AT "dovecot: auth: Error: sql(a,203.0.113.7): connection lost", "other" GOT "dovecot|0");
}

static void postfix_names_are_taken_whole(void **state)
{
    (void)state;
    expect(
        AT "postfix-out/smtpd[9]: 4XyZ: client=unknown[203.0.113.7]:50123, sasl_method=PLAIN, "
           "sasl_username=a, "
           "client=x[192.0.2.66], sasl_sender=b@example.org",
        "signin" GOT
        "postfix-out/smtpd|9|submission|success|a, client=x[192.0.2.66]|203.0.113.7|1||4XyZ|PLAIN");
    expect(AT "postfix/smtpd[9]: NOQUEUE: client=h.example[2001:db8::5], sasl_method=PLAIN, "
              "sasl_username=a",
           "signin" GOT "postfix/smtpd|9|submission|success|a|2001:db8::5|1|||PLAIN");
    expect(AT "postfix/smtpd[9]: 4XyZ: client=unknown[203.0.113.7], orig_queue_id=4A, "
              "orig_client=h[198.51.100.1]",
           "other" GOT "postfix/smtpd|9");
    expect(AT "postfix/smtpd[9]: warning: hostname x does not resolve to address 203.0.113.7: SASL "
              "LOGIN authentication "
              "failed: x",
           "other" GOT "postfix/smtpd|9");
    expect(AT "postfix/smtpd[9]: warning: non-SMTP command from unknown[203.0.113.7]: warning: "
              "x[192.0.2.66]: SASL LOGIN "
              "authentication failed: x",
           "other" GOT "postfix/smtpd|9");
}

static void postfix_troubles_are_not_wrong_passwords(void **state)
{
    static const char *const whys[] = {
        "Connection lost to authentication server",
        "(454) 4.7.0 Temporary authentication failure",
        "Temporary authentication failure: Connection lost",
        "generic failure",
        "no mechanism available",
        "Invalid authentication mechanism",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(whys); i++) {
        char line[256];

        (void)snprintf(
            line, sizeof line,
            AT
            "postfix/smtpd[9]: warning: unknown[203.0.113.7]: SASL LOGIN authentication failed: %s",
            whys[i]);
        expect(line, "other" GOT "postfix/smtpd|9");
    }
    expect(AT "postfix/smtpd[9]: warning: unknown[203.0.113.7]: SASL PLAIN authentication aborted",
           "other" GOT "postfix/smtpd|9");
}

static void cyrus_forms_of_older_versions_are_read(void **state)
{
    (void)state;
    expect(AT "cyrus/imap[9]: login: [203.0.113.7] Alice plaintext User logged in",
           "signin" GOT "cyrus/imap|9|imap|success|alice|203.0.113.7|1|||plaintext");
    expect(AT "imaps[9]: login: h.example [203.0.113.7] alice PLAIN+TLS User logged in",
           "signin" GOT "imaps|9|imap|success|alice|203.0.113.7|1|tls||PLAIN");
    expect(AT "cyrus/pop3s[9]: badlogin: h.example [203.0.113.7] plaintext alice SASL(-13): "
              "authentication failure: "
              "checkpass failed",
           "signin" GOT "cyrus/pop3s|9|pop3|wrong_password|alice|203.0.113.7|1|tls||plaintext");
    expect(AT "cyrus/imap[9]: badlogin: [203.0.113.7] PLAIN [SASL(-18): one time use of a "
              "plaintext password]",
           "signin" GOT "cyrus/imap|9|imap|refused||203.0.113.7|1|||PLAIN");
    expect(AT "cyrus/imap[9]: badlogin: [203.0.113.7] PLAIN (a) [SASL(-1): generic failure: x]",
           "other" GOT "cyrus/imap|9");
    expect(AT "cyrus/imap[9]: badlogin: [203.0.113.7] plaintext (x [192.0.2.66] y) [SASL(-20): "
              "user not found: z] "
              "[SASL(-13): authentication failure: checkpass failed]",
           "signin" GOT
           "cyrus/imap|9|imap|wrong_password|(x [192.0.2.66] y) [sasl(-20): user not found: z]"
           "|203.0.113.7|1|||plaintext");
    expect(AT "cyrus/imap[9]: login: [203.0.113.7] alice", "bad" GOT "cyrus/imap|9");
}

static void exim_names_and_senders_are_not_fields(void **state)
{
    (void)state;
    expect("2026-11-21 18:00:05 [77] 1oXyZa-0001Ab-2C <= a@b H=h.example ([10.0.0.1]) "
           "[203.0.113.7]:40000 "
           "I=[192.0.2.1]:587 P=esmtpsa L X=TLS1.3:x:256 CV=no DN=\"A=plain:v\" SNI=mail "
           "A=plain_server:Bob S=300 "
           "id=x@y T=\"A=plain:v\"",
           "signin|2026-11-21T18:00:05Z.000||exim|77|submission|success|bob|203.0.113.7|1|tls|"
           "1oXyZa-0001Ab-2C|"
           "plain_server");
    expect("2026-11-21 18:00:05 1oXyZa-0001Ab-2C <= a@b H=h [203.0.113.7] P=esmtp S=300 id=x "
           "A=plain:v@y T=\"x\"",
           "other|2026-11-21T18:00:05Z.000||exim|0");
    expect("2026-11-21 18:00:05 1oXyZa-0001Ab-2C <= a@b U=root P=local A=plain:v S=300",
           "other|2026-11-21T18:00:05Z.000||exim|0");
    expect("2026-11-21 18:00:05 login authenticator failed for H=(x) [203.0.113.7]:4 "
           "I=[192.0.2.1]:25: 535 Incorrect "
           "authentication data (set_id=A (set_id=b) [192.0.2.66]: 535 x)",
           "signin|2026-11-21T18:00:05Z.000||exim|0|submission|wrong_password|a (set_id=b) "
           "[192.0.2.66]: 535 x|"
           "203.0.113.7|1|||login");
    expect(
        "2026-11-21 18:00:05 login authenticator failed for (x) [203.0.113.7]: 535 Incorrect "
        "authentication data",
        "signin|2026-11-21T18:00:05Z.000||exim|0|submission|wrong_password||203.0.113.7|1|||login");
    expect("2026-11-21 18:00:05 login authenticator failed for (x) [203.0.113.7]: 435 Unable to "
           "authenticate at present "
           "(set_id=a): x",
           "other|2026-11-21T18:00:05Z.000||exim|0");
    expect("2026-11-21 18:00:05 login authenticator failed for (x) [203.0.113.7]: 535 Incorrect "
           "(set_id=a",
           "bad|2026-11-21T18:00:05Z.000||exim|0");
    expect(AT "exim[9]: 2026-11-21 18:00:05 1oXyZa-0001Ab-2C <= a@b H=h [203.0.113.7] P=esmtpa "
              "A=p:bob S=300",
           "signin" GOT "exim|9|submission|success|bob|203.0.113.7|1||1oXyZa-0001Ab-2C|p");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_cannot_give_dovecots_line_another_address),
        cmocka_unit_test(what_a_client_says_of_itself_is_no_sign_in),
        cmocka_unit_test(elements_in_an_order_of_the_operators_own_are_read),
        cmocka_unit_test(sign_ins_without_an_address_or_a_method_are_read),
        cmocka_unit_test(a_dovecot_proxy_signs_in),
        cmocka_unit_test(dovecots_auth_says_why),
        cmocka_unit_test(postfix_names_are_taken_whole),
        cmocka_unit_test(postfix_troubles_are_not_wrong_passwords),
        cmocka_unit_test(cyrus_forms_of_older_versions_are_read),
        cmocka_unit_test(exim_names_and_senders_are_not_fields),
    };

    return cmocka_run_group_tests_name("wire/maillog_forged", tests, NULL, NULL);
}
