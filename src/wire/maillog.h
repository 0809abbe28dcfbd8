/* wire/maillog.h - lines of mail server logs: when, who, from where, with what outcome.
 *
 * Duty      Dovecot 2.3 and 2.4, Postfix smtpd, Cyrus IMAP, Exim; under syslog headers (RFC 3164,
 *           RFC 3339, RFC 5424), journalctl's short-iso and JSON, or Dovecot's and Exim's own files.
 * Source    docs/maillog.md names the published sources of every form read here.
 * Owns      year inference, time caches and a small scratch for one input; nothing per line.
 * Threads   one reader, one thread.
 * Errors    none per line: the kind says what the line was. User names in these lines are typed by
 *           attackers: what a name contains is never taken for another field of the line.
 */
#ifndef WIRE_MAILLOG_H
#define WIRE_MAILLOG_H

#include "base/attr.h"
#include "base/err.h"
#include "base/span.h"
#include "model/signin.h"

#include <stdbool.h>
#include <stdint.h>

#define MAILLOG_ACCOUNT_MAX 320 /* bytes of a sign-in name: RFC 5321 4.5.3.1, 64 + 1 + 255 */

enum maillog_kind {
    MAILLOG_SIGNIN,      /* an attempt with its outcome: signin is filled */
    MAILLOG_AUTH_DETAIL, /* Dovecot auth says why an attempt failed; the login line of the same
                            session normally follows and counts it: join by signin.session */
    MAILLOG_POLICY,  /* Dovecot auth says that the policy server refused; joined like AUTH_DETAIL */
    MAILLOG_OTHER,   /* a known program's line without a sign-in */
    MAILLOG_UNKNOWN, /* a program or a form not read here; program may be empty */
    MAILLOG_BAD,     /* no header, a NUL byte, or cut short inside a sign-in */
    MAILLOG_KIND_COUNT
};

/* Views point into the parsed line, or into the reader's scratch (unpacked JSON, a name in lower
 * case): valid until the next call. */
struct maillog_line {
    enum maillog_kind kind;
    bool has_time;
    int64_t at_ms;        /* wall clock, UTC; valid when has_time */
    struct span host;     /* may be empty */
    struct span program;  /* "dovecot", "postfix/smtpd", "cyrus/imap", "exim"; may be empty */
    uint32_t pid;         /* 0 when the line has none */
    struct signin signin; /* SIGNIN, AUTH_DETAIL and POLICY only; its account may be empty when the
                             server did not log the name: the attempt still counts for its source */
};

struct maillog_options {
    int64_t reference_ms; /* newest plausible time of the input: the file's mtime, or now */
    int32_t year;         /* of the first line without one; 0: inferred from reference_ms */
    const char
        *zone; /* of times without one: "" or NULL this machine's, "UTC", "+09:00", "Asia/Tokyo" */
};

struct maillog;

/* ERR_CONFIG: the zone is not known. */
bool maillog_new(const struct maillog_options *o, struct maillog **out, struct err *e) MUST_CHECK;

/* Frees; *m becomes NULL. NULL inside is fine. */
void maillog_free(struct maillog **m);

/* Reads one line (no newline); *out is wholly overwritten except signin when kind says it is unused.
 * cost: about 100 ns for a line of 150 bytes. */
void maillog_parse(struct maillog *m, struct span line, struct maillog_line *out);

/* The time of a line only, for putting files in order; the reader's state is left as it was.
 * False, *at_ms untouched, when the line has none. */
bool maillog_peek_time(const struct maillog *m, struct span line, int64_t *at_ms) MUST_CHECK;

/* "signin", "auth_detail", ...: stable, for machines. */
const char *maillog_kind_code(enum maillog_kind k);

#endif
