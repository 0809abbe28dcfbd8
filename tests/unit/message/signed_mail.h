/* A mail signed with DKIM by libopendkim itself, for tests of who verifies it. */
#ifndef TESTS_SIGNED_MAIL_H
#define TESTS_SIGNED_MAIL_H

#include "cmocka_all.h"

#include <opendkim/dkim.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* A key of these tests alone. */
static const char private_key[] =
    "-----BEGIN RSA PRIVATE KEY-----\n"
    "MIICWwIBAAKBgQDEcbJvcftQPdSijMBo3HahS2GVKWJw+KG1KJK7kFNBZR9D4+lP\n"
    "9VFDeXjyEoi8pSoIOBoLmi76j+qibKNefc5DMocHhLJ8Nz2OQSBrev8H/fRikLnC\n"
    "at1Goqyg6R1XrXpqmCt0/QBgdmi28BAL7OgvHwC98lwgRgmqS78k2oz00wIDAQAB\n"
    "AoGAXQIL3pITz+EGbNPBQaSoEiPzlsDaV+yP+4qzNlTV5k9vZyBgVbgreovnxI0b\n"
    "6l00smGFi1q7xWwgRjizfMiJwBiLNa0kN9pgliDcHceNR0/lmVaA0gDFdeYS9TGa\n"
    "9IoeCqoiyoEdw27WKutDg1/dcUui1SWL+kbKPhU0kTJ+xNkCQQDoxFuhryNstvXA\n"
    "Ix6gFzl7GacBjpKt2ztW7Tc7B2tyaRdoXCYkfD/RUVo2XPHvsz0ikFyXR63Iqo1r\n"
    "JA2lWjuVAkEA2A04QVkxFeW1tNdCxqJIOiDb0Tg7/lJ4oiFI0o8m9ML9XXz7EpA3\n"
    "zpGs9NndWI5gsEdrS1hueUZrqhtfOX0UxwJAXjVjFNyKzOx8KIjOU2My+5TVWDb5\n"
    "PO6XZMZb7UNChKruM2ngcjHrrm9rwMb7kNWNr9iX8Q6s0qPc2vlboIoVxQJAWe9+\n"
    "2G0ZasUZk7L74BXTvSbKelhPWPnZr5vtZYEjtUWqFI2fMkYIhRvNBIvggSmbhCXm\n"
    "uxGPwzoWPVRxmkvAJwJAVZgYSslJ39YVHP2S6Ej2wieqDq2Ys4D1PaCU1aFz1bfj\n"
    "ZTDg8w0+U+xTaWYSrS7tnsxvNqNxHjZOIB5EOZAZAw==\n"
    "-----END RSA PRIVATE KEY-----\n";
static const char public_key[] = "v=DKIM1; k=rsa; p="
                                 "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDEcbJvcftQPdSijMBo3HahS2GV"
                                 "KWJw+KG1KJK7kFNBZR9D4+lP9VFDeXjyEoi8pSoIOBoLmi76j+qibKNefc5DMocH"
                                 "hLJ8Nz2OQSBrev8H/fRikLnCat1Goqyg6R1XrXpqmCt0/QBgdmi28BAL7OgvHwC9"
                                 "8lwgRgmqS78k2oz00wIDAQAB";

#define FROM "From: Notice <notice@mail.example.co.jp>\r\n"
#define REST "To: owner@example.jp\r\nSubject: A sign-in\r\n"
#define BODY "Somebody signed in.\r\nThat is all.\r\n"

/* Signs the message as `domain`; the caller frees. signed_bytes: of the body, -1: all. */
static char *sign(const char *domain, ssize_t signed_bytes)
{
    DKIM_STAT status = DKIM_STAT_OK;
    DKIM_LIB *lib = dkim_init(NULL, NULL);
    unsigned flags = DKIM_LIBFLAGS_SIGNLEN;
    static const char *const fields[] = {"From: Notice <notice@mail.example.co.jp>",
                                         "To: owner@example.jp", "Subject: A sign-in"};
    DKIM *dkim;
    unsigned char *header = NULL;
    size_t len = 0;
    char *out = calloc(1, 4096);

    assert_non_null(out);
    if (signed_bytes >= 0) {
        (void)dkim_options(lib, DKIM_OP_SETOPT, DKIM_OPTS_FLAGS, &flags, sizeof flags);
    }
    dkim =
        dkim_sign(lib, (const unsigned char *)"t", NULL, (dkim_sigkey_t)(uintptr_t)private_key,
                  (const unsigned char *)"sel", (const unsigned char *)domain, DKIM_CANON_RELAXED,
                  DKIM_CANON_RELAXED, DKIM_SIGN_RSASHA256, signed_bytes, &status);
    assert_non_null(dkim);
    for (size_t i = 0; i < COUNT(fields); i++) {
        assert_int_equal(
            dkim_header(dkim, (unsigned char *)(uintptr_t)fields[i], strlen(fields[i])),
            DKIM_STAT_OK);
    }
    assert_int_equal(dkim_eoh(dkim), DKIM_STAT_OK);
    assert_int_equal(dkim_body(dkim, (unsigned char *)(uintptr_t)BODY, strlen(BODY)), DKIM_STAT_OK);
    assert_int_equal(dkim_eom(dkim, NULL), DKIM_STAT_OK);
    assert_int_equal(dkim_getsighdr_d(dkim, 0, &header, &len), DKIM_STAT_OK);
    (void)snprintf(out, 4096, "DKIM-Signature: %.*s\r\n" FROM REST "\r\n" BODY, (int)len,
                   (const char *)header);
    (void)dkim_free(dkim);
    dkim_close(lib);
    return out;
}

#endif
