/* service/check_state.h - what was seen in a message, to go on with later: as bytes, and sealed for a stranger
 * to carry.
 *
 * Duty      a page asks its questions after the verdict; instead of keeping anything of a message
 *           meanwhile, the form carries what was seen, encrypted and authenticated with a key only we
 *           have. Nobody else can read or make it.
 * Form      XChaCha20-Poly1305 over a version, the time and the findings; base64url. A form is good for
 *           CHECK_STATE_MS.
 * Owns      nothing. Threads: any.
 */
#ifndef SERVICE_CHECK_STATE_H
#define SERVICE_CHECK_STATE_H

#include "service/check_message.h"

#define CHECK_STATE_KEY 32                    /* bytes */
#define CHECK_STATE_MS (INT64_C(2) * 3600000) /* how long a form may be answered */
#define CHECK_STATE_BYTES ((size_t)48 << 10)  /* of findings at most */
#define CHECK_STATE_TEXT ((size_t)66 << 10)   /* the same, sealed */

/* Large: on the heap. */
struct check_finding {
    struct observation seen; /* without answers */
    struct answers answers;
    int64_t checked_ms;
    size_t text_len;
    char text[CHECK_TEXT_MAX]; /* as struct check_outcome; may be left out */
};

/* What check_message() saw. */
void check_finding_of(const struct check_outcome *o, const struct answers *a, int64_t now_ms,
                      struct check_finding *out);

/* Appends the bytes; at most CHECK_STATE_BYTES. Reads them back: ERR_INPUT when they are no finding; *out
 * is then undefined. */
void check_finding_pack(const struct check_finding *f, struct buf *out);
bool check_finding_unpack(struct span bytes, struct check_finding *out, struct err *e) MUST_CHECK;

/* A key made of the key of notices, so that neither tells the other. */
void check_state_key(const uint8_t secret[static CHECK_STATE_KEY],
                     uint8_t out[static CHECK_STATE_KEY]);

void check_state_seal(const uint8_t key[static CHECK_STATE_KEY], const struct check_finding *f,
                      struct buf *out);

/* errors   ERR_INPUT  it is not ours, was changed, or is older than CHECK_STATE_MS */
bool check_state_open(const uint8_t key[static CHECK_STATE_KEY], struct span sealed, int64_t now_ms,
                      struct check_finding *out, struct err *e) MUST_CHECK;

#endif
