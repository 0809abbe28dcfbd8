/* words/device.h - what a profile is called and says of itself, on a device.
 *
 * Owns      nothing. Threads: any.
 */
#ifndef WORDS_DEVICE_H
#define WORDS_DEVICE_H

#include "base/buf.h"
#include "words/lang.h"

/* "Example Mail, mail settings ver. 3": people are told to look for this name (B-27). */
void words_profile_name(struct buf *out, enum lang l, struct span service, unsigned version);

/* What it sets up, and what removing it does not do. */
void words_profile_about(struct buf *out, enum lang l, struct span service, struct span address);

/* What mioboe device says. */
enum device_words {
    DEVICE_WORDS_ONCE,
    DEVICE_WORDS_REVOKED,
    DEVICE_WORDS_PIN,
    DEVICE_WORDS_UNSIGNED,
    DEVICE_WORDS_COUNT
};
const char *words_device(enum lang l, enum device_words which);

/* The mail of a self-test: its subject, and its text. */
struct span words_self_test_subject(enum lang l);
void words_self_test_text(struct buf *out, enum lang l, struct span service);

#endif
