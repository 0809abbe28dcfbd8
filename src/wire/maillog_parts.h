/* wire/maillog_parts.h - what the files of the mail log reader share; nobody else includes it. */
#ifndef WIRE_MAILLOG_PARTS_H
#define WIRE_MAILLOG_PARTS_H

#include "base/span.h"
#include "base/zone.h"
#include "wire/maillog.h"

#define MAILLOG_SCRATCH 65536 /* bytes of an unpacked journal message; LINES_MAX packs no more */
#define MAILLOG_MINUTE_MAX 24 /* bytes of a time's text up to its minute */

/* The last minute converted. Log lines come by the minute, so nearly all of them end here. */
struct maillog_minute {
    char text[MAILLOG_MINUTE_MAX]; /* "Nov 21 18:05:" or "2026-11-21T18:05:" */
    size_t len;                    /* 0: none yet */
    int64_t utc_ms;                /* of that minute, the text read in the reader's zone */
    int64_t civil_ms; /* of that minute, the text read as UTC; forms with a year only */
};

#define MAILLOG_KEPT_MAX 512

/* Exim tells syslog a refusal twice, once for its main and once for its reject log
 * (syslog_duplication). The second of a pair is dropped. */
struct maillog_line_kept {
    uint32_t pid;
    size_t len; /* 0: none, or its pair was seen */
    char text[MAILLOG_KEPT_MAX];
};

struct maillog {
    struct zone *zone;
    int64_t reference_ms;
    int32_t year;    /* of the newest line without one; 0: none yet */
    int64_t last_ms; /* of the line before; INT64_MIN: none yet */
    int64_t year_ms; /* of the line `year` was found with, as if UTC; INT64_MIN: none yet */
    struct maillog_minute minute;
    char account[MAILLOG_ACCOUNT_MAX];
    struct maillog_line_kept exim; /* the last refusal Exim told syslog */
    char *scratch;                 /* MAILLOG_SCRATCH bytes, owned */
};

/* A line without its time, host and program. */
struct maillog_body {
    struct span text;
    bool tagged;     /* came with a syslog tag; else the file is Dovecot's or Exim's own */
    uint32_t repeat; /* rsyslog's "message repeated N times"; else 1 */
};

/* Header ---------------------------------------------------------------------------------------- */

/* Takes the time off the front of *rest; false, nothing changed, when there is none. */
bool maillog_time_take(struct maillog *m, struct span *rest, int64_t *at_ms) MUST_CHECK;

/* Sets has_time, at_ms, host, program, pid of *out and gives the body. False: no header known here. */
bool maillog_header(struct maillog *m, struct span line, struct maillog_line *out,
                    struct maillog_body *body) MUST_CHECK;

/* The same for one object of `journalctl -o json`. */
bool maillog_journal(struct maillog *m, struct span line, struct maillog_line *out,
                     struct maillog_body *body) MUST_CHECK;

/* Cuts "program[pid]: " off *rest. False, nothing changed, when it does not begin with a tag. */
bool maillog_tag_take(struct span *rest, struct span *program, uint32_t *pid) MUST_CHECK;

/* The text begins with a name of Dovecot's services as Dovecot's own log file shows them. */
bool maillog_dovecot_service(struct span text);

/* Bodies: each sets kind, and signin when the kind has one ---------------------------------------- */

void maillog_dovecot(struct maillog *m, struct span body, struct maillog_line *out);
void maillog_postfix(struct maillog *m, struct span body, struct maillog_line *out);
void maillog_cyrus(struct maillog *m, struct span body, struct maillog_line *out);
void maillog_exim(struct maillog *m, struct span body, struct maillog_line *out);

/* Shared by bodies ------------------------------------------------------------------------------ */

/* A sign-in at the line's time with one attempt, nothing else known yet. */
void maillog_signin(struct maillog_line *out, enum service service, enum outcome outcome);

/* Sets the account in lower case. False: over MAILLOG_ACCOUNT_MAX; an empty one is fine. */
bool maillog_account(struct maillog *m, struct span name, struct signin *s) MUST_CHECK;

/* Sets the address when `text` is one. */
bool maillog_remote(struct span text, struct signin *s) MUST_CHECK;

/* The sign-in stands when it has what it needs, else the line is bad (cut short). */
void maillog_finish(struct maillog_line *out, bool complete);

#define NOT_FOUND ((size_t)-1)

static inline bool span_starts(struct span s, struct span with)
{
    return s.len >= with.len && memcmp(s.at, with.at, with.len) == 0;
}

static inline bool span_ends(struct span s, struct span with)
{
    return s.len >= with.len && memcmp(s.at + s.len - with.len, with.at, with.len) == 0;
}

static inline struct span span_from(struct span s, size_t from)
{
    return (struct span){.at = s.at + from, .len = s.len - from};
}

static inline struct span span_head(struct span s, size_t len)
{
    return (struct span){.at = s.at, .len = len};
}

/* Where `needle` first stands in s, or NOT_FOUND. */
size_t span_find(struct span s, struct span needle);

/* Where it last stands, or NOT_FOUND. */
size_t span_find_last(struct span s, struct span needle);

/* Where the byte last stands, or NOT_FOUND. */
size_t span_last(struct span s, char mark);

/* Takes `with` off the front of *s when it stands there. */
static inline bool span_skip(struct span *s, struct span with)
{
    if (!span_starts(*s, with)) {
        return false;
    }
    *s = span_from(*s, with.len);
    return true;
}

#endif
