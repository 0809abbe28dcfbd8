/* words/words.h - every sentence for people, in Japanese and English.
 *
 * Duty      codes and nouns -> words. Nobody else makes a sentence for people.
 * Source    the catalogue (words/catalogue.h); country names from ICU (CLDR).
 * Owns      nothing. Threads: any.
 * Limits    one call appends at most WORDS_MAX bytes, whatever the names in it.
 *
 * Names from outside (accounts, providers, programs) go through clean_text(): what comes out is
 * well-formed UTF-8 without control characters, one line, ready for a terminal, and for a page
 * after the page's own escaping. A place is an estimate and every sentence says so.
 */
#ifndef WORDS_WORDS_H
#define WORDS_WORDS_H

#include "base/buf.h"
#include "model/decision.h"
#include "model/finding.h"
#include "model/place.h"
#include "model/reason.h"
#include "model/signin.h"
#include "words/catalogue.h"
#include "words/clock.h"
#include "words/lang.h"

#define WORDS_MAX 2048         /* bytes */
#define WORDS_HISTORY_DAYS 400 /* how far back an account's habits are kept: docs/decide.md */

/* What a reason's sentence may name. Every pointer may be NULL and every span empty. */
struct reason_context {
    const struct named_place *where;
    const struct named_place *usual; /* where the account usually signs in from */
    const struct address *remote;
    struct span client; /* "Thunderbird 128", "Firefox on Windows"; empty when unseen */
    enum service service;
    uint32_t days; /* of history the habits rest on; 0 = WORDS_HISTORY_DAYS */
};

/* The context of one finding. Borrows from it. */
struct reason_context words_reason_context(const struct finding_signin *f);

/* "provider Example Net, not used by this account in the last 400 days". */
void words_reason(struct buf *out, enum lang l, const struct reason *r,
                  const struct reason_context *c);

/* "Japan", "日本"; "unknown", "不明" for 0 and for what is no country. No "(estimated)". */
void words_country(struct buf *out, enum lang l, uint16_t country);

/* "Example Net"; "AS 64500" when it has no name; "unknown provider" when it has no number either. */
void words_provider(struct buf *out, enum lang l, const struct named_place *p);

/* "Japan (estimated), Example Net"; "head office (own network)"; "private network"; "unknown". */
void words_place(struct buf *out, enum lang l, const struct named_place *p);

/* What the database marks: "anonymising service, satellite link"; nothing appended for none. */
void words_flags(struct buf *out, enum lang l, uint8_t flags);

void words_service(struct buf *out, enum lang l, enum service s); /* "IMAP (reading mail)" */
void words_outcome(struct buf *out, enum lang l, enum outcome o); /* "wrong password" */
void words_action(struct buf *out, enum lang l, enum action a);   /* "allow and notify" */
void words_network_kind(struct buf *out, enum lang l, enum network_kind k);
void words_trouble(struct buf *out, enum lang l, const struct finding_account *f);
void words_source(struct buf *out, enum lang l, const struct finding_source *f);

/* "203.0.113.0/24", "2001:db8::/64", "203.0.113.7": the prefix a source covers. */
void words_prefix(struct buf *out, const struct finding_source *f);

/* "2026-11-21 18:05:09 (Japan time)"; words_time_bare leaves the zone out, words_date the time too. */
void words_time(struct buf *out, enum lang l, const struct clock *z, int64_t at_ms);
void words_time_bare(struct buf *out, const struct clock *z, int64_t at_ms);
void words_date(struct buf *out, const struct clock *z, int64_t at_ms);

/* The largest fitting unit, rounded down: "35 minutes", "3 days", "less than a second". */
void words_duration(struct buf *out, enum lang l, int64_t ms);

/* "1,234,567". */
void words_number(struct buf *out, uint64_t n);

/* Bytes in powers of 1000, two or three digits: "312 MB", "4.1 GB", "97 bytes". */
void words_size(struct buf *out, uint64_t bytes);

/* "1 sign-in", "1,234 sign-ins", "1,234件のログイン". */
void words_counted(struct buf *out, enum lang l, enum counted what, uint64_t n);

/* Units of 1/256 bit as nats with two decimals: "5.30", "-0.42". */
void words_score(struct buf *out, int32_t score);

#endif
