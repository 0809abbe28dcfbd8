/* base/secret.h - a password of somebody's: read from a file or taken from a request, used, wiped, never
 * shown.
 *
 * Duty      keeps it apart from text: there is no printer, and no error of this file quotes it.
 * Owns      its bytes, where they lie; secret_wipe() when done.
 */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

#include "base/attr.h"
#include "base/err.h"
#include "base/span.h"

#define SECRET_TEXT_MAX 256 /* bytes */

struct secret {
    size_t len;
    char bytes[SECRET_TEXT_MAX]; /* never printed, logged or put into an error */
};

/* The first line of a file, without its end.
 *
 * errors   ERR_CONFIG  no file, everybody may read it, it is empty or the line is too long
 *          ERR_SYSTEM  it cannot be read */
bool secret_read(const char *path, struct secret *out, struct err *e) MUST_CHECK;

/* Takes a copy of bytes that are a secret. False, *out empty, when they are more than SECRET_TEXT_MAX. */
bool secret_take(struct secret *out, struct span bytes) MUST_CHECK;

/* To hand to whoever needs it; lives as long as *s. */
struct span secret_reveal(const struct secret *s);

/* Overwrites it, so that the compiler may not leave that out. */
void secret_wipe(struct secret *s);

#endif
