/* service/self_test.h - does this device's password work? A mail to oneself, out and back (B-32).
 *
 * Limits    SELF_TESTS_MAX at once in this process, so that a slow mail server cannot take all worker
 *           threads; SELF_TEST_MS each.
 * Threads   any; blocks.
 */
#ifndef SERVICE_SELF_TEST_H
#define SERVICE_SELF_TEST_H

#include "model/mail_setup.h"

#include <stdint.h>

#define SELF_TESTS_MAX 2
#define SELF_TEST_MS 8000

enum self_test_result {
    SELF_TEST_BACK,    /* it went out and came back */
    SELF_TEST_REFUSED, /* user and password were not taken */
    SELF_TEST_AWAY,    /* a server does not answer, or others are being tested: later */
    SELF_TEST_UNSENT,  /* signed in, but the mail was not taken */
    SELF_TEST_LATE,    /* out, and not back in time */
    SELF_TEST_RESULT_COUNT
};

struct self_test_question {
    const struct mail_setup *setup;
    const char *ca_file; /* "" the system's */
    struct span address;
    struct span user;
    struct span password; /* borrowed; the caller wipes it */
    int64_t now_ms;       /* wall clock, the mail's date */
    bool japanese;        /* the mail's text */
};

struct self_test_answer {
    enum self_test_result result;
    int64_t took_ms;
};

void self_test_run(const struct self_test_question *q, struct self_test_answer *out);

#endif
