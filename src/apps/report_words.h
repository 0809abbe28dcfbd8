/* apps/report_words.h - sentences which both the text and the page of a report need.
 *
 * Owns      nothing; appends to the caller's buffer. What is appended is clean (words/clean.h).
 */
#ifndef APPS_REPORT_WORDS_H
#define APPS_REPORT_WORDS_H

#include "apps/report.h"
#include "words/words.h"

struct report_voice {
    enum lang lang;
    const struct clock *zone;
};

/* What was read, from when to when, and what was found: one calm paragraph. At most WORDS_MAX. */
void report_intro(struct buf *out, const struct report_voice *v, const struct scan_summary *s);

/* "IMAP, succeeded, from 192.0.2.7; 12 times until 2026-11-21 19:00:00". */
void report_what(struct buf *out, const struct report_voice *v, const struct finding_signin *f);

/* "allow and tell the owner; with policy = strict: refuse and tell the owner (score 5.30)". */
void report_policy(struct buf *out, const struct report_voice *v, const struct finding_signin *f);

/* "2026-11-20 01:02:03 to 2026-11-21 04:05:06"; one time when both are the same second. */
void report_period(struct buf *out, const struct report_voice *v, int64_t first_ms,
                   int64_t last_ms);

/* "Japan (estimated), Example Net: 20 days". */
void report_usual(struct buf *out, const struct report_voice *v, const struct usual_place *u);

/* "Sign-ins that do not fit (20 of 321)", "... (3)" when all are shown. */
void report_section(struct buf *out, const struct report_voice *v, enum label title, size_t shown,
                    uint64_t total);

/* A label whose only placeholder is {n}. */
void report_n(struct buf *out, const struct report_voice *v, enum label which, uint64_t n);

/* "203.0.113.7", "2001:db8::1". */
struct span report_written(const struct buf *b);

#endif
