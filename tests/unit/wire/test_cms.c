#include "wire/cms.h"

#include "cmocka_all.h"

#include <openssl/cms.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <time.h>

#define TEXT_MAX 4096

struct text {
    char bytes[TEXT_MAX];
    size_t len;
};

static struct text certificate;
static struct text key;
static struct text other_key;
static X509 *made;
static char room[CMS_ADDED_MAX];

static struct span span(const struct text *t)
{
    return (struct span){.at = t->bytes, .len = t->len};
}

static void take(BIO *from, struct text *to)
{
    int len = BIO_read(from, to->bytes, sizeof to->bytes);

    assert_true(len > 0);
    to->len = (size_t)len;
    (void)BIO_free(from);
}

static EVP_PKEY *make_key(struct text *to)
{
    EVP_PKEY *pair = EVP_EC_gen("P-256");
    BIO *out = BIO_new(BIO_s_mem());

    assert_int_equal(PEM_write_bio_PrivateKey(out, pair, NULL, NULL, 0, NULL, NULL), 1);
    take(out, to);
    return pair;
}

static int make_certificate(void **state)
{
    EVP_PKEY *pair = make_key(&key);
    BIO *out = BIO_new(BIO_s_mem());
    X509_NAME *name;

    (void)state;
    EVP_PKEY_free(make_key(&other_key));
    made = X509_new();
    (void)ASN1_INTEGER_set(X509_get_serialNumber(made), 7);
    (void)X509_gmtime_adj(X509_getm_notBefore(made), -60);
    (void)X509_gmtime_adj(X509_getm_notAfter(made), 86400);
    (void)X509_set_pubkey(made, pair);
    name = X509_get_subject_name(made);
    (void)X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"Example", -1,
                                     -1, 0);
    (void)X509_set_issuer_name(made, name);
    assert_true(X509_sign(made, pair, EVP_sha256()) > 0);
    assert_int_equal(PEM_write_bio_X509(out, made), 1);
    take(out, &certificate);
    EVP_PKEY_free(pair);
    return 0;
}

static int free_certificate(void **state)
{
    (void)state;
    X509_free(made);
    return 0;
}

static struct cms_signer *signer(void)
{
    struct cms_signer *s = NULL;
    struct err e = {0};

    if (!cms_signer_new(span(&certificate), span(&key), &s, &e)) {
        fail_msg("%s", e.text);
    }
    return s;
}

static void what_is_signed_comes_out_again_whoever_checks_it(void **state)
{
    struct cms_signer *s = signer();
    struct buf out = {.at = room, .cap = sizeof room};
    struct err e = {0};
    X509_STORE *trusted = X509_STORE_new();
    BIO *in;
    BIO *content = BIO_new(BIO_s_mem());
    CMS_ContentInfo *cms;
    char got[64];

    (void)state;
    assert_true(cms_sign(s, SPAN("two\nlines\r\n\0and a nul"), &out, &e));
    in = BIO_new_mem_buf(out.at, (int)out.len);
    cms = d2i_CMS_bio(in, NULL);
    assert_non_null(cms);
    (void)X509_STORE_add_cert(trusted, made);
    (void)X509_STORE_set_purpose(trusted, X509_PURPOSE_ANY);
    assert_int_equal(CMS_verify(cms, NULL, trusted, NULL, content, CMS_BINARY), 1);
    assert_int_equal(BIO_read(content, got, sizeof got), 21);
    assert_memory_equal(got, "two\nlines\r\n\0and a nul", 21);
    CMS_ContentInfo_free(cms);
    X509_STORE_free(trusted);
    (void)BIO_free(in);
    (void)BIO_free(content);
    cms_signer_free(&s);
    assert_null(s);
}

static void the_end_of_the_certificate_is_known(void **state)
{
    struct cms_signer *s = signer();
    int64_t now_ms = (int64_t)time(NULL) * 1000;

    (void)state;
    assert_true(cms_signer_ends_ms(s) > now_ms + 86000000);
    assert_true(cms_signer_ends_ms(s) < now_ms + 86500000);
    cms_signer_free(&s);
}

static void another_key_and_what_is_no_pem_are_refused_without_quoting_them(void **state)
{
    const struct {
        struct span certificate;
        struct span key;
    } cases[] = {
        {span(&certificate), span(&other_key)},
        {span(&certificate), SPAN("")},
        {span(&certificate), SPAN("secret words")},
        {SPAN("secret words"), span(&key)},
        {span(&key), span(&key)},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct cms_signer *s = NULL;
        struct err e = {0};

        assert_false(cms_signer_new(cases[i].certificate, cases[i].key, &s, &e));
        assert_int_equal(e.code, ERR_CONFIG);
        assert_null(s);
        assert_null(strstr(e.text, "secret"));
    }
}

static void what_does_not_fit_is_not_half_signed(void **state)
{
    struct cms_signer *s = signer();
    char few[100];
    struct buf out = BUF_ON(few);
    struct err e = {0};

    (void)state;
    assert_false(cms_sign(s, SPAN("text"), &out, &e));
    assert_int_equal(e.code, ERR_LIMIT);
    assert_int_equal(out.len, 0);
    cms_signer_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_signed_comes_out_again_whoever_checks_it),
        cmocka_unit_test(the_end_of_the_certificate_is_known),
        cmocka_unit_test(another_key_and_what_is_no_pem_are_refused_without_quoting_them),
        cmocka_unit_test(what_does_not_fit_is_not_half_signed),
    };

    return cmocka_run_group_tests(tests, make_certificate, free_certificate);
}
