#include "wire/cms.h"

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdlib.h>
#include <time.h>

struct cms_signer {
    X509 *certificate;
    STACK_OF(X509) * chain;
    EVP_PKEY *key;
};

/* Nobody is asked on a terminal for a passphrase. */
/* NOLINTNEXTLINE(readability-non-const-parameter): OpenSSL's parameters */
static int no_passphrase(char *to, int size, int writes, void *ctx)
{
    (void)to;
    (void)size;
    (void)writes;
    (void)ctx;
    return -1;
}

static bool read_certificates(struct cms_signer *s, struct span pem, struct err *e)
{
    BIO *in = BIO_new_mem_buf(pem.at, (int)pem.len);
    X509 *above = NULL;

    s->chain = sk_X509_new_null();
    if (in == NULL || s->chain == NULL) {
        (void)BIO_free(in);
        return err_set(e, ERR_SYSTEM, "no memory for a certificate");
    }
    s->certificate = PEM_read_bio_X509(in, NULL, no_passphrase, NULL);
    while (s->certificate != NULL && sk_X509_num(s->chain) < CMS_CHAIN_MAX &&
           (above = PEM_read_bio_X509(in, NULL, no_passphrase, NULL)) != NULL) {
        (void)sk_X509_push(s->chain, above);
    }
    (void)BIO_free(in);
    ERR_clear_error(); /* the end of the file is one of its errors */
    return s->certificate != NULL || err_set(e, ERR_CONFIG, "expected a certificate in PEM");
}

static bool read_key(struct cms_signer *s, struct span pem, struct err *e)
{
    BIO *in = BIO_new_mem_buf(pem.at, (int)pem.len);

    if (in == NULL) {
        return err_set(e, ERR_SYSTEM, "no memory for a key");
    }
    s->key = PEM_read_bio_PrivateKey(in, NULL, no_passphrase, NULL);
    (void)BIO_free(in);
    ERR_clear_error();
    if (s->key == NULL) {
        return err_set(e, ERR_CONFIG, "expected a private key in PEM, without a passphrase");
    }
    if (X509_check_private_key(s->certificate, s->key) != 1) {
        ERR_clear_error();
        return err_set(e, ERR_CONFIG, "expected the private key of the first certificate");
    }
    return true;
}

bool cms_signer_new(struct span certificates, struct span key, struct cms_signer **out,
                    struct err *e)
{
    struct cms_signer *s;

    if (certificates.len > CMS_PEM_MAX || key.len > CMS_PEM_MAX) {
        return err_set(e, ERR_CONFIG, "expected at most %zu bytes of PEM", CMS_PEM_MAX);
    }
    s = calloc(1, sizeof *s);
    if (s == NULL) {
        return err_set(e, ERR_SYSTEM, "no memory for a certificate");
    }
    if (!read_certificates(s, certificates, e) || !read_key(s, key, e)) {
        cms_signer_free(&s);
        return false;
    }
    *out = s;
    return true;
}

void cms_signer_free(struct cms_signer **s)
{
    if (*s != NULL) {
        X509_free((*s)->certificate);
        sk_X509_pop_free((*s)->chain, X509_free);
        EVP_PKEY_free((*s)->key);
        free(*s);
        *s = NULL;
    }
}

int64_t cms_signer_ends_ms(const struct cms_signer *s)
{
    struct tm end = {0};

    if (ASN1_TIME_to_tm(X509_get0_notAfter(s->certificate), &end) != 1) {
        return 0;
    }
    return (int64_t)timegm(&end) * 1000;
}

bool cms_sign(const struct cms_signer *s, struct span content, struct buf *out, struct err *e)
{
    BIO *in = BIO_new_mem_buf(content.at, (int)content.len);
    BIO *made = BIO_new(BIO_s_mem());
    CMS_ContentInfo *cms = NULL;
    char *at = NULL;
    long len = 0;
    bool ok;

    if (in != NULL && made != NULL) {
        cms = CMS_sign(s->certificate, s->key, s->chain, in, CMS_BINARY | CMS_NOSMIMECAP);
    }
    ok = cms != NULL && i2d_CMS_bio(made, cms) == 1 && (len = BIO_get_mem_data(made, &at)) > 0;
    if (ok) {
        buf_add(out, (struct span){.at = at, .len = (size_t)len});
    }
    CMS_ContentInfo_free(cms);
    (void)BIO_free(in);
    (void)BIO_free(made);
    ERR_clear_error();
    if (!ok) {
        return err_set(e, ERR_SYSTEM, "cannot sign");
    }
    return !out->full || err_set(e, ERR_LIMIT, "no room for what is signed");
}
