/* wire/cms.h - bytes in a signed envelope, so that a device can show who made them.
 *
 * Source    RFC 5652 5 (SignedData, content inside), by OpenSSL.
 * Owns      struct cms_signer: the certificate, those above it and the private key, wiped at its end.
 * Threads   cms_sign from any, at once.
 */
#ifndef WIRE_CMS_H
#define WIRE_CMS_H

#include "base/buf.h"
#include "base/err.h"

#include <stdint.h>

#define CMS_PEM_MAX ((size_t)256 << 10)  /* bytes of a file of certificates or of a key */
#define CMS_CHAIN_MAX 8                  /* certificates above the signer's */
#define CMS_ADDED_MAX ((size_t)64 << 10) /* bytes a signature adds at most */

struct cms_signer;

/* Reads PEM texts: certificates, the signer's first, and its private key without a passphrase.
 *
 * errors   ERR_CONFIG  one is none, or the key is another certificate's; nothing of either is quoted
 *          ERR_SYSTEM  no memory
 */
bool cms_signer_new(struct span certificates, struct span key, struct cms_signer **out,
                    struct err *e) MUST_CHECK;
void cms_signer_free(struct cms_signer **s); /* NULL is fine; *s becomes NULL */

/* When the certificate ends: milliseconds since 1970; 0 when it does not say. */
int64_t cms_signer_ends_ms(const struct cms_signer *s);

/* Appends the signed envelope in DER. ERR_LIMIT: no room; ERR_SYSTEM: OpenSSL refused. */
bool cms_sign(const struct cms_signer *s, struct span content, struct buf *out,
              struct err *e) MUST_CHECK;

#endif
