#include "serve/tls.h"

#include "base/memory.h"

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <stdlib.h>
#include <string.h>

#define CHAIN_MAX 16 /* certificates */

struct tls {
    gnutls_pcert_st chain[CHAIN_MAX];
    unsigned chain_len;
    gnutls_privkey_t key;
};

static _Thread_local const struct tls *current;

static bool fail(const char *path, int code, struct err *e)
{
    return err_set(e, ERR_CONFIG, "%s: %s", path, gnutls_strerror(code));
}

/* gnutls_certificate_set_x509_key_mem looks whether key and certificate belong together. */
static int match(const gnutls_datum_t *certificate, const gnutls_datum_t *key)
{
    gnutls_certificate_credentials_t both;
    int code = gnutls_certificate_allocate_credentials(&both);

    if (code < 0) {
        return code;
    }
    code = gnutls_certificate_set_x509_key_mem(both, certificate, key, GNUTLS_X509_FMT_PEM);
    gnutls_certificate_free_credentials(both);
    return code;
}

static bool import(struct tls *t, const gnutls_datum_t *certificate, const gnutls_datum_t *key,
                   const char *path, struct err *e)
{
    unsigned len = CHAIN_MAX;
    int code = match(certificate, key);

    if (code >= 0) {
        code = gnutls_pcert_list_import_x509_raw(t->chain, &len, certificate, GNUTLS_X509_FMT_PEM,
                                                 GNUTLS_X509_CRT_LIST_FAIL_IF_UNSORTED);
    }
    if (code < 0) {
        return fail(path, code, e);
    }
    t->chain_len = len;
    code = gnutls_privkey_init(&t->key);
    if (code >= 0) {
        code = gnutls_privkey_import_x509_raw(t->key, key, GNUTLS_X509_FMT_PEM, NULL, 0);
    }
    return code >= 0 || fail(path, code, e);
}

static bool read_both(struct tls *t, const char *certificate, const char *key, struct err *e)
{
    gnutls_datum_t chain = {0};
    gnutls_datum_t secret = {0};
    int code = gnutls_load_file(certificate, &chain);
    bool ok;

    if (code < 0) {
        return fail(certificate, code, e);
    }
    code = gnutls_load_file(key, &secret);
    ok = code < 0 ? fail(key, code, e) : import(t, &chain, &secret, certificate, e);
    if (secret.data != NULL) {
        gnutls_memset(secret.data, 0, secret.size);
    }
    gnutls_free(secret.data);
    gnutls_free(chain.data);
    return ok;
}

bool tls_read(const char *certificate, const char *key, struct tls **out, struct err *e)
{
    struct tls *t = memory_new(1, sizeof *t);

    if (!read_both(t, certificate, key, e)) {
        tls_free(&t);
        return false;
    }
    *out = t;
    return true;
}

void tls_free(struct tls **t)
{
    if (*t == NULL) {
        return;
    }
    for (unsigned i = 0; i < (*t)->chain_len; i++) {
        gnutls_pcert_deinit(&(*t)->chain[i]);
    }
    if ((*t)->key != NULL) {
        gnutls_privkey_deinit((*t)->key);
    }
    free(*t);
    *t = NULL;
}

void tls_use(const struct tls *t)
{
    current = t;
}

/* NOLINTNEXTLINE(readability-function-size): gnutls' parameters */
static int retrieve(gnutls_session_t session, const gnutls_datum_t *authorities,
                    int authority_count, const gnutls_pk_algorithm_t *algorithms,
                    int algorithm_count, gnutls_pcert_st **chain, unsigned *chain_len,
                    gnutls_privkey_t *key)
{
    (void)session;
    (void)authorities;
    (void)authority_count;
    (void)algorithms;
    (void)algorithm_count;
    if (current == NULL) {
        return -1;
    }
    memcpy(chain, &(const gnutls_pcert_st *){current->chain}, sizeof(void *)); /* it is only read */
    *chain_len = current->chain_len;
    *key = current->key;
    return 0;
}

void *tls_callback(void)
{
    gnutls_certificate_retrieve_function2 *function = retrieve;
    void *opaque;

    memcpy(&opaque, &function, sizeof opaque); /* the option takes a pointer to an object */
    return opaque;
}
