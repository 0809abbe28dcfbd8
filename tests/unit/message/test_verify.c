#include "message/verify.h"

#include "signed_mail.h"

struct zone {
    const char *name;
    enum lookup_type type;
    const char *value; /* NULL: the look-up fails */
    size_t len;        /* 0: strlen */
};

static struct span text(const char *s)
{
    return (struct span){.at = s, .len = strlen(s)};
}

static void answer_from(struct lookups *l, size_t index, const struct lookup *q,
                        const struct zone *zone, size_t count)
{
    struct span values[8];
    size_t found = 0;
    struct err e = {0};

    for (size_t i = 0; i < count; i++) {
        if (zone[i].type != q->type || strcmp(zone[i].name, q->name) != 0) {
            continue;
        }
        if (zone[i].value == NULL) {
            assert_true(lookups_answer(l, index, LOOKUP_FAILED, NULL, 0, &e));
            return;
        }
        values[found++] = (struct span){
            .at = zone[i].value,
            .len = zone[i].len == 0 ? strlen(zone[i].value) : zone[i].len,
        };
    }
    assert_true(
        lookups_answer(l, index, found > 0 ? LOOKUP_FOUND : LOOKUP_NONE, values, found, &e));
}

static char asked[LOOKUPS_MAX][LOOKUP_NAME_MAX];
static size_t asked_count;

/* Verifies until nothing is open, as a caller does. */
static struct verify_answer verify(const struct verify_ask *ask, const struct zone *zone,
                                   size_t count)
{
    struct verifier *v = NULL;
    struct lookups *l = lookups_new();
    struct verify_answer a = {0};
    struct err e = {0};

    asked_count = 0;
    assert_non_null(l);
    assert_true(verifier_new(&v, &e));
    for (int round = 0; round < LOOKUPS_ROUNDS_MAX; round++) {
        size_t index = 0;
        const struct lookup *q;
        bool open = false;

        verify_message(v, ask, l, &a);
        while ((q = lookups_open(l, 0, &index)) != NULL) {
            memcpy(asked[asked_count++], q->name, sizeof q->name);
            answer_from(l, index, q, zone, count);
            open = true;
        }
        if (!open) {
            break;
        }
    }
    lookups_free(&l);
    verifier_free(&v);
    return a;
}

static const struct zone signed_zone[] = {
    {"sel._domainkey.mail.example.co.jp", LOOKUP_TXT, public_key, 0},
    {"sel._domainkey.example.co.jp", LOOKUP_TXT, public_key, 0},
    {"sel._domainkey.evil.example", LOOKUP_TXT, public_key, 0},
    {"_dmarc.example.co.jp", LOOKUP_TXT, "v=DMARC1; p=reject", 0},
};

static struct verify_answer verify_signed(const char *message, const struct zone *zone,
                                          size_t count)
{
    const struct verify_ask ask = {
        .message = text(message),
        .from_domain = SPAN("mail.example.co.jp"),
    };

    return verify(&ask, zone, count);
}

static void a_signature_of_the_from_domain_binds_it(void **state)
{
    char *message = sign("mail.example.co.jp", -1);
    struct verify_answer a = verify_signed(message, signed_zone, COUNT(signed_zone));

    (void)state;
    assert_string_equal(verify_result_code(a.dkim), "pass");
    assert_string_equal(verify_result_code(a.dmarc), "pass");
    assert_true(a.bound);
    free(message);
}

static void line_feeds_alone_are_read_as_the_lines_that_were_signed(void **state)
{
    char *message = sign("mail.example.co.jp", -1);
    char *to = message;
    struct verify_answer a;

    (void)state;
    for (const char *from = message; *from != '\0'; from++) {
        if (*from != '\r') {
            *to++ = *from;
        }
    }
    *to = '\0';
    a = verify_signed(message, signed_zone, COUNT(signed_zone));
    assert_true(a.bound);
    free(message);
}

static void the_organisation_may_sign_unless_the_record_wants_the_very_name(void **state)
{
    static const struct zone strict[] = {
        {"sel._domainkey.example.co.jp", LOOKUP_TXT, public_key, 0},
        {"_dmarc.example.co.jp", LOOKUP_TXT, "v=DMARC1; p=none; adkim=s", 0},
    };
    char *message = sign("example.co.jp", -1);
    struct verify_answer relaxed = verify_signed(message, signed_zone, COUNT(signed_zone));
    struct verify_answer exact = verify_signed(message, strict, COUNT(strict));

    (void)state;
    assert_true(relaxed.bound);
    assert_int_equal(exact.dkim, VERIFY_PASS);
    assert_int_equal(exact.dmarc, VERIFY_FAIL);
    assert_false(exact.bound);
    free(message);
}

static void somebody_elses_signature_binds_nothing_and_nobody_asks_for_its_key(void **state)
{
    char *message = sign("evil.example", -1);
    struct verify_answer a = verify_signed(message, signed_zone, COUNT(signed_zone));

    (void)state;
    assert_int_equal(a.dkim, VERIFY_NONE);
    assert_int_equal(a.dmarc, VERIFY_FAIL);
    assert_false(a.bound);
    for (size_t i = 0; i < asked_count; i++) {
        assert_null(strstr(asked[i], "evil"));
    }
    free(message);
}

static void a_changed_word_breaks_the_signature(void **state)
{
    char *message = sign("mail.example.co.jp", -1);
    struct verify_answer a;

    (void)state;
    strstr(message, "That is all")[0] = 't';
    a = verify_signed(message, signed_zone, COUNT(signed_zone));
    assert_int_equal(a.dkim, VERIFY_FAIL);
    assert_false(a.bound);
    free(message);
}

static void a_signature_over_part_of_the_body_passes_nothing(void **state)
{
    char *message = sign("mail.example.co.jp", 10);
    struct verify_answer a;

    (void)state;
    assert_non_null(strstr(message, "l=10"));
    a = verify_signed(message, signed_zone, COUNT(signed_zone));
    assert_int_equal(a.dkim, VERIFY_FAIL);
    assert_false(a.bound);
    free(message);
}

static void a_second_from_field_binds_nothing(void **state)
{
    char *message = sign("mail.example.co.jp", -1);
    char *twice = calloc(1, 8192);
    struct verify_answer a;

    (void)state;
    assert_non_null(twice);
    (void)snprintf(twice, 8192, "fRoM : Other <a@b.example>\r\n%s", message);
    a = verify_signed(twice, signed_zone, COUNT(signed_zone));
    assert_int_equal(a.dkim, VERIFY_NONE);
    assert_false(a.bound);
    free(twice);
    free(message);
}

static void a_head_that_is_none_binds_nothing(void **state)
{
    static const struct {
        const char *at;
        size_t len;
    } heads[] = {
        {"From: a@mail.example.co.jp\r\nX: a\0b\r\n\r\n", 38},
        {"From: a@mail.example.co.jp\r\nno field\r\n\r\n", 40},
        {" folded: first\r\nFrom: a@mail.example.co.jp\r\n\r\n", 46},
        {"From: a@mail.example.co.jp\rFrom: b@example.jp\r\n\r\n", 49},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(heads); i++) {
        struct verify_ask ask = {
            .message = {.at = heads[i].at, .len = heads[i].len},
            .from_domain = SPAN("mail.example.co.jp"),
            .has_client = true,
            .mail_from = SPAN("bounce@example.co.jp"),
        };
        struct verify_answer a;

        assert_true(address_parse(SPAN("192.0.2.9"), &ask.client));
        a = verify(&ask, signed_zone, COUNT(signed_zone));
        assert_int_equal(a.dmarc, VERIFY_NONE);
        assert_false(a.bound);
        assert_int_equal(asked_count, 0);
    }
}

static void a_key_that_cannot_be_had_leaves_it_unknown(void **state)
{
    static const struct zone broken[] = {
        {"sel._domainkey.mail.example.co.jp", LOOKUP_TXT, NULL, 0},
        {"_dmarc.example.co.jp", LOOKUP_TXT, "v=DMARC1; p=reject", 0},
    };
    char *message = sign("mail.example.co.jp", -1);
    struct verify_answer a = verify_signed(message, broken, COUNT(broken));

    (void)state;
    assert_int_equal(a.dkim, VERIFY_UNKNOWN);
    assert_int_equal(a.dmarc, VERIFY_UNKNOWN);
    assert_false(a.bound);
    free(message);
}

static void two_keys_at_one_name_are_none(void **state)
{
    static const struct zone twice[] = {
        {"sel._domainkey.mail.example.co.jp", LOOKUP_TXT, public_key, 0},
        {"sel._domainkey.mail.example.co.jp", LOOKUP_TXT, "v=DKIM1; p=", 0},
    };
    char *message = sign("mail.example.co.jp", -1);

    (void)state;
    assert_int_equal(verify_signed(message, twice, COUNT(twice)).dkim, VERIFY_FAIL);
    free(message);
}

/* SPF */

static struct verify_answer verify_client(const char *client, const char *mail_from,
                                          const struct zone *zone, size_t count)
{
    struct verify_ask ask = {
        .message = text(FROM REST "\r\n" BODY),
        .from_domain = SPAN("mail.example.co.jp"),
        .has_client = true,
        .helo = SPAN("mx.example.co.jp"),
        .mail_from = text(mail_from),
    };

    assert_true(address_parse(text(client), &ask.client));
    return verify(&ask, zone, count);
}

static const struct zone spf_zone[] = {
    {"example.co.jp", LOOKUP_TXT, "v=spf1 include:_spf.example.net a:out.example.co.jp mx -all", 0},
    {"_spf.example.net", LOOKUP_TXT, "v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 -all", 0},
    {"out.example.co.jp", LOOKUP_A, "\xc6\x33\x64\x07", 4},
    {"example.co.jp", LOOKUP_MX, "mx.example.co.jp", 0},
    {"mx.example.co.jp", LOOKUP_A, "\xc6\x33\x64\x08", 4},
    {"mx.example.co.jp", LOOKUP_TXT, "v=spf1 a -all", 0},
    {"evil.example", LOOKUP_TXT, "v=spf1 +all", 0},
    {"_dmarc.example.co.jp", LOOKUP_TXT, "v=DMARC1; p=reject", 0},
};

static void a_client_the_record_names_passes_and_binds(void **state)
{
    static const char *const clients[] = {"192.0.2.9", "2001:db8::7", "198.51.100.7",
                                          "198.51.100.8"};

    (void)state;
    for (size_t i = 0; i < COUNT(clients); i++) {
        struct verify_answer a =
            verify_client(clients[i], "bounce@example.co.jp", spf_zone, COUNT(spf_zone));

        assert_string_equal(verify_result_code(a.spf), "pass");
        assert_true(a.spf_aligned && a.bound);
    }
}

static void another_client_fails(void **state)
{
    struct verify_answer a =
        verify_client("203.0.113.9", "bounce@example.co.jp", spf_zone, COUNT(spf_zone));

    (void)state;
    assert_int_equal(a.spf, VERIFY_FAIL);
    assert_int_equal(a.dmarc, VERIFY_FAIL);
    assert_false(a.bound);
}

static void a_strangers_envelope_may_pass_and_binds_nothing(void **state)
{
    struct verify_answer a =
        verify_client("203.0.113.9", "x@evil.example", spf_zone, COUNT(spf_zone));

    (void)state;
    assert_int_equal(a.spf, VERIFY_PASS);
    assert_false(a.spf_aligned);
    assert_int_equal(a.dmarc, VERIFY_FAIL);
    assert_false(a.bound);
}

static void a_bounce_is_judged_by_the_name_its_client_gave(void **state)
{
    struct verify_answer a = verify_client("198.51.100.8", "", spf_zone, COUNT(spf_zone));

    (void)state;
    assert_int_equal(a.spf, VERIFY_PASS);
    assert_true(a.bound);
}

static void a_client_on_this_machine_proves_nothing(void **state)
{
    struct verify_answer a =
        verify_client("127.0.0.1", "bounce@example.co.jp", spf_zone, COUNT(spf_zone));

    (void)state;
    assert_int_equal(a.spf, VERIFY_NONE);
    assert_false(a.bound);
}

static void offline_everything_is_unknown(void **state)
{
    struct verify_ask ask = {
        .message = text(FROM REST "\r\n" BODY),
        .from_domain = SPAN("mail.example.co.jp"),
        .has_client = true,
        .mail_from = SPAN("bounce@example.co.jp"),
    };
    struct verifier *v = NULL;
    struct lookups *l = lookups_new();
    struct verify_answer a = {0};
    struct err e = {0};
    size_t index = 0;

    (void)state;
    assert_true(address_parse(SPAN("192.0.2.9"), &ask.client));
    assert_non_null(l);
    assert_true(verifier_new(&v, &e));
    verify_message(v, &ask, l, &a);
    lookups_offline(l);
    verify_message(v, &ask, l, &a);
    assert_null(lookups_open(l, 0, &index));
    assert_int_equal(a.spf, VERIFY_UNKNOWN);
    assert_int_equal(a.dmarc, VERIFY_UNKNOWN);
    assert_false(a.bound);
    lookups_free(&l);
    verifier_free(&v);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_signature_of_the_from_domain_binds_it),
        cmocka_unit_test(line_feeds_alone_are_read_as_the_lines_that_were_signed),
        cmocka_unit_test(the_organisation_may_sign_unless_the_record_wants_the_very_name),
        cmocka_unit_test(somebody_elses_signature_binds_nothing_and_nobody_asks_for_its_key),
        cmocka_unit_test(a_changed_word_breaks_the_signature),
        cmocka_unit_test(a_signature_over_part_of_the_body_passes_nothing),
        cmocka_unit_test(a_second_from_field_binds_nothing),
        cmocka_unit_test(a_head_that_is_none_binds_nothing),
        cmocka_unit_test(a_key_that_cannot_be_had_leaves_it_unknown),
        cmocka_unit_test(two_keys_at_one_name_are_none),
        cmocka_unit_test(a_client_the_record_names_passes_and_binds),
        cmocka_unit_test(another_client_fails),
        cmocka_unit_test(a_strangers_envelope_may_pass_and_binds_nothing),
        cmocka_unit_test(a_bounce_is_judged_by_the_name_its_client_gave),
        cmocka_unit_test(a_client_on_this_machine_proves_nothing),
        cmocka_unit_test(offline_everything_is_unknown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
