/* base/key_file.h - a key of our own: random bytes in a file beside what it protects, never in it. */
#ifndef BASE_KEY_FILE_H
#define BASE_KEY_FILE_H

#include "base/attr.h"
#include "base/err.h"

#include <stdint.h>

#define KEY_FILE_SIZE 32 /* bytes */

/* Reads the key file, or makes it (0600, random) when there is none: whole or not at all; of two that
 * make it at once, the first one's stays.
 *
 * errors   ERR_CONFIG  others than its owner may read it, or it does not hold KEY_FILE_SIZE bytes
 *          ERR_SYSTEM  it can neither be read nor made
 */
bool key_file_load(const char *path, uint8_t out[static KEY_FILE_SIZE], struct err *e) MUST_CHECK;

#endif
