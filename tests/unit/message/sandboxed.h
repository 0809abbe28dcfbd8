/* tests/unit/message/sandboxed.h - where a sandbox can be tested.
 *
 * Under a sanitizer the limit of memory is not set: the sanitizer's own memory would not fit. Under
 * valgrind there is no sandbox at all: its own system calls would be those that are forbidden. */
#ifndef TESTS_UNIT_MESSAGE_SANDBOXED_H
#define TESTS_UNIT_MESSAGE_SANDBOXED_H

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

#define SKIPPED 77 /* what a test program ends with that could not test anything (meson) */

static inline bool under_valgrind(void)
{
    const char *preload = getenv("LD_PRELOAD");

    return preload != NULL && strstr(preload, "vgpreload") != NULL;
}

#endif
