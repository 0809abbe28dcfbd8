/* credential/pin.h - the PIN of a contract, as people type it. */
#ifndef CREDENTIAL_PIN_H
#define CREDENTIAL_PIN_H

#include "base/secret.h"

#define PIN_DIGITS_MIN 4
#define PIN_DIGITS_MAX 12

/* Reads PIN_DIGITS_MIN to PIN_DIGITS_MAX digits, full-width ones too, blanks and hyphens between them.
 * False, *out empty, when it is none. */
bool pin_read(const struct secret *typed, struct secret *out) MUST_CHECK;

#endif
